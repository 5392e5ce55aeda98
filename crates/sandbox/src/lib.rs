//! Reads hostile media in jailed processes.
//!
//! Photos and videos come from strangers, and their decoders are large, old and written in C. This crate is the only
//! place in the workspace that starts a process, decodes a picture or contains `unsafe`; everything else hands it a
//! path and gets back numbers, pixels or an [`Error`] in plain words.
//!
//! How a jailed run goes:
//! 1. [`Sandbox`] starts *its own program* again as a launcher (so that nothing runs between `fork` and `exec` in a
//!    process with many threads), with an empty environment and no input.
//! 2. The launcher ([`run_if_worker`], the first line of every `main`) makes itself small: new session, killed with
//!    its parent, no inherited descriptors, resource limits, Landlock (one readable file, one scratch folder), seccomp
//!    (no network, no new processes, no signals, no changes to files' attributes).
//! 3. It then becomes the tool (ffmpeg, ffprobe, exiftool, heif-convert) or decodes the picture itself.
//! 4. The parent reads a bounded answer and kills the whole group when the wall clock runs out.
//!
//! [`Sandbox::report`] tries the walls from the inside and says which of them this machine's kernel really puts up.

mod decode;
mod encode;
mod error;
mod ffmpeg;
mod frames;
mod jail;
mod kind;
mod mapped;
mod metadata;
mod photo;
mod registry;
mod report;
mod run;
mod shrink;
mod sniff;
mod sound;
mod sys;
mod tools;
mod trial;
mod video;
mod worker;

pub use error::Error;
pub use frames::{End, Frame, FrameSpec, Frames};
pub use jail::{Landlock, Level};
pub use kind::{Archive, FileType, Format, Kind};
pub use mapped::Mapped;
pub use photo::{GreyPhoto, Photo};
pub use registry::{Package, download};
pub use report::{Report, ToolReport};
pub use sniff::{HEAD_LEN, recognise, sniff};
pub use sound::{Sound, SoundSpec};
pub use trial::Attempt;
pub use video::{VideoArgs, VideoLimits};
pub use worker::run_if_worker;

use std::{ffi::OsString, path::PathBuf, sync::Arc};

/// Runs media tools and the picture decoder in jails. Cheap to clone; holds no process while idle.
#[derive(Clone, Debug)]
pub struct Sandbox {
    worker: Arc<PathBuf>,
}

impl Sandbox {
    /// A sandbox whose worker is the running program, which must call [`run_if_worker`] first thing in `main`.
    ///
    /// On Linux the program is named by `/proc/self/exe`, so that it still finds itself after an upgrade replaced the
    /// file on disk. Elsewhere the path is looked up, and should that fail the first jailed run says so.
    #[must_use]
    pub fn new() -> Self {
        if cfg!(target_os = "linux") {
            return Self::with_worker("/proc/self/exe");
        }
        Self::with_worker(std::env::current_exe().unwrap_or_default())
    }

    /// A sandbox whose worker is another program that calls [`run_if_worker`], such as `sandbox-worker` in tests.
    #[must_use]
    pub fn with_worker(path: impl Into<PathBuf>) -> Self {
        Self { worker: Arc::new(path.into()) }
    }
}

impl Default for Sandbox {
    fn default() -> Self {
        Self::new()
    }
}

/// Collects arguments of mixed string types for a program.
fn args<const N: usize>(of: [&str; N]) -> Vec<OsString> {
    of.into_iter().map(OsString::from).collect()
}
