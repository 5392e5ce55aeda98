//! How the desk matches: layers of fingerprints, what scores mean on its own decisions, what is common.

use askama::Template;
use axum::extract::{Form, State};
use axum::response::{IntoResponse, Redirect, Response};
use desk::Desk;
use desk::matches::threshold;
use desk::views::{self, MatchingPage};
use serde::Deserialize;

use super::chrome::Chrome;
use super::html;
use crate::failure::Failure;

#[derive(Template)]
#[template(path = "matching/page.html")]
struct Page {
    chrome: Chrome,
    page: MatchingPage,
}

/// `GET /matching`
pub async fn show(State(desk): State<Desk>, chrome: Chrome) -> Result<Response, Failure> {
    html(&Page { chrome, page: views::matching(&desk).await? })
}

/// A setting of the threshold.
#[derive(Debug, Deserialize)]
pub struct Setting {
    group_from: f64,
}

/// `POST /matching/threshold`
pub async fn set(State(desk): State<Desk>, Form(Setting { group_from }): Form<Setting>) -> Result<Response, Failure> {
    threshold::set_group_from(&desk, group_from).await?;
    Ok(Redirect::to("/matching").into_response())
}
