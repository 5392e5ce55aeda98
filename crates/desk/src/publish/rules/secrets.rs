//! The identity of a sealed source appears nowhere: not in the edition, and not in the bytes of any format.

use unicode_normalization::{UnicodeNormalization as _, char::is_combining_mark};

use super::{Draft, Found};
use crate::publish::edition::Edition;

pub(super) fn sealed(draft: &Draft) -> Vec<Found> {
    let mut found = Vec::new();
    for sentence in &draft.edition.sentences {
        let told = serde_json::to_string(sentence).unwrap_or_default();
        if found_in(told.as_bytes(), &draft.secrets) {
            // The mark itself must not say who it is.
            found.push(Found::in_sentence(
                sentence,
                "it would tell who a sealed source is",
                "take out the name, handle or words by which the source can be recognised",
            ));
        }
    }
    if found.is_empty() && whole(&draft.edition, &draft.secrets) {
        found.push(Found::in_report(
            "the report would tell who a sealed source is",
            "look at its title, media, explainers and corrections",
        ));
    }
    found
}

fn whole(edition: &Edition, secrets: &[String]) -> bool {
    serde_json::to_string(edition).is_ok_and(|text| found_in(text.as_bytes(), secrets))
}

/// Whether rendered bytes tell one of the identities, however it is cased, spaced, accented or escaped.
pub fn found_in(bytes: &[u8], secrets: &[String]) -> bool {
    if secrets.is_empty() {
        return false;
    }
    let text = format!(" {} ", words(&unescaped(&String::from_utf8_lossy(bytes))));
    secrets.iter().map(|secret| words(secret)).any(|secret| !secret.is_empty() && text.contains(&format!(" {secret} ")))
}

/// Words in lower case, without marks and signs, with one space between them.
fn words(text: &str) -> String {
    let bare: String = text
        .nfkd()
        .filter(|letter| {
            !is_combining_mark(*letter) && !matches!(letter, '\u{200B}'..='\u{200F}' | '\u{2060}'..='\u{2069}' | 'ـ')
        })
        .flat_map(char::to_lowercase)
        .map(|letter| if letter.is_alphanumeric() { letter } else { ' ' })
        .collect();
    bare.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Undoes what JSON and HTML make of letters: `\u00e9`, `&#39;`, `&#x27;`, `&amp;`.
fn unescaped(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find(['\\', '&']) {
        plain.push_str(&rest[..at]);
        rest = &rest[at..];
        let (letter, length) = escape(rest).unwrap_or_else(|| (rest.chars().next().unwrap_or(' '), 1));
        plain.push(letter);
        rest = &rest[length..];
    }
    plain + rest
}

/// The letter that an escape at the head of the text stands for, and the escape's length in bytes.
fn escape(text: &str) -> Option<(char, usize)> {
    let number = |digits: &str, radix: u32| u32::from_str_radix(digits, radix).ok().and_then(char::from_u32);
    if let Some(hex) = text.strip_prefix("\\u") {
        return Some((number(hex.get(..4)?, 16)?, 6));
    }
    if let Some(after) = text.strip_prefix('\\') {
        // `\n` and `\t` separate words; any other sign stands for itself (JSON, Markdown).
        let letter = after.chars().next()?;
        return Some((if matches!(letter, 'n' | 't' | 'r') { ' ' } else { letter }, 1 + letter.len_utf8()));
    }
    let (name, _) = text.strip_prefix('&')?.split_once(';').filter(|(name, _)| name.len() <= 8)?;
    let letter = match name.strip_prefix('#') {
        Some(code) => match code.strip_prefix(['x', 'X']) {
            Some(hex) => number(hex, 16)?,
            None => number(code, 10)?,
        },
        None => match name {
            "amp" => '&',
            "lt" => '<',
            "gt" => '>',
            "quot" => '"',
            "apos" => '\'',
            _ => return None,
        },
    };
    Some((letter, name.len() + 2))
}
