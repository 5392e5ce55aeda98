//! `firsthand source`: whoever publishes or says something. Who a witness is, is typed in the browser only: a command
//! stays in the history of the terminal.

use std::process::ExitCode;

use anyhow::Result;
use clap::{Args, Subcommand};
use desk::{
    claims::{entity, source},
    views::sources,
};

use super::answer::{Format, show, with};
use crate::open::DeskArgs;

/// List sources, name one, or say what it is
#[derive(Args)]
pub struct Source {
    #[command(subcommand)]
    act: SourceAct,
    /// How to answer
    #[arg(long, value_enum, default_value_t, global = true)]
    format: Format,
}

#[derive(Subcommand)]
enum SourceAct {
    /// The sources, those that assert most first
    List,
    /// Say what a source is, or name a new one
    Describe {
        /// person, account, channel, outlet, agency, "official body", organisation or witness
        kind: String,
        /// The name under which it is shown; of a witness made up
        name: String,
        /// Which source: @handle, name or identifier [default: a new one]
        #[arg(long)]
        of: Option<String>,
        /// The entity that speaks through it: E-7 or a name
        #[arg(long)]
        entity: Option<String>,
    },
}

impl Source {
    pub async fn run(self, desk: &DeskArgs) -> Result<ExitCode> {
        let format = self.format;
        with(desk, async |desk| match self.act {
            SourceAct::List => show(format, &sources::sources(desk).await?, |lines| {
                let line = |line: &sources::SourceLine| {
                    format!(
                        "{}\t{}\tasserts {}, denied {}, took back {}, confirmed {}, contradicted {}",
                        line.id,
                        line.name,
                        line.asserts,
                        line.denied,
                        line.retracted,
                        line.confirmed,
                        line.contradicted
                    )
                };
                lines.iter().map(line).collect()
            }),
            SourceAct::Describe { kind, name, of, entity } => {
                let entity = match entity {
                    Some(named) => Some(entity::find(desk, &named).await?.id),
                    None => None,
                };
                let new =
                    source::NewSource { kind: kind.parse()?, name: &name, entity: entity.as_deref(), identity: None };
                let id = match of {
                    Some(known) => {
                        let id = source::find(desk, &known).await?.id;
                        source::describe(desk, &id, &new).await?;
                        id
                    }
                    None => source::create(desk, &new).await?,
                };
                show(format, &id, |id| vec![id.clone()])
            }
        })
        .await
    }
}
