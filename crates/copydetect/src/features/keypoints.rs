//! Where the features are: extrema of the difference of Gaussians in place and scale, spread over the picture.

use super::scale_space::{BASE_SIGMA, INTERVALS, Octave, ScaleSpace};
use crate::picture::Luma;

/// Fainter blobs than this (of 255 brightness steps) are noise.
const MIN_CONTRAST: f32 = 0.8;
/// Along an edge a place is not fixed: the ratio of the curvatures across and along may be this at most.
const MAX_EDGE_RATIO: f32 = 10.0;
/// The picture is cut into so many cells each way, over which features are spread.
const CELLS: usize = 8;
/// After so many features of a cell, a further one counts half.
const CELL_HALF: f32 = 6.0;

/// A place at a scale, in the pixels of its octave.
#[derive(Clone, Copy, Debug)]
pub(super) struct Keypoint {
    pub(super) octave: usize,
    /// The level of the octave whose blur is nearest.
    pub(super) level: usize,
    pub(super) x: f32,
    pub(super) y: f32,
    pub(super) sigma: f32,
    contrast: f32,
}

/// At most `limit` keypoints, most telling first: strong ones, and no region left out for the sake of another.
pub(super) fn strongest(space: &ScaleSpace, limit: usize) -> Vec<Keypoint> {
    let mut found: Vec<Keypoint> = Vec::new();
    for (at, octave) in space.octaves.iter().enumerate() {
        found.extend(extrema(octave, at));
    }
    found.sort_by(|a, b| b.contrast.total_cmp(&a.contrast));
    let Some(first) = space.octaves.first() else { return found };
    let (width, height) = (first.levels[0].width() as f32, first.levels[0].height() as f32);
    let mut in_cell = [0u32; CELLS * CELLS];
    let mut ranked: Vec<(f32, Keypoint)> = found
        .into_iter()
        .map(|keypoint| {
            let pixel = space.octaves[keypoint.octave].pixel;
            let cell = |at: f32, size: f32| ((at * pixel / size * CELLS as f32) as usize).min(CELLS - 1);
            let count = &mut in_cell[cell(keypoint.y, height) * CELLS + cell(keypoint.x, width)];
            *count += 1;
            (keypoint.contrast.sqrt() / (1.0 + *count as f32 / CELL_HALF), keypoint)
        })
        .collect();
    ranked.sort_by(|a, b| b.0.total_cmp(&a.0));
    ranked.into_iter().take(limit).map(|(_, keypoint)| keypoint).collect()
}

fn extrema(octave: &Octave, at: usize) -> Vec<Keypoint> {
    let layers: Vec<Luma> = octave.levels.windows(2).map(|pair| difference(&pair[1], &pair[0])).collect();
    let (width, height) = (layers[0].width(), layers[0].height());
    let mut found = Vec::new();
    for level in 1..=INTERVALS {
        let around = [&layers[level - 1], &layers[level], &layers[level + 1]];
        for y in 1..height - 1 {
            let rows = around.map(|layer| [layer.row(y - 1), layer.row(y), layer.row(y + 1)]);
            for x in 1..width - 1 {
                let value = rows[1][1][x];
                if value.abs() >= 0.8 * MIN_CONTRAST && is_extreme(&rows, x) {
                    found.extend(refined(&rows, x, y, level).map(|keypoint| Keypoint { octave: at, ..keypoint }));
                }
            }
        }
    }
    found
}

fn difference(a: &Luma, b: &Luma) -> Luma {
    let values = a.values().iter().zip(b.values()).map(|(a, b)| a - b).collect();
    Luma::new(a.width(), a.height(), values)
}

/// Three rows of each of three layers.
type Rows<'a> = [[&'a [f32]; 3]; 3];

fn is_extreme(rows: &Rows<'_>, x: usize) -> bool {
    let value = rows[1][1][x];
    let sign = value.signum();
    let value = value * sign;
    let others = |row: &[f32]| value >= row[x - 1] * sign && value >= row[x] * sign && value >= row[x + 1] * sign;
    others(rows[1][0])
        && others(rows[1][1])
        && others(rows[1][2])
        && rows[0].iter().all(|r| others(r))
        && rows[2].iter().all(|r| others(r))
}

/// The extremum between the pixels, unless it is faint or lies on an edge.
fn refined(rows: &Rows<'_>, x: usize, y: usize, level: usize) -> Option<Keypoint> {
    let at = |layer: usize, row: usize, dx: usize| rows[layer][row][x + dx - 1];
    let value = at(1, 1, 1);
    let gradient =
        [(at(1, 1, 2) - at(1, 1, 0)) / 2.0, (at(1, 2, 1) - at(1, 0, 1)) / 2.0, (at(2, 1, 1) - at(0, 1, 1)) / 2.0];
    let xx = at(1, 1, 2) + at(1, 1, 0) - 2.0 * value;
    let yy = at(1, 2, 1) + at(1, 0, 1) - 2.0 * value;
    let ss = at(2, 1, 1) + at(0, 1, 1) - 2.0 * value;
    let xy = (at(1, 2, 2) - at(1, 2, 0) - at(1, 0, 2) + at(1, 0, 0)) / 4.0;
    let (trace, determinant) = (xx + yy, xx * yy - xy * xy);
    if determinant <= 0.0 || trace * trace * MAX_EDGE_RATIO >= (MAX_EDGE_RATIO + 1.0).powi(2) * determinant {
        return None;
    }
    // Place and scale are fitted apart: their mixed curvature is small at a blob.
    let dx = -(gradient[0] * yy - gradient[1] * xy) / determinant;
    let dy = -(gradient[1] * xx - gradient[0] * xy) / determinant;
    let ds = if ss == 0.0 { 0.0 } else { -gradient[2] / ss };
    let (dx, dy, ds) = (dx.clamp(-0.6, 0.6), dy.clamp(-0.6, 0.6), ds.clamp(-0.6, 0.6));
    let contrast = (value + 0.5 * (gradient[0] * dx + gradient[1] * dy + gradient[2] * ds)).abs();
    (contrast >= MIN_CONTRAST).then(|| Keypoint {
        octave: 0,
        level,
        x: x as f32 + dx,
        y: y as f32 + dy,
        sigma: BASE_SIGMA * ((level as f32 + ds) / INTERVALS as f32).exp2(),
        contrast,
    })
}
