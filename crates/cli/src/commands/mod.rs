//! The commands. A new one is a file, a variant and a line.

mod add;
mod desk;
mod doctor;
mod models;
mod names;
mod places;
mod sample;
mod seen;
mod verify;

use std::process::ExitCode;

use anyhow::Result;
use clap::Subcommand;

use crate::open::DeskArgs;

/// What the desk can be asked to do.
#[derive(Subcommand)]
pub enum Command {
    /// Keep files, folders, archives and posts as evidence, and match them against everything kept
    Add(add::Add),
    /// Tell whether photos or videos have been seen before, without keeping anything
    Seen(seen::Seen),
    /// Open the desk in the browser, on this machine only
    Desk(desk::Serve),
    /// Re-read every kept byte and the custody log, and name every fault
    Verify(verify::Verify),
    /// Say what works on this machine and how to mend what does not
    Doctor(doctor::Doctor),
    /// List, fetch and remove models and other data that the desk can use
    Models(models::Models),
    /// Compare names across scripts and spellings, and find a name among others
    Names(names::Names),
    /// Find places by name in any script, or by position
    Places(places::Places),
    /// Make a small harmless case to try the desk with: photos, videos, and the posts that carried them
    Sample(sample::Sample),
}

/// Runs a command.
pub async fn run(command: Command, desk: &DeskArgs) -> Result<ExitCode> {
    match command {
        Command::Add(add) => add.run(desk).await,
        Command::Seen(seen) => seen.run(desk).await,
        Command::Desk(serve) => serve.run(desk).await,
        Command::Verify(verify) => verify.run(desk).await,
        Command::Doctor(doctor) => doctor.run(desk).await,
        Command::Models(models) => models.run(desk).await,
        Command::Names(names) => names.run(),
        Command::Places(places) => places.run(desk),
        Command::Sample(sample) => sample.run().await,
    }
}
