//! Conflicts: found, not typed. A claim that one source asserts and another denies; times or places that cannot both be;
//! values of a predicate that has one value at a time. Each is an open question with an owner until something settles it.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;
use utoipa::ToSchema;

use crate::{
    Desk, args,
    error::{Error, Result},
    ids,
    preserve::custody::{Act, Change, Recorded},
    record,
    store::Db,
    vocabulary,
};

use super::{
    assertion::Stance,
    claim::{self, Claim},
    object::Object,
    predicate,
    same::Sameness,
    standing::Word,
    text,
};

vocabulary! {
    /// Of what kind a conflict is.
    pub enum Kind as "kind of conflict" {
        /// One asserts and one denies the same.
        Denied = "denied",
        /// Times that have no instant in common.
        Times = "times",
        /// Places that have no point in common.
        Places = "places",
        /// Quantities that have no number in common.
        Quantities = "quantities",
        /// Entities of which only one can be meant.
        Entities = "entities",
    }
}

vocabulary! {
    /// What a person did about a conflict.
    pub enum Deed as "act on a conflict" {
        /// Gave it to somebody.
        Owned = "owned",
        /// Settled it, by a finding or with a reason.
        Settled = "settled",
    }
}

record! {
    /// What a person did about a conflict.
    pub struct ConflictAct in "conflict_act" as "conflict-act" {
        /// UUIDv7.
        id: String,
        /// Key of the conflict.
        conflict: String,
        /// The incident.
        incident: Option<String>,
        /// What was done.
        act: Deed,
        /// Who looks after it from now on.
        owner: Option<String>,
        /// What settled it: `finding:<id>`, where it was one.
        settled: Option<String>,
        /// Why.
        reason: String,
    }
}

/// A contradiction between what sources assert.
#[derive(Clone, Debug, PartialEq, Serialize, ToSchema)]
pub struct Conflict {
    /// Stable as long as it is about the same question.
    pub key: String,
    /// Of what kind.
    pub kind: Kind,
    /// The question that it leaves open, in plain English.
    pub question: String,
    /// Identifiers of the claims concerned, as stated.
    pub claims: Vec<String>,
    /// Whether it is open.
    pub open: bool,
    /// Who looks after it: whoever was given it, else whoever recorded the assertion that made it.
    pub owner: String,
    /// What settled it.
    pub settled: Option<String>,
    /// Why it was settled or given to its owner.
    pub reason: String,
}

/// A contradiction before it is known what people did about it.
struct Found {
    key: String,
    kind: Kind,
    claims: Vec<String>,
    /// Number of the event, and who recorded it, that made the conflict what it is.
    newest: (i64, String),
}

/// The conflicts among claims, oldest claim first. `acts` is what people did about them, oldest first.
pub fn conflicts(
    claims: &[Claim],
    words: &[Word],
    same: &Sameness,
    names: &BTreeMap<String, String>,
    acts: &[Recorded<ConflictAct>],
) -> Vec<Conflict> {
    let mut said: Heard<'_> = BTreeMap::new();
    for word in words.iter().filter(|word| !word.outdated) {
        let newest = said.entry(&word.claim).or_default().entry(word.stance).or_insert((word.seq, &word.by_whom));
        if word.seq > newest.0 {
            *newest = (word.seq, &word.by_whom);
        }
    }
    let mut found = denied(claims, &said);
    found.extend(rivals(claims, &said, same));
    let by_id: BTreeMap<&str, &Claim> = claims.iter().map(|claim| (claim.id.as_str(), claim)).collect();
    found
        .into_iter()
        .map(|found| {
            let question = question(&found, &by_id, names);
            let mut conflict = Conflict {
                open: true,
                owner: found.newest.1.clone(),
                settled: None,
                reason: String::new(),
                question,
                key: found.key,
                kind: found.kind,
                claims: found.claims,
            };
            for act in acts.iter().filter(|act| act.conflict == conflict.key) {
                match act.act {
                    Deed::Owned => conflict.owner = act.owner.clone().unwrap_or_default(),
                    // Whoever says something new reopens the question.
                    Deed::Settled => {
                        conflict.open = found.newest.0 > act.seq;
                        conflict.settled.clone_from(&act.settled);
                    }
                }
                conflict.reason.clone_from(&act.reason);
            }
            conflict
        })
        .collect()
}

/// Number of the event of the newest word, and who recorded it.
type Newest<'a> = (i64, &'a str);
/// The newest word of each stance to each claim.
type Heard<'a> = BTreeMap<&'a str, BTreeMap<Stance, Newest<'a>>>;

fn denied(claims: &[Claim], said: &Heard<'_>) -> Vec<Found> {
    let of = |claim: &Claim| {
        let stances = said.get(claim.id.as_str())?;
        let (asserts, denies) = (stances.get(&Stance::Asserts)?, stances.get(&Stance::Denies)?);
        let newest = asserts.max(denies);
        Some(Found {
            key: format!("denied:{}", claim.id),
            kind: Kind::Denied,
            claims: vec![claim.id.clone()],
            newest: (newest.0, newest.1.to_owned()),
        })
    };
    claims.iter().filter_map(of).collect()
}

/// Claims of one subject and functional predicate that exclude each other. One question, however many values.
fn rivals(claims: &[Claim], said: &Heard<'_>, same: &Sameness) -> Vec<Found> {
    let mut groups: BTreeMap<(String, &str), Vec<(&Claim, Newest<'_>)>> = BTreeMap::new();
    for claim in claims {
        let functional = predicate::known(&claim.predicate).is_some_and(|known| known.functional);
        let asserted = said.get(claim.id.as_str()).and_then(|stances| stances.get(&Stance::Asserts));
        if let (true, Some(asserted)) = (functional, asserted) {
            let subject = match claim.subject.strip_prefix("entity:") {
                Some(id) => format!("entity:{}", same.standing(id)),
                None => claim.subject.clone(),
            };
            groups.entry((subject, &claim.predicate)).or_default().push((claim, *asserted));
        }
    }
    let mut found = Vec::new();
    for ((subject, predicate), group) in groups {
        let mut rivals: BTreeSet<usize> = BTreeSet::new();
        for (at, (one, _)) in group.iter().enumerate() {
            for (after, (two, _)) in group.iter().enumerate().skip(at + 1) {
                if !one.qualifiers.apart(&two.qualifiers) && excludes(&one.object, &two.object, same) {
                    rivals.extend([at, after]);
                }
            }
        }
        let members: Vec<&(&Claim, Newest<'_>)> = rivals.iter().filter_map(|at| group.get(*at)).collect();
        let Some(newest) = members.iter().map(|(_, said)| *said).max() else { continue };
        let kind = match members.first().map(|(claim, _)| &claim.object.0) {
            Some(Object::Time(_)) => Kind::Times,
            Some(Object::Place(_)) => Kind::Places,
            Some(Object::Entity { .. }) => Kind::Entities,
            _ => Kind::Quantities,
        };
        found.push(Found {
            key: format!("{kind}:{subject}:{predicate}"),
            kind,
            claims: members.iter().map(|(claim, _)| claim.id.clone()).collect(),
            newest: (newest.0, newest.1.to_owned()),
        });
    }
    found
}

fn excludes(one: &Object, two: &Object, same: &Sameness) -> bool {
    match (one, two) {
        (Object::Entity { id: one }, Object::Entity { id: two }) => same.standing(one) != same.standing(two),
        (one, two) => one.excludes(two),
    }
}

fn question(found: &Found, claims: &BTreeMap<&str, &Claim>, names: &BTreeMap<String, String>) -> String {
    let concerned: Vec<&&Claim> = found.claims.iter().filter_map(|id| claims.get(id.as_str())).collect();
    let sentence = |claim: &Claim| claim::sentence(claim, names);
    match (found.kind, concerned.as_slice()) {
        (Kind::Denied, [claim]) => format!("Is it so that {}?", sentence(claim)),
        (_, concerned) => {
            let all: Vec<String> = concerned.iter().map(|claim| sentence(claim)).collect();
            format!("Which holds: {}?", all.join(", or "))
        }
    }
}

/// What people did about the conflicts of an incident, oldest first.
pub async fn acts(db: &Db, incident: &str) -> Result<Vec<Recorded<ConflictAct>>> {
    db.all("SELECT * FROM conflict_act WHERE incident = $1 ORDER BY seq", args![incident]).await
}

/// Gives a conflict to somebody.
pub async fn give(desk: &Desk, incident: &str, conflict: &str, owner: &str) -> Result<()> {
    let owner = text::needed(owner, "the owner", "name who looks after it")?;
    let mut change = desk.custody.change(&desk.actor).await?;
    act(&mut change, incident, conflict, Deed::Owned, Some(owner), None, "").await?;
    change.commit().await
}

/// Settles a conflict with a reason.
pub async fn settle(desk: &Desk, incident: &str, conflict: &str, reason: &str) -> Result<()> {
    let reason = text::needed(reason, "the reason", "say what settles the question, and how you know")?;
    let mut change = desk.custody.change(&desk.actor).await?;
    act(&mut change, incident, conflict, Deed::Settled, None, None, &reason).await?;
    change.commit().await
}

/// Settles a conflict by a finding (`finding:<id>`), within the change that makes the finding.
pub async fn settle_within(change: &mut Change, incident: &str, conflict: &str, by: &str) -> Result<()> {
    act(change, incident, conflict, Deed::Settled, None, Some(by.to_owned()), "").await
}

async fn act(
    change: &mut Change,
    incident: &str,
    conflict: &str,
    act: Deed,
    owner: Option<String>,
    settled: Option<String>,
    reason: &str,
) -> Result<()> {
    let kind = conflict.split(':').next().unwrap_or_default();
    if kind.parse::<Kind>().is_err() {
        return Err(Error::NotFound { what: "conflict", name: conflict.chars().take(80).collect() });
    }
    text::exists(&mut change.tx, "SELECT COUNT(*) FROM incident WHERE id = $1", "incident", incident).await?;
    let row = ConflictAct {
        id: ids::new_id(),
        conflict: conflict.to_owned(),
        incident: Some(incident.to_owned()),
        act,
        owner,
        settled,
        reason: reason.to_owned(),
    };
    change.record(Act::Settled, &row).await?;
    Ok(())
}
