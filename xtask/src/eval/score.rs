//! What the scorer says, read from its JSON.

use std::path::Path;

use anyhow::{Context, Result};
use serde_json::Value;

use crate::program::Program;

/// One run of the scorer.
pub struct Score(Value);

impl Score {
    /// Runs the scorer on predictions.
    pub fn ask(scorer: &Path, truth: &Path, predictions: &Path, options: &[&str]) -> Result<Self> {
        let said =
            Program::new("python3").arg(scorer).arg(truth).arg(predictions).arg("--json").args(options).read()?;
        Ok(Self(serde_json::from_str(&said).context("the scorer did not answer in JSON")?))
    }

    /// A measure by its name, where the scorer has it.
    pub fn number(&self, key: &str) -> Option<f64> {
        self.0[key].as_f64()
    }

    /// A group of counts: its rows' names, how many, of how many.
    pub fn shares(&self, group: &str, count: &str) -> Vec<(String, u64, u64)> {
        let rows = self.0[group].as_object().into_iter().flatten();
        rows.map(|(name, row)| {
            (name.clone(), row[count].as_u64().unwrap_or_default(), row["of"].as_u64().unwrap_or_default())
        })
        .collect()
    }
}
