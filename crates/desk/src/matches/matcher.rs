//! The matcher: all fingerprints of the desk in memory, kept up with the database.

use std::{
    collections::HashMap,
    sync::{Arc, PoisonError, RwLock},
};

use copydetect::{Candidate, Library, Print};

use crate::{Desk, args, blocking, error::Result};

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
    /// Library id to medium, and the custody number at which it was fingerprinted.
    media: HashMap<u64, (String, i64)>,
    seen_up_to: i64,
}

/// A candidate that is a kept medium.
#[derive(Clone, Debug)]
pub struct Found {
    /// The kept medium.
    pub sha256: String,
    /// When it was fingerprinted, as a custody number.
    pub seq: i64,
    /// What was measured.
    pub candidate: Candidate,
}

const CHUNK: i64 = 500;

impl Matcher {
    /// Loads what was fingerprinted since the last look, here or in another process.
    pub async fn catch_up(&self, desk: &Desk) -> Result<()> {
        loop {
            let seen = self.0.read().unwrap_or_else(PoisonError::into_inner).seen_up_to;
            let rows: Vec<(String, Vec<u8>, i64)> = desk
                .db
                .all(
                    "SELECT sha256, data, seq FROM fingerprint WHERE layer = $1 AND seq > $2 ORDER BY seq LIMIT $3",
                    args![crate::fingerprint::LAYER, seen, CHUNK],
                )
                .await?;
            let last = i64::try_from(rows.len()).unwrap_or(CHUNK) < CHUNK;
            let matcher = self.clone();
            blocking(move || matcher.insert(rows)).await?;
            if last {
                return Ok(());
            }
        }
    }

    fn insert(&self, rows: Vec<(String, Vec<u8>, i64)>) {
        let mut state = self.0.write().unwrap_or_else(PoisonError::into_inner);
        for (sha256, data, seq) in rows {
            if seq <= state.seen_up_to {
                continue; // Another task of this process caught up meanwhile.
            }
            state.seen_up_to = seq;
            // A damaged print takes part in no match and stops none; `firsthand verify` names it.
            let Ok(print) = Print::from_bytes(&data) else { continue };
            let id = u64::try_from(seq).unwrap_or_default();
            state.library.insert(id, print);
            state.media.insert(id, (sha256, seq));
        }
    }

    /// Everything kept that shows what `print` shows, best first. Blocking.
    pub fn find(&self, print: &Print, min_score: f32) -> Vec<Found> {
        let state = self.0.read().unwrap_or_else(PoisonError::into_inner);
        let found = state.library.find(print, min_score).into_iter();
        found
            .filter_map(|candidate| {
                let (sha256, seq) = state.media.get(&candidate.id)?.clone();
                Some(Found { sha256, seq, candidate })
            })
            .collect()
    }
}
