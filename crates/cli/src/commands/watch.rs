//! `firsthand watch`: addresses that are asked again and again.

use std::process::ExitCode;

use anyhow::Result;
use clap::{Args, Subcommand};
use desk::{
    capture::watch,
    ids::WatchRef,
    views::{self, Instant, WatchRow},
};

use super::{
    answer::{show, with},
    capture::WebArgs,
    incoming::Incoming,
};
use crate::{open::DeskArgs, output::Format};

/// Watch feeds and other addresses: keep what is new whenever they are looked at, by this command or an open desk
#[derive(Args)]
pub struct Watch {
    #[command(subcommand)]
    act: WatchAct,
    /// How to answer
    #[arg(long, value_enum, default_value_t, global = true)]
    format: Format,
}

#[derive(Subcommand)]
enum WatchAct {
    /// Every watch, how it is doing and what it costs
    List,
    /// Begin to watch an address
    Add {
        /// Of a feed (RSS, Atom, JSON Feed), or of anything else whose changes matter
        url: String,
        /// Minutes between two looks, 1 to 10080
        #[arg(long, default_value_t = 15, value_name = "MINUTES")]
        every: i64,
    },
    /// Stop watching; what was captured stays
    End {
        /// Such as W-2
        watch: WatchRef,
    },
    /// Look at every watch that is due
    Look {
        /// At every one, due or not
        #[arg(long)]
        all: bool,
        /// Keep only; the next `firsthand add` or `firsthand desk` examines and matches
        #[arg(long)]
        keep_only: bool,
        #[command(flatten)]
        web: WebArgs,
    },
}

impl Watch {
    pub async fn run(self, desk: &DeskArgs) -> Result<ExitCode> {
        let format = self.format;
        match self.act {
            WatchAct::Look { all, keep_only, web } => {
                let desk = desk.open().await?;
                let web = web.open(&desk)?;
                let incoming = Incoming::new();
                let outcome = watch::look(&desk, &web, all, incoming.monitor(), &|item| incoming.each(item)).await;
                incoming.finish(&desk, outcome, keep_only).await
            }
            act => {
                with(desk, async |desk| match act {
                    WatchAct::Add { url, every } => {
                        let watch = watch::begin(desk, &url, every).await?;
                        show(format, &watch, |watch| vec![watch.to_string()])
                    }
                    WatchAct::End { watch } => Ok(watch::end(desk, watch).await?),
                    WatchAct::List | WatchAct::Look { .. } => {
                        show(format, &views::watches(desk).await?, |lines| lines.iter().map(line).collect())
                    }
                })
                .await
            }
        }
    }
}

fn line(row: &WatchRow) -> String {
    let when = |at: &Option<Instant>| at.as_ref().map_or_else(|| "never".to_owned(), |at| at.plain.clone());
    let problem = row.problem.as_ref().map(|problem| format!("; {} failed in a row: {problem}", row.failures));
    format!(
        "{}\t{}\tevery {} minutes, looked {}, something new {}, {} looks, {} captures, {:.1} MB{}",
        row.watch,
        row.url,
        row.minutes,
        when(&row.looked),
        when(&row.changed),
        row.looks,
        row.captures,
        row.bytes as f64 / 1e6,
        problem.unwrap_or_default()
    )
}
