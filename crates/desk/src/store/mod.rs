//! The database: SQLite by default, PostgreSQL for teams, one SQL text for both.
//!
//! The rest of the crate never names a database. It writes one SQL text with `$1` placeholders, hands over [`Value`]s
//! and gets rows; the two arms are in `query.rs`, every real difference is in `dialect.rs`.

mod dialect;
mod json;
mod query;
mod tables;
mod value;
mod vocabulary;

use std::{collections::BTreeSet, path::Path, time::Duration};

use sqlx::{
    Database, PgPool, SqlitePool,
    migrate::Migrator,
    pool::PoolOptions,
    postgres::PgConnectOptions,
    sqlite::{SqliteConnectOptions, SqliteJournalMode, SqliteSynchronous},
};

pub use json::Json;
pub use query::{Read, Row, Tx};
pub(crate) use tables::{Column, ColumnType, Table};
pub use value::Value;

use crate::error::{Error, Result};

/// An open database.
#[derive(Clone, Debug)]
pub enum Db {
    /// One connection writes, several read: SQLite has one writer, and a queue in front of it beats retries.
    Sqlite {
        /// Read-only connections.
        read: SqlitePool,
        /// The one writing connection.
        write: SqlitePool,
    },
    /// PostgreSQL.
    Postgres(PgPool),
}

/// Which tables a database is given when it is opened.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Schema<'a> {
    /// Those of this version.
    Newest,
    /// Those of an earlier version, which had run these migrations: for rows that it wrote.
    Of(&'a [i64]),
    /// None: it is looked at as it is.
    AsItIs,
}

impl Schema<'_> {
    /// What of a folder of migrations is to be run.
    fn part(self, all: &Migrator) -> Migrator {
        let wanted = |version: i64| match self {
            Self::Newest => true,
            Self::Of(versions) => versions.contains(&version),
            Self::AsItIs => false,
        };
        let mut part = Migrator::with_migrations(all.iter().filter(|one| wanted(one.version)).cloned().collect());
        part.set_ignore_missing(true);
        part
    }

    /// The numbers of all migrations that this version knows.
    pub(crate) fn known() -> BTreeSet<i64> {
        [both(), sqlite(), postgres()].iter().flat_map(|some| some.iter().map(|one| one.version)).collect()
    }
}

fn both() -> Migrator {
    sqlx::migrate!("src/store/migrations/both")
}

fn sqlite() -> Migrator {
    sqlx::migrate!("src/store/migrations/sqlite")
}

fn postgres() -> Migrator {
    sqlx::migrate!("src/store/migrations/postgres")
}

impl Db {
    /// Opens the database that a shell chose: SQLite at `file` where there is no PostgreSQL URL.
    pub(crate) async fn open(url: Option<&str>, file: &Path, schema: Schema<'_>) -> Result<Self> {
        match url {
            None => Self::sqlite(file, schema).await,
            Some(url) => Self::postgres(url, schema).await,
        }
    }

    /// Opens the SQLite database at `file`, making it if it is not there, and brings its tables up to date.
    async fn sqlite(file: &Path, schema: Schema<'_>) -> Result<Self> {
        let options = SqliteConnectOptions::new()
            .filename(file)
            .create_if_missing(true)
            .foreign_keys(true)
            .busy_timeout(Duration::from_secs(60))
            .journal_mode(SqliteJournalMode::Wal)
            // FULL: a commit that was acknowledged survives a power cut; NORMAL may lose the last ones.
            .synchronous(SqliteSynchronous::Full)
            // In KiB. An incident's rows lie on more pages than the usual 2 MB hold, and would be read several times.
            .pragma("cache_size", "-16384");
        let write = pool(1).connect_with(options.clone()).await?;
        if !matches!(schema, Schema::AsItIs) {
            schema.part(&both()).run(&write).await?;
            schema.part(&sqlite()).run(&write).await?;
        }
        let read = pool(4).connect_with(options.read_only(true)).await?;
        Ok(Self::Sqlite { read, write })
    }

    /// Opens the PostgreSQL database at `url` and brings its tables up to date.
    async fn postgres(url: &str, schema: Schema<'_>) -> Result<Self> {
        let options: PgConnectOptions = url.parse().map_err(|_| {
            // The URL may hold a password, so it is not repeated.
            Error::input(
                "the database address is not a PostgreSQL URL",
                "write postgres://user:password@host:port/name",
            )
        })?;
        let pool = pool(8).connect_with(options).await?;
        if !matches!(schema, Schema::AsItIs) {
            schema.part(&both()).run(&pool).await?;
            schema.part(&postgres()).run(&pool).await?;
        }
        Ok(Self::Postgres(pool))
    }

    /// Waits for running statements and closes all connections.
    pub async fn close(&self) {
        match self {
            Self::Sqlite { read, write } => {
                read.close().await;
                write.close().await;
            }
            Self::Postgres(pool) => pool.close().await,
        }
    }

    /// `sqlite` or `postgres`, for the doctor.
    pub fn kind(&self) -> &'static str {
        match self {
            Self::Sqlite { .. } => "sqlite",
            Self::Postgres(_) => "postgres",
        }
    }
}

/// A pool that keeps its connections until it is closed; one that died meanwhile is noticed when it is asked for.
///
/// Were old or idle ones closed, a task of sqlx 0.9.0 would count them with a number that falls below zero for a moment when one
/// is handed back and taken at once, and would then count down from the largest number there is: the process never ends.
fn pool<DB: Database>(connections: u32) -> PoolOptions<DB> {
    PoolOptions::new().max_connections(connections).idle_timeout(None).max_lifetime(None)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn no_pool_has_the_task_that_may_count_for_ever() {
        let folder = tempfile::tempdir().expect("a folder");
        let Ok(Db::Sqlite { read, write }) = Db::sqlite(&folder.path().join("desk.sqlite"), Schema::Newest).await
        else {
            panic!("no SQLite database")
        };
        for pool in [read, write] {
            assert_eq!((pool.options().get_idle_timeout(), pool.options().get_max_lifetime()), (None, None));
            pool.close().await;
        }
    }
}
