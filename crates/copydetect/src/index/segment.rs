//! Codes that no longer change: sorted, each kept once, with their owners and lookup tables.

use super::lookup::{Spent, lookup};
use super::pieces::Pieces;
use super::scan::scan;
use super::{Words, distance};
use crate::stored::{Column, Columns, StoredError};

/// Fewer codes than this are compared faster than looked up.
pub(super) const WORTH_PIECES: usize = 8192;

/// See the [module](self).
#[derive(Debug, Default)]
pub(crate) struct Segment {
    pub(super) codes: Column<Words>,
    /// The first owner of each code.
    first: Column<u32>,
    /// Place of a code and a further owner of it, in the order of places: few codes have several owners.
    more: Column<[u32; 2]>,
    pub(super) pieces: Option<Pieces>,
}

impl Segment {
    /// At most `u32::MAX` pairs.
    pub(crate) fn of(mut pairs: Vec<(Words, u32)>) -> Self {
        pairs.sort_unstable();
        let mut rows =
            Rows { codes: Vec::with_capacity(pairs.len()), first: Vec::with_capacity(pairs.len()), more: Vec::new() };
        pairs.iter().for_each(|&(code, owner)| rows.push(code, owner));
        drop(pairs);
        rows.done()
    }

    /// Both in one; `renumber` gives the owner's new number, or none if it is gone. Takes some 0.3 s for a million codes.
    pub(crate) fn merged(sources: &[&Self], renumber: impl Fn(usize, u32) -> Option<u32>) -> Self {
        let count = sources.iter().map(|source| source.codes.len()).sum();
        let mut rows = Rows { codes: Vec::with_capacity(count), first: Vec::with_capacity(count), more: Vec::new() };
        let mut next: Vec<_> = sources.iter().map(|source| source.pairs().peekable()).collect();
        loop {
            let heads = next.iter_mut().enumerate().filter_map(|(at, pairs)| Some((pairs.peek()?.0, at)));
            let Some((_, at)) = heads.min() else { break };
            if let Some((code, owner)) = next[at].next()
                && let Some(owner) = renumber(at, owner)
            {
                rows.push(code, owner);
            }
        }
        rows.done()
    }

    /// Takes its columns, as [`columns`](Self::columns) gave them.
    pub(crate) fn read(columns: &mut Columns) -> Result<Self, StoredError> {
        let (codes, first, more): (Column<Words>, Column<u32>, _) = (columns.next()?, columns.next()?, columns.next()?);
        if codes.len() != first.len() || u32::try_from(codes.len()).is_err() {
            return Err(StoredError::Damaged { what: "not every code has an owner" });
        }
        let pieces = match codes.len() {
            0..WORTH_PIECES => None,
            count => Some(Pieces::read(columns, count)?),
        };
        Ok(Self { codes, first, more, pieces })
    }

    pub(crate) fn columns(&self) -> impl Iterator<Item = &[u8]> {
        let own = [self.codes.bytes(), self.first.bytes(), self.more.bytes()];
        own.into_iter().chain(self.pieces.iter().flat_map(Pieces::columns))
    }

    /// How many pairs of code and owner.
    pub(crate) fn len(&self) -> usize {
        self.first.len() + self.more.len()
    }

    pub(super) fn overhead(&self) -> usize {
        self.columns().map(<[u8]>::len).sum::<usize>() - self.codes.bytes().len()
    }

    /// In the order of codes.
    pub(crate) fn pairs(&self) -> impl Iterator<Item = (Words, u32)> + '_ {
        let (codes, first, mut more) = (&self.codes[..], &self.first[..], &self.more[..]);
        codes.iter().zip(first).enumerate().flat_map(move |(at, (&code, &owner))| {
            let own = more.iter().take_while(|[place, _]| *place as usize <= at).count();
            let (now, later) = more.split_at(own);
            more = later;
            std::iter::once(owner).chain(now.iter().map(|&[_, owner]| owner)).map(move |owner| (code, owner))
        })
    }

    /// Calls `found(query, owner, distance)` for all within the radius.
    pub(crate) fn within(&self, queries: &[Words], radius: u32, found: &mut impl FnMut(usize, u32, u32)) {
        self.within_budget(queries, radius, scan_cost(self.codes.len(), queries.len()), found);
    }

    /// About how many cache lines [`within`](Self::within) reads.
    pub(crate) fn reads(&self, query: &Words, radius: u32) -> usize {
        let budget = scan_cost(self.codes.len(), 1);
        match self.within_budget(&[*query], radius, budget, &mut |_, _, _| ())[..] {
            // Of each address where its entries begin, and these.
            [spent] if spent.time <= budget => 2 * spent.addresses + spent.checks / 32 + spent.codes,
            _ => self.codes.len() / 2,
        }
    }

    /// Looks up where that is expected to take, and then takes, at most `budget` nanoseconds; scans where not. Gives what the
    /// lookups of the queries took.
    pub(super) fn within_budget(
        &self,
        queries: &[Words],
        radius: u32,
        budget: f64,
        found: &mut impl FnMut(usize, u32, u32),
    ) -> Vec<Spent> {
        let (codes, first, more) = (&self.codes[..], &self.first[..], &self.more[..]);
        let mut report = |query: usize, at: usize, distance: u32| {
            let Some(&owner) = first.get(at) else { return };
            found(query, owner, distance);
            let from = more.partition_point(|&[code, _]| (code as usize) < at);
            let more = more[from..].iter().take_while(|[code, _]| *code as usize == at);
            more.for_each(|&[_, owner]| found(query, owner, distance));
        };
        let plan = self.pieces.as_ref().and_then(|pieces| Some((pieces, pieces.plan(radius, budget)?)));
        let Some((pieces, plan)) = plan else {
            scan(codes, queries, radius, report);
            return Vec::new();
        };
        let (mut spent, mut too_dear, mut near) = (Vec::new(), Vec::new(), Vec::new());
        for (at, query) in queries.iter().enumerate() {
            near.clear();
            let cost = lookup(codes, pieces, plan, query, radius, budget, &mut near);
            if cost.time > budget {
                too_dear.push(at);
            } else {
                near.iter().for_each(|&code| report(at, code as usize, distance(&codes[code as usize], query)));
            }
            spent.push(cost);
        }
        let again: Vec<Words> = too_dear.iter().map(|&at| queries[at]).collect();
        scan(codes, &again, radius, |query, code, distance| report(too_dear[query], code, distance));
        spent
    }
}

/// A segment in the making: codes come in order.
struct Rows {
    codes: Vec<Words>,
    first: Vec<u32>,
    more: Vec<[u32; 2]>,
}

impl Rows {
    fn push(&mut self, code: Words, owner: u32) {
        if self.codes.last() == Some(&code) {
            self.more.push([(self.codes.len() - 1) as u32, owner]);
        } else {
            self.codes.push(code);
            self.first.push(owner);
        }
    }

    fn done(mut self) -> Segment {
        self.codes.shrink_to_fit();
        self.first.shrink_to_fit();
        let pieces = (self.codes.len() >= WORTH_PIECES).then(|| Pieces::of(&self.codes));
        Segment { codes: self.codes.into(), first: self.first.into(), more: self.more.into(), pieces }
    }
}

/// Nanoseconds that comparing all codes takes for each of so many queries: reading them is shared, comparing is not.
pub(super) fn scan_cost(codes: usize, queries: usize) -> f64 {
    codes as f64 * (1.2 / queries.max(1) as f64 + 0.2)
}
