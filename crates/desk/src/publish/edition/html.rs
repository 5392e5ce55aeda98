//! One self-contained page: no script, no pictures before they are asked for, readable and printable anywhere.

use askama::Template;
use base64::Engine as _;
use sha2::Digest as _;

use super::{Edition, MediaKind, Medium, parts::Sentence, plain_time, unwritable};
use crate::{
    claims::assertion::Stance,
    error::Result,
    publish::{hedge::Certainty, words::isolated},
};

/// The style sheet of pages and frames.
pub(super) const STYLE: &str = include_str!("../../../templates/publish/style.css");

/// The Content-Security-Policy of pages and frames: nothing but this style sheet, by its hash.
pub fn content_policy() -> String {
    let digest = base64::engine::general_purpose::STANDARD.encode(sha2::Sha256::digest(STYLE));
    format!(
        "default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
    )
}

#[derive(Template)]
#[template(path = "publish/report.html")]
struct Page<'a> {
    edition: &'a Edition,
    style: &'static str,
}

pub(super) fn render(edition: &Edition) -> Result<Vec<u8>> {
    Page { edition, style: STYLE }.render().map(String::into_bytes).map_err(unwritable)
}

impl Page<'_> {
    fn label(&self, key: &str) -> &str {
        self.edition.label(key)
    }

    fn label_stance(&self, stance: &Stance) -> &str {
        self.label(&format!("stance-{}", stance.word()))
    }

    fn label_state(&self, state: &Certainty) -> &str {
        self.label(&format!("state-{}", state.word()))
    }

    fn plain(&self, utc: &str) -> String {
        plain_time(utc)
    }

    fn apart(&self, text: &str) -> String {
        isolated(text, self.edition.language)
    }

    fn show(&self, medium: &Medium) -> &'static str {
        match medium.kind {
            MediaKind::Video => "label-show-video",
            MediaKind::Photo => "label-show-photo",
            MediaKind::Sound => "label-show-sound",
        }
    }

    fn kind(&self, sentence: &Sentence) -> &str {
        sentence.heading(self.edition)
    }

    fn summaries(&self) -> [(&'static str, &[String]); 3] {
        self.edition.summaries()
    }
}
