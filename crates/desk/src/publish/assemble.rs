//! The edition as it would be published now, and what rules want to know beside it.

use std::collections::{BTreeMap, BTreeSet};

use super::{
    edition::{Correction, Edition, FORMAT, Incident, Kind, MediaKind, Medium, Position, Raised, Sentence, Warning},
    explain,
    ground::{Reader, instants},
    hedge::{Certainty, Line, sentence},
    labels,
    report::{self, Outline, Report, Shown, Written},
    rules::{Draft, Rival},
    sealed, versions,
    words::{Arg, Language},
};
use crate::{
    Desk, args,
    claims::{self, conflicts, incident, source, standing},
    clock::{plain, rfc3339},
    error::{Error, Result},
    findings::{self, Pillar, State, reference},
    ids::{FootageRef, ReportRef},
    matches,
    preserve::custody::Recorded,
    rests,
};

/// How a person who acts is named in print: without `person:`.
pub(super) fn printed(who: &str) -> &str {
    who.strip_prefix("person:").unwrap_or(who)
}

/// The report as it would be published now with these further corrections, approved by this person.
pub(super) async fn draft(
    desk: &Desk,
    report: &Recorded<Report>,
    approver: Option<&str>,
    further: &[Correction],
) -> Result<Draft> {
    let db = &desk.db;
    let outline = report::outline_of(db, &report.id).await?;
    let mut reader = Reader::new(db, report.language, &outline.publisher).await?;
    let written = report::sentences(db, &report.id).await?;
    let now = desk.clock.now();
    let (mut sentences, mut all_claims, mut methods, mut reviews) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
    for row in &written {
        let grounds = reader.read(&row.bound).await?;
        reviews.extend(open_reviews(desk, row, &grounds.bases).await?);
        methods.extend(grounds.methods.clone());
        sentences.push(as_sentence(report.language, &outline.publisher, row, &grounds));
        all_claims.extend(grounds.claims);
    }
    let incident = match &report.incident {
        Some(id) => incident::all(db).await?.into_iter().find(|line| line.id == *id),
        None => None,
    };
    let parties = explain::parties(db, &reader, &all_claims).await?;
    let explainers = explain::explainers(db, &mut reader, report.language, &parties).await?;
    let newest = versions::newest(db, &report.id).await?;
    let published = versions::others(db, &report.id).await?;
    let media = media(desk, report).await?;
    let mut corrections = versions::corrections(db, report).await?;
    corrections.splice(0..0, further.iter().cloned());
    let rivals = rivals(desk, report, &reader).await?;
    let edition = Edition {
        format: FORMAT,
        report: ReportRef(report.number).to_string(),
        version: newest.as_ref().map_or(1, |newest| newest.number + 1),
        url: address(&outline, report.number),
        language: report.language,
        title: outline.title.clone(),
        publisher: outline.publisher.clone(),
        published: rfc3339(now),
        first_published: match &newest {
            Some(newest) => versions::edition(newest)?.first_published,
            None => rfc3339(now),
        },
        warning: warning(&media),
        known: texts(&sentences, Certainty::Confirmed),
        unknown: open_questions(report.language, &sentences),
        checked: unique(methods),
        related: explain::related(incident.as_ref(), &parties, report.language, &published).await?,
        incident: incident.map(|line| as_incident(&line, &parties)),
        sentences,
        media,
        explainers,
        corrections,
        licence: outline.licence.clone(),
        credits: Vec::new(),
        labels: labels(report.language),
    };
    Ok(Draft {
        edition,
        writers: written.iter().map(|row| row.by_whom.clone()).collect(),
        approver: approver.map(str::to_owned),
        rivals,
        reviews,
        secrets: sealed::secrets(desk).await?,
        now: rfc3339(now),
    })
}

fn address(outline: &Outline, number: i64) -> String {
    format!("{}/reports/{}", outline.site, ReportRef(number))
}

fn as_sentence(language: Language, desk: &str, row: &Recorded<Written>, grounds: &super::ground::Grounds) -> Sentence {
    // What the desk sees itself and what everybody knows is said plainly.
    let computed = match row.kind {
        Kind::Reported => grounds.certainty.unwrap_or(Certainty::Unknown),
        Kind::Observation | Kind::Context => Certainty::Confirmed,
    };
    let certainty = row.certainty.unwrap_or(computed);
    let line = Line { language, desk, frame: row.frame, clause: &row.clause };
    let raised = row.editor.as_ref().zip(row.reason.as_ref()).filter(|_| certainty > computed);
    Sentence {
        id: row.sentence.clone(),
        kind: row.kind,
        text: sentence(&line, &grounds.ground, certainty),
        clause: row.clause.clone(),
        certainty,
        computed,
        raised: raised.map(|(editor, reason)| raised_by(language, editor, reason)),
        rests_on: grounds.bases.clone(),
        unverified: grounds.ground.unverified.clone(),
        accuses: grounds.accuses && row.kind == Kind::Reported,
    }
}

fn raised_by(language: Language, editor: &str, reason: &str) -> Raised {
    let arguments = [("editor", Arg::Text(printed(editor))), ("reason", Arg::Text(reason))];
    Raised { editor: editor.to_owned(), reason: reason.to_owned(), text: language.say("label-raised", &arguments) }
}

/// Open reviews of what the sentence rests on now. Bindings that the writer took back do not count.
async fn open_reviews(desk: &Desk, row: &Written, bases: &[super::edition::Basis]) -> Result<Vec<(String, String)>> {
    let mut open = Vec::new();
    let own = format!("sentence:{}", row.sentence);
    for review in rests::open_reviews(&desk.db, Some(&own)).await? {
        let direct = review.path.len().checked_sub(2).and_then(|at| review.path.get(at));
        if direct.is_some_and(|base| row.bound.contains(base) || bases.iter().any(|basis| basis.reference == *base)) {
            open.push((own.clone(), review.reason.clone()));
        }
    }
    for basis in bases.iter().filter(|basis| basis.reference.starts_with("finding:")) {
        let reviews = rests::open_reviews(&desk.db, Some(&basis.reference)).await?;
        open.extend(reviews.into_iter().map(|review| (basis.reference.clone(), review.reason.clone())));
    }
    Ok(open)
}

fn texts(sentences: &[Sentence], certainty: Certainty) -> Vec<String> {
    let of = sentences.iter().filter(|sentence| sentence.certainty == certainty && sentence.kind == Kind::Reported);
    of.map(|sentence| sentence.text.clone()).collect()
}

fn open_questions(language: Language, sentences: &[Sentence]) -> Vec<String> {
    let open = sentences.iter().filter(|sentence| sentence.kind == Kind::Reported && !sentence.unverified.is_empty());
    open.map(|sentence| {
        let aspects: Vec<String> = sentence.unverified.iter().map(|aspect| aspect.words(language)).collect();
        let clause = sentence.clause.replace("{figure}", "…");
        let arguments = [("aspects", Arg::Ready(&language.list(&aspects))), ("clause", Arg::Text(&clause))];
        language.say("label-unknown-item", &arguments)
    })
    .collect()
}

fn unique(texts: Vec<String>) -> Vec<String> {
    let mut seen = BTreeSet::new();
    texts.into_iter().filter(|text| !text.is_empty() && seen.insert(text.clone())).collect()
}

#[expect(clippy::cast_possible_truncation, reason = "180 degrees in ten-millionths is far below 2^63")]
fn as_incident(line: &incident::Line, parties: &[(String, super::edition::Party)]) -> Incident {
    let happened = line.happened.as_ref().map(|when| instants(when));
    let position = line.place.as_ref().map(|place| {
        let ([longitude, latitude], reach) = place.reach();
        Position {
            latitude_e7: (latitude * 1e7).round() as i64,
            longitude_e7: (longitude * 1e7).round() as i64,
            precision_metres: reach.ceil() as i64,
        }
    });
    Incident {
        reference: line.sayable().to_string(),
        title: line.title.clone(),
        when: line.happened.as_ref().map(|when| when.plain()).unwrap_or_default(),
        earliest: happened.clone().map(|(earliest, _)| earliest),
        latest: happened.map(|(_, latest)| latest),
        place: line.place.as_ref().map(|place| place.name.clone()).unwrap_or_default(),
        position,
        parties: parties.iter().map(|(_, party)| party.clone()).collect(),
    }
}

fn warning(media: &[Medium]) -> Option<Warning> {
    let severe: Vec<&Medium> = media.iter().filter(|medium| medium.severity >= 2).collect();
    let severity = severe.iter().map(|medium| medium.severity).max()?;
    Some(Warning { severity, words: severe.iter().map(|medium| medium.words.clone()).collect() })
}

async fn media(desk: &Desk, report: &Report) -> Result<Vec<Medium>> {
    let mut media = Vec::new();
    for row in report::media(&desk.db, &report.id).await? {
        media.push(medium(desk, report.language, &row).await?);
    }
    Ok(media)
}

async fn medium(desk: &Desk, language: Language, row: &Shown) -> Result<Medium> {
    let db = &desk.db;
    let missing = || Error::NotFound { what: "media", name: row.sha256.clone() };
    let (kind, footage): (String, i64) = db
        .first(
            "SELECT m.kind, COALESCE(f.merged_into, f.number) FROM media AS m
             JOIN footage_media AS fm ON fm.sha256 = m.sha256 JOIN footage AS f ON f.number = fm.number
             WHERE m.sha256 = $1",
            args![&row.sha256],
        )
        .await?
        .ok_or_else(missing)?;
    let described: Option<(i64, String)> = db
        .first(
            "SELECT severity, words FROM description WHERE sha256 = $1 ORDER BY seq DESC LIMIT 1",
            args![&row.sha256],
        )
        .await?;
    // Unknown counts as 3.
    let (severity, words) = described.unwrap_or((3, String::new()));
    let footage = FootageRef(footage);
    let first = matches::appearances(db, footage).await?.into_iter().next();
    let about = reference::About::Footage(footage);
    let (rating, rating_reason) = rating(desk, &about).await?;
    let extension = match &row.shown {
        Some(shown) => extension(desk, shown).await?,
        None => None,
    };
    Ok(Medium {
        sha256: row.sha256.clone(),
        file: row.shown.as_ref().map(|shown| match extension {
            Some(extension) => format!("media/{shown}.{extension}"),
            None => format!("media/{shown}"),
        }),
        kind: match kind.as_str() {
            "photo" => MediaKind::Photo,
            "sound" => MediaKind::Sound,
            _ => MediaKind::Video,
        },
        footage: footage.to_string(),
        severity,
        words,
        maker: row.maker.clone(),
        rights: row.rights.clone(),
        first_seen: first.as_ref().map(|first| {
            let when = plain(first.latest);
            [Some(when), first.source.clone(), first.platform.clone()]
                .into_iter()
                .flatten()
                .collect::<Vec<_>>()
                .join(", ")
        }),
        first_seen_utc: first.as_ref().map(|first| rfc3339(first.latest)),
        appearances: addresses(desk, footage).await?,
        blurred: row.blurred == 1,
        shown_because: row.editor.as_ref().zip(row.reason.as_ref()).map(|(editor, reason)| Raised {
            text: format!("{}: {reason}", printed(editor)),
            ..raised_by(language, editor, reason)
        }),
        at_risk: row.at_risk.0.clone(),
        rating,
        rating_reason,
    })
}

/// The usual ending of a kept file's name, where its kind is known.
pub(crate) async fn extension(desk: &Desk, sha256: &str) -> Result<Option<&'static str>> {
    let mime: Option<(String,)> = desk.db.first("SELECT mime FROM media WHERE sha256 = $1", args![sha256]).await?;
    Ok(mime.and_then(|(mime,)| match mime.as_str() {
        "image/jpeg" => Some("jpg"),
        "image/png" => Some("png"),
        "image/webp" => Some("webp"),
        "image/gif" => Some("gif"),
        "video/mp4" => Some("mp4"),
        "video/webm" => Some("webm"),
        "video/quicktime" => Some("mov"),
        _ => None,
    }))
}

/// Addresses of the posts that carried the footage, those of sealed witnesses left out.
async fn addresses(desk: &Desk, footage: FootageRef) -> Result<Vec<String>> {
    let rows: Vec<(String, String)> = desk
        .db
        .all(
            "SELECT DISTINCT p.url, p.source_id FROM footage_media AS fm JOIN post_media AS pm ON pm.sha256 = fm.sha256
             JOIN post AS p ON p.id = pm.post_id WHERE fm.number = $1 AND p.url IS NOT NULL ORDER BY p.url",
            args![footage.0],
        )
        .await?;
    let mut open = Vec::new();
    for (url, owner) in rows {
        if !source::get(&desk.db, &owner).await?.sealed() {
            open.push(url);
        }
    }
    Ok(open)
}

/// What the findings on footage make of it, as far as schema.org has a word for that.
async fn rating(desk: &Desk, about: &reference::About) -> Result<(Option<String>, Option<String>)> {
    let mut states: BTreeMap<Pillar, (State, String)> = BTreeMap::new();
    for standing in findings::standing::all(&desk.db, about).await? {
        if let Some(read) = standing.holds {
            states.insert(standing.pillar, (read.finding.state, read.finding.reasoning.clone()));
        }
    }
    let is = |pillar: Pillar, state: State| states.get(&pillar).filter(|(own, _)| *own == state);
    let elsewhere = is(Pillar::Date, State::Contradicted).or_else(|| is(Pillar::Place, State::Contradicted));
    if let Some((_, reason)) = elsewhere {
        return Ok((Some("DecontextualizedContent".into()), Some(reason.clone())));
    }
    let original = is(Pillar::Provenance, State::Confirmed).zip(is(Pillar::Authenticity, State::Confirmed));
    Ok(original.map_or((None, None), |((_, reason), _)| (Some("OriginalMediaContent".into()), Some(reason.clone()))))
}

/// Open contradictions between claims of the report's incident.
async fn rivals(desk: &Desk, report: &Report, reader: &Reader<'_>) -> Result<Vec<Rival>> {
    let Some(incident) = &report.incident else { return Ok(Vec::new()) };
    let db = &desk.db;
    let claims = claims::claim::of_incident(db, incident).await?;
    let words = standing::words(db, standing::About::Incident(incident), reader.same()).await?;
    let names = claims::claim::names(db, &claims).await?;
    let acts = conflicts::acts(db, incident).await?;
    let found = conflicts::conflicts(&claims, &words, reader.same(), &names, &acts);
    let mut rivals = Vec::new();
    for conflict in found.iter().filter(|conflict| conflict.open && conflict.claims.len() > 1) {
        for claim in &conflict.claims {
            for against in conflict.claims.iter().filter(|against| *against != claim) {
                rivals.push(Rival {
                    claim: format!("claim:{claim}"),
                    against: format!("claim:{against}"),
                    question: conflict.question.clone(),
                });
            }
        }
    }
    Ok(rivals)
}
