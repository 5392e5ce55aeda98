//! The pages, one file per noun. A page asks the desk for a view and renders it; that is all.

pub mod chrome;
pub mod common;
mod design;
mod diagram;
mod doctor;
pub mod door;
mod footage;
mod inbox;
pub mod intake;
mod jobs;
mod matches;
mod matching;
mod media;
pub mod seen;

use askama::Template;
use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::http::HeaderMap;
use axum::response::{Html, IntoResponse, Redirect, Response};
use axum::routing::{get, post};
use serde::Deserialize;

use crate::app::App;
use crate::failure::Failure;

/// The navigation's entries: path and name.
pub const NAVIGATION: [(&str, &str); 6] = [
    ("/", "Inbox"),
    ("/seen", "Seen before?"),
    ("/intake", "Intake"),
    ("/matching", "Matching"),
    ("/jobs", "Jobs"),
    ("/doctor", "Doctor"),
];

/// Every page's routes. All lie behind the session wall.
pub fn routes() -> Router<App> {
    let files = DefaultBodyLimit::disable();
    Router::new()
        .route("/", get(inbox::show))
        .route("/footage/{footage}", get(footage::show))
        .route("/media/{sha256}/reveal", post(media::reveal))
        .route("/media/{sha256}/describe", post(media::describe))
        .route("/matches/{query}/{reference}/reveal", post(matches::reveal))
        .route("/matches/{query}/{reference}/decide", post(matches::decide))
        .route("/media/{sha256}/common", post(common::mark))
        .route("/common/{mark}/release", post(common::release))
        .route("/matching", get(matching::show))
        .route("/matching/threshold", post(matching::set))
        .route("/veil", post(media::veil_all))
        .route("/seen", get(seen::show))
        .route("/seen/file", post(seen::file).layer(files))
        .route("/seen/path", post(seen::path))
        .route("/intake", get(intake::show))
        .route("/intake/files", post(intake::files).layer(files))
        .route("/intake/preview", post(intake::preview))
        .route("/intake/list", post(intake::list))
        .route("/jobs", get(jobs::show))
        .route("/jobs/list", get(jobs::list))
        .route("/jobs/events", get(jobs::events))
        .route("/jobs/{job}/cancel", post(jobs::cancel))
        .route("/jobs/{job}/retry", post(jobs::retry))
        .route("/doctor", get(doctor::show))
        .route("/design", get(design::show))
        .route("/theme", post(door::theme))
        .route("/close", post(door::close))
}

/// A rendered template, or the reason why it failed.
fn html(template: &impl Template) -> Result<Response, Failure> {
    Ok(Html(template.render()?).into_response())
}

/// Whether htmx asks for a part of a page.
fn wants_part(headers: &HeaderMap) -> bool {
    headers.contains_key("hx-request")
}

/// The page a form was on, to go back to.
#[derive(Debug, Deserialize)]
pub struct Back {
    back: Option<String>,
}

/// Back to a page of this desk; never to an address elsewhere.
fn back_to(back: Option<&str>) -> Response {
    let ours = back.filter(|path| path.starts_with('/') && !path.starts_with("//") && !path.contains('\\'));
    Redirect::to(ours.unwrap_or("/")).into_response()
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test fails by panicking")]
mod tests {
    use super::*;

    #[test]
    fn a_form_leads_back_to_pages_of_this_desk_only() {
        for (asked, leads) in [
            (Some("/footage/F-1"), "/footage/F-1"),
            (Some("//elsewhere.example"), "/"),
            (Some("/\\elsewhere.example"), "/"),
            (Some("https://elsewhere.example"), "/"),
            (None, "/"),
        ] {
            assert_eq!(back_to(asked).headers()["location"].to_str().unwrap(), leads);
        }
    }
}
