//! The jobs page, which follows the desk by server-sent events.

use std::convert::Infallible;
use std::time::Duration;

use askama::Template;
use axum::extract::{Path, State};
use axum::http::HeaderMap;
use axum::response::sse::{Event, KeepAlive, Sse};
use axum::response::{IntoResponse, Redirect, Response};
use desk::Desk;
use desk::jobs::{self, JobsPage};
use futures::Stream;
use tokio::sync::broadcast::error::RecvError;
use tokio::time::sleep;

use super::chrome::Chrome;
use super::{html, wants_part};
use crate::app::App;
use crate::failure::Failure;

/// The page is told of changes at most this often: fast enough to follow, slow enough to read.
const PACE: Duration = Duration::from_millis(700);
/// Other processes work on the same desk without telling this one, so the page looks anew at least this often.
const LOOK_ANEW: Duration = Duration::from_secs(10);

#[derive(Template)]
#[template(path = "jobs/page.html")]
struct Page {
    chrome: Chrome,
    page: JobsPage,
}

#[derive(Template)]
#[template(path = "jobs/list.html")]
struct List {
    chrome: Chrome,
    page: JobsPage,
}

/// `GET /jobs`
pub async fn show(State(desk): State<Desk>, chrome: Chrome) -> Result<Response, Failure> {
    html(&Page { chrome, page: jobs::list(&desk).await? })
}

/// `GET /jobs/list`: the list alone.
pub async fn list(State(desk): State<Desk>, chrome: Chrome) -> Result<Response, Failure> {
    html(&List { chrome, page: jobs::list(&desk).await? })
}

/// `GET /jobs/events`: says `changed` when the list should be fetched anew, until the desk stops.
pub async fn events(State(app): State<App>) -> Sse<impl Stream<Item = Result<Event, Infallible>>> {
    let changes = app.desk.watch_jobs();
    let stream = futures::stream::unfold((changes, app.ended), |(mut changes, mut ended)| async move {
        tokio::select! {
            change = changes.recv() => if matches!(change, Err(RecvError::Closed)) { return None },
            () = sleep(LOOK_ANEW) => {}
            _ = ended.wait_for(|ended| *ended) => return None,
        }
        // What happens while the page is being told is told together.
        sleep(PACE).await;
        while changes.try_recv().is_ok() {}
        Some((Ok(Event::default().event("changed").data("jobs")), (changes, ended)))
    });
    Sse::new(stream).keep_alive(KeepAlive::default())
}

/// `POST /jobs/{job}/cancel`
pub async fn cancel(
    State(desk): State<Desk>,
    chrome: Chrome,
    headers: HeaderMap,
    Path(job): Path<String>,
) -> Result<Response, Failure> {
    jobs::cancel(&desk, &job).await?;
    after(desk, chrome, &headers).await
}

/// `POST /jobs/{job}/retry`
pub async fn retry(
    State(desk): State<Desk>,
    chrome: Chrome,
    headers: HeaderMap,
    Path(job): Path<String>,
) -> Result<Response, Failure> {
    jobs::retry(&desk, &job).await?;
    after(desk, chrome, &headers).await
}

async fn after(desk: Desk, chrome: Chrome, headers: &HeaderMap) -> Result<Response, Failure> {
    if wants_part(headers) { list(State(desk), chrome).await } else { Ok(Redirect::to("/jobs").into_response()) }
}
