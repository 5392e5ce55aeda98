//! Columns of numbers, in memory or read where they lie in someone's bytes, such as a mapped file.
//!
//! What is searched is built once and never changed, so it can be written as it lies in memory and searched as it lies on
//! disk: little-endian numbers in columns, each at a multiple of 64 bytes, with a CRC-32 of each in a header that has one of
//! its own. Reading checks the header and that columns lie within the bytes, which takes microseconds however many there
//! are; [`check`](Columns::check) reads everything. Until then nothing trusts a number in a column to be a place that exists.

use std::fmt;
use std::io::{self, Write};
use std::ops::{Deref, Range};
use std::sync::Arc;

use bytemuck::Pod;

/// Bytes that stay where they are for as long as they are held.
pub type Bytes = Arc<dyn AsRef<[u8]> + Send + Sync>;

/// Why bytes are not what was written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum StoredError {
    /// They do not begin as such bytes do.
    #[error("these bytes are no search index: build it anew from the fingerprints")]
    Foreign,
    /// They were written by another version.
    #[error(
        "the search index has version {found}, this program reads version {VERSION}: build it anew from the fingerprints"
    )]
    Version {
        /// The version that the bytes name.
        found: u32,
    },
    /// They are not as they were written.
    #[error("the search index is damaged ({what}): build it anew from the fingerprints")]
    Damaged {
        /// What is wrong.
        what: &'static str,
    },
    /// This machine puts the bytes of a number in another order.
    #[error("a search index can be stored only on a little-endian machine: keep it in memory")]
    Endian,
}

const VERSION: u32 = 3;
const MAGIC: &[u8; 8] = b"FHsearch";
/// Columns begin at multiples of this.
const ALIGNED: usize = 64;
/// Bytes of the header before the columns' entries, and of each entry: place, length, CRC-32.
const HEAD: usize = 16;
const ENTRY: usize = 20;
/// No more columns than this are read.
const MAX_COLUMNS: usize = 4096;

/// Numbers of one kind.
pub(crate) enum Column<T> {
    Here(Vec<T>),
    There(Bytes, Range<usize>),
}

impl<T: Pod> Deref for Column<T> {
    type Target = [T];

    /// Take it once, outside of a loop: it is checked anew each time.
    fn deref(&self) -> &[T] {
        match self {
            Self::Here(numbers) => numbers,
            Self::There(bytes, range) => {
                let bytes = bytes.as_ref().as_ref().get(range.clone()).unwrap_or_default();
                bytemuck::try_cast_slice(bytes).unwrap_or_default()
            }
        }
    }
}

impl<T> From<Vec<T>> for Column<T> {
    fn from(numbers: Vec<T>) -> Self {
        Self::Here(numbers)
    }
}

impl<T> Default for Column<T> {
    fn default() -> Self {
        Self::Here(Vec::new())
    }
}

impl<T: Pod> fmt::Debug for Column<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} numbers", self.len())
    }
}

impl<T: Pod> Column<T> {
    pub(crate) fn bytes(&self) -> &[u8] {
        bytemuck::cast_slice(self)
    }
}

/// Writes columns; [`Columns::read`] gives them back in the same order.
pub(crate) fn write(columns: &[&[u8]], out: &mut impl Write) -> io::Result<()> {
    if cfg!(target_endian = "big") {
        return Err(io::Error::new(io::ErrorKind::Unsupported, StoredError::Endian));
    }
    let mut head = Vec::new();
    head.extend_from_slice(MAGIC);
    head.extend_from_slice(&VERSION.to_le_bytes());
    head.extend_from_slice(&(columns.len() as u32).to_le_bytes());
    let mut at = (HEAD + columns.len() * ENTRY + 4).next_multiple_of(ALIGNED);
    for column in columns {
        head.extend_from_slice(&(at as u64).to_le_bytes());
        head.extend_from_slice(&(column.len() as u64).to_le_bytes());
        head.extend_from_slice(&crc32fast::hash(column).to_le_bytes());
        at = (at + column.len()).next_multiple_of(ALIGNED);
    }
    head.extend_from_slice(&crc32fast::hash(&head).to_le_bytes());
    for part in std::iter::once(&head[..]).chain(columns.iter().copied()) {
        out.write_all(part)?;
        out.write_all(&[0; ALIGNED][..part.len().next_multiple_of(ALIGNED) - part.len()])?;
    }
    Ok(())
}

/// What [`write()`] wrote.
#[derive(Clone)]
pub(crate) struct Columns {
    bytes: Bytes,
    entries: Vec<(Range<usize>, u32)>,
    next: usize,
}

impl fmt::Debug for Columns {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} columns", self.entries.len())
    }
}

impl Columns {
    /// Reads the header.
    pub(crate) fn read(bytes: Bytes) -> Result<Self, StoredError> {
        if cfg!(target_endian = "big") {
            return Err(StoredError::Endian);
        }
        let all = (*bytes).as_ref();
        let head = all.first_chunk::<HEAD>().filter(|head| head.starts_with(MAGIC)).ok_or(StoredError::Foreign)?;
        let found = number(&head[8..12]) as u32;
        if found != VERSION {
            return Err(StoredError::Version { found });
        }
        let count = number(&head[12..16]) as usize;
        let length = HEAD + count.min(MAX_COLUMNS) * ENTRY;
        let cut = StoredError::Damaged { what: "its header is cut short" };
        let (head, rest) = all.split_at_checked(length).ok_or(cut)?;
        let crc = rest.first_chunk::<4>().ok_or(cut)?;
        if count > MAX_COLUMNS || crc32fast::hash(head) != u32::from_le_bytes(*crc) {
            return Err(StoredError::Damaged { what: "its header was changed" });
        }
        let entries: Option<Vec<_>> = head[HEAD..]
            .chunks_exact(ENTRY)
            .map(|entry| {
                let from = usize::try_from(number(&entry[..8])).ok()?;
                let to = from.checked_add(usize::try_from(number(&entry[8..16])).ok()?)?;
                (to <= all.len()).then_some((from..to, number(&entry[16..]) as u32))
            })
            .collect();
        let entries = entries.ok_or(StoredError::Damaged { what: "its end is missing" })?;
        Ok(Self { bytes, entries, next: 0 })
    }

    /// The next column. It stays where it is, unless the bytes do not begin where such numbers may.
    pub(crate) fn next<T: Pod>(&mut self) -> Result<Column<T>, StoredError> {
        let (range, _) = self.entries.get(self.next).ok_or(StoredError::Damaged { what: "a column is missing" })?;
        self.next += 1;
        let bytes = &(*self.bytes).as_ref()[range.clone()];
        if bytes.len() % size_of::<T>() != 0 {
            return Err(StoredError::Damaged { what: "a column ends within a number" });
        }
        Ok(match bytemuck::try_cast_slice::<u8, T>(bytes) {
            Ok(_) => Column::There(self.bytes.clone(), range.clone()),
            Err(_) => Column::Here(bytemuck::pod_collect_to_vec(bytes)),
        })
    }

    /// Reads every column, and says whether all are as they were written.
    pub(crate) fn check(&self) -> Result<(), StoredError> {
        let bytes = (*self.bytes).as_ref();
        match self.entries.iter().all(|(range, crc)| crc32fast::hash(&bytes[range.clone()]) == *crc) {
            true => Ok(()),
            false => Err(StoredError::Damaged { what: "a column was changed" }),
        }
    }
}

/// A little-endian number of at most eight bytes.
fn number(bytes: &[u8]) -> u64 {
    bytes.iter().rev().fold(0, |number, &byte| number << 8 | u64::from(byte))
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

    use super::*;

    fn written() -> Vec<u8> {
        let mut bytes = Vec::new();
        let columns: [&[u8]; 3] = [bytemuck::cast_slice(&[1u64, 2, 3]), &[], bytemuck::cast_slice(&[7u16; 5])];
        write(&columns, &mut bytes).unwrap();
        bytes
    }

    #[test]
    fn columns_come_back_wherever_the_bytes_begin() {
        for skipped in 0..9 {
            let mut bytes = vec![0; skipped];
            bytes.extend(written());
            struct Tail(Vec<u8>, usize);
            impl AsRef<[u8]> for Tail {
                fn as_ref(&self) -> &[u8] {
                    &self.0[self.1..]
                }
            }
            let mut columns = Columns::read(Arc::new(Tail(bytes, skipped))).unwrap();
            assert_eq!(columns.check(), Ok(()));
            assert_eq!(columns.next::<u64>().unwrap()[..], [1, 2, 3]);
            assert!(columns.next::<u32>().unwrap().is_empty());
            assert_eq!(columns.next::<u16>().unwrap()[..], [7; 5]);
            assert!(columns.next::<u16>().is_err());
        }
    }

    #[test]
    fn every_changed_byte_is_found_or_stands_between_columns() {
        let good = written();
        let mut harmless = 0;
        for at in 0..good.len() {
            let mut bytes = good.clone();
            bytes[at] ^= 0x10;
            match Columns::read(Arc::new(bytes)).and_then(|columns| columns.check().map(|()| columns)) {
                Err(_) => {}
                Ok(mut columns) => {
                    harmless += 1;
                    assert_eq!(columns.next::<u64>().unwrap()[..], [1, 2, 3]);
                }
            }
        }
        assert!(harmless < 160, "{harmless} of {}", good.len());
        for length in 0..good.len() - 64 {
            assert!(Columns::read(Arc::new(good[..length].to_vec())).is_err(), "cut to {length}");
        }
    }
}
