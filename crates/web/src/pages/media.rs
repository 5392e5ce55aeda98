//! One medium: its viewer behind the veil, the act of looking, and the words that spare others from looking.

use std::sync::Arc;

use askama::Template;
use axum::Extension;
use axum::extract::{Form, Path, State};
use axum::http::HeaderMap;
use axum::response::Response;
use desk::Desk;
use desk::people;
use desk::views::{self, MediaRow};
use serde::Deserialize;

use super::chrome::Chrome;
use super::{Back, back_to, html, wants_part};
use crate::failure::Failure;
use crate::security::session::Session;

/// The steps of the ladder after the veil, by the number that the style sheet and the scripts know them by.
const VIDEO_STEPS: &[(u8, &str)] = &[(2, "Small, grey"), (3, "Grey"), (4, "Colour"), (5, "With sound")];
const PHOTO_STEPS: &[(u8, &str)] = &[(2, "Small, grey"), (3, "Grey"), (4, "Colour")];
const SOUND_STEPS: &[(u8, &str)] = &[(2, "Muted"), (5, "With sound")];

/// A medium behind its veil, or, after the person's act, before it.
#[derive(Template)]
#[template(path = "footage/viewer.html")]
pub struct Viewer<'a> {
    chrome: &'a Chrome,
    media: &'a MediaRow,
    revealed: bool,
    steps: &'static [(u8, &'static str)],
    /// What those who do not see the picture are told.
    alt: &'a str,
    back: &'a str,
}

impl<'a> Viewer<'a> {
    /// As this session may see it now.
    pub fn of(chrome: &'a Chrome, session: &Session, media: &'a MediaRow) -> Self {
        let alt = if media.severity.words.is_empty() { "Not described yet" } else { &media.severity.words };
        let steps = match media.kind.as_str() {
            "video" => VIDEO_STEPS,
            "sound" => SOUND_STEPS,
            _ => PHOTO_STEPS,
        };
        Self { chrome, media, revealed: session.has_revealed(&media.sha256), steps, alt, back: &chrome.here }
    }
}

/// The form in which a person says what is seen, and how distressing it is.
#[derive(Template)]
#[template(path = "footage/description.html")]
pub struct Description<'a> {
    /// The page around it.
    pub chrome: &'a Chrome,
    /// What is described.
    pub media: &'a MediaRow,
    /// The page to come back to.
    pub back: &'a str,
}

/// `POST /media/{sha256}/reveal`: notes in the custody log that the person looked, and lifts the veil for this session.
pub async fn reveal(
    State(desk): State<Desk>,
    chrome: Chrome,
    Extension(session): Extension<Arc<Session>>,
    Path(sha256): Path<String>,
    headers: HeaderMap,
    Form(Back { back }): Form<Back>,
) -> Result<Response, Failure> {
    people::view(&desk, &sha256).await?;
    session.reveal(&sha256);
    if !wants_part(&headers) {
        return Ok(back_to(back.as_deref()));
    }
    let media = views::medium(&desk, &sha256).await?;
    let viewer = Viewer { back: back.as_deref().unwrap_or("/"), ..Viewer::of(&chrome, &session, &media) };
    html(&viewer)
}

/// `POST /veil`: veils everything again for this session.
pub async fn veil_all(Extension(session): Extension<Arc<Session>>, Form(Back { back }): Form<Back>) -> Response {
    session.veil_all();
    back_to(back.as_deref())
}

/// A person's description.
#[derive(Debug, Deserialize)]
pub struct Words {
    severity: i64,
    #[serde(default)]
    words: String,
    back: Option<String>,
}

/// `POST /media/{sha256}/describe`
pub async fn describe(
    State(desk): State<Desk>,
    Path(sha256): Path<String>,
    Form(Words { severity, words, back }): Form<Words>,
) -> Result<Response, Failure> {
    people::describe(&desk, &sha256, severity, &words).await?;
    Ok(back_to(back.as_deref()))
}
