//! `cargo xtask bench match`: matching beside its peers and beside what the machine can do at best, and how it grows.
//!
//! Each size runs in a process of its own on one core; peers come from PyPI into an environment in the target folder and run
//! in the same minutes. The tables go into `doc/benchmarks.md` between two marks, the plot into `doc/growth.svg`.

use std::fs;
use std::path::PathBuf;

use anyhow::{Context, Result};
use serde_json::Value;

use super::{growth, machine, media, models, peers::Peers};
use crate::program::Program;
use crate::table::Table;
use crate::workspace;

/// Matching beside its peers: fills in its part of doc/benchmarks.md, and draws doc/growth.svg
#[derive(clap::Args)]
pub struct Arguments {
    /// Only what takes a minute: up to a million codes, 500 hours, no programs of others
    #[arg(long)]
    quick: bool,
    /// A learned model (an ONNX file, as `firsthand models fetch` brings it): also what it costs, and a whole question with it
    #[arg(long, value_name = "FILE")]
    model: Option<PathBuf>,
}

const BEGIN: &str = "<!-- cargo xtask bench match: begin -->";
const END: &str = "<!-- cargo xtask bench match: end -->";
/// Bytes of memory for each code while an index is built.
const BUILDING: u64 = 150;

/// Measures, prints and writes.
pub fn run(arguments: &Arguments) -> Result<()> {
    let bench = Bench::build()?;
    let peers = if arguments.quick { Peers::none() } else { Peers::install()? };
    let most = if arguments.quick { 1_000_000 } else { machine::available_memory() / BUILDING };
    let sizes: Vec<u64> = [100_000, 1_000_000, 10_000_000, 100_000_000].into_iter().filter(|&n| n <= most).collect();
    let hours = if arguments.quick { 500 } else { 10_000 };

    let limits = bench.measure(&["memory".into()])?;
    let mut table = Table::new(["what", "ours", "peer", "times faster", "limit of this machine", "times the limit"]);
    let mut grown = Vec::new();
    for &size in &sizes {
        eprintln!("exact search in {size} codes");
        let ours = bench.measure(&["codes".into(), size.to_string()])?;
        let limit = ours["reads"].as_f64().zip(limits["read_ns"].as_f64()).map(|(reads, ns)| reads * ns / 1000.0);
        let flat = peers.ask(&["flat", &size.to_string()])?;
        row(
            &mut table,
            &format!("{size} codes within 31 bits, built at once"),
            &ours["median_us"],
            &flat["us"],
            limit,
            "µs",
        );
        if (1_000_000..=10_000_000).contains(&size) {
            let grown = bench.measure(&["grown".into(), size.to_string()])?;
            let hashed = peers.ask(&["multihash", &size.to_string()])?;
            row(
                &mut table,
                &format!("{size} codes, grown one by one; peer: FAISS multi-hash"),
                &grown["median_us"],
                &hashed["us"],
                limit,
                "µs",
            );
        }
        grown.push(ours);
    }
    for (queries, radius) in [(8, 60), (480, 60), (480, 76)] {
        eprintln!("scan, {queries} queries");
        let ours = bench.measure(&["scan".into(), queries.to_string(), radius.to_string()])?;
        let peer = peers.ask(&["scan", &queries.to_string(), &radius.to_string()])?;
        let nanoseconds = |rate: &Value| rate.as_f64().map_or(Value::Null, |rate| (1e9 / rate).into());
        // Each code must be read once.
        let limit = limits["bytes_per_second"].as_f64().map(|rate| 32e9 / rate / f64::from(queries));
        let what = format!("one pair of codes, {queries} queries at once within {radius} bits");
        row(
            &mut table,
            &what,
            &nanoseconds(&ours["pairs_per_second"]),
            &nanoseconds(&peer["pairs_per_second"]),
            limit,
            "ns",
        );
    }
    for frames in [60, 600] {
        let ours = bench.measure(&["align".into(), frames.to_string()])?;
        row(
            &mut table,
            &format!("align {frames} x {frames} frames, four segments"),
            &ours["median_us"],
            &Value::Null,
            None,
            "µs",
        );
    }
    eprintln!("descriptors");
    let count = if arguments.quick { 100_000u32 } else { 1_000_000 };
    let ours = bench.measure(&["descriptors".into(), count.to_string(), "10".into()])?;
    let limit = limits["bytes_per_second"].as_f64().map(|rate| f64::from(count) * 512.0 / rate * 1000.0);
    row(
        &mut table,
        &format!("ten windows against {count} learned descriptors of 512 bytes, all"),
        &ours["milliseconds"],
        &Value::Null,
        limit,
        "ms",
    );
    eprintln!("taking up the index");
    let ours = bench.measure(&["photos".into(), count.to_string(), "0".into()])?;
    let limit = limits["bytes_per_second"].as_f64().zip(ours["bytes_a_photo"].as_f64());
    let limit = limit.map(|(rate, bytes)| bytes * f64::from(count) / rate * 1000.0);
    row(
        &mut table,
        &format!("checking a stored index of {count} photos' hashes, all bytes"),
        &ours["check_ms"],
        &Value::Null,
        limit,
        "ms",
    );
    row(&mut table, "taking it up before that, mapped", &ours["take_up_us"], &Value::Null, None, "µs");
    let ours = bench.measure(&["photos".into(), "20000".into(), "400".into()])?;
    row(
        &mut table,
        "votes for a photo among the features of 20,000 photos of noise, 400 each",
        &ours["search_ms"],
        &Value::Null,
        None,
        "ms",
    );
    eprintln!("a minute of footage in {hours} hours");
    let ours = bench.measure(&["hours".into(), hours.to_string()])?;
    let what = format!("first answer about a fingerprinted minute, {} frame codes, with its seconds", ours["frames"]);
    row(&mut table, &what, &ours["milliseconds"], &Value::Null, None, "ms");
    models::rows(&mut table, &bench, &peers, arguments.model.as_deref(), arguments.quick)?;
    if !arguments.quick {
        media_rows(&mut table, &peers)?;
    }

    let growth = growth::table(&grown);
    let text = format!(
        "{BEGIN}\nPrinted by `cargo xtask bench match{}`, one core each but where two are named, medians, on: {}. Peers: {}. Memory here gives {:.1} GB/s in \
         order, and a cache line from anywhere each {:.1} ns; the limit is what reading the same lines takes at least.\n\n{table}\n\
         ![Growth](growth.svg)\n\n{growth}{END}",
        if arguments.quick { " --quick" } else { "" },
        machine::describe(),
        peers.names(),
        limits["bytes_per_second"].as_f64().unwrap_or_default() / 1e9,
        limits["read_ns"].as_f64().unwrap_or_default(),
    );
    println!("{text}");
    write(&text)?;
    fs::write(workspace::root().join("doc/growth.svg"), growth::plot(&grown)).context("doc/growth.svg")
}

/// Photos and videos end to end.
fn media_rows(table: &mut Table, peers: &Peers) -> Result<()> {
    let scratch = tempfile::tempdir()?;
    eprintln!("photos end to end");
    let folder = scratch.path().to_str().context("the scratch folder has no name in Unicode")?;
    let ours = super::measure(&["photos", folder])?;
    let peer = peers.ask(&["photo", folder])?;
    let weight = ours["bytes_each"].as_f64().unwrap_or_default() / 1000.0;
    for (rate, what) in [
        (
            "hashes_per_second",
            format!(
                "PDQ in eight turns of a photo of 1024 x 768, from its JPEG of {weight:.0} KB; peer: PIL and pdqhash"
            ),
        ),
        ("jpeg_per_second", "the same, whole fingerprint; peer: PIL and pdqhash, hashes only".to_owned()),
    ] {
        let milliseconds = ours[rate].as_f64().map_or(Value::Null, |rate| (1000.0 / rate).into());
        row(table, &what, &milliseconds, &peer["ms"], None, "ms");
    }
    let (pure, whole) = media::times(scratch.path())?;
    row(table, "30 s of 720p fingerprinted; peer: ffmpeg decodes it", &whole.into(), &pure.into(), Some(pure), "s");
    Ok(())
}

/// What was measured, in one unit; less is better.
pub fn row(table: &mut Table, what: &str, ours: &Value, peer: &Value, limit: Option<f64>, unit: &str) {
    let figure = |value: Option<f64>| value.map_or("-".to_owned(), |value| format!("{} {unit}", three_digits(value)));
    let ratio = |a: Option<f64>, b: Option<f64>| a.zip(b).map_or("-".to_owned(), |(a, b)| three_digits(a / b));
    let (ours, peer) = (ours.as_f64(), peer.as_f64());
    table.row([what.into(), figure(ours), figure(peer), ratio(peer, ours), figure(limit), ratio(ours, limit)]);
}

/// A number with at least three digits that count.
pub fn three_digits(value: f64) -> String {
    match value.abs() {
        0.0..0.1 => format!("{value:.4}"),
        0.1..1.0 => format!("{value:.3}"),
        1.0..10.0 => format!("{value:.2}"),
        10.0..100.0 => format!("{value:.1}"),
        _ => format!("{value:.0}"),
    }
}

/// Puts the text between the marks of the page, or at its end.
fn write(text: &str) -> Result<()> {
    let page = workspace::root().join("doc/benchmarks.md");
    let old = fs::read_to_string(&page).with_context(|| page.display().to_string())?;
    fs::write(&page, replaced(&old, text)).with_context(|| page.display().to_string())
}

fn replaced(page: &str, text: &str) -> String {
    match page.split_once(BEGIN).and_then(|(before, rest)| Some((before, rest.split_once(END)?.1))) {
        Some((before, after)) => format!("{before}{text}{after}"),
        None => format!("{}\n\n## Matching, and how it grows\n\n{text}\n", page.trim_end()),
    }
}

/// The bench program of `copydetect`.
pub struct Bench(PathBuf);

impl Bench {
    fn build() -> Result<Self> {
        eprintln!("building");
        let mut built = None;
        let cargo = Program::cargo().args(["bench", "--no-run", "--package=copydetect", "--bench=scale"]);
        cargo
            .args(["--features=ort", "--locked", "--message-format=json-render-diagnostics"])
            .within(workspace::root())
            .each_line(|line| {
                let message: Value = serde_json::from_str(line).unwrap_or_default();
                if message["target"]["name"] == "scale" {
                    built = message["executable"].as_str().map(Into::into).or_else(|| built.take());
                }
            })?;
        built.map(Self).context("cargo built no bench program")
    }

    /// On one core.
    pub fn measure(&self, arguments: &[String]) -> Result<Value> {
        self.measure_on(1, arguments)
    }

    /// On so many cores.
    pub fn measure_on(&self, cores: usize, arguments: &[String]) -> Result<Value> {
        let cores = cores.to_string();
        let bench = Program::new(&self.0).env("RAYON_NUM_THREADS", &cores).env("RTEN_NUM_THREADS", &cores);
        let said = bench.args(arguments).read()?;
        serde_json::from_str(&said).with_context(|| format!("the bench program answered {said:?}"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_page_keeps_what_is_around_the_marks() {
        let text = format!("{BEGIN}\nnew\n{END}");
        let page = replaced("# Benchmarks\n", &text);
        assert!(page.starts_with("# Benchmarks\n\n## Matching") && page.ends_with(&format!("{text}\n")));
        let again = replaced(&page.replace("new", "old"), &text);
        assert_eq!(again, page);
    }
}
