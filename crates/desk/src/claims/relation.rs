//! Relations between entities: each rests on assertions and has an uncertain period; contradictory ones coexist.

use crate::{
    Desk, args,
    error::{Error, Result},
    ids,
    preserve::custody::{Act, Change, Record as _},
    record, rests,
    store::{Db, Json},
};

use super::{predicate, text, time::Period};

record! {
    /// Two entities stand in a relation, as somebody asserts.
    pub struct Relation in "relation" as "relation" {
        /// UUIDv7.
        id: String,
        /// The entity of which it is said.
        subject: String,
        /// `member of`, `part of`, ...: a relating one of [`predicate::PREDICATES`].
        predicate: String,
        /// The other entity.
        object: String,
        /// While it held, as far as known.
        period: Option<Json<Period>>,
    }
}

/// A relation to be recorded.
#[derive(Clone, Debug)]
pub struct NewRelation<'a> {
    /// Identifier of the entity of which it is said.
    pub subject: &'a str,
    /// A relating predicate.
    pub predicate: &'a str,
    /// Identifier of the other entity.
    pub object: &'a str,
    /// While it held.
    pub period: Option<Period>,
    /// Identifiers of the assertions on which it rests; at least one.
    pub assertions: &'a [String],
}

/// Records a relation.
pub async fn relate(desk: &Desk, new: &NewRelation<'_>) -> Result<Relation> {
    let mut change = desk.custody.change(&desk.actor).await?;
    let row = relate_within(&mut change, new).await?;
    change.commit().await?;
    Ok(row)
}

/// Puts a right relation in the place of a wrong one; everything that rests on the wrong one is put under review.
pub async fn correct(desk: &Desk, wrong: &str, right: &NewRelation<'_>, reason: &str) -> Result<Relation> {
    let mut change = desk.custody.change(&desk.actor).await?;
    let row = relate_within(&mut change, right).await?;
    super::amend::amend(&mut change, &format!("relation:{wrong}"), Some(&row.reference()), reason).await?;
    change.commit().await?;
    Ok(row)
}

async fn relate_within(change: &mut Change, new: &NewRelation<'_>) -> Result<Relation> {
    if predicate::known(new.predicate).is_none_or(|known| !known.relates) {
        let known: Vec<&str> =
            predicate::PREDICATES.iter().filter(|known| known.relates).map(|known| known.name).collect();
        return Err(Error::input(
            format!("\"{}\" relates no two entities", new.predicate.chars().take(40).collect::<String>()),
            format!("choose one of: {}", known.join(", ")),
        ));
    }
    if new.subject == new.object {
        return Err(Error::input("an entity has no relation to itself", "choose another entity"));
    }
    if new.assertions.is_empty() {
        return Err(Error::input(
            "nobody is named who asserts the relation",
            "record who says so, where and when, first",
        ));
    }
    for entity in [new.subject, new.object] {
        text::exists(&mut change.tx, "SELECT COUNT(*) FROM entity WHERE id = $1", "entity", entity).await?;
    }
    let row = Relation {
        id: ids::new_id(),
        subject: new.subject.to_owned(),
        predicate: new.predicate.to_owned(),
        object: new.object.to_owned(),
        period: new.period.clone().map(Json),
    };
    change.record(Act::Recorded, &row).await?;
    let mut on = vec![format!("entity:{}", row.subject), format!("entity:{}", row.object)];
    for assertion in new.assertions {
        let known = "SELECT COUNT(*) FROM assertion WHERE id = $1";
        text::exists(&mut change.tx, known, "assertion", assertion).await?;
        on.push(format!("assertion:{assertion}"));
    }
    rests::bind(change, &row.reference(), &on).await?;
    Ok(row)
}

/// Every relation of an entity that holds, either way round, oldest first.
pub async fn of(db: &Db, entity: &str) -> Result<Vec<Relation>> {
    db.all(
        "SELECT r.* FROM relation AS r
         WHERE (r.subject = $1 OR r.object = $1)
           AND NOT EXISTS (SELECT 1 FROM amendment AS a WHERE a.object = 'relation:' || r.id) ORDER BY r.seq",
        args![entity],
    )
    .await
}
