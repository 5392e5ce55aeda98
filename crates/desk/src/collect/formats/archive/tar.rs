//! Tar archives, plain and gzipped, in one pass from the front.

use std::cell::Cell;
use std::io::{Read, Seek};
use std::rc::Rc;

use flate2::read::MultiGzDecoder;
use tar::{Archive, EntryType};

use super::guard::{Bounded, Bounds, Counted};
use super::{ArchiveLimits, Kind, Member, Next, Walk, Walked};

/// Headers, long names and attributes of one member together are never honestly longer.
const HEADER_BYTES: u64 = 1024 * 1024;
/// Size of tar's blocks in bytes.
const BLOCK: u64 = 512;

/// Walks a tar archive, gzipped when `gzipped`; see [`super::members`].
pub fn members<R: Read + Seek, E>(
    gzipped: bool,
    file: &mut R,
    limits: &ArchiveLimits,
    each: &mut dyn FnMut(Member<'_>) -> Result<(), E>,
) -> Walked<E> {
    super::members(if gzipped { Kind::TarGz } else { Kind::Tar }, file, limits, each)
}

pub(super) fn walk<E>(walk: &mut Walk<'_, E>, file: &mut dyn Read) {
    stream(walk, file, None);
}

pub(super) fn walk_gz<E>(walk: &mut Walk<'_, E>, file: &mut dyn Read) {
    let packed = Rc::new(Cell::new(0));
    let counted = Counted { reader: file, count: Rc::clone(&packed) };
    stream(walk, &mut MultiGzDecoder::new(counted), Some(packed));
}

fn stream<E>(walk: &mut Walk<'_, E>, reader: &mut dyn Read, packed: Option<Rc<Cell<u64>>>) {
    let allowance = Rc::new(Cell::new(HEADER_BYTES));
    let headers = (walk.limits.max_members as u64).saturating_mul(4 * BLOCK).saturating_add(HEADER_BYTES);
    let bounds = Bounds {
        allowance: Rc::clone(&allowance),
        packed,
        max_total: walk.limits.max_total_bytes.saturating_sub(walk.total).saturating_add(headers),
        max_ratio: walk.limits.max_ratio,
    };
    let mut archive = Archive::new(Bounded { reader, given: 0, bounds });
    let entries = match archive.entries() {
        Ok(entries) => entries,
        Err(error) => {
            return walk.refuse("archive", format!("it cannot be read: {error}"), "Ask for the archive again.");
        }
    };
    let mut last = "archive".to_owned();
    for entry in entries {
        if walk.count() == Next::Stop {
            return;
        }
        let mut entry = match entry {
            Ok(entry) => entry,
            Err(error) => {
                let what = format!("the archive cannot be read after this: {error}");
                return walk.refuse(&last, what, "What stands before was taken. Ask for the archive again.");
            }
        };
        let name = String::from_utf8_lossy(&entry.path_bytes()).into_owned();
        let size = entry.size();
        // While this member is read or passed over, all of it may come; then only the next header.
        allowance.set(size.saturating_add(BLOCK + HEADER_BYTES));
        match entry.header().entry_type() {
            EntryType::Regular | EntryType::Continuous => {
                if walk.offer(&name, size, None, &mut entry) == Next::Stop {
                    return;
                }
            }
            EntryType::Directory | EntryType::XGlobalHeader => {}
            other => walk.refuse(&name, irregular(other), "It was left out: only files are evidence."),
        }
        last = name;
    }
}

fn irregular(kind: EntryType) -> &'static str {
    match kind {
        EntryType::Symlink => "it is a symbolic link",
        EntryType::Link => "it is a hard link to another member",
        EntryType::Char | EntryType::Block => "it is a device",
        EntryType::Fifo => "it is a pipe",
        EntryType::GNUSparse => "it is stored with holes (sparse), which is not read",
        _ => "it is of a kind that is not known",
    }
}
