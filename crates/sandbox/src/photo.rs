//! Photos: a file in, upright pixels of a bounded size out.

use crate::{
    Error, Sandbox,
    decode::{Head, PhotoTask},
    ffmpeg,
    kind::{Format, Kind},
    run::{Collect, Exit, Job, Limits, Outcome, Work, run},
    tools::{self, Tool},
    worker::Task,
};
use std::{ffi::OsString, fs, path::Path, time::Duration};

/// A picture in memory.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Photo {
    /// Width of `rgb` in pixels, upright.
    pub width: u32,
    /// Height of `rgb` in pixels, upright.
    pub height: u32,
    /// Width in the file, upright (that is, after turning as the Exif orientation says).
    pub original_width: u32,
    /// Height in the file, upright.
    pub original_height: u32,
    /// `width * height` pixels of red, green and blue, row by row from the top left; transparency shows white.
    pub rgb: Vec<u8>,
}

/// The brightness of a picture in memory.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GreyPhoto {
    /// Width of `grey` in pixels, upright.
    pub width: u32,
    /// Height of `grey` in pixels, upright.
    pub height: u32,
    /// `width * height` bytes of brightness (ITU-R BT.601), 0 black to 255 white, row by row from the top left.
    pub grey: Vec<u8>,
}

/// The most pixels a photo may have: the largest phone cameras make 200 million.
const MAX_PIXELS: u64 = 200_000_000;
/// The largest photo file, in bytes; the decoder may hold it in memory whole.
const MAX_BYTES: u64 = 512 << 20;
/// Address space of the decoder, in bytes, and what it may allocate of that for one picture.
const MEMORY: u64 = 3 << 30;
const PICTURE_MEMORY: u64 = 2 << 30;
/// The longest a photo may take.
const WALL: Duration = Duration::from_secs(30);

impl Sandbox {
    /// Decodes a photo (the first picture of an animation), turns it upright and shrinks it so that its longest side is
    /// at most `longest_side` pixels (0: no shrinking). JPEG, PNG, WebP, GIF, TIFF, BMP, AVIF, HEIC.
    ///
    /// # Errors
    /// [`Error::WrongKind`] if it is no photo, [`Error::Unreadable`] if it is damaged or cut short, [`Error::TooLarge`]
    /// over 200 million pixels or 512 MiB, [`Error::TooSlow`] after 30 seconds, [`Error::ToolMissing`] for AVIF and HEIC
    /// without libheif's converter, [`Error::Empty`], [`Error::Refused`], [`Error::Io`], [`Error::Worker`].
    pub fn photo(&self, file: &Path, longest_side: u32) -> Result<Photo, Error> {
        let Pixels { width, height, original, bytes } = self.pixels(file, longest_side, false)?;
        Ok(Photo { width, height, original_width: original.0, original_height: original.1, rgb: bytes })
    }

    /// The brightness of a photo, as [`Sandbox::photo`] decodes it. Of a JPEG the colours are not decoded at all, which takes
    /// about half the time; brightness then is what the file says, and differs from that of its colours by rounding.
    ///
    /// # Errors
    /// As for [`Sandbox::photo`].
    pub fn grey_photo(&self, file: &Path, longest_side: u32) -> Result<GreyPhoto, Error> {
        let Pixels { width, height, bytes, .. } = self.pixels(file, longest_side, true)?;
        Ok(GreyPhoto { width, height, grey: bytes })
    }

    fn pixels(&self, file: &Path, longest_side: u32, grey: bool) -> Result<Pixels, Error> {
        let (file, found) = ffmpeg::look_at(file)?;
        let format = match found.kind {
            Kind::Photo(format) => format,
            other => return Err(ffmpeg::not_what_was_wanted(other, "a photo")),
        };
        let bytes = fs::metadata(&file).map_err(Error::io(&file))?.len();
        if bytes > MAX_BYTES {
            return Err(Error::TooLarge { what: format!("a file of {} MiB", bytes >> 20), limit: "512 MiB".into() });
        }
        match format {
            Format::Avif | Format::Heic => self.converted(&file, longest_side, grey),
            format => self.decoded(&file, format, longest_side, true, grey),
        }
    }

    fn decoded(&self, file: &Path, format: Format, longest_side: u32, turn: bool, grey: bool) -> Result<Pixels, Error> {
        let task = PhotoTask { format, longest_side, turn, grey, max_pixels: MAX_PIXELS, max_memory: PICTURE_MEMORY };
        let job = Job {
            work: Work::Task(Task::Photo(task)),
            reads: &[file],
            scratch: None,
            limits: Limits { memory: MEMORY, file_size: 0, wall: WALL },
        };
        // The head, and no more pixels than there may be in the file.
        let mut said = Collect::up_to(usize::try_from(MAX_PIXELS * 3).unwrap_or(usize::MAX).saturating_add(64 << 10));
        let outcome = run(&self.worker, &job, &mut said)?;
        match outcome.exit {
            Exit::Code(0) => understand(said.bytes, if grey { 1 } else { 3 }),
            _ => Err(gave_up(&outcome)),
        }
    }

    /// AVIF and HEIC go through libheif's converter first, which also turns them as the file says.
    fn converted(&self, file: &Path, longest_side: u32, grey: bool) -> Result<Pixels, Error> {
        let converter = tools::find(Tool::HeifConvert)?;
        let scratch = tempfile::tempdir().map_err(Error::io(std::env::temp_dir()))?;
        let target = scratch.path().join("photo.jpg");
        let arguments: [OsString; 4] = ["-q".into(), "98".into(), file.into(), target.clone().into()];
        let job = Job {
            work: Work::Program(&converter, arguments.into()),
            reads: &[file],
            scratch: Some(scratch.path()),
            limits: Limits { memory: MEMORY, file_size: MAX_BYTES, wall: WALL },
        };
        let outcome = run(&self.worker, &job, &mut Collect::up_to(64 << 10))?;
        // Of several pictures in one file each gets a number; the first is the main one.
        let made = [target.clone(), scratch.path().join("photo-1.jpg")].into_iter().find(|path| path.is_file());
        match (outcome.exit, made) {
            (Exit::Code(0), Some(made)) => self.decoded(&made, Format::Jpeg, longest_side, false, grey),
            _ => Err(gave_up(&outcome)),
        }
    }
}

/// Why a decoder that answered nothing has ended.
fn gave_up(outcome: &Outcome) -> Error {
    let said =
        outcome.complaint.lines().rev().find(|line| !line.trim().is_empty()).unwrap_or("the decoder said nothing");
    match outcome.exit {
        Exit::OutOfTime => Error::TooSlow { limit: WALL },
        _ if said.contains("memory") => {
            Error::TooLarge { what: "the picture in memory".into(), limit: format!("{} MiB", MEMORY >> 20) }
        }
        Exit::Signal(signal) => Error::unreadable(format!("the decoder crashed on it (signal {signal})")),
        _ => Error::unreadable(said),
    }
}

/// What the worker answers.
struct Pixels {
    width: u32,
    height: u32,
    /// Width and height in the file.
    original: (u32, u32),
    bytes: Vec<u8>,
}

/// Reads the worker's answer, trusting none of it: a hijacked decoder writes whatever it likes.
fn understand(mut said: Vec<u8>, channels: u8) -> Result<Pixels, Error> {
    let garbled = || Error::worker("the picture decoder gave a garbled answer");
    let (length, rest) = said.split_first_chunk::<4>().ok_or_else(garbled)?;
    let (head, pixels) = rest.split_at_checked(u32::from_le_bytes(*length) as usize).ok_or_else(garbled)?;
    match serde_json::from_slice(head).map_err(|_| garbled())? {
        Head::Photo { size: (width, height), original } => {
            let expected = u128::from(width) * u128::from(height) * u128::from(channels);
            if expected == 0 || expected != pixels.len() as u128 {
                return Err(garbled());
            }
            let bytes = said.split_off(said.len() - pixels.len());
            Ok(Pixels { width, height, original, bytes })
        }
        Head::Unreadable(reason) => Err(Error::Unreadable { reason }),
        Head::TooManyPixels(width, height) => Err(Error::TooLarge {
            what: format!("a picture of {width} x {height} pixels"),
            limit: format!("{} million pixels", MAX_PIXELS / 1_000_000),
        }),
        Head::TooMuchMemory => Err(Error::TooLarge {
            what: "the picture in memory".into(),
            limit: format!("{} MiB", PICTURE_MEMORY >> 20),
        }),
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a test fails by panicking")]
    use super::*;

    fn said(head: &str, pixels: usize) -> Vec<u8> {
        [&u32::try_from(head.len()).unwrap().to_le_bytes()[..], head.as_bytes(), &vec![0; pixels]].concat()
    }

    #[test]
    fn a_hijacked_decoder_cannot_make_us_believe_in_pixels_that_are_not_there() {
        let honest = r#"{"photo":{"size":[2,1],"original":[4,2]}}"#;
        assert!(understand(said(honest, 6), 3).is_ok());
        assert!(understand(said(honest, 2), 1).is_ok());
        for answer in [
            said(honest, 5),
            said(honest, 7),
            said(r#"{"photo":{"size":[4294967295,4294967295],"original":[1,1]}}"#, 6),
            said(r#"{"photo":{"size":[0,0],"original":[1,1]}}"#, 0),
            said("nonsense", 0),
            vec![255; 4],
            vec![1],
            vec![],
        ] {
            assert!(matches!(understand(answer.clone(), 3), Err(Error::Worker { .. })), "{answer:?}");
        }
    }
}
