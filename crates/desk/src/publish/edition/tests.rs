//! The sample edition that tests of formats and rules share, and what holds for every format.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::collections::BTreeMap;

use super::*;
use crate::{
    claims::assertion::Stance,
    preserve::sha256,
    publish::{
        hedge::{Aspect, Certainty, Frame, Ground, Line, Voice, sentence},
        labels,
    },
};

fn basis(reference: &str, who: &str, stance: Stance, words: &str, origin: i64) -> Basis {
    Basis {
        reference: reference.into(),
        claim: Some("claim:cause".into()),
        who: who.into(),
        source_kind: Some("organisation".into()),
        stance: Some(stance),
        words: words.into(),
        language: Some("en".into()),
        translation: None,
        when: "2026-03-02 08:00 UTC".into(),
        via: vec![],
        link: Some(Link { url: "https://posts.example/1".into(), archived: Some("ab".repeat(32)) }),
        figure: None,
        origin,
        state: None,
        aspect: None,
    }
}

/// A footbridge fell; two clubs blame each other. Everything in it is made up.
pub(crate) fn sample(language: Language) -> Edition {
    let clause = match language {
        Language::Ar => "نادي التل قطع عارضة من الجسر",
        Language::Uk => "клуб «Пагорб» підпиляв балку",
        _ => "the Hill Club sawed through a beam",
    };
    let rests_on = vec![
        basis("assertion:a1", "Alder Watch", Stance::Asserts, "They sawed it <b>through</b> & left", 1),
        basis("assertion:a2", "The Hill Club", Stance::Denies, "=We did nothing of the kind", 2),
    ];
    let voice = |basis: &Basis| Voice {
        who: basis.who.clone(),
        stance: basis.stance.unwrap_or(Stance::Asserts),
        via: vec![],
        figure: None,
        when: basis.when.clone(),
    };
    let ground = Ground {
        voices: rests_on.iter().map(voice).collect(),
        verified: vec![Aspect::Place],
        unverified: vec![Aspect::Cause],
    };
    let line = Line { language, desk: "Firsthand", frame: Frame::Event, clause };
    let accused = Sentence {
        id: "s1".into(),
        kind: Kind::Reported,
        text: sentence(&line, &ground, Certainty::Claimed),
        clause: clause.into(),
        certainty: Certainty::Claimed,
        computed: Certainty::Claimed,
        raised: None,
        rests_on,
        unverified: vec![Aspect::Cause],
        accuses: true,
    };
    let finding = Basis {
        reference: "finding:f1".into(),
        who: "Firsthand".into(),
        stance: None,
        words: "Matched the railing with two photos of 2024".into(),
        link: None,
        origin: 0,
        state: Some(Certainty::Confirmed),
        aspect: Some(Aspect::Place),
        ..basis("", "", Stance::Asserts, "", 0)
    };
    let seen = Sentence {
        id: "s2".into(),
        text: "The video shows a footbridge without its middle.".into(),
        clause: "a footbridge without its middle".into(),
        certainty: Certainty::Confirmed,
        computed: Certainty::Confirmed,
        rests_on: vec![finding],
        unverified: vec![],
        accuses: false,
        ..accused.clone()
    };
    let medium = Medium {
        sha256: "cd".repeat(32),
        file: Some("media/cdcdcdcdcdcd.mp4".into()),
        kind: MediaKind::Video,
        footage: "F-1".into(),
        severity: 2,
        words: "00:03 to 00:05 a duck with a hurt wing".into(),
        maker: None,
        rights: "used with permission".into(),
        first_seen: Some("2026-03-02 07:58 UTC by @ilse.walks".into()),
        first_seen_utc: Some("2026-03-02T07:58:00Z".into()),
        appearances: vec!["https://posts.example/2".into()],
        blurred: false,
        shown_because: None,
        at_risk: vec![],
        rating: Some("DecontextualizedContent".into()),
        rating_reason: Some("It was filmed in March, not in September.".into()),
    };
    let relation = Relation {
        reference: "relation:r1".into(),
        subject: "Hill Club".into(),
        predicate: "allied with".into(),
        object: "Mill Club".into(),
        period: "since 2019".into(),
        text: "Hill Club is allied with Mill Club (since 2019)".into(),
        rests_on: vec![basis("assertion:a3", "Parish paper", Stance::Asserts, "The clubs joined hands in 2019", 3)],
    };
    let explainer = |entity: &str, name: &str, names: &[&str], lines: Vec<Relation>| Explainer {
        entity: entity.into(),
        name: name.into(),
        kind: "group".into(),
        names: names.iter().map(|name| (*name).to_owned()).collect(),
        lines,
        checked: "2026-03-01T09:00:00Z".into(),
        checked_text: "Checked on 2026-03-01 09:00 UTC".into(),
    };
    let correction = |id: &str, finding: bool| Correction {
        id: id.into(),
        version: 2,
        when: "2026-03-05T10:00:00Z".into(),
        wrong: "Mill Club".into(),
        right: "Hill Club".into(),
        why: "the two names were confused".into(),
        finding,
        text: "An earlier version referred to “Mill Club”. The right wording is “Hill Club”.".into(),
    };
    Edition {
        format: FORMAT,
        report: "R-1".into(),
        version: 2,
        url: "https://desk.example/reports/R-1".into(),
        language,
        title: if language == Language::Ar {
            "انهيار جسر المشاة"
        } else {
            "The footbridge & the two clubs"
        }
        .into(),
        publisher: "Firsthand".into(),
        published: "2026-03-05T10:00:00Z".into(),
        first_published: "2026-03-03T10:00:00Z".into(),
        warning: Some(Warning { severity: 2, words: vec![medium.words.clone()] }),
        sentences: vec![accused, seen],
        media: vec![medium],
        explainers: vec![
            explainer("E-1", "Hill Club", &["نادي التل"], vec![relation]),
            explainer("E-2", "Mill Club", &[], vec![]),
        ],
        related: vec![Related {
            reference: "I-2".into(),
            title: "The flood of 2025".into(),
            url: None,
            why: "400 m away".into(),
        }],
        known: vec!["The video shows a footbridge without its middle.".into()],
        unknown: vec!["the cause: the Hill Club sawed through a beam".into()],
        checked: vec!["place: matched points".into()],
        corrections: vec![correction("c2", true), correction("c1", false)],
        incident: Some(Incident {
            reference: "I-1".into(),
            title: "Footbridge collapse".into(),
            when: "2026-03-02".into(),
            earliest: Some("2026-03-02T00:00:00Z".into()),
            latest: Some("2026-03-02T23:59:59Z".into()),
            place: "Alder Lane".into(),
            position: Some(Position { latitude_e7: 500_123_456, longitude_e7: -31_234_567, precision_metres: 100 }),
            parties: vec![Party { entity: "E-1".into(), name: "Hill Club".into(), kind: "group".into() }],
        }),
        licence: "CC BY 4.0".into(),
        credits: vec!["GeoNames".into()],
        labels: labels(language),
    }
}

fn text(edition: &Edition, format: &str) -> String {
    String::from_utf8(Format::named(format).unwrap().one(edition).unwrap()).unwrap()
}

/// What each format gives of the sample: whoever changes how a version looks notices that it must be another
/// [`FORMAT`], because a version that was published would not render to its bytes any more.
#[test]
fn the_formats_render_as_they_did() {
    let known: BTreeMap<String, String> =
        serde_json::from_str(include_str!("rendered.json")).expect("rendered.json is readable");
    let mut now = BTreeMap::new();
    for language in [Language::En, Language::Ar] {
        for format in &FORMATS {
            let bytes = format.one(&sample(language)).unwrap();
            now.insert(format!("{language} {}", format.name), sha256(&bytes));
        }
    }
    if std::env::var_os("UPDATE").is_some() {
        let file = concat!(env!("CARGO_MANIFEST_DIR"), "/src/publish/edition/rendered.json");
        std::fs::write(file, serde_json::to_string_pretty(&now).unwrap() + "\n").unwrap();
    } else {
        assert_eq!(now, known, "once published, add a format number; before that, run this with UPDATE=1");
    }
}

#[test]
fn an_edition_is_read_back_as_it_was_written_and_its_bytes_are_canonical() {
    let edition = sample(Language::Ar);
    let bytes = edition.bytes().unwrap();
    assert_eq!(Edition::read(&bytes).unwrap(), edition);
    assert_eq!(Edition::read(&bytes).unwrap().bytes().unwrap(), bytes);
    let text = String::from_utf8(bytes).unwrap();
    assert!(text.starts_with(r#"{"checked":"#), "keys are in order");
    let later = text.replace("\"format\":1", "\"format\":2");
    assert!(Edition::read(later.as_bytes()).is_err(), "a layout that is not known is refused");
}

#[test]
fn both_corrections_and_both_sides_are_in_every_format() {
    let edition = sample(Language::En);
    for format in FORMATS.iter().filter(|format| format.name != "pdf") {
        let text = text(&edition, format.name);
        assert!(text.matches("An earlier version").count() >= 2 || format.name == "ftm", "{}: {text}", format.name);
        assert!(text.contains("An earlier version"), "{}: {text}", format.name);
        if !["mediareview"].contains(&format.name) {
            assert!(text.contains("The Hill Club denied this"), "{}: {text}", format.name);
        }
    }
}

#[test]
fn words_of_others_cannot_become_markup() {
    let edition = sample(Language::En);
    for format in ["html", "embed", "md", "rss", "atom"] {
        assert!(!text(&edition, format).contains("<b>through"), "{format}");
    }
    assert!(text(&edition, "csv").contains("'=We did nothing"), "a cell is no formula");
    let mut hostile = edition.clone();
    hostile.sentences[0].rests_on[0].link = Some(Link { url: "javascript:alert(1)".into(), archived: None });
    assert!(!text(&hostile, "html").contains("href=\"javascript"));
}

#[test]
fn a_page_loads_nothing_and_shows_no_picture_before_it_is_asked_for() {
    let page = text(&sample(Language::En), "html");
    for tag in ["<script", "<img", "<video", "<audio", "<iframe", "@import", "url("] {
        assert!(!page.contains(tag), "{tag}");
    }
    let (warning, medium) = (page.find("class=\"warning\"").unwrap(), page.find("media/cdcdcdcdcdcd.mp4").unwrap());
    assert!(warning < medium, "the warning comes first");
    assert!(page.contains("<details><summary>Show the video"));
}

#[test]
fn an_arabic_page_runs_from_right_to_left_with_its_own_headings() {
    let page = text(&sample(Language::Ar), "html");
    assert!(page.contains("<html lang=\"ar\" dir=\"rtl\">"));
    assert!(page.contains("كيف تحققنا") && !page.contains("How we checked"));
}

#[test]
fn a_frame_says_what_became_of_it() {
    let edition = sample(Language::En);
    let frame = |standing| String::from_utf8(edition.frame(standing).unwrap()).unwrap();
    assert!(frame(Standing::Current).contains("This version is the newest."));
    assert!(frame(Standing::Superseded).contains("A newer version of this report exists."));
    assert!(frame(Standing::UnderReview).contains("Under review"));
}

#[test]
fn a_feed_is_read_back_by_a_reader_of_feeds() {
    let two =
        [sample(Language::En), Edition { url: "https://desk.example/reports/R-2".into(), ..sample(Language::Ar) }];
    let Render::Dataset(render) = Format::named("rss").unwrap().render else { panic!("a feed holds many") };
    let channel = ::rss::Channel::read_from(&render(&two).unwrap()[..]).unwrap();
    ::rss::validation::Validate::validate(&channel).unwrap();
    assert_eq!(channel.items().len(), 6, "two reports with two corrections each");
    assert_eq!(channel.link(), "https://desk.example/reports");
    let Render::Dataset(render) = Format::named("atom").unwrap().render else { panic!("a feed holds many") };
    let feed = atom_syndication::Feed::read_from(&render(&two[..1]).unwrap()[..]).unwrap();
    assert_eq!(feed.entries().len(), 3);
    assert_eq!(feed.updated().to_rfc3339(), "2026-03-05T10:00:00+00:00");
}

#[test]
fn machines_read_the_verdict_the_place_and_the_people() {
    let edition = sample(Language::En);
    let claims: serde_json::Value = serde_json::from_str(&text(&edition, "claimreview")).unwrap();
    assert_eq!(claims["@graph"].as_array().unwrap().len(), 1, "what nobody claimed is no claim: {claims}");
    assert_eq!(claims["@graph"][0]["reviewRating"]["ratingValue"], 3);
    let media: serde_json::Value = serde_json::from_str(&text(&edition, "mediareview")).unwrap();
    assert_eq!(media["@graph"][0]["mediaAuthenticityCategory"], "https://schema.org/DecontextualizedContent");
    let map: serde_json::Value = serde_json::from_str(&text(&edition, "geojson")).unwrap();
    assert_eq!(map["features"][0]["geometry"]["coordinates"], serde_json::json!([-3.1234567, 50.0123456]));
    let people = text(&edition, "ftm");
    for schema in ["Article", "Event", "Organization", "UnknownLink"] {
        assert!(people.contains(&format!("\"schema\":\"{schema}\"")), "{people}");
    }
}

#[test]
fn a_pdf_is_tagged_and_the_same_every_time() {
    for &language in Language::ALL {
        let pdf = || Format::named("pdf").unwrap().one(&sample(language)).unwrap();
        let bytes = pdf();
        assert!(bytes.starts_with(b"%PDF-1."), "{language}");
        assert_eq!(bytes, pdf(), "{language}");
        let text = String::from_utf8_lossy(&bytes);
        assert!(text.contains("/StructTreeRoot") && text.contains("/MarkInfo"), "{language}: screen readers find tags");
    }
}

#[test]
fn a_long_report_goes_on_over_pages() {
    let mut edition = sample(Language::Ar);
    let sentence = edition.sentences[0].clone();
    edition.sentences = (0..60).map(|number| Sentence { id: format!("s{number}"), ..sentence.clone() }).collect();
    let bytes = Format::named("pdf").unwrap().one(&edition).unwrap();
    let text = String::from_utf8_lossy(&bytes);
    let pages = text.matches("/Type/Page").count() - text.matches("/Type/Pages").count();
    assert!(pages > 3, "{pages} pages");
}

#[test]
fn the_font_is_what_its_readme_says() {
    let digest = sha256(pdf::FONT);
    assert!(include_str!("../../../assets/fonts/README.md").contains(&digest), "{digest}");
}
