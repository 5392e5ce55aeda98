//! Coming in by the one-time link, choosing colours, and closing the desk in this browser.

use std::sync::Arc;
use std::time::Instant;

use askama::Template;
use axum::extract::{Form, Query, State};
use axum::http::{HeaderMap, HeaderName, StatusCode, header};
use axum::response::{Html, IntoResponse, Response};
use serde::Deserialize;

use super::chrome::{THEME_COOKIE, theme_named};
use super::{back_to, html};
use crate::failure::Failure;
use crate::security::guard::Door;

const PURPOSE: HeaderName = HeaderName::from_static("sec-purpose");

#[derive(Debug, Deserialize)]
pub struct Key {
    #[serde(default)]
    key: String,
}

#[derive(Template)]
#[template(path = "door/opened.html")]
struct Opened;

/// `GET /open?key=...`: exchanges the key for a session, once.
///
/// It answers with a page that leads on, not with a redirect: a browser that came from another place (a chat, a mail)
/// counts the whole chain of redirects as that place's request and would not send the strict cookie it was just given.
pub async fn open(
    State(door): State<Arc<Door>>,
    Query(Key { key }): Query<Key>,
    headers: HeaderMap,
) -> Result<Response, Failure> {
    if headers.contains_key(PURPOSE) {
        // A browser that guesses ahead must not use the link up.
        return Err(Failure::closed());
    }
    let exchanged = door.sessions.exchange(&key, Instant::now()).map_err(|error| Failure::internal(&error))?;
    let (cookie, _) = exchanged.ok_or_else(Failure::closed)?;
    Ok(([(header::SET_COOKIE, door.set_cookie(cookie.reveal()))], html(&Opened)?).into_response())
}

#[derive(Template)]
#[template(path = "errors/page.html")]
struct Closed {
    chrome: super::chrome::Chrome,
    failure: Failure,
}

/// `POST /close`: ends this session.
pub async fn close(
    State(door): State<Arc<Door>>,
    chrome: super::chrome::Chrome,
    headers: HeaderMap,
) -> Result<Response, Failure> {
    if let Some(cookie) = door.cookie(&headers) {
        door.sessions.close(cookie);
    }
    let page = Closed { chrome: super::chrome::Chrome { token: None, ..chrome }, failure: Failure::closed() };
    Ok((StatusCode::OK, [(header::SET_COOKIE, door.clear_cookie())], Html(page.render()?)).into_response())
}

#[derive(Debug, Deserialize)]
pub struct Theme {
    theme: String,
    back: Option<String>,
}

/// `POST /theme`: remembers light, dark, or as the system has it.
pub async fn theme(Form(Theme { theme, back }): Form<Theme>) -> Response {
    let cookie = format!("{THEME_COOKIE}={}; Path=/; Max-Age=31536000; HttpOnly; SameSite=Strict", theme_named(&theme));
    ([(header::SET_COOKIE, cookie)], back_to(back.as_deref())).into_response()
}
