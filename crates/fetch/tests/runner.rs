//! All integration tests of fetch, in one binary.
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

mod archive;
mod guarded;
mod honest;
mod hostile;
mod servers;
