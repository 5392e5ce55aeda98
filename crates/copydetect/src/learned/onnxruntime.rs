//! ONNX Runtime, from a library that the person brings: nothing of it is linked, shipped or downloaded.

use std::path::Path;
use std::sync::{Mutex, OnceLock, PoisonError};

use ort::environment::Environment;
use ort::session::Session;
use ort::value::{Tensor, TensorElementType, ValueType};

use super::ModelError;
use super::runtime::{Input, Numbers};

/// Loading the library is for the whole process: the first one that is named stays.
static ENVIRONMENT: OnceLock<Result<Environment, ModelError>> = OnceLock::new();

/// A model, on one core: a desk works on several media at once already.
pub(super) struct OnnxRuntime(Mutex<Session>);

impl OnnxRuntime {
    pub(super) fn load(library: &Path, bytes: &[u8]) -> Result<Self, ModelError> {
        let environment = ENVIRONMENT.get_or_init(|| environment(library)).as_ref().map_err(Clone::clone)?;
        let unreadable = |error: &dyn std::fmt::Display| ModelError::Unreadable(error.to_string());
        let session = Session::builder(environment)
            .map_err(|error| unreadable(&error))?
            .with_intra_threads(1)
            .map_err(|error| unreadable(&error))?
            .commit_from_memory(bytes)
            .map_err(|error| unreadable(&error))?;
        Ok(Self(Mutex::new(session)))
    }

    pub(super) fn input(&self) -> Result<Input, ModelError> {
        let shape = |what: &str| ModelError::Shape(what.to_owned());
        let session = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let [input] = session.inputs() else { return Err(shape("it takes several inputs")) };
        let (bytes, dimensions) = match input.dtype() {
            ValueType::Tensor { ty: TensorElementType::Uint8, shape, .. } => (true, shape),
            ValueType::Tensor { ty: TensorElementType::Float32, shape, .. } => (false, shape),
            _ => return Err(shape("it takes neither bytes nor floating point")),
        };
        Ok(Input { bytes, dimensions: dimensions.iter().map(|&size| usize::try_from(size).ok()).collect() })
    }

    pub(super) fn run(&self, shape: [usize; 4], numbers: Numbers) -> Result<Vec<f32>, ModelError> {
        let failed = |error: ort::Error| ModelError::Failed(error.to_string());
        let input = match numbers {
            Numbers::Bytes(numbers) => Tensor::from_array((shape, numbers)).map_err(failed)?.into_dyn(),
            Numbers::Floats(numbers) => Tensor::from_array((shape, numbers)).map_err(failed)?.into_dyn(),
        };
        let mut session = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let outputs = session.run(ort::inputs![input]).map_err(failed)?;
        let first = outputs.values().next().ok_or_else(|| ModelError::Failed("it has no output".to_owned()))?;
        let (_, vector) = first.try_extract_tensor::<f32>().map_err(failed)?;
        Ok(vector.to_vec())
    }
}

fn environment(library: &Path) -> Result<Environment, ModelError> {
    let builder = ort::init_from(library).map_err(|error| ModelError::Runtime(error.to_string()))?;
    builder.with_telemetry(false).build().map_err(|error| ModelError::Runtime(error.to_string()))
}
