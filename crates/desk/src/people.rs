//! What people do with footage that is worth remembering: looking, and describing so that others need not look.

use crate::{
    Desk, args,
    error::{Error, Result},
    ids,
    preserve::custody::{Act, Event},
};

/// The longest description that is kept, in characters.
pub const LONGEST_DESCRIPTION: usize = 4_000;

/// Records that the person lifted the veil from a medium.
pub async fn view(desk: &Desk, sha256: &str) -> Result<()> {
    known(desk, sha256).await?;
    let mut change = desk.custody.change(&desk.actor).await?;
    change.log(Event::media(Act::Viewed, sha256)).await?;
    change.commit().await
}

/// Records what a person saw and how distressing it is, 0 to 4.
pub async fn describe(desk: &Desk, sha256: &str, severity: i64, words: &str) -> Result<()> {
    let words = words.trim();
    if !(0..=4).contains(&severity) {
        return Err(Error::input(format!("there is no severity {severity}"), "choose 0 (none) to 4 (extreme)"));
    }
    if words.chars().count() > LONGEST_DESCRIPTION {
        return Err(Error::input(
            format!("the description is longer than {LONGEST_DESCRIPTION} characters"),
            "keep what a colleague needs to know before looking",
        ));
    }
    if severity >= 2 && words.is_empty() {
        return Err(Error::input(
            "severity 2 or more needs a description",
            "write what is seen and when, for example \"00:12 to 00:31 a wounded animal\"",
        ));
    }
    known(desk, sha256).await?;
    let mut change = desk.custody.change(&desk.actor).await?;
    let event = Event::media(Act::Described, sha256).with("severity", severity).personal("words", words.as_bytes());
    let logged = change.log(event).await?;
    change
        .tx
        .run(
            "INSERT INTO description (id, sha256, severity, words, by_whom, at, seq) VALUES ($1, $2, $3, $4, $5, $6, $7)",
            args![ids::new_id(), sha256, severity, words, &desk.actor, logged.at, logged.seq],
        )
        .await?;
    change.commit().await
}

async fn known(desk: &Desk, sha256: &str) -> Result<()> {
    if desk.db.number("SELECT COUNT(*) FROM media WHERE sha256 = $1", args![sha256]).await? == 0 {
        return Err(Error::NotFound { what: "media", name: sha256.chars().take(64).collect() });
    }
    Ok(())
}
