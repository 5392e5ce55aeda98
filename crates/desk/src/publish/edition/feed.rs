//! What a feed carries, in whichever format: each report once, and each of its corrections as an entry of its own.

use super::{Edition, plain_time};

/// One entry.
pub(super) struct Entry {
    /// Unique and for ever the same.
    pub id: String,
    /// Plain text.
    pub title: String,
    /// Where it leads.
    pub url: String,
    /// Plain text.
    pub summary: String,
    /// RFC 3339.
    pub published: String,
    /// RFC 3339.
    pub updated: String,
}

/// The feed's own head.
pub(super) struct Head {
    pub title: String,
    pub url: String,
    pub language: String,
    pub publisher: String,
    pub licence: String,
    /// RFC 3339: of its newest entry.
    pub updated: String,
}

/// Head and entries, newest first. No picture is ever in a feed.
pub(super) fn feed(editions: &[Edition]) -> (Head, Vec<Entry>) {
    let mut entries: Vec<Entry> = editions.iter().flat_map(entries).collect();
    entries.sort_by(|one, two| two.updated.cmp(&one.updated).then_with(|| one.id.cmp(&two.id)));
    let first = editions.first();
    let text = |get: fn(&Edition) -> &str| first.map(get).unwrap_or_default().to_owned();
    let head = Head {
        title: if editions.len() == 1 { text(|edition| &edition.title) } else { text(|edition| &edition.publisher) },
        url: match (first, editions.len()) {
            (Some(edition), 1) => edition.url.clone(),
            (Some(edition), _) => {
                edition.url.rsplit_once('/').map_or_else(String::new, |(folder, _)| folder.to_owned())
            }
            (None, _) => String::new(),
        },
        language: first.map_or("en", |edition| edition.language.word()).to_owned(),
        publisher: text(|edition| &edition.publisher),
        licence: text(|edition| &edition.licence),
        updated: entries.first().map_or_else(|| "1970-01-01T00:00:00Z".to_owned(), |entry| entry.updated.clone()),
    };
    (head, entries)
}

fn entries(edition: &Edition) -> Vec<Entry> {
    let warning = edition
        .warning
        .iter()
        .map(|warning| format!("{}: {} ", edition.label("label-warning"), warning.words.join(" · ")));
    let text = edition.sentences.iter().map(|sentence| format!("{} ", sentence.text));
    let report = Entry {
        id: edition.url.clone(),
        title: edition.title.clone(),
        url: edition.url.clone(),
        summary: warning.chain(text).collect::<String>().trim_end().to_owned(),
        published: edition.first_published.clone(),
        updated: edition.published.clone(),
    };
    let correction = |correction: &super::Correction| Entry {
        id: format!("{}#c-{}", edition.url, correction.id),
        title: format!("{}: {}", edition.label("label-correction"), edition.title),
        url: format!("{}#corrections", edition.url),
        summary: format!("{} {}: {}", correction.text, edition.label("label-why"), correction.why),
        published: correction.when.clone(),
        updated: correction.when.clone(),
    };
    std::iter::once(report).chain(edition.corrections.iter().map(correction)).collect()
}

/// RFC 2822, as RSS writes times.
pub(super) fn rfc2822(utc: &str) -> String {
    let at = utc.parse::<jiff::Timestamp>().ok();
    at.and_then(|at| jiff::fmt::rfc2822::to_string(&at.to_zoned(jiff::tz::TimeZone::UTC)).ok())
        .unwrap_or_else(|| plain_time(utc))
}
