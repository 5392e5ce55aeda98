//! `cargo xtask bench`: how fast this machine does what the desk does all day. Prints the page `doc/benchmarks.md`.
//!
//! A benchmark is no test: it never fails because a machine is slow. Where a figure depends on the machine's mood, the
//! best of a few runs counts, and ratios compare two programs in the same minutes.

mod desk;
mod growth;
mod machine;
mod matching;
mod media;
mod models;
mod peers;

use std::fs;
use std::path::Path;
use std::time::{Duration, Instant};

use anyhow::{Context, Result};
use serde_json::Value;

use crate::needs::{self, Need};
use crate::program::Program;
use crate::table::Table;
use crate::workspace::{self, Build};

const INTRODUCTION: &str =
    "Printed by `cargo xtask bench > doc/benchmarks.md`. Where a figure depends on the machine's mood it is the best of
three runs; a ratio compares two programs that took turns on the same file. Measured on:";

/// Print the table of doc/benchmarks.md for this machine.
#[derive(clap::Args)]
#[command(args_conflicts_with_subcommands = true)]
pub struct Arguments {
    #[command(subcommand)]
    only: Option<Only>,
    /// Also build the release program from nothing, which takes minutes
    #[arg(long)]
    build: bool,
    /// Photos to add
    #[arg(long, default_value_t = 1000)]
    photos: usize,
}

/// One part by itself.
#[derive(clap::Subcommand)]
enum Only {
    Match(matching::Arguments),
}

/// Measures everything in turn.
pub fn run(arguments: &Arguments) -> Result<()> {
    if let Some(Only::Match(arguments)) = &arguments.only {
        return matching::run(arguments);
    }
    needs::meet(&[Need::CCompiler, Need::Ffmpeg, Need::Exiftool])?;
    eprintln!("building");
    let firsthand = workspace::build_firsthand(Build::Release)?;
    let scratch = tempfile::tempdir()?;
    let mut table = Table::new(["what", "figure"]);

    eprintln!("photo fingerprints");
    let folder = scratch.path().to_str().context("the scratch folder has no name in Unicode")?;
    let photos = measure(&["photos", folder])?;
    table.row(["photos of 1024 x 768 fingerprinted, pixels only".into(), per_second(&photos["pixels_per_second"])]);
    table.row(["the same from the JPEG, decoded in the jail".into(), per_second(&photos["jpeg_per_second"])]);
    media::video(&mut table, scratch.path())?;
    eprintln!("search");
    let search = measure(&["search"])?;
    table.row([
        "exact search in 1 million 256-bit codes, radius 31, one core".into(),
        format!("{:.2} ms", search["milliseconds_each"].as_f64().unwrap_or_default()),
    ]);
    eprintln!("claims");
    let claims = measure(&["claims"])?;
    let milliseconds = |name: &str| format!("{:.0} ms", claims[name].as_f64().unwrap_or_default());
    table.row([
        "an incident with 10,000 assertions by 1,000 sources opened, its origins counted anew".into(),
        milliseconds("first_milliseconds"),
    ]);
    table.row(["the same, one more recorded since".into(), milliseconds("after_one_more_milliseconds")]);
    table.row(["the same, nothing recorded since".into(), milliseconds("again_milliseconds")]);
    desk::add_and_open(&mut table, &firsthand, scratch.path(), arguments.photos)?;
    if arguments.build {
        let time = build_from_nothing(scratch.path())?;
        table.row(["release build from nothing".into(), format!("{:.0} s", time.as_secs_f64())]);
    }
    println!("# Benchmarks\n\n{INTRODUCTION}\n\n{}\n\n{table}", machine::describe());
    Ok(())
}

fn per_second(value: &Value) -> String {
    format!("{:.0} a second and core", value.as_f64().unwrap_or_default())
}

/// Asks the bench program of the product, which prints one JSON object.
fn measure(arguments: &[&str]) -> Result<Value> {
    let cargo = Program::cargo().args(["bench", "--quiet", "--package=firsthand", "--bench=measure", "--"]);
    let said = cargo.args(arguments).within(workspace::root()).read()?;
    serde_json::from_str(&said).with_context(|| format!("the bench program answered {said:?}"))
}

fn build_from_nothing(scratch: &Path) -> Result<Duration> {
    eprintln!("release build from nothing");
    let target = scratch.join("target");
    let cargo = Program::cargo().args(["build", "--release", "--locked", "--package=firsthand"]);
    let start = Instant::now();
    cargo.env("CARGO_TARGET_DIR", &target).within(workspace::root()).run()?;
    let time = start.elapsed();
    fs::remove_dir_all(target)?;
    Ok(time)
}
