//! The fingerprint of a video, made frame by frame.

use super::PrintError;
use super::bytes::{Reader, Writer};
use super::look::Look;
use crate::boxes::boxes;
use crate::changes::Region;
use crate::features::Features;
use crate::parts::Part;
use crate::pdq::{self, Code, Quality, Turn, Variant};
use crate::picture::{Gray, Luma};

/// Frames a second to hand to [`VideoPrinter::push`], besides key frames.
pub const FRAME_RATE: f64 = 4.0;
/// Pixels of the longest side of the frames to hand over.
pub const FRAME_SIDE: usize = 384;

/// A fingerprint holds at most this many frames; a longer video is kept at a coarser rate.
const MAX_FRAMES: usize = 65_536;

/// Features are kept of a frame at most so often, in seconds.
const STILL_SPACING: f64 = 0.5;
/// Of a still, at most so many features are kept.
const STILL_FEATURES: usize = 200;
/// Pictures within stills are looked for so often, in seconds; what is found twice in one place is no chance.
const BOX_SPACING: f64 = 1.0;
/// Of a still, at most so many are looked at, and so many kept.
const MAX_BOXES: usize = 6;
const MAX_PARTS: usize = 2;
/// Two boxes that share this much of what they cover together are one.
const SAME_BOX: f32 = 0.8;
/// Fingerprints of videos have parts from this version on.
const WITH_PARTS: u8 = 4;

/// A fingerprint holds at most this many stills; of a longer video they are kept further apart.
const MAX_STILLS: usize = 600;

/// A frame of which the features are kept.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Still {
    pub(crate) time: f64,
    pub(crate) features: Features,
    pub(crate) look: Option<Look>,
    /// The pictures within it that stand still while the video runs; none in fingerprints of an older version.
    pub(crate) parts: Vec<Part>,
}

impl Still {
    /// The whole, then its parts, each with the still that it is of.
    pub(crate) fn pictures(&self) -> impl Iterator<Item = (&Self, &Features)> {
        let all = std::iter::once(&self.features).chain(self.parts.iter().map(|part| &part.features));
        all.map(move |features| (self, features))
    }
}

/// One look at a video, or a run of looks that saw exactly the same.
#[derive(Clone, Debug, PartialEq)]
pub struct Frame {
    /// When it was seen first and last, in seconds from the start.
    pub seen: (f64, f64),
    /// Its canonical PDQ, and that of its mirror image.
    pub codes: [Code; 2],
    /// How much there was to see.
    pub quality: Quality,
}

/// What is kept of a video.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct VideoPrint {
    pub(crate) duration: f64,
    /// Width and height in pixels of the frames that were fingerprinted.
    pub(crate) size: (u32, u32),
    pub(crate) frames: Vec<Frame>,
    pub(crate) stills: Vec<Still>,
}

/// Makes the fingerprint of a video from its frames, in bounded memory however long it runs.
///
/// ```
/// use copydetect::{Gray, VideoPrinter};
/// let mut printer = VideoPrinter::new();
/// for i in 0..8 {
///     let pixels: Vec<u8> = (0..64 * 48).map(|p| (p / 64 * 5 + p % 64 * i) as u8).collect();
///     printer.push(i as f64 / 4.0, Gray { width: 64, height: 48, pixels: &pixels });
/// }
/// let print = printer.finish(2.0);
/// assert_eq!(print.duration(), 2.0);
/// ```
#[derive(Clone, Debug, Default)]
pub struct VideoPrinter {
    frames: Vec<Frame>,
    /// Size and pixels of the frame before: one that is exactly the same costs nothing more than comparing them.
    previous: ((usize, usize), Vec<u8>),
    latest: f64,
    /// Frames that follow the one before by less are dropped; grows with the length of the video.
    spacing: f64,
    size: (u32, u32),
    stills: Vec<Still>,
    /// Stills are taken no nearer than this to the one before.
    still_spacing: f64,
    boxes: Boxes,
}

/// Pictures within a video's picture.
#[derive(Clone, Debug, Default)]
struct Boxes {
    /// When they were looked for last.
    looked: Option<f64>,
    /// All that were found then.
    found: Vec<Region>,
    /// Those of them that had been there the time before.
    standing: Vec<Region>,
}

impl Boxes {
    fn look(&mut self, luma: &Luma, now: f64) {
        let found = boxes(luma, MAX_BOXES);
        let stands = |region: &&Region| self.found.iter().any(|other| region.overlap(other) >= SAME_BOX);
        self.standing = found.iter().filter(stands).take(MAX_PARTS).copied().collect();
        (self.looked, self.found) = (Some(now), found);
    }
}

impl VideoPrinter {
    /// A printer that has seen nothing.
    pub fn new() -> Self {
        Self::default()
    }

    /// Takes the next frame, seen at `time_seconds` from the start. Frames come in the order of time; one whose time is
    /// not a number, negative or earlier than the one before is left out, as is one without pixels.
    pub fn push(&mut self, time_seconds: f64, frame: Gray<'_>) {
        if !time_seconds.is_finite() || time_seconds < self.latest {
            return;
        }
        if self.frames.last().is_some_and(|last| time_seconds - last.seen.0 < self.spacing) {
            return;
        }
        if let Some(last) = self
            .frames
            .last_mut()
            .filter(|_| self.previous.0 == (frame.width, frame.height) && self.previous.1 == frame.pixels)
        {
            self.latest = time_seconds;
            last.seen.1 = time_seconds;
            return;
        }
        let luma = frame.to_luma();
        if luma.is_empty() {
            return;
        }
        self.latest = time_seconds;
        self.previous.0 = (frame.width, frame.height);
        self.previous.1.clear();
        self.previous.1.extend_from_slice(frame.pixels);
        let (codes, quality) = pdq::dihedral(&luma, Variant::Canonical);
        let codes = [codes[Turn::Upright as usize], codes[Turn::FlippedColumns as usize]];
        self.frames.push(Frame { seen: (time_seconds, time_seconds), codes, quality });
        if self.frames.len() > MAX_FRAMES {
            halve(&mut self.frames);
            self.spacing = 2.0 * self.latest / MAX_FRAMES as f64;
        }
        self.take_still(&luma);
    }

    fn take_still(&mut self, luma: &Luma) {
        let spacing = self.still_spacing.max(STILL_SPACING) - 0.01;
        if self.stills.last().is_some_and(|last| self.latest - last.time < spacing) {
            return;
        }
        if self.stills.is_empty() {
            self.size = (luma.width() as u32, luma.height() as u32);
        }
        let features = Features::of(luma, FRAME_SIDE, STILL_FEATURES);
        let parts = self.parts(luma);
        self.stills.push(Still { time: self.latest, features, look: Some(Look::of(luma)), parts });
        if self.stills.len() > MAX_STILLS {
            halve(&mut self.stills);
            self.still_spacing = 2.0 * self.latest / MAX_STILLS as f64;
        }
    }

    /// The pictures within a still that stand there: an inset, what bars or padding surround, a filmed screen.
    fn parts(&mut self, luma: &Luma) -> Vec<Part> {
        if self.boxes.looked.is_none_or(|last| self.latest - last >= BOX_SPACING - 0.01) {
            self.boxes.look(luma, self.latest);
        }
        self.boxes.standing.iter().map(|&region| Part::of(luma, region)).collect()
    }

    /// The fingerprint. `duration_seconds` is the video's length; where it is unknown or impossible, the time of the last
    /// frame stands in.
    pub fn finish(self, duration_seconds: f64) -> VideoPrint {
        let duration = if duration_seconds.is_finite() { duration_seconds.max(self.latest) } else { self.latest };
        VideoPrint { duration, size: self.size, frames: self.frames, stills: self.stills }
    }
}

/// Drops every second.
fn halve<T>(kept: &mut Vec<T>) {
    let mut index = 0;
    kept.retain(|_| {
        index += 1;
        index % 2 == 1
    });
}

impl VideoPrint {
    /// Length in seconds.
    pub fn duration(&self) -> f64 {
        self.duration
    }

    /// The frames in the order of time.
    pub fn frames(&self) -> &[Frame] {
        &self.frames
    }

    /// Its pictures, in the order in which they are searched: of each still the whole, then its parts.
    pub(crate) fn pictures(&self) -> impl Iterator<Item = (&Still, &Features)> {
        self.stills.iter().flat_map(Still::pictures)
    }

    /// The usual time between two frames, in seconds.
    pub(crate) fn step(&self) -> f64 {
        let mut steps: Vec<f64> = self.frames.windows(2).map(|pair| pair[1].seen.0 - pair[0].seen.1).collect();
        let middle = steps.len() / 2;
        if steps.is_empty() { 1.0 / FRAME_RATE } else { *steps.select_nth_unstable_by(middle, f64::total_cmp).1 }
    }

    /// What the fingerprint of the negative would be.
    pub(crate) fn negative(&self) -> Self {
        let frame = |frame: &Frame| Frame { codes: frame.codes.map(|code| code.negative()), ..frame.clone() };
        let still = |still: &Still| Still {
            time: still.time,
            features: still.features.negative(),
            look: still.look.as_ref().map(Look::negative),
            parts: still.parts.iter().map(Part::negative).collect(),
        };
        Self {
            frames: self.frames.iter().map(frame).collect(),
            stills: self.stills.iter().map(still).collect(),
            ..*self
        }
    }

    /// One of so many frames and stills: less to look for, enough to see whether there is anything.
    pub(crate) fn thinned(&self, of: usize) -> Self {
        let frames = self.frames.iter().step_by(of).cloned().collect();
        Self { frames, stills: self.stills.iter().step_by(of).cloned().collect(), ..*self }
    }

    pub(super) fn write(&self, writer: &mut Writer) {
        writer.f64(self.duration);
        writer.u32(self.frames.len() as u32);
        for frame in &self.frames {
            writer.f64(frame.seen.0);
            writer.f64(frame.seen.1);
            frame.codes.iter().for_each(|code| writer.code(code));
            writer.byte(frame.quality.0);
        }
        writer.u32(self.size.0);
        writer.u32(self.size.1);
        writer.u32(self.stills.len() as u32);
        for still in &self.stills {
            writer.f64(still.time);
            still.features.write(writer);
            Look::write_if_any(still.look.as_ref(), writer);
            Part::write_all(&still.parts, writer);
        }
    }

    pub(super) fn read(reader: &mut Reader<'_>, version: u8) -> Result<Self, PrintError> {
        let duration = reader.f64()?;
        let count = reader.count(MAX_FRAMES, 81)?;
        let mut frames = Vec::with_capacity(count);
        for _ in 0..count {
            frames.push(Frame {
                seen: (reader.f64()?, reader.f64()?),
                codes: [reader.code()?, reader.code()?],
                quality: Quality(reader.byte()?.min(100)),
            });
        }
        let size = (reader.u32()?, reader.u32()?);
        let count = reader.count(MAX_STILLS, 12)?;
        let mut stills = Vec::with_capacity(count);
        for _ in 0..count {
            let (time, features) = (reader.f64()?, Features::read(reader, STILL_FEATURES)?);
            let look = Look::read_if_any(reader, version)?;
            let parts = if version < WITH_PARTS { Vec::new() } else { Part::read_all(reader)? };
            stills.push(Still { time, features, look, parts });
        }
        if !frames.windows(2).all(|pair| pair[0].seen.0 <= pair[1].seen.0) || duration < 0.0 {
            return Err(PrintError::Damaged { what: "its frames are not in the order of time" });
        }
        Ok(Self { duration, size, frames, stills })
    }
}
