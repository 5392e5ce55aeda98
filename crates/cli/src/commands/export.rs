//! `firsthand export`: what the desk holds, as a package that a stranger checks.

use std::{path::PathBuf, process::ExitCode};

use anyhow::Result;
use clap::Args;
use desk::evidence::{self, Asked};

use crate::{open::DeskArgs, output, progress::Terminal};

/// Hand over evidence: originals, what is known of them and their custody, as a folder that stock tools check
#[derive(Args)]
pub struct Export {
    /// Footage (F-12), incidents (I-3), or media by the first 8 or more digits of their SHA-256
    #[arg(required_unless_present = "all", value_name = "REFERENCE")]
    references: Vec<String>,
    /// Everything that the desk keeps
    #[arg(long, conflicts_with = "references")]
    all: bool,
    /// The folder to write; it must not exist yet, or be empty
    #[arg(long, value_name = "DIR")]
    to: PathBuf,
    /// Print what was written as JSON
    #[arg(long)]
    json: bool,
}

impl Export {
    pub async fn run(self, desk: &DeskArgs) -> Result<ExitCode> {
        let asked = if self.all { Asked::All } else { Asked::these(&self.references)? };
        let desk = desk.open().await?;
        let terminal = Terminal::new();
        let outcome = evidence::export(&desk, &asked, &self.to, &terminal).await;
        drop(terminal);
        desk.close().await;
        let exported = outcome?;
        if self.json {
            output::line(serde_json::to_string_pretty(&exported)?)?;
        } else {
            for absent in &exported.missing {
                output::line(format!("missing\t{}\t{}", absent.what, absent.why))?;
            }
            for absent in &exported.withheld {
                output::line(format!("withheld\t{}\t{}", absent.what, absent.why))?;
            }
            output::line(format!("package\t{}\t{}", exported.bag, self.to.display()))?;
        }
        eprintln!(
            "{} originals, {} posts and {} custody events exported; {} missing, {} withheld; check it with `sh verify.sh` in it",
            exported.media,
            exported.posts,
            exported.events,
            exported.missing.len(),
            exported.withheld.len()
        );
        // The package is whole but for what it names: a script must still notice that something is damaged here.
        Ok(if exported.missing.is_empty() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
    }
}
