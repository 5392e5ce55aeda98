//! Evidence -> a score, a verdict, and the reasons in sentences.
//!
//! The score is a logistic regression over what [`Evidence`] counts. Its weights were fitted on public pairs of names
//! of persons and companies (the name benchmark of OpenSanctions' nomenklatura) and on this project's own set of
//! groups (`tests/data/group_names.csv`); what they measure on names they were not fitted on is in `doc/names.md`.
//! Rules stand above it where meaning decides and not likeness: the kind of thing, the number of a unit.

use super::evidence::{Evidence, Sides};
use super::lexicon::{Role, lexicon};
use super::pair::{How, Pair};
use super::parse::{Name, Word};
use super::{Comparison, OFFERED, Verdict};

/// From this score on, and if nothing speaks against it, two names are one.
const SAME: f32 = 0.9;
/// Words of names that are one are at least so alike: other systems of romanisation, not other words.
const SAME_WORD: f32 = 0.93;
/// The score where meaning says that two names differ, at most.
const DIFFERENT: f32 = 0.3;

/// Weights of [`Evidence::features`], in its order.
const WEIGHTS: [f32; 12] = [4.3, -0.3, -1.9, -0.85, -9.4, -5.4, -0.7, -3.2, -8.4, -9.0, -0.3, 0.25];

/// Judges two names.
pub(super) fn judge(a: &Name, b: &Name) -> Comparison {
    let evidence = Evidence::of(a, b);
    let (score, verdict) = (score(&evidence, a, b), Verdict::Different);
    let verdict = match score {
        score if score < OFFERED => verdict,
        score if score >= SAME && is_same(&evidence, a, b) => Verdict::Same,
        _ => Verdict::Ask,
    };
    Comparison { score, verdict, why: why(&evidence, a, b) }
}

/// The score alone, which is what ranking needs.
pub(super) fn score(evidence: &Evidence, a: &Name, b: &Name) -> f32 {
    let sum: f32 = evidence.features().iter().zip(WEIGHTS).map(|(feature, weight)| feature * weight).sum();
    let trifle = if a.article == b.article { 0.0 } else { 0.002 };
    let likely = (1.0 / (1.0 + (-sum).exp()) - trifle).max(0.0);
    if evidence.types == Sides::Differ || (evidence.numbers == Sides::Differ && is_unit(a, b)) {
        return likely.min(DIFFERENT);
    }
    if evidence.joined && evidence.legal != Sides::Differ {
        return likely.max(0.95);
    }
    if evidence.abbreviation {
        return likely.max(0.6);
    }
    // Initials that fit, or nothing at all, are no agreement.
    let said = evidence.pairing.pairs.iter().any(|pair| pair.how != How::Initial);
    if said { likely } else { likely.min(DIFFERENT) }
}

/// Whether a name says that it is numbered among its like: the 51st brigade.
fn is_unit(a: &Name, b: &Name) -> bool {
    a.words.iter().chain(&b.words).any(|word| word.role == Role::Type)
}

/// Whether nothing is left to ask: every word has its partner in spelling, the kinds agree, and no vowel was guessed.
fn is_same(evidence: &Evidence, a: &Name, b: &Name) -> bool {
    let settled = |pair: &Pair| {
        let (left, right) = (&a.words[pair.a.start], &b.words[pair.b.start]);
        let guessed = left.script != right.script
            && [left, right].iter().any(|word| word.script.is_abjad() || word.script.is_syllabic());
        match pair.how {
            How::Same | How::Number => true,
            How::Meaning(_) => left.is_type() && right.is_type(),
            How::Letters | How::Sound => pair.likeness >= SAME_WORD && !guessed,
            How::MayMean(_) | How::Familiar | How::Initial | How::Cut => false,
        }
    };
    let complete = evidence.pairing.left_a.is_empty() && evidence.pairing.left_b.is_empty();
    let agree = evidence.legal != Sides::Differ && !evidence.fathers && (evidence.group || !evidence.reordered);
    let kunya = |name: &Name| name.words.iter().filter(|word| word.after == Some(Role::Kunya)).count();
    let spelled = complete && evidence.pairing.pairs.iter().all(settled);
    (spelled || evidence.joined) && agree && kunya(a) == kunya(b)
}

/// The reasons, in plain sentences: first what agrees, then what does not.
fn why(evidence: &Evidence, a: &Name, b: &Name) -> Vec<String> {
    let mut why = Vec::new();
    if evidence.joined {
        why.push("the letters are the same, up to spaces, titles and legal forms".to_owned());
    }
    if evidence.abbreviation {
        why.push("one may be the initials of the other".to_owned());
    }
    why.extend(evidence.pairing.pairs.iter().map(|pair| agreement(a, b, pair)));
    let left_a: Vec<&Word> = evidence.pairing.left_a.iter().map(|at| &a.words[*at]).collect();
    let left_b: Vec<&Word> = evidence.pairing.left_b.iter().map(|at| &b.words[*at]).collect();
    kinds(evidence.types, &left_a, &left_b, &mut why);
    if evidence.numbers == Sides::Differ {
        why.push("the numbers differ".to_owned());
    }
    let plain = |word: &&&Word| !word.is_type() || evidence.types == Sides::Agree;
    let (left_a, left_b): (Vec<_>, Vec<_>) = (
        left_a.iter().filter(plain).map(|word| said(word)).collect(),
        left_b.iter().filter(plain).map(|word| said(word)).collect(),
    );
    match (left_a.is_empty(), left_b.is_empty()) {
        (false, false) => {
            why.push(format!("{} in the first stands against {} in the second", left_a.join(", "), left_b.join(", ")))
        }
        (false, true) => why.push(format!("only the first has {}", left_a.join(", "))),
        (true, false) => why.push(format!("only the second has {}", left_b.join(", "))),
        (true, true) => {}
    }
    if evidence.fathers {
        why.push("the fathers' names differ".to_owned());
    }
    if evidence.legal == Sides::Differ {
        why.push("the legal forms differ".to_owned());
    }
    if evidence.reordered {
        why.push("the words stand in another order".to_owned());
    }
    why
}

fn said(word: &Word) -> String {
    format!("“{}”", word.shown)
}

fn agreement(a: &Name, b: &Name, pair: &Pair) -> String {
    let words =
        |words: &[Word]| format!("“{}”", words.iter().map(|word| word.shown.as_str()).collect::<Vec<_>>().join(" "));
    let (left, right) = (words(&a.words[pair.a.clone()]), words(&b.words[pair.b.clone()]));
    match pair.how {
        How::Same => format!("{left} is in both"),
        How::Letters if pair.likeness > 0.999 => format!("{left} and {right} have the same letters"),
        How::Letters => format!("{left} and {right} share {:.0} % of their letters", pair.likeness * 100.0),
        How::Sound => format!("{left} and {right} sound alike ({:.0} %)", pair.likeness * 100.0),
        How::Meaning(concept) => format!("{left} and {right} both mean {}", lexicon().concept(concept)),
        How::MayMean(concept) => format!("{left} and {right} may both mean {}, or not", lexicon().concept(concept)),
        How::Familiar => format!("{left} and {right} are forms of one given name"),
        How::Initial => format!("{left} and {right} have the same initials"),
        How::Number => format!("{left} and {right} are the same number"),
        How::Cut => format!("{left} and {right} begin alike; one may be cut off"),
    }
}

fn kinds(types: Sides, left_a: &[&Word], left_b: &[&Word], why: &mut Vec<String>) {
    let kinds = |words: &[&Word]| -> Vec<String> {
        words.iter().filter(|word| word.is_type()).map(|word| format!("{} ({})", said(word), meanings(word))).collect()
    };
    let (a, b) = (kinds(left_a), kinds(left_b));
    match types {
        Sides::Agree => {}
        Sides::Differ => why.push(format!(
            "{} and {} are different kinds of thing: different until a person says otherwise",
            a.join(", "),
            b.join(", ")
        )),
        Sides::One if b.is_empty() => why.push(format!("only the first says {}", a.join(", "))),
        Sides::One => why.push(format!("only the second says {}", b.join(", "))),
    }
}

/// What a type word may mean, as the dictionary names it.
fn meanings(word: &Word) -> String {
    let meant: Vec<&str> = word
        .readings
        .iter()
        .filter(|reading| matches!(reading.role, Role::Type | Role::Business | Role::Place))
        .map(|reading| lexicon().concept(reading.concept))
        .collect();
    meant.join(" or ")
}
