//! A name -> words with roles: what carries the name, what says the kind of thing, what is only grammar.

use super::Kind;
use super::letters::{self, Piece, Script};
use super::lexicon::{Reading, Role, lexicon, without_article};
use super::sound;

/// A word of a name with its part in it.
#[derive(Debug, Clone)]
pub(super) struct Word {
    /// As typed; several typed words when they are one phrase.
    pub shown: String,
    pub text: String,
    pub roman: String,
    pub letters: Vec<char>,
    pub sounds: Vec<u8>,
    pub script: Script,
    pub role: Role,
    pub readings: Vec<Reading>,
    /// The number the word is or says.
    pub number: Option<u32>,
    /// How much the word says about who is meant, 0 to 1.
    pub weight: f32,
    /// What stands before it: *ibn* (the father's name) or *Abu* (a by-name).
    pub after: Option<Role>,
    /// Typed in capitals or as single letters: may stand for several words.
    pub initials: bool,
}

/// A name, prepared for comparing with many others.
#[derive(Debug, Clone)]
pub struct Name {
    /// The words that say who or what, and what kind of thing, in order.
    pub(super) words: Vec<Word>,
    /// Legal forms and titles.
    pub(super) forms: Vec<Word>,
    /// First letters of the words, for abbreviations, and whether an abbreviation must have them.
    pub(super) initials: Vec<(char, bool)>,
    /// Everything but forms and titles, folded and without spaces.
    pub(super) joined: String,
    /// Whether it begins with an article: a trifle that decides between equals.
    pub(super) article: bool,
    pub(super) kind: Option<Kind>,
}

impl Name {
    /// Prepares a name. Without a kind, the words decide what they are taken for.
    pub fn new(name: &str, kind: Option<Kind>) -> Self {
        let pieces = split_compounds(without_articles(letters::pieces(name)));
        let mut all = roles(&pieces, kind);
        keep_something(&mut all);
        let is_form = |word: &Word| matches!(word.role, Role::Legal | Role::Title);
        let initials = all
            .iter()
            .filter(|word| !is_form(word))
            .filter_map(|word| Some((word.roman.chars().next()?, word.role != Role::Particle)))
            .collect();
        let joined = all.iter().filter(|word| !is_form(word)).map(|word| word.text.as_str()).collect();
        let article = pieces.first().is_some_and(|piece| piece.article)
            || all.first().is_some_and(|word| word.role == Role::Particle);
        let mut after = None;
        let (mut words, mut forms) = (Vec::new(), Vec::new());
        for mut word in all {
            match word.role {
                Role::Particle => {}
                Role::Son | Role::Kunya => after = Some(word.role),
                Role::Legal | Role::Title => forms.push(word),
                _ => {
                    word.after = after.take();
                    words.push(word);
                }
            }
        }
        Self { words, forms, initials, joined, article, kind }
    }

    /// Whether its words, or the one who asks, say that it names a group.
    pub(super) fn is_group(&self) -> bool {
        match self.kind {
            Some(kind) => kind == Kind::Group,
            None => self.forms.iter().any(|word| word.role == Role::Legal) || self.words.iter().any(Word::is_type),
        }
    }
}

impl Word {
    /// Whether it says a kind of thing.
    pub(super) fn is_type(&self) -> bool {
        matches!(self.role, Role::Type | Role::Business | Role::Place)
    }
}

/// Takes the Arabic article, *and*, *for* and *by* off the words onto which they are written.
fn without_articles(mut pieces: Vec<Piece>) -> Vec<Piece> {
    for piece in pieces.iter_mut().filter(|piece| piece.script == Script::Arabic) {
        let stem = without_article(&piece.text);
        let bare = match piece.text.strip_prefix(['ل', 'و', 'ب']) {
            // A single letter is taken off only when that leaves a known word and the whole is none.
            Some(rest) if is_known(rest) && !is_known(&piece.text) => rest,
            _ => stem,
        };
        piece.article = bare.len() < piece.text.len();
        piece.text = bare.to_owned();
    }
    pieces
}

fn is_known(word: &str) -> bool {
    lexicon().longest(word) > 0
}

/// Compounds of Arabic names that are written in one word or in two: *Nureddin* and *Nour al-Din*, *Abdulaziz* and *Abd
/// al-Aziz*. They become two words.
fn split_compounds(pieces: Vec<Piece>) -> Vec<Piece> {
    pieces
        .into_iter()
        .flat_map(|piece| match compound(&piece) {
            Some((first, second)) => vec![part(&piece, first), part(&piece, second)],
            None => vec![piece],
        })
        .collect()
}

fn part(piece: &Piece, text: &str) -> Piece {
    let roman = if text.is_ascii() { text.to_owned() } else { piece.roman.clone() };
    Piece { text: text.to_owned(), roman, shown: text.to_owned(), ..piece.clone() }
}

fn compound(piece: &Piece) -> Option<(&str, &str)> {
    let text = piece.text.as_str();
    if piece.script == Script::Arabic {
        let servant = text.strip_prefix("عبدال").map(|rest| ("عبد", rest));
        let faith = text.strip_suffix("الدين").map(|stem| (stem, "دين"));
        return servant.or(faith).filter(|(first, second)| first.chars().count() >= 2 && !matches!(*second, "له" | ""));
    }
    for servant in ["abdul", "abdel", "abdal", "abdol"] {
        if let Some(rest) = text.strip_prefix(servant).filter(|rest| rest.len() >= 4 && !rest.starts_with("lah")) {
            return Some((&text[..3], rest));
        }
    }
    let stem = ["dine", "deen", "din"].iter().find_map(|end| text.strip_suffix(end))?;
    let stem = stem.strip_suffix(['d', 'l']).unwrap_or(stem).strip_suffix(['e', 'u', 'a', 'i'])?;
    (stem.len() >= 3).then_some((stem, "din"))
}

/// Reads the words from left to right, the longest known phrase first.
fn roles(pieces: &[Piece], kind: Option<Kind>) -> Vec<Word> {
    let mut words = Vec::with_capacity(pieces.len());
    let mut at = 0;
    while at < pieces.len() {
        let rest = &pieces[at..];
        let (length, readings) = phrase(rest);
        let (length, role, readings) = match choose(rest, length, &readings, at, pieces.len(), kind) {
            Some(role) => (length, role, readings),
            None => (1, Role::Meaning, Vec::new()),
        };
        let may_count = at > 0 && kind != Some(Kind::Person);
        let next = word(&rest[..length], role, readings, may_count);
        at += length;
        match words.last_mut().and_then(|last: &mut Word| Some((last.number?, next.number?, last))) {
            // forty-four
            Some((tens @ 20..=90, ones @ 1..=9, last)) if tens % 10 == 0 => {
                last.number = Some(tens + ones);
                last.shown = format!("{} {}", last.shown, next.shown);
            }
            _ => words.push(next),
        }
    }
    words
}

/// The longest phrase of the dictionaries at the beginning of these pieces.
fn phrase(pieces: &[Piece]) -> (usize, Vec<Reading>) {
    let Some(first) = pieces.first() else { return (0, Vec::new()) };
    for length in (1..=lexicon().longest(&first.text).min(pieces.len())).rev() {
        let readings = if length == 1 {
            lexicon().readings(&first.text)
        } else {
            let texts: Vec<&str> = pieces[..length].iter().map(|piece| piece.text.as_str()).collect();
            lexicon().readings(&texts.join(" "))
        };
        if !readings.is_empty() {
            return (length, readings.to_vec());
        }
    }
    (1, Vec::new())
}

/// The role a phrase has here, if any: some words are grammar, a title or a form only in their place.
fn choose(
    rest: &[Piece],
    length: usize,
    readings: &[Reading],
    at: usize,
    total: usize,
    kind: Option<Kind>,
) -> Option<Role> {
    let first = rest.first()?;
    if is_assimilated_article(first, rest.get(1)) {
        return Some(Role::Particle);
    }
    if first.text.bytes().all(|letter| letter.is_ascii_digit()) {
        return Some(Role::Number);
    }
    let ends = at == 0 || at + length == total || rest[length..].iter().all(is_form);
    let person = kind == Some(Kind::Person);
    let fits = |role: Role| match role {
        Role::Particle => {
            let alone = first.text.chars().count() == 1;
            length < rest.len() && (!alone || (first.lower && (first.tied || first.script != Script::Latin || at > 0)))
        }
        Role::Son | Role::Kunya => kind != Some(Kind::Place) && length <= rest.len(),
        Role::Legal => ends && total > length && (!person || at > 1),
        Role::Title => kind != Some(Kind::Place) && total > length && !first.after_comma,
        Role::Type => kind != Some(Kind::Person) && kind != Some(Kind::Place),
        Role::Business => kind != Some(Kind::Person) && kind != Some(Kind::Place),
        Role::Place => kind == Some(Kind::Place),
        Role::Given => kind == Some(Kind::Person) || kind.is_none(),
        Role::Common => kind != Some(Kind::Place),
        Role::Exonym => !person,
        Role::Meaning | Role::Number => true,
    };
    readings.iter().map(|reading| reading.role).find(|role| fits(*role))
}

fn is_form(piece: &Piece) -> bool {
    lexicon().readings(&piece.text).iter().any(|reading| reading.role == Role::Legal)
}

/// *ash* before *Shaykh*, *ed* before *Din*: the article whose letter became the next word's first.
fn is_assimilated_article(piece: &Piece, next: Option<&Piece>) -> bool {
    let mut letters = piece.roman.chars();
    let vowel = letters.next().is_some_and(|letter| "aeu".contains(letter));
    let consonants = letters.as_str();
    (1..=2).contains(&consonants.len())
        && vowel
        && consonants.chars().all(|letter| "dhnrstz".contains(letter))
        && matches!(piece.script, Script::Latin | Script::Cyrillic)
        && next.is_some_and(|next| next.roman.len() > consonants.len() && next.roman.starts_with(consonants))
}

fn word(pieces: &[Piece], role: Role, readings: Vec<Reading>, may_count: bool) -> Word {
    let join = |part: fn(&Piece) -> &str, between: &str| {
        pieces.iter().map(part).filter(|part| !part.is_empty()).collect::<Vec<_>>().join(between)
    };
    let text = join(|piece| &piece.text, "");
    let roman = join(|piece| &piece.roman, "");
    let shown = join(|piece| &piece.shown, " ");
    let script = pieces.first().map_or(Script::Other, |piece| piece.script);
    let sounds = sound::sounds(&text, &roman, script);
    let letters: Vec<char> = text.chars().collect();
    let of_number = readings.iter().find(|reading| reading.role == Role::Number);
    let number = match of_number {
        Some(reading) => lexicon().concept(reading.concept).parse().ok(),
        None if may_count && shown == shown.to_uppercase() => digits(&text).or_else(|| roman_number(&text)),
        None => digits(&text),
    };
    let initials = pieces.len() == 1
        && (letters.len() == 1 || (letters.len() <= 6 && !text.is_empty() && shown == shown.to_uppercase()))
        && script != Script::Han
        && script != Script::Hangul
        && !script.is_abjad();
    let weight = weight(&letters, script, role, &readings, number.is_some());
    Word { shown, text, roman, letters, sounds, script, role, readings, number, weight, after: None, initials }
}

fn weight(letters: &[char], script: Script, role: Role, readings: &[Reading], number: bool) -> f32 {
    let length = match letters.len() {
        _ if script.is_syllabic() => 1.0,
        0 | 1 => 0.3,
        2 => 0.6,
        3 => 0.85,
        _ => 1.0,
    };
    let known = |wanted: Role| readings.iter().any(|reading| reading.role == wanted);
    match role {
        Role::Title | Role::Legal => 0.1,
        Role::Type | Role::Business | Role::Place => 0.4,
        _ if known(Role::Common) => length * 0.6,
        Role::Number => 0.5,
        _ if known(Role::Meaning) => length * 0.7,
        _ if number && letters.len() < 4 => 0.5,
        _ => length,
    }
}

/// A number in digits, with an ordinal's letters after it or none.
fn digits(text: &str) -> Option<u32> {
    let end = text.find(|letter: char| !letter.is_ascii_digit()).unwrap_or(text.len());
    let ordinal = ["", "st", "nd", "rd", "th", "er", "e", "eme", "i", "ya", "й", "я", "ша", "га", "та", "а"];
    ordinal.contains(&&text[end..]).then(|| text[..end].parse().ok())?
}

/// A Roman number up to XXXIX.
fn roman_number(text: &str) -> Option<u32> {
    let mut number = 0;
    let mut before = 0;
    for letter in text.chars().rev() {
        let value = match letter {
            'i' => 1,
            'v' => 5,
            'x' => 10,
            _ => return None,
        };
        number = if value < before { number - value } else { number + value };
        before = value.max(before);
    }
    (number < 40).then_some(number).and_then(|number: i32| u32::try_from(number).ok())
}

/// A name made of nothing but kinds, titles and forms is carried by them.
fn keep_something(words: &mut [Word]) {
    let carries = |word: &Word| {
        !matches!(
            word.role,
            Role::Particle
                | Role::Title
                | Role::Legal
                | Role::Type
                | Role::Business
                | Role::Place
                | Role::Son
                | Role::Kunya
        )
    };
    if words.iter().any(carries) {
        return;
    }
    let demoted = [Role::Business, Role::Place, Role::Type, Role::Title, Role::Legal, Role::Kunya, Role::Son];
    for role in demoted {
        let mut found = false;
        for word in words.iter_mut().filter(|word| word.role == role) {
            word.role = Role::Meaning;
            word.weight = 0.7;
            found = true;
        }
        if found {
            return;
        }
    }
    words.iter_mut().for_each(|word| word.role = Role::Meaning);
}
