use proptest::prelude::*;

use super::*;
use crate::claims::assertion::Stance;
use crate::publish::words::Language;

fn voice(who: &str, stance: Stance) -> Voice {
    Voice { who: who.into(), stance, via: vec![], figure: None, when: "2026-03-02 08:00 UTC".into() }
}

fn counting(who: &str, low: i64, high: i64) -> Voice {
    let figure = Some(Figure { low, high, unit: "people".into() });
    Voice { figure, ..voice(who, Stance::Asserts) }
}

fn line(clause: &str) -> Line<'_> {
    Line { language: Language::En, desk: "Firsthand", frame: Frame::Event, clause }
}

#[test]
fn what_is_confirmed_is_said_plainly() {
    let said = sentence(&line("the footbridge collapsed on 2 March"), &Ground::default(), Certainty::Confirmed);
    assert_eq!(said, "The footbridge collapsed on 2 March.");
}

#[test]
fn what_is_supported_appears_to_be_so() {
    let said = sentence(&line("the flood came first"), &Ground::default(), Certainty::Supported);
    assert_eq!(said, "It appears that the flood came first.");
    let shown = Line { frame: Frame::Video, ..line("a footbridge without its middle.") };
    assert_eq!(
        sentence(&shown, &Ground::default(), Certainty::Supported),
        "The video appears to show a footbridge without its middle."
    );
    assert_eq!(
        sentence(&shown, &Ground::default(), Certainty::Confirmed),
        "The video shows a footbridge without its middle."
    );
}

#[test]
fn what_is_claimed_says_by_whom_and_what_could_not_be_verified() {
    let mut ground = Ground {
        voices: vec![voice("Alder Watch", Stance::Asserts)],
        verified: vec![Aspect::Place],
        unverified: vec![Aspect::Date, Aspect::Cause],
    };
    assert_eq!(
        sentence(&line("the Hill Club sawed through a beam"), &ground, Certainty::Claimed),
        "Alder Watch said that the Hill Club sawed through a beam. Firsthand confirmed the place. \
         Firsthand could not independently verify the date and the cause."
    );
    ground.unverified.clear();
    ground.verified.clear();
    let said = sentence(&line("a beam broke"), &ground, Certainty::Claimed);
    assert!(said.ends_with("could not independently verify the statement."), "never without saying what: {said}");
}

#[test]
fn a_denial_stands_with_the_accusation_whatever_is_known() {
    let ground = Ground {
        voices: vec![voice("Alder Watch", Stance::Asserts), voice("The Hill Club", Stance::Denies)],
        ..Ground::default()
    };
    for &certainty in Certainty::ALL {
        for &language in Language::ALL {
            let line = Line { language, ..line("x") };
            let said = sentence(&line, &ground, certainty);
            assert!(said.contains("The Hill Club"), "{language} {certainty:?}: {said}");
        }
    }
}

#[test]
fn a_chain_of_hearsay_is_told_as_a_chain() {
    let mut heard = voice("Radio Alder", Stance::Asserts);
    heard.via = vec!["a monitor".into()];
    let ground = Ground { voices: vec![heard], ..Ground::default() };
    let said = sentence(&line("two people fell"), &ground, Certainty::Claimed);
    assert!(said.starts_with("Radio Alder, citing a monitor, said that two people fell."), "{said}");
}

#[test]
fn differing_figures_become_a_range_with_each_source_and_time() {
    let ground = Ground { voices: vec![counting("Alder Watch", 3, 3), counting("Omar", 5, 5)], ..Ground::default() };
    assert_eq!(
        sentence(&line("{figure} were on the footbridge"), &ground, Certainty::Supported),
        "It appears that between 3 and 5 people were on the footbridge. Accounts differ: Alder Watch gave 3 people \
         (as of 2026-03-02 08:00 UTC) and Omar gave 5 people (as of 2026-03-02 08:00 UTC)."
    );
    let ground = Ground { voices: vec![counting("Omar", 1, 1)], ..Ground::default() };
    assert_eq!(
        sentence(&line("{figure} was on the footbridge"), &ground, Certainty::Confirmed),
        "1 person was on the footbridge. The figure is from Omar, as of 2026-03-02 08:00 UTC."
    );
}

#[test]
fn one_source_that_speaks_twice_is_one_source() {
    let ground = Ground {
        voices: vec![voice("Лінa", Stance::Asserts), voice("Лінa", Stance::Asserts)],
        ..Ground::default()
    };
    let line = Line { language: Language::Uk, desk: "Firsthand", frame: Frame::Event, clause: "міст упав" };
    assert!(sentence(&line, &ground, Certainty::Claimed).starts_with("Як повідомляє Лінa, міст упав."));
}

#[test]
fn a_finding_outweighs_what_is_said_and_the_weakest_finding_decides() {
    use Certainty::{Claimed, Confirmed, Contradicted, Supported, Unknown};
    use Rests::{Disputed, Finding, Said};
    for (rests, certainty) in [
        (vec![], Unknown),
        (vec![Disputed], Unknown),
        (vec![Said], Claimed),
        (vec![Said, Said, Said], Claimed),
        (vec![Said, Finding(Unknown)], Claimed),
        (vec![Finding(Unknown)], Unknown),
        (vec![Said, Finding(Confirmed)], Confirmed),
        (vec![Finding(Confirmed), Finding(Supported)], Supported),
        (vec![Said, Finding(Confirmed), Finding(Contradicted)], Contradicted),
    ] {
        assert_eq!(computed(&rests), certainty, "{rests:?}");
    }
}

fn any_ground() -> impl Strategy<Value = Ground> {
    let stance = prop::sample::select(vec![Stance::Asserts, Stance::Denies, Stance::Doubts, Stance::Retracts]);
    let figure = prop::option::of((0_i64..2_000, 0_i64..10, prop::sample::select(UNITS.to_vec())));
    let voice = ("[A-Zا-ي][a-zا-ي]{2,8}", stance, figure).prop_map(|(who, stance, figure)| Voice {
        who,
        stance,
        via: vec![],
        figure: figure.map(|(low, more, unit)| Figure { low, high: low + more, unit: unit.into() }),
        when: "2026".into(),
    });
    let aspects = prop::collection::vec(prop::sample::select(Aspect::ALL.to_vec()), 0..4);
    (prop::collection::vec(voice, 0..5), aspects.clone(), aspects).prop_map(|(voices, verified, unverified)| Ground {
        voices,
        verified,
        unverified,
    })
}

proptest! {
    #[test]
    fn whoever_disputes_is_named_and_isolates_always_close(
        ground in any_ground(),
        language in prop::sample::select(Language::ALL.to_vec()),
        certainty in prop::sample::select(Certainty::ALL.to_vec()),
    ) {
        let said = sentence(&Line { language, ..line("x") }, &ground, certainty);
        for voice in ground.voices.iter().filter(|voice| voice.stance != Stance::Asserts) {
            prop_assert!(said.contains(&voice.who), "{said}");
        }
        prop_assert!(!said.contains("{$") && !said.contains("{figure}"), "{said}");
        let mut depth = 0_i32;
        for letter in said.chars() {
            depth += i32::from(letter == '\u{2068}') - i32::from(letter == '\u{2069}');
            prop_assert!(depth >= 0, "{said}");
        }
        prop_assert_eq!(depth, 0);
    }
}
