//! The jail: everything a launcher takes away from itself before hostile bytes come near.
//!
//! Several walls, each of which holds when another one is missing: limits bound what can be spent, Landlock bounds
//! which files exist, seccomp bounds what can be asked of the kernel. None of them needs privileges or set-up.

mod files;
mod syscalls;

use crate::sys::{self, Resource};
use serde::{Deserialize, Serialize};
use std::{io, path::PathBuf};

/// What one jailed run may spend. The paths travel beside it, because they need not be valid text.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Policy {
    /// Process that started the run; the run dies with it.
    pub parent: u32,
    /// Bytes of address space.
    pub memory: u64,
    /// Seconds of processor time.
    pub cpu: u64,
    /// Bytes of the largest file that may be written; zero forbids writing files altogether.
    pub file_size: u64,
}

/// Which parts of the file system a jailed run may see.
#[derive(Clone, Debug, Default)]
pub(crate) struct Reach {
    /// The program that the run will become, if it will become one; opens the system's libraries for reading.
    pub program: Option<PathBuf>,
    /// The files that may be read.
    pub reads: Vec<PathBuf>,
    /// The one folder that may be written in.
    pub scratch: Option<PathBuf>,
}

/// How much of the jail this machine's kernel puts up.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Level {
    /// Memory, processor time, file size and open files are limited.
    pub limits: bool,
    /// Only the named files can be opened.
    pub landlock: Landlock,
    /// Network, new processes and other system calls are refused.
    pub seccomp: bool,
}

/// How much of the file system confinement the kernel enforces.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Landlock {
    /// Everything that was asked for, by a kernel of this Landlock version.
    Full(i32),
    /// Everything this older kernel knows: the rest is covered by seccomp.
    Partial(i32),
    /// Nothing: the kernel has no Landlock, or it is switched off at boot.
    None,
}

impl Level {
    /// No wall at all.
    pub(crate) const NONE: Self = Self { limits: false, landlock: Landlock::None, seccomp: false };

    /// Whether every wall stands.
    #[must_use]
    pub fn is_full(&self) -> bool {
        self.limits && self.seccomp && matches!(self.landlock, Landlock::Full(_))
    }
}

/// Locks the running process up for good. Must be called before it has threads or open files.
///
/// A wall that the kernel does not know is left out and reported in the level; a fault in anything else is an error.
pub(crate) fn enter(policy: &Policy, reach: &Reach) -> io::Result<Level> {
    sys::new_session()?;
    sys::die_with_parent(policy.parent)?;
    sys::close_inherited();
    sys::private_files();
    std::env::set_current_dir(reach.scratch.as_deref().unwrap_or("/".as_ref()))?;
    first_to_go();
    for (resource, value) in [
        (Resource::Core, 0),
        (Resource::Cpu, policy.cpu),
        (Resource::FileSize, policy.file_size),
        (Resource::OpenFiles, 64),
    ] {
        sys::set_limit(resource, value)?;
    }
    // Some systems (macOS) do not limit address space: that alone is no reason to refuse.
    let limits = sys::set_limit(Resource::Memory, policy.memory).is_ok();
    let landlock = files::confine(reach);
    let seccomp = syscalls::forbid();
    Ok(Level { limits, landlock, seccomp })
}

/// Offers this process to the kernel as the first to kill when memory runs out, instead of the desk.
fn first_to_go() {
    #[cfg(target_os = "linux")]
    // Not worth failing for: without it the kernel still picks the largest process, which usually is this one.
    let _ = std::fs::write("/proc/self/oom_score_adj", "1000");
}
