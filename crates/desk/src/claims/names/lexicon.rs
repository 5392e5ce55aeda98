//! What single words and phrases of names say: kinds of groups and places, legal forms, titles, particles, meanings.
//!
//! The dictionaries in `lexicon/` are general knowledge, written for this project; no name of a particular person or
//! group is in them. A spelling may have several readings, and a reading several spellings in many languages.

use std::collections::HashMap;
use std::sync::LazyLock;

use super::letters;

/// What a word does in a name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Role {
    /// A kind of group: brigade, movement, party. Meaning, not spelling.
    Type,
    /// What a business does: bank, fund, systems.
    Business,
    /// A legal form: Ltd, GmbH, ООО.
    Legal,
    /// How a person (or ship) is addressed: Mr, Sheikh, General.
    Title,
    /// An article, preposition or conjunction.
    Particle,
    /// *ibn, bin, ben*: the word after it is the father's (or ancestor's) name.
    Son,
    /// *Abu, Umm*: the word after it is a child's name, or a by-name.
    Kunya,
    /// A word that can be translated: national, liberation, martyrs.
    Meaning,
    /// A name so common that sharing it says little.
    Common,
    /// A number word.
    Number,
    /// A given name with familiar forms.
    Given,
    /// A kind of place: city, camp, district.
    Place,
    /// A place or people with unlike names in other languages.
    Exonym,
}

impl Role {
    fn of(section: &str) -> Option<Self> {
        Some(match section {
            "type" => Self::Type,
            "business" => Self::Business,
            "legal" => Self::Legal,
            "title" => Self::Title,
            "particle" => Self::Particle,
            "son" => Self::Son,
            "kunya" => Self::Kunya,
            "meaning" => Self::Meaning,
            "common" => Self::Common,
            "number" => Self::Number,
            "given" => Self::Given,
            "place" => Self::Place,
            "exonym" => Self::Exonym,
            _ => return None,
        })
    }
}

/// A reading of a spelling: its role, and which line of the dictionaries it is from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Reading {
    pub role: Role,
    pub concept: u16,
}

/// The dictionaries.
#[derive(Debug, Default)]
pub(super) struct Lexicon {
    readings: HashMap<String, Vec<Reading>>,
    concepts: Vec<&'static str>,
    /// Most words of a phrase, by its first word.
    longest: HashMap<String, usize>,
}

static LEXICON: LazyLock<Lexicon> = LazyLock::new(|| {
    let mut lexicon = Lexicon::default();
    for file in [
        include_str!("lexicon/types.txt"),
        include_str!("lexicon/words.txt"),
        include_str!("lexicon/given.txt"),
        include_str!("lexicon/places.txt"),
    ] {
        lexicon.read(file);
    }
    lexicon
});

/// The dictionaries, read at first use.
pub(super) fn lexicon() -> &'static Lexicon {
    &LEXICON
}

impl Lexicon {
    fn read(&mut self, file: &'static str) {
        let mut role = None;
        for line in file.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with('#')) {
            if let Some(section) = line.strip_prefix('[').and_then(|line| line.strip_suffix(']')) {
                role = Role::of(section);
            } else if let (Some(role), Some((concept, spellings))) = (role, line.split_once(" = ")) {
                let reading = Reading { role, concept: u16::try_from(self.concepts.len()).unwrap_or(u16::MAX) };
                self.concepts.push(concept);
                spellings.split(", ").for_each(|spelling| self.add(spelling, reading));
            }
        }
    }

    fn add(&mut self, spelling: &str, reading: Reading) {
        let pieces = letters::pieces(spelling);
        let words: Vec<&str> = pieces.iter().map(|piece| without_article(&piece.text)).collect();
        let Some(first) = words.first() else { return };
        let longest = self.longest.entry((*first).to_owned()).or_default();
        *longest = words.len().max(*longest);
        let readings = self.readings.entry(words.join(" ")).or_default();
        if !readings.contains(&reading) {
            readings.push(reading);
            readings.sort();
        }
    }

    /// The readings of a word or phrase (words folded, joined by single spaces).
    pub fn readings(&self, phrase: &str) -> &[Reading] {
        self.readings.get(phrase).map_or(&[], Vec::as_slice)
    }

    /// How many words the longest phrase that begins with this word has.
    pub fn longest(&self, first: &str) -> usize {
        self.longest.get(first).copied().unwrap_or(0)
    }

    /// A concept in words, as the dictionary names it.
    pub fn concept(&self, concept: u16) -> &'static str {
        self.concepts.get(usize::from(concept)).copied().unwrap_or_default()
    }
}

/// An Arabic word without the article that is written onto it, alone or after *and*, *for*, *by*.
pub(super) fn without_article(word: &str) -> &str {
    let stem = ["وال", "بال", "ال", "لل"].iter().find_map(|article| word.strip_prefix(article));
    // The article of the word for God is part of it.
    stem.filter(|stem| stem.chars().count() >= 2 && *stem != "له").unwrap_or(word)
}
