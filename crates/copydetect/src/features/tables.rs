//! Finding stored descriptors that are near one, without comparing with all.
//!
//! Locality-sensitive hashing with probing: each table takes 16 of the 128 median bits as a key; a descriptor is looked
//! for under its own key and the 16 keys that differ in one bit (Lv et al., *Multi-Probe LSH*, 2007). Beside each entry
//! lie 32 further bits, so that most that are far away are told without fetching their descriptor. One near descriptor
//! may be missed; a picture is found by many.

use super::Descriptor;
use crate::fast::{Work, fast};

const KEY_BITS: usize = 16;
/// An entry whose 32 check bits differ in more than this is too far away: few of those within 50 of 256 bits are lost.
const MAX_CHECK: u32 = 8;
/// Of one key, at most so many entries are looked at: a patch that everything has says nothing.
const MAX_ENTRIES: usize = 192;

/// Descriptors by key, each with the number under which it was added.
#[derive(Debug, Default)]
pub(crate) struct Tables {
    descriptors: Vec<Descriptor>,
    /// For each table and key, the entries: number, check bits.
    tables: Vec<Vec<Vec<(u32, u32)>>>,
}

impl Tables {
    const COUNT: usize = 4;

    /// Adds a descriptor; its number is how many were added before.
    pub(crate) fn push(&mut self, descriptor: &Descriptor) {
        if self.tables.is_empty() {
            self.tables = vec![vec![Vec::new(); 1 << KEY_BITS]; Self::COUNT];
        }
        let number = self.descriptors.len() as u32;
        self.descriptors.push(*descriptor);
        for (t, table) in self.tables.iter_mut().enumerate() {
            let entries = &mut table[key(descriptor, t)];
            if entries.len() < MAX_ENTRIES {
                entries.push((number, check(descriptor, t)));
            }
        }
    }

    /// Adds number and distance of stored descriptors at most `radius` bits away to `hits`; of the same one several times
    /// if several tables find it.
    pub(crate) fn near(&self, descriptor: &Descriptor, radius: u32, hits: &mut Vec<(u32, u32)>) {
        for (t, table) in self.tables.iter().enumerate() {
            fast(Lookup { descriptors: &self.descriptors, table, t, descriptor, radius, hits });
        }
    }
}

/// The search for one descriptor in one table.
struct Lookup<'a> {
    descriptors: &'a [Descriptor],
    table: &'a [Vec<(u32, u32)>],
    t: usize,
    descriptor: &'a Descriptor,
    radius: u32,
    hits: &'a mut Vec<(u32, u32)>,
}

impl Work for Lookup<'_> {
    type Output = ();

    #[inline(always)]
    fn run(self) {
        let (own, own_check) = (key(self.descriptor, self.t), check(self.descriptor, self.t));
        for flip in 0..=KEY_BITS {
            let key = if flip == KEY_BITS { own } else { own ^ 1 << flip };
            for &(number, check) in &self.table[key] {
                if (check ^ own_check).count_ones() <= MAX_CHECK {
                    let distance = self.descriptors[number as usize].distance(self.descriptor);
                    if distance <= self.radius {
                        self.hits.push((number, distance));
                    }
                }
            }
        }
    }
}

/// One bit of each of the 16 cells, of a direction that changes from cell to cell.
fn key(descriptor: &Descriptor, table: usize) -> usize {
    (0..KEY_BITS).fold(0, |key, cell| key << 1 | median_bit(descriptor, cell, table + cell * 3) as usize)
}

/// Two other bits of each cell.
fn check(descriptor: &Descriptor, table: usize) -> u32 {
    (0..KEY_BITS).fold(0, |check, cell| {
        let bit = |turn: usize| median_bit(descriptor, cell, table + cell * 3 + turn) as u32;
        check << 2 | bit(2) << 1 | bit(5)
    })
}

fn median_bit(descriptor: &Descriptor, cell: usize, direction: usize) -> u64 {
    let bit = cell * 8 + direction % 8;
    descriptor.0[bit / 64] >> (bit % 64) & 1
}
