//! The desk's own places: a CSV table -> a [`Table`], and what was wrong with single rows.

use super::table::{Maker, Table};
use crate::{
    Error,
    claims::{names, place::Precision},
};

/// Reads the file. Rows that cannot be read are told with their line and left out.
pub(super) fn read(bytes: &[u8]) -> (Table, Vec<String>) {
    let mut maker = Maker::new("this desk");
    let mut problems = Vec::new();
    let mut reader = csv::ReaderBuilder::new().flexible(true).trim(csv::Trim::All).from_reader(bytes);
    let columns = match reader.headers().cloned() {
        Ok(headers) => Columns::of(&headers),
        Err(error) => {
            problems.push(format!("the first line cannot be read: {error}"));
            return (maker.finish(), problems);
        }
    };
    for row in reader.records() {
        let outcome = row.map_err(|error| error.to_string()).and_then(|row| {
            let line = row.position().map_or(0, csv::Position::line);
            columns.add(&row, &mut maker).map_err(|what| format!("line {line}: {what}"))
        });
        problems.extend(outcome.err());
    }
    (maker.finish(), problems)
}

struct Columns([Option<usize>; 6]);

impl Columns {
    fn of(headers: &csv::StringRecord) -> Self {
        let named = |name: &str| headers.iter().position(|header| header.eq_ignore_ascii_case(name));
        Self(["name", "other names", "lat", "lon", "kind", "precision"].map(named))
    }

    fn add(&self, row: &csv::StringRecord, maker: &mut Maker) -> Result<(), String> {
        let [name, others, latitude, longitude, kind, precision] =
            self.0.map(|column| column.and_then(|column| row.get(column)).unwrap_or_default());
        if name.is_empty() {
            return Err("there is no name; fill in the column name".into());
        }
        let degrees = |text: &str, most: f64, column: &str| {
            let value = text.parse::<f64>().ok().filter(|value| value.abs() <= most);
            value.ok_or_else(|| format!("“{text}” in {column} is not between -{most} and {most} degrees"))
        };
        let position = (degrees(latitude, 90.0, "lat")?, degrees(longitude, 180.0, "lon")?);
        let precision = match precision {
            "" => Precision::Locality,
            word => word.parse().map_err(|error: Error| format!("{error}; {}", error.hint()))?,
        };
        let kind = if kind.is_empty() { "place" } else { kind };
        maker.place(std::iter::once(name).chain(names::spellings(others)), position, kind, precision, None, None);
        Ok(())
    }
}
