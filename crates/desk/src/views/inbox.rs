//! The inbox: what came in, newest first.

use std::collections::{BTreeMap, btree_map::Entry};

use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::{
    parts::{Earliest, Instant, PostLine, Severity, Trouble},
    rows,
};
use crate::{Desk, args, error::Result, ids::FootageRef};

/// The inbox's state, which is the page's URL query.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema, IntoParams)]
#[serde(default)]
pub struct InboxQuery {
    /// Words that the name, the post or the source must contain.
    pub text: String,
    /// `photo`, `video`, `sound`, `document`, `other`; empty for all.
    pub kind: String,
    /// `yes`: has copies; `no`: none known; `trouble`: could not be read; `undescribed`; empty for all.
    pub show: String,
    /// Only items kept before this custody number: the next page.
    pub before: Option<i64>,
}

/// One page of the inbox.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct InboxPage {
    /// As asked.
    pub query: InboxQuery,
    /// At most [`PAGE`] items.
    pub items: Vec<InboxItem>,
    /// Counts over everything kept, whatever the query.
    pub counts: InboxCounts,
    /// `before` of the next page, where there is one.
    pub next: Option<i64>,
}

/// How many items a page shows.
pub const PAGE: i64 = 50;

/// Counts for the filter row.
#[derive(Clone, Debug, Default, Serialize, ToSchema)]
pub struct InboxCounts {
    /// All media kept.
    pub all: i64,
    /// Media whose footage has more than one medium, or that matches another.
    pub seen: i64,
    /// Media that could not be read.
    pub trouble: i64,
    /// Photos and videos that nobody has described.
    pub undescribed: i64,
    /// Media still being worked on.
    pub working: i64,
}

/// One kept medium.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct InboxItem {
    /// Its name in the vault.
    pub sha256: String,
    /// The file name under which it first came.
    pub name: String,
    /// Where it came from, as given.
    pub place: String,
    /// `photo`, `video`, `sound`, `document`, `other`.
    pub kind: String,
    /// MIME type by content.
    pub mime: String,
    /// Bytes.
    pub size: i64,
    /// Pixels, where it has a picture.
    pub width: Option<i64>,
    /// Pixels.
    pub height: Option<i64>,
    /// Seconds, where it has a duration.
    pub duration: Option<f64>,
    /// When the desk first received it.
    pub received: Instant,
    /// How far the work on it is: `kept`, `read`, `fingerprinted`, `matched`, `unreadable`.
    pub stage: String,
    /// What is wrong with it, if anything.
    pub trouble: Option<Trouble>,
    /// The footage it belongs to, once matched.
    #[schema(value_type = Option<String>)]
    pub footage: Option<FootageRef>,
    /// How many other media show the same footage or a part of it.
    pub copies: i64,
    /// The earliest known appearance of its footage.
    pub earliest: Option<Earliest>,
    /// The first post that carried it.
    pub post: Option<PostLine>,
    /// How many posts carried it.
    pub posts: i64,
    /// How distressing.
    pub severity: Severity,
    /// Whether there is a veil (a 24-pixel grey still) to show at `/veil/{sha256}.png`.
    pub veil: bool,
    /// Its number in the order of keeping.
    pub seq: i64,
}

#[derive(sqlx::FromRow)]
struct MediaColumns {
    sha256: String,
    size: i64,
    kind: String,
    mime: String,
    kept_at: i64,
    seq: i64,
    stage: String,
    problem: Option<String>,
    hint: Option<String>,
    width: Option<i64>,
    height: Option<i64>,
    duration: Option<f64>,
    number: Option<i64>,
    name: String,
    place: String,
    first_post: Option<String>,
    posts: i64,
    copies: i64,
    veils: i64,
}

// The exchange that brought a medium is listed among the others only. A medium has copies when its footage has other members, or when it shares a part with other footage.
const ROWS: &str = "
    SELECT * FROM (
      SELECT m.sha256, m.size, m.kind, m.mime, m.kept_at, m.seq, m.stage, m.problem, m.hint, m.width, m.height, m.duration, f.number,
             r.name, r.place,
             (SELECT pm.post_id FROM post_media AS pm JOIN post AS p ON p.id = pm.post_id
              WHERE pm.sha256 = m.sha256 ORDER BY p.first_seen, p.id LIMIT 1) AS first_post,
             (SELECT COUNT(DISTINCT post_id) FROM post_media WHERE sha256 = m.sha256) AS posts,
             (SELECT COUNT(*) FROM (
                SELECT o.sha256 FROM footage_media AS o WHERE o.number = f.number AND o.sha256 <> m.sha256
                UNION SELECT CASE WHEN x.query = m.sha256 THEN x.reference ELSE x.query END FROM standing AS x
                      WHERE x.query = m.sha256 OR x.reference = m.sha256) AS c) AS copies,
             (SELECT COUNT(*) FROM veil WHERE veil.sha256 = m.sha256) AS veils,
             (SELECT COUNT(*) FROM description WHERE description.sha256 = m.sha256) AS described
      FROM media AS m
      JOIN receipt AS r ON r.sha256 = m.sha256 AND r.seq = m.seq
      LEFT JOIN footage_media AS f ON f.sha256 = m.sha256
      WHERE ($1 = '' OR m.kind = $1) AND ($2 < 0 OR m.seq < $2)
        AND ($1 <> '' OR NOT EXISTS (SELECT 1 FROM capture AS k WHERE k.warc = m.sha256))
        AND ($3 = '' OR LOWER(r.name) LIKE $3 ESCAPE '!' OR LOWER(r.place) LIKE $3 ESCAPE '!' OR EXISTS (
              SELECT 1 FROM post_media AS pm JOIN post AS p ON p.id = pm.post_id JOIN source AS s ON s.id = p.source_id
              JOIN observation AS o ON o.post_id = p.id
              WHERE pm.sha256 = m.sha256
                AND (LOWER(o.text) LIKE $3 ESCAPE '!' OR LOWER(s.handle) LIKE $3 ESCAPE '!' OR LOWER(s.name) LIKE $3 ESCAPE '!')))
    ) AS item
    WHERE ($4 = '' OR ($4 = 'yes' AND copies > 0) OR ($4 = 'no' AND copies = 0 AND stage = 'matched')
           OR ($4 = 'trouble' AND stage = 'unreadable')
           OR ($4 = 'undescribed' AND described = 0 AND veils > 0))
    ORDER BY seq DESC LIMIT $5";

/// One page of what came in, newest first.
pub async fn inbox(desk: &Desk, query: InboxQuery) -> Result<InboxPage> {
    let like = match query.text.trim() {
        "" => String::new(),
        text => {
            let escaped = text.to_lowercase().replace('!', "!!").replace('%', "!%").replace('_', "!_");
            format!("%{escaped}%")
        }
    };
    let args = args![&query.kind, query.before.unwrap_or(-1), like, &query.show, PAGE + 1];
    let mut rows: Vec<MediaColumns> = desk.db.all(ROWS, args).await?;
    let more = rows.len() > usize::try_from(PAGE).unwrap_or(usize::MAX);
    rows.truncate(usize::try_from(PAGE).unwrap_or(usize::MAX));
    let next = rows.last().filter(|_| more).map(|row| row.seq);
    let mut items = Vec::with_capacity(rows.len());
    // Copies of one footage often stand together: its earliest appearance is computed once a page.
    let mut earliest = BTreeMap::new();
    for row in rows {
        if let Some(footage) = row.number.map(FootageRef)
            && let Entry::Vacant(entry) = earliest.entry(footage)
        {
            entry.insert(rows::earliest(desk, footage).await?);
        }
        items.push(item(desk, row, &earliest).await?);
    }
    Ok(InboxPage { query, items, counts: counts(desk).await?, next })
}

async fn item(desk: &Desk, row: MediaColumns, earliest: &BTreeMap<FootageRef, Option<Earliest>>) -> Result<InboxItem> {
    let footage = row.number.map(FootageRef);
    let post = match &row.first_post {
        Some(id) => rows::post(desk, id).await?,
        None => None,
    };
    let earliest = footage.and_then(|footage| earliest.get(&footage).cloned().flatten());
    Ok(InboxItem {
        severity: rows::severity(desk, &row.sha256).await?,
        sha256: row.sha256,
        name: row.name,
        place: row.place,
        kind: row.kind,
        mime: row.mime,
        size: row.size,
        width: row.width,
        height: row.height,
        duration: row.duration,
        received: row.kept_at.into(),
        stage: row.stage,
        trouble: row.problem.map(|what| Trouble { what, hint: row.hint.unwrap_or_default() }),
        footage,
        copies: row.copies,
        earliest,
        post,
        posts: row.posts,
        veil: row.veils > 0,
        seq: row.seq,
    })
}

async fn counts(desk: &Desk) -> Result<InboxCounts> {
    let count = async |sql: &'static str| desk.db.number(sql, args![]).await;
    Ok(InboxCounts {
        all: count("SELECT COUNT(*) FROM media").await?,
        seen: count(
            "SELECT COUNT(*) FROM (SELECT query FROM standing UNION SELECT reference FROM standing) AS seen",
        )
        .await?,
        trouble: count("SELECT COUNT(*) FROM media WHERE stage = 'unreadable'").await?,
        undescribed: count(
            "SELECT COUNT(*) FROM veil WHERE NOT EXISTS (SELECT 1 FROM description WHERE description.sha256 = veil.sha256)",
        )
        .await?,
        working: count("SELECT COUNT(*) FROM job WHERE state IN ('waiting', 'running')").await?,
    })
}

/// What is wrong with a medium, if anything, including work on it that failed.
pub async fn trouble(desk: &Desk, sha256: &str) -> Result<Option<Trouble>> {
    let row: Option<(String, Option<String>)> = desk
        .db
        .first(
            "SELECT problem, hint FROM media WHERE sha256 = $1 AND problem IS NOT NULL
             UNION ALL SELECT error, hint FROM job WHERE object = $1 AND state = 'failed' LIMIT 1",
            args![sha256],
        )
        .await?;
    Ok(row.map(|(what, hint)| Trouble { what, hint: hint.unwrap_or_default() }))
}

/// How many of these media show footage that another kept medium shows too.
pub async fn seen_among(desk: &Desk, media: &[String]) -> Result<u64> {
    let mut seen = 0;
    for sha256 in media.iter().collect::<std::collections::BTreeSet<_>>() {
        let matched = "SELECT COUNT(*) FROM standing WHERE query = $1 OR reference = $1";
        seen += u64::from(desk.db.number(matched, args![sha256]).await? > 0);
    }
    Ok(seen)
}
