//! Entities: names, relations, and the question who is one with whom.

use askama::Template;
use axum::extract::{Form, Path, State};
use axum::response::{IntoResponse, Redirect, Response};
use desk::Desk;
use desk::ids::EntityRef;
use desk::views::entities::{self as views, EntityLine, EntityPage};

use super::chrome::Chrome;
use super::html;
use crate::api::entities::{Naming, Relating, Sameness};
use crate::failure::Failure;

#[derive(Template)]
#[template(path = "entities/list.html")]
struct List {
    chrome: Chrome,
    entities: Vec<EntityLine>,
}

#[derive(Template)]
#[template(path = "entities/page.html")]
struct Page {
    chrome: Chrome,
    page: EntityPage,
}

fn to(entity: EntityRef) -> Response {
    Redirect::to(&format!("/entities/{entity}")).into_response()
}

/// `GET /entities`
pub async fn list(State(desk): State<Desk>, chrome: Chrome) -> Result<Response, Failure> {
    html(&List { chrome, entities: views::entities(&desk).await? })
}

/// `GET /entities/{entity}`
pub async fn show(State(desk): State<Desk>, chrome: Chrome, Path(entity): Path<String>) -> Result<Response, Failure> {
    html(&Page { chrome, page: views::entity(&desk, entity.parse()?).await? })
}

/// `POST /entities`
pub async fn make(State(desk): State<Desk>, Form(naming): Form<Naming>) -> Result<Response, Failure> {
    Ok(to(naming.make(&desk).await?))
}

/// `POST /entities/{entity}/names`
pub async fn name(
    State(desk): State<Desk>,
    Path(entity): Path<String>,
    Form(naming): Form<Naming>,
) -> Result<Response, Failure> {
    let reference = entity.parse()?;
    naming.add(&desk, reference).await?;
    Ok(to(reference))
}

/// `POST /entities/{entity}/relations`
pub async fn relate(
    State(desk): State<Desk>,
    Path(entity): Path<String>,
    Form(relating): Form<Relating>,
) -> Result<Response, Failure> {
    let reference = entity.parse()?;
    relating.add(&desk, reference).await?;
    Ok(to(reference))
}

/// `POST /entities/{entity}/same`
pub async fn decide(
    State(desk): State<Desk>,
    Path(entity): Path<String>,
    Form(sameness): Form<Sameness>,
) -> Result<Response, Failure> {
    let reference = entity.parse()?;
    sameness.decide(&desk, reference).await?;
    Ok(to(reference))
}
