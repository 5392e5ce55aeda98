//! The queue: enqueue, claim, hold, finish, fail, cancel, retry, list.

use serde::Serialize;
use utoipa::ToSchema;

use crate::{
    Desk, args,
    clock::Micros,
    error::{Error, Result},
    ids,
    preserve::custody::Change,
    views::Instant,
};

/// The kinds of work. A new kind is a variant, a name and a line in the worker.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Read a kept medium, fingerprint it, match it, group footage.
    Examine,
    /// Make the layers that are missing of everything kept, and measure again what that concerns.
    Layers,
    /// Put what rests on searches that grew old under review.
    Expire,
}

impl Kind {
    /// As stored.
    pub fn name(self) -> &'static str {
        match self {
            Self::Examine => "examine",
            Self::Layers => "layers",
            Self::Expire => "expire",
        }
    }
}

/// What live screens are told.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct Progress {
    /// The job.
    pub job: String,
    /// The medium it is about.
    pub object: String,
    /// `waiting`, `running`, `done`, `failed`, `cancelled`.
    pub state: String,
    /// What it is doing now, in a few words.
    pub step: String,
    /// Finished parts.
    pub done: i64,
    /// All parts; 0 while unknown.
    pub total: i64,
}

/// A claimed job.
#[derive(Clone, Debug, sqlx::FromRow)]
pub(super) struct Claimed {
    pub id: String,
    pub kind: String,
    pub object: String,
    pub attempts: i64,
}

/// How long a lease holds without a heartbeat.
pub(super) const LEASE: Micros = 30_000_000;
/// After so many tries a job stays failed until a person retries it.
pub(super) const TRIES: i64 = 3;

/// Adds a job in the change that needs it. One open job of a kind and object is enough.
pub async fn enqueue(change: &mut Change, kind: Kind, object: &str) -> Result<()> {
    let now = change.now();
    change
        .tx
        .run(
            "INSERT INTO job (id, kind, object, state, run_after, lease_until, owner, attempts, step, done, total, made_at)
             VALUES ($1, $2, $3, 'waiting', $4, 0, '', 0, '', 0, 0, $4)
             ON CONFLICT (kind, object) WHERE state IN ('waiting', 'running') DO NOTHING",
            args![ids::new_id(), kind.name(), object, now],
        )
        .await?;
    Ok(())
}

/// Frees the leases of processes that are known to have ended.
pub(super) async fn free_leases_of_the_gone(desk: &Desk) -> Result<()> {
    for owner in desk.owner.gone() {
        let mut tx = desk.db.begin().await?;
        tx.run("UPDATE job SET lease_until = 0 WHERE owner = $1 AND state = 'running'", args![&owner]).await?;
        tx.commit().await?;
        desk.owner.forget(&owner);
    }
    Ok(())
}

/// Takes the next job, oldest first, and holds it under a lease. What goes over everything kept waits for what came in.
pub(super) async fn claim(desk: &Desk) -> Result<Option<Claimed>> {
    let now = desk.clock.now();
    let waiting = "SELECT COUNT(*) FROM job
         WHERE (state = 'waiting' AND run_after <= $1) OR (state = 'running' AND lease_until < $1)";
    // A look before taking the one write lock: idle workers do not queue for it.
    if desk.db.number(waiting, args![now]).await? == 0 {
        return Ok(None);
    }
    let mut tx = desk.db.begin().await?;
    let claimed: Option<Claimed> = tx
        .first(
            tx.dialect(
                "UPDATE job SET state = 'running', lease_until = $2, owner = $3, attempts = attempts + 1, started_at = $1,
                        error = NULL, hint = NULL
                 WHERE id = (SELECT id FROM job
                             WHERE (state = 'waiting' AND run_after <= $1) OR (state = 'running' AND lease_until < $1)
                             ORDER BY CASE kind WHEN 'layers' THEN 1 ELSE 0 END, run_after, id LIMIT 1 /*skip locked*/)
                 RETURNING id, kind, object, attempts",
            ),
            args![now, now + LEASE, desk.owner.name()],
        )
        .await?;
    tx.commit().await?;
    Ok(claimed)
}

/// Prolongs the lease and writes the progress down. False when the job is no longer ours: cancelled, or taken over.
pub(super) async fn heartbeat(desk: &Desk, job: &str, step: &str, done: i64, total: i64) -> Result<bool> {
    let mut tx = desk.db.begin().await?;
    let held = tx
        .run(
            "UPDATE job SET lease_until = $2, step = $4, done = $5, total = $6
             WHERE id = $1 AND owner = $3 AND state = 'running'",
            args![job, desk.clock.now() + LEASE, desk.owner.name(), step, done, total],
        )
        .await?;
    tx.commit().await?;
    Ok(held == 1)
}

/// Ends a job that is still ours. One that stopped because the process does goes on with the next.
pub(super) async fn end(desk: &Desk, job: &Claimed, outcome: &Result<()>, stopping: bool) -> Result<()> {
    let now = desk.clock.now();
    let (state, error, run_after) = match outcome {
        Ok(()) => ("done", None, now),
        Err(Error::Cancelled) if stopping => ("waiting", None, now),
        Err(Error::Cancelled) => ("cancelled", None, now),
        Err(error) if job.attempts < TRIES && error.may_pass() => {
            // Back-off: 2, 8, ... seconds.
            ("waiting", Some(error), now + 1_000_000 * (1 << (2 * job.attempts - 1)))
        }
        Err(error) => ("failed", Some(error), now),
    };
    let mut tx = desk.db.begin().await?;
    tx.run(
        "UPDATE job SET state = $2, error = $3, hint = $4, run_after = $5, ended_at = $6, step = ''
         WHERE id = $1 AND owner = $7 AND state = 'running'",
        args![
            &job.id,
            state,
            error.map(ToString::to_string),
            error.map(Error::hint),
            run_after,
            now,
            desk.owner.name()
        ],
    )
    .await?;
    tx.commit().await?;
    let step = error.map(ToString::to_string).unwrap_or_default();
    desk.tell(Progress {
        job: job.id.clone(),
        object: job.object.clone(),
        state: state.into(),
        step,
        done: 0,
        total: 0,
    });
    Ok(())
}

/// Cancels a waiting or running job; running work stops at its next heartbeat.
pub async fn cancel(desk: &Desk, job: &str) -> Result<()> {
    set_state(
        desk,
        job,
        "UPDATE job SET state = 'cancelled', ended_at = $2 WHERE id = $1 AND state IN ('waiting', 'running')",
        "cancelled",
    )
    .await
}

/// Puts a failed or cancelled job back into the queue.
pub async fn retry(desk: &Desk, job: &str) -> Result<()> {
    set_state(
        desk,
        job,
        "UPDATE job SET state = 'waiting', attempts = 0, run_after = $2, error = NULL, hint = NULL, ended_at = NULL
         WHERE id = $1 AND state IN ('failed', 'cancelled')
           AND NOT EXISTS (SELECT 1 FROM job AS other WHERE other.kind = job.kind AND other.object = job.object
                           AND other.state IN ('waiting', 'running'))",
        "waiting",
    )
    .await?;
    desk.jobs_waiting();
    Ok(())
}

async fn set_state(desk: &Desk, job: &str, sql: &'static str, state: &str) -> Result<()> {
    let mut tx = desk.db.begin().await?;
    let changed = tx.run(sql, args![job, desk.clock.now()]).await?;
    let object: Option<(String,)> = tx.first("SELECT object FROM job WHERE id = $1", args![job]).await?;
    tx.commit().await?;
    let Some((object,)) = object else { return Err(Error::NotFound { what: "job", name: job.into() }) };
    if changed == 0 {
        return Err(Error::input(
            format!("the job is not in a state to be {state}"),
            "reload the page to see its state",
        ));
    }
    desk.tell(Progress { job: job.into(), object, state: state.into(), step: String::new(), done: 0, total: 0 });
    Ok(())
}

/// The jobs page.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct JobsPage {
    /// Running, waiting, failed and the last ended ones, in this order; at most 200.
    pub jobs: Vec<JobRow>,
    /// How many wait.
    pub waiting: i64,
    /// How many run.
    pub running: i64,
    /// How many failed.
    pub failed: i64,
    /// How many were done.
    pub done: i64,
    /// Jobs finished per minute over the last five minutes.
    pub per_minute: f64,
    /// Seconds until the queue is empty at this rate; none when unknown.
    pub seconds_left: Option<i64>,
}

/// One job.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct JobRow {
    /// Its identifier.
    pub id: String,
    /// `examine`, `layers`.
    pub kind: String,
    /// The medium it is about, or in words what.
    pub object: String,
    /// The medium's file name, or in words what.
    pub name: String,
    /// `waiting`, `running`, `done`, `failed`, `cancelled`.
    pub state: String,
    /// What it does now.
    pub step: String,
    /// Finished parts.
    pub done: i64,
    /// All parts; 0 while unknown.
    pub total: i64,
    /// What went wrong.
    pub error: Option<String>,
    /// What to do about it.
    pub hint: Option<String>,
    /// When it was asked for.
    pub made: Instant,
    /// How often it was tried.
    pub attempts: i64,
}

#[derive(sqlx::FromRow)]
struct Listed {
    id: String,
    kind: String,
    object: String,
    name: Option<String>,
    state: String,
    step: String,
    done: i64,
    total: i64,
    error: Option<String>,
    hint: Option<String>,
    made_at: i64,
    attempts: i64,
}

/// The jobs as they stand.
pub async fn list(desk: &Desk) -> Result<JobsPage> {
    let rows: Vec<Listed> = desk
        .db
        .all(
            "SELECT job.id, job.kind, job.object, job.state, job.step, job.done, job.total, job.error, job.hint, job.made_at,
                    job.attempts,
                    (SELECT MIN(receipt.name) FROM receipt WHERE receipt.sha256 = job.object) AS name
             FROM job
             ORDER BY CASE state WHEN 'running' THEN 0 WHEN 'failed' THEN 1 WHEN 'waiting' THEN 2 ELSE 3 END,
                      COALESCE(ended_at, 0) DESC, run_after, id LIMIT 200",
            args![],
        )
        .await?;
    let counts: Vec<(String, i64)> = desk.db.all("SELECT state, COUNT(*) FROM job GROUP BY state", args![]).await?;
    let count = |state: &str| counts.iter().find(|(name, _)| name == state).map_or(0, |(_, count)| *count);
    let window = 300_000_000;
    let recent = desk
        .db
        .number("SELECT COUNT(*) FROM job WHERE state = 'done' AND ended_at > $1", args![desk.clock.now() - window])
        .await?;
    #[expect(clippy::cast_precision_loss, reason = "counts of jobs are far below 2^52")]
    let per_minute = recent as f64 / 5.0;
    let left = count("waiting") + count("running");
    Ok(JobsPage {
        waiting: count("waiting"),
        running: count("running"),
        failed: count("failed"),
        done: count("done"),
        per_minute,
        seconds_left: (recent > 0).then(|| left * 300 / recent),
        jobs: rows
            .into_iter()
            .map(|row| JobRow {
                name: row.name.unwrap_or_else(|| row.object.clone()),
                id: row.id,
                kind: row.kind,
                object: row.object,
                state: row.state,
                step: row.step,
                done: row.done,
                total: row.total,
                error: row.error,
                hint: row.hint,
                made: row.made_at.into(),
                attempts: row.attempts,
            })
            .collect(),
    })
}
