//! `firsthand add`: what came in, kept and matched.

use std::{path::PathBuf, process::ExitCode};

use anyhow::Result;
use clap::Args;
use desk::intake;

use super::incoming::Incoming;
use crate::open::DeskArgs;

/// Keep files, folders, archives and posts as evidence, and match them against everything kept
#[derive(Args)]
pub struct Add {
    /// Files, folders (with everything in them), zip and tar archives, descriptions of posts
    #[arg(required = true, value_name = "PATH")]
    paths: Vec<PathBuf>,
    /// Keep only; the next `firsthand add` or `firsthand desk` examines and matches
    #[arg(long)]
    keep_only: bool,
}

impl Add {
    pub async fn run(self, desk: &DeskArgs) -> Result<ExitCode> {
        let desk = desk.open().await?;
        let incoming = Incoming::new();
        let outcome = intake::add(&desk, &self.paths, incoming.monitor(), &|item| incoming.each(item)).await;
        incoming.finish(&desk, outcome, self.keep_only).await
    }
}
