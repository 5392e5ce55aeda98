//! Comparing every code with every query, several queries on each pass over the codes.
//!
//! The codes are taken in tiles small enough for the nearest cache, turned so that the same word of eight codes lies in one
//! register, and every query runs over the tile before the next is read: memory is read once, not once a query.
//!
//! Most codes are dismissed by a lower bound that costs fewer instructions than the distance. Where two words differ is
//! `a` and `b`; then `|a| + |b| >= |a or b|`, which takes one count instead of two, and `or` joins the same instruction as
//! the difference. Between unrelated codes it counts 48 of 64 bits, so few come near a radius well below that. What is not
//! dismissed is compared whole, so the answer is exact whatever the codes are, and at worst some three times slower.

use super::{Words, distance};
use crate::fast::{Work, counting};

/// Codes in a tile: 8 KiB, and as much again turned, fit into the smallest first-level cache in use.
const TILE: usize = 256;
/// Codes that are dismissed, or looked at closer, together.
const GROUP: usize = 32;
const GROUPS: usize = TILE / GROUP;

/// Calls `found(query, code, distance)` with places in `queries` and `codes` for all pairs at most `radius` bits apart.
pub(crate) fn scan(codes: &[Words], queries: &[Words], radius: u32, mut found: impl FnMut(usize, usize, u32)) {
    if queries.is_empty() {
        return;
    }
    let mut near = Vec::new();
    let mut turned = Turned::default();
    for (tile, codes) in codes.chunks(TILE).enumerate() {
        counting(Tile { codes, queries, radius, turned: &mut turned, near: &mut near });
        for (query, code, distance) in near.drain(..) {
            found(query as usize, tile * TILE + code as usize, distance);
        }
    }
}

/// The same word of [`GROUP`] codes beside each other, at the start of a cache line, since a register is as wide as one.
#[derive(Clone, Copy)]
#[repr(align(64))]
struct Group([[u64; GROUP]; 4]);

struct Turned(Box<[Group; GROUPS]>);

impl Default for Turned {
    fn default() -> Self {
        Self(Box::new([Group([[0; GROUP]; 4]); GROUPS]))
    }
}

struct Tile<'a> {
    codes: &'a [Words],
    queries: &'a [Words],
    radius: u32,
    turned: &'a mut Turned,
    /// Query, code, distance.
    near: &'a mut Vec<(u32, u32, u32)>,
}

impl Work for Tile<'_> {
    type Output = ();

    #[inline(always)]
    fn run(mut self) {
        let (whole, rest) = self.codes.as_chunks::<GROUP>();
        for (codes, group) in whole.iter().zip(self.turned.0.iter_mut()) {
            turn(codes, group);
        }
        // So that of unrelated codes fewer than one in a thousand comes near: the bound's mean less three deviations.
        match self.radius {
            0..=37 => self.groups(whole.len(), either_of_two),
            38..=64 => self.groups(whole.len(), three),
            65..=81 => self.groups(whole.len(), either_of_four),
            _ => self.groups(whole.len(), all),
        }
        for (query, words) in self.queries.iter().enumerate() {
            for (code, stored) in rest.iter().enumerate() {
                let distance = distance(stored, words);
                if distance <= self.radius {
                    self.near.push((query as u32, (whole.len() * GROUP + code) as u32, distance));
                }
            }
        }
    }
}

impl Tile<'_> {
    #[inline(always)]
    fn groups(&mut self, whole: usize, bound: impl Fn(&Group, &Words, usize) -> u64 + Copy) {
        let radius = u64::from(self.radius);
        for (query, words) in self.queries.iter().enumerate() {
            for (at, group) in self.turned.0[..whole].iter().enumerate() {
                let mut any = false;
                for i in 0..GROUP {
                    any |= bound(group, words, i) <= radius;
                }
                if any {
                    look_closer(group, words, radius, |i, distance| {
                        self.near.push((query as u32, (at * GROUP + i) as u32, distance));
                    });
                }
            }
        }
    }
}

#[inline(always)]
fn turn(codes: &[Words; GROUP], group: &mut Group) {
    for (i, code) in codes.iter().enumerate() {
        for (word, turned) in code.iter().zip(group.0.iter_mut()) {
            turned[i] = *word;
        }
    }
}

#[inline(never)]
fn look_closer(group: &Group, query: &Words, radius: u64, mut near: impl FnMut(usize, u32)) {
    for i in 0..GROUP {
        let distance = all(group, query, i);
        if distance <= radius {
            near(i, distance as u32);
        }
    }
}

#[inline(always)]
fn difference(group: &Group, query: &Words, word: usize, i: usize) -> u64 {
    group.0[word][i] ^ query[word]
}

#[inline(always)]
fn count(bits: u64) -> u64 {
    u64::from(bits.count_ones())
}

/// 48 between unrelated codes, deviation 3.5.
#[inline(always)]
fn either_of_two(group: &Group, query: &Words, i: usize) -> u64 {
    count(difference(group, query, 0, i) | difference(group, query, 1, i))
}

/// 80, deviation 5.3.
#[inline(always)]
fn three(group: &Group, query: &Words, i: usize) -> u64 {
    either_of_two(group, query, i) + count(difference(group, query, 2, i))
}

/// 96, deviation 4.9.
#[inline(always)]
fn either_of_four(group: &Group, query: &Words, i: usize) -> u64 {
    either_of_two(group, query, i) + count(difference(group, query, 2, i) | difference(group, query, 3, i))
}

/// The distance itself: 128, deviation 8.
#[inline(always)]
fn all(group: &Group, query: &Words, i: usize) -> u64 {
    (0..4).map(|word| count(difference(group, query, word, i))).sum()
}
