//! Workers: claim a job, do it under heartbeats, end it.

use std::{
    sync::{
        Arc,
        atomic::{AtomicBool, AtomicI64, Ordering},
    },
    time::Duration,
};

use tokio::task::JoinSet;

use super::queue::{self, Claimed, Kind, Progress};
use crate::{
    Desk,
    error::{Error, Result},
    monitor::Monitor,
};

/// A job's view of itself: where it says how far it is and learns that it was cancelled.
#[derive(Clone, Debug)]
pub struct Handle {
    job: Claimed,
    desk: Desk,
    step: Arc<std::sync::Mutex<String>>,
    done: Arc<AtomicI64>,
    total: Arc<AtomicI64>,
    lost: Arc<AtomicBool>,
    /// The process wants to end.
    stopping: Arc<AtomicBool>,
}

impl Handle {
    fn new(desk: &Desk, job: &Claimed, stopping: &Arc<AtomicBool>) -> Self {
        Self {
            job: job.clone(),
            desk: desk.clone(),
            step: Arc::default(),
            done: Arc::default(),
            total: Arc::default(),
            lost: Arc::default(),
            stopping: stopping.clone(),
        }
    }

    /// A step begins; `total` parts, 0 while unknown.
    pub fn step(&self, what: &str, total: i64) {
        if let Ok(mut step) = self.step.lock() {
            what.clone_into(&mut step);
        }
        self.done.store(0, Ordering::Relaxed);
        self.total.store(total, Ordering::Relaxed);
        self.tell();
    }

    /// So many parts of the step are finished.
    pub fn done(&self, parts: i64) {
        self.done.store(parts, Ordering::Relaxed);
    }

    /// Whether to stop: cancelled, or the lease was lost.
    pub fn stopped(&self) -> bool {
        self.lost.load(Ordering::Relaxed)
    }

    /// Whether long work should stop between two of its steps; it goes on from there when it runs again.
    pub fn pausing(&self) -> bool {
        self.stopped() || self.stopping.load(Ordering::Relaxed)
    }

    fn tell(&self) {
        let step = self.step.lock().map(|step| step.clone()).unwrap_or_default();
        self.desk.tell(Progress {
            job: self.job.id.clone(),
            object: self.job.object.clone(),
            state: "running".into(),
            step,
            done: self.done.load(Ordering::Relaxed),
            total: self.total.load(Ordering::Relaxed),
        });
    }

    async fn beat(&self) -> ! {
        loop {
            tokio::time::sleep(Duration::from_secs(1)).await;
            let step = self.step.lock().map(|step| step.clone()).unwrap_or_default();
            let (done, total) = (self.done.load(Ordering::Relaxed), self.total.load(Ordering::Relaxed));
            // A database that does not answer now may answer at the next beat, long before the lease ends.
            if let Ok(false) = queue::heartbeat(&self.desk, &self.job.id, &step, done, total).await {
                self.lost.store(true, Ordering::Relaxed);
            }
            self.tell();
        }
    }
}

async fn run(desk: Desk, job: Claimed, stopping: Arc<AtomicBool>) -> Result<()> {
    let handle = Handle::new(&desk, &job, &stopping);
    let work = async {
        match job.kind.as_str() {
            kind if kind == Kind::Examine.name() => super::examine::examine(&desk, &job.object, &handle).await,
            kind if kind == Kind::Layers.name() => super::layers::layers(&desk, &handle).await,
            kind if kind == Kind::Expire.name() => super::expire::run(&desk).await,
            other => Err(Error::input(
                format!("this version knows no job named {other}"),
                "use the version of Firsthand that made it",
            )),
        }
    };
    let outcome = tokio::select! {
        outcome = work => outcome,
        never = handle.beat() => never,
    };
    queue::end(&desk, &job, &outcome, stopping.load(Ordering::Relaxed)).await?;
    desk.jobs_waiting();
    outcome
}

/// Works until no job is left, with as many at once as there are cores. Returns how many ended.
pub async fn drain(desk: &Desk, monitor: &dyn Monitor) -> Result<u64> {
    work(desk, monitor, false).await
}

/// Works for ever: what a desk's server does beside serving. Stops when `monitor` is cancelled.
pub async fn serve(desk: &Desk, monitor: &dyn Monitor) -> Result<()> {
    super::layers::enqueue_if_due(desk).await?;
    work(desk, monitor, true).await.map(|_| ())
}

async fn work(desk: &Desk, monitor: &dyn Monitor, for_ever: bool) -> Result<u64> {
    let at_once = std::thread::available_parallelism().map_or(2, usize::from);
    let mut running = JoinSet::new();
    let mut ended = 0_u64;
    let stopping = Arc::new(AtomicBool::new(false));
    super::expire::ask(desk).await?;
    if !for_ever {
        let left = desk.db.number("SELECT COUNT(*) FROM job WHERE state IN ('waiting', 'running')", vec![]).await?;
        monitor.begin("examining", u64::try_from(left).ok());
    }
    queue::free_leases_of_the_gone(desk).await?;
    let mut last_look = std::time::Instant::now();
    loop {
        while running.len() < at_once && !monitor.cancelled() {
            match queue::claim(desk).await {
                Ok(Some(job)) => running.spawn(run(desk.clone(), job, stopping.clone())),
                Ok(None) => break,
                // A server outlives a database that is busy or away for a moment; a command says so and ends.
                Err(error) if for_ever && error.may_pass() => break,
                Err(error) => return Err(error),
            };
        }
        stopping.store(monitor.cancelled(), Ordering::Relaxed);
        if monitor.cancelled() && running.is_empty() {
            return if for_ever { Ok(ended) } else { Err(Error::Cancelled) };
        }
        let open = "SELECT COUNT(*) FROM job WHERE state IN ('waiting', 'running')";
        if !for_ever && running.is_empty() && desk.db.number(open, vec![]).await? == 0 {
            return Ok(ended);
        }
        tokio::select! {
            Some(_) = running.join_next() => ended += 1,
            () = desk.wait_for_jobs() => {}
        }
        if !for_ever {
            monitor.progress(ended);
        }
        // A process that was killed meanwhile left its leases: give them to somebody. And time has passed.
        if last_look.elapsed() > Duration::from_secs(5) {
            for look in [queue::free_leases_of_the_gone(desk).await, super::expire::ask(desk).await] {
                match look {
                    Err(error) if !(for_ever && error.may_pass()) => return Err(error),
                    _ => {}
                }
            }
            last_look = std::time::Instant::now();
        }
    }
}
