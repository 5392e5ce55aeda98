//! Time is handed in, so that tests replay and custody times have one source.

use std::sync::atomic::{AtomicI64, Ordering};

/// Microseconds since 1970-01-01T00:00:00Z, the only form in which instants are stored.
pub type Micros = i64;

/// Where the desk reads the time.
pub trait Clock: Send + Sync {
    /// Now, in UTC.
    fn now(&self) -> Micros;
}

/// The machine's clock.
#[derive(Debug, Default)]
pub struct SystemClock;

impl Clock for SystemClock {
    #[expect(clippy::disallowed_methods, reason = "the one place that reads the machine's clock")]
    fn now(&self) -> Micros {
        jiff::Timestamp::now().as_microsecond()
    }
}

/// A clock for tests: starts where told and moves one second a reading.
#[derive(Debug)]
pub struct SteppingClock(AtomicI64);

impl SteppingClock {
    /// Starts at `start`.
    pub fn new(start: Micros) -> Self {
        Self(AtomicI64::new(start))
    }
}

impl Clock for SteppingClock {
    fn now(&self) -> Micros {
        self.0.fetch_add(1_000_000, Ordering::Relaxed)
    }
}

/// RFC 3339 in UTC with whole microseconds, as custody events and the JSON API write times.
pub fn rfc3339(at: Micros) -> String {
    jiff::Timestamp::from_microsecond(at).map_or_else(|_| format!("{at} microseconds since 1970"), |at| at.to_string())
}

/// `2026-03-02 14:05 UTC`, as people read times.
pub fn plain(at: Micros) -> String {
    jiff::Timestamp::from_microsecond(at)
        .map_or_else(|_| rfc3339(at), |at| at.strftime("%Y-%m-%d %H:%M UTC").to_string())
}

/// An uncertain time as people read it: less than a minute is an instant.
pub fn plain_interval(earliest: Micros, latest: Micros) -> String {
    if latest - earliest < 60_000_000 {
        plain(earliest)
    } else {
        format!("between {} and {}", plain(earliest), plain(latest))
    }
}
