//! How long comparing two names takes, and finding one among 250,000 places: `cargo bench -p desk --bench names`.

use desk::claims::{
    gazetteer::{Gazetteer, Maker},
    names::{Kind, Name, compare},
    place::Precision,
};
use divan::{Bencher, counter::ItemsCount};

fn main() {
    divan::main();
}

fn pairs() -> Vec<(String, String)> {
    let table = include_str!("../tests/data/group_names.csv");
    let rows = csv::Reader::from_reader(table.as_bytes()).into_records().map(|row| row.expect("a row"));
    rows.map(|row| (row[0].to_owned(), row[1].to_owned())).collect()
}

/// A pair as typed: reading both, pairing, judging, and the reasons.
#[divan::bench]
fn compare_two_names(bencher: Bencher<'_, '_>) {
    let pairs = pairs();
    bencher
        .counter(ItemsCount::new(pairs.len()))
        .bench(|| pairs.iter().map(|(a, b)| compare(a, b, Some(Kind::Group)).score).sum::<f32>());
}

/// The score of two names that were read before.
#[divan::bench]
fn score_two_prepared_names(bencher: Bencher<'_, '_>) {
    let prepare = |name: &str| Name::new(name, Some(Kind::Group));
    let pairs: Vec<(Name, Name)> = pairs().iter().map(|(a, b)| (prepare(a), prepare(b))).collect();
    bencher.counter(ItemsCount::new(pairs.len())).bench(|| pairs.iter().map(|(a, b)| a.score(b)).sum::<f32>());
}

/// One name among 250,000 made-up places of four spellings each.
#[divan::bench(args = ["Qal'at al-Madiq", "Karamat", "كرامة", "Нова Долина", "Ba"])]
fn find_among_250_000_places(bencher: Bencher<'_, '_>, name: &str) {
    let gazetteer = gazetteer();
    bencher.bench(|| gazetteer.find(name, 10).len());
}

#[divan::bench]
fn nearest_of_250_000_places(bencher: Bencher<'_, '_>) {
    let gazetteer = gazetteer();
    bencher.bench(|| gazetteer.near(33.5, 36.3, 10).len());
}

fn gazetteer() -> &'static Gazetteer {
    static MADE: std::sync::LazyLock<Gazetteer> = std::sync::LazyLock::new(|| {
        let mut seed = 7_u64;
        let mut next = |below: usize| {
            seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            (seed >> 33) as usize % below
        };
        let mut maker = Maker::new("made up");
        for place in 0..250_000_u32 {
            let syllables = 1 + next(4);
            let mut spellings: [String; 4] = Default::default();
            for _ in 0..syllables {
                let (consonant, vowel) = (next(CONSONANTS.len()), next(VOWELS.len()));
                for (script, spelling) in spellings.iter_mut().enumerate() {
                    spelling.push_str(CONSONANTS[consonant][script.min(2)]);
                    spelling.push_str(VOWELS[vowel][script.min(2)]);
                    if script == 3 && next(5) == 0 {
                        spelling.push('h');
                    }
                }
            }
            let position = (next(180) as f64 - 90.0, next(360) as f64 - 180.0);
            let spellings = spellings.iter().map(String::as_str);
            maker.place(spellings, position, "place", Precision::Locality, None, Some(place % 10_000));
        }
        Gazetteer::of(vec![maker.finish()])
    });
    &MADE
}

const CONSONANTS: [[&str; 3]; 14] = [
    ["b", "ب", "б"],
    ["t", "ت", "т"],
    ["j", "ج", "ж"],
    ["h", "ح", "х"],
    ["kh", "خ", "х"],
    ["d", "د", "д"],
    ["r", "ر", "р"],
    ["s", "س", "с"],
    ["sh", "ش", "ш"],
    ["f", "ف", "ф"],
    ["q", "ق", "к"],
    ["l", "ل", "л"],
    ["m", "م", "м"],
    ["n", "ن", "н"],
];
const VOWELS: [[&str; 3]; 4] = [["a", "", "а"], ["ā", "ا", "а"], ["ī", "ي", "и"], ["ū", "و", "у"]];
