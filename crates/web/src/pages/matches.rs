//! One match or lead: its sentence, the change drawn, its aligned seconds, both media compared, and a person's decision.

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
use super::diagram::{self, Diagram, Outline, outlines};
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
    change: Option<Diagram<'a>>,
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
            change: Diagram::of(found),
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
    query_length: f64,
    reference_length: f64,
    segments: Vec<Joined<'a>>,
}

/// A segment on lines of which the longer is a thousand units long.
struct Joined<'a> {
    row: &'a SegmentRow,
    query_x1: f64,
    query_x2: f64,
    reference_x1: f64,
    reference_x2: f64,
}

impl<'a> Aligned<'a> {
    fn of(found: &'a MatchRow) -> Self {
        let length = |stated: Option<f64>, end: fn(&SegmentRow) -> f64| {
            found.segments.iter().map(end).fold(stated.unwrap_or(0.0), f64::max)
        };
        let query = length(found.query_duration, |segment| segment.query_end);
        let reference = length(found.reference_duration, |segment| segment.reference_end);
        // One scale for both lines, so that a part of a longer video looks like a part.
        let span = query.max(reference).max(0.1);
        let x = |seconds: f64| (seconds / span * 10_000.0).round() / 10.0;
        let joined = |row: &'a SegmentRow| Joined {
            row,
            query_x1: x(row.query_start),
            query_x2: x(row.query_end).max(x(row.query_start) + 2.0),
            reference_x1: x(row.reference_start),
            reference_x2: x(row.reference_end).max(x(row.reference_start) + 2.0),
        };
        Self {
            query_name: &found.query_name,
            reference_name: &found.reference_name,
            // A photo beside a video is a moment: a short line.
            query_length: x(query).max(8.0),
            reference_length: x(reference).max(8.0),
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
    /// Nine numbers that lay the query over the reference.
    overlay: String,
    /// Width over height of the reference.
    aspect: f64,
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
    /// The outline of the other, where both show the same picture.
    outline: Option<Outline>,
}

impl<'a> Compare<'a> {
    fn of(chrome: &'a Chrome, session: &Session, found: &'a MatchRow, back: &'a str) -> Result<Self, Failure> {
        let side = |name, kind: &str, sha256: &str, role, outline| Side {
            name,
            moving: kind == "video",
            src: format!("/media/{sha256}/working"),
            role,
            outline,
        };
        let (of_reference, of_query) = outlines(found);
        Ok(Self {
            chrome,
            found,
            id: format!("compare-{}-{}", words::short(&found.query), words::short(&found.reference)),
            revealed: session.has_revealed(&found.query) && session.has_revealed(&found.reference),
            mirrored: found.changes["mirrored"] == true,
            moving: found.query_kind == "video" && found.reference_kind == "video",
            segments: serde_json::to_string(&found.segments).map_err(|error| Failure::internal(&error))?,
            overlay: serde_json::to_string(&found.overlay).map_err(|error| Failure::internal(&error))?,
            aspect: found.reference_aspect.unwrap_or(diagram::USUAL),
            sides: [
                side(&found.query_name, &found.query_kind, &found.query, "query", of_reference),
                side(&found.reference_name, &found.reference_kind, &found.reference, "reference", of_query),
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
    let found = views::pair(&desk, &query, &reference).await?;
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
