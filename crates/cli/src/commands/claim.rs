//! `firsthand claim`: who asserts, denies, doubts or took back what, and how many of them are independent.

use std::process::ExitCode;

use anyhow::Result;
use clap::Args;
use desk::{ids::ClaimRef, views::claims as views};

use super::answer::{claim_lines, show, with};
use crate::{open::DeskArgs, output::Format};

/// Show a claim with every voice and why voices count as one
#[derive(Args)]
pub struct Claim {
    /// Such as C-40
    claim: ClaimRef,
    /// How to answer
    #[arg(long, value_enum, default_value_t)]
    format: Format,
}

impl Claim {
    pub async fn run(self, desk: &DeskArgs) -> Result<ExitCode> {
        with(desk, async |desk| {
            let page = views::claim(desk, self.claim).await?;
            show(self.format, &page, |page| claim_lines(&page.row))
        })
        .await
    }
}
