//! A table: one row for each thing that each sentence rests on, for spreadsheets and other programs.

use super::{Edition, unwritable};
use crate::{error::Result, publish::words::plain};

const COLUMNS: [&str; 24] = [
    "report",
    "version",
    "url",
    "published",
    "language",
    "incident",
    "sentence",
    "text",
    "kind",
    "certainty",
    "unverified",
    "reference",
    "claim",
    "who",
    "stance",
    "words",
    "words_language",
    "translation",
    "said",
    "via",
    "link",
    "archived_sha256",
    "origin",
    "state",
];

pub(super) fn render(editions: &[Edition]) -> Result<Vec<u8>> {
    let mut table = csv::Writer::from_writer(Vec::new());
    table.write_record(COLUMNS).map_err(unwritable)?;
    for edition in editions {
        for sentence in &edition.sentences {
            let unverified: Vec<&str> = sentence.unverified.iter().map(|aspect| aspect.word()).collect();
            let kind = sentence.kind.to_string();
            let head = [
                edition.report.clone(),
                edition.version.to_string(),
                edition.url.clone(),
                edition.published.clone(),
                edition.language.to_string(),
                edition.incident.as_ref().map(|incident| incident.reference.clone()).unwrap_or_default(),
                sentence.id.clone(),
                sentence.text.clone(),
                kind,
                sentence.certainty.word().to_owned(),
                unverified.join(" "),
            ];
            let mut write = |basis: [String; 13]| {
                let row = head.iter().chain(&basis).map(|cell| harmless(&plain(cell)));
                table.write_record(row).map_err(unwritable)
            };
            if sentence.rests_on.is_empty() {
                write(std::array::from_fn(|_| String::new()))?;
            }
            for basis in &sentence.rests_on {
                let link = basis.link.as_ref();
                write([
                    basis.reference.clone(),
                    basis.claim.clone().unwrap_or_default(),
                    basis.who.clone(),
                    basis.stance.map(|stance| stance.word().to_owned()).unwrap_or_default(),
                    basis.words.clone(),
                    basis.language.clone().unwrap_or_default(),
                    basis.translation.clone().unwrap_or_default(),
                    basis.when.clone(),
                    basis.via.join(" < "),
                    link.map(|link| link.url.clone()).unwrap_or_default(),
                    link.and_then(|link| link.archived.clone()).unwrap_or_default(),
                    if basis.origin > 0 { basis.origin.to_string() } else { String::new() },
                    basis.state.map(|state| state.word().to_owned()).unwrap_or_default(),
                ])?;
            }
        }
        for correction in &edition.corrections {
            let mut row = vec![String::new(); COLUMNS.len()];
            let cells = [
                (0, edition.report.clone()),
                (1, correction.version.to_string()),
                (2, edition.url.clone()),
                (3, correction.when.clone()),
                (4, edition.language.to_string()),
                (6, correction.id.clone()),
                (7, harmless(&plain(&correction.text))),
                (8, "correction".to_owned()),
                (15, harmless(&plain(&correction.why))),
            ];
            for (column, cell) in cells {
                row[column] = cell;
            }
            table.write_record(row).map_err(unwritable)?;
        }
    }
    table.into_inner().map_err(unwritable)
}

/// Spreadsheets run cells that begin like a formula; an apostrophe makes them text (OWASP, CSV injection).
pub(crate) fn harmless(cell: &str) -> String {
    if cell.starts_with(['=', '+', '-', '@', '\t', '\r']) { format!("'{cell}") } else { cell.to_owned() }
}
