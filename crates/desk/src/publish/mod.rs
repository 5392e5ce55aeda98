//! Publishing: reports whose every sentence can be traced, and corrections that reach every copy.
//!
//! A [`report`] is written sentence by sentence, each bound to what it rests on. [`hedge`] says how firmly a sentence may
//! speak, [`rules`] what may be published, [`edition`] what was published and in which formats. [`versions`] never
//! change; [`corrections`] are drafted when what they rest on does. [`words`] holds the languages, [`package`] hands it
//! all over with the evidence, [`site`] writes what a web server serves.

pub(crate) mod assemble;
pub mod corrections;
pub mod edition;
mod explain;
mod ground;
pub mod hedge;
mod labels;
pub mod package;
pub mod report;
pub mod rules;
pub(crate) mod sealed;
pub mod site;
pub mod versions;
pub mod words;

#[cfg(test)]
mod tests;

pub use labels::labels;

use crate::preserve::custody::RecordKind;

/// Everything that is recorded here, for verification.
pub const RECORDS: &[RecordKind] = &[
    RecordKind::of::<report::Report>(),
    RecordKind::of::<report::Outline>(),
    RecordKind::of::<report::Written>(),
    RecordKind::of::<report::Shown>(),
    RecordKind::of::<report::Checked>(),
    RecordKind::of::<versions::Version>(),
    RecordKind::of::<versions::Rendering>(),
    RecordKind::of::<versions::Corrected>(),
];
