//! What the sandbox does with real, damaged and hostile files, tried with the real tools in the real jail.
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

mod hostile;
mod jail;
mod material;
mod metadata;
mod photos;
mod sniffing;
mod sound;
mod videos;
