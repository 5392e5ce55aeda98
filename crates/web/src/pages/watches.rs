//! Watches: addresses that are asked again and again, and how each is doing.

use askama::Template;
use axum::extract::{Form, Path, State};
use axum::response::{IntoResponse, Redirect, Response};
use desk::Desk;
use desk::capture::watch;
use desk::ids::WatchRef;
use desk::views::{self, WatchRow};

use super::chrome::Chrome;
use super::html;
use crate::api::watches::NewWatch;
use crate::failure::Failure;

#[derive(Template)]
#[template(path = "watches/page.html")]
struct Page {
    chrome: Chrome,
    rows: Vec<WatchRow>,
}

/// `GET /watches`
pub async fn show(State(desk): State<Desk>, chrome: Chrome) -> Result<Response, Failure> {
    html(&Page { chrome, rows: views::watches(&desk).await? })
}

/// `POST /watches`
pub async fn begin(State(desk): State<Desk>, Form(new): Form<NewWatch>) -> Result<Response, Failure> {
    watch::begin(&desk, &new.url, new.minutes).await?;
    Ok(back())
}

/// `POST /watches/{watch}/look`
pub async fn look(State(desk): State<Desk>, Path(reference): Path<WatchRef>) -> Result<Response, Failure> {
    watch::hurry(&desk, reference).await?;
    Ok(back())
}

/// `POST /watches/{watch}/end`
pub async fn end(State(desk): State<Desk>, Path(reference): Path<WatchRef>) -> Result<Response, Failure> {
    watch::end(&desk, reference).await?;
    Ok(back())
}

fn back() -> Response {
    Redirect::to("/watches").into_response()
}
