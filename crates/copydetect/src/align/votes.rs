//! The Hough transform: which speed and offset gather most weight.
//!
//! For each speed the heaviest window of offsets is wanted. Sorting the offsets of every speed anew for every segment is what
//! took the time, so speeds are first bounded from above: offsets are counted into bins as wide as a window, and no window
//! weighs more than the two bins that it touches. Only speeds, and of these only bins, that could beat the best so far are
//! sorted. As segments are taken away weights only fall, so bounds stay true from one segment to the next (lazy greedy
//! search: Minoux, *Accelerated Greedy Algorithms for Maximizing Submodular Set Functions*, 1978).

use super::{Line, SLOWEST, Sighting, TOLERANCE};

/// Another speed than 1 must gather this much more weight to be believed.
const SPEED_PREMIUM: f32 = 1.15;
/// Ratio of neighbouring speeds that are tried.
const SPEED_STEP: f64 = 1.03;
/// Sums of weights in another order differ by less than this share.
const ROUNDING: f32 = 1e-3;

/// See the [module](self).
pub(super) struct Votes {
    /// The slowest first.
    speeds: Vec<Speed>,
    /// Weight of the sightings whose offset lies in a bin. There are as many bins as a power of two; offsets beyond the last
    /// go on at the first, which can only raise a bound.
    bins: Vec<f32>,
    /// Offset and weight of the sightings that are looked at closer.
    close: Vec<(f64, f32)>,
}

struct Speed {
    speed: f64,
    premium: f32,
    /// No window weighs more, premium included.
    bound: f32,
}

impl Votes {
    /// For so many sightings at most.
    pub(super) fn of(sightings: usize) -> Self {
        let steps = ((1.0 / SLOWEST).ln() / SPEED_STEP.ln()).ceil() as i32;
        let speeds = (-steps..=steps)
            .map(|step| Speed {
                speed: SPEED_STEP.powi(step),
                premium: if step == 0 { SPEED_PREMIUM } else { 1.0 },
                bound: f32::INFINITY,
            })
            .collect();
        Self { speeds, bins: vec![0.0; (2 * sightings).next_power_of_two().max(64)], close: Vec::new() }
    }

    /// The line with most weight, over all speeds and offsets; of equal ones the slowest. Must be asked with ever fewer of
    /// the same sightings.
    pub(super) fn strongest(&mut self, sightings: &[Sighting]) -> Option<Line> {
        let mut order: Vec<usize> = (0..self.speeds.len()).collect();
        if self.speeds.iter().all(|speed| speed.bound.is_infinite()) {
            (0..self.speeds.len()).for_each(|at| self.bound(sightings, at));
        }
        order.sort_by(|&a, &b| self.speeds[b].bound.total_cmp(&self.speeds[a].bound));
        let mut best: Option<(f32, usize, Line)> = None;
        for at in order {
            let most = best.map_or(0.0, |(most, ..)| most);
            if self.speeds[at].bound < most {
                break;
            }
            self.bound(sightings, at);
            if self.speeds[at].bound < most {
                continue;
            }
            let Speed { speed, premium, .. } = self.speeds[at];
            let Some((weight, offset)) = self.heaviest_offset(sightings, speed, most / premium) else { continue };
            let weight = weight * premium;
            if best.is_none_or(|(most, first, _)| weight > most || weight == most && at < first) {
                best = Some((weight, at, Line { speed, offset }));
            }
        }
        best.map(|(.., line)| line)
    }

    /// Bounds the windows of one speed from above, and leaves its bins.
    fn bound(&mut self, sightings: &[Sighting], at: usize) {
        let speed = &mut self.speeds[at];
        self.bins.fill(0.0);
        let last = self.bins.len() - 1;
        for s in sightings {
            self.bins[bin(offset(s, speed.speed)) & last] += s.weight;
        }
        let most = self.bins.windows(2).map(|two| two[0] + two[1]).fold(self.bins[0] + self.bins[last], f32::max);
        speed.bound = most * speed.premium * (1.0 + ROUNDING);
    }

    /// The offset around which, within the tolerance, most weight lies, if that is at least `least`; the bins must be those
    /// of the speed.
    fn heaviest_offset(&mut self, sightings: &[Sighting], speed: f64, least: f32) -> Option<(f32, f64)> {
        let last = self.bins.len() - 1;
        let least = least * (1.0 - ROUNDING);
        self.close.clear();
        for s in sightings {
            let offset = offset(s, speed);
            let bin = bin(offset);
            let [before, here, after] =
                [bin.wrapping_sub(1), bin, bin.wrapping_add(1)].map(|bin| self.bins[bin & last]);
            if here + before.max(after) >= least {
                self.close.push((offset, s.weight));
            }
        }
        self.close.sort_unstable_by(|a, b| a.0.total_cmp(&b.0));
        let offsets = &self.close;
        let (mut from, mut sum, mut best) = (0, 0.0f32, None);
        for to in 0..offsets.len() {
            sum += offsets[to].1;
            while offsets[to].0 - offsets[from].0 > TOLERANCE {
                sum -= offsets[from].1;
                from += 1;
            }
            if best.is_none_or(|(most, _)| sum > most) {
                best = Some((sum, (offsets[from].0 + offsets[to].0) / 2.0));
            }
        }
        best
    }
}

fn offset(s: &Sighting, speed: f64) -> f64 {
    s.reference - speed * s.query
}

/// Times are centuries at most: the number fits, and is positive, so that cutting it off rounds down.
fn bin(offset: f64) -> usize {
    const MIDDLE: f64 = (1u64 << 40) as f64;
    (offset * (1.0 / TOLERANCE) + MIDDLE) as usize
}
