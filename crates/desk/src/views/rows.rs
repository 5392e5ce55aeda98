//! Reading the pieces that several screens share.

use crate::{
    Desk, args,
    error::Result,
    ids::FootageRef,
    matches::{appearances, reason},
    views::parts::{Earliest, Interval, PostLine, Severity},
};

#[derive(sqlx::FromRow)]
struct PostRow {
    id: String,
    platform: String,
    handle: Option<String>,
    source_name: Option<String>,
    url: Option<String>,
    text: String,
    language: Option<String>,
    posted_earliest: Option<i64>,
    posted_latest: Option<i64>,
    posted_words: Option<String>,
    posted_basis: Option<String>,
    observations: i64,
}

const POST: &str = "
    SELECT p.id, p.platform, s.handle, s.name AS source_name, p.url, o.text, o.language, o.posted_earliest, o.posted_latest,
           o.posted_words, o.posted_basis, (SELECT COUNT(*) FROM observation WHERE post_id = p.id) AS observations
    FROM post AS p JOIN source AS s ON s.id = p.source_id
    JOIN observation AS o ON o.post_id = p.id AND o.seq = (SELECT MAX(seq) FROM observation WHERE post_id = p.id)
    WHERE p.id = $1";

/// One post in a line.
pub(super) async fn post(desk: &Desk, id: &str) -> Result<Option<PostLine>> {
    let row: Option<PostRow> = desk.db.first(POST, args![id]).await?;
    Ok(row.map(|row| {
        let handle = row.handle.map(|handle| format!("@{handle}"));
        PostLine {
            id: row.id,
            platform: row.platform,
            source: handle.clone().or_else(|| row.source_name.clone()).unwrap_or_else(|| "unknown source".into()),
            source_name: handle.and(row.source_name),
            url: row.url,
            text: row.text,
            language: row.language,
            posted: row.posted_earliest.zip(row.posted_latest).map(|(earliest, latest)| {
                Interval::new(
                    earliest,
                    latest,
                    row.posted_words.unwrap_or_default(),
                    row.posted_basis.unwrap_or_default(),
                )
            }),
            observations: row.observations,
        }
    }))
}

/// The newest description of a medium.
pub(super) async fn severity(desk: &Desk, sha256: &str) -> Result<Severity> {
    let row: Option<(i64, String, String, i64)> = desk
        .db
        .first(
            "SELECT severity, words, by_whom, at FROM description WHERE sha256 = $1 ORDER BY seq DESC LIMIT 1",
            args![sha256],
        )
        .await?;
    Ok(row.map_or_else(Severity::unknown, |(level, words, by, at)| Severity::described(level, words, by, at)))
}

/// The earliest known appearance of footage.
pub(super) async fn earliest(desk: &Desk, footage: FootageRef) -> Result<Option<Earliest>> {
    let all = appearances(&desk.db, footage).await?;
    Ok(all.first().map(|first| Earliest {
        footage,
        sha256: first.sha256.clone(),
        name: first.name.clone(),
        latest: first.latest.into(),
        reason: reason(&all).unwrap_or_default(),
    }))
}
