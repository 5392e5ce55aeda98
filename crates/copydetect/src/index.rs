//! Exact search in codes: every stored code within a number of bits of the one asked for, none missed.
//!
//! Codes lie in immutable segments, sorted and each kept once. A small radius is answered from lookup tables
//! (`pieces`, `lookup`); a large one, or one that the tables would answer more slowly, by comparing every code
//! (`scan`), all queries on one pass. Which is cheaper is reckoned beforehand from the number of codes and the radius, and
//! watched while looking up, so that codes made to collide in the tables cost no more than a few scans.
//!
//! What is inserted is first kept as it is, then sorted; four segments of one size become one of the next size (a log-structured
//! merge: O'Neil, Cheng, Gawlick, O'Neil, *The Log-Structured Merge-Tree*, 1996). Every insertion does a small share of
//! that work, and the old segments answer until the new one is ready, so none ever waits for a whole merge.

mod int8;
mod lookup;
mod merge;
mod pieces;
mod scan;
mod segment;

pub use int8::{Descriptors, EXACT, Int8};

use crate::pdq::Code;
use merge::Level;
use segment::Segment;

type Words = [u64; 4];

/// So many inserted codes are kept as they are before they become a segment.
const FRESH: usize = 4096;
/// After so many insertions merges go on by as much as is due; it bounds what one insertion waits for.
const SHARE: usize = 64;

/// A set of (code, owner) that can be asked for all codes near one.
#[derive(Debug, Default)]
pub struct Index {
    fresh: Vec<Words>,
    /// The owner of each fresh code.
    owners: Vec<u32>,
    /// Segments by size, the smallest first.
    levels: Vec<Level>,
}

impl Index {
    /// The largest radius, in bits, that a large index surely answers without comparing every code.
    pub const FAST_RADIUS: u32 = 31;

    /// An empty set.
    pub fn new() -> Self {
        Self::default()
    }

    /// How many (code, owner) it holds.
    pub fn len(&self) -> usize {
        self.fresh.len() + self.segments().map(Segment::len).sum::<usize>()
    }

    /// True when it holds none.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Bytes of memory that it takes beside the codes themselves (32 bytes each, equal ones once).
    pub fn overhead(&self) -> usize {
        self.fresh.len() * size_of::<u32>() + self.segments().map(Segment::overhead).sum::<usize>()
    }

    /// Adds a code; the same code may be added for many owners.
    pub fn insert(&mut self, code: &Code, owner: u32) {
        self.fresh.push(code.words());
        self.owners.push(owner);
        if self.fresh.len() >= FRESH {
            let pairs = self.fresh.drain(..).zip(self.owners.drain(..)).collect();
            self.settle(0, Segment::of(pairs));
        }
        if self.fresh.len().is_multiple_of(SHARE) {
            self.go_on();
        }
    }

    /// Keeps only the owners for which `keep` says so. Builds everything anew, as one segment: about 0.5 s for a million.
    pub fn retain(&mut self, keep: impl Fn(u32) -> bool) {
        let mut pairs: Vec<(Words, u32)> = self.fresh.drain(..).zip(self.owners.drain(..)).collect();
        for segment in std::mem::take(&mut self.levels).into_iter().flat_map(Level::into_segments) {
            pairs.extend(segment.pairs());
        }
        pairs.retain(|&(_, owner)| keep(owner));
        self.settle_all(pairs);
    }

    /// Calls `found` with owner and distance for every stored code at most `radius` bits from `code`, in no set order.
    pub fn within(&self, code: &Code, radius: u32, mut found: impl FnMut(u32, u32)) {
        self.within_all(std::slice::from_ref(code), radius, |_, owner, distance| found(owner, distance));
    }

    /// As [`within`](Self::within) for many codes at once, and much faster when codes must be compared one by one. Calls
    /// `found` with the place in `codes`, the owner and the distance.
    pub fn within_all(&self, codes: &[Code], radius: u32, mut found: impl FnMut(usize, u32, u32)) {
        let queries: Vec<Words> = codes.iter().map(Code::words).collect();
        scan::scan(&self.fresh, &queries, radius, |query, code, distance| found(query, self.owners[code], distance));
        for segment in self.segments() {
            segment.within(&queries, radius, &mut found);
        }
    }

    fn segments(&self) -> impl Iterator<Item = &Segment> {
        self.levels.iter().flat_map(Level::segments)
    }

    /// Puts everything into one segment, of the level that it would have come to by insertions.
    fn settle_all(&mut self, pairs: Vec<(Words, u32)>) {
        if !pairs.is_empty() {
            let level = (pairs.len() / FRESH).max(1).ilog(merge::FAN) as usize;
            self.settle(level, Segment::of(pairs));
        }
    }

    fn settle(&mut self, level: usize, segment: Segment) {
        if self.levels.len() <= level {
            self.levels.resize_with(level + 1, Level::default);
        }
        self.levels[level].add(segment);
    }

    /// Does the share of the merges that is due after [`SHARE`] insertions.
    fn go_on(&mut self) {
        for level in 0..self.levels.len() {
            if let Some(merged) = self.levels[level].go_on(SHARE) {
                self.settle(level + 1, merged);
            }
        }
    }
}

impl FromIterator<(Code, u32)> for Index {
    /// All at once, as one segment: faster than one by one, and faster to search.
    fn from_iter<I: IntoIterator<Item = (Code, u32)>>(pairs: I) -> Self {
        let mut index = Self::new();
        index.settle_all(pairs.into_iter().map(|(code, owner)| (code.words(), owner)).collect());
        index
    }
}

#[inline(always)]
fn distance(a: &Words, b: &Words) -> u32 {
    (a[0] ^ b[0]).count_ones() + (a[1] ^ b[1]).count_ones() + (a[2] ^ b[2]).count_ones() + (a[3] ^ b[3]).count_ones()
}

#[cfg(test)]
mod tests;
