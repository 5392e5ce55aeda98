//! The layer `picture`: hashes and local features of photos and of the frames of videos. It is always there.

use std::{ops::ControlFlow, time::Duration};

use copydetect::{FRAME_RATE, FRAME_SIDE, Gray, Layers, Print, VideoPrinter};
use sandbox::{FrameSpec, Kind};

use super::{Layer, Opened, Progress, State, opened::LONGEST};
use crate::{
    Desk,
    error::{Error, Result},
};

/// Its name, by which the matcher knows what goes onto shelves.
pub(crate) const PICTURE: &str = "picture";

pub(super) struct Picture;

/// Videos of up to so many seconds are looked at as a whole at once.
const WHOLE_AT_ONCE: f64 = 20.0;

/// Pixels of a frame from which on decoding is most of the cost; smaller videos are read whole, which finds ends a little better.
const WORTH_SKIMMING: i64 = 1280 * 720;

impl Layer for Picture {
    fn name(&self) -> &'static str {
        PICTURE
    }

    fn what(&self) -> &'static str {
        "hashes and local features of photos and frames: crops, mirrors, captions, slants, re-filmed screens"
    }

    fn kinds(&self) -> &'static [&'static str] {
        &["photo", "video"]
    }

    fn state(&self, _: &Desk) -> State {
        State::Ready { version: Print::VERSION.to_string() }
    }

    fn make(&self, _: &Desk, opened: &Opened, each: Progress<'_>) -> Result<Layers> {
        if let Kind::Photo(_) = opened.kind {
            return Ok(Print::Photo(copydetect::photo(opened.rgb()?)).into());
        }
        video(opened, FRAME_RATE, each)
    }

    fn write(&self, layers: &Layers) -> Option<Vec<u8>> {
        layers.picture.as_ref().map(Print::to_bytes)
    }

    fn read(&self, data: &[u8]) -> Result<Layers, String> {
        Print::from_bytes(data).map(Layers::from).map_err(|error| error.to_string())
    }
}

/// Whether looking at key frames alone saves a person time: shorter videos are looked at as a whole in little more.
pub fn worth_a_glimpse(opened: &Opened) -> bool {
    opened.kind() == "video" && opened.facts.duration.is_some_and(|seconds| seconds > WHOLE_AT_ONCE)
}

/// A video's key frames alone: enough to say in a moment whether it is known, too few to say which seconds of it. Blocks.
pub fn glimpse(opened: &Opened) -> Result<Layers> {
    video(opened, 0.0, &mut |_| ControlFlow::Continue(()))
}

/// The layer of a video, from so many frames a second and the key frames between; 0: from key frames alone.
fn video(opened: &Opened, rate: f64, each: Progress<'_>) -> Result<Layers> {
    let length = opened.facts.duration.unwrap_or(LONGEST).min(LONGEST);
    let spec = FrameSpec {
        rate,
        longest_side: u32::try_from(FRAME_SIDE).unwrap_or(u32::MAX),
        key_frames: true,
        skim: opened.facts.width.unwrap_or(0) * opened.facts.height.unwrap_or(0) >= WORTH_SKIMMING,
        max_seconds: LONGEST,
        max_frames: 200_000,
        // Decoding slower than a tenth of real time is a decoder bomb, not a video.
        wall: Duration::from_secs_f64(60.0 + length * 10.0),
    };
    let mut printer = VideoPrinter::new();
    let mut count = 0;
    let mut stopped = false;
    let frames = opened.sandbox.frames(&opened.path, &spec, &mut |frame| {
        printer.push(frame.time, Gray { width: size(frame.width), height: size(frame.height), pixels: frame.gray });
        count += 1;
        let flow = each(count);
        stopped = flow.is_break();
        flow
    })?;
    if stopped {
        return Err(Error::Cancelled);
    }
    Ok(Print::Video(printer.finish(opened.facts.duration.unwrap_or(frames.duration))).into())
}

fn size(pixels: u32) -> usize {
    usize::try_from(pixels).unwrap_or(usize::MAX)
}
