//! MediaReview (schema.org), one for each medium whose authenticity findings decide.

use serde_json::{Value, json};

use super::{Edition, MediaKind, Medium, linked};
use crate::error::Result;

pub(super) fn render(editions: &[Edition]) -> Result<Vec<u8>> {
    let reviews =
        editions.iter().flat_map(|edition| edition.media.iter().filter_map(move |medium| review(edition, medium)));
    Ok(linked::document(&reviews.collect::<Vec<_>>()))
}

fn review(edition: &Edition, medium: &Medium) -> Option<Value> {
    let rating = medium.rating.as_ref()?;
    let kind = match medium.kind {
        MediaKind::Video => "VideoObject",
        MediaKind::Photo => "ImageObject",
        MediaKind::Sound => "AudioObject",
    };
    let mut object =
        json!({ "@type": kind, "name": medium.footage, "description": medium.words, "sha256": medium.sha256 });
    if let Some(first) = &medium.first_seen_utc {
        object["uploadDate"] = json!(first);
    }
    let elsewhere = medium.appearances.iter().map(|url| json!({ "@type": kind, "contentUrl": url }));
    let appearances: Vec<Value> = std::iter::once(object).chain(elsewhere).collect();
    let mut review = json!({
        "@type": "MediaReview",
        "url": format!("{}#m-{}", edition.url, medium.sha256),
        "datePublished": edition.first_published,
        "dateModified": edition.published,
        "inLanguage": edition.language.word(),
        "author": linked::publisher(edition),
        "mediaAuthenticityCategory": format!("https://schema.org/{rating}"),
        "itemReviewed": { "@type": "MediaReviewItem", "mediaItemAppearance": appearances },
        "correction": linked::corrections(edition),
    });
    if let Some(reason) = &medium.rating_reason {
        review["reviewBody"] = json!(reason);
    }
    if let Some(first) = &medium.first_seen {
        review["originalMediaContextDescription"] = json!(first);
    }
    Some(review)
}
