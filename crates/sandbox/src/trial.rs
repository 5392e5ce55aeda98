//! Tries the jail's walls from the inside, with the very things a hijacked decoder would try.

use crate::jail::{Level, Policy, Reach};
use serde::{Deserialize, Serialize};
use std::{
    fs::{self, File, OpenOptions},
    io,
    path::Path,
};

/// One forbidden thing that was tried inside the jail.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Attempt {
    /// What was tried, in words: "open a network socket".
    pub what: String,
    /// Whether the jail refused it, as it must.
    pub refused: bool,
    /// What the system answered.
    pub answer: String,
}

/// What a trial run reports to its parent.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct Verdict {
    pub level: Level,
    pub attempts: Vec<Attempt>,
}

/// Tries everything that must be refused, on the file and the scratch folder of the reach.
pub(crate) fn attempt_everything(policy: &Policy, reach: &Reach) -> Vec<Attempt> {
    let mut attempts = Vec::new();
    let mut attempt = |what: &str, result: io::Result<()>| {
        attempts.push(Attempt {
            what: what.into(),
            refused: result.is_err(),
            answer: result.err().map_or_else(|| "allowed".into(), |error| error.to_string()),
        });
    };
    attempt("read another file", File::open("/etc/passwd").map(drop));
    attempt("list another folder", fs::read_dir("/etc").map(drop));
    #[expect(clippy::disallowed_methods, reason = "it is tried in order to be refused")]
    attempt("open a network socket", std::net::UdpSocket::bind("127.0.0.1:0").map(drop));
    attempt("open a socket to a program on this machine", std::os::unix::net::UnixDatagram::unbound().map(drop));
    attempt("start another program", crate::run::program(Path::new("/bin/true")).status().map(drop));
    attempt("signal the program that started it", signal(policy.parent));
    attempt("see the environment of the program that started it", environment());
    attempt("use a file that the program that started it had open", crate::sys::inherited_descriptor());
    attempt("take more memory than allowed", reserve(policy.memory));
    if let Some(evidence) = reach.reads.first() {
        attempt("open the evidence for writing", OpenOptions::new().append(true).open(evidence).map(drop));
        attempt("cut the evidence short", cut(evidence));
        attempt("change who may read the evidence", chmod(evidence));
        attempt("delete the evidence", fs::remove_file(evidence));
        attempt("write beside the evidence", fs::write(evidence.with_extension("new"), b"x"));
    }
    if let Some(scratch) = &reach.scratch {
        let over = usize::try_from(policy.file_size.saturating_add(1)).unwrap_or(usize::MAX);
        crate::sys::report_file_size_as_error();
        attempt("write more than allowed", fs::write(scratch.join("large"), vec![0; over.min(1 << 20)]));
    }
    attempts
}

/// Opens for reading, but with the flag that empties the file: older Landlock versions take that for a read.
fn cut(evidence: &Path) -> io::Result<()> {
    crate::sys::open_read_only_and_empty(evidence).map(drop)
}

fn chmod(evidence: &Path) -> io::Result<()> {
    let permissions = fs::metadata(evidence)?.permissions();
    fs::set_permissions(evidence, permissions)
}

fn environment() -> io::Result<()> {
    std::env::vars_os().next().map(drop).ok_or_else(|| io::Error::other("the environment is empty"))
}

fn signal(process: u32) -> io::Result<()> {
    crate::sys::may_signal(process)
}

fn reserve(bytes: u64) -> io::Result<()> {
    let bytes = usize::try_from(bytes).unwrap_or(usize::MAX);
    let mut memory: Vec<u8> = Vec::new();
    memory.try_reserve_exact(bytes).map_err(io::Error::other)
}
