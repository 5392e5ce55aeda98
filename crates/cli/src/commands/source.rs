//! `firsthand source`: whoever publishes or says something. Who a witness is, is typed in the browser only: a command
//! stays in the history of the terminal.

use std::process::ExitCode;

use anyhow::Result;
use clap::{Args, Subcommand};
use desk::{
    claims::{entity, source},
    views::sources::{self, SourceLine, SourcePage},
};

use super::answer::{show, with};
use crate::{open::DeskArgs, output::Format};

/// List and show sources, name one, say what it is, or which handles it used
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
    /// One source: what it is, its handles, its track record, and what it says
    Show {
        /// @handle, name or identifier
        source: String,
    },
    /// Record a handle that a source used; posts of it that are kept count as the source's from then on
    Handle {
        /// Which source: @handle, name or identifier
        source: String,
        /// telegram, youtube, mastodon, ...
        platform: String,
        /// As the platform writes it
        handle: String,
        /// Its page
        #[arg(long, default_value = "", hide_default_value = true)]
        url: String,
        /// Since when it was theirs: 2019, 2019-05, 2019-05-02 [default: unknown]
        #[arg(long, value_name = "DATE", default_value = "", hide_default_value = true)]
        since: String,
        /// Until when [default: it still is, or that is unknown]
        #[arg(long, value_name = "DATE", default_value = "", hide_default_value = true)]
        until: String,
    },
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
            SourceAct::List => show(format, &sources::sources(desk).await?, |lines| lines.iter().map(line).collect()),
            SourceAct::Show { source } => {
                let id = source::find(desk, &source).await?.id;
                show(format, &sources::source(desk, &id).await?, page)
            }
            SourceAct::Handle { source, platform, handle, url, since, until } => {
                let id = source::find(desk, &source).await?.id;
                source::used(desk, &id, &source::NewHandle { platform, handle, url, since, until }).await?;
                show(format, &sources::source(desk, &id).await?, page)
            }
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

fn line(line: &SourceLine) -> String {
    let SourceLine { asserts, denied, retracted, confirmed, contradicted, open, .. } = line;
    format!(
        "{}\t{}\tasserts {asserts}: confirmed {confirmed}, contradicted {contradicted}, open {open}; denied {denied}, took back {retracted}",
        line.id, line.name
    )
}

fn page(page: &SourcePage) -> Vec<String> {
    let mut lines = vec![line(&page.line)];
    if let Some(kind) = page.line.kind {
        lines.push(format!("  {kind}"));
    }
    if let Some((reference, name)) = &page.entity {
        lines.push(format!("  {reference} {name} speaks through it"));
    }
    for handle in &page.handles {
        let since = handle.since.as_ref().map(|since| format!(", since {since}")).unwrap_or_default();
        let until = handle.until.as_ref().map(|until| format!(", until {until}")).unwrap_or_default();
        let posts = if handle.posts > 0 { format!(", {} posts kept", handle.posts) } else { String::new() };
        lines.push(format!("  @{} on {}{since}{until}{posts}", handle.handle, handle.platform));
    }
    for said in &page.claims {
        let found = said.found.map(|found| format!(" (found: {found})")).unwrap_or_default();
        lines.push(format!("  {} {}: {}{found}", said.stance, said.claim, said.sentence));
    }
    lines
}
