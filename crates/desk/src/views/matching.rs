//! How this desk matches: which layers of fingerprints there are, what scores mean on its own decisions, what is common.

use serde::Serialize;
use utoipa::ToSchema;

use super::parts::Instant;
use crate::{
    Desk, args,
    error::Result,
    fingerprint::{LAYERS, State},
    ids::FootageRef,
    matches::{
        common,
        seen::THRESHOLD,
        threshold::{self, Band, NEVER},
    },
};

/// The matching page.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct MatchingPage {
    /// Every layer of fingerprints.
    pub layers: Vec<LayerRow>,
    /// From this score on, two media are suggested as a match.
    pub suggested_from: f64,
    /// From this score on, measuring alone makes two media one recording; 2 when only people do.
    pub group_from: f64,
    /// What people said of suggested pairs, by score.
    pub decisions: Vec<BandRow>,
    /// What other settings would do.
    pub choices: Vec<Choice>,
    /// What is marked as common, newest first.
    pub common: Vec<MarkRow>,
}

/// One layer of fingerprints.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct LayerRow {
    /// Its name.
    pub name: String,
    /// What it recognises.
    pub what: String,
    /// Its version; none while it is missing.
    pub version: Option<String>,
    /// Why it is missing; empty when it is there.
    pub why: String,
    /// What to do about that.
    pub mend: String,
    /// How many examined media it applies to.
    pub of: i64,
    /// How many of them have it, in this version where there is one.
    pub made: i64,
}

/// Decisions on pairs with a score in one band.
#[derive(Clone, Debug, PartialEq, Serialize, ToSchema)]
pub struct BandRow {
    /// `photos`: of photos with photos; `videos`: of pairs with a video.
    pub of: String,
    /// From this score on.
    pub from: f64,
    /// Below this score; 1.01 for all that are left.
    pub to: f64,
    /// Pairs that people confirmed.
    pub confirmed: i64,
    /// Pairs that people said are not one recording.
    pub rejected: i64,
    /// Pairs that nobody has decided.
    pub undecided: i64,
    /// The share of decided pairs that were confirmed; none without decisions.
    pub precision: Option<f64>,
    /// Lower end of its 95 % interval (Wilson).
    pub low: f64,
    /// Upper end.
    pub high: f64,
}

/// What a setting of the threshold would do.
#[derive(Clone, Debug, PartialEq, Serialize, ToSchema)]
pub struct Choice {
    /// Group from this score on; 2: never without a person.
    pub group_from: f64,
    /// Undecided pairs that measuring alone would make one recording.
    pub pairs: i64,
    /// How many more than now; fewer when negative.
    pub change: i64,
    /// Whether it is the setting now.
    pub current: bool,
    /// Of the pairs at or above it, the share of decided ones that were confirmed; none without decisions.
    pub precision: Option<f64>,
    /// Lower end of its 95 % interval (Wilson).
    pub low: f64,
    /// Upper end.
    pub high: f64,
}

/// A part of a medium that is marked as common.
#[derive(Clone, Debug, PartialEq, Serialize, ToSchema)]
pub struct MarkRow {
    /// Its identifier.
    pub mark: String,
    /// The medium.
    pub sha256: String,
    /// Its file name.
    pub name: String,
    /// Its footage.
    #[schema(value_type = Option<String>)]
    pub footage: Option<FootageRef>,
    /// From and to, seconds; none for all of it.
    pub stretch: Option<(f64, f64)>,
    /// Left, top, width and height in shares of the picture; none for all of it.
    pub region: Option<(f64, f64, f64, f64)>,
    /// What it is.
    pub words: String,
    /// Who marked it.
    pub by: String,
    /// When.
    pub at: Instant,
    /// How many matches it mutes.
    pub mutes: i64,
}

/// How the desk matches.
pub async fn matching(desk: &Desk) -> Result<MatchingPage> {
    let group_from = threshold::group_from(desk).await?;
    let (photos, videos) = (threshold::bands(desk, false).await?, threshold::bands(desk, true).await?);
    let rows = |of: &str, bands: &[Band]| -> Vec<BandRow> { bands.iter().map(|band| band_row(of, band)).collect() };
    let suggested = f64::from(THRESHOLD);
    let now = threshold::grouped_from(desk, group_from).await?;
    let mut choices = Vec::new();
    for score in [suggested, 0.7, 0.8, 0.9, 0.95, NEVER] {
        let pairs = threshold::grouped_from(desk, score).await?;
        let mut above = Band { from: score, to: NEVER, ..Band::default() };
        for band in photos.iter().chain(&videos).filter(|band| band.from >= score - 1e-6) {
            above.confirmed += band.confirmed;
            above.rejected += band.rejected;
        }
        let (low, high) = above.interval();
        choices.push(Choice {
            group_from: score,
            pairs,
            change: pairs - now,
            current: (score - group_from).abs() < 1e-3,
            precision: above.precision(),
            low,
            high,
        });
    }
    Ok(MatchingPage {
        layers: layers(desk).await?,
        suggested_from: suggested,
        group_from,
        decisions: [rows("photos", &photos), rows("videos", &videos)].concat(),
        choices,
        common: marks(desk).await?,
    })
}

fn band_row(of: &str, band: &Band) -> BandRow {
    let (low, high) = band.interval();
    BandRow {
        of: of.to_owned(),
        from: band.from,
        to: band.to,
        confirmed: band.confirmed,
        rejected: band.rejected,
        undecided: band.undecided,
        precision: band.precision(),
        low,
        high,
    }
}

/// Every layer, and how many media have it.
pub async fn layers(desk: &Desk) -> Result<Vec<LayerRow>> {
    let mut rows = Vec::new();
    for layer in LAYERS {
        let (version, why, mend) = match layer.state(desk) {
            State::Ready { version } => (Some(version), String::new(), String::new()),
            State::Missing { why, mend } => (None, why, mend),
        };
        let (mut of, mut made) = (0, 0);
        for kind in layer.kinds() {
            let examined = "SELECT COUNT(*) FROM media WHERE stage IN ('fingerprinted', 'matched') AND kind = $1";
            of += desk.db.number(examined, args![*kind]).await?;
            let with = "SELECT COUNT(*) FROM media AS m JOIN fingerprint AS f ON f.sha256 = m.sha256
                        WHERE m.stage IN ('fingerprinted', 'matched') AND m.kind = $1 AND f.layer = $2
                          AND ($3 = '' OR f.version = $3)";
            made += desk.db.number(with, args![*kind, layer.name(), version.clone().unwrap_or_default()]).await?;
        }
        rows.push(LayerRow { name: layer.name().into(), what: layer.what().into(), version, why, mend, of, made });
    }
    Ok(rows)
}

/// What is marked as common, newest first.
pub(super) async fn marks(desk: &Desk) -> Result<Vec<MarkRow>> {
    let mut rows = Vec::new();
    for mark in common::marks(desk).await? {
        let named: Option<(String, Option<i64>)> = desk
            .db
            .first(
                "SELECT r.name, f.number FROM media AS m JOIN receipt AS r ON r.sha256 = m.sha256 AND r.seq = m.seq
                 LEFT JOIN footage_media AS f ON f.sha256 = m.sha256 WHERE m.sha256 = $1",
                args![&mark.sha256],
            )
            .await?;
        let (name, footage) = named.unwrap_or_default();
        let mutes = desk.db.number("SELECT COUNT(*) FROM matching WHERE muted = $1", args![&mark.id]).await?;
        rows.push(MarkRow {
            mark: mark.id,
            sha256: mark.sha256,
            name,
            footage: footage.map(FootageRef),
            stretch: mark.part.stretch,
            region: mark
                .part
                .region
                .map(|region| (region.x.into(), region.y.into(), region.width.into(), region.height.into())),
            words: mark.words,
            by: mark.by,
            at: mark.at.into(),
            mutes,
        });
    }
    Ok(rows)
}
