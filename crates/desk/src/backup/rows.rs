//! Rows as text: one JSON array a line, gzipped, the same bytes for the same rows whichever database they were in.
//!
//! The first line names the table and its columns with their types. Text is a JSON string, an integer a number, a real the
//! shortest number that reads back as the same (`"NaN"`, `"Infinity"`, `"-Infinity"` where JSON has none), bytes are Base64,
//! and what is absent is null.

use std::{
    fs::File,
    io::{self, BufRead as _, BufReader, BufWriter, Write as _},
    path::Path,
};

use base64::{Engine as _, engine::general_purpose::STANDARD as BASE64};
use flate2::{Compression, GzBuilder, read::GzDecoder, write::GzEncoder};
use serde::{Deserialize, Serialize};
use serde_json::Value as Json;

use super::{folder::Measured, manifest::Measure};
use crate::{
    error::{Error, Result},
    monitor::Monitor,
    store::{Column, ColumnType, Table, Tx, Value},
};

/// The name of a table's file in a snapshot.
pub(super) fn file(table: &str) -> String {
    format!("rows/{table}.jsonl.gz")
}

#[derive(Debug, PartialEq, Eq, Serialize, Deserialize)]
struct Head {
    table: String,
    columns: Vec<Column>,
}

/// How many rows lie between two looks at whether the person has cancelled.
const LOOK: u64 = 1_000;

/// Writes every row of a table to `path`. `done` counts the rows of all tables.
pub(super) async fn write(
    tx: &mut Tx,
    table: &Table,
    path: &Path,
    monitor: &dyn Monitor,
    done: &mut u64,
) -> Result<(u64, Measure)> {
    let head = Head { table: table.name.clone(), columns: table.columns.clone() };
    let mut line = serde_json::to_vec(&head).map_err(|error| unwritable(&table.name, &error))?;
    line.push(b'\n');
    // No name and no time in the header: the same rows are the same bytes.
    let mut out = BufWriter::new(GzBuilder::new().write(Measured::create(path)?, Compression::fast()));
    out.write_all(&line).map_err(Error::file(path))?;
    let mut rows = 0;
    tx.each_row(table, &mut |values| {
        line.clear();
        encode(&values, &mut line).map_err(|error| unwritable(&table.name, &error))?;
        out.write_all(&line).map_err(Error::file(path))?;
        rows += 1;
        *done += 1;
        if done.is_multiple_of(LOOK) {
            monitor.progress(*done);
            if monitor.cancelled() {
                return Err(Error::Cancelled);
            }
        }
        Ok(())
    })
    .await?;
    let gzip: GzEncoder<Measured> = out.into_inner().map_err(|error| Error::file(path)(error.into_error()))?;
    let (sha256, size) = gzip.finish().map_err(Error::file(path))?.close()?;
    Ok((rows, Measure { sha256, size }))
}

/// One row as a line.
fn encode(values: &[Value], line: &mut Vec<u8>) -> serde_json::Result<()> {
    line.push(b'[');
    for (at, value) in values.iter().enumerate() {
        if at > 0 {
            line.push(b',');
        }
        match value {
            Value::Text(Some(text)) => serde_json::to_writer(&mut *line, text)?,
            Value::Int(Some(number)) => serde_json::to_writer(&mut *line, number)?,
            Value::Real(Some(number)) if number.is_finite() => serde_json::to_writer(&mut *line, number)?,
            Value::Real(Some(number)) if number.is_nan() => line.extend(b"\"NaN\""),
            Value::Real(Some(number)) => {
                line.extend(if *number > 0.0 { &b"\"Infinity\""[..] } else { b"\"-Infinity\"" });
            }
            Value::Bytes(Some(bytes)) => serde_json::to_writer(&mut *line, &BASE64.encode(bytes))?,
            Value::Text(None) | Value::Int(None) | Value::Real(None) | Value::Bytes(None) => line.extend(b"null"),
        }
    }
    line.extend(b"]\n");
    Ok(())
}

/// The values of a line, or why they are none.
fn decode(line: &[u8], columns: &[Column]) -> Result<Vec<Value>, String> {
    let row: Vec<Json> = serde_json::from_slice(line).map_err(|error| error.to_string())?;
    if row.len() != columns.len() {
        return Err(format!("it has {} values for {} columns", row.len(), columns.len()));
    }
    let value = |(json, Column(name, of)): (Json, &Column)| {
        let value = match (of, json) {
            (ColumnType::Text, Json::Null) => Some(Value::Text(None)),
            (ColumnType::Integer, Json::Null) => Some(Value::Int(None)),
            (ColumnType::Real, Json::Null) => Some(Value::Real(None)),
            (ColumnType::Bytes, Json::Null) => Some(Value::Bytes(None)),
            (ColumnType::Text, Json::String(text)) => Some(Value::Text(Some(text))),
            (ColumnType::Integer, Json::Number(number)) => number.as_i64().map(|number| Value::Int(Some(number))),
            (ColumnType::Real, Json::Number(number)) => number.as_f64().map(|number| Value::Real(Some(number))),
            (ColumnType::Real, Json::String(word)) => match word.as_str() {
                "NaN" => Some(Value::Real(Some(f64::NAN))),
                "Infinity" => Some(Value::Real(Some(f64::INFINITY))),
                "-Infinity" => Some(Value::Real(Some(f64::NEG_INFINITY))),
                _ => None,
            },
            (ColumnType::Bytes, Json::String(text)) => BASE64.decode(text).ok().map(|bytes| Value::Bytes(Some(bytes))),
            _ => None,
        };
        value.ok_or_else(|| format!("{name} does not hold what such a column holds"))
    };
    row.into_iter().zip(columns).map(value).collect()
}

/// The rows of a table's file, one after the other.
pub(super) struct Rows {
    lines: BufReader<GzDecoder<BufReader<File>>>,
    line: Vec<u8>,
    table: String,
    columns: Vec<Column>,
    read: u64,
}

impl Rows {
    /// Opens the file of `table`.
    pub(super) fn open(path: &Path, table: &str) -> Result<Self> {
        let file = File::open(path).map_err(Error::file(path))?;
        let mut lines = BufReader::new(GzDecoder::new(BufReader::new(file)));
        let mut line = Vec::new();
        lines.read_until(b'\n', &mut line).map_err(|error| damaged(table, 0, &error))?;
        let head: Head = serde_json::from_slice(&line).map_err(|error| damaged(table, 0, &error))?;
        if head.table != table {
            return Err(damaged(table, 0, &format!("these are rows of {}", head.table)));
        }
        Ok(Self { lines, line, table: head.table, columns: head.columns, read: 0 })
    }

    /// The columns, in the order of the values.
    pub(super) fn columns(&self) -> &[Column] {
        &self.columns
    }

    /// How many rows were read.
    pub(super) fn read(&self) -> u64 {
        self.read
    }

    /// The next row; none after the last.
    pub(super) fn next(&mut self) -> Result<Option<Vec<Value>>> {
        self.line.clear();
        let read = self.lines.read_until(b'\n', &mut self.line).map_err(|error| self.damaged(&error))?;
        if read == 0 {
            return Ok(None);
        }
        self.read += 1;
        decode(&self.line, &self.columns).map(Some).map_err(|what| self.damaged(&what))
    }

    fn damaged(&self, what: &dyn std::fmt::Display) -> Error {
        damaged(&self.table, self.read, what)
    }
}

fn damaged(table: &str, row: u64, what: &dyn std::fmt::Display) -> Error {
    Error::Damaged { object: file(table), what: format!("row {row}: {what}") }
}

/// Something of the desk's that has no form as text.
pub(super) fn unwritable(what: &str, error: &serde_json::Error) -> Error {
    Error::File { path: what.into(), source: io::Error::other(error.to_string()) }
}

#[cfg(test)]
mod tests;
