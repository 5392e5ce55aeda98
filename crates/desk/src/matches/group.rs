//! Footage: the same recording wherever it appears.
//!
//! Two media are the same recording when each lies, by half or more, in the other ([`STRONG`]) or a person confirmed
//! their match. Matches below the desk's threshold, or that share only what is common, join nothing by themselves. A short
//! part inside a longer medium (a clip in a compilation, a picture in a collage) joins nothing: it would tie together all
//! that the compilation shows. Such media appear on each other's footage page instead.
//!
//! Who regroups tells the news: how footage stood is taken down before anything is written that changes it.

use std::collections::{BTreeMap, BTreeSet};

use crate::{args, error::Result, preserve::custody::Change};

/// The share of both media that a match must cover to make them one recording.
pub const STRONG: f64 = 0.5;

// A person's word goes before measuring. The threshold is the desk's setting (`threshold.rs`), or else the usual one.
const NEIGHBOURS: &str = "
    SELECT CASE WHEN m.query = $1 THEN m.reference ELSE m.query END
    FROM standing AS m
    WHERE (m.query = $1 OR m.reference = $1)
      AND (m.state = 'confirmed'
           OR (m.query_cover >= $2 AND m.reference_cover >= $2
               AND m.score >= COALESCE((SELECT CAST(value AS DOUBLE PRECISION) FROM setting WHERE name = 'group_from'), $3)))";

async fn neighbours(change: &mut Change, sha256: &str) -> Result<Vec<String>> {
    let rows: Vec<(String,)> =
        change.tx.all(NEIGHBOURS, args![sha256, STRONG, f64::from(copydetect::THRESHOLD)]).await?;
    Ok(rows.into_iter().map(|row| row.0).collect())
}

/// Puts a newly matched medium into footage: that of its neighbours, which become one, or a new one. Returns its number.
/// The change must have logged something, so that one change at a time gives out numbers.
pub(crate) async fn group(change: &mut Change, sha256: &str) -> Result<i64> {
    let mut numbers = BTreeSet::new();
    for other in neighbours(change, sha256).await? {
        numbers.extend(number_of(change, &other).await?);
    }
    numbers.extend(number_of(change, sha256).await?);
    let number = match numbers.pop_first() {
        Some(number) => number,
        None => found(change, sha256).await?,
    };
    for merged in numbers {
        change.tx.run("UPDATE footage_media SET number = $1 WHERE number = $2", args![number, merged]).await?;
        change
            .tx
            .run("UPDATE footage SET merged_into = $1 WHERE number = $2 OR merged_into = $2", args![number, merged])
            .await?;
    }
    assign(change, sha256, number).await?;
    Ok(number)
}

/// Groups all footage of these media anew, after matches between them were decided, muted or counted otherwise.
/// The part that holds the founder keeps the number; other parts get new ones.
pub(crate) async fn regroup(change: &mut Change, media: &BTreeSet<String>) -> Result<()> {
    let mut touched = BTreeSet::new();
    for sha256 in media {
        if let Some(number) = number_of(change, sha256).await? {
            touched.insert(number);
        }
    }
    let mut members = BTreeSet::new();
    let mut founders = BTreeMap::new();
    for &number in &touched {
        let rows: Vec<(String,)> =
            change.tx.all("SELECT sha256 FROM footage_media WHERE number = $1", args![number]).await?;
        members.extend(rows.into_iter().map(|row| row.0));
        let founder: Option<(String,)> =
            change.tx.first("SELECT founder FROM footage WHERE number = $1", args![number]).await?;
        founders.extend(founder.map(|(founder,)| (founder, number)));
    }
    while let Some(start) = members.pop_first() {
        let mut part = BTreeSet::from([start.clone()]);
        let mut open = vec![start];
        while let Some(medium) = open.pop() {
            for other in neighbours(change, &medium).await? {
                if members.remove(&other) {
                    part.insert(other.clone());
                    open.push(other);
                }
            }
        }
        let mut numbers = part.iter().filter_map(|medium| founders.get(medium).copied()).collect::<BTreeSet<_>>();
        let number = match numbers.pop_first() {
            Some(number) => number,
            None => match part.first() {
                Some(founder) => found(change, &founder.clone()).await?,
                None => continue,
            },
        };
        for merged in numbers {
            change.tx.run("UPDATE footage SET merged_into = $1 WHERE number = $2", args![number, merged]).await?;
        }
        change.tx.run("UPDATE footage SET merged_into = NULL WHERE number = $1", args![number]).await?;
        for medium in part {
            assign(change, &medium, number).await?;
        }
    }
    Ok(())
}

async fn number_of(change: &mut Change, sha256: &str) -> Result<Option<i64>> {
    let row: Option<(i64,)> =
        change.tx.first("SELECT number FROM footage_media WHERE sha256 = $1", args![sha256]).await?;
    Ok(row.map(|row| row.0))
}

async fn found(change: &mut Change, founder: &str) -> Result<i64> {
    let number = change.tx.number("SELECT COALESCE(MAX(number), 0) + 1 FROM footage", args![]).await?;
    change.tx.run("INSERT INTO footage (number, founder) VALUES ($1, $2)", args![number, founder]).await?;
    Ok(number)
}

async fn assign(change: &mut Change, sha256: &str, number: i64) -> Result<()> {
    let sql = "INSERT INTO footage_media (sha256, number) VALUES ($1, $2)
               ON CONFLICT (sha256) DO UPDATE SET number = excluded.number";
    change.tx.run(sql, args![sha256, number]).await?;
    Ok(())
}
