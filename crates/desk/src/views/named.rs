//! Typed references as people read them: what it is called, and the page that shows it.

use serde::Serialize;
use utoipa::ToSchema;

use crate::{Desk, args, claims, error::Result, ids::ReportRef};

/// A reference with its name.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct Named {
    /// `footage:12`, `finding:0198...`, or the address of a page.
    pub reference: String,
    /// As people call it.
    pub name: String,
    /// The desk's page about it, where there is one.
    pub link: Option<String>,
}

/// What a reference is called. What is not there any more, or of a kind that this version does not know, is called by its
/// kind.
pub(super) async fn named(desk: &Desk, reference: &str) -> Result<Named> {
    let (noun, id) = reference.split_once(':').unwrap_or((reference, ""));
    let one = async |sql: &'static str| -> Result<Option<String>> {
        Ok(desk.db.first::<(String,)>(sql, args![id]).await?.map(|row| row.0))
    };
    let known = match noun {
        "footage" => Some((format!("F-{id}"), Some(format!("/footage/F-{id}")))),
        "claim" => claim(desk, id).await?,
        "medium" => one("SELECT name FROM receipt WHERE sha256 = $1 ORDER BY seq LIMIT 1")
            .await?
            .zip(Some(footage_of(desk, id).await?)),
        "match" => {
            let (query, reference) = id.split_once('/').unwrap_or((id, ""));
            Some((format!("the match of {} with {}", file(desk, query).await?, file(desk, reference).await?), footage_of(desk, query).await?))
        }
        "finding" => finding(desk, id).await?,
        "search" => finding(desk, id).await?.map(|(name, link)| (format!("the search of the {name}"), link)),
        "worksheet" => one("SELECT title FROM worksheet WHERE id = $1")
            .await?
            .map(|title| (format!("the worksheet \"{title}\""), Some(format!("/worksheets/{id}")))),
        "assertion" => assertion(desk, id).await?,
        "post" => one("SELECT COALESCE('@' || s.handle, s.name, 'an unknown source') FROM post AS p JOIN source AS s ON s.id = p.source_id WHERE p.id = $1")
            .await?
            .map(|source| (format!("a post of {source}"), None)),
        "source" => one("SELECT COALESCE('@' || handle, name, 'a source') FROM source WHERE id = $1").await?.map(|name| (name, Some(format!("/sources/{id}")))),
        "entity" => entity(desk, id).await?,
        "name" => one("SELECT name FROM entity_name WHERE id = $1").await?.map(|name| (format!("the name {name}"), None)),
        "relation" => one("SELECT predicate FROM relation WHERE id = $1").await?.map(|predicate| (format!("a relation ({predicate})"), None)),
        "report" => report(desk, id).await?.map(|report| (format!("report {report}"), Some(format!("/reports/{report}")))),
        "sentence" => {
            let report = one("SELECT report FROM report_sentence WHERE sentence = $1 ORDER BY seq LIMIT 1").await?;
            let report = report_of(desk, report).await?;
            report.map(|report| (format!("a sentence of {report}"), Some(format!("/reports/{report}#s-{id}"))))
        }
        "https" | "http" => Some((reference.to_owned(), None)),
        _ => None,
    };
    let (name, link) = known.unwrap_or_else(|| (format!("a {noun}"), None));
    Ok(Named { reference: reference.to_owned(), name, link })
}

async fn report(desk: &Desk, id: &str) -> Result<Option<ReportRef>> {
    let number: Option<(i64,)> = desk.db.first("SELECT number FROM report WHERE id = $1", args![id]).await?;
    Ok(number.map(|(number,)| ReportRef(number)))
}

async fn report_of(desk: &Desk, id: Option<String>) -> Result<Option<ReportRef>> {
    match id {
        Some(id) => report(desk, &id).await,
        None => Ok(None),
    }
}

async fn claim(desk: &Desk, id: &str) -> Result<Option<(String, Option<String>)>> {
    let Some(claim) = desk.db.first::<claims::claim::Claim>("SELECT * FROM claim WHERE id = $1", args![id]).await?
    else {
        return Ok(None);
    };
    let names = claims::claim::names(&desk.db, std::slice::from_ref(&claim)).await?;
    let reference = claim.sayable();
    let name = format!("{reference}: {}", claims::claim::sentence(&claim, &names));
    Ok(Some((name, Some(format!("/claims/{reference}")))))
}

async fn finding(desk: &Desk, id: &str) -> Result<Option<(String, Option<String>)>> {
    let row: Option<(String, String)> =
        desk.db.first("SELECT pillar, about FROM finding WHERE id = $1", args![id]).await?;
    let Some((pillar, about)) = row else { return Ok(None) };
    let about = match about.split_once(':') {
        Some(("footage", number)) => format!("F-{number}"),
        Some((_, claim)) => desk
            .db
            .first::<(i64,)>("SELECT number FROM claim WHERE id = $1", args![claim])
            .await?
            .map_or_else(|| "a claim".to_owned(), |(number,)| format!("C-{number}")),
        None => about,
    };
    Ok(Some((format!("finding on the {pillar} of {about}"), Some(format!("/findings/{id}")))))
}

async fn assertion(desk: &Desk, id: &str) -> Result<Option<(String, Option<String>)>> {
    let row: Option<(String, String, i64)> = desk
        .db
        .first(
            "SELECT COALESCE('@' || s.handle, s.name, 'a source'), a.stance, c.number
             FROM assertion AS a JOIN source AS s ON s.id = a.source JOIN claim AS c ON c.id = a.claim WHERE a.id = $1",
            args![id],
        )
        .await?;
    Ok(row.map(|(who, stance, claim)| (format!("{who} {stance} C-{claim}"), Some(format!("/claims/C-{claim}")))))
}

async fn entity(desk: &Desk, id: &str) -> Result<Option<(String, Option<String>)>> {
    let row: Option<(i64,)> = desk.db.first("SELECT number FROM entity WHERE id = $1", args![id]).await?;
    let Some((number,)) = row else { return Ok(None) };
    Ok(Some((claims::entity::get(&desk.db, id).await?.name, Some(format!("/entities/E-{number}")))))
}

async fn file(desk: &Desk, sha256: &str) -> Result<String> {
    let sql = "SELECT name FROM receipt WHERE sha256 = $1 ORDER BY seq LIMIT 1";
    Ok(desk.db.first::<(String,)>(sql, args![sha256]).await?.map_or_else(|| "a file".to_owned(), |row| row.0))
}

async fn footage_of(desk: &Desk, sha256: &str) -> Result<Option<String>> {
    Ok(super::footage_of(desk, sha256).await?.map(|footage| format!("/footage/{footage}")))
}
