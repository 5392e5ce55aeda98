//! Which findings need a second reader, as data: `rules.json`. A rule asks when its author says that it applies, when the
//! pillar and the state are the ones that it names, or when a word of the finding begins with one of its words.

use std::{collections::BTreeMap, sync::LazyLock};

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::{Pillar, State};
use crate::error::{Error, Result};

/// One rule.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct Rule {
    /// As authors tick it: "deaths".
    pub name: String,
    /// Why a second reader is asked for: "it says that somebody died".
    pub why: String,
    /// Pillars for which it asks in the states below.
    pub pillars: Vec<Pillar>,
    /// States in which it asks for the pillars above.
    pub states: Vec<State>,
    /// Beginnings of words, by language.
    pub words: BTreeMap<String, Vec<String>>,
}

/// The desk's rules.
pub static RULES: LazyLock<Vec<Rule>> =
    LazyLock::new(|| serde_json::from_str(include_str!("rules.json")).unwrap_or_else(|error| unreadable(&error)));

#[expect(clippy::panic, reason = "the file is compiled in, and a test reads it")]
fn unreadable(error: &serde_json::Error) -> Vec<Rule> {
    panic!("rules.json: {error}")
}

impl Rule {
    fn asks(&self, pillar: Pillar, state: State, words: &[String]) -> bool {
        let named = self.pillars.contains(&pillar) && self.states.contains(&state);
        let begins = |stem: &String| match stem.contains(' ') {
            true => words.join(" ").contains(stem.as_str()),
            // The Arabic article is written onto its word.
            false => words.iter().any(|word| word.strip_prefix("ال").unwrap_or(word).starts_with(stem.as_str())),
        };
        named || self.words.values().flatten().any(begins)
    }
}

/// The names of the rules that ask for a second reader of such a finding, sorted. `ticked` are those that its author
/// says apply; a finding that nothing is known asks for nobody.
///
/// # Errors
/// When a ticked name is none of a rule.
pub fn asked_by(pillar: Pillar, state: State, text: &str, ticked: &[String]) -> Result<Vec<String>> {
    if let Some(unknown) = ticked.iter().find(|name| !RULES.iter().any(|rule| rule.name == **name)) {
        let names: Vec<&str> = RULES.iter().map(|rule| rule.name.as_str()).collect();
        return Err(Error::input(
            format!("there is no rule \"{}\"", unknown.chars().take(40).collect::<String>()),
            format!("choose from: {}", names.join(", ")),
        ));
    }
    if state == State::Unknown {
        return Ok(Vec::new());
    }
    let words: Vec<String> = text
        .to_lowercase()
        .split(|letter: char| !letter.is_alphanumeric())
        .filter(|word| !word.is_empty())
        .map(str::to_owned)
        .collect();
    let asks = |rule: &&Rule| ticked.contains(&rule.name) || rule.asks(pillar, state, &words);
    let mut names: Vec<String> = RULES.iter().filter(asks).map(|rule| rule.name.clone()).collect();
    names.sort();
    Ok(names)
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a test fails by panicking")]
    use super::*;

    fn asked(pillar: Pillar, state: State, text: &str) -> Vec<String> {
        asked_by(pillar, state, text, &[]).unwrap()
    }

    #[test]
    fn deaths_and_blame_are_found_in_every_language_of_the_rules() {
        for text in ["Two people died", "قُتل شخصان: القتلى اثنان", "Deux morts", "Загинуло двоє; смерть", "Dos muertos"]
        {
            assert!(asked(Pillar::Verdict, State::Supported, text).contains(&"deaths".to_owned()), "{text}");
        }
        for text in [
            "The north side is to blame",
            "الجهة المسؤولة",
            "La rive nord est responsable",
            "Північний берег винен",
            "La culpa es del norte",
        ] {
            assert!(asked(Pillar::Verdict, State::Claimed, text).contains(&"blame".to_owned()), "{text}");
        }
    }

    #[test]
    fn calling_footage_false_asks_for_a_second_reader_without_a_word() {
        assert_eq!(asked(Pillar::Authenticity, State::Contradicted, "A part was cut out"), ["fake"]);
        assert!(asked(Pillar::Authenticity, State::Supported, "A part was cut out").is_empty());
    }

    #[test]
    fn harmless_findings_ask_nobody_and_a_tick_asks_always() {
        assert!(
            asked(Pillar::Place, State::Confirmed, "The footbridge in Alder Lane, diesel pump beside it").is_empty()
        );
        let ticked = ["private person".to_owned()];
        assert_eq!(asked_by(Pillar::Subject, State::Supported, "a neighbour", &ticked).unwrap(), ticked);
        assert!(asked_by(Pillar::Subject, State::Supported, "", &["nonsense".into()]).is_err());
        assert!(
            asked(Pillar::Verdict, State::Unknown, "two died").is_empty(),
            "that nothing is known says nothing of anybody"
        );
    }
}
