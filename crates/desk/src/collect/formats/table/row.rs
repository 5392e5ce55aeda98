//! One row of a table as a post. A cell that cannot be read costs that cell only.

use serde_json::{Map, Value};

use super::super::post::{Decoded, MediaRef, PostRecord, SourceRecord};
use super::super::when::{When, WhenBasis};
use super::super::{dates, links, paths};
use super::Row;
use super::headers::{Columns, Field};

/// Reads a row; nothing when it holds no post. Dates that can be read two ways are added to `ambiguous`
/// with their place.
pub(super) fn read(
    row: &Row,
    columns: &Columns,
    decoded: &mut Decoded,
    ambiguous: &mut Vec<(String, String)>,
) -> Option<PostRecord> {
    let mut cells = Cells { row, columns, decoded, ambiguous };
    let url = cells.url();
    let link = url.as_deref().and_then(links::read);
    let platform = match (columns.cell(Field::Platform, row), &link) {
        (Some(name), _) => links::platform_name(name),
        (None, Some(link)) => link.platform.to_owned(),
        (None, None) => "unknown".to_owned(),
    };
    let raw = row.cells.iter().map(|(column, cell)| (columns.label(*column), Value::String(cell.clone())));
    let mut post = PostRecord::new(&platform, Value::Object(raw.collect::<Map<_, _>>()));
    post.media = cells.media();
    post.text = cells.text();
    post.posted = cells.posted();
    post.edited = cells.plain(Field::Edited).and_then(|words| cells.when(Field::Edited, words));
    post.native_id = cells.plain(Field::Id).or_else(|| link.as_ref()?.native_id.clone());
    post.source = cells.source(link.and_then(|link| link.handle));
    post.language = cells.plain(Field::Language);
    post.reposted_from = cells.plain(Field::RepostedFrom);
    post.url = url;
    if post.posted.is_none() {
        post.posted = post.native_id.as_deref().and_then(|id| links::time_in_id(&platform, id));
    }
    if post.url.is_none() && post.media.is_empty() && post.text.is_empty() && post.native_id.is_none() {
        decoded.problem(
            row.place.clone(),
            "the row has neither link, file nor text",
            "Fill in one of them, or delete the row.",
        );
        return None;
    }
    Some(post)
}

/// The cells of one row while they are read.
struct Cells<'a> {
    row: &'a Row,
    columns: &'a Columns,
    decoded: &'a mut Decoded,
    ambiguous: &'a mut Vec<(String, String)>,
}

impl Cells<'_> {
    fn plain(&self, field: Field) -> Option<String> {
        self.columns.cell(field, self.row).map(str::to_owned)
    }

    fn problem(&mut self, column: Option<usize>, what: String, hint: &str) {
        let label = column.map(|column| format!(", column \"{}\"", self.columns.label(column))).unwrap_or_default();
        self.decoded.problem(format!("{}{label}", self.row.place), what, hint);
    }

    /// The first address in the cell; people leave out `https://`.
    fn url(&mut self) -> Option<String> {
        let cell = self.columns.cell(Field::Url, self.row)?;
        let column = self.columns.all(Field::Url).first().copied();
        let mut addresses = cell.split_whitespace().filter_map(address);
        let first = addresses.next();
        let others = addresses.count();
        if first.is_none() {
            self.problem(
                column,
                format!("\"{}\" is no web address", short(cell)),
                "Write it as https://...; the row was kept without it.",
            );
        } else if others > 0 {
            self.problem(
                column,
                format!("{others} more addresses stand in this cell"),
                "Give each post a row of its own; the first was taken.",
            );
        }
        first
    }

    fn text(&self) -> String {
        match (self.columns.cell(Field::Title, self.row), self.columns.cell(Field::Text, self.row)) {
            (Some(title), Some(text)) if !text.starts_with(title) => format!("{title}\n\n{text}"),
            (title, text) => text.or(title).unwrap_or_default().to_owned(),
        }
    }

    /// Date and time from one column or from two.
    fn posted(&mut self) -> Option<When> {
        let date = self.plain(Field::Date)?;
        match self.plain(Field::Time) {
            Some(time) => {
                let both = format!("{date} {time}");
                // A date column that already holds the time makes the two unreadable together.
                let words = if dates::read(&both, None).is_some() { both } else { date };
                self.when(Field::Date, words)
            }
            None => self.when(Field::Date, date),
        }
    }

    fn when(&mut self, field: Field, words: String) -> Option<When> {
        let zone = self.columns.utc.then_some(0);
        let Some(reading) = dates::read(&words, zone) else {
            self.problem(
                self.columns.all(field).first().copied(),
                format!("\"{}\" is no date that can be read", short(&words)),
                "Write it as 2026-04-03 14:30; the row was kept without it.",
            );
            return None;
        };
        if reading.ambiguous {
            self.ambiguous.push((self.row.place.clone(), words.clone()));
        }
        Some(reading.span.worded(words, WhenBasis::TypedByPerson))
    }

    fn source(&self, handle_in_link: Option<String>) -> SourceRecord {
        let mut source = SourceRecord {
            handle: self.plain(Field::Handle),
            name: self.plain(Field::Name),
            native_id: self.plain(Field::SourceId),
        };
        if source.handle.is_none() && source.name.as_deref().is_some_and(|name| name.starts_with('@')) {
            source.handle = source.name.take();
        }
        if source.handle.is_none() {
            // https://x.com/harbour, https://www.youtube.com/@harbour
            let profile = self.columns.cell(Field::Profile, self.row).and_then(address);
            let last = profile.as_deref().and_then(|page| page.trim_end_matches('/').rsplit('/').next());
            source.handle = last.map(|part| part.split('?').next().unwrap_or(part).to_owned());
        }
        source.handle = source.handle.map(|handle| handle.trim_start_matches('@').to_owned()).or(handle_in_link);
        source
    }

    /// File names in one cell are separated by `;`, `|` or line breaks; an address of the media itself is one too.
    fn media(&mut self) -> Vec<MediaRef> {
        let mut media = Vec::new();
        for column in self.columns.all(Field::Media) {
            let Some(cell) = self.row.cell(*column) else { continue };
            for name in cell.split([';', '|', '\n']).map(str::trim).filter(|name| !name.is_empty()) {
                if let Some(url) = links::web_address(name) {
                    media.push(MediaRef { url: Some(url.to_owned()), ..MediaRef::default() });
                    continue;
                }
                match paths::safe_relative(name) {
                    Ok(name) => media.push(MediaRef { name, ..MediaRef::default() }),
                    Err(refusal) => self.problem(
                        Some(*column),
                        format!("file \"{}\": {refusal}", short(name)),
                        "Put the files into the table's folder or below it and name them from there; the row was kept without it.",
                    ),
                }
            }
        }
        media
    }
}

/// An address, also when `https://` was left out.
fn address(text: &str) -> Option<String> {
    if let Some(address) = links::web_address(text) {
        return Some(address.to_owned());
    }
    let (host, _) = text.split_once('/')?;
    let is_host =
        host.contains('.') && host.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'-'));
    let address = format!("https://{text}");
    (is_host && links::web_address(&address).is_some()).then_some(address)
}

/// As much of a cell as a message shows.
fn short(cell: &str) -> String {
    const SHOWN: usize = 60;
    if cell.chars().count() <= SHOWN {
        return cell.to_owned();
    }
    format!("{}...", cell.chars().take(SHOWN).collect::<String>())
}
