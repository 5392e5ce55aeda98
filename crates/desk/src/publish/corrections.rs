//! Corrections that the desk drafts when what a published sentence rests on has changed. They are computed when asked:
//! a sentence that would read otherwise today, or that is under review, is one. A person approves them by publishing.

use serde::Serialize;
use utoipa::ToSchema;

use super::{
    assemble::draft,
    edition::{Correction, Edition, Sentence},
    report,
    versions::{self, edition},
};
use crate::{Desk, error::Result, ids::ReportRef, preserve::custody::Record as _, rests};

/// A correction that waits for a person.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct Drafted {
    /// The report, `R-3`.
    pub report: String,
    /// The sentence by its identifier; none: something else in the report.
    pub sentence: Option<String>,
    /// As published.
    pub wrong: String,
    /// As it would be published now; the same where the words need not change, or where a person has to.
    pub right: String,
    /// What changed.
    pub why: String,
    /// Whether a finding changed.
    pub finding: bool,
}

/// A correction of any report.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct Listed {
    /// The report, `R-3`.
    pub report: String,
    /// Its title.
    pub title: String,
    /// Its address.
    pub url: String,
    /// The correction.
    pub correction: Correction,
}

impl Drafted {
    /// Whether the desk has other words: if not, a person writes them, or finds that what was published stands.
    pub fn rewords(&self) -> bool {
        self.wrong != self.right
    }
}

/// All corrections of all published reports, newest first.
pub async fn all(desk: &Desk) -> Result<Vec<Listed>> {
    let mut listed = Vec::new();
    for (edition, _) in versions::others(&desk.db, "").await? {
        let Edition { report, title, url, corrections, .. } = edition;
        listed.extend(corrections.into_iter().map(|correction| Listed {
            report: report.clone(),
            title: title.clone(),
            url: url.clone(),
            correction,
        }));
    }
    listed.sort_by(|one, two| two.correction.when.cmp(&one.correction.when));
    Ok(listed)
}

/// What would be corrected if the report were published now.
pub async fn drafted(desk: &Desk, report: ReportRef) -> Result<Vec<Drafted>> {
    let row = report::get(&desk.db, report).await?;
    let Some(version) = versions::newest(&desk.db, &row.id).await? else { return Ok(Vec::new()) };
    let (published, now) = (edition(&version)?, draft(desk, &row, None, &[]).await?.edition);
    let mut drafted = Vec::new();
    for old in &published.sentences {
        let new = now.sentences.iter().find(|new| new.id == old.id);
        let reviews = rests::open_reviews(&desk.db, Some(&format!("sentence:{}", old.id))).await?;
        let right = new.map_or("", |new| new.text.as_str());
        if reviews.is_empty() && right == old.text {
            continue;
        }
        let reasons: Vec<String> = reviews.iter().map(|review| review.reason.clone()).collect();
        drafted.push(Drafted {
            report: published.report.clone(),
            sentence: Some(old.id.clone()),
            wrong: old.text.clone(),
            right: right.to_owned(),
            why: reasons.join("; "),
            finding: new.is_some_and(|new| findings(new) != findings(old) || new.computed != old.computed),
        });
    }
    drafted.extend(renamed(&published, &now));
    let own = rests::open_reviews(&desk.db, Some(&row.reference())).await?;
    drafted.extend(appeared_earlier(
        &published,
        &now,
        &own.iter().map(|review| review.reason.clone()).collect::<Vec<_>>(),
    ));
    Ok(drafted)
}

fn findings(sentence: &Sentence) -> Vec<&str> {
    let of = sentence.rests_on.iter().filter(|basis| basis.state.is_some());
    of.map(|basis| basis.reference.as_str()).collect()
}

/// Entities that are called otherwise now.
fn renamed(published: &Edition, now: &Edition) -> Vec<Drafted> {
    let mut drafted = Vec::new();
    for old in published.incident.iter().flat_map(|incident| &incident.parties) {
        let mut parties = now.incident.iter().flat_map(|incident| &incident.parties);
        if let Some(new) = parties.find(|new| new.entity == old.entity && new.name != old.name) {
            drafted.push(Drafted {
                report: published.report.clone(),
                sentence: None,
                wrong: old.name.clone(),
                right: new.name.clone(),
                why: String::new(),
                finding: false,
            });
        }
    }
    drafted
}

/// Media whose earliest known appearance moved back.
fn appeared_earlier(published: &Edition, now: &Edition, reasons: &[String]) -> Vec<Drafted> {
    let mut drafted = Vec::new();
    for old in &published.media {
        let new = now.media.iter().find(|new| new.sha256 == old.sha256);
        if let Some(new) = new.filter(|new| new.first_seen != old.first_seen) {
            drafted.push(Drafted {
                report: published.report.clone(),
                sentence: None,
                wrong: format!("{}: {}", old.footage, old.first_seen.clone().unwrap_or_default()),
                right: format!("{}: {}", new.footage, new.first_seen.clone().unwrap_or_default()),
                why: reasons.join("; "),
                finding: true,
            });
        }
    }
    drafted
}
