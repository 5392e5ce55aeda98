//! What a person is told when something did not work: what, and what to do. One shape for pages, fragments and JSON.

use askama::Template;
use axum::Json;
use axum::extract::Request;
use axum::http::{HeaderName, HeaderValue, StatusCode, header};
use axum::middleware::Next;
use axum::response::{Html, IntoResponse, Response};
use serde::Serialize;

use crate::pages::chrome::Chrome;
use crate::words::sentence;

/// A request that could not be served.
#[derive(Debug, Clone, Serialize, utoipa::ToSchema)]
pub struct Failure {
    /// The HTTP status as a number.
    #[serde(serialize_with = "as_number")]
    #[schema(value_type = u16)]
    pub status: StatusCode,
    /// What did not work, in one sentence.
    pub what: String,
    /// What the person can do about it.
    pub hint: String,
    /// Whether the reason is that no session is open, which the page explains at length.
    #[serde(skip)]
    pub closed: bool,
}

fn as_number<S: serde::Serializer>(status: &StatusCode, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_u16(status.as_u16())
}

impl Failure {
    /// A failure with its own status.
    pub fn new(status: StatusCode, what: impl Into<String>, hint: impl Into<String>) -> Self {
        Self { status, what: what.into(), hint: hint.into(), closed: false }
    }

    /// 400: the request says something that cannot be.
    pub fn unclear(what: impl Into<String>, hint: impl Into<String>) -> Self {
        Self::new(StatusCode::BAD_REQUEST, what, hint)
    }

    /// 403: this must not be done from here.
    pub fn forbidden(what: impl Into<String>, hint: impl Into<String>) -> Self {
        Self::new(StatusCode::FORBIDDEN, what, hint)
    }

    /// 403: no session is open in this browser.
    pub fn closed() -> Self {
        let what = "This desk is not open in this browser.";
        let hint = "Open it by the link it prints in its terminal. Each link works once.";
        Self { closed: true, ..Self::forbidden(what, hint) }
    }

    /// 403: the veil is down on this media.
    pub fn veiled() -> Self {
        Self::forbidden("This media is veiled, so nothing of it is sent.", "Open its page and choose to reveal it.")
    }

    /// 416: the part asked for lies outside the file.
    pub fn outside() -> Self {
        Self::new(StatusCode::RANGE_NOT_SATISFIABLE, "That part lies outside the file.", "Ask for a range inside it.")
    }

    /// 404: nothing here has that name.
    pub fn missing(what: impl Into<String>) -> Self {
        Self::new(StatusCode::NOT_FOUND, what, "Check the address, or go back to the inbox.")
    }

    /// 500: the desk itself failed. `cause` goes to the log, not to the page.
    pub fn internal(cause: &dyn std::fmt::Display) -> Self {
        tracing::error!(%cause, "a page failed");
        Self::new(
            StatusCode::INTERNAL_SERVER_ERROR,
            "The desk could not do that.",
            "Nothing kept is lost. Look at the terminal for the reason; the doctor page checks this machine.",
        )
    }
}

impl From<askama::Error> for Failure {
    fn from(error: askama::Error) -> Self {
        Self::internal(&error)
    }
}

impl IntoResponse for Failure {
    fn into_response(self) -> Response {
        let mut response = self.status.into_response();
        response.extensions_mut().insert(self);
        response
    }
}

#[derive(Template)]
#[template(path = "errors/page.html")]
struct FailurePage<'a> {
    chrome: Chrome,
    failure: &'a Failure,
}

#[derive(Template)]
#[template(path = "errors/notice.html")]
struct FailureNotice<'a> {
    failure: &'a Failure,
}

/// Gives each failed answer its body: JSON under `/api/`, a notice inside a page for htmx, a whole page otherwise.
pub async fn present(request: Request, next: Next) -> Response {
    let api = request.uri().path().starts_with("/api/");
    let fragment = request.headers().contains_key("hx-request");
    let chrome = Chrome::outside(request.headers(), request.uri());
    let response = next.run(request).await;
    let failure = match response.extensions().get::<Failure>() {
        Some(failure) => failure.clone(),
        None if response.status().is_client_error() => plain(response.status()),
        None => return response,
    };
    let body = if api {
        Json(&failure).into_response()
    } else {
        let rendered = if fragment {
            FailureNotice { failure: &failure }.render()
        } else {
            FailurePage { chrome, failure: &failure }.render()
        };
        match rendered {
            Ok(html) => Html(html).into_response(),
            Err(_) => failure.what.clone().into_response(),
        }
    };
    let mut answer = (failure.status, body).into_response();
    if fragment && !api {
        // Whatever part of the page asked: the notice goes where problems are shown, and the part stays as it was.
        for (name, value) in [("hx-retarget", "#problems"), ("hx-reswap", "innerHTML"), ("hx-reselect", ".notice")] {
            answer.headers_mut().insert(HeaderName::from_static(name), HeaderValue::from_static(value));
        }
    }
    for name in [header::CONTENT_RANGE, header::ALLOW] {
        if let Some(value) = response.headers().get(&name) {
            answer.headers_mut().insert(name, value.clone());
        }
    }
    answer
}

/// The words for an error that the HTTP library found before a page was asked.
fn plain(status: StatusCode) -> Failure {
    match status {
        StatusCode::NOT_FOUND => Failure::missing("There is no such page."),
        StatusCode::METHOD_NOT_ALLOWED => {
            Failure::new(status, "That page cannot be used this way.", "Go back to the inbox and follow its links.")
        }
        _ => {
            Failure::new(status, "The desk did not understand that.", "Go back, check what you entered, and try again.")
        }
    }
}

impl From<desk::Error> for Failure {
    fn from(error: desk::Error) -> Self {
        let status = match &error {
            desk::Error::NotFound { .. } => StatusCode::NOT_FOUND,
            desk::Error::Input { .. } | desk::Error::Media(_) => StatusCode::UNPROCESSABLE_ENTITY,
            _ => return Self { hint: sentence(&error.hint()), ..Self::internal(&error) },
        };
        Self::new(status, sentence(&error.to_string()), sentence(&error.hint()))
    }
}
