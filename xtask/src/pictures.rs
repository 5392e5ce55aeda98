//! `cargo xtask pictures`: a picture of every screen, for people to look at.

use anyhow::Result;

use crate::browser;
use crate::needs::{self, Need};
use crate::workspace::{self, Build};

/// Write a picture of every screen: light, dark, from right to left, at 400 % zoom.
#[derive(clap::Args)]
pub struct Arguments {
    /// Only screens with this in their name
    #[arg(default_value = "")]
    only: String,
}

/// Writes them into `pictures` in the target folder. Which screens there are, `e2e/screens.mjs` says.
pub fn run(arguments: &Arguments) -> Result<()> {
    needs::meet(&[Need::CCompiler, Need::Ffmpeg, Need::Exiftool, Need::Node, Need::Chromium])?;
    let firsthand = workspace::build_firsthand(Build::WithTests)?;
    let folder = workspace::target()?.join("pictures");
    let npm = browser::prepare(&firsthand)?;
    npm.args(["run", "--silent", "pictures", "--"]).arg(&folder).arg(&arguments.only).run()?;
    eprintln!("Pictures are in {}", folder.display());
    Ok(())
}
