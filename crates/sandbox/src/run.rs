//! The parent's side of a jailed run: start the launcher, feed and read its pipes, and end it in time.
//!
//! One thread does all of it with `poll`, so a run needs no helper threads, cannot deadlock on a full pipe, and is
//! killed and reaped on every way out, also when a caller's closure panics.

use crate::{
    Error,
    jail::Policy,
    sys,
    worker::{FAILED, MARK, READY, Task},
};
use std::{
    ffi::OsString,
    io::{ErrorKind, Read, Write},
    os::{fd::AsFd, unix::process::ExitStatusExt},
    path::Path,
    process::{Child, ChildStdin, Command, ExitStatus, Stdio},
    time::{Duration, Instant},
};

/// One jailed run.
pub(crate) struct Job<'a> {
    /// What runs in the jail.
    pub work: Work<'a>,
    /// The files it may read.
    pub reads: &'a [&'a Path],
    /// The folder it may write in.
    pub scratch: Option<&'a Path>,
    /// What it may spend.
    pub limits: Limits,
}

/// What runs in the jail.
pub(crate) enum Work<'a> {
    /// A program with its arguments.
    Program(&'a Path, Vec<OsString>),
    /// This program itself.
    Task(Task),
}

/// What one run may spend.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Limits {
    /// Bytes of address space.
    pub memory: u64,
    /// Bytes of any file written in the scratch folder.
    pub file_size: u64,
    /// Time from start to end.
    pub wall: Duration,
}

/// Where the pipes of a run lead to.
pub(crate) trait Ends {
    /// Takes what the run wrote to its standard output.
    fn stdout(&mut self, bytes: &[u8]);
    /// Takes one line of its standard error; true if it was understood and need not be kept as a complaint.
    fn line(&mut self, _: &str) -> bool {
        false
    }
    /// Whether nothing more is wanted, so that the run is to be ended now.
    fn satisfied(&self) -> bool;
    /// The next bytes for its standard input, None at the end. Asked only of runs that are [fed](Self::FED).
    fn feed(&mut self) -> Option<Vec<u8>> {
        None
    }
    /// Whether the run gets a standard input at all.
    const FED: bool = false;
}

/// Keeps what a run says, up to a limit.
#[derive(Default)]
pub(crate) struct Collect {
    pub bytes: Vec<u8>,
    pub limit: usize,
}

impl Collect {
    pub(crate) fn up_to(limit: usize) -> Self {
        Self { bytes: Vec::new(), limit }
    }
    /// Whether the run said more than was allowed.
    pub(crate) fn overflowed(&self) -> bool {
        self.bytes.len() > self.limit
    }
}

impl Ends for Collect {
    fn stdout(&mut self, bytes: &[u8]) {
        self.bytes.extend_from_slice(bytes);
    }
    fn satisfied(&self) -> bool {
        self.overflowed()
    }
}

/// How a run ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Exit {
    /// By itself, with this code.
    Code(i32),
    /// By this signal, usually because it crashed or ran into a limit.
    Signal(i32),
    /// Killed because its time was up.
    OutOfTime,
    /// Killed because nothing more was wanted.
    Satisfied,
}

/// The end of a run, and what it complained about.
#[derive(Debug)]
pub(crate) struct Outcome {
    pub exit: Exit,
    /// The last lines of standard error, without the ones that were understood.
    pub complaint: String,
}

/// What a caller gets who allows more time than a clock can tell.
const FOREVER: Duration = Duration::from_secs(30 * 24 * 3600);
/// How many bytes of complaints are kept; a hostile file can make a decoder complain without end.
const COMPLAINT: usize = 8 << 10;
/// A longer line of standard error is cut into pieces.
const LINE: usize = 4 << 10;

/// The one place where processes are started.
#[expect(
    clippy::disallowed_methods,
    reason = "this crate is the one that may start processes, and this is its one way"
)]
pub(crate) fn program(path: &Path) -> Command {
    Command::new(path)
}

/// Runs a job in a jail started from `worker` and waits for its end.
///
/// # Errors
/// [`Error::Worker`] if the jail could not be put up. How the work itself ended is in the outcome.
pub(crate) fn run<E: Ends>(worker: &Path, job: &Job<'_>, ends: &mut E) -> Result<Outcome, Error> {
    let begun = Instant::now();
    let deadline = begun.checked_add(job.limits.wall).unwrap_or(begun + FOREVER);
    let mut command = launcher(worker, job)?;
    command.stdin(if E::FED { Stdio::piped() } else { Stdio::null() }).stdout(Stdio::piped()).stderr(Stdio::piped());
    let child =
        command.spawn().map_err(|error| Error::worker(format!("{} did not start: {error}", worker.display())))?;
    let mut running = Running { child, reaped: false };
    let mut lines = Lines::default();
    let ended = converse(&mut running.child, deadline, ends, &mut lines)?;
    let exit = match ended {
        Some(exit) => exit,
        None => running.wait(deadline)?,
    };
    drop(running);
    lines.finish(ends);
    if !lines.ready {
        let said = if lines.complaint.is_empty() { "nothing".into() } else { lines.complaint };
        return Err(match exit {
            Exit::OutOfTime => Error::TooSlow { limit: job.limits.wall },
            _ => Error::worker(format!(
                "{} is no worker (its main must begin with sandbox::run_if_worker) or could not lock itself up; it said: {said}",
                worker.display()
            )),
        });
    }
    if exit == Exit::Code(FAILED) {
        return Err(Error::worker(lines.complaint));
    }
    Ok(Outcome { exit, complaint: lines.complaint })
}

/// The command line that [`crate::worker`] reads.
fn launcher(worker: &Path, job: &Job<'_>) -> Result<Command, Error> {
    let policy = Policy {
        parent: std::process::id(),
        memory: job.limits.memory,
        // A second line behind the wall clock, for a run whose parent was killed; some tools use several threads.
        cpu: job.limits.wall.as_secs().saturating_mul(2).saturating_add(2),
        file_size: job.limits.file_size,
    };
    let json = |value: serde_json::Result<String>| value.map_err(|error| Error::worker(error.to_string()));
    let mut command = program(worker);
    command.arg(MARK).arg(json(serde_json::to_string(&policy))?);
    command.arg(job.scratch.unwrap_or("".as_ref())).arg(job.reads.len().to_string()).args(job.reads);
    match &job.work {
        Work::Program(path, arguments) => {
            command.arg(json(serde_json::to_string(&Task::Exec))?).arg(path).args(arguments);
        }
        Work::Task(task) => {
            command.arg(json(serde_json::to_string(task))?);
        }
    }
    command.env_clear();
    Ok(command)
}

/// Moves bytes until both outputs are closed. Some: the run was or must be ended for this reason.
fn converse<E: Ends>(
    child: &mut Child,
    deadline: Instant,
    ends: &mut E,
    lines: &mut Lines,
) -> Result<Option<Exit>, Error> {
    let fault = |error: std::io::Error| Error::worker(format!("its pipes broke: {error}"));
    let (mut input, mut output, mut errors) = (child.stdin.take(), child.stdout.take(), child.stderr.take());
    if let Some(pipe) = &input {
        sys::set_nonblocking(pipe).map_err(fault)?;
    }
    if let Some(pipe) = &output {
        sys::set_nonblocking(pipe).map_err(fault)?;
    }
    if let Some(pipe) = &errors {
        sys::set_nonblocking(pipe).map_err(fault)?;
    }
    let mut feeding = Feeding::default();
    let mut buffer = vec![0; 64 << 10];
    while output.is_some() || errors.is_some() {
        let patience = deadline.saturating_duration_since(Instant::now());
        if patience.is_zero() {
            return Ok(Some(Exit::OutOfTime));
        }
        let watched = [
            output.as_ref().map(|pipe| (pipe.as_fd(), false)),
            errors.as_ref().map(|pipe| (pipe.as_fd(), false)),
            input.as_ref().map(|pipe| (pipe.as_fd(), true)),
        ];
        let [can_read, can_read_errors, can_write] = sys::wait_ready(watched, patience).map_err(fault)?;
        if can_read_errors {
            read(&mut errors, &mut buffer, |bytes| lines.take(bytes, ends)).map_err(fault)?;
        }
        if can_read && !lines.ready {
            // A worker says that it is ready before anything else: this is some other program.
            return Ok(Some(Exit::Satisfied));
        }
        if can_read {
            read(&mut output, &mut buffer, |bytes| ends.stdout(bytes)).map_err(fault)?;
        }
        if can_write && !feeding.step(&mut input, ends).map_err(fault)? {
            input = None;
        }
        if ends.satisfied() {
            return Ok(Some(Exit::Satisfied));
        }
    }
    Ok(None)
}

/// Reads once from a pipe that is ready; a pipe at its end becomes None.
fn read(pipe: &mut Option<impl Read>, buffer: &mut [u8], mut take: impl FnMut(&[u8])) -> std::io::Result<()> {
    let Some(open) = pipe else { return Ok(()) };
    match open.read(buffer) {
        Ok(0) => *pipe = None,
        Ok(count) => take(&buffer[..count]),
        Err(error) if matches!(error.kind(), ErrorKind::WouldBlock | ErrorKind::Interrupted) => {}
        Err(error) => return Err(error),
    }
    Ok(())
}

/// Bytes on their way into a run.
#[derive(Default)]
struct Feeding {
    chunk: Vec<u8>,
    written: usize,
}

impl Feeding {
    /// Writes what the pipe takes; false when there is nothing more to write or nobody to read it.
    fn step<E: Ends>(&mut self, pipe: &mut Option<ChildStdin>, ends: &mut E) -> std::io::Result<bool> {
        let Some(pipe) = pipe else { return Ok(false) };
        if self.written == self.chunk.len() {
            match ends.feed() {
                Some(chunk) => (self.chunk, self.written) = (chunk, 0),
                None => return Ok(false),
            }
        }
        match pipe.write(&self.chunk[self.written..]) {
            Ok(count) => self.written += count,
            Err(error) if matches!(error.kind(), ErrorKind::WouldBlock | ErrorKind::Interrupted) => {}
            // The run ended early; its exit says why.
            Err(error) if error.kind() == ErrorKind::BrokenPipe => return Ok(false),
            Err(error) => return Err(error),
        }
        Ok(true)
    }
}

/// A child that is killed with its group and reaped when dropped.
struct Running {
    child: Child,
    reaped: bool,
}

impl Running {
    /// Waits for the end of a run that has closed its outputs, which is near unless it is up to something.
    fn wait(&mut self, deadline: Instant) -> Result<Exit, Error> {
        let mut pause = Duration::from_micros(50);
        loop {
            let ended = self.child.try_wait().map_err(|error| Error::worker(format!("it was lost: {error}")))?;
            if let Some(status) = ended {
                self.reaped = true;
                return Ok(exit(status));
            }
            if Instant::now() >= deadline {
                return Ok(Exit::OutOfTime);
            }
            std::thread::sleep(pause);
            pause = (pause * 2).min(Duration::from_millis(5));
        }
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        if !self.reaped {
            sys::kill_group(&self.child);
            // Killed for certain, so this returns; there is nobody to tell if it does not find the child.
            let _ = self.child.wait();
        }
    }
}

fn exit(status: ExitStatus) -> Exit {
    match (status.code(), status.signal()) {
        (Some(code), _) => Exit::Code(code),
        (None, signal) => Exit::Signal(signal.unwrap_or_default()),
    }
}

/// Standard error, cut into lines.
#[derive(Default)]
struct Lines {
    ready: bool,
    rest: Vec<u8>,
    complaint: String,
}

impl Lines {
    fn take<E: Ends>(&mut self, bytes: &[u8], ends: &mut E) {
        self.rest.extend_from_slice(bytes);
        while let Some(end) = self.rest.iter().position(|byte| *byte == b'\n') {
            let line: Vec<u8> = self.rest.drain(..=end).collect();
            self.line(&line, ends);
        }
        if self.rest.len() > LINE {
            self.finish(ends);
        }
    }

    fn finish<E: Ends>(&mut self, ends: &mut E) {
        let line = std::mem::take(&mut self.rest);
        self.line(&line, ends);
    }

    fn line<E: Ends>(&mut self, line: &[u8], ends: &mut E) {
        let line = String::from_utf8_lossy(line);
        let line = line.trim_end();
        if !self.ready && line == READY {
            self.ready = true;
        } else if !line.is_empty() && !ends.line(line) {
            self.complaint.push_str(line);
            self.complaint.push('\n');
            if self.complaint.len() > COMPLAINT {
                let surplus = self.complaint.len() - COMPLAINT / 2;
                let cut = (surplus..=self.complaint.len()).find(|at| self.complaint.is_char_boundary(*at));
                self.complaint.drain(..cut.unwrap_or_default());
            }
        }
    }
}
