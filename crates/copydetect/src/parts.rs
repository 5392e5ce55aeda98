//! The pictures within a picture, each with local features of its own.
//!
//! A photo on a page, in a gallery or in the corner of another is a few dozen pixels among text and other pictures, which
//! take nearly all features of the whole. Where [`boxes`] finds a picture within the picture, features are looked for once
//! more in it alone, enlarged if it is small. They are kept where they lie in the whole, so that everything said of a part
//! (which box of the page it fills) is said of the picture.

use crate::boxes::boxes;
use crate::changes::Region;
use crate::features::Features;
use crate::picture::{Luma, Rgb};
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

const MAGIC: &[u8; 4] = b"FHpt";

/// The parts of a photo that look like pictures of their own; none for most photos.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Parts {
    /// Width and height in pixels of the whole.
    pub(crate) size: (u32, u32),
    pub(crate) parts: Vec<Part>,
}

/// One of them.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Part {
    pub(crate) region: Region,
    /// In the coordinates of the whole.
    pub(crate) features: Features,
}

/// The parts of a decoded photo.
pub fn parts(image: Rgb<'_>) -> Parts {
    let luma = image.to_luma();
    let parts = boxes(&luma, MAX_PARTS).into_iter().map(|region| Part { region, features: features(&luma, &region) });
    Parts { size: (luma.width() as u32, luma.height() as u32), parts: parts.collect() }
}

fn features(whole: &Luma, region: &Region) -> Features {
    let (cut, left, top) = whole.cut(region);
    let longest = cut.width().max(cut.height());
    let features = Features::of(&cut, SIDE.min(MAX_ENLARGED * longest), MAX_FEATURES);
    let unit = whole.width().max(whole.height()) as f32;
    features.moved(longest as f32 / unit, left as f32 / unit, top as f32 / unit)
}

impl Parts {
    /// The version of the bytes that [`Parts::to_bytes`] writes.
    pub const VERSION: u8 = 1;

    /// Where the parts are.
    pub fn regions(&self) -> impl Iterator<Item = Region> {
        self.parts.iter().map(|part| part.region)
    }

    /// The parts as bytes: `FHpt`, version, content; little-endian.
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut writer = Writer::default();
        writer.raw(MAGIC);
        writer.byte(Self::VERSION);
        writer.u32(self.size.0);
        writer.u32(self.size.1);
        writer.byte(self.parts.len() as u8);
        for part in &self.parts {
            part.region.write(&mut writer);
            part.features.write(&mut writer);
        }
        writer.done()
    }

    /// Reads what [`Parts::to_bytes`] wrote. Any other bytes are an error; memory stays in proportion to their number.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, PrintError> {
        let mut reader = Reader::new(bytes);
        if reader.raw(MAGIC.len()).ok() != Some(MAGIC) {
            return Err(PrintError::Foreign);
        }
        let found = reader.byte().map_err(|_| PrintError::Foreign)?;
        if found != Self::VERSION {
            return Err(PrintError::Version { found });
        }
        let size = (reader.u32()?, reader.u32()?);
        let count = usize::from(reader.byte()?);
        if count > MAX_PARTS {
            return Err(PrintError::Damaged { what: "it has too many parts" });
        }
        let mut parts = Vec::with_capacity(count);
        for _ in 0..count {
            parts.push(Part {
                region: Region::read(&mut reader)?,
                features: Features::read(&mut reader, MAX_FEATURES)?,
            });
        }
        reader.end()?;
        Ok(Self { size, parts })
    }
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
