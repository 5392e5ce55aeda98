//! Excel sheets (`.xlsx`). The container is measured before it is opened: a small file can unpack to gigabytes.

use std::io::Cursor;
use std::panic::AssertUnwindSafe;

use calamine::{DataRef, ExcelDateTime, Reader, Xlsx};

use super::super::archive::{self, ArchiveLimits};
use super::super::post::Decoded;
use super::super::{Format, has_extension};
use super::{MAX_COLUMNS, MAX_ROWS, Row};

/// A sheet of half a million rows unpacks to about this much.
const MAX_UNPACKED: u64 = 64 * 1024 * 1024;

/// Excel workbooks.
pub(in super::super) struct Spreadsheet;

impl Format for Spreadsheet {
    fn name(&self) -> &'static str {
        "table of posts (Excel)"
    }

    fn recognises(&self, file_name: &str, _head: &[u8]) -> bool {
        has_extension(file_name, &[".xlsx", ".xlsm", ".xls", ".xlsb", ".ods"])
    }

    fn decode(&self, file_name: &str, bytes: &[u8]) -> Decoded {
        let mut decoded = Decoded::default();
        if !has_extension(file_name, &[".xlsx", ".xlsm"]) {
            decoded.problem("file", "this kind of spreadsheet is not read", "Save it as .xlsx or as CSV and add that.");
        } else if let Some(what) = unpacks_badly(bytes) {
            decoded.problem(
                "file",
                what,
                "Open it in a spreadsheet program, save it again as .xlsx or CSV, and add that.",
            );
        } else {
            match sheets(bytes) {
                Ok(sheets) => {
                    for sheet in sheets {
                        read(sheet, &mut decoded);
                    }
                }
                Err(what) => decoded.problem(
                    "file",
                    format!("the workbook cannot be read: {what}"),
                    "Save it again as .xlsx or as CSV and add that.",
                ),
            }
        }
        decoded.finished()
    }
}

/// Why the container must not be opened, if so.
fn unpacks_badly(bytes: &[u8]) -> Option<String> {
    let limits = ArchiveLimits {
        max_members: 10_000,
        max_member_bytes: MAX_UNPACKED,
        max_total_bytes: MAX_UNPACKED,
        max_ratio: u64::MAX,
        nested: false,
    };
    let walked = archive::zip::members(&mut Cursor::new(bytes), &limits, &mut |member| {
        std::io::copy(member.reader, &mut std::io::sink()).map(|_| ())
    });
    let first = walked.problems.first()?;
    Some(format!("the workbook is damaged or unpacks to too much ({}: {})", first.place, first.what))
}

struct Sheet {
    name: String,
    rows: Vec<Row>,
    /// What ended the reading early.
    damage: Option<String>,
    too_wide: usize,
}

fn read(sheet: Sheet, decoded: &mut Decoded) {
    let name = format!("sheet \"{}\", ", sheet.name);
    if let Some(damage) = sheet.damage {
        decoded.problem(format!("{name}end"), format!("the sheet cannot be read further: {damage}"), "Save it again.");
    }
    if sheet.too_wide > 0 {
        let what = format!("{} cells beyond column {MAX_COLUMNS} were left out", sheet.too_wide);
        decoded.problem(format!("{name}end"), what, "Move what matters to the left.");
    }
    super::read(&name, sheet.rows, decoded);
}

/// The cells of every sheet. calamine is read under `catch_unwind`: it is a large parser of other
/// people's files, and one that it trips over must not end an import of thousands.
fn sheets(bytes: &[u8]) -> Result<Vec<Sheet>, String> {
    std::panic::catch_unwind(AssertUnwindSafe(|| {
        let mut book = Xlsx::new(Cursor::new(bytes)).map_err(|error| error.to_string())?;
        let names = book.sheet_names();
        Ok(names.into_iter().map(|name| cells(&mut book, name)).collect())
    }))
    .unwrap_or_else(|_| Err("it is damaged in a way that the reader does not survive".to_owned()))
}

/// Cell by cell: calamine's ready-made range has a place for every cell between the farthest two.
fn cells(book: &mut Xlsx<Cursor<&[u8]>>, name: String) -> Sheet {
    let mut sheet = Sheet { name, rows: Vec::new(), damage: None, too_wide: 0 };
    let mut reader = match book.worksheet_cells_reader(&sheet.name) {
        Ok(reader) => reader,
        // A sheet that holds only a chart has no cells.
        Err(calamine::XlsxError::NotAWorksheet(_)) => return sheet,
        Err(error) => {
            sheet.damage = Some(error.to_string());
            return sheet;
        }
    };
    let mut current: Option<(u32, Vec<(usize, String)>)> = None;
    loop {
        let cell = match reader.next_cell() {
            Ok(Some(cell)) => cell,
            Ok(None) => break,
            Err(error) => {
                sheet.damage = Some(error.to_string());
                break;
            }
        };
        let (row, column) = cell.get_position();
        let column = column as usize;
        if column >= MAX_COLUMNS {
            sheet.too_wide += 1;
            continue;
        }
        let Some(words) = words(cell.get_value()) else { continue };
        match &mut current {
            Some((number, cells)) if *number == row => cells.push((column, words)),
            _ => {
                sheet.finish(current.replace((row, vec![(column, words)])));
                if sheet.rows.len() > MAX_ROWS {
                    break;
                }
            }
        }
    }
    sheet.finish(current);
    sheet
}

impl Sheet {
    fn finish(&mut self, row: Option<(u32, Vec<(usize, String)>)>) {
        if let Some((number, mut cells)) = row {
            cells.sort_by_key(|(column, _)| *column);
            cells.dedup_by_key(|(column, _)| *column);
            let place = format!("sheet \"{}\", row {}", self.name, u64::from(number) + 1);
            self.rows.push(Row::new(place, cells));
        }
    }
}

/// A cell in words; nothing for an empty one.
fn words(cell: &DataRef<'_>) -> Option<String> {
    Some(match cell {
        DataRef::Empty => return None,
        DataRef::String(text) | DataRef::DateTimeIso(text) | DataRef::DurationIso(text) => text.clone(),
        DataRef::SharedString(text) => (*text).to_owned(),
        DataRef::Int(number) => number.to_string(),
        DataRef::Float(number) => number.to_string(),
        DataRef::Bool(yes) => yes.to_string(),
        DataRef::DateTime(moment) => date_words(*moment)?,
        DataRef::Error(error) => format!("{error:?}"),
    })
}

/// Excel's number of days as `2026-11-20 09:40:00`; only the date at midnight, only the time before day 1.
fn date_words(moment: ExcelDateTime) -> Option<String> {
    // The calendar of Excel ends with the year 9999.
    const LAST_DAY: f64 = 2_958_466.0;
    let days = moment.as_f64();
    if !(0.0..LAST_DAY).contains(&days) {
        return Some(days.to_string());
    }
    let (year, month, day, hour, minute, second, _) = moment.to_ymd_hms_milli();
    let date = format!("{year:04}-{month:02}-{day:02}");
    let time = format!("{hour:02}:{minute:02}:{second:02}");
    Some(match (days < 1.0, days.fract() == 0.0) {
        (true, _) => time,
        (false, true) => date,
        (false, false) => format!("{date} {time}"),
    })
}
