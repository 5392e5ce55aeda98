//! The search index on disk (`index/` in the data folder; see `doc/format.md`).
//!
//! It is derived: whatever is wrong with it, it is left aside and built anew from the fingerprints. A file is written under
//! another name, synced, renamed, and never changed; then the list that names it is replaced in the same way. So a kill at
//! any moment leaves the list as it was or as it will be, and at most a file that no list names, which the next owner
//! sweeps away. One process owns the folder, by a lock; others only read, also files that were removed meanwhile.

use std::{
    fs::{self, File},
    io::{BufWriter, Write as _},
    path::{Path, PathBuf},
    sync::Arc,
};

use copydetect::Shelf;
use serde::{Deserialize, Serialize};

use crate::{
    error::{Error, Result},
    ids,
};

/// Of the list; shelves have a version of their own.
const VERSION: u32 = 1;
const LIST: &str = "list.json";
const ENDING: &str = "shelf";

/// The folder, perhaps owned by this process.
#[derive(Debug)]
pub(super) struct Folder {
    path: PathBuf,
    owned: Option<File>,
}

/// Up to where fingerprints are on a shelf, in the order in which they were made.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct UpTo {
    /// The custody number of the last.
    pub(super) seq: i64,
    /// Its medium: the same number in another database is another's.
    pub(super) sha256: String,
}

/// A shelf on disk.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Listed {
    /// Name in the folder.
    pub(super) file: String,
    pub(super) up_to: UpTo,
}

/// What the folder holds, the oldest first.
#[derive(Debug, Serialize, Deserialize)]
struct List {
    version: u32,
    /// Of which fingerprints: the layer's version and the custody log they are recorded in.
    of: String,
    shelves: Vec<Listed>,
}

impl Folder {
    /// Opens the folder, makes it where it is missing, and owns it if no other process does.
    pub(super) fn open(data: &Path) -> Result<Self> {
        let path = data.join("index");
        fs::create_dir_all(&path).map_err(Error::file(&path))?;
        let lock = path.join("lock");
        let lock = File::create(&lock).map_err(Error::file(&lock))?;
        let owned = lock.try_lock().is_ok().then_some(lock);
        Ok(Self { path, owned })
    }

    /// Whether this process may write.
    pub(super) fn is_owned(&self) -> bool {
        self.owned.is_some()
    }

    /// The listed shelves, mapped; or why there are none that can be used.
    pub(super) fn read(&self, of: &str) -> Result<Vec<(Listed, Arc<Shelf>)>, String> {
        // Another process may replace the list and remove a file between two steps of ours.
        let mut read = self.try_read(of);
        for _ in 0..3 {
            if read.is_ok() || self.is_owned() {
                break;
            }
            read = self.try_read(of);
        }
        read
    }

    fn try_read(&self, of: &str) -> Result<Vec<(Listed, Arc<Shelf>)>, String> {
        let text = match fs::read(self.path.join(LIST)) {
            Ok(text) => text,
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(Vec::new()),
            Err(error) => return Err(format!("its list could not be read: {error}")),
        };
        let list: List = serde_json::from_slice(&text).map_err(|error| format!("its list is damaged: {error}"))?;
        if list.version != VERSION || list.of != of {
            return Err("it was made of other fingerprints or by another version".into());
        }
        let map = |listed: Listed| {
            let file = self.path.join(&listed.file);
            let said = |error: &dyn std::fmt::Display| format!("{}: {error}", listed.file);
            let shelf = sandbox::Mapped::open(&file).map_err(|error| said(&error))?;
            let shelf = Shelf::read(Arc::new(shelf)).map_err(|error| said(&error))?;
            Ok((listed, Arc::new(shelf)))
        };
        list.shelves.into_iter().map(map).collect()
    }

    /// Writes a shelf, and gives its file's name and the same shelf mapped. Nothing lists it yet.
    pub(super) fn write(&self, shelf: &Shelf) -> Result<(String, Arc<Shelf>)> {
        let name = format!("{}.{ENDING}", ids::new_id());
        let file = self.path.join(&name);
        self.replace(&name, |out| shelf.write(out))?;
        let mapped = sandbox::Mapped::open(&file).map_err(Error::file(&file))?;
        let shelf = Shelf::read(Arc::new(mapped))
            .map_err(|error| Error::Damaged { object: file.display().to_string(), what: error.to_string() })?;
        Ok((name, Arc::new(shelf)))
    }

    /// Lists exactly these shelves, and removes the files of all others.
    pub(super) fn list(&self, of: &str, shelves: Vec<Listed>) -> Result<()> {
        let list = List { version: VERSION, of: of.to_owned(), shelves };
        self.replace(LIST, |out| Ok(serde_json::to_writer_pretty(out, &list)?))?;
        self.sweep(&list.shelves);
        Ok(())
    }

    /// Removes what no list names.
    fn sweep(&self, listed: &[Listed]) {
        let Ok(entries) = fs::read_dir(&self.path) else { return };
        for entry in entries.flatten() {
            let name = entry.file_name().to_string_lossy().into_owned();
            let ours = name.ends_with(&format!(".{ENDING}")) || name.ends_with(".part");
            if ours && listed.iter().all(|listed| listed.file != name) {
                // What cannot be removed now is removed at the next opportunity.
                let _ = fs::remove_file(entry.path());
            }
        }
    }

    /// Puts a file in the place of another of that name, whole or not at all.
    fn replace(&self, name: &str, write: impl FnOnce(&mut BufWriter<File>) -> std::io::Result<()>) -> Result<()> {
        let part = self.path.join(format!("{name}.part"));
        let written = (|| {
            let mut out = BufWriter::with_capacity(1 << 20, File::create(&part)?);
            write(&mut out)?;
            out.flush()?;
            out.get_ref().sync_all()?;
            fs::rename(&part, self.path.join(name))?;
            File::open(&self.path)?.sync_all()
        })();
        written.map_err(Error::file(part))
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

    use copydetect::{Print, Rgb, photo};

    use super::*;

    fn shelf(ids: std::ops::Range<u64>) -> Shelf {
        let pixels: Vec<u8> = (0..64 * 64 * 3).map(|i| (i * i / 97) as u8).collect();
        let print = Arc::new(Print::Photo(photo(Rgb { width: 64, height: 64, pixels: &pixels })));
        Shelf::of(ids.map(|id| (id, print.clone())))
    }

    fn listed(folder: &Folder, ids: std::ops::Range<u64>) -> Listed {
        let up_to = UpTo { seq: ids.end as i64, sha256: String::new() };
        Listed { file: folder.write(&shelf(ids)).unwrap().0, up_to }
    }

    fn names(data: &Path) -> Vec<String> {
        let entries = fs::read_dir(data.join("index")).unwrap();
        let mut names: Vec<_> = entries.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
        names.sort();
        names
    }

    #[test]
    fn what_is_listed_is_read_and_everything_else_is_swept_away() {
        let data = tempfile::tempdir().unwrap();
        let folder = Folder::open(data.path()).unwrap();
        assert_eq!(folder.read("a").unwrap().len(), 0);
        let (first, second) = (listed(&folder, 0..5), listed(&folder, 5..7));
        // Killed here, the files are there and nothing names them.
        assert_eq!(folder.read("a").unwrap().len(), 0);
        folder.list("a", vec![first.clone()]).unwrap();
        assert_eq!(names(data.path()), [first.file.clone(), LIST.into(), "lock".into()]);
        let read = folder.read("a").unwrap();
        assert_eq!((read[0].0.clone(), read[0].1.ids().to_vec()), (first, vec![0, 1, 2, 3, 4]));
        assert_eq!(read[0].1.check(), Ok(()));
        assert!(folder.read("b").is_err(), "made of other fingerprints");
        folder.list("a", vec![second]).unwrap_or_default();
        assert!(folder.read("a").is_err(), "its file was swept away");
    }

    #[test]
    fn only_one_process_at_a_time_may_write() {
        let data = tempfile::tempdir().unwrap();
        let folder = Folder::open(data.path()).unwrap();
        assert!(folder.is_owned() && !Folder::open(data.path()).unwrap().is_owned());
        drop(folder);
        assert!(Folder::open(data.path()).unwrap().is_owned());
    }

    #[test]
    fn a_damaged_list_or_file_is_told() {
        let data = tempfile::tempdir().unwrap();
        let folder = Folder::open(data.path()).unwrap();
        let shelf = listed(&folder, 0..3);
        folder.list("a", vec![shelf.clone()]).unwrap();
        let file = data.path().join("index").join(&shelf.file);
        let mut bytes = fs::read(&file).unwrap();
        let last = bytes.len() / 2;
        bytes[last] ^= 1;
        fs::remove_file(&file).unwrap();
        fs::write(&file, &bytes).unwrap();
        let read = folder.read("a");
        assert!(read.is_err() || read.unwrap()[0].1.check().is_err());
        fs::remove_file(&file).unwrap();
        fs::write(&file, &bytes[..100]).unwrap();
        assert!(folder.read("a").is_err());
        fs::write(data.path().join("index").join(LIST), "{").unwrap();
        assert!(folder.read("a").unwrap_err().contains("damaged"));
    }

    #[test]
    fn a_kill_at_any_moment_leaves_a_list_that_can_be_read() {
        let data = tempfile::tempdir().unwrap();
        let folder = Folder::open(data.path()).unwrap();
        let ids = |data: &Path| -> Vec<u64> {
            let read = Folder::open(data).unwrap().read("a").unwrap();
            read.iter().flat_map(|(_, shelf)| shelf.ids().to_vec()).collect()
        };
        // What is on disk between any two steps, and half-way through each.
        let look = |expected: u64| {
            for torn in 0..4 {
                let copy = tempfile::tempdir().unwrap();
                fs::create_dir(copy.path().join("index")).unwrap();
                for name in names(data.path()) {
                    let bytes = fs::read(data.path().join("index").join(&name)).unwrap();
                    fs::write(copy.path().join("index").join(&name), &bytes).unwrap();
                    let part = &bytes[..bytes.len() * torn / 3];
                    fs::write(copy.path().join("index").join(format!("{name}.part")), part).unwrap();
                }
                assert_eq!(ids(copy.path()), (0..expected).collect::<Vec<_>>());
                let folder = Folder::open(copy.path()).unwrap();
                let shelves = folder.read("a").unwrap().into_iter().map(|(listed, _)| listed).collect();
                folder.list("a", shelves).unwrap();
                assert!(!names(copy.path()).iter().any(|name| name.ends_with(".part")), "leftovers are swept");
                assert_eq!(ids(copy.path()), (0..expected).collect::<Vec<_>>());
            }
        };
        look(0);
        let first = listed(&folder, 0..5);
        look(0);
        folder.list("a", vec![first.clone()]).unwrap();
        look(5);
        let second = listed(&folder, 5..9);
        look(5);
        folder.list("a", vec![first, second]).unwrap();
        look(9);
        let merged = listed(&folder, 0..9);
        look(9);
        folder.list("a", vec![merged]).unwrap();
        look(9);
    }
}
