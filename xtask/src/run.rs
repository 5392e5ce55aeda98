//! `cargo xtask run`: from a fresh machine to an open desk with a small case in it.

use std::path::PathBuf;

use anyhow::{Context, Result};

use crate::needs::{self, Need};
use crate::program::Program;
use crate::workspace::{self, Build};

/// Install what is missing, build, and open a desk with the sample case.
#[derive(clap::Args)]
pub struct Arguments {
    /// Forget the sample case of earlier runs and make it anew
    #[arg(long)]
    fresh: bool,
    /// Port on this machine that the desk listens on
    #[arg(long, default_value_t = 7465)]
    port: u16,
}

/// Becomes the desk at the end: Ctrl-C stops it.
pub fn run(arguments: &Arguments) -> Result<()> {
    eprintln!("1/4 Looking for what Firsthand needs");
    needs::meet(&[Need::CCompiler, Need::Ffmpeg])?;
    needs::meet_if_possible(&[Need::Exiftool, Need::Heif]);
    eprintln!("2/4 Building (some minutes the first time)");
    let firsthand = workspace::build_firsthand(Build::Release)?;
    let home = sample_home()?;
    if arguments.fresh && home.exists() {
        std::fs::remove_dir_all(&home).with_context(|| format!("cannot remove {}", home.display()))?;
    }
    let (case, data) = (home.join("case"), home.join("data"));
    eprintln!("3/4 Sample case in {}", home.display());
    let fresh = !data.exists();
    if !case.exists() {
        Program::new(&firsthand).arg("sample").arg(&case).run()?;
    }
    Program::new(&firsthand).arg("add").arg("--data").arg(&data).arg(&case).run()?;
    if fresh {
        Program::new(&firsthand).args(["sample", "--record"]).arg("--data").arg(&data).arg(&case).run()?;
    }
    eprintln!("4/4 Opening the desk. Ctrl-C stops it; the next `cargo xtask run` finds it as you leave it.");
    let desk = Program::new(&firsthand).arg("desk").arg("--data").arg(&data);
    desk.args(["--port", &arguments.port.to_string()]).take_over()
}

/// A folder of its own, so that trying Firsthand never touches a real desk's data.
fn sample_home() -> Result<PathBuf> {
    let folders = directories::BaseDirs::new().context("this account has no home folder")?;
    Ok(folders.data_local_dir().join("firsthand-sample"))
}
