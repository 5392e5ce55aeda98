//! Reports: the editor with one row a sentence, published versions, all corrections.

use askama::Template;
use axum::extract::{Form, Path, State};
use axum::http::{HeaderName, header};
use axum::response::{IntoResponse, Redirect, Response};
use desk::Desk;
use desk::ids::ReportRef;
use desk::publish::corrections::{self as listed, Listed};
use desk::publish::edition::{FORMATS, Format, content_policy, plain_time};
use desk::publish::report::{self, NewOutline, NewSentence, NewShown};
use desk::publish::versions::{self, NewCorrection};
use desk::publish::words::Language;
use desk::views::reports::{self as views, ReportLine, ReportPage, SentenceRow};
use serde::Deserialize;

use super::chrome::Chrome;
use super::html;
use crate::api::reports::NewReport;
use crate::failure::Failure;

#[derive(Template)]
#[template(path = "reports/list.html")]
struct List {
    chrome: Chrome,
    reports: Vec<ReportLine>,
    languages: &'static [Language],
}

#[derive(Template)]
#[template(path = "reports/page.html")]
struct Page {
    chrome: Chrome,
    page: ReportPage,
    formats: Vec<&'static str>,
}

#[derive(Template)]
#[template(path = "reports/corrections.html")]
struct Corrections {
    chrome: Chrome,
    listed: Vec<Listed>,
}

impl Corrections {
    fn plain(&self, utc: &str) -> String {
        plain_time(utc)
    }
}

impl Page {
    fn bound(&self, row: &SentenceRow, reference: &str) -> bool {
        row.bound.iter().any(|bound| bound == reference)
    }

    /// What the sentence is bound to and has no box.
    fn others(&self, row: &SentenceRow) -> String {
        let boxed = |bound: &&String| self.page.bindable.iter().any(|base| base.reference == **bound);
        row.bound.iter().filter(|bound| !boxed(bound)).map(String::as_str).collect::<Vec<_>>().join(" ")
    }
}

/// `GET /reports`
pub async fn list(State(desk): State<Desk>, chrome: Chrome) -> Result<Response, Failure> {
    html(&List { chrome, reports: views::reports(&desk).await?, languages: Language::ALL })
}

/// What the form of a new report sends; forms know no nesting.
#[derive(Debug, Deserialize)]
pub struct Begun {
    language: Language,
    #[serde(default)]
    incident: String,
    title: String,
    publisher: String,
    site: String,
    #[serde(default)]
    licence: String,
}

/// `POST /reports`
pub async fn begin(State(desk): State<Desk>, Form(begun): Form<Begun>) -> Result<Response, Failure> {
    let Begun { language, incident, title, publisher, site, licence } = begun;
    let new = NewReport { language, incident, outline: NewOutline { title, publisher, site, licence } };
    Ok(to(new.begin(&desk).await?, ""))
}

fn to(report: ReportRef, anchor: &str) -> Response {
    Redirect::to(&format!("/reports/{report}{anchor}")).into_response()
}

/// `GET /reports/{report}`
pub async fn show(State(desk): State<Desk>, chrome: Chrome, Path(report): Path<String>) -> Result<Response, Failure> {
    let page = views::report(&desk, report.parse()?).await?;
    html(&Page { chrome, page, formats: FORMATS.iter().map(|format| format.name).collect() })
}

/// `POST /reports/{report}/sentences`: the form sends `bound` once for each box that is ticked.
pub async fn write(
    State(desk): State<Desk>,
    Path(report): Path<String>,
    body: axum::body::Bytes,
) -> Result<Response, Failure> {
    let reference: ReportRef = report.parse()?;
    let mut new = NewSentence::default();
    let mut remove = false;
    for (name, value) in url::form_urlencoded::parse(&body).filter(|(_, value)| !value.trim().is_empty()) {
        let value = value.into_owned();
        match name.as_ref() {
            "sentence" => new.sentence = Some(value),
            "kind" => new.kind = value,
            "frame" => new.frame = value,
            "clause" => new.clause = value,
            "bound" => new.bound.extend(value.split_whitespace().map(str::to_owned)),
            "certainty" => new.certainty = Some(value),
            "editor" => new.editor = Some(value),
            "reason" => new.reason = Some(value),
            "remove" => remove = true,
            _ => {}
        }
    }
    if remove {
        report::take_out(&desk, reference, new.sentence.as_deref().unwrap_or_default()).await?;
        return Ok(to(reference, "#sentences"));
    }
    let sentence = report::write(&desk, reference, &new).await?;
    Ok(to(reference, &format!("#s-{sentence}")))
}

/// What the form of a medium sends.
#[derive(Debug, Deserialize)]
pub struct Medium {
    sha256: String,
    #[serde(default)]
    shown: String,
    #[serde(default)]
    blurred: String,
    #[serde(default)]
    maker: String,
    #[serde(default)]
    rights: String,
    #[serde(default)]
    at_risk: String,
    #[serde(default)]
    editor: String,
    #[serde(default)]
    reason: String,
    #[serde(default)]
    removed: String,
}

/// `POST /reports/{report}/media`
pub async fn medium(
    State(desk): State<Desk>,
    Path(report): Path<String>,
    Form(form): Form<Medium>,
) -> Result<Response, Failure> {
    let reference: ReportRef = report.parse()?;
    let new = NewShown {
        sha256: form.sha256.trim().to_owned(),
        shown: filled(form.shown),
        blurred: !form.blurred.is_empty(),
        maker: filled(form.maker),
        rights: form.rights,
        at_risk: form.at_risk.split_whitespace().map(str::to_owned).collect(),
        editor: filled(form.editor),
        reason: filled(form.reason),
        removed: !form.removed.is_empty(),
    };
    report::show(&desk, reference, &new).await?;
    Ok(to(reference, "#media"))
}

fn filled(text: String) -> Option<String> {
    Some(text.trim().to_owned()).filter(|text| !text.is_empty())
}

/// What the form of a publication or correction sends.
#[derive(Debug, Deserialize)]
pub struct Publication {
    #[serde(default)]
    approver: String,
    #[serde(default)]
    sentence: String,
    #[serde(default)]
    wrong: String,
    #[serde(default)]
    right: String,
    #[serde(default)]
    why: String,
    #[serde(default)]
    finding: String,
}

/// `POST /reports/{report}/publish`
pub async fn publish(
    State(desk): State<Desk>,
    Path(report): Path<String>,
    Form(form): Form<Publication>,
) -> Result<Response, Failure> {
    let reference: ReportRef = report.parse()?;
    let corrects = !form.wrong.trim().is_empty() || !form.right.trim().is_empty();
    let correction = NewCorrection {
        sentences: filled(form.sentence).into_iter().collect(),
        wrong: form.wrong,
        right: form.right,
        why: form.why,
        finding: !form.finding.is_empty(),
    };
    let corrections = if corrects { vec![correction] } else { vec![] };
    versions::publish(&desk, reference, filled(form.approver).as_deref(), &corrections).await?;
    Ok(to(reference, "#versions"))
}

/// `GET /reports/{report}/versions/{number}`: the page as readers see it.
pub async fn published(state: State<Desk>, Path((report, number)): Path<(String, i64)>) -> Result<Response, Failure> {
    rendered(state, Path((report, number, "html".to_owned()))).await
}

/// `GET /reports/{report}/versions/{number}/{format}`
pub async fn rendered(
    State(desk): State<Desk>,
    Path((report, number, format)): Path<(String, i64, String)>,
) -> Result<Response, Failure> {
    let format = Format::named(&format)?;
    let version = versions::get(&desk, report.parse()?, Some(number)).await?;
    let bytes = versions::render(&desk, &version, format).await?;
    Ok(as_published(format.mime, bytes))
}

/// `GET /reports/{report}/frame`: the newest version for other sites, with what became of it.
pub async fn frame(State(desk): State<Desk>, Path(report): Path<String>) -> Result<Response, Failure> {
    let version = versions::get(&desk, report.parse()?, None).await?;
    let standing = versions::standing(&desk, &version).await?;
    Ok(as_published("text/html; charset=utf-8", versions::edition(&version)?.frame(standing)?))
}

fn as_published(mime: &'static str, bytes: Vec<u8>) -> Response {
    let headers: [(HeaderName, String); 2] =
        [(header::CONTENT_TYPE, mime.to_owned()), (header::CONTENT_SECURITY_POLICY, content_policy())];
    (headers, bytes).into_response()
}

/// `GET /reports/{report}/versions/media/{file}`: within the desk, what readers may see is looked at where it can be
/// veiled again.
pub async fn footage(State(desk): State<Desk>, Path((_, file)): Path<(String, String)>) -> Result<Response, Failure> {
    let sha256 = file.split('.').next().unwrap_or_default();
    let footage =
        desk::views::footage_of(&desk, sha256).await?.ok_or_else(|| Failure::missing("There is no such footage."))?;
    Ok(Redirect::to(&format!("/footage/{footage}")).into_response())
}

/// `GET /reports/corrections`
pub async fn corrections(State(desk): State<Desk>, chrome: Chrome) -> Result<Response, Failure> {
    html(&Corrections { chrome, listed: listed::all(&desk).await? })
}
