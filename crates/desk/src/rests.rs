//! What rests on what, and what is under review because something that it rests on changed.
//!
//! References are typed text: `assertion:<id>`, `claim:<id>`, `finding:<id>`, `footage:<number>`, `medium:<SHA-256>`,
//! `post:<id>`, `source:<id>`, `name:<id>`, `relation:<id>`, `entity:<id>`, `sentence:<id>`, `report:<id>`, ... This
//! module knows no kind of them: it stands beside the flow, and whoever makes a thing says on what it rests.
//!
//! News travels within the transaction of the change that is the news, so that no reader ever sees the one without the
//! other.

use std::collections::{BTreeMap, VecDeque};

use serde::Serialize;
use utoipa::ToSchema;

use crate::{
    Desk, args,
    error::{Error, Result},
    ids,
    preserve::custody::{Act, Change, Event, Recorded},
    record,
    store::{Db, Json, Tx},
};

record! {
    /// Something is under review.
    pub struct Review in "review" as "review" {
        /// UUIDv7.
        id: String,
        /// What is under review.
        object: String,
        /// What changed.
        changed: String,
        /// What happened to it, for reading.
        reason: String,
        /// From what changed to what is under review, each resting on the one before.
        path: Json<Vec<String>>,
    }
}

record! {
    /// A person looked at what was under review.
    pub struct ReviewSettlement in "review_settlement" as "review-settlement" {
        /// UUIDv7.
        id: String,
        /// The review.
        review: String,
        /// What the person concluded: "stands", or what was done instead.
        outcome: String,
    }
}

/// A thing that rests on another, however indirectly.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct Dependant {
    /// Which.
    pub object: String,
    /// A shortest way there, from what was asked about to `object`, both included; each rests on the one before.
    pub path: Vec<String>,
}

/// Records that `dependant` rests on each of `on`. What is known already is left as it is.
pub async fn bind(change: &mut Change, dependant: &str, on: &[String]) -> Result<()> {
    let mut new = Vec::new();
    for base in on {
        if base == dependant {
            return Err(Error::input(format!("{dependant} cannot rest on itself"), "name what it was concluded from"));
        }
        let known = "SELECT COUNT(*) FROM rest WHERE dependant = $1 AND rests_on = $2";
        if !new.contains(base) && change.tx.number(known, args![dependant, base]).await? == 0 {
            new.push(base.clone());
        }
    }
    if new.is_empty() {
        return Ok(());
    }
    let logged = change.log(Event::new(Act::Bound, dependant).with("rests_on", new.clone())).await?;
    for base in new {
        change
            .tx
            .run("INSERT INTO rest (dependant, rests_on, seq) VALUES ($1, $2, $3)", args![dependant, base, logged.seq])
            .await?;
    }
    Ok(())
}

/// On what a thing rests directly.
pub async fn bases(db: &Db, dependant: &str) -> Result<Vec<String>> {
    let rows: Vec<(String,)> =
        db.all("SELECT rests_on FROM rest WHERE dependant = $1 ORDER BY seq, rests_on", args![dependant]).await?;
    Ok(rows.into_iter().map(|row| row.0).collect())
}

/// Everything that rests on `changed`, directly or through others, nearest first. What rests on itself through others
/// is named once; `changed` itself is not.
pub async fn dependants(tx: &mut Tx, changed: &str) -> Result<Vec<Dependant>> {
    // UNION, not UNION ALL: a thing that was reached is not walked again, so cycles end.
    let edges: Vec<(String, String)> = tx
        .all(
            "WITH RECURSIVE reached (object) AS (
               SELECT CAST($1 AS TEXT)
               UNION SELECT rest.dependant FROM rest JOIN reached ON rest.rests_on = reached.object)
             SELECT rest.rests_on, rest.dependant FROM rest JOIN reached ON rest.rests_on = reached.object
             ORDER BY rest.seq, rest.dependant",
            args![changed],
        )
        .await?;
    let mut next: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for (base, dependant) in &edges {
        next.entry(base).or_default().push(dependant);
    }
    let mut from: BTreeMap<&str, &str> = BTreeMap::new();
    let mut queue = VecDeque::from([changed]);
    let mut found = Vec::new();
    while let Some(base) = queue.pop_front() {
        for &dependant in next.get(base).into_iter().flatten() {
            if dependant == changed || from.contains_key(dependant) {
                continue;
            }
            from.insert(dependant, base);
            queue.push_back(dependant);
            let mut path = vec![dependant.to_owned()];
            while let Some(before) = path.last().and_then(|last| from.get(last.as_str())) {
                path.push((*before).to_owned());
            }
            path.reverse();
            found.push(Dependant { object: dependant.to_owned(), path });
        }
    }
    Ok(found)
}

/// Puts everything that rests on `changed` under review, with the reason and the path, within the caller's transaction.
/// Returns what was marked.
pub async fn mark(change: &mut Change, changed: &str, reason: &str) -> Result<Vec<Dependant>> {
    let found = dependants(&mut change.tx, changed).await?;
    for dependant in &found {
        let review = Review {
            id: ids::new_id(),
            object: dependant.object.clone(),
            changed: changed.to_owned(),
            reason: reason.to_owned(),
            path: Json(dependant.path.clone()),
        };
        change.record(Act::Reopened, &review).await?;
    }
    Ok(found)
}

/// Records what a person concluded of one review.
pub async fn settle(desk: &Desk, review: &str, outcome: &str) -> Result<()> {
    let outcome = outcome.trim();
    if outcome.is_empty() {
        return Err(Error::input("nothing is said of the review", "say that it stands, or what you did"));
    }
    let mut change = desk.custody.change(&desk.actor).await?;
    settle_within(&mut change, review, outcome).await?;
    change.commit().await
}

/// As [`settle`], within a change: a finding that supersedes another settles the reviews of that one.
pub async fn settle_within(change: &mut Change, review: &str, outcome: &str) -> Result<()> {
    let known = "SELECT COUNT(*) FROM review WHERE id = $1";
    if change.tx.number(known, args![review]).await? == 0 {
        return Err(Error::NotFound { what: "review", name: review.chars().take(40).collect() });
    }
    let settled = "SELECT COUNT(*) FROM review_settlement WHERE review = $1";
    if change.tx.number(settled, args![review]).await? > 0 {
        return Err(Error::input("this review is settled already", "open the list again"));
    }
    let row = ReviewSettlement { id: ids::new_id(), review: review.to_owned(), outcome: outcome.to_owned() };
    change.record(Act::Settled, &row).await?;
    Ok(())
}

/// The open reviews, of one object or of all, oldest first.
pub async fn open_reviews(db: &Db, object: Option<&str>) -> Result<Vec<Recorded<Review>>> {
    db.all(
        "SELECT * FROM review WHERE ($1 = '' OR object = $1)
         AND NOT EXISTS (SELECT 1 FROM review_settlement AS s WHERE s.review = review.id) ORDER BY seq",
        args![object.unwrap_or_default()],
    )
    .await
}
