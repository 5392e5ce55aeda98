//! The second reader: another person who agrees before a finding is in force, where the desk's rules ask for it.

use crate::{
    Desk, args,
    error::{Error, Result},
    ids,
    preserve::custody::{Act, Change, Recorded},
    record,
    store::Db,
};

use super::finding::{self, Finding};

record! {
    /// What a second reader said.
    pub struct Reading in "finding_reading" as "reading" {
        /// UUIDv7.
        id: String,
        /// The finding.
        finding: String,
        /// 1: agrees; 0: does not.
        agrees: i64,
        /// Why, and what was looked at.
        words: String,
    }
}

/// Records what a second reader says. With the first reader who agrees, the finding comes into force.
///
/// # Errors
/// When the reader is the author, the finding asks for no reader or was superseded, or nothing is said.
pub async fn read(desk: &Desk, id: &str, agrees: bool, words: &str) -> Result<Reading> {
    let words = words.trim();
    if words.is_empty() || words.chars().count() > 4_000 {
        return Err(Error::input(
            "a reading says in 1 to 4000 characters what was looked at",
            "say what you checked, and why you agree or not",
        ));
    }
    let mut change = desk.custody.change(&desk.actor).await?;
    change.tx.lock_log().await?;
    let id = id.strip_prefix("finding:").unwrap_or(id);
    let found: Option<Recorded<Finding>> = change.tx.first("SELECT * FROM finding WHERE id = $1", args![id]).await?;
    let finding = found.ok_or_else(|| Error::NotFound { what: "finding", name: id.chars().take(40).collect() })?;
    if finding.by_whom == desk.actor {
        return Err(Error::input(
            "whoever made a finding cannot be its second reader",
            "ask a colleague; on this computer they start the desk with --person NAME",
        ));
    }
    if !finding.needs_reader() {
        return Err(Error::input("this finding is in force without a second reader", "record your own if you differ"));
    }
    if change.tx.number("SELECT COUNT(*) FROM finding WHERE supersedes = $1", args![id]).await? > 0 {
        return Err(Error::input("this finding was superseded", "open the page again and read the newest"));
    }
    let held = in_force(&mut change, &finding).await?;
    let row = Reading { id: ids::new_id(), finding: id.to_owned(), agrees: i64::from(agrees), words: words.to_owned() };
    change.record(Act::Recorded, &row).await?;
    if agrees && !held {
        finding::come_into_force(&mut change, &finding).await?;
    }
    change.commit().await?;
    Ok(row)
}

/// Whether a finding is, or was until it was superseded, in force: nobody else had to agree, or somebody did.
pub(super) async fn in_force(change: &mut Change, finding: &Recorded<Finding>) -> Result<bool> {
    let agreed = "SELECT COUNT(*) FROM finding_agreed WHERE id = $1";
    Ok(change.tx.number(agreed, args![&finding.id]).await? > 0)
}

/// What readers said of a finding, in order.
pub async fn readings(db: &Db, finding: &str) -> Result<Vec<Recorded<Reading>>> {
    db.all("SELECT * FROM finding_reading WHERE finding = $1 ORDER BY seq", args![finding]).await
}
