//! Letting old snapshots go, with the originals that only they named, and nothing else.

use std::{collections::BTreeSet, fs, path::Path};

use super::{
    folder::{self, Folder},
    manifest::{MEDIA, Manifest, Unusable},
    media,
};
use crate::{
    error::{Error, Result},
    preserve::sha256,
};

/// Before the name of a snapshot on its way out.
pub(super) const LEAVING: &str = "leaving-";

/// Removes the oldest snapshots beyond `keep`, never `newest`. Returns their names.
pub(super) fn keep(backup: &Folder, keep: usize, newest: &str) -> Result<Vec<String>> {
    let names = folder::names(backup.root())?;
    let too_many = names.len().saturating_sub(keep);
    let leaving: Vec<String> = names.iter().filter(|name| *name != newest).take(too_many).cloned().collect();
    if leaving.is_empty() {
        return Ok(leaving);
    }
    // What a snapshot names must be known of all, or an original could go that one of them needs.
    for name in &names {
        originals(&folder::snapshot(backup.root(), name)).ok_or_else(|| {
            Error::input(
                format!("the snapshot {name} is damaged, so no older one was removed; the new one is made"),
                format!(
                    "see what it lacks with `firsthand backup --check`, then move the folder snapshots/{name} away"
                ),
            )
        })?;
    }
    for name in &leaving {
        let place = folder::snapshot(backup.root(), name);
        fs::rename(&place, backup.partial().join(format!("{LEAVING}{name}"))).map_err(Error::file(&place))?;
    }
    folder::sync(&backup.snapshots())?;
    finish(backup)?;
    Ok(leaving)
}

/// Ends the removal of snapshots that are on their way out, also of a run that was killed.
pub(super) fn finish(backup: &Folder) -> Result<()> {
    let partial = backup.partial();
    let mut leaving = Vec::new();
    for entry in fs::read_dir(&partial).map_err(Error::file(&partial))? {
        let entry = entry.map_err(Error::file(&partial))?;
        if entry.file_name().to_str().is_some_and(|name| name.starts_with(LEAVING)) {
            leaving.push(entry.path());
        }
    }
    if leaving.is_empty() {
        return Ok(());
    }
    let mut needed = BTreeSet::new();
    for name in folder::names(backup.root())? {
        match originals(&folder::snapshot(backup.root(), &name)) {
            Some(names) => needed.extend(names),
            // Until that snapshot is mended or moved away, every original stays, and so does what is leaving.
            None => return Ok(()),
        }
    }
    for snapshot in leaving {
        for name in originals(&snapshot).unwrap_or_default().difference(&needed) {
            let file = backup.medium(name);
            match fs::remove_file(&file) {
                Err(error) if error.kind() != std::io::ErrorKind::NotFound => return Err(Error::file(&file)(error)),
                _ => {}
            }
        }
        fs::remove_dir_all(&snapshot).map_err(Error::file(&snapshot))?;
    }
    Ok(())
}

/// The originals that a snapshot names; none where that cannot be known for sure.
fn originals(snapshot: &Path) -> Option<BTreeSet<String>> {
    let manifest = Manifest::read(snapshot).map_err(|_: Unusable| ()).ok()?;
    let list = fs::read_to_string(snapshot.join(MEDIA)).ok()?;
    (manifest.files.get(MEDIA)?.sha256 == sha256(list.as_bytes())).then(|| media::listed(&list)).flatten()
}
