//! Incidents and claims: rival stances side by side, counted by origin, each word with who said it, when and where.

mod sides;

use std::collections::HashMap;

use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use crate::{
    Desk, args,
    claims::{
        assertion::{Basis, SaidIn, Stance},
        claim::{self, Claim},
        conflicts::Conflict,
        entity,
        incident::{self, Line},
        object::Object,
        standing::{About, Tally},
        time::When,
    },
    error::Result,
    ids::{ClaimRef, IncidentRef},
    rests,
    views::{
        Named,
        parts::{Instant, Interval},
        rows,
    },
};
use sides::Standing;

/// How many claims of an incident one page shows.
pub const CLAIMS: usize = 50;
/// How many voices of a stance an incident shows; a claim's own page shows all.
const VOICES: usize = 3;

/// An incident in a line.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct IncidentLine {
    /// `I-3`.
    #[schema(value_type = String)]
    pub incident: IncidentRef,
    /// A few words.
    pub title: String,
    /// When it is said to have happened.
    pub happened: Option<Interval>,
    /// Where.
    pub place: Option<PlaceLine>,
    /// Claims about it.
    pub claims: i64,
    /// Footage of it.
    pub footage: i64,
}

/// A place in a line.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct PlaceLine {
    /// As people call it.
    pub name: String,
    /// `exact`, `vicinity`, `locality`, `area`.
    pub precision: String,
    /// By which method it is known.
    pub method: String,
    /// Middle, degrees north.
    pub latitude: f64,
    /// Middle, degrees east.
    pub longitude: f64,
    /// Metres around the middle that surely hold it.
    pub radius: f64,
}

/// One assertion as it is shown.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct AssertionRow {
    /// Identifier.
    pub id: String,
    /// Identifier of the source.
    pub source: String,
    /// The source's name.
    pub source_name: String,
    /// `asserts`, `denies`, `doubts`, `retracts`.
    pub stance: Stance,
    /// Exactly as said.
    pub words: String,
    /// BCP 47 of the words.
    pub language: Option<String>,
    /// In the desk's language.
    pub translation: Option<String>,
    /// When it was said.
    pub said: Option<Interval>,
    /// `post`, `document`, `page`, `footage`.
    pub said_in: SaidIn,
    /// Identifier of the post, SHA-256, or address.
    pub place: String,
    /// On what the source's word rests.
    pub basis: Basis,
    /// From whom the source has it, nearest first: names of sources.
    pub via: Vec<String>,
    /// Admiralty grade.
    pub grade: Option<String>,
    /// Whether the source said something else about the claim later.
    pub outdated: bool,
    /// Whether the accused speaks here.
    pub by_accused: bool,
    /// Who recorded it.
    pub recorded_by: String,
    /// When.
    pub recorded: Instant,
}

/// One stance to a claim: who takes it.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct Side {
    /// `asserts`, `denies`, `doubts`, `retracts`.
    pub stance: Stance,
    /// How many speak.
    pub tally: Tally,
    /// "7 posts, 2 origins".
    pub counted: String,
    /// Some of the voices, or all: the earliest of each origin first, the accused always among them.
    pub voices: Vec<AssertionRow>,
    /// How many more there are.
    pub more: usize,
    /// Why voices were counted as one; only on the claim's own page.
    pub origins: Vec<OriginRow>,
}

/// One origin, opened.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct OriginRow {
    /// The source that was heard first, as far as known.
    pub first: String,
    /// Identifiers of the assertions that go back to it.
    pub voices: Vec<String>,
    /// One sentence for each voice beyond the first.
    pub reasons: Vec<String>,
}

/// A claim with every stance to it.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct ClaimRow {
    /// `C-40`.
    #[schema(value_type = String)]
    pub claim: ClaimRef,
    /// Identifier.
    pub id: String,
    /// In plain English, without its full stop.
    pub sentence: String,
    /// What is said of the subject.
    pub predicate: String,
    /// Whom it accuses.
    pub accused: Option<String>,
    /// Whether the accused speaks among the voices.
    pub answered: bool,
    /// Who asserts, denies, doubts, retracts; empty while nobody does.
    pub sides: Vec<Side>,
    /// Keys of its open conflicts.
    pub conflicts: Vec<String>,
}

/// An incident with its claims, conflicts and footage.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct IncidentPage {
    /// What it is.
    pub line: IncidentLine,
    /// Identifier.
    pub id: String,
    /// The zone of its local times; empty: unknown.
    pub zone: String,
    /// Contested claims first, then those with the most origins; at most [`CLAIMS`].
    pub claims: Vec<ClaimRow>,
    /// `from` of the next page, where there is one.
    pub next: Option<usize>,
    /// Contradictions among its claims, open ones first.
    pub conflicts: Vec<ConflictRow>,
    /// Footage of it.
    pub footage: Vec<FootageLine>,
}

/// Footage of an incident in a line.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct FootageLine {
    /// `F-12`.
    pub footage: String,
    /// Why the earliest known appearance is the earliest.
    pub earliest: Option<String>,
    /// File name of the earliest.
    pub name: Option<String>,
    /// How many media show it.
    pub media: i64,
}

/// A contradiction with the sentences that it is about.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct ConflictRow {
    /// The contradiction.
    #[serde(flatten)]
    pub conflict: Conflict,
    /// `I-3`.
    #[schema(value_type = String)]
    pub incident: IncidentRef,
    /// The claims: `C-40` and sentence.
    pub rivals: Vec<(String, String)>,
    /// What settled it, where it was something of the desk's.
    pub settled_by: Option<Named>,
}

/// What of an incident is asked for.
#[derive(Clone, Debug, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct IncidentQuery {
    /// Skip so many claims.
    #[serde(default)]
    pub from: usize,
}

/// A claim's own page.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct ClaimPage {
    /// The claim with every voice, and why voices were counted as one.
    pub row: ClaimRow,
    /// The incident that it is about.
    pub incident: Option<IncidentLine>,
    /// Claims of the same subject and predicate: the rivals.
    pub rivals: Vec<(String, String)>,
    /// Why it is under review.
    pub reviews: Vec<String>,
}

/// An uncertain time as screens show it.
pub fn interval(when: &When) -> Interval {
    let mut interval = Interval::new(when.earliest, when.latest, when.words.clone(), when.basis.clone());
    // A date as it was written reads better than the two instants that it stands for.
    if when.latest - when.earliest >= 60_000_000 && !when.words.is_empty() {
        interval.plain.clone_from(&when.words);
    }
    interval
}

async fn line(desk: &Desk, line: &Line) -> Result<IncidentLine> {
    let count = async |sql: &'static str| desk.db.number(sql, args![&line.id]).await;
    Ok(IncidentLine {
        incident: line.sayable(),
        title: line.title.clone(),
        happened: line.happened.as_deref().map(interval),
        place: line.place.as_ref().map(|place| {
            let (middle, radius) = place.reach();
            PlaceLine {
                name: place.name.clone(),
                precision: place.precision.to_string(),
                method: place.method.clone(),
                latitude: middle[1],
                longitude: middle[0],
                radius,
            }
        }),
        claims: count("SELECT COUNT(*) FROM claim WHERE incident = $1").await?,
        footage: i64::try_from(incident::footage(&desk.db, &line.id).await?.len()).unwrap_or(i64::MAX),
    })
}

/// Every incident, newest first.
pub async fn incidents(desk: &Desk) -> Result<Vec<IncidentLine>> {
    let mut lines = Vec::new();
    for one in incident::all(&desk.db).await? {
        lines.push(line(desk, &one).await?);
    }
    Ok(lines)
}

/// One incident. Contested claims come first, then those with the most origins.
pub async fn incident(desk: &Desk, reference: IncidentRef, query: &IncidentQuery) -> Result<IncidentPage> {
    let found = incident::get(&desk.db, reference).await?;
    let claims = claim::of_incident(&desk.db, &found.id).await?;
    let standing = Standing::of(desk, About::Incident(&found.id), claims, Some(&found.id)).await?;
    let origins = |claim: &Claim| {
        let of = |stance| standing.stand.tallies.get(&(claim.id.clone(), stance)).map_or(0, |tally| tally.origins);
        of(Stance::Asserts) + of(Stance::Denies)
    };
    // Claims that contradict each other stand beside each other, as weighty as the weightiest of them.
    let mut together: HashMap<&str, usize> = HashMap::new();
    for claim in &standing.claims {
        if let Some(conflict) = standing.conflicts_of(&claim.id).first() {
            let most = together.entry(conflict).or_default();
            *most = (*most).max(origins(claim));
        }
    }
    let place = |claim: &Claim| {
        let conflict = standing.conflicts_of(&claim.id).first().map(String::as_str);
        let weight = conflict.and_then(|conflict| together.get(conflict)).copied();
        std::cmp::Reverse((conflict.is_some(), weight.unwrap_or_else(|| origins(claim)), conflict))
    };
    let mut order: Vec<(_, &Claim)> = standing.claims.iter().map(|claim| (place(claim), claim)).collect();
    order.sort_by(|(one, first), (two, second)| one.cmp(two).then(first.number.cmp(&second.number)));
    let page: Vec<&Claim> = order.iter().skip(query.from).take(CLAIMS).map(|(_, claim)| *claim).collect();
    let next = query.from.saturating_add(CLAIMS);
    let mut footage = Vec::new();
    for number in incident::footage(&desk.db, &found.id).await? {
        let earliest = rows::earliest(desk, number).await?;
        let media = "SELECT COUNT(*) FROM footage_media WHERE number = $1";
        footage.push(FootageLine {
            footage: number.to_string(),
            name: earliest.as_ref().map(|earliest| earliest.name.clone()),
            earliest: earliest.map(|earliest| earliest.reason),
            media: desk.db.number(media, args![number.0]).await?,
        });
    }
    Ok(IncidentPage {
        line: line(desk, &found).await?,
        zone: found.zone.clone(),
        claims: standing.rows(desk, &page, VOICES, false).await?,
        next: (next < standing.claims.len()).then_some(next),
        conflicts: standing.conflict_rows(desk, reference).await?,
        id: found.id,
        footage,
    })
}

/// One claim with every voice and why voices were counted as one.
pub async fn claim(desk: &Desk, reference: ClaimRef) -> Result<ClaimPage> {
    let found = claim::numbered(&desk.db, reference).await?;
    let about = match &found.incident {
        Some(id) => Some(by_id(desk, id).await?),
        None => None,
    };
    let siblings: Vec<Claim> = desk
        .db
        .all(
            "SELECT c.* FROM claim AS c WHERE c.subject = $1 AND c.predicate = $2 AND c.id <> $3
             AND NOT EXISTS (SELECT 1 FROM amendment AS a WHERE a.object = 'claim:' || c.id) ORDER BY c.number",
            args![&found.subject, &found.predicate, &found.id],
        )
        .await?;
    let names = claim::names(&desk.db, &siblings).await?;
    let rivals = siblings.iter().map(|claim| (claim.sayable().to_string(), claim::sentence(claim, &names))).collect();
    let reviews = rests::open_reviews(&desk.db, Some(&format!("claim:{}", found.id))).await?;
    let standing = Standing::of(desk, About::Claim(&found.id), vec![found.clone()], found.incident.as_deref()).await?;
    let mut rows = standing.rows(desk, &[&found], usize::MAX, true).await?;
    Ok(ClaimPage {
        row: rows.remove(0),
        incident: match &about {
            Some(about) => Some(line(desk, about).await?),
            None => None,
        },
        rivals,
        reviews: reviews.into_iter().map(|review| review.record.reason).collect(),
    })
}

/// A claim as a person would type it, for recording a further voice on it.
#[derive(Clone, Debug)]
pub struct Typed {
    /// `I-3`, or empty.
    pub incident: String,
    /// `E-7`, `F-12`, or empty for the incident.
    pub subject: String,
    /// What is said.
    pub predicate: String,
    /// Of whom, how many, when, where or what.
    pub object: String,
}

/// One claim as a person would type it.
pub async fn as_typed(desk: &Desk, reference: ClaimRef) -> Result<Typed> {
    let found = claim::numbered(&desk.db, reference).await?;
    let incident = match &found.incident {
        Some(id) => by_id(desk, id).await?.sayable().to_string(),
        None => String::new(),
    };
    let subject = match found.subject.split_once(':') {
        Some(("entity", id)) => entity::get(&desk.db, id).await?.sayable().to_string(),
        Some(("footage", number)) => format!("F-{number}"),
        _ => String::new(),
    };
    let object = match &found.object.0 {
        Object::Entity { id } => entity::get(&desk.db, id).await?.sayable().to_string(),
        Object::Text { text } => text.clone(),
        Object::Quantity(quantity) => quantity.words.clone(),
        Object::Time(when) => when.words.clone(),
        Object::Place(place) => place.name.clone(),
    };
    Ok(Typed { incident, subject, predicate: found.predicate, object })
}

async fn by_id(desk: &Desk, id: &str) -> Result<Line> {
    let number = desk.db.number("SELECT number FROM incident WHERE id = $1", args![id]).await?;
    incident::get(&desk.db, IncidentRef(number)).await
}

/// The conflicts of every incident, open ones first.
pub async fn conflict_board(desk: &Desk) -> Result<Vec<ConflictRow>> {
    let mut rows = Vec::new();
    for one in incident::all(&desk.db).await? {
        let claims = claim::of_incident(&desk.db, &one.id).await?;
        let standing = Standing::of(desk, About::Incident(&one.id), claims, Some(&one.id)).await?;
        rows.extend(standing.conflict_rows(desk, one.sayable()).await?);
    }
    rows.sort_by_key(|row| !row.conflict.open);
    Ok(rows)
}
