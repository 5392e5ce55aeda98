//! Origins: voices that repeat one another collapse to one, each with the reason. Corroboration counts origins.
//!
//! Voices are joined when they are of the same source or speak for the same entity, repost the same account, have it
//! from one another (`via`), say nearly the same words, or post the same footage. Whoever asserts and whoever denies
//! are never joined: quoting something in order to deny it repeats nothing.

mod passages;

use std::{collections::HashMap, sync::Arc};

use serde::Serialize;
use utoipa::ToSchema;

pub use passages::{Repeats, Text, alike};

/// One assertion, as far as it matters for where it comes from.
#[derive(Clone, Debug, Default)]
pub struct Voice {
    /// Identifier of the assertion.
    pub assertion: String,
    /// The source, and its name for reading.
    pub source: String,
    /// Name of the source, for reading.
    pub name: String,
    /// The entity that speaks through the source (the one that stands for it).
    pub entity: Option<String>,
    /// Not later than this it was said; microseconds since 1970 UTC.
    pub said_latest: Option<i64>,
    /// Whom the post was reposted from, in lower case, without `@`.
    pub reposted_from: Option<String>,
    /// Handle and name of the source in lower case, so that reposts find it.
    pub known_as: Vec<String>,
    /// From whom the source has it, nearest first, each as `assertion:<id>` or `source:<id>`: the whole chain.
    pub via: Vec<String>,
    /// Numbers of the footage that the post carries.
    pub footage: Vec<i64>,
    /// The words of the whole post, else the words quoted.
    pub text: Arc<Text>,
}

/// Voices that go back to one.
#[derive(Clone, Debug, PartialEq, Serialize, ToSchema)]
pub struct Origin {
    /// The assertion that was said first, as far as known.
    pub root: String,
    /// Every assertion that goes back to it, the root first.
    pub voices: Vec<String>,
    /// Why: one reason for each voice beyond the first.
    pub collapses: Vec<Collapse>,
}

/// Why two voices count as one.
#[derive(Clone, Debug, PartialEq, Serialize, ToSchema)]
pub struct Collapse {
    /// One assertion.
    pub assertion: String,
    /// The other.
    pub with: String,
    /// In a few words: "the same words (96 % of the shorter text)".
    pub reason: String,
}

/// Groups of places in a list that belong together.
struct Groups {
    parent: Vec<usize>,
}

impl Groups {
    fn new(count: usize) -> Self {
        Self { parent: (0..count).collect() }
    }

    fn root(&mut self, mut at: usize) -> usize {
        while self.parent[at] != at {
            self.parent[at] = self.parent[self.parent[at]];
            at = self.parent[at];
        }
        at
    }

    /// Whether the two were apart before.
    fn join(&mut self, one: usize, two: usize) -> bool {
        let (one, two) = (self.root(one), self.root(two));
        self.parent[one.max(two)] = one.min(two);
        one != two
    }
}

/// A voice among the others.
#[derive(Clone, Copy, Debug)]
pub struct Heard<'a> {
    /// Whose it is.
    pub voice: &'a Voice,
    /// Whose words it repeats; none where they are too short to tell.
    pub repeats: Option<Repeats>,
}

/// In the order of speaking, as far as it is known.
pub fn spoke(one: &Voice, two: &Voice) -> std::cmp::Ordering {
    let said = |voice: &Voice| voice.said_latest.unwrap_or(i64::MAX);
    said(one).cmp(&said(two)).then_with(|| one.assertion.cmp(&two.assertion))
}

/// Of what several voices may have the same.
#[derive(PartialEq, Eq, Hash)]
enum Shared<'a> {
    Source(&'a str),
    Entity(&'a str),
    Footage(i64),
    Reposted(&'a str),
    Via(&'a str),
    Words(usize),
}

/// Groups voices of one stance to one claim by where they come from, earliest origin first. Linear in the voices.
pub fn origins(heard: &[Heard<'_>]) -> Vec<Origin> {
    // In the order of speaking, so that every reason points from a later voice to an earlier one.
    let mut heard: Vec<Heard<'_>> = heard.to_vec();
    heard.sort_by(|one, two| spoke(one.voice, two.voice));
    let order: Vec<&Voice> = heard.iter().map(|heard| heard.voice).collect();
    let mut groups = Groups::new(order.len());
    let mut collapses = vec![];
    let mut first: HashMap<Shared<'_>, usize> = HashMap::new();
    let place: HashMap<&str, usize> =
        order.iter().enumerate().map(|(at, voice)| (voice.assertion.as_str(), at)).collect();
    let mut known: HashMap<&str, usize> = HashMap::new();
    for (at, voice) in order.iter().enumerate() {
        for name in &voice.known_as {
            known.entry(name).or_insert(at);
        }
        known.entry(&voice.source).or_insert(at);
    }
    let mut join = |at: usize, with: usize, reason: &dyn Fn() -> String| {
        if groups.join(at, with) {
            collapses.push((at, with, reason()));
        }
    };
    for (at, Heard { voice, repeats }) in heard.iter().enumerate() {
        let mut shared = |with: Option<usize>, reason: &dyn Fn(&Voice) -> String| {
            if let Some(with) = with {
                join(at, with, &|| reason(order[with]));
            }
        };
        let mut earlier = |key| earlier(&mut first, key, at);
        shared(earlier(Shared::Source(&voice.source)), &|_| format!("{} again", voice.name));
        if let Some(entity) = &voice.entity {
            shared(earlier(Shared::Entity(entity)), &|other| {
                format!("{} and {} speak for one", voice.name, other.name)
            });
        }
        for footage in &voice.footage {
            let reason = |other: &Voice| format!("the same footage F-{footage} as {}", other.name);
            shared(earlier(Shared::Footage(*footage)), &reason);
        }
        if let Some(from) = &voice.reposted_from {
            shared(earlier(Shared::Reposted(from)), &|other| format!("reposts {from}, as {} does", other.name));
            if let Some(&with) = known.get(from.as_str()).filter(|with| **with != at) {
                join(at, with, &|| format!("a repost of {}", order[with].name));
            }
        }
        for via in &voice.via {
            let told = match via.split_once(':') {
                Some(("assertion", id)) => place.get(id),
                Some((_, source)) => known.get(source),
                None => None,
            };
            match told.filter(|with| **with != at) {
                Some(&with) => join(at, with, &|| format!("has it from {}", order[with].name)),
                None => {
                    if let Some(with) = earlier(Shared::Via(via)) {
                        join(at, with, &|| format!("has it from the same as {}", order[with].name));
                    }
                }
            }
        }
        if let Some((cluster, share)) = *repeats
            && let Some(with) = earlier(Shared::Words(cluster))
        {
            let words = || match share >= 1.0 {
                true => "the same words".to_owned(),
                false => format!("nearly the same words ({:.0} % of the shorter text)", share * 100.0),
            };
            join(at, with, &|| format!("{} as {}", words(), order[with].name));
        }
    }
    collect(&order, &mut groups, collapses)
}

/// Gives the earlier holder of a key, or takes it.
fn earlier<'a>(first: &mut HashMap<Shared<'a>, usize>, key: Shared<'a>, at: usize) -> Option<usize> {
    match first.entry(key) {
        std::collections::hash_map::Entry::Occupied(entry) => Some(*entry.get()),
        std::collections::hash_map::Entry::Vacant(entry) => {
            entry.insert(at);
            None
        }
    }
}

fn collect(order: &[&Voice], groups: &mut Groups, collapses: Vec<(usize, usize, String)>) -> Vec<Origin> {
    let mut found: Vec<Origin> = Vec::new();
    let mut of_root: HashMap<usize, usize> = HashMap::new();
    for (at, voice) in order.iter().enumerate() {
        let place = *of_root.entry(groups.root(at)).or_insert_with(|| {
            found.push(Origin { root: voice.assertion.clone(), voices: vec![], collapses: vec![] });
            found.len() - 1
        });
        found[place].voices.push(voice.assertion.clone());
    }
    for (at, with, reason) in collapses {
        let place = of_root[&groups.root(at)];
        let (assertion, with) = (order[at].assertion.clone(), order[with].assertion.clone());
        found[place].collapses.push(Collapse { assertion, with, reason });
    }
    found
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn text_of(words: &str) -> Arc<Text> {
        Arc::new(words.to_owned().into())
    }

    fn voice(number: i64, text: &str) -> Voice {
        Voice {
            assertion: format!("a{number:05}"),
            source: format!("s{number}"),
            name: format!("@s{number}"),
            known_as: vec![format!("s{number}")],
            said_latest: Some(number),
            text: text_of(text),
            ..Voice::default()
        }
    }

    fn count(voices: &[Voice]) -> Vec<Origin> {
        let texts: Vec<&Text> = voices.iter().map(|voice| &*voice.text).collect();
        let heard = voices.iter().zip(alike(&texts)).map(|(voice, repeats)| Heard { voice, repeats });
        origins(&heard.collect::<Vec<_>>())
    }

    const LONG: &str = "The footbridge at Alder Lane came down this morning while the ferry was passing under it";

    #[test]
    fn voices_of_their_own_are_so_many_origins() {
        assert_eq!(
            count(&[voice(1, LONG), voice(2, "I heard a crack and saw planks float by"), voice(3, "No.")]).len(),
            3
        );
    }

    #[test]
    fn each_way_of_repeating_collapses_with_its_reason() {
        let mut voices: Vec<Voice> = (1..=7).map(|number| voice(number, "")).collect();
        voices[0].text = text_of(LONG);
        voices[1].text = text_of(&format!("{LONG}!! 😱 https://example.org/x"));
        voices[2].reposted_from = Some("s1".into());
        voices[3].via = vec!["assertion:a00003".into()];
        voices[4].footage = vec![7];
        voices[5].footage = vec![7, 9];
        voices[6].text = text_of(&format!("via a friend: {} - terrible", LONG.to_uppercase()));
        let found = count(&voices);
        assert_eq!(found.len(), 2, "{found:?}");
        let reasons: Vec<&str> =
            found.iter().flat_map(|origin| &origin.collapses).map(|one| one.reason.as_str()).collect();
        assert_eq!(reasons.len(), 5, "every voice beyond the first of an origin has one reason: {reasons:?}");
        for expected in ["same words as @s1", "a repost of @s1", "has it from @s3", "footage F-7 as @s5"] {
            assert!(reasons.iter().any(|reason| reason.contains(expected)), "{expected}: {reasons:?}");
        }
        assert_eq!(found[0].root, "a00001", "the earliest is the root");
    }

    #[test]
    fn two_that_have_it_from_the_same_unheard_source_are_one_origin() {
        let mut voices = vec![voice(1, "a"), voice(2, "b")];
        for voice in &mut voices {
            voice.via = vec!["source:monitor".into()];
        }
        assert_eq!(count(&voices).len(), 1);
    }

    proptest! {
        #[test]
        fn no_voice_is_lost_and_every_collapse_joins_exactly_one_more(
            shape in prop::collection::vec((0_u8..6, 0_u8..4, 0_u8..5, any::<bool>()), 1..40),
        ) {
            let voices: Vec<Voice> = shape.iter().zip(0..).map(|((source, footage, via, repost), number)| Voice {
                source: format!("s{source}"),
                known_as: vec![format!("s{source}")],
                footage: if *footage == 0 { vec![] } else { vec![i64::from(*footage)] },
                via: if *via > 2 { vec![format!("source:s{via}")] } else { vec![] },
                reposted_from: repost.then(|| "s1".to_owned()),
                ..voice(number, "")
            }).collect();
            let found = count(&voices);
            let mut all: Vec<&String> = found.iter().flat_map(|origin| &origin.voices).collect();
            all.sort();
            all.dedup();
            prop_assert_eq!(all.len(), voices.len());
            for origin in &found {
                prop_assert_eq!(origin.collapses.len() + 1, origin.voices.len());
            }
        }

        #[test]
        fn the_order_in_which_voices_are_recorded_changes_nothing(
            mut shape in prop::collection::vec((0_u8..6, 0_u8..4), 1..20), turn in 0_usize..20,
        ) {
            let make = |shape: &[(u8, u8, i64)]| -> Vec<Voice> {
                shape.iter().map(|(source, footage, number)| Voice {
                    source: format!("s{source}"), footage: vec![i64::from(*footage)], ..voice(*number, "")
                }).collect()
            };
            let mut numbered: Vec<(u8, u8, i64)> = shape.drain(..).zip(0..).map(|((a, b), number)| (a, b, number)).collect();
            let before = count(&make(&numbered));
            let turn = turn % numbered.len();
            numbered.rotate_left(turn);
            prop_assert_eq!(before, count(&make(&numbered)));
        }
    }
}
