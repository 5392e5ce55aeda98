//! Sources: whoever publishes or says something.

use askama::Template;
use axum::extract::{Form, Path, State};
use axum::response::{IntoResponse, Redirect, Response};
use desk::Desk;
use desk::claims::source::{self, NewHandle};
use desk::views::sources::{self as views, SourceLine, SourcePage};

use super::chrome::Chrome;
use super::html;
use crate::api::sources::Profile;
use crate::failure::Failure;

#[derive(Template)]
#[template(path = "sources/list.html")]
struct List {
    chrome: Chrome,
    sources: Vec<SourceLine>,
}

#[derive(Template)]
#[template(path = "sources/page.html")]
struct Page {
    chrome: Chrome,
    page: SourcePage,
}

/// `GET /sources`
pub async fn list(State(desk): State<Desk>, chrome: Chrome) -> Result<Response, Failure> {
    html(&List { chrome, sources: views::sources(&desk).await? })
}

/// `GET /sources/{source}`
pub async fn show(State(desk): State<Desk>, chrome: Chrome, Path(id): Path<String>) -> Result<Response, Failure> {
    html(&Page { chrome, page: views::source(&desk, &id).await? })
}

/// `POST /sources/{source}/handles`
pub async fn handle(
    State(desk): State<Desk>,
    Path(id): Path<String>,
    Form(new): Form<NewHandle>,
) -> Result<Response, Failure> {
    source::used(&desk, &id, &new).await?;
    Ok(Redirect::to(&format!("/sources/{id}")).into_response())
}

/// `POST /sources`
pub async fn keep(State(desk): State<Desk>, Form(profile): Form<Profile>) -> Result<Response, Failure> {
    profile.keep(&desk).await?;
    Ok(Redirect::to("/sources").into_response())
}
