//! What the commands about claims share: the desk opened and closed around an act, and answers as text or JSON.

use std::process::ExitCode;

use anyhow::Result;
use desk::{Desk, views::claims::ClaimRow};
use serde::Serialize;

use crate::{
    open::DeskArgs,
    output::{self, Format},
};

/// Runs what a command does on an open desk, and closes it.
pub async fn with<F: AsyncFnOnce(&Desk) -> Result<()>>(desk: &DeskArgs, act: F) -> Result<ExitCode> {
    let desk = desk.open().await?;
    let outcome = act(&desk).await;
    desk.close().await;
    outcome.map(|()| ExitCode::SUCCESS)
}

pub fn show<T: Serialize>(format: Format, value: &T, text: impl FnOnce(&T) -> Vec<String>) -> Result<()> {
    match format {
        Format::Json => output::line(serde_json::to_string_pretty(value)?),
        Format::Text => text(value).into_iter().try_for_each(output::line),
    }
}

/// A claim with its voices, in lines.
pub fn claim_lines(row: &ClaimRow) -> Vec<String> {
    let mut lines = vec![format!("{}\t{}", row.claim, row.sentence)];
    for side in &row.sides {
        lines.push(format!("  {}: {}", side.stance, side.counted));
        for voice in &side.voices {
            let via: String = voice.via.iter().map(|from| format!(", who has it from {from}")).collect();
            let said = voice.said.as_ref().map(|said| format!(", {}", said.plain)).unwrap_or_default();
            lines.push(format!("    {}{via}{said}: \"{}\"", voice.source_name, voice.words));
        }
        for origin in &side.origins {
            lines.extend(origin.reasons.iter().map(|reason| format!("    counted as one: {reason}")));
        }
    }
    lines
}
