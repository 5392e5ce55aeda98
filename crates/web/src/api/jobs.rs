//! What the desk does by itself.

use axum::Json;
use axum::extract::{Path, State};
use desk::Desk;
use desk::jobs::{self, JobsPage};

use crate::failure::Failure;

/// Jobs as they stand
#[utoipa::path(get, path = "/jobs", responses((status = 200, body = JobsPage), (status = 403, body = Failure)))]
pub async fn list(State(desk): State<Desk>) -> Result<Json<JobsPage>, Failure> {
    Ok(Json(jobs::list(&desk).await?))
}

/// Cancel a waiting or running job
#[utoipa::path(post, path = "/jobs/{job}/cancel", params(("job" = String, Path)), security(("session" = [], "token" = [])), responses(
    (status = 200, body = JobsPage), (status = 403, body = Failure), (status = 404, body = Failure), (status = 422, body = Failure)))]
pub async fn cancel(State(desk): State<Desk>, Path(job): Path<String>) -> Result<Json<JobsPage>, Failure> {
    jobs::cancel(&desk, &job).await?;
    list(State(desk)).await
}

/// Try a failed or cancelled job again
#[utoipa::path(post, path = "/jobs/{job}/retry", params(("job" = String, Path)), security(("session" = [], "token" = [])), responses(
    (status = 200, body = JobsPage), (status = 403, body = Failure), (status = 404, body = Failure), (status = 422, body = Failure)))]
pub async fn retry(State(desk): State<Desk>, Path(job): Path<String>) -> Result<Json<JobsPage>, Failure> {
    jobs::retry(&desk, &job).await?;
    list(State(desk)).await
}
