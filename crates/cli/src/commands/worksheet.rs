//! `firsthand worksheet`: computations that a colleague can repeat, offline.

use std::{io::Read as _, path::PathBuf, process::ExitCode};

use anyhow::{Context as _, Result, bail};
use clap::{Args, Subcommand};
use desk::findings::worksheets::{self, Input, Sheet, kept};

use crate::{
    open::DeskArgs,
    output::{self, Format},
};

/// Compute where the sun stood, where a camera stood, or which of two clips is earlier
#[derive(Args)]
pub struct Worksheet {
    #[command(subcommand)]
    kind: Kind,
    /// How to answer: sentences for reading, json with everything that is needed to repeat it
    #[arg(long, value_enum, global = true, default_value_t = Format::Text)]
    format: Format,
}

#[derive(Subcommand)]
enum Kind {
    /// Date and time by sun and shadow
    Sun(Fill),
    /// Where a camera stood, which way it looked and how wide
    Place(Fill),
    /// Which of two clips is earlier, by what was noted in both
    Order(Fill),
    /// Compute a sheet again that this command printed as json, and say whether the result is the same
    Check {
        /// The sheet; - reads it from standard input
        file: PathBuf,
    },
}

#[derive(Args)]
struct Fill {
    /// What was noted, as JSON (doc/findings.md); - reads it from standard input
    #[arg(required_unless_present = "example")]
    file: Option<PathBuf>,
    /// Print an example of what goes in, to be changed
    #[arg(long)]
    example: bool,
    /// Keep it in the desk under this title, so that findings can rest on it
    #[arg(long, value_name = "TITLE")]
    keep: Option<String>,
    /// The footage (F-12) or claim (C-40) for which it is kept
    #[arg(long, requires = "keep")]
    about: Option<String>,
}

const SUN: &str = include_str!("worksheet/sun.json");
const PLACE: &str = include_str!("worksheet/place.json");
const ORDER: &str = include_str!("worksheet/order.json");

impl Worksheet {
    pub async fn run(self, desk: &DeskArgs) -> Result<ExitCode> {
        let (kind, example, fill) = match self.kind {
            Kind::Sun(fill) => ("sun", SUN, fill),
            Kind::Place(fill) => ("place", PLACE, fill),
            Kind::Order(fill) => ("order", ORDER, fill),
            Kind::Check { file } => return check(&file),
        };
        if fill.example {
            output::line(example.trim_end())?;
            return Ok(ExitCode::SUCCESS);
        }
        let file = fill.file.context("name the file with what was noted")?;
        let mut noted: serde_json::Value = serde_json::from_str(&text(&file)?).with_context(|| unclear(&file, kind))?;
        if let Some(fields) = noted.as_object_mut() {
            fields.entry("kind").or_insert_with(|| kind.into());
        }
        let input: Input = serde_json::from_value(noted).with_context(|| unclear(&file, kind))?;
        if input.kind() != kind {
            bail!("{} is for the worksheet {}, not {kind}", file.display(), input.kind());
        }
        let sheet = match fill.keep {
            None => worksheets::compute(input)?,
            Some(title) => {
                let desk = desk.open().await?;
                let kept = kept::keep(&desk, &title, fill.about.as_deref(), input).await?;
                desk.close().await;
                eprintln!("kept as worksheet:{}", kept.id);
                kept.sheet.0
            }
        };
        print(&sheet, self.format)?;
        Ok(ExitCode::SUCCESS)
    }
}

fn unclear(file: &std::path::Path, kind: &str) -> String {
    format!("{} is no input of this worksheet; `firsthand worksheet {kind} --example` prints one", file.display())
}

fn text(file: &std::path::Path) -> Result<String> {
    if file.as_os_str() == "-" {
        let mut text = String::new();
        std::io::stdin().read_to_string(&mut text).context("standard input")?;
        return Ok(text);
    }
    std::fs::read_to_string(file).with_context(|| file.display().to_string())
}

fn print(sheet: &Sheet, format: Format) -> Result<()> {
    if format == Format::Json {
        return output::line(serde_json::to_string_pretty(sheet)?);
    }
    sheet.explanation.iter().try_for_each(output::line)?;
    output::line("Taken for granted:")?;
    sheet.assumptions.iter().try_for_each(|told| output::line(format!("  {told}")))
}

fn check(file: &std::path::Path) -> Result<ExitCode> {
    let sheet: Sheet = serde_json::from_str(&text(file)?).with_context(|| {
        format!("{} is no sheet as `firsthand worksheet ... --format json` prints it", file.display())
    })?;
    let checked = kept::recheck(&sheet)?;
    if checked.same {
        output::line(format!("the same: {} gives this result", sheet.method))?;
        return Ok(ExitCode::SUCCESS);
    }
    output::line(format!("not the same: {} gives now", checked.now.method))?;
    print(&checked.now, Format::Text)?;
    Ok(ExitCode::FAILURE)
}
