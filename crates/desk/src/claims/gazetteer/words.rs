//! Places named in running text, so that a form can offer them: only names that stand there as they are spelled.

use super::{Found, Gazetteer};
use crate::claims::{
    entity::plain,
    names::{Kind, Name},
};

/// A name of a place has at most so many words.
const LONGEST: usize = 4;
/// A shorter word is no name that could be told from any other word; characters.
const SHORTEST: usize = 3;
/// Of places of one name so many are offered.
const NAMESAKES: usize = 3;

/// What is written together with the word after it in Arabic: "and", "so"; then "in", "to", "like".
const JOINED: [&[char]; 2] = [&['و', 'ف'], &['ب', 'ل', 'ك']];

/// A word as it stands there, then without the Arabic particles that are joined to it: حلب of بحلب and of وبحلب.
fn beginnings(word: &str) -> Vec<&str> {
    let mut found = vec![word];
    let mut rest = word;
    for particles in JOINED {
        if let Some(without) = rest.strip_prefix(particles).filter(|without| without.chars().count() >= SHORTEST) {
            found.push(without);
            rest = without;
        }
    }
    found
}

impl Gazetteer {
    /// The places whose names stand in a text, in its order, namesakes beside each other; at most `limit`. In scripts
    /// with capitals, names begin with one.
    pub fn named_in(&self, text: &str, limit: usize) -> Vec<Found> {
        let words: Vec<&str> = text
            .split_whitespace()
            .map(|word| word.trim_matches(|letter: char| !letter.is_alphanumeric()))
            .filter(|word| !word.is_empty())
            .collect();
        let mut found: Vec<Found> = Vec::new();
        let mut at = 0;
        while at < words.len() && found.len() < limit {
            let named = beginnings(words[at]).into_iter().find_map(|first| {
                (1..=LONGEST.min(words.len() - at)).rev().find_map(|count| {
                    let mut name = vec![first];
                    name.extend(&words[at + 1..at + count]);
                    let places = self.spelled(&name);
                    (!places.is_empty()).then_some((count, places))
                })
            });
            let Some((count, places)) = named else {
                at += 1;
                continue;
            };
            at += count;
            found.extend(
                places
                    .into_iter()
                    .filter(|place| {
                        found.iter().all(|known| (known.latitude, known.longitude) != (place.latitude, place.longitude))
                    })
                    .collect::<Vec<_>>(),
            );
        }
        found.truncate(limit);
        found
    }

    fn spelled(&self, words: &[&str]) -> Vec<Found> {
        let begins =
            |word: &&str| word.chars().next().is_some_and(|letter| !letter.is_lowercase() && !letter.is_numeric());
        let name = words.join(" ");
        if !words.first().is_some_and(begins) || !words.last().is_some_and(begins) || name.chars().count() < SHORTEST {
            return Vec::new();
        }
        let (prepared, bare) = (Name::new(&name, Some(Kind::Place)), plain(&name));
        let mut places: Vec<Found> = self.tables.iter().flat_map(|table| table.spelled(&prepared, &bare)).collect();
        places.sort_by_key(|place| std::cmp::Reverse(place.population));
        places.truncate(NAMESAKES);
        places
    }
}
