//! The parts of an edition. All text is plain; renderers escape it. Numbers are whole, so that the bytes are canonical.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::{
    claims::assertion::Stance,
    publish::hedge::{Aspect, Certainty, Figure},
    vocabulary,
};

vocabulary! {
    /// What a sentence is.
    pub enum Kind as "kind of sentence" {
        /// Rests on what sources said and on findings; its certainty is computed.
        Reported = "reported",
        /// What the desk itself sees in footage that it names.
        Observation = "observation",
        /// Common knowledge that helps to understand.
        Context = "context",
    }
}

/// One sentence.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Sentence {
    /// Stays the same from version to version.
    pub id: String,
    /// What it is.
    pub kind: Kind,
    /// As published.
    pub text: String,
    /// What the writer wrote, without the hedge.
    pub clause: String,
    /// As firmly as it speaks.
    pub certainty: Certainty,
    /// As firmly as it may speak by what it rests on.
    pub computed: Certainty,
    /// Why it speaks more firmly than computed.
    pub raised: Option<Raised>,
    /// Everything it rests on, rivals included.
    pub rests_on: Vec<Basis>,
    /// What could not be verified.
    pub unverified: Vec<Aspect>,
    /// Whether it blames somebody.
    pub accuses: bool,
}

/// An editor's decision to speak more firmly than computed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Raised {
    /// Who.
    pub editor: String,
    /// Why.
    pub reason: String,
    /// The decision as readers are told of it.
    pub text: String,
}

/// One thing a sentence or an explainer's line rests on.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Basis {
    /// The desk's reference: `assertion:...`, `finding:...`, `footage:12`.
    pub reference: String,
    /// Which claim it is about.
    pub claim: Option<String>,
    /// Who says so, as it may be published; the desk's name for a finding.
    pub who: String,
    /// What the source is: `person`, `outlet`, `witness`, ...; none where nobody said, and for findings and footage.
    pub source_kind: Option<String>,
    /// What the source does to the claim; none for findings and footage.
    pub stance: Option<Stance>,
    /// The exact words; the method of a finding.
    pub words: String,
    /// Their language, BCP 47.
    pub language: Option<String>,
    /// In the report's language.
    pub translation: Option<String>,
    /// When it was said, in words.
    pub when: String,
    /// Through whom the source has it, nearest first.
    pub via: Vec<String>,
    /// Where it was said.
    pub link: Option<Link>,
    /// The quantity it states.
    pub figure: Option<Figure>,
    /// Voices that repeat one another share a number; counts from 1 within the report, 0 for findings and footage.
    pub origin: i64,
    /// The state of a finding.
    pub state: Option<Certainty>,
    /// What a finding is about.
    pub aspect: Option<Aspect>,
}

/// An address, and the copy that was kept of it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Link {
    /// Where it was.
    pub url: String,
    /// The SHA-256 of the copy that was kept.
    pub archived: Option<String>,
}

impl Link {
    /// Addresses come from posts: only those that lead to the web become links.
    pub fn is_web(&self) -> bool {
        ["https://", "http://"].iter().any(|scheme| self.url.starts_with(scheme))
    }
}

/// What readers are told before any medium.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Warning {
    /// The highest of the media.
    pub severity: i64,
    /// What is seen or heard, and when, of each.
    pub words: Vec<String>,
}

vocabulary! {
    /// What a medium is.
    pub enum MediaKind as "kind of medium" {
        /// Moving pictures.
        Video = "video",
        /// A picture.
        Photo = "photo",
        /// Sound.
        Sound = "sound",
    }
}

/// A photo, video or sound.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Medium {
    /// The evidence: SHA-256 of the file as received.
    pub sha256: String,
    /// The file that may be shown, relative to the page; none where it is described only.
    pub file: Option<String>,
    /// What it is.
    pub kind: MediaKind,
    /// `F-12`.
    pub footage: String,
    /// 0 to 4.
    pub severity: i64,
    /// What is seen or heard, by a person who looked.
    pub words: String,
    /// Who made it, as it may be published; none where unknown.
    pub maker: Option<String>,
    /// Rights and permission.
    pub rights: String,
    /// The earliest known appearance: when, where, by whom.
    pub first_seen: Option<String>,
    /// Its instant, RFC 3339.
    pub first_seen_utc: Option<String>,
    /// Addresses where it appeared.
    pub appearances: Vec<String>,
    /// Whether the shown file is a copy in which faces or places are blurred.
    pub blurred: bool,
    /// Why somebody who could be harmed is shown all the same, by an editor.
    pub shown_because: Option<Raised>,
    /// Who could be harmed by being recognised: `minor`, `victim`, `detainee`, `home`.
    pub at_risk: Vec<String>,
    /// The schema.org member of `MediaManipulationRatingEnumeration`, where findings decide it.
    pub rating: Option<String>,
    /// Why that rating: the finding's reasoning.
    pub rating_reason: Option<String>,
}

/// A correction.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Correction {
    /// Stays the same from version to version.
    pub id: String,
    /// The version it led to.
    pub version: i64,
    /// When, RFC 3339.
    pub when: String,
    /// What was wrong.
    pub wrong: String,
    /// What is right.
    pub right: String,
    /// Why.
    pub why: String,
    /// Whether a finding changed: such a correction stands at the top, others at the foot.
    pub finding: bool,
    /// Whole sentence in the report's language: "An earlier version referred to ...".
    pub text: String,
}

/// "Who are they?"
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Explainer {
    /// `E-7`.
    pub entity: String,
    /// The name used in the report.
    pub name: String,
    /// `person`, `group`, `organisation`, `place`, `vehicle`, `weapon`.
    pub kind: String,
    /// Other names, each with what it is.
    pub names: Vec<String>,
    /// What is known of them, each line with what it rests on.
    pub lines: Vec<Relation>,
    /// When a person last checked it, RFC 3339.
    pub checked: String,
    /// The same as readers are told of it.
    pub checked_text: String,
}

/// One line of an explainer: a relation with its period.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Relation {
    /// The relation's reference.
    pub reference: String,
    /// From whom: name.
    pub subject: String,
    /// `member of`, `allied with`, ...
    pub predicate: String,
    /// To whom: name.
    pub object: String,
    /// When it held, in words; empty where unknown.
    pub period: String,
    /// As a sentence.
    pub text: String,
    /// What it rests on.
    pub rests_on: Vec<Basis>,
}

/// "Read more".
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Related {
    /// `I-3` or `R-2`.
    pub reference: String,
    /// Its title.
    pub title: String,
    /// Its address, where it is published.
    pub url: Option<String>,
    /// Why it is offered: near, about the same time, same entities.
    pub why: String,
}

/// A position on Earth, WGS 84, in ten-millionths of a degree (about a centimetre).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Position {
    /// North of the equator.
    pub latitude_e7: i64,
    /// East of Greenwich.
    pub longitude_e7: i64,
    /// How far off it may be.
    pub precision_metres: i64,
}

/// What a report is about.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Incident {
    /// `I-3`.
    pub reference: String,
    /// Its title.
    pub title: String,
    /// When, in words.
    pub when: String,
    /// Not before, RFC 3339.
    pub earliest: Option<String>,
    /// Not after, RFC 3339.
    pub latest: Option<String>,
    /// Where, in words.
    pub place: String,
    /// Where, as a position.
    pub position: Option<Position>,
    /// Everybody and everything involved.
    pub parties: Vec<Party>,
}

/// An entity that takes part.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Party {
    /// `E-7`.
    pub entity: String,
    /// Its name.
    pub name: String,
    /// Its kind.
    pub kind: String,
}
