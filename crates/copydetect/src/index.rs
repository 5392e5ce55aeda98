//! Exact search in codes: every stored code within a number of bits of the one asked for.
//!
//! Up to [`Index::FAST_RADIUS`] bits the search is multi-index hashing (Norouzi, Punjani, Fleet, *Fast Exact Search in
//! Hamming Space with Multi-Index Hashing*, 2014): a code is cut into 16 pieces of 16 bits; two codes that differ in at
//! most 31 bits have at least one piece that differs in at most one bit, so looking up each piece and its 16 neighbours
//! finds all of them. What is found is then compared whole. Larger radii, and small or freshly added sets, are scanned.
//!
//! Equal codes are kept once, however often they are inserted, so 100,000 still frames cost a search one comparison.

use crate::pdq::Code;

type Words = [u64; 4];

/// A set of (code, owner) that can be asked for all codes near one.
#[derive(Debug, Default)]
pub struct Index {
    settled: Settled,
    fresh: Vec<(Words, u32)>,
}

impl Index {
    /// The largest radius, in bits, that is answered without comparing every code.
    pub const FAST_RADIUS: u32 = 31;

    /// An empty set.
    pub fn new() -> Self {
        Self::default()
    }

    /// How many (code, owner) it holds.
    pub fn len(&self) -> usize {
        self.settled.owners.len() + self.fresh.len()
    }

    /// True when it holds none.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Adds a code; the same code may be added for many owners.
    pub fn insert(&mut self, code: &Code, owner: u32) {
        self.fresh.push((code.words(), owner));
        if self.fresh.len() > FRESH.max(self.settled.owners.len() / 2) {
            self.settle(|_| true);
        }
    }

    /// Keeps only the owners for which `keep` says so.
    pub fn retain(&mut self, keep: impl Fn(u32) -> bool) {
        self.settle(keep);
    }

    /// Calls `found` with owner and distance for every stored code at most `radius` bits from `code`, in no set order.
    pub fn within(&self, code: &Code, radius: u32, mut found: impl FnMut(u32, u32)) {
        let query = code.words();
        self.settled.within(&query, radius, &mut found);
        for (stored, owner) in &self.fresh {
            let distance = distance(stored, &query);
            if distance <= radius {
                found(*owner, distance);
            }
        }
    }

    fn settle(&mut self, keep: impl Fn(u32) -> bool) {
        let mut all: Vec<(Words, u32)> = self.settled.pairs().chain(self.fresh.drain(..)).collect();
        all.retain(|&(_, owner)| keep(owner));
        self.settled = Settled::of(all);
    }
}

/// So many added codes are scanned before they are sorted in.
const FRESH: usize = 4096;
/// Fewer codes than this are scanned faster than looked up.
const WORTH_PIECES: usize = 16_384;
const PIECES: usize = 16;

/// Codes sorted and made unique, with their owners, and the lookup of their pieces.
#[derive(Debug, Default)]
struct Settled {
    codes: Vec<Words>,
    /// Owners of code `i` are `owners[starts[i]..starts[i + 1]]`.
    starts: Vec<u32>,
    owners: Vec<u32>,
    pieces: Vec<Piece>,
}

/// For each value of one 16-bit piece, which codes have it: `ids[starts[value]..starts[value + 1]]`.
#[derive(Debug)]
struct Piece {
    starts: Vec<u32>,
    ids: Vec<u32>,
}

impl Settled {
    fn of(mut pairs: Vec<(Words, u32)>) -> Self {
        pairs.sort_unstable();
        let mut settled = Self::default();
        for (code, owner) in pairs {
            if settled.codes.last() != Some(&code) {
                settled.codes.push(code);
                settled.starts.push(settled.owners.len() as u32);
            }
            settled.owners.push(owner);
        }
        settled.starts.push(settled.owners.len() as u32);
        if settled.codes.len() >= WORTH_PIECES {
            settled.pieces = (0..PIECES).map(|piece| Piece::of(&settled.codes, piece)).collect();
        }
        settled
    }

    fn pairs(&self) -> impl Iterator<Item = (Words, u32)> + '_ {
        self.codes.iter().enumerate().flat_map(|(i, &code)| self.owners_of(i).iter().map(move |&owner| (code, owner)))
    }

    fn owners_of(&self, i: usize) -> &[u32] {
        match (self.starts.get(i), self.starts.get(i + 1)) {
            (Some(&from), Some(&to)) => &self.owners[from as usize..to as usize],
            _ => &[],
        }
    }

    fn within(&self, query: &Words, radius: u32, found: &mut impl FnMut(u32, u32)) {
        let mut report = |i: usize, distance: u32| self.owners_of(i).iter().for_each(|&owner| found(owner, distance));
        if self.pieces.is_empty() || radius > Index::FAST_RADIUS {
            for (i, code) in self.codes.iter().enumerate() {
                let distance = distance(code, query);
                if distance <= radius {
                    report(i, distance);
                }
            }
            return;
        }
        // Sixteen pieces cannot all differ in more than `slack` bits when the whole differs in at most `radius`.
        let slack = radius / PIECES as u32;
        for (at, piece) in self.pieces.iter().enumerate() {
            let value = piece_of(query, at);
            let neighbours = std::iter::once(value).chain((0..16 * slack).map(|bit| value ^ 1 << bit));
            for &id in neighbours.flat_map(|value| piece.with(value)) {
                let code = &self.codes[id as usize];
                let distance = distance(code, query);
                let seen_before = || (0..at).any(|p| (piece_of(code, p) ^ piece_of(query, p)).count_ones() <= slack);
                if distance <= radius && !seen_before() {
                    report(id as usize, distance);
                }
            }
        }
    }
}

impl Piece {
    fn of(codes: &[Words], at: usize) -> Self {
        let mut starts = vec![0u32; (1 << 16) + 1];
        for code in codes {
            starts[usize::from(piece_of(code, at)) + 1] += 1;
        }
        for value in 1..starts.len() {
            starts[value] += starts[value - 1];
        }
        let mut next = starts.clone();
        let mut ids = vec![0; codes.len()];
        for (id, code) in codes.iter().enumerate() {
            let slot = &mut next[usize::from(piece_of(code, at))];
            ids[*slot as usize] = id as u32;
            *slot += 1;
        }
        Self { starts, ids }
    }

    fn with(&self, value: u16) -> &[u32] {
        let value = usize::from(value);
        &self.ids[self.starts[value] as usize..self.starts[value + 1] as usize]
    }
}

fn piece_of(code: &Words, at: usize) -> u16 {
    (code[at / 4] >> (at % 4 * 16)) as u16
}

fn distance(a: &Words, b: &Words) -> u32 {
    a.iter().zip(b).map(|(a, b)| (a ^ b).count_ones()).sum()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn scan(stored: &[(Code, u32)], query: &Code, radius: u32) -> Vec<(u32, u32)> {
        let mut hits: Vec<_> =
            stored.iter().map(|(code, owner)| (*owner, code.distance(query))).filter(|hit| hit.1 <= radius).collect();
        hits.sort_unstable();
        hits
    }

    fn search(index: &Index, query: &Code, radius: u32) -> Vec<(u32, u32)> {
        let mut hits = Vec::new();
        index.within(query, radius, |owner, distance| hits.push((owner, distance)));
        hits.sort_unstable();
        hits
    }

    fn flipped(mut code: Code, bits: &[u8]) -> Code {
        bits.iter().for_each(|&bit| code.0[usize::from(bit / 8)] ^= 1 << (bit % 8));
        code
    }

    fn noise(n: u64) -> Code {
        let mut state = n;
        Code(std::array::from_fn(|_| {
            state = state.wrapping_mul(6364136223846793005).wrapping_add(1442695040888963407);
            (state >> 56) as u8
        }))
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(24))]

        #[test]
        fn the_index_finds_what_a_plain_scan_finds(
            seed in any::<u64>(),
            planted in prop::collection::vec(prop::collection::vec(any::<u8>(), 0..40), 60),
            radius in 0u32..70,
        ) {
            let query = noise(seed);
            let mut stored: Vec<(Code, u32)> = (0..21_000).map(|i| (noise(seed ^ (i + 1)), i as u32 % 5_000)).collect();
            stored.extend(planted.iter().enumerate().map(|(i, bits)| (flipped(query, bits), 90_000 + i as u32)));
            let mut index = Index::new();
            stored.iter().for_each(|(code, owner)| index.insert(code, *owner));
            index.retain(|_| true);
            prop_assert_eq!(search(&index, &query, radius), scan(&stored, &query, radius));
        }
    }

    #[test]
    fn what_is_removed_is_no_longer_found() {
        let mut index = Index::new();
        (0..10).for_each(|owner| index.insert(&Code([7; 32]), owner));
        index.retain(|owner| owner % 2 == 0);
        assert_eq!(search(&index, &Code([7; 32]), 0).len(), 5);
        assert_eq!(index.len(), 5);
    }

    #[test]
    fn many_equal_codes_are_compared_once() {
        let mut index = Index::new();
        (0..100_000).for_each(|owner| index.insert(&Code([1; 32]), owner));
        index.retain(|_| true);
        assert_eq!(index.settled.codes.len(), 1);
        assert_eq!(search(&index, &Code([0xf1; 32]), 31), []);
    }
}
