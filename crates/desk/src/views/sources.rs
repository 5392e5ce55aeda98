//! Sources: what they are, what they posted, and how what they asserted fared.

use serde::Serialize;
use sqlx::AssertSqlSafe;
use utoipa::ToSchema;

use crate::{Desk, args, claims::source, error::Result};

/// A source in a line, with its track record: how what it asserts fared with others and with this desk.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct SourceLine {
    /// Identifier.
    pub id: String,
    /// The name under which it is shown.
    pub name: String,
    /// What it is, once somebody said so.
    pub kind: Option<source::Kind>,
    /// The platform of its posts.
    pub platform: String,
    /// Its handle there.
    pub handle: Option<String>,
    /// Posts of it that are kept.
    pub posts: i64,
    /// Claims that it asserts now.
    pub asserts: i64,
    /// Of these, claims that somebody else denies.
    pub denied: i64,
    /// Claims that it took back.
    pub retracted: i64,
    /// Claims that it asserts and this desk confirmed.
    pub confirmed: i64,
    /// Claims that it asserts and this desk found contradicted.
    pub contradicted: i64,
}

const SOURCES: &str = "
    , standing AS (
        SELECT a.claim, a.source, a.stance FROM assertion AS a
        WHERE a.seq = (SELECT MAX(b.seq) FROM assertion AS b WHERE b.claim = a.claim AND b.source = a.source)
          AND NOT EXISTS (SELECT 1 FROM amendment AS x WHERE x.object = 'assertion:' || a.id))
    , verdict AS (
        SELECT f.about, f.state FROM finding_agreed AS f WHERE f.pillar = 'verdict'
          AND f.seq = (SELECT MAX(g.seq) FROM finding_agreed AS g WHERE g.about = f.about AND g.pillar = 'verdict'))
    SELECT t.id, t.platform, t.handle, t.name, t.kind, t.entity,
      (SELECT COUNT(*) FROM post WHERE source_id = t.id) AS posts,
      (SELECT COUNT(*) FROM standing WHERE source = t.id AND stance = 'asserts') AS asserts,
      (SELECT COUNT(*) FROM standing AS w WHERE w.source = t.id AND w.stance = 'asserts' AND EXISTS (
         SELECT 1 FROM standing AS o WHERE o.claim = w.claim AND o.stance = 'denies')) AS denied,
      (SELECT COUNT(*) FROM standing WHERE source = t.id AND stance = 'retracts') AS retracted,
      (SELECT COUNT(*) FROM standing AS w JOIN verdict AS v ON v.about = 'claim:' || w.claim
         WHERE w.source = t.id AND w.stance = 'asserts' AND v.state = 'confirmed') AS confirmed,
      (SELECT COUNT(*) FROM standing AS w JOIN verdict AS v ON v.about = 'claim:' || w.claim
         WHERE w.source = t.id AND w.stance = 'asserts' AND v.state = 'contradicted') AS contradicted
    FROM told AS t ORDER BY asserts DESC, posts DESC, t.id LIMIT 500";

#[derive(sqlx::FromRow)]
struct SourceRow {
    #[sqlx(flatten)]
    source: source::Source,
    posts: i64,
    asserts: i64,
    denied: i64,
    retracted: i64,
    confirmed: i64,
    contradicted: i64,
}

/// The sources, those that assert most first.
pub async fn sources(desk: &Desk) -> Result<Vec<SourceLine>> {
    let sql = AssertSqlSafe(format!("WITH told AS ({}){SOURCES}", source::SOURCE));
    let rows: Vec<SourceRow> = desk.db.all(sql, args![]).await?;
    Ok(rows
        .into_iter()
        .map(|row| SourceLine {
            name: row.source.shown(),
            id: row.source.id,
            kind: row.source.kind,
            platform: row.source.platform,
            handle: row.source.handle,
            posts: row.posts,
            asserts: row.asserts,
            denied: row.denied,
            retracted: row.retracted,
            confirmed: row.confirmed,
            contradicted: row.contradicted,
        })
        .collect())
}
