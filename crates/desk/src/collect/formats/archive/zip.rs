//! Zip archives, by their table of contents; without one (cut off while downloading), from the front.

use std::io::{Read, Seek, SeekFrom};

use zip::ZipArchive;
use zip::read::{ZipFileEntry, read_zipfile_from_stream};

use super::{ArchiveLimits, Member, Next, Walk, Walked};

/// Walks a zip archive; see [`super::members`].
pub fn members<R: Read + Seek, E>(
    file: &mut R,
    limits: &ArchiveLimits,
    each: &mut dyn FnMut(Member<'_>) -> Result<(), E>,
) -> Walked<E> {
    let mut walk = Walk::new(limits, each);
    self::walk(&mut walk, file);
    walk.finished()
}

pub(super) fn walk<R: Read + Seek, E>(walk: &mut Walk<'_, E>, file: &mut R) {
    let mut archive = match ZipArchive::new(&mut *file) {
        Ok(archive) => archive,
        Err(error) => {
            let hint = "What could be read from the front was taken. Ask for the archive again.";
            walk.refuse("archive", format!("the table of contents at its end is missing or damaged: {error}"), hint);
            return salvage(walk, file);
        }
    };
    if archive.has_duplicate_names() {
        // The zip crate keeps the last of them, as most programs do when they unpack.
        let what = "several members have the same name; the last of each was taken";
        walk.refuse("archive", what, "Ask who packed it for the others under their own names.");
    }
    for index in 0..archive.len() {
        if walk.count() == Next::Stop {
            return;
        }
        let (name, size, packed) = match archive.by_index_data(index) {
            Ok(entry) if entry.is_dir() => continue,
            Ok(entry) => match refusal(&entry) {
                Some((what, hint)) => {
                    walk.refuse(&name(&entry), what, hint);
                    continue;
                }
                None => (name(&entry), entry.size(), entry.compressed_size()),
            },
            Err(error) => {
                walk.refuse("archive", format!("member {index} cannot be read: {error}"), "Ask for the archive again.");
                continue;
            }
        };
        match archive.by_index(index) {
            Ok(mut reader) => {
                if walk.offer(&name, size, Some(packed), &mut reader) == Next::Stop {
                    return;
                }
            }
            Err(error) => {
                walk.refuse(&name, format!("it cannot be unpacked: {error}"), "Pack it again as an ordinary .zip.")
            }
        }
    }
}

/// Why a member is left out before it is looked into, and what to do: encrypted, or neither file nor
/// folder by the Unix file type it carries.
fn refusal(entry: &ZipFileEntry<'_>) -> Option<(&'static str, &'static str)> {
    const TYPE: u32 = 0o170_000;
    let only_files = "It was left out: only files are evidence.";
    match entry.unix_mode().unwrap_or(0) & TYPE {
        0 | 0o100_000 | 0o040_000 if entry.encrypted() => {
            Some(("it is encrypted", "Unpack the archive with its password and add the folder."))
        }
        0 | 0o100_000 | 0o040_000 => None,
        0o120_000 => Some(("it is a symbolic link", only_files)),
        0o020_000 | 0o060_000 => Some(("it is a device", only_files)),
        _ => Some(("it is a pipe, a socket or something unknown", only_files)),
    }
}

/// Many programs write UTF-8 without saying so, and then the standard's old code page would garble it.
fn name(entry: &ZipFileEntry<'_>) -> String {
    match std::str::from_utf8(entry.name_raw()) {
        Ok(name) => name.to_owned(),
        Err(_) => entry
            .name()
            .map_or_else(|_| String::from_utf8_lossy(entry.name_raw()).into_owned(), std::borrow::Cow::into_owned),
    }
}

/// Members from the front of a file whose table of contents is missing, up to the first one that is
/// not whole.
fn salvage<R: Read + Seek, E>(walk: &mut Walk<'_, E>, file: &mut R) {
    if file.seek(SeekFrom::Start(0)).is_err() {
        return;
    }
    while let Ok(Some(mut entry)) = read_zipfile_from_stream(file) {
        if walk.count() == Next::Stop {
            return;
        }
        if entry.is_dir() {
            continue;
        }
        let (size, packed) = (entry.size(), entry.compressed_size());
        let name = String::from_utf8_lossy(entry.name_raw()).into_owned();
        if walk.offer(&name, size, Some(packed), &mut entry) == Next::Stop {
            return;
        }
    }
}
