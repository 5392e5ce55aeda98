//! Sources: what they are, under which handles they spoke, what they posted, and how what they asserted fared.

use serde::Serialize;
use sqlx::AssertSqlSafe;
use utoipa::ToSchema;

use crate::{
    Desk, args,
    claims::{
        assertion::Stance,
        claim::{self, Claim},
        entity, source,
    },
    error::{Error, Result},
    findings::State,
};

/// So many sources are listed.
const SOURCES: usize = 500;

/// A source in a line, with its track record: how what it asserts fared with others and with this desk. What is said
/// through an account that a person gave to it counts as its own.
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
    /// Claims that it asserts and on which this desk has found neither.
    pub open: i64,
}

/// A source with what is known of it.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct SourcePage {
    /// The source and its track record.
    pub line: SourceLine,
    /// The entity that speaks through it: `E-7` and its name.
    pub entity: Option<(String, String)>,
    /// The handles that it used, in the order in which they were recorded.
    pub handles: Vec<HandleRow>,
    /// What it says now, newest claim first.
    pub claims: Vec<SaidRow>,
}

/// A handle that a source used.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct HandleRow {
    /// Identifier.
    pub id: String,
    /// `telegram`, `youtube`, ...
    pub platform: String,
    /// Without `@`.
    pub handle: String,
    /// Its page.
    pub url: Option<String>,
    /// Since when it was the source's, as written.
    pub since: Option<String>,
    /// Until when, as written.
    pub until: Option<String>,
    /// Posts of that account that are kept here.
    pub posts: i64,
}

/// A claim to which a source takes a stance, and how the claim fared.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct SaidRow {
    /// `C-40`.
    pub claim: String,
    /// In plain English, without its full stop.
    pub sentence: String,
    /// What the source says to it now.
    pub stance: Stance,
    /// What this desk found, where it did.
    pub found: Option<State>,
}

/// Whose words are whose, where each source stands now, and what this desk found on a claim.
const STANDING: &str = "
    speaker (source, account) AS (
        SELECT id, id FROM source
        UNION SELECT h.source, h.account FROM source_handle AS h WHERE h.account IS NOT NULL
          AND NOT EXISTS (SELECT 1 FROM amendment AS x WHERE x.object = 'handle:' || h.id)),
    said AS (
        SELECT s.source, a.claim, a.stance,
               ROW_NUMBER() OVER (PARTITION BY s.source, a.claim ORDER BY a.seq DESC) AS back
        FROM speaker AS s JOIN assertion AS a ON a.source = s.account
        WHERE NOT EXISTS (SELECT 1 FROM amendment AS x WHERE x.object = 'assertion:' || a.id)
          AND NOT EXISTS (SELECT 1 FROM amendment AS x WHERE x.object = 'claim:' || a.claim)),
    standing AS (SELECT source, claim, stance FROM said WHERE back = 1),
    verdict AS (
        SELECT f.about, f.state FROM finding_agreed AS f WHERE f.pillar = 'verdict'
          AND f.seq = (SELECT MAX(g.seq) FROM finding_agreed AS g WHERE g.about = f.about AND g.pillar = 'verdict'))";

const RECORD: &str = "
    denied AS (SELECT DISTINCT claim FROM standing WHERE stance = 'denies'),
    record AS (
        SELECT w.source,
          SUM(CASE WHEN w.stance = 'asserts' THEN 1 ELSE 0 END) AS asserts,
          SUM(CASE WHEN w.stance = 'asserts' AND d.claim IS NOT NULL THEN 1 ELSE 0 END) AS denied,
          SUM(CASE WHEN w.stance = 'retracts' THEN 1 ELSE 0 END) AS retracted,
          SUM(CASE WHEN w.stance = 'asserts' AND v.state = 'confirmed' THEN 1 ELSE 0 END) AS confirmed,
          SUM(CASE WHEN w.stance = 'asserts' AND v.state = 'contradicted' THEN 1 ELSE 0 END) AS contradicted
        FROM standing AS w LEFT JOIN denied AS d ON d.claim = w.claim
          LEFT JOIN verdict AS v ON v.about = 'claim:' || w.claim GROUP BY w.source),
    posted AS (
        SELECT s.source, COUNT(*) AS posts FROM speaker AS s JOIN post AS p ON p.source_id = s.account GROUP BY s.source)
    SELECT t.id, t.platform, t.handle, t.name, t.kind, t.entity, COALESCE(p.posts, 0) AS posts,
      COALESCE(r.asserts, 0) AS asserts, COALESCE(r.denied, 0) AS denied, COALESCE(r.retracted, 0) AS retracted,
      COALESCE(r.confirmed, 0) AS confirmed, COALESCE(r.contradicted, 0) AS contradicted
    FROM told AS t LEFT JOIN record AS r ON r.source = t.id LEFT JOIN posted AS p ON p.source = t.id
    WHERE $1 = '' OR t.id = $1
    ORDER BY asserts DESC, posts DESC, t.id LIMIT $2";

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

impl From<SourceRow> for SourceLine {
    fn from(row: SourceRow) -> Self {
        Self {
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
            open: row.asserts - row.confirmed - row.contradicted,
        }
    }
}

/// The sources, those that assert most first.
pub async fn sources(desk: &Desk) -> Result<Vec<SourceLine>> {
    lines(desk, "", SOURCES).await
}

async fn lines(desk: &Desk, id: &str, most: usize) -> Result<Vec<SourceLine>> {
    let sql = AssertSqlSafe(format!("WITH told AS ({}), {STANDING}, {RECORD}", source::SOURCE));
    let rows: Vec<SourceRow> = desk.db.all(sql, args![id, i64::try_from(most).unwrap_or(i64::MAX)]).await?;
    Ok(rows.into_iter().map(SourceLine::from).collect())
}

/// One source, by its identifier.
pub async fn source(desk: &Desk, id: &str) -> Result<SourcePage> {
    let missing = || Error::NotFound { what: "source", name: id.chars().take(40).collect() };
    let line = lines(desk, id, 1).await?.pop().filter(|line| line.id == id).ok_or_else(missing)?;
    let entity = match source::get(&desk.db, id).await?.entity {
        Some(entity) => {
            let entity = entity::get(&desk.db, &entity).await?;
            Some((entity.sayable().to_string(), entity.name))
        }
        None => None,
    };
    let mut handles = Vec::new();
    for handle in source::handles(&desk.db, id).await? {
        let posts = match &handle.account {
            Some(account) => desk.db.number("SELECT COUNT(*) FROM post WHERE source_id = $1", args![account]).await?,
            None => 0,
        };
        let period = handle.period.map(|period| period.0);
        let end = |when: Option<crate::claims::time::When>| when.map(|when| when.words);
        let (since, until) = period.map_or((None, None), |period| (end(period.from), end(period.until)));
        handles.push(HandleRow {
            id: handle.id,
            platform: handle.platform,
            handle: handle.handle,
            url: handle.url,
            since,
            until,
            posts,
        });
    }
    Ok(SourcePage { line, entity, handles, claims: said(desk, id).await? })
}

#[derive(sqlx::FromRow)]
struct Said {
    #[sqlx(flatten)]
    claim: Claim,
    stance: Stance,
    found: Option<State>,
}

async fn said(desk: &Desk, id: &str) -> Result<Vec<SaidRow>> {
    let sql = AssertSqlSafe(format!(
        "WITH {STANDING} SELECT c.*, w.stance, v.state AS found FROM standing AS w JOIN claim AS c ON c.id = w.claim
         LEFT JOIN verdict AS v ON v.about = 'claim:' || w.claim WHERE w.source = $1 ORDER BY c.number DESC LIMIT 500"
    ));
    let rows: Vec<Said> = desk.db.all(sql, args![id]).await?;
    let (claims, rest): (Vec<Claim>, Vec<_>) = rows.into_iter().map(|row| (row.claim, (row.stance, row.found))).unzip();
    let names = claim::names(&desk.db, &claims).await?;
    let row = |(claim, (stance, found)): (&Claim, (Stance, Option<State>))| SaidRow {
        claim: claim.sayable().to_string(),
        sentence: claim::sentence(claim, &names),
        stance,
        found,
    };
    Ok(claims.iter().zip(rest).map(row).collect())
}
