//! Tables as they are, for a copy of the whole desk: found in the schema, read and written row by row.

use std::collections::BTreeSet;

use futures::TryStreamExt as _;
use serde::{Deserialize, Serialize};
use sqlx::{AssertSqlSafe, ColumnIndex, Decode, Type};

use super::{
    Tx, Value,
    dialect::{self, Catalogue},
    query::within,
};
use crate::{
    args,
    error::{Error, Result},
};

/// What a column holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum ColumnType {
    /// TEXT.
    Text,
    /// BIGINT.
    Integer,
    /// DOUBLE PRECISION.
    Real,
    /// BYTEA.
    Bytes,
}

/// A column, written as `["size", "integer"]`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Column(pub String, pub ColumnType);

/// A table of the schema.
#[derive(Clone, Debug)]
pub(crate) struct Table {
    /// Its name.
    pub name: String,
    /// Its columns, in their order.
    pub columns: Vec<Column>,
    /// The columns by which its rows are ordered: no two rows of a table with a primary key come in either order.
    order: Vec<usize>,
    refers_to: BTreeSet<String>,
}

/// So many parameters a statement takes: SQLite allows 32,766.
const PARAMETERS: usize = 16_000;

impl Tx {
    fn catalogue(&self) -> &'static Catalogue {
        match self {
            Self::Sqlite(_) => &dialect::SQLITE,
            Self::Postgres(_) => &dialect::POSTGRES,
        }
    }

    /// The names of all tables but the list of migrations.
    pub(crate) async fn table_names(&mut self) -> Result<Vec<String>> {
        let names: Vec<(String,)> = self.all(self.catalogue().tables, args![]).await?;
        Ok(names.into_iter().map(|(name,)| name).collect())
    }

    /// How many rows a table has.
    pub(crate) async fn count(&mut self, table: &str) -> Result<u64> {
        let count = self.number(AssertSqlSafe(format!("SELECT COUNT(*) FROM {}", quoted(table))), args![]).await?;
        Ok(count.unsigned_abs())
    }

    /// All tables, each after those that it refers to.
    pub(crate) async fn tables(&mut self) -> Result<Vec<Table>> {
        let mut waiting = Vec::new();
        for name in self.table_names().await? {
            waiting.push(self.table(name).await?);
        }
        let mut tables: Vec<Table> = Vec::new();
        while !waiting.is_empty() {
            let known: BTreeSet<String> = tables.iter().map(|table| table.name.clone()).collect();
            let is_ready = |table: &Table| table.refers_to.iter().all(|on| *on == table.name || known.contains(on));
            let (ready, others): (Vec<Table>, Vec<Table>) = waiting.into_iter().partition(is_ready);
            if ready.is_empty() {
                let names: Vec<&str> = others.iter().map(|table| table.name.as_str()).collect();
                return Err(unfit(&names.join(", "), "these tables refer to one another in a circle"));
            }
            tables.extend(ready);
            waiting = others;
        }
        Ok(tables)
    }

    async fn table(&mut self, name: String) -> Result<Table> {
        let columns: Vec<(String, String, i64)> = self.all(self.catalogue().columns, args![&name]).await?;
        let refers_to: Vec<(String,)> = self.all(self.catalogue().refers_to, args![&name]).await?;
        let refers_to: BTreeSet<String> = refers_to.into_iter().map(|(on,)| on).collect();
        let mut key: Vec<(i64, usize)> =
            columns.iter().enumerate().filter(|(_, column)| column.2 > 0).map(|(at, column)| (column.2, at)).collect();
        key.sort_unstable();
        let mut order: Vec<usize> = key.into_iter().map(|(_, at)| at).collect();
        if order.is_empty() {
            order = (0..columns.len()).collect();
        }
        // A row that another of the same table refers to was recorded before it.
        let seq = columns.iter().position(|column| column.0 == "seq");
        if let Some(seq) = seq.filter(|_| refers_to.contains(&name)) {
            order.insert(0, seq);
        }
        let columns = columns.into_iter().map(|(column, of, _)| {
            let of = match of.to_ascii_uppercase().as_str() {
                "TEXT" => ColumnType::Text,
                "BIGINT" => ColumnType::Integer,
                "DOUBLE PRECISION" => ColumnType::Real,
                "BYTEA" => ColumnType::Bytes,
                other => return Err(unfit(&name, &format!("its column {column} is of the type {other}"))),
            };
            Ok(Column(column, of))
        });
        let columns = columns.collect::<Result<Vec<Column>>>()?;
        Ok(Table { name, columns, order, refers_to })
    }

    /// Hands over every row of a table, in an order that is the same in both databases.
    pub(crate) async fn each_row(
        &mut self,
        table: &Table,
        each: &mut (dyn FnMut(Vec<Value>) -> Result<()> + Send),
    ) -> Result<()> {
        let by_bytes = self.catalogue().by_bytes;
        let order = table.order.iter().filter_map(|at| table.columns.get(*at)).map(|Column(name, of)| {
            let collation = if *of == ColumnType::Text { by_bytes } else { "" };
            format!("{} {collation} NULLS FIRST", quoted(name))
        });
        let order: Vec<String> = order.collect();
        let sql = format!("SELECT {} FROM {} ORDER BY {}", names(table), quoted(&table.name), order.join(", "));
        within!(self, on => {
            let mut rows = sqlx::query(AssertSqlSafe(sql)).fetch(on);
            while let Some(row) = rows.try_next().await? {
                each(values(&row, table)?)?;
            }
        });
        Ok(())
    }

    /// Adds rows, each with a value for every column.
    pub(crate) async fn insert(&mut self, table: &Table, rows: Vec<Vec<Value>>) -> Result<()> {
        let width = table.columns.len();
        let mut rows = rows.into_iter().peekable();
        while rows.peek().is_some() {
            let some: Vec<Vec<Value>> = rows.by_ref().take(PARAMETERS / width.max(1)).collect();
            let places = (0..some.len()).map(|row| {
                let places: Vec<String> = (1..=width).map(|place| format!("${}", row * width + place)).collect();
                format!("({})", places.join(", "))
            });
            let places: Vec<String> = places.collect();
            let sql = format!("INSERT INTO {} ({}) VALUES {}", quoted(&table.name), names(table), places.join(", "));
            self.run(AssertSqlSafe(sql), some.into_iter().flatten().collect()).await?;
        }
        Ok(())
    }

    /// The numbers of the migrations that this database has run.
    pub(crate) async fn migrations(&mut self) -> Result<Vec<i64>> {
        let rows: Vec<(i64,)> = self.all("SELECT version FROM _sqlx_migrations ORDER BY version", args![]).await?;
        Ok(rows.into_iter().map(|(version,)| version).collect())
    }
}

fn names(table: &Table) -> String {
    let names: Vec<String> = table.columns.iter().map(|column| quoted(&column.0)).collect();
    names.join(", ")
}

/// Names come from the schema of an open database, never from a file.
fn quoted(name: &str) -> String {
    format!("\"{}\"", name.replace('"', "\"\""))
}

fn unfit(table: &str, what: &str) -> Error {
    Error::Damaged { object: format!("table {table}"), what: format!("it is not of this desk's tables: {what}") }
}

fn values<R>(row: &R, table: &Table) -> Result<Vec<Value>>
where
    R: sqlx::Row,
    usize: ColumnIndex<R>,
    for<'r> String: Decode<'r, R::Database> + Type<R::Database>,
    for<'r> i64: Decode<'r, R::Database> + Type<R::Database>,
    for<'r> f64: Decode<'r, R::Database> + Type<R::Database>,
    for<'r> Vec<u8>: Decode<'r, R::Database> + Type<R::Database>,
{
    let value = |(at, column): (usize, &Column)| match column.1 {
        ColumnType::Text => row.try_get(at).map(Value::Text),
        ColumnType::Integer => row.try_get(at).map(Value::Int),
        ColumnType::Real => row.try_get(at).map(Value::Real),
        ColumnType::Bytes => row.try_get(at).map(Value::Bytes),
    };
    let values: Result<Vec<Value>, sqlx::Error> = table.columns.iter().enumerate().map(value).collect();
    values.map_err(|error| Error::Damaged { object: format!("table {}", table.name), what: error.to_string() })
}
