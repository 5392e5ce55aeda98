//! Rules about what sentences rest on.

use super::{Draft, Found, words};
use crate::publish::{
    edition::{Kind, Sentence},
    hedge::Certainty,
};

pub(super) fn empty(draft: &Draft) -> Vec<Found> {
    let edition = &draft.edition;
    let mut found = Vec::new();
    if edition.sentences.is_empty() {
        found.push(Found::in_report("the report has no sentence", "add one and bind it to what it rests on"));
    }
    if edition.title.trim().is_empty() {
        found.push(Found::in_report("the report has no title", "give it one"));
    }
    found
}

pub(super) fn unbound(draft: &Draft) -> Vec<Found> {
    let bare = draft.edition.sentences.iter().filter(|sentence| sentence.rests_on.is_empty());
    let found = |sentence: &Sentence| match sentence.kind {
        Kind::Context => None,
        Kind::Reported => Some(Found::in_sentence(
            sentence,
            "the sentence rests on nothing",
            "bind it to assertions or findings, or mark it as the desk's own observation or as context",
        )),
        Kind::Observation => Some(Found::in_sentence(
            sentence,
            "the observation does not say in which footage",
            "bind it to the footage in which you see it",
        )),
    };
    bare.filter_map(found).collect()
}

pub(super) fn unknown(draft: &Draft) -> Vec<Found> {
    let open = |sentence: &&Sentence| {
        sentence.kind == Kind::Reported && !sentence.rests_on.is_empty() && sentence.certainty == Certainty::Unknown
    };
    let found = |sentence: &Sentence| {
        Found::in_sentence(
            sentence,
            "nobody asserts this and no finding says so",
            "bind it to whoever says so, or take it out",
        )
    };
    draft.edition.sentences.iter().filter(open).map(found).collect()
}

pub(super) fn raised(draft: &Draft) -> Vec<Found> {
    let mut found = Vec::new();
    for (sentence, writer) in draft.edition.sentences.iter().zip(&draft.writers) {
        if sentence.certainty <= sentence.computed {
            continue;
        }
        match &sentence.raised {
            None => found.push(Found::in_sentence(
                sentence,
                format!("it says \"{}\" and rests on what is only \"{}\"", sentence.certainty, sentence.computed),
                "lower the certainty, or let an editor raise it with a reason",
            )),
            Some(raised) if raised.editor == *writer => found.push(Found::in_sentence(
                sentence,
                "its writer raised the certainty",
                "let another person decide that, with a reason",
            )),
            Some(_) => {}
        }
    }
    found
}

pub(super) fn under_review(draft: &Draft) -> Vec<Found> {
    let mut found = Vec::new();
    for sentence in &draft.edition.sentences {
        let own = format!("sentence:{}", sentence.id);
        let rests = |object: &str| {
            object == own
                || sentence
                    .rests_on
                    .iter()
                    .any(|basis| basis.reference == object || basis.claim.as_deref() == Some(object))
        };
        for (_, reason) in draft.reviews.iter().filter(|(object, _)| rests(object)) {
            found.push(Found::in_sentence(
                sentence,
                format!("under review: {reason}"),
                "look at what changed, then settle the review",
            ));
        }
    }
    found
}

pub(super) fn rivals(draft: &Draft) -> Vec<Found> {
    let sentences = &draft.edition.sentences;
    let holding = |claim: &str| {
        sentences.iter().find(|sentence| sentence.rests_on.iter().any(|basis| basis.claim.as_deref() == Some(claim)))
    };
    let mut found = Vec::new();
    for rival in &draft.rivals {
        if let (Some(sentence), None) = (holding(&rival.claim), holding(&rival.against)) {
            found.push(Found::in_sentence(
                sentence,
                format!("the report leaves out what contradicts it: {}", rival.question),
                "add a sentence that rests on the other claim, or settle the conflict by a finding",
            ));
        }
    }
    found
}

pub(super) fn figure(draft: &Draft) -> Vec<Found> {
    let mut found = Vec::new();
    for sentence in &draft.edition.sentences {
        let figures: Vec<_> = sentence.rests_on.iter().filter(|basis| basis.figure.is_some()).collect();
        let asks = sentence.clause.contains("{figure}");
        if asks && figures.is_empty() {
            found.push(Found::in_sentence(
                sentence,
                "no source of the sentence states a figure",
                "bind it to the assertion that does",
            ));
        }
        if !asks && sentence.clause.chars().any(char::is_numeric) && words::of_casualties(&sentence.clause) {
            found.push(Found::in_sentence(
                sentence,
                "a number of casualties is written by hand",
                "write {figure} in its place, so that it comes with its source and time",
            ));
        }
        if asks && figures.iter().any(|basis| basis.when.trim().is_empty()) {
            found.push(Found::in_sentence(
                sentence,
                "it is not known when the figure was given",
                "record when the source said so",
            ));
        }
    }
    found
}
