//! The fingerprint of a photo.

use super::PrintError;
use super::bytes::{Reader, Writer};
use super::look::Look;
use crate::changes::Region;
use crate::features::Features;
use crate::parts::Part;
use crate::pdq::{self, Code, Quality, Variant};
use crate::picture::Rgb;

/// Photos are best handed over shrunk to at most this many pixels on the longest side: more adds time, not recognition.
pub const PHOTO_SIDE: usize = 1024;

/// Features are looked for at this size: the longest side, in pixels.
const FEATURE_SIDE: usize = 512;
/// No more features than this are kept.
const MAX_FEATURES: usize = 400;

/// Fingerprints have parts from this version on.
const WITH_PARTS: u8 = 3;

/// What is kept of a photo.
#[derive(Clone, Debug, PartialEq)]
pub struct PhotoPrint {
    /// Width and height in pixels of the picture that was fingerprinted.
    pub(crate) size: (u32, u32),
    /// Canonical PDQ, turned and mirrored in the eight ways.
    pub(crate) codes: Box<[Code; 8]>,
    pub(crate) quality: Quality,
    pub(crate) features: Features,
    pub(crate) look: Option<Look>,
    /// The pictures within it; none in fingerprints of an older version.
    pub(crate) parts: Vec<Part>,
}

/// The fingerprint of a decoded photo. Any size is accepted; a picture whose bytes do not fit its size, or that is too
/// small to see anything in, has a fingerprint that matches nothing.
pub fn photo(image: Rgb<'_>) -> PhotoPrint {
    let luma = image.to_luma();
    let (codes, quality) = pdq::dihedral(&luma, Variant::Canonical);
    let small = luma.fitted(FEATURE_SIDE);
    let features = Features::of(&small, FEATURE_SIDE, MAX_FEATURES);
    let look = (!luma.is_empty()).then(|| Look::of(&small).coloured(image));
    let (size, parts) = ((luma.width() as u32, luma.height() as u32), Part::all(&luma));
    PhotoPrint { size, codes: Box::new(codes), quality, features, look, parts }
}

impl PhotoPrint {
    /// The canonical PDQ hash of the upright photo, with its quality.
    pub fn pdq(&self) -> pdq::Pdq {
        pdq::Pdq { code: self.codes[0], quality: self.quality }
    }

    /// Where in the photo there seem to be other pictures: on a page, in a gallery, in a corner.
    pub fn regions(&self) -> impl Iterator<Item = Region> {
        self.parts.iter().map(|part| part.region)
    }

    /// Without its parts.
    pub(crate) fn whole(&self) -> Self {
        let Self { size, ref codes, quality, ref features, ref look, parts: _ } = *self;
        let (codes, features, look) = (codes.clone(), features.clone(), look.clone());
        Self { size, codes, quality, features, look, parts: Vec::new() }
    }

    /// What the fingerprint of the negative would be.
    pub(crate) fn negative(&self) -> Self {
        Self {
            codes: Box::new(self.codes.map(|code| code.negative())),
            features: self.features.negative(),
            look: self.look.as_ref().map(Look::negative),
            parts: self.parts.iter().map(Part::negative).collect(),
            ..*self
        }
    }

    pub(super) fn write(&self, writer: &mut Writer) {
        writer.u32(self.size.0);
        writer.u32(self.size.1);
        self.codes.iter().for_each(|code| writer.code(code));
        writer.byte(self.quality.0);
        self.features.write(writer);
        Look::write_if_any(self.look.as_ref(), writer);
        Part::write_all(&self.parts, writer);
    }

    pub(super) fn read(reader: &mut Reader<'_>, version: u8) -> Result<Self, PrintError> {
        let size = (reader.u32()?, reader.u32()?);
        let mut codes = Box::new([Code::default(); 8]);
        for code in codes.iter_mut() {
            *code = reader.code()?;
        }
        let quality = Quality(reader.byte()?.min(100));
        let features = Features::read(reader, MAX_FEATURES)?;
        let look = Look::read_if_any(reader, version)?;
        let parts = if version < WITH_PARTS { Vec::new() } else { Part::read_all(reader)? };
        Ok(Self { size, codes, quality, features, look, parts })
    }
}
