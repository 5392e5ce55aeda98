//! `firsthand finding`: what the desk itself holds to be so, and what is under review.

use std::process::ExitCode;

use anyhow::Result;
use clap::{Args, Subcommand, ValueEnum};
use desk::{
    Desk,
    findings::{self, Evidence, NewFinding, reading, search::NewSearch},
    rests,
    views::{self, findings::FindingRow, findings::ReviewRow},
};

use crate::{
    open::DeskArgs,
    output::{self, Format},
};

/// Record and read findings: verdicts on pillars of footage and on claims
#[derive(Args)]
pub struct Finding {
    #[command(subcommand)]
    act: Act,
    /// How to answer: sentences for reading, json for programs
    #[arg(long, value_enum, global = true, default_value_t = Format::Text)]
    format: Format,
}

#[derive(Subcommand)]
enum Act {
    /// How the pillars of footage (F-12) or the verdict on a claim (C-40) stand
    List {
        /// F-12 or C-40
        about: String,
    },
    /// One finding, whole
    Show {
        /// Its identifier
        id: String,
    },
    /// Record a finding; it supersedes the newest one on the same pillar
    Add(Box<Add>),
    /// Say as its second reader whether you agree
    Read {
        /// Identifier of the finding
        id: String,
        /// Whether you agree
        verdict: Verdict,
        /// What you looked at, and why you agree or not
        words: String,
    },
    /// What is under review because something that it rests on changed
    Reviews,
    /// Say what you concluded of a review
    Settle {
        /// Identifier of the review
        review: String,
        /// That it stands, or what you did instead
        outcome: String,
    },
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Verdict {
    Agree,
    Disagree,
}

#[derive(Args)]
struct Add {
    /// F-12 or C-40
    about: String,
    /// provenance, source, date, place, subject, motivation, authenticity; verdict for a claim
    pillar: String,
    /// unknown, claimed, supported, confirmed, contradicted
    state: String,
    /// The answer in a few words
    #[arg(long, default_value = "")]
    answer: String,
    /// Why the evidence leads to it
    #[arg(long, default_value = "")]
    reasoning: String,
    /// The question, where it is not the pillar's own
    #[arg(long, default_value = "")]
    question: String,
    /// How it was found
    #[arg(long, default_value = "")]
    method: String,
    /// What went in besides the evidence
    #[arg(long, default_value = "")]
    inputs: String,
    /// What it rests on, and what that shows: medium:SHA-256=WORDS, worksheet:ID, C-3; or an address https://...
    #[arg(long, value_name = "REFERENCE[=WORDS]")]
    evidence: Vec<String>,
    /// In the words of ICD 203: "likely", "very likely", ...
    #[arg(long)]
    likelihood: Option<String>,
    /// A rule that asks for a second reader: deaths, blame, "private person", fake
    #[arg(long)]
    topic: Vec<String>,
    /// Where something older was searched for and not found
    #[arg(long, value_name = "PLACES")]
    searched: Option<String>,
    /// How it was searched
    #[arg(long, default_value = "", requires = "searched")]
    way: String,
    /// For how many days the search is good
    #[arg(long, value_name = "DAYS", requires = "searched")]
    good_for: Option<i64>,
}

impl Add {
    fn finding(self) -> NewFinding {
        // An address may hold "=" itself.
        let evidence = |text: &String| {
            let split = text.split_once('=').filter(|_| !text.starts_with("http"));
            let (on, words) = split.unwrap_or((text, ""));
            Evidence { on: on.to_owned(), words: words.to_owned(), from: None, to: None }
        };
        NewFinding {
            evidence: self.evidence.iter().map(evidence).collect(),
            about: self.about,
            pillar: self.pillar,
            state: self.state,
            question: self.question,
            answer: self.answer,
            method: self.method,
            inputs: self.inputs,
            reasoning: self.reasoning,
            likelihood: self.likelihood,
            topics: self.topic,
            search: self.searched.map(|places| NewSearch {
                places,
                way: self.way,
                made: None,
                good_for_days: self.good_for,
            }),
            instead_of: None,
        }
    }
}

impl Finding {
    pub async fn run(self, desk: &DeskArgs) -> Result<ExitCode> {
        let desk = desk.open().await?;
        let json = self.format == Format::Json;
        match self.act {
            Act::List { about } => list(&desk, &about, json).await?,
            Act::Show { id } => show(&views::findings::finding(&desk, &id).await?, json)?,
            Act::Add(add) => {
                let made = findings::find(&desk, &add.finding()).await?;
                show(&views::findings::finding(&desk, &made.id).await?, json)?;
            }
            Act::Read { id, verdict, words } => {
                reading::read(&desk, &id, verdict == Verdict::Agree, &words).await?;
                show(&views::findings::finding(&desk, &id).await?, json)?;
            }
            Act::Reviews => {
                let page = views::findings::reviews(&desk).await?;
                if json {
                    output::line(serde_json::to_string_pretty(&page)?)?;
                } else {
                    page.reviews.iter().try_for_each(review)?;
                }
            }
            Act::Settle { review, outcome } => rests::settle(&desk, &review, &outcome).await?,
        }
        desk.close().await;
        Ok(ExitCode::SUCCESS)
    }
}

async fn list(desk: &Desk, about: &str, json: bool) -> Result<()> {
    let page = views::findings::findings(desk, about).await?;
    if json {
        return output::line(serde_json::to_string_pretty(&page)?);
    }
    output::line(&page.about.name)?;
    for side in &page.corroboration {
        output::line(format!("  {side}"))?;
    }
    for row in &page.pillars {
        let answer = row.holds.as_ref().map(|holds| holds.answer.as_str()).unwrap_or_default();
        let under = row.holds.as_ref().is_some_and(|holds| !holds.reviews.is_empty());
        let waits = if row.waits.is_some() { "  (a newer one waits for a second reader)" } else { "" };
        let review = if under { "  (under review)" } else { "" };
        output::line(format!("  {:<13} {:<13} {answer}{review}{waits}", row.pillar.word(), row.state.word()))?;
    }
    Ok(())
}

fn show(row: &FindingRow, json: bool) -> Result<()> {
    if json {
        return output::line(serde_json::to_string_pretty(row)?);
    }
    output::line(format!("{}\t{} of {}: {}", row.id, row.pillar, row.about.name, row.state))?;
    let likelihood = row.likelihood.as_ref();
    let likelihood = likelihood.map(|likely| format!("{} ({} to {} %)", likely.word, likely.from, likely.to));
    for (name, text) in [
        ("question", row.question.clone()),
        ("answer", row.answer.clone()),
        ("likelihood", likelihood.unwrap_or_default()),
        ("method", row.method.clone()),
        ("inputs", row.inputs.clone()),
        ("reasoning", row.reasoning.clone()),
    ] {
        if !text.is_empty() {
            output::line(format!("  {name}: {text}"))?;
        }
    }
    for evidence in &row.evidence {
        output::line(format!("  evidence: {} ({}) {}", evidence.on.name, evidence.on.reference, evidence.words))?;
    }
    for why in row.asked.iter().filter(|_| !row.in_force) {
        output::line(format!("  not in force: {why}, so a second person has to agree"))?;
    }
    for reading in &row.readings {
        let verdict = if reading.agrees { "agrees" } else { "does not agree" };
        output::line(format!("  {} {verdict}: {}", reading.by, reading.words))?;
    }
    row.reviews.iter().try_for_each(review)
}

fn review(row: &ReviewRow) -> Result<()> {
    output::line(format!("{}\t{} is under review since {}", row.id, row.object.name, row.at.plain))?;
    output::line(format!("  because {}", row.reason))?;
    let path: Vec<&str> = row.path.iter().map(|step| step.name.as_str()).collect();
    output::line(format!("  {}", path.join(" -> ")))
}
