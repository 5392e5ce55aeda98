//! Reports: sentences bound to what they rest on, what rules say, versions and corrections.

use axum::Json;
use axum::extract::{Path, State};
use axum::http::header;
use axum::response::{IntoResponse, Response};
use desk::Desk;
use desk::publish::corrections::{self, Listed};
use desk::publish::edition::Format;
use desk::publish::report::{self, NewOutline, NewSentence, NewShown};
use desk::publish::versions::{self, NewCorrection};
use desk::publish::words::Language;
use desk::views::reports::{self as views, ReportLine, ReportPage};
use serde::Deserialize;
use utoipa::ToSchema;

use crate::failure::Failure;

/// A report to be begun.
#[derive(Debug, Deserialize, ToSchema)]
pub struct NewReport {
    /// In which it is written.
    pub language: Language,
    /// The incident that it is about: `I-1`; empty: none.
    #[serde(default)]
    pub incident: String,
    /// Title, signature, address, terms.
    #[serde(flatten)]
    pub outline: NewOutline,
}

impl NewReport {
    /// Begins it and gives its reference.
    pub async fn begin(&self, desk: &Desk) -> Result<desk::ids::ReportRef, desk::Error> {
        let incident = Some(self.incident.trim()).filter(|text| !text.is_empty());
        let incident = incident.map(str::parse).transpose()?;
        report::begin(desk, self.language, incident, &self.outline).await
    }
}

/// The next version of a report.
#[derive(Debug, Default, Deserialize, ToSchema)]
#[serde(default)]
pub struct Publication {
    /// The second person who approves it.
    pub approver: Option<String>,
    /// Corrections of the version before.
    pub corrections: Vec<NewCorrection>,
}

/// Every report, newest first
#[utoipa::path(get, path = "/reports", responses((status = 200, body = Vec<ReportLine>), (status = 403, body = Failure)))]
pub async fn list(State(desk): State<Desk>) -> Result<Json<Vec<ReportLine>>, Failure> {
    Ok(Json(views::reports(&desk).await?))
}

/// Begin a report
#[utoipa::path(post, path = "/reports", request_body = NewReport, security(("session" = [], "token" = [])), responses(
    (status = 200, body = ReportPage), (status = 403, body = Failure), (status = 422, body = Failure)))]
pub async fn begin(State(desk): State<Desk>, Json(new): Json<NewReport>) -> Result<Json<ReportPage>, Failure> {
    let reference = new.begin(&desk).await?;
    Ok(Json(views::report(&desk, reference).await?))
}

/// Every correction of every report, newest first
#[utoipa::path(get, path = "/reports/corrections", responses((status = 200, body = Vec<Listed>), (status = 403, body = Failure)))]
pub async fn corrections(State(desk): State<Desk>) -> Result<Json<Vec<Listed>>, Failure> {
    Ok(Json(corrections::all(&desk).await?))
}

/// The newest version of every report as one feed or table
#[utoipa::path(get, path = "/reports/dataset/{format}", params(("format" = String, Path, description = "rss, atom, claimreview, mediareview, csv, geojson or ftm")), responses(
    (status = 200, body = String), (status = 403, body = Failure), (status = 422, body = Failure)))]
pub async fn dataset(State(desk): State<Desk>, Path(format): Path<String>) -> Result<Response, Failure> {
    let format = Format::named(&format)?;
    Ok(([(header::CONTENT_TYPE, format.mime)], versions::dataset(&desk, format).await?).into_response())
}

/// One report as it would be published now, with what rules say of it
#[utoipa::path(get, path = "/reports/{report}", params(("report" = String, Path, description = "Such as R-3")), responses(
    (status = 200, body = ReportPage), (status = 403, body = Failure), (status = 404, body = Failure)))]
pub async fn show(State(desk): State<Desk>, Path(report): Path<String>) -> Result<Json<ReportPage>, Failure> {
    Ok(Json(views::report(&desk, report.parse()?).await?))
}

/// Write or rewrite a sentence
#[utoipa::path(post, path = "/reports/{report}/sentences", params(("report" = String, Path, description = "Such as R-3")),
    request_body = NewSentence, security(("session" = [], "token" = [])), responses(
    (status = 200, body = ReportPage), (status = 403, body = Failure), (status = 404, body = Failure), (status = 422, body = Failure)))]
pub async fn write(
    State(desk): State<Desk>,
    Path(report): Path<String>,
    Json(new): Json<NewSentence>,
) -> Result<Json<ReportPage>, Failure> {
    let reference = report.parse()?;
    report::write(&desk, reference, &new).await?;
    Ok(Json(views::report(&desk, reference).await?))
}

/// Put a medium into a report, say something else of it, or take it out
#[utoipa::path(post, path = "/reports/{report}/media", params(("report" = String, Path, description = "Such as R-3")),
    request_body = NewShown, security(("session" = [], "token" = [])), responses(
    (status = 200, body = ReportPage), (status = 403, body = Failure), (status = 404, body = Failure), (status = 422, body = Failure)))]
pub async fn medium(
    State(desk): State<Desk>,
    Path(report): Path<String>,
    Json(new): Json<NewShown>,
) -> Result<Json<ReportPage>, Failure> {
    let reference = report.parse()?;
    report::show(&desk, reference, &new).await?;
    Ok(Json(views::report(&desk, reference).await?))
}

/// Publish the report as it stands, as its next version
#[utoipa::path(post, path = "/reports/{report}/publish", params(("report" = String, Path, description = "Such as R-3")),
    request_body = Publication, security(("session" = [], "token" = [])), responses(
    (status = 200, body = ReportPage), (status = 403, body = Failure), (status = 404, body = Failure), (status = 422, body = Failure)))]
pub async fn publish(
    State(desk): State<Desk>,
    Path(report): Path<String>,
    Json(new): Json<Publication>,
) -> Result<Json<ReportPage>, Failure> {
    let reference = report.parse()?;
    versions::publish(&desk, reference, new.approver.as_deref(), &new.corrections).await?;
    Ok(Json(views::report(&desk, reference).await?))
}

/// A published version in a format: the same bytes for ever
#[utoipa::path(get, path = "/reports/{report}/versions/{number}/{format}", params(
    ("report" = String, Path, description = "Such as R-3"), ("number" = i64, Path, description = "Counts from 1"),
    ("format" = String, Path, description = "html, pdf, md, json, embed, rss, atom, claimreview, mediareview, csv, geojson or ftm")), responses(
    (status = 200, body = String), (status = 403, body = Failure), (status = 404, body = Failure), (status = 422, body = Failure)))]
pub async fn rendered(
    State(desk): State<Desk>,
    Path((report, number, format)): Path<(String, i64, String)>,
) -> Result<Response, Failure> {
    let format = Format::named(&format)?;
    let version = versions::get(&desk, report.parse()?, Some(number)).await?;
    Ok(([(header::CONTENT_TYPE, format.mime)], versions::render(&desk, &version, format).await?).into_response())
}
