//! Findings: what the desk itself holds to be so, with how it came to it and what it rests on.
//!
//! A [`finding`] is a verdict on a pillar of footage or on a claim. It is never changed: another one supersedes it, and
//! what rested on the old one goes under review. Where the desk's [`rules`] ask for it, a [`reading`] by a second person
//! has to agree before it is in force. A [`search`] that found nothing older is a finding that expires. [`standing`] is
//! how things stand now; [`worksheets`] are computations that a colleague can repeat.

pub mod finding;
pub mod pillar;
pub mod reading;
pub mod reference;
pub mod rules;
pub mod search;
pub mod standing;
pub mod worksheets;

pub use finding::{Evidence, Finding, NewFinding, find};
pub use pillar::{Likelihood, Pillar, State};

use crate::preserve::custody::RecordKind;

/// Everything that is recorded here, for verification.
pub const RECORDS: &[RecordKind] = &[
    RecordKind::of::<Finding>(),
    RecordKind::of::<reading::Reading>(),
    RecordKind::of::<search::Expiry>(),
    RecordKind::of::<worksheets::kept::Worksheet>(),
];

#[cfg(test)]
mod tests;
