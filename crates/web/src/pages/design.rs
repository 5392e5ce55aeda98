//! The design system, written down with examples: every colour, mark, control and state that the screens use.

use askama::Template;
use axum::response::Response;
use desk::views::{Instant, Severity};

use super::chrome::Chrome;
use super::html;
use crate::failure::Failure;

/// The colours and what each is for, by the names in `tokens.css`.
const COLOURS: [(&str, &str); 17] = [
    ("ground", "behind everything"),
    ("surface", "panels and rows"),
    ("sunk", "what lies lower: table heads, what was put aside"),
    ("raised", "fields, buttons, dialogs"),
    ("ink", "what is written"),
    ("ink-quiet", "what is written beside it"),
    ("line", "between things"),
    ("line-control", "around what can be used"),
    ("act", "what can be done: links, buttons, focus"),
    ("act-strong", "the same, pointed at"),
    ("act-wash", "behind what is pointed at"),
    ("seen", "seen before"),
    ("first", "earliest known; confirmed; good"),
    ("doubt", "suggested, limited, uncertain"),
    ("fault", "failed, rejected, severe"),
    ("veil", "where a picture would be"),
    ("veil-dark", "around a picture that is shown"),
];

/// The sizes of type, largest first.
const SIZES: [(&str, &str); 5] = [
    ("xxl", "Page title"),
    ("xl", "Section"),
    ("l", "Part of a section"),
    ("m", "Text"),
    ("s", "Facts, labels, marks"),
];

#[derive(Template)]
#[template(path = "design/page.html")]
struct Page {
    chrome: Chrome,
    colours: &'static [(&'static str, &'static str)],
    sizes: &'static [(&'static str, &'static str)],
    severities: Vec<Severity>,
    stages: [&'static str; 5],
}

/// `GET /design`
pub async fn show(chrome: Chrome) -> Result<Response, Failure> {
    let described = |(level, name): (i64, &&str)| Severity {
        level,
        known: true,
        name: (*name).to_owned(),
        words: String::new(),
        by: None,
        at: None::<Instant>,
    };
    let severities = (0_i64..).zip(Severity::NAMES.iter()).map(described).chain([Severity::unknown()]).collect();
    html(&Page {
        chrome,
        colours: &COLOURS,
        sizes: &SIZES,
        severities,
        stages: ["kept", "read", "fingerprinted", "matched", "unreadable"],
    })
}
