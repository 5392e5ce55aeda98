//! From kept bytes to fingerprints: what is read from a medium, the layers that copy detection keeps of it, and its veil.

mod facts;
mod hash;
mod layers;
mod learned;
mod made;
mod opened;
mod picture;
mod sound;
mod veil;

pub use copydetect::pdq;
pub use facts::{Facts, facts};
pub use hash::hash;
pub(crate) use layers::put;
pub use layers::{LAYERS, Layer, Progress, State, all, ready};
pub(crate) use learned::CopyModel;
pub(crate) use made::{keep, make_due, make_veil, of_medium, tool_is_missing};
pub use opened::Opened;
pub(crate) use picture::PICTURE;
pub use picture::{glimpse, worth_a_glimpse};
