//! Records: rows that stand for one event each. What a person or the desk recorded is written once, logged with the
//! same transaction, and can later be compared with what was logged, whichever part of the desk it belongs to.

use futures::{FutureExt as _, future::BoxFuture};
use serde::{Serialize, de::DeserializeOwned};
use sqlx::AssertSqlSafe;

use super::{Act, Change, Event, Logged};
use crate::{
    args,
    error::{Error, Result},
    store::{Db, Row, Value},
};

/// A row of an append-only table. The table has these columns and `by_whom`, `at` and `seq`.
pub trait Record: Serialize + DeserializeOwned + Row + Sync {
    /// The table.
    const TABLE: &'static str;
    /// The kind of thing, as in references: `assertion` of `assertion:<id>`.
    const NOUN: &'static str;
    /// The columns, in the order of [`Record::values`].
    const COLUMNS: &'static [&'static str];
    /// The row's identifier.
    fn id(&self) -> &str;
    /// The columns' values.
    fn values(&self) -> Vec<Value>;
    /// The typed reference by which others rest on it: `assertion:<id>`.
    fn reference(&self) -> String {
        format!("{}:{}", Self::NOUN, self.id())
    }
}

/// A record with who recorded it, when, and the number of the event.
#[derive(Clone, Debug, PartialEq, Serialize, sqlx::FromRow)]
pub struct Recorded<T> {
    /// The record.
    #[sqlx(flatten)]
    #[serde(flatten)]
    pub record: T,
    /// Who recorded it: `person:...`, or `desk`.
    pub by_whom: String,
    /// When it was recorded, microseconds since 1970 UTC.
    pub at: i64,
    /// Its event's number in the custody log.
    pub seq: i64,
}

impl<T> std::ops::Deref for Recorded<T> {
    type Target = T;
    fn deref(&self) -> &T {
        &self.record
    }
}

/// Declares a [`Record`]: a struct whose fields are the columns, the first being `id`.
#[macro_export]
#[doc(hidden)]
macro_rules! record {
    ($(#[$meta:meta])* pub struct $name:ident in $table:literal as $noun:literal {
        $($(#[$doc:meta])* $field:ident: $type:ty,)+
    }) => {
        $(#[$meta])*
        #[derive(Clone, Debug, PartialEq, serde::Serialize, serde::Deserialize, sqlx::FromRow)]
        pub struct $name { $($(#[$doc])* pub $field: $type,)+ }

        impl $crate::preserve::custody::Record for $name {
            const TABLE: &'static str = $table;
            const NOUN: &'static str = $noun;
            const COLUMNS: &'static [&'static str] = &[$(stringify!($field)),+];
            fn id(&self) -> &str {
                &self.id
            }
            fn values(&self) -> Vec<$crate::store::Value> {
                $crate::args![$(self.$field.clone()),+]
            }
        }
    };
}

impl Change {
    /// Writes a record and the event that holds the same, as a personal value: who said what may identify people.
    pub async fn record<T: Record>(&mut self, act: Act, row: &T) -> Result<Logged> {
        let body = serde_json::to_vec(row).map_err(|error| unwritable::<T>(&error))?;
        let event = Event::new(act, row.reference()).with("table", T::TABLE).personal("record", body);
        let logged = self.log(event).await?;
        let mut values = row.values();
        values.extend(args![self.by().to_owned(), logged.at, logged.seq]);
        let places: Vec<String> = (1..=values.len()).map(|place| format!("${place}")).collect();
        let columns = T::COLUMNS.join(", ");
        let sql = format!("INSERT INTO {} ({columns}, by_whom, at, seq) VALUES ({})", T::TABLE, places.join(", "));
        self.tx.run(AssertSqlSafe(sql), values).await?;
        Ok(logged)
    }
}

fn unwritable<T: Record>(error: &serde_json::Error) -> Error {
    Error::input(format!("this {} cannot be written: {error}", T::NOUN), "numbers must be finite")
}

/// A stored record as verification sees it: its reference, its event's number, and the JSON that its columns give.
pub type Stored = (String, i64, Vec<u8>);

/// One kind of record, for verification.
#[derive(Clone, Copy, Debug)]
pub struct RecordKind {
    /// The table.
    pub table: &'static str,
    /// Reads every row.
    pub read: for<'a> fn(&'a Db) -> BoxFuture<'a, Result<Vec<Stored>>>,
}

impl RecordKind {
    /// The kind of `T`.
    pub const fn of<T: Record + 'static>() -> Self {
        Self { table: T::TABLE, read: |db| stored::<T>(db).boxed() }
    }
}

async fn stored<T: Record>(db: &Db) -> Result<Vec<Stored>> {
    let sql = format!("SELECT * FROM {} ORDER BY seq", T::TABLE);
    let rows: Vec<Recorded<T>> = db.all(AssertSqlSafe(sql), args![]).await?;
    let stored = |row: &Recorded<T>| {
        let json = serde_json::to_vec(&row.record).map_err(|error| unwritable::<T>(&error))?;
        Ok((row.reference(), row.seq, json))
    };
    rows.iter().map(stored).collect()
}
