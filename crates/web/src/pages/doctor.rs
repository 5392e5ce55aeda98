//! The doctor: what works on this machine, and how to mend what does not.

use askama::Template;
use axum::extract::State;
use axum::response::Response;
use desk::Desk;
use desk::views::{self, Check};

use super::chrome::Chrome;
use super::html;
use crate::failure::Failure;

#[derive(Template)]
#[template(path = "doctor/page.html")]
struct Page {
    chrome: Chrome,
    checks: Vec<Check>,
    to_mend: i64,
}

/// `GET /doctor`
pub async fn show(State(desk): State<Desk>, chrome: Chrome) -> Result<Response, Failure> {
    let mut checks = views::doctor(&desk).await?;
    // What needs the person comes first; within that, the order in which the desk looked.
    checks.sort_by_key(|check| match check.state.as_str() {
        "bad" => 0,
        "limited" => 1,
        _ => 2,
    });
    let to_mend = checks.iter().filter(|check| check.state != "good").count();
    html(&Page { chrome, checks, to_mend: i64::try_from(to_mend).unwrap_or(i64::MAX) })
}
