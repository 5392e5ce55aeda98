//! FollowTheMoney entities, one JSON object a line, for Aleph and its relatives.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::{Edition, geojson::degrees, unwritable};
use crate::{error::Result, preserve::sha256, publish::words::plain};

pub(super) fn render(editions: &[Edition]) -> Result<Vec<u8>> {
    // By identifier: an entity that several reports name is written once.
    let mut entities: BTreeMap<String, Value> = BTreeMap::new();
    for edition in editions {
        for (schema, key, properties) in all(edition) {
            let id = id(&key);
            let entity = json!({ "id": id, "schema": schema, "properties": properties });
            entities.entry(id).or_insert(entity);
        }
    }
    let mut lines = Vec::new();
    for entity in entities.values() {
        serde_json::to_writer(&mut lines, entity).map_err(unwritable)?;
        lines.push(b'\n');
    }
    Ok(lines)
}

type Entity = (&'static str, String, BTreeMap<&'static str, Vec<String>>);

/// Identifiers say nothing by themselves and are the same in every export.
fn id(key: &str) -> String {
    format!("fh-{}", &sha256(key.as_bytes())[..32])
}

fn all(edition: &Edition) -> Vec<Entity> {
    let mut found: Vec<Entity> = Vec::new();
    let text: Vec<String> = edition.sentences.iter().map(|sentence| plain(&sentence.text)).collect();
    let mut article = BTreeMap::from([
        ("title", vec![edition.title.clone()]),
        ("sourceUrl", vec![edition.url.clone()]),
        ("publishedAt", vec![edition.published.clone()]),
        ("publisher", vec![edition.publisher.clone()]),
        ("bodyText", vec![text.join("\n")]),
    ]);
    if !edition.corrections.is_empty() {
        article.insert("notes", edition.corrections.iter().map(|correction| plain(&correction.text)).collect());
    }
    let mut involved = Vec::new();
    for explainer in &edition.explainers {
        let mut names = explainer.names.clone();
        names.retain(|name| *name != explainer.name);
        let mut properties = BTreeMap::from([("name", vec![explainer.name.clone()])]);
        if !names.is_empty() {
            properties.insert("alias", names);
        }
        found.push((schema(&explainer.kind), format!("entity:{}", explainer.entity), properties));
    }
    if let Some(incident) = &edition.incident {
        for party in &incident.parties {
            involved.push(id(&format!("entity:{}", party.entity)));
            found.push((
                schema(&party.kind),
                format!("entity:{}", party.entity),
                BTreeMap::from([("name", vec![party.name.clone()])]),
            ));
        }
        let mut event = BTreeMap::from([
            ("name", vec![incident.title.clone()]),
            ("involved", involved),
            ("proof", vec![id(&edition.version_url())]),
        ]);
        for (property, value) in [("startDate", &incident.earliest), ("endDate", &incident.latest)] {
            event.extend(value.iter().map(|value| (property, vec![value.clone()])));
        }
        if !incident.place.is_empty() {
            event.insert("location", vec![incident.place.clone()]);
        }
        if let Some(position) = incident.position {
            let words = format!("{}, {}", degrees(position.latitude_e7), degrees(position.longitude_e7));
            event.insert("notes", vec![words]);
        }
        found.push(("Event", format!("incident:{}", incident.reference), event));
    }
    for explainer in &edition.explainers {
        for line in &explainer.lines {
            let other = edition.explainers.iter().find(|other| other.name == line.object);
            if let Some(other) = other {
                found.push((
                    "UnknownLink",
                    line.reference.clone(),
                    BTreeMap::from([
                        ("subject", vec![id(&format!("entity:{}", explainer.entity))]),
                        ("object", vec![id(&format!("entity:{}", other.entity))]),
                        ("role", vec![line.predicate.clone()]),
                        ("summary", vec![plain(&line.text)]),
                    ]),
                ));
            }
        }
    }
    found.push(("Article", edition.version_url(), article));
    found
}

/// The schema of an entity of the desk.
fn schema(kind: &str) -> &'static str {
    match kind {
        "person" => "Person",
        "group" | "organisation" => "Organization",
        "place" => "Address",
        "vehicle" => "Vehicle",
        "weapon" => "Asset",
        _ => "Thing",
    }
}
