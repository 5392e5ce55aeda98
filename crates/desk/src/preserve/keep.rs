//! Keeping a file: bytes into the vault, then one change with the medium, the receipt, the event and the work to do.

use std::path::{Path, PathBuf};

use super::custody::{Act, Event};
use crate::{
    Desk, args,
    error::Result,
    jobs::{self, Kind},
};

/// A file as it reached the desk.
#[derive(Clone, Debug)]
pub struct Receipt {
    /// Where its bytes are now.
    pub file: PathBuf,
    /// Where it came from, as the person would say it: an absolute path, or `archive.zip!/member`.
    pub place: String,
    /// Its own name.
    pub name: String,
}

/// What became of one receipt.
#[derive(Clone, Debug)]
pub struct Kept {
    /// The medium's name.
    pub sha256: String,
    /// Bytes.
    pub size: u64,
    /// Where it came from.
    pub place: String,
    /// False when exactly these bytes were kept before.
    pub new: bool,
}

/// Keeps a batch in one transaction; returns after everything is durable. The bytes of each file go to the vault first,
/// so a crash leaves at most bytes that nothing names, which the next run adopts.
///
/// Outcomes come in the order of `receipts`; a file that could not be kept does not stop the others.
pub async fn keep(desk: &Desk, receipts: &[Receipt]) -> Result<Vec<Result<Kept>>> {
    let mut measured = Vec::with_capacity(receipts.len());
    for receipt in receipts {
        measured.push(store(desk, receipt).await);
    }
    if measured.iter().all(Result::is_err) {
        return Ok(measured.into_iter().map(|error| error.map(|(kept, _)| kept)).collect());
    }
    let mut change = desk.custody.change(&desk.actor).await?;
    let mut outcomes = Vec::with_capacity(measured.len());
    for (receipt, measured) in receipts.iter().zip(measured) {
        let (mut kept, file_type) = match measured {
            Ok(measured) => measured,
            Err(error) => {
                outcomes.push(Err(error));
                continue;
            }
        };
        let known = change
            .tx
            .number("SELECT COUNT(*) FROM receipt WHERE sha256 = $1 AND place = $2", args![&kept.sha256, &kept.place])
            .await?;
        kept.new = change.tx.number("SELECT COUNT(*) FROM media WHERE sha256 = $1", args![&kept.sha256]).await? == 0;
        if known == 0 {
            let size = i64::try_from(kept.size).unwrap_or(i64::MAX);
            let event = Event::media(Act::Received, &kept.sha256)
                .with("size", size)
                .with("kind", noun(file_type.kind))
                .personal("name", receipt.name.as_bytes())
                .personal("place", receipt.place.as_bytes());
            let logged = change.log(event).await?;
            if kept.new {
                change
                    .tx
                    .run(
                        "INSERT INTO media (sha256, size, kind, mime, kept_at, seq, stage) VALUES ($1, $2, $3, $4, $5, $6, 'kept')",
                        args![&kept.sha256, size, noun(file_type.kind), file_type.mime, logged.at, logged.seq],
                    )
                    .await?;
                jobs::enqueue(&mut change, Kind::Examine, &kept.sha256).await?;
            }
            change
                .tx
                .run(
                    "INSERT INTO receipt (sha256, place, name, received_at, seq) VALUES ($1, $2, $3, $4, $5)",
                    args![&kept.sha256, &receipt.place, &receipt.name, logged.at, logged.seq],
                )
                .await?;
        }
        outcomes.push(Ok(kept));
    }
    change.commit().await?;
    desk.jobs_waiting();
    Ok(outcomes)
}

async fn store(desk: &Desk, receipt: &Receipt) -> Result<(Kept, sandbox::FileType)> {
    let (sha256, size, head) = measure(&receipt.file).await?;
    desk.vault.put(&receipt.file, &sha256, size).await?;
    Ok((Kept { sha256, size, place: receipt.place.clone(), new: true }, sandbox::recognise(&head)))
}

async fn measure(file: &Path) -> Result<(String, u64, Vec<u8>)> {
    let file = file.to_owned();
    crate::blocking(move || super::hash_file(&file)).await?
}

/// Whether anything was received from `place`.
pub(crate) async fn came_from(desk: &Desk, place: &str) -> Result<bool> {
    Ok(desk.db.number("SELECT COUNT(*) FROM receipt WHERE place = $1", args![place]).await? > 0)
}

/// The names of everything received from directly inside `folder`.
pub(crate) async fn names_in(desk: &Desk, folder: &str) -> Result<Vec<String>> {
    let within = format!("{folder}/");
    // Not a range: in which order a database puts "/" depends on its locale.
    let rows: Vec<(String,)> =
        desk.db.all("SELECT place FROM receipt WHERE SUBSTR(place, 1, LENGTH($1)) = $1", args![&within]).await?;
    let names = rows.iter().filter_map(|(place,)| place.strip_prefix(within.as_str()));
    Ok(names.filter(|name| !name.contains('/')).map(str::to_owned).collect())
}

/// The vocabulary's word for a kind of file.
fn noun(kind: sandbox::Kind) -> &'static str {
    match kind {
        sandbox::Kind::Photo(_) => "photo",
        sandbox::Kind::Video => "video",
        sandbox::Kind::Sound => "sound",
        sandbox::Kind::Document | sandbox::Kind::Playlist => "document",
        sandbox::Kind::Archive(_) | sandbox::Kind::Empty | sandbox::Kind::Unknown => "other",
    }
}
