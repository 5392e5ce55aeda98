//! What a finding can be about, and what it can rest on: typed references, checked when they are used.

use crate::{
    args,
    error::{Error, Result},
    ids::{ClaimRef, FootageRef},
    store::{Read, Tx},
};

use super::Pillar;

/// What a finding is about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum About {
    /// Footage, by the number that it has now.
    Footage(FootageRef),
    /// A claim, by its identifier.
    Claim(String),
}

impl About {
    /// `footage:12`, `claim:<id>`.
    pub fn reference(&self) -> String {
        match self {
            Self::Footage(footage) => format!("footage:{}", footage.0),
            Self::Claim(id) => format!("claim:{id}"),
        }
    }

    /// Whether this pillar can be asked of it.
    pub(super) fn check(&self, pillar: Pillar) -> Result<()> {
        match (self, pillar) {
            (Self::Footage(_), Pillar::Verdict) => {
                Err(Error::input("footage has no verdict", "choose one of its seven pillars; claims have verdicts"))
            }
            (Self::Claim(_), other) if other != Pillar::Verdict => {
                Err(Error::input(format!("a claim has no {other}"), "claims have a verdict; pillars are of footage"))
            }
            _ => Ok(()),
        }
    }
}

/// Reads what people and programs write: `F-12`, `footage:12`, `C-40`, `claim:<id>`. Footage that was joined to other is
/// the other.
pub async fn about(mut db: impl Read, text: &str) -> Result<About> {
    let text = text.trim();
    let missing = |what| Error::NotFound { what, name: text.chars().take(60).collect() };
    let footage = match text.strip_prefix("footage:") {
        Some(number) => number.parse().ok().map(FootageRef),
        None => text.parse().ok(),
    };
    if let Some(FootageRef(number)) = footage {
        let rows: Vec<(Option<i64>,)> =
            db.rows("SELECT merged_into FROM footage WHERE number = $1", args![number]).await?;
        let (merged,) = rows.first().ok_or_else(|| missing("footage"))?;
        return Ok(About::Footage(FootageRef(merged.unwrap_or(number))));
    }
    let rows: Vec<(String,)> = match (text.strip_prefix("claim:"), text.parse::<ClaimRef>()) {
        (Some(id), _) => db.rows("SELECT id FROM claim WHERE id = $1", args![id]).await?,
        (None, Ok(claim)) => db.rows("SELECT id FROM claim WHERE number = $1", args![claim.0]).await?,
        (None, Err(_)) => {
            return Err(Error::input(
                format!("\"{}\" is neither footage nor a claim", text.chars().take(60).collect::<String>()),
                "write F-12 for footage or C-40 for a claim",
            ));
        }
    };
    rows.into_iter().next().map(|(id,)| About::Claim(id)).ok_or_else(|| missing("claim"))
}

/// Checks what evidence names and gives the reference under which the finding rests on it; none for a page elsewhere,
/// of whose changes the desk hears nothing.
pub(super) async fn evidence(tx: &mut Tx, text: &str) -> Result<(String, Option<String>)> {
    let text = text.trim();
    let shown = || text.chars().take(80).collect::<String>();
    if text.starts_with("https://") || text.starts_with("http://") {
        url::Url::parse(text)
            .map_err(|error| Error::input(format!("{}: {error}", shown()), "copy the whole address"))?;
        return Ok((text.to_owned(), None));
    }
    if text.parse::<FootageRef>().is_ok() || text.parse::<ClaimRef>().is_ok() {
        let reference = about(&mut *tx, text).await?.reference();
        return Ok((reference.clone(), Some(reference)));
    }
    let (noun, name) = text.split_once(':').unwrap_or((text, ""));
    let known = match noun {
        "medium" => "SELECT COUNT(*) FROM media WHERE sha256 = $1",
        "post" => "SELECT COUNT(*) FROM post WHERE id = $1",
        "match" => "SELECT COUNT(*) FROM matching WHERE query || '/' || reference = $1",
        "footage" => "SELECT COUNT(*) FROM footage WHERE CAST(number AS TEXT) = $1",
        "worksheet" => "SELECT COUNT(*) FROM worksheet WHERE id = $1",
        "finding" => "SELECT COUNT(*) FROM finding WHERE id = $1",
        "claim" => "SELECT COUNT(*) FROM claim WHERE id = $1",
        "assertion" => "SELECT COUNT(*) FROM assertion WHERE id = $1",
        "entity" => "SELECT COUNT(*) FROM entity WHERE id = $1",
        "name" => "SELECT COUNT(*) FROM entity_name WHERE id = $1",
        "relation" => "SELECT COUNT(*) FROM relation WHERE id = $1",
        _ => {
            return Err(Error::input(
                format!("\"{}\" names no evidence", shown()),
                "write F-12, C-40, an address beginning with https://, or a kind and a name: medium:SHA-256, post:ID, match:SHA-256/SHA-256, worksheet:ID, finding:ID, assertion:ID, name:ID, relation:ID",
            ));
        }
    };
    if tx.number(known, args![name]).await? == 0 {
        return Err(Error::NotFound { what: "evidence", name: shown() });
    }
    Ok((text.to_owned(), Some(text.to_owned())))
}
