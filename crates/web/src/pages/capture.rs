//! Recording what a source says: from selected words of a post with as little typing as there is, or from scratch.

use askama::Template;
use axum::extract::{Form, Query, State};
use axum::response::{IntoResponse, Redirect, Response};
use desk::Desk;
use desk::claims::capture::{self, LanguageBasis, Prefill};
use desk::claims::gazetteer::Found;
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
    /// Which of the places named in the post is claimed, from 0.
    place: Option<usize>,
}

impl Asked {
    /// What the form that chooses a place sends again.
    fn kept(&self) -> Vec<(&'static str, String)> {
        let start = self.start.map(|start| start.to_string()).unwrap_or_default();
        let all = [
            ("post", self.post.clone()),
            ("words", self.words.clone()),
            ("start", start),
            ("incident", self.incident.clone()),
        ];
        all.into_iter().filter(|(_, value)| !value.is_empty()).collect()
    }
}

#[derive(Template)]
#[template(path = "claims/capture.html")]
struct Page {
    chrome: Chrome,
    asked: Asked,
    filled: Option<Prefill>,
    places: Vec<Found>,
    said: Option<Interval>,
    recognised: bool,
    language: Option<String>,
    words: String,
    incidents: Vec<IncidentLine>,
    entities: Vec<EntityLine>,
    predicate: String,
    object: String,
    subject: String,
    position: String,
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
    let (filled, places) = match asked.post.as_str() {
        "" => (None, Vec::new()),
        post => {
            let (filled, places) = capture::open(&desk, post, &asked.words, asked.start).await?;
            (Some(filled), places)
        }
    };
    let (mut predicate, mut object, mut subject) = (String::new(), String::new(), String::new());
    if !asked.claim.is_empty() {
        let typed = views::as_typed(&desk, asked.claim.parse()?).await?;
        (predicate, object, subject, asked.incident) = (typed.predicate, typed.object, typed.subject, typed.incident);
    }
    let mut position = String::new();
    if let Some(place) = asked.place.and_then(|at| places.get(at)) {
        (predicate, object, position) = ("took place in".to_owned(), place.spelling.clone(), place.position());
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
        places,
        predicate,
        object,
        subject,
        position,
    })
}

/// `POST /capture`
pub async fn record(State(desk): State<Desk>, Form(saying): Form<Saying>) -> Result<Response, Failure> {
    let said = say(&desk, &saying).await?;
    Ok(Redirect::to(&format!("/claims/{}", ClaimRef(said.claim.number))).into_response())
}
