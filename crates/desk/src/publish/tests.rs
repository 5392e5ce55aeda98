//! Reports in an open desk: what is published, what news does to it, and that nothing of it can be rewritten.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

mod history;

use std::{
    collections::BTreeMap,
    io::{Cursor, Read as _, Write as _},
};

use proptest::prelude::*;

use super::{
    corrections,
    edition::{Edition, FORMATS, Format, Standing},
    hedge::Certainty,
    package,
    report::{self, NewOutline, NewSentence},
    versions::{self, NewCorrection},
    words::Language,
};
use crate::{
    Desk, args,
    claims::{
        assertion::Stance,
        entity::{self, Kind, NameKind, NewName},
        incident,
        say::{Saying, say},
        source,
    },
    findings::{self, Evidence, NewFinding, reading},
    ids::ReportRef,
    monitor::Silent,
    preserve,
    trial::{self, Trial},
};

struct Case {
    desk: Trial,
    report: ReportRef,
    posts: Vec<String>,
    league: entity::Entity,
}

fn named(name: &str) -> NewName<'_> {
    NewName { name, language: None, kind: NameKind::Official, period: None, assertions: &[] }
}

impl Case {
    async fn says(&self, post: usize, predicate: &str, object: &str, stance: Stance) -> String {
        let saying = Saying {
            incident: "I-1".into(),
            predicate: predicate.into(),
            object: object.into(),
            post: self.posts[post].clone(),
            stance: stance.to_string(),
            ..Saying::default()
        };
        say(&self.desk, &saying).await.unwrap().claim.sayable().to_string()
    }

    async fn write(&self, clause: &str, bound: &[&str]) -> String {
        let bound = bound.iter().map(|base| (*base).to_owned()).collect();
        let new = NewSentence { clause: clause.into(), bound, ..NewSentence::default() };
        report::write(&self.desk, self.report, &new).await.unwrap()
    }

    async fn publish(&self, corrections: &[NewCorrection]) -> Result<Edition, crate::Error> {
        let version = versions::publish(&self.desk, self.report, Some("omar"), corrections).await?;
        Ok(versions::edition(&version).unwrap())
    }

    async fn render(&self, number: i64, format: &str) -> Vec<u8> {
        let version = versions::get(&self.desk, self.report, Some(number)).await.unwrap();
        versions::render(&self.desk, &version, Format::named(format).unwrap()).await.unwrap()
    }

    async fn as_person(&self, name: &str) -> Desk {
        let mut desk = self.desk.desk.clone();
        desk.actor = format!("person:{name}");
        desk
    }
}

/// A footbridge came down; one group blames another, which denies it. The report has one sentence on that.
async fn case() -> Case {
    let desk = trial::desk().await;
    let posts = desk
        .posts(&[
            ("green_shore", "The Blue League loosened the bolts of our bridge", "2026-05-04T09:00:00Z"),
            ("blue_league", "We did not touch the bridge and will look into it", "2026-05-04T11:00:00Z"),
            ("town_radio", "Three people got wet feet", "2026-05-04T12:00:00Z"),
            ("ferry_club", "Five people got wet feet when it fell, we counted them", "2026-05-04T13:00:00Z"),
        ])
        .await;
    let outline = incident::NewOutline { title: "the collapse of the footbridge", zone: "UTC", ..Default::default() };
    let reference = incident::create(&desk, &outline).await.unwrap();
    let league = entity::create(&desk, Kind::Group, &named("Blue League")).await.unwrap();
    let outline = NewOutline {
        title: "Who loosened the bolts?".into(),
        publisher: "Alder Desk".into(),
        site: "https://desk.example/".into(),
        licence: "CC BY 4.0".into(),
    };
    let report = report::begin(&desk, Language::En, Some(reference), &outline).await.unwrap();
    Case { desk, report, posts, league }
}

async fn accused() -> Case {
    let case = case().await;
    let claim = case.says(0, "caused by", "Blue League", Stance::Asserts).await;
    case.says(1, "caused by", "Blue League", Stance::Denies).await;
    case.write("the Blue League loosened the bolts", &[&claim]).await;
    case
}

#[tokio::test]
async fn an_accusation_is_published_with_its_denial_and_with_what_could_not_be_verified() {
    let case = accused().await;
    let edition = case.publish(&[]).await.unwrap();
    assert_eq!(
        edition.sentences[0].text,
        "@green_shore said that the Blue League loosened the bolts. @blue_league denied this. \
         Alder Desk could not independently verify the cause."
    );
    assert_eq!(edition.url, "https://desk.example/reports/R-1");
    assert_eq!(edition.unknown, ["the cause: the Blue League loosened the bolts"]);
}

#[tokio::test]
async fn every_published_sentence_resolves_to_what_it_rests_on() {
    let case = accused().await;
    let edition = case.publish(&[]).await.unwrap();
    let mut resolved = 0;
    for basis in edition.sentences.iter().flat_map(|sentence| &sentence.rests_on) {
        let (kind, id) = basis.reference.split_once(':').unwrap();
        let sql = match kind {
            "assertion" => "SELECT COUNT(*) FROM assertion WHERE id = $1",
            "finding" => "SELECT COUNT(*) FROM finding WHERE id = $1",
            other => panic!("{other}"),
        };
        assert_eq!(case.desk.db.number(sql, args![id]).await.unwrap(), 1, "{}", basis.reference);
        resolved += 1;
    }
    assert_eq!(resolved, 2, "both sides");
}

#[tokio::test]
async fn nothing_is_published_while_a_rule_blocks() {
    let case = accused().await;
    case.write("the river was high", &[]).await;
    let refused = case.publish(&[]).await.unwrap_err();
    assert!(refused.to_string().contains("rests on nothing"), "{refused}");
    assert!(refused.hint().contains("bind it"), "{}", refused.hint());
    report::take_out(&case.desk, case.report, "2").await.unwrap();
    let alone = versions::publish(&case.desk, case.report, None, &[]).await.unwrap_err();
    assert!(alone.to_string().contains("only its writer has read it"), "{alone}");
    assert!(versions::get(&case.desk, case.report, None).await.is_err(), "nothing is half published");
    case.publish(&[]).await.unwrap();
}

#[tokio::test]
async fn two_figures_become_a_range_and_leaving_one_out_blocks() {
    let case = case().await;
    let three = case.says(2, "injured", "3 people", Stance::Asserts).await;
    let five = case.says(3, "injured", "5 people", Stance::Asserts).await;
    case.write("{figure} got wet feet", &[&three]).await;
    let refused = case.publish(&[]).await.unwrap_err();
    assert!(refused.to_string().contains("leaves out what contradicts it"), "{refused}");
    report::bind(&case.desk, case.report, "1", &[five]).await.unwrap();
    let text = case.publish(&[]).await.unwrap().sentences[0].text.clone();
    assert!(text.contains("between 3 and 5 people got wet feet"), "{text}");
    assert!(text.contains("@town_radio gave 3 people (as of 2026-05-04"), "{text}");
    assert!(text.contains("@ferry_club gave 5 people (as of 2026-05-04"), "{text}");
    assert!(!text.contains("T1") && text.contains(" UTC"), "times are written for readers: {text}");
    assert!(text.ends_with("verify the number."), "what two claims leave open is said once: {text}");
}

#[tokio::test]
async fn a_confused_name_is_corrected_everywhere_and_the_first_version_stays_as_it_was() {
    let case = accused().await;
    let first = case.publish(&[]).await.unwrap();
    let mut before = Vec::new();
    for format in &FORMATS {
        before.push(case.render(1, format.name).await);
    }
    let version = versions::get(&case.desk, case.report, None).await.unwrap();
    assert_eq!(versions::standing(&case.desk, &version).await.unwrap(), Standing::Current);

    // It was the Blue Lantern all along.
    let names = entity::names(&case.desk.db, &case.league.id).await.unwrap();
    entity::correct_name(&case.desk, &names[0].id, &named("Blue Lantern"), "two clubs were confused").await.unwrap();
    assert_eq!(versions::standing(&case.desk, &version).await.unwrap(), Standing::UnderReview);
    let drafted = corrections::drafted(&case.desk, case.report).await.unwrap();
    assert!(drafted.iter().any(|draft| draft.why.contains("two clubs were confused")), "{drafted:?}");
    assert!(drafted.iter().any(|draft| draft.wrong == "Blue League" && draft.right == "Blue Lantern"), "{drafted:?}");
    let blocked = case.publish(&[]).await.unwrap_err();
    assert!(blocked.to_string().contains("under review"), "{blocked}");

    let sentence = first.sentences[0].id.clone();
    let rewritten = NewSentence {
        sentence: Some(sentence.clone()),
        clause: "the Blue Lantern loosened the bolts".into(),
        bound: vec!["C-1".into()],
        ..NewSentence::default()
    };
    report::write(&case.desk, case.report, &rewritten).await.unwrap();
    let correction = NewCorrection {
        sentences: vec![sentence],
        wrong: "Blue League".into(),
        right: "Blue Lantern".into(),
        why: "two clubs were confused".into(),
        finding: false,
    };
    let same = NewCorrection { right: correction.wrong.clone(), ..correction.clone() };
    assert!(case.publish(&[same]).await.unwrap_err().to_string().contains("word for word"));
    let second = case.publish(&[correction]).await.unwrap();
    assert_eq!((second.version, second.corrections.len()), (2, 1));
    assert_eq!(second.corrections[0].version, 2);
    assert_eq!(second.first_published, first.first_published);
    for format in FORMATS.iter().filter(|format| !["pdf", "mediareview", "geojson"].contains(&format.name)) {
        let text = String::from_utf8(case.render(2, format.name).await).unwrap();
        assert!(text.contains("An earlier version referred to"), "{}: {text}", format.name);
        assert!(!text.contains("that the Blue League loosened"), "{}", format.name);
    }
    for (format, old) in FORMATS.iter().zip(&before) {
        assert!(case.render(1, format.name).await == *old, "{} of version 1 changed", format.name);
    }
    assert_eq!(versions::standing(&case.desk, &version).await.unwrap(), Standing::Superseded);
    assert!(corrections::drafted(&case.desk, case.report).await.unwrap().is_empty(), "nothing waits any more");
    assert_eq!(corrections::all(&case.desk).await.unwrap().len(), 1);
    let verdict = preserve::verify(&case.desk, &Silent).await.unwrap();
    assert_eq!(verdict.faults, []);
}

#[tokio::test]
async fn a_verdict_that_contradicts_what_was_published_drafts_a_correction_for_the_top() {
    let case = accused().await;
    case.publish(&[]).await.unwrap();
    let found = NewFinding {
        about: "C-1".into(),
        pillar: "verdict".into(),
        state: "contradicted".into(),
        answer: "the bolts were sound".into(),
        method: "photos of the day after".into(),
        reasoning: "all bolts are in place in each of them".into(),
        evidence: vec![Evidence { on: format!("post:{}", case.posts[1]), words: String::new(), from: None, to: None }],
        ..NewFinding::default()
    };
    let finding = findings::find(&case.as_person("lina").await, &found).await.unwrap();
    if finding.needs_reader() {
        reading::read(&case.as_person("omar").await, &finding.id, true, "I see the same").await.unwrap();
    }
    let drafted = corrections::drafted(&case.desk, case.report).await.unwrap();
    assert!(drafted[0].finding, "{drafted:?}");
    assert!(drafted[0].right.contains("what Alder Desk found contradicts this"), "{drafted:?}");
    let correction = NewCorrection {
        sentences: drafted[0].sentence.iter().cloned().collect(),
        wrong: drafted[0].wrong.clone(),
        right: drafted[0].right.clone(),
        why: "we found the bolts in place".into(),
        finding: true,
    };
    let second = case.publish(&[correction]).await.unwrap();
    assert_eq!(second.sentences[0].certainty, Certainty::Contradicted);
    assert!(second.corrections[0].finding);
}

#[tokio::test]
async fn a_writer_lowers_freely_and_another_person_raises_with_a_reason() {
    let case = accused().await;
    let raise = |editor: Option<&str>| NewSentence {
        sentence: Some("1".into()),
        clause: "the Blue League loosened the bolts".into(),
        bound: vec!["C-1".into()],
        certainty: Some("confirmed".into()),
        editor: editor.map(str::to_owned),
        reason: editor.map(|_| "the league's own minutes say so".into()),
        ..NewSentence::default()
    };
    report::write(&case.desk, case.report, &raise(None)).await.unwrap();
    assert!(case.publish(&[]).await.unwrap_err().to_string().contains("is only \"claimed\""));
    report::write(&case.desk, case.report, &raise(Some("noor"))).await.unwrap();
    let edition = case.publish(&[]).await.unwrap();
    assert!(edition.sentences[0].text.starts_with("The Blue League loosened the bolts. @blue_league denied this."));
    assert_eq!(edition.sentences[0].raised.as_ref().unwrap().editor, "person:noor");
}

#[tokio::test]
async fn who_a_sealed_witness_is_never_gets_into_anything_that_is_published() {
    let case = case().await;
    let witness =
        source::NewSource {
            kind: source::Kind::Witness, name: "Witness 1", entity: None, identity: Some("Zoë Quill")
        };
    let source = source::create(&case.desk, &witness).await.unwrap();
    let saying = Saying {
        incident: "I-1".into(),
        predicate: "reason".into(),
        object: "a rotten beam".into(),
        page: "https://zoe.example/what-i-saw".into(),
        source,
        words: "I saw the beam break".into(),
        ..Saying::default()
    };
    say(&case.desk, &saying).await.unwrap();
    case.write("a beam was rotten, as Zoe Quill saw", &["C-1"]).await;
    let refused = case.publish(&[]).await.unwrap_err();
    assert!(refused.to_string().contains("sealed") && !refused.to_string().contains("Quill"), "{refused}");
    report::take_out(&case.desk, case.report, "1").await.unwrap();
    case.write("a beam was rotten", &["C-1"]).await;
    let edition = case.publish(&[]).await.unwrap();
    assert!(
        edition.sentences[0].text.starts_with("A witness known to Alder Desk said that"),
        "{}",
        edition.sentences[0].text
    );
    for format in FORMATS.iter().filter(|format| format.name != "pdf") {
        let text = String::from_utf8(case.render(1, format.name).await).unwrap().to_lowercase();
        assert!(
            !text.contains("quill") && !text.contains("zoe.example") && !text.contains("witness 1"),
            "{}",
            format.name
        );
    }
}

#[tokio::test]
async fn published_versions_cannot_be_rewritten_and_whoever_does_it_all_the_same_is_found() {
    let case = accused().await;
    case.publish(&[]).await.unwrap();
    let forge = "UPDATE report_version SET edition = REPLACE(edition, 'denied', 'admitted')";
    let mut tx = case.desk.db.begin().await.unwrap();
    assert!(tx.run(forge, args![]).await.unwrap_err().to_string().contains("append-only"));
    drop(tx);
    let mut tx = case.desk.db.begin().await.unwrap();
    tx.run("DROP TRIGGER report_version_no_update", args![]).await.unwrap();
    tx.run(forge, args![]).await.unwrap();
    tx.commit().await.unwrap();
    let version = versions::get(&case.desk, case.report, Some(1)).await.unwrap();
    let html = Format::named("html").unwrap();
    assert!(versions::render(&case.desk, &version, html).await.unwrap_err().to_string().contains("damaged"));
    let verdict = preserve::verify(&case.desk, &Silent).await.unwrap();
    assert!(verdict.faults.iter().any(|fault| fault.object.starts_with("version ")), "{:?}", verdict.faults);
}

async fn packed(case: &Case) -> Vec<u8> {
    let version = versions::get(&case.desk, case.report, None).await.unwrap();
    let mut bytes = Cursor::new(Vec::new());
    package::write(&case.desk, &version, &mut bytes).await.unwrap();
    bytes.into_inner()
}

fn unpacked(package: &[u8]) -> BTreeMap<String, Vec<u8>> {
    let mut zip = zip::ZipArchive::new(Cursor::new(package)).unwrap();
    let mut files = BTreeMap::new();
    for at in 0..zip.len() {
        let mut file = zip.by_index(at).unwrap();
        let mut content = Vec::new();
        file.read_to_end(&mut content).unwrap();
        let name = file.name().unwrap().into_owned();
        files.insert(name, content);
    }
    files
}

fn repacked(files: &BTreeMap<String, Vec<u8>>) -> Cursor<Vec<u8>> {
    let mut zip = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for (name, content) in files {
        zip.start_file(name, zip::write::SimpleFileOptions::default()).unwrap();
        zip.write_all(content).unwrap();
    }
    zip.finish().unwrap()
}

#[tokio::test]
async fn a_package_holds_every_format_and_proves_that_its_events_are_in_the_signed_log() {
    let case = accused().await;
    case.publish(&[]).await.unwrap();
    let package = packed(&case).await;
    let files = unpacked(&package);
    let manifest = String::from_utf8(files["manifest-sha256.txt"].clone()).unwrap();
    assert_eq!(manifest.lines().count(), FORMATS.len() + 6, "{manifest}");
    for line in manifest.lines() {
        let (digest, name) = line.split_once("  ").unwrap();
        assert_eq!(preserve::sha256(&files[name]), digest, "{name}");
    }
    let events = String::from_utf8(files["custody/events.jsonl"].clone()).unwrap();
    assert_eq!(events.matches("\"act\":\"recorded\"").count(), 3, "a claim and two assertions: {events}");
    assert!(events.contains("\"act\":\"published\""), "the version itself: {events}");
    assert!(!events.contains("loosened"), "what people said is only committed to");
    let checked = package::check(Cursor::new(package)).unwrap();
    assert_eq!((checked.events, checked.faults), (events.lines().count(), vec![]));
}

#[tokio::test]
async fn a_package_that_somebody_altered_is_told_from_one_that_the_desk_made() {
    let case = accused().await;
    case.publish(&[]).await.unwrap();
    let files = unpacked(&packed(&case).await);
    let faults_when = |name: &str, from: &str, to: &str, mended: bool| {
        let mut files = files.clone();
        let text = String::from_utf8(files[name].clone()).unwrap();
        let altered = text.replacen(from, to, 1).into_bytes();
        assert_ne!(altered, files[name], "{name} has no {from}");
        if mended {
            let manifest = String::from_utf8(files["manifest-sha256.txt"].clone()).unwrap();
            let manifest = manifest.replace(&preserve::sha256(&files[name]), &preserve::sha256(&altered));
            files.insert("manifest-sha256.txt".into(), manifest.into_bytes());
        }
        files.insert(name.into(), altered);
        package::check(repacked(&files)).unwrap().faults.join("; ")
    };
    assert_eq!(faults_when("index.html", "bolts", "beams", false), "index.html is not what the manifest says");
    let event = faults_when("custody/events.jsonl", "recorded", "observed", true);
    assert!(event.contains("is not in the log"), "a mended manifest hides no altered event: {event}");
    let head = faults_when("custody/head", "\n", "\n1", true);
    assert!(head.contains("proves nothing"), "{head}");
    let missing = faults_when("custody/proofs.jsonl", "}\n{", "}{", true);
    assert!(missing.contains("not as many proofs"), "{missing}");
    let mut more = files.clone();
    more.insert("media/added.jpg".into(), vec![1]);
    assert_eq!(package::check(repacked(&more)).unwrap().faults, ["media/added.jpg is not in the manifest"]);
    assert!(package::check(Cursor::new(b"PK".to_vec())).is_err());
}

#[tokio::test]
async fn a_report_of_the_same_people_is_offered_once_it_is_published() {
    let case = accused().await;
    case.publish(&[]).await.unwrap();
    let outline = incident::NewOutline { title: "the second bridge", zone: "UTC", ..Default::default() };
    let other = incident::create(&case.desk, &outline).await.unwrap();
    let outline = NewOutline {
        title: "Another bridge".into(),
        publisher: "Alder Desk".into(),
        site: "https://desk.example".into(),
        licence: String::new(),
    };
    let report = report::begin(&case.desk, Language::Fr, Some(other), &outline).await.unwrap();
    let saying = Saying {
        incident: other.to_string(),
        predicate: "caused by".into(),
        object: "Blue League".into(),
        post: case.posts[0].clone(),
        ..Saying::default()
    };
    let claim = say(&case.desk, &saying).await.unwrap().claim.sayable().to_string();
    let new =
        NewSentence { clause: "la ligue a desserré les boulons".into(), bound: vec![claim], ..NewSentence::default() };
    report::write(&case.desk, report, &new).await.unwrap();
    let (edition, _) = versions::check(&case.desk, report, None).await.unwrap();
    assert_eq!(edition.related.len(), 1);
    assert_eq!(
        (edition.related[0].reference.as_str(), edition.related[0].why.as_str()),
        ("R-1", "en commun : Blue League")
    );
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(12))]

    /// Whatever sources say of a claim, whoever binds it publishes everybody who contradicts it.
    #[test]
    fn contradictory_assertions_are_never_shown_one_without_the_other(
        stances in prop::collection::vec(prop::sample::select(vec![Stance::Asserts, Stance::Denies, Stance::Doubts]), 1..4)
    ) {
        let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build().unwrap();
        let shown: Result<(), TestCaseError> = runtime.block_on(async {
            let case = case().await;
            for (post, stance) in stances.iter().enumerate() {
                case.says(post, "caused by", "Blue League", *stance).await;
            }
            case.write("the Blue League loosened the bolts", &["C-1"]).await;
            let (edition, _) = versions::check(&case.desk, case.report, None).await.unwrap();
            let handles = ["@green_shore", "@blue_league", "@town_radio"];
            for (handle, stance) in handles.iter().zip(&stances) {
                prop_assert!(edition.sentences[0].rests_on.iter().any(|basis| basis.who == *handle && basis.stance == Some(*stance)));
                if *stance != Stance::Asserts {
                    prop_assert!(edition.sentences[0].text.contains(handle), "{}", edition.sentences[0].text);
                }
            }
            Ok(())
        });
        shown?;
    }
}
