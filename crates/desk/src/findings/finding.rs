//! One finding: question, answer, method, evidence, reasoning. It is never changed; the next one supersedes it.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::{
    Desk, args,
    error::{Error, Result},
    ids,
    preserve::custody::{Act, Change, Record as _, Recorded},
    record, rests,
    store::{Db, Json},
};

use super::{
    Likelihood, Pillar, State, reading,
    reference::{self, About},
    rules,
    search::{self, NewSearch, Search},
};

/// The longest text that is kept of one field, in characters.
const LONGEST: usize = 20_000;

/// Something that a finding rests on.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct Evidence {
    /// What: `medium:<SHA-256>`, `post:<id>`, `match:<SHA-256>/<SHA-256>`, `worksheet:<id>`, `assertion:<id>`,
    /// `finding:<id>`, `footage:<number>`, ..., or the address of a page.
    pub on: String,
    /// What it shows.
    #[serde(default)]
    pub words: String,
    /// First second, where it is a part of a recording.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub from: Option<f64>,
    /// Last second.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub to: Option<f64>,
}

record! {
    /// What the desk holds to be so.
    pub struct Finding in "finding" as "finding" {
        /// UUIDv7.
        id: String,
        /// `footage:<number>` or `claim:<id>`.
        about: String,
        /// What was asked of it.
        pillar: Pillar,
        /// How it stands.
        state: State,
        /// The question, in the author's words.
        question: String,
        /// The answer in a few words: "2 March 2026, between 07:40 and 08:10".
        answer: String,
        /// How it was found.
        method: String,
        /// What went in, where it is no evidence by itself: maps, settings, who was asked.
        inputs: String,
        /// Why the evidence leads to the answer.
        reasoning: String,
        /// On what it rests.
        evidence: Json<Vec<Evidence>>,
        /// How likely.
        likelihood: Option<Likelihood>,
        /// The rules that ask for a second reader; none: it is in force at once.
        asked_by: Json<Vec<String>>,
        /// Where it was searched, if the finding is that nothing older was found.
        search: Option<Json<Search>>,
        /// Until when the search is good; microseconds since 1970 UTC.
        expires: Option<i64>,
        /// The finding in whose place it comes.
        supersedes: Option<String>,
    }
}

impl Finding {
    /// Whether a second reader has to agree before it is in force.
    pub fn needs_reader(&self) -> bool {
        !self.asked_by.is_empty()
    }
}

/// A finding to be recorded.
#[derive(Clone, Debug, Default, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewFinding {
    /// `F-12`, `footage:12`, `C-40`, `claim:<id>`.
    pub about: String,
    /// A pillar of footage, or `verdict` of a claim.
    pub pillar: String,
    /// `unknown`, `claimed`, `supported`, `confirmed` or `contradicted`.
    pub state: String,
    /// The pillar's own question where it is empty.
    #[serde(default)]
    pub question: String,
    /// In a few words.
    #[serde(default)]
    pub answer: String,
    /// How it was found.
    #[serde(default)]
    pub method: String,
    /// What went in.
    #[serde(default)]
    pub inputs: String,
    /// Why.
    #[serde(default)]
    pub reasoning: String,
    /// On what it rests.
    #[serde(default)]
    pub evidence: Vec<Evidence>,
    /// In the words of ICD 203.
    #[serde(default)]
    pub likelihood: Option<String>,
    /// Rules that its author says apply.
    #[serde(default)]
    pub topics: Vec<String>,
    /// Where it was searched for something older.
    #[serde(default)]
    pub search: Option<NewSearch>,
    /// The finding that its author saw, if any. When another one was recorded meanwhile, nothing is recorded.
    #[serde(default)]
    pub instead_of: Option<String>,
}

/// Records a finding in the place of the newest one on the same pillar.
///
/// # Errors
/// When the pillar is none of what it is about, the reasoning or the evidence that its state needs is missing, evidence
/// is not there, or somebody else recorded a finding meanwhile.
pub async fn find(desk: &Desk, new: &NewFinding) -> Result<Finding> {
    let mut change = desk.custody.change(&desk.actor).await?;
    let finding = find_within(&mut change, new).await?;
    change.commit().await?;
    Ok(finding)
}

/// As [`find`], within a change.
pub(crate) async fn find_within(change: &mut Change, new: &NewFinding) -> Result<Finding> {
    change.tx.lock_log().await?;
    let about = reference::about(&mut change.tx, &new.about).await?;
    let (pillar, state) = (new.pillar.parse::<Pillar>()?, new.state.parse::<State>()?);
    about.check(pillar)?;
    let mut evidence = Vec::new();
    let mut on = Vec::new();
    for given in new.evidence.iter().filter(|given| !given.on.trim().is_empty()) {
        let (reference, rests) = reference::evidence(&mut change.tx, &given.on).await?;
        let span = span(given)?;
        evidence.push(Evidence {
            on: reference,
            words: text("the words on evidence", &given.words)?,
            from: span.0,
            to: span.1,
        });
        on.extend(rests);
    }
    needed(state, &evidence, new)?;
    let newest = newest(change, &about, pillar).await?;
    if new.instead_of.is_some() && new.instead_of != newest.as_ref().map(|newest| newest.id.clone()) {
        return Err(Error::input(
            format!("another finding on the {pillar} was recorded meanwhile"),
            "open the page again, read it, and record yours if it still adds something",
        ));
    }
    let question = text("the question", &new.question)?;
    let answer = text("the answer", &new.answer)?;
    let search = new.search.as_ref().map(|search| search::checked(search, change.now())).transpose()?;
    let said = format!("{question}\n{answer}\n{}", claimed(change, &about).await?);
    let finding = Finding {
        id: ids::new_id(),
        about: about.reference(),
        pillar,
        state,
        question: if question.is_empty() { pillar.question().to_owned() } else { question },
        answer,
        method: text("the method", &new.method)?,
        inputs: text("the inputs", &new.inputs)?,
        reasoning: text("the reasoning", &new.reasoning)?,
        evidence: Json(evidence),
        likelihood: new.likelihood.as_deref().filter(|word| !word.is_empty()).map(str::parse).transpose()?,
        asked_by: Json(rules::asked_by(pillar, state, &said, &new.topics)?),
        expires: search.as_ref().map(|(_, expires)| *expires),
        search: search.map(|(search, _)| Json(search)),
        supersedes: newest.map(|newest| newest.id.clone()),
    };
    change.record(Act::Recorded, &finding).await?;
    if matches!(about, About::Claim(_)) || pillar.rests_on_appearances() {
        on.push(about.reference());
    }
    on.extend(finding.search.as_ref().map(|_| search::reference(&finding.id)));
    rests::bind(change, &finding.reference(), &on).await?;
    if !finding.needs_reader() {
        come_into_force(change, &finding).await?;
    }
    Ok(finding)
}

/// What a state needs. "Confirmed" without evidence would be an opinion.
fn needed(state: State, evidence: &[Evidence], new: &NewFinding) -> Result<()> {
    if !matches!(state, State::Unknown | State::Claimed) && evidence.is_empty() {
        return Err(Error::input(
            format!("\"{state}\" needs evidence"),
            "name at least one thing that it rests on, or leave it at \"claimed\" or \"unknown\"",
        ));
    }
    if state != State::Unknown && (new.reasoning.trim().is_empty() || new.answer.trim().is_empty()) {
        return Err(Error::input(
            "the answer or the reasoning is missing",
            "answer in a few words, and say why the evidence leads to it, so that a colleague can follow",
        ));
    }
    if let Some(search) = &new.search
        && search.places.trim().is_empty()
    {
        return Err(Error::input("the search does not say where", "name the engines, archives and channels searched"));
    }
    Ok(())
}

fn span(given: &Evidence) -> Result<(Option<f64>, Option<f64>)> {
    let good = |seconds: &f64| seconds.is_finite() && *seconds >= 0.0;
    match (given.from, given.to) {
        (from, to)
            if from.is_none_or(|from| good(&from))
                && to.is_none_or(|to| good(&to) && from.is_none_or(|from| to >= from)) =>
        {
            Ok((from, to))
        }
        _ => Err(Error::input(
            "the seconds of the evidence are the wrong way round",
            "give the first and the last second",
        )),
    }
}

fn text(what: &str, text: &str) -> Result<String> {
    let text = text.trim();
    if text.chars().count() > LONGEST {
        return Err(Error::input(format!("{what} is longer than {LONGEST} characters"), "keep what a reader needs"));
    }
    Ok(text.to_owned())
}

/// What is claimed, for the rules: a claim that somebody died needs a second reader however the question is put.
async fn claimed(change: &mut Change, about: &About) -> Result<String> {
    let About::Claim(id) = about else { return Ok(String::new()) };
    let row: Option<(String, String)> =
        change.tx.first("SELECT predicate, object FROM claim WHERE id = $1", args![id]).await?;
    Ok(row.map(|(predicate, object)| format!("{predicate}\n{object}")).unwrap_or_default())
}

/// Every finding on a pillar, newest first; `$1` is the footage's number or NULL, `$2` the reference. Footage that was
/// joined brings its findings along.
const CHAIN: &str = "
    SELECT f.* FROM finding AS f
    WHERE f.pillar = $3 AND (f.about = $2 OR f.about IN
      (SELECT 'footage:' || number FROM footage WHERE merged_into = $1))
    ORDER BY f.seq DESC";

async fn newest(change: &mut Change, about: &About, pillar: Pillar) -> Result<Option<Recorded<Finding>>> {
    change.tx.first(CHAIN, chain_of(about, pillar)).await
}

fn chain_of(about: &About, pillar: Pillar) -> Vec<crate::store::Value> {
    let number = match about {
        About::Footage(footage) => Some(footage.0),
        About::Claim(_) => None,
    };
    args![number, about.reference(), pillar]
}

/// Every finding on a pillar, newest first.
pub async fn history(db: &Db, about: &About, pillar: Pillar) -> Result<Vec<Recorded<Finding>>> {
    db.all(CHAIN, chain_of(about, pillar)).await
}

/// A finding is in force now: what rested on those before it goes under review, and what was open on them is settled.
pub(super) async fn come_into_force(change: &mut Change, finding: &Finding) -> Result<()> {
    let mut before = finding.supersedes.clone();
    while let Some(id) = before.take() {
        let old: Option<Recorded<Finding>> = change.tx.first("SELECT * FROM finding WHERE id = $1", args![&id]).await?;
        let Some(old) = old else { break };
        let open: Vec<(String,)> = change
            .tx
            .all(
                "SELECT id FROM review WHERE object = $1
                 AND NOT EXISTS (SELECT 1 FROM review_settlement AS s WHERE s.review = review.id) ORDER BY seq",
                args![old.reference()],
            )
            .await?;
        for (review,) in open {
            rests::settle_within(change, &review, &format!("superseded by {}", finding.reference())).await?;
        }
        if reading::in_force(change, &old).await? {
            let what = if old.state == finding.state && old.answer == finding.answer {
                format!("the finding on the {} was recorded anew with the same answer", old.pillar)
            } else {
                format!(
                    "the finding on the {} is now \"{}\": {}; it was \"{}\": {}",
                    old.pillar, finding.state, finding.answer, old.state, old.answer
                )
            };
            rests::mark(change, &old.reference(), &what).await?;
            // What was in force before this one was told of when this one came into force.
            break;
        }
        before.clone_from(&old.supersedes);
    }
    Ok(())
}

/// One finding.
pub async fn get(db: &Db, id: &str) -> Result<Recorded<Finding>> {
    let id = id.strip_prefix("finding:").unwrap_or(id);
    let found = db.first("SELECT * FROM finding WHERE id = $1", args![id]).await?;
    found.ok_or_else(|| Error::NotFound { what: "finding", name: id.chars().take(40).collect() })
}
