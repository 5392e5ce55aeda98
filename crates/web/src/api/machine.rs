//! The machine under the desk, and the API about itself.

use axum::Json;
use axum::extract::State;
use axum::http::header;
use axum::response::IntoResponse;
use desk::Desk;
use desk::views::{self, Check};

use crate::failure::Failure;

/// What works on this machine, and how to mend what does not
#[utoipa::path(get, path = "/doctor", responses((status = 200, body = Vec<Check>), (status = 403, body = Failure)))]
pub async fn doctor(State(desk): State<Desk>) -> Result<Json<Vec<Check>>, Failure> {
    Ok(Json(views::doctor(&desk).await?))
}

/// This document
#[utoipa::path(get, path = "/openapi.json", responses((status = 200, content_type = "application/json")))]
pub async fn document() -> Result<impl IntoResponse, Failure> {
    let document = super::openapi().map_err(|error| Failure::internal(&error))?;
    Ok(([(header::CONTENT_TYPE, "application/json")], document))
}
