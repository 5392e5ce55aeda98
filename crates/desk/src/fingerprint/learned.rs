//! The layer `learned`: what a learned copy descriptor says, where a person has fetched a model.

use std::{
    path::{Path, PathBuf},
    sync::OnceLock,
};

use copydetect::{Layers, Learned as Print, Model};

use super::{Layer, Opened, Progress, State};
use crate::{
    Desk,
    error::{Error, Result},
    models::{self, Kind},
};

pub(super) struct Learned;

/// The desk's copy descriptor, loaded when first asked for and then kept; one that is fetched meanwhile is used from the
/// next start on.
pub(crate) struct CopyModel {
    /// The library of ONNX Runtime, where it is to run the model.
    runtime: Option<PathBuf>,
    loaded: OnceLock<std::result::Result<Loaded, Missing>>,
}

struct Loaded {
    model: Model,
    version: String,
}

struct Missing {
    why: String,
    mend: &'static str,
}

impl CopyModel {
    pub(crate) fn run_by(runtime: Option<PathBuf>) -> Self {
        Self { runtime, loaded: OnceLock::new() }
    }

    fn get(&self, data: &Path) -> std::result::Result<&Loaded, &Missing> {
        self.loaded.get_or_init(|| load(data, self.runtime.as_deref())).as_ref()
    }
}

fn load(data: &Path, runtime: Option<&Path>) -> std::result::Result<Loaded, Missing> {
    let Some((about, file)) = models::chosen(data, Kind::CopyDescriptor) else {
        return Err(Missing {
            why: "no model is installed: copies are found with local features only".into(),
            mend: "firsthand models fetch",
        });
    };
    let unusable = |what: String, mend| Missing { why: format!("the model {} is not used: {what}", about.name), mend };
    let damaged = |what: String| unusable(what, "firsthand models remove, then fetch another");
    let bytes = std::fs::read(&file).map_err(|error| damaged(error.to_string()))?;
    // The first eight bytes of its hash name the model in all that it says.
    let id = about.sha256.get(..16).and_then(|digits| u64::from_str_radix(digits, 16).ok()).unwrap_or_default();
    let model = match runtime {
        Some(library) => by_onnxruntime(library, &bytes, id)
            .map_err(|what| unusable(what, "name another library with --onnxruntime, or none")),
        None => Model::from_onnx(bytes, id).map_err(|error| damaged(error.to_string())),
    }?;
    Ok(Loaded { model, version: format!("{} {} {id:016x}", Print::VERSION, about.name) })
}

#[cfg(feature = "onnxruntime")]
fn by_onnxruntime(library: &Path, bytes: &[u8], id: u64) -> std::result::Result<Model, String> {
    Model::from_onnx_with(library, bytes, id).map_err(|error| error.to_string())
}

#[cfg(not(feature = "onnxruntime"))]
fn by_onnxruntime(_: &Path, _: &[u8], _: u64) -> std::result::Result<Model, String> {
    Err("this program was built without ONNX Runtime (build it with `--features onnxruntime`)".to_owned())
}

impl Layer for Learned {
    fn name(&self) -> &'static str {
        "learned"
    }

    fn what(&self) -> &'static str {
        "a learned copy descriptor of photos and the pictures within them"
    }

    fn kinds(&self) -> &'static [&'static str] {
        &["photo"]
    }

    fn state(&self, desk: &Desk) -> State {
        match desk.model.get(desk.data()) {
            Ok(loaded) => State::Ready { version: loaded.version.clone() },
            Err(missing) => State::Missing { why: missing.why.clone(), mend: missing.mend.into() },
        }
    }

    fn make(&self, desk: &Desk, opened: &Opened, _: Progress<'_>) -> Result<Layers> {
        let Ok(loaded) = desk.model.get(desk.data()) else { return Ok(Layers::default()) };
        let learned = loaded.model.photo(opened.rgb()?).map_err(|error| {
            Error::input(error.to_string(), "remove the model with `firsthand models remove` and fetch another")
        })?;
        Ok(Layers { learned: Some(learned), ..Layers::default() })
    }

    fn write(&self, layers: &Layers) -> Option<Vec<u8>> {
        layers.learned.as_ref().map(Print::to_bytes)
    }

    fn read(&self, data: &[u8]) -> Result<Layers, String> {
        let learned = Print::from_bytes(data).map_err(|error| error.to_string())?;
        Ok(Layers { learned: Some(learned), ..Layers::default() })
    }
}
