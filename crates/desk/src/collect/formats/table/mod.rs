//! Tables of posts that people keep: CSV, TSV and Excel sheets with whatever headers they chose.
//!
//! Which header became what is always said, and cells of columns that nobody understood stay with
//! the post in its raw form.

pub(super) mod delimited;
mod headers;
mod row;
pub(super) mod sheet;

use self::headers::Columns;
use super::links;
use super::post::Decoded;

/// Rows beyond this many are not read: such a table was made by a program, which can write JSON Lines.
const MAX_ROWS: usize = 500_000;
/// Columns beyond this many are not read.
const MAX_COLUMNS: usize = 256;
/// The header is looked for in this many first rows: people put titles above it.
const HEADER_WITHIN: usize = 10;

/// One row: only cells with something in them, by column from 0 upward.
#[derive(Debug, Clone, Default)]
struct Row {
    /// As the person sees it: "line 12", "sheet \"May\", row 4".
    place: String,
    cells: Vec<(usize, String)>,
}

impl Row {
    /// Cells in any order of white space; empty ones are dropped.
    fn new(place: String, cells: impl IntoIterator<Item = (usize, String)>) -> Self {
        let cells = cells.into_iter().filter(|(column, cell)| *column < MAX_COLUMNS && !cell.trim().is_empty());
        Row { place, cells: cells.collect() }
    }

    fn cell(&self, column: usize) -> Option<&str> {
        let index = self.cells.binary_search_by_key(&column, |(column, _)| *column).ok()?;
        Some(self.cells[index].1.trim())
    }
}

/// Reads one table. `name` is empty, or names the sheet for messages: `sheet "May", `.
fn read(name: &str, mut rows: Vec<Row>, decoded: &mut Decoded) {
    rows.retain(|row| !row.cells.is_empty());
    if rows.is_empty() {
        return decoded.note(format!("{name}file"), "the table is empty");
    }
    if rows.len() > MAX_ROWS {
        decoded.problem(
            rows[MAX_ROWS].place.clone(),
            format!("rows after the first {MAX_ROWS} were not read"),
            "Split the table into several files.",
        );
        rows.truncate(MAX_ROWS);
    }
    let best = (0..rows.len().min(HEADER_WITHIN))
        .filter(|index| !has_address(&rows[*index]))
        .map(|index| (index, Columns::of(&rows[index], &rows[index + 1..])))
        .filter(|(_, columns)| columns.say_something())
        .max_by_key(|(index, columns)| (columns.understood(), std::cmp::Reverse(*index)));
    let (first, columns) = match best {
        Some((index, columns)) => (index + 1, columns),
        None => match Columns::of_bare_addresses(&rows[0]) {
            Some(columns) => (0, columns),
            None => {
                return decoded.problem(
                    rows[0].place.clone(),
                    "no column was understood as link, file, text or date",
                    "Give the columns names in the first row, such as: link, date, account, text, file.",
                );
            }
        },
    };
    decoded.note(format!("{name}header"), columns.account());
    let mut ambiguous: Vec<(String, String)> = Vec::new();
    for row in &rows[first..] {
        if let Some(post) = row::read(row, &columns, decoded, &mut ambiguous) {
            decoded.posts.push(post);
        }
    }
    if let Some((place, words)) = ambiguous.first() {
        decoded.problem(
            place.clone(),
            format!(
                "\"{words}\" can be read with the day or the month first, as can {} dates in this table; both are kept possible",
                ambiguous.len()
            ),
            "Write dates as 2026-04-03 and add the table again.",
        );
    }
}

fn has_address(row: &Row) -> bool {
    row.cells.iter().any(|(_, cell)| links::web_address(cell).is_some())
}

#[cfg(test)]
mod tests;
