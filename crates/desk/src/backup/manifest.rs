//! What a snapshot says of itself.

use std::{collections::BTreeMap, fs, path::Path};

use serde::{Deserialize, Serialize};

use super::{FORMAT, folder};
use crate::{error::Result, preserve::sha256};

pub(super) const MANIFEST: &str = "manifest.json";
pub(super) const DIGEST: &str = "manifest.sha256";
pub(super) const MEDIA: &str = "media.sha256";

/// What a snapshot is and what is in it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Manifest {
    /// Version of this form.
    pub format: u32,
    /// When its rows were read, RFC 3339.
    pub made: String,
    /// The version of Firsthand that made it.
    pub version: String,
    /// Which database the desk had: `sqlite`, `postgres`.
    pub database: String,
    /// The migrations that the database had run.
    pub schema: Vec<i64>,
    /// The custody log as it stood.
    pub log: Log,
    /// Rows by table.
    pub tables: BTreeMap<String, u64>,
    /// Every file of the snapshot but the manifest and its digest, by name.
    pub files: BTreeMap<String, Measure>,
    /// Originals that belong to it.
    pub media: u64,
    /// Their bytes.
    pub bytes: u64,
    /// Originals that should be in it and could not: gone or damaged when it was made.
    pub lost: Vec<Lost>,
}

/// A custody log at a moment.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Log {
    /// Its public key (C2SP `vkey`).
    pub key: String,
    /// How many events.
    pub events: u64,
    /// The tree's root, Base64.
    pub root: String,
    /// The signed head; none before the first event.
    pub head: Option<String>,
}

/// A file's SHA-256 and size.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Measure {
    /// In hexadecimal.
    pub sha256: String,
    /// Bytes.
    pub size: u64,
}

/// An original that is not in a snapshot.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Lost {
    /// Its name.
    pub sha256: String,
    /// Why it is not there.
    pub why: String,
}

/// Why a manifest cannot be used.
pub(super) enum Unusable {
    /// It was made by a newer version.
    Newer,
    /// It is damaged; in words.
    Damaged(String),
}

impl Manifest {
    /// Writes it and its digest into the snapshot's folder.
    pub(super) fn write(&self, snapshot: &Path) -> Result<()> {
        let mut text = serde_json::to_vec_pretty(self).map_err(|error| super::rows::unwritable(MANIFEST, &error))?;
        text.push(b'\n');
        folder::write(&snapshot.join(MANIFEST), &text)?;
        folder::write(&snapshot.join(DIGEST), digest(&text).as_bytes())
    }

    /// Reads it if it is what its digest says.
    pub(super) fn read(snapshot: &Path) -> std::result::Result<Self, Unusable> {
        let unreadable = |name: &str, error: &dyn std::fmt::Display| Unusable::Damaged(format!("{name}: {error}"));
        let text = fs::read(snapshot.join(MANIFEST)).map_err(|error| unreadable(MANIFEST, &error))?;
        let said = fs::read(snapshot.join(DIGEST)).map_err(|error| unreadable(DIGEST, &error))?;
        if said != digest(&text).as_bytes() {
            return Err(Unusable::Damaged(format!("{MANIFEST} is not what {DIGEST} says")));
        }
        #[derive(Deserialize)]
        struct Form {
            format: u32,
        }
        match serde_json::from_slice::<Form>(&text) {
            Ok(form) if form.format > FORMAT => return Err(Unusable::Newer),
            _ => {}
        }
        serde_json::from_slice(&text).map_err(|error| unreadable(MANIFEST, &error))
    }
}

/// As `sha256sum` writes it.
fn digest(manifest: &[u8]) -> String {
    format!("{}  {MANIFEST}\n", sha256(manifest))
}
