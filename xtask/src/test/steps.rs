//! The steps of `cargo xtask test`. A new step is one line in [`STEPS`] and one function.

use anyhow::Result;

use super::count::Count;
use crate::browser;
use crate::needs::Need;
use crate::program::Program;
use crate::workspace::{self, Build};

/// One thing that has to hold.
pub struct Step {
    pub name: &'static str,
    pub what: &'static str,
    pub needs: &'static [Need],
    pub run: fn(&mut Count) -> Result<()>,
}

const MEDIA: &[Need] = &[Need::CCompiler, Need::Ffmpeg, Need::Exiftool, Need::Heif];
const MEDIA_AND_POSTGRES: &[Need] = &[Need::CCompiler, Need::Ffmpeg, Need::Exiftool, Need::Heif, Need::Postgres];
const BROWSER: &[Need] = &[Need::CCompiler, Need::Ffmpeg, Need::Exiftool, Need::Heif, Need::Node, Need::Chromium];

/// In the order in which they run: the quickest to answer first.
pub const STEPS: &[Step] = &[
    Step { name: "fmt", what: "source code is laid out by rustfmt", needs: &[Need::Rustfmt], run: fmt },
    Step { name: "clippy", what: "no lint has anything to say", needs: &[Need::CCompiler, Need::Clippy], run: clippy },
    Step { name: "doc", what: "the documentation builds without a broken link", needs: &[Need::CCompiler], run: doc },
    Step {
        name: "test",
        what: "unit, property, story and damage tests, examples in the documentation",
        needs: MEDIA_AND_POSTGRES,
        run: test,
    },
    Step { name: "crash", what: "nothing is lost when the process is killed anywhere", needs: MEDIA, run: crash },
    Step { name: "browser", what: "a person's way through the desk, in a real browser", needs: BROWSER, run: browser },
];

/// Prefix of the names of the crash tests: they have a step of their own, since they take longest.
const CRASH: &str = "crash::";

fn cargo(arguments: &[&str]) -> Program {
    Program::cargo().args(arguments).within(workspace::root())
}

fn counted(program: &Program, count: &mut Count) -> Result<()> {
    program.each_line(|line| {
        println!("{line}");
        count.read_line(line);
    })
}

fn fmt(_: &mut Count) -> Result<()> {
    cargo(&["fmt", "--all", "--check"]).run()
}

fn clippy(_: &mut Count) -> Result<()> {
    cargo(&["clippy", "--locked", "--workspace", "--all-targets", "--all-features", "--", "-D", "warnings"]).run()
}

fn doc(_: &mut Count) -> Result<()> {
    let arguments = ["doc", "--locked", "--workspace", "--no-deps", "--document-private-items"];
    cargo(&arguments).env("RUSTDOCFLAGS", "-D warnings").run()
}

fn test(count: &mut Count) -> Result<()> {
    counted(&cargo(&["test", "--locked", "--workspace", "--no-fail-fast", "--", "--skip", CRASH]), count)
}

fn crash(count: &mut Count) -> Result<()> {
    counted(&cargo(&["test", "--locked", "--workspace", "--test", "runner", "--no-fail-fast", "--", CRASH]), count)
}

fn browser(count: &mut Count) -> Result<()> {
    let firsthand = workspace::build_firsthand(Build::WithTests)?;
    let npm = browser::prepare(&firsthand)?;
    npm.clone().args(["run", "--silent", "types"]).run()?;
    counted(&npm.args(["test", "--silent"]), count)
}
