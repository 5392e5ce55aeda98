//! Rules about what is shown.

use super::{Draft, Found};

/// Words that warn of nothing in particular.
const GENERIC: [&str; 8] =
    ["graphic", "disturbing", "upsetting", "sensitive", "violent", "content", "footage", "warning"];

pub(super) fn warning(draft: &Draft) -> Vec<Found> {
    let edition = &draft.edition;
    let mut found = Vec::new();
    for medium in edition.media.iter().filter(|medium| medium.severity >= 2) {
        let specific = medium.words.split_whitespace().any(|word| {
            let word = word.trim_matches(|letter: char| !letter.is_alphanumeric()).to_lowercase();
            word.chars().count() > 3 && !GENERIC.contains(&word.as_str())
        });
        let warned = edition.warning.as_ref().is_some_and(|warning| warning.words.contains(&medium.words));
        if !specific || !warned {
            found.push(Found::in_report(
                format!("{} has severity {} and nobody says what is seen", medium.footage, medium.severity),
                "describe it: what is seen or heard, and at which seconds",
            ));
        }
    }
    found
}

pub(super) fn extreme(draft: &Draft) -> Vec<Found> {
    let shown = draft.edition.media.iter().filter(|medium| medium.severity >= 4 && medium.file.is_some());
    let found = |medium: &crate::publish::edition::Medium| {
        Found::in_report(format!("{} has severity 4 and would be shown", medium.footage), "choose to describe it only")
    };
    shown.map(found).collect()
}

pub(super) fn recognised(draft: &Draft) -> Vec<Found> {
    let mut found = Vec::new();
    for medium in draft.edition.media.iter().filter(|medium| medium.file.is_some()) {
        if !medium.at_risk.is_empty() && !medium.blurred && medium.shown_because.is_none() {
            found.push(Found::in_report(
                format!("{} shows somebody who could be harmed ({})", medium.footage, medium.at_risk.join(", ")),
                "show a blurred copy instead, describe it only, or let an editor say in writing why it is shown",
            ));
        }
    }
    found
}

pub(super) fn embeds(draft: &Draft) -> Vec<Found> {
    let edition = &draft.edition;
    let mut found = Vec::new();
    let live = |text: &str| {
        let lower = text.to_lowercase();
        ["<iframe", "<script", "<blockquote", "<embed", "<object"].iter().any(|tag| lower.contains(tag))
    };
    for sentence in edition.sentences.iter().filter(|sentence| live(&sentence.clause)) {
        found.push(Found::in_sentence(
            sentence,
            "the sentence has the code of a live post in it",
            "bind it to the kept post instead; its words are shown as a quotation",
        ));
    }
    let elsewhere = |file: &str| file.contains("://") || file.starts_with("//");
    for medium in edition.media.iter().filter(|medium| medium.file.as_deref().is_some_and(elsewhere)) {
        found.push(Found::in_report(
            format!("{} would be loaded from another site", medium.footage),
            "show the desk's own copy",
        ));
    }
    found
}
