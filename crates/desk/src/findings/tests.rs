//! Findings on a real database: what may be recorded, when it is in force, and that news reaches what rests on it.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::{
        Arc,
        atomic::{AtomicI64, Ordering},
    },
};

use proptest::prelude::*;

use super::{
    finding::{self, Evidence, Finding, NewFinding, find},
    pillar::{Pillar, State},
    reading::read,
    reference::About,
    search::{self, NewSearch},
    standing::{Standing, standing},
    worksheets::{self, Input},
};
use crate::{
    Config, Desk, args,
    claims::{
        incident,
        say::{Saying, say},
        source,
    },
    clock::{Clock, Micros},
    ids::FootageRef,
    matches::{self, Verdict},
    monitor::Silent,
    news,
    preserve::{
        self,
        custody::{Change, Record as _},
    },
    rests, views,
};

const DAY: Micros = 86_400_000_000;

/// A clock that stands still until a test moves it.
struct Hand(AtomicI64);

impl Clock for Hand {
    fn now(&self) -> Micros {
        // A microsecond a reading, so that nothing happens twice at once.
        self.0.fetch_add(1, Ordering::Relaxed)
    }
}

struct Scene {
    desk: Desk,
    clock: Arc<Hand>,
    _folder: tempfile::TempDir,
}

impl Scene {
    async fn open() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let clock = Arc::new(Hand(AtomicI64::new(1_800_000_000_000_000)));
        let mut config = Config::new(folder.path(), sandbox::Sandbox::new());
        config.clock = clock.clone();
        Self { desk: Desk::open(config).await.unwrap(), clock, _folder: folder }
    }

    /// The same desk with somebody else at it.
    fn as_person(&self, name: &str) -> Desk {
        let mut desk = self.desk.clone();
        desk.actor = format!("person:{name}");
        desk
    }

    /// Footage of one photo that was received at a time.
    async fn footage(&self, number: i64, received: Micros) -> String {
        let sha256 = format!("{number:064}");
        let mut change = self.desk.custody.change("desk").await.unwrap();
        self.medium(&mut change, &sha256, received).await;
        let tx = &mut change.tx;
        tx.run("INSERT INTO footage (number, founder) VALUES ($1, $2)", args![number, &sha256]).await.unwrap();
        tx.run("INSERT INTO footage_media (sha256, number) VALUES ($1, $2)", args![&sha256, number]).await.unwrap();
        change.commit().await.unwrap();
        sha256
    }

    async fn medium(&self, change: &mut preserve::custody::Change, sha256: &str, received: Micros) {
        let media = "INSERT INTO media (sha256, size, kind, mime, kept_at, seq, stage) VALUES ($1, 1, 'photo', 'image/jpeg', $2, 0, 'matched')";
        change.tx.run(media, args![sha256, received]).await.unwrap();
        let receipt = "INSERT INTO receipt (sha256, place, name, received_at, seq) VALUES ($1, $1, 'photo.jpg', $2, 0)";
        change.tx.run(receipt, args![sha256, received]).await.unwrap();
    }

    async fn matched(&self, query: &str, reference: &str, cover: f64) {
        let mut change = self.desk.custody.change("desk").await.unwrap();
        keep_match(&mut change, query, reference, cover).await;
        change.commit().await.unwrap();
    }

    /// A photo that is matched with another by the share `cover` and put into footage, as measuring does it.
    async fn newcomer(&self, letter: &str, received: Micros, like: &str, cover: f64) -> String {
        let sha256 = letter.repeat(64);
        let mut change = self.desk.custody.change("desk").await.unwrap();
        self.medium(&mut change, &sha256, received).await;
        change.commit().await.unwrap();
        let reviews = self.open_reviews().await.len();
        let mut change = self.desk.custody.change("desk").await.unwrap();
        let before = news::before(&mut change, &[like, &sha256]).await.unwrap();
        keep_match(&mut change, &sha256, like, cover).await;
        matches::group(&mut change, &sha256).await.unwrap();
        before.tell(&mut change).await.unwrap();
        assert_eq!(self.open_reviews().await.len(), reviews, "nobody sees the news before the change that brings it");
        change.commit().await.unwrap();
        sha256
    }

    async fn on(&self, footage: i64, pillar: Pillar) -> Standing {
        standing(&self.desk.db, &About::Footage(FootageRef(footage)), pillar).await.unwrap()
    }

    /// What is under review, with the reasons.
    async fn open_reviews(&self) -> BTreeMap<String, String> {
        let open = rests::open_reviews(&self.desk.db, None).await.unwrap();
        open.into_iter().map(|review| (review.object.clone(), review.reason.clone())).collect()
    }
}

async fn keep_match(change: &mut Change, query: &str, reference: &str, cover: f64) {
    let sql = "INSERT INTO matching (query, reference, score, query_cover, reference_cover, detail, seq) VALUES ($1, $2, 0.9, $3, $3, '{}', 0)";
    change.tx.run(sql, args![query, reference, cover]).await.unwrap();
}

/// A finding that needs nobody else.
fn harmless(footage: i64, pillar: Pillar, answer: &str, on: &str) -> NewFinding {
    NewFinding {
        about: format!("F-{footage}"),
        pillar: pillar.word().into(),
        state: State::Confirmed.word().into(),
        answer: answer.into(),
        reasoning: "both show the same bend of the river".into(),
        evidence: vec![Evidence { on: on.into(), words: "the bend".into(), from: None, to: None }],
        ..NewFinding::default()
    }
}

#[tokio::test]
async fn confirmed_needs_evidence_reasoning_and_an_answer() {
    let scene = Scene::open().await;
    let photo = scene.footage(1, DAY).await;
    let good = harmless(1, Pillar::Place, "Alder Lane", &format!("medium:{photo}"));
    for state in ["supported", "confirmed", "contradicted"] {
        let bare = NewFinding { state: state.into(), evidence: vec![], ..good.clone() };
        assert!(find(&scene.desk, &bare).await.unwrap_err().to_string().contains("needs evidence"), "{state}");
    }
    assert!(find(&scene.desk, &NewFinding { reasoning: " ".into(), ..good.clone() }).await.is_err());
    assert!(find(&scene.desk, &NewFinding { answer: String::new(), ..good.clone() }).await.is_err());
    let elsewhere = vec![Evidence { on: "medium:nothing".into(), words: String::new(), from: None, to: None }];
    assert!(find(&scene.desk, &NewFinding { evidence: elsewhere, ..good.clone() }).await.is_err());
    assert!(find(&scene.desk, &NewFinding { pillar: "verdict".into(), ..good.clone() }).await.is_err());
    assert!(find(&scene.desk, &NewFinding { about: "F-9".into(), ..good.clone() }).await.is_err());
    assert_eq!(scene.on(1, Pillar::Place).await.findings, 0, "nothing of that was recorded");
    find(&scene.desk, &good).await.unwrap();
    assert_eq!(scene.on(1, Pillar::Place).await.holds.unwrap().finding.state, State::Confirmed);
}

#[tokio::test]
async fn the_database_refuses_a_confirmed_finding_without_evidence_and_any_change_of_one() {
    let scene = Scene::open().await;
    let photo = scene.footage(1, DAY).await;
    let finding =
        find(&scene.desk, &harmless(1, Pillar::Place, "Alder Lane", &format!("medium:{photo}"))).await.unwrap();
    let tamper = [
        "UPDATE finding SET state = 'contradicted'",
        "DELETE FROM finding",
        "INSERT INTO finding SELECT 'x', about, 'date', state, question, answer, method, inputs, reasoning, '[]', likelihood,
                asked_by, search, expires, NULL, by_whom, at, seq FROM finding",
    ];
    for sql in tamper {
        let mut change = scene.desk.custody.change("desk").await.unwrap();
        assert!(change.tx.run(sql, args![]).await.is_err(), "{sql}");
    }
    assert_eq!(finding::get(&scene.desk.db, &finding.id).await.unwrap().record, finding);
    let verdict = preserve::verify(&scene.desk, &Silent).await.unwrap();
    assert!(verdict.faults.iter().all(|fault| !fault.object.starts_with("finding")), "{:?}", verdict.faults);
}

#[tokio::test]
async fn a_finding_that_names_a_death_waits_for_a_second_person_who_is_not_its_author() {
    let scene = Scene::open().await;
    let photo = scene.footage(1, DAY).await;
    let mut new = harmless(1, Pillar::Subject, "Two hens were killed", &format!("medium:{photo}"));
    new.topics = vec!["private person".into()];
    let (amal, boris) = (scene.as_person("amal"), scene.as_person("boris"));
    let finding = find(&amal, &new).await.unwrap();
    assert_eq!(finding.asked_by.0, ["deaths", "private person"]);
    let stands = scene.on(1, Pillar::Subject).await;
    assert!(stands.holds.is_none() && stands.waits.is_some(), "it is not in force");
    assert!(read(&amal, &finding.id, true, "I agree with myself").await.is_err());
    read(&boris, &finding.id, false, "I count one").await.unwrap();
    assert!(scene.on(1, Pillar::Subject).await.holds.is_none());
    assert!(read(&boris, &finding.id, true, " ").await.is_err());
    read(&boris, &finding.id, true, "I see the second one now").await.unwrap();
    let stands = scene.on(1, Pillar::Subject).await;
    assert!(stands.holds.is_some() && stands.waits.is_none());
}

#[tokio::test]
async fn until_a_second_reader_agrees_the_older_finding_holds_and_nothing_is_reopened() {
    let scene = Scene::open().await;
    let photo = scene.footage(1, DAY).await;
    let evidence = format!("medium:{photo}");
    let first = find(&scene.desk, &harmless(1, Pillar::Authenticity, "unaltered", &evidence)).await.unwrap();
    let resting = harmless(1, Pillar::Place, "Alder Lane", &first.reference());
    let resting = find(&scene.desk, &resting).await.unwrap();
    let against = NewFinding {
        state: "contradicted".into(),
        ..harmless(1, Pillar::Authenticity, "a part was cut out", &evidence)
    };
    let against = find(&scene.as_person("amal"), &against).await.unwrap();
    let stands = scene.on(1, Pillar::Authenticity).await;
    assert_eq!(stands.holds.unwrap().finding.id, first.id);
    assert!(scene.open_reviews().await.is_empty());
    read(&scene.as_person("boris"), &against.id, true, "compared with the original").await.unwrap();
    assert_eq!(scene.on(1, Pillar::Authenticity).await.holds.unwrap().finding.id, against.id);
    let open = scene.open_reviews().await;
    assert_eq!(open.keys().collect::<Vec<_>>(), [&resting.reference()], "{open:?}");
    assert!(open[&resting.reference()].contains("is now \"contradicted\""), "{open:?}");
}

#[tokio::test]
async fn a_new_finding_supersedes_the_old_one_reopens_what_rests_on_it_and_settles_what_was_open() {
    let scene = Scene::open().await;
    let photo = scene.footage(1, DAY).await;
    let evidence = format!("medium:{photo}");
    let old = find(&scene.desk, &harmless(1, Pillar::Date, "in March", &evidence)).await.unwrap();
    let resting = find(&scene.desk, &harmless(1, Pillar::Place, "Alder Lane", &old.reference())).await.unwrap();
    let mut change = scene.desk.custody.change("desk").await.unwrap();
    rests::mark(&mut change, &evidence, "the file is another one").await.unwrap();
    change.commit().await.unwrap();
    assert_eq!(scene.open_reviews().await.len(), 2);
    let new = find(&scene.desk, &harmless(1, Pillar::Date, "in April", &evidence)).await.unwrap();
    assert_eq!(new.supersedes.as_deref(), Some(old.id.as_str()));
    let open = rests::open_reviews(&scene.desk.db, None).await.unwrap();
    assert!(open.iter().all(|review| review.object == resting.reference()), "what was open on the old one is settled");
    assert!(open.iter().any(|review| review.reason.contains("in April")
        && review.path == crate::store::Json(vec![old.reference(), resting.reference()])));
    let history = finding::history(&scene.desk.db, &About::Footage(FootageRef(1)), Pillar::Date).await.unwrap();
    assert_eq!(history.iter().map(|finding| finding.answer.as_str()).collect::<Vec<_>>(), ["in April", "in March"]);
}

#[tokio::test]
async fn of_two_people_who_write_at_once_the_second_is_told() {
    let scene = Scene::open().await;
    let photo = scene.footage(1, DAY).await;
    let new = |answer: &str, saw: Option<&Finding>| NewFinding {
        instead_of: saw.map(|finding| finding.id.clone()),
        ..harmless(1, Pillar::Place, answer, &format!("medium:{photo}"))
    };
    let first = find(&scene.desk, &new("here", None)).await.unwrap();
    find(&scene.as_person("amal"), &new("there", Some(&first))).await.unwrap();
    let late = find(&scene.as_person("boris"), &new("elsewhere", Some(&first))).await.unwrap_err();
    assert!(late.to_string().contains("meanwhile"), "{late}");
}

#[tokio::test]
async fn an_older_appearance_reopens_what_rests_on_appearances_and_nothing_else() {
    let scene = Scene::open().await;
    let late = scene.footage(1, 20 * DAY).await;
    let evidence = format!("medium:{late}");
    let provenance = find(&scene.desk, &harmless(1, Pillar::Provenance, "the original", &evidence)).await.unwrap();
    let place = find(&scene.desk, &harmless(1, Pillar::Place, "Alder Lane", &evidence)).await.unwrap();
    // An older photo that shows a part of it: footage of its own, and an appearance of the first.
    let early = scene.newcomer("e", 10 * DAY, &late, 0.2).await;
    let open = scene.open_reviews().await;
    assert!(open[&provenance.reference()].contains("an older appearance turned up"), "{open:?}");
    assert!(!open.contains_key(&place.reference()), "where it was filmed does not depend on who showed it first");
    assert_eq!(open.len(), 1);
    let other = find(&scene.desk, &harmless(2, Pillar::Date, "then", &format!("medium:{early}"))).await.unwrap();
    matches::decide(&scene.desk, &early, &late, Verdict::Confirmed, "the same").await.unwrap();
    let open = scene.open_reviews().await;
    assert!(open[&other.reference()].contains("same recording as F-1"), "{open:?}");
    assert_eq!(open.len(), 2, "that it is the same recording does not make its first appearance older: {open:?}");
    // The findings of the footage that was joined are found on the other one now.
    assert_eq!(scene.on(1, Pillar::Date).await.holds.unwrap().finding.id, other.id);
}

#[tokio::test]
async fn a_newly_matched_copy_brings_its_news_even_to_footage_that_was_joined_long_ago() {
    let scene = Scene::open().await;
    let (one, two) = (scene.footage(1, 30 * DAY).await, scene.footage(2, 31 * DAY).await);
    let finding = find(&scene.desk, &harmless(2, Pillar::Source, "a walker", &format!("medium:{two}"))).await.unwrap();
    scene.matched(&two, &one, 0.9).await;
    matches::decide(&scene.desk, &two, &one, Verdict::Confirmed, "the same").await.unwrap();
    for review in rests::open_reviews(&scene.desk.db, None).await.unwrap() {
        rests::settle(&scene.desk, &review.id, "stands").await.unwrap();
    }
    scene.newcomer("c", 5 * DAY, &one, 0.9).await;
    let open = scene.open_reviews().await;
    assert_eq!(open.keys().collect::<Vec<_>>(), [&finding.reference()], "{open:?}");
}

#[tokio::test]
async fn a_decision_on_a_match_reopens_what_rests_on_the_match() {
    let scene = Scene::open().await;
    let (one, two) = (scene.footage(1, DAY).await, scene.footage(2, DAY).await);
    scene.matched(&two, &one, 0.1).await;
    let evidence = matches::matched(&two, &one);
    let finding = find(&scene.desk, &harmless(1, Pillar::Place, "Alder Lane", &evidence)).await.unwrap();
    matches::decide(&scene.desk, &two, &one, Verdict::Rejected, "another bridge").await.unwrap();
    let open = scene.open_reviews().await;
    assert!(open[&finding.reference()].contains("rejected"), "{open:?}");
}

#[tokio::test]
async fn a_search_grows_old_by_the_clock_unless_it_was_made_again() {
    let scene = Scene::open().await;
    let photo = scene.footage(1, DAY).await;
    let searched = |days| NewFinding {
        search: Some(NewSearch {
            places: "two picture engines".into(),
            way: "by the whole picture".into(),
            made: None,
            good_for_days: Some(days),
        }),
        ..harmless(1, Pillar::Provenance, "nothing older found", &format!("medium:{photo}"))
    };
    let first = find(&scene.desk, &searched(5)).await.unwrap();
    let resting = find(&scene.desk, &harmless(1, Pillar::Place, "here", &first.reference())).await.unwrap();
    let again = find(&scene.desk, &searched(30)).await.unwrap();
    for review in rests::open_reviews(&scene.desk.db, None).await.unwrap() {
        rests::settle(&scene.desk, &review.id, "stands").await.unwrap();
    }
    scene.clock.0.fetch_add(10 * DAY, Ordering::Relaxed);
    assert_eq!(search::due(&scene.desk).await.unwrap(), 0, "the search that was made again does not expire");
    find(&scene.desk, &harmless(1, Pillar::Subject, "a bridge", &again.reference())).await.unwrap();
    scene.clock.0.fetch_add(25 * DAY, Ordering::Relaxed);
    crate::jobs::drain(&scene.desk, &Silent).await.unwrap();
    let open = scene.open_reviews().await;
    assert!(open[&again.reference()].contains("two picture engines has grown old"), "{open:?}");
    assert_eq!(open.len(), 2, "itself, and what rests on it: {open:?}");
    assert!(!open.contains_key(&resting.reference()));
    crate::jobs::drain(&scene.desk, &Silent).await.unwrap();
    assert_eq!(rests::open_reviews(&scene.desk.db, None).await.unwrap().len(), 2, "it expires once");
}

#[tokio::test]
async fn a_kept_worksheet_is_computed_again_to_the_same_digits_and_a_changed_one_is_not() {
    let scene = Scene::open().await;
    scene.footage(1, DAY).await;
    let input: Input = serde_json::from_str(
        r#"{"kind":"sun","place":{"latitude":52.1,"longitude":6.2,"radius":500},"from":"2026-03-02T00:00:00Z",
            "to":"2026-03-03T00:00:00Z","shadow":{"ratio":{"value":2.2,"plus_minus":0.1}}}"#,
    )
    .unwrap();
    let kept = worksheets::kept::keep(&scene.desk, "the lamp post", Some("F-1"), input).await.unwrap();
    let found = worksheets::kept::get(&scene.desk.db, &kept.id).await.unwrap();
    assert!(worksheets::kept::recheck(&found.sheet).unwrap().same);
    // A colleague gets it as JSON.
    let mut sent: worksheets::Sheet = serde_json::from_str(&serde_json::to_string(&found.sheet.0).unwrap()).unwrap();
    assert!(worksheets::kept::recheck(&sent).unwrap().same);
    let worksheets::Outcome::Sun(result) = &mut sent.outcome else { panic!("a sun worksheet") };
    result.windows[0].to = result.windows[0].from;
    assert!(!worksheets::kept::recheck(&sent).unwrap().same);
}

#[tokio::test]
async fn a_source_is_known_by_how_its_claims_fared_and_a_denial_reopens_the_verdict() {
    let scene = Scene::open().await;
    scene.footage(1, DAY).await;
    let desk = &scene.desk;
    let outline = incident::NewOutline { title: "the collapse", ..incident::NewOutline::default() };
    let incident = incident::create(desk, &outline).await.unwrap().to_string();
    let said = |source: &'static str, stance: &'static str| Saying {
        incident: incident.clone(),
        predicate: "injured".into(),
        object: "3 hens".into(),
        stance: stance.into(),
        words: format!("{source} {stance} it"),
        page: "https://monitor.example/1".into(),
        source: source.into(),
        ..Saying::default()
    };
    for name in ["Monitor", "Town"] {
        let new = source::NewSource { kind: source::Kind::Organisation, name, entity: None, identity: None };
        source::create(desk, &new).await.unwrap();
    }
    let claim = say(desk, &said("Monitor", "asserts")).await.unwrap().claim.sayable();
    let verdict = NewFinding {
        about: claim.to_string(),
        evidence: vec![Evidence { on: "F-1".into(), words: "three hens".into(), from: None, to: None }],
        ..harmless(1, Pillar::Verdict, "three", "")
    };
    let verdict = find(desk, &verdict).await.unwrap();
    assert!(!verdict.needs_reader(), "{:?}", verdict.asked_by);
    let fared = async |name: &str| {
        let all = views::sources::sources(desk).await.unwrap();
        all.into_iter().find(|line| line.name == name).map(|line| (line.asserts, line.confirmed, line.contradicted))
    };
    assert_eq!(fared("Monitor").await, Some((1, 1, 0)));
    assert_eq!(fared("Town").await, Some((0, 0, 0)));
    let page = views::findings::findings(desk, &claim.to_string()).await.unwrap();
    assert_eq!(page.corroboration, ["asserts: 1 statement, 1 origin"]);
    say(desk, &said("Town", "denies")).await.unwrap();
    let open = scene.open_reviews().await;
    assert!(open[&verdict.reference()].contains("Town denies the claim"), "{open:?}");
}

/// What a walk through the pairs reaches from `start`, without the database.
fn reached(edges: &[(u8, u8)], start: u8) -> BTreeSet<u8> {
    let mut reached = BTreeSet::new();
    let mut open = vec![start];
    while let Some(base) = open.pop() {
        for (dependant, on) in edges {
            if *on == base && *dependant != start && reached.insert(*dependant) {
                open.push(*dependant);
            }
        }
    }
    reached
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    /// However things rest on one another, in circles too: what rests on the changed thing is put under review with a path
    /// that holds, and nothing else is touched.
    #[test]
    fn news_misses_nothing_and_touches_nothing_else(
        edges in prop::collection::vec((0_u8..12, 0_u8..12), 0..30), changed in 0_u8..12,
    ) {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        let edges: Vec<(u8, u8)> = edges.into_iter().filter(|(dependant, on)| dependant != on).collect();
        let (marked, paths) = runtime.block_on(async {
            let scene = Scene::open().await;
            let mut change = scene.desk.custody.change("desk").await.unwrap();
            for (dependant, on) in &edges {
                rests::bind(&mut change, &format!("finding:{dependant}"), &[format!("finding:{on}")]).await.unwrap();
            }
            rests::mark(&mut change, &format!("finding:{changed}"), "it changed").await.unwrap();
            change.commit().await.unwrap();
            let open = rests::open_reviews(&scene.desk.db, None).await.unwrap();
            let paths: Vec<Vec<String>> = open.iter().map(|review| review.path.0.clone()).collect();
            let marked: Vec<String> = open.iter().map(|review| review.object.clone()).collect();
            (marked, paths)
        });
        let expected: BTreeSet<String> = reached(&edges, changed).into_iter().map(|at| format!("finding:{at}")).collect();
        prop_assert_eq!(marked.iter().cloned().collect::<BTreeSet<_>>(), expected);
        prop_assert_eq!(marked.len(), paths.len());
        for (object, path) in marked.iter().zip(&paths) {
            prop_assert_eq!(path.first(), Some(&format!("finding:{changed}")));
            prop_assert_eq!(path.last(), Some(object));
            for step in path.windows(2) {
                let holds = edges.iter().any(|(dependant, on)| step[0] == format!("finding:{on}") && step[1] == format!("finding:{dependant}"));
                prop_assert!(holds, "{:?} is no step", step);
            }
        }
    }
}
