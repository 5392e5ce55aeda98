//! Sound of a file, as samples of one channel.
//!
//! ffmpeg mixes all channels into one, resamples, and fills what the file leaves out with silence, so that the sample
//! number is the time on the player's clock. Pictures are not decoded. However many channels or whatever rate a file
//! claims, what comes out is bounded by [`SoundSpec`].

use crate::{
    End, Error, Sandbox, ffmpeg,
    kind::{FileType, Kind},
    run::{Ends, Exit, Job, Outcome, Work, run},
    tools::{self, Tool},
};
use std::{ops::ControlFlow, path::Path, time::Duration};

/// How to hand over the sound of a file.
#[derive(Clone, Debug, PartialEq)]
pub struct SoundSpec {
    /// Samples a second.
    pub rate: u32,
    /// Stop after this much sound.
    pub max_seconds: f64,
    /// Stop after this much time on the clock.
    pub wall: Duration,
}

/// How far reading the sound came.
#[derive(Clone, Debug, PartialEq)]
pub struct Sound {
    /// Seconds handed over, from the start of the player's clock.
    pub duration: f64,
    /// Whether there is more than was handed over.
    pub truncated: bool,
    /// Why reading ended.
    pub end: End,
}

impl Sandbox {
    /// Hands over the first sound track of a video or sound file, mixed to one channel, in pieces of signed 16-bit samples
    /// while decoding goes on. A file without sound is no error: it has 0 seconds of it.
    ///
    /// # Errors
    /// Only if not a single sample came: [`Error::Unreadable`], [`Error::TooSlow`], [`Error::TooLarge`],
    /// [`Error::WrongKind`], [`Error::Refused`], [`Error::Empty`], [`Error::ToolMissing`], [`Error::Io`],
    /// [`Error::Worker`].
    pub fn sound(
        &self,
        file: &Path,
        spec: &SoundSpec,
        each: &mut dyn FnMut(&[i16]) -> ControlFlow<()>,
    ) -> Result<Sound, Error> {
        let (file, found) = ffmpeg::look_at(file)?;
        if !matches!(found.kind, Kind::Video | Kind::Sound) {
            return Err(ffmpeg::not_what_was_wanted(found.kind, "a video or sound"));
        }
        let limit = (spec.max_seconds * f64::from(spec.rate)).clamp(0.0, MAX_SAMPLES) as u64;
        let mut reader = Reader { each, limit, count: 0, odd: None, samples: Vec::new(), end: None };
        let mut outcome = self.decode(&file, found, spec, ALL_CHANNELS, &mut reader)?;
        if reader.count == 0 && outcome.complaint.contains("Rematrix is needed") {
            outcome = self.decode(&file, found, spec, FIRST_CHANNEL, &mut reader)?;
        }
        reader.summary(&outcome, &file, spec)
    }

    fn decode(
        &self,
        file: &Path,
        found: FileType,
        spec: &SoundSpec,
        mix: &str,
        reader: &mut Reader<'_>,
    ) -> Result<Outcome, Error> {
        let program = tools::find(Tool::Ffmpeg)?;
        let mut arguments = crate::args(["-nostdin", "-nostats", "-loglevel", "level+warning"]);
        arguments.extend(ffmpeg::open(file, found, "a video or sound", &[])?);
        let filters = format!("{mix}aresample={}:async=1:first_pts=0,aformat=s16:channel_layouts=mono", spec.rate);
        arguments.extend(crate::args(["-map", "0:a:0", "-vn", "-sn", "-dn", "-af", &filters]));
        if spec.max_seconds.is_finite() {
            arguments.extend(crate::args(["-t", &spec.max_seconds.to_string()]));
        }
        arguments.extend(crate::args(["-f", "s16le", "pipe:1"]));
        let job = Job {
            work: Work::Program(&program, arguments),
            reads: &[file],
            scratch: None,
            limits: ffmpeg::limits(spec.wall, 0),
        };
        run(&self.worker, &job, reader)
    }
}

/// How channels become one: mixed as the file says where they stand, or, where it does not say, the first of them.
const ALL_CHANNELS: &str = "";
const FIRST_CHANNEL: &str = "pan=mono|c0=c0,";
/// More samples are never handed over, whatever the limit in seconds: a day at 48,000 a second.
const MAX_SAMPLES: f64 = 86_400.0 * 48_000.0;

/// Puts bytes together to samples.
struct Reader<'a> {
    each: &'a mut dyn FnMut(&[i16]) -> ControlFlow<()>,
    limit: u64,
    count: u64,
    /// The first byte of a sample of which the second is yet to come.
    odd: Option<u8>,
    samples: Vec<i16>,
    end: Option<End>,
}

impl Ends for Reader<'_> {
    fn stdout(&mut self, bytes: &[u8]) {
        self.samples.clear();
        let mut bytes = bytes.iter().copied();
        if let Some(low) = self.odd.take() {
            match bytes.next() {
                Some(high) => self.samples.push(i16::from_le_bytes([low, high])),
                None => self.odd = Some(low),
            }
        }
        while let Some(low) = bytes.next() {
            match bytes.next() {
                Some(high) => self.samples.push(i16::from_le_bytes([low, high])),
                None => self.odd = Some(low),
            }
        }
        let left = usize::try_from(self.limit - self.count).unwrap_or(usize::MAX);
        if self.samples.len() >= left {
            self.samples.truncate(left);
            self.end = Some(End::Seconds);
        }
        self.count += self.samples.len() as u64;
        if (self.each)(&self.samples).is_break() {
            self.end = Some(End::Caller);
        }
    }

    fn satisfied(&self) -> bool {
        self.end.is_some()
    }
}

impl Reader<'_> {
    fn summary(self, outcome: &Outcome, file: &Path, spec: &SoundSpec) -> Result<Sound, Error> {
        if self.count == 0 && self.end.is_none() && outcome.exit != Exit::Code(0) {
            return match ffmpeg::explain(outcome, file, spec.wall) {
                // No stream of the wanted kind: there is no sound, which is an answer.
                Error::NoPicture => Ok(Sound { duration: 0.0, truncated: false, end: End::Whole }),
                error => Err(error),
            };
        }
        let end = match (self.end, outcome.exit) {
            (Some(end), _) => end,
            (None, Exit::OutOfTime) => End::Wall,
            (None, Exit::Code(0)) => End::Whole,
            (None, Exit::Signal(signal)) => End::Damaged(format!("the decoder crashed on it (signal {signal})")),
            (None, _) => End::Damaged(ffmpeg::reason(&outcome.complaint, file)),
        };
        let duration = self.count as f64 / f64::from(spec.rate.max(1));
        // ffmpeg itself stops at the limit too, and then ends well.
        let truncated = end != End::Whole || duration >= spec.max_seconds;
        Ok(Sound { duration, truncated, end })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn heard(pieces: &[&[u8]], limit: u64) -> (Vec<i16>, Option<End>) {
        let mut all = Vec::new();
        let mut each = |samples: &[i16]| {
            all.extend_from_slice(samples);
            ControlFlow::Continue(())
        };
        let mut reader = Reader { each: &mut each, limit, count: 0, odd: None, samples: Vec::new(), end: None };
        pieces.iter().for_each(|piece| reader.stdout(piece));
        let end = reader.end;
        (all, end)
    }

    #[test]
    fn samples_that_are_cut_between_two_pieces_are_put_together() {
        assert_eq!(heard(&[&[1], &[0, 2], &[], &[0, 255, 255]], 10), (vec![1, 2, -1], None));
    }

    #[test]
    fn no_more_samples_than_the_limit_are_handed_over() {
        assert_eq!(heard(&[&[0; 10]], 3), (vec![0; 3], Some(End::Seconds)));
    }
}
