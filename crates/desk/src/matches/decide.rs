//! A person's word on a match: remembered for ever, reversible by the next word.

use crate::{
    Desk, args,
    error::{Error, Result},
    ids, news,
    preserve::custody::{Act, Event},
    rests,
};

/// What a person says of two media that measuring brought together.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// The same recording.
    Confirmed,
    /// The same scene, at another moment or from elsewhere: two recordings.
    Scene,
    /// Nothing to do with each other, whatever the score.
    Rejected,
    /// Nothing: back to what was measured.
    Suggested,
}

impl std::str::FromStr for Verdict {
    type Err = Error;
    fn from_str(text: &str) -> Result<Self> {
        match text {
            "confirmed" => Ok(Self::Confirmed),
            "scene" => Ok(Self::Scene),
            "rejected" => Ok(Self::Rejected),
            "suggested" => Ok(Self::Suggested),
            other => Err(Error::input(
                format!("a match is not decided as \"{other}\""),
                "say confirmed, scene, rejected or suggested",
            )),
        }
    }
}

impl Verdict {
    /// As stored and shown.
    pub fn name(self) -> &'static str {
        match self {
            Self::Confirmed => "confirmed",
            Self::Scene => "scene",
            Self::Rejected => "rejected",
            Self::Suggested => "suggested",
        }
    }
}

/// The reference by which findings rest on a match: `match:<query>/<reference>`, each a SHA-256.
pub fn matched(query: &str, reference: &str) -> String {
    format!("match:{query}/{reference}")
}

/// Records a decision on a match or a lead and groups footage accordingly, in one change. It holds for the pair, whichever of
/// the two is measured as the query, and whatever is measured later.
pub async fn decide(desk: &Desk, query: &str, reference: &str, verdict: Verdict, reason: &str) -> Result<()> {
    let known = "SELECT (SELECT COUNT(*) FROM matching WHERE query = $1 AND reference = $2)
                      + (SELECT COUNT(*) FROM lead WHERE query = $1 AND reference = $2)";
    if desk.db.number(known, args![query, reference]).await? == 0 {
        return Err(Error::NotFound { what: "match", name: format!("of {query} with {reference}") });
    }
    let mut change = desk.custody.change(&desk.actor).await?;
    let before = news::before(&mut change, &[query, reference]).await?;
    let event = Event::media(Act::Decided, query)
        .with("reference", reference)
        .with("verdict", verdict.name())
        .personal("reason", reason.as_bytes());
    let logged = change.log(event).await?;
    change
        .tx
        .run(
            "INSERT INTO decision (id, query, reference, verdict, by_whom, at, reason, seq) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
            args![ids::new_id(), query, reference, verdict.name(), &desk.actor, logged.at, reason, logged.seq],
        )
        .await?;
    super::regroup(&mut change, &[query.to_owned(), reference.to_owned()].into()).await?;
    let what = match verdict {
        Verdict::Suggested => "a decision on the match was taken back",
        Verdict::Confirmed => "the match was confirmed",
        Verdict::Rejected => "the match was rejected",
        Verdict::Scene => "the two were said to show one scene at another moment",
    };
    // The pair may have been measured from either side since something came to rest on it.
    for pair in [matched(query, reference), matched(reference, query)] {
        rests::mark(&mut change, &pair, what).await?;
    }
    before.tell(&mut change).await?;
    change.commit().await
}
