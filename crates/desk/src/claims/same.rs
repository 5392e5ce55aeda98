//! Whether two entities are one: only a person says so, the word is remembered, and taking it back restores exactly what
//! held before. Nothing is merged in the tables: entities that are the same are shown as one.

use std::collections::BTreeMap;

use crate::{
    Desk, args,
    error::{Error, Result},
    ids,
    preserve::custody::{Act, Change},
    record, rests,
    store::Db,
    vocabulary,
};

use super::{entity, text};

vocabulary! {
    /// What a person says of two entities.
    pub enum Verdict as "verdict on two entities" {
        /// One and the same.
        Same = "same",
        /// Two, however alike their names are.
        Different = "different",
        /// Not known.
        Open = "open",
    }
}

record! {
    /// A person's word on two entities; the newest on a pair holds.
    pub struct Decision in "entity_decision" as "entity-decision" {
        /// UUIDv7.
        id: String,
        /// One entity: the one whose identifier sorts first.
        a: String,
        /// The other.
        b: String,
        /// What was said.
        verdict: Verdict,
        /// Why.
        reason: String,
    }
}

/// Which entities are one, by the newest decisions.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Sameness {
    /// Entities that are one with another, and the one of them that stands for all: the first that was made.
    stands_for: BTreeMap<String, String>,
    /// The pairs on which a decision holds.
    decided: BTreeMap<(String, String), Verdict>,
}

impl Sameness {
    /// From the decisions that hold. Identifiers sort by when they were made.
    pub fn of(decided: BTreeMap<(String, String), Verdict>) -> Self {
        let mut parent: BTreeMap<String, String> = BTreeMap::new();
        let root = |parent: &BTreeMap<String, String>, id: &str| {
            let mut at = id.to_owned();
            while let Some(up) = parent.get(&at) {
                at.clone_from(up);
            }
            at
        };
        for ((a, b), verdict) in &decided {
            if *verdict == Verdict::Same {
                let (one, two) = (root(&parent, a), root(&parent, b));
                if one != two {
                    let (first, later) = if one < two { (one, two) } else { (two, one) };
                    parent.insert(later, first);
                }
            }
        }
        let stands_for = parent.keys().map(|id| (id.clone(), root(&parent, id))).collect();
        Self { stands_for, decided }
    }

    /// The decisions that hold in this desk.
    pub async fn load(db: &Db) -> Result<Self> {
        let rows: Vec<(String, String, Verdict)> = db
            .all(
                "SELECT d.a, d.b, d.verdict FROM entity_decision AS d
                 WHERE d.seq = (SELECT MAX(seq) FROM entity_decision WHERE a = d.a AND b = d.b)",
                args![],
            )
            .await?;
        Ok(Self::of(rows.into_iter().map(|(a, b, verdict)| ((a, b), verdict)).collect()))
    }

    /// The entity that stands for this one; itself when it is one with no other.
    pub fn standing<'a>(&'a self, id: &'a str) -> &'a str {
        self.stands_for.get(id).map_or(id, String::as_str)
    }

    /// Every entity that is one with this one, itself included, first made first.
    pub fn members(&self, id: &str) -> Vec<String> {
        let standing = self.standing(id);
        let others = self.stands_for.iter().filter(|(_, of)| *of == standing).map(|(id, _)| id.clone());
        let mut members: Vec<String> = std::iter::once(standing.to_owned()).chain(others).collect();
        members.sort();
        members
    }

    /// What was said of two entities, directly.
    pub fn said(&self, one: &str, two: &str) -> Option<Verdict> {
        self.decided.get(&pair(one, two)).copied().filter(|verdict| *verdict != Verdict::Open)
    }

    /// Pairs that a person told apart although what holds makes them one: `same` of others leads from one to the other.
    fn contradiction(&self) -> Option<(&str, &str)> {
        self.decided
            .iter()
            .find(|((a, b), verdict)| **verdict == Verdict::Different && self.standing(a) == self.standing(b))
            .map(|((a, b), _)| (a.as_str(), b.as_str()))
    }
}

fn pair(one: &str, two: &str) -> (String, String) {
    if one <= two { (one.to_owned(), two.to_owned()) } else { (two.to_owned(), one.to_owned()) }
}

/// Records a person's word on two entities. Refused where it contradicts an earlier word: that one is to be taken back
/// first.
pub async fn decide(desk: &Desk, one: &str, two: &str, verdict: Verdict, reason: &str) -> Result<()> {
    let mut change = desk.custody.change(&desk.actor).await?;
    decide_within(&mut change, desk, one, two, verdict, reason).await?;
    change.commit().await
}

async fn decide_within(
    change: &mut Change,
    desk: &Desk,
    one: &str,
    two: &str,
    verdict: Verdict,
    reason: &str,
) -> Result<()> {
    if one == two {
        return Err(Error::input("an entity is always itself", "choose two entities"));
    }
    let (first, second) = (entity::get(&desk.db, one).await?, entity::get(&desk.db, two).await?);
    let (a, b) = pair(one, two);
    let mut after = Sameness::load(&desk.db).await?.decided;
    after.insert((a.clone(), b.clone()), verdict);
    let after = Sameness::of(after);
    if let Some((x, y)) = after.contradiction() {
        let (x, y) = (entity::get(&desk.db, x).await?, entity::get(&desk.db, y).await?);
        return Err(Error::input(
            format!("{} and {} would be one and are said to be different", x.sayable(), y.sayable()),
            "take that word back first, if it was wrong",
        ));
    }
    let reason = text::optional(Some(reason)).unwrap_or_default();
    let row = Decision { id: ids::new_id(), a, b, verdict, reason };
    change.record(Act::Decided, &row).await?;
    let what = match verdict {
        Verdict::Same => "were decided to be one",
        Verdict::Different => "were decided to be two",
        Verdict::Open => "are an open question again",
    };
    let news = format!("{} ({}) and {} ({}) {what}", first.sayable(), first.name, second.sayable(), second.name);
    for id in [one, two] {
        rests::mark(change, &format!("entity:{id}"), &news).await?;
    }
    Ok(())
}

/// Takes back the newest word on two entities: what held before it holds again.
pub async fn take_back(desk: &Desk, one: &str, two: &str, reason: &str) -> Result<Verdict> {
    let mut change = desk.custody.change(&desk.actor).await?;
    let (a, b) = pair(one, two);
    let said: Vec<(Verdict,)> = change
        .tx
        .all("SELECT verdict FROM entity_decision WHERE a = $1 AND b = $2 ORDER BY seq DESC LIMIT 2", args![a, b])
        .await?;
    if said.is_empty() {
        return Err(Error::input("nothing was decided on these two", "there is nothing to take back"));
    }
    let before = said.get(1).map_or(Verdict::Open, |row| row.0);
    decide_within(&mut change, desk, one, two, before, reason).await?;
    change.commit().await?;
    Ok(before)
}

/// The newest word on each pair with this entity: the other one, the verdict and the reason.
pub async fn of(db: &Db, entity: &str) -> Result<Vec<(String, Verdict, String)>> {
    db.all(
        "SELECT CASE WHEN d.a = $1 THEN d.b ELSE d.a END, d.verdict, d.reason FROM entity_decision AS d
         WHERE (d.a = $1 OR d.b = $1)
           AND d.seq = (SELECT MAX(seq) FROM entity_decision WHERE a = d.a AND b = d.b) ORDER BY d.seq",
        args![entity],
    )
    .await
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn verdict() -> impl Strategy<Value = Verdict> {
        prop_oneof![Just(Verdict::Same), Just(Verdict::Different), Just(Verdict::Open)]
    }

    proptest! {
        #[test]
        fn a_merge_that_is_taken_back_leaves_everything_as_it_was(
            words in prop::collection::vec((0_u8..8, 0_u8..8, verdict()), 0..20), one in 0_u8..8, two in 0_u8..8,
        ) {
            let name = |number: u8| format!("entity-{number}");
            let mut decided = BTreeMap::new();
            for (a, b, verdict) in words {
                if a != b {
                    decided.insert(pair(&name(a), &name(b)), verdict);
                }
            }
            let before = Sameness::of(decided.clone());
            let key = pair(&name(one), &name(two));
            let held = decided.get(&key).copied().unwrap_or(Verdict::Open);
            decided.insert(key.clone(), Verdict::Same);
            let merged = Sameness::of(decided.clone());
            let (one, two) = (name(one), name(two));
            prop_assert_eq!(merged.standing(&one), merged.standing(&two));
            decided.insert(key, held);
            let after = Sameness::of(decided);
            for number in 0..8 {
                let id = name(number);
                prop_assert_eq!(before.members(&id), after.members(&id));
                prop_assert_eq!(before.standing(&id), after.standing(&id));
            }
        }

        #[test]
        fn whoever_stands_for_entities_is_one_of_them_and_the_first(
            words in prop::collection::vec((0_u8..8, 0_u8..8), 0..20),
        ) {
            let name = |number: u8| format!("entity-{number}");
            let decided = words.into_iter().filter(|(a, b)| a != b).map(|(a, b)| (pair(&name(a), &name(b)), Verdict::Same));
            let same = Sameness::of(decided.collect());
            for number in 0..8 {
                let id = name(number);
                let members = same.members(&id);
                prop_assert!(members.contains(&id));
                prop_assert_eq!(members.first().map(String::as_str), Some(same.standing(&id)));
            }
        }
    }
}
