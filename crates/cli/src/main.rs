//! `firsthand`: the verification desk in a terminal. One file a command; the work is in the library `desk`.

#![expect(clippy::print_stderr, reason = "a command answers on stdout and reports on stderr")]

mod commands;
mod open;
mod output;
mod progress;
mod sample;

use std::process::ExitCode;

use clap::Parser;

/// The verification desk: keeps photos and videos as evidence and tells whether they have been seen before.
#[derive(Parser)]
#[command(name = "firsthand", version, propagate_version = true)]
struct Cli {
    #[command(flatten)]
    desk: open::DeskArgs,
    #[command(subcommand)]
    command: commands::Command,
}

fn main() -> ExitCode {
    // A jailed worker is this same program: it must do its work and leave before anything else happens.
    sandbox::run_if_worker();
    let cli = Cli::parse();
    let runtime = match tokio::runtime::Builder::new_multi_thread().enable_all().build() {
        Ok(runtime) => runtime,
        Err(error) => {
            eprintln!("error: the system gives no threads: {error}");
            return ExitCode::FAILURE;
        }
    };
    match runtime.block_on(commands::run(cli.command, &cli.desk)) {
        Ok(code) => code,
        Err(error) if output::is_broken_pipe(&error) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error:#}");
            let hint = error.downcast_ref::<desk::Error>().map(desk::Error::hint).unwrap_or_default();
            if !hint.is_empty() {
                eprintln!("hint: {hint}");
            }
            ExitCode::FAILURE
        }
    }
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory as _;

    #[test]
    fn no_two_arguments_of_a_command_have_one_name() {
        super::Cli::command().debug_assert();
    }
}
