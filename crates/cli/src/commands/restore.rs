//! `firsthand restore`: a desk from a backup.

use std::{path::PathBuf, process::ExitCode};

use anyhow::Result;
use clap::Args;
use desk::backup;

use crate::{open::DeskArgs, output, progress::Terminal};

/// Make a desk from a backup, where there is none yet, and verify it
#[derive(Args)]
pub struct Restore {
    /// The folder of the backup, as given to `firsthand backup --to`
    #[arg(long, value_name = "DIR")]
    from: PathBuf,
    /// Which snapshot: its name or how it begins, such as 20260302T0758 [default: the newest]
    #[arg(long, value_name = "TIME")]
    snapshot: Option<String>,
    /// Restore from a damaged backup what can be: damaged originals are left out and named
    #[arg(long)]
    despite_damage: bool,
    /// Print the outcome as JSON
    #[arg(long)]
    json: bool,
}

impl Restore {
    pub async fn run(self, desk: &DeskArgs) -> Result<ExitCode> {
        let config = desk.config()?;
        let place = config.data.clone();
        let terminal = Terminal::new();
        let outcome =
            backup::restore(config, &self.from, self.snapshot.as_deref(), self.despite_damage, &terminal).await;
        drop(terminal);
        let restored = outcome?;
        if self.json {
            output::line(serde_json::to_string_pretty(&restored)?)?;
        } else {
            for lost in &restored.lost {
                output::line(format!("missing\tmedia {}\t{}", lost.sha256, lost.why))?;
            }
            for damage in &restored.damages {
                output::line(format!("damaged\t{}\t{}", damage.file, damage.what))?;
            }
            for fault in &restored.faults {
                output::line(format!("fault\t{}\t{}", fault.object, fault.what))?;
            }
            output::line(format!("restored\t{}\t{}", restored.snapshot, place.display()))?;
        }
        let verified = match restored.faults.len() {
            0 => "the desk verifies".to_owned(),
            faults => format!("the desk does not verify: {faults} faults"),
        };
        eprintln!(
            "The desk of {} is restored: {} rows, {} media ({} bytes), and the custody log up to the head of {} events \
             with root {}; {verified}.",
            restored.made, restored.rows, restored.media, restored.bytes, restored.events, restored.root
        );
        if let Some(why) = &restored.unlogged {
            eprintln!("note: this restore could not be logged: {why}");
        }
        let is_whole = restored.faults.is_empty() && restored.damages.is_empty() && restored.unlogged.is_none();
        Ok(if is_whole { ExitCode::SUCCESS } else { ExitCode::FAILURE })
    }
}
