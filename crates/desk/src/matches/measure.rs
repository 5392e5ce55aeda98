//! Measuring one medium against everything fingerprinted before it, and grouping by what was found.
//!
//! Each pair is measured by the one that was fingerprinted later. When a layer is added to either, the later one measures the
//! pair again; what people decided stays.

use serde_json::Value;

use super::{Found, group};
use crate::{
    Desk, args, blocking,
    error::Result,
    fingerprint,
    preserve::custody::{Act, Change, Event},
};

/// Whether a medium was never measured, or not since a layer came, its own or that of one fingerprinted before it.
pub(crate) async fn is_due(desk: &Desk, medium: &str) -> Result<bool> {
    let sql = "SELECT COUNT(*) FROM media AS m WHERE m.sha256 = $1 AND (m.stage <> 'matched' OR EXISTS (
                   SELECT 1 FROM fingerprint AS f JOIN media AS other ON other.sha256 = f.sha256
                   WHERE f.seq > m.measured AND other.fingerprinted <= m.fingerprinted))";
    Ok(desk.db.number(sql, args![medium]).await? > 0)
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
        let found = matcher.find(&layers, copydetect::THRESHOLD);
        (layers, found)
    })
    .await?;
    let found: Vec<Found> = found.into_iter().filter(|found| found.seq < own).collect();
    let mut change = desk.custody.change("desk").await?;
    if !layers.is_empty() {
        let references: Vec<&str> = found.iter().map(|found| found.sha256.as_str()).collect();
        let logged = change.log(Event::media(Act::Matched, medium).with("references", Value::from(references))).await?;
        for found in &found {
            let length = super::seen::length(desk, &found.sha256).await?;
            let cover = super::cover(&layers, length, &found.candidate);
            keep(&mut change, medium, found, cover, logged.seq).await?;
        }
        group(&mut change, medium).await?;
    }
    let sql = "UPDATE media SET stage = 'matched', measured = $2 WHERE sha256 = $1";
    change.tx.run(sql, args![medium, upto]).await?;
    change.commit().await
}

/// Keeps what was measured, unless more was measured before.
async fn keep(change: &mut Change, medium: &str, found: &Found, cover: (f64, f64), seq: i64) -> Result<()> {
    let candidate = &found.candidate;
    let detail = serde_json::json!({ "segments": candidate.segments, "changes": candidate.changes });
    change
        .tx
        .run(
            "INSERT INTO matching (query, reference, score, query_cover, reference_cover, detail, seq)
             VALUES ($1, $2, $3, $4, $5, $6, $7)
             ON CONFLICT (query, reference) DO UPDATE
             SET score = excluded.score, query_cover = excluded.query_cover, reference_cover = excluded.reference_cover,
                 detail = excluded.detail, seq = excluded.seq
             WHERE excluded.score >= matching.score",
            args![medium, &found.sha256, f64::from(candidate.score), cover.0, cover.1, detail.to_string(), seq],
        )
        .await?;
    Ok(())
}
