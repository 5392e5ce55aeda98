//! What is common to much footage and says nothing of it: a channel's ident, an end card, a test card, a watermark.
//!
//! A person marks a medium, or a stretch or region of it. A match that shares only marked parts is muted: kept, counted, not
//! offered, and back again when the mark is released. Two media that match because both match a marked part are muted too:
//! the mark is carried over to whatever matches the marked medium there ([`Part`]).

use std::collections::BTreeSet;

use copydetect::Region;

use super::{regroup, seen, shared::Shared};
use crate::{
    Desk, args, clock,
    error::{Error, Result},
    ids, news,
    preserve::custody::{Act, Change, Event},
    store::Value,
};

/// A part of a medium. None means the whole.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Part {
    /// From and to, in seconds.
    pub stretch: Option<(f64, f64)>,
    /// In shares of width and height.
    pub region: Option<Region>,
}

/// A part that a person marked as common.
#[derive(Clone, Debug, PartialEq)]
pub struct Mark {
    /// Its identifier.
    pub id: String,
    /// The medium.
    pub sha256: String,
    /// Which part.
    pub part: Part,
    /// What it is.
    pub words: String,
    /// Who marked it.
    pub by: String,
    /// When.
    pub at: clock::Micros,
}

/// The longest description of a mark, in characters.
const LONGEST: usize = 300;

type Numbers = [Option<i64>; 6];

/// A part as stored: milliseconds and thousandths.
fn numbers(part: &Part) -> Numbers {
    #[expect(clippy::cast_possible_truncation, reason = "seconds and shares that were checked")]
    let whole = |value: f64| Some((value * 1000.0).round() as i64);
    let [start, end] = part.stretch.map_or([None, None], |(from, to)| [whole(from), whole(to)]);
    let [x, y, width, height] = part
        .region
        .map_or([None; 4], |region| [region.x, region.y, region.width, region.height].map(|v| whole(v.into())));
    [start, end, x, y, width, height]
}

/// A stored part, read back.
#[derive(Clone, Debug, Default, sqlx::FromRow)]
pub(crate) struct PartRow {
    pub mark: String,
    pub sha256: String,
    pub(super) start_ms: Option<i64>,
    pub(super) end_ms: Option<i64>,
    pub(super) x: Option<i64>,
    pub(super) y: Option<i64>,
    pub(super) width: Option<i64>,
    pub(super) height: Option<i64>,
}

impl PartRow {
    /// The same mark on another part.
    pub(crate) fn moved(&self, part: &Part) -> Self {
        let [start_ms, end_ms, x, y, width, height] = numbers(part);
        Self { mark: self.mark.clone(), sha256: String::new(), start_ms, end_ms, x, y, width, height }
    }

    pub(crate) fn part(&self) -> Part {
        #[expect(clippy::cast_precision_loss, reason = "far below 2^52")]
        let share = |value: i64| value as f64 / 1000.0;
        #[expect(clippy::cast_possible_truncation, reason = "shares of a picture")]
        let narrow = |value: i64| share(value) as f32;
        let region = match (self.x, self.y, self.width, self.height) {
            (Some(x), Some(y), Some(width), Some(height)) => {
                Some(Region { x: narrow(x), y: narrow(y), width: narrow(width), height: narrow(height) })
            }
            _ => None,
        };
        Part { stretch: self.start_ms.zip(self.end_ms).map(|(from, to)| (share(from), share(to))), region }
    }
}

/// Marks a part of a medium as common. Returns the mark's identifier.
pub async fn mark(desk: &Desk, sha256: &str, part: Part, words: &str) -> Result<String> {
    let words = words.trim();
    check(desk, sha256, &part, words).await?;
    let id = ids::new_id();
    let mut change = desk.custody.change(&desk.actor).await?;
    let before = news::before(&mut change, &[sha256]).await?;
    record(&mut change, &id, sha256, &part, "common", words, &desk.actor).await?;
    insert_part(&mut change, &id, sha256, &part).await?;
    let touched = apply(&mut change, sha256).await?;
    regroup(&mut change, &touched).await?;
    before.tell(&mut change).await?;
    change.commit().await?;
    Ok(id)
}

/// Takes a mark back: what it muted is offered again.
pub async fn release(desk: &Desk, mark: &str, reason: &str) -> Result<()> {
    let found = marks(desk).await?.into_iter().find(|one| one.id == mark);
    let found = found.ok_or_else(|| Error::NotFound { what: "mark", name: mark.chars().take(40).collect() })?;
    let mut change = desk.custody.change(&desk.actor).await?;
    let before = news::before(&mut change, &[&found.sha256]).await?;
    record(&mut change, mark, &found.sha256, &found.part, "released", reason.trim(), &desk.actor).await?;
    change.tx.run("DELETE FROM common_part WHERE mark = $1", args![mark]).await?;
    let muted: Vec<(String,)> = change.tx.all("SELECT query FROM matching WHERE muted = $1", args![mark]).await?;
    let mut touched = BTreeSet::new();
    for (query,) in muted {
        mute(&mut change, &query, &mut touched).await?;
    }
    regroup(&mut change, &touched).await?;
    before.tell(&mut change).await?;
    change.commit().await
}

/// All marks that stand, newest first.
pub async fn marks(desk: &Desk) -> Result<Vec<Mark>> {
    let rows: Vec<PartRow> = desk.db.all(MARKED, args![]).await?;
    let said: Vec<(String, String, String, i64)> =
        desk.db.all("SELECT mark, words, by_whom, at FROM common_now ORDER BY seq DESC", args![]).await?;
    let marks = said.into_iter().filter_map(|(id, words, by, at)| {
        let row = rows.iter().find(|row| row.mark == id)?;
        Some(Mark { part: row.part(), sha256: row.sha256.clone(), id, words, by, at })
    });
    Ok(marks.collect())
}

pub(crate) const MARKED: &str = "SELECT mark, sha256, start_ms, end_ms, x, y, width, height FROM common_now";
pub(crate) const PARTS: &str =
    "SELECT mark, sha256, start_ms, end_ms, x, y, width, height FROM common_part WHERE sha256 = $1";

async fn check(desk: &Desk, sha256: &str, part: &Part, words: &str) -> Result<()> {
    let known: Option<(Option<f64>,)> =
        desk.db.first("SELECT duration FROM media WHERE sha256 = $1", args![sha256]).await?;
    let (duration,) =
        known.ok_or_else(|| Error::NotFound { what: "media", name: sha256.chars().take(64).collect() })?;
    if words.is_empty() || words.chars().count() > LONGEST {
        return Err(Error::input(
            "the mark does not say what is common",
            format!("write a few words, at most {LONGEST} characters, such as \"ident of the channel\""),
        ));
    }
    if let Some((from, to)) = part.stretch {
        let end = duration.unwrap_or(f64::INFINITY) + 1.0;
        if !(from >= 0.0 && from < to && to <= end) {
            return Err(Error::input(
                format!("{from} s to {to} s is no stretch of this medium"),
                duration.map_or_else(
                    || "leave the seconds empty: this medium has no length".into(),
                    |length| format!("give a start below an end, both between 0 and {length:.1} seconds"),
                ),
            ));
        }
    }
    if let Some(region) = part.region {
        let inside =
            region.x >= 0.0 && region.y >= 0.0 && region.x + region.width <= 1.001 && region.y + region.height <= 1.001;
        if !inside || region.width <= 0.0 || region.height <= 0.0 {
            return Err(Error::input(
                "the region does not lie in the picture",
                "give left, top, width and height as shares of the picture between 0 and 1",
            ));
        }
    }
    Ok(())
}

async fn record(
    change: &mut Change,
    mark: &str,
    sha256: &str,
    part: &Part,
    state: &str,
    words: &str,
    by: &str,
) -> Result<()> {
    let [start, end, x, y, width, height] = numbers(part);
    let mut event = Event::media(Act::Marked, sha256).with("mark", mark).with("state", state);
    for (name, value) in ["start_ms", "end_ms", "x", "y", "width", "height"].into_iter().zip(numbers(part)) {
        if let Some(value) = value {
            event = event.with(name, value);
        }
    }
    let logged = change.log(event.personal("words", words.as_bytes())).await?;
    change
        .tx
        .run(
            "INSERT INTO common (id, mark, sha256, start_ms, end_ms, x, y, width, height, state, words, by_whom, at, seq)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)",
            args![
                ids::new_id(), mark, sha256, start, end, x, y, width, height, state, words, by, logged.at, logged.seq
            ],
        )
        .await?;
    Ok(())
}

async fn insert_part(change: &mut Change, mark: &str, sha256: &str, part: &Part) -> Result<()> {
    let mut values: Vec<Value> = args![mark, sha256];
    values.extend(numbers(part).map(Value::from));
    let sql = "INSERT INTO common_part (mark, sha256, start_ms, end_ms, x, y, width, height)
               VALUES ($1, $2, $3, $4, $5, $6, $7, $8)";
    change.tx.run(sql, values).await?;
    Ok(())
}

#[derive(sqlx::FromRow)]
struct Carried {
    query: String,
    reference: String,
    detail: String,
    #[sqlx(flatten)]
    marked: PartRow,
}

const CARRIED: &str = "
    SELECT m.query, m.reference, m.detail, c.mark, c.sha256, c.start_ms, c.end_ms, c.x, c.y, c.width, c.height
    FROM common_now AS c JOIN matching AS m ON m.query = c.sha256 OR m.reference = c.sha256
    WHERE m.query = $1 OR m.reference = $1";

/// Carries marks over the matches of a medium, and mutes what shares only common parts. Returns the media of all pairs that
/// were muted or are so no longer.
pub(crate) async fn apply(change: &mut Change, sha256: &str) -> Result<BTreeSet<String>> {
    let mut touched = BTreeSet::new();
    if change.tx.number("SELECT COUNT(*) FROM common", args![]).await? == 0 {
        return Ok(touched);
    }
    let carried: Vec<Carried> = change.tx.all(CARRIED, args![sha256]).await?;
    let mut media = BTreeSet::from([sha256.to_owned()]);
    for Carried { query, reference, detail, marked } in carried {
        let (segments, changes) = seen::detail(&detail);
        let shared = Shared::of(&segments, &changes);
        let (to, parts) = if marked.sha256 == query {
            (reference, shared.to_reference(&marked.part()))
        } else {
            (query, shared.to_query(&marked.part()))
        };
        change.tx.run("DELETE FROM common_part WHERE mark = $1 AND sha256 = $2", args![&marked.mark, &to]).await?;
        for part in &parts {
            insert_part(change, &marked.mark, &to, part).await?;
        }
        media.insert(to);
    }
    for medium in &media {
        mute(change, medium, &mut touched).await?;
    }
    Ok(touched)
}

/// Mutes each match of a medium that shares only common parts, and offers the others.
async fn mute(change: &mut Change, sha256: &str, touched: &mut BTreeSet<String>) -> Result<()> {
    let rows: Vec<(String, String, String, Option<String>)> = change
        .tx
        .all("SELECT query, reference, detail, muted FROM matching WHERE query = $1 OR reference = $1", args![sha256])
        .await?;
    for (query, reference, detail, was) in rows {
        let (segments, changes) = seen::detail(&detail);
        let shared = Shared::of(&segments, &changes);
        let of_query: Vec<PartRow> = change.tx.all(PARTS, args![&query]).await?;
        let of_reference: Vec<PartRow> = change.tx.all(PARTS, args![&reference]).await?;
        let by = shared.query.only(&of_query).or_else(|| shared.reference.only(&of_reference));
        if by != was {
            let sql = "UPDATE matching SET muted = $3 WHERE query = $1 AND reference = $2";
            change.tx.run(sql, args![&query, &reference, by]).await?;
            touched.extend([query, reference]);
        }
    }
    Ok(())
}
