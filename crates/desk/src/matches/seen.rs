//! "Has this been seen before?", asked without keeping anything.

use std::{collections::BTreeMap, path::Path};

use serde::{Deserialize, Serialize};
use serde_json::Value;
use utoipa::ToSchema;

use super::{
    Found, appearances,
    common::{self, PartRow},
    reason,
    shared::Shared,
};
use crate::{
    Desk, args, blocking,
    clock::Micros,
    error::{Error, Result},
    fingerprint::{self, LAYERS, Opened, State},
    ids::FootageRef,
    preserve,
};

/// How closely a file is looked at before the answer.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Look {
    /// At all of it, with every layer.
    #[default]
    Whole,
    /// At the key frames of a video alone, within about a second: a match found this way is one, what is missing may still be
    /// found, and seconds are rough. Short videos and what is no video are looked at as a whole.
    First,
}

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
    /// The layers of fingerprints that answered, by name.
    pub layers: Vec<String>,
    /// The layers that could not, and what to do about it.
    pub missing: Vec<MissingLayer>,
    /// Whether only key frames were looked at, so that the whole may show more.
    pub first_look: bool,
}

/// A layer of fingerprints that took no part in an answer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct MissingLayer {
    /// Its name.
    pub name: String,
    /// What it would recognise.
    pub what: String,
    /// Why it is missing.
    pub why: String,
    /// What to do about it.
    pub mend: String,
}

/// One kept medium that may show the same.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct Hit {
    /// The medium.
    pub sha256: String,
    /// The name under which it first came.
    pub name: String,
    /// `photo`, `video` or `sound`.
    pub kind: String,
    /// Its footage.
    #[schema(value_type = Option<String>)]
    pub footage: Option<FootageRef>,
    /// 0 to 1, 1 surest.
    pub score: f32,
    /// Whether the desk calls it a match: above the threshold, not rejected for these two files, not muted.
    pub above: bool,
    /// How sure that both show the same scene, be it at another moment, 0 to 1.
    pub same_scene: f32,
    /// `match`; `lead` (the same scene, probably at another moment, or the same sound under other pictures); `rejected` (a person said so of these two files);
    /// `muted` (they share only what is marked as common); or `below` the threshold.
    pub relation: String,
    /// Why it is rejected or muted, in the words of whoever decided; empty otherwise.
    pub note: String,
    /// What was changed, in a sentence.
    pub sentence: String,
    /// Which seconds of the query lie on which seconds of the hit; empty for photos, and where only the sound is shared.
    #[schema(value_type = Vec<Object>)]
    pub segments: Vec<copydetect::Segment>,
    /// What was changed, as far as known.
    #[schema(value_type = Object)]
    pub changes: copydetect::Changes,
    /// The sound that both share, if any. Alone it makes no match of two videos that show other things.
    #[schema(value_type = Option<Object>)]
    pub heard: Option<copydetect::Heard>,
    /// Not later than this was the footage first seen, RFC 3339.
    pub earliest_known: Option<String>,
    /// Why, in a sentence.
    pub earliest_reason: Option<String>,
}

/// The score from which on the desk calls two media a match.
pub const THRESHOLD: f32 = copydetect::THRESHOLD;

/// Compares `file`, which the person calls `name`, with everything kept. A file that cannot be read is an answer too.
pub async fn ask(desk: &Desk, file: &Path, name: &str, look: Look, min_score: f32) -> Result<Answer> {
    desk.matcher.catch_up(desk).await?;
    let compared = "SELECT COUNT(DISTINCT sha256) FROM fingerprint WHERE length(data) > 0";
    let compared = desk.db.number(compared, args![]).await?;
    let (layers, missing) = layers(desk);
    let mut answer = Answer {
        query: name.to_owned(),
        seen: false,
        problem: String::new(),
        hint: String::new(),
        hits: Vec::new(),
        compared,
        layers,
        missing,
        first_look: false,
    };
    let (asked, path) = (desk.clone(), file.to_owned());
    let found = blocking(move || -> Result<Option<(bool, String, Vec<Found>)>> {
        let opened = Opened::look(asked.sandbox.clone(), &path)?;
        let first = look == Look::First && fingerprint::worth_a_glimpse(&opened);
        let layers = if first { fingerprint::glimpse(&opened)? } else { fingerprint::all(&asked, &opened)? };
        if layers.is_empty() {
            return Ok(None);
        }
        let (sha256, ..) = preserve::hash_file(&path)?;
        Ok(Some((first, sha256, asked.matcher.find(&layers, 0.0))))
    })
    .await?;
    let (sha256, found) = match found {
        Ok(Some((first, sha256, found))) => {
            answer.first_look = first;
            (sha256, found)
        }
        Ok(None) => {
            "there is nothing in it to compare".clone_into(&mut answer.problem);
            "give a photo, a video or a sound recording".clone_into(&mut answer.hint);
            return Ok(answer);
        }
        Err(error @ (Error::Media(_) | Error::File { .. })) => {
            answer.problem = error.to_string();
            answer.hint = error.hint();
            return Ok(answer);
        }
        Err(error) => return Err(error),
    };
    let muting = Muting::of(desk, &found).await?;
    let mut earliest: BTreeMap<FootageRef, Option<(Micros, String)>> = BTreeMap::new();
    let wanted = found.iter().filter(|found| found.candidate.score >= min_score || found.candidate.is_lead());
    for found in wanted {
        let relation = relation(desk, &sha256, found, &muting).await?;
        let hit = hit(desk, found, relation, &mut earliest).await?;
        answer.seen |= hit.above;
        answer.hits.push(hit);
    }
    Ok(answer)
}

/// The layers that answer, and those that are missing.
fn layers(desk: &Desk) -> (Vec<String>, Vec<MissingLayer>) {
    let (mut there, mut missing) = (Vec::new(), Vec::new());
    for layer in LAYERS {
        match layer.state(desk) {
            State::Ready { .. } => there.push(layer.name().to_owned()),
            State::Missing { why, mend } => {
                missing.push(MissingLayer { name: layer.name().into(), what: layer.what().into(), why, mend });
            }
        }
    }
    (there, missing)
}

/// What is marked as common in what was found.
struct Muting {
    /// Words of each mark.
    words: BTreeMap<String, String>,
    /// Marked parts of each kept medium.
    kept: BTreeMap<String, Vec<PartRow>>,
    /// Marked parts as they lie in the query.
    query: Vec<PartRow>,
}

impl Muting {
    async fn of(desk: &Desk, found: &[Found]) -> Result<Self> {
        let marks = common::marks(desk).await?;
        let words: BTreeMap<String, String> = marks.into_iter().map(|mark| (mark.id, mark.words)).collect();
        let mut muting = Self { words, kept: BTreeMap::new(), query: Vec::new() };
        if muting.words.is_empty() {
            return Ok(muting);
        }
        let marked: Vec<PartRow> = desk.db.all(common::MARKED, args![]).await?;
        for found in found.iter().filter(|found| found.candidate.score >= THRESHOLD) {
            let parts = desk.db.all(common::PARTS, args![&found.sha256]).await?;
            muting.kept.insert(found.sha256.clone(), parts);
            let shared = Shared::of(&found.candidate.segments, &found.candidate.changes);
            for row in marked.iter().filter(|row| row.sha256 == found.sha256) {
                muting.query.extend(shared.to_query(&row.part()).iter().map(|part| row.moved(part)));
            }
        }
        Ok(muting)
    }

    /// The words of the mark outside of which nothing is shared.
    fn by(&self, found: &Found) -> Option<String> {
        let shared = Shared::of(&found.candidate.segments, &found.candidate.changes);
        let kept = self.kept.get(&found.sha256)?;
        let mark = shared.query.only(&self.query).or_else(|| shared.reference.only(kept))?;
        Some(self.words.get(&mark).cloned().unwrap_or_default())
    }
}

/// How what was found stands to the query, and why.
async fn relation(desk: &Desk, query: &str, found: &Found, muting: &Muting) -> Result<(&'static str, String)> {
    let said: Option<(String, String)> = desk
        .db
        .first("SELECT verdict, reason FROM verdict WHERE query = $1 AND reference = $2", args![query, &found.sha256])
        .await?;
    let candidate = &found.candidate;
    Ok(match said {
        Some((verdict, reason)) if verdict == "rejected" => ("rejected", reason),
        Some((verdict, reason)) if verdict == "scene" => ("lead", reason),
        _ if candidate.score >= THRESHOLD => match muting.by(found) {
            Some(words) => ("muted", words),
            None => ("match", String::new()),
        },
        _ if candidate.is_lead() => ("lead", String::new()),
        _ => ("below", String::new()),
    })
}

async fn hit(
    desk: &Desk,
    found: &Found,
    (relation, note): (&'static str, String),
    earliest: &mut BTreeMap<FootageRef, Option<(Micros, String)>>,
) -> Result<Hit> {
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
    let above = relation == "match";
    if let Some(footage) = footage.filter(|footage| above && !earliest.contains_key(footage)) {
        let all = appearances(&desk.db, footage).await?;
        let first = all.first().map(|first| (first.latest, reason(&all).unwrap_or_default()));
        earliest.insert(footage, first);
    }
    let known = footage.and_then(|footage| earliest.get(&footage).cloned().flatten());
    let sentence = match relation {
        "lead" if found.candidate.is_soundtrack() => {
            format!("{}: a lead, not a match", found.candidate.changes.sentence())
        }
        "lead" => "the same scene, probably at another moment: a lead, not a match".to_owned(),
        _ => found.candidate.changes.sentence(),
    };
    Ok(Hit {
        sha256: found.sha256.clone(),
        name,
        kind,
        footage,
        score: found.candidate.score,
        above,
        same_scene: found.candidate.same_scene,
        relation: relation.to_owned(),
        note,
        sentence,
        segments: found.candidate.segments.clone(),
        changes: found.candidate.changes.clone(),
        heard: found.candidate.heard.clone(),
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
