//! `firsthand entity`: persons, groups, places, their names, and who is one with whom.

use std::process::ExitCode;

use anyhow::Result;
use clap::{Args, Subcommand};
use desk::{
    claims::{
        entity::{self, NameKind, NewName},
        same,
    },
    views::entities,
};

use super::answer::{show, with};
use crate::{open::DeskArgs, output::Format};

/// List, show and make entities, and say whether two are one
#[derive(Args)]
pub struct Entity {
    #[command(subcommand)]
    act: EntityAct,
    /// How to answer
    #[arg(long, value_enum, default_value_t, global = true)]
    format: Format,
}

#[derive(Subcommand)]
enum EntityAct {
    /// Every entity, newest first
    List,
    /// Make an entity
    New {
        /// person, group, organisation, place, vehicle or weapon
        kind: String,
        /// Its name
        name: String,
        /// Language of the name, BCP 47
        #[arg(long)]
        language: Option<String>,
    },
    /// Names, relations and claims of an entity, and who may be one with it
    Show {
        /// Such as E-7, or a name
        entity: String,
    },
    /// Give an entity a further name
    Name {
        /// Such as E-7, or a name
        entity: String,
        /// The further name
        name: String,
        /// official, "also known as", formerly, exonym or abbreviation
        #[arg(long, default_value = "also known as")]
        kind: String,
        /// Language of the name, BCP 47
        #[arg(long)]
        language: Option<String>,
        /// Identifier of a name that was wrong, in whose place this one comes
        #[arg(long, requires = "reason")]
        corrects: Option<String>,
        /// What was wrong with that one
        #[arg(long)]
        reason: Option<String>,
    },
    /// Say whether two entities are one: same, different, open, or "take back" your last word
    Same {
        /// Such as E-7, or a name
        one: String,
        /// Such as E-8, or a name
        other: String,
        /// same, different, open or "take back"
        verdict: String,
        /// Why
        #[arg(long, default_value = "")]
        reason: String,
    },
}

impl Entity {
    pub async fn run(self, desk: &DeskArgs) -> Result<ExitCode> {
        let format = self.format;
        with(desk, async |desk| match self.act {
            EntityAct::List => show(format, &entities::entities(desk).await?, |lines| {
                lines.iter().map(|line| format!("{}\t{}\t{}", line.entity, line.kind, line.name)).collect()
            }),
            EntityAct::New { kind, name, language } => {
                let name = NewName {
                    name: &name,
                    language: language.as_deref(),
                    kind: NameKind::Official,
                    period: None,
                    assertions: &[],
                };
                let made = entity::create(desk, kind.parse()?, &name).await?;
                show(format, &made, |made| vec![made.sayable().to_string()])
            }
            EntityAct::Show { entity } => {
                let found = entity::find(desk, &entity).await?;
                let page = entities::entity(desk, found.sayable()).await?;
                show(format, &page, |page| {
                    let mut lines = vec![format!("{}\t{}\t{}", page.line.entity, page.line.kind, page.line.name)];
                    lines.extend(
                        page.names.iter().map(|name| format!("  {} ({}): {}", name.kind, name.script, name.name)),
                    );
                    lines.extend(page.relations.iter().map(|held| {
                        format!("  {}, {}", held.sentence, held.period.as_deref().unwrap_or("period not said"))
                    }));
                    lines.extend(page.claims.iter().map(|(reference, sentence)| format!("  {reference}\t{sentence}")));
                    lines.extend(page.questions.iter().map(|question| {
                        format!("  the same as {} {}? {}", question.other.entity, question.other.name, question.why)
                    }));
                    lines
                })
            }
            EntityAct::Name { entity, name, kind, language, corrects, reason } => {
                let found = entity::find(desk, &entity).await?;
                let name = NewName {
                    name: &name,
                    language: language.as_deref(),
                    kind: kind.parse()?,
                    period: None,
                    assertions: &[],
                };
                let made = match (corrects, reason) {
                    (Some(wrong), Some(reason)) => entity::correct_name(desk, &wrong, &name, &reason).await?,
                    _ => entity::add_name(desk, &found.id, &name).await?,
                };
                show(format, &made, |made| vec![made.id.clone()])
            }
            EntityAct::Same { one, other, verdict, reason } => {
                let (one, other) = (entity::find(desk, &one).await?, entity::find(desk, &other).await?);
                if verdict == "take back" {
                    let holds = same::take_back(desk, &one.id, &other.id, &reason).await?;
                    return show(format, &holds, |holds| vec![holds.to_string()]);
                }
                same::decide(desk, &one.id, &other.id, verdict.parse()?, &reason).await?;
                Ok(())
            }
        })
        .await
    }
}
