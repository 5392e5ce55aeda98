//! Brings together the two halves of each frame: its pixels and the line that announces them.

use super::{
    End, Frame, FrameSpec, Frames,
    announce::{Announced, announced, clock, ratio, square_size, word_after},
};
use crate::{
    Error, ffmpeg,
    run::{Ends, Exit, Outcome},
};
use std::{collections::VecDeque, ops::ControlFlow, path::Path, time::Duration};

/// Brings pixels and announcements together.
pub(crate) struct Reader<'a> {
    each: &'a mut dyn FnMut(Frame<'_>) -> ControlFlow<()>,
    bytes_per_pixel: usize,
    max_seconds: f64,
    max_frames: usize,
    seconds_per_tick: f64,
    announced: VecDeque<Announced>,
    pixels: Vec<u8>,
    start: Option<f64>,
    last: f64,
    count: usize,
    declared: Option<f64>,
    full_size: Option<(u32, u32)>,
    streams: usize,
    end: Option<End>,
}

/// The most bytes of one frame, and of pixels without an announcement: more means that the two outputs are out of step
/// or that a hijacked decoder makes things up.
const MAX_PIXELS: usize = 256 << 20;
/// Seconds from one key frame to the next that are nothing unusual.
const KEY_FRAME_GAP: f64 = 15.0;
/// The most frames announced without pixels.
const MAX_ANNOUNCED: usize = 10_000;

impl<'a> Reader<'a> {
    pub(crate) fn new(
        spec: &FrameSpec,
        each: &'a mut dyn FnMut(Frame<'_>) -> ControlFlow<()>,
        bytes_per_pixel: usize,
    ) -> Self {
        Self {
            each,
            bytes_per_pixel,
            max_seconds: spec.max_seconds,
            max_frames: spec.max_frames,
            seconds_per_tick: 0.0,
            announced: VecDeque::new(),
            pixels: Vec::new(),
            start: None,
            last: 0.0,
            count: 0,
            declared: None,
            full_size: None,
            streams: 0,
            end: None,
        }
    }

    /// Width and height of the frames before they were shrunk, if [`super::FULL_SIZE`] was among the filters.
    pub(crate) fn full_size(&self) -> Option<(u32, u32)> {
        self.full_size
    }

    /// Why no frame came.
    pub(crate) fn nothing(&self, outcome: &Outcome, file: &Path, wall: Duration) -> Error {
        match ffmpeg::explain(outcome, file, wall) {
            // Sound has a stream, if not of pictures; a container without any lost what it had.
            Error::NoPicture if self.streams == 0 => Error::unreadable(ffmpeg::HOLLOW),
            error => error,
        }
    }

    /// Hands over every frame that is announced and complete.
    fn deliver(&mut self) {
        while self.end.is_none() {
            let next = self.announced.front();
            let length =
                next.map(|next| u128::from(next.width) * u128::from(next.height) * self.bytes_per_pixel as u128);
            if length.unwrap_or(self.pixels.len() as u128) > MAX_PIXELS as u128 || self.announced.len() > MAX_ANNOUNCED
            {
                self.end = Some(End::Damaged("the decoder's answer was garbled".into()));
            }
            let (Some(next), Some(length)) = (next, length.and_then(|length| usize::try_from(length).ok())) else {
                return;
            };
            if self.pixels.len() < length || self.end.is_some() {
                return;
            }
            // A damaged video may jump back; its frames are still handed over in order.
            let start = *self.start.get_or_insert(next.time);
            let time = (next.time - start).max(self.last);
            if time > self.max_seconds {
                self.end = Some(End::Seconds);
                return;
            }
            if self.count == self.max_frames {
                self.end = Some(End::Frames);
                return;
            }
            let gray = &self.pixels[..length];
            let frame = Frame { time, width: next.width, height: next.height, key: next.key, gray };
            (self.last, self.count) = (time, self.count + 1);
            if (self.each)(frame).is_break() {
                self.end = Some(End::Caller);
            }
            self.pixels.drain(..length);
            self.announced.pop_front();
        }
    }

    /// Whether the frames end well before the file says it does. Many sound videos have a fault or two in the middle.
    fn falls_short(&self, spec: &FrameSpec) -> bool {
        let slack = spec.grid().map_or(KEY_FRAME_GAP, |rate| 2.0 / rate) + 0.5;
        self.declared.is_none_or(|declared| declared - self.last > slack)
    }

    pub(super) fn summary(self, outcome: &Outcome, file: &Path, spec: &FrameSpec) -> Result<Frames, Error> {
        let file = std::path::absolute(file).map_err(Error::io(file))?;
        if self.count == 0 && self.end.is_none() {
            return Err(self.nothing(outcome, &file, spec.wall));
        }
        let whole = !outcome.complaint.contains("[error]") || !self.falls_short(spec);
        let end = match (self.end, outcome.exit) {
            (Some(end), _) => end,
            (None, Exit::OutOfTime) => End::Wall,
            (None, Exit::Code(0)) if whole => End::Whole,
            (None, Exit::Signal(signal)) => End::Damaged(format!("the decoder crashed on it (signal {signal})")),
            (None, _) => End::Damaged(ffmpeg::reason(&outcome.complaint, &file)),
        };
        // What the file says of its length counts only as far as frames bear it out.
        let rest = self.declared.map_or(0.0, |declared| (declared - self.last).max(0.0));
        let step = spec.grid().map_or(0.0, |rate| 1.0 / rate);
        Ok(Frames {
            count: self.count,
            duration: self.last + rest.min(step),
            start: self.start.unwrap_or_default(),
            truncated: end != End::Whole,
            end,
        })
    }
}

impl Ends for Reader<'_> {
    fn stdout(&mut self, bytes: &[u8]) {
        self.pixels.extend_from_slice(bytes);
        self.deliver();
    }

    fn line(&mut self, line: &str) -> bool {
        if let Some(info) = line.strip_prefix("[Parsed_showinfo") {
            if let Some(tick) = word_after(info, "config in time_base: ").and_then(ratio) {
                self.seconds_per_tick = tick;
            } else if let Some(next) = announced(info, self.seconds_per_tick, self.last) {
                self.announced.push_back(next);
                self.deliver();
            }
            return true;
        }
        if line.starts_with("[showinfo@full") {
            self.full_size = self.full_size.or_else(|| square_size(line));
            return true;
        }
        if let Some(info) = line.strip_prefix("[info] ") {
            self.streams += usize::from(info.trim_start().starts_with("Stream #0:"));
            if self.declared.is_none() {
                self.declared = word_after(info, "  Duration: ").and_then(clock);
            }
            return true;
        }
        false
    }

    fn satisfied(&self) -> bool {
        self.end.is_some()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What a reader makes of a decoder's lines and pixels: frames handed over, and why it stopped.
    fn read(lines: &[&str], pixels: usize) -> (usize, Option<End>) {
        let spec = FrameSpec {
            rate: 1.0,
            longest_side: 0,
            key_frames: false,
            skim: false,
            max_seconds: 10.0,
            max_frames: 10,
            wall: Duration::from_secs(1),
        };
        let mut each = |_: Frame<'_>| ControlFlow::Continue(());
        let mut reader = Reader::new(&spec, &mut each, 3);
        for line in lines {
            reader.line(line);
        }
        reader.stdout(&vec![0; pixels]);
        (reader.count, reader.end)
    }

    #[test]
    fn a_hijacked_decoder_cannot_make_us_wait_for_or_keep_what_never_comes() {
        let frame = "[Parsed_showinfo_3 @ 0x0] [info] n: 0 pts: 0 s:2x1 i:P iskey:1 type:I";
        assert_eq!(read(&[frame], 6), (1, None));
        assert_eq!(read(&[frame], 5), (0, None));
        let huge = "[Parsed_showinfo_3 @ 0x0] [info] n: 0 pts: 0 s:4294967295x4294967295 i:P iskey:1 type:I";
        assert!(matches!(read(&[huge], 0), (0, Some(End::Damaged(_)))));
        assert!(matches!(read(&vec![frame; MAX_ANNOUNCED + 1], 0), (0, Some(End::Damaged(_)))));
        assert!(matches!(read(&[], MAX_PIXELS + 1), (0, Some(End::Damaged(_)))));
        let hollow = "[Parsed_showinfo_3 @ 0x0] [info] n: 0 pts: 9223372036854775807 s:0x0 i:P iskey:1 type:I";
        assert_eq!(read(&[hollow], 6), (0, None));
    }
}
