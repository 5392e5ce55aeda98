//! Findings: how the pillars of footage and the verdicts on claims stand, one finding whole, and what is under review.

use serde::Serialize;
use utoipa::{IntoParams, ToSchema};

use super::{
    named::{Named, named},
    parts::Instant,
};
use crate::{
    Desk,
    claims::claim,
    error::Result,
    findings::{
        Likelihood, Pillar, State,
        finding::{self, Evidence},
        reference::{self, About},
        rules::RULES,
        search::Search,
        standing::{self, Read, Standing},
        worksheets::{
            self, Sheet,
            kept::{Recheck, Worksheet},
        },
    },
    preserve::custody::{Record as _, Recorded},
    rests::{self, Review},
};

/// How everything about one piece of footage or one claim stands.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct FindingsPage {
    /// What it is about.
    pub about: Named,
    /// The seven pillars, or the verdict.
    pub pillars: Vec<PillarRow>,
    /// Of a claim: who asserts and denies it, counted by origin: "asserts: 7 posts, 2 origins".
    pub corroboration: Vec<String>,
    /// Worksheets made for it, newest first.
    pub worksheets: Vec<Named>,
}

/// How one pillar stands.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct PillarRow {
    /// Which.
    pub pillar: Pillar,
    /// What it asks.
    pub question: String,
    /// As it stands: that of the finding in force, else `unknown`.
    pub state: State,
    /// The finding in force.
    pub holds: Option<FindingRow>,
    /// A newer one that is not in force: it waits for a second reader, or one does not agree.
    pub waits: Option<FindingRow>,
    /// How many findings there are in all.
    pub findings: usize,
}

/// A finding, whole.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct FindingRow {
    /// Identifier.
    pub id: String,
    /// What it is about.
    pub about: Named,
    /// What was asked.
    pub pillar: Pillar,
    /// How it stands.
    pub state: State,
    /// The question in the author's words.
    pub question: String,
    /// The answer in a few words.
    pub answer: String,
    /// How it was found.
    pub method: String,
    /// What went in besides the evidence.
    pub inputs: String,
    /// Why the evidence leads to the answer.
    pub reasoning: String,
    /// On what it rests.
    pub evidence: Vec<EvidenceRow>,
    /// How likely.
    pub likelihood: Option<LikelihoodRow>,
    /// Why a second reader is asked for; empty when none is.
    pub asked: Vec<String>,
    /// Where it was searched, if it is that nothing older was found.
    pub search: Option<Search>,
    /// Until when the search is good.
    pub expires: Option<Instant>,
    /// Whether the search has grown old.
    pub expired: bool,
    /// Whether it is in force, or was until it was superseded.
    pub in_force: bool,
    /// What readers said.
    pub readings: Vec<ReadingRow>,
    /// Why it is under review.
    pub reviews: Vec<ReviewRow>,
    /// The finding in whose place it came.
    pub supersedes: Option<String>,
    /// The finding in whose favour it no longer counts.
    pub superseded_by: Option<String>,
    /// Who found it.
    pub by: String,
    /// When.
    pub at: Instant,
}

/// Something that a finding rests on.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct EvidenceRow {
    /// What.
    pub on: Named,
    /// What it shows.
    pub words: String,
    /// First second of a recording.
    pub from: Option<f64>,
    /// Last second.
    pub to: Option<f64>,
}

/// A likelihood with its range.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct LikelihoodRow {
    /// The words of ICD 203.
    pub word: Likelihood,
    /// Per cent.
    pub from: u8,
    /// Per cent.
    pub to: u8,
}

impl From<Likelihood> for LikelihoodRow {
    fn from(word: Likelihood) -> Self {
        let (from, to) = word.range();
        Self { word, from, to }
    }
}

/// What a second reader said.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct ReadingRow {
    /// Whether they agree.
    pub agrees: bool,
    /// Why, and what was looked at.
    pub words: String,
    /// Who.
    pub by: String,
    /// When.
    pub at: Instant,
}

/// Something that is under review.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct ReviewRow {
    /// Identifier.
    pub id: String,
    /// What is under review.
    pub object: Named,
    /// What happened.
    pub reason: String,
    /// From what changed to what is under review; each rests on the one before.
    pub path: Vec<Named>,
    /// Since when.
    pub at: Instant,
}

/// Everything that is under review.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct ReviewsPage {
    /// Oldest first.
    pub reviews: Vec<ReviewRow>,
}

/// A kept worksheet, whole.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct WorksheetRow {
    /// Identifier.
    pub id: String,
    /// What it is called.
    pub title: String,
    /// What it was made for.
    pub about: Option<Named>,
    /// Input, result and explanation.
    pub sheet: Sheet,
    /// Who made it.
    pub by: String,
    /// When.
    pub at: Instant,
}

/// Of what worksheets are asked.
#[derive(Clone, Debug, Default, serde::Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct WorksheetQuery {
    /// `F-12` or `C-40`; empty for all.
    #[serde(default)]
    pub about: String,
}

/// How everything about `about` (`F-12`, `C-40`) stands.
pub async fn findings(desk: &Desk, about: &str) -> Result<FindingsPage> {
    let about = reference(desk, about).await?;
    let mut pillars = Vec::new();
    for standing in standing::all(&desk.db, &about).await? {
        pillars.push(pillar(desk, standing).await?);
    }
    let mut corroboration = Vec::new();
    if let About::Claim(id) = &about {
        let claim = claim::get(&desk.db, id).await?.sayable();
        let sides = super::claims::claim(desk, claim).await?.row.sides;
        corroboration.extend(sides.iter().map(|side| format!("{}: {}", side.stance, side.counted)));
    }
    let mut made = Vec::new();
    for worksheet in worksheets::kept::list(&desk.db, Some(&about.reference())).await? {
        made.push(named(desk, &worksheet.reference()).await?);
    }
    Ok(FindingsPage { about: named(desk, &about.reference()).await?, pillars, corroboration, worksheets: made })
}

async fn reference(desk: &Desk, about: &str) -> Result<About> {
    reference::about(&desk.db, about).await
}

async fn pillar(desk: &Desk, standing: Standing) -> Result<PillarRow> {
    let whole = async |read: Option<Read>| match read {
        Some(read) => row(desk, read).await.map(Some),
        None => Ok(None),
    };
    Ok(PillarRow {
        pillar: standing.pillar,
        question: standing.pillar.question().into(),
        state: standing.holds.as_ref().map_or(State::Unknown, |holds| holds.finding.state),
        holds: whole(standing.holds).await?,
        waits: whole(standing.waits).await?,
        findings: standing.findings,
    })
}

async fn row(desk: &Desk, read: Read) -> Result<FindingRow> {
    let in_force = read.in_force();
    let Read { finding, readings, reviews } = read;
    let mut evidence = Vec::new();
    for Evidence { on, words, from, to } in &finding.evidence.0 {
        evidence.push(EvidenceRow { on: named(desk, on).await?, words: words.clone(), from: *from, to: *to });
    }
    let mut open = Vec::new();
    for one in &reviews {
        open.push(review(desk, one).await?);
    }
    let asks = RULES.iter().filter(|rule| finding.asked_by.contains(&rule.name));
    Ok(FindingRow {
        about: named(desk, &finding.about).await?,
        pillar: finding.pillar,
        state: finding.state,
        question: finding.question.clone(),
        answer: finding.answer.clone(),
        method: finding.method.clone(),
        inputs: finding.inputs.clone(),
        reasoning: finding.reasoning.clone(),
        evidence,
        likelihood: finding.likelihood.map(Into::into),
        asked: asks.map(|rule| rule.why.clone()).collect(),
        search: finding.search.as_deref().cloned(),
        expires: finding.expires.map(Into::into),
        expired: finding.expires.is_some_and(|expires| expires <= desk.clock.now()),
        in_force,
        readings: readings
            .iter()
            .map(|reading| ReadingRow {
                agrees: reading.agrees == 1,
                words: reading.words.clone(),
                by: reading.by_whom.clone(),
                at: reading.at.into(),
            })
            .collect(),
        reviews: open,
        supersedes: finding.supersedes.clone(),
        superseded_by: standing::successor(&desk.db, &finding.id).await?,
        by: finding.by_whom.clone(),
        at: finding.at.into(),
        id: finding.record.id,
    })
}

/// One finding, whole.
pub async fn finding(desk: &Desk, id: &str) -> Result<FindingRow> {
    row(desk, standing::read(&desk.db, finding::get(&desk.db, id).await?).await?).await
}

/// Every finding on the pillar of this one, newest first.
pub async fn history(desk: &Desk, of: &FindingRow) -> Result<Vec<FindingRow>> {
    let about = reference(desk, &of.about.reference).await?;
    let mut rows = Vec::new();
    for finding in finding::history(&desk.db, &about, of.pillar).await? {
        rows.push(row(desk, standing::read(&desk.db, finding).await?).await?);
    }
    Ok(rows)
}

async fn review(desk: &Desk, review: &Recorded<Review>) -> Result<ReviewRow> {
    let mut path = Vec::new();
    for step in &review.path.0 {
        path.push(named(desk, step).await?);
    }
    Ok(ReviewRow {
        id: review.id.clone(),
        object: named(desk, &review.object).await?,
        reason: review.reason.clone(),
        path,
        at: review.at.into(),
    })
}

/// Everything that is under review, whatever its kind, oldest first.
pub async fn reviews(desk: &Desk) -> Result<ReviewsPage> {
    let mut rows = Vec::new();
    for one in rests::open_reviews(&desk.db, None).await? {
        rows.push(review(desk, &one).await?);
    }
    Ok(ReviewsPage { reviews: rows })
}

/// One kept worksheet.
pub async fn worksheet(desk: &Desk, id: &str) -> Result<WorksheetRow> {
    worksheet_row(desk, worksheets::kept::get(&desk.db, id).await?).await
}

/// One kept worksheet computed again.
pub async fn recheck(desk: &Desk, id: &str) -> Result<Recheck> {
    let sheet = worksheets::kept::get(&desk.db, id).await?.sheet.0.clone();
    crate::blocking(move || worksheets::kept::recheck(&sheet)).await?
}

/// The kept worksheets, newest first.
pub async fn worksheets(desk: &Desk, query: &WorksheetQuery) -> Result<Vec<WorksheetRow>> {
    let about = match query.about.trim() {
        "" => None,
        about => Some(reference(desk, about).await?.reference()),
    };
    let mut rows = Vec::new();
    for worksheet in worksheets::kept::list(&desk.db, about.as_deref()).await? {
        rows.push(worksheet_row(desk, worksheet).await?);
    }
    Ok(rows)
}

async fn worksheet_row(desk: &Desk, worksheet: Recorded<Worksheet>) -> Result<WorksheetRow> {
    let about = match &worksheet.about {
        Some(about) => Some(named(desk, about).await?),
        None => None,
    };
    Ok(WorksheetRow {
        about,
        by: worksheet.by_whom.clone(),
        at: worksheet.at.into(),
        id: worksheet.record.id,
        title: worksheet.record.title,
        sheet: worksheet.record.sheet.0,
    })
}
