//! `firsthand describe`: what is seen in footage and how distressing it is, so that others need not look, and a report can
//! warn of it.

use std::process::ExitCode;

use anyhow::{Result, bail};
use clap::Args;
use desk::{
    people,
    views::{self, MediaRow, Severity},
};

use super::answer::{show, with};
use crate::{open::DeskArgs, output::Format};

/// Say what is seen in a photo or video and how distressing it is; without --severity, show what was said
#[derive(Args)]
pub struct Describe {
    /// F-12, or SHA-256 of one medium, or the beginning of it
    #[arg(value_name = "REFERENCE")]
    reference: String,
    /// What is seen and heard, and at which seconds; readers of a report see it as the warning from severity 2 on
    #[arg(requires = "severity", default_value = "", hide_default_value = true)]
    words: String,
    /// 0 none, 1 upsetting context, 2 injury or blood, 3 death or mutilation, 4 extreme
    #[arg(long, value_name = "0-4")]
    severity: Option<i64>,
    /// Say it of every copy, not of the one that was looked at
    #[arg(long, requires = "severity")]
    every_copy: bool,
    /// How to answer
    #[arg(long, value_enum, default_value_t)]
    format: Format,
}

impl Describe {
    pub async fn run(self, desk: &DeskArgs) -> Result<ExitCode> {
        with(desk, async |desk| {
            let mut media = views::called(desk, &self.reference).await?;
            if let Some(severity) = self.severity {
                // A copy may show more than the one that somebody looked at.
                if media.len() > 1 && !self.every_copy {
                    let copies: Vec<String> = media.iter().map(line).collect();
                    let (number, copies) = (media.len(), copies.join("\n"));
                    bail!(
                        "{} has {number} media; name the one that was looked at, or say it of all with --every-copy:\n{copies}",
                        self.reference
                    );
                }
                for medium in &media {
                    people::describe(desk, &medium.sha256, severity, &self.words).await?;
                }
                media = views::called(desk, &self.reference).await?;
            }
            show(self.format, &media, |media| media.iter().map(line).collect())
        })
        .await
    }
}

fn line(medium: &MediaRow) -> String {
    let Severity { level, known, name, words, .. } = &medium.severity;
    let level = if *known { format!("severity {level}, {name}") } else { name.clone() };
    format!("{}\t{}\t{level}\t{words}", medium.sha256, medium.name)
}
