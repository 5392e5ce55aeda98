//! Making a snapshot: rows as they stand at one moment, then the originals that they name, then the manifest.

use std::{
    fs, io,
    path::{Component, Path, PathBuf},
};

use base64::{Engine as _, engine::general_purpose::STANDARD as BASE64};
use serde::Serialize;

use super::{
    DATA_FILES, FORMAT,
    folder::{self, Folder},
    keep,
    manifest::{Log, Lost, MEDIA, Manifest, Measure},
    media, rows,
};
use crate::{
    Desk, args,
    clock::{self, Micros},
    error::{Error, Result},
    monitor::Monitor,
    preserve::sha256,
    store::Tx,
};

/// What was made.
#[derive(Clone, Debug, Serialize)]
pub struct Made {
    /// The snapshot's name: the time of its rows.
    pub snapshot: String,
    /// Originals that belong to it.
    pub media: u64,
    /// Their bytes.
    pub bytes: u64,
    /// Originals that were copied now.
    pub new: u64,
    /// Their bytes.
    pub new_bytes: u64,
    /// Rows of all tables.
    pub rows: u64,
    /// Events of the custody log.
    pub events: u64,
    /// Originals that are not in it: gone or damaged in the vault.
    pub lost: Vec<Lost>,
    /// Names of older snapshots that were removed.
    pub removed: Vec<String>,
}

/// Adds a snapshot of the desk to the backup `to`. The desk may be in use meanwhile, also by other processes.
///
/// With `keep`, older snapshots beyond so many are removed, and the originals that only they named.
///
/// # Errors
/// For a folder that is no backup of this desk, a full disk, and when cancelled. An original that cannot be had is no error:
/// the rest is copied, and [`Made::lost`] names it.
pub async fn backup(desk: &Desk, to: &Path, keep: Option<usize>, monitor: &dyn Monitor) -> Result<Made> {
    if keep == Some(0) {
        return Err(Error::input("no snapshot would be kept", "keep 1 or more"));
    }
    refuse_within(to, desk.data())?;
    let folder = Folder::open(to, desk.custody.key().public())?;
    keep::finish(&folder)?;
    folder.clear()?;
    match make(desk, &folder, monitor).await {
        Ok(mut made) => {
            if let Some(keep) = keep {
                made.removed = keep::keep(&folder, keep, &made.snapshot)?;
            }
            Ok(made)
        }
        Err(error) => {
            // What was copied stays for the next run; what is half goes. The error is what the person must read.
            let _ = folder.clear();
            Err(error)
        }
    }
}

/// A backup within the desk would be lost with it; a desk within a backup would be mixed with it.
pub(super) fn refuse_within(backup: &Path, data: &Path) -> Result<()> {
    let (one, other) = (real(backup)?, real(data)?);
    if one.starts_with(&other) || other.starts_with(&one) {
        return Err(Error::input(
            format!("{} and the desk's own folder {} lie in one another", backup.display(), data.display()),
            "name a folder elsewhere, best on another disk",
        ));
    }
    Ok(())
}

/// A path without links, as far as it exists.
fn real(path: &Path) -> Result<PathBuf> {
    let whole = std::path::absolute(path).map_err(Error::file(path))?;
    let mut rest = Vec::new();
    let mut existing = whole.as_path();
    loop {
        if let Ok(found) = fs::canonicalize(existing) {
            return Ok(rest.iter().rev().fold(found, |path: PathBuf, part: &Component<'_>| path.join(part)));
        }
        rest.extend(existing.components().next_back());
        match existing.parent() {
            Some(parent) => existing = parent,
            None => return Ok(whole),
        }
    }
}

async fn make(desk: &Desk, to: &Folder, monitor: &dyn Monitor) -> Result<Made> {
    let (name, made) = free_name(desk, to)?;
    let partial = to.partial().join(&name);
    folder::make_folder(&partial.join("rows"))?;
    let mut manifest = Manifest {
        format: FORMAT,
        made: clock::rfc3339(made),
        version: env!("CARGO_PKG_VERSION").into(),
        database: desk.database_kind().into(),
        schema: Vec::new(),
        log: Log { key: desk.custody.key().public().into(), events: 0, root: String::new(), head: None },
        tables: Default::default(),
        files: Default::default(),
        media: 0,
        bytes: 0,
        lost: Vec::new(),
    };
    // Closed before the originals are copied: a long look would keep the database from tidying up.
    let originals = {
        let mut tx = desk.db.snapshot().await?;
        tables(desk, &mut tx, &partial, &mut manifest, monitor).await?
    };
    data_files(desk.data(), &partial, &mut manifest)?;
    let copied = media::copy(desk, to, &originals, monitor).await?;
    put(&partial, MEDIA, media::list(&copied.present).as_bytes(), &mut manifest)?;
    manifest.media = copied.present.len() as u64;
    manifest.bytes = copied.bytes;
    manifest.lost = copied.lost;
    manifest.write(&partial)?;
    for inside in ["rows", "data/custody", "data", ""] {
        folder::sync(&partial.join(inside))?;
    }
    if monitor.cancelled() {
        return Err(Error::Cancelled);
    }
    let place = to.snapshots().join(&name);
    fs::rename(&partial, &place).map_err(Error::file(&place))?;
    folder::sync(&to.snapshots())?;
    Ok(Made {
        snapshot: name,
        media: manifest.media,
        bytes: manifest.bytes,
        new: copied.new,
        new_bytes: copied.new_bytes,
        rows: manifest.tables.values().sum(),
        events: manifest.log.events,
        lost: manifest.lost,
        removed: Vec::new(),
    })
}

/// The time as a folder's name. Names sort as times do, and none is given twice.
fn free_name(desk: &Desk, to: &Folder) -> Result<(String, Micros)> {
    let mut now = desk.clock.now();
    loop {
        let at = jiff::Timestamp::from_microsecond(now)
            .map_err(|_| Error::input("the machine's clock shows no time", "set the clock"))?;
        let name = at.strftime("%Y%m%dT%H%M%S%.6fZ").to_string();
        if !to.snapshots().join(&name).exists() {
            return Ok((name, now));
        }
        now += 1;
    }
}

/// Every table, the log's head and the list of originals, from one look.
async fn tables(
    desk: &Desk,
    tx: &mut Tx,
    partial: &Path,
    manifest: &mut Manifest,
    monitor: &dyn Monitor,
) -> Result<Vec<(String, i64)>> {
    manifest.schema = tx.migrations().await?;
    let tables = tx.tables().await?;
    let mut total = 0;
    for table in &tables {
        total += tx.count(&table.name).await?;
    }
    monitor.begin("copying rows", Some(total));
    let mut done = 0;
    for table in &tables {
        let name = rows::file(&table.name);
        let (count, measure) = rows::write(tx, table, &partial.join(&name), monitor, &mut done).await?;
        manifest.tables.insert(table.name.clone(), count);
        manifest.files.insert(name, measure);
        monitor.progress(done);
    }
    let head: Option<(String,)> = tx.first("SELECT value FROM setting WHERE name = 'head'", args![]).await?;
    let damaged = |what| Error::Damaged { object: "the custody log".into(), what };
    if let Some((signed,)) = head {
        let head = desk.custody.key().open_checkpoint(&signed).map_err(damaged)?;
        manifest.log.events = head.size;
        manifest.log.root = BASE64.encode(head.root.0);
        manifest.log.head = Some(signed);
    }
    tx.all("SELECT sha256, size FROM media ORDER BY sha256", args![]).await.map(|mut media: Vec<(String, i64)>| {
        // In which order a database puts text depends on its locale.
        media.sort_unstable();
        media
    })
}

fn data_files(data: &Path, partial: &Path, manifest: &mut Manifest) -> Result<()> {
    folder::make_folder(&partial.join("data/custody"))?;
    for name in DATA_FILES {
        let path = data.join(name);
        match fs::read(&path) {
            Ok(bytes) => put(partial, &format!("data/{name}"), &bytes, manifest)?,
            Err(error) if error.kind() == io::ErrorKind::NotFound => {}
            Err(error) => return Err(Error::file(&path)(error)),
        }
    }
    Ok(())
}

fn put(partial: &Path, name: &str, bytes: &[u8], manifest: &mut Manifest) -> Result<()> {
    folder::write(&partial.join(name), bytes)?;
    manifest.files.insert(name.to_owned(), Measure { sha256: sha256(bytes), size: bytes.len() as u64 });
    Ok(())
}
