//! Entities: names by script, language and period, relations with their periods, and who may be one with whom.

use serde::Serialize;
use sqlx::AssertSqlSafe;
use utoipa::ToSchema;

use crate::{
    Desk, args,
    claims::{
        assertion,
        claim::{self, Claim},
        entity, predicate, relation,
        same::Sameness,
        source,
    },
    error::Result,
    ids::EntityRef,
    rests,
};

/// An entity in a line.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct EntityLine {
    /// `E-7`.
    pub entity: String,
    /// Identifier.
    pub id: String,
    /// What it is.
    pub kind: entity::Kind,
    /// The name under which it is shown.
    pub name: String,
    /// The entities that are one with it, by decision.
    pub same_as: Vec<String>,
}

/// One name of an entity.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct NameRow {
    /// Identifier.
    pub id: String,
    /// As written.
    pub name: String,
    /// BCP 47.
    pub language: Option<String>,
    /// ISO 15924.
    pub script: String,
    /// What it is to its bearer.
    pub kind: entity::NameKind,
    /// While it was used, as written.
    pub period: Option<String>,
    /// The assertions on which it rests.
    pub rests_on: Vec<Support>,
}

/// An assertion on which a name or relation rests, in a line.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct Support {
    /// Identifier of the assertion.
    pub assertion: String,
    /// The claim that it is about: `C-40`.
    pub claim: String,
    /// Who says so, and in which words.
    pub said: String,
}

/// One relation of an entity.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct RelationRow {
    /// Identifier.
    pub id: String,
    /// "Blue League is allied with Green Shore".
    pub sentence: String,
    /// The other entity: `E-3`.
    pub other: String,
    /// While it held, as written; none: not said.
    pub period: Option<String>,
    /// The assertions on which it rests.
    pub rests_on: Vec<Support>,
}

/// Two entities that may be one.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct Question {
    /// The other entity.
    pub other: EntityLine,
    /// Why it is asked, or what was decided.
    pub why: String,
    /// What was decided: `same`, `different`; none: open.
    pub decided: Option<String>,
}

/// An entity's page.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct EntityPage {
    /// What it is.
    pub line: EntityLine,
    /// Its names and those of the entities that are one with it.
    pub names: Vec<NameRow>,
    /// Its relations.
    pub relations: Vec<RelationRow>,
    /// Claims about it.
    pub claims: Vec<(String, String)>,
    /// Sources through which it speaks: identifier and name.
    pub speaks_through: Vec<(String, String)>,
    /// Entities that may be the same, and those on which a decision holds.
    pub questions: Vec<Question>,
}

async fn entity_line(desk: &Desk, named: &entity::Named, same: &Sameness) -> Result<EntityLine> {
    let mut others = Vec::new();
    for id in same.members(&named.id).into_iter().filter(|id| *id != named.id) {
        others.push(entity::get(&desk.db, &id).await?.sayable().to_string());
    }
    Ok(EntityLine {
        entity: named.sayable().to_string(),
        id: named.id.clone(),
        kind: named.kind,
        name: named.name.clone(),
        same_as: others,
    })
}

/// Every entity, newest first.
pub async fn entities(desk: &Desk) -> Result<Vec<EntityLine>> {
    let same = Sameness::load(&desk.db).await?;
    let mut lines = Vec::new();
    for named in entity::all(&desk.db).await? {
        lines.push(entity_line(desk, &named, &same).await?);
    }
    Ok(lines)
}

async fn supports(desk: &Desk, reference: &str) -> Result<Vec<Support>> {
    let mut found = Vec::new();
    for base in rests::bases(&desk.db, reference).await? {
        let Some(id) = base.strip_prefix("assertion:") else { continue };
        let kept = assertion::get(&desk.db, id).await?;
        let claim = claim::get(&desk.db, &kept.claim).await?;
        let who = source::get(&desk.db, &kept.source).await?.shown();
        found.push(Support {
            assertion: id.to_owned(),
            claim: claim.sayable().to_string(),
            said: format!("{who} {}: “{}”", kept.stance, kept.words),
        });
    }
    Ok(found)
}

/// One entity.
pub async fn entity(desk: &Desk, reference: EntityRef) -> Result<EntityPage> {
    let named = entity::numbered(&desk.db, reference).await?;
    let same = Sameness::load(&desk.db).await?;
    let members = same.members(&named.id);
    let (mut names, mut relations, mut claims, mut speaks_through) = (vec![], vec![], vec![], vec![]);
    for member in &members {
        for name in entity::names(&desk.db, member).await? {
            let rests_on = supports(desk, &format!("name:{}", name.id)).await?;
            names.push(NameRow {
                id: name.id,
                name: name.name,
                language: name.language,
                script: name.script,
                kind: name.kind,
                period: name.period.map(|period| period.0.words),
                rests_on,
            });
        }
        for held in relation::of(&desk.db, member).await? {
            let (subject, object) =
                (entity::get(&desk.db, &held.subject).await?, entity::get(&desk.db, &held.object).await?);
            let pattern = predicate::known(&held.predicate).map_or("{s} {o}", |known| known.sentence);
            let other = if members.contains(&held.subject) { &object } else { &subject };
            relations.push(RelationRow {
                sentence: pattern.replace("{s}", &subject.name).replace("{o}", &object.name),
                other: other.sayable().to_string(),
                rests_on: supports(desk, &format!("relation:{}", held.id)).await?,
                period: held.period.map(|period| period.0.words),
                id: held.id,
            });
        }
        let about: Vec<Claim> = desk
            .db
            .all(
                "SELECT c.* FROM claim AS c WHERE (c.subject = $1 OR c.entity = $2)
                 AND NOT EXISTS (SELECT 1 FROM amendment AS a WHERE a.object = 'claim:' || c.id) ORDER BY c.number LIMIT 200",
                args![format!("entity:{member}"), member],
            )
            .await?;
        let titles = claim::names(&desk.db, &about).await?;
        claims.extend(about.iter().map(|claim| (claim.sayable().to_string(), claim::sentence(claim, &titles))));
        let sql = AssertSqlSafe(format!("{} WHERE p.entity = $1 ORDER BY s.id", source::SOURCE));
        let sources: Vec<source::Source> = desk.db.all(sql, args![member]).await?;
        speaks_through
            .extend(sources.into_iter().map(|source| (source.shown(), source.id)).map(|(name, id)| (id, name)));
    }
    let mut questions = Vec::new();
    for (other, why) in entity::alike(&desk.db, &named, &same).await? {
        let decided = same.said(&named.id, &other.id).map(|verdict| verdict.to_string());
        questions.push(Question { other: entity_line(desk, &other, &same).await?, why, decided });
    }
    Ok(EntityPage {
        line: entity_line(desk, &named, &same).await?,
        names,
        relations,
        claims,
        speaks_through,
        questions,
    })
}
