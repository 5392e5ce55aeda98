//! Which texts repeat one another: near-identical words found among many texts without comparing every two.
//!
//! Texts are stripped to letters and digits; of every run of characters a few are chosen as its fingerprints by winnowing
//! (Schleimer, Wilkerson, Aiken: Winnowing, SIGMOD 2003), which guarantees that two texts with a common passage of
//! [`RUN`] + [`WINDOW`] - 1 characters share one. Those that share some are compared: how many of the shorter text's
//! runs of characters are in the longer one. A text that quotes another whole and adds a comment so counts as repeating it.

use std::{
    collections::{HashMap, HashSet},
    hash::{BuildHasherDefault, Hasher},
};

/// Length of a run of characters.
const RUN: usize = 6;
/// Of so many neighbouring runs at least one is a fingerprint.
const WINDOW: usize = 8;
/// A shorter text says too little to tell whether it was repeated; characters.
const SHORTEST: usize = 24;
/// This share of the shorter text's runs must be in the longer one.
const SHARE: f64 = 0.75;
/// What more than so many different texts contain is a common phrase, and no sign of repeating.
const COMMON: usize = 64;
/// So many texts that have the most fingerprints in common are compared run by run.
const COMPARED: usize = 8;

/// Which texts repeat one another.
#[derive(Clone, Debug, Default)]
pub struct Alike {
    clusters: HashMap<String, (usize, f64)>,
}

/// For keys that are hashes already.
#[derive(Default)]
struct AsItIs(u64);

impl Hasher for AsItIs {
    fn finish(&self) -> u64 {
        self.0
    }
    fn write(&mut self, bytes: &[u8]) {
        bytes.iter().for_each(|byte| self.0 = mix(self.0 ^ u64::from(*byte)));
    }
    fn write_u64(&mut self, number: u64) {
        self.0 = number;
    }
}

type ByHash<T> = HashMap<u64, T, BuildHasherDefault<AsItIs>>;

impl Alike {
    /// The cluster of a text that was compared, and the share (0 to 1) of the shorter text that it has in common with
    /// the one through which it came into the cluster. None for a text that is too short to tell.
    pub fn of(&self, text: &str) -> Option<(usize, f64)> {
        self.clusters.get(text).copied()
    }
}

struct Text {
    /// Sorted, each once.
    runs: Vec<u64>,
    cluster: usize,
}

/// Compares texts. Takes time in proportion to their length, not to their number squared.
pub fn alike(texts: &[&str]) -> Alike {
    let mut clusters: HashMap<String, (usize, f64)> = HashMap::with_capacity(texts.len());
    let mut known: HashMap<String, (usize, f64)> = HashMap::with_capacity(texts.len());
    let mut kept: Vec<Text> = Vec::new();
    // Place and cluster of the texts that have a fingerprint.
    let mut holders: ByHash<Vec<(u32, u32)>> = ByHash::default();
    let mut common: HashSet<u64, BuildHasherDefault<AsItIs>> = HashSet::default();
    let mut votes = Votes::default();
    for text in texts {
        let bare = bare(text);
        if bare.chars().count() < SHORTEST || clusters.contains_key(*text) {
            continue;
        }
        if let Some(found) = known.get(&bare) {
            clusters.insert((*text).to_owned(), *found);
            continue;
        }
        let mut runs = runs(&bare);
        let prints = winnow(&runs);
        runs.sort_unstable();
        runs.dedup();
        let found = votes.most(&prints, &holders).into_iter().find_map(|holder| {
            let other = &kept[holder];
            share(&runs, &other.runs).map(|share| (other.cluster, share))
        });
        let place = kept.len();
        let (cluster, share) = found.unwrap_or((place, 1.0));
        kept.push(Text { runs, cluster });
        votes.of.push(0);
        for print in prints {
            if common.contains(&print) {
                continue;
            }
            let list = holders.entry(print).or_default();
            // One text of a cluster is enough to find the others, which keeps ten thousand copies cheap.
            if list.iter().all(|(_, other)| *other != cluster as u32) {
                list.push((place as u32, cluster as u32));
            }
            if list.len() > COMMON {
                holders.remove(&print);
                common.insert(print);
            }
        }
        known.insert(bare, (cluster, share));
        clusters.insert((*text).to_owned(), (cluster, share));
    }
    Alike { clusters }
}

/// With how many kept texts a text has fingerprints in common.
#[derive(Default)]
struct Votes {
    /// By kept text; all 0 between two questions.
    of: Vec<u16>,
    voted: Vec<usize>,
}

impl Votes {
    /// The kept texts with the most fingerprints in common, the most first; at most [`COMPARED`].
    fn most(&mut self, prints: &[u64], holders: &ByHash<Vec<(u32, u32)>>) -> Vec<usize> {
        for (holder, _) in prints.iter().filter_map(|print| holders.get(print)).flatten() {
            let holder = *holder as usize;
            let votes = &mut self.of[holder];
            if *votes == 0 {
                self.voted.push(holder);
            }
            *votes = votes.saturating_add(1);
        }
        let before = |holder: &usize| (std::cmp::Reverse(self.of[*holder]), *holder);
        if self.voted.len() > COMPARED {
            self.voted.select_nth_unstable_by_key(COMPARED, before);
        }
        let mut most: Vec<usize> = self.voted.iter().take(COMPARED).copied().collect();
        most.sort_unstable_by_key(before);
        self.voted.drain(..).for_each(|holder| self.of[holder] = 0);
        most
    }
}

/// Which share of the shorter of two sorted lists is in both, where it is [`SHARE`] or more.
fn share(one: &[u64], two: &[u64]) -> Option<f64> {
    let shorter = one.len().min(two.len()).max(1);
    let mut spare = shorter - (SHARE * shorter as f64).ceil() as usize;
    let (short, long) = if one.len() <= two.len() { (one, two) } else { (two, one) };
    let mut at = 0;
    let mut count = 0_usize;
    for run in short {
        while long.get(at).is_some_and(|other| other < run) {
            at += 1;
        }
        if long.get(at) == Some(run) {
            count += 1;
        } else {
            spare = spare.checked_sub(1)?;
        }
    }
    Some(count as f64 / shorter as f64)
}

/// Letters and digits in lower case, without addresses and mentions; everything else is one space or nothing.
fn bare(text: &str) -> String {
    let words = text.split_whitespace().filter(|word| {
        let word = word.trim_start_matches(|letter: char| !letter.is_alphanumeric() && letter != '@');
        !word.starts_with("http://") && !word.starts_with("https://") && !word.starts_with('@')
    });
    let mut bare = String::with_capacity(text.len());
    for word in words {
        let before = bare.len();
        if word.is_ascii() {
            let letters = word.bytes().filter(u8::is_ascii_alphanumeric);
            bare.extend(letters.map(|letter| char::from(letter.to_ascii_lowercase())));
        } else {
            bare.extend(super::super::entity::plain(word).chars().filter(|letter| letter.is_alphanumeric()));
        }
        if bare.len() > before {
            bare.push(' ');
        }
    }
    bare.truncate(bare.trim_end().len());
    bare
}

/// A hash of each run of [`RUN`] characters, in order.
fn runs(bare: &str) -> Vec<u64> {
    let letters: Vec<char> = bare.chars().collect();
    letters
        .windows(RUN)
        .map(|run| run.iter().fold(0xcbf2_9ce4_8422_2325, |hash, letter| mix(hash ^ u64::from(*letter))))
        .collect()
}

/// Spreads a number over 64 bits (the finaliser of SplitMix64, Steele et al. 2014).
fn mix(mut number: u64) -> u64 {
    number = number.wrapping_add(0x9E37_79B9_7F4A_7C15);
    number = (number ^ (number >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    number = (number ^ (number >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    number ^ (number >> 31)
}

/// The least hash of every window, each once.
fn winnow(runs: &[u64]) -> Vec<u64> {
    let mut prints: Vec<u64> =
        runs.windows(WINDOW.min(runs.len()).max(1)).filter_map(|window| window.iter().min().copied()).collect();
    prints.sort_unstable();
    prints.dedup();
    prints
}

#[cfg(test)]
mod tests {
    use super::*;

    const POST: &str = "Breaking: the footbridge at Alder Lane has collapsed into the river, nobody was hurt.";

    fn same(one: &str, two: &str) -> bool {
        let alike = alike(&[one, two]);
        alike.of(one).zip(alike.of(two)).is_some_and(|(one, two)| one.0 == two.0)
    }

    #[test]
    fn case_marks_links_and_a_comment_do_not_hide_a_repetition() {
        assert!(same(POST, &POST.to_uppercase()));
        assert!(same(POST, &format!("RT @river: {POST} https://example.org/1")));
        assert!(same(POST, &format!("I cannot believe this, look what my neighbour writes me: {POST} What now?")));
        assert!(same("انهار جسر المشاة في ممر الألدر صباح اليوم", "عاجل!! انهارَ جسر المشاة في ممر الألدر صباح اليوم"));
        assert!(same(
            "阿尔德巷的人行桥今天早上倒塌，落入河中，没有人受伤，警方已经封锁了两岸的道路",
            "快讯：阿尔德巷的人行桥今天早上倒塌，落入河中，没有人受伤，警方已经封锁了两岸的道路！"
        ));
    }

    #[test]
    fn the_same_news_in_other_words_is_not_a_repetition() {
        assert!(!same(
            POST,
            "This morning the little bridge near Alder Lane fell down; the police say that all are well."
        ));
        assert!(!same("yes", "yes"), "short words are anybody's");
    }

    #[test]
    fn a_phrase_that_everybody_writes_joins_nobody() {
        let texts: Vec<String> = (0..300)
            .map(|number| {
                format!(
                    "#prayforthevalley {}",
                    (0..12).map(|word| format!("w{}x{} ", number * 31 + word * 7, number)).collect::<String>()
                )
            })
            .collect();
        let texts: Vec<&str> = texts.iter().map(String::as_str).collect();
        let alike = alike(&texts);
        let clusters: HashSet<usize> =
            texts.iter().filter_map(|text| alike.of(text)).map(|(cluster, _)| cluster).collect();
        assert_eq!(clusters.len(), texts.len());
    }

    #[test]
    fn ten_thousand_variants_of_one_text_are_one() {
        let texts: Vec<String> = (0..10_000).map(|number| format!("{POST} Seen by {number}")).collect();
        let texts: Vec<&str> = texts.iter().map(String::as_str).collect();
        let alike = alike(&texts);
        assert!(texts.iter().all(|text| alike.of(text).is_some_and(|(cluster, _)| cluster == 0)));
    }
}
