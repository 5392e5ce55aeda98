//! What runs a model: a runtime in pure Rust or, where someone brought its library, ONNX Runtime.

use rten::{DataType, Dimension, ValueOrView, ValueType};
use rten_tensor::prelude::*;
use rten_tensor::{NdTensor, Tensor};

use super::ModelError;
#[cfg(feature = "ort")]
use super::onnxruntime::OnnxRuntime;

/// A loaded model.
pub(super) enum Runtime {
    /// In pure Rust.
    Rten(Box<rten::Model>),
    /// By ONNX Runtime.
    #[cfg(feature = "ort")]
    Ort(OnnxRuntime),
}

/// What a model says that it takes.
pub(super) struct Input {
    /// Bytes, not floating point.
    pub bytes: bool,
    /// Its sizes, none where it takes any.
    pub dimensions: Vec<Option<usize>>,
}

/// A picture as a model takes it.
pub(super) enum Numbers {
    /// 0..=255.
    Bytes(Vec<u8>),
    /// Normalised.
    Floats(Vec<f32>),
}

impl Runtime {
    pub(super) fn rten(bytes: Vec<u8>) -> Result<Self, ModelError> {
        let model = rten::Model::load(bytes).map_err(|error| ModelError::Unreadable(error.to_string()))?;
        Ok(Self::Rten(Box::new(model)))
    }

    #[cfg(feature = "ort")]
    pub(super) fn ort(library: &std::path::Path, bytes: &[u8]) -> Result<Self, ModelError> {
        OnnxRuntime::load(library, bytes).map(Self::Ort)
    }

    pub(super) fn input(&self) -> Result<Input, ModelError> {
        let shape = |what: &str| ModelError::Shape(what.to_owned());
        let model = match self {
            Self::Rten(model) => model,
            #[cfg(feature = "ort")]
            Self::Ort(model) => return model.input(),
        };
        let [input] = model.input_ids() else { return Err(shape("it takes several inputs")) };
        let info = model.node_info(*input).ok_or_else(|| shape("its input has no description"))?;
        let bytes = match info.dtype() {
            Some(ValueType::Tensor(DataType::UInt8)) => true,
            Some(ValueType::Tensor(DataType::Float)) | None => false,
            _ => return Err(shape("it takes neither bytes nor floating point")),
        };
        let size = |dimension: &Dimension| match dimension {
            Dimension::Fixed(size) => Some(*size),
            _ => None,
        };
        Ok(Input { bytes, dimensions: info.shape().unwrap_or_default().iter().map(size).collect() })
    }

    /// The first output for one input; `shape` has as many places as there are numbers.
    pub(super) fn run(&self, shape: [usize; 4], numbers: Numbers) -> Result<Vec<f32>, ModelError> {
        let model = match self {
            Self::Rten(model) => model,
            #[cfg(feature = "ort")]
            Self::Ort(model) => return model.run(shape, numbers),
        };
        let failed = |error: &dyn std::fmt::Display| ModelError::Failed(error.to_string());
        let input: ValueOrView<'_> = match numbers {
            Numbers::Bytes(numbers) => NdTensor::from_data(shape, numbers).into(),
            Numbers::Floats(numbers) => NdTensor::from_data(shape, numbers).into(),
        };
        let output = model.run_one(input, None).map_err(|error| failed(&error))?;
        let vector: Tensor<f32> = output.try_into().map_err(|_| failed(&"its output is not floating point"))?;
        Ok(vector.to_vec())
    }
}
