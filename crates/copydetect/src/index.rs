//! Exact search in codes: every stored code within a number of bits of the one asked for, none missed.
//!
//! Codes lie in immutable segments, sorted and each kept once. A small radius is answered from lookup tables
//! (`pieces`, `lookup`); a large one, or one that the tables would answer more slowly, by comparing every code
//! (`scan`), all queries on one pass. Which is cheaper is reckoned beforehand from the number of codes and the radius, and
//! watched while looking up, so that codes made to collide in the tables cost no more than a few scans.
//!
//! What is inserted is first kept as it is, then sorted; segments of about one size become one (a log-structured merge:
//! O'Neil, Cheng, Gawlick, O'Neil, *The Log-Structured Merge-Tree*, 1996). As segments never change, a copy of the set costs
//! next to nothing, and goes on answering while the original grows.

mod int8;
mod lookup;
mod pieces;
mod scan;
mod segment;

use std::sync::Arc;

pub use int8::{Descriptors, EXACT, Int8};
pub(crate) use scan::scan;
pub(crate) use segment::Segment;

use crate::pdq::Code;

pub(crate) type Words = [u64; 4];

/// So many inserted codes are kept as they are before they become a segment.
const FRESH: usize = 4096;
/// A segment has at least so many times as much as all newer ones: few segments to ask, and each code is merged some ten
/// times for each time that the set quadruples.
const FAN: usize = 4;

/// Which of the segments of these sizes, the oldest first, are to become one: all from the one given on; none when all is
/// well. None becomes larger than `most`.
pub(crate) fn due(sizes: &[usize], most: usize) -> Option<usize> {
    let mut first = sizes.len().checked_sub(1)?;
    let mut together = sizes[first];
    while first > 0 && together.saturating_mul(FAN) >= sizes[first - 1] && together + sizes[first - 1] <= most {
        first -= 1;
        together += sizes[first];
    }
    (first + 1 < sizes.len()).then_some(first)
}

/// A set of (code, owner) that can be asked for all codes near one. A copy shares what it holds with the original.
#[derive(Clone, Debug, Default)]
pub struct Index {
    fresh: Vec<Words>,
    /// The owner of each fresh code.
    owners: Vec<u32>,
    /// The oldest first.
    segments: Vec<Arc<Segment>>,
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
        self.fresh.len() + self.segments.iter().map(|segment| segment.len()).sum::<usize>()
    }

    /// True when it holds none.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Bytes of memory that it takes beside the codes themselves (32 bytes each, equal ones once).
    pub fn overhead(&self) -> usize {
        self.fresh.len() * size_of::<u32>() + self.segments.iter().map(|segment| segment.overhead()).sum::<usize>()
    }

    /// Adds a code; the same code may be added for many owners. Now and then an insertion merges segments, which takes some
    /// 0.3 s for a million codes; who cannot wait inserts into a copy.
    pub fn insert(&mut self, code: &Code, owner: u32) {
        self.fresh.push(code.words());
        self.owners.push(owner);
        if self.fresh.len() < FRESH {
            return;
        }
        let pairs = self.fresh.drain(..).zip(self.owners.drain(..)).collect();
        self.segments.push(Arc::new(Segment::of(pairs)));
        let sizes: Vec<usize> = self.segments.iter().map(|segment| segment.len()).collect();
        if let Some(first) = due(&sizes, u32::MAX as usize) {
            let sources: Vec<_> = self.segments.drain(first..).collect();
            let sources: Vec<&Segment> = sources.iter().map(AsRef::as_ref).collect();
            self.segments.push(Arc::new(Segment::merged(&sources, |_, owner| Some(owner))));
        }
    }

    /// About how many cache lines a search reads, which is most of what it costs.
    pub fn reads(&self, code: &Code, radius: u32) -> usize {
        self.segments.iter().map(|segment| segment.reads(&code.words(), radius)).sum::<usize>() + self.fresh.len() / 2
    }

    /// Keeps only the owners for which `keep` says so. Builds everything anew, as one segment.
    pub fn retain(&mut self, keep: impl Fn(u32) -> bool) {
        let fresh = Segment::of(self.fresh.drain(..).zip(self.owners.drain(..)).collect());
        let segments = std::mem::take(&mut self.segments);
        let sources: Vec<&Segment> = segments.iter().map(AsRef::as_ref).chain([&fresh]).collect();
        self.segments.push(Arc::new(Segment::merged(&sources, |_, owner| keep(owner).then_some(owner))));
    }

    /// Calls `found` with owner and distance for every stored code at most `radius` bits from `code`, in no set order.
    pub fn within(&self, code: &Code, radius: u32, mut found: impl FnMut(u32, u32)) {
        self.within_all(std::slice::from_ref(code), radius, |_, owner, distance| found(owner, distance));
    }

    /// As [`within`](Self::within) for many codes at once, and much faster when codes must be compared one by one. Calls
    /// `found` with the place in `codes`, the owner and the distance.
    pub fn within_all(&self, codes: &[Code], radius: u32, mut found: impl FnMut(usize, u32, u32)) {
        let queries: Vec<Words> = codes.iter().map(Code::words).collect();
        scan(&self.fresh, &queries, radius, |query, code, distance| found(query, self.owners[code], distance));
        for segment in &self.segments {
            segment.within(&queries, radius, &mut found);
        }
    }
}

impl FromIterator<(Code, u32)> for Index {
    /// All at once, as one segment: faster than one by one, and faster to search.
    fn from_iter<I: IntoIterator<Item = (Code, u32)>>(pairs: I) -> Self {
        let segment = Segment::of(pairs.into_iter().map(|(code, owner)| (code.words(), owner)).collect());
        Self { segments: vec![Arc::new(segment)], ..Self::default() }
    }
}

#[inline(always)]
fn distance(a: &Words, b: &Words) -> u32 {
    (a[0] ^ b[0]).count_ones() + (a[1] ^ b[1]).count_ones() + (a[2] ^ b[2]).count_ones() + (a[3] ^ b[3]).count_ones()
}

#[cfg(test)]
mod tests;
