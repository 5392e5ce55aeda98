//! Copy detection: has this footage been seen before?
//!
//! The crate turns decoded pictures and sound into fingerprints ([`photo`], [`VideoPrinter`], [`SoundPrinter`]), keeps fingerprints in a searchable
//! [`Library`], and answers which of them a new one shows, which seconds lie on which, and what was changed. It reads no
//! file, starts no process and never panics on what it is given.
#![forbid(unsafe_code)]

mod align;
mod boxes;
mod changes;
mod compare;
mod difference;
mod fast;
mod features;
mod geometry;
pub mod index;
mod judge;
mod layers;
mod learned;
mod library;
mod overlay;
mod parts;
pub mod pdq;
mod picture;
mod print;
mod sound;
mod stored;

pub use align::{Sighting, align};
pub use changes::{Added, Addition, Changes, Colour, Kind, Region, Segment, Sound, Surround};
pub use layers::Layers;
pub use learned::Learned;
#[cfg(feature = "learned")]
pub use learned::{Model, ModelError};
pub use library::{Candidate, Heard, LEAD, Library, Merge, Prints, Shelf, THRESHOLD};
pub use overlay::Overlay;
pub use picture::{Gray, Luma, Rgb};
pub use print::{
    FRAME_RATE, FRAME_SIDE, Frame, PHOTO_SIDE, PhotoPrint, Print, PrintError, VideoPrint, VideoPrinter, photo,
};
pub use sound::{SOUND_RATE, SoundPrint, SoundPrinter};
pub use stored::{Bytes, StoredError};
