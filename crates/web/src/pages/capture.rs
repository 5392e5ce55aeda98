//! Recording what a source says: from selected words of a post with as little typing as there is, or from scratch.

use askama::Template;
use axum::extract::{Form, Query, State};
use axum::response::{IntoResponse, Redirect, Response};
use desk::Desk;
use desk::claims::capture::{self, LanguageBasis, Prefill};
use desk::claims::say::{Saying, say};
use desk::ids::ClaimRef;
use desk::views::Interval;
use desk::views::claims::{self as views, IncidentLine};
use desk::views::entities::{self, EntityLine};
use serde::Deserialize;

use super::chrome::Chrome;
use super::html;
use crate::failure::Failure;

/// From where the form is opened.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Asked {
    /// Identifier of the post.
    post: String,
    /// The selected words.
    words: String,
    /// Where they begin, in characters.
    start: Option<u32>,
    /// `I-3`.
    incident: String,
    /// A further voice on this claim: `C-40`.
    claim: String,
}

#[derive(Template)]
#[template(path = "claims/capture.html")]
struct Page {
    chrome: Chrome,
    asked: Asked,
    filled: Option<Prefill>,
    said: Option<Interval>,
    recognised: bool,
    language: Option<String>,
    words: String,
    incidents: Vec<IncidentLine>,
    entities: Vec<EntityLine>,
    predicate: String,
    object: String,
    subject: String,
}

impl Page {
    /// Whether the form proposes this incident: the one that was asked for, else the one whose footage the post shows.
    fn chosen(&self, line: &&IncidentLine) -> bool {
        if self.asked.incident.is_empty() {
            self.filled.as_ref().and_then(Prefill::incident) == Some(line.incident)
        } else {
            self.asked.incident == line.incident.to_string()
        }
    }
}

/// `GET /capture`
pub async fn show(
    State(desk): State<Desk>,
    chrome: Chrome,
    Query(mut asked): Query<Asked>,
) -> Result<Response, Failure> {
    let filled = match asked.post.as_str() {
        "" => None,
        post => Some(capture::open(&desk, post, &asked.words, asked.start).await?),
    };
    let (mut predicate, mut object, mut subject) = (String::new(), String::new(), String::new());
    if !asked.claim.is_empty() {
        let typed = views::as_typed(&desk, asked.claim.parse()?).await?;
        (predicate, object, subject, asked.incident) = (typed.predicate, typed.object, typed.subject, typed.incident);
    }
    html(&Page {
        said: filled.as_ref().and_then(|filled| filled.said.as_ref()).map(views::interval),
        recognised: filled.as_ref().is_some_and(|filled| filled.language_basis == LanguageBasis::Recognised),
        language: filled.as_ref().and_then(|filled| filled.language.clone()),
        words: filled.as_ref().map_or_else(|| asked.words.clone(), |filled| filled.words.clone()),
        incidents: views::incidents(&desk).await?,
        entities: entities::entities(&desk).await?,
        chrome,
        asked,
        filled,
        predicate,
        object,
        subject,
    })
}

/// `POST /capture`
pub async fn record(State(desk): State<Desk>, Form(saying): Form<Saying>) -> Result<Response, Failure> {
    let said = say(&desk, &saying).await?;
    Ok(Redirect::to(&format!("/claims/{}", ClaimRef(said.claim.number))).into_response())
}
