//! How the desk matches, for programs.

use axum::Json;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use desk::Desk;
use desk::matches::{common, threshold};
use desk::views::{self, MatchingPage};
use serde::Deserialize;
use utoipa::ToSchema;

use crate::failure::Failure;
use crate::pages::common::CommonPart;

/// Layers of fingerprints, what scores mean on this desk's own decisions, and what is common
#[utoipa::path(get, path = "/matching", responses((status = 200, body = MatchingPage), (status = 403, body = Failure)))]
pub async fn show(State(desk): State<Desk>) -> Result<Json<MatchingPage>, Failure> {
    Ok(Json(views::matching(&desk).await?))
}

/// From which score on measuring alone groups.
#[derive(Debug, Deserialize, ToSchema)]
pub struct Threshold {
    /// From the suggestion threshold to 1; 2 for never.
    group_from: f64,
}

/// Set from which score on measuring alone makes two media one recording; noted in the custody log
#[utoipa::path(post, path = "/matching/threshold", request_body = Threshold, security(("session" = [], "token" = [])), responses(
    (status = 200, body = MatchingPage), (status = 403, body = Failure), (status = 422, body = Failure)))]
pub async fn threshold(
    State(desk): State<Desk>,
    Json(Threshold { group_from }): Json<Threshold>,
) -> Result<Json<MatchingPage>, Failure> {
    threshold::set_group_from(&desk, group_from).await?;
    show(State(desk)).await
}

/// Mark a part of a medium as common, so that matches which share only it are muted
#[utoipa::path(post, path = "/media/{sha256}/common", params(("sha256" = String, Path)), request_body = CommonPart,
    security(("session" = [], "token" = [])), responses(
    (status = 200, body = MatchingPage), (status = 403, body = Failure), (status = 404, body = Failure), (status = 422, body = Failure)))]
pub async fn mark(
    State(desk): State<Desk>,
    Path(sha256): Path<String>,
    Json(marked): Json<CommonPart>,
) -> Result<Json<MatchingPage>, Failure> {
    common::mark(&desk, &sha256, marked.part(), &marked.words).await?;
    show(State(desk)).await
}

/// Why a mark is released.
#[derive(Debug, Deserialize, ToSchema)]
pub struct Release {
    /// For whoever reads it later.
    #[serde(default)]
    reason: String,
}

/// Release a mark: what it muted is offered again
#[utoipa::path(post, path = "/common/{mark}/release", params(("mark" = String, Path)), request_body = Release,
    security(("session" = [], "token" = [])), responses(
    (status = 204), (status = 403, body = Failure), (status = 404, body = Failure)))]
pub async fn release(
    State(desk): State<Desk>,
    Path(mark): Path<String>,
    Json(Release { reason }): Json<Release>,
) -> Result<StatusCode, Failure> {
    common::release(&desk, &mark, &reason).await?;
    Ok(StatusCode::NO_CONTENT)
}
