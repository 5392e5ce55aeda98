//! Projective maps: how a flat picture lies in another that was taken of it at a slant.

use super::{Affine, Pair, centres};

/// Fewer pairs than this do not tell a slant from chance.
const MIN_PAIRS: usize = 20;
/// A slant is believed when it takes this much of the squared error of the best affine map away.
const WORTH: f64 = 0.15;
/// Where an affine map misses by less than this, on average, there is no slant to be found.
const EXACT: f64 = 0.001;
/// Rounds of least squares, each weighted by the depths that the one before found.
const ROUNDS: usize = 3;
/// Where the plane is this much further away than at its nearest place, or behind the eye, nothing is seen.
const MIN_DEPTH: f64 = 1e-4;
/// A place that is in no picture.
const NOWHERE: (f32, f32) = (-1e6, -1e6);

/// Nine numbers, row by row: `(x', y') = (r0 / r2, r1 / r2)` with `r = m (x, y, 1)`; lengths as in [`Affine`].
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Map([f64; 9]);

impl From<Affine> for Map {
    fn from(map: Affine) -> Self {
        Self([map.a, map.b, map.tx, map.c, map.d, map.ty, 0.0, 0.0, 1.0].map(f64::from))
    }
}

impl Map {
    /// Where a point lies in the other picture; far outside of it for what is behind the eye.
    pub(crate) fn apply(&self, x: f32, y: f32) -> (f32, f32) {
        let m = &self.0;
        let (x, y) = (f64::from(x), f64::from(y));
        let depth = m[6] * x + m[7] * y + m[8];
        if depth < MIN_DEPTH {
            return NOWHERE;
        }
        (((m[0] * x + m[1] * y + m[2]) / depth) as f32, ((m[3] * x + m[4] * y + m[5]) / depth) as f32)
    }

    /// From its nine numbers.
    pub(crate) fn from_numbers(numbers: [f64; 9]) -> Self {
        Self(numbers)
    }

    /// Its nine numbers.
    pub(crate) fn numbers(&self) -> [f64; 9] {
        self.0
    }

    /// The same map from shares (0.0..=1.0) of the width and height of a picture, which is mirrored first if so, to shares of
    /// the other's. `from` and `to` are the pictures' shapes, in the lengths of this map.
    pub(crate) fn in_shares(&self, mirrored: bool, from: (f32, f32), to: (f32, f32)) -> [f32; 9] {
        let m = &self.0;
        let (width, height) = (f64::from(from.0), f64::from(from.1));
        let scale = [f64::from(to.0).max(1e-6), f64::from(to.1).max(1e-6), 1.0];
        let mut shares = [0.0; 9];
        for (row, scale) in scale.into_iter().enumerate() {
            let [x, y, shift] = [m[3 * row], m[3 * row + 1], m[3 * row + 2]];
            let (x, shift) = if mirrored { (-x, shift + x * width) } else { (x, shift) };
            for (column, value) in [x * width, y * height, shift].into_iter().enumerate() {
                shares[3 * row + column] = (value / scale) as f32;
            }
        }
        shares
    }

    /// The affine map that is nearest to it around a point.
    pub(crate) fn around(&self, x: f32, y: f32) -> Affine {
        let m = &self.0;
        let depth = (m[6] * f64::from(x) + m[7] * f64::from(y) + m[8]).max(MIN_DEPTH);
        let (u, v) = self.apply(x, y);
        let slope = |along: f64, to: f32, tilt: f64| ((along - f64::from(to) * tilt) / depth) as f32;
        let (a, b) = (slope(m[0], u, m[6]), slope(m[1], u, m[7]));
        let (c, d) = (slope(m[3], v, m[6]), slope(m[4], v, m[7]));
        Affine { a, b, c, d, tx: u - a * x - b * y, ty: v - c * x - d * y }
    }

    pub(crate) fn inverse(&self) -> Option<Self> {
        let m = &self.0;
        let minor = |a: usize, b: usize, c: usize, d: usize| m[a] * m[d] - m[b] * m[c];
        let adjugate = [
            minor(4, 5, 7, 8),
            -minor(1, 2, 7, 8),
            minor(1, 2, 4, 5),
            -minor(3, 5, 6, 8),
            minor(0, 2, 6, 8),
            -minor(0, 2, 3, 5),
            minor(3, 4, 6, 7),
            -minor(0, 1, 6, 7),
            minor(0, 1, 3, 4),
        ];
        let determinant = m[0] * adjugate[0] + m[1] * adjugate[3] + m[2] * adjugate[6];
        (determinant.abs() > 1e-9).then(|| Self(adjugate.map(|v| v / determinant)))
    }

    /// The simplest map that explains the pairs: with few a turn, scaling and shift, with more an affine map, with many a
    /// projective one where it fits clearly better. None when they do not fix any.
    pub(crate) fn fitted(pairs: &[Pair]) -> Option<Self> {
        if pairs.len() < 8 {
            return Affine::similarity(pairs).map(Self::from);
        }
        let affine = Self::from(Affine::fitted(pairs)?);
        let error = affine.error(pairs);
        if pairs.len() < MIN_PAIRS || error < pairs.len() as f64 * EXACT.powi(2) {
            return Some(affine);
        }
        let slanted = Self::projective(pairs).filter(|map| map.error(pairs) < (1.0 - WORTH) * error);
        Some(slanted.unwrap_or(affine))
    }

    /// The sum of squared distances by which the map misses.
    fn error(&self, pairs: &[Pair]) -> f64 {
        let miss = |pair: &Pair| {
            let (x, y) = self.apply(pair.from.0, pair.from.1);
            f64::from(x - pair.to.0).powi(2) + f64::from(y - pair.to.1).powi(2)
        };
        pairs.iter().map(miss).sum()
    }

    /// The projective map of least squares, by the direct linear transform around the pairs' centres.
    fn projective(pairs: &[Pair]) -> Option<Self> {
        let (from, to) = centres(pairs)?;
        let mut map = [1.0, 0.0, 0.0, 0.0, 1.0, 0.0, 0.0, 0.0];
        for round in 0..ROUNDS {
            let mut normal = [[0.0; 9]; 8];
            for pair in pairs {
                let (x, y) = (f64::from(pair.from.0 - from.0), f64::from(pair.from.1 - from.1));
                let (u, v) = (f64::from(pair.to.0 - to.0), f64::from(pair.to.1 - to.1));
                let depth = map[6] * x + map[7] * y + 1.0;
                if depth < MIN_DEPTH {
                    return None;
                }
                let weight = if round == 0 { 1.0 } else { depth.powi(-2) };
                let rows =
                    [[x, y, 1.0, 0.0, 0.0, 0.0, -u * x, -u * y, u], [0.0, 0.0, 0.0, x, y, 1.0, -v * x, -v * y, v]];
                for row in rows {
                    for (line, factor) in normal.iter_mut().zip(row) {
                        line.iter_mut().zip(row).for_each(|(sum, value)| *sum += weight * factor * value);
                    }
                }
            }
            map = solved(normal)?;
        }
        let [a, b, c, d, e, f, g, h] = map;
        let (x, y) = (f64::from(from.0), f64::from(from.1));
        let (u, v) = (f64::from(to.0), f64::from(to.1));
        // Back from the centres: shift after, then shift before.
        let rows = [[a + u * g, b + u * h, c + u], [d + v * g, e + v * h, f + v], [g, h, 1.0]];
        let rows = rows.map(|[p, q, r]| [p, q, r - p * x - q * y]);
        // The depth at the centre is 1, so that all depths are of one sign and size.
        let all = rows.concat();
        Some(Self(std::array::from_fn(|i| all[i])))
    }
}

/// Eight linear equations in eight unknowns, the last column being their right sides; none when they do not fix them.
fn solved(mut lines: [[f64; 9]; 8]) -> Option<[f64; 8]> {
    for column in 0..8 {
        let pivot = (column..8).max_by(|&a, &b| lines[a][column].abs().total_cmp(&lines[b][column].abs()))?;
        lines.swap(column, pivot);
        let chosen = lines[column];
        if chosen[column].abs() < 1e-10 {
            return None;
        }
        for (row, line) in lines.iter_mut().enumerate() {
            if row != column {
                let factor = line[column] / chosen[column];
                line.iter_mut().zip(chosen).for_each(|(value, above)| *value -= factor * above);
            }
        }
    }
    Some(std::array::from_fn(|i| lines[i][8] / lines[i][i]))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pairs_of(map: &Map) -> Vec<Pair> {
        let at = |i: usize| ((i % 6) as f32 / 6.0, (i / 6) as f32 / 7.0);
        (0..36).map(at).map(|from| Pair { from, to: map.apply(from.0, from.1) }).collect()
    }

    #[test]
    fn a_slant_is_fitted_and_undone() {
        let slant = Map([0.8, 0.1, 0.05, -0.1, 0.7, 0.2, 0.3, -0.2, 1.0]);
        let fitted = Map::fitted(&pairs_of(&slant)).expect("a map");
        let back = fitted.inverse().expect("an inverse");
        for pair in pairs_of(&slant) {
            let (x, y) = fitted.apply(pair.from.0, pair.from.1);
            assert!((x - pair.to.0).abs() < 1e-4 && (y - pair.to.1).abs() < 1e-4, "{pair:?}");
            let (x, y) = back.apply(x, y);
            assert!((x - pair.from.0).abs() < 1e-4 && (y - pair.from.1).abs() < 1e-4, "{pair:?}");
        }
    }

    #[test]
    fn what_an_affine_map_explains_is_not_called_a_slant() {
        let affine = Map::from(Affine { a: 0.5, b: 0.1, c: -0.2, d: 0.6, tx: 0.1, ty: 0.2 });
        let fitted = Map::fitted(&pairs_of(&affine)).expect("a map");
        assert_eq!(fitted.0[6..8], [0.0, 0.0]);
    }

    #[test]
    fn points_on_a_line_or_all_alike_fix_no_map() {
        let line: Vec<Pair> = (0..40).map(|i| i as f32 / 40.0).map(|t| Pair { from: (t, t), to: (t, t) }).collect();
        assert_eq!(Map::fitted(&line), None);
        assert_eq!(Map::fitted(&[line[0]; 40]), None);
        assert_eq!(Map::fitted(&[]), None);
    }
}
