//! Intake: files that are uploaded, and lists that are pasted, looked over and then kept.

use std::sync::{Mutex, PoisonError};

use askama::Template;
use axum::extract::{Form, Multipart, State};
use axum::http::HeaderMap;
use axum::response::Response;
use desk::intake::{self, Item, Summary};
use desk::{Desk, monitor};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::chrome::Chrome;
use super::{html, wants_part};
use crate::failure::Failure;
use crate::pasted::{self, Understood};
use crate::uploads;

/// So many outcomes are shown; those that need the person come first.
const SHOWN: usize = 500;

#[derive(Template)]
#[template(path = "intake/page.html")]
struct Page {
    chrome: Chrome,
    text: String,
    result: Option<String>,
}

#[derive(Template)]
#[template(path = "intake/result.html")]
struct ResultPart<'a> {
    items: Vec<&'a Item>,
    summary: &'a Summary,
    problems: i64,
    total: usize,
}

#[derive(Template)]
#[template(path = "intake/preview.html")]
struct Preview<'a> {
    chrome: &'a Chrome,
    understood: &'a Understood,
    missing: i64,
    keepable: bool,
    text: &'a str,
}

/// What became of an intake.
#[derive(Debug, Default, Serialize, ToSchema)]
pub struct Taken {
    /// Counts.
    pub summary: Summary,
    /// The outcome of each item.
    pub items: Vec<Item>,
}

/// A pasted list.
#[derive(Debug, Deserialize, ToSchema)]
pub struct List {
    /// Paths one a line, or posts as CSV, TSV or JSON Lines.
    pub text: String,
}

/// `GET /intake`
pub async fn show(chrome: Chrome) -> Result<Response, Failure> {
    html(&Page { chrome, text: String::new(), result: None })
}

/// `POST /intake/files`
pub async fn files(
    State(desk): State<Desk>,
    chrome: Chrome,
    headers: HeaderMap,
    form: Multipart,
) -> Result<Response, Failure> {
    let taken = take_uploads(&desk, form).await?;
    part(chrome, &headers, String::new(), &ResultPart::of(&taken))
}

/// `POST /intake/preview`: says what was understood of a pasted list; keeps nothing.
pub async fn preview(chrome: Chrome, headers: HeaderMap, Form(List { text }): Form<List>) -> Result<Response, Failure> {
    let understood = pasted::understand(&text);
    let (missing, keepable) = match &understood {
        Understood::Paths(paths) => {
            (paths.iter().filter(|path| !path.found).count(), paths.iter().any(|path| path.found))
        }
        Understood::Posts(posts) => (0, posts.count > 0),
        Understood::Nothing => (0, false),
    };
    let missing = i64::try_from(missing).unwrap_or(i64::MAX);
    let rendered = Preview { chrome: &chrome, understood: &understood, missing, keepable, text: &text }.render()?;
    if wants_part(&headers) {
        return Ok(axum::response::IntoResponse::into_response(axum::response::Html(rendered)));
    }
    html(&Page { chrome, text, result: Some(rendered) })
}

/// `POST /intake/list`: keeps a list that was looked over.
pub async fn list(
    State(desk): State<Desk>,
    chrome: Chrome,
    headers: HeaderMap,
    Form(List { text }): Form<List>,
) -> Result<Response, Failure> {
    let taken = take_list(&desk, &text).await?;
    part(chrome, &headers, String::new(), &ResultPart::of(&taken))
}

fn part(chrome: Chrome, headers: &HeaderMap, text: String, part: &ResultPart<'_>) -> Result<Response, Failure> {
    if wants_part(headers) {
        return html(part);
    }
    html(&Page { chrome, text, result: Some(part.render()?) })
}

impl<'a> ResultPart<'a> {
    fn of(taken: &'a Taken) -> Self {
        let mut items: Vec<&Item> = taken.items.iter().collect();
        let settled = |item: &Item| matches!(item.outcome.as_str(), "kept" | "known" | "posts" | "note");
        items.sort_by_key(|item| settled(item));
        items.truncate(SHOWN);
        let problems = taken.items.iter().filter(|item| !settled(item)).count();
        Self {
            items,
            summary: &taken.summary,
            problems: i64::try_from(problems).unwrap_or(i64::MAX),
            total: taken.items.len(),
        }
    }
}

/// Keeps every file of a form.
pub async fn take_uploads(desk: &Desk, form: Multipart) -> Result<Taken, Failure> {
    let uploads = uploads::receive(desk, form).await?;
    if uploads.is_empty() {
        return Err(Failure::unclear("No file came with that.", "Choose or drop at least one file."));
    }
    let mut taken = Taken::default();
    for upload in &uploads {
        let items = Outcomes::default();
        let summary = intake::upload(desk, &upload.name, upload.path(), &|item| items.hear(item)).await?;
        taken.add(summary, items);
    }
    Ok(taken)
}

/// Keeps what a pasted list names: the files at its paths, or its posts.
pub async fn take_list(desk: &Desk, text: &str) -> Result<Taken, Failure> {
    let items = Outcomes::default();
    let summary = match pasted::paths(text) {
        Some(paths) => intake::add(desk, &paths, &monitor::Silent, &|item| items.hear(item)).await?,
        None => intake::paste(desk, pasted::name(text), text, &|item| items.hear(item)).await?,
    };
    let mut taken = Taken::default();
    taken.add(summary, items);
    Ok(taken)
}

impl Taken {
    fn add(&mut self, summary: Summary, outcomes: Outcomes) {
        self.summary.kept += summary.kept;
        self.summary.known += summary.known;
        self.summary.problems += summary.problems;
        self.summary.posts += summary.posts;
        self.summary.new_observations += summary.new_observations;
        self.items.extend(outcomes.0.into_inner().unwrap_or_else(PoisonError::into_inner));
    }
}

/// Collects the outcomes that the desk tells one by one.
#[derive(Default)]
struct Outcomes(Mutex<Vec<Item>>);

impl Outcomes {
    fn hear(&self, item: &Item) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).push(item.clone());
    }
}
