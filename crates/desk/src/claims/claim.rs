//! Claims: propositions, apart from who asserts or denies them. Saying the same again finds the same claim.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::{
    Desk, args,
    error::{Error, Result},
    ids::{self, ClaimRef},
    preserve::{
        custody::{Act, Change, Record as _},
        sha256,
    },
    record, rests,
    store::{Db, Json},
};

use super::{
    entity,
    object::{Object, Qualifiers},
    predicate, text,
};

record! {
    /// A proposition.
    pub struct Claim in "claim" as "claim" {
        /// UUIDv7.
        id: String,
        /// `C-<number>`.
        number: i64,
        /// SHA-256 of everything that makes it this claim.
        digest: String,
        /// The incident that it is about, where it is about one.
        incident: Option<String>,
        /// Of what it is said: `entity:<id>`, `incident:<id>`, `footage:<number>`.
        subject: String,
        /// What is said: a name of [`predicate::PREDICATES`], or the desk's own words.
        predicate: String,
        /// Of whom, of what, when, where, or how many.
        object: Json<Object>,
        /// The object's entity, for looking it up.
        entity: Option<String>,
        /// Within which limits.
        qualifiers: Json<Qualifiers>,
    }
}

impl Claim {
    /// As people call it.
    pub fn sayable(&self) -> ClaimRef {
        ClaimRef(self.number)
    }
}

/// A claim to be stated.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct NewClaim {
    /// Identifier of the incident that it is about.
    pub incident: Option<String>,
    /// `entity:<id>`, `incident:<id>` or `footage:<number>`.
    pub subject: String,
    /// A known predicate or the desk's own words.
    pub predicate: String,
    /// What is said.
    pub object: Object,
    /// Within which limits.
    pub qualifiers: Qualifiers,
}

/// States a claim; nobody asserts it by that. The same claim is found when it was stated before.
pub async fn state(desk: &Desk, new: &NewClaim) -> Result<Claim> {
    let mut change = desk.custody.change(&desk.actor).await?;
    let claim = state_within(&mut change, new).await?;
    change.commit().await?;
    Ok(claim)
}

/// As [`state`], within a change.
pub(crate) async fn state_within(change: &mut Change, new: &NewClaim) -> Result<Claim> {
    let name =
        text::needed(&new.predicate, "the predicate", "say what is claimed, such as \"caused by\"")?.to_lowercase();
    if let Some(known) = predicate::known(&name)
        && known.takes != new.object.kind()
    {
        return Err(Error::input(
            format!(
                "\"{name}\" takes {} {}, not {} {}",
                article(known.takes),
                known.takes.word(),
                article(new.object.kind()),
                new.object.kind().word()
            ),
            "choose another predicate, or give what it takes",
        ));
    }
    let mut on = vec![];
    check_subject(change, &new.subject).await?;
    if !new.subject.starts_with("incident:") {
        on.push(new.subject.clone());
    }
    if let Some(entity) = new.object.entity() {
        text::exists(&mut change.tx, "SELECT COUNT(*) FROM entity WHERE id = $1", "entity", entity).await?;
        on.push(format!("entity:{entity}"));
    }
    if let Some(incident) = &new.incident {
        text::exists(&mut change.tx, "SELECT COUNT(*) FROM incident WHERE id = $1", "incident", incident).await?;
    }
    let digest = sha256(
        &serde_json::to_vec(&(&new.incident, &new.subject, &name, &new.object, &new.qualifiers))
            .map_err(|error| Error::input(format!("the claim cannot be written: {error}"), "numbers must be finite"))?,
    );
    change.tx.lock_log().await?;
    if let Some(known) = change.tx.first("SELECT * FROM claim WHERE digest = $1", args![&digest]).await? {
        return Ok(known);
    }
    let number = text::next_number(&mut change.tx, "SELECT COALESCE(MAX(number), 0) + 1 FROM claim").await?;
    let claim = Claim {
        id: ids::new_id(),
        number,
        digest,
        incident: new.incident.clone(),
        subject: new.subject.clone(),
        predicate: name,
        entity: new.object.entity().map(str::to_owned),
        object: Json(new.object.clone()),
        qualifiers: Json(new.qualifiers.clone()),
    };
    change.record(Act::Recorded, &claim).await?;
    on.retain(|base| *base != claim.reference());
    on.dedup();
    rests::bind(change, &claim.reference(), &on).await?;
    Ok(claim)
}

async fn check_subject(change: &mut Change, subject: &str) -> Result<()> {
    let tx = &mut change.tx;
    match subject.split_once(':') {
        Some(("entity", id)) => text::exists(tx, "SELECT COUNT(*) FROM entity WHERE id = $1", "entity", id).await,
        Some(("incident", id)) => text::exists(tx, "SELECT COUNT(*) FROM incident WHERE id = $1", "incident", id).await,
        Some(("footage", number)) => {
            let known = "SELECT COUNT(*) FROM footage WHERE CAST(number AS TEXT) = $1";
            text::exists(tx, known, "footage", number).await
        }
        _ => Err(Error::input(
            format!("nothing can be claimed of \"{}\"", subject.chars().take(40).collect::<String>()),
            "claim something of an entity, an incident or footage",
        )),
    }
}

fn article(takes: predicate::Takes) -> &'static str {
    if takes == predicate::Takes::Entity { "an" } else { "a" }
}

/// One claim.
pub async fn get(db: &Db, id: &str) -> Result<Claim> {
    let found = db.first("SELECT * FROM claim WHERE id = $1", args![id]).await?;
    found.ok_or_else(|| Error::NotFound { what: "claim", name: id.chars().take(40).collect() })
}

/// One claim by its sayable reference.
pub async fn numbered(db: &Db, reference: ClaimRef) -> Result<Claim> {
    let found = db.first("SELECT * FROM claim WHERE number = $1", args![reference.0]).await?;
    found.ok_or_else(|| Error::NotFound { what: "claim", name: reference.to_string() })
}

/// The claims of an incident that hold, in the order in which they were stated.
pub async fn of_incident(db: &Db, incident: &str) -> Result<Vec<Claim>> {
    db.all(
        "SELECT c.* FROM claim AS c WHERE c.incident = $1
         AND NOT EXISTS (SELECT 1 FROM amendment AS a WHERE a.object = 'claim:' || c.id) ORDER BY c.number",
        args![incident],
    )
    .await
}

/// The claim as a plain English sentence without its full stop. `names` has the names of its entities and titles of
/// its incidents by reference (`entity:<id>`, `incident:<id>`).
pub fn sentence(claim: &Claim, names: &BTreeMap<String, String>) -> String {
    let named = |reference: &str| {
        names.get(reference).cloned().unwrap_or_else(|| match reference.split_once(':') {
            Some(("footage", number)) => format!("footage F-{number}"),
            _ => reference.to_owned(),
        })
    };
    let object = match &claim.object.0 {
        Object::Entity { id } => named(&format!("entity:{id}")),
        Object::Text { text } => text.clone(),
        Object::Quantity(quantity) => quantity.words.clone(),
        Object::Time(when) => when.plain(),
        Object::Place(place) => place.name.clone(),
    };
    let subject = named(&claim.subject);
    let pattern = predicate::known(&claim.predicate)
        .map_or_else(|| format!("{{s}} {} {{o}}", claim.predicate), |known| known.sentence.to_owned());
    let mut sentence = pattern.replace("{s}", &subject).replace("{o}", &object);
    let limits = &claim.qualifiers;
    let limits = [
        limits.quantity.as_ref().map(|quantity| &quantity.words),
        limits.place.as_ref().map(|place| &place.name),
        limits.period.as_ref().map(|period| &period.words),
    ];
    for limit in limits.into_iter().flatten() {
        sentence.push_str(", ");
        sentence.push_str(limit);
    }
    sentence
}

/// The names that [`sentence`] needs for these claims.
pub async fn names(db: &Db, claims: &[Claim]) -> Result<BTreeMap<String, String>> {
    let mut wanted: Vec<String> = claims
        .iter()
        .flat_map(|claim| {
            [Some(claim.subject.clone()), claim.entity.as_ref().map(|id| format!("entity:{id}"))].into_iter().flatten()
        })
        .collect();
    wanted.sort();
    wanted.dedup();
    let mut names = BTreeMap::new();
    for reference in wanted {
        let name = match reference.split_once(':') {
            Some(("entity", id)) => entity::get(db, id).await?.name,
            Some(("incident", id)) => {
                let title: Option<(String,)> = db
                    .first(
                        "SELECT title FROM incident_outline WHERE incident = $1 ORDER BY seq DESC LIMIT 1",
                        args![id],
                    )
                    .await?;
                title.map(|row| row.0).unwrap_or_default()
            }
            _ => continue,
        };
        names.insert(reference, name);
    }
    Ok(names)
}
