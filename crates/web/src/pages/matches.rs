//! One match: its sentence, its aligned seconds, both media side by side, and a person's decision.

use std::sync::Arc;

use askama::Template;
use axum::Extension;
use axum::extract::{Form, Path, State};
use axum::http::HeaderMap;
use axum::response::Response;
use desk::Desk;
use desk::ids::FootageRef;
use desk::views::{self, MatchRow, SegmentRow};
use desk::{matches, people};
use serde::Deserialize;

use super::chrome::Chrome;
use super::{Back, back_to, html, wants_part};
use crate::failure::Failure;
use crate::security::session::Session;
use crate::words;

/// A match as the footage page shows it.
#[derive(Template)]
#[template(path = "footage/match.html")]
pub struct MatchPart<'a> {
    chrome: &'a Chrome,
    found: &'a MatchRow,
    /// The footage of the other side, where it is not the one this page is about.
    other: Option<FootageRef>,
    aligned: Aligned<'a>,
    compare: Compare<'a>,
    back: &'a str,
}

impl<'a> MatchPart<'a> {
    /// As this session may see it now, on the page of the footage `here`.
    pub fn of(
        chrome: &'a Chrome,
        session: &Session,
        found: &'a MatchRow,
        here: Option<FootageRef>,
        back: &'a str,
    ) -> Result<Self, Failure> {
        let other =
            [found.query_footage, found.reference_footage].into_iter().flatten().find(|footage| Some(*footage) != here);
        Ok(Self {
            chrome,
            found,
            other,
            aligned: Aligned::of(found),
            compare: Compare::of(chrome, session, found, back)?,
            back,
        })
    }
}

/// Two lines of time, joined where they match.
#[derive(Template)]
#[template(path = "footage/aligned.html")]
struct Aligned<'a> {
    query_name: &'a str,
    reference_name: &'a str,
    segments: Vec<Joined<'a>>,
}

/// A segment on lines a thousand units long.
struct Joined<'a> {
    row: &'a SegmentRow,
    query_x1: f64,
    query_x2: f64,
    reference_x1: f64,
    reference_x2: f64,
}

impl<'a> Aligned<'a> {
    fn of(found: &'a MatchRow) -> Self {
        let longest = |ends: &dyn Fn(&SegmentRow) -> f64| found.segments.iter().map(ends).fold(0.0, f64::max).max(0.1);
        // One scale for both lines, so that a part of a longer video looks like a part.
        let span = longest(&|segment| segment.query_end).max(longest(&|segment| segment.reference_end));
        let x = |seconds: f64| (seconds / span * 10_000.0).round() / 10.0;
        let joined = |row: &'a SegmentRow| Joined {
            row,
            query_x1: x(row.query_start),
            query_x2: x(row.query_end),
            reference_x1: x(row.reference_start),
            reference_x2: x(row.reference_end),
        };
        Self {
            query_name: &found.query_name,
            reference_name: &found.reference_name,
            segments: found.segments.iter().map(joined).collect(),
        }
    }
}

/// Both media of a match, veiled or side by side.
#[derive(Template)]
#[template(path = "footage/compare.html")]
pub struct Compare<'a> {
    chrome: &'a Chrome,
    found: &'a MatchRow,
    id: String,
    revealed: bool,
    mirrored: bool,
    moving: bool,
    segments: String,
    sides: [Side<'a>; 2],
    back: &'a str,
}

/// One side of a comparison.
struct Side<'a> {
    name: &'a str,
    moving: bool,
    src: String,
    /// `query` or `reference`.
    role: &'static str,
}

impl<'a> Compare<'a> {
    fn of(chrome: &'a Chrome, session: &Session, found: &'a MatchRow, back: &'a str) -> Result<Self, Failure> {
        let side = |name, kind: &str, sha256: &str, role| Side {
            name,
            moving: kind == "video",
            src: format!("/media/{sha256}/working"),
            role,
        };
        Ok(Self {
            chrome,
            found,
            id: format!("compare-{}-{}", words::short(&found.query), words::short(&found.reference)),
            revealed: session.has_revealed(&found.query) && session.has_revealed(&found.reference),
            mirrored: found.changes["mirrored"] == true,
            moving: found.query_kind == "video" && found.reference_kind == "video",
            segments: serde_json::to_string(&found.segments).map_err(|error| Failure::internal(&error))?,
            sides: [
                side(&found.query_name, &found.query_kind, &found.query, "query"),
                side(&found.reference_name, &found.reference_kind, &found.reference, "reference"),
            ],
            back,
        })
    }
}

/// `POST /matches/{query}/{reference}/reveal`: lifts the veil from both sides.
pub async fn reveal(
    State(desk): State<Desk>,
    chrome: Chrome,
    Extension(session): Extension<Arc<Session>>,
    Path((query, reference)): Path<(String, String)>,
    headers: HeaderMap,
    Form(Back { back }): Form<Back>,
) -> Result<Response, Failure> {
    let found = found(&desk, &query, &reference).await?;
    for sha256 in [&query, &reference] {
        if !session.has_revealed(sha256) {
            people::view(&desk, sha256).await?;
            session.reveal(sha256);
        }
    }
    if !wants_part(&headers) {
        return Ok(back_to(back.as_deref()));
    }
    html(&Compare::of(&chrome, &session, &found, back.as_deref().unwrap_or("/"))?)
}

/// The match of two media, as its footage shows it.
async fn found(desk: &Desk, query: &str, reference: &str) -> Result<MatchRow, Failure> {
    let missing = || Failure::missing("There is no such match.");
    let footage = views::footage_of(desk, query).await?.ok_or_else(missing)?;
    let page = views::footage(desk, footage).await?;
    page.matches.into_iter().find(|row| row.query == query && row.reference == reference).ok_or_else(missing)
}

/// A person's word on a match.
#[derive(Debug, Deserialize)]
pub struct Decision {
    verdict: String,
    #[serde(default)]
    reason: String,
    back: Option<String>,
}

/// `POST /matches/{query}/{reference}/decide`
pub async fn decide(
    State(desk): State<Desk>,
    Path((query, reference)): Path<(String, String)>,
    Form(Decision { verdict, reason, back }): Form<Decision>,
) -> Result<Response, Failure> {
    matches::decide(&desk, &query, &reference, verdict.parse()?, reason.trim()).await?;
    Ok(back_to(back.as_deref()))
}
