//! `firsthand places`: where is it? No desk is opened for it, only the gazetteer in the data folder.

use std::process::ExitCode;

use anyhow::{Result, bail};
use clap::{Args, Subcommand};
use desk::claims::gazetteer::{Found, Gazetteer, OWN_FILE};

use crate::{
    open::DeskArgs,
    output::{self, Format},
    progress::Terminal,
};

/// Find places by name in any script, or by position
#[derive(Args)]
pub struct Places {
    #[command(subcommand)]
    what: What,
}

#[derive(Subcommand)]
enum What {
    /// The places that a name may mean, the likeliest first
    Find {
        /// The name, in any script
        name: String,
        #[command(flatten)]
        answer: Answer,
    },
    /// The places nearest to a position, the nearest first
    Near {
        /// Degrees north
        #[arg(allow_negative_numbers = true)]
        latitude: f64,
        /// Degrees east
        #[arg(allow_negative_numbers = true)]
        longitude: f64,
        #[command(flatten)]
        answer: Answer,
    },
}

#[derive(Args)]
struct Answer {
    /// How many places to answer with
    #[arg(long, default_value_t = 10, value_name = "N")]
    limit: usize,
    /// How to answer
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,
}

impl Places {
    pub fn run(self, desk: &DeskArgs) -> Result<ExitCode> {
        let terminal = Terminal::new();
        let gazetteer = Gazetteer::open(&desk.data()?, &terminal)?;
        drop(terminal);
        for problem in &gazetteer.problems {
            eprintln!("problem\t{OWN_FILE}, {problem}");
        }
        if gazetteer.is_empty() {
            bail!(
                "no places are known: run `firsthand models fetch gazetteer`, or write your own into {OWN_FILE} in the \
                 data folder"
            );
        }
        let (found, answer) = match self.what {
            What::Find { name, answer } => (gazetteer.find(&name, answer.limit), answer),
            What::Near { latitude, longitude, answer } => {
                if !(latitude.abs() <= 90.0 && longitude.abs() <= 180.0) {
                    bail!("{latitude} {longitude} is no position: give degrees north, then degrees east");
                }
                (gazetteer.near(latitude, longitude, answer.limit), answer)
            }
        };
        match answer.format {
            Format::Json => output::line(serde_json::to_string_pretty(&found)?)?,
            Format::Text if found.is_empty() => output::line("no such place is known here")?,
            Format::Text => found.iter().try_for_each(|place| output::line(line(place)))?,
        }
        Ok(ExitCode::SUCCESS)
    }
}

fn line(place: &Found) -> String {
    let measure = match (place.score, place.metres) {
        (Some(score), _) => format!("{score:.2}"),
        (None, Some(metres)) if metres < 10_000.0 => format!("{metres:.0} m"),
        (None, Some(metres)) => format!("{:.0} km", metres / 1000.0),
        (None, None) => String::new(),
    };
    let spelling = if place.spelling == place.name { String::new() } else { format!(" ({})", place.spelling) };
    let country = place.country.as_deref().map(|country| format!(", {country}")).unwrap_or_default();
    format!(
        "{measure}\t{}{spelling}\t{:.5} {:.5}\t{}{country}\t{}",
        place.name, place.latitude, place.longitude, place.kind, place.source
    )
}
