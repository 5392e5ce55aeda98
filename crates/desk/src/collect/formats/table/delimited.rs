//! CSV and TSV: separator and encoding are worked out from the file.

use super::super::post::Decoded;
use super::super::{Format, encoding, has_extension};
use super::{MAX_COLUMNS, MAX_ROWS, Row};

/// Separators that occur, the usual one first.
const SEPARATORS: &[u8] = b",;\t|";

/// CSV and TSV.
pub(in super::super) struct Delimited;

impl Format for Delimited {
    fn name(&self) -> &'static str {
        "table of posts (CSV)"
    }

    fn recognises(&self, file_name: &str, head: &[u8]) -> bool {
        has_extension(file_name, &[".csv", ".tsv", ".tab"]) && !encoding::read(head).text.contains('\0')
    }

    fn decode(&self, file_name: &str, bytes: &[u8]) -> Decoded {
        let mut decoded = Decoded::default();
        let text = encoding::read(bytes);
        if text.guessed {
            decoded.note(
                "file",
                format!("the letters were read as {}; if they look wrong, save the table as UTF-8", text.encoding),
            );
        }
        if text.damaged {
            decoded.problem(
                "file",
                format!("some bytes mean nothing in {}; they are shown as \u{fffd}", text.encoding),
                "Save the table as UTF-8 and add it again.",
            );
        }
        let (separator, body) = separator(file_name, &text.text);
        let first_line = 1 + text.text[..text.text.len() - body.len()].matches('\n').count();
        let rows = rows(separator, body, first_line, &mut decoded);
        super::read("", rows, &mut decoded);
        decoded.finished()
    }
}

/// The separator, and the text after Excel's `sep=;` line if there is one.
fn separator<'a>(file_name: &str, text: &'a str) -> (u8, &'a str) {
    if let Some(rest) = text.strip_prefix("sep=")
        && let Some((mark, body)) = rest.split_once('\n')
        && let [mark] = mark.trim_end_matches('\r').as_bytes()
    {
        return (*mark, body);
    }
    if has_extension(file_name, &[".tsv", ".tab"]) {
        return (b'\t', text);
    }
    let best = SEPARATORS.iter().rev().max_by_key(|separator| regularity(**separator, text));
    (best.copied().unwrap_or(b','), text)
}

/// How much the first rows look like a table with this separator: rows that have the width of the
/// first one, times that width. A separator that does not occur gives 0.
fn regularity(separator: u8, text: &str) -> usize {
    const SAMPLE: usize = 64 * 1024;
    let sample = &text[..text.floor_char_boundary(SAMPLE.min(text.len()))];
    let widths: Vec<usize> =
        reader(separator, sample).records().take(30).filter_map(Result::ok).map(|record| record.len()).collect();
    match widths.iter().copied().max() {
        Some(width) if width > 1 => widths.iter().filter(|other| **other == width).count() * width.min(20),
        _ => 0,
    }
}

fn reader(separator: u8, text: &str) -> csv::Reader<&[u8]> {
    csv::ReaderBuilder::new().delimiter(separator).has_headers(false).flexible(true).from_reader(text.as_bytes())
}

fn rows(separator: u8, text: &str, first_line: usize, decoded: &mut Decoded) -> Vec<Row> {
    let mut rows: Vec<Row> = Vec::new();
    let mut too_wide = 0_usize;
    for record in reader(separator, text).into_records().take(MAX_ROWS + 1) {
        let record = match record {
            Ok(record) => record,
            Err(error) => {
                decoded.problem(
                    "file",
                    format!("the table cannot be read further: {error}"),
                    "Save it again as CSV in UTF-8.",
                );
                break;
            }
        };
        let line = record.position().map_or(0, |position| position.line()) as usize;
        too_wide += usize::from(record.len() > MAX_COLUMNS);
        let place = format!("line {}", line + first_line - 1);
        rows.push(Row::new(place, record.iter().map(str::to_owned).enumerate()));
    }
    if too_wide > 0 {
        decoded.problem(
            "file",
            format!("{too_wide} rows have more than {MAX_COLUMNS} cells; the rest of them was left out"),
            "Check the separator.",
        );
    }
    let swallowed = rows.last().filter(|last| last.cells.iter().any(|(_, cell)| cell.contains('\n')));
    if let Some(last) = swallowed
        && text.bytes().filter(|byte| *byte == b'"').count() % 2 == 1
    {
        decoded.problem(
            last.place.clone(),
            "a quotation mark opens here and never closes, so the rows below it became one cell",
            "Close it, or save the table again from the spreadsheet program.",
        );
    }
    rows
}
