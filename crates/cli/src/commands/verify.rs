//! `firsthand verify`: is everything as it was kept?

use std::process::ExitCode;

use anyhow::Result;
use clap::Args;
use desk::preserve;

use crate::{open::DeskArgs, output, progress::Terminal};

/// Re-read every kept byte and the custody log, and name every fault
#[derive(Args)]
pub struct Verify {
    /// Print the whole verdict as JSON
    #[arg(long)]
    json: bool,
}

impl Verify {
    pub async fn run(self, desk: &DeskArgs) -> Result<ExitCode> {
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
}
