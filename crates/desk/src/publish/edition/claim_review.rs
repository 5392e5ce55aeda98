//! ClaimReview (schema.org), one for each sentence that rests on what somebody claimed.

use serde_json::{Value, json};

use super::{Basis, Edition, Sentence, linked};
use crate::{
    claims::assertion::Stance,
    error::Result,
    publish::{hedge::Certainty, words::plain},
};

pub(super) fn render(editions: &[Edition]) -> Result<Vec<u8>> {
    let reviews = editions
        .iter()
        .flat_map(|edition| edition.sentences.iter().filter_map(move |sentence| review(edition, sentence)));
    Ok(linked::document(&reviews.collect::<Vec<_>>()))
}

fn review(edition: &Edition, sentence: &Sentence) -> Option<Value> {
    let asserting: Vec<&Basis> =
        sentence.rests_on.iter().filter(|basis| basis.stance == Some(Stance::Asserts)).collect();
    let first = asserting.first()?;
    let appearance: Vec<Value> = asserting
        .iter()
        .filter_map(|basis| basis.link.as_ref())
        .map(|link| json!({ "@type": "CreativeWork", "url": link.url }))
        .collect();
    let mut claim = json!({ "@type": "Claim", "name": sentence.clause });
    let kind = match first.source_kind.as_deref() {
        Some("outlet" | "agency" | "official body" | "organisation" | "channel") => "Organization",
        _ => "Person",
    };
    claim["author"] = json!({ "@type": kind, "name": first.who });
    if !appearance.is_empty() {
        claim["appearance"] = json!(appearance);
    }
    Some(json!({
        "@type": "ClaimReview",
        "url": format!("{}#s-{}", edition.url, sentence.id),
        "datePublished": edition.first_published,
        "dateModified": edition.published,
        "version": edition.version,
        "inLanguage": edition.language.word(),
        "author": linked::publisher(edition),
        "claimReviewed": sentence.clause,
        "reviewBody": plain(&sentence.text),
        "itemReviewed": claim,
        "reviewRating": {
            "@type": "Rating",
            "ratingValue": rating(sentence.certainty),
            "bestRating": rating(Certainty::Confirmed),
            "worstRating": rating(Certainty::Contradicted),
            "alternateName": edition.label(&format!("state-{}", sentence.certainty.word())),
        },
        "correction": linked::corrections(edition),
    }))
}

/// 1 contradicted to 5 confirmed; 3 is a claim about which nothing was found out.
fn rating(certainty: Certainty) -> i64 {
    match certainty {
        Certainty::Contradicted => 1,
        Certainty::Unknown => 2,
        Certainty::Claimed => 3,
        Certainty::Supported => 4,
        Certainty::Confirmed => 5,
    }
}
