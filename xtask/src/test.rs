//! `cargo xtask test`: everything that continuous integration runs, on any machine.

mod count;
mod steps;

use std::time::{Duration, Instant};

use anyhow::{Result, bail};

use crate::needs;
use crate::table::Table;
use count::Count;
use steps::{STEPS, Step};

/// Run everything that continuous integration runs.
#[derive(clap::Args)]
pub struct Arguments {
    /// Only these steps, in the order of the table; all of them when none is named
    #[arg(value_name = "STEP", value_parser = clap::builder::PossibleValuesParser::new(STEPS.iter().map(|step| step.name)))]
    steps: Vec<String>,
}

struct Outcome {
    step: &'static Step,
    count: Count,
    time: Duration,
    error: Option<anyhow::Error>,
}

/// Runs every chosen step, also after one has failed, and ends with a table and the sum of all tests.
pub fn run(arguments: &Arguments) -> Result<()> {
    let chosen = |step: &&Step| arguments.steps.is_empty() || arguments.steps.iter().any(|name| name == step.name);
    let chosen: Vec<_> = STEPS.iter().filter(chosen).collect();
    let outcomes: Vec<_> =
        chosen.iter().enumerate().map(|(number, step)| run_step(step, number + 1, chosen.len())).collect();
    report(&outcomes)
}

fn run_step(step: &'static Step, number: usize, of: usize) -> Outcome {
    println!("\n=== {number}/{of} {}: {}", step.name, step.what);
    let start = Instant::now();
    let mut count = Count::default();
    let result = needs::meet(step.needs).and_then(|()| (step.run)(&mut count));
    let error = result.err();
    match &error {
        Some(error) => {
            println!("--- {} FAILED: {error:#}", step.name);
            count.at_least_one_failure();
        }
        None => count.at_least_one_pass(),
    }
    Outcome { step, count, time: start.elapsed(), error }
}

fn report(outcomes: &[Outcome]) -> Result<()> {
    let mut table = Table::new(["step", "result", "passed", "failed", "seconds"]);
    let mut total = Count::default();
    for outcome in outcomes {
        let result = if outcome.error.is_none() { "ok" } else { "FAILED" };
        total += outcome.count;
        table.row([
            outcome.step.name.to_owned(),
            result.to_owned(),
            outcome.count.passed.to_string(),
            outcome.count.failed.to_string(),
            format!("{:.1}", outcome.time.as_secs_f64()),
        ]);
    }
    println!("\n{table}");
    for outcome in outcomes {
        if let Some(error) = &outcome.error {
            println!("{} failed: {error:#}", outcome.step.name);
        }
    }
    println!("{} passed, {} failed", total.passed, total.failed);
    let failed = outcomes.iter().filter(|outcome| outcome.error.is_some()).count();
    if failed > 0 {
        bail!("{failed} of {} steps failed", outcomes.len());
    }
    Ok(())
}
