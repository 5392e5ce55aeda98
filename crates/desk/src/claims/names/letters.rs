//! A name as it was typed -> words without what writers do differently: case, marks, punctuation, forms of letters.

use unicode_normalization::{UnicodeNormalization as _, char::is_combining_mark};

/// What a word is written in, as far as comparing needs to know.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum Script {
    Latin,
    Cyrillic,
    Greek,
    /// Arabic letters, of whatever language.
    Arabic,
    Hebrew,
    /// Han characters and kana: a letter is a syllable or more.
    Han,
    /// Korean syllables.
    Hangul,
    Other,
}

impl Script {
    fn of(letter: char) -> Self {
        match letter {
            'a'..='z' | 'A'..='Z' | '\u{c0}'..='\u{24f}' | '\u{1e00}'..='\u{1eff}' => Self::Latin,
            '\u{370}'..='\u{3ff}' | '\u{1f00}'..='\u{1fff}' => Self::Greek,
            '\u{400}'..='\u{52f}' => Self::Cyrillic,
            '\u{590}'..='\u{5ff}' | '\u{fb1d}'..='\u{fb4f}' => Self::Hebrew,
            '\u{600}'..='\u{6ff}' | '\u{750}'..='\u{77f}' | '\u{8a0}'..='\u{8ff}' => Self::Arabic,
            '\u{3040}'..='\u{30ff}' | '\u{3400}'..='\u{9fff}' | '\u{f900}'..='\u{faff}' => Self::Han,
            '\u{1100}'..='\u{11ff}' | '\u{ac00}'..='\u{d7af}' => Self::Hangul,
            letter if letter.is_ascii_digit() => Self::Latin,
            _ => Self::Other,
        }
    }

    /// Whether the short vowels are usually not written.
    pub fn is_abjad(self) -> bool {
        matches!(self, Self::Arabic | Self::Hebrew)
    }

    /// Whether another letter is another syllable, so that no letter is nearly right.
    pub fn is_syllabic(self) -> bool {
        matches!(self, Self::Han | Self::Hangul)
    }
}

/// A word of a name, cleaned.
#[derive(Debug, Clone)]
pub(super) struct Piece {
    /// As typed, for sentences.
    pub shown: String,
    /// Lower case, without marks; Latin letters as ASCII.
    pub text: String,
    /// In ASCII letters, whatever the script.
    pub roman: String,
    pub script: Script,
    /// An article was written onto it.
    pub article: bool,
    /// A hyphen ties it to the word before.
    pub tied: bool,
    /// Typed in lower case throughout.
    pub lower: bool,
    /// Stands after a comma (*Family, Given*).
    pub after_comma: bool,
}

/// Cuts a name into cleaned words. Abbreviations with full stops become one word (*S.A.R.L.*, *J.-C.*).
pub(super) fn pieces(name: &str) -> Vec<Piece> {
    let name: String = name.nfkc().filter(|letter| !is_invisible(*letter)).collect();
    let mut pieces = Vec::new();
    let mut commas = false;
    for chunk in name.split(|letter: char| letter.is_whitespace() || is_separator(letter)) {
        // A comma or an ampersand is a word of its own to the splitter below.
        let mut rest = chunk;
        while !rest.is_empty() {
            let end = rest.find([',', '،', '&']).unwrap_or(rest.len());
            words(&rest[..end], commas, &mut pieces);
            let mark = rest[end..].chars().next();
            commas |= matches!(mark, Some(',' | '،')) && !pieces.is_empty();
            if mark == Some('&') {
                pieces.extend(piece("and", commas, false));
            }
            rest = &rest[end + mark.map_or(0, char::len_utf8)..];
        }
    }
    pieces
}

/// The words of a chunk without spaces: cut at hyphens and full stops, unless it is an abbreviation.
fn words(chunk: &str, after_comma: bool, pieces: &mut Vec<Piece>) {
    let parts = || chunk.split(['.', '-', '‐', '‑', '–', '—']).filter(|part| !part.is_empty());
    let letters = |part: &str| part.chars().filter(|letter| letter.is_alphanumeric()).count();
    if chunk.contains('.') && parts().count() > 1 && parts().all(|part| letters(part) <= 1) {
        pieces.extend(piece(&parts().collect::<String>(), after_comma, false));
        return;
    }
    for (place, part) in parts().enumerate() {
        pieces.extend(piece(part, after_comma, place > 0));
    }
}

fn piece(word: &str, after_comma: bool, tied: bool) -> Option<Piece> {
    let shown: String = word.chars().filter(|letter| *letter != '"').collect();
    let script = word.chars().find(|letter| letter.is_alphabetic()).map_or(Script::Latin, Script::of);
    let bare: String = without_possessive(word).chars().filter(|letter| !is_apostrophe(*letter)).collect();
    let text = fold(&bare, script);
    if text.is_empty() {
        return None;
    }
    let roman = if text.is_ascii() { text.clone() } else { ascii(&bare) };
    let lower = !word.chars().any(char::is_uppercase);
    Some(Piece { shown, text, roman, script, article: false, tied, lower, after_comma })
}

/// Lower case, marks off where marks are not letters, and letters that stand for one another made one.
pub(super) fn fold(word: &str, script: Script) -> String {
    match script {
        Script::Latin => ascii(word),
        Script::Arabic | Script::Hebrew | Script::Cyrillic | Script::Greek => {
            let bare = word.nfd().filter(|letter| !is_combining_mark(*letter)).nfc();
            bare.flat_map(char::to_lowercase).map(unify).filter(|letter| letter.is_alphanumeric()).collect()
        }
        _ => word.chars().flat_map(char::to_lowercase).filter(|letter| is_of_word(*letter)).collect(),
    }
}

fn ascii(word: &str) -> String {
    let ascii = any_ascii::any_ascii(word);
    ascii.chars().filter(char::is_ascii_alphanumeric).map(|letter| letter.to_ascii_lowercase()).collect()
}

/// Letters of Arabic, Persian, Kurdish, Hebrew and Greek that writers exchange freely. Hamza seats went with the marks.
fn unify(letter: char) -> char {
    match letter {
        'ٱ' => 'ا',
        'ى' | 'ی' | 'ې' | 'ۍ' | 'ێ' => 'ي',
        'ک' | 'ڪ' => 'ك',
        'ة' | 'ۀ' | 'ە' | 'ہ' | 'ھ' | 'ۃ' => 'ه',
        'ۆ' | 'ۇ' | 'ۈ' | 'ۋ' => 'و',
        'ך' => 'כ',
        'ם' => 'מ',
        'ן' => 'נ',
        'ף' => 'פ',
        'ץ' => 'צ',
        'ς' => 'σ',
        'ё' => 'е',
        letter => letter,
    }
}

fn without_possessive(word: &str) -> &str {
    let Some(stem) = word.strip_suffix(['s', 'S']) else { return word };
    match stem.chars().next_back() {
        Some(last) if is_apostrophe(last) && stem.chars().count() > 3 => stem,
        _ => word,
    }
}

fn is_apostrophe(letter: char) -> bool {
    matches!(letter, '\'' | '’' | '‘' | '`' | '´' | '′' | 'ʿ' | 'ʾ' | 'ʻ' | 'ʼ' | 'ˈ' | '＇' | '׳' | '״')
}

/// Marks of direction, joiners, soft hyphen and the Arabic stretching stroke.
fn is_invisible(letter: char) -> bool {
    matches!(letter, '\u{ad}' | '\u{640}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}'
        | '\u{2060}'..='\u{2069}' | '\u{feff}')
}

fn is_of_word(letter: char) -> bool {
    letter.is_alphanumeric() || is_combining_mark(letter)
}

fn is_separator(letter: char) -> bool {
    let kept = matches!(letter, '.' | ',' | '،' | '&' | '-' | '‐' | '‑' | '–' | '—' | '"');
    !(kept || is_of_word(letter) || is_apostrophe(letter))
}
