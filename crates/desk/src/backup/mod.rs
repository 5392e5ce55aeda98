//! The backup: everything of a desk that cannot be made again, in a folder from which either database and either vault
//! can be filled. `doc/backup.md` is the specification.
//!
//! ```text
//! FIRSTHAND-BACKUP                that it is one, of which custody log, and that it is secret
//! media/ab/<sha256>               the originals, once for all snapshots
//! snapshots/<time>/manifest.json  what the snapshot is, every file with SHA-256 and size, the rows of each table
//! snapshots/<time>/manifest.sha256
//! snapshots/<time>/media.sha256   the originals that belong to it, as `sha256sum --check` reads them
//! snapshots/<time>/rows/<table>.jsonl.gz
//! snapshots/<time>/data/...       files of the data folder: the custody key, the desk's own places
//! partial/                        what is on its way; nothing in it counts
//! lock                            held by whoever writes
//! ```
//!
//! A snapshot is written in `partial/` and renamed when it is whole and synced: what stands in `snapshots/` is never half.

mod check;
mod folder;
mod keep;
mod manifest;
mod media;
mod restore;
mod rows;
mod snapshot;

pub use check::{Checked, Damage, Seen, check};
pub use manifest::{Lost, Manifest};
pub(crate) use restore::refuse_unfinished;
pub use restore::{Restored, restore};
pub use snapshot::{Made, backup};

/// What this version writes, and the newest that it reads.
const FORMAT: u32 = 1;

/// Files of the data folder that nothing can make again. What is missing there is left out.
const DATA_FILES: [&str; 3] = ["custody/log.key", "custody/log.pub", crate::claims::gazetteer::OWN_FILE];

/// Whether a name is the SHA-256 of a medium: names in a backup become paths.
fn is_sha256(name: &str) -> bool {
    name.len() == 64 && name.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'))
}

#[cfg(test)]
mod tests;
