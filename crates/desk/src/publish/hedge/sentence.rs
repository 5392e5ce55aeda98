//! A sentence as it is published: the writer's clause in the words that its certainty asks for.

use super::{Certainty, Figure};
use crate::{
    claims::assertion::Stance,
    publish::words::{Arg, Language, isolated},
    vocabulary,
};

vocabulary! {
    /// What may be verified on its own: the pillars of footage, and what events have beside them.
    pub enum Aspect as "aspect" {
        /// Where the footage came from.
        Provenance = "provenance",
        /// Who made it.
        Source = "source",
        /// When.
        Date = "date",
        /// Where.
        Place = "place",
        /// What is shown.
        Subject = "subject",
        /// Why it was made.
        Motivation = "motivation",
        /// Whether it is genuine.
        Authenticity = "authenticity",
        /// Who was involved.
        People = "people",
        /// How many.
        Figure = "figure",
        /// Why it happened.
        Cause = "cause",
        /// The statement as a whole.
        Statement = "statement",
    }
}

impl Aspect {
    /// In words, as they follow "verify" and "confirmed".
    pub fn words(self, language: Language) -> String {
        language.text(&format!("aspect-{self}"))
    }
}

vocabulary! {
    /// Whether a clause is about an event or about what footage shows.
    pub enum Frame as "frame" {
        /// A whole clause: `the footbridge collapsed on 2 March`.
        Event = "event",
        /// What the video shows: `a footbridge without its middle`.
        Video = "video",
        /// What the photo shows.
        Photo = "photo",
        /// What the recording lets hear.
        Sound = "sound",
    }
}

/// What the writer wrote.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line<'a> {
    /// In which language.
    pub language: Language,
    /// The name of the desk, as it signs.
    pub desk: &'a str,
    /// What the clause is about.
    pub frame: Frame,
    /// The clause as it stands inside a sentence: small first letter, no full stop, `{figure}` where the quantity goes.
    pub clause: &'a str,
}

/// One independent voice: of several that repeat one another, the first.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Voice {
    /// The source's name as it may be published.
    pub who: String,
    /// What it does to the claim.
    pub stance: Stance,
    /// Through whom the source has it, nearest first.
    pub via: Vec<String>,
    /// The quantity it states.
    pub figure: Option<Figure>,
    /// When it said so, in words.
    pub when: String,
}

/// What a sentence rests on, as far as its words go.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Ground {
    /// Independent voices, in the order in which they spoke.
    pub voices: Vec<Voice>,
    /// What the desk confirmed.
    pub verified: Vec<Aspect>,
    /// What it could not.
    pub unverified: Vec<Aspect>,
}

/// The sentence (often several) that says the clause with this certainty.
pub fn sentence(line: &Line<'_>, ground: &Ground, certainty: Certainty) -> String {
    let language = line.language;
    let desk = isolated(line.desk, language);
    let figures = figures(ground);
    let clause = clause(line, certainty, &figures);
    let named = |stance: Stance| Named::of(ground, stance, language);
    let asserting = named(Stance::Asserts);
    let mut said = Vec::new();
    let mut say = |key: &str, who: &Named| {
        if who.count > 0 || key.ends_with("nobody") || !key.starts_with("hedge-claimed") {
            said.push(language.say(
                key,
                &[
                    ("who", Arg::Ready(&who.names)),
                    ("count", Arg::Number(who.count)),
                    ("clause", Arg::Ready(&clause)),
                    ("desk", Arg::Ready(&desk)),
                ],
            ));
        }
    };
    match certainty {
        Certainty::Confirmed => say("hedge-plain", &asserting),
        // "The video appears to show" has its doubt in the clause.
        Certainty::Supported if line.frame != Frame::Event => said.push(clause.clone()),
        Certainty::Supported => say("hedge-supported", &asserting),
        Certainty::Claimed => say("hedge-claimed", &asserting),
        Certainty::Contradicted if asserting.count == 0 => say("hedge-contradicted-nobody", &asserting),
        Certainty::Contradicted => say("hedge-contradicted", &asserting),
        Certainty::Unknown => say("hedge-unknown", &asserting),
    }
    for (stance, key) in
        [(Stance::Denies, "hedge-denied"), (Stance::Doubts, "hedge-doubted"), (Stance::Retracts, "hedge-retracted")]
    {
        let who = named(stance);
        if who.count > 0 {
            let arguments = [("who", Arg::Ready(&who.names)), ("count", Arg::Number(who.count))];
            said.push(language.say(key, &arguments));
        }
    }
    said.extend(accounts(&figures, ground, language));
    if certainty == Certainty::Claimed {
        let aspects = |aspects: &[Aspect]| {
            language.list(&aspects.iter().map(|aspect| aspect.words(language)).collect::<Vec<_>>())
        };
        if !ground.verified.is_empty() {
            let verified = aspects(&ground.verified);
            said.push(
                language.say("hedge-verified", &[("desk", Arg::Ready(&desk)), ("aspects", Arg::Ready(&verified))]),
            );
        }
        // Never without saying what: what nobody named is the statement itself.
        let open: &[Aspect] =
            if ground.unverified.is_empty() { &[Aspect::Statement] } else { ground.unverified.as_slice() };
        let open = aspects(open);
        said.push(language.say("hedge-unverified", &[("desk", Arg::Ready(&desk)), ("aspects", Arg::Ready(&open))]));
    }
    said.iter().map(|part| capitalised(part)).collect::<Vec<_>>().join(" ")
}

/// Sources that share a stance, each named once however often it spoke.
struct Named {
    names: String,
    count: i64,
}

impl Named {
    fn of(ground: &Ground, stance: Stance, language: Language) -> Self {
        let mut names: Vec<String> = Vec::new();
        for voice in ground.voices.iter().filter(|voice| voice.stance == stance) {
            let name = name(voice, language);
            if !names.contains(&name) {
                names.push(name);
            }
        }
        Self { count: i64::try_from(names.len()).unwrap_or(i64::MAX), names: language.list(&names) }
    }
}

fn name(voice: &Voice, language: Language) -> String {
    let who = isolated(&voice.who, language);
    if voice.via.is_empty() {
        return who;
    }
    let via: Vec<String> = voice.via.iter().map(|via| isolated(via, language)).collect();
    language.say("hedge-via", &[("who", Arg::Ready(&who)), ("via", Arg::Ready(&language.list(&via)))])
}

/// Voices that state a quantity and stand by it.
fn figures(ground: &Ground) -> Vec<(&Voice, &Figure)> {
    let standing = ground.voices.iter().filter(|voice| voice.stance == Stance::Asserts);
    standing.filter_map(|voice| Some((voice, voice.figure.as_ref()?))).collect()
}

fn clause(line: &Line<'_>, certainty: Certainty, figures: &[(&Voice, &Figure)]) -> String {
    let language = line.language;
    let mut clause = line.clause.trim().trim_end_matches(['.', '。', '؟', '…']).to_owned();
    let mut spanned = figures.first().map(|(_, figure)| (*figure).clone());
    for (_, figure) in figures.iter().skip(1) {
        spanned = spanned.and_then(|spanned| spanned.spanning(figure));
    }
    if let Some(figure) = spanned {
        clause = clause.replace("{figure}", &figure.words(language));
    }
    let medium = match line.frame {
        Frame::Event => return clause,
        Frame::Video => "medium-video",
        Frame::Photo => "medium-photo",
        Frame::Sound => "medium-sound",
    };
    let key = if certainty == Certainty::Supported { "hedge-depicts-supported" } else { "hedge-depicts" };
    language.say(key, &[("medium", Arg::Ready(&language.text(medium))), ("clause", Arg::Ready(&clause))])
}

/// Who gave which figure and when: a figure never stands without its source and time.
fn accounts(figures: &[(&Voice, &Figure)], ground: &Ground, language: Language) -> Option<String> {
    let (first, figure) = figures.first()?;
    if figures.iter().all(|(_, other)| other == figure) {
        let names = Named::of(ground, Stance::Asserts, language).names;
        return Some(language.say("hedge-as-of", &[("who", Arg::Ready(&names)), ("when", Arg::Text(&first.when))]));
    }
    let accounts: Vec<String> = figures
        .iter()
        .map(|(voice, figure)| {
            language.say(
                "figure-by",
                &[
                    ("who", Arg::Ready(&name(voice, language))),
                    ("figure", Arg::Ready(&figure.words(language))),
                    ("when", Arg::Text(&voice.when)),
                ],
            )
        })
        .collect();
    Some(language.say("hedge-figures-differ", &[("accounts", Arg::Ready(&language.list(&accounts)))]))
}

fn capitalised(text: &str) -> String {
    let mut letters = text.chars();
    match letters.next() {
        Some(first) if first.is_lowercase() => first.to_uppercase().chain(letters).collect(),
        _ => text.to_owned(),
    }
}
