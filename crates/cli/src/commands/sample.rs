//! `firsthand sample`: footage to try the desk with.

use std::{path::PathBuf, process::ExitCode};

use anyhow::Result;
use clap::Args;
use desk::Monitor as _;
use sandbox::Sandbox;

use crate::{open::DeskArgs, output, progress::Terminal, sample};

/// Make a small harmless case to try the desk with: photos, videos, and the posts that carried them
#[derive(Args)]
pub struct Sample {
    /// Folder to make; then give it to `firsthand add`
    #[arg(value_name = "DIR")]
    folder: PathBuf,
    /// So many further photos, each of another place, to see a desk with much in it
    #[arg(long, default_value_t = 0, value_name = "COUNT")]
    more: usize,
    /// Instead, once DIR was added: record in the desk who says what about the footbridge of the case
    #[arg(long, conflicts_with = "more")]
    record: bool,
}

impl Sample {
    pub async fn run(self, desk: &DeskArgs) -> Result<ExitCode> {
        if self.record {
            let desk = desk.open().await?;
            let outcome = sample::record(&desk).await;
            desk.close().await;
            output::line(outcome?)?;
            return Ok(ExitCode::SUCCESS);
        }
        let terminal = Terminal::new();
        let folder = self.folder.clone();
        tokio::task::spawn_blocking(move || {
            terminal.begin("drawing", Some((sample::FILES + self.more) as u64));
            let mut progress = |written: usize| {
                terminal.progress(written as u64);
                if terminal.cancelled() { Err(desk::Error::Cancelled.into()) } else { Ok(()) }
            };
            sample::write(&self.folder, self.more, &Sandbox::new(), &mut progress)
        })
        .await??;
        output::line(folder.display())?;
        Ok(ExitCode::SUCCESS)
    }
}
