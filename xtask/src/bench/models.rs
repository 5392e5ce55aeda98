//! What a learned model costs, and a whole question about a photo, with and without one.

use std::path::Path;

use anyhow::{Context, Result};
use serde_json::Value;

use super::matching::{Bench, row};
use super::peers::Peers;
use crate::table::Table;

/// Features of a kept photo: noise has none of a photo's rare ones, so fewer than a photo's 400 make as much work.
const FEATURES: &str = "100";

/// Adds rows; those of a model only when there is one.
pub fn rows(table: &mut Table, bench: &Bench, peers: &Peers, model: Option<&Path>, quick: bool) -> Result<()> {
    let photos = if quick { "20000" } else { "1000000" };
    let model = model.map(|file| file.to_str().context("the model's path is not Unicode")).transpose()?;
    let library = peers.onnxruntime()?;
    if let Some(model) = model {
        eprintln!("a model's view of a picture");
        let peer = peers.ask(&["view", model])?;
        for (runtime, library) in [("pure Rust", None), ("ONNX Runtime", library.as_deref())] {
            if runtime == "pure Rust" || library.is_some() {
                let asked = ["view", model].into_iter().chain(library).map(str::to_owned).collect::<Vec<_>>();
                let ours = bench.measure(&asked)?;
                let each = ours["milliseconds"].as_f64().zip(ours["views"].as_f64());
                let each = each.map_or(Value::Null, |(all, views)| (all / views).into());
                let what = format!(
                    "one view of a picture by a model, {runtime}, with finding and scaling it; peer: onnxruntime, the model alone"
                );
                row(table, &what, &each, &peer["ms"], None, "ms");
            }
        }
    }
    let asked = ["query", photos, FEATURES].map(str::to_owned);
    let (with_model, runtime) = (model.map(str::to_owned), library.filter(|_| model.is_some()));
    let asked_with: Vec<String> = asked.iter().cloned().chain(with_model).chain(runtime).collect();
    for cores in [1, 2] {
        for (model, asked) in [("no model", &asked[..]), ("a model", &asked_with[..])] {
            if model == "no model" || asked.len() > 3 {
                eprintln!("a whole question among {photos} photos, {model}, {cores} cores");
                let ours = bench.measure_on(cores, asked)?;
                let part = |name: &str| ours[name].as_f64().unwrap_or_default();
                let what = format!(
                    "a whole question about a page with {} views among {photos} photos, {model}, {cores} {} (fingerprint {:.0} ms, model {:.0} ms, search {:.0} ms)",
                    ours["views"],
                    if cores == 1 { "core" } else { "cores" },
                    part("picture_ms"),
                    part("model_ms"),
                    part("search_ms"),
                );
                row(table, &what, &ours["milliseconds"], &Value::Null, None, "ms");
            }
        }
    }
    Ok(())
}
