//! Copy detection: has this footage been seen before?
//!
//! The crate turns decoded pictures into fingerprints ([`photo`], [`VideoPrinter`]), keeps fingerprints in a searchable
//! [`Library`], and answers which of them a new one shows, which seconds lie on which, and what was changed. It reads no
//! file, starts no process and never panics on what it is given.
#![forbid(unsafe_code)]

mod align;
mod boxes;
mod changes;
mod compare;
mod fast;
mod features;
mod geometry;
pub mod index;
mod judge;
mod layers;
mod learned;
mod library;
mod parts;
pub mod pdq;
mod picture;
mod print;

pub use align::{Sighting, align};
pub use changes::{Changes, Kind, Region, Segment};
pub use layers::Layers;
pub use learned::Learned;
#[cfg(feature = "learned")]
pub use learned::{Model, ModelError};
pub use library::{Candidate, LEAD, Library, THRESHOLD};
pub use parts::{Parts, parts};
pub use picture::{Gray, Luma, Rgb};
pub use print::{
    FRAME_RATE, FRAME_SIDE, Frame, PHOTO_SIDE, PhotoPrint, Print, PrintError, VideoPrint, VideoPrinter, photo,
};
