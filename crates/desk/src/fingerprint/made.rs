//! Layers of kept media: which are to be made, and keeping them once made.

use std::{ops::ControlFlow, sync::Arc};

use copydetect::Layers;

use super::{Layer, Opened, layers, veil};
use crate::{
    Desk, args, blocking,
    error::{Error, Result},
    preserve::{
        custody::{Act, Event},
        sha256,
    },
};

/// A layer of a medium, made and not yet kept.
pub(crate) struct Made {
    layer: &'static dyn Layer,
    version: String,
    /// Nothing where there is nothing to see or hear.
    data: Vec<u8>,
    /// Why it could not be made; kept too, so that it is not tried again in this version.
    pub(crate) problem: Option<Error>,
}

/// Makes the layers of a medium that can be made now and are not there in this version. `each` is told of the parts of a layer
/// that are done, and breaks to stop.
pub(crate) async fn make_due(
    desk: &Desk,
    medium: &str,
    opened: &Arc<Opened>,
    each: &(impl Fn(i64) -> ControlFlow<()> + Clone + Send + 'static),
) -> Result<Vec<Made>> {
    let there: Vec<(String, String)> =
        desk.db.all("SELECT layer, version FROM fingerprint WHERE sha256 = $1", args![medium]).await?;
    let mut all = Vec::new();
    for (layer, version) in layers::ready(desk, opened.kind()) {
        if there.iter().any(|(name, made)| name == layer.name() && *made == version) {
            continue;
        }
        let (with, opened, each) = (desk.clone(), opened.clone(), each.clone());
        let made = blocking(move || {
            layer.make(&with, &opened, &mut |parts| each(parts)).map(|made| layer.write(&made).unwrap_or_default())
        });
        let (data, problem) = match made.await? {
            Ok(data) => (data, None),
            Err(Error::Media(error)) if !tool_is_missing(&error) => (Vec::new(), Some(Error::Media(error))),
            // A model that fails on this picture: what the other layers make of it stands.
            Err(error @ Error::Input { .. }) => (Vec::new(), Some(error)),
            Err(error) => return Err(error),
        };
        all.push(Made { layer, version, data, problem });
    }
    Ok(all)
}

/// Nothing is wrong with the medium then: it is tried again when the tool is there.
pub(crate) fn tool_is_missing(error: &sandbox::Error) -> bool {
    matches!(error, sandbox::Error::ToolMissing { .. } | sandbox::Error::Worker { .. } | sandbox::Error::Io { .. })
}

/// Keeps layers of a medium, in the place of other versions of them. All at once, so that the media that were fingerprinted
/// later are measured with all of them.
pub(crate) async fn keep(desk: &Desk, medium: &str, made: Vec<Made>) -> Result<()> {
    let mut change = desk.custody.change("desk").await?;
    for Made { layer, version, data, problem } in made {
        let mut event = Event::media(Act::Fingerprinted, medium)
            .with("layer", layer.name())
            .with("version", version.as_str())
            .with("print", sha256(&data));
        if let Some(problem) = problem {
            event = event.with("problem", problem.to_string());
        }
        let logged = change.log(event).await?;
        change
            .tx
            .run(
                "INSERT INTO fingerprint (sha256, layer, version, data, seq) VALUES ($1, $2, $3, $4, $5)
                 ON CONFLICT (sha256, layer) DO UPDATE
                 SET version = excluded.version, data = excluded.data, seq = excluded.seq",
                args![medium, layer.name(), version, data, logged.seq],
            )
            .await?;
        change
            .tx
            .run(
                "UPDATE media SET fingerprinted = COALESCE(fingerprinted, $2),
                        stage = CASE WHEN stage IN ('kept', 'read') THEN 'fingerprinted' ELSE stage END
                 WHERE sha256 = $1",
                args![medium, logged.seq],
            )
            .await?;
    }
    change.commit().await
}

/// Makes the veil of a kept medium that has none yet, where there is a picture.
pub(crate) async fn make_veil(desk: &Desk, medium: &str, opened: &Arc<Opened>) -> Result<()> {
    if desk.db.number("SELECT COUNT(*) FROM veil WHERE sha256 = $1", args![medium]).await? > 0 {
        return Ok(());
    }
    let opened = opened.clone();
    let Some(veil) = blocking(move || veil::of(&opened)).await?? else { return Ok(()) };
    let mut change = desk.custody.change("desk").await?;
    change.log(Event::media(Act::Fingerprinted, medium).with("veil", sha256(&veil.png))).await?;
    change
        .tx
        .run("INSERT INTO veil (sha256, png) VALUES ($1, $2) ON CONFLICT (sha256) DO NOTHING", args![medium, veil.png])
        .await?;
    change
        .tx
        .run(
            "UPDATE media SET width = COALESCE(width, $2), height = COALESCE(height, $3) WHERE sha256 = $1",
            args![medium, i64::from(veil.width), i64::from(veil.height)],
        )
        .await?;
    change.commit().await
}

/// All layers that are kept of a medium.
pub(crate) async fn of_medium(desk: &Desk, medium: &str) -> Result<Layers> {
    let rows: Vec<(String, Vec<u8>)> =
        desk.db.all("SELECT layer, data FROM fingerprint WHERE sha256 = $1", args![medium]).await?;
    blocking(move || {
        let mut all = Layers::default();
        rows.iter().for_each(|(name, data)| layers::put(&mut all, name, data));
        all
    })
    .await
}
