//! Inbox, footage and media: the views, the act of looking, descriptions and decisions.

use std::sync::Arc;

use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use axum::{Extension, Json};
use desk::views::{self, FootagePage, InboxPage, InboxQuery, MediaRow};
use desk::{Desk, matches, people};
use serde::Deserialize;
use utoipa::ToSchema;

use crate::failure::Failure;
use crate::security::session::Session;

/// What came in, newest first
#[utoipa::path(get, path = "/inbox", params(InboxQuery), responses(
    (status = 200, body = InboxPage), (status = 403, body = Failure)))]
pub async fn inbox(State(desk): State<Desk>, Query(query): Query<InboxQuery>) -> Result<Json<InboxPage>, Failure> {
    Ok(Json(views::inbox(&desk, query).await?))
}

/// One piece of footage: its media, appearances, matches and custody
#[utoipa::path(get, path = "/footage/{footage}", params(("footage" = String, Path, description = "Such as F-12")), responses(
    (status = 200, body = FootagePage), (status = 403, body = Failure), (status = 404, body = Failure)))]
pub async fn footage(State(desk): State<Desk>, Path(footage): Path<String>) -> Result<Json<FootagePage>, Failure> {
    Ok(Json(views::footage(&desk, footage.parse()?).await?))
}

/// One medium with everything that was read from it
#[utoipa::path(get, path = "/media/{sha256}", params(("sha256" = String, Path)), responses(
    (status = 200, body = MediaRow), (status = 403, body = Failure), (status = 404, body = Failure)))]
pub async fn media(State(desk): State<Desk>, Path(sha256): Path<String>) -> Result<Json<MediaRow>, Failure> {
    Ok(Json(views::medium(&desk, &sha256).await?))
}

/// Lift the veil from a medium for this session; noted in the custody log
#[utoipa::path(post, path = "/media/{sha256}/reveal", params(("sha256" = String, Path)), security(("session" = [], "token" = [])), responses(
    (status = 204), (status = 403, body = Failure), (status = 404, body = Failure)))]
pub async fn reveal(
    State(desk): State<Desk>,
    Extension(session): Extension<Arc<Session>>,
    Path(sha256): Path<String>,
) -> Result<StatusCode, Failure> {
    people::view(&desk, &sha256).await?;
    session.reveal(&sha256);
    Ok(StatusCode::NO_CONTENT)
}

/// Veil everything again for this session
#[utoipa::path(post, path = "/veil", security(("session" = [], "token" = [])), responses((status = 204), (status = 403, body = Failure)))]
pub async fn veil(Extension(session): Extension<Arc<Session>>) -> StatusCode {
    session.veil_all();
    StatusCode::NO_CONTENT
}

/// What a person saw.
#[derive(Debug, Deserialize, ToSchema)]
pub struct Description {
    /// 0 none, 1 upsetting context, 2 injury or blood, 3 death or mutilation, 4 extreme.
    #[schema(minimum = 0, maximum = 4)]
    severity: i64,
    /// What is seen and heard, and when; needed from severity 2.
    #[serde(default)]
    words: String,
}

/// Describe a medium, so that others need not look
#[utoipa::path(post, path = "/media/{sha256}/describe", params(("sha256" = String, Path)), request_body = Description,
    security(("session" = [], "token" = [])), responses(
    (status = 200, body = MediaRow), (status = 403, body = Failure), (status = 404, body = Failure), (status = 422, body = Failure)))]
pub async fn describe(
    State(desk): State<Desk>,
    Path(sha256): Path<String>,
    Json(Description { severity, words }): Json<Description>,
) -> Result<Json<MediaRow>, Failure> {
    people::describe(&desk, &sha256, severity, &words).await?;
    media(State(desk), Path(sha256)).await
}

/// A person's word on a match.
#[derive(Debug, Deserialize, ToSchema)]
pub struct Decision {
    /// `confirmed` (one recording), `scene` (one scene, two recordings), `rejected`, or `suggested` to take a decision back.
    verdict: String,
    /// Why, for whoever reads it later.
    #[serde(default)]
    reason: String,
}

/// Say what a match or lead is
#[utoipa::path(post, path = "/matches/{query}/{reference}/decide",
    params(("query" = String, Path, description = "SHA-256 of the later kept medium"), ("reference" = String, Path, description = "SHA-256 of the earlier one")),
    request_body = Decision, security(("session" = [], "token" = [])), responses(
    (status = 204), (status = 403, body = Failure), (status = 404, body = Failure), (status = 422, body = Failure)))]
pub async fn decide(
    State(desk): State<Desk>,
    Path((query, reference)): Path<(String, String)>,
    Json(Decision { verdict, reason }): Json<Decision>,
) -> Result<StatusCode, Failure> {
    matches::decide(&desk, &query, &reference, verdict.parse()?, reason.trim()).await?;
    Ok(StatusCode::NO_CONTENT)
}
