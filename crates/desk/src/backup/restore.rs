//! A desk from a backup: everything is checked before anything is written, and what was written is verified before it is
//! a desk.
//!
//! The data folder holds the file `restoring.json` from the first byte to the last, and nothing opens a desk there
//! meanwhile. The same command goes on where it was killed: originals that are kept are not copied again, and the rows of
//! all tables come in one transaction.

use std::{
    collections::BTreeSet,
    fs, io,
    path::{Path, PathBuf},
};

use serde::{Deserialize, Serialize};

use super::{
    DATA_FILES,
    check::{self, Damage, Of},
    folder,
    manifest::{Lost, MEDIA, Manifest},
    media,
    rows::{self, Rows},
    snapshot::refuse_within,
};
use crate::{
    Config, DATABASE_FILE, Desk, args,
    error::{Error, Result},
    monitor::Monitor,
    preserve::{
        self, Fault, Vault, Verdict,
        custody::{Act, Event},
    },
    store::{Db, Schema, Table, Tx, Value},
};

/// The file that says that a data folder is no desk yet.
const UNFINISHED: &str = "restoring.json";
/// So many rows, or bytes in them, are handed to the database at once.
const BATCH: (usize, usize) = (500, 4 << 20);

/// What was restored.
#[derive(Clone, Debug, Serialize)]
pub struct Restored {
    /// The snapshot.
    pub snapshot: String,
    /// When it was made.
    pub made: String,
    /// Rows of all tables.
    pub rows: u64,
    /// Events of the custody log, as the restored head counts them.
    pub events: u64,
    /// The root that the restored head signs, Base64.
    pub root: String,
    /// Originals that the snapshot lacked already when it was made.
    pub lost: Vec<Lost>,
    /// What is damaged in the backup and was left out, or taken as it is, because the person said so.
    pub damages: Vec<Damage>,
    /// Originals that were restored.
    pub media: u64,
    /// Their bytes.
    pub bytes: u64,
    /// What the desk's own verification found.
    pub faults: Vec<Fault>,
    /// Why the restore is not in the custody log; none where it is.
    pub unlogged: Option<String>,
}

/// What `restoring.json` says.
#[derive(Debug, PartialEq, Eq, Serialize, Deserialize)]
struct Unfinished {
    snapshot: String,
    log_key: String,
}

/// Refuses a data folder in which a restore was begun and has not ended.
pub(crate) fn refuse_unfinished(data: &Path) -> Result<()> {
    if data.join(UNFINISHED).exists() {
        return Err(Error::input(
            format!("a restore into {} was begun and has not ended", data.display()),
            "run the same `firsthand restore` again: it goes on where it stopped. Or remove that folder",
        ));
    }
    Ok(())
}

/// Restores a snapshot (the newest, or the one whose name begins so) of the backup `from` as the desk of `config`, which must
/// be empty: its data folder and its database. A bucket may hold originals already.
///
/// With `despite_damage`, damaged originals are left out, and a custody log that does not verify comes as it is.
///
/// # Errors
/// When the backup is damaged or newer than this version, or the desk is not empty.
pub async fn restore(
    config: Config,
    from: &Path,
    snapshot: Option<&str>,
    despite_damage: bool,
    monitor: &dyn Monitor,
) -> Result<Restored> {
    let name = choose(from, snapshot)?;
    refuse_within(from, &config.data)?;
    let begun = begun(&config.data)?;
    let (manifest, damages) = check::one(from, &name, monitor)?;
    let manifest = usable(&name, manifest, &damages, despite_damage, monitor)?;
    let known = Schema::known();
    if manifest.schema.iter().any(|version| !known.contains(version)) {
        return Err(folder::newer(from));
    }
    let this = Unfinished { snapshot: name.clone(), log_key: manifest.log.key.clone() };
    if let Some(other) = begun.as_ref().filter(|begun| **begun != this) {
        return Err(Error::input(
            format!("a restore of {} into {} was begun and has not ended", other.snapshot, config.data.display()),
            format!("end it with `--snapshot {}`, or remove that folder", other.snapshot),
        ));
    }
    let has_rows = has_rows(&config, &manifest, begun.is_some()).await?;

    let data = config.data.clone();
    if begun.is_none() {
        begin(&data, &this)?;
    }
    let place = folder::snapshot(from, &name);
    data_files(&place, &data, &manifest)?;
    let (media, bytes) = originals(&config, from, &place, &damages, monitor).await?;
    if !has_rows {
        load(&config, &place, &manifest, monitor).await?;
    }
    let desk = Desk::open_as_it_is(config).await?;
    let outcome = finish(&desk, &name, from, &manifest, media, monitor).await;
    desk.close().await;
    let (verdict, unlogged) = outcome?;
    fs::remove_file(data.join(UNFINISHED)).map_err(Error::file(&data))?;
    folder::sync(&data)?;
    Ok(Restored {
        snapshot: name,
        made: manifest.made,
        rows: manifest.tables.values().sum(),
        events: manifest.log.events,
        root: manifest.log.root,
        lost: manifest.lost,
        damages,
        media,
        bytes,
        faults: verdict.faults,
        unlogged,
    })
}

/// The snapshot that is meant.
fn choose(from: &Path, asked: Option<&str>) -> Result<String> {
    let names = folder::names(from)?;
    let Some(newest) = names.last() else {
        return Err(Error::input(
            format!("{} holds no snapshot", from.display()),
            "the backup was interrupted before its first one was whole; run `firsthand backup` again",
        ));
    };
    let Some(asked) = asked else { return Ok(newest.clone()) };
    let meant: Vec<&String> = names.iter().filter(|name| name.starts_with(asked)).collect();
    match meant[..] {
        [one] => Ok(one.clone()),
        [] => Err(Error::input(
            format!("there is no snapshot {asked} in {}", from.display()),
            format!("there are: {}", names.join(", ")),
        )),
        _ => {
            let meant: Vec<&str> = meant.iter().map(|name| name.as_str()).collect();
            Err(Error::input(format!("{asked} may be several snapshots"), format!("name one of: {}", meant.join(", "))))
        }
    }
}

/// The manifest, if what is damaged does not stand in the way.
fn usable(
    name: &str,
    manifest: Option<Manifest>,
    damages: &[Damage],
    despite_damage: bool,
    monitor: &dyn Monitor,
) -> Result<Manifest> {
    for damage in damages {
        monitor.line(&format!("problem\t{}: {}", damage.file, damage.what));
    }
    let refused = |hint: &str| Error::input(format!("the snapshot {name} is damaged, and nothing was restored"), hint);
    let is_whole = damages.iter().all(|damage| damage.of != Of::Snapshot);
    match manifest.filter(|_| is_whole) {
        None => Err(refused("restore an older one with `--snapshot TIME`, or a copy of this backup")),
        Some(manifest) if damages.is_empty() || despite_damage => Ok(manifest),
        Some(_) => Err(refused(
            "restore an older one or a copy of this backup; with `--despite-damage` everything but what is named is restored",
        )),
    }
}

/// What restore was begun in the data folder, if any.
///
/// # Errors
/// When the folder holds something else.
fn begun(data: &Path) -> Result<Option<Unfinished>> {
    let file = data.join(UNFINISHED);
    match fs::read(&file) {
        // A kill while it was written left nothing else in the folder.
        Ok(text) => Ok(serde_json::from_slice(&text).ok()),
        Err(error) if matches!(error.kind(), io::ErrorKind::NotFound | io::ErrorKind::NotADirectory) => {
            match fs::read_dir(data) {
                Ok(mut entries) => match entries.next() {
                    None => Ok(None),
                    Some(_) => Err(occupied(&format!("the folder {}", data.display()))),
                },
                Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
                Err(error) => Err(Error::file(data)(error)),
            }
        }
        Err(error) => Err(Error::file(&file)(error)),
    }
}

fn occupied(what: &str) -> Error {
    Error::input(
        format!("{what} is not empty, and nothing was restored"),
        "a restore never overwrites: name a new folder with --data, and a new database where one is used",
    )
}

/// Whether an earlier run brought the rows in; they come all at once.
///
/// # Errors
/// When the database holds rows of another desk.
async fn has_rows(config: &Config, manifest: &Manifest, begun: bool) -> Result<bool> {
    let file = config.data.join(DATABASE_FILE);
    if config.database.is_none() && !file.exists() {
        return Ok(false);
    }
    let db = Db::open(config.database.as_deref(), &file, Schema::AsItIs).await?;
    let found = look_for_rows(&db, manifest, begun).await;
    db.close().await;
    found
}

async fn look_for_rows(db: &Db, manifest: &Manifest, begun: bool) -> Result<bool> {
    let mut tx = db.snapshot().await?;
    let (mut rows, mut events, mut is_desk) = (0, 0, false);
    for table in tx.table_names().await? {
        let count = tx.count(&table).await?;
        rows += count;
        events += if table == "event" { count } else { 0 };
        is_desk |= table == "setting";
    }
    if rows == 0 {
        return Ok(false);
    }
    if begun && is_desk && events >= manifest.log.events {
        let key: Option<(String,)> = tx.first("SELECT value FROM setting WHERE name = 'log_key'", args![]).await?;
        if key.is_some_and(|(key,)| key == manifest.log.key) {
            return Ok(true);
        }
    }
    Err(occupied("the database"))
}

fn begin(data: &Path, this: &Unfinished) -> Result<()> {
    folder::make_folder(data)?;
    let text = serde_json::to_vec(this).map_err(|error| rows::unwritable(UNFINISHED, &error))?;
    folder::write(&data.join(UNFINISHED), &text)?;
    folder::sync(data)
}

/// The key, the head and the desk's own files.
fn data_files(snapshot: &Path, data: &Path, manifest: &Manifest) -> Result<()> {
    let custody = data.join("custody");
    folder::make_folder(&custody)?;
    for name in DATA_FILES {
        if manifest.files.contains_key(&format!("data/{name}")) {
            let from = snapshot.join("data").join(name);
            let bytes = fs::read(&from).map_err(Error::file(&from))?;
            folder::write(&data.join(name), &bytes)?;
        }
    }
    let head = custody.join("head");
    // A run that went further wrote a later head.
    if let Some(signed) = manifest.log.head.as_deref().filter(|_| !head.exists()) {
        folder::write(&head, signed.as_bytes())?;
    }
    folder::sync(&custody)
}

/// The originals into the vault, but for those that are damaged. Returns how many there are, and their bytes.
async fn originals(
    config: &Config,
    from: &Path,
    snapshot: &Path,
    damages: &[Damage],
    monitor: &dyn Monitor,
) -> Result<(u64, u64)> {
    let vault = Vault::open(&config.data, &config.blobs)?;
    let path = snapshot.join(MEDIA);
    let list = fs::read_to_string(&path).map_err(Error::file(&path))?;
    let listed = media::listed(&list).unwrap_or_default();
    let damaged: BTreeSet<&str> = damages.iter().map(|damage| damage.file.as_str()).collect();
    let (mut restored, mut bytes) = (0, 0);
    monitor.begin("restoring media", Some(listed.len() as u64));
    for (place, sha256) in listed.iter().enumerate() {
        if monitor.cancelled() {
            return Err(Error::Cancelled);
        }
        if !damaged.contains(media::within(sha256).as_str()) {
            let file: PathBuf = folder::medium(from, sha256);
            let size = fs::metadata(&file).map_err(Error::file(&file))?.len();
            vault.put(&file, sha256, size).await?;
            restored += 1;
            bytes += size;
        }
        monitor.progress(place as u64 + 1);
    }
    Ok((restored, bytes))
}

/// Every row of every table, in one transaction, into tables as they were when the snapshot was made.
async fn load(config: &Config, snapshot: &Path, manifest: &Manifest, monitor: &dyn Monitor) -> Result<()> {
    let file = config.data.join(DATABASE_FILE);
    let db = Db::open(config.database.as_deref(), &file, Schema::Of(&manifest.schema)).await?;
    let mut tx = db.begin().await?;
    monitor.begin("restoring rows", Some(manifest.tables.values().sum()));
    let tables = tx.tables().await?;
    let named: BTreeSet<&str> = manifest.tables.keys().map(String::as_str).collect();
    let there: BTreeSet<&str> = tables.iter().map(|table| table.name.as_str()).collect();
    if let Some(name) = named.symmetric_difference(&there).next() {
        let what = "it is not both in the snapshot and among the tables that its version had";
        return Err(Error::Damaged { object: format!("table {name}"), what: what.into() });
    }
    let mut done = 0;
    for table in &tables {
        fill(&mut tx, table, snapshot, monitor, &mut done).await?;
    }
    tx.commit().await?;
    // Opened again by the desk, which brings the tables up to date.
    db.close().await;
    Ok(())
}

async fn fill(tx: &mut Tx, table: &Table, snapshot: &Path, monitor: &dyn Monitor, done: &mut u64) -> Result<()> {
    let mut rows = Rows::open(&snapshot.join(rows::file(&table.name)), &table.name)?;
    if rows.columns() != table.columns {
        let what = "its columns are not those that its version had";
        return Err(Error::Damaged { object: format!("table {}", table.name), what: what.into() });
    }
    let (mut batch, mut bytes) = (Vec::new(), 0);
    loop {
        let row = rows.next()?;
        let is_last = row.is_none();
        if let Some(row) = row {
            bytes += row.iter().map(length).sum::<usize>();
            refuse_nul(tx, table, rows.read(), &row)?;
            batch.push(row);
        }
        if batch.len() == BATCH.0 || bytes > BATCH.1 || is_last {
            *done += batch.len() as u64;
            tx.insert(table, std::mem::take(&mut batch)).await.map_err(|error| refused(&table.name, error))?;
            bytes = 0;
            monitor.progress(*done);
            if monitor.cancelled() {
                return Err(Error::Cancelled);
            }
        }
        if is_last {
            return Ok(());
        }
    }
}

/// Rows that break a rule of their table, as a desk that somebody altered may have them, are told with the table.
fn refused(table: &str, error: Error) -> Error {
    match error {
        Error::Database(sqlx::Error::Database(error)) if error.kind() != sqlx::error::ErrorKind::Other => {
            Error::Damaged { object: format!("table {table}"), what: format!("its rows are refused: {error}") }
        }
        error => error,
    }
}

fn length(value: &Value) -> usize {
    match value {
        Value::Text(text) => text.as_ref().map_or(0, String::len),
        Value::Bytes(bytes) => bytes.as_ref().map_or(0, Vec::len),
        Value::Int(_) | Value::Real(_) => 8,
    }
}

/// The one character that SQLite stores in text and PostgreSQL does not.
fn refuse_nul(tx: &Tx, table: &Table, row: u64, values: &[Value]) -> Result<()> {
    let has_nul = |value: &Value| matches!(value, Value::Text(Some(text)) if text.contains('\0'));
    if matches!(tx, Tx::Postgres(_)) && values.iter().any(has_nul) {
        return Err(Error::input(
            format!("row {row} of the table {} has a character U+0000, which PostgreSQL does not store", table.name),
            "restore into SQLite: leave --database out",
        ));
    }
    Ok(())
}

/// Verifies the desk, and records that it was restored.
async fn finish(
    desk: &Desk,
    name: &str,
    from: &Path,
    manifest: &Manifest,
    media: u64,
    monitor: &dyn Monitor,
) -> Result<(Verdict, Option<String>)> {
    let verdict = preserve::verify(desk, monitor).await?;
    let since = i64::try_from(manifest.log.events).unwrap_or(i64::MAX);
    let sql = "SELECT COUNT(*) FROM event WHERE act = 'restored' AND seq >= $1";
    if desk.db.number(sql, args![since]).await? > 0 {
        return Ok((verdict, None));
    }
    // A damaged log refuses to grow; what could be restored stands without its event then.
    let logged = log(desk, name, from, manifest, media, &verdict).await;
    Ok((verdict, logged.err().map(|error| error.to_string())))
}

async fn log(desk: &Desk, name: &str, from: &Path, manifest: &Manifest, media: u64, verdict: &Verdict) -> Result<()> {
    let mut change = desk.custody.change(&desk.actor).await?;
    let event = Event::new(Act::Restored, "desk")
        .with("snapshot", name)
        .with("events", manifest.log.events)
        .with("root", manifest.log.root.as_str())
        .with("media", media)
        .with("faults", verdict.faults.len())
        .personal("from", from.display().to_string().into_bytes());
    change.log(event).await?;
    change.commit().await
}
