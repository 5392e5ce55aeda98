//! What every use of ffmpeg and ffprobe has in common: looking at the file first, safe options, and complaints in
//! plain words.

use crate::{
    Error, HEAD_LEN,
    kind::{FileType, Kind},
    recognise,
    run::{Exit, Limits, Outcome},
};
use std::{
    ffi::OsString,
    fs::{self, File},
    io::Read,
    path::{Path, PathBuf},
    time::Duration,
};

/// The most pixels one video frame may have: 8192 x 4608.
const MAX_FRAME_PIXELS: u32 = 8192 * 4608;

/// What is said of a container with nothing in it.
pub(crate) const HOLLOW: &str = "neither picture nor sound was found in it; it may be cut short";

/// Address space of ffmpeg, in bytes: its libraries take 300 MiB, the reference frames of an 8K video 2 GiB.
pub(crate) fn limits(wall: Duration, file_size: u64) -> Limits {
    Limits { memory: 4 << 30, file_size, wall }
}

/// The file's absolute path and what its first bytes say it is.
///
/// # Errors
/// [`Error::Io`] if it cannot be read or is not a regular file.
pub(crate) fn look_at(file: &Path) -> Result<(PathBuf, FileType), Error> {
    let file = std::path::absolute(file).map_err(Error::io(file))?;
    // Opening a named pipe would wait for a writer for ever.
    if !fs::metadata(&file).map_err(Error::io(&file))?.is_file() {
        return Err(Error::Io { path: file, source: std::io::Error::other("not a regular file") });
    }
    let mut head = Vec::with_capacity(HEAD_LEN);
    File::open(&file).and_then(|open| open.take(HEAD_LEN as u64).read_to_end(&mut head)).map_err(Error::io(&file))?;
    Ok((file, recognise(&head)))
}

/// The error for a file of another kind than the wanted one.
pub(crate) fn not_what_was_wanted(found: Kind, wanted: &'static str) -> Error {
    match found {
        Kind::Empty => Error::Empty,
        Kind::Playlist => {
            Error::Refused { reason: "it is a playlist, which makes a player open other files or addresses".into() }
        }
        other => Error::WrongKind { found: other.words(), wanted },
    }
}

/// The options that open `file` and nothing else, on one thread. Further input options go between the two parts.
pub(crate) fn open(
    file: &Path,
    found: FileType,
    wanted: &'static str,
    between: &[&str],
) -> Result<Vec<OsString>, Error> {
    let demuxer = found.demuxer.ok_or_else(|| not_what_was_wanted(found.kind, wanted))?;
    let max_pixels = MAX_FRAME_PIXELS.to_string();
    let mut options: Vec<OsString> = ["-hide_banner", "-threads", "1", "-max_pixels", &max_pixels]
        .into_iter()
        .chain(["-protocol_whitelist", "file,pipe", "-f", demuxer])
        .chain(between.iter().copied())
        .map(OsString::from)
        .collect();
    options.push("-i".into());
    options.push(address(file));
    Ok(options)
}

/// A path as ffmpeg takes it: without the prefix, a colon in the name would be read as a protocol.
pub(crate) fn address(file: &Path) -> OsString {
    let mut address = OsString::from("file:");
    address.push(file);
    address
}

/// What an unsuccessful run means for whoever asked. `wall` is the time that was allowed.
pub(crate) fn explain(outcome: &Outcome, file: &Path, wall: Duration) -> Error {
    let complaint = &outcome.complaint;
    let says = |words: &str| complaint.contains(words);
    if outcome.exit == Exit::OutOfTime {
        return Error::TooSlow { limit: wall };
    }
    if says("matches no streams") || says("does not contain any stream") {
        return Error::NoPicture;
    }
    if says("not on whitelist") {
        return Error::Refused { reason: "it makes a player open other files or addresses".into() };
    }
    if says("exceeds specified max pixel count") || says("Picture size") && says("is invalid") {
        let limit = format!("{} million pixels a frame", MAX_FRAME_PIXELS / 1_000_000);
        return Error::TooLarge { what: "the picture".into(), limit };
    }
    if says("File too large") || outcome.exit == Exit::Signal(libc::SIGXFSZ) {
        return Error::TooLarge { what: "the copy".into(), limit: "the size it may have".into() };
    }
    if says("Cannot allocate memory") {
        return Error::TooLarge { what: "the video in memory".into(), limit: "4 GiB".into() };
    }
    match outcome.exit {
        Exit::Signal(signal) => Error::unreadable(format!("the decoder crashed on it (signal {signal})")),
        _ => Error::unreadable(reason(complaint, file)),
    }
}

/// The first complaint that is an error, without memory addresses and the file's path, which differ from run to run.
///
/// The first, because the later ones are consequences of it.
pub(crate) fn reason(complaint: &str, file: &Path) -> String {
    let error = complaint.lines().find_map(|line| {
        ["[error] ", "[fatal] ", "[panic] "].iter().find_map(|level| line.split_once(level).map(|(_, message)| message))
    });
    let message = error.or_else(|| complaint.lines().next()).unwrap_or("the decoder found nothing in it");
    let path = file.to_string_lossy();
    message.replace(&format!("file:{path}"), "the file").replace(&*path, "the file").trim().to_owned()
}
