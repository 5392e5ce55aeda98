//! Originals into the backup, each once, measured on the way.

use std::{collections::BTreeSet, fs, io::Write as _};

use futures::TryStreamExt as _;

use super::{
    folder::{self, Folder, Measured},
    is_sha256,
    manifest::Lost,
};
use crate::{
    Desk,
    error::{Error, Result},
    monitor::Monitor,
};

/// What became of the originals of a snapshot.
#[derive(Debug, Default)]
pub(super) struct Copied {
    /// Names of those that are in the backup now, ascending.
    pub present: Vec<String>,
    /// Their bytes.
    pub bytes: u64,
    /// How many of them were not there before.
    pub new: u64,
    /// The bytes of these.
    pub new_bytes: u64,
    /// Those that could not be had.
    pub lost: Vec<Lost>,
}

/// Copies what the backup does not have. `media` are names with their sizes.
pub(super) async fn copy(desk: &Desk, to: &Folder, media: &[(String, i64)], monitor: &dyn Monitor) -> Result<Copied> {
    monitor.begin("copying media", Some(media.len() as u64));
    let mut copied = Copied::default();
    let mut touched = BTreeSet::new();
    for (place, (sha256, size)) in media.iter().enumerate() {
        if monitor.cancelled() {
            return Err(Error::Cancelled);
        }
        let size = size.unsigned_abs();
        let target = to.medium(sha256);
        let known =
            is_sha256(sha256) && fs::metadata(&target).is_ok_and(|facts| facts.is_file() && facts.len() == size);
        let outcome = if known { Ok(size) } else { one(desk, to, sha256, monitor).await? };
        match outcome {
            Ok(bytes) => {
                copied.present.push(sha256.clone());
                copied.bytes += bytes;
                if !known {
                    copied.new += 1;
                    copied.new_bytes += bytes;
                    touched.extend(target.parent().map(ToOwned::to_owned));
                }
            }
            Err(why) => {
                monitor.line(&format!("problem\tmedia {sha256}: {why}; it is not in the backup"));
                copied.lost.push(Lost { sha256: sha256.clone(), why });
            }
        }
        monitor.progress(place as u64 + 1);
    }
    // A name is durable when its folder is.
    touched.iter().try_for_each(|folder| folder::sync(folder))?;
    folder::sync(&to.root().join("media"))?;
    Ok(copied)
}

/// Copies one original, and gives its size or why it cannot be had.
async fn one(desk: &Desk, to: &Folder, sha256: &str, monitor: &dyn Monitor) -> Result<Result<u64, String>> {
    if !is_sha256(sha256) {
        return Ok(Err("its name is no SHA-256".into()));
    }
    // Where others can be had all the same, one that cannot is named; where the whole store is away, nothing is.
    let is_folder = desk.vault().is_folder();
    let unreadable = |error: Error| match error {
        Error::Blobs(error) if is_folder => Ok(Err(format!("it cannot be read from the vault: {error}"))),
        error => Err(error),
    };
    let mut stream = match desk.vault().read(sha256).await {
        Ok(Some(stream)) => stream,
        Ok(None) => return Ok(Err("missing from the vault".into())),
        Err(error) => return unreadable(error),
    };
    let partial = to.partial().join(sha256);
    // One that was cut short by an error of this run.
    let _ = fs::remove_file(&partial);
    let mut file = Measured::create(&partial)?;
    loop {
        if monitor.cancelled() {
            return Err(Error::Cancelled);
        }
        match stream.try_next().await {
            Ok(Some(bytes)) => file.write_all(&bytes).map_err(Error::file(&partial))?,
            Ok(None) => break,
            Err(error) => return unreadable(error),
        }
    }
    let (found, size) = file.close()?;
    if found != sha256 {
        fs::remove_file(&partial).map_err(Error::file(&partial))?;
        return Ok(Err(format!("it is damaged in the vault: its bytes have SHA-256 {found}")));
    }
    let target = to.medium(sha256);
    let folder = target.parent().unwrap_or(to.root());
    folder::make_folder(folder)?;
    fs::rename(&partial, &target).map_err(Error::file(&target))?;
    Ok(Ok(size))
}

/// The list of a snapshot's originals, as `sha256sum --check` reads it in the snapshot's folder.
pub(super) fn list(present: &[String]) -> String {
    present.iter().map(|sha256| format!("{sha256}  ../../{}\n", within(sha256))).collect()
}

/// The names in such a list; none where it is not as it was written.
pub(super) fn listed(list: &str) -> Option<BTreeSet<String>> {
    let name = |line: &str| line.split_once("  ").map(|(sha256, _)| sha256.to_owned()).filter(|name| is_sha256(name));
    let names: BTreeSet<String> = list.lines().map(name).collect::<Option<_>>()?;
    let sorted: Vec<String> = names.iter().cloned().collect();
    (self::list(&sorted) == list).then_some(names)
}

/// Where an original lies within a backup, in words for people.
pub(super) fn within(sha256: &str) -> String {
    format!("media/{}/{sha256}", sha256.get(..2).unwrap_or("00"))
}
