//! One investigation from received files to an answer with evidence, on every backend.
//!
//! The sample case: a flooded footbridge was filmed in March. In September an account posts it as new, mirrored and
//! cropped; others post a short clip of it, a compilation with it, a photo of one moment. Decoys look alike.

use std::{path::Path, process::Command};

use super::support::{self, browser::Served, firsthand, pictures, postgres::Postgres, run, s3::S3, stderr, stdout};
use super::{backup, capture, evidence, findings, report};

#[test]
fn an_investigation_on_one_laptop() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    investigate(folder.path(), &|| firsthand(&data));
}

#[test]
fn an_investigation_on_postgresql_and_s3() {
    let (database, bucket) = (Postgres::start(), S3::start());
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    investigate(folder.path(), &|| {
        let mut command = firsthand(&data);
        command.env("FIRSTHAND_DATABASE", database.url());
        bucket.point(&mut command);
        command
    });
    assert!(!data.join("firsthand.sqlite").exists(), "the story ran on PostgreSQL");
    assert!(bucket.objects().join("media").exists(), "the media are in the bucket");
}

fn investigate(folder: &Path, desk: &dyn Fn() -> Command) {
    let case = folder.join("case");
    run(desk().arg("sample").arg(&case));
    let files = std::fs::read_dir(&case).unwrap().count();

    // What came in is kept, once.
    let added = run(desk().arg("add").arg(&case));
    assert_eq!(stdout(&added).matches("kept\t").count(), files, "{}", stdout(&added));
    assert!(stdout(&added).contains("posts\t"), "the posts beside the media are read");
    let again = run(desk().arg("add").arg(&case));
    assert!(stderr(&again).starts_with("0 kept, "), "re-running adds nothing twice: {}", stderr(&again));
    assert!(stderr(&again).contains("(0 new or changed)"), "{}", stderr(&again));

    // "Has this been seen before?" of a file that the desk does not have.
    seen_before(folder, &case, desk);

    // Who says what about it.
    run(desk().args(["sample", "--record"]).arg(&case));
    claims(desk);

    // The screens.
    screens(&mut desk());

    described(desk);
    sources(desk);

    // What the desk published, what it found out, how news reaches both, and how the report is corrected.
    let published = report::published(desk);
    findings::story(folder, &case, desk);
    report::corrected(folder, &published, desk);

    // What is handed over.
    evidence::story(folder, &case, desk);

    // A feed is watched, and carries what the desk has seen before.
    capture::story(folder, &case, desk);

    // Every byte and every event is as it was kept.
    let verified = run(desk().arg("verify"));
    assert!(stderr(&verified).contains(": 0 faults"), "{}", stderr(&verified));
    let doctor = desk().arg("doctor").output().unwrap();
    assert!(stdout(&doctor).contains("custody events"), "{}", stdout(&doctor));

    // The machine is lost: everything comes back, on either backend.
    backup::story(folder, desk);
}

fn seen_before(folder: &Path, case: &Path, desk: &dyn Fn() -> Command) {
    let unknown = folder.join("unknown.jpg");
    pictures::photo(&unknown, 99);
    let asked = run(desk().arg("seen").arg(case.join("breaking-river.mp4")).arg(&unknown));
    let answer = stdout(&asked);
    assert!(answer.contains("alder-lane-footbridge.mp4: the same 8 seconds, mirrored"), "{answer}");
    assert!(answer.contains("earliest known appearance: posted 2026-03-02 07:58 UTC by @ilse.walks"), "{answer}");
    assert!(answer.contains("unknown.jpg\tnot seen before"), "{answer}");
    assert!(!answer.contains("another-footbridge.mp4"), "the decoy is no match: {answer}");

    // The same market on another Saturday is told apart, as a lead.
    let asked = run(desk().arg("seen").arg(case.join("market-in-may.jpg")));
    let answer = stdout(&asked);
    assert!(answer.lines().any(|line| line.starts_with("  lead ") && line.contains("saturday-market.jpg")), "{answer}");

    // The clip in the compilation is found with its seconds: it begins after 3 s and shows seconds 1 to 5.
    let asked = run(desk().args(["seen", "--format", "csv"]).arg(case.join("year-in-pictures.mp4")));
    let answer = stdout(&asked);
    assert!(
        answer.starts_with("query,ref,score,query_start,query_end,ref_start,ref_end,same_scene,relation\n"),
        "{answer}"
    );
    let row: Vec<&str> = answer
        .lines()
        .find(|line| line.starts_with("year-in-pictures.mp4,alder-lane-footbridge.mp4,"))
        .unwrap_or_else(|| panic!("the footbridge is found in the compilation: {answer}"))
        .split(',')
        .collect();
    for (found, truth) in row[3..7].iter().zip([3.0, 7.0, 1.0, 5.0]) {
        let found: f64 = found.parse().unwrap();
        assert!((found - truth).abs() <= 1.0, "{found} is not within a second of {truth}: {answer}");
    }

    // JSON carries the same, for programs.
    let asked = run(desk().args(["seen", "--format", "json"]).arg(case.join("seen-again.jpg")));
    let answer: serde_json::Value = serde_json::from_str(&stdout(&asked)).unwrap();
    assert_eq!(answer[0]["seen"], true, "{answer}");
    assert_eq!(answer[0]["hits"][0]["above"], true, "{answer}");

    // Asking keeps nothing.
    let kept = run(desk().args(["verify", "--json"]));
    let verdict: serde_json::Value = serde_json::from_str(&stdout(&kept)).unwrap();
    assert_eq!(verdict["media"], std::fs::read_dir(case).unwrap().count(), "{verdict}");
}

/// Two groups blame each other for a collapse; most of the voices are one.
fn claims(desk: &dyn Fn() -> Command) {
    let shown = run(desk().args(["incident", "show", "I-1", "--format", "json"]));
    let page: serde_json::Value = serde_json::from_str(&stdout(&shown)).unwrap();
    let claims = page["claims"].as_array().unwrap();
    let claim = |sentence: &str| {
        claims.iter().find(|claim| claim["sentence"].as_str().unwrap().ends_with(sentence)).expect(sentence)
    };
    let side = |claim: &serde_json::Value, stance: &str| {
        let sides = claim["sides"].as_array().unwrap();
        sides.iter().find(|side| side["stance"] == stance).unwrap_or_else(|| panic!("nobody {stance}: {claim}")).clone()
    };
    let accusation = claim("caused by Blue League");
    assert_eq!(side(accusation, "asserts")["counted"], "3 posts, 1 origin", "a copy and a repost are no corroboration");
    let denial = side(accusation, "denies");
    assert_eq!(denial["voices"][0]["by_accused"], true, "the accusation never comes without the answer of the accused");
    assert_eq!(side(claim("injured 3 people"), "asserts")["counted"], "4 posts, 3 origins");
    assert_eq!(side(claim("injured at least 5 people"), "asserts")["voices"][0]["via"][0], "River Monitor");

    let open: Vec<&str> = page["conflicts"]
        .as_array()
        .unwrap()
        .iter()
        .filter(|conflict| conflict["open"] == true)
        .map(|conflict| conflict["kind"].as_str().unwrap())
        .collect();
    assert!(open.contains(&"denied") && open.contains(&"quantities"), "{open:?}");

    // A name that fits two groups is asked about, and the word that they are two is remembered.
    let unclear = desk().args(["entity", "show", "Blue League"]).output().unwrap();
    assert!(stderr(&unclear).contains("E-1 Blue League (group) or E-2"), "{}", stderr(&unclear));
    let shown = stdout(&run(desk().args(["entity", "show", "E-1"])));
    assert!(shown.contains("Blue League is allied with Ferry Guild, 2019/2024"), "{shown}");
    assert!(shown.contains("decided: different"), "{shown}");
    let refused =
        desk().args(["say", "I-1", "injured", "a few people", "--post", "mastodon/blue-12"]).output().unwrap();
    assert!(stderr(&refused).contains("not understood as a quantity"), "{}", stderr(&refused));
}

/// What is seen in footage is said in the terminal; of several copies, the one that was looked at is named.
fn described(desk: &dyn Fn() -> Command) {
    let list = |reference: &str| -> serde_json::Value {
        serde_json::from_str(&stdout(&run(desk().args(["describe", reference, "--format", "json"])))).unwrap()
    };
    let copies = list("F-1");
    let sha256 = copies[0]["sha256"].as_str().unwrap();
    if copies.as_array().unwrap().len() > 1 {
        let which = desk().args(["describe", "F-1", "--severity", "1", "a river"]).output().unwrap();
        assert!(!which.status.success() && stderr(&which).contains(sha256), "{}", stderr(&which));
    }
    let bare = desk().args(["describe", sha256, "--severity", "2"]).output().unwrap();
    assert!(stderr(&bare).contains("severity 2 or more needs a description"), "{}", stderr(&bare));
    run(desk().args(["describe", &sha256[..12], "--severity", "1", "nothing that hurts"]));
    assert_eq!(list(sha256)[0]["severity"]["words"], "nothing that hurts");
    assert!(!desk().args(["describe", "zebra"]).output().unwrap().status.success());
}

/// How what sources assert fared, and under which handles they spoke.
fn sources(desk: &dyn Fn() -> Command) {
    let show = |source: &str| -> serde_json::Value {
        serde_json::from_str(&stdout(&run(desk().args(["source", "show", source, "--format", "json"])))).unwrap()
    };
    let record = |source: &str| {
        let line = show(source)["line"].clone();
        ["asserts", "confirmed", "contradicted", "open"].map(|of| line[of].as_i64().unwrap())
    };
    assert_eq!(record("breaking_wend"), [2, 0, 1, 1], "what it said of the video is contradicted");
    assert_eq!(record("upper_league"), [1, 1, 0, 0]);
    let list = stdout(&run(desk().args(["source", "list"])));
    assert!(list.contains("confirmed 1, contradicted 0, open 0"), "{list}");
    let handle = &show("The Valley Channel")["handles"][0];
    assert_eq!((&handle["since"], &handle["until"]), (&"2019".into(), &"2023-05".into()), "{handle}");

    // Posts of an account that is recorded as a handle are the source's.
    let told = ["source", "handle", "River Monitor", "mastodon", "@speedwatch", "--since", "2020"];
    let page = stdout(&run(desk().args(told)));
    assert!(page.contains("@speedwatch on mastodon, since 2020, 1 posts kept"), "{page}");
    let taken = desk().args(["source", "handle", "Town of Aldermere", "mastodon", "speedwatch"]).output().unwrap();
    assert!(stderr(&taken).contains("another source's"), "{}", stderr(&taken));
}

fn screens(desk: &mut Command) {
    let desk = Served::start(desk);
    let inbox = desk.get("/api/v1/inbox").json();
    let items = inbox["items"].as_array().unwrap();
    let claimed_new = items.iter().find(|item| item["name"] == "breaking-river.mp4").expect("it is in the inbox");
    assert_eq!(claimed_new["stage"], "matched");
    assert_eq!(claimed_new["severity"]["level"], 2, "it was described for the report");
    let street = items.iter().find(|item| item["name"] == "quay-street.mp4").expect("it is in the inbox");
    assert_eq!(street["severity"]["known"], false, "nobody has described it: it is veiled");
    assert_eq!(street["severity"]["level"], 3, "unknown shows as 3");
    let reference = claimed_new["footage"].as_str().unwrap();

    let footage = desk.get(&format!("/api/v1/footage/{reference}")).json();
    let appearances = footage["appearances"].as_array().unwrap();
    assert_eq!(appearances[0]["name"], "alder-lane-footbridge.mp4", "the copy of March comes first: {footage}");
    assert_eq!(appearances[0]["earliest"], true);
    assert!(appearances.iter().any(|row| row["name"] == "year-in-pictures.mp4" && row["part"] == true), "{footage}");
    assert!(appearances.iter().all(|row| row["name"] != "another-footbridge.mp4"), "{footage}");
    assert!(!footage["custody"].as_array().unwrap().is_empty());

    // A match says what was changed, in words, geometry and seconds.
    let names = |row: &serde_json::Value| [row["query_name"].clone(), row["reference_name"].clone()];
    let both = |row: &&serde_json::Value| {
        ["breaking-river.mp4", "alder-lane-footbridge.mp4"].iter().all(|name| names(row).contains(&(*name).into()))
    };
    let river = footage["matches"].as_array().unwrap().iter().find(both).expect("the mirrored copy matches");
    assert!(river["sentence"].as_str().unwrap().contains("mirrored"), "{river}");
    assert_eq!(river["overlay"].as_array().unwrap().len(), 9, "{river}");
    assert!(!river["segments"].as_array().unwrap().is_empty(), "{river}");
    let matching = desk.get("/api/v1/matching").json();
    assert_eq!(
        matching["layers"][0]["made"], matching["layers"][0]["of"],
        "every layer is made of everything: {matching}"
    );

    let page = desk.get(&format!("/footage/{reference}"));
    assert_eq!(page.status, 200);
    let sha256 = claimed_new["sha256"].as_str().unwrap();
    assert!(!page.text().contains("<video"), "no video is in the page before the veil is lifted");
    assert!(page.text().contains("change-shared"), "the change is drawn without a pixel of either");
    assert_eq!(desk.get(&format!("/media/{sha256}/working")).status, 403, "and its bytes are refused");
    assert!(support::browser::Answer::text(&desk.get("/")).contains("breaking-river.mp4"));
    assert_eq!(desk.get("/footage/F-99999").status, 404);
    another_moment(&desk);
}

/// Another Saturday's market is a lead, not a match: it makes no footage one, and a person says what it is.
fn another_moment(desk: &Served) {
    let inbox = desk.get("/api/v1/inbox").json();
    let may =
        inbox["items"].as_array().unwrap().iter().find(|item| item["name"] == "market-in-may.jpg").unwrap().clone();
    let lead = || {
        let page = desk.get(&format!("/api/v1/footage/{}", may["footage"].as_str().unwrap())).json();
        let names = |row: &serde_json::Value| [row["query_name"].clone(), row["reference_name"].clone()];
        page["leads"].as_array().unwrap().iter().find(|row| names(row).contains(&"saturday-market.jpg".into())).cloned()
    };
    let found = lead().expect("the two markets are one scene");
    assert!(found["same_scene"].as_f64().unwrap() >= 0.6 && found["score"].as_f64().unwrap() < 0.6, "{found}");
    assert_ne!(found["query_footage"], found["reference_footage"], "a lead groups nothing");
    let path =
        format!("/api/v1/matches/{}/{}/decide", found["query"].as_str().unwrap(), found["reference"].as_str().unwrap());
    let decide = |verdict: &str| assert_eq!(desk.post(&path, &serde_json::json!({ "verdict": verdict })).status, 204);
    decide("scene");
    assert_eq!(lead().unwrap()["state"], "scene");
    decide("rejected");
    assert_eq!(lead(), None, "what was dismissed is no lead any more");
    decide("suggested");
    assert_eq!(lead().unwrap()["state"], "suggested", "and comes back when the decision is taken back");
}
