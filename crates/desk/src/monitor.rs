//! Progress. The library stays silent; a shell hands in a monitor that draws bars or sends events.

use std::sync::atomic::{AtomicBool, Ordering};

/// Told of long work as it goes. All methods may be called from several threads.
pub trait Monitor: Send + Sync {
    /// A stretch of work begins; `total` items where known.
    fn begin(&self, what: &str, total: Option<u64>);
    /// `done` items of the current stretch are finished.
    fn progress(&self, done: u64);
    /// More items than `begin` knew have turned up.
    fn grow(&self, total: u64);
    /// One item has an outcome that the person should read.
    fn line(&self, line: &str);
    /// Whether the person has cancelled; long work asks between items.
    fn cancelled(&self) -> bool;
}

/// Says nothing and is never cancelled.
#[derive(Debug, Default)]
pub struct Silent;

impl Monitor for Silent {
    fn begin(&self, _: &str, _: Option<u64>) {}
    fn progress(&self, _: u64) {}
    fn grow(&self, _: u64) {}
    fn line(&self, _: &str) {}
    fn cancelled(&self) -> bool {
        false
    }
}

/// A flag that a signal handler or a button sets.
#[derive(Debug, Default)]
pub struct Cancel(AtomicBool);

impl Cancel {
    /// Asks the work to stop at its next safe point.
    pub fn cancel(&self) {
        self.0.store(true, Ordering::SeqCst);
    }
    /// Whether it was asked to stop.
    pub fn is_cancelled(&self) -> bool {
        self.0.load(Ordering::SeqCst)
    }
}
