//! From kept bytes to fingerprints: what is read from a medium, what copy detection keeps of it, and its veil.

mod pixels;
mod veil;

pub use pixels::{Facts, facts, print_of};
pub(crate) use veil::veil;

/// The layer of fingerprints that this version makes and matches. A later layer gets its own name and is added in the
/// background; prints of this one stay valid.
pub const LAYER: &str = "copydetect/1";
