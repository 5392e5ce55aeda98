//! Incidents and claims: rival stances side by side.

use askama::Template;
use axum::extract::{Form, Path, Query, State};
use axum::response::{IntoResponse, Redirect, Response};
use desk::Desk;
use desk::claims::amend;
use desk::claims::place::Precision;
use desk::views::claims::{self as views, ClaimPage, IncidentLine, IncidentPage, IncidentQuery};
use serde::Deserialize;

use super::chrome::Chrome;
use super::findings::Pillars;
use super::{back_to, html};
use crate::api::incidents::{Attachment, Outline};
use crate::failure::Failure;

#[derive(Template)]
#[template(path = "incidents/list.html")]
struct List {
    chrome: Chrome,
    incidents: Vec<IncidentLine>,
    precisions: &'static [Precision],
}

#[derive(Template)]
#[template(path = "incidents/page.html")]
struct Page<'a> {
    chrome: &'a Chrome,
    page: IncidentPage,
    query: IncidentQuery,
    open: usize,
}

#[derive(Template)]
#[template(path = "claims/page.html")]
struct Claim {
    chrome: Chrome,
    page: ClaimPage,
    verdict: Pillars,
}

/// `GET /incidents`
pub async fn list(State(desk): State<Desk>, chrome: Chrome) -> Result<Response, Failure> {
    html(&List { chrome, incidents: views::incidents(&desk).await?, precisions: Precision::ALL })
}

/// `POST /incidents`
pub async fn open(State(desk): State<Desk>, Form(outline): Form<Outline>) -> Result<Response, Failure> {
    let reference = outline.open(&desk).await?;
    Ok(Redirect::to(&format!("/incidents/{reference}")).into_response())
}

/// `GET /incidents/{incident}`
pub async fn show(
    State(desk): State<Desk>,
    chrome: Chrome,
    Path(incident): Path<String>,
    Query(query): Query<IncidentQuery>,
) -> Result<Response, Failure> {
    let page = views::incident(&desk, incident.parse()?, &query).await?;
    let open = page.conflicts.iter().filter(|row| row.conflict.open).count();
    html(&Page { chrome: &chrome, page, query, open })
}

/// `POST /incidents/{incident}/footage`
pub async fn attach(
    State(desk): State<Desk>,
    Path(incident): Path<String>,
    Form(Attachment { footage, belongs, reason }): Form<Attachment>,
) -> Result<Response, Failure> {
    let reference = incident.parse()?;
    desk::claims::incident::attach(&desk, reference, footage.parse()?, belongs, &reason).await?;
    Ok(Redirect::to(&format!("/incidents/{reference}")).into_response())
}

/// `GET /claims/{claim}`
pub async fn claim(State(desk): State<Desk>, chrome: Chrome, Path(claim): Path<String>) -> Result<Response, Failure> {
    let page = views::claim(&desk, claim.parse()?).await?;
    let verdict = Pillars::of(&desk, &page.row.claim.to_string()).await?;
    html(&Claim { chrome, page, verdict })
}

/// What was recorded wrongly.
#[derive(Debug, Deserialize)]
pub struct Withdrawal {
    object: String,
    reason: String,
    back: Option<String>,
}

/// `POST /withdraw`
pub async fn withdraw(
    State(desk): State<Desk>,
    Form(Withdrawal { object, reason, back }): Form<Withdrawal>,
) -> Result<Response, Failure> {
    amend::withdraw(&desk, &object, &reason).await?;
    let back = if object.starts_with("claim:") { Some("/incidents") } else { back.as_deref() };
    Ok(back_to(back))
}
