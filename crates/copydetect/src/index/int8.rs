//! Search in descriptors: every stored vector whose cosine with one of several queries is at least so much.
//!
//! A vector of unit length is kept as int8 with one scale, which moves a cosine by less than a hundredth, and as a code of its
//! signs. Up to [`EXACT`] descriptors, every one is multiplied with every query, so that nothing is missed. Beyond that, the
//! codes are compared first: between vectors at an angle `a` a share `a / pi` of the signs differs (Charikar, *Similarity
//! Estimation Techniques from Rounding Algorithms*, 2002), and only descriptors with few enough different ones are multiplied.
//! How many that are is set so that on directions without order fewer than one in a hundred near the limit is lost.
//!
//! ```
//! use copydetect::index::{Descriptors, Int8};
//! let [east, north] = [[1.0, 0.0, 0.0], [0.0, 1.0, 0.0]].map(|vector| Int8::of(&vector));
//! let mut kept = Descriptors::new(3);
//! assert_eq!((kept.push(&east), kept.push(&north)), (0, 1));
//! let mut found = Vec::new();
//! kept.within(&[Int8::of(&[0.8, 0.6, 0.0])], 0.7, |query, number, cosine| found.push((query, number, cosine)));
//! assert_eq!(found.len(), 1);
//! assert!(found[0].1 == 0 && (found[0].2 - 0.8).abs() < 0.01);
//! ```

use std::sync::Arc;

use rayon::prelude::*;

use crate::fast::{Work, counting, fast};

/// Up to so many descriptors the answer is exact.
pub const EXACT: usize = 1 << 20;
/// Descriptors kept together; what two copies of the set share.
const CHUNK: usize = 4096;
/// Values are filled up with zeros to a multiple of this, the width of the widest register in bytes.
const LANES: usize = 64;
/// Descriptors multiplied with every query before the next are read: they stay in the nearest cache.
const TILE: usize = 32;
/// Standard deviations by which the number of different signs may exceed what the limit leads to expect.
const SAFETY: f32 = 3.0;

/// A vector as 8-bit integers times one scale.
#[derive(Clone, Debug, PartialEq)]
pub struct Int8 {
    values: Vec<i8>,
    scale: f32,
}

impl Int8 {
    /// Of a vector of any length, brought to unit length first. A vector without length, or with a value that is no number,
    /// becomes one that is near nothing.
    pub fn of(vector: &[f32]) -> Self {
        let most = vector.iter().fold(0.0f32, |most, value| most.max(value.abs()));
        let length = vector.iter().map(|value| value * value).sum::<f32>().sqrt();
        if !length.is_normal() || !most.is_normal() {
            return Self { values: vec![0; vector.len()], scale: 0.0 };
        }
        Self::of_values(vector.iter().map(|value| (value / most * 127.0).round() as i8).collect())
    }

    /// From values as [`values`](Self::values) gave them. Zeros become one that is near nothing.
    pub fn of_values(values: Vec<i8>) -> Self {
        let length = values.iter().map(|&value| f32::from(value).powi(2)).sum::<f32>().sqrt();
        Self { values, scale: if length > 0.0 { 1.0 / length } else { 0.0 } }
    }

    /// The integers, -127..=127.
    pub fn values(&self) -> &[i8] {
        &self.values
    }

    /// What an integer is multiplied with to be the component of a vector of unit length.
    pub fn scale(&self) -> f32 {
        self.scale
    }

    /// The cosine of the angle between both, -1.0..=1.0; 0 when they have not the same number of values.
    pub fn cosine(&self, other: &Self) -> f32 {
        if self.values.len() != other.values.len() {
            return 0.0;
        }
        let products = self.values.iter().zip(&other.values).map(|(&a, &b)| i32::from(a) * i32::from(b));
        products.sum::<i32>() as f32 * self.scale * other.scale
    }
}

/// A set of [`Int8`] of one number of values, searchable by cosine. A copy shares what it holds with the original.
#[derive(Clone, Debug)]
pub struct Descriptors {
    dimension: usize,
    /// The dimension with the zeros that fill it up.
    width: usize,
    chunks: Vec<Arc<Chunk>>,
    exact: usize,
}

#[derive(Clone, Debug, Default)]
struct Chunk {
    values: Vec<i8>,
    scales: Vec<f32>,
    signs: Vec<u64>,
}

impl Descriptors {
    /// An empty set for vectors of `dimension` values.
    pub fn new(dimension: usize) -> Self {
        Self { dimension, width: dimension.next_multiple_of(LANES), chunks: Vec::new(), exact: EXACT }
    }

    /// How many values each has.
    pub fn dimension(&self) -> usize {
        self.dimension
    }

    /// How many it holds.
    pub fn len(&self) -> usize {
        self.chunks.last().map_or(0, |last| (self.chunks.len() - 1) * CHUNK + last.scales.len())
    }

    /// True when it holds none.
    pub fn is_empty(&self) -> bool {
        self.chunks.is_empty()
    }

    /// Adds a descriptor; its number is how many were added before. One of another dimension is kept as one that is near
    /// nothing, so that numbers go on.
    pub fn push(&mut self, descriptor: &Int8) -> u32 {
        let number = self.len() as u32;
        if self.chunks.last().is_none_or(|last| last.scales.len() == CHUNK) {
            self.chunks.push(Arc::default());
        }
        if let Some(last) = self.chunks.last_mut() {
            let fits = descriptor.values.len() == self.dimension;
            Arc::make_mut(last).push(descriptor, self.width, fits);
        }
        number
    }

    /// Calls `found(query, number, cosine)`, with the place in `queries`, for every descriptor whose cosine with a query is at
    /// least `min_cosine`, above 0.0. Queries of another dimension find nothing.
    pub fn within(&self, queries: &[Int8], min_cosine: f32, mut found: impl FnMut(usize, u32, f32)) {
        let asked: Vec<(usize, &Int8)> =
            queries.iter().enumerate().filter(|(_, query)| query.values.len() == self.dimension).collect();
        let prepared = Queries::of(asked.iter().map(|(_, query)| *query), self.width);
        let different = self.most_different(min_cosine);
        let search = |(at, chunk): (usize, &Arc<Chunk>)| {
            let mut near = Vec::new();
            match different {
                None => fast(Multiplied { chunk, queries: &prepared, width: self.width, min_cosine, near: &mut near }),
                Some(different) => {
                    counting(Signed { chunk, queries: &prepared, different, near: &mut near });
                    fast(Confirmed { chunk, queries: &prepared, width: self.width, min_cosine, near: &mut near });
                }
            }
            near.into_iter().map(move |(query, place, cosine)| (query, (at * CHUNK) as u32 + place, cosine))
        };
        let near: Vec<_> = self.chunks.par_iter().enumerate().flat_map_iter(search).collect();
        near.into_iter().for_each(|(query, number, cosine)| found(asked[query as usize].0, number, cosine));
    }

    /// In how many signs a descriptor may differ from a query to be multiplied with it; none when all are to be.
    fn most_different(&self, min_cosine: f32) -> Option<u32> {
        let share = min_cosine.clamp(0.0, 1.0).acos() / std::f32::consts::PI;
        let count = self.dimension as f32;
        let most = count * share + SAFETY * (count * share * (1.0 - share)).sqrt();
        (self.len() > self.exact).then_some(most as u32)
    }
}

impl Chunk {
    fn push(&mut self, descriptor: &Int8, width: usize, fits: bool) {
        let values: &[i8] = if fits { &descriptor.values } else { &[] };
        let from = self.values.len();
        self.values.extend_from_slice(values);
        self.values.resize(from + width, 0);
        self.scales.push(if fits { descriptor.scale } else { 0.0 });
        self.signs.extend(signs(&self.values[from..]));
    }
}

/// Which values are positive, 64 to a word.
fn signs(values: &[i8]) -> impl Iterator<Item = u64> + '_ {
    values.chunks_exact(LANES).map(|chunk| chunk.iter().fold(0, |word, &value| word << 1 | u64::from(value > 0)))
}

/// Queries one after the other, as they are multiplied: 16 bits wide, since there is an instruction that multiplies such
/// numbers and adds up neighbours.
struct Queries {
    count: usize,
    values: Vec<i16>,
    scales: Vec<f32>,
    signs: Vec<u64>,
}

impl Queries {
    fn of<'a>(queries: impl Iterator<Item = &'a Int8>, width: usize) -> Self {
        let mut all = Self { count: 0, values: Vec::new(), scales: Vec::new(), signs: Vec::new() };
        for query in queries {
            let mut values = query.values.clone();
            values.resize(width, 0);
            all.count += 1;
            all.signs.extend(signs(&values));
            all.values.extend(values.iter().map(|&value| i16::from(value)));
            all.scales.push(query.scale);
        }
        all
    }
}

#[inline(always)]
fn product(query: &[i16], descriptor: &[i16]) -> i32 {
    query.iter().zip(descriptor).map(|(&a, &b)| i32::from(a) * i32::from(b)).sum()
}

/// Multiplies every descriptor with every query.
struct Multiplied<'a> {
    chunk: &'a Chunk,
    queries: &'a Queries,
    width: usize,
    min_cosine: f32,
    /// Query, place in the chunk, cosine.
    near: &'a mut Vec<(u32, u32, f32)>,
}

impl Work for Multiplied<'_> {
    type Output = ();

    #[inline(always)]
    fn run(self) {
        let Self { chunk, queries, width, min_cosine, near } = self;
        let mut wide = vec![0; TILE * width];
        for (tile, rows) in chunk.values.chunks(TILE * width).enumerate() {
            wide.iter_mut().zip(rows).for_each(|(wide, &value)| *wide = i16::from(value));
            for (query, values) in queries.values.chunks_exact(width).enumerate() {
                for (row, descriptor) in wide[..rows.len()].chunks_exact(width).enumerate() {
                    let place = tile * TILE + row;
                    let cosine = product(values, descriptor) as f32 * queries.scales[query] * chunk.scales[place];
                    if cosine >= min_cosine {
                        near.push((query as u32, place as u32, cosine));
                    }
                }
            }
        }
    }
}

/// Gathers descriptors of which few signs differ from a query's.
struct Signed<'a> {
    chunk: &'a Chunk,
    queries: &'a Queries,
    different: u32,
    near: &'a mut Vec<(u32, u32, f32)>,
}

impl Work for Signed<'_> {
    type Output = ();

    #[inline(always)]
    fn run(self) {
        let Self { chunk, queries, different, near } = self;
        let words = queries.signs.len() / queries.count.max(1);
        if words == 0 {
            return;
        }
        for (tile, rows) in chunk.signs.chunks(TILE * words).enumerate() {
            for (query, own) in queries.signs.chunks_exact(words).enumerate() {
                for (row, signs) in rows.chunks_exact(words).enumerate() {
                    let count: u32 = own.iter().zip(signs).map(|(a, b)| (a ^ b).count_ones()).sum();
                    if count <= different {
                        near.push((query as u32, (tile * TILE + row) as u32, 0.0));
                    }
                }
            }
        }
    }
}

/// Multiplies what was gathered, and keeps what is near.
struct Confirmed<'a> {
    chunk: &'a Chunk,
    queries: &'a Queries,
    width: usize,
    min_cosine: f32,
    near: &'a mut Vec<(u32, u32, f32)>,
}

impl Work for Confirmed<'_> {
    type Output = ();

    #[inline(always)]
    fn run(self) {
        let Self { chunk, queries, width, min_cosine, near } = self;
        let mut wide = vec![0; width];
        near.retain_mut(|(query, place, cosine)| {
            let (query, place) = (*query as usize, *place as usize);
            wide.iter_mut().zip(&chunk.values[place * width..]).for_each(|(wide, &value)| *wide = i16::from(value));
            let sum = product(&queries.values[query * width..][..width], &wide);
            *cosine = sum as f32 * queries.scales[query] * chunk.scales[place];
            *cosine >= min_cosine
        });
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn vector(seed: u64, dimension: usize) -> Vec<f32> {
        let mut state = seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1;
        let mut uniform = || {
            state = state.wrapping_mul(6364136223846793005).wrapping_add(1442695040888963407);
            (state >> 40) as f32 / (1u64 << 24) as f32
        };
        // The sum of four is nearly normal, which makes directions without order.
        (0..dimension).map(|_| uniform() + uniform() + uniform() + uniform() - 2.0).collect()
    }

    /// At this cosine to `vector`, in a direction given by the seed.
    fn at(cosine: f32, vector: &[f32], seed: u64) -> Vec<f32> {
        let other = self::vector(seed, vector.len());
        let dot = |a: &[f32], b: &[f32]| a.iter().zip(b).map(|(a, b)| a * b).sum::<f32>();
        let along = dot(vector, &other) / dot(vector, vector);
        let across: Vec<f32> = other.iter().zip(vector).map(|(other, own)| other - along * own).collect();
        let sine = (1.0 - cosine * cosine).sqrt() / dot(&across, &across).sqrt();
        let cosine = cosine / dot(vector, vector).sqrt();
        vector.iter().zip(&across).map(|(own, across)| cosine * own + sine * across).collect()
    }

    fn found(kept: &Descriptors, queries: &[Int8], min_cosine: f32) -> Vec<(usize, u32)> {
        let mut found = Vec::new();
        kept.within(queries, min_cosine, |query, number, _| found.push((query, number)));
        found.sort_unstable();
        found
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(24))]

        #[test]
        fn what_is_found_is_what_multiplying_each_finds(
            seed in any::<u32>(),
            dimension in 1usize..200,
            count in 0u64..300,
            queries in 0u64..5,
            min_cosine in 0.01f32..0.9,
        ) {
            let stored: Vec<Int8> = (0..count).map(|i| Int8::of(&vector(u64::from(seed) + i, dimension))).collect();
            let queries: Vec<Int8> = (0..queries).map(|i| Int8::of(&vector(u64::from(seed) + 7 * i, dimension))).collect();
            let mut kept = Descriptors::new(dimension);
            stored.iter().for_each(|descriptor| { kept.push(descriptor); });
            let mut expected = Vec::new();
            for (at, query) in queries.iter().enumerate() {
                let near = stored.iter().zip(0u32..).filter(|(other, _)| query.cosine(other) >= min_cosine);
                expected.extend(near.map(|(_, number)| (at, number)));
            }
            prop_assert_eq!(found(&kept, &queries, min_cosine), expected);
        }

        #[test]
        fn a_cosine_moves_by_less_than_a_hundredth(seed in any::<u64>(), cosine in -0.9f32..0.9) {
            let own = vector(seed, 512);
            let (a, b) = (Int8::of(&own), Int8::of(&at(cosine, &own, seed ^ 1)));
            prop_assert!((a.cosine(&b) - cosine).abs() < 0.01, "{}", a.cosine(&b));
        }
    }

    #[test]
    fn beyond_the_exact_size_ninety_nine_of_a_hundred_just_within_the_limit_are_found() {
        let queries: Vec<Vec<f32>> = (0..40).map(|i| vector(i, 512)).collect();
        let mut kept = Descriptors { exact: 1000, ..Descriptors::new(512) };
        (0..6000).for_each(|i| {
            kept.push(&Int8::of(&vector(1_000_000 + i, 512)));
        });
        for limit in [0.3, 0.5, 0.75] {
            let first = kept.len() as u32;
            for (i, query) in queries.iter().enumerate() {
                (0..50).for_each(|j| {
                    kept.push(&Int8::of(&at(limit + 0.012, query, 5000 + 50 * i as u64 + j)));
                });
            }
            let asked: Vec<Int8> = queries.iter().map(|query| Int8::of(query)).collect();
            let hits = found(&kept, &asked, limit);
            let planted = hits
                .iter()
                .filter(|(query, number)| number.checked_sub(first).is_some_and(|place| place as usize / 50 == *query));
            let count = planted.count();
            assert!(count >= 1980, "{count} of 2000 at {limit}");
        }
    }

    #[test]
    fn vectors_without_a_direction_are_near_nothing() {
        let mut kept = Descriptors::new(4);
        for vector in [&[0.0; 4][..], &[f32::NAN; 4], &[f32::INFINITY; 4], &[1.0; 3], &[]] {
            kept.push(&Int8::of(vector));
        }
        assert_eq!(kept.len(), 5);
        assert_eq!(found(&kept, &[Int8::of(&[1.0; 4]), Int8::of(&[0.0; 4]), Int8::of(&[1.0; 7])], 0.01), []);
    }

    #[test]
    fn a_copy_does_not_see_what_is_added_later() {
        let mut kept = Descriptors::new(2);
        kept.push(&Int8::of(&[1.0, 0.0]));
        let copy = kept.clone();
        kept.push(&Int8::of(&[1.0, 0.1]));
        assert_eq!(found(&copy, &[Int8::of(&[1.0, 0.0])], 0.5), [(0, 0)]);
        assert_eq!(found(&kept, &[Int8::of(&[1.0, 0.0])], 0.5), [(0, 0), (0, 1)]);
    }
}
