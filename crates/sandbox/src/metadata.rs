//! What files say of themselves: exiftool's and ffprobe's whole answers.

use crate::{
    Error, Sandbox, ffmpeg,
    kind::Kind,
    run::{Collect, Exit, Job, Limits, Outcome, Work, run},
    tools::{self, Tool},
};
use serde_json::{Map, Value};
use std::{
    ffi::OsString,
    path::{Path, PathBuf},
    time::Duration,
};

/// The longest one run may take.
const WALL: Duration = Duration::from_secs(60);
/// The longest answer, in bytes. Real ones are kilobytes; a hostile file may name millions of tags.
const MAX_ANSWER: usize = 16 << 20;

impl Sandbox {
    /// What ffprobe says of the container, its streams and chapters (`format`, `streams`, `chapters`), whole, without
    /// the name of the file. Also works for photos, with less to say than [`Sandbox::metadata`].
    ///
    /// # Errors
    /// [`Error::Unreadable`], [`Error::WrongKind`], [`Error::Refused`], [`Error::Empty`], [`Error::TooSlow`],
    /// [`Error::TooLarge`] (an answer over 16 MiB), [`Error::ToolMissing`], [`Error::Io`], [`Error::Worker`].
    pub fn probe(&self, file: &Path) -> Result<Value, Error> {
        let (file, found) = ffmpeg::look_at(file)?;
        let mut arguments = ffmpeg::open(&file, found, "a photo, video or sound", &[])?;
        arguments.extend(crate::args(["-loglevel", "level+error", "-of", "json", "-show_format", "-show_streams"]));
        arguments.push("-show_chapters".into());
        let (said, outcome) = self.ask(Tool::Ffprobe, arguments, &[&file], ffmpeg::limits(WALL, 0))?;
        if outcome.exit != Exit::Code(0) {
            return Err(ffmpeg::explain(&outcome, &file, WALL));
        }
        let mut answer: Value = parse(&said, "ffprobe")?;
        if answer["streams"].as_array().is_none_or(Vec::is_empty) {
            return Err(Error::unreadable(ffmpeg::HOLLOW));
        }
        if let Some(format) = answer.get_mut("format").and_then(Value::as_object_mut) {
            format.remove("filename");
        }
        Ok(answer)
    }

    /// Every tag that exiftool finds, as one object of `Group:Tag` to value, groups being exiftool's family 1
    /// (`IFD0:Make`, `ExifIFD:DateTimeOriginal`, `GPS:GPSLatitude`, `XMP-dc:Creator`, `QuickTime:CreateDate`). Where the
    /// printed value differs from the stored one, the stored one is under `Group:Tag#`. A tag that occurs again is under
    /// `Group:Copy1:Tag`. Works for every kind of file, also unknown ones. Facts of our own file system (name, folder,
    /// times, permissions) are not part of it.
    ///
    /// # Errors
    /// [`Error::Empty`], [`Error::Unreadable`], [`Error::TooSlow`], [`Error::TooLarge`] (an answer over 16 MiB),
    /// [`Error::ToolMissing`], [`Error::Io`], [`Error::Worker`].
    pub fn metadata(&self, file: &Path) -> Result<Value, Error> {
        let file = not_empty(file)?;
        self.exiftool(&file)
    }

    /// One file, one jail: starting exiftool is most of the cost, but a file that hijacks it could make it lie about
    /// every other file of the same run.
    fn exiftool(&self, file: &Path) -> Result<Value, Error> {
        // Without a configuration file (must come first); long form, which has both the printed and the stored value.
        let mut arguments = crate::args(["-config", "", "-json", "-long", "-a", "-G1:4", "-struct"]);
        arguments.extend(crate::args(["-api", "largefilesupport=1", "--System:all"]));
        arguments.push(file.into());
        let limits = Limits { memory: 1 << 30, file_size: 0, wall: WALL };
        let (said, outcome) = self.ask(Tool::Exiftool, arguments, &[file], limits)?;
        match outcome.exit {
            Exit::OutOfTime => return Err(Error::TooSlow { limit: WALL }),
            Exit::Signal(signal) => return Err(Error::unreadable(format!("exiftool crashed on it (signal {signal})"))),
            // It also ends with 1 after a warning about a file, having said all the same what it found.
            _ if said.is_empty() => return Err(Error::unreadable(ffmpeg::reason(&outcome.complaint, file))),
            _ => {}
        }
        let answers: Vec<Map<String, Value>> = parse(&said, "exiftool")?;
        let mut answers = answers.into_iter();
        match (answers.next(), answers.next()) {
            (Some(tags), None) => Ok(Value::Object(flatten(tags))),
            _ => Err(Error::worker("exiftool did not answer once for one file")),
        }
    }

    /// Runs a tool that answers on its standard output.
    fn ask(
        &self,
        tool: Tool,
        arguments: Vec<OsString>,
        reads: &[&Path],
        limits: Limits,
    ) -> Result<(Vec<u8>, Outcome), Error> {
        let program = tools::find(tool)?;
        let job = Job { work: Work::Program(&program, arguments), reads, scratch: None, limits };
        let mut said = Collect::up_to(MAX_ANSWER);
        let outcome = run(&self.worker, &job, &mut said)?;
        if said.overflowed() {
            let limit = format!("{} MiB", MAX_ANSWER >> 20);
            return Err(Error::TooLarge { what: "the description of the file".into(), limit });
        }
        Ok((said.bytes, outcome))
    }
}

/// The absolute path of a file that has any bytes.
fn not_empty(file: &Path) -> Result<PathBuf, Error> {
    let (file, found) = ffmpeg::look_at(file)?;
    if found.kind == Kind::Empty { Err(Error::Empty) } else { Ok(file) }
}

fn parse<T: serde::de::DeserializeOwned>(said: &[u8], tool: &str) -> Result<T, Error> {
    serde_json::from_slice(said).map_err(|error| Error::worker(format!("{tool} gave a garbled answer: {error}")))
}

/// exiftool's long form (`{"desc", "val", "num"}` per tag) as plain values; see [`Sandbox::metadata`].
fn flatten(tags: Map<String, Value>) -> Map<String, Value> {
    let mut flat = Map::new();
    for (name, value) in tags {
        match value {
            Value::Object(mut long) if long.contains_key("val") => {
                let printed = long.remove("val").unwrap_or_default();
                if let Some(stored) = long.remove("num").filter(|stored| *stored != printed) {
                    flat.insert(format!("{name}#"), stored);
                }
                flat.insert(name, printed);
            }
            // The only plain one is the name of the file, which is ours.
            _ if name == "SourceFile" => {}
            other => {
                flat.insert(name, other);
            }
        }
    }
    flat
}
