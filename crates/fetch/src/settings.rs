//! How a client behaves: what it may reach, how much it takes, how long it waits.

use std::{fmt, sync::Arc, time::Duration};

use jiff::Timestamp;

use crate::{Guard, Resolve, System};

/// What time it is. Handed in, so that a test can replay what happened.
#[derive(Clone)]
pub struct Now(Arc<dyn Fn() -> Timestamp + Send + Sync>);

impl Now {
    /// Of a clock.
    pub fn by(clock: impl Fn() -> Timestamp + Send + Sync + 'static) -> Self {
        Self(Arc::new(clock))
    }

    pub(crate) fn now(&self) -> Timestamp {
        (self.0)()
    }
}

impl fmt::Debug for Now {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Now")
    }
}

/// How much is taken, and how long is waited.
#[derive(Clone, Copy, Debug)]
pub struct Limits {
    /// Bytes that come over the wire.
    pub wire: u64,
    /// Bytes of what is in them when unpacked.
    pub unpacked: u64,
    /// For looking up a name, and again for a connection.
    pub connect: Duration,
    /// For the answer to begin, and then between any two parts of it.
    pub idle: Duration,
    /// For the whole of one answer.
    pub whole: Duration,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            wire: 2 << 30,
            unpacked: 2 << 30,
            connect: Duration::from_secs(10),
            idle: Duration::from_secs(30),
            whole: Duration::from_secs(30 * 60),
        }
    }
}

/// How a client behaves.
pub struct Settings {
    /// An address of a page or mailbox where whoever runs a server reaches whoever asks. Empty: none is given.
    pub contact: String,
    /// What may be reached.
    pub guard: Guard,
    /// How names are looked up.
    pub resolver: Arc<dyn Resolve>,
    /// How much is taken.
    pub limits: Limits,
    /// Certificates (DER) of authorities that are trusted beside those of the system, for inner services.
    pub authorities: Vec<Vec<u8>>,
    /// The clock.
    pub now: Now,
}

impl fmt::Debug for Settings {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Settings").field("guard", &self.guard).field("limits", &self.limits).finish_non_exhaustive()
    }
}

impl Settings {
    /// As usual, with this clock.
    pub fn at(now: Now) -> Self {
        Self {
            contact: String::new(),
            guard: Guard::default(),
            resolver: Arc::new(System),
            limits: Limits::default(),
            authorities: Vec::new(),
            now,
        }
    }
}
