//! The matcher: everything fingerprinted, searchable, kept up with the database.
//!
//! Who asks gets the library as it is at that moment and is never waited for. What was fingerprinted since becomes a new
//! shelf; a thread of its own merges shelves and writes them into the [folder](super::folder), from which the next start maps
//! them instead of reading every fingerprint.

use std::{
    collections::HashMap,
    path::Path,
    sync::{
        Arc, Mutex, PoisonError, RwLock,
        atomic::{AtomicBool, Ordering},
    },
};

use copydetect::{Candidate, Layers, Library, Merge, Print, Shelf};

use super::{
    folder::{Folder, Listed, UpTo},
    prints::Stored,
};
use crate::{Desk, args, blocking, error::Result, fingerprint, store::Db};

/// Shared by everything that asks "has this been seen before?".
#[derive(Clone, Debug)]
pub struct Matcher(Arc<Inner>);

#[derive(Debug)]
struct Inner {
    state: RwLock<State>,
    /// Held by the one task that brings the library up to date.
    catching_up: tokio::sync::Mutex<()>,
    /// Held by the thread that merges and writes, or begins anew.
    tending: Mutex<()>,
    /// Whether another such thread waits for its turn, and will see all that was added until then.
    waiting: AtomicBool,
    folder: Folder,
    /// Of which fingerprints the folder's index must be made.
    of: String,
    prints: Arc<Stored>,
    /// Shelves of at least so many bytes are written to disk.
    worth_writing: usize,
}

/// Locked only to look and to replace.
#[derive(Debug)]
struct State {
    library: Arc<Library>,
    /// The library's shelves.
    shelves: Vec<Standing>,
    /// By layer, up to which custody number.
    seen: HashMap<&'static str, i64>,
    /// What was wrong with the index on disk.
    trouble: Option<String>,
}

#[derive(Clone, Debug)]
struct Standing {
    shelf: Arc<Shelf>,
    up_to: UpTo,
    /// In the folder.
    file: Option<String>,
}

/// A candidate that is a kept medium.
#[derive(Clone, Debug)]
pub struct Found {
    /// The kept medium.
    pub sha256: String,
    /// When it was first fingerprinted, as a custody number.
    pub seq: i64,
    /// What was measured.
    pub candidate: Candidate,
}

/// How the search index is.
#[derive(Clone, Debug)]
pub struct IndexState {
    /// How many media can be found by their pictures.
    pub media: usize,
    /// How many frames of them, a photo being one.
    pub frames: usize,
    /// Bytes of the parts on disk, and of those in memory.
    pub bytes: (usize, usize),
    /// Why it was built anew, or could not be written.
    pub trouble: Option<String>,
}

/// A stored layer: medium, when it was first fingerprinted, data, when the layer was made.
type Row = (String, i64, Vec<u8>, i64);

/// Fingerprints read at once: a few of hour-long videos are some hundred megabytes.
const CHUNK: i64 = 200;
/// Shelves of at least so many bytes are written to disk; what is on smaller ones is soon read again.
const WORTH_WRITING: usize = 8 << 20;

impl Matcher {
    /// Takes up the index on disk, if it is of this database's fingerprints; else begins with nothing.
    pub async fn open(db: &Db, data: &Path) -> Result<Self> {
        Self::open_with(db, data, WORTH_WRITING).await
    }

    async fn open_with(db: &Db, data: &Path, worth_writing: usize) -> Result<Self> {
        let key: Option<(String,)> = db.first("SELECT value FROM setting WHERE name = 'log_key'", args![]).await?;
        let of = key.map(|(key,)| key).unwrap_or_default();
        let folder = Folder::open(data)?;
        let (mut shelves, mut trouble) = (Vec::new(), None);
        match folder.read(&of) {
            Ok(read) => shelves = read,
            Err(why) => trouble = Some(why),
        }
        if let Some((last, _)) = shelves.last() {
            let sql = "SELECT COUNT(*) FROM event WHERE seq = $1 AND object = $2";
            let object = format!("media:{}", last.up_to.sha256);
            if db.number(sql, args![last.up_to.seq, object]).await? == 0 {
                shelves.clear();
                trouble = Some("it knows media that the database does not".into());
            }
        }
        let prints = Arc::new(Stored::new(db.clone()));
        let mut state = State::empty(prints.clone(), trouble);
        for (listed, shelf) in shelves {
            state.push(shelf, listed.up_to, Some(listed.file));
        }
        let (catching_up, tending, waiting) = Default::default();
        let state = RwLock::new(state);
        let inner = Inner { state, catching_up, tending, waiting, folder, of, prints, worth_writing };
        let matcher = Self(Arc::new(inner));
        matcher.check();
        Ok(matcher)
    }

    /// Loads the layers that were made since the last look, here or in another process. Returns the custody number up to
    /// which nothing is missing.
    pub async fn catch_up(&self, desk: &Desk) -> Result<i64> {
        let _alone = self.0.catching_up.lock().await;
        let upto = desk.db.number("SELECT COALESCE(MAX(seq), 0) FROM fingerprint", args![]).await?;
        for layer in fingerprint::LAYERS {
            loop {
                let seen = self.0.read(|state| state.seen.get(layer.name()).copied().unwrap_or_default());
                let rows: Vec<Row> = desk
                    .db
                    .all(
                        "SELECT f.sha256, COALESCE(m.fingerprinted, f.seq), f.data, f.seq
                         FROM fingerprint AS f JOIN media AS m ON m.sha256 = f.sha256
                         WHERE f.layer = $1 AND f.seq > $2 ORDER BY f.seq LIMIT $3",
                        args![layer.name(), seen, CHUNK],
                    )
                    .await?;
                if rows.is_empty() {
                    break;
                }
                let inner = self.0.clone();
                blocking(move || inner.add(layer, rows)).await?;
                self.0.tend();
            }
        }
        Ok(upto)
    }

    /// Everything kept that shows what is asked about, best first. Blocking.
    pub fn find(&self, query: &Layers, min_score: f32) -> Vec<Found> {
        let found = self.0.library().find(query, min_score).into_iter();
        found
            .filter_map(|candidate| {
                let sha256 = self.0.prints.medium(candidate.id)?;
                Some(Found { sha256, seq: i64::try_from(candidate.id).unwrap_or_default(), candidate })
            })
            .collect()
    }

    /// How the index is, for the doctor.
    pub fn index_state(&self) -> IndexState {
        self.0.read(|state| {
            let bytes = |on_disk: bool| {
                let shelves = state.shelves.iter().filter(|standing| standing.file.is_some() == on_disk);
                shelves.map(|standing| standing.shelf.bytes()).sum()
            };
            IndexState {
                media: state.library.len(),
                frames: state.shelves.iter().map(|standing| standing.shelf.frames()).sum(),
                bytes: (bytes(true), bytes(false)),
                trouble: state.trouble.clone(),
            }
        })
    }

    /// Reads all of the index on disk, in a thread of its own, and begins anew where it is damaged.
    fn check(&self) {
        if !self.0.folder.is_owned() {
            return;
        }
        let inner = self.0.clone();
        let on_disk: Vec<Arc<Shelf>> = inner.library().shelves().cloned().collect();
        spawn("index-check", move || {
            if let Some(error) = on_disk.iter().find_map(|shelf| shelf.check().err()) {
                inner.begin_anew(&error.to_string());
            }
        });
    }
}

impl State {
    fn empty(prints: Arc<Stored>, trouble: Option<String>) -> Self {
        let library = Arc::new(Library::elsewhere(prints));
        Self { library, shelves: Vec::new(), seen: HashMap::new(), trouble }
    }

    fn push(&mut self, shelf: Arc<Shelf>, up_to: UpTo, file: Option<String>) {
        let mut library = Library::clone(&self.library);
        library.push(shelf.clone());
        self.library = Arc::new(library);
        self.seen.insert(fingerprint::PICTURE, up_to.seq);
        self.shelves.push(Standing { shelf, up_to, file });
    }

    /// What is to be listed: the oldest shelves, as far as all are on disk. Others are as if they were not.
    fn listed(&mut self) -> Vec<Listed> {
        let written = self.shelves.iter().take_while(|standing| standing.file.is_some()).count();
        self.shelves[written..].iter_mut().for_each(|standing| standing.file = None);
        let listed = |standing: &Standing| Some(Listed { file: standing.file.clone()?, up_to: standing.up_to.clone() });
        self.shelves[..written].iter().filter_map(listed).collect()
    }
}

impl Inner {
    fn read<T>(&self, look: impl FnOnce(&State) -> T) -> T {
        look(&self.state.read().unwrap_or_else(PoisonError::into_inner))
    }

    fn write<T>(&self, change: impl FnOnce(&mut State) -> T) -> T {
        change(&mut self.state.write().unwrap_or_else(PoisonError::into_inner))
    }

    fn library(&self) -> Arc<Library> {
        self.read(|state| state.library.clone())
    }

    fn add(&self, layer: &dyn fingerprint::Layer, rows: Vec<Row>) {
        let Some((sha256, _, _, seq)) = rows.last().cloned() else { return };
        let (mut pictures, mut others) = (Vec::new(), Vec::new());
        for (_, first, data, _) in rows {
            let id = u64::try_from(first).unwrap_or_default();
            let mut layers = Layers::default();
            fingerprint::put(&mut layers, layer.name(), &data);
            if let Some(print) = layers.picture.take() {
                self.prints.forget(id);
                pictures.push((id, Arc::<Print>::new(print)));
            }
            if !layers.is_empty() {
                others.push((id, layers));
            }
        }
        let shelf = (!pictures.is_empty()).then(|| Arc::new(Shelf::of(pictures)));
        self.write(|state| {
            if let Some(shelf) = shelf {
                state.push(shelf, UpTo { seq, sha256 }, None);
            }
            if !others.is_empty() {
                let mut library = Library::clone(&state.library);
                others.into_iter().for_each(|(id, layers)| library.add(id, layers));
                state.library = Arc::new(library);
            }
            state.seen.insert(layer.name(), seq);
        });
    }

    /// Merges and writes what is due, in a thread of its own.
    fn tend(self: &Arc<Self>) {
        if self.is_work_due() && !self.waiting.swap(true, Ordering::AcqRel) {
            let inner = self.clone();
            spawn("index-merge", move || {
                let _alone = inner.tending.lock().unwrap_or_else(PoisonError::into_inner);
                inner.waiting.store(false, Ordering::Release);
                while inner.step() {}
            });
        }
    }

    fn is_work_due(&self) -> bool {
        self.library().due().is_some() || self.unwritten().is_some()
    }

    /// The oldest shelf that should be on disk and is not.
    fn unwritten(&self) -> Option<Arc<Shelf>> {
        let due = |standing: &&Standing| standing.file.is_none() && standing.shelf.bytes() >= self.worth_writing;
        let shelf = self.read(|state| state.shelves.iter().find(due).map(|standing| standing.shelf.clone()));
        shelf.filter(|_| self.folder.is_owned())
    }

    /// One merge or one write; false when there is nothing left to do, or it could not be done.
    fn step(&self) -> bool {
        let library = self.library();
        if let Some(merge) = library.due() {
            return self.settle(&merge, Arc::new(merge.run()), None);
        }
        let Some(shelf) = self.unwritten() else { return false };
        let Some(as_it_is) = library.alone(&shelf) else { return false };
        match self.folder.write(&shelf) {
            Ok((file, mapped)) => self.settle(&as_it_is, mapped, Some(file)),
            Err(error) => {
                self.write(|state| state.trouble = Some(format!("it stays in memory: {error}")));
                false
            }
        }
    }

    fn settle(&self, merge: &Merge, shelf: Arc<Shelf>, file: Option<String>) -> bool {
        let settled = self.write(|state| {
            let mut library = Library::clone(&state.library);
            if !library.settle(merge, shelf.clone()) {
                return None;
            }
            let is_source = |standing: &Standing| merge.sources().any(|source| Arc::ptr_eq(source, &standing.shelf));
            let first = state.shelves.iter().position(is_source)?;
            let gone: Vec<Standing> = state.shelves.extract_if(.., |standing| is_source(standing)).collect();
            if !shelf.is_empty() {
                state.shelves.insert(first, Standing { shelf, up_to: gone.last()?.up_to.clone(), file });
            }
            state.library = Arc::new(library);
            // A file is listed for as long as its shelf, or one that was merged from it, is not on disk otherwise.
            let written = state.shelves.get(first).is_none_or(|standing| standing.file.is_some());
            Some(written.then(|| state.listed()))
        });
        match settled {
            None => false,
            Some(None) => true,
            Some(Some(listed)) => match self.folder.list(&self.of, listed) {
                Ok(()) => true,
                Err(error) => {
                    self.write(|state| state.trouble = Some(format!("it stays in memory: {error}")));
                    false
                }
            },
        }
    }

    /// Forgets the index on disk; the next look at the database builds it anew.
    fn begin_anew(&self, why: &str) {
        let _alone = self.tending.lock().unwrap_or_else(PoisonError::into_inner);
        self.write(|state| *state = State::empty(self.prints.clone(), Some(why.to_owned())));
        if let Err(error) = self.folder.list(&self.of, Vec::new()) {
            self.write(|state| state.trouble = Some(format!("{why}; {error}")));
        }
    }
}

/// Not one of the threads that the program waits for when it ends: what it does can be interrupted anywhere.
fn spawn(name: &str, work: impl FnOnce() + Send + 'static) {
    // Without a thread nothing is merged or written now; answers stay right.
    let _ = std::thread::Builder::new().name(name.to_owned()).spawn(work);
}

#[cfg(test)]
mod tests;
