//! Checks the log against itself: altered, deleted, inserted, reordered and cut-off events are found and named.

use std::collections::BTreeMap;

use tlog_tiles::{EMPTY_HASH, Hash, node_hash, record_hash, stored_hash_index};

use super::change::Custody;
use crate::{args, error::Result, store::Db};

/// Something wrong with the log, and where.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LogFault {
    /// The object: `event 17`, `custody head`, ...
    pub object: String,
    /// What is wrong with it.
    pub what: String,
}

const CHUNK: i64 = 5_000;

/// Re-reads every event and every node. `head_copy` is the content of the head file outside the database, if any.
pub async fn check(db: &Db, custody: &Custody, head_copy: Option<&str>) -> Result<Vec<LogFault>> {
    let mut faults = Vec::new();
    let fault = |faults: &mut Vec<LogFault>, object: String, what: String| faults.push(LogFault { object, what });

    let head: Option<(String,)> = db.first("SELECT value FROM setting WHERE name = 'head'", args![]).await?;
    let head = match head.map(|(head,)| custody.key().open_checkpoint(&head)) {
        Some(Ok(head)) => Some(head),
        Some(Err(what)) => {
            fault(&mut faults, "custody head".into(), what);
            None
        }
        None => None,
    };
    let copy = match head_copy.map(|copy| custody.key().open_checkpoint(copy)) {
        Some(Ok(copy)) => Some(copy),
        Some(Err(what)) => {
            fault(&mut faults, "custody head copy".into(), what);
            None
        }
        None => None,
    };

    let mut tree = Tree::default();
    let mut expected = 0_i64;
    let mut from = -1_i64;
    let mut root_at_copy = copy.as_ref().filter(|copy| copy.size == 0).map(|_| EMPTY_HASH);
    loop {
        let events: Vec<(i64, i64, String, String, Vec<u8>)> = db
            .all(
                "SELECT seq, at, act, object, body FROM event WHERE seq > $1 ORDER BY seq LIMIT $2",
                args![from, CHUNK],
            )
            .await?;
        let Some(last) = events.last() else { break };
        let nodes = nodes_of(db, expected, last.0).await?;
        from = last.0;
        for (seq, at, act, object, body) in events {
            if seq != expected {
                let last = seq - 1;
                let missing =
                    if last == expected { format!("event {expected}") } else { format!("events {expected} to {last}") };
                fault(&mut faults, missing, "deleted".into());
                // The stored leaves stand in for the deleted events, so that the rest of the tree can still be checked.
                for gone in expected..seq {
                    let place = u64::try_from(gone).unwrap_or_default();
                    let leaf = nodes.get(&stored_hash_index(0, place)).copied().unwrap_or_default();
                    tree.push(place, Hash(leaf));
                }
                expected = seq;
            }
            expected += 1;
            let place = u64::try_from(seq).unwrap_or_default();
            if head.as_ref().is_some_and(|head| place >= head.size) {
                fault(&mut faults, format!("event {seq}"), "inserted: the signed head does not cover it".into());
                continue;
            }
            let said: serde_json::Value = serde_json::from_slice(&body).unwrap_or_default();
            if let Some(number) = said["seq"].as_i64().filter(|&number| number != seq) {
                fault(&mut faults, format!("event {seq}"), format!("reordered: it is event {number}"));
            } else if said["act"] != act || said["object"] != object || said["at"] != crate::clock::rfc3339(at) {
                fault(&mut faults, format!("event {seq}"), "altered: its columns are not what its body says".into());
            }
            let leaf = record_hash(&body);
            let stored = nodes.get(&stored_hash_index(0, place)).copied().map(Hash);
            if stored.is_some_and(|stored| stored != leaf) {
                fault(&mut faults, format!("event {seq}"), "altered: its bytes are not those that were logged".into());
            }
            // An altered event is named by its leaf; the tree goes on from what was logged.
            for (position, hash) in tree.push(place, stored.unwrap_or(leaf)) {
                let what = match nodes.get(&position) {
                    Some(stored) if *stored == hash.0 => continue,
                    Some(_) => "altered",
                    None => "deleted",
                };
                fault(&mut faults, format!("node {position} of the custody tree"), what.into());
            }
            if copy.as_ref().is_some_and(|copy| copy.size == place + 1) {
                root_at_copy = Some(tree.root());
            }
        }
    }
    compare_heads(&mut faults, expected, &tree, head.as_ref(), copy.as_ref(), root_at_copy);
    Ok(faults)
}

fn compare_heads(
    faults: &mut Vec<LogFault>,
    count: i64,
    tree: &Tree,
    head: Option<&super::key::Head>,
    copy: Option<&super::key::Head>,
    root_at_copy: Option<Hash>,
) {
    let mut fault = |object: &str, what: String| faults.push(LogFault { object: object.into(), what });
    let count = u64::try_from(count).unwrap_or_default();
    match head {
        Some(head) if head.size > count => {
            fault(&format!("events {count} to {}", head.size - 1), "cut off: the signed head covers them".into());
        }
        Some(head) if head.size == count && head.root != tree.root() => {
            fault("custody head", "its root is not the root of the events".into());
        }
        None if count > 0 => fault("custody head", "missing although there are events".into()),
        _ => {}
    }
    if let Some(copy) = copy {
        if copy.size > count {
            fault(
                &format!("events {count} to {}", copy.size - 1),
                "cut off: the copy of the head outside the database covers them".into(),
            );
        } else if root_at_copy.is_some_and(|root| root != copy.root) {
            fault("custody log", "rewritten: its first events do not give the head that was copied out".into());
        }
    }
}

/// The stored nodes that belong to events `from..=to`.
async fn nodes_of(db: &Db, from: i64, to: i64) -> Result<BTreeMap<u64, [u8; 32]>> {
    let position =
        |seq: i64| i64::try_from(stored_hash_index(0, u64::try_from(seq).unwrap_or_default())).unwrap_or(i64::MAX);
    let rows: Vec<(i64, Vec<u8>)> = db
        .all(
            "SELECT position, hash FROM event_node WHERE position >= $1 AND position < $2",
            args![position(from), position(to + 1)],
        )
        .await?;
    Ok(rows
        .into_iter()
        .filter_map(|(at, hash)| Some((u64::try_from(at).ok()?, hash.try_into().unwrap_or([0; 32]))))
        .collect())
}

/// The tree over the events read so far: one complete subtree a level, RFC 6962 section 2.1.
#[derive(Default)]
pub(crate) struct Tree {
    size: u64,
    subtrees: Vec<(u8, Hash)>,
}

impl Tree {
    /// Adds the next event by its stored bytes.
    pub(crate) fn add(&mut self, body: &[u8]) {
        self.push(self.size, record_hash(body));
    }

    /// How many events it is over.
    pub(crate) fn size(&self) -> u64 {
        self.size
    }

    /// Adds leaf number `seq` and returns the nodes that it completes, the leaf first.
    fn push(&mut self, seq: u64, leaf: Hash) -> Vec<(u64, Hash)> {
        let (mut level, mut hash) = (0_u8, leaf);
        let mut made = vec![(stored_hash_index(0, seq), leaf)];
        while let Some(&(top, left)) = self.subtrees.last()
            && top == level
        {
            self.subtrees.pop();
            hash = node_hash(left, hash);
            level += 1;
            made.push((stored_hash_index(level, seq >> level), hash));
        }
        self.subtrees.push((level, hash));
        self.size = seq + 1;
        made
    }

    /// The root of the tree over all of them.
    pub(crate) fn root(&self) -> Hash {
        let mut subtrees = self.subtrees.iter().rev().map(|&(_, hash)| hash);
        let Some(last) = subtrees.next() else { return EMPTY_HASH };
        subtrees.fold(last, |right, left| node_hash(left, right))
    }
}
