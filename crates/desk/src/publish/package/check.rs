//! Checks a package without a desk: that its files are those of its manifest, and that its events are in the log that its
//! signed head covers.

use std::{
    collections::BTreeSet,
    io::{Read, Seek},
};

use serde::Serialize;
use sha2::{Digest as _, Sha256};
use zip::ZipArchive;

use super::{EVENTS, HEAD, KEY, MANIFEST, PROOFS};
use crate::{
    error::{Error, Result},
    preserve::{custody::check_excerpt, hex},
};

/// A text in a package is not longer than this many bytes.
const MOST: u64 = 256 << 20;

/// What checking found.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Checked {
    /// Files whose bytes are what the manifest says.
    pub files: usize,
    /// Events that are in the log.
    pub events: usize,
    /// The key that signed the head. Whether it is the desk's own is for who knows the desk to say.
    pub key: String,
    /// What is wrong, one sentence each.
    pub faults: Vec<String>,
    /// What the package itself says is not in it; no fault of the package.
    pub missing: Vec<String>,
}

/// Checks a package.
///
/// # Errors
/// Where it is no ZIP or cannot be read at all; everything else is a fault.
pub fn check(package: impl Read + Seek) -> Result<Checked> {
    let mut zip = ZipArchive::new(package).map_err(unreadable)?;
    let mut checked = Checked::default();
    let manifest = text(&mut zip, MANIFEST)?;
    let mut listed = BTreeSet::from([MANIFEST]);
    for line in manifest.lines() {
        let Some((said, name)) = line.split_once("  ") else {
            checked.faults.push(format!("the manifest has a line that names no file: {}", start(line)));
            continue;
        };
        listed.insert(name);
        match zip.by_name(name).map_err(unreadable).and_then(digest) {
            Ok(found) if found == said => checked.files += 1,
            Ok(_) => checked.faults.push(format!("{name} is not what the manifest says")),
            Err(_) => checked.faults.push(format!("{name} is missing or cannot be read")),
        }
    }
    for name in zip.file_names() {
        let name = name.map_err(unreadable)?;
        if !listed.contains(&*name) {
            checked.faults.push(format!("{} is not in the manifest", start(&name)));
        }
    }
    events(&mut zip, &mut checked)?;
    Ok(checked)
}

fn events<R: Read + Seek>(zip: &mut ZipArchive<R>, checked: &mut Checked) -> Result<()> {
    checked.key = text(zip, KEY)?.trim().to_owned();
    let (head, events, proofs) = (text(zip, HEAD)?, text(zip, EVENTS)?, text(zip, PROOFS)?);
    let found = check_excerpt(&checked.key, &head, events.as_bytes(), proofs.as_bytes()).map_err(unreadable)?;
    checked.events = found.events.len();
    checked.faults.extend(found.faults);
    Ok(())
}

fn text<R: Read + Seek>(zip: &mut ZipArchive<R>, name: &str) -> Result<String> {
    let mut text = String::new();
    zip.by_name(name).map_err(unreadable)?.take(MOST).read_to_string(&mut text).map_err(unreadable)?;
    Ok(text)
}

/// SHA-256 of a file, which may be larger than memory.
fn digest(mut file: impl Read) -> Result<String> {
    let mut hash = Sha256::new();
    let mut chunk = vec![0; 1 << 16];
    loop {
        let read = file.read(&mut chunk).map_err(unreadable)?;
        match chunk.get(..read) {
            Some(bytes) if read > 0 => hash.update(bytes),
            _ => return Ok(hex(&hash.finalize())),
        }
    }
}

fn start(text: &str) -> String {
    text.chars().take(80).collect()
}

fn unreadable(error: impl std::fmt::Display) -> Error {
    Error::input(format!("this is no evidence package: {error}"), "ask for it again; it may be cut off")
}
