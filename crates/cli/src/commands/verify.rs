//! `firsthand verify`: is everything as it was kept?

use std::{
    fs::File,
    path::{Path, PathBuf},
    process::ExitCode,
};

use anyhow::{Context as _, Result};
use clap::Args;
use desk::{evidence, preserve, publish::package};

use crate::{open::DeskArgs, output, progress::Terminal};

/// Re-read every kept byte and the custody log, and name every fault
#[derive(Args)]
pub struct Verify {
    /// Print the whole verdict as JSON
    #[arg(long)]
    json: bool,
    /// Check an evidence package instead, a report's ZIP or an exported folder: its files, and that its events are in the log
    /// that its head covers. Needs no data folder
    #[arg(long, value_name = "PACKAGE")]
    package: Option<PathBuf>,
}

impl Verify {
    pub async fn run(self, desk: &DeskArgs) -> Result<ExitCode> {
        if let Some(file) = &self.package {
            return self.check(file);
        }
        let desk = desk.open().await?;
        let terminal = Terminal::new();
        let verdict = preserve::verify(&desk, &terminal).await?;
        drop(terminal);
        if self.json {
            output::line(serde_json::to_string_pretty(&verdict)?)?;
        } else {
            for fault in &verdict.faults {
                output::line(format!("{}\t{}", fault.object, fault.what))?;
            }
            for name in &verdict.unnamed {
                eprintln!("note: {name} is in the vault but in no record: left by an interrupted intake, harmless");
            }
        }
        eprintln!(
            "{} media ({} bytes) and {} custody events checked: {} faults",
            verdict.media,
            verdict.bytes,
            verdict.events,
            verdict.faults.len()
        );
        // A damaged log refuses to grow; the verdict stands without its event then.
        if let Err(error) = preserve::record(&desk, &verdict).await {
            eprintln!("note: this verification could not be logged: {error}");
        }
        desk.close().await;
        Ok(if verdict.faults.is_empty() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
    }
    fn check(&self, file: &Path) -> Result<ExitCode> {
        let checked = if file.is_dir() {
            evidence::check(file)?
        } else {
            package::check(File::open(file).with_context(|| format!("{} cannot be read", file.display()))?)?
        };
        if self.json {
            output::line(serde_json::to_string_pretty(&checked)?)?;
        } else {
            checked.faults.iter().try_for_each(output::line)?;
        }
        for missing in &checked.missing {
            eprintln!("note: {missing}");
        }
        eprintln!(
            "{} files and {} custody events checked: {} faults; the head is signed by {}",
            checked.files,
            checked.events,
            checked.faults.len(),
            checked.key
        );
        Ok(if checked.faults.is_empty() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
    }
}
