//! Sources: what they are, their handles over time, their track record.

use axum::Json;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use desk::Desk;
use desk::claims::source::NewHandle;
use desk::claims::{entity, source};
use desk::views::sources::{self, SourceLine, SourcePage};
use serde::Deserialize;
use utoipa::ToSchema;

use crate::failure::Failure;

/// The sources, those that assert most first
#[utoipa::path(get, path = "/sources", responses((status = 200, body = Vec<SourceLine>), (status = 403, body = Failure)))]
pub async fn sources(State(desk): State<Desk>) -> Result<Json<Vec<SourceLine>>, Failure> {
    Ok(Json(sources::sources(&desk).await?))
}

/// What a source is.
#[derive(Debug, Default, Deserialize, ToSchema)]
#[serde(default)]
pub struct Profile {
    /// The source: identifier, handle or name; empty: a new one.
    source: String,
    /// `person`, `account`, `channel`, `outlet`, `agency`, `official body`, `organisation`, `witness`.
    kind: String,
    /// The name under which it is shown; of a witness made up.
    name: String,
    /// The entity that speaks through it: `E-7` or a name.
    entity: String,
    /// Only of a witness: who it is. Sealed.
    identity: String,
}

impl Profile {
    /// Describes a source, or makes one; returns its identifier.
    pub async fn keep(&self, desk: &Desk) -> Result<String, desk::Error> {
        let entity = match self.entity.trim() {
            "" => None,
            named => Some(entity::find(desk, named).await?.id),
        };
        let new = source::NewSource {
            kind: self.kind.parse()?,
            name: &self.name,
            entity: entity.as_deref(),
            identity: Some(&self.identity),
        };
        if self.source.trim().is_empty() {
            return source::create(desk, &new).await;
        }
        let known = source::find(desk, &self.source).await?.id;
        source::describe(desk, &known, &new).await?;
        Ok(known)
    }
}

/// Say what a source is, or name a new one
#[utoipa::path(post, path = "/sources", request_body = Profile, security(("session" = [], "token" = [])), responses(
    (status = 204), (status = 403, body = Failure), (status = 404, body = Failure), (status = 422, body = Failure)))]
pub async fn describe(State(desk): State<Desk>, Json(profile): Json<Profile>) -> Result<StatusCode, Failure> {
    profile.keep(&desk).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// One source: what it is, its handles, its track record, and what it says
#[utoipa::path(get, path = "/sources/{source}", params(("source" = String, Path, description = "Identifier")), responses(
    (status = 200, body = SourcePage), (status = 403, body = Failure), (status = 404, body = Failure)))]
pub async fn source_page(State(desk): State<Desk>, Path(source): Path<String>) -> Result<Json<SourcePage>, Failure> {
    Ok(Json(sources::source(&desk, &source).await?))
}

/// Record a handle that a source used; posts of it that are kept count as the source's from then on
#[utoipa::path(post, path = "/sources/{source}/handles", params(("source" = String, Path, description = "Identifier")),
    request_body = NewHandle, security(("session" = [], "token" = [])), responses(
    (status = 200, body = SourcePage), (status = 403, body = Failure), (status = 404, body = Failure), (status = 422, body = Failure)))]
pub async fn handle(
    State(desk): State<Desk>,
    Path(id): Path<String>,
    Json(new): Json<NewHandle>,
) -> Result<Json<SourcePage>, Failure> {
    source::used(&desk, &id, &new).await?;
    Ok(Json(sources::source(&desk, &id).await?))
}
