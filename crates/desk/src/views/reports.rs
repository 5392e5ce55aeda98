//! Reports: the list, and one report with each sentence as it would be published, what rules say of it, and what became
//! of its versions.

use serde::Serialize;
use utoipa::ToSchema;

use super::parts::Instant;
use crate::{
    Desk,
    claims::{self, claim},
    error::Result,
    ids::{FootageRef, IncidentRef, ReportRef},
    preserve::custody::{Record as _, Recorded},
    publish::{
        corrections::{self, Drafted},
        edition::{Correction, Edition, Sentence},
        hedge::Frame,
        report::{self, Report},
        rules::Mark,
        versions,
        words::Language,
    },
    rests,
};

/// A report in a line.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct ReportLine {
    /// `R-3`.
    pub report: String,
    /// Its title.
    pub title: String,
    /// In which it is written.
    pub language: Language,
    /// `I-1`, where it is about an incident.
    pub incident: Option<String>,
    /// Its newest version; 0 while nothing is published.
    pub version: i64,
    /// When that was published.
    pub published: Option<Instant>,
    /// How many corrections it had.
    pub corrections: usize,
    /// Whether something that it rests on changed since, and nobody has settled that.
    pub under_review: bool,
}

/// A sentence with what its editor needs.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct SentenceRow {
    /// As it would be published.
    pub sentence: Sentence,
    /// What its clause is about.
    pub frame: Frame,
    /// To what its writer bound it.
    pub bound: Vec<String>,
    /// Who wrote it last.
    pub by: String,
    /// What rules say of it.
    pub marks: Vec<Mark>,
}

/// Something that a sentence can be bound to.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct Bindable {
    /// `claim:<id>`, `footage:12`.
    pub reference: String,
    /// `C-3`, `F-12`.
    pub name: String,
    /// What it says.
    pub words: String,
}

/// A published version.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct VersionRow {
    /// Counts from 1.
    pub number: i64,
    /// When.
    pub published: Instant,
    /// By whom.
    pub by: String,
    /// Who approved it.
    pub approver: Option<String>,
    /// SHA-256 of its edition.
    pub digest: String,
}

/// The report's editor.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct ReportPage {
    /// The report.
    pub line: ReportLine,
    /// As it would be published now.
    pub edition: Edition,
    /// Its sentences in their order.
    pub sentences: Vec<SentenceRow>,
    /// What rules say of the report as a whole.
    pub marks: Vec<Mark>,
    /// Whether nothing blocks but what a second person's approval would lift.
    pub ready: bool,
    /// Corrections that wait for a person.
    pub drafted: Vec<Drafted>,
    /// Corrections that were published.
    pub corrections: Vec<Correction>,
    /// Versions, newest first.
    pub versions: Vec<VersionRow>,
    /// What its sentences can be bound to.
    pub bindable: Vec<Bindable>,
}

/// Every report, newest first.
pub async fn reports(desk: &Desk) -> Result<Vec<ReportLine>> {
    let mut lines = Vec::new();
    for row in report::all(&desk.db).await? {
        lines.push(line(desk, &row).await?);
    }
    Ok(lines)
}

async fn line(desk: &Desk, row: &Recorded<Report>) -> Result<ReportLine> {
    let outline = report::outline_of(&desk.db, &row.id).await?;
    let newest = versions::all(&desk.db, &row.id).await?.pop();
    let incident = match &row.incident {
        Some(id) => claims::incident::all(&desk.db).await?.into_iter().find(|line| line.id == *id),
        None => None,
    };
    Ok(ReportLine {
        report: ReportRef(row.number).to_string(),
        title: outline.title.clone(),
        language: row.language,
        incident: incident.map(|line| IncidentRef(line.number).to_string()),
        version: newest.as_ref().map_or(0, |newest| newest.number),
        published: newest.as_ref().map(|newest| newest.at.into()),
        corrections: newest
            .as_ref()
            .map(|newest| versions::edition(newest))
            .transpose()?
            .map_or(0, |edition| edition.corrections.len()),
        under_review: !rests::open_reviews(&desk.db, Some(&row.reference())).await?.is_empty(),
    })
}

/// One report.
pub async fn report(desk: &Desk, reference: ReportRef) -> Result<ReportPage> {
    let row = report::get(&desk.db, reference).await?;
    let (edition, marks) = versions::check(desk, reference, None).await?;
    let written = report::sentences(&desk.db, &row.id).await?;
    let mut all = versions::all(&desk.db, &row.id).await?;
    all.reverse();
    let sentences = edition.sentences.iter().zip(&written).map(|(sentence, written)| SentenceRow {
        sentence: sentence.clone(),
        frame: written.frame,
        bound: written.bound.0.clone(),
        by: written.by_whom.trim_start_matches("person:").to_owned(),
        marks: marks.iter().filter(|mark| mark.sentence.as_deref() == Some(sentence.id.as_str())).cloned().collect(),
    });
    Ok(ReportPage {
        line: line(desk, &row).await?,
        sentences: sentences.collect(),
        ready: !marks.iter().any(|mark| mark.blocks && mark.rule != "second" && mark.rule != "review"),
        marks: marks.into_iter().filter(|mark| mark.sentence.is_none()).collect(),
        drafted: corrections::drafted(desk, reference).await?,
        corrections: edition.corrections.clone(),
        versions: all
            .iter()
            .map(|version| VersionRow {
                number: version.number,
                published: version.at.into(),
                by: version.by_whom.trim_start_matches("person:").to_owned(),
                approver: version.approver.as_ref().map(|who| who.trim_start_matches("person:").to_owned()),
                digest: version.digest.clone(),
            })
            .collect(),
        bindable: bindable(desk, &row).await?,
        edition,
    })
}

/// The claims and the footage of the report's incident.
async fn bindable(desk: &Desk, row: &Report) -> Result<Vec<Bindable>> {
    let Some(incident) = &row.incident else { return Ok(Vec::new()) };
    let claims = claim::of_incident(&desk.db, incident).await?;
    let names = claim::names(&desk.db, &claims).await?;
    let mut bindable: Vec<Bindable> = claims
        .iter()
        .map(|claim| Bindable {
            reference: format!("claim:{}", claim.id),
            name: claim.sayable().to_string(),
            words: claim::sentence(claim, &names),
        })
        .collect();
    for FootageRef(number) in claims::incident::footage(&desk.db, incident).await? {
        bindable.push(Bindable {
            reference: format!("footage:{number}"),
            name: format!("F-{number}"),
            words: String::new(),
        });
    }
    Ok(bindable)
}
