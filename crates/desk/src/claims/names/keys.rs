//! Keys under which many names are kept, so that one is found among hundreds of thousands without comparing all.
//!
//! The key is the skeleton of a name: its consonants in nine classes that systems of romanisation do not cross. Names
//! whose skeletons differ by one consonant are looked up too, by making all such skeletons of the one asked for; the
//! table itself holds each name once.

use super::letters::Script;
use super::parse::{Name, Word};
use super::sound::{self, Vowels};

/// Most consonants of a skeleton: four bits each.
const LONGEST: usize = 15;

/// Consonants by class; what is in none (vowels, *h, w, y*) is often left out or added.
const CLASSES: [&str; 9] = ["bp", "fv", "tdTD", "szSZCc", "kgXGJ", "l", "r", "m", "n"];

/// A name as it sounds, for finding.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Heard {
    /// All words but those that say a kind of thing.
    pub sounds: Vec<u8>,
    /// How its script writes vowels.
    pub manner: u8,
}

impl Heard {
    pub fn of(name: &Name) -> Self {
        let words = || name.words.iter().filter(|word| !word.is_type());
        let mut sounds: Vec<u8> = words().flat_map(|word: &Word| word.sounds.iter().copied()).collect();
        if sounds.is_empty() {
            sounds = name.words.iter().flat_map(|word| word.sounds.iter().copied()).collect();
        }
        sounds.truncate(usize::from(u8::MAX));
        let manner = match name.words.first().map(|word| word.script) {
            Some(script) if script.is_abjad() => 2,
            Some(Script::Han | Script::Hangul) => 1,
            _ => 0,
        };
        Self { sounds, manner }
    }

    /// How alike two names sound, as a first sieve: `least` to 1, or none.
    pub fn likeness(&self, sounds: &[u8], manner: u8, least: f32) -> Option<f32> {
        let vowels = match self.manner.max(manner) {
            2 => Vowels::Missing,
            1 => Vowels::Added,
            _ => Vowels::Written,
        };
        Some(sound::likeness_from(least, &self.sounds, sounds, vowels)).filter(|likeness| *likeness >= least)
    }
}

/// The consonants in classes: four bits each, the first highest, no class twice running.
pub(crate) fn skeleton(sounds: &[u8]) -> u64 {
    let mut classes: Vec<u64> = sounds.iter().filter_map(|sound| class(*sound)).collect();
    classes.dedup();
    pack(&classes)
}

fn class(sound: u8) -> Option<u64> {
    let at = CLASSES.iter().position(|class| class.as_bytes().contains(&sound));
    at.map(|at| at as u64 + 1).or_else(|| sound.is_ascii_digit().then_some(10 + u64::from(sound - b'0') % 5))
}

fn pack(classes: &[u64]) -> u64 {
    classes.iter().take(LONGEST).fold(0, |packed, class| packed << 4 | class)
}

fn unpack(mut packed: u64) -> Vec<u64> {
    let mut classes = Vec::new();
    while packed > 0 {
        classes.push(packed & 15);
        packed >>= 4;
    }
    classes.reverse();
    classes
}

/// The skeletons that differ by one consonant, and none twice.
pub(crate) fn neighbours(packed: u64) -> Vec<u64> {
    let classes = unpack(packed);
    let mut found = Vec::new();
    for at in 0..=classes.len() {
        let (before, after) = classes.split_at(at);
        let others = || 1..=CLASSES.len() as u64;
        found.extend(others().map(|class| pack(&[before, &[class], after].concat())));
        if let Some(rest) = after.get(1..) {
            found.push(pack(&[before, rest].concat()));
            found.extend(others().map(|class| pack(&[before, &[class], rest].concat())));
        }
    }
    found.sort_unstable();
    found.dedup();
    found.retain(|other| *other != packed);
    found
}
