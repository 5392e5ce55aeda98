//! Maps between two pictures, and fitting them to pairs of points.

mod map;

pub(crate) use map::Map;

use crate::features::Spot;

/// `x' = a x + b y + tx`, `y' = c x + d y + ty`; lengths in shares of each picture's longest side.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Affine {
    pub(crate) a: f32,
    pub(crate) b: f32,
    pub(crate) c: f32,
    pub(crate) d: f32,
    pub(crate) tx: f32,
    pub(crate) ty: f32,
}

impl Affine {
    /// The turn, scaling and shift that lay one spot on the other.
    pub(crate) fn between(from: &Spot, to: &Spot) -> Self {
        let scale = to.scale / from.scale;
        let (sin, cos) = (to.angle - from.angle).sin_cos();
        let (a, c) = (scale * cos, scale * sin);
        Self { a, b: -c, c, d: a, tx: to.x - a * from.x + c * from.y, ty: to.y - c * from.x - a * from.y }
    }

    pub(crate) fn apply(&self, x: f32, y: f32) -> (f32, f32) {
        (self.a * x + self.b * y + self.tx, self.c * x + self.d * y + self.ty)
    }

    /// How much areas grow; negative when the picture is mirrored.
    pub(crate) fn determinant(&self) -> f32 {
        self.a * self.d - self.b * self.c
    }

    /// How much lengths grow, on average.
    pub(crate) fn scale(&self) -> f32 {
        self.determinant().abs().sqrt()
    }

    /// The turn, radians.
    pub(crate) fn angle(&self) -> f32 {
        (self.c - self.b).atan2(self.a + self.d)
    }

    /// Where a direction (radians) points afterwards.
    pub(crate) fn turned(&self, angle: f32) -> f32 {
        let (sin, cos) = angle.sin_cos();
        (self.c * cos + self.d * sin).atan2(self.a * cos + self.b * sin)
    }

    /// Largest over smallest stretch in any direction: 1 for a turn and scaling.
    pub(crate) fn anisotropy(&self) -> f32 {
        let even = ((self.a + self.d).powi(2) + (self.c - self.b).powi(2)).sqrt();
        let odd = ((self.a - self.d).powi(2) + (self.c + self.b).powi(2)).sqrt();
        (even + odd) / (even - odd).abs().max(1e-6)
    }

    /// The similarity (turn, scaling, shift) of least squares for pairs of points; none for fewer than two apart.
    pub(crate) fn similarity(pairs: &[Pair]) -> Option<Self> {
        let (from, to) = centres(pairs)?;
        let (mut dot, mut cross, mut spread) = (0.0, 0.0, 0.0);
        for pair in pairs {
            let (x, y) = (pair.from.0 - from.0, pair.from.1 - from.1);
            let (u, v) = (pair.to.0 - to.0, pair.to.1 - to.1);
            dot += x * u + y * v;
            cross += x * v - y * u;
            spread += x * x + y * y;
        }
        if spread < 1e-8 {
            return None;
        }
        let (a, c) = (dot / spread, cross / spread);
        Some(Self { a, b: -c, c, d: a, tx: to.0 - a * from.0 + c * from.1, ty: to.1 - c * from.0 - a * from.1 })
    }

    /// The affine map of least squares; none when the points do not fix it.
    pub(crate) fn fitted(pairs: &[Pair]) -> Option<Self> {
        let (from, to) = centres(pairs)?;
        let (mut xx, mut xy, mut yy) = (0.0, 0.0, 0.0);
        let mut sums = [0.0f32; 4];
        for pair in pairs {
            let (x, y) = (pair.from.0 - from.0, pair.from.1 - from.1);
            let (u, v) = (pair.to.0 - to.0, pair.to.1 - to.1);
            xx += x * x;
            xy += x * y;
            yy += y * y;
            sums = [sums[0] + x * u, sums[1] + y * u, sums[2] + x * v, sums[3] + y * v];
        }
        let det = xx * yy - xy * xy;
        if det < 1e-3 * (xx + yy).powi(2) || det <= 0.0 {
            return None;
        }
        let [xu, yu, xv, yv] = sums;
        let (a, b) = ((xu * yy - yu * xy) / det, (yu * xx - xu * xy) / det);
        let (c, d) = ((xv * yy - yv * xy) / det, (yv * xx - xv * xy) / det);
        Some(Self { a, b, c, d, tx: to.0 - a * from.0 - b * from.1, ty: to.1 - c * from.0 - d * from.1 })
    }
}

/// A point of one picture and where it lies in the other.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Pair {
    pub(crate) from: (f32, f32),
    pub(crate) to: (f32, f32),
}

fn centres(pairs: &[Pair]) -> Option<((f32, f32), (f32, f32))> {
    if pairs.is_empty() {
        return None;
    }
    let share = 1.0 / pairs.len() as f32;
    let sum = |value: fn(&Pair) -> f32| pairs.iter().map(value).sum::<f32>() * share;
    Some(((sum(|p| p.from.0), sum(|p| p.from.1)), (sum(|p| p.to.0), sum(|p| p.to.1))))
}
