//! Which word of one name is which word of the other, and how alike they are.

use std::ops::Range;

use super::letters::Script;
use super::lexicon::Role;
use super::parse::{Name, Word};
use super::sound::{self, Vowels};

/// Below this, two words are not taken for one another.
const LEAST: f32 = 0.5;
/// Words written together or apart must agree better than that.
const LEAST_JOINED: f32 = 0.8;
/// Most words of one name that may stand for one word of the other.
const MOST_JOINED: usize = 4;

/// Why two words are taken for one another.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum How {
    /// The same letters.
    Same,
    /// Nearly the same letters.
    Letters,
    /// They sound alike.
    Sound,
    /// They mean the same, by this line of the dictionaries.
    Meaning(u16),
    /// One may mean what the other means, and something else.
    MayMean(u16),
    /// One is a familiar form of the other.
    Familiar,
    /// One is the initial of the other.
    Initial,
    /// The same number.
    Number,
    /// One begins the other and may be cut off.
    Cut,
}

/// Words of two names that are taken for one another.
#[derive(Debug, Clone)]
pub(super) struct Pair {
    pub a: Range<usize>,
    pub b: Range<usize>,
    /// 0 to 1.
    pub likeness: f32,
    pub how: How,
    /// How much the words say, 0 to 1.
    pub weight: f32,
}

/// Two names, word by word.
#[derive(Debug)]
pub(super) struct Pairing {
    pub pairs: Vec<Pair>,
    /// Words of the first without a partner.
    pub left_a: Vec<usize>,
    /// Words of the second without a partner.
    pub left_b: Vec<usize>,
}

/// Pairs the words of two names, the most alike first.
pub(super) fn pair(a: &Name, b: &Name) -> Pairing {
    let mut found = Vec::with_capacity(a.words.len() * b.words.len());
    for (i, left) in a.words.iter().enumerate() {
        for (j, right) in b.words.iter().enumerate() {
            let (likeness, how) = alike(left, right);
            if likeness >= LEAST {
                let weight = left.weight.min(right.weight);
                found.push(Pair { a: i..i + 1, b: j..j + 1, likeness, how, weight });
            }
        }
    }
    joined(&a.words, &b.words, |long, short, likeness, how, weight| {
        found.push(Pair { a: long, b: short, likeness, how, weight });
    });
    joined(&b.words, &a.words, |long, short, likeness, how, weight| {
        found.push(Pair { a: short, b: long, likeness, how, weight });
    });
    // The same place in the name decides between equals.
    let rank = |pair: &Pair| pair.likeness - 0.01 * pair.a.start.abs_diff(pair.b.start) as f32;
    found.sort_by(|x, y| rank(y).total_cmp(&rank(x)));
    let (mut taken_a, mut taken_b) = (vec![false; a.words.len()], vec![false; b.words.len()]);
    let mut pairs = Vec::new();
    for pair in found {
        let free = !taken_a[pair.a.clone()].contains(&true) && !taken_b[pair.b.clone()].contains(&true);
        if free {
            taken_a[pair.a.clone()].fill(true);
            taken_b[pair.b.clone()].fill(true);
            pairs.push(pair);
        }
    }
    pairs.sort_by_key(|pair| pair.a.start);
    let left = |taken: Vec<bool>| taken.iter().enumerate().filter(|(_, taken)| !**taken).map(|(at, _)| at).collect();
    Pairing { pairs, left_a: left(taken_a), left_b: left(taken_b) }
}

/// Several words of one name written as one word in the other, or as its initials.
fn joined(long: &[Word], short: &[Word], mut found: impl FnMut(Range<usize>, Range<usize>, f32, How, f32)) {
    for start in 0..long.len() {
        for end in start + 2..=long.len().min(start + MOST_JOINED) {
            let words = &long[start..end];
            if words.iter().any(Word::is_type) {
                break;
            }
            let length: usize = words.iter().map(|word| word.letters.len()).sum();
            for (place, other) in short.iter().enumerate() {
                let initials = other.initials
                    && other.letters.len() == words.len()
                    && words.iter().zip(&other.letters).all(|(word, letter)| word.roman.starts_with(*letter));
                if initials {
                    found(start..end, place..place + 1, 0.8, How::Initial, other.weight);
                } else if !other.is_type() && may_be_one(words, other, length) {
                    let letters: Vec<char> = words.iter().flat_map(|word| word.letters.iter().copied()).collect();
                    let sounds: Vec<u8> = words.iter().flat_map(|word| word.sounds.iter().copied()).collect();
                    let (likeness, how) = likeness((&letters, &sounds, words[0].script), parts(other));
                    if likeness >= LEAST_JOINED {
                        found(start..end, place..place + 1, likeness, how, other.weight);
                    }
                }
            }
        }
    }
}

/// Whether it is worth comparing these words, joined, with that one: about as many letters or sounds.
fn may_be_one(words: &[Word], other: &Word, length: usize) -> bool {
    if words.iter().all(|word| word.script == other.script) {
        length.abs_diff(other.letters.len()) <= 2
    } else {
        let sounds: usize = words.iter().map(|word| word.sounds.len()).sum();
        sounds.abs_diff(other.sounds.len()) * 2 <= sounds.max(other.sounds.len())
    }
}

type Parts<'a> = (&'a [char], &'a [u8], Script);

fn parts(word: &Word) -> Parts<'_> {
    (&word.letters, &word.sounds, word.script)
}

/// How alike two words are, and in what.
pub(super) fn alike(a: &Word, b: &Word) -> (f32, How) {
    if a.is_type() && b.is_type() {
        return types(a, b);
    }
    if a.text == b.text {
        return (1.0, How::Same);
    }
    if let (Some(left), Some(right)) = (a.number, b.number) {
        return if left == right { (1.0, How::Number) } else { (0.0, How::Number) };
    }
    if a.letters.len() == 1 || b.letters.len() == 1 {
        return initial(a, b);
    }
    let (likeness, how) = likeness(parts(a), parts(b));
    if let Some((shared, role)) = shared(a, b) {
        let (meant, how_meant) = match role {
            Role::Given => (0.85, How::Familiar),
            _ => (0.97, How::Meaning(shared)),
        };
        if meant > likeness {
            return (meant, how_meant);
        }
    }
    if a.is_type() != b.is_type() && likeness < LEAST_JOINED {
        return (0.0, how);
    }
    (likeness, how)
}

/// Kinds of things are compared by what they mean.
fn types(a: &Word, b: &Word) -> (f32, How) {
    let shared = a.readings.iter().find(|reading| b.readings.contains(reading));
    match shared {
        Some(reading) if a.readings == b.readings || a.text == b.text => (1.0, How::Meaning(reading.concept)),
        Some(reading) => (0.9, How::MayMean(reading.concept)),
        None => (0.0, How::Same),
    }
}

fn shared(a: &Word, b: &Word) -> Option<(u16, Role)> {
    let reading = a.readings.iter().find(|reading| b.readings.contains(reading))?;
    Some((reading.concept, reading.role))
}

fn initial(a: &Word, b: &Word) -> (f32, How) {
    let first = |word: &Word| word.roman.chars().next();
    if a.letters.len() == b.letters.len() || a.script.is_syllabic() || b.script.is_syllabic() {
        return (0.0, How::Initial);
    }
    if first(a) == first(b) { (0.8, How::Initial) } else { (0.0, How::Initial) }
}

/// Letters count within a script, sounds across scripts and between systems of romanisation.
fn likeness(a: Parts<'_>, b: Parts<'_>) -> (f32, How) {
    let heard = || sound::likeness(a.1, b.1, Vowels::between(a.2, b.2));
    if a.2 != b.2 {
        return (heard(), How::Sound);
    }
    let longest = a.0.len().max(b.0.len()).max(1);
    let read = 1.0 - sound::align(a.0, b.0, |_| 1.0, other_letter) / longest as f32;
    if a.2.is_syllabic() {
        return (read, How::Letters);
    }
    let abbreviations = a.0.len().max(b.0.len()) <= 3 && a.2 == Script::Latin && a.1 != b.1;
    if abbreviations {
        return (read, How::Letters);
    }
    let heard = 0.98 * heard();
    if heard > read { (heard, How::Sound) } else { (read, How::Letters) }
}

/// Digits that are written for letters of the same shape are nearly right.
fn other_letter(a: char, b: char) -> f32 {
    let shape = |letter| match letter {
        '0' => 'o',
        '1' | 'l' => 'i',
        '3' => 'e',
        '4' => 'a',
        '5' => 's',
        '9' => 'g',
        letter => letter,
    };
    let digit = a.is_ascii_digit() || b.is_ascii_digit();
    if digit && shape(a) == shape(b) { 0.2 } else { 1.0 }
}

/// Whether one word begins the other, at the end of a name that may have been cut off.
pub(super) fn is_cut(a: &Word, b: &Word) -> bool {
    let (short, long) = if a.letters.len() < b.letters.len() { (a, b) } else { (b, a) };
    short.letters.len() >= 2 && long.letters.starts_with(&short.letters)
}
