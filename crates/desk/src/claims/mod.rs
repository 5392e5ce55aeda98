//! Who says what: sources, entities, incidents, claims and the assertions about them.
//!
//! A [`claim`] is a proposition; an [`assertion`] is one source's stance to it, with exact words, when and where it was
//! said and on what basis. Nobody's claim is stored as a fact: names and relations of entities rest on assertions, and
//! contradictory ones stand beside each other. Everything is append-only; what was wrong is replaced or withdrawn by an
//! [`amend`]ment, and everything that rests on it is put under review in the same transaction.

pub mod amend;
pub mod assertion;
pub mod capture;
pub mod claim;
pub mod conflicts;
pub mod entity;
pub mod gazetteer;
pub mod incident;
pub mod names;
pub mod object;
pub mod origins;
pub mod place;
pub mod predicate;
pub mod relation;
pub mod same;
pub mod say;
pub mod source;
pub mod standing;
#[cfg(test)]
mod tests;
mod text;
pub mod time;

use crate::{preserve::custody::RecordKind, rests};

/// Everything that is recorded here, for verification.
pub const RECORDS: &[RecordKind] = &[
    RecordKind::of::<rests::Review>(),
    RecordKind::of::<rests::ReviewSettlement>(),
    RecordKind::of::<amend::Amendment>(),
    RecordKind::of::<source::Profile>(),
    RecordKind::of::<source::Handle>(),
    RecordKind::of::<entity::Entity>(),
    RecordKind::of::<entity::Name>(),
    RecordKind::of::<relation::Relation>(),
    RecordKind::of::<incident::Incident>(),
    RecordKind::of::<incident::Outline>(),
    RecordKind::of::<incident::Attachment>(),
    RecordKind::of::<claim::Claim>(),
    RecordKind::of::<assertion::Assertion>(),
    RecordKind::of::<same::Decision>(),
    RecordKind::of::<conflicts::ConflictAct>(),
];
