//! Rules about people: who is accused, who speaks, who approves.

use std::collections::BTreeSet;

use super::{Draft, Found, words};
use crate::{claims::assertion::Stance, publish::edition::Sentence};

/// A relation that was checked longer ago than this may have changed.
const STALE_DAYS: i64 = 90;

fn accusing(draft: &Draft) -> impl Iterator<Item = &Sentence> {
    draft.edition.sentences.iter().filter(|sentence| sentence.accuses)
}

fn denials(sentence: &Sentence) -> impl Iterator<Item = &str> {
    let denies = sentence.rests_on.iter().filter(|basis| basis.stance == Some(Stance::Denies));
    denies.map(|basis| basis.who.as_str())
}

pub(super) fn denial(draft: &Draft) -> Vec<Found> {
    let mut found = Vec::new();
    for sentence in accusing(draft) {
        for who in denials(sentence).filter(|who| !sentence.text.contains(who)) {
            found.push(Found::in_sentence(
                sentence,
                format!("{who} denies it, and the sentence does not say so"),
                "let the desk write the sentence from the clause",
            ));
        }
    }
    found
}

pub(super) fn ask(draft: &Draft) -> Vec<Found> {
    let silent = accusing(draft).filter(|sentence| denials(sentence).next().is_none());
    silent
        .map(|sentence| {
            Found::in_sentence(
                sentence,
                "nothing is known of what the accused says",
                "ask them, and record the answer or that there was none",
            )
        })
        .collect()
}

pub(super) fn plural(draft: &Draft) -> Vec<Found> {
    let mut found = Vec::new();
    for sentence in &draft.edition.sentences {
        let asserting = sentence.rests_on.iter().filter(|basis| basis.stance == Some(Stance::Asserts));
        let origins: BTreeSet<i64> = asserting.map(|basis| basis.origin).collect();
        if origins.len() < 2
            && let Some(word) = words::of_several(&sentence.clause, draft.edition.language)
        {
            found.push(Found::in_sentence(
                sentence,
                format!("\"{word}\" speaks of several, and it goes back to {}", counted(origins.len())),
                "name the source, or bind it to a second, independent one",
            ));
        }
    }
    found
}

fn counted(origins: usize) -> &'static str {
    if origins == 1 { "one origin" } else { "nobody's word" }
}

pub(super) fn second(draft: &Draft) -> Vec<Found> {
    let mut found = Vec::new();
    for (sentence, writer) in draft.edition.sentences.iter().zip(&draft.writers) {
        let grave = sentence.accuses || words::of_casualties(&sentence.clause);
        let approved = draft.approver.as_ref().is_some_and(|approver| approver != writer);
        if grave && !approved {
            found.push(Found::in_sentence(
                sentence,
                "it speaks of deaths or blame, and only its writer has read it",
                "let a second person approve the report when it is published",
            ));
        }
    }
    found
}

pub(super) fn stale(draft: &Draft) -> Vec<Found> {
    let at = |utc: &str| utc.parse::<jiff::Timestamp>().ok();
    let mut found = Vec::new();
    for explainer in &draft.edition.explainers {
        let age = at(&draft.now)
            .zip(at(&explainer.checked))
            .map(|(now, checked)| now.duration_since(checked).as_hours() / 24);
        if age.is_none_or(|days| days > STALE_DAYS) {
            found.push(Found::in_report(
                format!("what is said of {} was last checked {}", explainer.name, explainer.checked),
                "look at its relations again and say that you did",
            ));
        }
    }
    found
}
