//! The pages, one file per noun. A page asks the desk for a view and renders it; that is all.

mod capture;
pub mod chrome;
pub mod common;
mod conflicts;
mod design;
mod diagram;
mod doctor;
pub mod door;
mod entities;
pub mod fields;
pub mod findings;
mod footage;
mod inbox;
mod incidents;
pub mod intake;
mod jobs;
mod matches;
mod matching;
mod media;
mod reports;
pub mod seen;
mod sources;
mod watches;
mod worksheets;

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
pub const NAVIGATION: [(&str, &str); 14] = [
    ("/", "Inbox"),
    ("/seen", "Seen before?"),
    ("/incidents", "Incidents"),
    ("/conflicts", "Contradictions"),
    ("/entities", "Entities"),
    ("/sources", "Sources"),
    ("/reviews", "Under review"),
    ("/worksheets", "Worksheets"),
    ("/reports", "Reports"),
    ("/intake", "Intake"),
    ("/watches", "Watches"),
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
        .route("/incidents", get(incidents::list).post(incidents::open))
        .route("/incidents/{incident}", get(incidents::show))
        .route("/incidents/{incident}/footage", post(incidents::attach))
        .route("/claims/{claim}", get(incidents::claim))
        .route("/capture", get(capture::show).post(capture::record))
        .route("/withdraw", post(incidents::withdraw))
        .route("/conflicts", get(conflicts::show).post(conflicts::act))
        .route("/entities", get(entities::list).post(entities::make))
        .route("/entities/{entity}", get(entities::show))
        .route("/entities/{entity}/names", post(entities::name))
        .route("/entities/{entity}/relations", post(entities::relate))
        .route("/entities/{entity}/same", post(entities::decide))
        .route("/sources", get(sources::list).post(sources::keep))
        .route("/sources/{source}", get(sources::show))
        .route("/sources/{source}/handles", post(sources::handle))
        .route("/findings", post(findings::find))
        .route("/findings/new", get(findings::draft))
        .route("/findings/{id}", get(findings::show))
        .route("/findings/{id}/read", post(findings::read))
        .route("/reviews", get(findings::reviews))
        .route("/reviews/{id}/settle", post(findings::settle))
        .route("/worksheets", get(worksheets::list))
        .route("/worksheets/new/{kind}", get(worksheets::form).post(worksheets::keep))
        .route("/worksheets/{id}", get(worksheets::show))
        .route("/reports", get(reports::list).post(reports::begin))
        .route("/reports/corrections", get(reports::corrections))
        .route("/reports/{report}", get(reports::show))
        .route("/reports/{report}/sentences", post(reports::write))
        .route("/reports/{report}/media", post(reports::medium))
        .route("/reports/{report}/publish", post(reports::publish))
        .route("/reports/{report}/frame", get(reports::frame))
        .route("/reports/{report}/versions/{number}", get(reports::published))
        .route("/reports/{report}/versions/{number}/{format}", get(reports::rendered))
        .route("/reports/{report}/versions/media/{file}", get(reports::footage))
        .route("/intake", get(intake::show))
        .route("/intake/files", post(intake::files).layer(files))
        .route("/intake/preview", post(intake::preview))
        .route("/intake/list", post(intake::list))
        .route("/watches", get(watches::show).post(watches::begin))
        .route("/watches/{watch}/look", post(watches::look))
        .route("/watches/{watch}/end", post(watches::end))
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
