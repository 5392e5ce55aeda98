//! GeoJSON (RFC 7946): incidents where they took place, as far as that is known and may be said.

use serde_json::{Value, json};

use super::Edition;
use crate::{error::Result, publish::words::plain};

pub(super) fn render(editions: &[Edition]) -> Result<Vec<u8>> {
    let features: Vec<Value> = editions.iter().filter_map(feature).collect();
    let collection = json!({ "type": "FeatureCollection", "features": features });
    Ok(format!("{collection:#}\n").into_bytes())
}

fn feature(edition: &Edition) -> Option<Value> {
    let incident = edition.incident.as_ref()?;
    let geometry = incident.position.map(|position| {
        json!({ "type": "Point", "coordinates": [degrees(position.longitude_e7), degrees(position.latitude_e7)] })
    });
    let certainty =
        |sentence: &super::Sentence| json!({ "text": plain(&sentence.text), "certainty": sentence.certainty });
    let correction =
        |correction: &super::Correction| json!({ "when": correction.when, "text": plain(&correction.text) });
    Some(json!({
        "type": "Feature",
        "id": format!("{}/{}", edition.report, incident.reference),
        "geometry": geometry,
        "properties": {
            "title": incident.title,
            "report": edition.title,
            "url": edition.url,
            "version": edition.version,
            "published": edition.published,
            "when": incident.when,
            "earliest": incident.earliest,
            "latest": incident.latest,
            "place": incident.place,
            "precision_metres": incident.position.map(|position| position.precision_metres),
            "sentences": edition.sentences.iter().map(certainty).collect::<Vec<_>>(),
            "corrections": edition.corrections.iter().map(correction).collect::<Vec<_>>(),
        },
    }))
}

/// Ten-millionths of a degree to degrees.
#[expect(clippy::cast_precision_loss, reason = "180 degrees in these units is far below 2^53")]
pub(super) fn degrees(e7: i64) -> f64 {
    e7 as f64 / 1e7
}
