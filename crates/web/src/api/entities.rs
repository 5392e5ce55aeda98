//! Entities, their names and relations, and a person's word on who is who.

use axum::Json;
use axum::extract::{Path, State};
use desk::Desk;
use desk::claims::assertion;
use desk::claims::entity::{self, NameKind, NewName};
use desk::claims::relation::{self, NewRelation};
use desk::claims::same;
use desk::claims::time::{Period, Zone};
use desk::ids::EntityRef;
use desk::views::entities::{self as views, EntityLine, EntityPage};
use serde::Deserialize;
use utoipa::ToSchema;

use crate::failure::Failure;

/// Every entity, newest first
#[utoipa::path(get, path = "/entities", responses((status = 200, body = Vec<EntityLine>), (status = 403, body = Failure)))]
pub async fn list(State(desk): State<Desk>) -> Result<Json<Vec<EntityLine>>, Failure> {
    Ok(Json(views::entities(&desk).await?))
}

/// One entity: names, relations, claims, and who may be one with it
#[utoipa::path(get, path = "/entities/{entity}", params(("entity" = String, Path, description = "Such as E-7")), responses(
    (status = 200, body = EntityPage), (status = 403, body = Failure), (status = 404, body = Failure)))]
pub async fn show(State(desk): State<Desk>, Path(entity): Path<String>) -> Result<Json<EntityPage>, Failure> {
    Ok(Json(views::entity(&desk, entity.parse()?).await?))
}

/// A name, and of a new entity what it is.
#[derive(Debug, Default, Deserialize, ToSchema)]
#[serde(default)]
pub struct Naming {
    /// `person`, `group`, `organisation`, `place`, `vehicle`, `weapon`; only of a new entity.
    pub kind: String,
    /// As written.
    pub name: String,
    /// `official`, `also known as`, `formerly`, `exonym`, `abbreviation`; empty: official.
    pub name_kind: String,
    /// BCP 47.
    pub language: String,
    /// While it was used: `2015/..`.
    pub period: String,
    /// On what it rests: identifiers of assertions, or claims (`C-40`) for everybody who asserts them now.
    #[serde(deserialize_with = "one_or_many")]
    #[schema(value_type = Vec<String>)]
    pub assertions: Vec<String>,
    /// Identifier of a name that was wrong, in whose place this one comes.
    pub corrects: String,
    /// What was wrong with that one.
    pub reason: String,
}

impl Naming {
    /// Makes an entity of this name.
    pub async fn make(&self, desk: &Desk) -> Result<EntityRef, desk::Error> {
        let on = assertion::meant(desk, &self.assertions).await?;
        Ok(entity::create(desk, self.kind.parse()?, &self.read(&on)?).await?.sayable())
    }

    /// Adds the name to an entity, or puts it in the place of a wrong one.
    pub async fn add(&self, desk: &Desk, entity: EntityRef) -> Result<(), desk::Error> {
        let on = assertion::meant(desk, &self.assertions).await?;
        if self.corrects.is_empty() {
            let id = views::entity(desk, entity).await?.line.id;
            entity::add_name(desk, &id, &self.read(&on)?).await?;
        } else {
            entity::correct_name(desk, &self.corrects, &self.read(&on)?, &self.reason).await?;
        }
        Ok(())
    }

    fn read<'a>(&'a self, assertions: &'a [String]) -> Result<NewName<'a>, desk::Error> {
        let kind =
            if self.name_kind.trim().is_empty() { NameKind::Official } else { self.name_kind.parse::<NameKind>()? };
        Ok(NewName {
            name: &self.name,
            language: Some(&self.language),
            kind,
            period: period(&self.period)?,
            assertions,
        })
    }
}

/// A list, or in a form one line of it.
fn one_or_many<'de, D: serde::Deserializer<'de>>(from: D) -> Result<Vec<String>, D::Error> {
    #[derive(Deserialize)]
    #[serde(untagged)]
    enum OneOrMany {
        One(String),
        Many(Vec<String>),
    }
    Ok(match OneOrMany::deserialize(from)? {
        OneOrMany::One(line) => line.split([' ', ',']).filter(|one| !one.is_empty()).map(str::to_owned).collect(),
        OneOrMany::Many(list) => list,
    })
}

fn period(words: &str) -> Result<Option<Period>, desk::Error> {
    if words.trim().is_empty() { Ok(None) } else { Period::parse(words, &Zone::Unknown).map(Some) }
}

/// Make an entity with its first name
#[utoipa::path(post, path = "/entities", request_body = Naming, security(("session" = [], "token" = [])), responses(
    (status = 200, body = EntityPage), (status = 403, body = Failure), (status = 422, body = Failure)))]
pub async fn make(State(desk): State<Desk>, Json(naming): Json<Naming>) -> Result<Json<EntityPage>, Failure> {
    let reference = naming.make(&desk).await?;
    Ok(Json(views::entity(&desk, reference).await?))
}

/// Add a name, or put a right one in the place of a wrong one
#[utoipa::path(post, path = "/entities/{entity}/names", params(("entity" = String, Path)), request_body = Naming,
    security(("session" = [], "token" = [])), responses(
    (status = 200, body = EntityPage), (status = 403, body = Failure), (status = 404, body = Failure), (status = 422, body = Failure)))]
pub async fn name(
    State(desk): State<Desk>,
    Path(entity): Path<String>,
    Json(naming): Json<Naming>,
) -> Result<Json<EntityPage>, Failure> {
    let reference = entity.parse()?;
    naming.add(&desk, reference).await?;
    Ok(Json(views::entity(&desk, reference).await?))
}

/// A relation.
#[derive(Debug, Default, Deserialize, ToSchema)]
#[serde(default)]
pub struct Relating {
    /// `member of`, `part of`, `allied with`, ...
    predicate: String,
    /// The other entity: `E-3` or a name.
    object: String,
    /// While it held: `2015/2017`.
    period: String,
    /// On what it rests: identifiers of assertions, or claims (`C-40`) for everybody who asserts them now. At least one.
    #[serde(deserialize_with = "one_or_many")]
    #[schema(value_type = Vec<String>)]
    assertions: Vec<String>,
}

impl Relating {
    /// Records the relation of an entity.
    pub async fn add(&self, desk: &Desk, subject: EntityRef) -> Result<(), desk::Error> {
        let subject = views::entity(desk, subject).await?.line.id;
        let object = entity::find(desk, &self.object).await?.id;
        let on = assertion::meant(desk, &self.assertions).await?;
        let new = NewRelation {
            subject: &subject,
            predicate: self.predicate.trim(),
            object: &object,
            period: period(&self.period)?,
            assertions: &on,
        };
        relation::relate(desk, &new).await.map(|_| ())
    }
}

/// Record a relation to another entity
#[utoipa::path(post, path = "/entities/{entity}/relations", params(("entity" = String, Path)), request_body = Relating,
    security(("session" = [], "token" = [])), responses(
    (status = 200, body = EntityPage), (status = 403, body = Failure), (status = 404, body = Failure), (status = 422, body = Failure)))]
pub async fn relate(
    State(desk): State<Desk>,
    Path(entity): Path<String>,
    Json(relating): Json<Relating>,
) -> Result<Json<EntityPage>, Failure> {
    let reference = entity.parse()?;
    relating.add(&desk, reference).await?;
    Ok(Json(views::entity(&desk, reference).await?))
}

/// A person's word on whether two entities are one.
#[derive(Debug, Default, Deserialize, ToSchema)]
#[serde(default)]
pub struct Sameness {
    /// The other: `E-3`.
    pub other: String,
    /// `same`, `different`, `open`; or `take back`, after which holds what held before.
    pub verdict: String,
    /// Why.
    pub reason: String,
}

impl Sameness {
    /// Records the word on an entity and the other.
    pub async fn decide(&self, desk: &Desk, entity: EntityRef) -> Result<(), desk::Error> {
        let one = views::entity(desk, entity).await?.line.id;
        let other = entity::find(desk, &self.other).await?.id;
        if self.verdict == "take back" {
            return same::take_back(desk, &one, &other, &self.reason).await.map(|_| ());
        }
        same::decide(desk, &one, &other, self.verdict.parse()?, &self.reason).await
    }
}

/// Say whether two entities are one; nothing is merged by itself
#[utoipa::path(post, path = "/entities/{entity}/same", params(("entity" = String, Path)), request_body = Sameness,
    security(("session" = [], "token" = [])), responses(
    (status = 200, body = EntityPage), (status = 403, body = Failure), (status = 404, body = Failure), (status = 422, body = Failure)))]
pub async fn decide(
    State(desk): State<Desk>,
    Path(entity): Path<String>,
    Json(sameness): Json<Sameness>,
) -> Result<Json<EntityPage>, Failure> {
    let reference = entity.parse()?;
    sameness.decide(&desk, reference).await?;
    Ok(Json(views::entity(&desk, reference).await?))
}
