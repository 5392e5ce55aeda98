//! Whether two names may be one, across scripts and spellings: suggested with reasons, never merged.
//!
//! A name is cut into words ([`Name`]), each with a role (a kind of group, a legal form, a title, a father's name, a
//! word with a translation, or what says who). Words are paired by letters within a script, by sound across scripts and
//! systems of romanisation, and by meaning where they are translated; what pairs and what does not is counted and
//! judged. Kinds of things are meaning, not spelling: *Liwa al-Quds* and *Saraya al-Quds* are different until a person
//! says otherwise. Everything here is pure: no input, no output, no clock.
//!
//! `doc/names.md` explains the rules for people and says what they measure.

mod evidence;
mod judge;
mod keys;
mod letters;
mod lexicon;
mod pair;
mod parse;
mod sound;

use serde::{Deserialize, Serialize};

pub(crate) use keys::{Heard, neighbours, skeleton};
pub use parse::Name;

/// What a name names.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Kind {
    /// A human being.
    Person,
    /// A group, organisation, company or unit.
    Group,
    /// A place.
    Place,
}

/// What is to be done with two names.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Verdict {
    /// Spellings of one name. Still only offered: whether it is one *entity* is a person's decision.
    Same,
    /// They may be one: a person is asked.
    Ask,
    /// Not offered.
    Different,
}

impl Verdict {
    /// The word of the command line and the API.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Same => "same",
            Self::Ask => "ask",
            Self::Different => "different",
        }
    }
}

/// What comparing two names gives.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Comparison {
    /// 0 to 1; from 0.5 on the pair is offered, so that the score and the verdict never disagree.
    pub score: f32,
    /// What is to be done.
    pub verdict: Verdict,
    /// The reasons, in plain sentences.
    pub why: Vec<String>,
}

/// From this score on, two names are offered as spellings of one.
pub const OFFERED: f32 = 0.5;

/// Compares two names as typed. A stroke or *a.k.a.* separates names of one, of which the best counts; they are the
/// same only if each of them is a name of the other.
///
/// ```
/// use desk::claims::names::{Kind, Verdict, compare};
///
/// let quds = compare("Liwa al-Quds", "Saraya al-Quds", Some(Kind::Group));
/// assert_eq!(quds.verdict, Verdict::Different);
/// assert_ne!(compare("Nour al-Din al-Zinki", "نور الدين الزنكي", None).verdict, Verdict::Different);
/// ```
pub fn compare(a: &str, b: &str, kind: Option<Kind>) -> Comparison {
    let (left, right) = (alternatives(a), alternatives(b));
    let several = left.len() * right.len() > 1;
    let prepare = |names: Vec<&str>| names.into_iter().map(|name| Name::new(name, kind)).collect::<Vec<_>>();
    let (left, right) = (prepare(left), prepare(right));
    let all = left.iter().flat_map(|a| right.iter().map(|b| judge::judge(a, b)));
    let best = all.max_by(|a, b| a.score.total_cmp(&b.score));
    let mut best = best.unwrap_or(Comparison { score: 0.0, verdict: Verdict::Different, why: Vec::new() });
    if several && best.verdict == Verdict::Same && !(each_is_among(&left, &right) && each_is_among(&right, &left)) {
        best.verdict = Verdict::Ask;
        best.why.push("not each of several names given in one is a name of the other".to_owned());
    }
    best
}

/// Whether each of some names is the same as one of the others.
fn each_is_among(names: &[Name], others: &[Name]) -> bool {
    let same = |name: &Name| others.iter().any(|other| judge::judge(name, other).verdict == Verdict::Same);
    names.iter().all(same)
}

impl Name {
    /// Compares two prepared names.
    pub fn compare(&self, other: &Self) -> Comparison {
        judge::judge(self, other)
    }

    /// The score of comparing, 0 to 1, without verdict and reasons.
    pub fn score(&self, other: &Self) -> f32 {
        judge::score(&evidence::Evidence::of(self, other), self, other)
    }
}

/// The spellings of one thing in a line: separated by `|`.
pub fn spellings(line: &str) -> impl Iterator<Item = &str> {
    line.split('|').map(str::trim).filter(|spelling| !spelling.is_empty())
}

/// The best score of any spelling of one thing with any of another, 0 to 1.
pub fn best(a: &[Name], b: &[Name]) -> f32 {
    a.iter().flat_map(|a| b.iter().map(|b| a.score(b))).fold(0.0, f32::max)
}

/// The names in one field: *A / B*, *A a.k.a. B*, *A AKA B*.
fn alternatives(name: &str) -> Vec<&str> {
    let parts: Vec<&str> = name
        .split(['/', '／'])
        .flat_map(|part| split_at_words(part, " a.k.a. "))
        .flat_map(|part| split_at_words(part, " aka "))
        .map(str::trim)
        .filter(|part| part.chars().filter(|letter| letter.is_alphabetic()).count() > 1)
        .collect();
    if parts.is_empty() { vec![name] } else { parts }
}

/// What stands between some words of ASCII letters, in either case.
fn split_at_words<'a>(text: &'a str, words: &str) -> Vec<&'a str> {
    let lower = text.to_ascii_lowercase(); // as many bytes as `text`, and cut at the same places
    let mut start = 0;
    let mut parts = Vec::new();
    for (found, _) in lower.match_indices(words) {
        parts.push(&text[start..found]);
        start = found + words.len();
    }
    parts.push(&text[start..]);
    parts
}

#[cfg(test)]
mod tests;
