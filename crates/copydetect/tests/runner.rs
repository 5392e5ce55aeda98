//! All integration tests of copydetect, in one binary.
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

mod copies;
mod footage;
mod geometry;
mod hostile;
#[cfg(feature = "learned")]
mod learned;
mod parts;
mod pdq;
mod prints;
mod scenes;
