//! `firsthand incident`, `claim`, `entity`, `source`, `say`: who says what, in the terminal.

use std::process::ExitCode;

use anyhow::Result;
use clap::{Args, Subcommand, ValueEnum};
use desk::{
    Desk,
    claims::{
        entity::{self, NameKind, NewName},
        incident, same,
        say::{self, Saying},
        source,
    },
    ids::{ClaimRef, IncidentRef},
    views::{
        claims::{self as views, ClaimRow, IncidentQuery},
        entities, sources,
    },
};
use serde::Serialize;

use crate::{open::DeskArgs, output};

#[derive(Clone, Copy, Default, PartialEq, Eq, ValueEnum)]
enum Format {
    #[default]
    Text,
    Json,
}

/// Runs what a command does on an open desk, and closes it.
async fn with<F: AsyncFnOnce(&Desk) -> Result<()>>(desk: &DeskArgs, act: F) -> Result<ExitCode> {
    let desk = desk.open().await?;
    let outcome = act(&desk).await;
    desk.close().await;
    outcome.map(|()| ExitCode::SUCCESS)
}

fn show<T: Serialize>(format: Format, value: &T, text: impl FnOnce(&T) -> Vec<String>) -> Result<()> {
    match format {
        Format::Json => output::line(serde_json::to_string_pretty(value)?),
        Format::Text => text(value).into_iter().try_for_each(output::line),
    }
}

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
        #[arg(long, requires = "position")]
        place: Option<String>,
        /// Latitude and longitude in degrees: 48.8584,2.2945
        #[arg(long, allow_hyphen_values = true)]
        position: Option<String>,
        /// exact, vicinity, locality or area
        #[arg(long, default_value = "locality")]
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
        footage: desk::ids::FootageRef,
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
                let place = position
                    .map(|position| say::place(place.as_deref().unwrap_or(&position), &position, &precision))
                    .transpose()?;
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

fn claim_lines(row: &ClaimRow) -> Vec<String> {
    let mut lines = vec![format!("{}\t{}", row.claim, row.sentence)];
    for side in &row.sides {
        lines.push(format!("  {}: {}", side.stance, side.counted));
        for voice in &side.voices {
            let via: String = voice.via.iter().map(|from| format!(", who has it from {from}")).collect();
            let said = voice.said.as_ref().map(|said| format!(", {}", said.plain)).unwrap_or_default();
            lines.push(format!("    {}{via}{said}: \"{}\"", voice.source_name, voice.words));
        }
        for origin in &side.origins {
            lines.extend(origin.reasons.iter().map(|reason| format!("    counted as one: {reason}")));
        }
    }
    lines
}

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

/// Record what a source says about an incident: the claim, if it is new, and the assertion
#[derive(Args)]
pub struct Say {
    /// Such as I-3
    incident: String,
    /// What is claimed: "caused by", "injured", "happened at", ..., or own words
    predicate: String,
    /// Of whom, how many, when, where, or what
    object: String,
    /// Of what it is said: E-7, F-12 or a name [default: the incident]
    #[arg(long, default_value = "", hide_default_value = true)]
    subject: String,
    /// Make the object an entity of this kind (person, group, organisation, place, vehicle, weapon) if there is none
    #[arg(long, default_value = "", hide_default_value = true, value_name = "KIND")]
    new_entity: String,
    /// Latitude and longitude of a place
    #[arg(long, default_value = "", hide_default_value = true, allow_hyphen_values = true)]
    position: String,
    /// Who says so: @handle, name or identifier [default: whoever posted]
    #[arg(long, default_value = "", hide_default_value = true)]
    source: String,
    /// The post in which it is said: identifier, platform/number or address
    #[arg(long, default_value = "", hide_default_value = true)]
    post: String,
    /// Address of the page on which it is said
    #[arg(long, default_value = "", hide_default_value = true)]
    page: String,
    /// SHA-256 of the kept document, or of the kept copy of the page
    #[arg(long, default_value = "", hide_default_value = true)]
    document: String,
    /// Exactly as said [default: the whole post]
    #[arg(long, default_value = "", hide_default_value = true)]
    words: String,
    /// asserts, denies, doubts or retracts
    #[arg(long, default_value = "asserts")]
    stance: String,
    /// When it was said [default: when it was posted]
    #[arg(long, default_value = "", hide_default_value = true)]
    said: String,
    /// eyewitness, own statement, document, inference, hearsay or unstated
    #[arg(long, default_value = "unstated")]
    basis: String,
    /// From whom the source has it
    #[arg(long, default_value = "", hide_default_value = true)]
    via: String,
    /// Admiralty grade, such as B2
    #[arg(long, default_value = "", hide_default_value = true)]
    grade: String,
    /// How to answer
    #[arg(long, value_enum, default_value_t)]
    format: Format,
}

impl Say {
    pub async fn run(self, desk: &DeskArgs) -> Result<ExitCode> {
        let saying = Saying {
            incident: self.incident,
            subject: self.subject,
            predicate: self.predicate,
            object: self.object,
            new_entity: self.new_entity,
            position: self.position,
            source: self.source,
            post: self.post,
            page: self.page,
            document: self.document,
            words: self.words,
            stance: self.stance,
            said: self.said,
            basis: self.basis,
            via: self.via,
            grade: self.grade,
            ..Saying::default()
        };
        with(desk, async |desk| {
            let said = say::say(desk, &saying).await?;
            let page = views::claim(desk, ClaimRef(said.claim.number)).await?;
            show(self.format, &page, |page| claim_lines(&page.row))
        })
        .await
    }
}

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
