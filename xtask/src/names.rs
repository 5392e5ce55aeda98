//! `cargo xtask names DIR`: how well the shipped program tells names apart, on public sets with known answers.
//!
//! `DIR/name_bench.csv` has the columns `name1,name2,is_match,quality`; each `DIR/places_*.csv` has `latin,native`, where
//! spellings are separated by `|`. The project's own set of groups is measured beside them. The sets of others belong to
//! whoever evaluates: nothing of them is in this repository.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use serde_json::Value;

use crate::needs::{self, Need};
use crate::program::Program;
use crate::table::Table;
use crate::workspace::{self, Build};

/// Score the comparison of names on sets with known answers.
#[derive(clap::Args)]
pub struct Arguments {
    /// Folder with `name_bench.csv` and `places_*.csv`
    folder: PathBuf,
    /// A program `firsthand` that is built already
    #[arg(long, value_name = "PROGRAM")]
    program: Option<PathBuf>,
}

/// Prints tables to standard output; progress to standard error.
pub fn run(arguments: &Arguments) -> Result<()> {
    needs::meet(&[Need::CCompiler])?;
    let firsthand = match &arguments.program {
        Some(program) => program.canonicalize().with_context(|| format!("no program {}", program.display()))?,
        None => workspace::build_firsthand(Build::Release)?,
    };
    let bench = arguments.folder.join("name_bench.csv");
    if bench.is_file() {
        pairs(&firsthand, &bench)?;
    }
    groups(&firsthand)?;
    let mut files: Vec<PathBuf> = fs::read_dir(&arguments.folder)?.flatten().map(|entry| entry.path()).collect();
    files.retain(|file| {
        let name = file.file_name().and_then(|name| name.to_str()).unwrap_or_default();
        name.starts_with("places_") && name.ends_with(".csv")
    });
    files.sort();
    let mut table = Table::new(["places", "names", "top 1", "top 5"]);
    for file in files {
        places(&firsthand, &file, &mut table)?;
    }
    println!("{table}");
    Ok(())
}

/// How often pairs that match are offered, and pairs that do not.
#[derive(Default)]
struct Tally {
    found: u32,
    missed: u32,
    wrong: u32,
    right: u32,
}

impl Tally {
    fn count(&mut self, truth: bool, offered: bool) {
        let slot = match (truth, offered) {
            (true, true) => &mut self.found,
            (true, false) => &mut self.missed,
            (false, true) => &mut self.wrong,
            (false, false) => &mut self.right,
        };
        *slot += 1;
    }

    fn row(&self, name: &str) -> [String; 6] {
        let share = |part: u32, whole: u32| f64::from(part) / f64::from(whole.max(1));
        let all = self.found + self.missed + self.wrong + self.right;
        [
            name.into(),
            all.to_string(),
            format!("{:.3}", share(self.found, self.found + self.wrong)),
            format!("{:.3}", share(self.found, self.found + self.missed)),
            format!("{:.3}", share(2 * self.found, 2 * self.found + self.wrong + self.missed)),
            format!("{}/{all}", self.found + self.right),
        ]
    }
}

/// The rows of a table of pairs, judged by the program: its own columns by name, and the verdict.
fn judged(firsthand: &Path, file: &Path, more: &[&str]) -> Result<Vec<csv::StringRecord>> {
    let answers = Program::new(firsthand)
        .args(["names", "compare"])
        .args(more)
        .arg("--pairs")
        .arg(file)
        .read_even_if_it_fails()?;
    let mut reader = csv::Reader::from_reader(answers.as_bytes());
    let mut rows = vec![reader.headers()?.clone()];
    rows.extend(reader.records().collect::<Result<Vec<_>, _>>()?);
    Ok(rows)
}

fn column(rows: &[csv::StringRecord], name: &str) -> Result<usize> {
    rows[0].iter().position(|header| header == name).with_context(|| format!("no column {name}"))
}

fn pairs(firsthand: &Path, file: &Path) -> Result<()> {
    let rows = judged(firsthand, file, &[])?;
    let [first, second, truth, quality, verdict] =
        ["name1", "name2", "is_match", "quality", "verdict"].map(|name| column(&rows, name));
    let (first, second, truth, quality, verdict) = (first?, second?, truth?, quality?, verdict?);
    let [mut all, mut other, mut strong] = [Tally::default(), Tally::default(), Tally::default()];
    for row in &rows[1..] {
        let (is, offered) = (&row[truth] == "true", &row[verdict] != "different");
        all.count(is, offered);
        let latin =
            |letter: char| !letter.is_alphabetic() || letter < '\u{250}' || ('\u{1e00}'..'\u{1f00}').contains(&letter);
        if !row[first].chars().chain(row[second].chars()).all(latin) {
            other.count(is, offered);
        }
        if &row[quality] == "STRONG" {
            strong.count(is, offered);
        }
    }
    let mut table = Table::new(["pairs", "of", "precision", "recall", "F1", "right"]);
    table.row(all.row("all"));
    table.row(other.row("with another script than Latin"));
    table.row(strong.row("marked STRONG"));
    println!("{table}");
    Ok(())
}

fn groups(firsthand: &Path) -> Result<()> {
    let file = workspace::root().join("crates/desk/tests/data/group_names.csv");
    let rows = judged(firsthand, &file, &["--kind", "group"])?;
    let (relation, verdict) = (column(&rows, "relation")?, column(&rows, "verdict")?);
    let mut table = Table::new(["groups and organisations", "pairs", "same", "ask", "different"]);
    for kind in ["same", "different", "related"] {
        let of_kind = || rows[1..].iter().filter(|row| &row[relation] == kind);
        let judged = |word: &str| of_kind().filter(|row| &row[verdict] == word).count().to_string();
        let all = of_kind().count().to_string();
        table.row([format!("are {kind}"), all, judged("same"), judged("ask"), judged("different")]);
    }
    println!("{table}");
    Ok(())
}

/// Ranks every native entry for each Latin name, and the other way round. Entries with the same line count as one.
fn places(firsthand: &Path, file: &Path, table: &mut Table) -> Result<()> {
    let scratch = tempfile::tempdir()?;
    let rows: Vec<(String, String)> = csv::Reader::from_path(file)?.deserialize().collect::<Result<_, _>>()?;
    let name = file.file_stem().and_then(|name| name.to_str()).unwrap_or_default().to_owned();
    for (way, flipped) in [("Latin to native", false), ("native to Latin", true)] {
        eprintln!("{name}: {way}");
        let side = |row: &(String, String), far: bool| if far == flipped { row.0.clone() } else { row.1.clone() };
        let among = scratch.path().join("among.txt");
        fs::write(&among, rows.iter().map(|row| side(row, true) + "\n").collect::<String>())?;
        let (mut first, mut fifth) = (0, 0);
        for row in &rows {
            let answer = Program::new(firsthand)
                .args(["names", "rank", "--kind", "place", "--format", "json", "--limit", "5", "--among"])
                .arg(&among)
                .args(["--", &side(row, false)])
                .read()?;
            let answer: Value = serde_json::from_str(&answer)?;
            let at =
                answer.as_array().and_then(|found| found.iter().position(|entry| entry["entry"] == side(row, true)));
            first += usize::from(at == Some(0));
            fifth += usize::from(at.is_some());
        }
        let share = |part: usize| format!("{:.1} %", part as f64 * 100.0 / rows.len().max(1) as f64);
        table.row([format!("{name}, {way}"), rows.len().to_string(), share(first), share(fifth)]);
    }
    Ok(())
}
