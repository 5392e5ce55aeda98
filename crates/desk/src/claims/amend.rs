//! Amendments: a record was wrong; another takes its place, or none. The old one stays readable for ever.

use crate::{
    Desk, args,
    error::{Error, Result},
    ids,
    preserve::custody::{Act, Change},
    record, rests,
    store::Db,
};

use super::text;

record! {
    /// A record is replaced or withdrawn.
    pub struct Amendment in "amendment" as "amendment" {
        /// UUIDv7.
        id: String,
        /// The record that was wrong: `name:<id>`, `assertion:<id>`, `claim:<id>`, `relation:<id>`.
        object: String,
        /// The record of the same kind that takes its place; none: withdrawn.
        successor: Option<String>,
        /// What was wrong.
        reason: String,
    }
}

/// Withdraws a record: it no longer counts, and everything that rests on it is put under review.
pub async fn withdraw(desk: &Desk, object: &str, reason: &str) -> Result<()> {
    let mut change = desk.custody.change(&desk.actor).await?;
    amend(&mut change, object, None, reason).await?;
    change.commit().await
}

/// Replaces `object` by `successor`, or withdraws it, and puts everything that rests on it under review.
pub(crate) async fn amend(change: &mut Change, object: &str, successor: Option<&str>, reason: &str) -> Result<()> {
    let reason = text::needed(reason, "the reason", "say what was wrong")?;
    let kind = |reference: &str| reference.split_once(':').map(|(noun, _)| noun.to_owned());
    if successor.is_some_and(|successor| kind(successor) != kind(object)) {
        return Err(Error::input(
            "only a record of the same kind takes another's place",
            "withdraw the old one instead",
        ));
    }
    let (noun, id) = object.split_once(':').unwrap_or((object, ""));
    let known = match noun {
        "assertion" => "SELECT COUNT(*) FROM assertion WHERE id = $1",
        "claim" => "SELECT COUNT(*) FROM claim WHERE id = $1",
        "name" => "SELECT COUNT(*) FROM entity_name WHERE id = $1",
        "relation" => "SELECT COUNT(*) FROM relation WHERE id = $1",
        "handle" => "SELECT COUNT(*) FROM source_handle WHERE id = $1",
        _ => {
            return Err(Error::input(
                format!("{noun} is not amended"),
                "amend a name, relation, claim, assertion or handle",
            ));
        }
    };
    text::exists(&mut change.tx, known, "record", id).await?;
    let amended = "SELECT COUNT(*) FROM amendment WHERE object = $1";
    if change.tx.number(amended, args![object]).await? > 0 {
        return Err(Error::input("this was amended before", "open the page again and amend what holds now"));
    }
    let row = Amendment {
        id: ids::new_id(),
        object: object.to_owned(),
        successor: successor.map(str::to_owned),
        reason: reason.clone(),
    };
    change.record(Act::Amended, &row).await?;
    let what = if successor.is_some() { "corrected" } else { "withdrawn" };
    rests::mark(change, object, &format!("a {noun} was {what}: {reason}")).await?;
    Ok(())
}

/// What became of a record; none while it holds.
pub async fn amendment(db: &Db, object: &str) -> Result<Option<Amendment>> {
    db.first("SELECT * FROM amendment WHERE object = $1", args![object]).await
}
