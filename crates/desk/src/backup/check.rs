//! Checking a backup without restoring it: every file, every original, every row, and the custody log against its head.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs, io,
    path::Path,
};

use base64::{Engine as _, engine::general_purpose::STANDARD as BASE64};
use serde::Serialize;

use super::{
    folder,
    manifest::{DIGEST, Lost, MANIFEST, MEDIA, Manifest, Unusable},
    media,
    rows::{self, Rows},
};
use crate::{
    error::{Error, Result},
    monitor::Monitor,
    preserve::{
        custody::{LogKey, Tree, open_checkpoint},
        hash_file,
    },
    store::Value,
};

/// Something in a backup that is not as it was written.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Damage {
    /// The file, within the backup.
    pub file: String,
    /// What is wrong with it.
    pub what: String,
    /// What can be done without it.
    #[serde(skip)]
    pub(super) of: Of,
}

/// What is damaged, by what that means for a restore.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Of {
    /// The snapshot cannot be restored.
    Snapshot,
    /// It can be restored without this original.
    Medium,
    /// It can be restored, with a log that does not verify, as it did not when the snapshot was made.
    Log,
}

/// A snapshot that was looked at.
#[derive(Clone, Debug, Serialize)]
pub struct Seen {
    /// Its name.
    pub snapshot: String,
    /// When its rows were read.
    pub made: String,
    /// Originals that belong to it.
    pub media: u64,
    /// Rows of all tables.
    pub rows: u64,
    /// Events of the custody log.
    pub events: u64,
    /// The root of the log's tree, Base64.
    pub root: String,
    /// Originals that it lacks since it was made.
    pub lost: Vec<Lost>,
}

/// What checking found.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Checked {
    /// The snapshots whose manifest could be read, the oldest first.
    pub snapshots: Vec<Seen>,
    /// How many originals were read.
    pub media: u64,
    /// Their bytes.
    pub bytes: u64,
    /// Everything that is wrong.
    pub damages: Vec<Damage>,
}

impl Checked {
    fn damage(&mut self, of: Of, file: impl Into<String>, what: impl Into<String>) {
        self.damages.push(Damage { file: file.into(), what: what.into(), of });
    }
}

/// Checks all snapshots of a backup. Blocking.
///
/// # Errors
/// For a folder that is no backup or was made by a newer version, and when cancelled. Everything else is a damage.
pub fn check(root: &Path, monitor: &dyn Monitor) -> Result<Checked> {
    let mut looked = Look::new(root, monitor);
    let mut marker = None;
    for name in folder::names(root)? {
        if let Some(manifest) = looked.snapshot(&name)? {
            marker = Some(folder::marker(&manifest.log.key));
        }
    }
    let found = fs::read_to_string(root.join(folder::MARKER)).ok();
    if marker.is_some() && marker != found {
        looked.found.damage(Of::Log, folder::MARKER, "it is not as it was written");
    }
    Ok(looked.found)
}

/// Checks one snapshot, for a restore of it. Blocking.
pub(super) fn one(root: &Path, name: &str, monitor: &dyn Monitor) -> Result<(Option<Manifest>, Vec<Damage>)> {
    let mut looked = Look::new(root, monitor);
    let manifest = looked.snapshot(name)?;
    Ok((manifest, looked.found.damages))
}

/// A check under way: what several snapshots name is read once.
struct Look<'a> {
    root: &'a Path,
    monitor: &'a dyn Monitor,
    found: Checked,
    /// What is wrong with originals that were read already, if anything.
    read: BTreeMap<String, Option<String>>,
}

impl<'a> Look<'a> {
    fn new(root: &'a Path, monitor: &'a dyn Monitor) -> Self {
        Self { root, monitor, found: Checked::default(), read: BTreeMap::new() }
    }

    fn snapshot(&mut self, name: &str) -> Result<Option<Manifest>> {
        let folder = folder::snapshot(self.root, name);
        let within = |file: &str| format!("snapshots/{name}/{file}");
        let manifest = match Manifest::read(&folder) {
            Ok(manifest) => manifest,
            Err(Unusable::Newer) => return Err(folder::newer(self.root)),
            Err(Unusable::Damaged(what)) => {
                self.found.damage(Of::Snapshot, within(MANIFEST), what);
                return Ok(None);
            }
        };
        let mut good = BTreeSet::new();
        let mut present = BTreeSet::new();
        files(&folder, "", &mut present).map_err(Error::file(&folder))?;
        for file in present.iter().filter(|file| ![MANIFEST, DIGEST].contains(&file.as_str())) {
            if !manifest.files.contains_key(file) {
                self.found.damage(Of::Snapshot, within(file), "it is not in the manifest");
            }
        }
        for (file, said) in &manifest.files {
            self.may_go_on()?;
            let what = match hash_file(&folder.join(file)) {
                Ok((sha256, size, _)) if sha256 == said.sha256 && size == said.size => {
                    good.insert(file.as_str());
                    continue;
                }
                Ok((sha256, _, _)) => format!("its bytes have SHA-256 {sha256}, the manifest says {}", said.sha256),
                Err(error) => format!("it cannot be read: {error}"),
            };
            self.found.damage(Of::Snapshot, within(file), what);
        }
        let listed = if good.contains(MEDIA) { fs::read_to_string(folder.join(MEDIA)).ok() } else { None };
        let listed = listed.as_deref().and_then(media::listed);
        if listed.is_none() && good.contains(MEDIA) {
            self.found.damage(Of::Snapshot, within(MEDIA), "it is no list of originals");
        }
        let listed = listed.unwrap_or_default();
        self.originals(&listed)?;
        self.rows(name, &manifest, &good, &listed)?;
        self.found.snapshots.push(Seen {
            snapshot: name.to_owned(),
            made: manifest.made.clone(),
            media: manifest.media,
            rows: manifest.tables.values().sum(),
            events: manifest.log.events,
            root: manifest.log.root.clone(),
            lost: manifest.lost.clone(),
        });
        Ok(Some(manifest))
    }

    fn may_go_on(&self) -> Result<()> {
        if self.monitor.cancelled() { Err(Error::Cancelled) } else { Ok(()) }
    }

    /// Reads each original that was not read yet, and names each that is damaged once.
    fn originals(&mut self, listed: &BTreeSet<String>) -> Result<()> {
        let unread: Vec<&String> = listed.iter().filter(|sha256| !self.read.contains_key(*sha256)).collect();
        self.monitor.begin("checking media", Some(unread.len() as u64));
        for (place, sha256) in unread.into_iter().enumerate() {
            self.may_go_on()?;
            let what = match hash_file(&folder::medium(self.root, sha256)) {
                Ok((found, size, _)) => {
                    self.found.media += 1;
                    self.found.bytes += size;
                    (found != *sha256).then(|| format!("its bytes have SHA-256 {found}"))
                }
                Err(Error::File { source, .. }) if source.kind() == io::ErrorKind::NotFound => Some("missing".into()),
                Err(error) => Some(format!("it cannot be read: {error}")),
            };
            if let Some(what) = &what {
                self.found.damage(Of::Medium, media::within(sha256), what);
            }
            self.read.insert(sha256.clone(), what);
            self.monitor.progress(place as u64 + 1);
        }
        Ok(())
    }

    /// Reads every row of the files that are as they were written.
    fn rows(
        &mut self,
        name: &str,
        manifest: &Manifest,
        good: &BTreeSet<&str>,
        listed: &BTreeSet<String>,
    ) -> Result<()> {
        let folder = folder::snapshot(self.root, name);
        self.monitor.begin("checking rows", Some(manifest.tables.values().sum()));
        let (mut done, mut tree, mut named) = (0, Tree::default(), BTreeSet::new());
        for (table, said) in &manifest.tables {
            let file = rows::file(table);
            let within = format!("snapshots/{name}/{file}");
            if !good.contains(file.as_str()) {
                if !manifest.files.contains_key(&file) {
                    self.found.damage(Of::Snapshot, within, "the manifest counts its rows and does not name it");
                }
                continue;
            }
            let outcome = Rows::open(&folder.join(&file), table).and_then(|mut rows| {
                let body = rows.columns().iter().position(|column| column.0 == "body");
                let sha256 = rows.columns().iter().position(|column| column.0 == "sha256");
                while let Some(mut row) = rows.next()? {
                    match (table.as_str(), body, sha256) {
                        ("event", Some(at), _) => {
                            if let Value::Bytes(Some(body)) = row.swap_remove(at) {
                                tree.add(&body);
                            }
                        }
                        ("media", _, Some(at)) => {
                            if let Value::Text(Some(sha256)) = row.swap_remove(at) {
                                named.insert(sha256);
                            }
                        }
                        _ => {}
                    }
                    done += 1;
                    if rows.read().is_multiple_of(1_000) {
                        self.monitor.progress(done);
                        self.may_go_on()?;
                    }
                }
                Ok(rows.read())
            });
            match outcome {
                Ok(read) if read == *said => {}
                Ok(read) => {
                    let what = format!("it has {read} rows, the manifest says {said}");
                    self.found.damage(Of::Snapshot, within, what);
                }
                Err(Error::Cancelled) => return Err(Error::Cancelled),
                Err(error) => self.found.damage(Of::Snapshot, within, error.to_string()),
            }
            self.monitor.progress(done);
        }
        let lost: BTreeSet<String> = manifest.lost.iter().map(|lost| lost.sha256.clone()).collect();
        if good.contains(MEDIA) && good.contains(rows::file("media").as_str()) {
            let all: BTreeSet<String> = listed.union(&lost).cloned().collect();
            for sha256 in named.symmetric_difference(&all) {
                let what = format!("media {sha256} is not in both its rows and its list");
                self.found.damage(Of::Snapshot, format!("snapshots/{name}/{MEDIA}"), what);
            }
        }
        if good.contains(rows::file("event").as_str()) {
            self.log(name, manifest, &tree);
        }
        Ok(())
    }

    /// The custody log against its head, and its key.
    fn log(&mut self, name: &str, manifest: &Manifest, tree: &Tree) {
        let of = format!("snapshots/{name}/{}", rows::file("event"));
        let log = &manifest.log;
        let what = match log.head.as_deref().map(|head| open_checkpoint(&log.key, head)) {
            Some(Ok(head)) if head.size != tree.size() || head.root != tree.root() => Some(format!(
                "its {} events do not give the head that was signed over {}: the desk's log was damaged already",
                tree.size(),
                head.size
            )),
            Some(Ok(head)) => (log.events != head.size || log.root != BASE64.encode(head.root.0))
                .then(|| "the manifest names another head than the one that is signed".to_owned()),
            Some(Err(what)) => Some(format!("the head of the custody log: {what}")),
            None => (tree.size() > 0).then(|| "there are events and no head over them".to_owned()),
        };
        if let Some(what) = what {
            self.found.damage(Of::Log, of, what);
        }
        let folder = format!("snapshots/{name}/data/custody");
        match LogKey::read(&self.root.join(&folder)) {
            Ok(key) if key.public() == log.key => {}
            Ok(_) => self.found.damage(Of::Snapshot, folder, "its key is not the one that signed the log"),
            Err(error) => self.found.damage(Of::Snapshot, folder, error.to_string()),
        }
    }
}

/// Every file within a snapshot, by name.
fn files(folder: &Path, within: &str, found: &mut BTreeSet<String>) -> io::Result<()> {
    for entry in fs::read_dir(folder.join(within))? {
        let entry = entry?;
        let name = entry.file_name();
        let name = if within.is_empty() { name.display().to_string() } else { format!("{within}/{}", name.display()) };
        if entry.file_type()?.is_dir() {
            files(folder, &name, found)?;
        } else {
            found.insert(name);
        }
    }
    Ok(())
}
