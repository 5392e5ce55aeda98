//! What the commands need from the system: how each need is found, and which packages bring it.
//!
//! A new need is one entry in [`Need`] and one arm in each of the three tables below.

use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};

use crate::program::Program;
use crate::system::{Manager, find_program};

/// Something that has to be on the machine before a command can do its work.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Need {
    /// Links programs and compiles the bundled SQLite.
    CCompiler,
    /// Decodes and encodes video.
    Ffmpeg,
    /// Reads metadata.
    Exiftool,
    /// Decodes HEIC photos.
    Heif,
    /// Runs the scorer of an evaluation.
    Python,
    /// The second database; a test starts its own server from these programs.
    Postgres,
    /// Runs the browser tests.
    Node,
    /// The browser that they drive.
    Chromium,
    /// Checks the layout of source code.
    Rustfmt,
    /// Checks source code for mistakes.
    Clippy,
}

impl Need {
    fn name(self) -> &'static str {
        match self {
            Self::CCompiler => "a C compiler",
            Self::Ffmpeg => "ffmpeg and ffprobe",
            Self::Exiftool => "exiftool",
            Self::Heif => "heif-convert",
            Self::Python => "Python 3",
            Self::Postgres => "the PostgreSQL server programs",
            Self::Node => "Node.js 18 or newer with npm",
            Self::Chromium => "Chromium",
            Self::Rustfmt => "rustfmt",
            Self::Clippy => "clippy",
        }
    }

    fn is_met(self) -> bool {
        let all = |names: &[&str]| names.iter().all(|name| find_program(name).is_some());
        match self {
            Self::CCompiler => all(&["cc"]),
            Self::Ffmpeg => all(&["ffmpeg", "ffprobe"]),
            Self::Exiftool => all(&["exiftool"]),
            Self::Heif => all(&["heif-convert"]) || all(&["heif-dec"]),
            Self::Python => all(&["python3"]),
            Self::Postgres => postgres_programs().is_some(),
            Self::Node => all(&["npm"]) && node_major().is_some_and(|major| major >= 18),
            Self::Chromium => chromium().is_some(),
            Self::Rustfmt => Program::cargo().args(["fmt", "--version"]).succeeds(),
            Self::Clippy => Program::cargo().args(["clippy", "--version"]).succeeds(),
        }
    }

    /// Where it comes from: the system's packages, or the Rust toolchain.
    fn packages(self, manager: Manager) -> &'static [&'static str] {
        use Manager::{Apt, Brew, Dnf, Pacman};
        match (self, manager) {
            (Self::CCompiler, Apt) => &["gcc", "libc6-dev"],
            (Self::CCompiler, Dnf | Pacman | Brew) => &["gcc"],
            (Self::Ffmpeg, Dnf) => &["ffmpeg-free"],
            (Self::Ffmpeg, Apt | Pacman | Brew) => &["ffmpeg"],
            (Self::Exiftool, Apt) => &["libimage-exiftool-perl"],
            (Self::Exiftool, Dnf) => &["perl-Image-ExifTool"],
            (Self::Exiftool, Pacman) => &["perl-image-exiftool"],
            (Self::Exiftool, Brew) => &["exiftool"],
            (Self::Heif, Apt) => &["libheif-examples"],
            (Self::Heif, Dnf) => &["libheif-tools"],
            (Self::Heif, Pacman | Brew) => &["libheif"],
            (Self::Python, Pacman) => &["python"],
            (Self::Python, Apt | Dnf | Brew) => &["python3"],
            (Self::Postgres, Dnf) => &["postgresql-server"],
            (Self::Postgres, Apt | Pacman | Brew) => &["postgresql"],
            (Self::Node, Dnf) => &["nodejs", "nodejs-npm"],
            (Self::Node, Apt | Pacman) => &["nodejs", "npm"],
            (Self::Node, Brew) => &["node"],
            (Self::Chromium, _) => &["chromium"],
            (Self::Rustfmt | Self::Clippy, _) => &[],
        }
    }

    /// The component of the Rust toolchain that brings it.
    fn component(self) -> Option<&'static str> {
        match self {
            Self::Rustfmt => Some("rustfmt"),
            Self::Clippy => Some("clippy"),
            _ => None,
        }
    }
}

/// Finds every one of `needs`, and installs those that are missing.
///
/// # Errors
/// When one is still missing afterwards: says which, and the exact command that installs it here.
pub fn meet(needs: &[Need]) -> Result<()> {
    let missing = missing(needs);
    if missing.is_empty() {
        return Ok(());
    }
    let names: Vec<_> = missing.iter().map(|need| need.name()).collect();
    eprintln!("Missing: {}. Installing.", names.join(", "));
    let components: Vec<_> = missing.iter().filter_map(|need| need.component()).collect();
    if !components.is_empty() {
        install_components(&components)?;
    }
    if missing.len() > components.len() {
        install_packages(&missing)?;
    }
    match self::missing(needs).first() {
        Some(need) => bail!("{} is still missing after the installation", need.name()),
        None => Ok(()),
    }
}

/// Like [`meet`], but goes on without those that cannot be installed, and says what is lost.
pub fn meet_if_possible(needs: &[Need]) {
    if let Err(error) = meet(needs) {
        eprintln!("Going on without: {error:#}");
    }
}

fn missing(needs: &[Need]) -> Vec<Need> {
    needs.iter().copied().filter(|need| !need.is_met()).collect()
}

fn install_packages(missing: &[Need]) -> Result<()> {
    let names: Vec<_> = missing.iter().map(|need| need.name()).collect();
    let manager = Manager::of_this_system()
        .with_context(|| format!("please install {}: no known package manager is here", names.join(", ")))?;
    let mut packages: Vec<_> = missing.iter().flat_map(|need| need.packages(manager)).copied().collect();
    packages.dedup();
    manager.install(&packages)
}

fn install_components(components: &[&str]) -> Result<()> {
    if find_program("rustup").is_none() {
        bail!(
            "this Rust toolchain has no {}, and rustup, which could add it, is not here. \
             Install the packages of your distribution that bring it, or Rust by https://rustup.rs",
            components.join(" and no ")
        );
    }
    Program::new("rustup").args(["component", "add"]).args(components).run()
}

fn node_major() -> Option<u32> {
    find_program("node")?;
    let version = Program::new("node").arg("--version").read().ok()?;
    version.trim().trim_start_matches('v').split('.').next()?.parse().ok()
}

/// The browser for the browser tests: whatever Chromium the system has.
pub fn chromium() -> Option<PathBuf> {
    let names = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"];
    let on_macos = Path::new("/Applications/Chromium.app/Contents/MacOS/Chromium");
    names.iter().find_map(|name| find_program(name)).or_else(|| on_macos.is_file().then(|| on_macos.to_owned()))
}

/// The folder with `initdb`: Debian keeps it out of `PATH`, one folder a version.
fn postgres_programs() -> Option<PathBuf> {
    let in_path = || find_program("initdb").and_then(|file| Some(file.parent()?.to_owned()));
    let versions = std::fs::read_dir("/usr/lib/postgresql").into_iter().flatten().flatten();
    versions.map(|version| version.path().join("bin")).find(|bin| bin.join("initdb").is_file()).or_else(in_path)
}
