//! Codes that no longer change: sorted, each kept once, with their owners and lookup tables.

use super::lookup::{Spent, lookup};
use super::pieces::Pieces;
use super::scan::scan;
use super::{Words, distance};

/// Fewer codes than this are compared faster than looked up.
pub(super) const WORTH_PIECES: usize = 8192;

/// See the [module](self).
#[derive(Debug, Default)]
pub(super) struct Segment {
    pub(super) codes: Vec<Words>,
    /// The first owner of each code.
    pub(super) first: Vec<u32>,
    /// Place of a code and a further owner of it, in the order of places: few codes have several owners.
    pub(super) more: Vec<(u32, u32)>,
    pub(super) pieces: Option<Pieces>,
}

impl Segment {
    /// At most `u32::MAX` pairs.
    pub(super) fn of(mut pairs: Vec<(Words, u32)>) -> Self {
        pairs.sort_unstable();
        let mut segment = Self { codes: Vec::with_capacity(pairs.len()), ..Self::default() };
        segment.first.reserve(pairs.len());
        pairs.iter().for_each(|&(code, owner)| segment.push(code, owner));
        drop(pairs);
        segment.codes.shrink_to_fit();
        segment.first.shrink_to_fit();
        if segment.codes.len() >= WORTH_PIECES {
            segment.pieces = Some(Pieces::of(&segment.codes));
        }
        segment
    }

    /// Adds a code that is not less than the last.
    pub(super) fn push(&mut self, code: Words, owner: u32) {
        if self.codes.last() == Some(&code) {
            self.more.push(((self.codes.len() - 1) as u32, owner));
        } else {
            self.codes.push(code);
            self.first.push(owner);
        }
    }

    pub(super) fn len(&self) -> usize {
        self.first.len() + self.more.len()
    }

    pub(super) fn overhead(&self) -> usize {
        self.first.len() * 4 + self.more.len() * 8 + self.pieces.as_ref().map_or(0, Pieces::bytes)
    }

    pub(super) fn pairs(&self) -> impl Iterator<Item = (Words, u32)> + '_ {
        self.codes.iter().enumerate().flat_map(|(at, &code)| self.owners(at).map(move |owner| (code, owner)))
    }

    pub(super) fn owners(&self, at: usize) -> impl Iterator<Item = u32> + '_ {
        let from = self.more.partition_point(|&(code, _)| (code as usize) < at);
        let more = self.more[from..].iter().take_while(move |&&(code, _)| code as usize == at);
        self.first.get(at).copied().into_iter().chain(more.map(|&(_, owner)| owner))
    }

    /// Calls `found(query, owner, distance)` for all within the radius; gives what the lookups of the queries took.
    pub(super) fn within(&self, queries: &[Words], radius: u32, found: &mut impl FnMut(usize, u32, u32)) -> Vec<Spent> {
        self.within_budget(queries, radius, scan_cost(self.codes.len(), queries.len()), found)
    }

    /// Looks up where that is expected to take, and then takes, at most `budget` nanoseconds; scans where not.
    pub(super) fn within_budget(
        &self,
        queries: &[Words],
        radius: u32,
        budget: f64,
        found: &mut impl FnMut(usize, u32, u32),
    ) -> Vec<Spent> {
        let mut report = |query: usize, at: usize, distance: u32| {
            self.owners(at).for_each(|owner| found(query, owner, distance));
        };
        let plan = self.pieces.as_ref().and_then(|pieces| Some((pieces, pieces.plan(radius, budget)?)));
        let Some((pieces, plan)) = plan else {
            scan(&self.codes, queries, radius, report);
            return Vec::new();
        };
        let (mut spent, mut too_dear, mut near) = (Vec::new(), Vec::new(), Vec::new());
        for (at, query) in queries.iter().enumerate() {
            near.clear();
            let cost = lookup(&self.codes, pieces, plan, query, radius, budget, &mut near);
            if cost.time > budget {
                too_dear.push(at);
            } else {
                near.iter().for_each(|&code| report(at, code as usize, distance(&self.codes[code as usize], query)));
            }
            spent.push(cost);
        }
        let again: Vec<Words> = too_dear.iter().map(|&at| queries[at]).collect();
        scan(&self.codes, &again, radius, |query, code, distance| report(too_dear[query], code, distance));
        spent
    }
}

/// Nanoseconds that comparing all codes takes for each of so many queries: reading them is shared, comparing is not.
pub(super) fn scan_cost(codes: usize, queries: usize) -> f64 {
    codes as f64 * (1.2 / queries.max(1) as f64 + 0.2)
}
