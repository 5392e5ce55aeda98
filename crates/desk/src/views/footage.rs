//! The footage page: one recording, wherever it appears.

use serde::Serialize;
use utoipa::ToSchema;

use super::{
    matches::{MatchRow, Standing, pairs_of},
    matching::{MarkRow, marks},
    parts::{Earliest, Instant, Interval, PostLine, Severity, Trouble},
    rows,
};
use crate::{
    Desk, args, clock,
    error::{Error, Result},
    ids::FootageRef,
    matches::{self, Appearance},
};

/// Everything about one piece of footage.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct FootagePage {
    /// Its sayable reference.
    #[schema(value_type = String)]
    pub footage: FootageRef,
    /// The media that are this recording; the one to look at first comes first.
    pub media: Vec<MediaRow>,
    /// All appearances in time order, the earliest known first.
    pub appearances: Vec<AppearanceRow>,
    /// The earliest known appearance and why.
    pub earliest: Option<Earliest>,
    /// Matches of these media with any other, surest first.
    pub matches: Vec<MatchRow>,
    /// Leads: the same scene, probably at another moment, surest first.
    pub leads: Vec<MatchRow>,
    /// What people said is neither.
    pub rejected: Vec<MatchRow>,
    /// Matches that share only what is marked as common.
    pub muted: Vec<MatchRow>,
    /// Parts of these media that people marked as common.
    pub common: Vec<MarkRow>,
    /// Custody events about these media, newest first.
    pub custody: Vec<CustodyRow>,
}

/// One medium of the footage.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct MediaRow {
    /// Its name in the vault.
    pub sha256: String,
    /// File name under which it first came.
    pub name: String,
    /// All places it came from.
    pub places: Vec<String>,
    /// `photo`, `video`, `sound`, ...
    pub kind: String,
    /// By content.
    pub mime: String,
    /// Bytes.
    pub size: i64,
    /// Pixels.
    pub width: Option<i64>,
    /// Pixels.
    pub height: Option<i64>,
    /// Seconds.
    pub duration: Option<f64>,
    /// When first received.
    pub received: Instant,
    /// Stage of the work.
    pub stage: String,
    /// What is wrong with it.
    pub trouble: Option<Trouble>,
    /// How distressing.
    pub severity: Severity,
    /// Whether a veil exists.
    pub veil: bool,
    /// What the metadata readers said.
    pub metadata: Vec<MetadataTable>,
}

/// What one reader found.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct MetadataTable {
    /// `exiftool` or `ffprobe`.
    pub reader: String,
    /// Its version.
    pub version: String,
    /// Tag path and value, as the reader gave them; foreign text.
    pub rows: Vec<(String, String)>,
}

/// One posting or receipt of the footage.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct AppearanceRow {
    /// The medium shown.
    pub sha256: String,
    /// Its file name.
    pub name: String,
    /// The post; none where the file came by itself.
    pub post: Option<PostLine>,
    /// When it appeared: the post's time, else "not after we received it".
    pub when: Interval,
    /// Whether this is the earliest known appearance.
    pub earliest: bool,
    /// Which part of the footage is shown and what was changed, in a sentence; empty for the medium itself.
    pub shown: String,
    /// Whether the medium shows only a part of the footage, or the footage only a part of the medium.
    pub part: bool,
    /// The footage the medium belongs to, where it is another one (a compilation, for example).
    #[schema(value_type = Option<String>)]
    pub other_footage: Option<FootageRef>,
}

/// One custody event.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct CustodyRow {
    /// Its number in the log.
    pub seq: i64,
    /// When.
    pub at: Instant,
    /// `received`, `read`, `fingerprinted`, `viewed`, ...
    pub act: String,
    /// Who did it.
    pub by: String,
    /// In words.
    pub what: String,
}

/// The footage page. A reference that was merged into another leads to that one.
pub async fn footage(desk: &Desk, asked: FootageRef) -> Result<FootagePage> {
    let row: Option<(Option<i64>,)> =
        desk.db.first("SELECT merged_into FROM footage WHERE number = $1", args![asked.0]).await?;
    let (merged,) = row.ok_or(Error::NotFound { what: "footage", name: asked.to_string() })?;
    let footage = FootageRef(merged.unwrap_or(asked.0));
    let all = matches::appearances(&desk.db, footage).await?;
    let mut media = Vec::new();
    for (sha256, own) in matches::media_of(&desk.db, footage).await? {
        if own == footage {
            media.push(medium(desk, &sha256).await?);
        }
    }
    media.sort_by_key(|medium| all.iter().position(|appearance| appearance.sha256 == medium.sha256));
    let mut pairs = Vec::new();
    let mut custody = Vec::new();
    for medium in &media {
        pairs.extend(pairs_of(desk, &medium.sha256).await?);
        custody.extend(custody_of(desk, &medium.sha256, &medium.name).await?);
    }
    let sure = |row: &MatchRow| row.same_scene.unwrap_or(row.score);
    pairs.sort_by(|a, b| {
        sure(b).total_cmp(&sure(a)).then_with(|| (&a.query, &a.reference).cmp(&(&b.query, &b.reference)))
    });
    pairs.dedup_by(|a, b| (&a.query, &a.reference) == (&b.query, &b.reference));
    let standing = |standing| pairs.iter().filter(|row| row.standing() == standing).cloned().collect::<Vec<_>>();
    let matches = standing(Standing::Match);
    let mut common = marks(desk).await?;
    common.retain(|mark| media.iter().any(|medium| medium.sha256 == mark.sha256));
    custody.sort_by_key(|row| std::cmp::Reverse(row.seq));
    let earliest = all.first().map(|first| Earliest {
        footage,
        sha256: first.sha256.clone(),
        name: first.name.clone(),
        latest: first.latest.into(),
        reason: matches::reason(&all).unwrap_or_default(),
    });
    let mut appearances = Vec::new();
    for (place, appearance) in all.iter().enumerate() {
        appearances.push(row_of(desk, appearance, place == 0, &matches).await?);
    }
    Ok(FootagePage {
        footage,
        media,
        appearances,
        earliest,
        matches,
        leads: standing(Standing::Lead),
        rejected: standing(Standing::Rejected),
        muted: standing(Standing::Muted),
        common,
        custody,
    })
}

/// The fewest characters of a SHA-256 by which a medium may be called.
const SHORT: usize = 8;

/// The media that a person calls so: those of footage (`F-12`), or one by its SHA-256 or the beginning of it.
pub async fn called(desk: &Desk, text: &str) -> Result<Vec<MediaRow>> {
    let text = text.trim();
    if let Ok(reference) = text.parse::<FootageRef>() {
        return Ok(footage(desk, reference).await?.media);
    }
    let beginning = text.to_ascii_lowercase();
    let hex = beginning.len() >= SHORT && beginning.chars().all(|digit| digit.is_ascii_hexdigit());
    let found: Vec<(String,)> = match hex {
        true => {
            desk.db.all("SELECT sha256 FROM media WHERE sha256 LIKE $1 LIMIT 2", args![format!("{beginning}%")]).await?
        }
        false => vec![],
    };
    match found.as_slice() {
        [] => Err(Error::NotFound { what: "media", name: text.chars().take(64).collect() }),
        [(sha256,)] => Ok(vec![medium(desk, sha256).await?]),
        _ => Err(Error::input(format!("several media begin with {text}"), "write more of the SHA-256")),
    }
}

/// The footage to which a medium belongs, once it is matched.
pub async fn footage_of(desk: &Desk, sha256: &str) -> Result<Option<FootageRef>> {
    let row: Option<(i64,)> =
        desk.db.first("SELECT number FROM footage_media WHERE sha256 = $1", args![sha256]).await?;
    Ok(row.map(|(number,)| FootageRef(number)))
}

async fn row_of(desk: &Desk, appearance: &Appearance, earliest: bool, matches: &[MatchRow]) -> Result<AppearanceRow> {
    let post = match &appearance.post {
        Some(id) => rows::post(desk, id).await?,
        None => None,
    };
    let shown = matches
        .iter()
        .find(|row| row.query == appearance.sha256)
        .map(|row| format!("{}: {}", row.reference_name, row.sentence))
        .unwrap_or_default();
    let when = match appearance.earliest {
        Some(from) => Interval::new(from, appearance.latest, appearance.words.clone(), appearance.basis.clone()),
        None => {
            let latest = appearance.latest;
            let mut when = Interval::new(latest, latest, appearance.words.clone(), appearance.basis.clone());
            when.plain = format!("not after {}", clock::plain(latest));
            when
        }
    };
    Ok(AppearanceRow {
        sha256: appearance.sha256.clone(),
        name: appearance.name.clone(),
        post,
        when,
        earliest,
        shown,
        part: appearance.part,
        other_footage: appearance.part.then_some(appearance.footage),
    })
}

#[derive(sqlx::FromRow)]
struct MediaColumns {
    size: i64,
    kind: String,
    mime: String,
    kept_at: i64,
    stage: String,
    problem: Option<String>,
    hint: Option<String>,
    width: Option<i64>,
    height: Option<i64>,
    duration: Option<f64>,
    veils: i64,
}

/// One medium with everything read from it.
pub async fn medium(desk: &Desk, sha256: &str) -> Result<MediaRow> {
    let columns: Option<MediaColumns> = desk
        .db
        .first(
            "SELECT size, kind, mime, kept_at, stage, problem, hint, width, height, duration,
                    (SELECT COUNT(*) FROM veil WHERE veil.sha256 = media.sha256) AS veils
             FROM media WHERE sha256 = $1",
            args![sha256],
        )
        .await?;
    let columns = columns.ok_or_else(|| Error::NotFound { what: "media", name: sha256.chars().take(64).collect() })?;
    let receipts: Vec<(String, String)> =
        desk.db.all("SELECT name, place FROM receipt WHERE sha256 = $1 ORDER BY seq", args![sha256]).await?;
    let metadata: Vec<(String, String, String)> = desk
        .db
        .all("SELECT reader, version, json FROM metadata WHERE sha256 = $1 ORDER BY reader", args![sha256])
        .await?;
    Ok(MediaRow {
        severity: rows::severity(desk, sha256).await?,
        sha256: sha256.to_owned(),
        name: receipts.first().map(|(name, _)| name.clone()).unwrap_or_default(),
        places: receipts.into_iter().map(|(_, place)| place).collect(),
        kind: columns.kind,
        mime: columns.mime,
        size: columns.size,
        width: columns.width,
        height: columns.height,
        duration: columns.duration,
        received: columns.kept_at.into(),
        stage: columns.stage,
        trouble: columns.problem.map(|what| Trouble { what, hint: columns.hint.unwrap_or_default() }),
        veil: columns.veils > 0,
        metadata: metadata
            .into_iter()
            .map(|(reader, version, json)| {
                let mut rows = Vec::new();
                flatten("", &serde_json::from_str(&json).unwrap_or_default(), &mut rows);
                MetadataTable { reader, version, rows }
            })
            .collect(),
    })
}

/// A tree of values as rows of path and value.
fn flatten(path: &str, value: &serde_json::Value, rows: &mut Vec<(String, String)>) {
    use serde_json::Value;
    let join = |name: &str| if path.is_empty() { name.to_owned() } else { format!("{path}.{name}") };
    match value {
        Value::Object(fields) => fields.iter().for_each(|(name, value)| flatten(&join(name), value, rows)),
        Value::Array(items) if items.iter().any(|item| item.is_object() || item.is_array()) => {
            items.iter().enumerate().for_each(|(place, value)| flatten(&join(&place.to_string()), value, rows));
        }
        Value::Array(items) => {
            let items: Vec<String> = items.iter().map(text).collect();
            rows.push((path.to_owned(), items.join(", ")));
        }
        value => rows.push((path.to_owned(), text(value))),
    }
}

fn text(value: &serde_json::Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}

async fn custody_of(desk: &Desk, sha256: &str, name: &str) -> Result<Vec<CustodyRow>> {
    let rows: Vec<(i64, i64, String, Vec<u8>)> = desk
        .db
        .all("SELECT seq, at, act, body FROM event WHERE object = $1 ORDER BY seq", args![format!("media:{sha256}")])
        .await?;
    Ok(rows
        .into_iter()
        .map(|(seq, at, act, body)| {
            let body: serde_json::Value = serde_json::from_slice(&body).unwrap_or_default();
            let mut facts = Vec::new();
            flatten("", &body["detail"], &mut facts);
            let facts: Vec<String> = facts.into_iter().map(|(name, value)| format!("{name} {value}")).collect();
            CustodyRow {
                seq,
                at: at.into(),
                act,
                by: body["by"].as_str().unwrap_or_default().to_owned(),
                what: format!("{name}: {}", facts.join(", ")),
            }
        })
        .collect())
}
