//! Appearances of footage and the earliest known one: computed, never typed.
//!
//! A post's stated time is an interval. A file that came without a post shows that the footage existed no later than
//! when the desk received it. The earliest known appearance is the one whose *latest possible* time is first: nothing
//! is stated more strongly than the evidence carries.

use std::collections::BTreeMap;

use crate::{args, clock::Micros, error::Result, ids::FootageRef, store::Read};

/// One posting or receipt of footage.
#[derive(Clone, Debug, PartialEq)]
pub struct Appearance {
    /// The medium shown.
    pub sha256: String,
    /// Its file name.
    pub name: String,
    /// The post that carried it; none for a file by itself.
    pub post: Option<String>,
    /// Who posted, for reading.
    pub source: Option<String>,
    /// Platform of the post.
    pub platform: Option<String>,
    /// Not before; none where nothing bounds it.
    pub earliest: Option<Micros>,
    /// Not after.
    pub latest: Micros,
    /// The words of the time as stated.
    pub words: String,
    /// On what the time rests, in plain words.
    pub basis: String,
    /// The footage to which the medium itself belongs.
    pub footage: FootageRef,
    /// Whether the medium belongs to another footage and shares only a part with this one.
    pub part: bool,
}

#[derive(sqlx::FromRow)]
struct Posted {
    post_id: String,
    platform: String,
    handle: Option<String>,
    source_name: Option<String>,
    posted_earliest: Option<i64>,
    posted_latest: Option<i64>,
    posted_words: Option<String>,
    posted_basis: Option<String>,
    first_seen: i64,
}

/// The media on a footage page: its members, and others that share a part with a member, with their own footage. What shares
/// only its sound covers nothing: a tune is older than the pictures that it was laid under.
pub async fn media_of(mut db: impl Read, footage: FootageRef) -> Result<Vec<(String, FootageRef)>> {
    media_read(&mut db, footage).await
}

async fn media_read(db: &mut impl Read, footage: FootageRef) -> Result<Vec<(String, FootageRef)>> {
    let rows: Vec<(String, i64)> = db
        .rows(
            "SELECT sha256, number FROM footage_media WHERE number = $1
             UNION
             SELECT other.sha256, other.number
             FROM footage_media AS own
             JOIN standing AS m ON m.query = own.sha256 OR m.reference = own.sha256
             JOIN footage_media AS other
               ON other.sha256 = CASE WHEN m.query = own.sha256 THEN m.reference ELSE m.query END
             WHERE own.number = $1 AND other.number <> $1 AND (m.query_cover > 0 OR m.reference_cover > 0)",
            args![footage.0],
        )
        .await?;
    Ok(rows.into_iter().map(|(sha256, number)| (sha256, FootageRef(number))).collect())
}

/// All appearances of the footage in time order, the earliest known first.
pub async fn appearances(mut db: impl Read, footage: FootageRef) -> Result<Vec<Appearance>> {
    let media: BTreeMap<String, FootageRef> = media_read(&mut db, footage).await?.into_iter().collect();
    let mut appearances = Vec::new();
    for (sha256, own) in &media {
        let receipts: Vec<(String, i64)> = db
            .rows("SELECT name, received_at FROM receipt WHERE sha256 = $1 ORDER BY seq LIMIT 1", args![sha256])
            .await?;
        let Some((name, received_at)) = receipts.into_iter().next() else { continue };
        let posts: Vec<Posted> = db.rows(POSTS, args![sha256]).await?;
        let part = *own != footage;
        if posts.is_empty() {
            appearances.push(Appearance {
                sha256: sha256.clone(),
                name: name.clone(),
                post: None,
                source: None,
                platform: None,
                earliest: None,
                latest: received_at,
                words: String::new(),
                basis: "received by this desk, no post known".into(),
                footage: *own,
                part,
            });
        }
        for post in posts {
            let source = post.handle.map(|handle| format!("@{handle}")).or(post.source_name);
            let basis = match (post.posted_latest, post.posted_basis) {
                (Some(_), basis) => basis.unwrap_or_default(),
                (None, _) => "first seen by this desk; the post states no time".into(),
            };
            appearances.push(Appearance {
                sha256: sha256.clone(),
                name: name.clone(),
                post: Some(post.post_id),
                source,
                platform: Some(post.platform),
                earliest: post.posted_earliest,
                latest: post.posted_latest.unwrap_or(post.first_seen),
                words: post.posted_words.unwrap_or_default(),
                basis,
                footage: *own,
                part,
            });
        }
    }
    appearances
        .sort_by(|a, b| (a.latest, a.earliest, &a.sha256, &a.post).cmp(&(b.latest, b.earliest, &b.sha256, &b.post)));
    Ok(appearances)
}

const POSTS: &str = "
    SELECT p.id AS post_id, p.platform, s.handle, s.name AS source_name, o.posted_earliest, o.posted_latest,
           o.posted_words, o.posted_basis, p.first_seen
    FROM post_media AS pm
    JOIN post AS p ON p.id = pm.post_id
    JOIN source AS s ON s.id = p.source_id
    JOIN observation AS o ON o.post_id = p.id
         AND o.seq = (SELECT MAX(seq) FROM observation WHERE post_id = p.id)
    WHERE pm.sha256 = $1";

/// Why the first of `appearances` is held to be the earliest, in one sentence.
pub fn reason(appearances: &[Appearance]) -> Option<String> {
    let first = appearances.first()?;
    let source = first.source.as_deref().unwrap_or("an unknown source");
    let time = crate::clock::plain(first.latest);
    let known = match (&first.post, first.earliest) {
        (None, _) => format!("received by this desk on {time}; no post of it is known"),
        (Some(_), None) => format!("seen by this desk on {time} in a post by {source} that states no time"),
        (Some(_), Some(earliest)) => {
            let time = if first.latest - earliest < 60_000_000 {
                time
            } else {
                format!("between {} and {time}", crate::clock::plain(earliest))
            };
            let platform = first.platform.as_deref().filter(|platform| *platform != "unknown");
            let on = platform.map(|platform| format!(" on {platform}")).unwrap_or_default();
            format!("posted {time} by {source}{on} ({})", first.basis)
        }
    };
    let part = if first.part { "; this medium shares only a part with the footage" } else { "" };
    let next = appearances.get(1).map(|next| format!(", {} before the next known", span(next.latest - first.latest)));
    Some(format!("{known}{}{part}", next.unwrap_or_else(|| "; no other appearance is known".into())))
}

fn span(micros: Micros) -> String {
    let minutes = micros / 60_000_000;
    let (count, unit) = match minutes {
        0 => return "less than a minute".into(),
        1..120 => (minutes, "minute"),
        120..2880 => (minutes / 60, "hour"),
        _ => (minutes / 1440, "day"),
    };
    format!("{count} {unit}{}", if count == 1 { "" } else { "s" })
}

#[cfg(test)]
mod tests {
    use super::span;

    #[test]
    fn spans_are_said_in_the_unit_a_person_would_use() {
        let minute = 60_000_000;
        assert_eq!(span(30_000_000), "less than a minute");
        assert_eq!(span(minute), "1 minute");
        assert_eq!(span(119 * minute), "119 minutes");
        assert_eq!(span(5 * 60 * minute), "5 hours");
        assert_eq!(span(3 * 1440 * minute), "3 days");
    }
}
