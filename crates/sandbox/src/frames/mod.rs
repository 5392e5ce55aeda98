//! Frames of a video: small grey pictures with the times at which a player shows them.
//!
//! ffmpeg decodes on one thread, picks frames and shrinks them; the pixels come through its standard output and, in
//! step, one line per frame with its exact time and size through its standard error (the `showinfo` filter). Decoding
//! is nearly all of the cost: picking in the filter, before shrinking, keeps it that way. Frames are picked on a grid
//! of the video's own times, not at a constant frame rate, so that videos of variable rate keep their true times.

mod announce;
mod reader;

pub(crate) use reader::Reader;

use crate::{
    Error, Sandbox, ffmpeg,
    kind::{Format, Kind},
    run::{Job, Outcome, Work, run},
    tools::{self, Tool},
};
use std::{
    ffi::OsString,
    ops::ControlFlow,
    path::Path,
    sync::atomic::{AtomicBool, Ordering},
    time::Duration,
};

/// Which frames of a video to hand over.
#[derive(Clone, Debug, PartialEq)]
pub struct FrameSpec {
    /// Frames a second: the first frame at or after each multiple of `1 / rate` seconds. 0: key frames alone, which is
    /// several times faster, because the frames between are not decoded.
    pub rate: f64,
    /// Longest side of the frames in pixels; smaller videos are not enlarged. 0: as they are.
    pub longest_side: u32,
    /// Also hand over every key frame between.
    pub key_frames: bool,
    /// Do not decode what is only there to be looked at: frames that no other needs, and the smoothing of block edges. Frames
    /// come a few hundredths of a second later, are a little rougher, and cost little more than half.
    pub skim: bool,
    /// Stop after this much of the video.
    pub max_seconds: f64,
    /// Stop after this many frames.
    pub max_frames: usize,
    /// Stop after this much time on the clock.
    pub wall: Duration,
}

impl FrameSpec {
    /// Frames a second where frames are picked by time, None for key frames alone. More than a thousand is no picking.
    fn grid(&self) -> Option<f64> {
        (self.rate > 0.0).then(|| self.rate.min(1000.0))
    }
}

/// One frame.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Frame<'a> {
    /// Seconds from the first frame of the video.
    pub time: f64,
    /// Width in pixels, upright and with square pixels.
    pub width: u32,
    /// Height in pixels.
    pub height: u32,
    /// Whether the video can be entered here (a key frame).
    pub key: bool,
    /// `width * height` bytes of brightness, 0 black to 255 white, row by row from the top left.
    pub gray: &'a [u8],
}

/// How far reading the frames came.
#[derive(Clone, Debug, PartialEq)]
pub struct Frames {
    /// Frames handed over.
    pub count: usize,
    /// Seconds of video covered, from the first frame to the end of the last one: at most `1 / rate` after its time.
    pub duration: f64,
    /// Seconds on the player's clock at which the first frame is shown; where sound starts first this is not 0.
    pub start: f64,
    /// Whether there is more of the video than was handed over.
    pub truncated: bool,
    /// Why reading ended.
    pub end: End,
}

/// Why reading frames ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum End {
    /// The video was read to its end, if with faults on the way that the decoder got over.
    Whole,
    /// The caller had enough.
    Caller,
    /// `max_seconds` were reached.
    Seconds,
    /// `max_frames` were reached.
    Frames,
    /// The clock ran out.
    Wall,
    /// The rest is missing or damaged; what the decoder said.
    Damaged(String),
}

impl Sandbox {
    /// Hands over frames of a video (or animated GIF), in order, while decoding goes on.
    ///
    /// Stops when `each` breaks, at the limits of `spec`, or where the file is damaged; what was handed over until
    /// then counts, and the answer says why it ended.
    ///
    /// # Errors
    /// Only if not a single frame came: [`Error::NoPicture`] for sound, [`Error::Unreadable`], [`Error::TooLarge`]
    /// (over 37 million pixels a frame), [`Error::TooSlow`], [`Error::WrongKind`], [`Error::Refused`], [`Error::Empty`],
    /// [`Error::ToolMissing`], [`Error::Io`], [`Error::Worker`].
    pub fn frames(
        &self,
        file: &Path,
        spec: &FrameSpec,
        each: &mut dyn FnMut(Frame<'_>) -> ControlFlow<()>,
    ) -> Result<Frames, Error> {
        let mut reader = Reader::new(spec, each, 1);
        let input: &[&str] = match (spec.grid(), spec.skim) {
            (None, _) => &["-skip_frame", "nokey"],
            (Some(_), true) => &["-skip_frame", "noref", "-skip_loop_filter", "all"],
            (Some(_), false) => &[],
        };
        let filters = format!("{}{},format=gray,showinfo", pick(spec), shrink_to(spec.longest_side));
        let outcome = self.stream(file, "a video", input, &filters, spec.wall, &mut reader)?;
        reader.summary(&outcome, file, spec)
    }

    /// Runs ffmpeg so that raw pixels and `showinfo` lines come out, on any version of it.
    pub(crate) fn stream(
        &self,
        file: &Path,
        wanted: &'static str,
        input: &[&str],
        filters: &str,
        wall: Duration,
        reader: &mut Reader<'_>,
    ) -> Result<Outcome, Error> {
        // Renamed in 5.1, the old name gone in 9; found out once. Without it ffmpeg repeats frames to a constant rate.
        static OLD_NAME: AtomicBool = AtomicBool::new(false);
        let (file, found) = ffmpeg::look_at(file)?;
        if !matches!(found.kind, Kind::Video | Kind::Sound | Kind::Photo(Format::Gif)) {
            return Err(ffmpeg::not_what_was_wanted(found.kind, wanted));
        }
        let program = tools::find(Tool::Ffmpeg)?;
        loop {
            let old_name = OLD_NAME.load(Ordering::Relaxed);
            let mut arguments: Vec<OsString> = crate::args(["-nostdin", "-nostats", "-loglevel", "level+info"]);
            arguments.extend(ffmpeg::open(&file, found, wanted, input)?);
            arguments.extend(crate::args(["-map", "0:V:0", "-vf", filters]));
            arguments.extend(crate::args([if old_name { "-vsync" } else { "-fps_mode" }, "passthrough"]));
            arguments.extend(crate::args(["-threads", "1", "-f", "rawvideo", "pipe:1"]));
            let job = Job {
                work: Work::Program(&program, arguments),
                reads: &[&file],
                scratch: None,
                limits: ffmpeg::limits(wall, 0),
            };
            let outcome = run(&self.worker, &job, reader)?;
            if !old_name && outcome.complaint.contains("Unrecognized option 'fps_mode'") {
                OLD_NAME.store(true, Ordering::Relaxed);
                continue;
            }
            return Ok(outcome);
        }
    }
}

/// The filter that picks frames: the first one in each cell of the grid, and key frames where wanted.
fn pick(spec: &FrameSpec) -> String {
    let Some(rate) = spec.grid() else { return String::new() };
    // A thousandth of a cell forgives times that were rounded down just before the grid line.
    let cell = |time: &str| format!("floor(({time}-start_t)*{rate}+0.001)");
    let key = if spec.key_frames { "+key" } else { "" };
    format!("select='isnan(t)+isnan(prev_selected_t)+gt({},{}){key}',", cell("t"), cell("prev_selected_t"))
}

/// The filter that makes pixels square and shrinks to a longest side (0: not at all), by areas.
pub(crate) fn shrink_to(longest_side: u32) -> String {
    let scale = match longest_side {
        0 => "1".into(),
        side => format!("min(1,{side}/max(iw*sar,ih))"),
    };
    format!("scale=w='max(1,round(iw*sar*{scale}))':h='max(1,round(ih*{scale}))':flags=area,setsar=1")
}

/// A filter that announces the size of the frames before they are shrunk.
pub(crate) const FULL_SIZE: &str = "showinfo@full";
