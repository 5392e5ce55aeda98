//! `cargo xtask eval DIR`: how well the shipped program answers "seen before?", on a set with known answers.
//!
//! `DIR/photos` and `DIR/videos` each hold `refs/` (what is kept), `queries/` (what is asked) and `truth.csv`; the
//! scorer `score.py` lies beside `DIR`. The sets belong to whoever evaluates: nothing of them is in this repository.

mod score;

use std::fs;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};

use crate::needs::{self, Need};
use crate::program::Program;
use crate::table::Table;
use crate::workspace::{self, Build};
use score::Score;

/// Score the answers of the release build on a set with known answers.
#[derive(clap::Args)]
pub struct Arguments {
    /// Folder with `photos/` and `videos/`; the scorer `score.py` lies beside it
    folder: PathBuf,
    /// Only this part
    #[arg(long, value_parser = ["photos", "videos"])]
    only: Option<String>,
    /// Ask once more with the learned model: fetched, or from a folder that holds its package
    #[arg(long, value_name = "DIR|fetched")]
    models: Option<PathBuf>,
    /// A program `firsthand` that is built already
    #[arg(long, value_name = "PROGRAM")]
    program: Option<PathBuf>,
}

/// One part of the set, evaluated.
struct Part {
    name: String,
    add: Duration,
    seen: Duration,
    queries: usize,
    scores: Vec<(&'static str, Score)>,
}

/// Prints a table of scores, recall per edit, false alarms and times to standard output; progress to standard error.
pub fn run(arguments: &Arguments) -> Result<()> {
    needs::meet(&[Need::CCompiler, Need::Ffmpeg, Need::Exiftool, Need::Python])?;
    let folder =
        arguments.folder.canonicalize().with_context(|| format!("no folder {}", arguments.folder.display()))?;
    let scorer = folder.parent().unwrap_or(&folder).join("score.py");
    if !scorer.is_file() {
        bail!("no scorer at {}", scorer.display());
    }
    let firsthand = match &arguments.program {
        Some(program) => program.canonicalize().with_context(|| format!("no program {}", program.display()))?,
        None => workspace::build_firsthand(Build::Release)?,
    };
    let mut parts = Vec::new();
    for name in ["photos", "videos"] {
        let wanted = arguments.only.as_deref().is_none_or(|only| only == name) && folder.join(name).is_dir();
        if wanted {
            let set = Set { name, folder: &folder.join(name), scorer: &scorer, firsthand: &firsthand };
            parts.push(set.evaluate(None)?);
            if let Some(models) = &arguments.models {
                parts.push(set.evaluate(Some(models))?);
            }
        }
    }
    print_scores(&parts);
    parts.iter().for_each(print_edits);
    Ok(())
}

/// One part of the set, with what evaluates it.
struct Set<'a> {
    name: &'static str,
    folder: &'a Path,
    scorer: &'a Path,
    firsthand: &'a Path,
}

impl Set<'_> {
    fn evaluate(&self, models: Option<&Path>) -> Result<Part> {
        let Self { folder, scorer, firsthand, .. } = *self;
        let name = format!("{}, {}", self.name, if models.is_some() { "model" } else { "no model" });
        let scratch = tempfile::tempdir()?;
        let data = scratch.path().join("data");
        if let Some(models) = models {
            let mut fetch = Program::new(firsthand).args(["models", "fetch", "--accept-licence", "--data"]).arg(&data);
            if models != Path::new("fetched") {
                fetch = fetch.arg("--from").arg(models);
            }
            fetch.run()?;
        }
        eprintln!("{name}: adding the references");
        let start = Instant::now();
        Program::new(firsthand).arg("add").arg("--data").arg(&data).arg(folder.join("refs")).read_even_if_it_fails()?;
        let add = start.elapsed();
        eprintln!("{name}: added in {:.1} s; asking for the queries", add.as_secs_f64());
        let start = Instant::now();
        let seen = Program::new(firsthand).arg("seen").arg("--data").arg(&data).args(["--format", "csv"]);
        let answers = seen.arg(folder.join("queries")).read_even_if_it_fails()?;
        let seen = start.elapsed();
        eprintln!("{name}: answered in {:.1} s; scoring", seen.as_secs_f64());

        let predictions = keep_predictions(&name.replace([',', ' '], ""), &answers)?;
        let truth = folder.join("truth.csv");
        let mut scores = vec![("all", Score::ask(scorer, &truth, &predictions, &[])?)];
        if self.name == "photos" {
            scores.push(("without bursts", Score::ask(scorer, &truth, &predictions, &["--without=neg_burst"])?));
        }
        Ok(Part { name, add, seen, queries: fs::read_dir(folder.join("queries"))?.count(), scores })
    }
}

/// Writes the answers into the target folder, where one can look into them, with bare file names as the truth has them.
fn keep_predictions(name: &str, answers: &str) -> Result<PathBuf> {
    let folder = workspace::target()?.join("eval");
    fs::create_dir_all(&folder)?;
    let file = folder.join(format!("{name}.csv"));
    let mut reader = csv::ReaderBuilder::new().flexible(true).from_reader(answers.as_bytes());
    let mut writer = csv::WriterBuilder::new().flexible(true).from_path(&file)?;
    writer.write_record(reader.headers()?)?;
    for row in reader.records() {
        let row = row?;
        let bare = |cell: &str| cell.rsplit('/').next().unwrap_or(cell).to_owned();
        let cells = row.iter().enumerate();
        writer.write_record(cells.map(|(column, cell)| if column < 2 { bare(cell) } else { cell.to_owned() }))?;
    }
    writer.flush()?;
    eprintln!("{name}: answers kept in {}", file.display());
    Ok(file)
}

fn print_scores(parts: &[Part]) {
    let head = ["set", "uAP", "R@P1", "R@P.99", "R@P.9", "R@1", "seg F1", "threshold", "add s", "seen s", "ms/query"];
    let mut table = Table::new(head);
    for part in parts {
        for (variant, score) in &part.scores {
            let ratio = |key: &str| score.number(key).map_or_else(|| "-".to_owned(), |value| format!("{value:.3}"));
            table.row([
                format!("{}, {variant}", part.name),
                ratio("uAP"),
                ratio("recall@P1"),
                ratio("recall@P0.99"),
                ratio("recall@P0.9"),
                ratio("recall@1"),
                ratio("segment_F1"),
                ratio("threshold@P0.99"),
                format!("{:.1}", part.add.as_secs_f64()),
                format!("{:.1}", part.seen.as_secs_f64()),
                format!("{:.0}", part.seen.as_secs_f64() * 1000.0 / part.queries.max(1) as f64),
            ]);
        }
    }
    println!("{table}");
}

fn print_edits(part: &Part) {
    let Some((variant, score)) = part.scores.last() else { return };
    println!("{}, {variant}: recall per edit at precision .99", part.name);
    let mut edits = Table::new(["edit", "recall", "found", "of"]);
    for (edit, found, of) in score.shares("per_edit", "found") {
        edits.row([edit, format!("{:.2}", found as f64 / of.max(1) as f64), found.to_string(), of.to_string()]);
    }
    println!("{edits}");
    println!("{}, {variant}: queries without a match that were given one there", part.name);
    let mut alarms = Table::new(["kind", "alarms", "of"]);
    for (kind, wrong, of) in score.shares("false_alarms", "alarms") {
        alarms.row([kind, wrong.to_string(), of.to_string()]);
    }
    println!("{alarms}");
}
