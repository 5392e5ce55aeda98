//! What can go wrong, in words for the person at the desk: what, where, and what to do.

use std::path::PathBuf;

/// The desk's one error type. `Display` says what and where; [`Error::hint`] says what to do.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// A file or folder of ours or the person's could not be read or written.
    #[error("{path}: {source}")]
    File {
        /// Where.
        path: PathBuf,
        /// What the system said.
        source: std::io::Error,
    },
    /// The database refused or could not be reached.
    #[error("the database did not answer as expected: {0}")]
    Database(#[from] sqlx::Error),
    /// The database could not be brought to this version's tables.
    #[error("the database could not be prepared: {0}")]
    Migration(#[from] sqlx::migrate::MigrateError),
    /// The place where media are kept refused or could not be reached.
    #[error("the media store did not answer as expected: {0}")]
    Blobs(#[from] object_store::Error),
    /// A tool in the jail failed, or the file is not what it seems.
    #[error(transparent)]
    Media(#[from] sandbox::Error),
    /// Something asked for does not exist.
    #[error("there is no {what} {name}")]
    NotFound {
        /// The kind of thing, as in the vocabulary.
        what: &'static str,
        /// What was asked for.
        name: String,
    },
    /// The person's input does not fit.
    #[error("{what}")]
    Input {
        /// What does not fit, and where.
        what: String,
        /// What to do instead.
        hint: String,
    },
    /// Stored evidence or the custody log is not as it was written.
    #[error("{object} is damaged: {what}")]
    Damaged {
        /// The object's name.
        object: String,
        /// What is wrong with it.
        what: String,
    },
    /// The person cancelled.
    #[error("cancelled")]
    Cancelled,
}

/// A result with the desk's error.
pub type Result<T, E = Error> = std::result::Result<T, E>;

impl Error {
    /// What the person can do about it.
    pub fn hint(&self) -> String {
        match self {
            Self::File { source, .. } => match source.kind() {
                std::io::ErrorKind::NotFound => "check the spelling of the path".into(),
                std::io::ErrorKind::PermissionDenied => {
                    "give your user the right to read it, or copy it elsewhere".into()
                }
                std::io::ErrorKind::StorageFull => "free some disk space and run the same command again".into(),
                _ => "run the same command again; nothing that was kept is lost".into(),
            },
            Self::Database(_) | Self::Migration(_) => {
                "see that the disk is not full and no other program holds the database, then run `firsthand doctor`"
                    .into()
            }
            Self::Blobs(_) => {
                "see that the media folder or S3 address can be reached and has room, then run the same command again".into()
            }
            Self::Media(error) => error.hint(),
            Self::NotFound { .. } => "look it up on its page; references look like F-12 (footage), I-3 (incident), E-7 (entity), C-40 (claim)".into(),
            Self::Input { hint, .. } => hint.clone(),
            Self::Damaged { .. } => "run `firsthand verify` and restore the object from a copy".into(),
            Self::Cancelled => "run the same command again to go on where it stopped".into(),
        }
    }

    /// Whether the same work may succeed later without anybody doing anything.
    pub fn may_pass(&self) -> bool {
        matches!(self, Self::File { .. } | Self::Database(_) | Self::Blobs(_))
    }

    /// An input error from its two halves.
    pub fn input(what: impl Into<String>, hint: impl Into<String>) -> Self {
        Self::Input { what: what.into(), hint: hint.into() }
    }

    /// For `map_err` beside file operations.
    pub fn file(path: impl Into<PathBuf>) -> impl FnOnce(std::io::Error) -> Self {
        let path = path.into();
        move |source| Self::File { path, source }
    }
}
