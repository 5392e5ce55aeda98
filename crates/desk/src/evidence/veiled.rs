//! What does not leave the desk: whatever would tell who a sealed source is.
//!
//! Rows lose the words that tell it. Originals that a sealed source posted stay, and so do documents that name it; of files
//! that cannot be searched (archives, PDF) nobody can say, so they stay as well while there is a sealed source.

use std::collections::BTreeSet;

use serde_json::Value;

use crate::{
    Desk, args,
    error::{Error, Result},
    publish::{
        rules::found_in,
        sealed::{of_sealed, secrets, sources},
    },
};

/// Documents larger than this are not searched.
const SEARCHED: u64 = 64 << 20;
/// What stands where words would have told it.
pub(super) const WORDS: &str = "[withheld: it would tell who a sealed source is]";

/// The secrets of this desk.
#[derive(Debug)]
pub(super) struct Veiled {
    secrets: Vec<String>,
    /// The secrets, and the names that were made up for witnesses: in rows these are nobody's business either.
    in_rows: Vec<String>,
    sources: BTreeSet<String>,
}

impl Veiled {
    pub(super) async fn of(desk: &Desk) -> Result<Self> {
        let secrets = secrets(desk).await?;
        let mut in_rows = secrets.clone();
        let made_up = "SELECT DISTINCT name FROM source_profile WHERE kind = 'witness'";
        in_rows.extend(desk.db.all::<(String,)>(made_up, args![]).await?.into_iter().map(|(name,)| name));
        Ok(Self { secrets, in_rows, sources: sources(desk).await?.into_iter().collect() })
    }

    /// Whether the source's identity is sealed.
    pub(super) fn sealed(&self, source: &str) -> bool {
        self.sources.contains(source)
    }

    /// Whether the bytes tell one of the secrets.
    pub(super) fn tell(&self, bytes: &[u8]) -> bool {
        found_in(bytes, &self.secrets)
    }

    /// Whether the bytes tell one of them in a row of a table.
    pub(super) fn tell_in_row(&self, bytes: &[u8]) -> bool {
        found_in(bytes, &self.in_rows)
    }

    /// The value with every string replaced that tells a secret.
    pub(super) fn without(&self, value: Value) -> Value {
        if self.in_rows.is_empty() {
            return value;
        }
        match value {
            Value::String(text) if self.tell_in_row(text.as_bytes()) => Value::String(WORDS.into()),
            Value::Array(items) => Value::Array(items.into_iter().map(|item| self.without(item)).collect()),
            Value::Object(fields) => fields
                .into_iter()
                .map(|(name, value)| {
                    let name = if self.tell_in_row(name.as_bytes()) { WORDS.to_owned() } else { name };
                    (name, self.without(value))
                })
                .collect(),
            other => other,
        }
    }

    /// Why an original stays at the desk, if it does.
    pub(super) async fn withheld(&self, desk: &Desk, sha256: &str) -> Result<Option<&'static str>> {
        if self.sources.is_empty() {
            return Ok(None);
        }
        if of_sealed(desk, sha256).await? {
            return Ok(Some("it is from a sealed source"));
        }
        let read: Vec<(String,)> = desk.db.all("SELECT json FROM metadata WHERE sha256 = $1", args![sha256]).await?;
        if read.iter().any(|(json,)| self.tell(json.as_bytes())) {
            return Ok(Some("its metadata would tell who a sealed source is"));
        }
        let facts: Option<(String, i64)> =
            desk.db.first("SELECT kind, size FROM media WHERE sha256 = $1", args![sha256]).await?;
        let Some((kind, size)) = facts else { return Ok(None) };
        if ["photo", "video", "sound"].contains(&kind.as_str()) {
            return Ok(None);
        }
        if u64::try_from(size).is_ok_and(|size| size > SEARCHED) {
            return Ok(Some("it is too large to be searched for who a sealed source is"));
        }
        let kept = match desk.vault().file(sha256).await {
            // The copy will find out and say so.
            Err(Error::Blobs(_)) => return Ok(None),
            kept => kept?,
        };
        let Ok(bytes) = std::fs::read(kept.path()) else { return Ok(None) };
        Ok(match std::str::from_utf8(&bytes) {
            Err(_) => Some("it cannot be searched for who a sealed source is"),
            Ok(_) if self.tell(&bytes) => Some("it would tell who a sealed source is"),
            Ok(_) => None,
        })
    }
}
