//! Watches: addresses that are asked again and again, politely.
//!
//! A look that finds nothing new keeps nothing. An item that a feed no longer shows is no deletion: feeds show the newest
//! only. After a failure the next look waits longer each time, at most a day, and says in words what went wrong.

use std::time::Duration;

use fetch::Known;
use url::Url;

use super::{Taken, Taking, Web};
use crate::{
    Desk, args,
    clock::Micros,
    error::{Error, Result},
    ids::{self, WatchRef},
    intake::{Item, Summary},
    monitor::Monitor,
    preserve::custody::{Act, Change},
    record,
};

/// How often an open desk asks which watches are due.
const BETWEEN: Duration = Duration::from_secs(10);
const STEP: Duration = Duration::from_millis(200);
const MINUTE: Micros = 60_000_000;
/// The longest wait after failures.
const DAY: Micros = 24 * 60 * MINUTE;

record! {
    /// An address that is asked again and again.
    pub struct Watch in "watch" as "watch" {
        /// UUIDv7.
        id: String,
        /// The number of `W-2`.
        number: i64,
        /// The address.
        url: String,
        /// How many minutes lie between two looks.
        minutes: i64,
    }
}

record! {
    /// An address is no longer watched.
    pub struct End in "watch_end" as "watch-end" {
        /// UUIDv7.
        id: String,
        /// The watch.
        watch: String,
    }
}

/// How a watch is doing.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct WatchLine {
    /// The number of `W-2`.
    pub number: i64,
    /// The address.
    pub url: String,
    /// Minutes between two looks.
    pub minutes: i64,
    /// When it was last looked at; microseconds since 1970 UTC.
    pub looked: Option<i64>,
    /// When something new was last found.
    pub changed: Option<i64>,
    /// When the next look is due.
    pub due: i64,
    /// How often it was looked at.
    pub looks: i64,
    /// How often in a row that failed.
    pub failures: i64,
    /// What went wrong the last time.
    pub problem: Option<String>,
    /// Captures that it made.
    pub captures: i64,
    /// Bytes that these keep.
    pub bytes: i64,
}

#[derive(sqlx::FromRow)]
struct Due {
    id: String,
    url: String,
    minutes: i64,
    failures: i64,
    etag: Option<String>,
    modified: Option<String>,
    digest: Option<String>,
}

/// Begins to watch an address; it is due at once. One that is watched already is given back.
///
/// # Errors
/// [`Error::Input`] when it is no web address, or the minutes are not 1 to 10080.
pub async fn begin(desk: &Desk, url: &str, minutes: i64) -> Result<WatchRef> {
    let parsed = Url::parse(url.trim()).ok().filter(|url| matches!(url.scheme(), "http" | "https") && url.has_host());
    let Some(url) = parsed.filter(|url| url.username().is_empty() && url.password().is_none()) else {
        let shown: String = url.rsplit('@').next().unwrap_or_default().chars().take(80).collect();
        return Err(Error::input(
            format!("“{shown}” is no address that can be watched"),
            "give one that begins with https:// or http://, without a name and password",
        ));
    };
    if !(1..=10_080).contains(&minutes) {
        return Err(Error::input(format!("{minutes} minutes between two looks"), "give 1 to 10080, a week"));
    }
    let mut change = desk.custody.change(&desk.actor).await?;
    change.tx.lock_log().await?;
    let known: Option<(i64,)> = change
        .tx
        .first(
            "SELECT w.number FROM watch AS w WHERE w.url = $1 AND NOT EXISTS (SELECT 1 FROM watch_end AS e WHERE e.watch = w.id)",
            args![url.as_str()],
        )
        .await?;
    if let Some((number,)) = known {
        return Ok(WatchRef(number));
    }
    let number = change.tx.number("SELECT COALESCE(MAX(number), 0) + 1 FROM watch", args![]).await?;
    let watch = Watch { id: ids::new_id(), number, url: url.to_string(), minutes };
    change.record(Act::Recorded, &watch).await?;
    let now = change.now();
    let sql = "INSERT INTO watch_state (watch, due, looks, failures) VALUES ($1, $2, 0, 0)";
    change.tx.run(sql, args![&watch.id, now]).await?;
    change.commit().await?;
    Ok(WatchRef(number))
}

/// Stops watching; what was captured stays.
///
/// # Errors
/// [`Error::NotFound`] when there is no such watch, or it has ended.
pub async fn end(desk: &Desk, watch: WatchRef) -> Result<()> {
    let mut change = desk.custody.change(&desk.actor).await?;
    change.tx.lock_log().await?;
    let id = running(&mut change, watch).await?;
    change.record(Act::Recorded, &End { id: ids::new_id(), watch: id }).await?;
    change.commit().await
}

/// Makes the next look due now.
///
/// # Errors
/// [`Error::NotFound`] when there is no such watch, or it has ended.
pub async fn hurry(desk: &Desk, watch: WatchRef) -> Result<()> {
    let mut change = desk.custody.change(&desk.actor).await?;
    let id = running(&mut change, watch).await?;
    let now = change.now();
    change.tx.run("UPDATE watch_state SET due = $2 WHERE watch = $1", args![id, now]).await?;
    change.commit().await
}

/// The identifier of a watch that has not ended.
async fn running(change: &mut Change, watch: WatchRef) -> Result<String> {
    let sql = "SELECT w.id FROM watch AS w
               WHERE w.number = $1 AND NOT EXISTS (SELECT 1 FROM watch_end AS e WHERE e.watch = w.id)";
    let found: Option<(String,)> = change.tx.first(sql, args![watch.0]).await?;
    found.map(|(id,)| id).ok_or_else(|| Error::NotFound { what: "watch", name: watch.to_string() })
}

/// Every watch that has not ended, in the order in which they were begun.
pub async fn list(desk: &Desk) -> Result<Vec<WatchLine>> {
    let sql = "
        SELECT w.number, w.url, w.minutes, s.looked, s.changed, s.due, s.looks, s.failures, s.problem,
               COUNT(c.id) AS captures,
               CAST(COALESCE(SUM(a.size), 0) + COALESCE(SUM(b.size), 0) AS BIGINT) AS bytes
        FROM watch AS w JOIN watch_state AS s ON s.watch = w.id
          LEFT JOIN capture AS c ON c.watch = w.id
          LEFT JOIN media AS a ON a.sha256 = c.warc LEFT JOIN media AS b ON b.sha256 = c.content
        WHERE NOT EXISTS (SELECT 1 FROM watch_end AS e WHERE e.watch = w.id)
        GROUP BY w.number, w.url, w.minutes, s.looked, s.changed, s.due, s.looks, s.failures, s.problem
        ORDER BY w.number";
    desk.db.all(sql, args![]).await
}

/// Looks at every watch that is due, or with `all` at every one; one that fails stops no other. Gives what was kept.
///
/// # Errors
/// Only when the desk itself fails, or the person cancels.
pub async fn look(
    desk: &Desk,
    web: &Web,
    all: bool,
    monitor: &dyn Monitor,
    each: &(dyn Fn(&Item) + Sync),
) -> Result<Summary> {
    let until = if all { Micros::MAX } else { desk.clock.now() };
    let due: Vec<Due> = desk
        .db
        .all(
            "SELECT w.id, w.url, w.minutes, s.failures, s.etag, s.modified, s.digest
             FROM watch AS w JOIN watch_state AS s ON s.watch = w.id
             WHERE s.due <= $1 AND NOT EXISTS (SELECT 1 FROM watch_end AS e WHERE e.watch = w.id) ORDER BY s.due, w.number",
            args![until],
        )
        .await?;
    let mut summary = Summary::default();
    monitor.begin("looking", Some(due.len() as u64));
    for (done, watch) in due.iter().enumerate() {
        monitor.progress(done as u64);
        if monitor.cancelled() {
            return Err(Error::Cancelled);
        }
        let mut taking = Taking::new(desk, web, Some(&watch.id), monitor, each);
        let known = Known { etag: watch.etag.clone(), modified: watch.modified.clone() };
        let taken = taking.take(&watch.url, &known, watch.digest.as_deref()).await?;
        summary.add(&taking.summary);
        settle(desk, watch, &taken).await?;
    }
    monitor.progress(due.len() as u64);
    Ok(summary)
}

/// Looks at every watch when it is due, until the person cancels. When the desk itself fails, that is said, and it is
/// tried again.
pub async fn serve(desk: &Desk, web: &Web, monitor: &dyn Monitor) {
    let quiet = Quiet(monitor);
    while !monitor.cancelled() {
        match look(desk, web, false, &quiet, &|_| {}).await {
            Ok(_) | Err(Error::Cancelled) => {}
            Err(error) => monitor.line(&format!("what is watched could not be looked at: {error}. {}", error.hint())),
        }
        let mut waited = Duration::ZERO;
        while waited < BETWEEN && !monitor.cancelled() {
            tokio::time::sleep(STEP).await;
            waited += STEP;
        }
    }
}

/// Shows nothing, and is cancelled when another is.
struct Quiet<'a>(&'a dyn Monitor);

impl Monitor for Quiet<'_> {
    fn begin(&self, _: &str, _: Option<u64>) {}
    fn progress(&self, _: u64) {}
    fn grow(&self, _: u64) {}
    fn line(&self, _: &str) {}
    fn cancelled(&self) -> bool {
        self.0.cancelled()
    }
}

/// How the look went. What was not taken whole is asked for again as if it were new.
async fn settle(desk: &Desk, watch: &Due, taken: &Taken) -> Result<()> {
    let mut change = desk.custody.change(&desk.actor).await?;
    let now = change.now();
    let between = watch.minutes * MINUTE;
    let sql = match taken {
        Taken::Unchanged => {
            "UPDATE watch_state SET due = $2 + $3, looked = $2, looks = looks + 1, failures = 0, problem = NULL WHERE watch = $1"
        }
        Taken::Kept { .. } => {
            "UPDATE watch_state SET due = $2 + $3, looked = $2, changed = $2, looks = looks + 1, failures = 0, problem = NULL,
                                    etag = $4, modified = $5, digest = $6 WHERE watch = $1"
        }
        Taken::Failed(_) => {
            "UPDATE watch_state SET due = $2 + $3, looked = $2, looks = looks + 1, failures = failures + 1, problem = $4
             WHERE watch = $1"
        }
    };
    let args = match taken {
        Taken::Unchanged => args![&watch.id, now, between],
        Taken::Kept { known, digest, whole } => {
            let of = |value: &Option<String>| value.clone().filter(|_| *whole);
            args![
                &watch.id,
                now,
                between,
                of(&known.etag),
                of(&known.modified),
                Some(digest.clone()).filter(|_| *whole)
            ]
        }
        Taken::Failed(what) => {
            let doubled = between.saturating_mul(1_i64 << watch.failures.clamp(0, 12));
            args![&watch.id, now, doubled.min(DAY).max(between), what]
        }
    };
    change.tx.run(sql, args).await?;
    change.commit().await
}
