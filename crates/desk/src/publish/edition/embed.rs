//! A frame for other sites: no script; it says itself whether it was corrected.

use askama::Template;

use super::{Edition, html::STYLE, plain_time, unwritable};
use crate::error::Result;

#[derive(Template)]
#[template(path = "publish/embed.html")]
struct Frame<'a> {
    edition: &'a Edition,
    style: &'static str,
    state: Option<&'a str>,
}

impl Frame<'_> {
    fn label(&self, key: &str) -> &str {
        self.edition.label(key)
    }

    fn plain(&self, utc: &str) -> String {
        plain_time(utc)
    }
}

/// As published; what became of it later is not in it.
pub(super) fn render(edition: &Edition) -> Result<Vec<u8>> {
    with_state(edition, None)
}

/// What became of an edition after it was published.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    /// It is the newest version and nothing that it rests on changed.
    Current,
    /// There is a newer version.
    Superseded,
    /// Something that it rests on changed, and nobody has settled it yet.
    UnderReview,
}

impl Edition {
    /// The frame as it is served: with what became of the edition since.
    pub fn frame(&self, standing: Standing) -> Result<Vec<u8>> {
        let key = match standing {
            Standing::Current => "label-current",
            Standing::Superseded => "label-superseded",
            Standing::UnderReview => "label-under-review",
        };
        with_state(self, Some(self.label(key)))
    }
}

fn with_state(edition: &Edition, state: Option<&str>) -> Result<Vec<u8>> {
    Frame { edition, style: STYLE, state }.render().map(String::into_bytes).map_err(unwritable)
}
