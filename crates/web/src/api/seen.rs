//! "Seen before?" for programs: a file that is sent, or one on this machine. Nothing is kept.

use axum::Json;
use axum::extract::{Multipart, Query, State};
use desk::Desk;
use desk::matches::seen::Answer;
use serde::Deserialize;
use utoipa::ToSchema;

use crate::failure::Failure;
use crate::pages::seen::{How, ask_about_path, ask_about_upload};

/// A form with one file.
#[derive(ToSchema)]
#[expect(dead_code, reason = "describes the form in the OpenAPI document; it is read as it streams in")]
pub struct OneFile {
    /// The photo or video.
    #[schema(value_type = String, format = Binary)]
    file: Vec<u8>,
}

/// A file on this machine.
#[derive(Debug, Deserialize, ToSchema)]
pub struct LocalPath {
    /// A full path or a `file://` link.
    path: String,
}

/// Ask whether a sent file has been seen before
#[utoipa::path(post, path = "/seen/file", params(How), request_body(content = OneFile, content_type = "multipart/form-data"),
    security(("session" = [], "token" = [])), responses(
    (status = 200, body = Answer), (status = 400, body = Failure), (status = 403, body = Failure)))]
pub async fn file(State(desk): State<Desk>, Query(how): Query<How>, form: Multipart) -> Result<Json<Answer>, Failure> {
    Ok(Json(ask_about_upload(&desk, &how, form).await?))
}

/// Ask whether a file on this machine has been seen before
#[utoipa::path(post, path = "/seen/path", params(How), request_body = LocalPath, security(("session" = [], "token" = [])), responses(
    (status = 200, body = Answer), (status = 400, body = Failure), (status = 403, body = Failure)))]
pub async fn path(
    State(desk): State<Desk>,
    Query(how): Query<How>,
    Json(LocalPath { path }): Json<LocalPath>,
) -> Result<Json<Answer>, Failure> {
    Ok(Json(ask_about_path(&desk, &how, &path).await?))
}
