//! The small pieces that several screens share.

use serde::Serialize;
use utoipa::ToSchema;

use crate::{
    clock::{self, Micros},
    ids::FootageRef,
};

/// An instant, for machines and for people.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct Instant {
    /// RFC 3339 in UTC.
    pub utc: String,
    /// `2026-03-02 14:05 UTC`.
    pub plain: String,
}

impl From<Micros> for Instant {
    fn from(at: Micros) -> Self {
        Self { utc: clock::rfc3339(at), plain: clock::plain(at) }
    }
}

/// An uncertain time: somewhere between two instants, with the words it came from and on what it rests.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct Interval {
    /// Not before.
    pub earliest: Instant,
    /// Not after.
    pub latest: Instant,
    /// As written by whoever stated it.
    pub words: String,
    /// On what it rests, in plain words: "stated by the platform", "local time, zone unknown", ...
    pub basis: String,
    /// For reading: one instant, or "between ... and ...".
    pub plain: String,
}

impl Interval {
    /// From stored columns.
    pub fn new(earliest: Micros, latest: Micros, words: String, basis: String) -> Self {
        let plain = clock::plain_interval(earliest, latest);
        Self { earliest: earliest.into(), latest: latest.into(), words, basis, plain }
    }
}

/// How distressing, 0 to 4, and what a person wrote about it. Unknown shows as 3.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct Severity {
    /// As shown: 0 none, 1 upsetting context, 2 injury or blood, 3 death or mutilation, 4 extreme.
    pub level: i64,
    /// False while nobody has described it; `level` is 3 then.
    pub known: bool,
    /// The level in words.
    pub name: String,
    /// What a person who looked wrote, so that others need not look. Empty while unknown.
    pub words: String,
    /// Who described it.
    pub by: Option<String>,
    /// When.
    pub at: Option<Instant>,
}

impl Severity {
    /// The names of the levels, 0 to 4.
    pub const NAMES: [&'static str; 5] =
        ["none", "upsetting context", "injury or blood", "death or mutilation", "extreme"];

    /// Nobody has described it yet.
    pub fn unknown() -> Self {
        Self {
            level: 3,
            known: false,
            name: "not yet described, treated as severe".into(),
            words: String::new(),
            by: None,
            at: None,
        }
    }

    /// As a person described it.
    pub fn described(level: i64, words: String, by: String, at: Micros) -> Self {
        let level = level.clamp(0, 4);
        let name = Self::NAMES[usize::try_from(level).unwrap_or(4)].to_owned();
        Self { level, known: true, name, words, by: Some(by), at: Some(at.into()) }
    }
}

/// What is wrong with an item and what a person can do.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct Trouble {
    /// What.
    pub what: String,
    /// What to do.
    pub hint: String,
}

/// One post, in a line.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct PostLine {
    /// The desk's identifier of the post.
    pub id: String,
    /// `telegram`, `youtube`, ..., `unknown`.
    pub platform: String,
    /// The source's handle, else its name, else "unknown source".
    pub source: String,
    /// The source's display name where it differs.
    pub source_name: Option<String>,
    /// The post's address.
    pub url: Option<String>,
    /// The post's own words, in its own language; foreign text.
    pub text: String,
    /// BCP 47 tag where the platform stated one.
    pub language: Option<String>,
    /// When it was posted, where known.
    pub posted: Option<Interval>,
    /// How often this post was seen with different content; 1 when it was never edited.
    pub observations: i64,
}

/// The earliest known appearance of footage and why it is held to be the earliest.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct Earliest {
    /// The footage.
    #[schema(value_type = String)]
    pub footage: FootageRef,
    /// The media shown there.
    pub sha256: String,
    /// Its file name.
    pub name: String,
    /// Not later than this.
    pub latest: Instant,
    /// One sentence: "posted 2026-03-02 14:05 UTC by @riverwatch on telegram (stated by the platform), 3 days before the next".
    pub reason: String,
}
