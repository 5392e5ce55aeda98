//! Claims in an open desk: what is recorded, what it sets in motion, and that nothing of it can be rewritten unseen.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use super::{
    amend,
    assertion::{self, Basis, NewAssertion, SaidIn, Stance},
    capture,
    claim::{self, NewClaim},
    conflicts, entity,
    entity::{Kind, NameKind, NewName},
    incident,
    object::{Object, Quantity},
    relation, same,
    say::{Saying, say},
    source,
    standing::{self, About},
};
use crate::{
    monitor::Silent,
    preserve,
    preserve::custody::Record as _,
    rests,
    trial::{self, Trial},
};

fn named(name: &str) -> NewName<'_> {
    NewName { name, language: None, kind: NameKind::Official, period: None, assertions: &[] }
}

fn says<'a>(claim: &'a str, source: &'a str, stance: Stance, post: &'a str) -> NewAssertion<'a> {
    NewAssertion {
        claim,
        source,
        stance,
        words: "as said",
        language: None,
        translation: None,
        said: None,
        said_in: (SaidIn::Post, post),
        archived: None,
        selector: None,
        basis: Basis::Unstated,
        via: None,
        grade: None,
    }
}

struct Case {
    desk: Trial,
    incident: String,
    league: entity::Entity,
    accusation: claim::Claim,
    posts: Vec<String>,
    sources: Vec<String>,
}

/// A footbridge came down, and one group blames another.
async fn case() -> Case {
    let desk = trial::desk().await;
    let posts = desk
        .posts(&[
            ("green_shore", "The Blue League loosened the bolts of our bridge", "2026-05-04T09:00:00Z"),
            ("blue_league", "We did not touch the bridge and will look into it", "2026-05-04T11:00:00Z"),
            (
                "town_radio",
                "The Blue League loosened the bolts of our bridge, says Green Shore",
                "2026-05-04T12:00:00Z",
            ),
        ])
        .await;
    let outline = incident::NewOutline { title: "the collapse of the footbridge", zone: "UTC", ..Default::default() };
    let reference = incident::create(&desk, &outline).await.unwrap();
    let incident = incident::get(&desk.db, reference).await.unwrap().id;
    let league = entity::create(&desk, Kind::Group, &named("Blue League")).await.unwrap();
    let accusation = NewClaim {
        incident: Some(incident.clone()),
        subject: format!("incident:{incident}"),
        predicate: "caused by".into(),
        object: Object::Entity { id: league.id.clone() },
        qualifiers: Default::default(),
    };
    let accusation = claim::state(&desk, &accusation).await.unwrap();
    let mut sources = Vec::new();
    for post in &posts {
        sources.push(capture::prefill(&desk.db, post, "", None).await.unwrap().source.id);
    }
    Case { desk, incident, league, accusation, posts, sources }
}

async fn injured(case: &Case, words: &str) -> claim::Claim {
    let new = NewClaim {
        incident: Some(case.incident.clone()),
        subject: format!("incident:{}", case.incident),
        predicate: "injured".into(),
        object: Object::Quantity(Quantity::parse(words).unwrap()),
        qualifiers: Default::default(),
    };
    claim::state(&case.desk, &new).await.unwrap()
}

async fn open_conflicts(case: &Case) -> Vec<conflicts::Conflict> {
    let db = &case.desk.db;
    let same = same::Sameness::load(db).await.unwrap();
    let claims = claim::of_incident(db, &case.incident).await.unwrap();
    let words = standing::words(db, About::Incident(&case.incident), &same).await.unwrap();
    let names = claim::names(db, &claims).await.unwrap();
    let acts = conflicts::acts(db, &case.incident).await.unwrap();
    let found = conflicts::conflicts(&claims, &words, &same, &names, &acts);
    found.into_iter().filter(|conflict| conflict.open).collect()
}

#[tokio::test]
async fn whoever_says_the_same_again_finds_the_same_claim() {
    let case = case().await;
    let one = injured(&case, "3 people").await;
    assert_eq!(one, injured(&case, "3 people").await);
    assert_ne!(one.id, injured(&case, "4 people").await.id);
}

#[tokio::test]
async fn a_denial_is_a_conflict_and_news_to_what_rests_on_the_claim() {
    let case = case().await;
    let claim = &case.accusation;
    assertion::assert(&case.desk, &says(&claim.id, &case.sources[0], Stance::Asserts, &case.posts[0])).await.unwrap();
    let mut change = case.desk.custody.change("person:a").await.unwrap();
    rests::bind(&mut change, "finding:1", &[claim.reference()]).await.unwrap();
    rests::bind(&mut change, "sentence:1", &["finding:1".into()]).await.unwrap();
    rests::bind(&mut change, "sentence:2", &["finding:2".into()]).await.unwrap();
    change.commit().await.unwrap();
    assert!(open_conflicts(&case).await.is_empty());

    assertion::assert(&case.desk, &says(&claim.id, &case.sources[1], Stance::Denies, &case.posts[1])).await.unwrap();
    let reviews = rests::open_reviews(&case.desk.db, None).await.unwrap();
    let marked: Vec<&str> = reviews.iter().map(|review| review.object.as_str()).collect();
    assert_eq!(marked, ["finding:1", "sentence:1"]);
    assert_eq!(reviews[1].path.0, [claim.reference(), "finding:1".into(), "sentence:1".into()]);
    assert!(reviews[0].reason.contains("@blue_league denies"), "{}", reviews[0].reason);

    let open = open_conflicts(&case).await;
    assert_eq!(open.len(), 1);
    assert_eq!(open[0].question, "Is it so that the collapse of the footbridge was caused by Blue League?");
    conflicts::settle(&case.desk, &case.incident, &open[0].key, "the bolts were rusted through").await.unwrap();
    assert!(open_conflicts(&case).await.is_empty());
    assertion::assert(&case.desk, &says(&claim.id, &case.sources[2], Stance::Asserts, &case.posts[2])).await.unwrap();
    assert_eq!(open_conflicts(&case).await.len(), 1, "whoever says something new reopens the question");
}

#[tokio::test]
async fn values_that_exclude_each_other_are_one_question_and_a_retraction_ends_it() {
    let case = case().await;
    let (three, many) = (injured(&case, "3 people").await, injured(&case, "at least 10 people").await);
    assertion::assert(&case.desk, &says(&three.id, &case.sources[0], Stance::Asserts, &case.posts[0])).await.unwrap();
    assertion::assert(&case.desk, &says(&many.id, &case.sources[2], Stance::Asserts, &case.posts[2])).await.unwrap();
    let open = open_conflicts(&case).await;
    assert_eq!(open.len(), 1);
    assert_eq!((open[0].kind, open[0].claims.len()), (conflicts::Kind::Quantities, 2));
    assertion::assert(&case.desk, &says(&many.id, &case.sources[2], Stance::Retracts, &case.posts[2])).await.unwrap();
    assert!(open_conflicts(&case).await.is_empty());
}

#[tokio::test]
async fn a_broadcaster_that_repeats_an_account_adds_a_post_and_no_origin() {
    let case = case().await;
    let claim = &case.accusation.id;
    for voice in [0, 2] {
        let word = says(claim, &case.sources[voice], Stance::Asserts, &case.posts[voice]);
        assertion::assert(&case.desk, &word).await.unwrap();
    }
    let same = same::Sameness::default();
    let words = standing::words(&case.desk.db, About::Claim(claim), &same).await.unwrap();
    let origins = standing::origins_by_stance(&words);
    let tally = standing::tallies(&words, &origins)[&(claim.clone(), Stance::Asserts)];
    assert_eq!(tally.words(), "2 posts, 1 origin");
    let collapse = &origins[&(claim.clone(), Stance::Asserts)][0].collapses[0];
    assert!(collapse.reason.contains("words") && collapse.reason.contains("@green_shore"), "{}", collapse.reason);
}

#[tokio::test]
async fn a_post_that_was_seen_again_is_one_voice_in_its_newest_words_and_a_withdrawn_assertion_is_none() {
    let case = case().await;
    let claim = &case.accusation.id;
    let mut said = Vec::new();
    for voice in [0, 2] {
        let word = says(claim, &case.sources[voice], Stance::Asserts, &case.posts[voice]);
        said.push(assertion::assert(&case.desk, &word).await.unwrap());
    }
    let heard = async || {
        let same = same::Sameness::default();
        let about = About::Incident(&case.incident);
        let texts = |words: &[standing::Word]| -> Vec<(String, String)> {
            let text = |word: &standing::Word| (word.voice.assertion.clone(), word.voice.text.words().to_owned());
            words.iter().map(text).collect()
        };
        let read = texts(&standing::words(&case.desk.db, about, &same).await.unwrap());
        let known = standing::stand(&case.desk, about).await.unwrap();
        assert_eq!(texts(&known.words), read, "what was known before, and what came since");
        read
    };
    assert_eq!(heard().await[0].1, "The Blue League loosened the bolts of our bridge");
    for edit in ["Somebody loosened the bolts", "Somebody, we do not know who, loosened the bolts"] {
        let again = case.desk.posts(&[("green_shore", edit, "2026-05-04T09:00:00Z")]).await;
        assert_eq!(again[0], case.posts[0], "the same post");
        assert_eq!(heard().await[0].1, edit);
    }
    let words = heard().await;
    assert_eq!(words.len(), 2, "{words:?}");
    assert_eq!(words[0].0, said[0].id);
    amend::withdraw(&case.desk, &said[0].reference(), "it was another account").await.unwrap();
    assert_eq!(heard().await, words[1..]);
    amend::withdraw(&case.desk, &case.accusation.reference(), "it was stated wrongly").await.unwrap();
    assert_eq!(heard().await, []);
}

#[tokio::test]
async fn a_corrected_name_reopens_what_names_its_bearer_and_the_wrong_one_stays_readable() {
    let case = case().await;
    let mut change = case.desk.custody.change("person:a").await.unwrap();
    rests::bind(&mut change, "sentence:1", &[case.accusation.reference()]).await.unwrap();
    change.commit().await.unwrap();
    let wrong = entity::names(&case.desk.db, &case.league.id).await.unwrap().remove(0);
    entity::correct_name(&case.desk, &wrong.id, &named("Blue League of the Lower Shore"), "another group")
        .await
        .unwrap();
    assert_eq!(entity::get(&case.desk.db, &case.league.id).await.unwrap().name, "Blue League of the Lower Shore");
    let reviews = rests::open_reviews(&case.desk.db, Some("sentence:1")).await.unwrap();
    let path = &reviews[0].path.0;
    assert_eq!(path.first(), Some(&wrong.reference()));
    assert_eq!(path.len(), 4, "name, entity, claim, sentence: {path:?}");
    let held = amend::amendment(&case.desk.db, &wrong.reference()).await.unwrap().unwrap();
    assert_eq!(held.reason, "another group");
    let again = entity::correct_name(&case.desk, &wrong.id, &named("x"), "twice").await.unwrap_err();
    assert!(again.to_string().contains("amended before"), "{again}");
}

#[tokio::test]
async fn a_relation_needs_somebody_who_asserts_it() {
    let case = case().await;
    let other = entity::create(&case.desk, Kind::Group, &named("Green Shore")).await.unwrap();
    let mut new = relation::NewRelation {
        subject: &case.league.id,
        predicate: "allied with",
        object: &other.id,
        period: None,
        assertions: &[],
    };
    assert!(relation::relate(&case.desk, &new).await.unwrap_err().hint().contains("who says so"));
    let word = says(&case.accusation.id, &case.sources[0], Stance::Asserts, &case.posts[0]);
    let on = [assertion::assert(&case.desk, &word).await.unwrap().id];
    new.assertions = &on;
    let held = relation::relate(&case.desk, &new).await.unwrap();
    assert_eq!(relation::of(&case.desk.db, &other.id).await.unwrap(), std::slice::from_ref(&held));
    amend::withdraw(&case.desk, &held.reference(), "they only met").await.unwrap();
    assert!(relation::of(&case.desk.db, &other.id).await.unwrap().is_empty());
}

#[tokio::test]
async fn a_merge_is_remembered_taken_back_and_never_against_an_earlier_word() {
    let desk = trial::desk().await;
    let mut ids = Vec::new();
    for name in ["Liwa al-Quds", "al-Quds Brigade", "Saraya al-Quds"] {
        ids.push(entity::create(&desk, Kind::Group, &named(name)).await.unwrap().id);
    }
    same::decide(&desk, &ids[1], &ids[2], same::Verdict::Different, "another country").await.unwrap();
    same::decide(&desk, &ids[0], &ids[1], same::Verdict::Same, "one flag").await.unwrap();
    let refused = same::decide(&desk, &ids[0], &ids[2], same::Verdict::Same, "").await.unwrap_err();
    assert!(refused.to_string().contains("E-2 and E-3"), "{refused}");
    let held = same::Sameness::load(&desk.db).await.unwrap();
    assert_eq!(held.members(&ids[1]), ids[..2]);
    assert_eq!(same::take_back(&desk, &ids[0], &ids[1], "two flags").await.unwrap(), same::Verdict::Open);
    let after = same::Sameness::load(&desk.db).await.unwrap();
    assert_eq!(after.members(&ids[1]), [ids[1].clone()]);
    assert_eq!(after.said(&ids[1], &ids[2]), Some(same::Verdict::Different), "the other word still holds");
}

#[tokio::test]
async fn a_witness_is_known_by_a_made_up_name_and_unsealing_is_logged() {
    let desk = trial::desk().await;
    let mut new = source::NewSource {
        kind: source::Kind::Witness,
        name: "Witness Ada Brook",
        entity: None,
        identity: Some("Ada Brook"),
    };
    assert!(source::create(&desk, &new).await.unwrap_err().to_string().contains("gives the witness away"));
    new.name = "Witness 1";
    let id = source::create(&desk, &new).await.unwrap();
    let shown = source::get(&desk.db, &id).await.unwrap();
    assert_eq!((shown.shown().as_str(), shown.sealed()), ("Witness 1", true));
    assert!(source::called(&desk.db, "Ada Brook").await.unwrap().is_empty(), "the identity finds nobody");
    assert_eq!(source::unseal(&desk, &id, "a court asks").await.unwrap().as_deref(), Some("Ada Brook"));
    let logged = desk.db.number("SELECT COUNT(*) FROM event WHERE act = 'unsealed'", vec![]).await.unwrap();
    assert_eq!(logged, 1);
}

#[tokio::test]
async fn nothing_recorded_can_be_changed_and_what_is_changed_all_the_same_is_named() {
    let case = case().await;
    let word = says(&case.accusation.id, &case.sources[0], Stance::Asserts, &case.posts[0]);
    let word = assertion::assert(&case.desk, &word).await.unwrap();
    let clean = preserve::verify(&case.desk, &Silent).await.unwrap();
    assert!(clean.faults.is_empty(), "{:?}", clean.faults);

    let mut tx = case.desk.db.begin().await.unwrap();
    let refused = tx.run("UPDATE assertion SET stance = 'denies'", vec![]).await.unwrap_err();
    assert!(refused.to_string().contains("append-only"), "{refused}");
    drop(tx);
    let mut tx = case.desk.db.begin().await.unwrap();
    for sql in [
        "DROP TRIGGER assertion_no_update",
        "DROP TRIGGER rest_no_delete",
        "DROP TRIGGER entity_name_no_delete",
        "UPDATE assertion SET stance = 'denies'",
        "DELETE FROM entity_name",
    ] {
        tx.run(sql, vec![]).await.unwrap();
    }
    tx.run("DELETE FROM rest WHERE dependant = $1", crate::args![case.accusation.reference()]).await.unwrap();
    tx.commit().await.unwrap();
    let found = preserve::verify(&case.desk, &Silent).await.unwrap();
    let objects: Vec<&str> = found.faults.iter().map(|fault| fault.object.as_str()).collect();
    assert!(objects.contains(&format!("assertion {}", word.id).as_str()), "{objects:?}");
    assert!(objects.iter().any(|object| object.starts_with("name ")), "{objects:?}");
    assert!(objects.contains(&"what rests on what"), "{objects:?}");
    assert_eq!(objects.len(), 3, "{objects:?}");
}

#[tokio::test]
async fn a_place_named_in_a_post_is_offered_and_one_that_the_gazetteer_knows_needs_no_position() {
    let desk = trial::desk().await;
    let rows = "name,other names,lat,lon,kind,precision\nMill Camp,,36.1,37.2,camp,vicinity\n";
    std::fs::write(desk.data().join("places.csv"), rows).unwrap();
    let posts = desk.posts(&[("river_watch", "The water reached Mill Camp at noon", "2026-05-04T09:00:00Z")]).await;
    let (_, places) = capture::open(&desk, &posts[0], "at noon", None).await.unwrap();
    assert_eq!(places.iter().map(|place| place.name.as_str()).collect::<Vec<_>>(), ["Mill Camp"]);
    let outline = incident::NewOutline { title: "the flood", zone: "UTC", ..Default::default() };
    incident::create(&desk, &outline).await.unwrap();
    let said_in = async |object: &str, position: &str| {
        let saying = Saying {
            incident: "I-1".into(),
            predicate: "took place in".into(),
            object: object.into(),
            position: position.into(),
            post: posts[0].clone(),
            ..Saying::default()
        };
        let claim = say(&desk, &saying).await?.claim;
        let Object::Place(place) = &*claim.object else { panic!("{:?}", claim.object) };
        Ok::<_, crate::Error>((place.method.clone(), place.reach().0))
    };
    let gazetteer = ("gazetteer: this desk".to_owned(), [37.2, 36.1]);
    assert_eq!(said_in("Mill Camp", "").await.unwrap(), gazetteer);
    assert_eq!(said_in("Mill Camp", &places[0].position()).await.unwrap(), gazetteer);
    assert_eq!(said_in("Mill Camp", "36.2, 37.2").await.unwrap(), ("typed by a person".to_owned(), [37.2, 36.2]));
    assert!(said_in("Nowhere Lane", "").await.unwrap_err().to_string().contains("not known"));
}
