//! The one place in xtask that starts other programs.

use std::ffi::{OsStr, OsString};
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitStatus, Stdio};

use anyhow::{Context, Result, bail};

/// A program with its arguments, not yet started. Its standard error always goes to the terminal, except in
/// [`Program::succeeds`]; commands differ in what becomes of its standard output.
#[derive(Clone, Debug)]
pub struct Program {
    name: OsString,
    arguments: Vec<OsString>,
    folder: Option<PathBuf>,
    environment: Vec<(OsString, OsString)>,
    silent: bool,
}

impl Program {
    /// `name` is looked up in `PATH` unless it has a slash.
    pub fn new(name: impl AsRef<OsStr>) -> Self {
        Self {
            name: name.as_ref().to_owned(),
            arguments: Vec::new(),
            folder: None,
            environment: Vec::new(),
            silent: false,
        }
    }

    /// The cargo that runs this xtask, so that `cargo +1.95 xtask test` stays with that toolchain.
    pub fn cargo() -> Self {
        Self::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()))
    }

    /// Adds one argument.
    pub fn arg(mut self, argument: impl AsRef<OsStr>) -> Self {
        self.arguments.push(argument.as_ref().to_owned());
        self
    }

    /// Adds several arguments.
    pub fn args<I: IntoIterator<Item: AsRef<OsStr>>>(mut self, arguments: I) -> Self {
        self.arguments.extend(arguments.into_iter().map(|argument| argument.as_ref().to_owned()));
        self
    }

    /// Runs it in this folder instead of the current one.
    pub fn within(mut self, folder: impl AsRef<Path>) -> Self {
        self.folder = Some(folder.as_ref().to_owned());
        self
    }

    /// Sets one environment variable.
    pub fn env(mut self, name: &str, value: impl AsRef<OsStr>) -> Self {
        self.environment.push((name.into(), value.as_ref().to_owned()));
        self
    }

    /// Drops its standard output instead of showing it; standard error stays.
    pub fn quietly(mut self) -> Self {
        self.silent = true;
        self
    }

    /// Runs it to its end with the terminal as its output.
    pub fn run(&self) -> Result<()> {
        let status = self.command().status().with_context(|| self.cannot_start())?;
        self.expect_success(status)
    }

    /// Runs it to its end and returns what it wrote to standard output.
    pub fn read(&self) -> Result<String> {
        let output = self.command().stderr(Stdio::inherit()).output().with_context(|| self.cannot_start())?;
        self.expect_success(output.status)?;
        String::from_utf8(output.stdout).with_context(|| format!("{self} wrote something that is not UTF-8"))
    }

    /// Like [`Program::read`], but a failure at the end is only reported: what was written until then counts.
    pub fn read_even_if_it_fails(&self) -> Result<String> {
        let output = self.command().stderr(Stdio::inherit()).output().with_context(|| self.cannot_start())?;
        if let Err(error) = self.expect_success(output.status) {
            eprintln!("{error}; going on with what there is");
        }
        Ok(String::from_utf8_lossy(&output.stdout).into_owned())
    }

    /// Runs it to its end and hands over each line of its standard output as it comes.
    pub fn each_line(&self, mut each: impl FnMut(&str)) -> Result<()> {
        let mut child = self.command().stdout(Stdio::piped()).spawn().with_context(|| self.cannot_start())?;
        if let Some(output) = child.stdout.take() {
            let mut lines = BufReader::new(output);
            let mut line = Vec::new();
            while lines.read_until(b'\n', &mut line)? > 0 {
                each(String::from_utf8_lossy(&line).trim_end_matches(['\r', '\n']));
                line.clear();
            }
        }
        self.expect_success(child.wait()?)
    }

    /// Runs it silently; true when it could be started and exited with zero.
    pub fn succeeds(&self) -> bool {
        let mut command = self.command();
        command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
        command.status().is_ok_and(|status| status.success())
    }

    /// Starts it with its standard output as a pipe, and does not wait for it.
    pub fn start(&self) -> Result<Child> {
        self.command().stdout(Stdio::piped()).spawn().with_context(|| self.cannot_start())
    }

    /// Becomes that program where the system can (so that Ctrl-C reaches it and nothing else), else runs it.
    pub fn take_over(&self) -> Result<()> {
        #[cfg(unix)]
        {
            use std::os::unix::process::CommandExt as _;
            Err(self.command().exec()).with_context(|| self.cannot_start())
        }
        #[cfg(not(unix))]
        self.run()
    }

    #[expect(clippy::disallowed_methods, reason = "xtask builds and tries the product; it never handles evidence")]
    fn command(&self) -> Command {
        let mut command = Command::new(&self.name);
        command.args(&self.arguments).envs(self.environment.iter().map(|(name, value)| (name, value)));
        if let Some(folder) = &self.folder {
            command.current_dir(folder);
        }
        if self.silent {
            command.stdout(Stdio::null());
        }
        command
    }

    fn expect_success(&self, status: ExitStatus) -> Result<()> {
        if !status.success() {
            bail!("{self} failed ({status})");
        }
        Ok(())
    }

    fn cannot_start(&self) -> String {
        format!("{self} could not be started")
    }
}

/// As a person would type it: for messages, not for a shell.
impl std::fmt::Display for Program {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let name = Path::new(&self.name).file_name().unwrap_or(&self.name);
        write!(f, "`{}", name.display())?;
        for argument in &self.arguments {
            write!(f, " {}", argument.display())?;
        }
        write!(f, "`")
    }
}
