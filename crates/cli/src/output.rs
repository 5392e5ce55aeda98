//! Answers on stdout.

use std::io::{self, Write as _};

use anyhow::Result;
use clap::ValueEnum;

/// How to answer.
#[derive(Clone, Copy, Default, PartialEq, Eq, ValueEnum)]
pub enum Format {
    /// Lines for reading
    #[default]
    Text,
    /// JSON for programs
    Json,
}

/// Writes a line, flushed, so that a reader of a pipe has every answer as soon as it is durable.
pub fn line(text: impl std::fmt::Display) -> Result<()> {
    let mut out = io::stdout().lock();
    writeln!(out, "{text}")?;
    out.flush()?;
    Ok(())
}

/// Whether the error is only that whoever read our output has gone (`firsthand add ... | head`).
pub fn is_broken_pipe(error: &anyhow::Error) -> bool {
    error
        .chain()
        .any(|cause| cause.downcast_ref::<io::Error>().is_some_and(|cause| cause.kind() == io::ErrorKind::BrokenPipe))
}
