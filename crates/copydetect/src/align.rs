//! Temporal alignment: from moments that look alike to stretches of one video that lie on stretches of another.
//!
//! Each [`Sighting`] says that a moment of the query looks like a moment of the reference. A stretch that was copied at
//! speed `s` puts its sightings on a line `reference = s * query + offset`. Lines are found by voting over a set of speeds
//! and all offsets (a Hough transform), strongest first; a line is cut where it has gaps, fitted by least squares, and its
//! sightings are taken away before the next is looked for. So one pair may have many segments: a clip that returns, a
//! compilation, a passage that was cut out.

mod votes;

use crate::changes::Segment;
use votes::Votes;

/// A moment of the query that looks like a moment of the reference.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Sighting {
    /// Seconds into the query.
    pub query: f64,
    /// Seconds into the reference.
    pub reference: f64,
    /// How much they look alike; sums up along a line.
    pub weight: f32,
}

/// More sightings than this are cut down to the heaviest.
const MAX_SIGHTINGS: usize = 8_000;
/// Times beyond this many seconds (a century) are nonsense.
const LONGEST: f64 = 3.2e9;
/// More segments than this of one pair are not looked for.
const MAX_SEGMENTS: usize = 24;
/// Sightings this near to a line (seconds, in the reference) belong to it.
const TOLERANCE: f64 = 0.4;
/// A line is cut where the query has no sighting for so many seconds, or for so many looks where these are further apart.
const MAX_GAP: f64 = 2.5;
const MAX_LOOKS: f64 = 2.5;
/// The slowest speed; the fastest is its inverse.
const SLOWEST: f64 = 0.5;

/// The segments on which at least `min_weight` of sightings lies, heaviest first. A segment's score is its summed weight
/// (at most one sighting a moment of the query), to be judged by the caller. `step` is the time between two looks at the
/// query, in seconds: a segment reaches half of it beyond its outermost sightings.
pub fn align(sightings: &[Sighting], step: f64, min_weight: f32) -> Vec<Segment> {
    let mut left: Vec<Sighting> = sightings
        .iter()
        .copied()
        .filter(|s| s.query.abs() < LONGEST && s.reference.abs() < LONGEST && s.weight > 0.0 && s.weight.is_finite())
        .collect();
    if left.len() > MAX_SIGHTINGS {
        left.sort_unstable_by(|a, b| b.weight.total_cmp(&a.weight));
        left.truncate(MAX_SIGHTINGS);
    }
    left.sort_unstable_by(|a, b| a.query.total_cmp(&b.query).then(a.reference.total_cmp(&b.reference)));
    let gap = MAX_GAP.max(MAX_LOOKS * step);
    let mut votes = Votes::of(left.len());
    let mut segments = Vec::new();
    while segments.len() < MAX_SEGMENTS {
        let Some(line) = votes.strongest(&left) else { break };
        let run = heaviest_run(&line.gather(&left), gap);
        let line = line.fitted(&run);
        let run = heaviest_run(&line.gather(&left), gap);
        let weight: f32 = run.iter().map(|s| s.weight).sum();
        let (Some(first), Some(last)) = (run.first(), run.last()) else { break };
        if weight < min_weight {
            break;
        }
        let (start, end) = (first.query, last.query);
        segments.push(line.segment(start - step / 2.0, end + step / 2.0, weight));
        left.retain(|s| s.query < start || s.query > end);
    }
    segments.sort_by(|a, b| b.score.total_cmp(&a.score));
    segments
}

/// `reference = speed * query + offset`.
#[derive(Clone, Copy, Debug)]
struct Line {
    speed: f64,
    offset: f64,
}

impl Line {
    fn error(&self, s: &Sighting) -> f64 {
        (s.reference - self.speed * s.query - self.offset).abs()
    }

    /// The sightings on the line, in the order of the query, the best one of each moment.
    fn gather(&self, sightings: &[Sighting]) -> Vec<Sighting> {
        let mut best: Vec<Sighting> = Vec::new();
        let value = |s: &Sighting| f64::from(s.weight) * (1.0 - 0.5 * self.error(s) / TOLERANCE);
        for s in sightings.iter().filter(|s| self.error(s) <= TOLERANCE) {
            match best.last_mut() {
                Some(last) if last.query == s.query => {
                    if value(s) > value(last) {
                        *last = *s;
                    }
                }
                _ => best.push(*s),
            }
        }
        best
    }

    /// The line of least squares through the run; at speed 1 unless the run is long enough to tell another speed.
    fn fitted(&self, run: &[Sighting]) -> Self {
        let total: f64 = run.iter().map(|s| f64::from(s.weight)).sum();
        if total <= 0.0 {
            return *self;
        }
        let mean =
            |value: fn(&Sighting) -> f64| run.iter().map(|s| value(s) * f64::from(s.weight)).sum::<f64>() / total;
        let (query, reference) = (mean(|s| s.query), mean(|s| s.reference));
        let (mut spread, mut joint) = (0.0, 0.0);
        for s in run {
            spread += f64::from(s.weight) * (s.query - query).powi(2);
            joint += f64::from(s.weight) * (s.query - query) * (s.reference - reference);
        }
        let length = run.last().zip(run.first()).map_or(0.0, |(last, first)| last.query - first.query);
        let speed = if spread > 0.0 { (joint / spread).clamp(SLOWEST, 1.0 / SLOWEST) } else { self.speed };
        // Over a short run, a moment's uncertainty looks like a change of speed.
        let unsure = 0.03f64.max(0.25 / length.max(0.1));
        let speed = if self.speed == 1.0 && (speed - 1.0).abs() < unsure { 1.0 } else { speed };
        Self { speed, offset: reference - speed * query }
    }

    fn segment(&self, start: f64, end: f64, weight: f32) -> Segment {
        let start = start.max(0.0).max(-self.offset / self.speed);
        let at = |query: f64| (self.speed * query + self.offset).max(0.0);
        Segment { query: (start, end), reference: (at(start), at(end)), speed: self.speed, score: weight }
    }
}

/// The part without gaps that has most weight.
fn heaviest_run(line: &[Sighting], gap: f64) -> Vec<Sighting> {
    let weight = |run: &[Sighting]| run.iter().map(|s| s.weight).sum::<f32>();
    line.chunk_by(|a, b| b.query - a.query <= gap)
        .max_by(|a, b| weight(a).total_cmp(&weight(b)))
        .map(<[Sighting]>::to_vec)
        .unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn planted(start: f64, length: f64, speed: f64, offset: f64) -> Vec<Sighting> {
        (0..(length * 4.0) as usize)
            .map(|i| {
                let query = start + i as f64 / 4.0;
                // References are sampled on their own grid of a quarter of a second.
                Sighting { query, reference: ((speed * query + offset) * 4.0).round() / 4.0, weight: 1.0 }
            })
            .collect()
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(64))]

        #[test]
        fn a_planted_segment_is_found_among_false_sightings(
            start in 0.0..20.0f64,
            length in 5.0..30.0f64,
            speed in prop_oneof![Just(1.0), 0.6..0.9f64, 1.15..1.8f64],
            offset in 20.0..60.0f64,
            noise in prop::collection::vec((0.0..60.0f64, 0.0..120.0f64), 0..30),
        ) {
            let start = (start * 4.0).round() / 4.0;
            let mut sightings = planted(start, length, speed, offset);
            sightings.extend(noise.iter().map(|&(query, reference)| Sighting { query, reference, weight: 1.0 }));
            let found = align(&sightings, 0.25, 3.0);
            let best = found.first().expect("a segment");
            prop_assert!((best.speed - speed).abs() < 0.06, "{best:?}");
            prop_assert!((best.query.0 - start).abs() < 2.7 && (best.query.1 - start - length).abs() < 2.7, "{best:?}");
            let middle = start + length / 2.0;
            let reference = best.reference.0 + (middle - best.query.0) * best.speed;
            prop_assert!((reference - (speed * middle + offset)).abs() < 0.5, "{best:?}");
        }
    }

    #[test]
    fn two_clips_of_one_video_are_two_segments() {
        let mut sightings = planted(0.0, 6.0, 1.0, 30.0);
        sightings.extend(planted(10.0, 8.0, 1.0, 2.0));
        let found = align(&sightings, 0.25, 3.0);
        assert_eq!(found.len(), 2);
        assert!((found[0].query.0 - 10.0).abs() < 0.3 && (found[1].reference.0 - 30.0).abs() < 0.3, "{found:?}");
    }

    #[test]
    fn looks_that_are_far_apart_still_make_one_line() {
        let looks = |step: f64| {
            (0..6).map(move |i| Sighting {
                query: f64::from(i) * step,
                reference: f64::from(i) * step + 3.0,
                weight: 1.0,
            })
        };
        let found = align(&looks(5.0).collect::<Vec<_>>(), 5.0, 3.0);
        assert_eq!(found.len(), 1);
        assert!(found[0].query.0 <= 0.1 && found[0].query.1 >= 25.0, "{found:?}");
        assert!(
            align(&looks(5.0).collect::<Vec<_>>(), 0.25, 3.0).is_empty(),
            "dense looks do not leap over five seconds"
        );
    }

    #[test]
    fn nonsense_times_are_no_sightings() {
        let wild = [f64::NAN, f64::INFINITY, -1e300, 1e300].map(|t| Sighting { query: t, reference: -t, weight: 1.0 });
        assert!(align(&wild, 0.25, 3.0).is_empty());
        assert!(align(&[], 0.25, 0.0).is_empty());
    }
}
