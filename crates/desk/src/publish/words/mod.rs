//! The words of published reports in each language: Fluent files beside this one, one a language.
//!
//! A report freezes the words it uses when it is published ([`super::edition::Edition::labels`]), so that a better
//! translation later does not change what was published before.

use std::sync::LazyLock;

use fluent_bundle::{FluentArgs, FluentResource, FluentValue, concurrent::FluentBundle};

use crate::vocabulary;

vocabulary! {
    /// A language in which reports are published, as BCP 47 tags it.
    pub enum Language as "language of reports" {
        /// Arabic.
        Ar = "ar",
        /// English.
        En = "en",
        /// Spanish.
        Es = "es",
        /// French.
        Fr = "fr",
        /// Ukrainian.
        Uk = "uk",
    }
}

const FILES: [(Language, &str); 5] = [
    (Language::Ar, include_str!("ar.ftl")),
    (Language::En, include_str!("en.ftl")),
    (Language::Es, include_str!("es.ftl")),
    (Language::Fr, include_str!("fr.ftl")),
    (Language::Uk, include_str!("uk.ftl")),
];

type Bundle = FluentBundle<FluentResource>;

/// The files are part of the program and a test reads each whole, so a fault in one is a message that says its key.
static BUNDLES: LazyLock<Vec<(Language, Bundle)>> = LazyLock::new(|| {
    let read = |(language, text): (Language, &str)| {
        let tag = language.word().parse().unwrap_or_default();
        let mut bundle = Bundle::new_concurrent(vec![tag]);
        // We isolate ourselves, only where the direction changes: see `isolated`.
        bundle.set_use_isolating(false);
        let resource = FluentResource::try_new(text.to_owned()).unwrap_or_else(|(resource, _)| resource);
        // Fails only for a key that is there twice, which the test names.
        let _ = bundle.add_resource(resource);
        (language, bundle)
    };
    FILES.into_iter().map(read).collect()
});

impl Language {
    /// `ltr` or `rtl`, as HTML writes it.
    pub fn direction(self) -> &'static str {
        if self == Self::Ar { "rtl" } else { "ltr" }
    }

    /// Stands after one who speaks and before whom they have it from, and points to the former. Arrows are not mirrored with the
    /// text around them.
    pub fn has_from(self) -> &'static str {
        if self.direction() == "rtl" { "→" } else { "←" }
    }

    /// The words under `key`, which take no arguments.
    pub fn text(self, key: &str) -> String {
        self.say(key, &[])
    }

    /// The words under `key`, with arguments filled in. A dot leads to a variant: `unit-people.range`.
    pub fn say(self, key: &str, arguments: &[(&'static str, Arg<'_>)]) -> String {
        let (key, attribute) = key.split_once('.').map_or((key, None), |(key, attribute)| (key, Some(attribute)));
        let bundle = BUNDLES.iter().find(|(language, _)| *language == self).map(|(_, bundle)| bundle);
        let Some((bundle, message)) = bundle.and_then(|bundle| Some((bundle, bundle.get_message(key)?))) else {
            return key.to_owned();
        };
        let pattern = match attribute {
            Some(attribute) => message.get_attribute(attribute).map(|attribute| attribute.value()),
            None => message.value(),
        };
        let Some(pattern) = pattern else { return key.to_owned() };
        let mut filled = FluentArgs::new();
        for (name, argument) in arguments {
            filled.set(*name, argument.value(self));
        }
        // What cannot be filled in stays visible as {$name}.
        bundle.format_pattern(pattern, Some(&filled), &mut Vec::new()).into_owned()
    }

    /// `a`, `a and b`, `a, b and c`.
    pub fn list(self, parts: &[String]) -> String {
        let Some((last, rest)) = parts.split_last() else { return String::new() };
        let Some((first, middle)) = rest.split_first() else { return last.clone() };
        let mut head = first.clone();
        for part in middle {
            head = self.say("list-more", &[("a", Arg::Ready(&head)), ("b", Arg::Text(part))]);
        }
        self.say("list-two", &[("a", Arg::Ready(&head)), ("b", Arg::Text(last))])
    }
}

/// What is filled into a message.
#[derive(Clone, Copy, Debug)]
pub enum Arg<'a> {
    /// Words of somebody else: isolated where they run the other way.
    Text(&'a str),
    /// Words that are part of the sentence already.
    Ready(&'a str),
    /// A number that chooses the plural form.
    Number(i64),
}

impl Arg<'_> {
    fn value(&self, language: Language) -> FluentValue<'static> {
        match self {
            Self::Text(text) => FluentValue::from(isolated(text, language)),
            Self::Ready(text) => FluentValue::from((*text).to_owned()),
            Self::Number(number) => FluentValue::from(*number),
        }
    }
}

/// FIRST STRONG ISOLATE and POP DIRECTIONAL ISOLATE (Unicode UAX #9).
const ISOLATE: (char, char) = ('\u{2068}', '\u{2069}');

/// The text without marks that could turn the rest of a sentence around, isolated if it runs against the language.
pub fn isolated(text: &str, language: Language) -> String {
    let open = |letter: &char| matches!(letter, '\u{2066}'..='\u{2068}');
    let (opened, closed) = (text.chars().filter(open).count(), text.chars().filter(|at| *at == ISOLATE.1).count());
    let hostile = |letter: char| {
        matches!(letter, '\u{202A}'..='\u{202E}') || (opened != closed && matches!(letter, '\u{2066}'..='\u{2069}'))
    };
    let text: String = text.chars().filter(|letter| !hostile(*letter)).collect();
    let first = text.chars().find(|letter| letter.is_alphabetic());
    let against = first.is_some_and(|letter| runs_left(letter) != (language.direction() == "rtl"));
    let wrapped = text.starts_with(ISOLATE.0) && text.ends_with(ISOLATE.1);
    if against && !wrapped { format!("{}{text}{}", ISOLATE.0, ISOLATE.1) } else { text }
}

/// The text without isolates, for tables and other programs.
pub fn plain(text: &str) -> String {
    text.chars().filter(|letter| !matches!(letter, '\u{2066}'..='\u{2069}' | '\u{202A}'..='\u{202E}')).collect()
}

/// Whether a letter belongs to a script that is written from right to left.
fn runs_left(letter: char) -> bool {
    matches!(letter, '\u{0590}'..='\u{08FF}' | '\u{FB1D}'..='\u{FDFF}' | '\u{FE70}'..='\u{FEFF}' | '\u{10800}'..='\u{10FFF}' | '\u{1E800}'..='\u{1EFFF}')
}

#[cfg(test)]
mod tests;
