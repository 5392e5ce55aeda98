//! `firsthand seen`: has this been seen before?

use std::{path::PathBuf, process::ExitCode};

use anyhow::{Result, bail};
use clap::{Args, ValueEnum};
use desk::{
    Desk, Monitor as _,
    matches::seen::{self, Answer, Look},
};
use tokio::task::JoinSet;

use crate::{open::DeskArgs, output, progress::Terminal};

/// Tell whether photos or videos have been seen before, without keeping anything
#[derive(Args)]
pub struct Seen {
    /// Photos, videos, or folders of them
    #[arg(required = true, value_name = "PATH")]
    paths: Vec<PathBuf>,
    /// How to answer: a table for reading, json or csv with every candidate for programs
    #[arg(long, value_enum, default_value_t = Format::Table)]
    format: Format,
    /// List candidates from this score (0 to 1) on, in json and csv
    #[arg(long, default_value_t = 0.0, value_name = "SCORE")]
    min_score: f32,
    /// How closely to look: at all of it, or first at the key frames of a video alone, for an answer within about a second
    #[arg(long, value_enum, default_value_t = How::Whole)]
    look: How,
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum How {
    Whole,
    First,
}

impl From<How> for Look {
    fn from(how: How) -> Self {
        match how {
            How::Whole => Self::Whole,
            How::First => Self::First,
        }
    }
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    Table,
    Json,
    Csv,
}

impl Seen {
    pub async fn run(self, desk: &DeskArgs) -> Result<ExitCode> {
        if !(0.0..=1.0).contains(&self.min_score) {
            bail!("--min-score {} is not between 0 and 1", self.min_score);
        }
        let desk = desk.open().await?;
        let mut files = Vec::new();
        for path in &self.paths {
            list(path, &mut files);
        }
        let terminal = Terminal::new();
        terminal.begin("comparing", Some(files.len() as u64));
        let least = if self.format == Format::Table { seen::THRESHOLD } else { self.min_score };
        let mut writer = Writer::new(self.format)?;
        let mut failed = 0_u64;
        // Answers come in the order of the files; a few files are compared at once.
        let at_once = std::thread::available_parallelism().map_or(2, usize::from);
        let mut done = 0_u64;
        let mut told = false;
        for batch in files.chunks(at_once * 4) {
            for answer in ask_all(&desk, batch, self.look.into(), least, at_once).await? {
                failed += u64::from(!answer.problem.is_empty());
                if !std::mem::replace(&mut told, true) {
                    tell_missing(&answer);
                }
                terminal.above(|| writer.write(&answer));
                done += 1;
                terminal.progress(done);
            }
            writer.fault.take().map_or(Ok(()), Err)?;
            if terminal.cancelled() {
                return Err(desk::Error::Cancelled.into());
            }
        }
        drop(terminal);
        writer.finish()?;
        desk.close().await;
        Ok(if failed > 0 { ExitCode::FAILURE } else { ExitCode::SUCCESS })
    }
}

/// The files under a path, sorted. What cannot be listed is asked about by name and answered with its problem.
fn list(path: &std::path::Path, files: &mut Vec<PathBuf>) {
    match std::fs::read_dir(path) {
        Ok(entries) => {
            let mut inner: Vec<PathBuf> = entries.flatten().map(|entry| entry.path()).collect();
            inner.sort();
            inner.iter().for_each(|entry| list(entry, files));
        }
        Err(_) => files.push(path.to_owned()),
    }
}

async fn ask_all(desk: &Desk, files: &[PathBuf], look: Look, least: f32, at_once: usize) -> Result<Vec<Answer>> {
    let mut answers: Vec<Option<Answer>> = vec![None; files.len()];
    let mut asked = JoinSet::new();
    let mut next = files.iter().cloned().enumerate();
    loop {
        while asked.len() < at_once
            && let Some((place, file)) = next.next()
        {
            let desk = desk.clone();
            asked.spawn(async move {
                let name = file.file_name().map_or_else(|| file.to_string_lossy(), |name| name.to_string_lossy());
                let answer = seen::ask(&desk, &file, &name, look, least).await;
                (place, answer)
            });
        }
        let Some(ended) = asked.join_next().await else { break };
        let (place, answer) = ended?;
        if let Some(slot) = answers.get_mut(place) {
            *slot = Some(answer?);
        }
    }
    Ok(answers.into_iter().flatten().collect())
}

struct Writer {
    format: Format,
    answers: Vec<Answer>,
    csv: Option<csv::Writer<std::io::Stdout>>,
    fault: Option<anyhow::Error>,
}

impl Writer {
    fn new(format: Format) -> Result<Self> {
        let mut csv = (format == Format::Csv).then(|| csv::Writer::from_writer(std::io::stdout()));
        if let Some(csv) = &mut csv {
            csv.write_record([
                "query",
                "ref",
                "score",
                "query_start",
                "query_end",
                "ref_start",
                "ref_end",
                "same_scene",
                "relation",
            ])?;
        }
        Ok(Self { format, answers: Vec::new(), csv, fault: None })
    }

    fn write(&mut self, answer: &Answer) {
        if !answer.problem.is_empty() {
            eprintln!("problem\t{}: {}. {}", answer.query, answer.problem, answer.hint);
        }
        let outcome = match self.format {
            Format::Table => table(answer),
            Format::Json => {
                self.answers.push(answer.clone());
                Ok(())
            }
            Format::Csv => self.csv.as_mut().map_or(Ok(()), |csv| rows(csv, answer)),
        };
        if let Err(error) = outcome {
            self.fault.get_or_insert(error);
        }
    }

    fn finish(self) -> Result<()> {
        if let Some(mut csv) = self.csv {
            csv.flush()?;
        }
        if self.format == Format::Json {
            output::line(serde_json::to_string_pretty(&self.answers)?)?;
        }
        Ok(())
    }
}

fn rows(csv: &mut csv::Writer<std::io::Stdout>, answer: &Answer) -> Result<()> {
    for hit in &answer.hits {
        let (score, scene) = (format!("{:.6}", hit.score), format!("{:.6}", hit.same_scene));
        if hit.segments.is_empty() {
            csv.write_record([&answer.query, &hit.name, &score, "", "", "", "", &scene, &hit.relation])?;
        }
        for segment in &hit.segments {
            let seconds = [segment.query.0, segment.query.1, segment.reference.0, segment.reference.1];
            let [a, b, c, d] = seconds.map(|seconds| format!("{seconds:.3}"));
            csv.write_record([&answer.query, &hit.name, &score, &a, &b, &c, &d, &scene, &hit.relation])?;
        }
    }
    Ok(())
}

fn table(answer: &Answer) -> Result<()> {
    if !answer.problem.is_empty() {
        return Ok(());
    }
    let first = if answer.first_look { " at first look" } else { "" };
    if answer.seen {
        output::line(format!("{}\tseen before{first}:", answer.query))?;
    } else {
        output::line(format!(
            "{}\tnot seen before{first} (compared with {} kept media)",
            answer.query, answer.compared
        ))?;
    }
    for hit in answer.hits.iter().filter(|hit| hit.above) {
        let footage = hit.footage.map(|footage| footage.to_string()).unwrap_or_default();
        output::line(format!("  {:.2}  {footage:<6} {}: {}", hit.score, hit.name, hit.sentence))?;
        for segment in &hit.segments {
            output::line(format!(
                "        {} lies on {} of it",
                span(segment.query.0, segment.query.1),
                span(segment.reference.0, segment.reference.1)
            ))?;
        }
        if let Some(reason) = &hit.earliest_reason {
            output::line(format!("        earliest known appearance: {reason}"))?;
        }
    }
    for hit in answer.hits.iter().filter(|hit| hit.relation == "lead") {
        let footage = hit.footage.map(|footage| footage.to_string()).unwrap_or_default();
        output::line(format!("  lead  {footage:<6} {}: {}", hit.name, hit.sentence))?;
        if let Some(heard) = hit.heard.as_ref().filter(|_| hit.segments.is_empty()) {
            for segment in &heard.segments {
                output::line(format!(
                    "        the sound of {} is that of {} of it",
                    span(segment.query.0, segment.query.1),
                    span(segment.reference.0, segment.reference.1)
                ))?;
            }
        }
    }
    let count = |relation: &str| answer.hits.iter().filter(|hit| hit.relation == relation).count();
    for (number, why) in [
        (count("muted"), "not counted: they share only what is marked as common"),
        (count("rejected"), "not counted: a person rejected them for this very file"),
    ] {
        if number > 0 {
            output::line(format!("  {number} {why}"))?;
        }
    }
    Ok(())
}

/// Says on stderr, once, which layers took no part.
fn tell_missing(answer: &Answer) {
    for layer in &answer.missing {
        eprintln!("answered without the layer {}: {}; to have it: {}", layer.name, layer.why, layer.mend);
    }
}

fn span(from: f64, to: f64) -> String {
    format!("{from:.1} s to {to:.1} s")
}
