//! What the two schema.org formats share.

use serde_json::{Value, json};

use super::Edition;

/// The desk as the author of a review.
pub(super) fn publisher(edition: &Edition) -> Value {
    json!({ "@type": "Organization", "name": edition.publisher })
}

/// Nodes as one JSON-LD document.
pub(super) fn document(nodes: &[Value]) -> Vec<u8> {
    let document = json!({ "@context": "https://schema.org", "@graph": nodes });
    format!("{document:#}\n").into_bytes()
}

/// The corrections as schema.org has them: a `CorrectionComment` each.
pub(super) fn corrections(edition: &Edition) -> Vec<Value> {
    let corrections = edition.corrections.iter().map(|correction| {
        json!({
            "@type": "CorrectionComment",
            "datePublished": correction.when,
            "text": format!("{} {}", correction.text, correction.why),
            "url": format!("{}#corrections", edition.url),
        })
    });
    corrections.collect()
}
