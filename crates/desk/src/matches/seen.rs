//! "Has this been seen before?", asked without keeping anything.

use std::{collections::BTreeMap, path::Path};

use serde::Serialize;
use serde_json::Value;
use utoipa::ToSchema;

use super::{Found, appearances, reason};
use crate::{
    Desk, args, blocking,
    clock::Micros,
    error::{Error, Result},
    fingerprint::{self, Opened},
    ids::FootageRef,
};

/// The answer for one file.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct Answer {
    /// The file as it was named.
    pub query: String,
    /// Whether anything above the threshold was found.
    pub seen: bool,
    /// Why it could not be compared; empty when it could.
    pub problem: String,
    /// What to do about that.
    pub hint: String,
    /// Best first: those above the threshold, and below it as far as was asked.
    pub hits: Vec<Hit>,
    /// With how many media it was compared.
    pub compared: i64,
}

/// One kept medium that may show the same.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct Hit {
    /// The medium.
    pub sha256: String,
    /// The name under which it first came.
    pub name: String,
    /// `photo` or `video`.
    pub kind: String,
    /// Its footage.
    #[schema(value_type = Option<String>)]
    pub footage: Option<FootageRef>,
    /// 0 to 1, 1 surest.
    pub score: f32,
    /// Whether the desk calls it a match.
    pub above: bool,
    /// What was changed, in a sentence.
    pub sentence: String,
    /// Which seconds of the query lie on which seconds of the hit; empty for photos.
    #[schema(value_type = Vec<Object>)]
    pub segments: Vec<copydetect::Segment>,
    /// What was changed, as far as known.
    #[schema(value_type = Object)]
    pub changes: copydetect::Changes,
    /// Not later than this was the footage first seen, RFC 3339.
    pub earliest_known: Option<String>,
    /// Why, in a sentence.
    pub earliest_reason: Option<String>,
}

/// The score from which on the desk calls two media a match.
pub const THRESHOLD: f32 = copydetect::THRESHOLD;

/// Compares `file`, which the person calls `name`, with everything kept. A file that cannot be read is an answer too.
pub async fn ask(desk: &Desk, file: &Path, name: &str, min_score: f32) -> Result<Answer> {
    desk.matcher.catch_up(desk).await?;
    let compared = "SELECT COUNT(DISTINCT sha256) FROM fingerprint WHERE length(data) > 0";
    let compared = desk.db.number(compared, args![]).await?;
    let mut answer = Answer {
        query: name.to_owned(),
        seen: false,
        problem: String::new(),
        hint: String::new(),
        hits: Vec::new(),
        compared,
    };
    let (asked, path) = (desk.clone(), file.to_owned());
    let found = blocking(move || -> Result<Option<Vec<Found>>> {
        let opened = Opened::look(asked.sandbox.clone(), &path)?;
        let layers = fingerprint::all(&asked, &opened)?;
        Ok((!layers.is_empty()).then(|| asked.matcher.find(&layers, min_score)))
    })
    .await?;
    let found = match found {
        Ok(Some(found)) => found,
        Ok(None) => {
            "there is no picture in it to compare".clone_into(&mut answer.problem);
            "give a photo or a video".clone_into(&mut answer.hint);
            return Ok(answer);
        }
        Err(error @ (Error::Media(_) | Error::File { .. })) => {
            answer.problem = error.to_string();
            answer.hint = error.hint();
            return Ok(answer);
        }
        Err(error) => return Err(error),
    };
    let mut earliest: BTreeMap<FootageRef, Option<(Micros, String)>> = BTreeMap::new();
    for found in found {
        let hit = hit(desk, &found, &mut earliest).await?;
        answer.seen |= hit.above;
        answer.hits.push(hit);
    }
    Ok(answer)
}

async fn hit(desk: &Desk, found: &Found, earliest: &mut BTreeMap<FootageRef, Option<(Micros, String)>>) -> Result<Hit> {
    let row: Option<(String, String, Option<i64>)> = desk
        .db
        .first(
            "SELECT (SELECT r.name FROM receipt AS r WHERE r.sha256 = m.sha256 ORDER BY r.seq LIMIT 1), m.kind, f.number
             FROM media AS m LEFT JOIN footage_media AS f ON f.sha256 = m.sha256 WHERE m.sha256 = $1",
            args![&found.sha256],
        )
        .await?;
    let (name, kind, number) = row.ok_or_else(|| Error::Damaged {
        object: format!("media {}", found.sha256),
        what: "it has a fingerprint but no record".into(),
    })?;
    let footage = number.map(FootageRef);
    let above = found.candidate.score >= THRESHOLD;
    if let Some(footage) = footage.filter(|footage| above && !earliest.contains_key(footage)) {
        let all = appearances(&desk.db, footage).await?;
        let first = all.first().map(|first| (first.latest, reason(&all).unwrap_or_default()));
        earliest.insert(footage, first);
    }
    let known = footage.and_then(|footage| earliest.get(&footage).cloned().flatten());
    Ok(Hit {
        sha256: found.sha256.clone(),
        name,
        kind,
        footage,
        score: found.candidate.score,
        above,
        sentence: found.candidate.changes.sentence(),
        segments: found.candidate.segments.clone(),
        changes: found.candidate.changes,
        earliest_known: known.as_ref().map(|(at, _)| crate::clock::rfc3339(*at)),
        earliest_reason: known.map(|(_, reason)| reason),
    })
}

/// The length in seconds of a kept medium, for shares of it.
pub(crate) async fn length(desk: &Desk, sha256: &str) -> Result<Option<f64>> {
    let row: Option<(Option<f64>,)> =
        desk.db.first("SELECT duration FROM media WHERE sha256 = $1", args![sha256]).await?;
    Ok(row.and_then(|row| row.0))
}

/// The stored detail of a match, read back.
pub fn detail(text: &str) -> (Vec<copydetect::Segment>, copydetect::Changes) {
    let mut detail: Value = serde_json::from_str(text).unwrap_or_default();
    let segments = serde_json::from_value(detail["segments"].take()).unwrap_or_default();
    let changes = serde_json::from_value(detail["changes"].take()).unwrap_or_default();
    (segments, changes)
}
