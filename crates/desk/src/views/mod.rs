//! What the screens, the commands and the JSON API show: read-only, one struct a screen, no decisions.
//!
//! The structures here are the JSON API's contract (the web crate derives its OpenAPI document from them), so a field
//! is renamed only with a new API version. Times are RFC 3339 strings in UTC; `*_plain` is the same for reading.

pub mod claims;
pub mod doctor;
pub mod entities;
pub mod findings;
pub mod footage;
pub mod inbox;
pub mod matches;
pub mod matching;
mod named;
pub mod parts;
pub mod reports;
mod rows;
pub mod sources;
mod watches;

pub use doctor::{Check, doctor};
pub use footage::{
    AppearanceRow, CustodyRow, FootagePage, MediaRow, MetadataTable, called, footage, footage_of, medium,
};
pub use inbox::{InboxCounts, InboxItem, InboxPage, InboxQuery, inbox, seen_among, trouble};
pub use matches::{MatchRow, SegmentRow, pair};
pub use matching::{BandRow, Choice, LayerRow, MarkRow, MatchingPage, layers, matching};
pub use named::Named;
pub use parts::{Earliest, Instant, Interval, PostLine, Severity, Trouble};
pub use watches::{WatchRow, watches};
