//! Which texts repeat one another: near-identical words found among many texts without comparing every two.
//!
//! Texts are stripped to letters and digits; of every run of characters a few are chosen as its fingerprints by winnowing
//! (Schleimer, Wilkerson, Aiken: Winnowing, SIGMOD 2003), which guarantees that two texts with a common passage of
//! [`RUN`] + [`WINDOW`] - 1 characters share one. Those that share some are compared: how many of the shorter text's
//! runs of characters are in the longer one. A text that quotes another whole and adds a comment so counts as repeating it.

use std::{
    collections::HashMap,
    hash::{BuildHasherDefault, Hasher},
    num::NonZero,
    sync::OnceLock,
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
/// Fewer texts than this are not worth a further thread.
const WORTH_A_THREAD: usize = 512;

/// What a text repeats: its cluster, and the share (0 to 1) of the shorter text that it has in common with the one through
/// which it came into the cluster.
pub type Repeats = (usize, f64);

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
        // What is chosen as a fingerprint is small, and a hash table wants its upper bits to differ.
        self.0 = number.wrapping_mul(0x9E37_79B9_7F4A_7C15);
    }
}

type ByHash<T> = HashMap<u64, T, BuildHasherDefault<AsItIs>>;

/// A text, and what is compared of it, made when it is first asked for and kept as long as the text.
#[derive(Debug, Default)]
pub struct Text {
    words: String,
    sketch: OnceLock<Option<Sketch>>,
}

impl From<String> for Text {
    fn from(words: String) -> Self {
        Self { words, sketch: OnceLock::new() }
    }
}

impl Text {
    /// As it was written.
    pub fn words(&self) -> &str {
        &self.words
    }

    /// None where it is too short to tell.
    fn sketch(&self) -> Option<&Sketch> {
        self.sketch.get_or_init(|| Sketch::of(&self.words)).as_ref()
    }
}

/// What is compared of a text.
#[derive(Debug)]
struct Sketch {
    bare: String,
    /// In order, as often as they occur.
    runs: Vec<u64>,
    /// Each once.
    prints: Vec<u64>,
    marks: Marks,
}

impl Sketch {
    fn of(text: &str) -> Option<Self> {
        let bare = bare(text);
        if bare.chars().count() < SHORTEST {
            return None;
        }
        let runs = runs(&bare);
        let prints = winnow(&runs);
        Some(Self { marks: Marks::of(&runs), bare, runs, prints })
    }
}

/// Compares texts, in their order. Takes time in proportion to their length, not to their number squared. None for a text
/// that is too short to tell.
pub fn alike(texts: &[&Text]) -> Vec<Option<Repeats>> {
    cluster(&sketches(texts))
}

/// The sketch of each text, in their order; those that are not made yet are made on all cores.
fn sketches<'a>(texts: &[&'a Text]) -> Vec<Option<&'a Sketch>> {
    let threads = std::thread::available_parallelism().map_or(1, NonZero::get).min(texts.len() / WORTH_A_THREAD).max(1);
    let part = texts.len().div_ceil(threads).max(1);
    let make = |texts: &[&Text]| {
        for text in texts {
            text.sketch();
        }
    };
    std::thread::scope(|scope| {
        for part in texts.chunks(part).skip(1) {
            scope.spawn(move || make(part));
        }
        make(&texts[..part.min(texts.len())]);
    });
    texts.iter().map(|text| text.sketch()).collect()
}

fn cluster<'a>(sketches: &[Option<&'a Sketch>]) -> Vec<Option<Repeats>> {
    // By the sum of their runs: the kept texts that may be the same letter by letter.
    let mut known: ByHash<Vec<usize>> = ByHash::default();
    let mut kept: Vec<(&'a Sketch, Repeats)> = Vec::with_capacity(sketches.len());
    let mut holders = Holders::of(sketches);
    let mut votes = Votes { of: vec![0; sketches.len()], voted: vec![] };
    let mut both = Both::default();
    let mut prints = Vec::new();
    let one = |sketch: Option<&'a Sketch>| {
        let sketch = sketch?;
        let sum = sketch.runs.iter().fold(0_u64, |sum, run| sum.wrapping_add(*run));
        let same = known.entry(sum).or_default();
        if let Some(place) = same.iter().find(|place| kept[**place].0.bare == sketch.bare) {
            return Some(kept[*place].1);
        }
        same.push(kept.len());
        prints.clear();
        prints.extend(sketch.prints.iter().copied().filter(|print| holders.several(*print)));
        let found = votes.most(&prints, &holders).into_iter().find_map(|place| {
            let (other, (cluster, _)) = kept[place];
            both.share(sketch, other).map(|share| (cluster, share))
        });
        let place = kept.len();
        let (cluster, share) = found.unwrap_or((place, 1.0));
        for print in &prints {
            holders.hold(*print, place as u32, cluster as u32);
        }
        kept.push((sketch, (cluster, share)));
        Some((cluster, share))
    };
    sketches.iter().copied().map(one).collect()
}

/// Which texts have which fingerprint.
struct Holders {
    /// By fingerprint: the newest of its nodes, and how many there are.
    lists: ByHash<(u32, u32)>,
    nodes: Vec<Holder>,
    /// Two bits a fingerprint, or several that share them: whether it occurs, and whether it occurs again. Most occur in
    /// one text and need no list.
    once: Vec<u64>,
    again: Vec<u64>,
}

struct Holder {
    place: u32,
    cluster: u32,
    /// The one before it.
    next: u32,
}

/// Where a list ends.
const END: u32 = u32::MAX;

impl Holders {
    fn of(sketches: &[Option<&Sketch>]) -> Self {
        let prints = || sketches.iter().flatten().flat_map(|sketch| &sketch.prints);
        let bits = (prints().count() * 8).next_power_of_two().max(64);
        let mut all =
            Self { lists: ByHash::default(), nodes: vec![], once: vec![0; bits / 64], again: vec![0; bits / 64] };
        for print in prints() {
            let (word, bit) = all.bit(*print);
            all.again[word] |= all.once[word] & bit;
            all.once[word] |= bit;
        }
        all
    }

    fn bit(&self, print: u64) -> (usize, u64) {
        // The number of bits is a power of two.
        let place = print as usize & (self.once.len() * 64 - 1);
        (place / 64, 1 << (place % 64))
    }

    /// Whether several texts may have the fingerprint. Surely not: nobody else is found by it.
    fn several(&self, print: u64) -> bool {
        let (word, bit) = self.bit(print);
        self.again[word] & bit != 0
    }

    /// The kept texts that have it; none where it is a common phrase.
    fn with(&self, print: u64) -> impl Iterator<Item = &Holder> {
        let (first, count) = self.lists.get(&print).copied().unwrap_or((END, 0));
        let first = if count as usize > COMMON { None } else { self.nodes.get(first as usize) };
        std::iter::successors(first, |holder| self.nodes.get(holder.next as usize))
    }

    /// One text of a cluster is enough to find the others, which keeps ten thousand copies cheap.
    fn hold(&mut self, print: u64, place: u32, cluster: u32) {
        let known = self.lists.get(&print).is_some_and(|(_, count)| *count as usize > COMMON);
        if known || self.with(print).any(|holder| holder.cluster == cluster) {
            return;
        }
        let (first, count) = self.lists.entry(print).or_insert((END, 0));
        self.nodes.push(Holder { place, cluster, next: *first });
        *first = self.nodes.len() as u32 - 1;
        *count += 1;
    }
}

/// With how many kept texts a text has fingerprints in common.
struct Votes {
    /// By kept text; all 0 between two questions.
    of: Vec<u16>,
    voted: Vec<usize>,
}

impl Votes {
    /// The kept texts with the most fingerprints in common, the most first; at most [`COMPARED`].
    fn most(&mut self, prints: &[u64], holders: &Holders) -> Vec<usize> {
        for holder in prints.iter().flat_map(|print| holders.with(*print)) {
            let holder = holder.place as usize;
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

/// A bit for each run of a text, so that texts that have little in common are told apart without looking at their runs.
#[derive(Debug)]
struct Marks([u64; 16]);

impl Marks {
    fn of(runs: &[u64]) -> Self {
        let mut marks = [0; 16];
        for run in runs {
            marks[(run >> 60) as usize] |= 1 << ((run >> 54) & 63);
        }
        Self(marks)
    }

    /// At least so many different runs are not in the other text.
    fn missing(&self, other: &Self) -> usize {
        self.0.iter().zip(&other.0).map(|(own, other)| (own & !other).count_ones() as usize).sum()
    }
}

/// Of so many runs so many may be missing where [`SHARE`] of them is enough.
fn spare(runs: usize) -> usize {
    runs - (SHARE * runs as f64).ceil() as usize
}

/// The runs of two texts, and which of them has each: a table that is used again for every two.
#[derive(Default)]
struct Both {
    /// A run and who has it: 0 in an empty place, 1 the one, 2 the other, 3 both.
    places: Vec<(u64, u8)>,
}

impl Both {
    /// Which share of the shorter of two texts' runs is in both, where it is [`SHARE`] or more.
    fn share(&mut self, one: &Sketch, two: &Sketch) -> Option<f64> {
        // Which is the shorter is not known before each run is counted once; neither can spare more than this.
        let most = spare(one.runs.len().min(two.runs.len()));
        if one.marks.missing(&two.marks).min(two.marks.missing(&one.marks)) > most {
            return None;
        }
        // Never more than half full, so that a run is found in a step or two.
        self.places.clear();
        self.places.resize((2 * (one.runs.len() + two.runs.len())).next_power_of_two(), (0, 0));
        let (in_one, _) = self.put(&one.runs, 1);
        let (in_two, common) = self.put(&two.runs, 2);
        let shorter = in_one.min(in_two).max(1);
        (common + spare(shorter) >= shorter).then(|| common as f64 / shorter as f64)
    }

    /// How many different runs there are, and how many of them the other has.
    fn put(&mut self, runs: &[u64], whose: u8) -> (usize, usize) {
        let last = self.places.len() - 1;
        let (mut different, mut common) = (0, 0);
        for run in runs {
            // Runs are evenly spread already.
            let mut at = *run as usize & last;
            while self.places[at].1 != 0 && self.places[at].0 != *run {
                at = (at + 1) & last;
            }
            let place = &mut self.places[at];
            if place.1 & whose == 0 {
                different += 1;
                common += usize::from(place.1 != 0);
                *place = (*run, place.1 | whose);
            }
        }
        (different, common)
    }
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
    // A character has 21 bits, so half a run is one number and the next run is a shift away.
    const BITS: u32 = 21;
    const HALF: u64 = (1 << (BITS * RUN as u32 / 2)) - 1;
    let (mut first, mut second) = (0_u64, 0_u64);
    let hash = |letter: char| {
        first = (first << BITS | second >> (BITS * (RUN as u32 / 2 - 1))) & HALF;
        second = (second << BITS | u64::from(letter)) & HALF;
        mix(first.wrapping_mul(0xD6E8_FEB8_6659_FD93).wrapping_add(second))
    };
    // The first ones are no whole runs yet.
    bare.chars().map(hash).skip(RUN - 1).collect()
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
    let mut prints = runs.to_vec();
    if runs.len() <= WINDOW {
        prints = runs.iter().min().copied().into_iter().collect();
    } else {
        // The least of two, of four, of eight neighbours.
        for step in [1, 2, 4] {
            let rest = prints.len() - step;
            for at in 0..rest {
                prints[at] = prints[at].min(prints[at + step]);
            }
            prints.truncate(rest);
        }
    }
    // Neighbouring windows mostly have the same.
    prints.dedup();
    prints.sort_unstable();
    prints.dedup();
    prints
}

#[cfg(test)]
mod tests {
    use std::collections::{BTreeMap, BTreeSet, HashSet};

    use proptest::prelude::*;

    use super::*;

    const POST: &str = "Breaking: the footbridge at Alder Lane has collapsed into the river, nobody was hurt.";

    fn alike(texts: &[&str]) -> Vec<Option<Repeats>> {
        let texts: Vec<Text> = texts.iter().map(|text| Text::from((*text).to_owned())).collect();
        super::alike(&texts.iter().collect::<Vec<_>>())
    }

    fn same(one: &str, two: &str) -> bool {
        matches!(alike(&[one, two])[..], [Some((one, _)), Some((two, _))] if one == two)
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
        let clusters: HashSet<usize> = alike(&texts).into_iter().flatten().map(|(cluster, _)| cluster).collect();
        assert_eq!(clusters.len(), texts.len());
    }

    #[test]
    fn ten_thousand_variants_of_one_text_are_one() {
        let texts: Vec<String> = (0..10_000).map(|number| format!("{POST} Seen by {number}")).collect();
        let texts: Vec<&str> = texts.iter().map(String::as_str).collect();
        assert!(alike(&texts).iter().all(|found| found.is_some_and(|(cluster, _)| cluster == 0)));
    }

    /// The same comparison as it is described, without anything that makes it fast.
    fn plainly(texts: &[&str]) -> Vec<Option<Repeats>> {
        struct Text {
            bare: String,
            runs: BTreeSet<u64>,
            found: Repeats,
        }
        let mut kept: Vec<Text> = Vec::new();
        let mut holders: BTreeMap<u64, Vec<usize>> = BTreeMap::new();
        let mut answer = Vec::new();
        for text in texts {
            let bare = bare(text);
            if bare.chars().count() < SHORTEST {
                answer.push(None);
                continue;
            }
            if let Some(same) = kept.iter().find(|kept| kept.bare == bare) {
                answer.push(Some(same.found));
                continue;
            }
            let all = runs(&bare);
            let windows = all.windows(WINDOW.min(all.len()));
            let prints: BTreeSet<u64> = windows.filter_map(|window| window.iter().min().copied()).collect();
            let runs: BTreeSet<u64> = all.into_iter().collect();
            let mut votes: BTreeMap<usize, usize> = BTreeMap::new();
            let lists = prints.iter().filter_map(|print| holders.get(print)).filter(|list| list.len() <= COMMON);
            lists.flatten().for_each(|holder| *votes.entry(*holder).or_default() += 1);
            let mut order: Vec<(usize, usize)> = votes.into_iter().collect();
            order.sort_by_key(|(holder, votes)| (std::cmp::Reverse(*votes), *holder));
            let found = order.into_iter().take(COMPARED).find_map(|(holder, _)| {
                let other = &kept[holder];
                let shorter = runs.len().min(other.runs.len());
                let count = runs.intersection(&other.runs).count();
                (count as f64 >= SHARE * shorter as f64).then(|| (other.found.0, count as f64 / shorter as f64))
            });
            let found = found.unwrap_or((kept.len(), 1.0));
            for print in &prints {
                let list = holders.entry(*print).or_default();
                if list.len() <= COMMON && list.iter().all(|holder| kept[*holder].found.0 != found.0) {
                    list.push(kept.len());
                }
            }
            kept.push(Text { bare, runs, found });
            answer.push(Some(found));
        }
        answer
    }

    proptest! {
        #[test]
        fn what_makes_it_fast_changes_nothing(
            shapes in prop::collection::vec((0_u8..12, 0_u8..4, prop::collection::vec(0_u16..60, 0..30)), 1..160),
        ) {
            let stock: Vec<String> = (0..60_u64).map(|word| format!("{:x}", mix(word) % 50_000)).collect();
            let mut texts: Vec<String> = Vec::new();
            for (like, change, words) in shapes {
                let own = words.iter().map(|word| stock[usize::from(*word)].as_str()).collect::<Vec<_>>().join(" ");
                let text = match texts.len().checked_sub(1 + usize::from(like)) {
                    // Copies with something added, cut, or in capitals.
                    Some(place) if change == 1 => format!("{} {own}", texts[place]),
                    Some(place) if change == 2 => texts[place].chars().skip(words.len()).collect(),
                    Some(place) if change == 3 => texts[place].to_uppercase(),
                    _ => own,
                };
                texts.push(text);
            }
            let texts: Vec<&str> = texts.iter().map(String::as_str).collect();
            prop_assert_eq!(alike(&texts), plainly(&texts));
        }
    }

    #[test]
    fn many_texts_on_several_threads_are_what_they_are_on_one() {
        let words = |number: u64| -> String {
            (0..24)
                .map(|word| format!("{:x} ", mix(number / 3 * 3 * 24 + word + u64::from(number % 3 == 2)) % 997))
                .collect()
        };
        let texts: Vec<String> = (0..1_600).map(|number| format!("Post {number}: {}", words(number))).collect();
        let texts: Vec<&str> = texts.iter().map(String::as_str).collect();
        assert_eq!(alike(&texts), plainly(&texts));
    }
}
