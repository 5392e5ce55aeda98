//! The only place that sends pictures: veils to everybody with a session, the media themselves only to a session whose
//! person chose to look.

use std::io::SeekFrom;
use std::ops::Range;
use std::sync::Arc;

use axum::body::Body;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, HeaderName, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use axum::{Extension, Router};
use desk::Desk;
use desk::derive::{self, Source};
use tokio::io::{AsyncReadExt as _, AsyncSeekExt as _};
use tokio_util::io::ReaderStream;

use crate::app::App;
use crate::failure::Failure;
use crate::range::{Asked, asked};
use crate::security::session::Session;

/// The routes of veils and media. All lie behind the session wall.
pub fn routes() -> Router<App> {
    Router::new().route("/veil/{file}", get(veil)).route("/media/{sha256}/working", get(working))
}

/// `GET /veil/{sha256}.png`: 24 grey pixels, all of a picture that is sent before a person chooses to look.
async fn veil(State(desk): State<Desk>, Path(file): Path<String>) -> Result<Response, Failure> {
    let missing = || Failure::missing("There is no such veil.");
    let sha256 = file.strip_suffix(".png").ok_or_else(missing)?;
    let png = derive::veil(&desk, sha256).await?.ok_or_else(missing)?;
    let headers = [(header::CONTENT_TYPE, "image/png"), (header::CACHE_CONTROL, "private, max-age=86400, immutable")];
    Ok((headers, png).into_response())
}

/// `GET /media/{sha256}/working`: what is shown once the veil is lifted, whole or by ranges, as players ask for it.
async fn working(
    State(desk): State<Desk>,
    Extension(session): Extension<Arc<Session>>,
    Path(sha256): Path<String>,
    headers: HeaderMap,
) -> Result<Response, Failure> {
    if !session.has_revealed(&sha256) {
        return Err(Failure::veiled());
    }
    let copy = derive::working(&desk, &sha256).await?;
    let tag = format!("\"{sha256}\"");
    let text = |name: HeaderName| headers.get(name).and_then(|value| value.to_str().ok());
    let current = text(header::IF_RANGE).is_none_or(|condition| condition == tag);
    let (status, range) = match asked(text(header::RANGE), current, copy.size) {
        Asked::Whole => (StatusCode::OK, 0..copy.size),
        Asked::Part(range) => (StatusCode::PARTIAL_CONTENT, range),
        Asked::Outside => {
            let whole = [(header::CONTENT_RANGE, format!("bytes */{}", copy.size))];
            return Ok((whole, Failure::outside()).into_response());
        }
    };
    let mut response = Response::builder()
        .status(status)
        .header(header::CONTENT_TYPE, only_shown(&copy.mime))
        .header(header::CONTENT_LENGTH, range.end - range.start)
        .header(header::ACCEPT_RANGES, "bytes")
        .header(header::ETAG, tag);
    if status == StatusCode::PARTIAL_CONTENT {
        let part = format!("bytes {}-{}/{}", range.start, range.end - 1, copy.size);
        response = response.header(header::CONTENT_RANGE, part);
    }
    let body = match copy.from {
        Source::Vault(sha256) => Body::from_stream(desk.vault().stream(&sha256, range).await?),
        Source::File(file) => part_of(&file, range).await?,
    };
    response.body(body).map_err(|error| Failure::internal(&error))
}

/// The bytes of a derivative, read as they are sent.
async fn part_of(file: &std::path::Path, range: Range<u64>) -> Result<Body, Failure> {
    let gone = |error: std::io::Error| Failure::internal(&error);
    let mut file = tokio::fs::File::open(file).await.map_err(gone)?;
    file.seek(SeekFrom::Start(range.start)).await.map_err(gone)?;
    Ok(Body::from_stream(ReaderStream::new(file.take(range.end - range.start))))
}

/// A type that a browser only shows or plays; whatever else a file says it is, it is never run or drawn as a page.
fn only_shown(mime: &str) -> &str {
    if mime.starts_with("video/") || mime.starts_with("audio/") || mime == "image/jpeg" {
        mime
    } else {
        "application/octet-stream"
    }
}
