//! News of footage: when an older appearance turns up, or footage is joined or parted, what rests on it goes under review
//! in the transaction of the change that brought the news.
//!
//! It stands beside the flow, because posts that come in, matches that are measured and decisions of people all bring it.
//! How things stood is taken before the change and compared after it; footage on which nothing rests costs one look.

use std::collections::BTreeSet;

use crate::{
    args,
    error::Result,
    ids::FootageRef,
    matches::{self, Appearance},
    preserve::custody::Change,
    rests,
};

/// How the footage that a change can touch stood before it.
#[derive(Debug)]
pub(crate) struct Before(Vec<Known>);

#[derive(Debug)]
struct Known {
    /// The number under which something rests on it.
    footage: i64,
    /// The number that it has now, when it was joined to other footage.
    joined: i64,
    media: BTreeSet<String>,
    earliest: Option<Appearance>,
}

/// Numbers on which something rests, of footage of this medium and of media that share a part with it.
const TOUCHED: &str = "
    WITH touched (sha256) AS (
      SELECT CAST($1 AS TEXT) UNION SELECT reference FROM matching WHERE query = $1
      UNION SELECT query FROM matching WHERE reference = $1)
    SELECT DISTINCT n.number, f.number
    FROM touched JOIN footage_media AS f ON f.sha256 = touched.sha256
    JOIN footage AS n ON n.number = f.number OR n.merged_into = f.number
    WHERE EXISTS (SELECT 1 FROM rest WHERE rest.rests_on = 'footage:' || n.number)";

/// Takes down how the footage stands that a change of these media can touch.
pub(crate) async fn before(change: &mut Change, media: &[&str]) -> Result<Before> {
    let mut numbers = BTreeSet::new();
    for sha256 in media {
        numbers.extend(change.tx.all::<(i64, i64)>(TOUCHED, args![*sha256]).await?);
    }
    let mut known = Vec::new();
    for (footage, joined) in numbers {
        known.push(Known {
            footage,
            joined,
            media: own_media(change, joined).await?,
            earliest: matches::appearances(&mut change.tx, FootageRef(joined)).await?.into_iter().next(),
        });
    }
    Ok(Before(known))
}

impl Before {
    /// Compares with how things stand now, and puts what rests on footage that changed under review.
    pub(crate) async fn tell(self, change: &mut Change) -> Result<()> {
        for known in self.0 {
            let merged: Option<(Option<i64>,)> =
                change.tx.first("SELECT merged_into FROM footage WHERE number = $1", args![known.footage]).await?;
            let now = merged.and_then(|row| row.0).unwrap_or(known.footage);
            let appearances = matches::appearances(&mut change.tx, FootageRef(now)).await?;
            let media = own_media(change, now).await?;
            if let Some(reason) = reason(&known, now, &media, &appearances) {
                rests::mark(change, &format!("footage:{}", known.footage), &reason).await?;
            }
        }
        Ok(())
    }
}

async fn own_media(change: &mut Change, footage: i64) -> Result<BTreeSet<String>> {
    let rows: Vec<(String,)> =
        change.tx.all("SELECT sha256 FROM footage_media WHERE number = $1", args![footage]).await?;
    Ok(rows.into_iter().map(|row| row.0).collect())
}

/// What is new about the footage, in a sentence without its full stop; none when nothing is.
fn reason(known: &Known, now: i64, media: &BTreeSet<String>, appearances: &[Appearance]) -> Option<String> {
    let mut told = Vec::new();
    let (old, new) = (FootageRef(known.footage), FootageRef(now));
    if now != known.joined {
        told.push(format!("{old} turned out to be the same recording as {new}"));
    }
    let gone = known.media.difference(media).count();
    if gone > 0 {
        told.push(format!("{gone} of the files of {old} are held to be another recording now"));
    }
    let earlier = |a: &Appearance, b: &Appearance| a.latest < b.latest;
    match (&known.earliest, appearances.first()) {
        (Some(before), Some(first)) if earlier(first, before) => {
            let reason = matches::reason(appearances).unwrap_or_default();
            told.push(format!("an older appearance turned up: {reason}"));
        }
        (Some(before), Some(first)) if earlier(before, first) => {
            let reason = matches::reason(appearances).unwrap_or_default();
            told.push(format!("what was held to be the earliest appearance no longer counts; now it is: {reason}"));
        }
        _ => {}
    }
    (!told.is_empty()).then(|| told.join("; "))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn appearance(latest: i64) -> Appearance {
        Appearance {
            sha256: "a".into(),
            name: "a.jpg".into(),
            post: None,
            source: None,
            platform: None,
            earliest: None,
            latest,
            words: String::new(),
            basis: String::new(),
            footage: FootageRef(1),
            part: false,
        }
    }

    fn known(latest: i64) -> Known {
        Known { footage: 1, joined: 1, media: BTreeSet::from(["a".to_owned()]), earliest: Some(appearance(latest)) }
    }

    #[test]
    fn only_what_is_new_is_told() {
        let media = BTreeSet::from(["a".to_owned(), "b".to_owned()]);
        let told = |now, media: &BTreeSet<String>, latest| reason(&known(5_000_000), now, media, &[appearance(latest)]);
        assert_eq!(told(1, &media, 5_000_000), None, "a further copy that is not older is no news");
        assert!(told(1, &media, 4_000_000).is_some_and(|reason| reason.contains("older appearance")));
        assert!(told(1, &media, 6_000_000).is_some_and(|reason| reason.contains("no longer counts")));
        assert!(told(2, &media, 5_000_000).is_some_and(|reason| reason.contains("same recording as F-2")));
        assert!(told(1, &BTreeSet::new(), 5_000_000).is_some_and(|reason| reason.contains("another recording")));
    }
}
