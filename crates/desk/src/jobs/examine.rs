//! The job that follows every kept medium: read, fingerprint, match, group. Each step is one change, and a step that
//! was made is not made again, so the job may be killed anywhere and run again.

use std::{ops::ControlFlow, sync::Arc};

use serde_json::Value;

use super::Handle;
use crate::{
    Desk, args, blocking,
    error::{Error, Result},
    fingerprint::{self, Facts, Opened},
    matches,
    preserve::{
        self, VaultFile,
        custody::{Act, Event},
        sha256,
    },
};

/// Examines one kept medium.
pub(super) async fn examine(desk: &Desk, medium: &str, handle: &Handle) -> Result<()> {
    let file = desk.vault.file(medium).await?;
    let path = file.path().to_owned();
    let file_type = blocking({
        let path = path.clone();
        move || preserve::head_of(&path).map(|head| sandbox::recognise(&head))
    })
    .await??;
    let kind = file_type.kind;
    if let Some((what, hint)) = not_media(kind) {
        return unreadable(desk, medium, what, hint).await;
    }
    mislabelled(desk, medium, &file_type).await?;

    handle.step("reading metadata", 0);
    match read(desk, medium, &file, kind).await {
        Ok(()) => {}
        Err(Error::Media(error)) if !fingerprint::tool_is_missing(&error) => {
            return unreadable(desk, medium, &error.to_string(), &error.hint()).await;
        }
        Err(error) => return Err(error),
    }
    handle.step("fingerprinting", 0);
    match print(desk, medium, &file, kind, handle).await {
        Ok(()) => {}
        Err(Error::Media(error)) if !fingerprint::tool_is_missing(&error) => {
            return unreadable(desk, medium, &error.to_string(), &error.hint()).await;
        }
        Err(error) => return Err(error),
    }
    handle.step("comparing with everything kept", 0);
    if matches::is_due(desk, medium).await? { matches::measure(desk, medium).await } else { Ok(()) }
}

/// What cannot be media by its content, whatever its name, and what a person can do.
fn not_media(kind: sandbox::Kind) -> Option<(&'static str, &'static str)> {
    match kind {
        sandbox::Kind::Empty => Some(("the file is empty", "fetch it again, or ask whoever sent it for another copy")),
        sandbox::Kind::Playlist => Some((
            "it is a playlist, which makes players open other files: it was not opened",
            "add the media it points to, not the list",
        )),
        sandbox::Kind::Unknown => Some((
            "its content is of no kind that can be read here",
            "fetch it again, or look with other programs what it is; never run it",
        )),
        _ => None,
    }
}

/// Notes when a name promises another kind of file than the content is. It is read for what it is all the same.
async fn mislabelled(desk: &Desk, medium: &str, found: &sandbox::FileType) -> Result<()> {
    let name: Option<(String,)> =
        desk.db.first("SELECT name FROM receipt WHERE sha256 = $1 ORDER BY seq LIMIT 1", args![medium]).await?;
    let extension = name.and_then(|(name,)| Some(name.rsplit_once('.')?.1.to_lowercase())).unwrap_or_default();
    let promised = match extension.as_str() {
        "jpg" | "jpeg" | "png" | "webp" | "gif" | "avif" | "heic" | "tif" | "tiff" | "bmp" => "photo",
        "mp4" | "mov" | "m4v" | "mkv" | "webm" | "avi" | "mpg" | "mpeg" | "3gp" | "ts" | "flv" | "wmv" => "moving",
        "mp3" | "m4a" | "wav" | "ogg" | "opus" | "flac" | "aac" => "moving",
        _ => return Ok(()),
    };
    let is = match found.kind {
        sandbox::Kind::Photo(_) => "photo",
        sandbox::Kind::Video | sandbox::Kind::Sound => "moving",
        _ => "none",
    };
    if promised == is {
        return Ok(());
    }
    let what = format!("it is named .{extension}, but is {}; it was read for what it is", found.kind.words());
    let mut change = desk.custody.change("desk").await?;
    let sql = "UPDATE media SET problem = $2, hint = $3 WHERE sha256 = $1";
    change.tx.run(sql, args![medium, what, "ask whoever sent it how it came by its name"]).await?;
    change.commit().await
}

/// exiftool's and ffprobe's whole answers, kept as they came.
async fn read(desk: &Desk, medium: &str, file: &VaultFile, kind: sandbox::Kind) -> Result<()> {
    if desk.db.number("SELECT COUNT(*) FROM event WHERE object = $1 AND act = 'read'", args![object(medium)]).await? > 0
    {
        return Ok(());
    }
    let (jail, path) = (desk.sandbox.clone(), file.path().to_owned());
    let moving = matches!(kind, sandbox::Kind::Video | sandbox::Kind::Sound | sandbox::Kind::Photo(_));
    let probed = matches!(kind, sandbox::Kind::Video | sandbox::Kind::Sound);
    let (metadata, probe) = blocking(move || -> Result<_> {
        let metadata = if moving { Some(jail.metadata(&path)?) } else { None };
        let probe = if probed { Some(jail.probe(&path)?) } else { None };
        Ok((metadata, probe))
    })
    .await??;
    let facts = probe.as_ref().map(fingerprint::facts).unwrap_or_default();
    let mut change = desk.custody.change("desk").await?;
    let answers: Vec<(&str, String)> = [("exiftool", metadata), ("ffprobe", probe)]
        .into_iter()
        .filter_map(|(reader, answer)| Some((reader, answer?.to_string())))
        .collect();
    let mut event = Event::media(Act::Read, medium);
    for (reader, json) in &answers {
        event = event.with(reader, sha256(json.as_bytes()));
    }
    let logged = change.log(event).await?;
    let versions = desk.tool_versions().await?;
    for (reader, json) in answers {
        let version = versions.get(reader).cloned().unwrap_or_default();
        change
            .tx
            .run(
                "INSERT INTO metadata (sha256, reader, version, json, seq) VALUES ($1, $2, $3, $4, $5)
                 ON CONFLICT (sha256, reader) DO NOTHING",
                args![medium, reader, version, json, logged.seq],
            )
            .await?;
    }
    change
        .tx
        .run(
            "UPDATE media SET stage = 'read', width = $2, height = $3, duration = $4, playable = $5,
                    kind = CASE WHEN kind = 'video' AND $6 = 0 THEN 'sound' ELSE kind END
             WHERE sha256 = $1",
            args![medium, facts.width, facts.height, facts.duration, facts.playable, i64::from(facts.video || !probed)],
        )
        .await?;
    change.commit().await
}

/// Makes every layer that can be made here, and the veil. An error when nothing at all could be made of it.
async fn print(desk: &Desk, medium: &str, file: &VaultFile, kind: sandbox::Kind, handle: &Handle) -> Result<()> {
    let opened =
        Arc::new(Opened::new(desk.sandbox.clone(), file.path().to_owned(), kind, facts_of(desk, medium).await?));
    let handle = handle.clone();
    let each = move |parts: i64| {
        handle.done(parts);
        if handle.stopped() { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
    };
    let mut made = fingerprint::make_due(desk, medium, &opened, &each).await?;
    if made.iter().all(|layer| layer.problem.is_some())
        && let Some(error) = made.pop().and_then(|layer| layer.problem)
    {
        return Err(error);
    }
    fingerprint::keep(desk, medium, made).await?;
    fingerprint::make_veil(desk, medium, &opened).await
}

/// What the readers said of a medium.
pub(super) async fn facts_of(desk: &Desk, medium: &str) -> Result<Facts> {
    let probe: Option<(String,)> =
        desk.db.first("SELECT json FROM metadata WHERE sha256 = $1 AND reader = 'ffprobe'", args![medium]).await?;
    let probe = probe.and_then(|(json,)| serde_json::from_str::<Value>(&json).ok());
    Ok(probe.map(|probe| fingerprint::facts(&probe)).unwrap_or_default())
}

/// Kept as evidence, but nothing could be read from it: says why and what a person can do.
async fn unreadable(desk: &Desk, medium: &str, what: &str, hint: &str) -> Result<()> {
    let mut change = desk.custody.change("desk").await?;
    change.log(Event::media(Act::Read, medium).with("unreadable", what)).await?;
    change
        .tx
        .run(
            "UPDATE media SET stage = 'unreadable', problem = $2, hint = $3 WHERE sha256 = $1",
            args![medium, what, hint],
        )
        .await?;
    change.commit().await
}

fn object(medium: &str) -> String {
    format!("media:{medium}")
}
