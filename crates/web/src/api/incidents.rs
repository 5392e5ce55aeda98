//! Incidents, the claims about them, and what contradicts what.

use axum::Json;
use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use desk::Desk;
use desk::claims::say::{Saying, place, say};
use desk::claims::{amend, conflicts, incident};
use desk::ids::{ClaimRef, IncidentRef};
use desk::views::claims::{self as views, ClaimPage, ConflictRow, IncidentLine, IncidentPage, IncidentQuery};
use serde::Deserialize;
use utoipa::ToSchema;

use crate::failure::Failure;

/// What the desk says of an incident.
#[derive(Debug, Default, Deserialize, ToSchema)]
#[serde(default)]
pub struct Outline {
    /// What is said to have happened, in a few words.
    title: String,
    /// Zone of local times: `Europe/Kyiv`, `+02:00`; empty: unknown.
    zone: String,
    /// When, EDTF: `2026-03-02`, `2026-03-02T14:05`.
    happened: String,
    /// Where, as people call it.
    place: String,
    /// Latitude and longitude in degrees: `48.8584, 2.2945`.
    position: String,
    /// `exact`, `vicinity`, `locality`, `area`.
    precision: String,
}

impl Outline {
    /// Opens an incident of this outline.
    pub async fn open(&self, desk: &Desk) -> Result<IncidentRef, desk::Error> {
        let named = !self.place.trim().is_empty() || !self.position.trim().is_empty();
        let place = match named {
            true => Some(place(desk, &self.place, &self.position, &self.precision).await?),
            false => None,
        };
        let outline =
            incident::NewOutline { title: &self.title, zone: &self.zone, happened: Some(&self.happened), place };
        incident::create(desk, &outline).await
    }
}

/// Every incident, newest first
#[utoipa::path(get, path = "/incidents", responses((status = 200, body = Vec<IncidentLine>), (status = 403, body = Failure)))]
pub async fn list(State(desk): State<Desk>) -> Result<Json<Vec<IncidentLine>>, Failure> {
    Ok(Json(views::incidents(&desk).await?))
}

/// Open an incident
#[utoipa::path(post, path = "/incidents", request_body = Outline, security(("session" = [], "token" = [])), responses(
    (status = 200, body = IncidentPage), (status = 403, body = Failure), (status = 422, body = Failure)))]
pub async fn open(State(desk): State<Desk>, Json(outline): Json<Outline>) -> Result<Json<IncidentPage>, Failure> {
    let reference = outline.open(&desk).await?;
    Ok(Json(views::incident(&desk, reference, &IncidentQuery::default()).await?))
}

/// One incident: rival claims with their voices, conflicts, footage
#[utoipa::path(get, path = "/incidents/{incident}", params(("incident" = String, Path, description = "Such as I-3"), IncidentQuery), responses(
    (status = 200, body = IncidentPage), (status = 403, body = Failure), (status = 404, body = Failure)))]
pub async fn show(
    State(desk): State<Desk>,
    Path(incident): Path<String>,
    Query(query): Query<IncidentQuery>,
) -> Result<Json<IncidentPage>, Failure> {
    Ok(Json(views::incident(&desk, incident.parse()?, &query).await?))
}

/// Whether footage belongs to an incident.
#[derive(Debug, Deserialize, ToSchema)]
pub struct Attachment {
    /// `F-12`.
    pub footage: String,
    /// Whether it belongs to the incident.
    #[serde(default = "yes")]
    pub belongs: bool,
    /// Why.
    #[serde(default)]
    pub reason: String,
}

fn yes() -> bool {
    true
}

/// Say that footage belongs to an incident, or does not
#[utoipa::path(post, path = "/incidents/{incident}/footage", params(("incident" = String, Path)), request_body = Attachment,
    security(("session" = [], "token" = [])), responses(
    (status = 204), (status = 403, body = Failure), (status = 404, body = Failure)))]
pub async fn attach(
    State(desk): State<Desk>,
    Path(incident): Path<String>,
    Json(Attachment { footage, belongs, reason }): Json<Attachment>,
) -> Result<StatusCode, Failure> {
    incident::attach(&desk, incident.parse()?, footage.parse()?, belongs, &reason).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// One claim: every voice, and why voices were counted as one
#[utoipa::path(get, path = "/claims/{claim}", params(("claim" = String, Path, description = "Such as C-40")), responses(
    (status = 200, body = ClaimPage), (status = 403, body = Failure), (status = 404, body = Failure)))]
pub async fn claim(State(desk): State<Desk>, Path(claim): Path<String>) -> Result<Json<ClaimPage>, Failure> {
    Ok(Json(views::claim(&desk, claim.parse()?).await?))
}

/// Record what a source says: the claim, if it is new, and the assertion about it
#[utoipa::path(post, path = "/say", request_body = Saying, security(("session" = [], "token" = [])), responses(
    (status = 200, body = ClaimPage), (status = 403, body = Failure), (status = 404, body = Failure), (status = 422, body = Failure)))]
pub async fn record(State(desk): State<Desk>, Json(saying): Json<Saying>) -> Result<Json<ClaimPage>, Failure> {
    let said = say(&desk, &saying).await?;
    Ok(Json(views::claim(&desk, ClaimRef(said.claim.number)).await?))
}

/// What was recorded wrongly.
#[derive(Debug, Deserialize, ToSchema)]
pub struct Withdrawal {
    /// `assertion:<id>`, `claim:<id>`, `name:<id>`, `relation:<id>`, `handle:<id>`.
    object: String,
    /// What was wrong.
    reason: String,
}

/// Withdraw a record; everything that rests on it is put under review
#[utoipa::path(post, path = "/withdraw", request_body = Withdrawal, security(("session" = [], "token" = [])), responses(
    (status = 204), (status = 403, body = Failure), (status = 404, body = Failure), (status = 422, body = Failure)))]
pub async fn withdraw(
    State(desk): State<Desk>,
    Json(Withdrawal { object, reason }): Json<Withdrawal>,
) -> Result<StatusCode, Failure> {
    amend::withdraw(&desk, &object, &reason).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Contradictions of every incident, open ones first
#[utoipa::path(get, path = "/conflicts", responses((status = 200, body = Vec<ConflictRow>), (status = 403, body = Failure)))]
pub async fn board(State(desk): State<Desk>) -> Result<Json<Vec<ConflictRow>>, Failure> {
    Ok(Json(views::conflict_board(&desk).await?))
}

/// What to do about a conflict: an owner, or a reason that settles it.
#[derive(Debug, Default, Deserialize, ToSchema)]
#[serde(default)]
pub struct ConflictDeed {
    /// `I-3`.
    pub incident: String,
    /// Its key.
    pub conflict: String,
    /// Who looks after it from now on.
    pub owner: String,
    /// What settles it.
    pub reason: String,
}

impl ConflictDeed {
    /// Settles the conflict when a reason is given, else gives it to its owner.
    pub async fn act(&self, desk: &Desk) -> Result<(), desk::Error> {
        let incident = incident::find(desk, self.incident.parse()?).await?.id;
        if self.reason.trim().is_empty() {
            conflicts::give(desk, &incident, &self.conflict, &self.owner).await
        } else {
            conflicts::settle(desk, &incident, &self.conflict, &self.reason).await
        }
    }
}

/// Give a conflict to somebody, or settle it with a reason
#[utoipa::path(post, path = "/conflicts", request_body = ConflictDeed, security(("session" = [], "token" = [])), responses(
    (status = 204), (status = 403, body = Failure), (status = 404, body = Failure), (status = 422, body = Failure)))]
pub async fn act(State(desk): State<Desk>, Json(deed): Json<ConflictDeed>) -> Result<StatusCode, Failure> {
    deed.act(&desk).await?;
    Ok(StatusCode::NO_CONTENT)
}
