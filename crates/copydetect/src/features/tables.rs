//! Finding stored descriptors that are near one, without comparing with all.
//!
//! Locality-sensitive hashing with probing: each table takes 16 of the 128 median bits as a key; a descriptor is looked
//! for under its own key and the keys that differ in one bit (Lv et al., *Multi-Probe LSH*, 2007). Beside each entry
//! lie 32 further bits, so that nearly all that are far away are told without fetching their descriptor; what is worth
//! fetching is gathered first, so that the fetches do not wait for each other. One near descriptor may be missed; a picture
//! is found by many.
//!
//! Tables never change: they are built for a whole set at once, and take 8 bytes a descriptor and table.

use super::Descriptor;
use crate::fast::{Work, counting};
use crate::stored::{Column, Columns, StoredError};

const COUNT: usize = 4;
/// Bits of each cell that a hash takes.
const USES: usize = 4;
/// Bits of a key; with many descriptors further ones are taken from the check.
const KEY_BITS: u32 = 16;
const MOST_KEY_BITS: u32 = 22;
/// Keys become longer where a key would have more than two to this power of entries on average.
const CROWDED: u32 = 8;
/// An entry whose 32 check bits differ in more than this is too far away: of unrelated ones all but one in a hundred.
const MAX_CHECK: u32 = 9;
/// So many check bits are looked at in one step.
const AT_ONCE: usize = 16;
/// Of one key, at most so many entries are kept (or four times the average): a patch that everything has says nothing.
const MAX_ENTRIES: usize = 192;

/// Descriptors in an order, findable.
#[derive(Debug, Default)]
pub(crate) struct Tables {
    descriptors: Column<[u64; 4]>,
    tables: Vec<Table>,
}

/// The entries whose key is `k` are at `starts[k]..starts[k + 1]`.
#[derive(Debug)]
struct Table {
    starts: Column<u32>,
    numbers: Column<u32>,
    checks: Column<u32>,
}

impl Tables {
    /// At most `u32::MAX` descriptors. Takes some 0.4 s for a million.
    pub(crate) fn of(descriptors: Vec<[u64; 4]>) -> Self {
        let bits = key_bits(descriptors.len());
        Self { tables: (0..COUNT).map(|t| Table::of(&descriptors, t, bits)).collect(), descriptors: descriptors.into() }
    }

    /// Takes its columns, as [`columns`](Self::columns) gave them.
    pub(crate) fn read(columns: &mut Columns) -> Result<Self, StoredError> {
        let descriptors: Column<[u64; 4]> = columns.next()?;
        let keys = 1 << key_bits(descriptors.len());
        let tables = (0..COUNT).map(|_| {
            let table = Table { starts: columns.next()?, numbers: columns.next()?, checks: columns.next()? };
            let fits = table.starts.len() == keys + 1 && table.numbers.len() == table.checks.len();
            if fits { Ok(table) } else { Err(StoredError::Damaged { what: "a table of features has another size" }) }
        });
        Ok(Self { tables: tables.collect::<Result<_, _>>()?, descriptors })
    }

    pub(crate) fn columns(&self) -> impl Iterator<Item = &[u8]> {
        let tables = self.tables.iter().flat_map(|t| [t.starts.bytes(), t.numbers.bytes(), t.checks.bytes()]);
        std::iter::once(self.descriptors.bytes()).chain(tables)
    }

    /// The descriptors, by number.
    pub(crate) fn descriptors(&self) -> &[[u64; 4]] {
        &self.descriptors
    }

    /// Adds number and distance of stored descriptors at most `radius` bits away to `hits`; of the same one several times
    /// if several tables find it.
    pub(crate) fn near(&self, descriptor: &Descriptor, radius: u32, hits: &mut Vec<(u32, u32)>) {
        let (descriptors, bits) = (&self.descriptors[..], key_bits(self.descriptors.len()));
        let mut worth = Vec::new();
        for (t, table) in self.tables.iter().enumerate() {
            let (starts, numbers, checks) = (&table.starts[..], &table.numbers[..], &table.checks[..]);
            let hash = hash(&descriptor.0, t);
            counting(Checked { starts, numbers, checks, bits, hash, worth: &mut worth });
        }
        counting(Compared { descriptors, numbers: &worth, descriptor, radius, hits });
    }
}

fn key_bits(count: usize) -> u32 {
    count.max(1).ilog2().saturating_sub(CROWDED).clamp(KEY_BITS, MOST_KEY_BITS)
}

impl Table {
    fn of(descriptors: &[[u64; 4]], t: usize, bits: u32) -> Self {
        let hashes: Vec<u64> = descriptors.iter().map(|descriptor| hash(descriptor, t)).collect();
        let most = MAX_ENTRIES.max((4 * descriptors.len()) >> bits) as u32;
        let mut counts = vec![0u32; 1 << bits];
        hashes.iter().for_each(|&hash| counts[key(hash, bits)] += 1);
        let mut starts = Vec::with_capacity(counts.len() + 1);
        let mut sum = 0;
        for count in &mut counts {
            starts.push(sum);
            sum += (*count).min(most);
            *count = 0;
        }
        starts.push(sum);
        let (mut numbers, mut checks) = (vec![0; sum as usize], vec![0; sum as usize]);
        for (number, &hash) in (0..).zip(&hashes) {
            let key = key(hash, bits);
            if counts[key] < most {
                let slot = (starts[key] + counts[key]) as usize;
                counts[key] += 1;
                (numbers[slot], checks[slot]) = (number, check(hash, bits));
            }
        }
        Self { starts: starts.into(), numbers: numbers.into(), checks: checks.into() }
    }
}

/// Gathers what may be near one descriptor, in one table.
struct Checked<'a> {
    starts: &'a [u32],
    numbers: &'a [u32],
    checks: &'a [u32],
    bits: u32,
    hash: u64,
    worth: &'a mut Vec<u32>,
}

impl Work for Checked<'_> {
    type Output = ();

    #[inline(always)]
    fn run(self) {
        let (own, own_check) = (key(self.hash, self.bits), check(self.hash, self.bits));
        for flip in 0..=self.bits {
            let key = if flip == self.bits { own } else { own ^ 1 << flip };
            let (from, to) = (self.starts[key] as usize, self.starts[key + 1] as usize);
            // Damaged tables may say anything.
            let (Some(checks), Some(numbers)) = (self.checks.get(from..to), self.numbers.get(from..to)) else {
                continue;
            };
            let (whole, rest) = checks.as_chunks::<AT_ONCE>();
            for (at, checks) in whole.iter().enumerate() {
                let mut near = 0u32;
                for (place, check) in checks.iter().enumerate() {
                    near |= u32::from((check ^ own_check).count_ones() <= MAX_CHECK) << place;
                }
                while near != 0 {
                    self.worth.push(numbers[at * AT_ONCE + near.trailing_zeros() as usize]);
                    near &= near - 1;
                }
            }
            let last = rest.iter().zip(&numbers[whole.len() * AT_ONCE..]);
            let near = last.filter(|(check, _)| (*check ^ own_check).count_ones() <= MAX_CHECK);
            self.worth.extend(near.map(|(_, &number)| number));
        }
    }
}

/// Compares one descriptor with those that were gathered.
struct Compared<'a> {
    descriptors: &'a [[u64; 4]],
    numbers: &'a [u32],
    descriptor: &'a Descriptor,
    radius: u32,
    hits: &'a mut Vec<(u32, u32)>,
}

impl Work for Compared<'_> {
    type Output = ();

    #[inline(always)]
    fn run(self) {
        for &number in self.numbers {
            let Some(stored) = self.descriptors.get(number as usize) else { continue };
            let distance = self.descriptor.distance(&Descriptor(*stored));
            if distance <= self.radius {
                self.hits.push((number, distance));
            }
        }
    }
}

/// Four bits of each of the 16 cells, of directions that change from cell to cell: 64 bits, of which the first are the key.
fn hash(descriptor: &[u64; 4], t: usize) -> u64 {
    MASKS[t].iter().fold(0, |hash, masks| {
        let [first, second] = [0, 1].map(|word| u64::from(one_of_each(descriptor[word] & masks[word])));
        hash << 16 | first << 8 | second
    })
}

fn key(hash: u64, bits: u32) -> usize {
    (hash >> (64 - bits)) as usize
}

/// The 32 bits behind the key.
fn check(hash: u64, bits: u32) -> u32 {
    (hash >> (32 - bits)) as u32
}

/// By table and use (key, then check bits): the bit of each cell, a byte, that is taken.
const MASKS: [[[u64; 2]; USES]; COUNT] = {
    let mut masks = [[[0; 2]; USES]; COUNT];
    let turns = [0, 2, 5, 7];
    let mut place = 0;
    while place < COUNT * USES * 16 {
        let (t, turn, cell) = (place / (USES * 16), place / 16 % USES, place % 16);
        masks[t][turn][cell / 8] |= 1 << (cell % 8 * 8 + (t + cell * 3 + turns[turn]) % 8);
        place += 1;
    }
    masks
};

/// Of a word that has at most one bit set in each byte, whether it has.
fn one_of_each(word: u64) -> u8 {
    const LOW: u64 = 0x7f7f_7f7f_7f7f_7f7f;
    let set = (((word & LOW) + LOW) | word) & !LOW;
    ((set >> 7).wrapping_mul(0x0102_0408_1020_4080) >> 56) as u8
}

#[cfg(test)]
mod tests {
    use super::*;

    fn descriptor(seed: u64) -> [u64; 4] {
        let mut state = seed;
        std::array::from_fn(|_| {
            state = state.wrapping_mul(6364136223846793005).wrapping_add(1442695040888963407);
            state ^ state >> 29
        })
    }

    #[test]
    fn a_hash_takes_one_bit_of_each_cell_for_each_use() {
        assert_eq!(one_of_each(0x8000_0100_0040_0001), 0b1010_0101);
        for t in 0..COUNT {
            let [all, none] = [u64::MAX, 0].map(|word| hash(&[word; 4], t));
            assert_eq!((all, none), (u64::MAX, 0));
            let mut used = [0u64; 2];
            for bit in 0..128 {
                let mut descriptor = [0; 4];
                descriptor[bit / 64] = 1 << (bit % 64);
                used[bit / 64] |= u64::from(hash(&descriptor, t) != 0) << (bit % 64);
                assert!(hash(&descriptor, t).count_ones() <= 1);
            }
            assert_eq!(used.map(u64::count_ones), [32, 32]);
        }
    }

    #[test]
    fn near_descriptors_are_found_and_distances_are_right() {
        let stored: Vec<[u64; 4]> = (0..20_000).map(descriptor).collect();
        let tables = Tables::of(stored.clone());
        let mut found = 0;
        for number in (0..20_000).step_by(50) {
            let mut query = stored[number];
            (0..12).for_each(|i| query[i % 4] ^= 1 << ((number / 50 + i * 5) % 64));
            let mut hits = Vec::new();
            tables.near(&Descriptor(query), 76, &mut hits);
            assert!(hits.iter().all(|&(n, d)| d == Descriptor(stored[n as usize]).distance(&Descriptor(query))));
            found += usize::from(hits.iter().any(|hit| hit.0 == number as u32));
        }
        assert!(found >= 380, "{found} of 400");
    }

    #[test]
    fn equal_descriptors_cost_no_more_than_a_full_key() {
        let tables = Tables::of(vec![descriptor(1); 50_000]);
        let mut hits = Vec::new();
        tables.near(&Descriptor(descriptor(1)), 76, &mut hits);
        assert_eq!(hits.len(), COUNT * MAX_ENTRIES);
    }
}
