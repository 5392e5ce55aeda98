//! From evidence to a verdict: how likely two pictures show one scene, and one moment of it; and what was changed.
//!
//! Two questions are asked apart, because their negatives differ. Unrelated pictures share few pairs of features, and these
//! resemble each other poorly: a matter of number and bits. Another photo of the same scene shares many: there, places do
//! not fit to within a fraction of a patch, and good partners stand beside missing ones (what moved), while in a copy
//! partners are missing only as far as the whole is degraded. A wall seen from elsewhere fits a slanted map as well as a
//! screen does, but a screen or print is filmed whole, and the wall's edges leave the picture.
//!
//! The constants were fitted by logistic regression so that the product is a probability, on the development set and on
//! further edits of its pictures; `doc/matching.md` says how well that holds.

use crate::changes::{Changes, Kind, Region};
use crate::compare::{Evidence, Picture};
use crate::difference::{Difference, Laid, laid};
use crate::geometry::Map;

/// How sure, 0.0..=1.0 each.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Verdict {
    /// That both show the same scene.
    pub(crate) scene: f32,
    /// That, if so, they are the same picture and not another moment.
    pub(crate) copy: f32,
}

impl Verdict {
    pub(crate) fn of(evidence: &Evidence) -> Self {
        let pairs = evidence.pairs as f32;
        let share = pairs / pairs.max(evidence.possible as f32).max(1.0);
        let bits = evidence.bits / 50.0;
        let scene = 4.5 * pairs.max(1.0).ln() - 14.25 * bits + 1.56;
        let copy = -3.9 * (evidence.misfit + 0.05).ln() - 1.3 * (evidence.bits + 4.0).ln()
            + 11.5 * share
            + 4.6 * (1.0 - share) * bits
            - 9.5 * viewpoint(evidence)
            - 1.1 * evidence.squeeze.clamp(1.0, 4.0).ln()
            - 3.3;
        Self { scene: logistic(scene), copy: logistic(copy) }
    }

    /// The same verdict when a model was asked too, and said how alike the two are at most. Whether they are of one moment,
    /// the geometry knows better. A model that sees no likeness counts as far as features leave a doubt: the small picture on
    /// which they agree may be nothing to it.
    pub(crate) fn with(self, cosine: f32) -> Self {
        let told = told(cosine);
        let told = if told < 0.0 { told * (1.0 - self.scene) } else { told };
        Self { scene: logistic(logit(self.scene) + told), ..self }
    }

    /// The verdict of a model alone, where no features agree on any map.
    pub(crate) fn alone(cosine: f32) -> Self {
        Self { scene: logistic(UNEXPECTED + told(cosine)), copy: UNSEEN }
    }

    /// How sure that both are the same picture.
    pub(crate) fn same(&self) -> f32 {
        self.scene * self.copy
    }
}

/// How much it looks as if a flat scene were seen from elsewhere, 0.0..=1.0: a slant, and parts of the reference outside.
fn viewpoint(evidence: &Evidence) -> f32 {
    let slant = (evidence.slant.max(1.0).ln() / 0.2).min(1.0);
    let cut = ((1.0 - evidence.shown) / 0.4).clamp(0.0, 1.0);
    slant * cut
}

/// Log-odds of one scene before a model is asked, where features say nothing.
const UNEXPECTED: f32 = -6.0;
/// Where they say nothing, it may be the same picture or another of the scene: a lead, never a match.
const UNSEEN: f32 = 0.5;
/// What a likeness says for one scene, in log-odds: after 177 copies and 5,324 other pairs: 0.35 or less was said of 15 % and
/// 99.6 % of them, up to 0.45 of 5 % and 0.4 %, more of 80 % and of a single pair, which shows one scene.
fn told(cosine: f32) -> f32 {
    (45.0 * (cosine - 0.392)).clamp(-2.0, 7.0)
}

fn logit(probability: f32) -> f32 {
    let probability = probability.clamp(1e-6, 1.0 - 1e-6);
    (probability / (1.0 - probability)).ln()
}

fn logistic(x: f32) -> f32 {
    1.0 / (1.0 + (-x).exp())
}

/// Parts that are left out or added on less than this share of the picture are not worth a word.
const WORTH_TELLING: f32 = 0.06;
/// Turns below so many degrees are not told.
const WORTH_TURN: f32 = 2.5;

/// What was done to the reference to get the query, as far as the map tells.
pub(crate) fn changes(kind: Kind, evidence: &Evidence, query: Picture<'_>, reference: Picture<'_>) -> Changes {
    let (query, reference) = (query.shape, reference.shape);
    let around = evidence.map.around(evidence.middle.0, evidence.middle.1);
    let degrees = around.angle().to_degrees() * if evidence.mirrored { -1.0 } else { 1.0 };
    let degrees = degrees.rem_euclid(360.0);
    let told = (WORTH_TURN..=360.0 - WORTH_TURN).contains(&degrees);
    let cropped = covered(&evidence.map, query, reference);
    let inset =
        evidence.map.inverse().map(|back| covered(&back, reference, query)).map(|region| match evidence.mirrored {
            true => Region { x: 1.0 - region.x - region.width, ..region },
            false => region,
        });
    let worth = |region: &Region| region.area() > 0.0 && region.area() < 1.0 - WORTH_TELLING;
    Changes {
        kind,
        mirrored: evidence.mirrored,
        rotated: told.then_some(degrees.round() as u16),
        cropped: Some(cropped).filter(worth),
        inset: inset.filter(worth),
        map: Some(evidence.map.in_shares(evidence.mirrored, query, reference)),
        ..Changes::default()
    }
}

/// The looks of both, laid on each other; none when either has none.
pub(crate) fn laid_on(evidence: &Evidence, query: Picture<'_>, reference: Picture<'_>) -> Option<Laid> {
    Some(laid(&evidence.map, evidence.mirrored, query.seen()?, reference.seen()?))
}

impl Changes {
    /// The same changes, with what looks tell beside them.
    pub(crate) fn with(self, looks: &[Laid]) -> Self {
        let Difference { colour, added, surround } = Difference::of(looks);
        Self { surround: surround.filter(|_| self.inset.is_some()), added, colour, ..self }
    }
}

/// Which part of a picture of shape `to` another of shape `from` covers when the map lays it there: the upright rectangle
/// around it, cut at the edges.
fn covered(map: &Map, from: (f32, f32), to: (f32, f32)) -> Region {
    let corners = [(0.0, 0.0), (from.0, 0.0), (0.0, from.1), from].map(|(x, y)| map.apply(x, y));
    let range = |values: [f32; 4], size: f32| {
        let low = values.into_iter().fold(f32::INFINITY, f32::min).clamp(0.0, size) / size;
        let high = values.into_iter().fold(f32::NEG_INFINITY, f32::max).clamp(0.0, size) / size;
        (low, high - low)
    };
    let (x, width) = range(corners.map(|c| c.0), to.0.max(1e-6));
    let (y, height) = range(corners.map(|c| c.1), to.1.max(1e-6));
    Region { x, y, width, height }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_model_settles_doubts_and_unsettles_nothing_that_features_are_sure_of() {
        let verdict = |scene| Verdict { scene, copy: 1.0 };
        let (unlike, alike) = (0.2, 0.8);
        let with = |scene: f32, cosine: f32| verdict(scene).with(cosine).same();
        assert!(with(0.1, unlike) < 0.05 && with(0.1, alike) > 0.9);
        assert!(with(0.99, unlike) > 0.985 && with(0.99, alike) > 0.99);
        let steps: Vec<f32> = (1..100).map(|percent| with(percent as f32 / 100.0, unlike)).collect();
        assert!(steps.is_sorted(), "{steps:?}");
        assert!(Verdict::alone(1.0).same() < crate::THRESHOLD);
    }
}
