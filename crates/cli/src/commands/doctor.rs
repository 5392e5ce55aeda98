//! `firsthand doctor`: what works here?

use std::process::ExitCode;

use anyhow::Result;
use clap::Args;
use desk::views;

use crate::{open::DeskArgs, output};

/// Say what works on this machine and how to mend what does not
#[derive(Args)]
pub struct Doctor {
    /// Print as JSON
    #[arg(long)]
    json: bool,
}

impl Doctor {
    pub async fn run(self, desk: &DeskArgs) -> Result<ExitCode> {
        let desk = desk.open().await?;
        let checks = views::doctor(&desk).await?;
        if self.json {
            output::line(serde_json::to_string_pretty(&checks)?)?;
        } else {
            for check in &checks {
                output::line(format!("{:<8} {:<13} {}", check.state, check.name, check.found))?;
                if !check.mend.is_empty() {
                    output::line(format!("{:<8} {:<13} -> {}", "", "", check.mend))?;
                }
            }
        }
        desk.close().await;
        Ok(if checks.iter().any(|check| check.state == "bad") { ExitCode::FAILURE } else { ExitCode::SUCCESS })
    }
}
