//! Inclusion proofs: that an event is in the log which a signed head covers, for somebody who has only the event.

use std::{cell::RefCell, collections::HashMap};

use base64::{Engine as _, engine::general_purpose::STANDARD as BASE64};
use serde::{Deserialize, Serialize};
use tlog_tiles::{Hash, HashReader, RecordProof, check_record, prove_record, record_hash};

use super::key::{Head, LogKey};
use crate::{
    args,
    error::{Error, Result},
    store::Db,
};

/// The audit path of an event (RFC 6962, section 2.1.1).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Proof {
    /// The event's number.
    pub seq: u64,
    /// The hashes beside the path from the leaf to the root, the leaf's neighbour first; Base64.
    pub path: Vec<String>,
}

/// The newest head, as it was signed and as it reads.
pub(super) async fn signed_head(db: &Db, key: &LogKey) -> Result<(String, Head)> {
    let signed: Option<(String,)> = db.first("SELECT value FROM setting WHERE name = 'head'", args![]).await?;
    let signed = signed.map(|(head,)| head).ok_or_else(|| damaged("it has no head"))?;
    let head = key.open_checkpoint(&signed).map_err(|what| damaged(&what))?;
    Ok((signed, head))
}

/// Nodes of the tree that were read already: the paths of neighbouring events share most of theirs.
#[derive(Default)]
pub(super) struct Known(HashMap<u64, Hash>);

/// More nodes than this are forgotten and read again.
const NODES: usize = 200_000;

impl Known {
    /// The proof that the head covers event number `seq`.
    pub(super) async fn prove(&mut self, db: &Db, head: &Head, seq: u64) -> Result<Proof> {
        // First which nodes are needed, then the proof from them: the database is asked in between.
        let asked = Nodes { known: &HashMap::new(), asked: RefCell::default() };
        prove_record(head.size, seq, &asked).map_err(|error| damaged(&error.to_string()))?;
        let asked = asked.asked.into_inner();
        if self.0.len() > NODES {
            self.0.clear();
        }
        for position in asked {
            if self.0.contains_key(&position) {
                continue;
            }
            let place = i64::try_from(position).unwrap_or(i64::MAX);
            let row: Option<(Vec<u8>,)> =
                db.first("SELECT hash FROM event_node WHERE position = $1", args![place]).await?;
            let hash = row.and_then(|(hash,)| <[u8; 32]>::try_from(hash).ok());
            self.0.insert(position, Hash(hash.ok_or_else(|| damaged(&format!("node {position} is missing")))?));
        }
        let nodes = Nodes { known: &self.0, asked: RefCell::default() };
        let path = prove_record(head.size, seq, &nodes).map_err(|error| damaged(&error.to_string()))?;
        Ok(Proof { seq, path: path.iter().map(|hash| BASE64.encode(hash.0)).collect() })
    }
}

impl Proof {
    /// Whether the bytes of an event are in the log that the head covers, as the event of this number.
    pub fn holds(&self, event: &[u8], head: &Head) -> bool {
        let hash = |text: &String| Some(Hash(BASE64.decode(text).ok()?.try_into().ok()?));
        let path: Option<RecordProof> = self.path.iter().map(hash).collect();
        path.is_some_and(|path| check_record(&path, head.size, head.root, self.seq, record_hash(event)).is_ok())
    }
}

/// What is known of the tree, and what was asked for.
struct Nodes<'a> {
    known: &'a HashMap<u64, Hash>,
    asked: RefCell<Vec<u64>>,
}

impl HashReader for Nodes<'_> {
    fn read_hashes(&self, positions: &[u64]) -> std::result::Result<Vec<Hash>, tlog_tiles::Error> {
        self.asked.borrow_mut().extend(positions);
        Ok(positions.iter().map(|position| self.known.get(position).copied().unwrap_or_default()).collect())
    }
}

fn damaged(what: &str) -> Error {
    Error::Damaged { object: "the custody log".into(), what: what.into() }
}
