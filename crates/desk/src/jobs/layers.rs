//! The job that brings everything kept up to date with the layers of fingerprints that there are: makes what is missing or was
//! made in another version, then measures again what that concerns. One medium is one step, made once, so that it may be
//! stopped or killed anywhere and goes on from there.

use std::{ops::ControlFlow, sync::Arc};

use super::{Handle, Kind, enqueue, examine};
use crate::{
    Desk, args, blocking,
    error::{Error, Result},
    fingerprint::{self, LAYERS, Opened, State},
    matches, preserve,
};

/// What the job is about, as the list of jobs names it.
pub const OBJECT: &str = "everything kept";

/// Asks for the job when there is something for it to do. Says whether there is.
pub async fn enqueue_if_due(desk: &Desk) -> Result<bool> {
    if due(desk).await?.is_empty() && matches::stale(desk).await?.is_empty() {
        return Ok(false);
    }
    let mut change = desk.custody.change("desk").await?;
    enqueue(&mut change, Kind::Layers, OBJECT).await?;
    change.commit().await?;
    desk.jobs_waiting();
    Ok(true)
}

/// The examined media that lack a layer which can be made now, in the order in which they were fingerprinted.
async fn due(desk: &Desk) -> Result<Vec<String>> {
    let sql = "SELECT COALESCE(m.fingerprinted, m.seq), m.sha256 FROM media AS m
               WHERE m.stage IN ('fingerprinted', 'matched') AND m.kind = $1
                 AND NOT EXISTS (SELECT 1 FROM fingerprint AS f
                                 WHERE f.sha256 = m.sha256 AND f.layer = $2 AND f.version = $3)";
    let mut media: Vec<(i64, String)> = Vec::new();
    for layer in LAYERS {
        let State::Ready { version } = layer.state(desk) else { continue };
        for kind in layer.kinds() {
            media.extend(desk.db.all::<(i64, String)>(sql, args![*kind, layer.name(), &version]).await?);
        }
    }
    media.sort_unstable();
    media.dedup();
    Ok(media.into_iter().map(|(_, sha256)| sha256).collect())
}

/// Does the job.
pub(super) async fn layers(desk: &Desk, handle: &Handle) -> Result<()> {
    let mut failed: Vec<Error> = Vec::new();
    for measuring in [false, true] {
        let (step, media) = match measuring {
            false => ("making fingerprints", due(desk).await?),
            true => ("measuring again", matches::stale(desk).await?),
        };
        handle.step(step, count(media.len()));
        for (place, medium) in media.iter().enumerate() {
            if handle.pausing() {
                return Err(Error::Cancelled);
            }
            let outcome =
                if measuring { matches::measure(desk, medium).await } else { add(desk, medium, handle).await };
            match outcome {
                Err(Error::Cancelled) => return Err(Error::Cancelled),
                // One that cannot be read stops no other.
                Err(
                    error @ (Error::Damaged { .. } | Error::NotFound { .. } | Error::File { .. } | Error::Media(_)),
                ) => {
                    failed.push(error);
                }
                other => other?,
            }
            handle.done(count(place + 1));
        }
    }
    let Some(first) = failed.first() else { return Ok(()) };
    Err(Error::input(
        format!("{} media could not be fingerprinted anew; the first: {first}", failed.len()),
        format!("{}; then try this job again", first.hint()),
    ))
}

/// Adds to a medium the layers that it lacks.
async fn add(desk: &Desk, medium: &str, handle: &Handle) -> Result<()> {
    let file = desk.vault.file(medium).await?;
    let path = file.path().to_owned();
    let kind = blocking(move || preserve::head_of(&path).map(|head| sandbox::sniff(&head))).await??;
    let facts = examine::facts_of(desk, medium).await?;
    let opened = Arc::new(Opened::new(desk.sandbox.clone(), file.path().to_owned(), kind, facts));
    let waits = handle.clone();
    let each = move |_: i64| if waits.pausing() { ControlFlow::Break(()) } else { ControlFlow::Continue(()) };
    let made = fingerprint::make_due(desk, medium, &opened, &each).await?;
    fingerprint::keep(desk, medium, made).await
}

fn count(length: usize) -> i64 {
    i64::try_from(length).unwrap_or(i64::MAX)
}
