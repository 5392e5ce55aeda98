//! A word -> the sounds it writes, in one small alphabet for all scripts, and how far two such words are apart.
//!
//! Arabic and Hebrew are read directly, because their short vowels are not written; everything else is read from its
//! romanisation (`any_ascii`), in which the digraphs of the usual systems (ALA-LC, BGN/PCGN, French, German, pinyin,
//! Wade-Giles) become one sound. The distance is an edit distance (Damerau's optimal string alignment) whose costs say
//! which sounds the systems exchange: *q/k/g*, *j/g*, *v/w/f*, *s/th*, *u/o*, *i/y/e*.

use std::sync::LazyLock;

use super::letters::Script;

/// Most sounds of a word that are compared; what is longer is cut.
const LONGEST: usize = 40;

/// How much of a name's vowels is written.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Vowels {
    Written,
    /// One side is from syllables (Han, kana, Hangul), which add vowels that are not there.
    Added,
    /// One side is an abjad: vowels are mostly missing.
    Missing,
}

impl Vowels {
    pub fn between(a: Script, b: Script) -> Self {
        if a.is_abjad() || b.is_abjad() {
            Self::Missing
        } else if a.is_syllabic() || b.is_syllabic() {
            Self::Added
        } else {
            Self::Written
        }
    }
}

/// Spellings of one sound in romanisations, longest first, so that the first that fits is read.
const SPELLINGS: [(&str, &str); 58] = [
    ("shch", "S"),
    ("tsch", "C"),
    ("dsch", "J"),
    ("sch", "S"),
    ("tch", "C"),
    ("dzh", "J"),
    ("dsh", "J"),
    ("tse", "ce"),
    ("tsz", "c"),
    ("kh", "X"),
    ("gh", "G"),
    ("sh", "S"),
    ("ch", "C"),
    ("zh", "Z"),
    ("th", "T"),
    ("dh", "D"),
    ("ph", "f"),
    ("ck", "k"),
    ("dj", "J"),
    ("ts", "c"),
    ("tz", "c"),
    ("dz", "z"),
    ("cz", "C"),
    ("sz", "S"),
    ("que", "ke"),
    ("qui", "ki"),
    ("gu", "gu"),
    ("oo", "u"),
    ("ou", "u"),
    ("ee", "i"),
    ("ie", "i"),
    ("ce", "se"),
    ("ci", "si"),
    ("cy", "si"),
    ("a", "a"),
    ("b", "b"),
    ("c", "k"),
    ("d", "d"),
    ("e", "e"),
    ("f", "f"),
    ("g", "g"),
    ("h", "h"),
    ("i", "i"),
    ("j", "J"),
    ("k", "k"),
    ("l", "l"),
    ("m", "m"),
    ("n", "n"),
    ("o", "o"),
    ("p", "p"),
    ("q", "k"),
    ("r", "r"),
    ("s", "s"),
    ("t", "t"),
    ("u", "u"),
    ("v", "v"),
    ("w", "w"),
    ("y", "y"),
];

/// The sounds of a word: ASCII letters of our own small alphabet (S sh, Z zh, C ch, c ts, J j, X kh, G gh, T th, D dh,
/// H the Arabic ending ة, the others as they look). `text` is the folded word, `roman` its ASCII letters.
pub(super) fn sounds(text: &str, roman: &str, script: Script) -> Vec<u8> {
    let mut sounds = Vec::with_capacity(roman.len());
    match script {
        Script::Arabic => {
            text.chars().for_each(|letter| sounds.extend(arabic(letter)));
            if let Some(last) = sounds.last_mut().filter(|_| text.chars().count() > 2 && text.ends_with('ه')) {
                *last = b'H';
            }
        }
        Script::Hebrew => text.chars().for_each(|letter| sounds.extend(hebrew(letter))),
        _ => read(roman, &mut sounds),
    }
    // Letters are doubled to say that a sound is long; two letters of an abjad have a vowel between them.
    if !script.is_abjad() {
        sounds.dedup();
    }
    sounds.truncate(LONGEST);
    sounds
}

fn read(roman: &str, sounds: &mut Vec<u8>) {
    // The Wade-Giles spelling of what pinyin writes x.
    let mut rest = roman.strip_prefix("hs").inspect(|_| sounds.push(b'S')).unwrap_or(roman);
    while let Some(first) = rest.bytes().next() {
        if let Some((spelling, sound)) = SPELLINGS.iter().find(|(spelling, _)| rest.starts_with(spelling)) {
            sounds.extend(sound.bytes());
            rest = &rest[spelling.len()..];
            continue;
        }
        match first {
            b'x' if sounds.is_empty() => sounds.push(b'S'),
            b'x' => sounds.extend(b"ks"),
            b'z' => sounds.push(b'z'),
            digit => sounds.push(digit),
        }
        rest = &rest[1..];
    }
}

fn arabic(letter: char) -> Option<u8> {
    Some(match letter {
        'ا' | 'ع' => b'a',
        'ب' => b'b',
        'پ' => b'p',
        'ت' | 'ط' => b't',
        'ث' => b'T',
        'ج' => b'J',
        'چ' => b'C',
        'ح' | 'ه' => b'h',
        'خ' => b'X',
        'د' => b'd',
        'ذ' | 'ض' | 'ظ' => b'D',
        'ر' | 'ڕ' => b'r',
        'ز' => b'z',
        'ژ' => b'Z',
        'س' | 'ص' => b's',
        'ش' => b'S',
        'غ' => b'G',
        'ف' => b'f',
        'ڤ' => b'v',
        'ق' | 'ك' => b'k',
        'گ' => b'g',
        'ل' | 'ڵ' => b'l',
        'م' => b'm',
        'ن' => b'n',
        'و' => b'w',
        'ي' => b'y',
        // Letters of Urdu, Pashto and Sindhi, read from their romanisation.
        'ء' => return None,
        letter => {
            *any_ascii::any_ascii_char(letter).as_bytes().first().filter(|sound| sound.is_ascii_alphanumeric())?
        }
    })
}

fn hebrew(letter: char) -> Option<u8> {
    Some(match letter {
        'א' | 'ע' => b'a',
        'ב' => b'b',
        'ג' => b'g',
        'ד' => b'd',
        'ה' => b'h',
        'ו' => b'w',
        'ז' => b'z',
        'ח' => b'X',
        'ט' | 'ת' => b't',
        'י' => b'y',
        'כ' | 'ק' => b'k',
        'ל' => b'l',
        'מ' => b'm',
        'נ' => b'n',
        'ס' => b's',
        'פ' => b'p',
        'צ' => b'c',
        'ר' => b'r',
        'ש' => b'S',
        _ => return None,
    })
}

/// Sounds that systems and languages exchange, and what the exchange costs in hundredths of another sound altogether.
const NEAR: [(&str, u8); 58] = [
    ("ao", 20),
    ("ae", 15),
    ("ai", 30),
    ("au", 30),
    ("ei", 15),
    ("eo", 25),
    ("eu", 30),
    ("io", 30),
    ("iu", 25),
    ("ou", 10),
    ("iy", 5),
    ("ey", 15),
    ("uw", 5),
    ("ow", 10),
    ("yJ", 25),
    ("aw", 40),
    ("ay", 40),
    ("vw", 10),
    ("vf", 20),
    ("vb", 30),
    ("vu", 25),
    ("wb", 50),
    ("bp", 25),
    ("pf", 25),
    ("td", 35),
    ("tT", 15),
    ("dD", 10),
    ("TD", 30),
    ("Dz", 10),
    ("Ts", 15),
    ("Tf", 50),
    ("sz", 30),
    ("sS", 30),
    ("sc", 25),
    ("zZ", 25),
    ("SZ", 30),
    ("SC", 25),
    ("cC", 25),
    ("zc", 25),
    ("sC", 40),
    ("tc", 40),
    ("JZ", 10),
    ("JC", 25),
    ("JS", 50),
    ("Jg", 20),
    ("JG", 40),
    ("kg", 30),
    ("kX", 15),
    ("kG", 40),
    ("XG", 35),
    ("gG", 10),
    ("Xh", 15),
    ("Gh", 50),
    ("gh", 30),
    ("kC", 45),
    ("ks", 60),
    ("lr", 50),
    ("mn", 45),
];

static COSTS: LazyLock<Box<[[u8; 128]; 128]>> = LazyLock::new(|| {
    let mut costs = Box::new([[100; 128]; 128]);
    for (pair, cost) in NEAR {
        if let &[a, b] = pair.as_bytes() {
            costs[usize::from(a)][usize::from(b)] = cost;
            costs[usize::from(b)][usize::from(a)] = cost;
        }
    }
    // The ending ة is a, ah, eh, at or nothing.
    for (sound, cost) in [(b'a', 5), (b'e', 5), (b'h', 5), (b't', 20)] {
        costs[usize::from(b'H')][usize::from(sound)] = cost;
        costs[usize::from(sound)][usize::from(b'H')] = cost;
    }
    for (sound, row) in costs.iter_mut().enumerate() {
        row[sound] = 0;
    }
    costs
});

fn is_vowel(sound: u8) -> bool {
    matches!(sound, b'a' | b'e' | b'i' | b'o' | b'u' | b'H')
}

/// What it costs to leave a sound out.
fn weight(sound: u8, vowels: Vowels) -> f32 {
    let vowel = match vowels {
        Vowels::Written => 0.4,
        Vowels::Added => 0.15,
        Vowels::Missing => 0.07,
    };
    match sound {
        // The ending is written, and tells two words apart.
        b'H' => 0.3,
        sound if is_vowel(sound) => vowel,
        b'w' | b'y' => vowel.max(0.2),
        b'h' => 0.3,
        _ => 1.0,
    }
}

fn exchange(a: u8, b: u8, vowels: Vowels) -> f32 {
    let cost = f32::from(COSTS[usize::from(a & 127)][usize::from(b & 127)]) / 100.0;
    if vowels == Vowels::Written {
        return cost;
    }
    match (a, b) {
        (b'l', b'r') | (b'r', b'l') if vowels == Vowels::Added => 0.15,
        (a, b) if is_vowel(a) && is_vowel(b) => cost.min(0.08),
        _ => cost,
    }
}

/// How alike two words sound, 0 to 1: one minus the distance as a share of the fuller word.
pub(super) fn likeness(a: &[u8], b: &[u8], vowels: Vowels) -> f32 {
    likeness_from(0.0, a, b, vowels)
}

/// The same where it is at least `least`; something below that, mostly 0, where it is not.
pub(super) fn likeness_from(least: f32, a: &[u8], b: &[u8], vowels: Vowels) -> f32 {
    let mass = |sounds: &[u8]| sounds.iter().map(|sound| weight(*sound, vowels)).sum::<f32>();
    let full = mass(a).max(mass(b)).max(1.0);
    let most = full * (1.0 - least) + 1e-3;
    let distance = align_within(most, a, b, |sound| weight(sound, vowels), |a, b| exchange(a, b, vowels));
    (1.0 - distance / full).max(0.0)
}

/// Optimal string alignment: left out, exchanged, or two neighbours swapped (for one), each at its cost.
pub(super) fn align<T: Copy + PartialEq>(
    a: &[T],
    b: &[T],
    out: impl Fn(T) -> f32,
    exchange: impl Fn(T, T) -> f32,
) -> f32 {
    align_within(f32::INFINITY, a, b, out, exchange)
}

/// The same where it costs at most `most`; something above that where it costs more.
fn align_within<T: Copy + PartialEq>(
    most: f32,
    a: &[T],
    b: &[T],
    out: impl Fn(T) -> f32,
    exchange: impl Fn(T, T) -> f32,
) -> f32 {
    let (a, b) = (&a[..a.len().min(LONGEST)], &b[..b.len().min(LONGEST)]);
    let mut rows = [[0.0_f32; LONGEST + 1]; 3];
    for (place, item) in b.iter().enumerate() {
        rows[1][place + 1] = rows[1][place] + out(*item);
    }
    let mut least_before = 0.0;
    for (i, item) in a.iter().enumerate() {
        let left = out(*item);
        rows[2][0] = rows[1][0] + left;
        let mut least = rows[2][0];
        for (j, other) in b.iter().enumerate() {
            let kept = rows[1][j] + if item == other { 0.0 } else { exchange(*item, *other) };
            let mut best = kept.min(rows[1][j + 1] + left).min(rows[2][j] + out(*other));
            if i > 0 && j > 0 && *item == b[j - 1] && a[i - 1] == *other && item != other {
                best = best.min(rows[0][j - 1] + 1.0);
            }
            rows[2][j + 1] = best;
            least = least.min(best);
        }
        // Every way leads through one of two rows that follow each other, and costs never fall.
        if least.min(least_before) > most {
            return f32::INFINITY;
        }
        least_before = least;
        rows.rotate_left(1);
    }
    rows[1][b.len()]
}
