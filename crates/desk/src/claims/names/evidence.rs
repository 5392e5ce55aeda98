//! What two names, paired word by word, say for and against one another, as numbers.

use super::lexicon::Role;
use super::pair::{How, Pair, Pairing, alike, is_cut, pair};
use super::parse::{Name, Word};
use super::sound;

/// The evidence of two names.
#[derive(Debug)]
pub(super) struct Evidence {
    pub pairing: Pairing,
    /// Sounds that would have to change, in words that stand for one another or against one another.
    pub edits: f32,
    /// Letters that would have to change, where both are written in one script.
    pub letters: f32,
    /// Share of the names' weight in words that stand against one another, 0 to 1.
    pub replaced: f32,
    /// Share of the fuller name's weight that only it has, 0 to 1.
    pub extra: f32,
    /// Weight of the words found in both.
    pub common: f32,
    /// Kinds of thing: different ones, or one that only one name has.
    pub types: Sides,
    /// Numbers likewise.
    pub numbers: Sides,
    /// Legal forms likewise.
    pub legal: Sides,
    /// The fathers' names differ.
    pub fathers: bool,
    /// The words are in another order.
    pub reordered: bool,
    /// One name is the initials of the other.
    pub abbreviation: bool,
    /// The same letters, up to spaces, forms and titles.
    pub joined: bool,
    pub group: bool,
}

/// What two names have of one thing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Sides {
    Agree,
    /// Only one name has it.
    One,
    /// Both have it, and it differs.
    Differ,
}

impl Sides {
    fn of(a: bool, b: bool) -> Self {
        match (a, b) {
            (true, true) => Self::Differ,
            (false, false) => Self::Agree,
            _ => Self::One,
        }
    }
}

impl Evidence {
    pub fn of(a: &Name, b: &Name) -> Self {
        let mut pairing = pair(a, b);
        pair_cut_ends(a, b, &mut pairing);
        let left = |words: &[Word], left: &[usize], what: fn(&Word) -> bool| left.iter().any(|at| what(&words[*at]));
        let sides = |what: fn(&Word) -> bool| {
            Sides::of(left(&a.words, &pairing.left_a, what), left(&b.words, &pairing.left_b, what))
        };
        let types = sides(Word::is_type);
        let numbers = sides(|word| word.number.is_some());
        let weight = |words: &[Word]| words.iter().map(|word| word.weight).sum::<f32>().max(0.1);
        let open = |words: &[Word], left: &[usize]| left.iter().map(|at| words[*at].weight).sum::<f32>();
        let (open_a, open_b) = (open(&a.words, &pairing.left_a), open(&b.words, &pairing.left_b));
        let (full_a, full_b) = (weight(&a.words), weight(&b.words));
        let replaced_edits = replaced_edits(a, b, &pairing);
        let edits = pairing.pairs.iter().map(|pair| pair_edits(a, b, pair)).sum::<f32>() + replaced_edits;
        let letters = pairing.pairs.iter().map(|pair| pair_letters(a, b, pair)).sum::<f32>() + replaced_edits;
        Self {
            edits,
            letters,
            replaced: open_a.min(open_b) / full_a.min(full_b),
            extra: (open_a - open_b).abs() / full_a.max(full_b),
            common: pairing.pairs.iter().map(|pair| pair.weight * pair.likeness).sum(),
            types,
            numbers,
            legal: legal(&a.forms, &b.forms),
            fathers: fathers_differ(a, b, &pairing),
            reordered: pairing.pairs.windows(2).any(|pairs| pairs[1].b.start < pairs[0].b.start),
            abbreviation: abbreviates(a, b) || abbreviates(b, a),
            joined: a.joined == b.joined && !a.joined.is_empty(),
            group: a.is_group() || b.is_group(),
            pairing,
        }
    }

    /// The numbers the score is made of, in the order of the weights.
    pub fn features(&self) -> [f32; 12] {
        let flag = |is: bool| f32::from(u8::from(is));
        let group = flag(self.group);
        [
            1.0,
            self.edits.min(8.0),
            self.letters.min(3.0),
            self.replaced.min(1.0),
            self.extra * group,
            self.extra * (1.0 - group),
            flag(self.types == Sides::One),
            flag(self.numbers == Sides::One),
            flag(self.legal == Sides::Differ),
            flag(self.fathers),
            flag(self.reordered),
            self.common.min(4.0),
        ]
    }
}

/// The last word of a name may have been cut off where a field was too short.
fn pair_cut_ends(a: &Name, b: &Name, pairing: &mut Pairing) {
    let (Some(last_a), Some(last_b)) = (a.words.len().checked_sub(1), b.words.len().checked_sub(1)) else { return };
    let open = pairing.left_a.contains(&last_a) && pairing.left_b.contains(&last_b);
    if open && last_a == last_b && is_cut(&a.words[last_a], &b.words[last_b]) {
        pairing.left_a.retain(|at| *at != last_a);
        pairing.left_b.retain(|at| *at != last_b);
        let weight = 0.3;
        pairing.pairs.push(Pair { a: last_a..last_a + 1, b: last_b..last_b + 1, likeness: 0.7, how: How::Cut, weight });
    }
}

/// A syllable in one character counts as this many letters.
const SYLLABLE: f32 = 2.5;
/// A sound between two scripts says less than a letter of one.
const BETWEEN_SCRIPTS: f32 = 0.6;

/// From this likeness on, a word is the same one spelled by another system, however many letters differ.
const SPELLING: f32 = 0.93;

fn pair_edits(a: &Name, b: &Name, pair: &Pair) -> f32 {
    let (left, right) = (&a.words[pair.a.clone()], &b.words[pair.b.clone()]);
    let scale = match (left[0].script, right[0].script) {
        (a, b) if a != b => BETWEEN_SCRIPTS,
        (script, _) if script.is_syllabic() => SYLLABLE,
        _ => 1.0,
    };
    let length = |words: &[Word]| words.iter().map(|word| word.letters.len()).sum::<usize>();
    match pair.how {
        How::Letters | How::Sound => scale * (1.0 - pair.likeness) * length(left).max(length(right)) as f32,
        How::Familiar => 1.0,
        How::Initial | How::Cut => 0.5,
        _ => 0.0,
    }
}

fn pair_letters(a: &Name, b: &Name, pair: &Pair) -> f32 {
    let (left, right) = (&a.words[pair.a.clone()], &b.words[pair.b.clone()]);
    let by_sound = pair.how == How::Sound && left[0].script == right[0].script;
    if !by_sound || pair.likeness >= SPELLING {
        return pair_edits(a, b, pair);
    }
    let letters =
        |words: &[Word]| -> Vec<char> { words.iter().flat_map(|word| word.letters.iter().copied()).collect() };
    sound::align(&letters(left), &letters(right), |_| 1.0, |_, _| 1.0)
}

/// The letters that differ in words that stand against one another, first against first.
fn replaced_edits(a: &Name, b: &Name, pairing: &Pairing) -> f32 {
    let open = pairing.left_a.iter().zip(&pairing.left_b).map(|(i, j)| (&a.words[*i], &b.words[*j]));
    open.map(|(a, b)| {
        if a.script == b.script {
            sound::align(&a.letters, &b.letters, |_| 1.0, |_, _| 1.0)
        } else {
            (1.0 - alike(a, b).0) * a.letters.len().max(b.letters.len()) as f32
        }
    })
    .sum()
}

fn legal(a: &[Word], b: &[Word]) -> Sides {
    let of = |forms: &[Word]| -> Vec<u16> {
        forms
            .iter()
            .filter(|form| form.role == Role::Legal)
            .flat_map(|form| form.readings.iter())
            .map(|reading| reading.concept)
            .collect()
    };
    let (a, b) = (of(a), of(b));
    if a.iter().any(|concept| b.contains(concept)) { Sides::Agree } else { Sides::of(!a.is_empty(), !b.is_empty()) }
}

/// *X ibn A* and *Y ibn B*: both say a father, and not the same.
fn fathers_differ(a: &Name, b: &Name, pairing: &Pairing) -> bool {
    let fathers = |name: &Name| name.words.iter().filter(|word| word.after == Some(Role::Son)).count();
    let agree = pairing
        .pairs
        .iter()
        .any(|pair| a.words[pair.a.start].after == Some(Role::Son) && b.words[pair.b.start].after == Some(Role::Son));
    fathers(a) > 0 && fathers(b) > 0 && !agree
}

/// Whether a name of one word is the first letters of the other's words, with or without those of the articles.
fn abbreviates(short: &Name, long: &Name) -> bool {
    let [word] = short.words.as_slice() else { return false };
    word.letters.len() >= 2 && word.initials && long.words.len() > 1 && spells(&word.letters, &long.initials)
}

fn spells(letters: &[char], initials: &[(char, bool)]) -> bool {
    let Some(((initial, needed), later)) = initials.split_first() else { return letters.is_empty() };
    let taken = letters.split_first().is_some_and(|(letter, rest)| letter == initial && spells(rest, later));
    taken || (!needed && spells(letters, later))
}
