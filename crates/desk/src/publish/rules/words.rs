//! Rules about words, from the lists in `words.json`: one list a language for each kind.

use std::{collections::BTreeMap, sync::LazyLock};

use serde::Deserialize;

use super::{Draft, Found};
use crate::{
    claims::assertion::Stance,
    publish::{edition::Sentence, hedge::Certainty, words::Language},
};

/// Beginnings of words (or whole phrases) by kind and language.
#[derive(Deserialize)]
struct Lists {
    /// Each side's labels for the other and for itself.
    loaded: BTreeMap<Language, Vec<String>>,
    /// Verbs of saying that judge.
    verbs: BTreeMap<Language, Vec<String>>,
    /// Words that hedge.
    hedges: BTreeMap<Language, Vec<String>>,
    /// Words for several who speak.
    several: BTreeMap<Language, Vec<String>>,
    /// Words of death and injury.
    casualties: BTreeMap<Language, Vec<String>>,
}

static LISTS: LazyLock<Lists> =
    LazyLock::new(|| serde_json::from_str(include_str!("words.json")).unwrap_or_else(|error| unreadable(&error)));

#[expect(clippy::panic, reason = "the file is compiled in, and a test reads it")]
fn unreadable(error: &serde_json::Error) -> Lists {
    panic!("words.json: {error}")
}

/// The first word of the text that begins like one of the list; a phrase of the list is found as a whole.
fn first<'l>(text: &str, list: Option<&'l Vec<String>>) -> Option<&'l str> {
    let lower = text.to_lowercase();
    let words: Vec<&str> =
        lower.split(|letter: char| !letter.is_alphanumeric()).filter(|word| !word.is_empty()).collect();
    let joined = format!(" {} ", words.join(" "));
    list?.iter().map(String::as_str).find(|entry| match entry.strip_suffix('*') {
        // The Arabic article is written onto its word.
        Some(stem) => words.iter().any(|word| word.strip_prefix("ال").unwrap_or(word).starts_with(stem)),
        None => joined.contains(&format!(" {entry} ")) || joined.contains(&format!(" ال{entry} ")),
    })
}

/// Whether the text speaks of dead or injured people, in any language of the lists.
pub(super) fn of_casualties(text: &str) -> bool {
    LISTS.casualties.values().any(|list| first(text, Some(list)).is_some())
}

/// The word by which the text speaks of several who say something.
pub(super) fn of_several(text: &str, language: Language) -> Option<&'static str> {
    first(text, LISTS.several.get(&language))
}

fn marks(
    draft: &Draft,
    lists: &'static BTreeMap<Language, Vec<String>>,
    concerned: fn(&Sentence) -> bool,
    what: fn(&str) -> String,
    mend: &str,
) -> Vec<Found> {
    let list = lists.get(&draft.edition.language);
    let found = |sentence: &Sentence| Some(Found::in_sentence(sentence, what(first(&sentence.clause, list)?), mend));
    draft.edition.sentences.iter().filter(|sentence| concerned(sentence)).filter_map(found).collect()
}

/// Whether the words of the sentence are told as somebody's.
fn attributed(sentence: &Sentence) -> bool {
    matches!(sentence.certainty, Certainty::Claimed | Certainty::Contradicted)
        && sentence.rests_on.iter().any(|basis| basis.stance == Some(Stance::Asserts))
}

pub(super) fn loaded(draft: &Draft) -> Vec<Found> {
    let what = |word: &str| {
        format!("\"{}\" is a label, and the sentence says it in the desk's own voice", word.trim_end_matches('*'))
    };
    let mend = "use a specific word (gunman, fighter, government), or tell it as the words of whoever says so";
    let mut found = marks(draft, &LISTS.loaded, |sentence| !attributed(sentence), what, mend);
    if let Some(word) = first(&draft.edition.title, LISTS.loaded.get(&draft.edition.language)) {
        found.push(Found::in_report(
            format!("the title says \"{}\" in the desk's own voice", word.trim_end_matches('*')),
            mend,
        ));
    }
    found
}

pub(super) fn verbs(draft: &Draft) -> Vec<Found> {
    let what = |word: &str| format!("\"{}\" judges whoever speaks", word.trim_end_matches('*'));
    marks(draft, &LISTS.verbs, |_| true, what, "write \"said\", or leave the verb to the desk")
}

pub(super) fn hedges(draft: &Draft) -> Vec<Found> {
    let what =
        |word: &str| format!("\"{}\" hedges a sentence that the desk hedges already", word.trim_end_matches('*'));
    marks(
        draft,
        &LISTS.hedges,
        |_| true,
        what,
        "write the clause plainly and choose a lower certainty if you are less sure",
    )
}
