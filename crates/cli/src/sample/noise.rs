//! Seeded value noise: the texture of water, leaves, plaster and cloud.
//!
//! Only integer hashing and the four basic operations, so every machine computes the same values.

/// A random number in 0..1 that belongs to this cell of this seed's lattice.
pub fn cell(seed: u32, x: i32, y: i32) -> f32 {
    let mut bits = seed ^ (x as u32).wrapping_mul(0x9e37_79b1) ^ (y as u32).wrapping_mul(0x85eb_ca77);
    for _ in 0..2 {
        bits ^= bits >> 15;
        bits = bits.wrapping_mul(0x2c1b_3c6d);
        bits ^= bits >> 12;
        bits = bits.wrapping_mul(0x297a_2d39);
    }
    bits ^= bits >> 15;
    (bits >> 8) as f32 / (1 << 24) as f32
}

/// Smooth noise in 0..1: the cells' numbers at whole coordinates, blended between them.
pub fn smooth(seed: u32, x: f32, y: f32) -> f32 {
    let (left, top) = (x.floor(), y.floor());
    let ease = |t: f32| t * t * (3.0 - 2.0 * t);
    let (across, down) = (ease(x - left), ease(y - top));
    let (left, top) = (left as i32, top as i32);
    let upper = blend(cell(seed, left, top), cell(seed, left + 1, top), across);
    let lower = blend(cell(seed, left, top + 1), cell(seed, left + 1, top + 1), across);
    blend(upper, lower, down)
}

/// Noise in 0..1 with detail at several sizes, each half as large and half as strong as the one before.
pub fn cloudy(seed: u32, x: f32, y: f32, sizes: u32) -> f32 {
    let (mut sum, mut weight, mut total, mut zoom) = (0.0, 0.5, 0.0, 1.0);
    for size in 0..sizes {
        sum += weight * smooth(seed.wrapping_add(size), x * zoom, y * zoom);
        total += weight;
        weight *= 0.5;
        zoom *= 2.03;
    }
    sum / total
}

/// From `a` at 0 to `b` at 1.
pub fn blend(a: f32, b: f32, share: f32) -> f32 {
    a + (b - a) * share
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn noise_is_the_same_every_time_and_stays_between_zero_and_one() {
        assert_eq!(cell(7, -3, 12), cell(7, -3, 12));
        assert_ne!(cell(7, -3, 12), cell(8, -3, 12));
        for step in 0..2000 {
            let at = step as f32 * 0.37 - 300.0;
            let value = cloudy(3, at, -at, 5);
            assert!((0.0..=1.0).contains(&value), "{value} at {at}");
        }
    }
}
