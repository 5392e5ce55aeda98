//! The pictures within a picture, each with local features of its own.
//!
//! A photo on a page, in a gallery or in the corner of another is a few dozen pixels among text and other pictures, which
//! take nearly all features of the whole. Where [`boxes`] finds a picture within the picture, features are looked for once
//! more in it alone, enlarged if it is small. They are kept where they lie in the whole, so that everything said of a part
//! (which box of the page it fills) is said of the picture.

use crate::boxes::boxes;
use crate::changes::Region;
use crate::features::Features;
use crate::picture::Luma;
use crate::print::PrintError;
use crate::print::bytes::{Reader, Writer};

/// No more parts than this are kept.
pub(crate) const MAX_PARTS: usize = 8;
/// Features are looked for at this size of the part: the longest side, in pixels.
const SIDE: usize = 384;
/// Small parts are enlarged by this much at most; more makes no detail.
const MAX_ENLARGED: usize = 2;
/// No more features of a part than this are kept.
const MAX_FEATURES: usize = 240;

/// A part of a photo or still that looks like a picture of its own; most photos have none.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Part {
    pub(crate) region: Region,
    /// In the coordinates of the whole.
    pub(crate) features: Features,
}

impl Part {
    /// The parts of a photo, the surest first.
    pub(crate) fn all(whole: &Luma) -> Vec<Self> {
        boxes(whole, MAX_PARTS).into_iter().map(|region| Self::of(whole, region)).collect()
    }

    /// What fills that region.
    pub(crate) fn of(whole: &Luma, region: Region) -> Self {
        Self { region, features: features(whole, &region) }
    }

    /// The same part of the photo's negative.
    pub(crate) fn negative(&self) -> Self {
        Self { region: self.region, features: self.features.negative() }
    }

    pub(crate) fn write_all(parts: &[Self], writer: &mut Writer) {
        writer.byte(parts.len() as u8);
        for part in parts {
            part.region.write(writer);
            part.features.write(writer);
        }
    }

    pub(crate) fn read_all(reader: &mut Reader<'_>) -> Result<Vec<Self>, PrintError> {
        let count = usize::from(reader.byte()?);
        if count > MAX_PARTS {
            return Err(PrintError::Damaged { what: "it has too many parts" });
        }
        let read = |_| Ok(Self { region: Region::read(reader)?, features: Features::read(reader, MAX_FEATURES)? });
        (0..count).map(read).collect()
    }
}

fn features(whole: &Luma, region: &Region) -> Features {
    let (cut, left, top) = whole.cut(region);
    let longest = cut.width().max(cut.height());
    let features = Features::of(&cut, SIDE.min(MAX_ENLARGED * longest), MAX_FEATURES);
    let unit = whole.width().max(whole.height()) as f32;
    features.moved(longest as f32 / unit, left as f32 / unit, top as f32 / unit)
}

impl Region {
    /// Left, top, right and bottom edge, as 16-bit shares.
    fn edges(&self) -> [u16; 4] {
        let share = |value: f32| (value.clamp(0.0, 1.0) * 65_535.0).round() as u16;
        [share(self.x), share(self.y), share(self.x + self.width), share(self.y + self.height)]
    }

    fn between([left, top, right, bottom]: [u16; 4]) -> Self {
        let [x, y, right, bottom] = [left, top, right, bottom].map(|edge| f32::from(edge) / 65_535.0);
        Self { x, y, width: right - x, height: bottom - y }
    }

    /// The same, but for what is lost by writing it down.
    pub(crate) fn rounded(&self) -> Self {
        Self::between(self.edges())
    }

    pub(crate) fn write(&self, writer: &mut Writer) {
        self.edges().into_iter().for_each(|edge| writer.u16(edge));
    }

    pub(crate) fn read(reader: &mut Reader<'_>) -> Result<Self, PrintError> {
        let edges = [reader.u16()?, reader.u16()?, reader.u16()?, reader.u16()?];
        if edges[0] >= edges[2] || edges[1] >= edges[3] {
            return Err(PrintError::Damaged { what: "a region without area" });
        }
        Ok(Self::between(edges))
    }
}
