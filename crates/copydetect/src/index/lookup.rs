//! Answering one query from the tables.
//!
//! Nearly all of the time is spent waiting for memory, so each step goes over many places whose reads do not depend on each
//! other, and branches on nothing that was only just asked for: then the processor has dozens of reads under way at once.

use super::pieces::{ADDRESS, CHECK, CODE, PADDING, Piece, Pieces};
use super::{Words, distance};
use crate::fast::{Work, counting};

/// Addresses whose entries are fetched before they are looked at.
const AHEAD: usize = 16;
/// Entries looked at together.
const GROUP: usize = PADDING;

/// What a lookup took.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Spent {
    pub(super) addresses: usize,
    pub(super) checks: usize,
    pub(super) codes: usize,
    /// Reckoned nanoseconds.
    pub(super) time: f64,
}

impl Spent {
    fn reckon(&mut self) {
        self.time = self.addresses as f64 * ADDRESS + self.checks as f64 * CHECK + self.codes as f64 * CODE;
    }
}

/// Adds the places of all codes within the radius to `near`, each once; gives up when more than `budget` nanoseconds are
/// spent, and then `near` is incomplete. `plan` must be made for the radius.
pub(super) fn lookup(
    codes: &[Words],
    pieces: &Pieces,
    plan: &[u32],
    query: &Words,
    radius: u32,
    budget: f64,
    near: &mut Vec<u32>,
) -> Spent {
    let mut spent = Spent::default();
    let (mut ranges, mut passed, mut ids) = (Vec::new(), Vec::new(), Vec::new());
    for (at, piece) in pieces.pieces.iter().enumerate() {
        let share = plan[at];
        let both = share + plan[(at + 1) % plan.len()];
        let (starts, checks, piece_ids) = (&piece.starts[..], &piece.checks[..], &piece.ids[..]);
        let address = piece.address_of(query);
        passed.clear();
        for (flipped, flips) in (0..share).zip(&piece.flips) {
            ranges.clear();
            ranges.extend(flips.iter().map(|flip| {
                let address = address ^ *flip as usize;
                (starts[address], starts[address + 1])
            }));
            // Damaged tables may say anything.
            ranges.retain(|&(from, to)| from <= to && to as usize <= codes.len());
            spent.addresses += ranges.len();
            spent.checks += ranges.iter().map(|&(from, to)| (to - from) as usize).sum::<usize>();
            spent.reckon();
            if spent.time > budget {
                return spent;
            }
            counting(Checked {
                checks,
                ranges: &ranges,
                query: piece.check_of(query),
                own: piece.own_bits(),
                most_own: (share - 1 - flipped) as u16,
                most: (both - 1 - flipped) as u16,
                passed: &mut passed,
            });
        }
        spent.codes += passed.len();
        spent.reckon();
        if spent.time > budget {
            return spent;
        }
        ids.clear();
        match piece_ids {
            [] => ids.extend(&passed),
            _ => ids.extend(passed.iter().filter_map(|&entry| piece_ids.get(entry as usize))),
        }
        let first = near.len();
        counting(Compared { codes, ids: &ids, query, radius, near });
        let mut kept = first;
        for at_near in first..near.len() {
            let id = near[at_near];
            if start_of_chain(&pieces.pieces, plan, &codes[id as usize], query) == at {
                near[kept] = id;
                kept += 1;
            }
        }
        near.truncate(kept);
    }
    spent
}

/// The piece at which every beginning of the chain stays below its shares; as it is one place, it tells each code once.
///
/// Sum up `difference - share` piece by piece. Over the whole ring that is negative; a chain that starts behind the place
/// where the sum was highest for the last time can nowhere get to zero again.
fn start_of_chain(pieces: &[Piece], plan: &[u32], a: &Words, b: &Words) -> usize {
    let (mut sum, mut highest, mut start) = (0i64, 0i64, 0);
    for (at, (piece, &share)) in pieces.iter().zip(plan).enumerate() {
        if sum >= highest {
            (highest, start) = (sum, at);
        }
        sum += i64::from(piece.difference(a, b)) - i64::from(share);
    }
    start
}

/// Dismisses entries by the bits beside them.
struct Checked<'a> {
    checks: &'a [u16],
    ranges: &'a [(u32, u32)],
    query: u16,
    own: u16,
    most_own: u16,
    most: u16,
    passed: &'a mut Vec<u32>,
}

impl Work for Checked<'_> {
    type Output = ();

    #[inline(always)]
    fn run(self) {
        let Self { checks, ranges, query, own, most_own, most, passed } = self;
        let pass = |check: u16| -> bool {
            let difference = check ^ query;
            ((difference & own).count_ones() as u16 <= most_own) & (difference.count_ones() as u16 <= most)
        };
        // A read is the prefetch that needs no unsafe code.
        let fetch = |ranges: &[(u32, u32)]| {
            let read = ranges.iter().fold(0, |read, &(from, to)| read ^ checks[from as usize] ^ checks[to as usize]);
            std::hint::black_box(read);
        };
        fetch(&ranges[..AHEAD.min(ranges.len())]);
        for (batch, now) in ranges.chunks(AHEAD).enumerate() {
            let next = &ranges[((batch + 1) * AHEAD).min(ranges.len())..];
            fetch(&next[..AHEAD.min(next.len())]);
            for &(from, to) in now {
                let mut at = from;
                while at < to {
                    let Some(group) = checks[at as usize..].first_chunk::<GROUP>() else { break };
                    let mut any = false;
                    for check in group {
                        any |= pass(*check);
                    }
                    if any {
                        let mut which = 0u32;
                        for (i, check) in group.iter().enumerate() {
                            which |= u32::from(pass(*check)) << i;
                        }
                        // The group may reach into the next address.
                        if to - at < GROUP as u32 {
                            which &= (1 << (to - at)) - 1;
                        }
                        while which != 0 {
                            passed.push(at + which.trailing_zeros());
                            which &= which - 1;
                        }
                    }
                    at += GROUP as u32;
                }
            }
        }
    }
}

/// Compares whole codes.
struct Compared<'a> {
    codes: &'a [Words],
    ids: &'a [u32],
    query: &'a Words,
    radius: u32,
    near: &'a mut Vec<u32>,
}

impl Work for Compared<'_> {
    type Output = ();

    #[inline(always)]
    fn run(self) {
        for &id in self.ids {
            let Some(code) = self.codes.get(id as usize) else { continue };
            if distance(code, self.query) <= self.radius {
                self.near.push(id);
            }
        }
    }
}
