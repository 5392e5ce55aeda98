//! Statements on either database. Every function is written once and expands to two typed arms.

use sqlx::{AssertSqlSafe, FromRow, Postgres, SqlSafeStr, Sqlite, Transaction, postgres::PgRow, sqlite::SqliteRow};

use super::{Db, Value, dialect};
use crate::error::Result;

/// A row type that can be read from both databases; `#[derive(sqlx::FromRow)]` gives it.
pub trait Row: for<'r> FromRow<'r, SqliteRow> + for<'r> FromRow<'r, PgRow> + Send + Unpin {}
impl<T> Row for T where T: for<'r> FromRow<'r, SqliteRow> + for<'r> FromRow<'r, PgRow> + Send + Unpin {}

/// A write transaction. Dropped without [`Tx::commit`], it leaves nothing behind.
#[derive(Debug)]
pub enum Tx {
    /// On the one writing connection.
    Sqlite(Transaction<'static, Sqlite>),
    /// On a pooled connection.
    Postgres(Transaction<'static, Postgres>),
}

macro_rules! bound {
    ($query:expr, $args:expr) => {{
        let mut query = $query;
        for value in $args {
            query = match value {
                Value::Text(value) => query.bind(value),
                Value::Int(value) => query.bind(value),
                Value::Real(value) => query.bind(value),
                Value::Bytes(value) => query.bind(value),
            };
        }
        query
    }};
}

/// Runs `$body` with `$on` as the executor of whichever database this is.
macro_rules! on {
    ($db:expr, $on:ident => $body:expr) => {
        match $db {
            Db::Sqlite { read, .. } => {
                let $on = read;
                $body
            }
            Db::Postgres(pool) => {
                let $on = pool;
                $body
            }
        }
    };
}
macro_rules! within {
    ($tx:expr, $on:ident => $body:expr) => {
        match $tx {
            Tx::Sqlite(tx) => {
                let $on = &mut **tx;
                $body
            }
            Tx::Postgres(tx) => {
                let $on = &mut **tx;
                $body
            }
        }
    };
}

pub(super) use within;

/// Where rows are read: what is committed, or what a change under way already sees.
pub trait Read: Send {
    /// All rows of a reading statement.
    fn rows<T: Row>(&mut self, sql: &'static str, args: Vec<Value>) -> impl Future<Output = Result<Vec<T>>> + Send;
}

impl Read for &Db {
    async fn rows<T: Row>(&mut self, sql: &'static str, args: Vec<Value>) -> Result<Vec<T>> {
        self.all(sql, args).await
    }
}

impl Read for &mut Tx {
    async fn rows<T: Row>(&mut self, sql: &'static str, args: Vec<Value>) -> Result<Vec<T>> {
        self.all(sql, args).await
    }
}

impl Db {
    /// All rows of a reading statement.
    pub async fn all<T: Row>(&self, sql: impl SqlSafeStr, args: Vec<Value>) -> Result<Vec<T>> {
        let sql = sql.into_sql_str();
        Ok(on!(self, pool => bound!(sqlx::query_as(sql), args).fetch_all(pool).await?))
    }

    /// The first row of a reading statement, if any.
    pub async fn first<T: Row>(&self, sql: impl SqlSafeStr, args: Vec<Value>) -> Result<Option<T>> {
        let sql = sql.into_sql_str();
        Ok(on!(self, pool => bound!(sqlx::query_as(sql), args).fetch_optional(pool).await?))
    }

    /// The one number that the statement yields, such as a count.
    pub async fn number(&self, sql: impl SqlSafeStr, args: Vec<Value>) -> Result<i64> {
        Ok(self.first::<(i64,)>(sql, args).await?.map_or(0, |row| row.0))
    }

    /// A statement's text with this database's words where it says `{pack}` and `{/pack}`: the columns between them come
    /// as JSON, all rows of a group in one. Ten thousand rows one by one take longer to hand over than to read.
    pub fn packing(&self, sql: &str) -> AssertSqlSafe<String> {
        let (before, behind) = dialect::packed(matches!(self, Self::Postgres(_)));
        AssertSqlSafe(sql.replace("{pack}", before).replace("{/pack}", behind))
    }

    /// Begins a write transaction, waiting its turn.
    pub async fn begin(&self) -> Result<Tx> {
        Ok(match self {
            // IMMEDIATE: take the write lock now; a lock taken half-way cannot be waited for.
            Self::Sqlite { write, .. } => Tx::Sqlite(write.begin_with("BEGIN IMMEDIATE").await?),
            Self::Postgres(pool) => Tx::Postgres(pool.begin().await?),
        })
    }
}

impl Db {
    /// Begins to read what is committed now. Whoever writes meanwhile is neither seen nor held up.
    pub(crate) async fn snapshot(&self) -> Result<Tx> {
        Ok(match self {
            // In WAL mode a reader sees the database as it was at its first statement.
            Self::Sqlite { read, .. } => Tx::Sqlite(read.begin().await?),
            Self::Postgres(pool) => {
                Tx::Postgres(pool.begin_with("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY").await?)
            }
        })
    }
}

impl Tx {
    /// Runs a changing statement and says how many rows it touched.
    pub async fn run(&mut self, sql: impl SqlSafeStr, args: Vec<Value>) -> Result<u64> {
        let sql = sql.into_sql_str();
        Ok(within!(self, on => bound!(sqlx::query(sql), args).execute(on).await?.rows_affected()))
    }

    /// All rows, seen from inside the transaction.
    pub async fn all<T: Row>(&mut self, sql: impl SqlSafeStr, args: Vec<Value>) -> Result<Vec<T>> {
        let sql = sql.into_sql_str();
        Ok(within!(self, on => bound!(sqlx::query_as(sql), args).fetch_all(on).await?))
    }

    /// The first row, if any, seen from inside the transaction.
    pub async fn first<T: Row>(&mut self, sql: impl SqlSafeStr, args: Vec<Value>) -> Result<Option<T>> {
        let sql = sql.into_sql_str();
        Ok(within!(self, on => bound!(sqlx::query_as(sql), args).fetch_optional(on).await?))
    }

    /// The one number that the statement yields, seen from inside the transaction.
    pub async fn number(&mut self, sql: impl SqlSafeStr, args: Vec<Value>) -> Result<i64> {
        Ok(self.first::<(i64,)>(sql, args).await?.map_or(0, |row| row.0))
    }

    /// Puts this database's words where the text says `/*skip locked*/`.
    pub fn dialect(&self, sql: &'static str) -> AssertSqlSafe<String> {
        AssertSqlSafe(dialect::skip_locked(sql, matches!(self, Self::Postgres(_))))
    }

    /// Makes other transactions that append to the custody log wait until this one ends.
    pub async fn lock_log(&mut self) -> Result<()> {
        if let Self::Postgres(_) = self {
            self.all::<(i64,)>(dialect::LOCK_LOG, vec![]).await?;
        }
        Ok(())
    }

    /// Makes everything in the transaction durable and visible at once.
    pub async fn commit(self) -> Result<()> {
        match self {
            Self::Sqlite(tx) => tx.commit().await?,
            Self::Postgres(tx) => tx.commit().await?,
        }
        Ok(())
    }
}
