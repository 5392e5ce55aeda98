//! The stored fingerprints, one at a time, for the few that a search compares closely.

use std::{
    collections::HashMap,
    mem,
    sync::{Arc, Mutex, PoisonError},
};

use copydetect::{Print, Prints};
use tokio::runtime::Handle;

use crate::{args, fingerprint, store::Db};

/// Of those that were asked for last, so many bytes are kept in memory.
const CACHED: usize = 256 << 20;

/// Fingerprints by library id: the custody number at which their medium was first fingerprinted.
#[derive(Debug)]
pub(super) struct Stored {
    db: Db,
    /// Searches ask from threads of their own, which know of no runtime.
    runtime: Handle,
    cache: Mutex<Cache>,
}

/// Two generations: when the young are half of what is kept, they become the old, and the old are forgotten.
#[derive(Debug, Default)]
struct Cache {
    young: HashMap<u64, Arc<Print>>,
    old: HashMap<u64, Arc<Print>>,
    bytes: usize,
}

impl Stored {
    /// Must be called within the runtime that the database is used in.
    pub(super) fn new(db: Db) -> Self {
        Self { db, runtime: Handle::current(), cache: Mutex::default() }
    }

    /// The medium of a library id. Blocks.
    pub(super) fn medium(&self, id: u64) -> Option<String> {
        let sql = "SELECT sha256 FROM media WHERE fingerprinted = $1";
        let row = self.runtime.block_on(self.db.first::<(String,)>(sql, args![seq(id)]));
        // A database that does not answer is told by the next step of whatever asks.
        Some(row.ok()??.0)
    }

    /// Forgets one that was made anew.
    pub(super) fn forget(&self, id: u64) {
        let mut cache = self.cache.lock().unwrap_or_else(PoisonError::into_inner);
        cache.young.remove(&id);
        cache.old.remove(&id);
    }

    fn load(&self, id: u64) -> Option<(Arc<Print>, usize)> {
        let sql = "SELECT f.data FROM media AS m JOIN fingerprint AS f ON f.sha256 = m.sha256
                   WHERE m.fingerprinted = $1 AND f.layer = $2";
        let row = self.db.first::<(Vec<u8>,)>(sql, args![seq(id), fingerprint::PICTURE]);
        let (data,) = self.runtime.block_on(row).ok()??;
        Some((Arc::new(Print::from_bytes(&data).ok()?), data.len()))
    }
}

impl Prints for Stored {
    /// Blocks, so it must not be called where tasks run.
    fn print(&self, id: u64) -> Option<Arc<Print>> {
        let cached = self.cache.lock().unwrap_or_else(PoisonError::into_inner).get(id);
        cached.or_else(|| {
            let (print, bytes) = self.load(id)?;
            self.cache.lock().unwrap_or_else(PoisonError::into_inner).put(id, print.clone(), bytes);
            Some(print)
        })
    }
}

impl Cache {
    fn get(&mut self, id: u64) -> Option<Arc<Print>> {
        self.young.get(&id).or_else(|| self.old.get(&id)).cloned()
    }

    fn put(&mut self, id: u64, print: Arc<Print>, bytes: usize) {
        if self.bytes + bytes > CACHED / 2 {
            self.old = mem::take(&mut self.young);
            self.bytes = 0;
        }
        self.bytes += bytes;
        self.young.insert(id, print);
    }
}

fn seq(id: u64) -> i64 {
    i64::try_from(id).unwrap_or(i64::MAX)
}
