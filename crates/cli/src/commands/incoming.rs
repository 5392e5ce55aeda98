//! What comes in, said as it comes; then examined, matched and counted. Shared by all commands that keep something.

use std::{
    process::ExitCode,
    sync::{Mutex, PoisonError},
};

use anyhow::Result;
use desk::{Desk, intake, intake::Summary, jobs, views};

use crate::{output, progress::Terminal};

/// What came in so far.
pub struct Incoming {
    terminal: Terminal,
    kept: Mutex<Vec<(String, String)>>,
    broken: Mutex<Option<anyhow::Error>>,
}

impl Incoming {
    /// Nothing yet.
    pub fn new() -> Self {
        Self { terminal: Terminal::new(), kept: Mutex::default(), broken: Mutex::default() }
    }

    /// Where progress is shown.
    pub fn monitor(&self) -> &Terminal {
        &self.terminal
    }

    /// Says what became of one item.
    pub fn each(&self, item: &intake::Item) {
        let text = match item.outcome.as_str() {
            "kept" | "known" => {
                format!("{}\t{}\t{}", item.outcome, item.sha256.as_deref().unwrap_or(""), item.place)
            }
            "posts" | "note" => format!("{}\t{}\t{}", item.outcome, item.what, item.place),
            outcome => format!("{outcome}\t{}: {}. {}", item.place, item.what, item.hint),
        };
        if let Some(sha256) = &item.sha256 {
            self.kept.lock().unwrap_or_else(PoisonError::into_inner).push((sha256.clone(), item.place.clone()));
        }
        self.terminal.above(|| {
            if let Err(error) = output::line(text) {
                *self.broken.lock().unwrap_or_else(PoisonError::into_inner) = Some(error);
                self.terminal.cancel().cancel();
            }
        });
    }

    /// Examines and matches what was kept, unless that is left to a later command, and counts.
    pub async fn finish(self, desk: &Desk, outcome: desk::Result<Summary>, keep_only: bool) -> Result<ExitCode> {
        if let Some(error) = self.broken.into_inner().unwrap_or_else(PoisonError::into_inner) {
            return Err(error);
        }
        let (mut summary, terminal) = (outcome?, self.terminal);
        let kept = self.kept.into_inner().unwrap_or_else(PoisonError::into_inner);
        if !keep_only {
            jobs::drain(desk, &terminal).await?;
            for (sha256, place) in &kept {
                if let Some(trouble) = views::trouble(desk, sha256).await? {
                    summary.problems += 1;
                    terminal.above(|| {
                        let _ = output::line(format!("problem\t{place}: kept, but {}. {}", trouble.what, trouble.hint));
                    });
                }
            }
        }
        let media: Vec<String> = kept.into_iter().map(|(sha256, _)| sha256).collect();
        let seen = views::seen_among(desk, &media).await?;
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
