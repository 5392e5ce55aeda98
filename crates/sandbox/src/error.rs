//! What can go wrong while reading a stranger's file, in words for the person who handed it in.

use std::{io, path::PathBuf, time::Duration};

/// Why a file gave no answer. The message says what happened; [`Error::hint`] says what a person can do.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// A program that reads this kind of file is not installed.
    #[error("{tool} is not installed")]
    ToolMissing {
        /// The program's usual name.
        tool: &'static str,
        /// The exact command that installs it on this system.
        install: String,
    },
    /// The file has no bytes at all.
    #[error("the file is empty")]
    Empty,
    /// The file is of another kind than the one asked for.
    #[error("the file is {found}, not {wanted}")]
    WrongKind {
        /// What the bytes are, with an article.
        found: &'static str,
        /// What was asked for, with an article.
        wanted: &'static str,
    },
    /// The file is of the right kind, but damaged or of a variety that no decoder here knows.
    #[error("the file cannot be read: {reason}")]
    Unreadable {
        /// What the decoder said.
        reason: String,
    },
    /// Reading the file would take more pixels, memory or bytes than allowed.
    #[error("the file is too large: {what} is over the limit of {limit}")]
    TooLarge {
        /// What was too large, with its measure where known.
        what: String,
        /// The limit, with its unit.
        limit: String,
    },
    /// Reading the file took longer than allowed and was stopped.
    #[error("reading the file took longer than {} and was stopped", seconds(.limit))]
    TooSlow {
        /// The time that was allowed.
        limit: Duration,
    },
    /// The file asks for something that no evidence file may ask for, such as opening other files.
    #[error("the file was refused: {reason}")]
    Refused {
        /// What it asked for.
        reason: String,
    },
    /// The file is sound, but there is no picture in it (a sound recording, say).
    #[error("there is no picture in the file")]
    NoPicture,
    /// The jail itself did not start or its answer was not understood: a fault of this program or machine.
    #[error("the jailed worker failed: {reason}")]
    Worker {
        /// What went wrong.
        reason: String,
    },
    /// The package registry did not give a package.
    #[error("{package} could not be fetched: {reason}")]
    Registry {
        /// Name and version.
        package: String,
        /// What pip said last.
        reason: String,
    },
    /// The file system refused.
    #[error("{}: {source}", path.display())]
    Io {
        /// The file or folder concerned.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
}

impl Error {
    /// One sentence that tells a person what to do next.
    #[must_use]
    pub fn hint(&self) -> String {
        match self {
            Self::ToolMissing { install, .. } => format!("Install it with: {install}"),
            Self::Empty => "Fetch the file again; if it was given to you empty, keep it as it is and ask for another copy.".into(),
            Self::WrongKind { .. } => {
                "The name may be wrong: look at what the file really is, and add it as that if it is evidence.".into()
            }
            Self::Unreadable { .. } => {
                "Fetch the file again, or ask whoever sent it for another copy; the bytes that came are kept as they are.".into()
            }
            Self::TooLarge { .. } => {
                "Make a smaller working copy on another machine and add that beside the original.".into()
            }
            Self::TooSlow { .. } => {
                "Try again when the machine is less busy; if it stays slow, cut the part you need into a file of its own.".into()
            }
            Self::Refused { .. } => "Do not open this file with other programs; add the media it points to, not the list.".into(),
            Self::NoPicture => "Nothing to compare by sight; the file is kept with its metadata.".into(),
            Self::Worker { .. } => "Run `firsthand doctor`, which shows how much of the sandbox works on this machine.".into(),
            Self::Registry { .. } => {
                "Check the network and the settings of pip (mirror, proxy), and run the same command again; or fetch the package on another machine and give it with --from DIR.".into()
            }
            Self::Io { .. } => "Check that the file exists, that it may be read, and that the disk has room.".into(),
        }
    }

    pub(crate) fn unreadable(reason: impl Into<String>) -> Self {
        Self::Unreadable { reason: reason.into() }
    }

    pub(crate) fn worker(reason: impl Into<String>) -> Self {
        Self::Worker { reason: reason.into() }
    }

    /// Turns an input/output fault into an error that names the path.
    pub(crate) fn io(path: impl Into<PathBuf>) -> impl FnOnce(io::Error) -> Self {
        let path = path.into();
        move |source| Self::Io { path, source }
    }
}

fn seconds(limit: &Duration) -> String {
    match limit.as_secs() {
        0 => format!("{} ms", limit.as_millis()),
        1 => "1 second".into(),
        n => format!("{n} seconds"),
    }
}
