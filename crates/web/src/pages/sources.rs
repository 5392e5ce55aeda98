//! Sources: whoever publishes or says something.

use askama::Template;
use axum::extract::{Form, State};
use axum::response::{IntoResponse, Redirect, Response};
use desk::Desk;
use desk::views::sources::{self as views, SourceLine};

use super::chrome::Chrome;
use super::html;
use crate::api::entities::Profile;
use crate::failure::Failure;

#[derive(Template)]
#[template(path = "sources/page.html")]
struct Page {
    chrome: Chrome,
    sources: Vec<SourceLine>,
}

/// `GET /sources`
pub async fn show(State(desk): State<Desk>, chrome: Chrome) -> Result<Response, Failure> {
    html(&Page { chrome, sources: views::sources(&desk).await? })
}

/// `POST /sources`
pub async fn keep(State(desk): State<Desk>, Form(profile): Form<Profile>) -> Result<Response, Failure> {
    profile.keep(&desk).await?;
    Ok(Redirect::to("/sources").into_response())
}
