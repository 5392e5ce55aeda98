//! `cargo xtask`: the commands of the people who build, try and measure Firsthand.
//!
//! One command is one module; nothing here is part of the product. Whatever a command needs from the system it
//! finds or installs itself ([`needs`]), so that a fresh machine with a Rust toolchain can run all of them.
#![expect(clippy::print_stdout, clippy::print_stderr, reason = "a command-line program talks to its terminal")]

mod bench;
mod browser;
mod eval;
mod names;
mod needs;
mod pictures;
mod program;
mod run;
mod system;
mod table;
mod test;
mod workspace;

use anyhow::Result;
use clap::{Parser, Subcommand};

/// Build, try and measure Firsthand.
#[derive(Parser)]
#[command(name = "cargo xtask", bin_name = "cargo xtask")]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Install what is missing, build, and open a desk with the sample case
    Run(run::Arguments),
    /// Run everything that continuous integration runs
    Test(test::Arguments),
    /// Score the answers of the release build on a set with known answers
    Eval(eval::Arguments),
    /// Score the comparison of names on sets with known answers
    Names(names::Arguments),
    /// Write a picture of every screen
    Pictures(pictures::Arguments),
    /// Print the table of doc/benchmarks.md for this machine
    Bench(bench::Arguments),
}

fn main() -> Result<()> {
    match Arguments::parse().command {
        Command::Run(arguments) => run::run(&arguments),
        Command::Test(arguments) => test::run(&arguments),
        Command::Eval(arguments) => eval::run(&arguments),
        Command::Names(arguments) => names::run(&arguments),
        Command::Pictures(arguments) => pictures::run(&arguments),
        Command::Bench(arguments) => bench::run(&arguments),
    }
}
