//! The commands. A new one is a file, a variant and a line.

mod add;
mod answer;
mod backup;
mod capture;
mod claim;
mod describe;
mod desk;
mod doctor;
mod entity;
mod export;
mod finding;
mod fingerprint;
mod hash;
mod incident;
mod incoming;
mod matching;
mod models;
mod names;
mod places;
mod report;
mod restore;
mod sample;
mod say;
mod seen;
mod source;
mod verify;
mod watch;
mod worksheet;

use std::process::ExitCode;

use anyhow::Result;
use clap::Subcommand;

use crate::open::DeskArgs;

/// What the desk can be asked to do.
#[derive(Subcommand)]
pub enum Command {
    /// Keep files, folders, archives and posts as evidence, and match them against everything kept
    Add(add::Add),
    /// Fetch addresses and keep what they answer, whole, with the media of posts in feeds
    Capture(capture::Capture),
    /// Watch feeds and other addresses, and keep what is new
    Watch(watch::Watch),
    /// Tell whether photos or videos have been seen before, without keeping anything
    Seen(seen::Seen),
    /// Say what is seen in a photo or video and how distressing it is
    Describe(describe::Describe),
    /// Open the desk in the browser, on this machine only
    Desk(desk::Serve),
    /// Say which layers of fingerprints there are, and make what is missing of everything kept
    Fingerprint(fingerprint::Fingerprint),
    /// Print the PDQ hashes of photos, to compare with the lists of others; nothing is kept
    Hash(hash::Hash),
    /// Say what scores have meant on this desk's own decisions, and set from which score on media are grouped
    Matching(matching::Matching),
    /// Record and read findings: verdicts on pillars of footage and on claims, and what is under review
    Finding(finding::Finding),
    /// Compute where the sun stood, where a camera stood, or which of two clips is earlier, offline
    Worksheet(worksheet::Worksheet),
    /// Hand over evidence: originals, what is known of them and their custody, as a folder that stock tools check
    Export(export::Export),
    /// Re-read every kept byte and the custody log, and name every fault
    Verify(verify::Verify),
    /// Copy everything that cannot be made again to another place, while the desk is in use, or check such a copy
    Backup(backup::Backup),
    /// Make a desk from a backup, where there is none yet, and verify it
    Restore(restore::Restore),
    /// Say what works on this machine and how to mend what does not
    Doctor(doctor::Doctor),
    /// Open, list and show incidents
    Incident(incident::Incident),
    /// Show a claim with every voice and why voices count as one
    Claim(claim::Claim),
    /// Record what a source says about an incident: the claim, if it is new, and the assertion
    Say(Box<say::Say>),
    /// List, show and make entities, and say whether two are one
    Entity(entity::Entity),
    /// List and show sources, name one, say what it is, or which handles it used
    Source(source::Source),
    /// Write, check, publish and correct reports, and render them in every format
    Report(report::Report),
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
        Command::Capture(capture) => capture.run(desk).await,
        Command::Watch(watch) => watch.run(desk).await,
        Command::Seen(seen) => seen.run(desk).await,
        Command::Describe(describe) => describe.run(desk).await,
        Command::Desk(serve) => serve.run(desk).await,
        Command::Fingerprint(fingerprint) => fingerprint.run(desk).await,
        Command::Hash(hash) => hash.run(),
        Command::Matching(matching) => matching.run(desk).await,
        Command::Finding(finding) => finding.run(desk).await,
        Command::Worksheet(worksheet) => worksheet.run(desk).await,
        Command::Export(export) => export.run(desk).await,
        Command::Verify(verify) => verify.run(desk).await,
        Command::Backup(backup) => backup.run(desk).await,
        Command::Restore(restore) => restore.run(desk).await,
        Command::Doctor(doctor) => doctor.run(desk).await,
        Command::Incident(incident) => incident.run(desk).await,
        Command::Claim(claim) => claim.run(desk).await,
        Command::Say(say) => say.run(desk).await,
        Command::Entity(entity) => entity.run(desk).await,
        Command::Source(source) => source.run(desk).await,
        Command::Report(report) => report.run(desk).await,
        Command::Models(models) => models.run(desk).await,
        Command::Names(names) => names.run(),
        Command::Places(places) => places.run(desk),
        Command::Sample(sample) => sample.run(desk).await,
    }
}
