//! Intake for programs: files that are sent, and lists of paths or posts.

use axum::Json;
use axum::extract::{Multipart, State};
use desk::Desk;
use utoipa::ToSchema;

use crate::failure::Failure;
use crate::pages::intake::{List, Taken, take_list, take_uploads};
use crate::pasted::{self, Understood};

/// A form with files.
#[derive(ToSchema)]
#[expect(dead_code, reason = "describes the form in the OpenAPI document; it is read as it streams in")]
pub struct Files {
    /// Photos, videos, archives, exports.
    #[schema(value_type = Vec<String>, format = Binary)]
    files: Vec<Vec<u8>>,
}

/// Keep files
#[utoipa::path(post, path = "/intake/files", request_body(content = Files, content_type = "multipart/form-data"),
    security(("session" = [], "token" = [])), responses(
    (status = 200, body = Taken), (status = 400, body = Failure), (status = 403, body = Failure)))]
pub async fn files(State(desk): State<Desk>, form: Multipart) -> Result<Json<Taken>, Failure> {
    Ok(Json(take_uploads(&desk, form).await?))
}

/// Say what is understood of a list; keeps nothing
#[utoipa::path(post, path = "/intake/preview", request_body = List, security(("session" = [], "token" = [])), responses(
    (status = 200, body = Understood), (status = 403, body = Failure)))]
pub async fn preview(Json(List { text }): Json<List>) -> Json<Understood> {
    Json(pasted::understand(&text))
}

/// Keep what a list names
#[utoipa::path(post, path = "/intake/list", request_body = List, security(("session" = [], "token" = [])), responses(
    (status = 200, body = Taken), (status = 403, body = Failure)))]
pub async fn list(State(desk): State<Desk>, Json(List { text }): Json<List>) -> Result<Json<Taken>, Failure> {
    Ok(Json(take_list(&desk, &text).await?))
}
