//! Learned copy descriptors: a picture as a unit vector, near that of the same picture edited and far from any other.
//!
//! After Pizzi, Roy, Ravindra, Goyal, Douze, *A Self-Supervised Descriptor for Image Copy Detection* (SSCD, 2022), whose
//! shape of network any model may have: a picture in, a vector out. The model is not part of this crate. Of each picture the
//! whole is described, and each picture within it ([`crate::PhotoPrint::regions`]), since one vector of a page says little of a
//! photo on it. How vectors are kept and searched: [`crate::index::Descriptors`].

#[cfg(feature = "learned")]
mod model;
#[cfg(feature = "ort")]
mod onnxruntime;
#[cfg(feature = "learned")]
mod runtime;

#[cfg(feature = "learned")]
pub use model::{Model, ModelError};

use crate::changes::Region;
use crate::index::Int8;
use crate::parts::MAX_PARTS;
use crate::print::PrintError;
use crate::print::bytes::{Reader, Writer};

const MAGIC: &[u8; 4] = b"FHld";
/// No more views than this are kept of a photo: the whole and its parts.
const MAX_VIEWS: usize = 1 + MAX_PARTS;
/// Vectors have at least and at most so many numbers.
const LENGTHS: std::ops::RangeInclusive<usize> = 32..=4096;

/// What a model says of a photo and its parts.
#[derive(Clone, Debug, PartialEq)]
pub struct Learned {
    /// Names the model: what two models say cannot be compared.
    pub(crate) model: u64,
    pub(crate) views: Vec<View>,
}

/// One picture that was described.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct View {
    /// Which part of the photo; the whole first.
    pub(crate) region: Region,
    pub(crate) descriptor: Int8,
}

impl Learned {
    /// The version of the bytes that [`Learned::to_bytes`] writes.
    pub const VERSION: u8 = 1;

    /// Which model said it, as it was named when it was loaded.
    pub fn model(&self) -> u64 {
        self.model
    }

    /// As bytes: `FHld`, version, model, views; little-endian.
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut writer = Writer::begin(MAGIC, Self::VERSION);
        writer.u64(self.model);
        writer.u32(self.views.len() as u32);
        for view in &self.views {
            view.region.write(&mut writer);
            writer.u16(view.descriptor.values().len() as u16);
            view.descriptor.values().iter().for_each(|&value| writer.byte(value.cast_unsigned()));
        }
        writer.done()
    }

    /// Reads what [`Learned::to_bytes`] wrote. Any other bytes are an error; memory stays in proportion to their number.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, PrintError> {
        let (mut reader, _) = Reader::begin(bytes, MAGIC, Self::VERSION..=Self::VERSION)?;
        let model = reader.u64()?;
        let count = reader.count(MAX_VIEWS, 8 + 2 + LENGTHS.start())?;
        let mut views = Vec::with_capacity(count);
        for _ in 0..count {
            views.push(View { region: Region::read(&mut reader)?, descriptor: vector(&mut reader)? });
        }
        reader.end()?;
        Ok(Self { model, views })
    }
}

fn vector(reader: &mut Reader<'_>) -> Result<Int8, PrintError> {
    let length = usize::from(reader.u16()?);
    let values: Vec<i8> = reader.raw(length)?.iter().map(|value| value.cast_signed()).collect();
    let descriptor = Int8::of_values(values);
    if !LENGTHS.contains(&length) || descriptor.scale() == 0.0 {
        return Err(PrintError::Damaged { what: "a vector that is none" });
    }
    Ok(descriptor)
}
