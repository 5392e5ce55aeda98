//! Other programs that do the same, from PyPI, in an environment of their own.

use std::path::PathBuf;

use anyhow::{Context, Result};
use serde_json::Value;

use crate::needs::{self, Need};
use crate::program::Program;
use crate::workspace;

const PACKAGES: [&str; 5] = ["faiss-cpu", "numpy", "onnxruntime", "pdqhash", "pillow"];
const PROGRAM: &str = include_str!("peers.py");

/// A Python with the peers, or nothing.
pub struct Peers(Option<PathBuf>);

impl Peers {
    /// No peers.
    pub fn none() -> Self {
        Self(None)
    }

    /// Installs them, once. Without a network there are none, and the others' columns stay empty.
    pub fn install() -> Result<Self> {
        needs::meet(&[Need::Python])?;
        let folder = workspace::target()?.join("peers");
        let python = folder.join("bin/python");
        let has = || Program::new(&python).args(["-c", "import faiss, numpy, onnxruntime, pdqhash, PIL"]).succeeds();
        if !has() {
            eprintln!("installing the peers");
            Program::new("python3").args(["-m", "venv"]).arg(&folder).run()?;
            let pip = Program::new(&python).args(["-m", "pip", "install", "--quiet"]).args(PACKAGES);
            if pip.run().is_err() || !has() {
                eprintln!("they could not be installed; going on without them");
                return Ok(Self(None));
            }
        }
        Ok(Self(Some(python)))
    }

    /// Runs one measurement; an empty answer without peers.
    pub fn ask(&self, arguments: &[&str]) -> Result<Value> {
        let Some(python) = &self.0 else { return Ok(Value::Null) };
        let said = Program::new(python).args(["-c", PROGRAM]).args(arguments).read_even_if_it_fails()?;
        let last = said.lines().last().unwrap_or("null");
        serde_json::from_str(last).with_context(|| format!("the peers answered {said:?}"))
    }

    /// The library of ONNX Runtime that came with it; none without peers.
    pub fn onnxruntime(&self) -> Result<Option<String>> {
        Ok(self.ask(&["onnxruntime"])?.as_str().map(str::to_owned))
    }

    /// Which, with their versions.
    pub fn names(&self) -> String {
        let names = self.ask(&["versions"]).ok().and_then(|versions| Some(versions.as_str()?.to_owned()));
        names.unwrap_or_else(|| "none".to_owned())
    }
}
