//! The cosine transform, its eight symmetries, and the median that turns frequencies into bits.

use std::f64::consts::PI;
use std::sync::LazyLock;

use super::blocks::Blocks;
use super::{Code, Turn};

/// The 16 x 16 lowest frequencies, `[row][column]`, the constant ones left out.
pub(super) type Frequencies = [[f32; 16]; 16];

/// `[frequency][sample]`; each entry is computed in double precision and rounded once, as in the reference.
static COSINES: LazyLock<[[f32; 64]; 16]> = LazyLock::new(|| {
    let scale = f64::from((2.0f64 / 64.0).sqrt() as f32);
    let mut matrix = [[0.0; 64]; 16];
    for (i, row) in matrix.iter_mut().enumerate() {
        for (j, cell) in row.iter_mut().enumerate() {
            *cell = (scale * ((PI / 2.0 / 64.0) * (i + 1) as f64 * (2 * j + 1) as f64).cos()) as f32;
        }
    }
    matrix
});

/// Rows first, then columns; sums run from sample 0 up, for the sake of the last bit.
pub(super) fn dct(blocks: &Blocks) -> Frequencies {
    let cosines = &*COSINES;
    let mut half = [[0.0f32; 64]; 16];
    for (row, out) in cosines.iter().zip(&mut half) {
        for (&cosine, samples) in row.iter().zip(blocks) {
            out.iter_mut().zip(samples).for_each(|(sum, v)| *sum += cosine * v);
        }
    }
    let mut frequencies = [[0.0f32; 16]; 16];
    for (row, out) in half.iter().zip(&mut frequencies) {
        for (cell, cosine) in out.iter_mut().zip(cosines) {
            *cell = row.iter().zip(cosine).fold(0.0, |sum, (v, c)| sum + v * c);
        }
    }
    frequencies
}

/// The frequencies of the turned picture. Mirroring an axis changes the sign of its odd cosines, which here, the constant
/// left out, are those with an even index; turning by a quarter also exchanges the axes.
pub(super) fn turned(f: &Frequencies, turn: Turn) -> Frequencies {
    let (exchange, flip_rows, flip_columns) = match turn {
        Turn::Upright => (false, false, false),
        Turn::Rotated90 => (true, false, true),
        Turn::Rotated180 => (false, true, true),
        Turn::Rotated270 => (true, true, false),
        Turn::FlippedRows => (false, true, false),
        Turn::FlippedColumns => (false, false, true),
        Turn::Transposed => (true, false, false),
        Turn::AntiTransposed => (true, true, true),
    };
    let mut out = [[0.0; 16]; 16];
    for (i, row) in f.iter().enumerate() {
        for (j, &v) in row.iter().enumerate() {
            let negative = (flip_rows && i % 2 == 0) != (flip_columns && j % 2 == 0);
            let (i, j) = if exchange { (j, i) } else { (i, j) };
            out[i][j] = if negative { -v } else { v };
        }
    }
    out
}

/// One bit for each frequency: is it above the (lower) median of the 256?
pub(super) fn bits(f: &Frequencies) -> Code {
    let mut sorted = [0.0; 256];
    for (to, &from) in sorted.iter_mut().zip(f.iter().flatten()) {
        *to = from;
    }
    let (_, &mut median, _) = sorted.select_nth_unstable_by(127, f32::total_cmp);
    let mut code = Code::default();
    for (i, row) in f.iter().enumerate() {
        for (j, &v) in row.iter().enumerate() {
            if v > median {
                code.set(i, j);
            }
        }
    }
    code
}
