//! One event: who did what to which object, when.

use serde_json::{Map, Value, json};

use crate::{
    clock::{self, Micros},
    error::Result,
    preserve::sha256,
};

/// What can be done to evidence.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Act {
    /// Bytes reached the desk and were kept.
    Received,
    /// The web was asked, and the answer kept whole.
    Captured,
    /// A post was seen, with this content.
    Observed,
    /// Metadata were read from a kept medium, or it proved unreadable.
    Read,
    /// Fingerprints were made.
    Fingerprinted,
    /// It was compared with everything kept.
    Matched,
    /// A person looked at it.
    Viewed,
    /// A person described it and rated how distressing it is.
    Described,
    /// A person confirmed or rejected a match.
    Decided,
    /// A person marked a part of it as common, or released the mark.
    Marked,
    /// A person changed a setting of the desk.
    Set,
    /// A person had every byte checked.
    Verified,
    /// A person recorded something: a claim, an assertion, a name, an incident.
    Recorded,
    /// A person replaced or withdrew what was recorded.
    Amended,
    /// A thing was said to rest on others.
    Bound,
    /// What rests on a thing that changed was put under review.
    Reopened,
    /// A person settled a review or a conflict.
    Settled,
    /// A version of a report was published.
    Published,
    /// A person was shown the identity of a sealed source.
    Unsealed,
    /// The original left the desk in an evidence package.
    Exported,
    /// What a person said to be good until a time was not renewed.
    Expired,
    /// The desk was restored from a backup, as it was at the event before this one.
    Restored,
}

impl Act {
    /// As written in the log.
    pub fn name(self) -> &'static str {
        match self {
            Self::Received => "received",
            Self::Captured => "captured",
            Self::Observed => "observed",
            Self::Read => "read",
            Self::Fingerprinted => "fingerprinted",
            Self::Matched => "matched",
            Self::Viewed => "viewed",
            Self::Described => "described",
            Self::Decided => "decided",
            Self::Marked => "marked",
            Self::Set => "set",
            Self::Verified => "verified",
            Self::Recorded => "recorded",
            Self::Amended => "amended",
            Self::Bound => "bound",
            Self::Reopened => "reopened",
            Self::Settled => "settled",
            Self::Published => "published",
            Self::Unsealed => "unsealed",
            Self::Exported => "exported",
            Self::Expired => "expired",
            Self::Restored => "restored",
        }
    }
}

/// An event on its way into the log.
#[derive(Clone, Debug)]
pub struct Event {
    pub(super) act: Act,
    pub(super) object: String,
    pub(super) detail: Map<String, Value>,
    pub(super) personal: Vec<(&'static str, Vec<u8>)>,
}

impl Event {
    /// `object` is a kind and a name, such as `media:9f86d0...` or `post:0198...`.
    pub fn new(act: Act, object: impl Into<String>) -> Self {
        Self { act, object: object.into(), detail: Map::new(), personal: Vec::new() }
    }

    /// On a kept medium.
    pub fn media(act: Act, sha256: &str) -> Self {
        Self::new(act, format!("media:{sha256}"))
    }

    /// Adds a fact that identifies nobody: hashes, sizes, scores as text. Numbers are whole, so that the JSON is
    /// canonical (RFC 8785) without float formatting.
    #[must_use]
    pub fn with(mut self, name: &str, value: impl Into<Value>) -> Self {
        self.detail.insert(name.to_owned(), value.into());
        self
    }

    /// Adds a value that may identify a person: only its salted commitment is logged.
    #[must_use]
    pub fn personal(mut self, name: &'static str, value: impl Into<Vec<u8>>) -> Self {
        self.personal.push((name, value.into()));
        self
    }

    /// The canonical bytes that become the leaf, and the commitments to store beside it.
    pub(super) fn seal(self, seq: i64, at: Micros, by: &str, salt: impl Fn() -> Result<[u8; 16]>) -> Result<Sealed> {
        let mut commitments = Vec::new();
        let mut personal = Map::new();
        for (name, value) in self.personal {
            let salt = salt()?;
            let digest = commit(&salt, &value);
            personal.insert(name.to_owned(), json!(digest));
            commitments.push(Commitment { name, digest, salt, value });
        }
        // serde_json's map is ordered by key, and no value is a float: this is RFC 8785's form.
        let body = json!({
            "act": self.act.name(), "at": clock::rfc3339(at), "by": by, "detail": self.detail, "object": self.object,
            "personal": personal, "seq": seq,
        });
        Ok(Sealed { act: self.act, object: self.object, body: body.to_string().into_bytes(), commitments })
    }
}

/// An event as it is stored.
pub(super) struct Sealed {
    pub act: Act,
    pub object: String,
    pub body: Vec<u8>,
    pub commitments: Vec<Commitment>,
}

/// A personal value behind its digest.
pub(super) struct Commitment {
    pub name: &'static str,
    pub digest: String,
    pub salt: [u8; 16],
    pub value: Vec<u8>,
}

/// SHA-256(salt || value), in hexadecimal.
pub(crate) fn commit(salt: &[u8], value: &[u8]) -> String {
    sha256(&[salt, value].concat())
}
