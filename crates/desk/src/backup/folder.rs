//! The folder of a backup: what makes it one, who may write to it, and what stands in it.

use std::{
    fs::{self, File},
    io::{self, Write as _},
    path::{Path, PathBuf},
};

use sha2::{Digest as _, Sha256};

use super::{FORMAT, keep::LEAVING};
use crate::{
    error::{Error, Result},
    preserve::hex,
};

pub(super) const MARKER: &str = "FIRSTHAND-BACKUP";
const FIRST_WORDS: &str = "Firsthand backup, format ";

/// What the marker of a backup of this custody log says.
pub(super) fn marker(log_key: &str) -> String {
    format!(
        "{FIRST_WORDS}{FORMAT}\nof the custody log {log_key}\n\n\
         This folder holds a desk: its originals, what people recorded and said in confidence, and the key that signs its\n\
         custody log. Keep it as secret as the desk. `firsthand backup --check` checks it, `firsthand restore --from` makes\n\
         a desk of it.\n"
    )
}

/// A backup that this process writes to; another one is refused meanwhile.
#[derive(Debug)]
pub(super) struct Folder {
    root: PathBuf,
    _lock: File,
}

impl Folder {
    /// Opens the backup of this custody log, or begins one where there is nothing yet.
    pub(super) fn open(root: &Path, log_key: &str) -> Result<Self> {
        make_folder(root)?;
        let fresh = root.join(format!("{MARKER}.new"));
        let place = root.join(MARKER);
        let is_ours = match fs::read_to_string(&place) {
            Ok(text) => {
                let format = text.strip_prefix(FIRST_WORDS).and_then(|rest| rest.lines().next()?.parse::<u32>().ok());
                if format.is_some_and(|format| format > FORMAT) {
                    return Err(newer(root));
                }
                if text != marker(log_key) {
                    return Err(Error::input(
                        format!("{} is the backup of another desk, or its file {MARKER} is damaged", root.display()),
                        "name another folder: each desk has a backup of its own",
                    ));
                }
                true
            }
            Err(error) if error.kind() == io::ErrorKind::NotFound => false,
            Err(error) => return Err(Error::file(&place)(error)),
        };
        if !is_ours {
            let entries = fs::read_dir(root).map_err(Error::file(root))?;
            for entry in entries {
                let entry = entry.map_err(Error::file(root))?;
                if entry.path() != fresh {
                    return Err(Error::input(
                        format!("{} is no backup and holds {}", root.display(), entry.file_name().display()),
                        "name a folder that is empty or does not exist yet",
                    ));
                }
            }
            write(&fresh, marker(log_key).as_bytes())?;
            fs::rename(&fresh, &place).map_err(Error::file(&place))?;
            sync(root)?;
        }
        let lock = root.join("lock");
        let file = create_over(&lock)?;
        match file.try_lock() {
            Ok(()) => {}
            Err(fs::TryLockError::WouldBlock) => {
                return Err(Error::input(
                    format!("another backup to {} is under way", root.display()),
                    "wait until it has ended",
                ));
            }
            // Some shared folders know no locks; a backup there is better than none.
            Err(fs::TryLockError::Error(error)) if error.kind() == io::ErrorKind::Unsupported => {}
            Err(fs::TryLockError::Error(error)) => return Err(Error::file(&lock)(error)),
        }
        let folder = Self { root: root.to_owned(), _lock: file };
        for inside in [folder.partial(), snapshots_of(root), root.join("media")] {
            make_folder(&inside)?;
        }
        sync(root)?;
        Ok(folder)
    }

    pub(super) fn root(&self) -> &Path {
        &self.root
    }

    /// Where what is on its way lies.
    pub(super) fn partial(&self) -> PathBuf {
        self.root.join("partial")
    }

    pub(super) fn snapshots(&self) -> PathBuf {
        snapshots_of(&self.root)
    }

    /// Where an original lies, or will.
    pub(super) fn medium(&self, sha256: &str) -> PathBuf {
        medium(&self.root, sha256)
    }

    /// Clears away what runs that were killed left on their way, but for snapshots that are leaving.
    pub(super) fn clear(&self) -> Result<()> {
        let partial = self.partial();
        for entry in fs::read_dir(&partial).map_err(Error::file(&partial))? {
            let entry = entry.map_err(Error::file(&partial))?;
            if entry.file_name().to_str().is_some_and(|name| name.starts_with(LEAVING)) {
                continue;
            }
            let path = entry.path();
            let kind = entry.file_type().map_err(Error::file(&path))?;
            if kind.is_dir() { fs::remove_dir_all(&path) } else { fs::remove_file(&path) }
                .map_err(Error::file(&path))?;
        }
        Ok(())
    }
}

fn snapshots_of(root: &Path) -> PathBuf {
    root.join("snapshots")
}

/// Where an original lies in the backup at `root`.
pub(super) fn medium(root: &Path, sha256: &str) -> PathBuf {
    root.join("media").join(sha256.get(..2).unwrap_or("00")).join(sha256)
}

/// Where a snapshot lies in the backup at `root`.
pub(super) fn snapshot(root: &Path, name: &str) -> PathBuf {
    snapshots_of(root).join(name)
}

/// The names of the snapshots, the oldest first.
///
/// # Errors
/// When the folder is no backup.
pub(super) fn names(root: &Path) -> Result<Vec<String>> {
    let folder = snapshots_of(root);
    let entries = match fs::read_dir(&folder) {
        Ok(entries) => entries,
        Err(error) if matches!(error.kind(), io::ErrorKind::NotFound | io::ErrorKind::NotADirectory) => {
            return Err(Error::input(
                format!("{} is not a backup", root.display()),
                "name the folder that was given to `firsthand backup --to`",
            ));
        }
        Err(error) => return Err(Error::file(&folder)(error)),
    };
    let mut names = Vec::new();
    for entry in entries {
        let entry = entry.map_err(Error::file(&folder))?;
        names.extend(entry.file_name().into_string().ok().filter(|name| is_snapshot(name)));
    }
    names.sort_unstable();
    Ok(names)
}

/// `20261127T081706.123456Z`.
fn is_snapshot(name: &str) -> bool {
    let shape = "00000000T000000.000000Z";
    name.len() == shape.len()
        && name.bytes().zip(shape.bytes()).all(
            |(is, should)| {
                if should == b'0' { is.is_ascii_digit() } else { is == should }
            },
        )
}

pub(super) fn newer(root: &Path) -> Error {
    Error::input(
        format!("{} was made by a newer version of Firsthand", root.display()),
        "install that version or a later one, and use it",
    )
}

/// Makes a folder and those above it, for the owner alone.
pub(super) fn make_folder(folder: &Path) -> Result<()> {
    let mut builder = fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(folder).map_err(Error::file(folder))
}

fn private() -> fs::OpenOptions {
    let mut options = fs::OpenOptions::new();
    options.write(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options
}

fn create_over(path: &Path) -> Result<File> {
    private().create(true).truncate(true).open(path).map_err(Error::file(path))
}

/// A small file for the owner alone, synced.
pub(super) fn write(path: &Path, bytes: &[u8]) -> Result<()> {
    let mut file = create_over(path)?;
    file.write_all(bytes).and_then(|()| file.sync_all()).map_err(Error::file(path))
}

/// Makes what was renamed into a folder, or removed from it, durable.
pub(super) fn sync(folder: &Path) -> Result<()> {
    File::open(folder).and_then(|file| file.sync_all()).map_err(Error::file(folder))
}

/// A new file for the owner alone that is measured while it is written.
#[derive(Debug)]
pub(super) struct Measured {
    path: PathBuf,
    file: File,
    hash: Sha256,
    size: u64,
}

impl Measured {
    pub(super) fn create(path: &Path) -> Result<Self> {
        let file = private().create_new(true).open(path).map_err(Error::file(path))?;
        Ok(Self { path: path.to_owned(), file, hash: Sha256::new(), size: 0 })
    }

    /// Syncs the file, and gives its SHA-256 and size.
    pub(super) fn close(self) -> Result<(String, u64)> {
        self.file.sync_all().map_err(Error::file(&self.path))?;
        Ok((hex(&self.hash.finalize()), self.size))
    }
}

impl io::Write for Measured {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let written = self.file.write(bytes)?;
        self.hash.update(bytes.get(..written).unwrap_or_default());
        self.size += written as u64;
        Ok(written)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.file.flush()
    }
}
