//! From a file to what copy detection keeps of it, through the jail. Everything here blocks.

use std::{ops::ControlFlow, path::Path, time::Duration};

use copydetect::{FRAME_RATE, FRAME_SIDE, Gray, PHOTO_SIDE, Print, Rgb, VideoPrinter};
use sandbox::{FrameSpec, Kind, Photo, Sandbox};
use serde_json::Value;

use crate::error::{Error, Result};

/// The longest video that is fingerprinted whole; what is longer is fingerprinted up to here and said so.
const LONGEST: f64 = 6.0 * 3600.0;

/// What a medium is, from the readers' answers.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Facts {
    /// Pixels.
    pub width: Option<i64>,
    /// Pixels.
    pub height: Option<i64>,
    /// Seconds.
    pub duration: Option<f64>,
    /// Whether there is a moving picture.
    pub video: bool,
    /// MIME type under which a browser plays it as it is; none when it needs a working copy.
    pub playable: Option<String>,
}

/// Reads the facts from ffprobe's answer.
pub fn facts(probe: &Value) -> Facts {
    let streams = probe["streams"].as_array().map_or(&[][..], Vec::as_slice);
    // A cover picture inside a sound file is not a moving picture.
    let video =
        streams.iter().find(|stream| stream["codec_type"] == "video" && stream["disposition"]["attached_pic"] != 1);
    let sound = streams.iter().find(|stream| stream["codec_type"] == "audio");
    let seconds =
        |value: &Value| value.as_str().and_then(|text| text.parse::<f64>().ok()).filter(|s| s.is_finite() && *s > 0.0);
    let codec = |stream: Option<&Value>| stream.and_then(|stream| stream["codec_name"].as_str()).map(str::to_owned);
    let container = probe["format"]["format_name"].as_str().unwrap_or_default();
    let playable = match (container, codec(video).as_deref(), codec(sound).as_deref()) {
        (mp4, Some("h264" | "av1" | "vp9"), None | Some("aac" | "mp3" | "opus")) if mp4.contains("mp4") => {
            Some("video/mp4")
        }
        (webm, Some("vp8" | "vp9" | "av1"), None | Some("vorbis" | "opus")) if webm.contains("webm") => {
            Some("video/webm")
        }
        ("mp3", None, Some("mp3")) => Some("audio/mpeg"),
        ("wav", None, Some(_)) => Some("audio/wav"),
        ("ogg", None, Some("vorbis" | "opus")) => Some("audio/ogg"),
        ("flac", None, Some("flac")) => Some("audio/flac"),
        (mp4, None, Some("aac")) if mp4.contains("mp4") => Some("audio/mp4"),
        _ => None,
    };
    Facts {
        width: video.and_then(|stream| stream["width"].as_i64()),
        height: video.and_then(|stream| stream["height"].as_i64()),
        duration: seconds(&probe["format"]["duration"])
            .or_else(|| video.and_then(|stream| seconds(&stream["duration"]))),
        video: video.is_some(),
        playable: playable.map(str::to_owned),
    }
}

/// The print of a photo or video, and a small picture of it for the veil. None for what has no picture.
pub fn print_of(
    sandbox: &Sandbox,
    file: &Path,
    kind: Kind,
    facts: &Facts,
    each: &mut dyn FnMut(i64) -> ControlFlow<()>,
) -> Result<Option<(Print, Photo)>> {
    if let Kind::Photo(_) = kind {
        let photo = sandbox.photo(file, side(PHOTO_SIDE))?;
        let print = copydetect::photo(Rgb { width: size(photo.width), height: size(photo.height), pixels: &photo.rgb });
        return Ok(Some((Print::Photo(print), photo)));
    }
    if !facts.video {
        return Ok(None);
    }
    let length = facts.duration.unwrap_or(LONGEST).min(LONGEST);
    let spec = FrameSpec {
        rate: FRAME_RATE,
        longest_side: side(FRAME_SIDE),
        key_frames: true,
        max_seconds: LONGEST,
        max_frames: 200_000,
        // Decoding slower than a tenth of real time is a decoder bomb, not a video.
        wall: Duration::from_secs_f64(60.0 + length * 10.0),
    };
    let mut printer = VideoPrinter::new();
    let mut count = 0;
    let mut stopped = false;
    let frames = sandbox.frames(file, &spec, &mut |frame| {
        printer.push(frame.time, Gray { width: size(frame.width), height: size(frame.height), pixels: frame.gray });
        count += 1;
        let flow = each(count);
        stopped = flow.is_break();
        flow
    })?;
    if stopped {
        return Err(Error::Cancelled);
    }
    let duration = facts.duration.unwrap_or(frames.duration);
    let print = printer.finish(duration);
    let still = sandbox.still(file, (duration * 0.1).min(10.0), 320)?;
    Ok(Some((Print::Video(print), still)))
}

fn size(pixels: u32) -> usize {
    usize::try_from(pixels).unwrap_or(usize::MAX)
}

fn side(pixels: usize) -> u32 {
    u32::try_from(pixels).unwrap_or(u32::MAX)
}
