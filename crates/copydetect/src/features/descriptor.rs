//! What a patch looks like: its directions, and its 256 bits.

use std::f32::consts::{PI, TAU};
use std::sync::LazyLock;

use super::keypoints::Keypoint;
use crate::picture::Luma;

/// Gradients are sampled on a grid of so many points each way.
const SAMPLES: usize = 16;
/// The side of one of the 4 x 4 cells, in units of the patch's scale.
const CELL: f32 = 3.0;
const CELLS: usize = 4;
const DIRECTIONS: usize = 8;
const SUMS: usize = CELLS * CELLS * DIRECTIONS;
/// Bins of the histogram in which a patch's main direction is sought.
const BINS: usize = 36;
/// A patch has at most so many main directions; a second must be nearly as strong as the first.
const MAX_ANGLES: usize = 2;
const SECOND: f32 = 0.85;

/// 256 bits: for each of 16 cells and 8 directions, whether the sum of gradients is above the median (the first 128
/// bits), and whether it is above the upper quartile (the last 128).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Descriptor(pub(crate) [u64; 4]);

impl Descriptor {
    /// In how many bits two differ: some 20 to 70 for the same patch, 110 for different ones.
    #[inline(always)]
    pub(crate) fn distance(&self, other: &Self) -> u32 {
        self.0.iter().zip(&other.0).map(|(a, b)| (a ^ b).count_ones()).sum()
    }

    /// The descriptor of the patch mirrored along its main direction: rows of cells exchanged, directions negated.
    pub(crate) fn mirrored(&self) -> Self {
        let plane = |low: u64, high: u64| {
            let rows = [high >> 32, high & 0xffff_ffff, low >> 32, low & 0xffff_ffff].map(negated);
            (rows[0] | rows[1] << 32, rows[2] | rows[3] << 32)
        };
        let (a, b) = plane(self.0[0], self.0[1]);
        let (c, d) = plane(self.0[2], self.0[3]);
        Self([a, b, c, d])
    }

    /// The descriptor of the patch's negative: gradients point the other way, and with them the patch's main direction, so that
    /// each cell is where the opposite one was, with the same directions in it. A cell is a byte.
    pub(crate) fn negative(&self) -> Self {
        let [a, b, c, d] = self.0.map(u64::swap_bytes);
        Self([b, a, d, c])
    }

    /// Reads the patch around a keypoint, turned so that `angle` points along its rows.
    pub(super) fn of(level: &Luma, keypoint: &Keypoint, angle: f32) -> Self {
        let mut sums = [0.0f32; SUMS];
        let (sin, cos) = angle.sin_cos();
        let step = CELL * CELLS as f32 * keypoint.sigma / SAMPLES as f32;
        for (i, row) in GRID.iter().enumerate() {
            let v = (i as f32 - (SAMPLES - 1) as f32 / 2.0) * step;
            for (j, sample) in row.iter().enumerate() {
                let u = (j as f32 - (SAMPLES - 1) as f32 / 2.0) * step;
                let (dx, dy) = gradient(level, keypoint.x + cos * u - sin * v, keypoint.y + sin * u + cos * v);
                let length = (dx * dx + dy * dy).sqrt();
                let turned = (direction(dy, dx) - angle) * (DIRECTIONS as f32 / TAU);
                let floor = turned.floor();
                let share = turned - floor;
                let first = floor as i32 as usize % DIRECTIONS;
                let second = (first + 1) % DIRECTIONS;
                for &(cell, weight) in sample {
                    let cell = &mut sums[cell * DIRECTIONS..][..DIRECTIONS];
                    cell[first] += weight * length * (1.0 - share);
                    cell[second] += weight * length * share;
                }
            }
        }
        Self::quantised(&sums)
    }

    fn quantised(sums: &[f32; SUMS]) -> Self {
        let mut sorted = *sums;
        sorted.sort_unstable_by(f32::total_cmp);
        let (median, quartile) = (sorted[SUMS / 2 - 1], sorted[SUMS * 3 / 4 - 1]);
        let mut words = [0u64; 4];
        for (i, &sum) in sums.iter().enumerate() {
            words[i / 64] |= u64::from(sum > median) << (i % 64);
            words[2 + i / 64] |= u64::from(sum > quartile) << (i % 64);
        }
        Self(words)
    }
}

/// For each of 4 cells, direction `d` becomes `-d`.
fn negated(row: u64) -> u64 {
    const ALL: u64 = 0x0101_0101;
    let bit = |d: u32| (row >> d) & ALL;
    (1..8).fold(bit(0), |out, d| out | bit(8 - d) << d)
}

/// For each sample, `[row][column]`, the (up to) four cells that it counts for, with its weights.
type Grid = [[[(usize, f32); 4]; SAMPLES]; SAMPLES];

/// Weights are linear between the centres of cells, and fall off from the middle of the patch.
static GRID: LazyLock<Grid> = LazyLock::new(|| {
    let per_cell = SAMPLES as f32 / CELLS as f32;
    let axis = |i: usize| {
        let at = (i as f32 + 0.5) / per_cell - 0.5;
        let first = at.floor();
        let share = at - first;
        [(first as i32, 1.0 - share), (first as i32 + 1, share)]
    };
    let falloff = |i: usize| {
        let from_middle = (i as f32 + 0.5) / SAMPLES as f32 * 2.0 - 1.0;
        (-0.5 * from_middle * from_middle).exp()
    };
    std::array::from_fn(|i| {
        std::array::from_fn(|j| {
            let mut cells = [(0, 0.0); 4];
            let pairs = axis(i).into_iter().flat_map(|row| axis(j).into_iter().map(move |column| (row, column)));
            for (cell, ((r, wr), (c, wc))) in cells.iter_mut().zip(pairs) {
                let inside = (0..CELLS as i32).contains(&r) && (0..CELLS as i32).contains(&c);
                if inside {
                    *cell = (r as usize * CELLS + c as usize, wr * wc * falloff(i) * falloff(j));
                }
            }
            cells
        })
    })
});

/// The main directions of a patch, strongest first: peaks of the histogram of its gradients.
pub(super) fn directions(level: &Luma, keypoint: &Keypoint) -> Vec<f32> {
    let mut bins = [0.0f32; BINS];
    let reach = 1.5 * keypoint.sigma;
    let radius = (3.0 * reach).ceil() as i32;
    let (cx, cy) = (keypoint.x.round(), keypoint.y.round());
    for y in -radius..=radius {
        for x in -radius..=radius {
            let far = (x * x + y * y) as f32;
            if far > (radius * radius) as f32 {
                continue;
            }
            let (dx, dy) = gradient(level, cx + x as f32, cy + y as f32);
            let weight = (-far / (2.0 * reach * reach)).exp() * (dx * dx + dy * dy).sqrt();
            let at = direction(dy, dx) * (BINS as f32 / TAU);
            let first = at as usize % BINS;
            let share = at - at.floor();
            bins[first] += weight * (1.0 - share);
            bins[(first + 1) % BINS] += weight * share;
        }
    }
    for _ in 0..2 {
        let old = bins;
        for i in 0..BINS {
            bins[i] = 0.25 * old[(i + BINS - 1) % BINS] + 0.5 * old[i] + 0.25 * old[(i + 1) % BINS];
        }
    }
    let mut peaks: Vec<(f32, f32)> = (0..BINS)
        .filter_map(|i| {
            let (before, here, after) = (bins[(i + BINS - 1) % BINS], bins[i], bins[(i + 1) % BINS]);
            let curve = before - 2.0 * here + after;
            (here > before && here >= after && curve < 0.0)
                .then(|| (here, (i as f32 + 0.5 * (before - after) / curve) * TAU / BINS as f32))
        })
        .collect();
    peaks.sort_by(|a, b| b.0.total_cmp(&a.0));
    let Some(&(strongest, _)) = peaks.first() else { return Vec::new() };
    peaks
        .into_iter()
        .take(MAX_ANGLES)
        .filter(|peak| peak.0 >= SECOND * strongest)
        .map(|(_, a)| a.rem_euclid(TAU))
        .collect()
}

/// The gradient at the pixel nearest to a place; beyond the edge, that at the edge.
fn gradient(level: &Luma, x: f32, y: f32) -> (f32, f32) {
    let (width, height) = (level.width(), level.height());
    let x = (x + 0.5).clamp(1.0, (width - 2) as f32) as usize;
    let y = (y + 0.5).clamp(1.0, (height - 2) as f32) as usize;
    let values = level.values();
    let at = y * width + x;
    (values[at + 1] - values[at - 1], values[at + width] - values[at - width])
}

/// The direction of a vector, 0 to a full turn, to within a hundredth of a degree (a polynomial: the exact one is slow).
fn direction(y: f32, x: f32) -> f32 {
    let (ax, ay) = (x.abs(), y.abs());
    let ratio = ax.min(ay) / ax.max(ay).max(1e-20);
    let square = ratio * ratio;
    let angle = ratio
        * (0.999_866 + square * (-0.330_299_5 + square * (0.180_141 + square * (-0.085_133 + square * 0.020_835_1))));
    let angle = if ay > ax { PI / 2.0 - angle } else { angle };
    let angle = if x < 0.0 { PI - angle } else { angle };
    if y < 0.0 { TAU - angle } else { angle }
}
