//! Archives (`.zip`, `.tar`, `.tar.gz`) walked safely, member by member, without unpacking to disk.
//!
//! An archive is hostile until shown otherwise: its names climb out of folders, its sizes lie, ten
//! kilobytes of it unpack to petabytes. Whatever is refused is one [`Problem`]; the rest goes on.

mod guard;
pub mod tar;
pub mod zip;

use std::collections::HashSet;
use std::io::{Read, Seek, SeekFrom};

use self::guard::Guard;
use super::has_extension;
use super::paths;
use super::post::{Decoded, Problem};

/// How much an archive may hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ArchiveLimits {
    /// Members looked at, refused ones included.
    pub max_members: usize,
    /// Bytes of one member when unpacked.
    pub max_member_bytes: u64,
    /// Bytes of all members when unpacked.
    pub max_total_bytes: u64,
    /// Unpacked bytes for each packed one; asked only of what unpacks to more than 16 MiB.
    pub max_ratio: u64,
    /// Whether archives inside the archive are walked too, one level deep.
    pub nested: bool,
}

impl Default for ArchiveLimits {
    /// 100,000 members, 8 GiB each, 64 GiB together, ratio 250, nested archives walked.
    fn default() -> Self {
        const GIB: u64 = 1024 * 1024 * 1024;
        ArchiveLimits {
            max_members: 100_000,
            max_member_bytes: 8 * GIB,
            max_total_bytes: 64 * GIB,
            max_ratio: 250,
            nested: true,
        }
    }
}

/// A file in an archive.
pub struct Member<'a> {
    /// Safe relative path with forward slashes (see [`paths::safe_relative`]); in a nested archive
    /// the inner archive's path comes first, as if it were a folder.
    pub name: String,
    /// Unpacked bytes, as the archive states them.
    pub size: u64,
    /// Its bytes. They are whole and undamaged only when `read` has returned 0: an error means that
    /// what was read must be thrown away. The error is reported as a [`Problem`] by the walk itself.
    pub reader: &'a mut dyn Read,
}

/// How a walk went.
#[derive(Debug)]
pub struct Walked<E> {
    /// What was refused or damaged, by member; at most [`Decoded::MAX_PROBLEMS`] and one that counts the rest.
    pub problems: Vec<Problem>,
    /// The error with which `each` ended the walk, if it did.
    pub stopped: Option<E>,
}

/// Kinds of archives.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// `.zip`
    Zip,
    /// `.tar`
    Tar,
    /// `.tar.gz`, `.tgz`
    TarGz,
    /// A kind that is not read, by name; walking it gives one problem that says so.
    Foreign(&'static str),
}

/// The kind of archive a file is by its name and first bytes (8 or more). Files that merely are
/// zip inside (`.xlsx`, `.docx`, `.wacz`, ...) are no archives here.
pub fn kind(file_name: &str, head: &[u8]) -> Option<Kind> {
    let foreign: &[(&[&str], &'static str)] = &[
        (&[".rar"], "RAR"),
        (&[".7z"], "7-Zip"),
        (&[".tar.bz2", ".tbz2"], "tar.bz2"),
        (&[".tar.xz", ".txz"], "tar.xz"),
        (&[".tar.zst"], "tar.zst"),
    ];
    let by_name = if has_extension(file_name, &[".zip"]) {
        Some(Kind::Zip)
    } else if has_extension(file_name, &[".tar.gz", ".tgz"]) {
        Some(Kind::TarGz)
    } else if has_extension(file_name, &[".tar"]) {
        Some(Kind::Tar)
    } else {
        foreign.iter().find(|(endings, _)| has_extension(file_name, endings)).map(|(_, name)| Kind::Foreign(name))
    };
    // People rename RAR files to .zip.
    match by_name? {
        _ if head.starts_with(b"Rar!") => Some(Kind::Foreign("RAR")),
        _ if head.starts_with(b"7z\xbc\xaf\x27\x1c") => Some(Kind::Foreign("7-Zip")),
        Kind::Zip | Kind::Tar if head.starts_with(b"\x1f\x8b") => Some(Kind::TarGz),
        Kind::Tar | Kind::TarGz if head.starts_with(b"PK\x03\x04") => Some(Kind::Zip),
        kind => Some(kind),
    }
}

/// Walks the members of an archive in its order and gives each file to `each`. Folders pass silently.
/// Names that leave the folder, links, devices, encrypted and repeated members, and whatever exceeds
/// `limits` become problems. An error of `each` that did not come from `Member::reader` ends the walk.
pub fn members<R: Read + Seek, E>(
    kind: Kind,
    file: &mut R,
    limits: &ArchiveLimits,
    each: &mut dyn FnMut(Member<'_>) -> Result<(), E>,
) -> Walked<E> {
    let mut walk = Walk::new(limits, each);
    walk.archive(kind, file);
    walk.finished()
}

/// Whether to go on with the next member.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Next {
    GoOn,
    Stop,
}

/// A walk under way, through an archive and those inside it.
struct Walk<'a, E> {
    limits: &'a ArchiveLimits,
    each: &'a mut dyn FnMut(Member<'_>) -> Result<(), E>,
    problems: Decoded,
    stopped: Option<E>,
    /// Names given out or refused as repeated.
    seen: HashSet<String>,
    members: usize,
    total: u64,
    /// Path of the archive being walked inside the outer one, with a slash; empty in the outer one.
    prefix: String,
}

impl<'a, E> Walk<'a, E> {
    fn new(limits: &'a ArchiveLimits, each: &'a mut dyn FnMut(Member<'_>) -> Result<(), E>) -> Self {
        Walk {
            limits,
            each,
            problems: Decoded::default(),
            stopped: None,
            seen: HashSet::new(),
            members: 0,
            total: 0,
            prefix: String::new(),
        }
    }

    fn finished(self) -> Walked<E> {
        Walked { problems: self.problems.finished().problems, stopped: self.stopped }
    }

    fn archive<R: Read + Seek>(&mut self, kind: Kind, file: &mut R) {
        match kind {
            Kind::Zip => zip::walk(self, file),
            Kind::Tar => tar::walk(self, file),
            Kind::TarGz => tar::walk_gz(self, file),
            Kind::Foreign(name) => self.refuse(
                "archive",
                format!("{name} archives are not read"),
                "Unpack it with its own program and add the folder, or pack it again as .zip.",
            ),
        }
    }

    fn refuse(&mut self, name: &str, what: impl Into<String>, hint: &str) {
        // Names are shown in terminals and pages: no control characters, no endless ones.
        let shown: String =
            name.chars().take(200).map(|letter| if letter.is_control() { '\u{fffd}' } else { letter }).collect();
        self.problems.problem(format!("{}{shown}", self.prefix), what, hint);
    }

    /// Counts a member before anything of it is looked at.
    fn count(&mut self) -> Next {
        self.members += 1;
        if self.members <= self.limits.max_members {
            return Next::GoOn;
        }
        let what = format!("the archive has more than {} members; the rest was not looked at", self.limits.max_members);
        self.refuse("archive", what, "Unpack it yourself and add the folder.");
        Next::Stop
    }

    /// Gives a regular file to `each`, or says why not. `packed`: its bytes in the archive, where known.
    fn offer(&mut self, raw_name: &str, size: u64, packed: Option<u64>, reader: &mut dyn Read) -> Next {
        let name = match paths::safe_relative(raw_name) {
            Ok(name) => format!("{}{name}", self.prefix),
            Err(refusal) => {
                self.refuse(
                    raw_name,
                    refusal.to_string(),
                    "It was left out. Ask who made the archive; unpack it elsewhere with care.",
                );
                return Next::GoOn;
            }
        };
        if !self.seen.insert(name.clone()) {
            self.refuse(
                raw_name,
                "a second member has the same name",
                "The first was taken. Unpack the archive yourself to get both.",
            );
            return Next::GoOn;
        }
        if size > self.limits.max_member_bytes {
            let what = format!("it unpacks to {size} bytes, more than the {} allowed", self.limits.max_member_bytes);
            self.refuse(raw_name, what, "Unpack it yourself and add the file.");
            return Next::GoOn;
        }
        if self.total.saturating_add(size) > self.limits.max_total_bytes {
            let what = format!(
                "the archive unpacks to more than {} bytes; from this member on it was not read",
                self.limits.max_total_bytes
            );
            self.refuse(raw_name, what, "Unpack it yourself and add the folder.");
            return Next::Stop;
        }
        let mut guard = Guard::new(reader, size, packed, self.limits.max_ratio);
        let next = match kind(&name, &[]) {
            Some(inner) => self.nested(raw_name, &name, inner, &mut guard),
            None => match (self.each)(Member { name, size, reader: &mut guard }) {
                Err(error) if guard.failure().is_none() => {
                    self.stopped = Some(error);
                    Next::Stop
                }
                _ => Next::GoOn,
            },
        };
        self.total = self.total.saturating_add(guard.given());
        if let Some(failure) = guard.into_failure() {
            self.refuse(
                raw_name,
                failure,
                "It was left out; the others were taken. Ask for the file or the archive again.",
            );
        }
        next
    }

    /// An archive inside the archive: walked when that is allowed and this is the outer one.
    fn nested(&mut self, raw_name: &str, name: &str, kind: Kind, reader: &mut Guard<'_>) -> Next {
        /// Larger inner archives wait in a temporary file, not in memory.
        const IN_MEMORY: usize = 16 * 1024 * 1024;
        if !self.limits.nested || !self.prefix.is_empty() {
            self.refuse(raw_name, "an archive inside an archive was not opened", "Unpack it and add it by itself.");
            return Next::GoOn;
        }
        let mut inner = tempfile::SpooledTempFile::new(IN_MEMORY);
        let copied = std::io::copy(reader, &mut inner).and_then(|_| inner.seek(SeekFrom::Start(0)));
        if let Err(error) = copied {
            if reader.failure().is_none() {
                self.refuse(
                    raw_name,
                    format!("it could not be put aside: {error}"),
                    "Free some space for temporary files.",
                );
            }
            return Next::GoOn;
        }
        self.prefix = format!("{name}/");
        self.archive(kind, &mut inner);
        self.prefix.clear();
        if self.stopped.is_some() { Next::Stop } else { Next::GoOn }
    }
}

#[cfg(test)]
mod tests;
