//! The board of contradictions: open questions, each with whoever looks after it.

use askama::Template;
use axum::extract::{Form, State};
use axum::response::Response;
use desk::Desk;
use desk::views::claims::{self as views, ConflictRow};
use serde::Deserialize;

use super::chrome::Chrome;
use super::{back_to, html};
use crate::api::incidents::ConflictDeed;
use crate::failure::Failure;

#[derive(Template)]
#[template(path = "conflicts/page.html")]
struct Page {
    chrome: Chrome,
    rows: Vec<ConflictRow>,
}

/// `GET /conflicts`
pub async fn show(State(desk): State<Desk>, chrome: Chrome) -> Result<Response, Failure> {
    html(&Page { chrome, rows: views::conflict_board(&desk).await? })
}

/// What a person does about a conflict.
#[derive(Debug, Deserialize)]
pub struct Deed {
    incident: String,
    conflict: String,
    #[serde(default)]
    owner: String,
    #[serde(default)]
    reason: String,
    back: Option<String>,
}

/// `POST /conflicts`
pub async fn act(State(desk): State<Desk>, Form(deed): Form<Deed>) -> Result<Response, Failure> {
    let Deed { incident, conflict, owner, reason, back } = deed;
    ConflictDeed { incident, conflict, owner, reason }.act(&desk).await?;
    Ok(back_to(back.as_deref().or(Some("/conflicts"))))
}
