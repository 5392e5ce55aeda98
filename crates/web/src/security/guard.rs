//! What each request must show before a page sees it.

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::{Duration, Instant};

use axum::body::{Body, Bytes, to_bytes};
use axum::extract::{Request, State};
use axum::http::{HeaderMap, HeaderName, Method, Uri, header};
use axum::middleware::Next;
use axum::response::Response;

use super::address::host_names;
use super::session::{Session, Sessions};
use crate::failure::Failure;

/// The header that carries a session's token; forms send the field [`TOKEN_FIELD`] instead.
pub const TOKEN_HEADER: HeaderName = HeaderName::from_static("x-firsthand-token");
/// The form field that carries a session's token. A form with files sends it in the query of its action, because its
/// body is passed on while it still arrives.
pub const TOKEN_FIELD: &str = "_token";

const FETCH_SITE: HeaderName = HeaderName::from_static("sec-fetch-site");
const FETCH_MODE: HeaderName = HeaderName::from_static("sec-fetch-mode");
const FETCH_DEST: HeaderName = HeaderName::from_static("sec-fetch-dest");

/// The longest form without files, in bytes: room for some ten thousand pasted lines.
const LONGEST_FORM: usize = 16 << 20;

/// The desk's front door: the names it answers to and who has been let in.
#[derive(Debug)]
pub struct Door {
    hosts: Vec<String>,
    cookie: String,
    /// Who has been let in.
    pub sessions: Sessions,
}

impl Door {
    /// The door of a desk that listens on `address`; a session ends when it was not used for `idle`.
    ///
    /// The cookie's name holds the port, because browsers share cookies between the ports of one host: two desks
    /// on one machine would close each other otherwise.
    pub fn new(address: SocketAddr, idle: Duration) -> Self {
        Self {
            hosts: host_names(address),
            cookie: format!("firsthand_{}", address.port()),
            sessions: Sessions::new(idle),
        }
    }

    /// The session cookie: unreadable to scripts, and never sent with a request that another site started.
    pub fn set_cookie(&self, value: &str) -> String {
        format!("{}={value}; Path=/; HttpOnly; SameSite=Strict", self.cookie)
    }

    /// Makes the browser forget its session cookie.
    pub fn clear_cookie(&self) -> String {
        format!("{}; Max-Age=0", self.set_cookie(""))
    }

    /// The session cookie a request carries, if any.
    pub fn cookie<'h>(&self, headers: &'h HeaderMap) -> Option<&'h str> {
        cookie_named(headers, &self.cookie)
    }

    /// Refuses a request that reaches us under a foreign name, or that another site started, unless it is a person
    /// following a link to a page.
    pub async fn outer(State(door): State<Arc<Self>>, request: Request, next: Next) -> Result<Response, Failure> {
        let headers = request.headers();
        if !door.knows_host(headers) {
            return Err(Failure::forbidden(
                "This desk does not answer to that name.",
                "Open it by the link it prints in its terminal; that link starts with http://127.0.0.1 or http://[::1].",
            ));
        }
        let foreign = matches!(text(headers, &FETCH_SITE), Some("cross-site" | "same-site"));
        let follows_link = request.method() == Method::GET
            && text(headers, &FETCH_MODE) == Some("navigate")
            && text(headers, &FETCH_DEST) == Some("document");
        if foreign && !follows_link {
            return Err(Failure::forbidden(
                "Another site tried to use this desk through your browser, and was refused.",
                "Close that site's tab. Nothing was read or changed.",
            ));
        }
        Ok(next.run(request).await)
    }

    /// Lets a request in that carries an open session; a change must also carry our origin and the session's token.
    pub async fn inner(State(door): State<Arc<Self>>, mut request: Request, next: Next) -> Result<Response, Failure> {
        let session = door
            .cookie(request.headers())
            .and_then(|cookie| door.sessions.find(cookie, Instant::now()))
            .ok_or_else(Failure::closed)?;
        if !matches!(*request.method(), Method::GET | Method::HEAD) {
            door.check_origin(request.headers())?;
            request = check_token(request, &session).await?;
        }
        request.extensions_mut().insert(session);
        Ok(next.run(request).await)
    }

    fn knows_host(&self, headers: &HeaderMap) -> bool {
        let mut hosts = headers.get_all(header::HOST).iter();
        let (Some(host), None) = (hosts.next(), hosts.next()) else { return false };
        host.to_str().is_ok_and(|host| self.hosts.iter().any(|known| host.eq_ignore_ascii_case(known)))
    }

    fn check_origin(&self, headers: &HeaderMap) -> Result<(), Failure> {
        // Under our own `Referrer-Policy: no-referrer` a browser sends a plain form with `Origin: null`; then, as without an
        // origin, its word on where the request started counts, which no page can forge.
        let ours = match text(headers, &header::ORIGIN).filter(|origin| *origin != "null") {
            Some(origin) => text(headers, &header::HOST).is_some_and(|host| origin == format!("http://{host}")),
            None => text(headers, &FETCH_SITE) == Some("same-origin"),
        };
        if ours {
            return Ok(());
        }
        Err(Failure::forbidden(
            "This change did not come from the desk's own pages, and was refused.",
            "Go back to the desk and do it there. A program sends the header Origin with the desk's own address.",
        ))
    }
}

/// Passes the request on when its header, form field or (for a form with files) query holds the session's token.
async fn check_token(request: Request, session: &Session) -> Result<Request, Failure> {
    if let Some(token) = text(request.headers(), &TOKEN_HEADER) {
        return if session.token().is(token) { Ok(request) } else { Err(stale()) };
    }
    let kind = text(request.headers(), &header::CONTENT_TYPE).unwrap_or_default();
    if kind.starts_with("multipart/form-data") {
        let token = field(query(request.uri()), TOKEN_FIELD);
        return if token.is_some_and(|token| session.token().is(&token)) { Ok(request) } else { Err(stale()) };
    }
    if !kind.starts_with("application/x-www-form-urlencoded") {
        return Err(stale());
    }
    let (head, body) = request.into_parts();
    let body: Bytes = to_bytes(body, LONGEST_FORM).await.map_err(|_| {
        Failure::new(
            axum::http::StatusCode::PAYLOAD_TOO_LARGE,
            "That form is too long.",
            "Send at most 16 MB of text at once, or put it into a file and add the file.",
        )
    })?;
    match field(&body, TOKEN_FIELD) {
        Some(token) if session.token().is(&token) => Ok(Request::from_parts(head, Body::from(body))),
        _ => Err(stale()),
    }
}

fn stale() -> Failure {
    Failure::forbidden("This form was made for another session, and was refused.", "Reload the page and do it again.")
}

fn query(uri: &Uri) -> &[u8] {
    uri.query().unwrap_or_default().as_bytes()
}

fn field(form: &[u8], name: &str) -> Option<String> {
    url::form_urlencoded::parse(form).find(|(key, _)| key == name).map(|(_, value)| value.into_owned())
}

fn text<'h>(headers: &'h HeaderMap, name: &HeaderName) -> Option<&'h str> {
    headers.get(name).and_then(|value| value.to_str().ok())
}

/// The value of the cookie `name` in a request, if it carries one.
pub fn cookie_named<'h>(headers: &'h HeaderMap, name: &str) -> Option<&'h str> {
    headers
        .get_all(header::COOKIE)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|line| line.split(';'))
        .filter_map(|pair| pair.trim().split_once('='))
        .find(|(key, _)| *key == name)
        .map(|(_, value)| value)
}
