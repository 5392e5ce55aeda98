//! The custody log: every act on evidence, as an event in an append-only Merkle tree (RFC 6962).
//!
//! An event is written in the same transaction as the change it records, so neither exists without the other. The leaf
//! is the event's stored bytes. The head is a signed C2SP checkpoint. Personal values enter events only as salted
//! commitments, so that erasing them later leaves every proof valid. `doc/custody.md` is the specification.

mod change;
mod check;
mod event;
mod excerpt;
mod key;
mod proof;
mod record;

pub use change::{Change, Custody, Logged};
pub(crate) use check::Tree;
pub use check::{LogFault, check};
pub(crate) use event::commit;
pub use event::{Act, Event};
pub use excerpt::{CheckedExcerpt, check_excerpt, excerpt};
pub use key::{Head, LogKey, open_checkpoint};
pub use proof::Proof;
pub use record::{Record, RecordKind, Recorded};
