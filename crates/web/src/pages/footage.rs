//! The footage page: one recording, wherever it appears, behind its veil.

use std::sync::Arc;

use askama::Template;
use axum::Extension;
use axum::extract::{Path, Query, State};
use axum::response::{IntoResponse, Redirect, Response};
use desk::Desk;
use desk::ids::FootageRef;
use desk::views::{self, FootagePage, MatchRow, MediaRow};
use serde::Deserialize;

use super::chrome::Chrome;
use super::common::CommonForm;
use super::findings::Pillars;
use super::html;
use super::matches::MatchPart;
use super::media::{Description, Viewer};
use crate::failure::Failure;
use crate::security::session::Session;

/// So many media get a viewer at first; compilations of hundreds of copies stay quick to open.
const VIEWERS: usize = 1;

#[derive(Template)]
#[template(path = "footage/page.html")]
struct Page<'a> {
    chrome: &'a Chrome,
    page: &'a FootagePage,
    media: Vec<Shown<'a>>,
    others: i64,
    matches: Vec<MatchPart<'a>>,
    leads: Vec<MatchPart<'a>>,
    rejected: Vec<MatchPart<'a>>,
    muted: Vec<MatchPart<'a>>,
    pillars: Pillars,
}

struct Shown<'a> {
    row: &'a MediaRow,
    viewer: Viewer<'a>,
    description: Description<'a>,
    common: CommonForm<'a>,
}

#[derive(Debug, Deserialize)]
pub struct Asked {
    /// A viewer for every medium.
    #[serde(default)]
    all: String,
}

/// `GET /footage/{footage}`
pub async fn show(
    State(desk): State<Desk>,
    chrome: Chrome,
    Extension(session): Extension<Arc<Session>>,
    Path(footage): Path<String>,
    Query(asked): Query<Asked>,
) -> Result<Response, Failure> {
    let wanted: FootageRef = footage.parse()?;
    let page = views::footage(&desk, wanted).await?;
    if page.footage.to_string() != footage {
        // Merged into another, or written another way: one address for one piece of footage.
        return Ok(Redirect::to(&format!("/footage/{}", page.footage)).into_response());
    }
    let shown = if asked.all.is_empty() { VIEWERS } else { usize::MAX };
    let media = page.media.iter().take(shown).map(|row| Shown {
        row,
        viewer: Viewer::of(&chrome, &session, row),
        description: Description { chrome: &chrome, media: row, back: &chrome.here },
        common: CommonForm { chrome: &chrome, media: row },
    });
    let pillars = Pillars::of(&desk, &page.footage.to_string()).await?;
    html(&Page {
        pillars,
        media: media.collect(),
        others: i64::try_from(page.media.len().saturating_sub(shown)).unwrap_or(i64::MAX),
        matches: parts(&chrome, &session, &page, &page.matches)?,
        leads: parts(&chrome, &session, &page, &page.leads)?,
        rejected: parts(&chrome, &session, &page, &page.rejected)?,
        muted: parts(&chrome, &session, &page, &page.muted)?,
        chrome: &chrome,
        page: &page,
    })
}

/// Pairs as this session may see them now.
fn parts<'a>(
    chrome: &'a Chrome,
    session: &Session,
    page: &FootagePage,
    rows: &'a [MatchRow],
) -> Result<Vec<MatchPart<'a>>, Failure> {
    rows.iter().map(|found| MatchPart::of(chrome, session, found, Some(page.footage), &chrome.here)).collect()
}
