//! The system's own package manager, and whether it may be used without asking for a password.

use std::path::PathBuf;

use anyhow::{Result, bail};

use crate::program::Program;

/// A package manager that xtask knows how to ask.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Manager {
    /// Debian, Ubuntu and their relatives
    Apt,
    /// Fedora and its relatives
    Dnf,
    /// Arch Linux
    Pacman,
    /// Homebrew on macOS
    Brew,
}

impl Manager {
    /// The first manager found on this system.
    pub fn of_this_system() -> Option<Self> {
        let known = [("apt-get", Self::Apt), ("dnf", Self::Dnf), ("pacman", Self::Pacman), ("brew", Self::Brew)];
        known.into_iter().find(|(name, _)| find_program(name).is_some()).map(|(_, manager)| manager)
    }

    /// The command that a person types to install `packages`.
    pub fn command(self, packages: &[&str]) -> String {
        let packages = packages.join(" ");
        match self {
            Self::Apt => format!("sudo apt-get update && sudo apt-get install --yes {packages}"),
            Self::Dnf => format!("sudo dnf install {packages}"),
            Self::Pacman => format!("sudo pacman -S --needed {packages}"),
            Self::Brew => format!("brew install {packages}"),
        }
    }

    /// Installs `packages`, where that needs no password and no answers: as root, or by a `sudo` that does not ask,
    /// on Debian and Ubuntu. Elsewhere the person is told the command instead.
    pub fn install(self, packages: &[&str]) -> Result<()> {
        let prefix: &[&str] = match (self, privilege()) {
            (Self::Apt, Privilege::Root) => &["env"],
            (Self::Apt, Privilege::SilentSudo) => &["sudo", "-n", "env"],
            _ => bail!("not installed, because that may need your password. Run:\n\n    {}\n", self.command(packages)),
        };
        let apt = |arguments: &[&str]| {
            let apt = Program::new(prefix[0]).args(&prefix[1..]).args(["DEBIAN_FRONTEND=noninteractive", "apt-get"]);
            apt.args(arguments).run()
        };
        apt(&["update", "-q"])?;
        apt(&[&["install", "--yes", "--no-install-recommends", "-q"], packages].concat())
    }
}

enum Privilege {
    Root,
    SilentSudo,
    None,
}

fn privilege() -> Privilege {
    if Program::new("id").arg("-u").read().is_ok_and(|user| user.trim() == "0") {
        Privilege::Root
    } else if Program::new("sudo").args(["-n", "true"]).succeeds() {
        Privilege::SilentSudo
    } else {
        Privilege::None
    }
}

/// Folders where programs live that are usually not in a person's `PATH`.
const MORE_FOLDERS: &[&str] = &["/usr/sbin", "/usr/bin/vendor_perl", "/opt/homebrew/bin", "/snap/bin"];

/// The path of a program, from `PATH` or one of the usual folders beside it.
pub fn find_program(name: &str) -> Option<PathBuf> {
    let path = std::env::var_os("PATH").unwrap_or_default();
    let folders = std::env::split_paths(&path).chain(MORE_FOLDERS.iter().map(PathBuf::from));
    folders.map(|folder| folder.join(name)).find(|file| file.is_file())
}
