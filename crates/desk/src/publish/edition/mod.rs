//! An edition: one published version of a report as plain data, and the formats it is rendered in.
//!
//! An edition holds everything that a rendering needs, down to the headings in the report's language, so that a
//! rendering is a pure function of it: a version that was published once renders to the same bytes for ever. What each
//! format gave at publication is kept as a SHA-256 and compared whenever it is rendered again
//! ([`crate::publish::versions`]).
//!
//! A format is a file here and a line in [`FORMATS`].

mod atom;
mod claim_review;
mod csv;
mod embed;
mod feed;
mod ftm;
mod geojson;
mod html;
mod json;
mod linked;
mod markdown;
mod media_review;
mod parts;
mod pdf;
mod rss;

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

pub(crate) use csv::harmless;
pub use embed::Standing;
pub use html::content_policy;
pub use parts::{
    Basis, Correction, Explainer, Incident, Kind, Link, MediaKind, Medium, Party, Position, Raised, Related, Relation,
    Sentence, Warning,
};

use super::words::Language;
use crate::error::{Error, Result};

/// The layout of editions that this program writes. Another one is another number with its own renderers; those of
/// this one stay as they are.
pub const FORMAT: u32 = 1;

/// One published version of a report.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Edition {
    /// [`FORMAT`].
    pub format: u32,
    /// `R-3`.
    pub report: String,
    /// Counts from 1.
    pub version: i64,
    /// Where the report's newest version is and will be.
    pub url: String,
    /// In which it is written.
    pub language: Language,
    /// Plain text.
    pub title: String,
    /// The desk's name, as it signs.
    pub publisher: String,
    /// When this version was published, RFC 3339 in UTC.
    pub published: String,
    /// When the first version was.
    pub first_published: String,
    /// What readers are told before any medium.
    pub warning: Option<Warning>,
    /// In reading order.
    pub sentences: Vec<Sentence>,
    /// Photos, videos and sound that the report is about.
    pub media: Vec<Medium>,
    /// "Who are they?"
    pub explainers: Vec<Explainer>,
    /// "Read more".
    pub related: Vec<Related>,
    /// Confirmed sentences.
    pub known: Vec<String>,
    /// What could not be verified, of which sentence.
    pub unknown: Vec<String>,
    /// Methods of the findings.
    pub checked: Vec<String>,
    /// All corrections so far, newest first.
    pub corrections: Vec<Correction>,
    /// What it is about.
    pub incident: Option<Incident>,
    /// Under which terms the text may be used.
    pub licence: String,
    /// Whom others' data and footage are owed to.
    pub credits: Vec<String>,
    /// The headings and fixed words in the report's language, by key, as they were when it was published.
    pub labels: std::collections::BTreeMap<String, String>,
}

impl Edition {
    /// The bytes that are stored, and whose SHA-256 names the version: RFC 8785's form (keys in order, no numbers but
    /// whole ones).
    pub fn bytes(&self) -> Result<Vec<u8>> {
        let value = serde_json::to_value(self).map_err(unwritable)?;
        Ok(value.to_string().into_bytes())
    }

    /// Reads stored bytes.
    pub fn read(bytes: &[u8]) -> Result<Self> {
        let damaged = |what: String| Error::Damaged { object: "a published version".into(), what };
        let edition: Self = serde_json::from_slice(bytes).map_err(|error| damaged(error.to_string()))?;
        if edition.format != FORMAT {
            return Err(damaged(format!("it has format {}, which this program does not know", edition.format)));
        }
        Ok(edition)
    }

    /// The address of exactly this version.
    pub fn version_url(&self) -> String {
        format!("{}/versions/{}", self.url, self.version)
    }

    fn label(&self, key: &str) -> &str {
        self.labels.get(key).map_or("", String::as_str)
    }

    /// Under which terms, and whom what is owed; what is not said has no line.
    fn terms(&self) -> Vec<(&str, String)> {
        let credits = self.credits.join(" · ");
        let terms = [(self.label("label-licence"), self.licence.clone()), (self.label("label-credits"), credits)];
        terms.into_iter().filter(|(_, words)| !words.trim().is_empty()).collect()
    }

    /// "What we know, what we don't, how we checked": heading and lines.
    fn summaries(&self) -> [(&'static str, &[String]); 3] {
        [("label-known", &self.known), ("label-unknown", &self.unknown), ("label-checked", &self.checked)]
    }
}

impl Sentence {
    /// What it is and how sure, in the edition's words.
    fn heading<'e>(&self, edition: &'e Edition) -> &'e str {
        match self.kind {
            Kind::Observation => edition.label("label-observation"),
            Kind::Context => edition.label("label-context"),
            Kind::Reported => edition.label(&format!("state-{}", self.certainty.word())),
        }
    }
}

/// What a format renders.
#[derive(Clone, Copy)]
pub enum Render {
    /// One edition as a document.
    Document(fn(&Edition) -> Result<Vec<u8>>),
    /// Any number of editions as one feed or table: one report, or the whole public dataset.
    Dataset(fn(&[Edition]) -> Result<Vec<u8>>),
}

/// A format that editions are rendered in.
#[derive(Clone, Copy)]
pub struct Format {
    /// As asked for on the command line and in addresses.
    pub name: &'static str,
    /// The media type.
    pub mime: &'static str,
    /// The ending of a file's name.
    pub extension: &'static str,
    /// How.
    pub render: Render,
}

impl std::fmt::Debug for Format {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.name)
    }
}

const fn document(
    name: &'static str,
    mime: &'static str,
    extension: &'static str,
    render: fn(&Edition) -> Result<Vec<u8>>,
) -> Format {
    Format { name, mime, extension, render: Render::Document(render) }
}

const fn dataset(
    name: &'static str,
    mime: &'static str,
    extension: &'static str,
    render: fn(&[Edition]) -> Result<Vec<u8>>,
) -> Format {
    Format { name, mime, extension, render: Render::Dataset(render) }
}

/// Every format.
pub const FORMATS: [Format; 12] = [
    document("html", "text/html; charset=utf-8", "html", html::render),
    document("pdf", "application/pdf", "pdf", pdf::render),
    document("md", "text/markdown; charset=utf-8", "md", markdown::render),
    document("json", "application/json", "json", json::render),
    document("embed", "text/html; charset=utf-8", "embed.html", embed::render),
    dataset("rss", "application/rss+xml", "rss", rss::render),
    dataset("atom", "application/atom+xml", "atom", atom::render),
    dataset("claimreview", "application/ld+json", "claimreview.jsonld", claim_review::render),
    dataset("mediareview", "application/ld+json", "mediareview.jsonld", media_review::render),
    dataset("csv", "text/csv; charset=utf-8", "csv", csv::render),
    dataset("geojson", "application/geo+json", "geojson", geojson::render),
    dataset("ftm", "application/json+ftm", "ftm.jsonl", ftm::render),
];

impl Format {
    /// The format of this name.
    pub fn named(name: &str) -> Result<&'static Self> {
        FORMATS.iter().find(|format| format.name == name).ok_or_else(|| {
            let known = FORMATS.map(|format| format.name).join(", ");
            let name: String = name.chars().take(40).collect();
            Error::input(format!("reports are not rendered as {name:?}"), format!("choose one of {known}"))
        })
    }

    /// Renders one edition.
    pub fn one(&self, edition: &Edition) -> Result<Vec<u8>> {
        match self.render {
            Render::Document(render) => render(edition),
            Render::Dataset(render) => render(std::slice::from_ref(edition)),
        }
    }
}

/// `2026-03-02 14:05 UTC`, as people read the instant that editions hold as RFC 3339.
pub fn plain_time(utc: &str) -> String {
    utc.parse().map_or_else(|_| utc.to_owned(), |at: jiff::Timestamp| at.strftime("%Y-%m-%d %H:%M UTC").to_string())
}

/// Plain data in memory always can be written; formats say so in one place.
fn unwritable(error: impl std::fmt::Display) -> Error {
    Error::Damaged { object: "a report".into(), what: format!("it could not be written: {error}") }
}

#[cfg(test)]
pub(crate) mod tests;
