//! From kept bytes to fingerprints: what is read from a medium, the layers that copy detection keeps of it, and its veil.

mod facts;
mod layers;
mod learned;
mod made;
mod opened;
mod parts;
mod picture;
mod veil;

pub use facts::{Facts, facts};
pub(crate) use layers::put;
pub use layers::{LAYERS, Layer, Progress, State, all, ready};
pub(crate) use learned::CopyModel;
pub(crate) use made::{Made, due, keep, make, make_veil, of_medium};
pub use opened::Opened;
