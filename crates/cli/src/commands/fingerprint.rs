//! `firsthand fingerprint`: which layers of fingerprints there are, and making what is missing.

use std::process::ExitCode;

use anyhow::Result;
use clap::Args;
use desk::{
    Desk, Monitor,
    jobs::{self, layers::OBJECT},
    views::{self, LayerRow},
};

use crate::{open::DeskArgs, output, progress::Terminal};

/// Say which layers of fingerprints there are, and make what is missing of everything kept
#[derive(Args)]
pub struct Fingerprint {
    /// Only say which there are
    #[arg(long)]
    list: bool,
    /// Print as JSON
    #[arg(long)]
    json: bool,
}

impl Fingerprint {
    pub async fn run(self, desk: &DeskArgs) -> Result<ExitCode> {
        let desk = desk.open().await?;
        if !self.list {
            let terminal = std::sync::Arc::new(Terminal::new());
            jobs::layers::enqueue_if_due(&desk).await?;
            let follows = tokio::spawn(follow(desk.clone(), terminal.clone()));
            let outcome = jobs::drain(&desk, &Quietly(&terminal)).await;
            follows.abort();
            outcome?;
        }
        let layers = views::layers(&desk).await?;
        if self.json {
            output::line(serde_json::to_string_pretty(&layers)?)?;
        } else {
            layers.iter().try_for_each(line)?;
        }
        desk.close().await;
        Ok(ExitCode::SUCCESS)
    }
}

fn line(layer: &LayerRow) -> Result<()> {
    let state = layer.version.as_ref().map_or_else(|| "missing".to_owned(), |version| format!("version {version}"));
    output::line(format!("{:<10} {state:<14} {} of {} media  {}", layer.name, layer.made, layer.of, layer.what))?;
    if !layer.why.is_empty() {
        output::line(format!("{:<10} {}; to have it: {}", "", layer.why, layer.mend))?;
    }
    Ok(())
}

/// Shows how far the job is that makes layers.
async fn follow(desk: Desk, terminal: std::sync::Arc<Terminal>) {
    let mut jobs = desk.watch_jobs();
    let mut step = String::new();
    while let Ok(progress) = jobs.recv().await {
        if progress.object != OBJECT || progress.state != "running" {
            continue;
        }
        if progress.step != step {
            terminal.begin(&progress.step, u64::try_from(progress.total).ok());
            step = progress.step;
        }
        terminal.progress(u64::try_from(progress.done).unwrap_or_default());
    }
}

/// Counts no jobs, since the one that matters is followed by its parts; passes Ctrl-C on.
struct Quietly<'a>(&'a Terminal);

impl Monitor for Quietly<'_> {
    fn begin(&self, _: &str, _: Option<u64>) {}
    fn progress(&self, _: u64) {}
    fn grow(&self, _: u64) {}
    fn line(&self, line: &str) {
        self.0.line(line);
    }
    fn cancelled(&self) -> bool {
        self.0.cancelled()
    }
}
