//! Findings: the pillars on a page, the form for a new one, one whole with its second readers, and what is under review.

use askama::Template;
use axum::extract::{Form, Path, RawForm, RawQuery, State};
use axum::response::{IntoResponse, Redirect, Response};
use desk::findings::rules::RULES;
use desk::findings::search::NewSearch;
use desk::findings::{self, Evidence, NewFinding, Pillar, reading};
use desk::views::findings::{self as views, FindingRow, FindingsPage, ReviewsPage};
use desk::views::{self as shared, Named};
use desk::{Desk, Error, rests};
use serde::Deserialize;

use super::chrome::Chrome;
use super::fields::{Fields, number};
use super::{back_to, html};
use crate::failure::Failure;

/// How the pillars of footage or the verdict on a claim stand, as a part of their page.
#[derive(Template)]
#[template(path = "findings/pillars.html")]
pub struct Pillars {
    page: FindingsPage,
    /// `F-12` or `C-40`.
    about: String,
}

impl Pillars {
    /// As they stand now.
    pub async fn of(desk: &Desk, about: &str) -> Result<Self, Failure> {
        Ok(Self { page: views::findings(desk, about).await?, about: about.to_owned() })
    }
}

#[derive(Template)]
#[template(path = "findings/form.html")]
struct Draft<'a> {
    chrome: &'a Chrome,
    about: Named,
    pillar: Pillar,
    /// The finding that its author sees.
    now: Option<&'a FindingRow>,
    fields: &'a Fields,
    rows: usize,
    /// What can be evidence, for choosing.
    offered: Vec<Named>,
    corroboration: &'a [String],
    fault: Option<(String, String)>,
}

#[derive(Template)]
#[template(path = "findings/page.html")]
struct Page<'a> {
    chrome: &'a Chrome,
    row: &'a FindingRow,
    history: Vec<FindingRow>,
    own: bool,
}

#[derive(Template)]
#[template(path = "reviews/page.html")]
struct Reviews {
    chrome: Chrome,
    page: ReviewsPage,
}

/// `GET /findings/new?about=F-12&pillar=date`
pub async fn draft(State(desk): State<Desk>, chrome: Chrome, RawQuery(query): RawQuery) -> Result<Response, Failure> {
    let fields = Fields::parse(query.unwrap_or_default().as_bytes());
    form(&desk, &chrome, &fields, None).await
}

/// `POST /findings`: records, or shows the form again with what is missing.
pub async fn find(State(desk): State<Desk>, chrome: Chrome, RawForm(form_bytes): RawForm) -> Result<Response, Failure> {
    let fields = Fields::parse(&form_bytes);
    if !fields.get("more").is_empty() {
        return form(&desk, &chrome, &fields, None).await;
    }
    let made = match new(&fields) {
        Ok(new) => findings::find(&desk, &new).await,
        Err(error) => Err(error),
    };
    match made {
        Ok(made) => Ok(Redirect::to(&format!("/findings/{}", made.id)).into_response()),
        Err(error @ (Error::Input { .. } | Error::NotFound { .. })) => form(&desk, &chrome, &fields, Some(error)).await,
        Err(error) => Err(error.into()),
    }
}

/// What the fields say.
fn new(fields: &Fields) -> desk::Result<NewFinding> {
    let seconds = |name: &str, row: usize| match fields.at(name, row) {
        "" => Ok(None),
        text => number(text, "a second of the evidence").map(Some),
    };
    let mut evidence = Vec::new();
    for row in 0..fields.rows(&["on"], 0) {
        if !fields.at("on", row).is_empty() {
            let (on, words) = (fields.at("on", row).to_owned(), fields.at("words", row).to_owned());
            evidence.push(Evidence { on, words, from: seconds("from", row)?, to: seconds("to", row)? });
        }
    }
    let search = match fields.get("places") {
        "" => None,
        places => Some(NewSearch {
            places: places.to_owned(),
            way: fields.get("way").to_owned(),
            made: None,
            good_for_days: match fields.get("days") {
                "" => None,
                days => Some(days.parse().map_err(|_| {
                    Error::input(format!("the search is good for \"{days}\" days"), "write a whole number")
                })?),
            },
        }),
    };
    let text = |name: &str| fields.get(name).to_owned();
    Ok(NewFinding {
        about: text("about"),
        pillar: text("pillar"),
        state: text("state"),
        question: text("question"),
        answer: text("answer"),
        method: text("method"),
        inputs: text("inputs"),
        reasoning: text("reasoning"),
        evidence,
        likelihood: Some(text("likelihood")).filter(|word| !word.is_empty()),
        topics: fields.all("topic"),
        search,
        instead_of: Some(text("instead_of")).filter(|id| !id.is_empty()),
    })
}

async fn form(desk: &Desk, chrome: &Chrome, fields: &Fields, fault: Option<Error>) -> Result<Response, Failure> {
    let page = views::findings(desk, fields.get("about")).await?;
    let pillar: Pillar = fields.get("pillar").parse()?;
    let row = page.pillars.iter().find(|row| row.pillar == pillar);
    let row = row.ok_or_else(|| Failure::missing("There is no such pillar of it."))?;
    let mut offered = page.worksheets.clone();
    if page.about.reference.starts_with("footage:") {
        let footage = shared::footage(desk, page.about.name.parse()?).await?;
        let named = |reference: String, name: String| Named { reference, name, link: None };
        offered.extend(footage.media.iter().map(|media| named(format!("medium:{}", media.sha256), media.name.clone())));
        offered.extend(footage.matches.iter().map(|found| {
            let reference = desk::matches::matched(&found.query, &found.reference);
            named(reference, format!("the match of {} with {}", found.query_name, found.reference_name))
        }));
        let posts = footage.appearances.iter().filter_map(|appearance| appearance.post.as_ref());
        offered.extend(posts.map(|post| named(format!("post:{}", post.id), format!("a post of {}", post.source))));
        offered.dedup_by(|a, b| a.reference == b.reference);
    }
    let asked = fields.get("more") == "evidence";
    let rows = fields.rows(&["on", "words"], 3) + if asked { 3 } else { 0 };
    let fault = fault.map(Failure::from).map(|failure| (failure.what, failure.hint));
    let draft = Draft {
        chrome,
        pillar,
        now: row.waits.as_ref().or(row.holds.as_ref()),
        fields,
        rows,
        offered,
        corroboration: &page.corroboration,
        fault,
        about: page.about.clone(),
    };
    html(&draft)
}

/// `GET /findings/{id}`
pub async fn show(State(desk): State<Desk>, chrome: Chrome, Path(id): Path<String>) -> Result<Response, Failure> {
    let row = views::finding(&desk, &id).await?;
    let history = views::history(&desk, &row).await?;
    let own = row.by == desk.actor();
    html(&Page { chrome: &chrome, row: &row, history, own })
}

/// What a second reader says.
#[derive(Debug, Deserialize)]
pub struct Reading {
    verdict: String,
    words: String,
}

/// `POST /findings/{id}/read`
pub async fn read(
    State(desk): State<Desk>,
    Path(id): Path<String>,
    Form(Reading { verdict, words }): Form<Reading>,
) -> Result<Response, Failure> {
    reading::read(&desk, &id, verdict == "agree", &words).await?;
    Ok(Redirect::to(&format!("/findings/{id}")).into_response())
}

/// `GET /reviews`
pub async fn reviews(State(desk): State<Desk>, chrome: Chrome) -> Result<Response, Failure> {
    html(&Reviews { chrome, page: views::reviews(&desk).await? })
}

/// What was concluded of a review.
#[derive(Debug, Deserialize)]
pub struct Outcome {
    outcome: String,
    back: Option<String>,
}

/// `POST /reviews/{id}/settle`
pub async fn settle(
    State(desk): State<Desk>,
    Path(id): Path<String>,
    Form(Outcome { outcome, back }): Form<Outcome>,
) -> Result<Response, Failure> {
    rests::settle(&desk, &id, &outcome).await?;
    Ok(back_to(back.as_deref().or(Some("/reviews"))))
}
