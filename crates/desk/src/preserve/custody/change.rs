//! A change to the desk: rows and the events that record them, committed together or not at all.

use std::{
    collections::{BTreeMap, HashMap},
    path::{Path, PathBuf},
    sync::Arc,
};

use tlog_tiles::{EMPTY_HASH, Hash, HashReader, stored_hash_index, stored_hashes, tree_hash};

use super::{
    event::Event,
    key::{Head, LogKey, salt},
};
use crate::{
    args,
    clock::Clock,
    error::{Error, Result},
    store::{Db, Tx},
};

/// The custody log's open end: where changes begin.
#[derive(Clone)]
pub struct Custody {
    db: Db,
    key: LogKey,
    clock: Arc<dyn Clock>,
    head_file: PathBuf,
}

impl std::fmt::Debug for Custody {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Custody").field("key", &self.key).finish_non_exhaustive()
    }
}

impl Custody {
    /// Opens the log of this database. `folder` holds the key and a copy of the newest head.
    pub async fn open(db: &Db, folder: &Path, clock: Arc<dyn Clock>) -> Result<Self> {
        let key = LogKey::open(folder)?;
        let known: Option<(String,)> = db.first("SELECT value FROM setting WHERE name = 'log_key'", args![]).await?;
        match known {
            Some((known,)) if known != key.public() => {
                return Err(Error::input(
                    format!(
                        "this database's custody log is signed by another key than {}",
                        folder.join("log.pub").display()
                    ),
                    "copy the files of the folder `custody` from the machine that made the database",
                ));
            }
            Some(_) => {}
            None => {
                let mut tx = db.begin().await?;
                tx.run(
                    "INSERT INTO setting (name, value) VALUES ('log_key', $1) ON CONFLICT (name) DO NOTHING",
                    args![key.public()],
                )
                .await?;
                tx.commit().await?;
            }
        }
        Ok(Self { db: db.clone(), key, clock, head_file: folder.join("head") })
    }

    /// The key that signs heads.
    pub fn key(&self) -> &LogKey {
        &self.key
    }

    /// The file that holds a copy of the newest head, outside the database.
    pub fn head_file(&self) -> &Path {
        &self.head_file
    }

    /// Copies a head out of the database, so that a database that was cut short is noticed. The copy may lag, never lead.
    fn copy_out(&self, checkpoint: &str) -> Result<()> {
        let file = &self.head_file;
        let fresh = file.with_extension(format!("new-{}", std::process::id()));
        std::fs::write(&fresh, checkpoint).map_err(Error::file(&fresh))?;
        std::fs::rename(&fresh, file).map_err(Error::file(file))
    }

    /// Before the first event there is a copy that covers none: were the process killed between its first commit and the
    /// copy of that head, a missing copy would look like one that somebody removed. The caller holds the log's lock.
    fn copy_out_empty(&self) -> Result<()> {
        if self.head_file.exists() {
            return Ok(());
        }
        self.copy_out(&self.key.sign(&Head { size: 0, root: EMPTY_HASH })?)
    }

    /// Begins a change by `by`: `desk` for the machine, `person:...` for a person.
    pub async fn change(&self, by: &str) -> Result<Change> {
        let tx = self.db.begin().await?;
        Ok(Change { tx, custody: self.clone(), by: by.to_owned(), log: None })
    }
}

/// An event that was appended.
#[derive(Clone, Debug)]
pub struct Logged {
    /// Its number in the log.
    pub seq: i64,
    /// When, as it says itself.
    pub at: i64,
    /// The digests under which its personal values are kept, by name.
    pub commitments: BTreeMap<&'static str, String>,
}

/// A change under way. Dropped without [`Change::commit`], it leaves nothing behind.
#[derive(Debug)]
pub struct Change {
    /// For the rows of the change.
    pub tx: Tx,
    custody: Custody,
    by: String,
    log: Option<OpenLog>,
}

/// The log's right edge, loaded when the change logs its first event.
#[derive(Debug)]
struct OpenLog {
    size: u64,
    edge: HashMap<u64, Hash>,
}

impl HashReader for OpenLog {
    fn read_hashes(&self, positions: &[u64]) -> Result<Vec<Hash>, tlog_tiles::Error> {
        positions.iter().map(|at| self.edge.get(at).copied().ok_or(tlog_tiles::Error::IndexesNotInTree)).collect()
    }
}

impl Change {
    /// Now, by the desk's clock.
    pub fn now(&self) -> i64 {
        self.custody.clock.now()
    }

    /// Who changes.
    pub fn by(&self) -> &str {
        &self.by
    }

    /// Appends an event and returns its number. Numbers are gapless and committed in order.
    pub async fn log(&mut self, event: Event) -> Result<Logged> {
        let mut log = match self.log.take() {
            Some(log) => log,
            None => self.open_log().await?,
        };
        let seq = as_i64(log.size);
        let at = self.now();
        let sealed = event.seal(seq, at, &self.by, salt)?;
        let hashes = stored_hashes(log.size, &sealed.body, &log).map_err(broken)?;
        let first = stored_hash_index(0, log.size);
        for (position, hash) in (first..).zip(hashes) {
            self.tx
                .run("INSERT INTO event_node (position, hash) VALUES ($1, $2)", args![as_i64(position), &hash.0[..]])
                .await?;
            log.edge.insert(position, hash);
        }
        self.tx
            .run(
                "INSERT INTO event (seq, at, act, object, body) VALUES ($1, $2, $3, $4, $5)",
                args![seq, at, sealed.act.name(), sealed.object, sealed.body],
            )
            .await?;
        let mut commitments = BTreeMap::new();
        for commitment in sealed.commitments {
            commitments.insert(commitment.name, commitment.digest.clone());
            self.tx
                .run(
                    "INSERT INTO commitment (digest, salt, value) VALUES ($1, $2, $3)",
                    args![commitment.digest, &commitment.salt[..], commitment.value],
                )
                .await?;
        }
        log.size += 1;
        self.log = Some(log);
        Ok(Logged { seq, at, commitments })
    }

    async fn open_log(&mut self) -> Result<OpenLog> {
        self.tx.lock_log().await?;
        let head: Option<(String,)> = self.tx.first("SELECT value FROM setting WHERE name = 'head'", args![]).await?;
        let Some((head,)) = head else {
            self.custody.copy_out_empty()?;
            return Ok(OpenLog { size: 0, edge: HashMap::new() });
        };
        let head = self.custody.key.open_checkpoint(&head).map_err(|what| damaged_head(&what))?;
        let mut edge = HashMap::new();
        for level in 0..64_u8 {
            if head.size >> level & 1 == 1 {
                let position = stored_hash_index(level, (head.size >> level) - 1);
                let hash: Option<(Vec<u8>,)> =
                    self.tx.first("SELECT hash FROM event_node WHERE position = $1", args![as_i64(position)]).await?;
                if let Some(hash) = hash.and_then(|(hash,)| <[u8; 32]>::try_from(hash).ok()) {
                    edge.insert(position, Hash(hash));
                }
            }
        }
        let log = OpenLog { size: head.size, edge };
        // Appending to a damaged tree would sign the damage.
        if tree_hash(log.size, &log).map_err(broken)? != head.root {
            return Err(damaged_head("the tree's right edge does not give the signed root"));
        }
        Ok(log)
    }

    /// Signs the new head and makes rows, events and head durable and visible at once.
    pub async fn commit(mut self) -> Result<()> {
        let Some(log) = self.log.take() else { return self.tx.commit().await };
        let root = tree_hash(log.size, &log).map_err(broken)?;
        let checkpoint = self.custody.key.sign(&Head { size: log.size, root })?;
        self.tx
            .run(
                "INSERT INTO setting (name, value) VALUES ('head', $1) ON CONFLICT (name) DO UPDATE SET value = excluded.value",
                args![&checkpoint],
            )
            .await?;
        self.tx.commit().await?;
        self.custody.copy_out(&checkpoint)
    }
}

fn as_i64(number: u64) -> i64 {
    i64::try_from(number).unwrap_or(i64::MAX)
}

fn broken(error: tlog_tiles::Error) -> Error {
    damaged_head(&error.to_string())
}

fn damaged_head(what: &str) -> Error {
    Error::Damaged { object: "the custody log".into(), what: what.into() }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

    use super::super::Act;
    use super::*;
    use crate::{monitor::Silent, preserve::verify, trial};

    #[tokio::test]
    async fn a_kill_before_the_first_head_is_copied_out_is_no_fault_and_a_removed_copy_is_one() {
        let desk = trial::desk().await;
        let mut change = desk.custody.change("desk").await.unwrap();
        change.log(Event::new(Act::Verified, "desk")).await.unwrap();
        let file = desk.custody.head_file();
        let before = std::fs::read_to_string(file).unwrap();
        assert_eq!(desk.custody.key().open_checkpoint(&before).unwrap().size, 0);
        change.commit().await.unwrap();
        assert_ne!(std::fs::read_to_string(file).unwrap(), before);

        // Killed after the commit and before its copy.
        std::fs::write(file, &before).unwrap();
        assert_eq!(verify(&desk, &Silent).await.unwrap().faults, []);

        std::fs::remove_file(file).unwrap();
        let faults = verify(&desk, &Silent).await.unwrap().faults;
        assert_eq!(faults.iter().map(|fault| fault.object.as_str()).collect::<Vec<_>>(), ["custody head copy"]);
    }
}
