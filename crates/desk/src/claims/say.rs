//! Saying: one form, one command and one request from which a claim and an assertion about it are recorded together, so
//! that a person types as little as there is to type.

use serde::Deserialize;
use utoipa::ToSchema;

use crate::{
    Desk,
    error::{Error, Result},
    ids::{EntityRef, FootageRef, IncidentRef},
    store::Db,
};

use super::{
    assertion::{self, Assertion, Basis, NewAssertion, SaidIn, Stance},
    capture,
    claim::{self, Claim, NewClaim},
    entity::{self, NameKind, NewName},
    incident::{self, Line},
    object::{Object, Qualifiers, Quantity},
    place::{Place, Precision},
    predicate::{self, Takes},
    source, text,
    time::{Period, When, Zone},
};

/// What a source says, as a person types it. Empty fields say nothing.
#[derive(Clone, Debug, Default, Deserialize, ToSchema)]
#[serde(default)]
pub struct Saying {
    /// The incident: `I-3`.
    pub incident: String,
    /// Of what it is said: `E-7`, `F-12`, or the name of an entity; empty: of the incident.
    pub subject: String,
    /// A known predicate, such as `caused by`, or own words.
    pub predicate: String,
    /// Entity (`E-7` or a name), quantity, time, name of a place, or words, as the predicate takes it.
    pub object: String,
    /// Make the object an entity of this kind when there is none of that name.
    pub new_entity: String,
    /// Latitude and longitude of a place in degrees: `48.8584, 2.2945`; empty: as the gazetteer knows it.
    pub position: String,
    /// How precisely a place is known: `exact`, `vicinity`, `locality`, `area`.
    pub precision: String,
    /// The claim holds during: `2015/..`.
    pub period: String,
    /// The post in which it is said: its identifier, `platform/number` or address.
    pub post: String,
    /// Address of the page in which it is said.
    pub page: String,
    /// SHA-256 of the kept document, or of the kept copy of the page.
    pub document: String,
    /// Who says so: identifier, handle or name. Of a post: known.
    pub source: String,
    /// `asserts`, `denies`, `doubts`, `retracts`; empty: asserts.
    pub stance: String,
    /// Exactly as said. Of a post: the selected words; empty: all of it.
    pub words: String,
    /// Where in the post the words begin, in characters.
    pub start: Option<u32>,
    /// BCP 47; empty: as the platform states or as recognised.
    pub language: String,
    /// In the desk's language.
    pub translation: String,
    /// When it was said. Of a post: known.
    pub said: String,
    /// `eyewitness`, `own statement`, `document`, `inference`, `hearsay`, `unstated`; empty: unstated.
    pub basis: String,
    /// From whom the source has it: identifier of an assertion, or a source.
    pub via: String,
    /// Admiralty grade: `B2`.
    pub grade: String,
}

/// What was recorded.
#[derive(Clone, Debug)]
pub struct Said {
    /// The claim, new or known.
    pub claim: Claim,
    /// The assertion about it.
    pub assertion: Assertion,
}

/// Records what a source says: the claim if it is new, and the assertion, in one change.
pub async fn say(desk: &Desk, saying: &Saying) -> Result<Said> {
    let db = &desk.db;
    let prefill = match filled(&saying.post) {
        Some(post) => Some(capture::prefill(db, post, &saying.words, saying.start).await?),
        None => None,
    };
    let proposed = prefill.as_ref().and_then(capture::Prefill::incident);
    let incident = match (filled(&saying.incident), proposed) {
        (Some(typed), _) => Some(incident::get(db, typed.parse::<IncidentRef>()?).await?),
        (None, Some(proposed)) => Some(incident::get(db, proposed).await?),
        (None, None) => None,
    };
    let zone = Zone::parse(incident.as_ref().map_or("", |line| &line.zone))?;
    let object = object(desk, saying, &zone).await?;
    let source = match (filled(&saying.source), &prefill) {
        (Some(typed), _) => source::the_one(db, typed).await?.id,
        (None, Some(prefill)) => prefill.source.id.clone(),
        (None, None) => return Err(Error::input("nobody is named who says so", "name the source, or the post")),
    };
    let said = match (filled(&saying.said), &prefill) {
        (Some(typed), _) => Some(When::parse(typed, &zone)?),
        (None, Some(prefill)) => prefill.said.clone(),
        (None, None) => None,
    };
    let language = filled(&saying.language).map(str::to_owned);
    let language = language.or_else(|| prefill.as_ref().and_then(|prefill| prefill.language.clone()));
    let via = via(db, &saying.via).await?;
    let period = filled(&saying.period).map(|words| Period::parse(words, &zone)).transpose()?;
    let words = prefill.as_ref().map_or(saying.words.as_str(), |prefill| &prefill.words);
    let assertion = NewAssertion {
        claim: "",
        source: &source,
        stance: word_or(&saying.stance, Stance::Asserts)?,
        words,
        language: language.as_deref(),
        translation: filled(&saying.translation),
        said,
        said_in: place_of_words(saying, prefill.as_ref().map(|prefill| prefill.post.as_str()))?,
        archived: filled(&saying.page).and(filled(&saying.document)),
        selector: prefill.as_ref().map(|prefill| prefill.selector.clone()),
        basis: word_or(&saying.basis, Basis::Unstated)?,
        via: via.as_deref(),
        grade: filled(&saying.grade),
    };
    let subject = subject(db, saying, incident.as_ref()).await?;

    let mut change = desk.custody.change(&desk.actor).await?;
    let object = match object {
        Meant::Object(object) => object,
        Meant::NewEntity(kind, name) => {
            let name = NewName { name, language: None, kind: NameKind::Official, period: None, assertions: &[] };
            Object::Entity { id: entity::create_within(&mut change, kind, &name).await?.id }
        }
    };
    let new = NewClaim {
        incident: incident.map(|line| line.id),
        subject,
        predicate: saying.predicate.clone(),
        object,
        qualifiers: Qualifiers { period, ..Qualifiers::default() },
    };
    let claim = claim::state_within(&mut change, &new).await?;
    let assertion = assertion::assert_within(&mut change, &NewAssertion { claim: &claim.id, ..assertion }).await?;
    change.commit().await?;
    Ok(Said { claim, assertion })
}

/// What of an object is known before anything is recorded.
enum Meant<'a> {
    Object(Object),
    NewEntity(entity::Kind, &'a str),
}

async fn object<'a>(desk: &Desk, saying: &'a Saying, zone: &Zone) -> Result<Meant<'a>> {
    text::needed(&saying.object, "what is claimed", "write who, how many, when, where or what")?;
    let typed = saying.object.trim();
    let takes = predicate::known(saying.predicate.trim()).map(|known| known.takes);
    let object = match takes {
        Some(Takes::Entity) => match (entity::the_one(&desk.db, typed).await, filled(&saying.new_entity)) {
            (Ok(found), _) => Object::Entity { id: found.id },
            // A person who says what kind of new entity it is has seen what it might be instead.
            (Err(_), Some(kind)) => return Ok(Meant::NewEntity(kind.parse()?, typed)),
            (Err(Error::NotFound { .. }), None) => {
                return Err(Error::input(
                    format!("no entity is called \"{}\"", typed.chars().take(80).collect::<String>()),
                    "correct the name, or say what kind of entity it is to make it",
                ));
            }
            (Err(error), _) => return Err(error),
        },
        Some(Takes::Quantity) => Object::Quantity(Quantity::parse(typed)?),
        Some(Takes::Time) => Object::Time(When::parse(typed, zone)?),
        Some(Takes::Place) => Object::Place(place(desk, typed, &saying.position, &saying.precision).await?),
        Some(Takes::Text) | None => Object::Text { text: typed.to_owned() },
    };
    Ok(Meant::Object(object))
}

/// A place as it is typed: its name, its position, how precisely that is known. Without a position it is looked up in the
/// gazetteer, which must know one place of that name; a position that the gazetteer has for the name is its own.
pub async fn place(desk: &Desk, name: &str, position: &str, precision: &str) -> Result<Place> {
    let name = name.trim();
    let gazetteer = desk.gazetteer().await?;
    let known = match filled(position) {
        None => gazetteer.the_one(name)?,
        Some(position) => match gazetteer.find(name, 20).into_iter().find(|found| found.position() == position) {
            Some(found) => found,
            None => return Place::point(position, name, word_or(precision, Precision::Locality)?, "typed by a person"),
        },
    };
    Ok(Place { precision: word_or(precision, known.precision)?, name: name.to_owned(), ..known.place()? })
}

async fn subject(db: &Db, saying: &Saying, incident: Option<&Line>) -> Result<String> {
    match (filled(&saying.subject), incident) {
        (None, Some(line)) => Ok(format!("incident:{}", line.id)),
        (None, None) => {
            Err(Error::input("nothing is named of which it is said", "name an incident, entity or footage"))
        }
        (Some(typed), incident) => {
            if let Ok(footage) = typed.parse::<FootageRef>() {
                return Ok(format!("footage:{}", footage.0));
            }
            if let (Ok(typed), Some(line)) = (typed.parse::<IncidentRef>(), incident)
                && typed == line.sayable()
            {
                return Ok(format!("incident:{}", line.id));
            }
            match typed.parse::<EntityRef>() {
                Ok(reference) => Ok(format!("entity:{}", entity::numbered(db, reference).await?.id)),
                Err(_) => Ok(format!("entity:{}", entity::the_one(db, typed).await?.id)),
            }
        }
    }
}

async fn via(db: &Db, typed: &str) -> Result<Option<String>> {
    let Some(typed) = filled(typed) else { return Ok(None) };
    if let Ok(found) = assertion::get(db, typed.trim_start_matches("assertion:")).await {
        return Ok(Some(format!("assertion:{}", found.id)));
    }
    Ok(Some(format!("source:{}", source::the_one(db, typed.trim_start_matches("source:")).await?.id)))
}

fn place_of_words<'a>(saying: &'a Saying, post: Option<&'a str>) -> Result<(SaidIn, &'a str)> {
    match (post, filled(&saying.page), filled(&saying.document)) {
        (Some(post), None, None) => Ok((SaidIn::Post, post)),
        (None, Some(page), _) => Ok((SaidIn::Page, page)),
        (None, None, Some(document)) => Ok((SaidIn::Document, document)),
        (None, None, None) => Err(Error::input("where it was said is missing", "name a post, a page or a document")),
        _ => Err(Error::input("it was said in one place", "name either a post, or a page, or a document")),
    }
}

fn filled(text: &str) -> Option<&str> {
    Some(text.trim()).filter(|text| !text.is_empty())
}

/// The word of a closed list, or what an empty field means.
fn word_or<T: std::str::FromStr<Err = Error>>(text: &str, empty: T) -> Result<T> {
    filled(text).map_or(Ok(empty), str::parse)
}
