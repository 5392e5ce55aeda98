//! Findings for programs: how things stand, recording, second readers, reviews; and worksheets.

use axum::Json;
use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use desk::findings::rules::{RULES, Rule};
use desk::findings::worksheets::kept::{self, Recheck};
use desk::findings::worksheets::{self, Input, Sheet};
use desk::findings::{self, NewFinding, reading};
use desk::views::findings::{self as views, FindingRow, FindingsPage, ReviewsPage, WorksheetQuery, WorksheetRow};
use desk::{Desk, rests};
use serde::Deserialize;
use utoipa::ToSchema;

use crate::failure::Failure;

/// How the pillars of footage or the verdict on a claim stand
#[utoipa::path(get, path = "/findings/about/{about}", params(("about" = String, Path, description = "F-12 or C-40")), responses(
    (status = 200, body = FindingsPage), (status = 403, body = Failure), (status = 404, body = Failure)))]
pub async fn about(State(desk): State<Desk>, Path(about): Path<String>) -> Result<Json<FindingsPage>, Failure> {
    Ok(Json(views::findings(&desk, &about).await?))
}

/// One finding, whole
#[utoipa::path(get, path = "/findings/{id}", params(("id" = String, Path)), responses(
    (status = 200, body = FindingRow), (status = 403, body = Failure), (status = 404, body = Failure)))]
pub async fn show(State(desk): State<Desk>, Path(id): Path<String>) -> Result<Json<FindingRow>, Failure> {
    Ok(Json(views::finding(&desk, &id).await?))
}

/// Record a finding in the place of the newest one on the same pillar
#[utoipa::path(post, path = "/findings", request_body = NewFinding, security(("session" = [], "token" = [])), responses(
    (status = 200, body = FindingRow), (status = 403, body = Failure), (status = 404, body = Failure), (status = 422, body = Failure)))]
pub async fn find(State(desk): State<Desk>, Json(new): Json<NewFinding>) -> Result<Json<FindingRow>, Failure> {
    let made = findings::find(&desk, &new).await?;
    show(State(desk), Path(made.id)).await
}

/// What a second reader says.
#[derive(Debug, Deserialize, ToSchema)]
pub struct Reading {
    /// Whether they agree.
    agrees: bool,
    /// What was looked at, and why they agree or not.
    words: String,
}

/// Say as the second reader of a finding whether you agree
#[utoipa::path(post, path = "/findings/{id}/read", params(("id" = String, Path)), request_body = Reading,
    security(("session" = [], "token" = [])), responses(
    (status = 200, body = FindingRow), (status = 403, body = Failure), (status = 404, body = Failure), (status = 422, body = Failure)))]
pub async fn read(
    State(desk): State<Desk>,
    Path(id): Path<String>,
    Json(Reading { agrees, words }): Json<Reading>,
) -> Result<Json<FindingRow>, Failure> {
    reading::read(&desk, &id, agrees, &words).await?;
    show(State(desk), Path(id)).await
}

/// The rules that ask for a second reader
#[utoipa::path(get, path = "/rules", responses((status = 200, body = Vec<Rule>), (status = 403, body = Failure)))]
pub async fn rules() -> Json<Vec<Rule>> {
    Json(RULES.clone())
}

/// What is under review because something that it rests on changed
#[utoipa::path(get, path = "/reviews", responses((status = 200, body = ReviewsPage), (status = 403, body = Failure)))]
pub async fn reviews(State(desk): State<Desk>) -> Result<Json<ReviewsPage>, Failure> {
    Ok(Json(views::reviews(&desk).await?))
}

/// What was concluded of a review.
#[derive(Debug, Deserialize, ToSchema)]
pub struct Outcome {
    /// That it stands, or what was done instead.
    outcome: String,
}

/// Say what you concluded of a review
#[utoipa::path(post, path = "/reviews/{id}/settle", params(("id" = String, Path)), request_body = Outcome,
    security(("session" = [], "token" = [])), responses(
    (status = 204), (status = 403, body = Failure), (status = 404, body = Failure), (status = 422, body = Failure)))]
pub async fn settle(
    State(desk): State<Desk>,
    Path(id): Path<String>,
    Json(Outcome { outcome }): Json<Outcome>,
) -> Result<StatusCode, Failure> {
    rests::settle(&desk, &id, &outcome).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// The kept worksheets, newest first
#[utoipa::path(get, path = "/worksheets", params(WorksheetQuery), responses(
    (status = 200, body = Vec<WorksheetRow>), (status = 403, body = Failure), (status = 404, body = Failure), (status = 422, body = Failure)))]
pub async fn list(
    State(desk): State<Desk>,
    Query(query): Query<WorksheetQuery>,
) -> Result<Json<Vec<WorksheetRow>>, Failure> {
    Ok(Json(views::worksheets(&desk, &query).await?))
}

/// One kept worksheet
#[utoipa::path(get, path = "/worksheets/{id}", params(("id" = String, Path)), responses(
    (status = 200, body = WorksheetRow), (status = 403, body = Failure), (status = 404, body = Failure)))]
pub async fn worksheet(State(desk): State<Desk>, Path(id): Path<String>) -> Result<Json<WorksheetRow>, Failure> {
    Ok(Json(views::worksheet(&desk, &id).await?))
}

/// Compute a kept worksheet again and compare
#[utoipa::path(get, path = "/worksheets/{id}/recheck", params(("id" = String, Path)), responses(
    (status = 200, body = Recheck), (status = 403, body = Failure), (status = 404, body = Failure)))]
pub async fn recheck(State(desk): State<Desk>, Path(id): Path<String>) -> Result<Json<Recheck>, Failure> {
    Ok(Json(views::recheck(&desk, &id).await?))
}

/// Compute a worksheet; keeps nothing
#[utoipa::path(post, path = "/worksheets/compute", request_body = Input, security(("session" = [], "token" = [])), responses(
    (status = 200, body = Sheet), (status = 403, body = Failure), (status = 422, body = Failure)))]
pub async fn compute(Json(input): Json<Input>) -> Result<Json<Sheet>, Failure> {
    Ok(Json(computed(input).await?))
}

/// Computes off the threads that serve: a year of sun takes a while.
pub async fn computed(input: Input) -> Result<Sheet, Failure> {
    let sheet = tokio::task::spawn_blocking(move || worksheets::compute(input));
    Ok(sheet.await.map_err(|error| Failure::internal(&error))??)
}

/// A worksheet to be kept.
#[derive(Debug, Deserialize, ToSchema)]
pub struct NewWorksheet {
    /// What it is to find out.
    title: String,
    /// `F-12` or `C-40`; empty: for neither.
    #[serde(default)]
    about: String,
    /// What was noted and measured.
    input: Input,
}

/// Compute a worksheet and keep it
#[utoipa::path(post, path = "/worksheets", request_body = NewWorksheet, security(("session" = [], "token" = [])), responses(
    (status = 200, body = WorksheetRow), (status = 403, body = Failure), (status = 404, body = Failure), (status = 422, body = Failure)))]
pub async fn keep(
    State(desk): State<Desk>,
    Json(NewWorksheet { title, about, input }): Json<NewWorksheet>,
) -> Result<Json<WorksheetRow>, Failure> {
    let kept = kept::keep(&desk, &title, Some(&about), input).await?;
    worksheet(State(desk), Path(kept.id)).await
}
