//! What works on this machine: the tools that are installed, and the walls that really stand.

use crate::{
    Attempt, Error, Level, Sandbox,
    run::{Collect, Exit, Job, Limits, Work, run},
    tools::{self, Tool},
    trial::Verdict,
    worker::Task,
};
use serde::Serialize;
use std::{
    fs,
    path::{Path, PathBuf},
    time::Duration,
};

/// What works on this machine.
#[derive(Clone, Debug, Serialize)]
pub struct Report {
    /// The tools, the needed ones first.
    pub tools: Vec<ToolReport>,
    /// How much of the jail the kernel puts up.
    pub level: Level,
    /// What a jailed process tried that it must not do, and whether it was refused.
    pub attempts: Vec<Attempt>,
    /// Why no jailed process could be started at all, if so: nothing will be decoded then.
    pub fault: Option<String>,
}

/// One tool.
#[derive(Clone, Debug, Serialize)]
pub struct ToolReport {
    /// Its usual name.
    pub name: &'static str,
    /// What goes only with it.
    pub needed_for: &'static str,
    /// Where it is, if it is installed.
    pub path: Option<PathBuf>,
    /// Its version, if it runs in the jail.
    pub version: Option<String>,
    /// The exact command that installs it on this system.
    pub install: String,
}

/// Starting a tool only to ask for its version takes this long at most.
const WALL: Duration = Duration::from_secs(20);

impl Sandbox {
    /// Looks for the tools and tries the walls, by really starting a jailed process that does what it must not.
    #[must_use]
    pub fn report(&self) -> Report {
        let tools = Tool::ALL.into_iter().map(|tool| self.tool(tool)).collect();
        match self.try_the_walls() {
            Ok(Verdict { level, attempts }) => Report { tools, level, attempts, fault: None },
            Err(error) => Report { tools, level: Level::NONE, attempts: Vec::new(), fault: Some(error.to_string()) },
        }
    }

    fn tool(&self, tool: Tool) -> ToolReport {
        let path = tools::find(tool).ok();
        let version = path.as_deref().and_then(|path| self.version(tool, path));
        ToolReport { name: tool.name(), needed_for: tool.needed_for(), path, version, install: tool.install() }
    }

    fn version(&self, tool: Tool, path: &Path) -> Option<String> {
        let question = match tool {
            Tool::Ffmpeg | Tool::Ffprobe => "-version",
            Tool::Exiftool => "-ver",
            Tool::HeifConvert => "--help",
        };
        let job = Job {
            work: Work::Program(path, crate::args([question])),
            reads: &[],
            scratch: None,
            limits: Limits { memory: 4 << 30, file_size: 0, wall: WALL },
        };
        let mut said = Collect::up_to(64 << 10);
        let outcome = run(&self.worker, &job, &mut said).ok()?;
        let said = String::from_utf8_lossy(&said.bytes).into_owned() + &outcome.complaint;
        first_version(&said)
    }

    fn try_the_walls(&self) -> Result<Verdict, Error> {
        let folder = tempfile::tempdir().map_err(Error::io(std::env::temp_dir()))?;
        let evidence = folder.path().join("evidence");
        let scratch = folder.path().join("scratch");
        fs::write(&evidence, b"evidence").map_err(Error::io(&evidence))?;
        fs::create_dir(&scratch).map_err(Error::io(&scratch))?;
        let job = Job {
            work: Work::Task(Task::Trial),
            reads: &[&evidence],
            scratch: Some(&scratch),
            limits: Limits { memory: 1 << 30, file_size: 64 << 10, wall: WALL },
        };
        let mut said = Collect::up_to(64 << 10);
        let outcome = run(&self.worker, &job, &mut said)?;
        if outcome.exit != Exit::Code(0) {
            return Err(Error::worker(format!("it ended early: {:?} {}", outcome.exit, outcome.complaint)));
        }
        let mut verdict: Verdict =
            serde_json::from_slice(&said.bytes).map_err(|error| Error::worker(format!("garbled answer: {error}")))?;
        // The proof from outside: whatever the jailed process believes, the bytes are what they were.
        let unharmed = fs::read(&evidence).is_ok_and(|bytes| bytes == b"evidence");
        verdict.attempts.push(Attempt {
            what: "harm the evidence in any of these ways".into(),
            refused: unharmed,
            answer: if unharmed { "the bytes are unchanged".into() } else { "the bytes were changed".into() },
        });
        Ok(verdict)
    }
}

/// The first word that looks like a version: digits, then a dot and more.
fn first_version(said: &str) -> Option<String> {
    said.split(|c: char| c.is_whitespace() || c == ',')
        .find(|word| word.starts_with(|c: char| c.is_ascii_digit()) && word.contains('.'))
        .map(str::to_owned)
}
