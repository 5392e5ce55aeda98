//! The sample case: harmless footage of a town that does not exist, with copies that people made of it.
//!
//! Everything is drawn and encoded on the spot from seeds, so the repository carries no pictures, and the same ffmpeg
//! makes the same bytes. [`case`] tells the story, [`posts`] and [`talk`] have the words, [`claims`] records who
//! says what, [`findings`] what the desk found out, [`report`] what it published; the other modules draw.

mod case;
mod claims;
mod clip;
mod edits;
mod findings;
mod letters;
mod noise;
mod picture;
mod posts;
mod report;
mod scenes;
mod talk;

use std::fs;
use std::path::Path;

use anyhow::{Context, Result, bail};
use sandbox::Sandbox;

pub use case::{FILES, Progress};

/// The file with the posts, beside the media.
const POSTS: &str = "posts.jsonl";

/// Records who says what about the case, what the desk found out and what it published, in a desk to which it was added.
/// Returns what people call the incident.
///
/// # Errors
/// When the case was not added, or the desk cannot record.
pub async fn record(desk: &desk::Desk) -> Result<desk::ids::IncidentRef> {
    let incident = claims::record(desk).await?;
    findings::record(desk, incident).await?;
    report::record(desk, incident).await?;
    Ok(incident)
}

/// Makes the sample case in a new folder: photos, videos and the posts that carried them. With `more`, also that many
/// further photos without posts. The folder appears when it is complete.
///
/// # Errors
/// When the folder exists already, ffmpeg is missing or fails, something cannot be written, or `progress` says so.
pub fn write(folder: &Path, more: usize, sandbox: &Sandbox, progress: Progress<'_>) -> Result<()> {
    if folder.exists() {
        bail!("{} exists already; name a folder that does not", folder.display());
    }
    let parent = folder.parent().filter(|parent| !parent.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let not_written = || format!("{} could not be made", folder.display());
    fs::create_dir_all(parent).with_context(not_written)?;
    let unfinished =
        tempfile::Builder::new().prefix(".firsthand-sample-").tempdir_in(parent).with_context(not_written)?;
    case::write(unfinished.path(), sandbox, progress)?;
    case::write_more(unfinished.path(), sandbox, more, progress)?;
    fs::write(unfinished.path().join(POSTS), posts::to_json_lines()).with_context(not_written)?;
    fs::rename(unfinished.keep(), folder).with_context(not_written)
}
