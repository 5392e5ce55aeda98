//! Pictures as the crate receives them, and the one form it works in: [`Luma`], brightness as floating point.
//!
//! Whoever decodes a file hands over plain bytes with their size. A size that does not fit its bytes is not an error here
//! (the decoder is trusted less than that): such a picture counts as empty, and an empty picture has an empty fingerprint.

use crate::changes::Region;

/// A grey picture: row-major brightness, one byte a pixel.
#[derive(Clone, Copy, Debug)]
pub struct Gray<'a> {
    /// Pixels in a row.
    pub width: usize,
    /// Rows.
    pub height: usize,
    /// `width * height` bytes.
    pub pixels: &'a [u8],
}

/// A colour picture: row-major red, green, blue, three bytes a pixel.
#[derive(Clone, Copy, Debug)]
pub struct Rgb<'a> {
    /// Pixels in a row.
    pub width: usize,
    /// Rows.
    pub height: usize,
    /// `width * height * 3` bytes.
    pub pixels: &'a [u8],
}

impl Gray<'_> {
    /// The same brightness as floating point; empty when the bytes do not fit the size.
    pub fn to_luma(&self) -> Luma {
        match bytes_of(self.width, self.height, 1) {
            Some(n) if n == self.pixels.len() => Luma {
                width: self.width,
                height: self.height,
                values: self.pixels.iter().map(|&p| f32::from(p)).collect(),
            },
            _ => Luma::empty(),
        }
    }
}

impl Rgb<'_> {
    /// Brightness with the weights of the PDQ reference (ITU-R BT.601: 0.299, 0.587, 0.114), summed in single precision
    /// in the same order, so that hashes come out bit for bit; empty when the bytes do not fit the size.
    pub fn to_luma(&self) -> Luma {
        match bytes_of(self.width, self.height, 3) {
            Some(n) if n == self.pixels.len() => Luma {
                width: self.width,
                height: self.height,
                values: self
                    .pixels
                    .chunks_exact(3)
                    .map(|p| 0.299 * f32::from(p[0]) + 0.587 * f32::from(p[1]) + 0.114 * f32::from(p[2]))
                    .collect(),
            },
            _ => Luma::empty(),
        }
    }

    /// Red, green and blue by themselves, 0.0..=255.0; empty when the bytes do not fit the size.
    pub(crate) fn to_planes(self) -> [Luma; 3] {
        [0, 1, 2].map(|channel| match bytes_of(self.width, self.height, 3) {
            Some(n) if n == self.pixels.len() => Luma {
                width: self.width,
                height: self.height,
                values: self.pixels.chunks_exact(3).map(|pixel| f32::from(pixel[channel])).collect(),
            },
            _ => Luma::empty(),
        })
    }
}

fn bytes_of(width: usize, height: usize, per_pixel: usize) -> Option<usize> {
    width.checked_mul(height)?.checked_mul(per_pixel).filter(|&n| n > 0)
}

/// Brightness of each pixel, 0.0..=255.0, row-major.
#[derive(Clone, Debug, PartialEq)]
pub struct Luma {
    width: usize,
    height: usize,
    values: Vec<f32>,
}

impl Luma {
    /// A picture without pixels.
    pub fn empty() -> Self {
        Self { width: 0, height: 0, values: Vec::new() }
    }

    /// A picture from values in row-major order; empty when their number is not `width * height`.
    pub fn new(width: usize, height: usize, values: Vec<f32>) -> Self {
        if bytes_of(width, height, 1) == Some(values.len()) { Self { width, height, values } } else { Self::empty() }
    }

    /// Pixels in a row.
    pub fn width(&self) -> usize {
        self.width
    }

    /// Rows.
    pub fn height(&self) -> usize {
        self.height
    }

    /// All values, row-major.
    pub fn values(&self) -> &[f32] {
        &self.values
    }

    /// True when there is no pixel.
    pub fn is_empty(&self) -> bool {
        self.values.is_empty()
    }

    /// Row `y`; empty beyond the last.
    pub(crate) fn row(&self, y: usize) -> &[f32] {
        self.values.get(y * self.width..(y + 1) * self.width).unwrap_or(&[])
    }

    /// The part within a region, with the column and row of its first pixel; at least one pixel of any picture.
    pub(crate) fn cut(&self, region: &Region) -> (Self, usize, usize) {
        if self.is_empty() {
            return (Self::empty(), 0, 0);
        }
        let range = |from: f32, length: f32, size: usize| {
            let at = |share: f32| (share * size as f32).round().max(0.0) as usize;
            let first = at(from).min(size - 1);
            (first, at(from + length).clamp(first + 1, size))
        };
        let (left, right) = range(region.x, region.width, self.width);
        let (top, bottom) = range(region.y, region.height, self.height);
        let values = (top..bottom).flat_map(|y| &self.row(y)[left..right]).copied().collect();
        (Self { width: right - left, height: bottom - top, values }, left, top)
    }

    /// The picture at another size: each new pixel is the mean of the area it covers when the picture shrinks, and is
    /// interpolated linearly between its neighbours when it grows. Each axis is treated by itself.
    pub fn resized(&self, width: usize, height: usize) -> Self {
        if self.is_empty() || width == 0 || height == 0 {
            return Self::empty();
        }
        let across = taps(self.width, width);
        let mut narrow = Vec::with_capacity(width * self.height);
        for y in 0..self.height {
            let row = self.row(y);
            narrow.extend(across.iter().map(|tap| tap.weigh(row)));
        }
        let mut values = vec![0.0; width * height];
        for (out, tap) in values.chunks_exact_mut(width).zip(taps(self.height, height)) {
            for (k, &weight) in tap.weights.iter().enumerate() {
                let from = (tap.first + k) * width;
                for (o, &v) in out.iter_mut().zip(&narrow[from..from + width]) {
                    *o += weight * v;
                }
            }
        }
        Self { width, height, values }
    }

    /// The picture shrunk or grown so that its longest side has `side` pixels (the other side at least one).
    pub(crate) fn fitted(&self, side: usize) -> Self {
        let longest = self.width.max(self.height);
        if longest == 0 || longest == side {
            return self.clone();
        }
        let scaled = |n: usize| ((n * side + longest / 2) / longest).max(1);
        self.resized(scaled(self.width), scaled(self.height))
    }
}

/// The source pixels, from `first` on, that make one pixel of a resized axis, with weights that sum to one.
struct Taps {
    first: usize,
    weights: Vec<f32>,
}

impl Taps {
    fn weigh(&self, line: &[f32]) -> f32 {
        self.weights.iter().zip(&line[self.first..]).map(|(w, v)| w * v).sum()
    }
}

fn taps(from: usize, to: usize) -> Vec<Taps> {
    let scale = from as f64 / to as f64;
    let last = from - 1;
    (0..to)
        .map(|i| {
            if scale <= 1.0 {
                let at = ((i as f64 + 0.5) * scale - 0.5).clamp(0.0, last as f64);
                let first = (at.floor() as usize).min(last);
                let share = (at - first as f64) as f32;
                let weights = if first < last { vec![1.0 - share, share] } else { vec![1.0] };
                return Taps { first, weights };
            }
            let (start, end) = (i as f64 * scale, ((i + 1) as f64 * scale).min(from as f64));
            let first = (start.floor() as usize).min(last);
            let until = (end.ceil() as usize).clamp(first + 1, from);
            let weights = (first..until)
                .map(|p| ((end.min((p + 1) as f64) - start.max(p as f64)).max(0.0) / (end - start)) as f32)
                .collect();
            Taps { first, weights }
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_size_that_does_not_fit_its_bytes_is_an_empty_picture() {
        assert!(Gray { width: 3, height: 2, pixels: &[0; 5] }.to_luma().is_empty());
        assert!(Rgb { width: usize::MAX, height: 2, pixels: &[0; 6] }.to_luma().is_empty());
        assert!(Gray { width: 0, height: 0, pixels: &[] }.to_luma().resized(4, 4).is_empty());
    }

    #[test]
    fn shrinking_keeps_the_mean_and_growing_keeps_a_ramp() {
        let ramp = Luma::new(10, 1, (0..10).map(|v| v as f32).collect());
        let small = ramp.resized(4, 1);
        assert!((small.values().iter().sum::<f32>() / 4.0 - 4.5).abs() < 1e-4);
        let large = ramp.resized(20, 3);
        assert!(large.row(2).windows(2).all(|w| w[1] >= w[0]));
    }
}
