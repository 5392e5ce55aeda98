//! The repository, its target folder, and the product built from it.

use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use serde_json::Value;

use crate::program::Program;

/// The repository's root folder.
pub fn root() -> &'static Path {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    here.parent().unwrap_or(here)
}

/// Cargo's target folder, wherever the person has put it.
pub fn target() -> Result<PathBuf> {
    let metadata = Program::cargo().args(["metadata", "--no-deps", "--format-version=1"]).within(root()).read()?;
    let metadata: Value = serde_json::from_str(&metadata)?;
    let folder = metadata["target_directory"].as_str().context("cargo metadata names no target folder")?;
    Ok(folder.into())
}

/// How the product is built.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Build {
    /// As it is shipped.
    Release,
    /// As the tests have it, together with the tests, so that nothing is compiled twice.
    WithTests,
}

/// Builds the program `firsthand`, with cargo's progress on the terminal, and returns its path.
pub fn build_firsthand(build: Build) -> Result<PathBuf> {
    let cargo = match build {
        Build::Release => Program::cargo().args(["build", "--release", "--package=firsthand"]),
        Build::WithTests => Program::cargo().args(["test", "--workspace", "--no-run"]),
    };
    let mut built = None;
    cargo.args(["--locked", "--message-format=json-render-diagnostics"]).within(root()).each_line(|line| {
        let message: Value = serde_json::from_str(line).unwrap_or_default();
        let is_program = message["target"]["name"] == "firsthand" && message["target"]["kind"][0] == "bin";
        let is_test = message["profile"]["test"] == true;
        if is_program && !is_test {
            built = message["executable"].as_str().map(PathBuf::from).or_else(|| built.take());
        }
    })?;
    built.context("cargo built no program `firsthand`")
}
