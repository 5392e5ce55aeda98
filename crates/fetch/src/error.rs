//! Why nothing was fetched: what, where, and what to do.

use std::{fmt, io, time::Duration};

/// A failed fetch.
#[derive(Debug, thiserror::Error)]
#[error("{url}: {why}")]
pub struct FetchError {
    /// What was asked for, without a name or password.
    pub url: String,
    /// What went wrong.
    #[source]
    pub why: Why,
}

/// What went wrong.
#[derive(Debug, thiserror::Error)]
pub enum Why {
    /// It is no address.
    #[error("this is no address of a web page ({0}); it begins with https:// or http://")]
    Address(String),
    /// The guard refuses it; nothing was connected to.
    #[error("not fetched: {0}")]
    Refused(String),
    /// The name leads nowhere.
    #[error("the name {host} was not found ({source}); check its spelling, and that this machine is online")]
    Name {
        /// As it was looked up.
        host: String,
        /// What the system said.
        source: io::Error,
    },
    /// No connection.
    #[error("{address} does not take connections ({source}); it may be down: try again later")]
    Connect {
        /// Where it was tried.
        address: std::net::SocketAddr,
        /// What the system said.
        source: io::Error,
    },
    /// The server could not prove who it is, or speaks no TLS.
    #[error("no secure connection ({0}); nothing was asked for")]
    Tls(io::Error),
    /// It took too long.
    #[error("gave up after {} while {phase}; try again later", seconds(.after))]
    Late {
        /// What was waited for.
        phase: Phase,
        /// How long.
        after: Duration,
    },
    /// More than the desk takes.
    #[error("the answer has more than {limit} bytes {what}; nothing of it is kept. Raise the limit if you want it")]
    TooLarge {
        /// The limit that it went over.
        limit: u64,
        /// Of what: "on the wire", "when unpacked".
        what: &'static str,
    },
    /// Not HTTP as it should be.
    #[error("the answer cannot be read ({0}); try again later")]
    Protocol(String),
    /// Led around.
    #[error("led on more than {0} times; nothing of it is kept")]
    Redirects(usize),
    /// No space for the answer.
    #[error("the answer could not be written to the scratch folder ({0}); make space there")]
    Scratch(io::Error),
}

/// What was waited for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Phase {
    /// The name to be looked up.
    Name,
    /// The connection.
    Connection,
    /// The answer to begin.
    Answer,
    /// More of the answer.
    More,
    /// The whole of it.
    Whole,
}

impl fmt::Display for Phase {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Name => "looking up the name",
            Self::Connection => "connecting",
            Self::Answer => "waiting for the answer to begin",
            Self::More => "waiting for more of the answer",
            Self::Whole => "receiving the whole answer",
        })
    }
}

fn seconds(duration: &Duration) -> String {
    format!("{:.1} seconds", duration.as_secs_f64())
}
