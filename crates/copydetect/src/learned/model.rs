//! A model in the ONNX format: what it takes, and pictures brought to that.

use super::runtime::{Numbers, Runtime};
use super::{LENGTHS, Learned, View};
use crate::boxes::boxes;
use crate::changes::Region;
use crate::index::Int8;
use crate::parts::MAX_PARTS;
use crate::picture::{Luma, Rgb};

/// Where a model leaves the size open, pictures are squeezed to a square of so many pixels a side.
const SIDE: usize = 288;
/// No model that is meant here takes larger pictures.
const MAX_SIDE: usize = 1024;
/// What a model that takes floating point expects of red, green and blue: those of ImageNet, as SSCD was trained.
const MEAN: [f32; 3] = [0.485, 0.456, 0.406];
const DEVIATION: [f32; 3] = [0.229, 0.224, 0.225];

/// A copy descriptor of the shape of SSCD: one picture in, as bytes (0 to 255) or as floating point (normalised as for
/// ImageNet), channels before or after rows and columns; one vector of 32 to 4096 numbers out.
pub struct Model {
    runtime: Runtime,
    id: u64,
    bytes: bool,
    channels_first: bool,
    /// Rows and columns.
    size: (usize, usize),
}

/// Why a model cannot be used, or said nothing of a picture.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ModelError {
    /// The bytes are no ONNX model, or one with operations that the runtime does not know.
    #[error("the model cannot be loaded ({0}): give an ONNX file as its maker exported it")]
    Unreadable(String),
    /// It does not take a picture or does not give a vector.
    #[error("the model has another shape than a copy descriptor ({0}): one picture in, one vector out")]
    Shape(String),
    /// It failed on a picture.
    #[error("the model failed: {0}")]
    Failed(String),
    /// The library of ONNX Runtime that was named is none, or too old.
    #[cfg(feature = "ort")]
    #[error("ONNX Runtime cannot be used ({0}): name its library, libonnxruntime.so of version 1.17 or later")]
    Runtime(String),
}

impl std::fmt::Debug for Model {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Model").field("id", &self.id).field("size", &self.size).finish_non_exhaustive()
    }
}

impl Model {
    /// Loads a model from the bytes of an ONNX file, to be run in pure Rust, and tries it once. `id` names it in everything
    /// that it describes.
    ///
    /// # Errors
    /// [`ModelError`] when the bytes are no such model.
    pub fn from_onnx(bytes: Vec<u8>, id: u64) -> Result<Self, ModelError> {
        Self::tried(Runtime::rten(bytes)?, id)
    }

    /// The same, run by ONNX Runtime, whose library is loaded from a file: faster, and native code. One
    /// process can load one such library; a second one that is named is not loaded. What it says differs from what pure Rust
    /// says by rounding only, so both may be compared.
    ///
    /// # Errors
    /// [`ModelError`] when the bytes are no such model, or the file is no such library.
    #[cfg(feature = "ort")]
    pub fn from_onnx_with(library: &std::path::Path, bytes: &[u8], id: u64) -> Result<Self, ModelError> {
        Self::tried(Runtime::ort(library, bytes)?, id)
    }

    fn tried(runtime: Runtime, id: u64) -> Result<Self, ModelError> {
        let shape = |what: &str| ModelError::Shape(what.to_owned());
        let input = runtime.input()?;
        let (channels_first, first) = match *input.dimensions {
            [_, Some(3), _, _] => (true, 2),
            [_, _, _, Some(3)] => (false, 1),
            _ => return Err(shape("its input has no three channels")),
        };
        let side = |at: usize| input.dimensions.get(at).copied().flatten().unwrap_or(SIDE);
        let size = (side(first), side(first + 1));
        if !(16..=MAX_SIDE).contains(&size.0) || !(16..=MAX_SIDE).contains(&size.1) {
            return Err(shape("it takes pictures of an unusual size"));
        }
        let model = Self { runtime, id, bytes: input.bytes, channels_first, size };
        let pixels = (0..64 * 64 * 3).map(|i| (i * 7 % 251) as u8).collect::<Vec<_>>();
        let tried = model.photo(Rgb { width: 64, height: 64, pixels: &pixels })?;
        if tried.views.is_empty() {
            return Err(shape("its output is no vector of 32 to 4096 numbers"));
        }
        Ok(model)
    }

    /// Which model this is, as it was named.
    pub fn id(&self) -> u64 {
        self.id
    }

    /// Describes a photo and the pictures within it.
    ///
    /// # Errors
    /// [`ModelError::Failed`] when the model does.
    pub fn photo(&self, image: Rgb<'_>) -> Result<Learned, ModelError> {
        let planes = image.to_planes();
        let regions = boxes(&image.to_luma(), MAX_PARTS);
        let mut views = Vec::new();
        for region in std::iter::once(&Region::WHOLE).chain(&regions) {
            views.extend(self.view(&planes, region)?);
        }
        Ok(Learned { model: self.id, views })
    }

    /// Describes a region; none of a picture without pixels.
    fn view(&self, planes: &[Luma; 3], region: &Region) -> Result<Option<View>, ModelError> {
        if planes[0].is_empty() {
            return Ok(None);
        }
        let (rows, columns) = self.size;
        let planes = planes.each_ref().map(|plane| plane.cut(region).0.resized(columns, rows));
        let vector = self.run(&planes)?;
        let descriptor = LENGTHS.contains(&vector.len()).then(|| Int8::of(&vector));
        let descriptor = descriptor.filter(|descriptor| descriptor.scale() > 0.0);
        Ok(descriptor.map(|descriptor| View { region: *region, descriptor }))
    }

    fn run(&self, planes: &[Luma; 3]) -> Result<Vec<f32>, ModelError> {
        let (rows, columns) = self.size;
        let shape = if self.channels_first { [1, 3, rows, columns] } else { [1, rows, columns, 3] };
        // The place of the `i`th number, and its channel.
        let value = |i: usize| {
            let (channel, at) =
                if self.channels_first { (i / (rows * columns), i % (rows * columns)) } else { (i % 3, i / 3) };
            (planes[channel].values()[at], channel)
        };
        let places = 0..rows * columns * 3;
        let numbers = if self.bytes {
            Numbers::Bytes(places.map(|i| (value(i).0 + 0.5) as u8).collect())
        } else {
            let normal = |(value, channel): (f32, usize)| (value / 255.0 - MEAN[channel]) / DEVIATION[channel];
            Numbers::Floats(places.map(|i| normal(value(i))).collect())
        };
        self.runtime.run(shape, numbers)
    }
}
