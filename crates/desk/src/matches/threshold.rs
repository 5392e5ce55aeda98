//! From which score on measuring alone groups media, and what this desk's own decisions say about that.
//!
//! Matches are suggested from [`THRESHOLD`] on. A person may ask for more before two media become one recording by
//! themselves; what lies between stays suggested until somebody decides.

use std::collections::BTreeSet;

use super::{STRONG, regroup, seen::THRESHOLD};
use crate::{
    Desk, args,
    error::{Error, Result},
    news,
    preserve::custody::{Act, Event},
};

/// Above every score: only what people confirm is grouped.
pub const NEVER: f64 = 2.0;

/// Of the pairs that were suggested with a score in a band, what people said.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Band {
    /// From this score on.
    pub from: f64,
    /// Up to, and not with, this score.
    pub to: f64,
    /// Pairs that people confirmed as one recording.
    pub confirmed: i64,
    /// Pairs that people said are not one recording.
    pub rejected: i64,
    /// Pairs that nobody has decided.
    pub undecided: i64,
}

impl Band {
    /// The share of decided pairs that were confirmed; none without decisions.
    pub fn precision(&self) -> Option<f64> {
        let (right, all) = self.counts();
        (all > 0.0).then(|| right / all)
    }

    /// Where the true precision lies with 95 % confidence, by Wilson's score interval (Wilson 1927); 0 to 1 without decisions.
    pub fn interval(&self) -> (f64, f64) {
        let (right, all) = self.counts();
        if all == 0.0 {
            return (0.0, 1.0);
        }
        const Z: f64 = 1.959_964;
        let (share, square) = (right / all, Z * Z);
        let middle = (share + square / (2.0 * all)) / (1.0 + square / all);
        let reach = Z * (share * (1.0 - share) / all + square / (4.0 * all * all)).sqrt() / (1.0 + square / all);
        ((middle - reach).max(0.0), (middle + reach).min(1.0))
    }

    #[expect(clippy::cast_precision_loss, reason = "counts of decisions are far below 2^52")]
    fn counts(&self) -> (f64, f64) {
        (self.confirmed as f64, (self.confirmed + self.rejected) as f64)
    }
}

/// Decisions on suggested pairs by score, of photos with photos and of pairs with a video.
pub async fn bands(desk: &Desk, videos: bool) -> Result<Vec<Band>> {
    let rows: Vec<(f64, String)> = desk
        .db
        .all(
            "SELECT m.score, COALESCE(v.verdict, 'suggested') FROM matching AS m
             JOIN media AS q ON q.sha256 = m.query JOIN media AS r ON r.sha256 = m.reference
             LEFT JOIN verdict AS v ON v.query = m.query AND v.reference = m.reference
             WHERE m.muted IS NULL AND $1 = CASE WHEN q.kind = 'photo' AND r.kind = 'photo' THEN 0 ELSE 1 END",
            args![i64::from(videos)],
        )
        .await?;
    let limits = [f64::from(THRESHOLD), 0.7, 0.8, 0.9, 0.95, 1.01];
    let mut bands: Vec<Band> =
        limits.windows(2).map(|ends| Band { from: ends[0], to: ends[1], ..Band::default() }).collect();
    for (score, verdict) in rows {
        // Scores are stored as they were measured, in 32 bits.
        let Some(band) = bands.iter_mut().rev().find(|band| score >= band.from - 1e-6) else { continue };
        match verdict.as_str() {
            "confirmed" => band.confirmed += 1,
            "suggested" => band.undecided += 1,
            _ => band.rejected += 1,
        }
    }
    Ok(bands)
}

/// The score from which on this desk groups by measuring alone; [`NEVER`] when only people group.
pub async fn group_from(desk: &Desk) -> Result<f64> {
    let row: Option<(String,)> = desk.db.first("SELECT value FROM setting WHERE name = 'group_from'", args![]).await?;
    Ok(row.and_then(|(value,)| value.parse().ok()).unwrap_or(f64::from(THRESHOLD)))
}

/// How many undecided pairs would be grouped by measuring alone from a score on.
pub async fn grouped_from(desk: &Desk, score: f64) -> Result<i64> {
    let sql = "SELECT COUNT(*) FROM standing
               WHERE state = 'suggested' AND query_cover >= $1 AND reference_cover >= $1 AND score >= $2";
    desk.db.number(sql, args![STRONG, score]).await
}

/// Sets from which score on measuring alone groups, between [`THRESHOLD`] and 1, or [`NEVER`]; regroups what that concerns.
pub async fn set_group_from(desk: &Desk, score: f64) -> Result<()> {
    if score != NEVER && !(f64::from(THRESHOLD) - 1e-6..=1.0).contains(&score) {
        return Err(Error::input(
            format!("media are not grouped from a score of {score} on"),
            format!("give a score between {THRESHOLD:.1} and 1, or never"),
        ));
    }
    let was = group_from(desk).await?;
    let mut change = desk.custody.change(&desk.actor).await?;
    let (value, before) = (format!("{score:.3}"), format!("{was:.3}"));
    let event = Event::new(Act::Set, "setting:group_from").with("value", value.as_str()).with("was", before);
    change.log(event).await?;
    change
        .tx
        .run(
            "INSERT INTO setting (name, value) VALUES ('group_from', $1)
             ON CONFLICT (name) DO UPDATE SET value = excluded.value",
            args![value],
        )
        .await?;
    let between: Vec<(String, String)> = change
        .tx
        .all(
            "SELECT query, reference FROM matching WHERE query_cover >= $1 AND reference_cover >= $1 AND score >= $2 AND score < $3",
            args![STRONG, was.min(score) - 1e-3, was.max(score) + 1e-3],
        )
        .await?;
    let media: BTreeSet<String> = between.into_iter().flat_map(|(query, reference)| [query, reference]).collect();
    let before = news::before(&mut change, &media.iter().map(String::as_str).collect::<Vec<_>>()).await?;
    regroup(&mut change, &media).await?;
    before.tell(&mut change).await?;
    change.commit().await
}

#[cfg(test)]
mod tests {
    use super::Band;

    #[test]
    fn few_decisions_leave_the_precision_wide_open() {
        let band = |confirmed, rejected| Band { confirmed, rejected, ..Band::default() };
        assert_eq!((band(0, 0).precision(), band(0, 0).interval()), (None, (0.0, 1.0)));
        let (low, high) = band(3, 0).interval();
        assert!((0.43..0.45).contains(&low) && high == 1.0, "{low} {high}");
        let (low, high) = band(95, 5).interval();
        assert!((0.88..0.90).contains(&low) && (0.97..0.98).contains(&high), "{low} {high}");
    }
}
