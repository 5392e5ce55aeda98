//! The other side of a jailed run: this program started again as launcher, which locks itself up and then works.
//!
//! Command line, all written by [`crate::run`]: `PROGRAM __sandbox POLICY SCRATCH READS FILE... TASK ARGUMENT...`
//! where an empty SCRATCH means none, READS counts the files, and TASK is either the program to become or, written as
//! JSON, what this program shall do itself. Paths are passed raw because they need not be valid text.

use crate::{
    jail::{self, Policy, Reach},
    run::program,
    trial,
};
use serde::{Deserialize, Serialize};
use std::{
    ffi::OsString,
    io::{self, Write},
    os::unix::process::CommandExt,
    path::PathBuf,
};

/// First argument of a launcher.
pub(crate) const MARK: &str = "__sandbox";
/// First line a launcher writes to standard error once the walls stand: proof that it is one.
pub(crate) const READY: &str = "sandbox: ready";
/// Exit code of a launcher that could not lock itself up or become the program.
pub(crate) const FAILED: i32 = 125;

/// What this program does itself inside the jail.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Task {
    /// Becomes the program named in the reach.
    Exec,
    /// Decodes the one readable file as a picture.
    Photo(crate::decode::PhotoTask),
    /// Tries to do what it must not.
    Trial,
}

/// If this process was started as a jailed worker, does the work and never returns; otherwise returns at once.
///
/// Must be the first line of `main`, before threads, files or command line parsing.
pub fn run_if_worker() {
    let mut arguments = std::env::args_os().skip(1);
    if arguments.next().is_none_or(|first| first != MARK) {
        return;
    }
    let code = match work(arguments) {
        Ok(()) => 0,
        Err(error) => {
            // The parent reads this; there is nobody else to tell, not even when the pipe is gone.
            let _ = writeln!(io::stderr(), "sandbox: {error}");
            FAILED
        }
    };
    std::process::exit(code);
}

fn work(mut arguments: impl Iterator<Item = OsString>) -> io::Result<()> {
    let mut next = || arguments.next().ok_or_else(|| io::Error::other("the command line of the worker is cut off"));
    let policy: Policy = parse(&next()?)?;
    let scratch = Some(next()?).filter(|path| !path.is_empty()).map(PathBuf::from);
    let count: usize = parse(&next()?)?;
    let reads = (0..count).map(|_| next().map(PathBuf::from)).collect::<io::Result<Vec<_>>>()?;
    let task: Task = parse(&next()?)?;
    let program = if matches!(task, Task::Exec) { Some(PathBuf::from(next()?)) } else { None };
    let reach = Reach { program, reads, scratch };

    let level = jail::enter(&policy, &reach)?;
    writeln!(io::stderr(), "{READY}")?;
    match task {
        Task::Exec => Err(become_program(&reach, arguments)),
        Task::Photo(task) => {
            let path = reach.reads.first().ok_or_else(|| io::Error::other("no file to decode was named"))?;
            crate::decode::answer(&task, path, &mut io::stdout().lock())
        }
        Task::Trial => answer(&trial::Verdict { level, attempts: trial::attempt_everything(&policy, &reach) }),
    }
}

/// Replaces this process by the tool; comes back only with the reason why that was impossible.
fn become_program(reach: &Reach, arguments: impl Iterator<Item = OsString>) -> io::Error {
    let Some(path) = &reach.program else { return io::Error::other("no program was named") };
    let mut tool = program(path);
    tool.args(arguments).env_clear().envs([("PATH", "/usr/bin:/bin"), ("LC_ALL", "C.UTF-8"), ("TZ", "UTC")]);
    if let Some(scratch) = &reach.scratch {
        tool.env("TMPDIR", scratch);
    }
    tool.exec()
}

fn answer(value: &impl Serialize) -> io::Result<()> {
    io::stdout().write_all(&serde_json::to_vec(value)?)
}

fn parse<T: serde::de::DeserializeOwned>(argument: &OsString) -> io::Result<T> {
    serde_json::from_slice(argument.as_encoded_bytes()).map_err(io::Error::from)
}
