//! Pairs of media that measuring brought together: matches and leads, and what people said of them.

use serde::Serialize;
use utoipa::ToSchema;

use crate::{
    Desk, args, clock,
    error::{Error, Result},
    ids::FootageRef,
    matches::seen,
};

/// One match or lead, for the side-by-side view.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct MatchRow {
    /// `match`, or `lead`: the same scene, probably at another moment, or the same sound under other pictures.
    pub relation: String,
    /// The later kept medium.
    pub query: String,
    /// Its file name.
    pub query_name: String,
    /// `photo` or `video`.
    pub query_kind: String,
    /// Width over height of its picture, where known.
    pub query_aspect: Option<f64>,
    /// Its length in seconds, where it has one.
    pub query_duration: Option<f64>,
    /// Its footage.
    #[schema(value_type = Option<String>)]
    pub query_footage: Option<FootageRef>,
    /// The earlier kept medium.
    pub reference: String,
    /// Its file name.
    pub reference_name: String,
    /// `photo` or `video`.
    pub reference_kind: String,
    /// Width over height of its picture, where known.
    pub reference_aspect: Option<f64>,
    /// Its length in seconds, where it has one.
    pub reference_duration: Option<f64>,
    /// Its footage.
    #[schema(value_type = Option<String>)]
    pub reference_footage: Option<FootageRef>,
    /// 0 to 1, 1 surest.
    pub score: f64,
    /// Of a lead: how sure that both show the same scene, 0 to 1.
    pub same_scene: Option<f64>,
    /// `suggested`, `confirmed` (one recording), `scene` (one scene, two recordings) or `rejected`.
    pub state: String,
    /// Who decided, when, why; empty while suggested.
    pub decided: String,
    /// What both share and is marked as common, where they share nothing else.
    pub muted: Option<String>,
    /// What was changed, in a sentence.
    pub sentence: String,
    /// Which seconds of the query lie on which seconds of the reference; empty for photos.
    pub segments: Vec<SegmentRow>,
    /// What was changed, as far as known: `copydetect::Changes` as JSON.
    #[schema(value_type = Object)]
    pub changes: serde_json::Value,
    /// Where each place of the query lies in the reference: nine numbers of a projective map, row by row, in shares of width
    /// and height.
    pub overlay: Vec<f32>,
    /// The same from the reference to the query; empty where there is no way back.
    pub overlay_back: Vec<f32>,
}

/// Seconds of the query that lie on seconds of the reference.
#[derive(Clone, Debug, PartialEq, Serialize, ToSchema)]
pub struct SegmentRow {
    /// Seconds from the start of the query.
    pub query_start: f64,
    /// Seconds.
    pub query_end: f64,
    /// Seconds from the start of the reference.
    pub reference_start: f64,
    /// Seconds.
    pub reference_end: f64,
    /// How much faster the query runs: 1 is the same speed.
    pub speed: f64,
}

/// Where a pair stands on a footage page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Standing {
    /// One recording, by measuring or by a person's word.
    Match,
    /// One scene at two moments.
    Lead,
    /// A person said that it is neither.
    Rejected,
    /// Only what is marked as common is shared.
    Muted,
}

impl MatchRow {
    pub(super) fn standing(&self) -> Standing {
        match (self.relation.as_str(), self.state.as_str()) {
            (_, "rejected") => Standing::Rejected,
            ("lead", _) | (_, "scene") => Standing::Lead,
            ("match", "suggested") if self.muted.is_some() => Standing::Muted,
            _ => Standing::Match,
        }
    }
}

#[derive(sqlx::FromRow)]
struct Columns {
    relation: String,
    query: String,
    query_name: String,
    query_kind: String,
    query_width: Option<i64>,
    query_height: Option<i64>,
    query_duration: Option<f64>,
    query_footage: Option<i64>,
    reference: String,
    reference_name: String,
    reference_kind: String,
    reference_width: Option<i64>,
    reference_height: Option<i64>,
    reference_duration: Option<f64>,
    reference_footage: Option<i64>,
    score: f64,
    same_scene: Option<f64>,
    detail: String,
    muted: Option<String>,
    verdict: Option<String>,
    by_whom: Option<String>,
    at: Option<i64>,
    reason: Option<String>,
}

const PAIRS: &str = "
    SELECT pair.relation, pair.query, qr.name AS query_name, q.kind AS query_kind, q.width AS query_width,
           q.height AS query_height, q.duration AS query_duration, qf.number AS query_footage,
           pair.reference, rr.name AS reference_name, r.kind AS reference_kind, r.width AS reference_width,
           r.height AS reference_height, r.duration AS reference_duration, rf.number AS reference_footage,
           pair.score, pair.same_scene, pair.detail,
           (SELECT c.words FROM common_now AS c WHERE c.mark = pair.muted) AS muted,
           v.verdict, v.by_whom, v.at, v.reason
    FROM (SELECT 'match' AS relation, query, reference, score, CAST(NULL AS DOUBLE PRECISION) AS same_scene, detail, muted
          FROM matching WHERE query = $1 OR reference = $1
          UNION ALL
          SELECT 'lead', query, reference, score, same_scene, detail, NULL FROM lead WHERE query = $1 OR reference = $1) AS pair
    JOIN media AS q ON q.sha256 = pair.query JOIN receipt AS qr ON qr.sha256 = q.sha256 AND qr.seq = q.seq
    JOIN media AS r ON r.sha256 = pair.reference JOIN receipt AS rr ON rr.sha256 = r.sha256 AND rr.seq = r.seq
    LEFT JOIN footage_media AS qf ON qf.sha256 = pair.query
    LEFT JOIN footage_media AS rf ON rf.sha256 = pair.reference
    LEFT JOIN verdict AS v ON v.query = pair.query AND v.reference = pair.reference";

/// Every pair that a medium is in, whatever people said of it.
pub(super) async fn pairs_of(desk: &Desk, sha256: &str) -> Result<Vec<MatchRow>> {
    let rows: Vec<Columns> = desk.db.all(PAIRS, args![sha256]).await?;
    Ok(rows.into_iter().map(row).collect())
}

/// The match or lead of two media.
pub async fn pair(desk: &Desk, query: &str, reference: &str) -> Result<MatchRow> {
    let rows = pairs_of(desk, query).await?;
    rows.into_iter().find(|row| row.query == query && row.reference == reference).ok_or_else(|| Error::NotFound {
        what: "match",
        name: format!("of {query} with {reference}").chars().take(160).collect(),
    })
}

fn row(row: Columns) -> MatchRow {
    let (segments, changes) = seen::detail(&row.detail);
    let decided = match (&row.verdict, row.at) {
        (Some(verdict), Some(at)) if verdict != "suggested" => {
            let word = if verdict == "scene" { "called the same scene" } else { verdict };
            let reason = row.reason.filter(|reason| !reason.is_empty()).map(|reason| format!(": {reason}"));
            let by = row.by_whom.unwrap_or_default();
            format!("{word} by {by} on {}{}", clock::plain(at), reason.unwrap_or_default())
        }
        _ => String::new(),
    };
    let overlay = changes.overlay();
    let sentence = match row.relation.as_str() {
        "lead" if changes.kind != copydetect::Kind::Soundtrack => {
            "the same scene, probably at another moment".to_owned()
        }
        _ => changes.sentence(),
    };
    MatchRow {
        relation: row.relation,
        query: row.query,
        query_name: row.query_name,
        query_kind: row.query_kind,
        query_aspect: aspect(row.query_width, row.query_height),
        query_duration: row.query_duration,
        query_footage: row.query_footage.map(FootageRef),
        reference: row.reference,
        reference_name: row.reference_name,
        reference_kind: row.reference_kind,
        reference_aspect: aspect(row.reference_width, row.reference_height),
        reference_duration: row.reference_duration,
        reference_footage: row.reference_footage.map(FootageRef),
        score: row.score,
        same_scene: row.same_scene,
        state: row.verdict.unwrap_or_else(|| "suggested".into()),
        decided,
        muted: row.muted,
        sentence,
        segments: segments
            .iter()
            .map(|segment| SegmentRow {
                query_start: segment.query.0,
                query_end: segment.query.1,
                reference_start: segment.reference.0,
                reference_end: segment.reference.1,
                speed: segment.speed,
            })
            .collect(),
        changes: serde_json::to_value(changes).unwrap_or_default(),
        overlay: overlay.matrix().to_vec(),
        overlay_back: overlay.back().map(|back| back.matrix().to_vec()).unwrap_or_default(),
    }
}

fn aspect(width: Option<i64>, height: Option<i64>) -> Option<f64> {
    #[expect(clippy::cast_precision_loss, reason = "pixels of a side are far below 2^52")]
    width
        .zip(height)
        .filter(|(width, height)| *width > 0 && *height > 0)
        .map(|(width, height)| width as f64 / height as f64)
}
