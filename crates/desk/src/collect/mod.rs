//! What was published, as files describe it.

pub mod formats;
