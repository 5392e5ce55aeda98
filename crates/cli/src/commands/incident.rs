//! `firsthand incident`: what is said to have happened.

use std::process::ExitCode;

use anyhow::Result;
use clap::{Args, Subcommand};
use desk::{
    claims::{incident, say},
    ids::{FootageRef, IncidentRef},
    views::claims::{self as views, IncidentQuery},
};

use super::answer::{claim_lines, show, with};
use crate::{open::DeskArgs, output::Format};

/// Open, list and show incidents
#[derive(Args)]
pub struct Incident {
    #[command(subcommand)]
    act: IncidentAct,
    /// How to answer
    #[arg(long, value_enum, default_value_t, global = true)]
    format: Format,
}

#[derive(Subcommand)]
enum IncidentAct {
    /// Every incident, newest first
    List,
    /// Open an incident
    New {
        /// What is said to have happened, in a few words
        title: String,
        /// When: 2026-03-02, 2026-03, 2026-03-02T14:05
        #[arg(long)]
        happened: Option<String>,
        /// Zone of local times: Europe/Kyiv, +02:00 [default: unknown]
        #[arg(long, default_value = "", hide_default_value = true)]
        zone: String,
        /// Where, as people call it
        #[arg(long)]
        place: Option<String>,
        /// Latitude and longitude in degrees: 48.8584,2.2945 [default: as the gazetteer knows the place]
        #[arg(long, allow_hyphen_values = true)]
        position: Option<String>,
        /// exact, vicinity, locality or area
        #[arg(long, default_value = "", hide_default_value = true)]
        precision: String,
    },
    /// The claims about an incident, their voices, and what contradicts what
    Show {
        /// Such as I-3
        incident: IncidentRef,
    },
    /// Say that footage belongs to an incident
    Attach {
        /// Such as I-3
        incident: IncidentRef,
        /// Such as F-12
        footage: FootageRef,
        /// Say that it does not belong to it
        #[arg(long)]
        not: bool,
        /// Why
        #[arg(long, default_value = "")]
        reason: String,
    },
}

impl Incident {
    pub async fn run(self, desk: &DeskArgs) -> Result<ExitCode> {
        let format = self.format;
        with(desk, async |desk| match self.act {
            IncidentAct::List => show(format, &views::incidents(desk).await?, |lines| {
                lines.iter().map(|line| format!("{}\t{}", line.incident, line.title)).collect()
            }),
            IncidentAct::New { title, happened, zone, place, position, precision } => {
                let place = match (place, position.unwrap_or_default()) {
                    (None, position) if position.is_empty() => None,
                    (place, position) => {
                        Some(say::place(desk, place.as_deref().unwrap_or(&position), &position, &precision).await?)
                    }
                };
                let outline = incident::NewOutline { title: &title, zone: &zone, happened: happened.as_deref(), place };
                let reference = incident::create(desk, &outline).await?;
                show(format, &reference, |reference| vec![reference.to_string()])
            }
            IncidentAct::Show { incident } => {
                let page = views::incident(desk, incident, &IncidentQuery::default()).await?;
                show(format, &page, |page| {
                    let mut lines = vec![format!("{}\t{}", page.line.incident, page.line.title)];
                    for row in page.conflicts.iter().filter(|row| row.conflict.open) {
                        lines.push(format!("open question, {}: {}", row.conflict.owner, row.conflict.question));
                    }
                    lines.extend(page.claims.iter().flat_map(claim_lines));
                    lines
                })
            }
            IncidentAct::Attach { incident, footage, not, reason } => {
                incident::attach(desk, incident, footage, !not, &reason).await?;
                Ok(())
            }
        })
        .await
    }
}
