//! From a picture to the 64 x 64 brightness samples that are transformed, and the quality read off them.

use super::{MIN_SIDE, Quality, Variant};
use crate::picture::Luma;

/// Samples, `[row][column]`.
pub(super) type Blocks = [[f32; 64]; 64];

/// The longest side that the C++ tools filter; larger pictures are sampled to a square of it first.
const THUMBNAIL: usize = 512;

/// The samples of a picture; none when it is too small to hash.
pub(super) fn of(picture: &Luma, variant: Variant) -> Option<Box<Blocks>> {
    if picture.width() < MIN_SIDE || picture.height() < MIN_SIDE {
        return None;
    }
    let at_size = |picture: &Luma| match variant {
        Variant::Canonical => picture.resized(64, 64),
        Variant::FullSize | Variant::Thumbnail512 => decimated(&blurred(picture)),
    };
    let samples = if (picture.width(), picture.height()) == (64, 64) {
        picture.clone()
    } else if variant == Variant::Thumbnail512 && picture.width().max(picture.height()) > THUMBNAIL {
        at_size(&nearest(picture, THUMBNAIL))
    } else {
        at_size(picture)
    };
    let mut blocks = Box::new([[0.0; 64]; 64]);
    for (row, values) in blocks.iter_mut().zip(samples.values().chunks_exact(64)) {
        row.copy_from_slice(values);
    }
    Some(blocks)
}

/// The sum of quantised gradients between neighbouring samples, scaled to 0..=100. All constants are the reference's.
pub(super) fn quality(blocks: &Blocks) -> Quality {
    let step = |u: f32, v: f32| (((u - v) * 100.0) / 255.0) as i32;
    let down: i32 = blocks.windows(2).flat_map(|w| (0..64).map(|j| step(w[0][j], w[1][j]).abs())).sum();
    let across: i32 = blocks.iter().flat_map(|row| row.windows(2).map(|w| step(w[0], w[1]).abs())).sum();
    Quality(((down + across) / 90).clamp(0, 100) as u8)
}

/// The nearest pixel's value at each of `side` x `side` places, as CImg's plain `resize`.
fn nearest(picture: &Luma, side: usize) -> Luma {
    let source = |i: usize, size: usize| ((i as f64 * size as f64 / side as f64) as usize).min(size - 1);
    let columns: Vec<usize> = (0..side).map(|x| source(x, picture.width())).collect();
    let values = (0..side)
        .flat_map(|y| {
            let row = picture.row(source(y, picture.height()));
            columns.iter().map(move |&x| row[x])
        })
        .collect();
    Luma::new(side, side, values)
}

/// The value at the centre of each of 64 x 64 areas.
fn decimated(picture: &Luma) -> Luma {
    let centre = |i: usize, size: usize| ((((i as f64) + 0.5) * size as f64 / 64.0) as usize).min(size - 1);
    let values = (0..64)
        .flat_map(|y| {
            let row = picture.row(centre(y, picture.height()));
            (0..64).map(move |x| row[centre(x, row.len())])
        })
        .collect();
    Luma::new(64, 64, values)
}

/// Two passes of a box filter along both axes: a tent filter whose support is one sample's area (Jarosz).
fn blurred(picture: &Luma) -> Luma {
    let (width, height) = (picture.width(), picture.height());
    let (across, down) = (window(width), window(height));
    let mut values = picture.values().to_vec();
    let mut other = vec![0.0; values.len()];
    for _ in 0..2 {
        for (from, to) in values.chunks_exact(width).zip(other.chunks_exact_mut(width)) {
            slide(height_one(from), to, across);
        }
        slide(Lines { values: &other, width }, &mut values, down);
    }
    Luma::new(width, height, values)
}

/// Half an area's side, rounded up.
fn window(size: usize) -> usize {
    size.div_ceil(128)
}

/// `lines()` vectors of `width` values that a filter slides over: a column of rows, or a row of single values.
struct Lines<'a> {
    values: &'a [f32],
    width: usize,
}

fn height_one(row: &[f32]) -> Lines<'_> {
    Lines { values: row, width: 1 }
}

impl<'a> Lines<'a> {
    fn len(&self) -> usize {
        self.values.len() / self.width
    }

    fn line(&self, i: usize) -> &'a [f32] {
        &self.values[i * self.width..(i + 1) * self.width]
    }
}

/// The running mean over `window` lines, shorter at both ends. The sums run in the reference's order, one addition and
/// one subtraction a step, because single precision would tell another order by a bit.
fn slide(input: Lines<'_>, out: &mut [f32], window: usize) {
    let (count, width) = (input.len(), input.width);
    let window = window.min(count);
    let half = (window + 2) / 2;
    let mut sum = vec![0.0f32; width];
    let (mut right, mut left, mut size) = (0, 0, 0usize);
    let add = |sum: &mut [f32], line: &[f32]| sum.iter_mut().zip(line).for_each(|(s, v)| *s += v);
    let subtract = |sum: &mut [f32], line: &[f32]| sum.iter_mut().zip(line).for_each(|(s, v)| *s -= v);
    for _ in 0..half - 1 {
        add(&mut sum, input.line(right));
        right += 1;
        size += 1;
    }
    for (at, means) in out.chunks_exact_mut(width).enumerate() {
        if right < count {
            add(&mut sum, input.line(right));
            right += 1;
            size += 1;
        }
        if size > window || at + half > count {
            subtract(&mut sum, input.line(left));
            left += 1;
            size -= 1;
        }
        let size = size as f32;
        means.iter_mut().zip(&sum).for_each(|(mean, s)| *mean = s / size);
    }
}
