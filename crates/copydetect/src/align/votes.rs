//! The Hough transform: which speed and offset gather most weight.
//!
//! For each speed the heaviest window of offsets is wanted. Sorting the offsets of every speed anew for every segment is what
//! took the time, so speeds are first bounded from above: offsets are counted into bins a quarter as wide as a window, and no
//! window weighs more than the five bins that it touches. Only speeds, and of these only bins, that could beat the best so far
//! are sorted. As segments are taken away weights only fall, so bounds stay true from one segment to the next (lazy greedy
//! search: Minoux, *Accelerated Greedy Algorithms for Maximizing Submodular Set Functions*, 1978).

use super::{Line, SLOWEST, Sighting, TOLERANCE};
use crate::fast::{Work, fast};

/// Bins in a window's width.
const FINE: usize = 4;
/// Bins that a window touches.
const TOUCHED: usize = FINE + 1;

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
    /// go on at the first, which can only raise a bound; the first few are repeated behind the last.
    bins: Vec<f32>,
    /// The weight of the bins that a window touches whose first is this one.
    windows: Vec<f32>,
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
        let count = (2 * sightings).next_power_of_two().max(256);
        Self { speeds, bins: vec![0.0; count + FINE], windows: vec![0.0; count], close: Vec::new() }
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

    /// Bounds the windows of one speed from above, and leaves them.
    fn bound(&mut self, sightings: &[Sighting], at: usize) {
        let speed = &mut self.speeds[at];
        self.bins.fill(0.0);
        let count = self.windows.len();
        for s in sightings {
            self.bins[bin(offset(s, speed.speed)) & (count - 1)] += s.weight;
        }
        self.bins.copy_within(..FINE, count);
        let most = fast(Windows { bins: &self.bins, windows: &mut self.windows });
        speed.bound = most * speed.premium * (1.0 + ROUNDING);
    }

    /// The offset around which, within the tolerance, most weight lies, if that is at least `least`; the windows must be those
    /// of the speed.
    fn heaviest_offset(&mut self, sightings: &[Sighting], speed: f64, least: f32) -> Option<(f32, f64)> {
        let last = self.windows.len() - 1;
        let least = least * (1.0 - ROUNDING);
        self.close.clear();
        for s in sightings {
            let offset = offset(s, speed);
            let bin = bin(offset);
            if (0..TOUCHED).any(|back| self.windows[bin.wrapping_sub(back) & last] >= least) {
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

/// Adds up the bins of each window, and gives the heaviest.
struct Windows<'a> {
    bins: &'a [f32],
    windows: &'a mut [f32],
}

impl Work for Windows<'_> {
    type Output = f32;

    #[inline(always)]
    fn run(self) -> f32 {
        for (window, bins) in self.windows.iter_mut().zip(self.bins.windows(TOUCHED)) {
            *window = bins.iter().sum();
        }
        self.windows.iter().fold(0.0, |most, &window| if window > most { window } else { most })
    }
}

fn offset(s: &Sighting, speed: f64) -> f64 {
    s.reference - speed * s.query
}

/// Times are centuries at most: the number fits, and is positive, so that cutting it off rounds down.
fn bin(offset: f64) -> usize {
    const MIDDLE: f64 = (1u64 << 40) as f64;
    (offset * (FINE as f64 / TOLERANCE) + MIDDLE) as usize
}
