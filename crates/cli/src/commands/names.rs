//! `firsthand names`: may two names be one? No desk is opened for it.

use std::{fs::File, io, path::PathBuf, process::ExitCode};

use anyhow::{Context as _, Result, bail};
use clap::{Args, Subcommand, ValueEnum};
use desk::{
    Error,
    claims::names::{self, Kind, Name},
};
use serde::Serialize;

use crate::output::{self, Format};

/// Compare names across scripts and spellings, and find a name among others
#[derive(Args)]
pub struct Names {
    #[command(subcommand)]
    what: What,
}

#[derive(Subcommand)]
enum What {
    /// Tell whether two names may be one, and why
    Compare(Compare),
    /// Order the names of a file by how likely each is the given one
    Rank(Rank),
}

/// Tell whether two names may be one, and why
#[derive(Args)]
struct Compare {
    /// The two names
    #[arg(value_name = "NAME", num_args = 2, required_unless_present = "pairs", conflicts_with = "pairs")]
    names: Vec<String>,
    /// A table of pairs with the columns name1 and name2; it comes back on stdout with score and verdict appended
    #[arg(long, value_name = "FILE.csv")]
    pairs: Option<PathBuf>,
    /// What the names name [default: what their words say]
    #[arg(long, value_enum)]
    kind: Option<KindArg>,
    /// How to answer
    #[arg(long, value_enum, default_value_t = Format::Text, conflicts_with = "pairs")]
    format: Format,
}

/// Order the names of a file by how likely each is the given one
#[derive(Args)]
struct Rank {
    /// The name; spellings of one are separated by |
    name: String,
    /// One entry a line; spellings of one entry are separated by |
    #[arg(long, value_name = "FILE")]
    among: PathBuf,
    /// What the names name [default: what their words say]
    #[arg(long, value_enum)]
    kind: Option<KindArg>,
    /// How many entries to answer with, the best first [default: all in json, 10 in text]
    #[arg(long, value_name = "N")]
    limit: Option<usize>,
    /// How to answer
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,
}

#[derive(Clone, Copy, ValueEnum)]
enum KindArg {
    Person,
    Group,
    Place,
}

impl From<KindArg> for Kind {
    fn from(kind: KindArg) -> Self {
        match kind {
            KindArg::Person => Self::Person,
            KindArg::Group => Self::Group,
            KindArg::Place => Self::Place,
        }
    }
}

/// An entry of a file, ranked.
#[derive(Serialize)]
struct Ranked<'a> {
    /// Its first spelling.
    name: &'a str,
    score: f32,
    /// The line as it stands in the file.
    entry: &'a str,
}

impl Names {
    pub fn run(self) -> Result<ExitCode> {
        match self.what {
            What::Compare(compare) => compare.run(),
            What::Rank(rank) => rank.run(),
        }
    }
}

impl Compare {
    fn run(self) -> Result<ExitCode> {
        let kind = self.kind.map(Kind::from);
        if let Some(file) = &self.pairs {
            let table = File::open(file).map_err(Error::file(file))?;
            return pairs(table, kind).with_context(|| file.display().to_string());
        }
        let [a, b] = self.names.as_slice() else { bail!("give two names, or --pairs FILE.csv") };
        let comparison = names::compare(a, b, kind);
        if self.format == Format::Json {
            output::line(serde_json::to_string_pretty(&comparison)?)?;
        } else {
            output::line(format!("{}\t{:.2}", comparison.verdict.as_str(), comparison.score))?;
            for reason in &comparison.why {
                output::line(format!("  {reason}"))?;
            }
        }
        Ok(ExitCode::SUCCESS)
    }
}

/// Appends score and verdict to every row. A row that cannot be read is named and left out.
fn pairs(table: impl io::Read, kind: Option<Kind>) -> Result<ExitCode> {
    let mut reader = csv::ReaderBuilder::new().flexible(true).from_reader(table);
    let headers = reader.byte_headers()?.clone();
    let column = |name: &str| {
        let at = headers.iter().position(|header| header.trim_ascii() == name.as_bytes());
        at.ok_or_else(|| Error::input(format!("there is no column {name}"), "name the two columns name1 and name2"))
    };
    let (first, second) = (column("name1")?, column("name2")?);
    let mut writer = csv::Writer::from_writer(io::BufWriter::new(io::stdout().lock()));
    writer.write_byte_record(&extended(&headers, ["score", "verdict"]))?;
    let mut bad = false;
    for row in reader.byte_records() {
        let row = row?;
        let line = row.position().map_or(0, csv::Position::line);
        let text = |at: usize| {
            row.get(at).and_then(|cell| std::str::from_utf8(cell).ok()).filter(|cell| !cell.trim().is_empty())
        };
        match (row.len() == headers.len(), text(first), text(second)) {
            (true, Some(a), Some(b)) => {
                let comparison = names::compare(a, b, kind);
                let score = format!("{:.6}", comparison.score);
                writer.write_byte_record(&extended(&row, [&score, comparison.verdict.as_str()]))?;
            }
            (whole, a, b) => {
                let what = match (whole, a.is_some(), b.is_some()) {
                    (false, ..) => format!("{} cells instead of {}", row.len(), headers.len()),
                    (_, false, _) => "name1 is empty or not UTF-8".into(),
                    _ => "name2 is empty or not UTF-8".into(),
                };
                eprintln!("problem\tline {line}: {what}. It is left out; correct it and run the same command again.");
                bad = true;
            }
        }
    }
    writer.flush()?;
    Ok(if bad { ExitCode::FAILURE } else { ExitCode::SUCCESS })
}

fn extended(row: &csv::ByteRecord, more: [&str; 2]) -> csv::ByteRecord {
    row.iter().chain(more.map(str::as_bytes)).collect()
}

impl Rank {
    fn run(self) -> Result<ExitCode> {
        let kind = self.kind.map(Kind::from);
        let bytes = std::fs::read(&self.among).map_err(Error::file(&self.among))?;
        let text = String::from_utf8_lossy(&bytes);
        let prepare = |line: &str| names::spellings(line).map(|spelling| Name::new(spelling, kind)).collect::<Vec<_>>();
        let asked = prepare(&self.name);
        if asked.is_empty() {
            return Err(Error::input("the name is empty", "give a name, in any script").into());
        }
        let lines = text.trim_start_matches('\u{feff}').lines().map(str::trim).filter(|line| !line.is_empty());
        let rank = |entry| {
            let name = names::spellings(entry).next().unwrap_or(entry);
            Ranked { name, score: names::best(&asked, &prepare(entry)), entry }
        };
        let mut ranked: Vec<Ranked<'_>> = lines.map(rank).collect();
        ranked.sort_by(|a, b| b.score.total_cmp(&a.score));
        ranked.truncate(self.limit.unwrap_or(if self.format == Format::Json { usize::MAX } else { 10 }));
        if self.format == Format::Json {
            return output::line(serde_json::to_string_pretty(&ranked)?).map(|()| ExitCode::SUCCESS);
        }
        for entry in &ranked {
            output::line(format!("{:.3}\t{}", entry.score, entry.entry))?;
        }
        Ok(ExitCode::SUCCESS)
    }
}
