//! Where the media tools are on this machine, and how to get them where they are not.

use crate::Error;
use std::{
    fs,
    os::unix::fs::PermissionsExt,
    path::{Path, PathBuf},
};

/// A program that the desk uses and does not bring along.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Tool {
    /// Decodes and encodes video and sound.
    Ffmpeg,
    /// Describes video and sound.
    Ffprobe,
    /// Reads metadata of every kind.
    Exiftool,
    /// Converts AVIF and HEIC photos.
    HeifConvert,
}

/// Folders of programs that only an administrator can write in. `PATH` is not asked: whoever sets it could name others.
const FOLDERS: &[&str] = &["/usr/bin", "/usr/local/bin", "/bin", "/opt/homebrew/bin"];

/// Package managers: the program that shows which one this is, how it installs, and its names of the four packages.
const MANAGERS: &[(&str, &str, [&str; 4])] = &[
    ("/usr/bin/apt-get", "sudo apt-get install", ["ffmpeg", "ffmpeg", "libimage-exiftool-perl", "libheif-examples"]),
    ("/usr/bin/dnf", "sudo dnf install", ["ffmpeg-free", "ffmpeg-free", "perl-Image-ExifTool", "libheif-tools"]),
    ("/usr/bin/pacman", "sudo pacman -S", ["ffmpeg", "ffmpeg", "perl-image-exiftool", "libheif"]),
    ("/usr/bin/zypper", "sudo zypper install", ["ffmpeg", "ffmpeg", "exiftool", "libheif-tools"]),
    ("/sbin/apk", "sudo apk add", ["ffmpeg", "ffmpeg", "exiftool", "libheif-tools"]),
    ("/opt/homebrew/bin/brew", "brew install", ["ffmpeg", "ffmpeg", "exiftool", "libheif"]),
    ("/usr/local/bin/brew", "brew install", ["ffmpeg", "ffmpeg", "exiftool", "libheif"]),
];

impl Tool {
    /// Every tool, the needed ones first.
    pub(crate) const ALL: [Self; 4] = [Self::Ffmpeg, Self::Ffprobe, Self::Exiftool, Self::HeifConvert];

    /// The names of the program, the present one first.
    fn names(self) -> &'static [&'static str] {
        match self {
            Self::Ffmpeg => &["ffmpeg"],
            Self::Ffprobe => &["ffprobe"],
            Self::Exiftool => &["exiftool"],
            Self::HeifConvert => &["heif-dec", "heif-convert"],
        }
    }

    /// The name people know it by.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Ffmpeg => "ffmpeg",
            Self::Ffprobe => "ffprobe",
            Self::Exiftool => "exiftool",
            Self::HeifConvert => "heif-convert",
        }
    }

    /// What goes without it, for whoever decides whether to install it.
    pub(crate) fn needed_for(self) -> &'static str {
        match self {
            Self::Ffmpeg => "videos and sound",
            Self::Ffprobe => "describing videos and sound",
            Self::Exiftool => "metadata",
            Self::HeifConvert => "AVIF and HEIC photos",
        }
    }

    /// The exact command that installs it on this system.
    pub(crate) fn install(self) -> String {
        let manager = MANAGERS.iter().find(|(sign, _, _)| Path::new(sign).exists());
        match manager {
            Some((_, install, packages)) => format!("{install} {}", packages[self as usize]),
            None => format!("install {} with your system's package manager", self.name()),
        }
    }
}

/// The program, or the error that says how to install it.
pub(crate) fn find(tool: Tool) -> Result<PathBuf, Error> {
    let paths = FOLDERS.iter().flat_map(|folder| tool.names().iter().map(|name| Path::new(folder).join(name)));
    paths
        .into_iter()
        .find(|path| fs::metadata(path).is_ok_and(|found| found.is_file() && found.permissions().mode() & 0o111 != 0))
        .ok_or_else(|| Error::ToolMissing { tool: tool.name(), install: tool.install() })
}
