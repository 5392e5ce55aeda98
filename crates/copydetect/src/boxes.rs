//! Where in a picture there seems to be another picture: the photo on a news page, the tiles of a collage, the small
//! picture in a corner, what bars or blurred padding surround.
//!
//! Pictures are pasted upright, so their borders are straight lines along rows and columns on which brightness steps from
//! one pixel to the next. Rows and columns with a long line are few; every rectangle between two rows and two columns is
//! judged by which share of its sides lies on such lines. A wrong rectangle costs time, not truth: what is in it is
//! looked at once more, by itself.

use crate::changes::Region;
use crate::picture::Luma;

/// Lines are looked for at this size: the longest side, in pixels.
const SIDE: usize = 320;
/// A border is a step of at least so much brightness (of 255) over two pixels.
const STEP: f32 = 9.0;
/// It is this much higher than steps two pixels beside it, which slopes are not.
const SHARPER: f32 = 1.1;
/// A line must be at least this share of the shorter side long.
const MIN_LINE: f32 = 0.09;
/// Sides of a rectangle are at least this share of the longest side.
const MIN_SIDE: f32 = 0.09;
/// So many rows, and so many columns, with the longest lines are tried.
const LINES: usize = 30;
/// Two lines nearer than this, in pixels, are one border.
const APART: usize = 3;
/// Of each side of a rectangle at least this share must lie on a line, and of all of them together the second.
const MIN_SUPPORT: f32 = 0.55;
const MEAN_SUPPORT: f32 = 0.74;
/// A side on the edge of the whole picture is no evidence, and none against.
const EDGE_SUPPORT: f32 = 0.7;
/// Rectangles that share more than this of their common area are one.
const SAME: f32 = 0.75;
/// Larger shares of the whole are the whole.
const WHOLE: f32 = 0.93;
/// What differs less than this in brightness (standard deviation, of 255) is no picture.
const FLAT: f32 = 7.0;

/// At most `most` rectangles that seem to hold a picture of their own, the surest first.
pub(crate) fn boxes(picture: &Luma, most: usize) -> Vec<Region> {
    let small = if picture.width().max(picture.height()) > SIDE { picture.fitted(SIDE) } else { picture.clone() };
    let (width, height) = (small.width(), small.height());
    if width.min(height) < 24 {
        return Vec::new();
    }
    let across = Lines::of(height, width, |line, at| small.row(line)[at]);
    let down = Lines::of(width, height, |line, at| small.row(at)[line]);
    let sums = Sums::of(&small);
    let least = (MIN_SIDE * width.max(height) as f32) as usize;
    let mut found: Vec<(f32, Pixels)> = Vec::new();
    for (i, &left) in down.chosen.iter().enumerate() {
        for &right in down.chosen[i + 1..].iter().filter(|&&right| right - left >= least) {
            for (j, &top) in across.chosen.iter().enumerate() {
                let upper = across.support(top, left, right);
                if upper < MIN_SUPPORT {
                    continue;
                }
                for &bottom in across.chosen[j + 1..].iter().filter(|&&bottom| bottom - top >= least) {
                    let sides = [
                        upper,
                        across.support(bottom, left, right),
                        down.support(left, top, bottom),
                        down.support(right, top, bottom),
                    ];
                    let mean = sides.iter().sum::<f32>() / 4.0;
                    if mean >= MEAN_SUPPORT && sides.iter().all(|&side| side >= MIN_SUPPORT) {
                        found.push((mean, Pixels { left, top, right, bottom }));
                    }
                }
            }
        }
    }
    let whole = (width * height) as f32;
    // Of equally sure ones the larger: a line through a picture cuts it into rectangles that are no pictures.
    let rank = |(mean, pixels): &(f32, Pixels)| mean + 0.35 * (pixels.area() / whole).sqrt();
    found.sort_by(|a, b| rank(b).total_cmp(&rank(a)));
    let mut kept: Vec<Pixels> = Vec::new();
    for (_, pixels) in found {
        let alone = kept.iter().all(|other| pixels.overlap(other) < SAME);
        if alone && pixels.area() < WHOLE * whole && sums.deviation(&pixels) >= FLAT {
            kept.push(pixels);
            if kept.len() == most {
                break;
            }
        }
    }
    kept.iter().map(|pixels| pixels.region(width as f32, height as f32).rounded()).collect()
}

/// A rectangle between the pixels of the small picture.
#[derive(Clone, Copy, Debug)]
struct Pixels {
    left: usize,
    top: usize,
    right: usize,
    bottom: usize,
}

impl Pixels {
    fn area(&self) -> f32 {
        ((self.right - self.left) * (self.bottom - self.top)) as f32
    }

    /// Common area over joint area.
    fn overlap(&self, other: &Self) -> f32 {
        let width = self.right.min(other.right).saturating_sub(self.left.max(other.left));
        let height = self.bottom.min(other.bottom).saturating_sub(self.top.max(other.top));
        let common = (width * height) as f32;
        common / (self.area() + other.area() - common)
    }

    fn region(&self, width: f32, height: f32) -> Region {
        let (x, y) = (self.left as f32 / width, self.top as f32 / height);
        Region { x, y, width: self.right as f32 / width - x, height: self.bottom as f32 / height - y }
    }
}

/// The lines along rows, or along columns: "line" counts across them, "at" runs along them. Line `i` lies between pixels
/// `i - 1` and `i`, so that 0 and `count` are the edges of the picture.
struct Lines {
    count: usize,
    length: usize,
    /// How many steps lie on each line up to each place: `count + 1` times `length + 1`.
    steps: Vec<u32>,
    /// The lines worth trying, in order, the edges among them.
    chosen: Vec<usize>,
}

impl Lines {
    fn of(count: usize, length: usize, value: impl Fn(usize, usize) -> f32) -> Self {
        let row = length + 1;
        let mut steps = vec![0u32; (count + 1) * row];
        let mut scores: Vec<(f32, usize)> = Vec::new();
        let mut heights = vec![0.0f32; (count + 1) * length];
        for line in 1..count {
            let (before, after) = (line.saturating_sub(2), (line + 1).min(count - 1));
            for at in 0..length {
                let near = (value(line, at) - value(line - 1, at)).abs();
                // A border that falls inside a pixel is a step in two halves.
                let wide = (value(after, at) - value(before, at)).abs();
                heights[line * length + at] = near.max(0.75 * wide);
            }
        }
        for line in 1..count {
            let mut run = 0.0f32;
            let mut best = 0.0f32;
            for at in 0..length {
                let here = heights[line * length + at];
                let around = |other: usize| if other <= count { heights[other * length + at] } else { 0.0 };
                // A step among steps is texture.
                let stands_out = here >= STEP
                    && here >= SHARPER * around(line + 2).max(around(line.saturating_sub(2)))
                    && here >= 0.9 * around(line + 1).max(around(line - 1));
                steps[line * row + at + 1] = steps[line * row + at] + u32::from(stands_out);
                run = (run + if stands_out { 1.0 } else { -1.4 }).max(0.0);
                best = best.max(run);
            }
            scores.push((best, line));
        }
        let least = MIN_LINE * count.min(length) as f32;
        scores.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
        let mut chosen = vec![0, count];
        for (score, line) in scores {
            if score < least || chosen.len() == LINES {
                break;
            }
            if chosen.iter().all(|other| other.abs_diff(line) >= APART) {
                chosen.push(line);
            }
        }
        chosen.sort_unstable();
        Self { count, length, steps, chosen }
    }

    /// Which share of the line between two places is a border; it may wander by a pixel.
    fn support(&self, line: usize, from: usize, to: usize) -> f32 {
        if line == 0 || line == self.count {
            return EDGE_SUPPORT;
        }
        let row = self.length + 1;
        let on = |line: usize| self.steps[line * row + to] - self.steps[line * row + from];
        let steps = on(line) + on(line - 1).max(on(line + 1));
        (steps as f32 / (to - from) as f32).min(1.0)
    }
}

/// Sums of brightness and of its square over all pixels above and left of each place.
struct Sums {
    width: usize,
    sums: Vec<(f64, f64)>,
}

impl Sums {
    fn of(picture: &Luma) -> Self {
        let width = picture.width() + 1;
        let mut sums = vec![(0.0, 0.0); width * (picture.height() + 1)];
        for y in 0..picture.height() {
            let mut along = (0.0, 0.0);
            for (x, &value) in picture.row(y).iter().enumerate() {
                let value = f64::from(value);
                along = (along.0 + value, along.1 + value * value);
                let above = sums[y * width + x + 1];
                sums[(y + 1) * width + x + 1] = (above.0 + along.0, above.1 + along.1);
            }
        }
        Self { width, sums }
    }

    fn deviation(&self, pixels: &Pixels) -> f32 {
        let at = |x: usize, y: usize| self.sums[y * self.width + x];
        let corners = [
            at(pixels.right, pixels.bottom),
            at(pixels.left, pixels.bottom),
            at(pixels.right, pixels.top),
            at(pixels.left, pixels.top),
        ];
        let sum = |part: fn(&(f64, f64)) -> f64| {
            part(&corners[0]) - part(&corners[1]) - part(&corners[2]) + part(&corners[3])
        };
        let area = f64::from(pixels.area());
        let mean = sum(|s| s.0) / area;
        (sum(|s| s.1) / area - mean * mean).max(0.0).sqrt() as f32
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Smooth texture, of another brightness for every third seed: 40..=240.
    fn texture(seed: f32, x: f32, y: f32) -> f32 {
        80.0 + 60.0 * (seed % 3.0) + 20.0 * (x * 0.11 + seed * 3.0).sin() + 20.0 * (y * 0.13 + x * 0.05 + seed).cos()
    }

    fn drawn(width: usize, height: usize, value: impl Fn(f32, f32) -> f32) -> Luma {
        let pixels = (0..width * height).map(|i| value((i % width) as f32, (i / width) as f32));
        Luma::new(width, height, pixels.collect())
    }

    /// The overlap of the best box with a region.
    fn best(picture: &Luma, wanted: Region) -> f32 {
        boxes(picture, 6).iter().map(|found| found.overlap(&wanted)).fold(0.0, f32::max)
    }

    #[test]
    fn a_picture_between_bars_on_a_page_or_in_a_corner_of_another_is_found() {
        let inside = |x: f32, y: f32, r: Region| {
            (r.x * 800.0..(r.x + r.width) * 800.0).contains(&x) && (r.y * 600.0..(r.y + r.height) * 600.0).contains(&y)
        };
        for (wanted, around) in [
            (Region { x: 0.0, y: 0.15, width: 1.0, height: 0.7 }, 0),
            (Region { x: 0.2, y: 0.0, width: 0.6, height: 1.0 }, 0),
            (Region { x: 0.1, y: 0.3, width: 0.5, height: 0.4 }, 1),
            (Region { x: 0.65, y: 0.62, width: 0.25, height: 0.25 }, 2),
        ] {
            let picture = drawn(800, 600, |x, y| match (inside(x, y, wanted), around) {
                (true, _) => texture(1.0, x, y),
                (false, 0) => 0.0,
                (false, 1) => 255.0,
                (false, _) => texture(5.0, y, x),
            });
            let overlap = best(&picture, wanted);
            assert!(overlap > 0.85, "{wanted:?}: {overlap}");
        }
    }

    #[test]
    fn every_tile_of_a_collage_is_found() {
        let picture = drawn(800, 800, |x, y| texture((x / 400.0).floor() + 5.0 * (y / 400.0).floor(), x, y));
        for (x, y) in [(0.0, 0.0), (0.5, 0.0), (0.0, 0.5), (0.5, 0.5)] {
            let overlap = best(&picture, Region { x, y, width: 0.5, height: 0.5 });
            assert!(overlap > 0.85, "{x} {y}: {overlap}");
        }
    }

    #[test]
    fn a_picture_alone_has_none() {
        assert!(boxes(&drawn(800, 600, |x, y| texture(2.0, x, y)), 6).is_empty());
        assert!(boxes(&drawn(800, 600, |_, _| 128.0), 6).is_empty());
        assert!(boxes(&Luma::empty(), 6).is_empty());
    }
}
