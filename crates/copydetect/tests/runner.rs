//! All integration tests of copydetect, in one binary.
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]
#![expect(clippy::print_stdout, reason = "a test that measures says what it measured")]

mod additions;
mod copies;
mod footage;
mod geometry;
mod growth;
mod hostile;
#[cfg(feature = "learned")]
mod learned;
mod parts;
mod pdq;
mod prints;
mod scenes;
mod sound;
