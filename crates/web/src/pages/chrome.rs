//! What surrounds every page: theme, direction, the session's token, and where we are.

use std::sync::Arc;

use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use axum::http::{HeaderMap, Uri};

use crate::failure::Failure;
use crate::security::guard::cookie_named;
use crate::security::session::Session;

/// The cookie that remembers the theme a person chose.
pub const THEME_COOKIE: &str = "firsthand_theme";

/// What the base template needs besides the page itself.
#[derive(Debug, Clone)]
pub struct Chrome {
    /// `auto`, `light` or `dark`.
    pub theme: &'static str,
    /// `ltr` or `rtl`.
    pub dir: &'static str,
    /// The session's token; none on pages outside a session.
    pub token: Option<String>,
    /// The path of this page, for the navigation.
    pub path: String,
    /// The path and query of this page, to come back to.
    pub here: String,
}

impl Chrome {
    /// Of a page that needs no session (closed, refused, failed).
    pub fn outside(headers: &HeaderMap, uri: &Uri) -> Self {
        let query = uri.query().unwrap_or_default();
        let asked = |name: &str| {
            url::form_urlencoded::parse(query.as_bytes())
                .find(|(key, _)| key == name)
                .map(|(_, value)| value.into_owned())
        };
        let theme = asked("theme").or_else(|| cookie_named(headers, THEME_COOKIE).map(str::to_owned));
        Self {
            theme: theme_named(theme.as_deref().unwrap_or_default()),
            dir: if asked("dir").as_deref() == Some("rtl") { "rtl" } else { "ltr" },
            token: None,
            path: uri.path().to_owned(),
            here: uri.path_and_query().map_or_else(|| "/".to_owned(), ToString::to_string),
        }
    }

    /// Whether the navigation's entry for `path` is the page we are on or above it.
    pub fn at(&self, path: &str) -> bool {
        match path {
            "/" => self.path == "/" || self.path.starts_with("/footage"),
            "/incidents" => ["/incidents", "/claims", "/capture"].iter().any(|start| self.path.starts_with(start)),
            path => self.path.starts_with(path),
        }
    }
}

/// One of the themes there are; anything else follows the system.
pub fn theme_named(name: &str) -> &'static str {
    match name {
        "light" => "light",
        "dark" => "dark",
        _ => "auto",
    }
}

impl<S: Sync> FromRequestParts<S> for Chrome {
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Failure> {
        let mut chrome = Self::outside(&parts.headers, &parts.uri);
        chrome.token = parts.extensions.get::<Arc<Session>>().map(|session| session.token().reveal().to_owned());
        Ok(chrome)
    }
}
