//! Addresses that are asked again and again.

use axum::Json;
use axum::extract::{Path, State};
use desk::Desk;
use desk::capture::watch;
use desk::ids::WatchRef;
use desk::views::{self, WatchRow};
use serde::Deserialize;
use utoipa::ToSchema;

use crate::failure::Failure;

/// An address to be watched.
#[derive(Debug, Deserialize, ToSchema)]
pub struct NewWatch {
    /// Of a feed, or of anything else whose changes matter.
    pub url: String,
    /// Minutes between two looks, 1 to 10080.
    #[serde(default = "NewWatch::usual")]
    pub minutes: i64,
}

impl NewWatch {
    fn usual() -> i64 {
        15
    }
}

/// Every watch, and how it is doing
#[utoipa::path(get, path = "/watches", responses((status = 200, body = Vec<WatchRow>), (status = 403, body = Failure)))]
pub async fn list(State(desk): State<Desk>) -> Result<Json<Vec<WatchRow>>, Failure> {
    Ok(Json(views::watches(&desk).await?))
}

/// Begin to watch an address; an open desk looks at it at once
#[utoipa::path(post, path = "/watches", request_body = NewWatch, security(("session" = [], "token" = [])), responses(
    (status = 200, body = Vec<WatchRow>), (status = 403, body = Failure), (status = 422, body = Failure)))]
pub async fn begin(State(desk): State<Desk>, Json(new): Json<NewWatch>) -> Result<Json<Vec<WatchRow>>, Failure> {
    watch::begin(&desk, &new.url, new.minutes).await?;
    list(State(desk)).await
}

/// Make the next look due now
#[utoipa::path(post, path = "/watches/{watch}/look", params(("watch" = String, Path, description = "W-2")), security(("session" = [], "token" = [])), responses(
    (status = 200, body = Vec<WatchRow>), (status = 403, body = Failure), (status = 404, body = Failure)))]
pub async fn look(State(desk): State<Desk>, Path(reference): Path<WatchRef>) -> Result<Json<Vec<WatchRow>>, Failure> {
    watch::hurry(&desk, reference).await?;
    list(State(desk)).await
}

/// Stop watching; what was captured stays
#[utoipa::path(post, path = "/watches/{watch}/end", params(("watch" = String, Path, description = "W-2")), security(("session" = [], "token" = [])), responses(
    (status = 200, body = Vec<WatchRow>), (status = 403, body = Failure), (status = 404, body = Failure)))]
pub async fn end(State(desk): State<Desk>, Path(reference): Path<WatchRef>) -> Result<Json<Vec<WatchRow>>, Failure> {
    watch::end(&desk, reference).await?;
    list(State(desk)).await
}
