//! `firsthand add`: what came in, kept and matched.

use std::{
    path::PathBuf,
    process::ExitCode,
    sync::{Mutex, PoisonError},
};

use anyhow::Result;
use clap::Args;
use desk::{intake, jobs, views};

use crate::{open::DeskArgs, output, progress::Terminal};

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
        let terminal = Terminal::new();
        let kept = Mutex::new(Vec::new());
        let broken = Mutex::new(None);
        let each = |item: &intake::Item| {
            let text = match item.outcome.as_str() {
                "kept" | "known" => {
                    format!("{}\t{}\t{}", item.outcome, item.sha256.as_deref().unwrap_or(""), item.place)
                }
                "posts" | "note" => format!("{}\t{}\t{}", item.outcome, item.what, item.place),
                outcome => format!("{outcome}\t{}: {}. {}", item.place, item.what, item.hint),
            };
            if let Some(sha256) = &item.sha256 {
                kept.lock().unwrap_or_else(PoisonError::into_inner).push((sha256.clone(), item.place.clone()));
            }
            terminal.above(|| {
                if let Err(error) = output::line(text) {
                    *broken.lock().unwrap_or_else(PoisonError::into_inner) = Some(error);
                    terminal.cancel().cancel();
                }
            });
        };
        let outcome = intake::add(&desk, &self.paths, &terminal, &each).await;
        if let Some(error) = broken.lock().unwrap_or_else(PoisonError::into_inner).take() {
            return Err(error);
        }
        let mut summary = outcome?;
        let kept = kept.into_inner().unwrap_or_else(PoisonError::into_inner);
        if !self.keep_only {
            jobs::drain(&desk, &terminal).await?;
            for (sha256, place) in &kept {
                if let Some(trouble) = views::trouble(&desk, sha256).await? {
                    summary.problems += 1;
                    terminal.above(|| {
                        let _ = output::line(format!("problem\t{place}: kept, but {}. {}", trouble.what, trouble.hint));
                    });
                }
            }
        }
        let media: Vec<String> = kept.into_iter().map(|(sha256, _)| sha256).collect();
        let seen = views::seen_among(&desk, &media).await?;
        drop(terminal);
        eprintln!(
            "{} kept, {} known already, {} posts ({} new or changed), {} problems; {seen} of these media show footage that another one shows",
            summary.kept, summary.known, summary.posts, summary.new_observations, summary.problems
        );
        desk.close().await;
        // Bad items are reported and the rest is done; only when nothing at all could be taken is it a failure.
        let nothing = summary.kept + summary.known + summary.posts == 0 && summary.problems > 0;
        Ok(if nothing { ExitCode::FAILURE } else { ExitCode::SUCCESS })
    }
}
