//! Measuring one medium against everything fingerprinted before it, and grouping by what was found.
//!
//! Each pair is measured by the one that was fingerprinted later. When a layer is added to either, the later one measures the
//! pair again; what people decided stays.

use serde_json::Value;

use super::{Found, common, group, regroup};
use crate::{
    Desk, args, blocking,
    error::Result,
    fingerprint, news,
    preserve::custody::{Act, Change, Event},
};

/// Whether a medium was never measured, or not since a layer came, its own or that of one fingerprinted before it.
pub(crate) async fn is_due(desk: &Desk, medium: &str) -> Result<bool> {
    let sql = "SELECT COUNT(*) FROM media AS m WHERE m.sha256 = $1 AND (m.stage <> 'matched' OR EXISTS (
                   SELECT 1 FROM fingerprint AS f JOIN media AS other ON other.sha256 = f.sha256
                   WHERE f.seq > m.measured AND other.fingerprinted <= m.fingerprinted))";
    Ok(desk.db.number(sql, args![medium]).await? > 0)
}

/// Media that are to be measured again because a layer came after they were, in the order in which they have to be.
pub(crate) async fn stale(desk: &Desk) -> Result<Vec<String>> {
    let sql = "
        SELECT sha256 FROM (
            SELECT m.sha256, m.stage, m.measured, m.fingerprinted,
                   MAX(f.newest) OVER (ORDER BY m.fingerprinted) AS newest
            FROM media AS m
            JOIN (SELECT sha256, MAX(seq) AS newest FROM fingerprint GROUP BY sha256) AS f ON f.sha256 = m.sha256
            WHERE m.fingerprinted IS NOT NULL) AS run
        WHERE newest > measured AND stage = 'matched' ORDER BY fingerprinted";
    let rows: Vec<(String,)> = desk.db.all(sql, args![]).await?;
    Ok(rows.into_iter().map(|(sha256,)| sha256).collect())
}

/// Measures a medium and groups it, in one change.
pub(crate) async fn measure(desk: &Desk, medium: &str) -> Result<()> {
    let layers = fingerprint::of_medium(desk, medium).await?;
    let own: Option<(Option<i64>,)> =
        desk.db.first("SELECT fingerprinted FROM media WHERE sha256 = $1", args![medium]).await?;
    let own = own.and_then(|(seq,)| seq).unwrap_or_default();
    let upto = desk.matcher.catch_up(desk).await?;
    let matcher = desk.matcher.clone();
    let (layers, found) = blocking(move || {
        let found = matcher.find(&layers, 0.0);
        (layers, found)
    })
    .await?;
    let found: Vec<Found> = found.into_iter().filter(|found| found.seq < own).collect();
    let (matched, rest): (Vec<_>, Vec<_>) =
        found.into_iter().partition(|found| found.candidate.score >= copydetect::THRESHOLD);
    let mut change = desk.custody.change("desk").await?;
    if !layers.is_empty() {
        let references: Vec<&str> = matched.iter().map(|found| found.sha256.as_str()).collect();
        let logged = change.log(Event::media(Act::Matched, medium).with("references", Value::from(references))).await?;
        let media: Vec<&str> = matched.iter().map(|found| found.sha256.as_str()).chain([medium]).collect();
        let before = news::before(&mut change, &media).await?;
        for found in &matched {
            let length = super::seen::length(desk, &found.sha256).await?;
            let cover = super::cover(&layers, length, &found.candidate);
            keep(&mut change, medium, found, cover, logged.seq).await?;
        }
        for found in rest.iter().filter(|found| found.candidate.is_lead()) {
            keep_lead(&mut change, medium, found, logged.seq).await?;
        }
        let touched = common::apply(&mut change, medium).await?;
        group(&mut change, medium).await?;
        if !touched.is_empty() {
            regroup(&mut change, &touched).await?;
        }
        before.tell(&mut change).await?;
    }
    let sql = "UPDATE media SET stage = 'matched', measured = $2 WHERE sha256 = $1";
    change.tx.run(sql, args![medium, upto]).await?;
    change.commit().await
}

fn detail(found: &Found) -> String {
    let candidate = &found.candidate;
    let heard = candidate.heard.as_ref().filter(|_| candidate.is_soundtrack());
    let segments = heard.map_or(&candidate.segments, |heard| &heard.segments);
    serde_json::json!({ "segments": segments, "changes": candidate.changes, "heard": candidate.heard }).to_string()
}

/// Keeps what was measured, unless more was measured before. What is a match is no longer a lead.
async fn keep(change: &mut Change, medium: &str, found: &Found, cover: (f64, f64), seq: i64) -> Result<()> {
    change
        .tx
        .run(
            "INSERT INTO matching (query, reference, score, query_cover, reference_cover, detail, seq)
             VALUES ($1, $2, $3, $4, $5, $6, $7)
             ON CONFLICT (query, reference) DO UPDATE
             SET score = excluded.score, query_cover = excluded.query_cover, reference_cover = excluded.reference_cover,
                 detail = excluded.detail, seq = excluded.seq
             WHERE excluded.score >= matching.score",
            args![medium, &found.sha256, f64::from(found.candidate.score), cover.0, cover.1, detail(found), seq],
        )
        .await?;
    let sql = "DELETE FROM lead WHERE query = $1 AND reference = $2";
    change.tx.run(sql, args![medium, &found.sha256]).await?;
    Ok(())
}

/// Keeps a lead, unless the two match by what was measured before.
async fn keep_lead(change: &mut Change, medium: &str, found: &Found, seq: i64) -> Result<()> {
    let candidate = &found.candidate;
    let (same_scene, score) = (f64::from(candidate.same_scene), f64::from(candidate.score));
    change
        .tx
        .run(
            "INSERT INTO lead (query, reference, same_scene, score, detail, seq)
             SELECT m.sha256, $2, $3, $4, $5, $6 FROM media AS m
             WHERE m.sha256 = $1 AND NOT EXISTS (SELECT 1 FROM matching WHERE query = $1 AND reference = $2)
             ON CONFLICT (query, reference) DO UPDATE
             SET same_scene = excluded.same_scene, score = excluded.score, detail = excluded.detail, seq = excluded.seq",
            args![medium, &found.sha256, same_scene, score, detail(found), seq],
        )
        .await?;
    Ok(())
}
