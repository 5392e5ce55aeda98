//! Pictures out of videos, and videos that this program makes: working copies and its own samples.

use crate::{
    Error, FrameSpec, Photo, Sandbox,
    ffmpeg::{self, address, explain},
    frames::{FULL_SIZE, Reader, shrink_to},
    kind::Kind,
    run::{Ends, Exit, Job, Work, run},
    tools::{self, Tool},
};
use std::{
    ffi::OsString,
    fs::{self, File},
    io::{self, Read, Seek},
    ops::ControlFlow,
    path::Path,
    time::Duration,
};

/// Bounds of a working copy.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct VideoLimits {
    /// Time on the clock.
    pub wall: Duration,
    /// Seconds of video; the rest is left out.
    pub max_seconds: f64,
    /// Bytes of the copy.
    pub max_bytes: u64,
}

/// How [`Sandbox::encode_video`] encodes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct VideoArgs {
    /// Quality of H.264, 0 (lossless) to 51 (worst); 23 is usual.
    pub crf: u8,
    /// A key frame at least every so many frames.
    pub key_frame_every: u32,
}

impl Default for VideoArgs {
    fn default() -> Self {
        Self { crf: 23, key_frame_every: 60 }
    }
}

/// The longest side of a working copy, in pixels.
const WORKING_SIDE: u32 = 1280;
/// The longest one still may take.
const STILL_WALL: Duration = Duration::from_secs(30);
/// The longest encoding our own frames may take, and the most bytes it may make.
const ENCODE_WALL: Duration = Duration::from_secs(600);
const ENCODE_BYTES: u64 = 4 << 30;

impl Sandbox {
    /// How the names of scratch folders beside a video in the making begin. A desk that was killed leaves them behind;
    /// they may be removed while nothing is being made.
    pub const SCRATCH_PREFIX: &'static str = ".making-";

    /// The frame of a video shown `at` seconds, in colour, at most `longest_side` pixels on its longest side; the first
    /// frame if the video is shorter than that.
    ///
    /// # Errors
    /// As for [`Sandbox::frames`].
    pub fn still(&self, file: &Path, at: f64, longest_side: u32) -> Result<Photo, Error> {
        match self.one_frame(file, at.max(0.0), longest_side) {
            Err(Error::Unreadable { .. } | Error::NoPicture) if at > 0.0 => self.one_frame(file, 0.0, longest_side),
            answer => answer,
        }
    }

    fn one_frame(&self, file: &Path, at: f64, longest_side: u32) -> Result<Photo, Error> {
        let spec = FrameSpec {
            rate: 0.0,
            longest_side,
            key_frames: false,
            skim: false,
            max_seconds: f64::INFINITY,
            max_frames: 1,
            wall: STILL_WALL,
        };
        let mut photo = None;
        let mut keep = |frame: crate::Frame<'_>| {
            let (width, height) = (frame.width, frame.height);
            photo =
                Some(Photo { width, height, original_width: width, original_height: height, rgb: frame.gray.to_vec() });
            ControlFlow::Break(())
        };
        let mut reader = Reader::new(&spec, &mut keep, 3);
        let filters = format!("{FULL_SIZE},{},format=rgb24,showinfo", shrink_to(longest_side));
        let outcome = self.stream(file, "a video", &["-ss", &format!("{at:.6}")], &filters, STILL_WALL, &mut reader)?;
        let (original, nothing) = (reader.full_size(), reader.nothing(&outcome, file, STILL_WALL));
        let mut photo = photo.ok_or(nothing)?;
        if let Some((width, height)) = original {
            (photo.original_width, photo.original_height) = (width, height);
        }
        Ok(photo)
    }

    /// Makes a working copy that every browser plays: MP4 with H.264 and AAC, at most 1280 pixels on its longest side,
    /// ready to start before it is loaded whole, without metadata. It appears at `to` complete or not at all.
    ///
    /// # Errors
    /// As for [`Sandbox::frames`]; [`Error::TooLarge`] also if the copy grows over its limit.
    pub fn working_video(&self, file: &Path, to: &Path, limits: &VideoLimits) -> Result<(), Error> {
        let (file, found) = ffmpeg::look_at(file)?;
        if !matches!(found.kind, Kind::Video | Kind::Photo(crate::Format::Gif)) {
            return Err(ffmpeg::not_what_was_wanted(found.kind, "a video"));
        }
        let mut arguments = crate::args(["-nostdin", "-nostats", "-loglevel", "level+warning"]);
        arguments.extend(ffmpeg::open(&file, found, "a video", &[])?);
        let scale = format!("min(1,{WORKING_SIDE}/max(iw*sar,ih))");
        let even = |side: &str| format!("max(2,2*round({side}*{scale}/2))");
        let filters = format!("scale=w='{}':h='{}',setsar=1,format=yuv420p", even("iw*sar"), even("ih"));
        arguments.extend(crate::args(["-map", "0:V:0", "-map", "0:a:0?", "-sn", "-dn", "-map_metadata", "-1"]));
        arguments.extend(crate::args(["-map_chapters", "-1", "-vf", &filters]));
        if limits.max_seconds.is_finite() {
            arguments.extend(crate::args(["-t", &limits.max_seconds.to_string()]));
        }
        arguments.extend(crate::args(["-threads", "1", "-c:v", "libx264", "-preset", "veryfast", "-crf", "23"]));
        arguments.extend(crate::args(["-c:a", "aac", "-b:a", "128k", "-ac", "2"]));
        let made = self.make(arguments, &[&file], ffmpeg::limits(limits.wall, limits.max_bytes), to, &mut Silent, None);
        made.map_err(|failure| failure.explain(&file, limits.wall))
    }

    /// Encodes our own frames (each `width * height * 3` bytes of red, green, blue) and sound (one channel, 48,000
    /// samples a second) as MP4 at `to`. One thread and no time stamps: the same ffmpeg makes the same bytes.
    ///
    /// # Errors
    /// [`Error::ToolMissing`], [`Error::Worker`] if ffmpeg refuses the frames, [`Error::TooSlow`] after ten minutes.
    #[expect(clippy::too_many_arguments, reason = "each is a plain fact of the video; a struct would only rename them")]
    pub fn encode_video(
        &self,
        frames: &mut dyn FnMut() -> Option<Vec<u8>>,
        width: u32,
        height: u32,
        fps: f64,
        sound: Option<&[i16]>,
        args: &VideoArgs,
        to: &Path,
    ) -> Result<(), Error> {
        let (size, rate) = (format!("{width}x{height}"), fps.to_string());
        let mut arguments = crate::args(["-nostats", "-hide_banner", "-loglevel", "level+warning"]);
        arguments.extend(crate::args(["-protocol_whitelist", "file,pipe", "-f", "rawvideo", "-pix_fmt", "rgb24"]));
        arguments.extend(crate::args(["-video_size", &size, "-framerate", &rate, "-i", "pipe:0"]));
        if sound.is_some() {
            arguments.extend(crate::args([
                "-protocol_whitelist",
                "file,pipe",
                "-f",
                "s16le",
                "-ar",
                "48000",
                "-ac",
                "1",
            ]));
            arguments.extend(["-i".into(), address(Path::new(SOUND))]);
            arguments.extend(crate::args(["-map", "0:v", "-map", "1:a", "-c:a", "aac", "-b:a", "96k"]));
        }
        let (crf, gop) = (args.crf.to_string(), args.key_frame_every.to_string());
        arguments.extend(crate::args(["-threads", "1", "-c:v", "libx264", "-preset", "veryfast", "-crf", &crf]));
        arguments.extend(crate::args(["-g", &gop, "-pix_fmt", "yuv420p", "-map_metadata", "-1"]));
        arguments.extend(crate::args(["-fflags", "+bitexact", "-flags:v", "+bitexact", "-flags:a", "+bitexact"]));
        let sound = sound.map(|samples| samples.iter().flat_map(|sample| sample.to_le_bytes()).collect::<Vec<u8>>());
        let limits = ffmpeg::limits(ENCODE_WALL, ENCODE_BYTES);
        self.make(arguments, &[], limits, to, &mut Feed(frames), sound).map_err(|failure| match failure {
            Failure::Ffmpeg(outcome) if outcome.exit == Exit::OutOfTime => Error::TooSlow { limit: ENCODE_WALL },
            Failure::Ffmpeg(outcome) => Error::worker(ffmpeg::reason(&outcome.complaint, to)),
            Failure::Other(error) => error,
        })
    }

    /// Runs ffmpeg to make an MP4 in a scratch folder beside `to`, and moves it there once it is complete.
    fn make(
        &self,
        mut arguments: Vec<OsString>,
        reads: &[&Path],
        limits: crate::run::Limits,
        to: &Path,
        ends: &mut impl Ends,
        sound: Option<Vec<u8>>,
    ) -> Result<(), Failure> {
        let to = std::path::absolute(to).map_err(Error::io(to))?;
        let folder = to.parent().unwrap_or(Path::new("/"));
        let program = tools::find(Tool::Ffmpeg)?;
        let scratch =
            tempfile::Builder::new().prefix(Self::SCRATCH_PREFIX).tempdir_in(folder).map_err(Error::io(folder))?;
        if let Some(sound) = sound {
            fs::write(scratch.path().join(SOUND), sound).map_err(Error::io(scratch.path()))?;
        }
        let made = scratch.path().join("made.mp4");
        arguments.extend(crate::args(["-movflags", "+faststart", "-f", "mp4"]));
        arguments.push(address(&made));
        let job = Job { work: Work::Program(&program, arguments), reads, scratch: Some(scratch.path()), limits };
        let outcome = run(&self.worker, &job, ends)?;
        if outcome.exit != Exit::Code(0) {
            return Err(Failure::Ffmpeg(outcome));
        }
        let file = File::open(&made).map_err(Error::io(&made))?;
        if !is_complete(&file).map_err(Error::io(&made))? {
            return Err(
                Error::worker(format!("ffmpeg cut its file short, is the disk full? {}", outcome.complaint)).into()
            );
        }
        file.sync_all().map_err(Error::io(&made))?;
        fs::rename(&made, &to).map_err(Error::io(&to))?;
        Ok(())
    }
}

/// Whether an MP4 file is made of whole boxes and has a table of contents. ffmpeg may end well with a full disk.
fn is_complete(mut file: &File) -> io::Result<bool> {
    let length = file.metadata()?.len();
    let (mut at, mut has_contents) = (0, false);
    while at < length {
        // A box starts with its length and name; the length 1 means that a longer one follows (ISO/IEC 14496-12, 4.2).
        let mut head = [0; 16];
        file.seek(io::SeekFrom::Start(at))?;
        if file.read(&mut head)? < 8 {
            return Ok(false);
        }
        let [size, long] =
            [&head[..4], &head[8..]].map(|bytes| bytes.iter().fold(0, |sum, byte| sum << 8 | u64::from(*byte)));
        has_contents |= &head[4..8] == b"moov";
        at = match if size == 1 { long } else { size } {
            0..8 => return Ok(false),
            size => at.saturating_add(size),
        };
    }
    Ok(has_contents && at == length)
}

/// The sound that goes into a video, in the scratch folder, which is also the current folder of the run.
const SOUND: &str = "sound.raw";

/// Why no video was made.
enum Failure {
    Ffmpeg(crate::run::Outcome),
    Other(Error),
}

impl Failure {
    fn explain(self, file: &Path, wall: Duration) -> Error {
        match self {
            Self::Ffmpeg(outcome) => explain(&outcome, file, wall),
            Self::Other(error) => error,
        }
    }
}

impl From<Error> for Failure {
    fn from(error: Error) -> Self {
        Self::Other(error)
    }
}

/// A run that neither takes nor gives anything through its pipes.
struct Silent;

impl Ends for Silent {
    fn stdout(&mut self, _: &[u8]) {}
    fn satisfied(&self) -> bool {
        false
    }
}

/// A run that takes frames.
struct Feed<'a>(&'a mut dyn FnMut() -> Option<Vec<u8>>);

impl Ends for Feed<'_> {
    const FED: bool = true;
    fn stdout(&mut self, _: &[u8]) {}
    fn satisfied(&self) -> bool {
        false
    }
    fn feed(&mut self) -> Option<Vec<u8>> {
        (self.0)()
    }
}
