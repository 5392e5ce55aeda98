//! Which kept vectors are near: a scan of signs, several queries a pass, then the exact product of what it leaves.
//!
//! Of two unit vectors at an angle, each sign differs with a probability of angle over half a turn (Charikar, *Similarity
//! Estimation Techniques from Rounding Algorithms*, 2002): 171 of 512 at a cosine of 0.5, 189 at 0.4, give or take 11; 256
//! between unrelated ones. The radius keeps nearly all of the former and few of the latter.

use std::sync::Arc;

use super::descriptor::{Descriptor, Signs, dot};
use crate::fast::{Work, counting, fast};

/// Signs that differ in more than this are not looked at closer.
const RADIUS: u32 = 212;
/// Signs of so many vectors are compared with every query before the next are read: they fit the nearest cache.
const TILE: usize = 256;

/// Vectors of one length, in the order in which they were added. A copy shares them with the original, but for the last
/// tile.
#[derive(Clone, Debug, Default)]
pub(crate) struct Near {
    length: usize,
    tiles: Vec<Arc<Tile>>,
}

/// [`TILE`] vectors, or fewer in the last.
#[derive(Clone, Debug, Default)]
struct Tile {
    signs: Vec<Signs>,
    descriptors: Vec<Descriptor>,
}

/// A kept vector near one of the queries.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Hit {
    /// The place of the query among those asked.
    pub(crate) query: usize,
    /// The number under which the vector was added.
    pub(crate) number: usize,
    pub(crate) cosine: f32,
}

impl Near {
    /// Adds a vector; its number is how many were added before. False when it has another length than the first.
    pub(crate) fn push(&mut self, descriptor: &Descriptor) -> bool {
        if self.tiles.is_empty() {
            self.length = descriptor.values.len();
        }
        if self.length != descriptor.values.len() {
            return false;
        }
        match self.tiles.last_mut().filter(|tile| tile.signs.len() < TILE) {
            Some(tile) => Arc::make_mut(tile).push(descriptor),
            None => {
                let mut tile = Tile::default();
                tile.push(descriptor);
                self.tiles.push(Arc::new(tile));
            }
        }
        true
    }

    /// For each query at most `most` kept vectors with a cosine of at least `least`, the nearest first.
    pub(crate) fn near(&self, queries: &[&Descriptor], least: f32, most: usize) -> Vec<Hit> {
        let signs: Vec<Signs> = queries.iter().map(|query| query.signs()).collect();
        let mut passed = Vec::new();
        for (at, tile) in self.tiles.iter().enumerate() {
            counting(Scan { kept: &tile.signs, queries: &signs, first: at * TILE, passed: &mut passed });
        }
        let mut hits = Vec::new();
        for (at, query) in queries.iter().enumerate().filter(|(_, query)| query.values.len() == self.length) {
            let own = passed.iter().filter(|(asked, _)| *asked == at as u32);
            let mut ranked: Vec<Hit> = own
                .map(|&(_, number)| {
                    let number = number as usize;
                    let kept = &self.tiles[number / TILE].descriptors[number % TILE];
                    let product = fast(Product { a: &query.values, b: &kept.values });
                    Hit { query: at, number, cosine: product as f32 * query.scale * kept.scale }
                })
                .filter(|hit| hit.cosine >= least)
                .collect();
            ranked.sort_by(|a, b| b.cosine.total_cmp(&a.cosine).then(a.number.cmp(&b.number)));
            ranked.truncate(most);
            hits.append(&mut ranked);
        }
        hits
    }
}

impl Tile {
    fn push(&mut self, descriptor: &Descriptor) {
        self.signs.push(descriptor.signs());
        self.descriptors.push(descriptor.clone());
    }
}

struct Scan<'a> {
    kept: &'a [Signs],
    queries: &'a [Signs],
    first: usize,
    /// Query and number.
    passed: &'a mut Vec<(u32, u32)>,
}

impl Work for Scan<'_> {
    type Output = ();

    #[inline(always)]
    fn run(self) {
        for (query, signs) in self.queries.iter().enumerate() {
            for (at, kept) in self.kept.iter().enumerate() {
                let mut differ = 0;
                for word in 0..8 {
                    differ += (signs[word] ^ kept[word]).count_ones();
                }
                if differ <= RADIUS {
                    self.passed.push((query as u32, (self.first + at) as u32));
                }
            }
        }
    }
}

struct Product<'a> {
    a: &'a [i8],
    b: &'a [i8],
}

impl Work for Product<'_> {
    type Output = i32;

    #[inline(always)]
    fn run(self) -> i32 {
        dot(self.a, self.b)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Vectors that look random, the same in every run.
    fn noise(seed: u64) -> Vec<f32> {
        let mut state = seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) | 1;
        let mut next = || {
            state ^= state << 13;
            state ^= state >> 7;
            state ^= state << 17;
            (state >> 40) as f32 / 16_777_216.0 - 0.5
        };
        // Sums of several are nearly normal, as the numbers of descriptors are.
        (0..512).map(|_| (0..6).map(|_| next()).sum()).collect()
    }

    fn mixed(a: &[f32], b: &[f32], share: f32) -> Vec<f32> {
        a.iter().zip(b).map(|(a, b)| a * share + b * (1.0 - share)).collect()
    }

    #[test]
    fn what_has_a_cosine_of_a_half_or_more_is_found_and_ranked_as_if_all_were_compared() {
        let mut near = Near::default();
        let kept: Vec<Vec<f32>> = (0..4000).map(noise).collect();
        kept.iter().for_each(|vector| assert!(near.push(&Descriptor::of(vector).unwrap())));
        let mut found = 0;
        for i in 0..200 {
            // Shares from which cosines of 0.45 to 1 come.
            let query = mixed(&kept[i * 20], &noise(1_000_000 + i as u64), 0.36 + 0.0032 * i as f32);
            let query = Descriptor::of(&query).unwrap();
            let hits = near.near(&[&query], 0.35, 5);
            assert!(hits.iter().all(|hit| hit.cosine >= 0.35));
            found += usize::from(hits.first().is_some_and(|hit| hit.number == i * 20));
        }
        assert_eq!(found, 200);
    }

    #[test]
    fn vectors_of_another_length_are_neither_kept_nor_found() {
        let mut near = Near::default();
        assert!(near.push(&Descriptor::of(&noise(1)).unwrap()));
        let short = Descriptor::of(&noise(1)[..256]).unwrap();
        assert!(!near.push(&short));
        assert!(near.near(&[&short], 0.0, 5).is_empty());
    }
}
