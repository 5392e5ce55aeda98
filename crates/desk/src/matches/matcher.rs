//! The matcher: all fingerprints of the desk in memory, kept up with the database.

use std::{
    collections::HashMap,
    sync::{Arc, PoisonError, RwLock},
};

use copydetect::{Candidate, Layers, Library};

use crate::{Desk, args, blocking, error::Result, fingerprint};

/// Shared by everything that asks "has this been seen before?".
#[derive(Clone, Default)]
pub struct Matcher(Arc<RwLock<State>>);

impl std::fmt::Debug for Matcher {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Matcher").finish_non_exhaustive()
    }
}

#[derive(Default)]
struct State {
    library: Library,
    /// By library id, which is the custody number at which the medium was first fingerprinted.
    media: HashMap<u64, String>,
    seen_up_to: i64,
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

/// A stored layer: medium, when it was first fingerprinted, layer, data, when the layer was made.
type Stored = (String, i64, String, Vec<u8>, i64);

const CHUNK: i64 = 500;

impl Matcher {
    /// Loads the layers that were made since the last look, here or in another process. Returns the custody number up to
    /// which nothing is missing.
    pub async fn catch_up(&self, desk: &Desk) -> Result<i64> {
        loop {
            let seen = self.0.read().unwrap_or_else(PoisonError::into_inner).seen_up_to;
            let rows: Vec<Stored> = desk
                .db
                .all(
                    "SELECT f.sha256, COALESCE(m.fingerprinted, f.seq), f.layer, f.data, f.seq
                     FROM fingerprint AS f JOIN media AS m ON m.sha256 = f.sha256
                     WHERE f.seq > $1 ORDER BY f.seq LIMIT $2",
                    args![seen, CHUNK],
                )
                .await?;
            let last = i64::try_from(rows.len()).unwrap_or(CHUNK) < CHUNK;
            let upto = rows.last().map_or(seen, |row| row.4);
            let matcher = self.clone();
            blocking(move || matcher.add(rows)).await?;
            if last {
                return Ok(upto);
            }
        }
    }

    fn add(&self, rows: Vec<Stored>) {
        let mut state = self.0.write().unwrap_or_else(PoisonError::into_inner);
        for (sha256, first, layer, data, seq) in rows {
            if seq <= state.seen_up_to {
                continue; // Another task of this process caught up meanwhile.
            }
            state.seen_up_to = seq;
            let mut layers = Layers::default();
            fingerprint::put(&mut layers, &layer, &data);
            if !layers.is_empty() {
                let id = u64::try_from(first).unwrap_or_default();
                state.library.add(id, layers);
                state.media.insert(id, sha256);
            }
        }
    }

    /// Everything kept that shows what is asked about, best first. Blocking.
    pub fn find(&self, query: &Layers, min_score: f32) -> Vec<Found> {
        let state = self.0.read().unwrap_or_else(PoisonError::into_inner);
        let found = state.library.find(query, min_score).into_iter();
        found
            .filter_map(|candidate| {
                let sha256 = state.media.get(&candidate.id)?.clone();
                Some(Found { sha256, seq: i64::try_from(candidate.id).unwrap_or_default(), candidate })
            })
            .collect()
    }
}
