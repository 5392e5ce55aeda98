//! `firsthand matching`: what scores have meant here, and from which one on measuring alone groups.

use std::process::ExitCode;

use anyhow::Result;
use clap::Args;
use desk::{
    matches::threshold::{self, NEVER},
    views::{self, MatchingPage},
};

use crate::{open::DeskArgs, output};

/// Say what scores have meant on this desk's own decisions, and set from which score on media are grouped
#[derive(Args)]
pub struct Matching {
    /// From this score on, measuring alone makes two media one recording: a score, or `never`
    #[arg(long, value_name = "SCORE", value_parser = score)]
    group_from: Option<f64>,
    /// Print as JSON
    #[arg(long)]
    json: bool,
}

fn score(text: &str) -> Result<f64, String> {
    match text {
        "never" => Ok(NEVER),
        number => number.parse().map_err(|_| "give a score between 0 and 1, or never".to_owned()),
    }
}

impl Matching {
    pub async fn run(self, desk: &DeskArgs) -> Result<ExitCode> {
        let desk = desk.open().await?;
        if let Some(score) = self.group_from {
            threshold::set_group_from(&desk, score).await?;
        }
        let page = views::matching(&desk).await?;
        if self.json {
            output::line(serde_json::to_string_pretty(&page)?)?;
        } else {
            table(&page)?;
        }
        desk.close().await;
        Ok(ExitCode::SUCCESS)
    }
}

fn table(page: &MatchingPage) -> Result<()> {
    output::line("decisions on suggested pairs (95 % interval of the share that was right)")?;
    for band in &page.decisions {
        output::line(format!(
            "  {:<7} {:.2} - {:.2}  {} confirmed, {} rejected, {} undecided  {}",
            band.of,
            band.from,
            band.to,
            band.confirmed,
            band.rejected,
            band.undecided,
            right(band.precision, band.low, band.high)
        ))?;
    }
    output::line("measuring alone makes two media one recording from a score of")?;
    for choice in &page.choices {
        let from = if choice.group_from >= NEVER { "never".to_owned() } else { format!("{:.2}", choice.group_from) };
        output::line(format!(
            "{} {from:<6} {} undecided pairs ({:+})  {}",
            if choice.current { ">" } else { " " },
            choice.pairs,
            choice.change,
            right(choice.precision, choice.low, choice.high)
        ))?;
    }
    for mark in &page.common {
        output::line(format!("common: {} in {} mutes {} matches", mark.words, mark.name, mark.mutes))?;
    }
    Ok(())
}

fn right(share: Option<f64>, low: f64, high: f64) -> String {
    share.map_or_else(String::new, |share| {
        format!("{:.0} % right ({:.0} % to {:.0} %)", share * 100.0, low * 100.0, high * 100.0)
    })
}
