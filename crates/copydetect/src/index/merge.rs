//! Segments of about one size, and their merge into one of the next size, a little at a time.

use super::pieces::Pieces;
use super::segment::{Segment, WORTH_PIECES};

/// So many segments become one.
pub(super) const FAN: usize = 4;
/// An insertion's share of a merge: its code is merged, counted and placed in at most 16 tables, and one more for rounding.
const STEPS: usize = 1 + 2 * 16 + 1;

/// See the [module](self).
#[derive(Debug, Default)]
pub(super) struct Level {
    waiting: Vec<Segment>,
    merge: Option<Merge>,
}

impl Level {
    pub(super) fn segments(&self) -> impl Iterator<Item = &Segment> {
        self.waiting.iter().chain(self.merge.iter().flat_map(|merge| &merge.sources))
    }

    pub(super) fn into_segments(self) -> impl Iterator<Item = Segment> {
        self.waiting.into_iter().chain(self.merge.into_iter().flat_map(|merge| merge.sources))
    }

    pub(super) fn add(&mut self, segment: Segment) {
        self.waiting.push(segment);
    }

    /// Goes on with the merge by what is due after so many insertions: then it ends before as many segments wait again.
    pub(super) fn go_on(&mut self, insertions: usize) -> Option<Segment> {
        if self.merge.is_none() && self.waiting.len() >= FAN {
            let together: usize = self.waiting[..FAN].iter().map(Segment::len).sum();
            if u32::try_from(together).is_ok() {
                self.merge = Some(Merge::of(self.waiting.drain(..FAN).collect()));
            }
        }
        if !self.merge.as_mut()?.go_on(insertions * STEPS) {
            return None;
        }
        self.merge.take().map(|merge| merge.merged)
    }
}

/// A merge under way. The sources answer until it is done.
#[derive(Debug)]
struct Merge {
    sources: Vec<Segment>,
    /// The next code of each source.
    next: Vec<usize>,
    merged: Segment,
    pieces: Option<Pieces>,
    /// Tables that are done.
    filled: usize,
    /// Codes counted and placed in the table after those.
    counted: usize,
    placed: usize,
}

impl Merge {
    fn of(sources: Vec<Segment>) -> Self {
        let next = vec![0; sources.len()];
        Self { sources, next, merged: Segment::default(), pieces: None, filled: 0, counted: 0, placed: 0 }
    }

    /// Does so many steps; true when all is done.
    fn go_on(&mut self, mut steps: usize) -> bool {
        while steps > 0 && self.pieces.is_none() {
            match self.merge_one() {
                0 if self.merged.codes.len() < WORTH_PIECES => return true,
                0 => self.pieces = Some(Pieces::empty(self.merged.codes.len())),
                done => steps = steps.saturating_sub(done),
            }
        }
        self.fill(steps)
    }

    /// Merges the least of the next codes of each source, and gives how many owners of it there were there.
    fn merge_one(&mut self) -> usize {
        let heads = self.sources.iter().zip(&self.next).enumerate();
        let least = heads.filter_map(|(source, (segment, &next))| Some((*segment.codes.get(next)?, source))).min();
        let Some((code, source)) = least else { return 0 };
        let before = self.merged.len();
        self.sources[source].owners(self.next[source]).for_each(|owner| self.merged.push(code, owner));
        self.next[source] += 1;
        self.merged.len() - before
    }

    /// Fills the tables.
    fn fill(&mut self, mut steps: usize) -> bool {
        let Some(pieces) = &mut self.pieces else { return false };
        let codes = &self.merged.codes;
        while let Some(piece) = pieces.pieces.get_mut(self.filled) {
            if steps == 0 {
                return false;
            }
            if self.counted < codes.len() {
                let to = codes.len().min(self.counted + steps);
                piece.count(&codes[self.counted..to]);
                steps -= to - self.counted;
                self.counted = to;
                if to == codes.len() {
                    piece.add_up();
                }
            } else {
                let to = codes.len().min(self.placed + steps);
                piece.place(&codes[self.placed..to], self.placed);
                steps -= to - self.placed;
                self.placed = to;
                if to == codes.len() {
                    piece.finish();
                    (self.filled, self.counted, self.placed) = (self.filled + 1, 0, 0);
                }
            }
        }
        self.merged.pieces = self.pieces.take();
        true
    }
}
