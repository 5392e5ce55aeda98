#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use super::*;
use crate::publish::{
    edition::{Raised, tests::sample},
    hedge::{Certainty, Figure},
    words::Language,
};

/// The sample, ready to be published.
fn draft() -> Draft {
    let edition = sample(Language::En);
    Draft {
        writers: vec!["person:lina".into(); edition.sentences.len()],
        approver: Some("person:omar".into()),
        rivals: vec![],
        reviews: vec![],
        secrets: vec!["Zoë Quill".into()],
        now: edition.published.clone(),
        edition,
    }
}

fn marks(change: impl FnOnce(&mut Draft)) -> Vec<String> {
    let mut draft = draft();
    change(&mut draft);
    check(&draft).into_iter().map(|mark| mark.rule).collect()
}

#[test]
fn the_sample_may_be_published() {
    assert_eq!(check(&draft()), []);
}

#[test]
fn each_rule_has_an_identifier_of_its_own_and_a_reason() {
    for (place, rule) in RULES.iter().enumerate() {
        assert!(RULES[..place].iter().all(|other| other.id != rule.id), "{}", rule.id);
        assert!(!rule.why.is_empty(), "{}", rule.id);
    }
}

#[test]
fn a_sentence_that_rests_on_nothing_blocks_and_context_does_not() {
    assert_eq!(marks(|draft| draft.edition.sentences[1].rests_on.clear()), ["unbound"]);
    let context = |draft: &mut Draft| {
        draft.edition.sentences[1].rests_on.clear();
        draft.edition.sentences[1].kind = crate::publish::edition::Kind::Context;
    };
    assert!(marks(context).is_empty());
    assert_eq!(marks(|draft| draft.edition.sentences.clear()), ["empty"]);
}

#[test]
fn more_certainty_than_computed_takes_another_person_and_a_reason() {
    let raise = |editor: Option<&str>| {
        marks(|draft| {
            draft.edition.sentences[1].computed = Certainty::Supported;
            draft.edition.sentences[1].raised = editor.map(|editor| Raised {
                editor: editor.into(),
                reason: "I was there".into(),
                text: String::new(),
            });
        })
    };
    assert_eq!(raise(None), ["raised"]);
    assert_eq!(raise(Some("person:lina")), ["raised"], "the writer is no editor of their own sentence");
    assert!(raise(Some("person:omar")).is_empty());
    assert!(marks(|draft| draft.edition.sentences[1].certainty = Certainty::Supported).is_empty(), "lowering is free");
}

#[test]
fn what_contradicts_the_report_belongs_into_it() {
    let rival =
        |against: &str| Rival { claim: "claim:cause".into(), against: against.into(), question: "who sawed?".into() };
    assert_eq!(marks(|draft| draft.rivals = vec![rival("claim:other")]), ["rivals"]);
    assert!(marks(|draft| draft.rivals = vec![rival("claim:cause")]).is_empty());
}

#[test]
fn what_is_under_review_is_not_published() {
    for object in ["finding:f1", "sentence:s1", "claim:cause"] {
        let review = vec![(object.to_owned(), "an older copy turned up".to_owned())];
        assert!(marks(|draft| draft.reviews = review).contains(&"review".to_owned()), "{object}");
    }
    assert!(marks(|draft| draft.reviews = vec![("finding:else".into(), "x".into())]).is_empty());
}

#[test]
fn the_accused_is_heard() {
    let silent = |draft: &mut Draft| {
        let sentence = &mut draft.edition.sentences[0];
        sentence.text = sentence.text.replace("The Hill Club denied this. ", "");
    };
    assert_eq!(marks(silent), ["denial"]);
    assert_eq!(marks(|draft| drop(draft.edition.sentences[0].rests_on.remove(1))), ["ask"]);
}

#[test]
fn deaths_and_blame_need_a_second_person() {
    assert_eq!(marks(|draft| draft.approver = None), ["second"]);
    assert_eq!(marks(|draft| draft.approver = Some("person:lina".into())), ["second"], "not the writer again");
}

#[test]
fn one_source_is_not_written_in_the_plural_in_any_language() {
    for (language, clause) in [
        (Language::En, "witnesses heard a crack"),
        (Language::Ar, "شهود سمعوا صوتًا"),
        (Language::Fr, "des témoins ont entendu un bruit"),
        (Language::Es, "testigos oyeron un crujido"),
        (Language::Uk, "очевидці чули тріск"),
    ] {
        let plural = |draft: &mut Draft| {
            draft.edition.language = language;
            draft.edition.sentences[0].clause = clause.into();
        };
        assert_eq!(marks(plural), ["plural"], "{language}");
        let independent = |draft: &mut Draft| {
            plural(draft);
            let mut second = draft.edition.sentences[0].rests_on[0].clone();
            second.origin = 9;
            draft.edition.sentences[0].rests_on.push(second);
        };
        assert!(marks(independent).is_empty(), "{language}");
    }
}

#[test]
fn a_figure_has_a_source_and_a_time() {
    let by_hand = |draft: &mut Draft| draft.edition.sentences[0].clause = "3 people were injured".into();
    assert_eq!(marks(by_hand), ["figure"]);
    let no_source = |draft: &mut Draft| draft.edition.sentences[0].clause = "{figure} fell".into();
    assert_eq!(marks(no_source), ["figure"]);
    let stated = |when: &'static str| {
        move |draft: &mut Draft| {
            no_source(draft);
            let basis = &mut draft.edition.sentences[0].rests_on[0];
            basis.figure = Some(Figure { low: 3, high: 3, unit: "people".into() });
            basis.when = when.into();
        }
    };
    assert_eq!(marks(stated("")), ["figure"]);
    assert!(marks(stated("2026-03-02")).is_empty());
}

#[test]
fn loaded_words_stand_inside_attribution_only() {
    for (language, clause) in [
        (Language::En, "the regime closed the bridge"),
        (Language::Ar, "النظام أغلق الجسر"),
        (Language::Fr, "le régime a fermé le pont"),
        (Language::Es, "el régimen cerró el puente"),
        (Language::Uk, "режим закрив міст"),
    ] {
        let said = |at: usize| {
            marks(|draft| {
                draft.edition.language = language;
                draft.edition.sentences[at].clause = clause.into();
            })
        };
        assert!(said(0).is_empty(), "{language}: attributed");
        assert_eq!(said(1), ["loaded"], "{language}: in the desk's own voice");
    }
    assert_eq!(marks(|draft| draft.edition.title = "The regime and the bridge".into()), ["loaded"]);
}

#[test]
fn judging_verbs_and_second_hedges_are_suggestions() {
    let verb = |draft: &mut Draft| draft.edition.sentences[0].clause = "the club admitted it".into();
    assert_eq!(marks(verb), ["verbs"]);
    let hedge = |draft: &mut Draft| draft.edition.sentences[0].clause = "the club allegedly sawed".into();
    assert_eq!(marks(hedge), ["hedges"]);
    let mut draft = draft();
    hedge(&mut draft);
    assert!(check(&draft).iter().all(|mark| !mark.blocks));
}

#[test]
fn distressing_footage_is_announced_specifically_and_extreme_footage_is_not_shown() {
    let generic = |draft: &mut Draft| {
        draft.edition.media[0].words = "Graphic footage!".into();
        draft.edition.warning.as_mut().unwrap().words = vec!["Graphic footage!".into()];
    };
    assert_eq!(marks(generic), ["warning"]);
    assert_eq!(marks(|draft| draft.edition.warning = None), ["warning"]);
    assert_eq!(marks(|draft| draft.edition.media[0].severity = 4), ["extreme"]);
    let described = |draft: &mut Draft| {
        draft.edition.media[0].severity = 4;
        draft.edition.media[0].file = None;
    };
    assert!(marks(described).is_empty());
}

#[test]
fn people_at_risk_are_blurred_or_there_is_a_reason() {
    let minor = |draft: &mut Draft| draft.edition.media[0].at_risk = vec!["minor".into()];
    assert_eq!(marks(minor), ["recognised"]);
    let blurred = |draft: &mut Draft| {
        minor(draft);
        draft.edition.media[0].blurred = true;
    };
    assert!(marks(blurred).is_empty());
}

#[test]
fn live_posts_are_not_embedded() {
    let post = |draft: &mut Draft| draft.edition.sentences[0].clause = "<blockquote class=\"post\">".into();
    assert_eq!(marks(post), ["embeds"]);
    assert_eq!(marks(|draft| draft.edition.media[0].file = Some("https://posts.example/v.mp4".into())), ["embeds"]);
}

#[test]
fn an_old_explainer_is_looked_at_again() {
    assert_eq!(marks(|draft| draft.now = "2026-08-01T00:00:00Z".into()), ["stale", "stale"]);
}

#[test]
fn a_sealed_witness_is_found_however_the_name_is_written() {
    for told in
        ["Zoë Quill", "ZOE  QUILL", "zoe-quill", "Zoe\u{200B} Quill", "Zo&#xEB; Quill", "Zo\\u00eb Quill", "@zoe_quill"]
    {
        assert!(found_in(told.as_bytes(), &["Zoë Quill".to_owned()]), "{told}");
    }
    assert!(!found_in("Zoe Quillan".as_bytes(), &["Zoë Quill".to_owned()]));
    assert_eq!(marks(|draft| draft.edition.sentences[0].clause = "Zoe Quill saw it".into()), ["sealed"]);
    assert_eq!(marks(|draft| draft.edition.title = "What Zoe Quill saw".into()), ["sealed"]);
    let mut draft = draft();
    draft.edition.sentences[0].clause = "Zoe Quill saw it".into();
    assert!(!format!("{:?}", check(&draft)).contains("Quill"), "the mark does not tell either");
}
