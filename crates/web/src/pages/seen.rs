//! "Seen before?": the answer to a dropped file or a pasted path; nothing is kept.

use askama::Template;
use axum::extract::{Form, Multipart, Query, State};
use axum::http::HeaderMap;
use axum::response::Response;
use desk::Desk;
use desk::matches::seen::{Answer, Hit, Look, ask};
use serde::Deserialize;
use utoipa::IntoParams;

use super::chrome::Chrome;
use super::{html, wants_part};
use crate::failure::Failure;
use crate::{pasted, uploads};

/// So many of the nearest below the threshold are shown.
const NEAREST: usize = 5;

#[derive(Template)]
#[template(path = "seen/page.html")]
struct Page<'a> {
    chrome: Chrome,
    answer: Option<AnswerPart<'a>>,
}

#[derive(Template)]
#[template(path = "seen/answer.html")]
struct AnswerPart<'a> {
    answer: &'a Answer,
    /// The field of the page's form that the question came from, `file` or `path`: after a first look it is asked once more.
    field: &'static str,
    above: Vec<&'a Hit>,
    leads: Vec<&'a Hit>,
    rejected: Vec<&'a Hit>,
    muted: Vec<&'a Hit>,
    below: Vec<&'a Hit>,
}

impl<'a> AnswerPart<'a> {
    fn of(answer: &'a Answer, field: &'static str) -> Self {
        let of = |relation: &str| answer.hits.iter().filter(|hit| hit.relation == relation).collect::<Vec<_>>();
        let mut below = of("below");
        below.truncate(NEAREST);
        Self {
            answer,
            field,
            above: of("match"),
            leads: of("lead"),
            rejected: of("rejected"),
            muted: of("muted"),
            below,
        }
    }
}

/// `GET /seen`
pub async fn show(chrome: Chrome) -> Result<Response, Failure> {
    html(&Page { chrome, answer: None })
}

/// How closely to look.
#[derive(Debug, Default, Deserialize, IntoParams)]
pub struct How {
    /// `whole` looks at all of it; `first` at the key frames of a video alone, for an answer within about a second.
    #[serde(default)]
    look: Look,
}

/// `POST /seen/file`
pub async fn file(
    State(desk): State<Desk>,
    chrome: Chrome,
    headers: HeaderMap,
    Query(how): Query<How>,
    form: Multipart,
) -> Result<Response, Failure> {
    answer(chrome, &headers, &ask_about_upload(&desk, &how, form).await?, "file")
}

/// A pasted path.
#[derive(Debug, Deserialize)]
pub struct Pasted {
    path: String,
}

/// `POST /seen/path`
pub async fn path(
    State(desk): State<Desk>,
    chrome: Chrome,
    headers: HeaderMap,
    Query(how): Query<How>,
    Form(Pasted { path }): Form<Pasted>,
) -> Result<Response, Failure> {
    answer(chrome, &headers, &ask_about_path(&desk, &how, &path).await?, "path")
}

fn answer(chrome: Chrome, headers: &HeaderMap, answer: &Answer, field: &'static str) -> Result<Response, Failure> {
    let part = AnswerPart::of(answer, field);
    if wants_part(headers) { html(&part) } else { html(&Page { chrome, answer: Some(part) }) }
}

/// Asks about the first file of a form.
pub async fn ask_about_upload(desk: &Desk, how: &How, form: Multipart) -> Result<Answer, Failure> {
    let uploads = uploads::receive(desk, form).await?;
    let upload = uploads
        .first()
        .ok_or_else(|| Failure::unclear("No file came with that.", "Choose or drop a photo or a video."))?;
    Ok(ask(desk, upload.path(), &upload.name, how.look, 0.0).await?)
}

/// Asks about a file on this machine.
pub async fn ask_about_path(desk: &Desk, how: &How, pasted: &str) -> Result<Answer, Failure> {
    let path = pasted::path(pasted).ok_or_else(|| {
        Failure::unclear(
            "That is not the path of a file on this machine.",
            "Paste a full path such as /home/me/clip.mp4, or a file:// link.",
        )
    })?;
    let name = path.file_name().map_or_else(|| pasted.to_owned(), |name| name.to_string_lossy().into_owned());
    Ok(ask(desk, &path, &name, how.look, 0.0).await?)
}
