//! `firsthand backup`: everything that cannot be made again, somewhere else.

use std::{path::PathBuf, process::ExitCode};

use anyhow::Result;
use clap::Args;
use desk::backup;

use crate::{open::DeskArgs, output, progress::Terminal};

/// Copy everything that cannot be made again to another place, while the desk is in use, or check such a copy
#[derive(Args)]
pub struct Backup {
    /// The folder of the backup, best on another disk; the first run makes it, later ones add only what is new. It holds the
    /// key that signs the custody log: keep it as secret as the desk
    #[arg(long, value_name = "DIR", required_unless_present = "check")]
    to: Option<PathBuf>,
    /// Remove the oldest snapshots beyond this many, and the originals that only they named
    #[arg(long, value_name = "N", requires = "to")]
    keep: Option<usize>,
    /// Check the backup in this folder: every file, every original, and the custody log against its head. Needs no desk
    #[arg(long, value_name = "DIR", conflicts_with_all = ["to", "keep"])]
    check: Option<PathBuf>,
    /// Print the outcome as JSON
    #[arg(long)]
    json: bool,
}

impl Backup {
    pub async fn run(self, desk: &DeskArgs) -> Result<ExitCode> {
        if let Some(folder) = &self.check {
            return check(folder, self.json);
        }
        let to = self.to.unwrap_or_default();
        let desk = desk.open().await?;
        let terminal = Terminal::new();
        let outcome = backup::backup(&desk, &to, self.keep, &terminal).await;
        drop(terminal);
        desk.close().await;
        let made = outcome?;
        if self.json {
            output::line(serde_json::to_string_pretty(&made)?)?;
        } else {
            for lost in &made.lost {
                output::line(format!("missing\tmedia {}\t{}", lost.sha256, lost.why))?;
            }
            for name in &made.removed {
                output::line(format!("removed\t{name}"))?;
            }
            output::line(format!("snapshot\t{}\t{}", made.snapshot, to.display()))?;
        }
        eprintln!(
            "{} media ({} new, {} bytes), {} rows and {} custody events are in the backup; {} missing. \
             It holds the custody key: keep it as secret as the desk",
            made.media,
            made.new,
            made.new_bytes,
            made.rows,
            made.events,
            made.lost.len()
        );
        // The snapshot is whole but for what it names: a script must still notice that something is damaged here.
        Ok(if made.lost.is_empty() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
    }
}

fn check(folder: &std::path::Path, json: bool) -> Result<ExitCode> {
    let terminal = Terminal::new();
    let outcome = backup::check(folder, &terminal);
    drop(terminal);
    let checked = outcome?;
    if json {
        output::line(serde_json::to_string_pretty(&checked)?)?;
    } else {
        for seen in &checked.snapshots {
            output::line(format!(
                "snapshot\t{}\t{} media, {} rows, {} custody events with root {}",
                seen.snapshot, seen.media, seen.rows, seen.events, seen.root
            ))?;
        }
        for damage in &checked.damages {
            output::line(format!("damaged\t{}\t{}", damage.file, damage.what))?;
        }
    }
    for seen in &checked.snapshots {
        for lost in &seen.lost {
            eprintln!("note: {} is without media {}: {}", seen.snapshot, lost.sha256, lost.why);
        }
    }
    eprintln!(
        "{} snapshots and {} media ({} bytes) checked: {} damages",
        checked.snapshots.len(),
        checked.media,
        checked.bytes,
        checked.damages.len()
    );
    Ok(if checked.damages.is_empty() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}
