//! Matching that learns: layers of fingerprints come and go, and what people say of a match holds whatever is measured later.

use std::{
    path::{Path, PathBuf},
    process::Command,
    time::Duration,
};

use serde_json::{Value, json};
use tempfile::TempDir;

use super::support::{browser::Served, firsthand, pictures, run, stdout};

/// A desk with a few drawn photos.
struct Desk {
    folder: TempDir,
}

impl Desk {
    /// Keeps what `draw` draws.
    fn with(draw: impl FnOnce(&Path)) -> Self {
        let desk = Self { folder: tempfile::tempdir().unwrap() };
        std::fs::create_dir(desk.case()).unwrap();
        draw(&desk.case());
        run(desk.firsthand().arg("add").arg(desk.case()));
        desk
    }

    fn case(&self) -> PathBuf {
        self.folder.path().join("case")
    }

    fn firsthand(&self) -> Command {
        firsthand(&self.folder.path().join("data"))
    }

    fn serve(&self) -> Served {
        Served::start(&mut self.firsthand())
    }

    /// What `seen` answers about a file of the case: name and relation of each hit that is not merely below the threshold.
    fn seen(&self, file: &str) -> Vec<(String, String)> {
        let asked = run(self.firsthand().args(["seen", "--format", "json"]).arg(self.case().join(file)));
        let answer: Value = serde_json::from_str(&stdout(&asked)).unwrap();
        let hits = answer[0]["hits"].as_array().unwrap().iter();
        let mut told: Vec<(String, String)> =
            hits.map(|hit| (text(&hit["name"]), text(&hit["relation"]))).filter(|hit| hit.1 != "below").collect();
        told.sort();
        told
    }

    fn fingerprint(&self) -> Value {
        let made = run(self.firsthand().args(["fingerprint", "--json"]));
        serde_json::from_str(&stdout(&made)).unwrap()
    }

    /// Runs SQL on the desk's database behind its back.
    fn sql(&self, sql: &'static str) {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        let file = self.folder.path().join("data/firsthand.sqlite");
        runtime.block_on(async {
            let pool =
                sqlx::SqlitePool::connect_with(sqlx::sqlite::SqliteConnectOptions::new().filename(file)).await.unwrap();
            sqlx::raw_sql(sql).execute(&pool).await.unwrap();
            pool.close().await;
        });
    }

    fn assert_whole(&self) {
        run(self.firsthand().arg("verify"));
    }
}

fn text(value: &Value) -> String {
    value.as_str().unwrap_or_default().to_owned()
}

/// The item of a file in the inbox.
fn item(desk: &Served, name: &str) -> Value {
    let inbox = desk.get("/api/v1/inbox").json();
    inbox["items"].as_array().unwrap().iter().find(|item| item["name"] == name).unwrap().clone()
}

fn footage(desk: &Served, name: &str) -> Value {
    desk.get(&format!("/api/v1/footage/{}", text(&item(desk, name)["footage"]))).json()
}

/// Says what the pair is that the page of a file has in one of its lists.
fn decide(desk: &Served, name: &str, list: &str, verdict: &str) {
    let pair = footage(desk, name)[list][0].clone();
    let path = format!("/api/v1/matches/{}/{}/decide", text(&pair["query"]), text(&pair["reference"]));
    assert_eq!(desk.post(&path, &json!({ "verdict": verdict, "reason": "looked at both" })).status, 204);
}

/// Two copies of one picture and one of another.
fn copies(case: &Path) {
    pictures::copy(&case.join("one.jpg"), 1, 90);
    pictures::copy(&case.join("again.jpg"), 1, 60);
    pictures::photo(&case.join("other.jpg"), 2);
}

#[test]
fn a_rejected_pair_comes_back_in_no_list_and_after_no_measuring() {
    let desk = Desk::with(copies);
    let served = desk.serve();
    assert_eq!(item(&served, "one.jpg")["footage"], item(&served, "again.jpg")["footage"]);
    decide(&served, "one.jpg", "matches", "rejected");
    drop(served);

    let stays_rejected = || {
        let served = desk.serve();
        for name in ["one.jpg", "again.jpg"] {
            let page = footage(&served, name);
            assert_eq!(page["media"].as_array().unwrap().len(), 1, "{page}");
            assert_eq!(page["matches"], json!([]), "{page}");
            assert_eq!(page["rejected"].as_array().unwrap().len(), 1, "{page}");
            assert_eq!(page["appearances"].as_array().unwrap().len(), 1, "{page}");
            assert_eq!(item(&served, name)["copies"], 0);
        }
        assert_eq!(served.get("/api/v1/inbox").json()["counts"]["seen"], 0);
        drop(served);
        let told =
            [("again.jpg", "match"), ("one.jpg", "rejected")].map(|(name, how)| (name.to_owned(), how.to_owned()));
        assert_eq!(desk.seen("again.jpg"), told);
    };
    stays_rejected();
    std::fs::copy(desk.case().join("again.jpg"), desk.case().join("by-another-route.jpg")).unwrap();
    run(desk.firsthand().arg("add").arg(desk.case()));
    stays_rejected();
    // All that is derived is made anew, in an order that exchanges query and reference.
    desk.sql(
        "DELETE FROM matching; UPDATE fingerprint SET version = 'before'; UPDATE media SET fingerprinted = 1000 - fingerprinted",
    );
    desk.fingerprint();
    stays_rejected();
    desk.assert_whole();
}

#[test]
fn layers_of_an_older_version_are_made_anew_and_what_was_lost_is_measured_again() {
    let desk = Desk::with(copies);
    desk.sql("DELETE FROM matching; UPDATE fingerprint SET version = 'before'");
    let listed = stdout(&run(desk.firsthand().args(["fingerprint", "--list"])));
    assert!(listed.contains("0 of 3 media"), "{listed}");
    let layers = desk.fingerprint();
    assert_eq!((&layers[0]["made"], &layers[0]["of"]), (&json!(3), &json!(3)), "{layers}");
    let served = desk.serve();
    assert_eq!(footage(&served, "one.jpg")["matches"].as_array().unwrap().len(), 1);
    let jobs = served.get("/api/v1/jobs").json();
    assert!(
        jobs["jobs"].as_array().unwrap().iter().any(|job| job["kind"] == "layers" && job["state"] == "done"),
        "{jobs}"
    );
    drop(served);
    desk.assert_whole();
}

#[test]
fn making_layers_goes_on_after_a_kill_at_any_moment() {
    let desk = Desk::with(|case| pictures::photos(case, 6));
    for round in 0..6 {
        desk.sql("DELETE FROM fingerprint");
        let mut child = desk.firsthand().arg("fingerprint").stdout(std::process::Stdio::null()).spawn().unwrap();
        std::thread::sleep(Duration::from_millis(60 + 90 * round));
        child.kill().unwrap();
        child.wait().unwrap();
        desk.assert_whole();
    }
    let layers = desk.fingerprint();
    assert_eq!(layers[0]["made"], layers[0]["of"], "{layers}");
    desk.assert_whole();
}

#[test]
fn a_desk_that_opens_brings_its_layers_up_to_date_by_itself() {
    let desk = Desk::with(copies);
    desk.sql("UPDATE fingerprint SET version = 'before'");
    let served = desk.serve();
    let mut made = Value::Null;
    for _ in 0..300 {
        made = served.get("/api/v1/matching").json()["layers"][0]["made"].clone();
        if made == 3 {
            break;
        }
        std::thread::sleep(Duration::from_millis(100));
    }
    assert_eq!(made, 3);
}

#[test]
fn what_shares_only_a_marked_picture_is_muted_and_comes_back_when_it_is_released() {
    let desk = Desk::with(|case| {
        for (name, quality) in [("card.jpg", 90), ("late.jpg", 70), ("later.jpg", 50)] {
            pictures::copy(&case.join(name), 5, quality);
        }
    });
    let served = desk.serve();
    let footages = |served: &Served| {
        let of = |name| text(&item(served, name)["footage"]);
        std::collections::BTreeSet::from(["card.jpg", "late.jpg", "later.jpg"].map(of)).len()
    };
    assert_eq!(footages(&served), 1);
    let card = text(&item(&served, "card.jpg")["sha256"]);
    let refused = served.post(&format!("/api/v1/media/{card}/common"), &json!({ "words": " " }));
    assert_eq!(refused.status, 422, "{}", refused.text());
    let page = served.post(&format!("/api/v1/media/{card}/common"), &json!({ "words": "test card" })).json();
    assert_eq!(page["common"][0]["mutes"], 3, "the two that match each other by the card alone are muted too: {page}");
    assert_eq!(footages(&served), 3);
    assert_eq!(footage(&served, "late.jpg")["muted"].as_array().unwrap().len(), 2);
    drop(served);
    desk.assert_whole();
    assert!(desk.seen("later.jpg").iter().all(|(_, relation)| relation == "muted"), "{:?}", desk.seen("later.jpg"));

    // What comes in afterwards is muted as well.
    pictures::copy(&desk.case().join("latest.jpg"), 5, 40);
    run(desk.firsthand().arg("add").arg(desk.case()));
    let served = desk.serve();
    assert_eq!(footage(&served, "latest.jpg")["muted"].as_array().unwrap().len(), 3);

    let mark = text(&page["common"][0]["mark"]);
    let released = served.post(&format!("/api/v1/common/{mark}/release"), &json!({ "reason": "it was no card" }));
    assert_eq!(released.status, 204);
    assert_eq!(footages(&served), 1);
    assert_eq!(served.get("/api/v1/matching").json()["common"], json!([]));
    drop(served);
    desk.assert_whole();
    desk.sql("DROP TRIGGER common_no_update; UPDATE common SET words = 'nothing'");
    assert_eq!(desk.firsthand().arg("verify").output().unwrap().status.code(), Some(1), "an altered mark is a fault");
}

#[test]
fn the_threshold_says_what_it_would_do_and_does_it() {
    let desk = Desk::with(copies);
    let matching = |more: &[&str]| -> Value {
        serde_json::from_str(&stdout(&run(desk.firsthand().args(["matching", "--json"]).args(more)))).unwrap()
    };
    let before = matching(&[]);
    let never = before["choices"].as_array().unwrap().last().unwrap().clone();
    assert_eq!((&never["group_from"], &never["change"]), (&json!(2.0), &json!(-1)), "{before}");
    assert_eq!(matching(&["--group-from", "never"])["group_from"], 2.0);
    let served = desk.serve();
    let page = footage(&served, "one.jpg");
    assert_eq!(page["media"].as_array().unwrap().len(), 1);
    assert_eq!(page["matches"][0]["state"], "suggested", "what is not grouped is still suggested: {page}");
    decide(&served, "one.jpg", "matches", "confirmed");
    assert_eq!(footage(&served, "one.jpg")["media"].as_array().unwrap().len(), 2, "a person groups at any threshold");
    drop(served);
    let after = matching(&["--group-from", "0.6"]);
    let bands = after["decisions"].as_array().unwrap();
    let decided = bands.iter().find(|band| band["of"] == "photos" && band["confirmed"] == 1).unwrap();
    assert_eq!((&decided["rejected"], &decided["precision"]), (&json!(0), &json!(1.0)), "{after}");
    assert!(decided["low"].as_f64().unwrap() < 0.3, "one decision says little: {decided}");
    let refused = desk.firsthand().args(["matching", "--group-from", "0.2"]).output().unwrap();
    assert!(!refused.status.success());
    desk.assert_whole();
}

#[test]
fn hashes_of_photos_are_printed_for_other_desks_and_one_bad_file_stops_no_other() {
    let folder = tempfile::tempdir().unwrap();
    let file = |name: &str| folder.path().join(name);
    pictures::copy(&file("one.jpg"), 1, 90);
    pictures::copy(&file("again.jpg"), 1, 60);
    pictures::photo(&file("other.jpg"), 2);
    std::fs::write(file("broken.jpg"), b"\xff\xd8\xff no photo").unwrap();
    let data = folder.path().join("data");
    for variant in ["full-size", "thumbnail512", "canonical"] {
        let mut hash = firsthand(&data);
        hash.args(["hash", "--json", "--turned", "--variant", variant]);
        let printed = hash.args(["one.jpg", "broken.jpg", "again.jpg", "other.jpg"].map(file)).output().unwrap();
        assert!(!printed.status.success());
        let complaint = String::from_utf8_lossy(&printed.stderr).into_owned();
        assert!(complaint.contains("broken.jpg: ") && complaint.lines().count() == 1, "{complaint}");
        let lines = stdout(&printed);
        let photos: Vec<Value> = lines.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
        let code = |at: usize, turn: &str| text(&photos[at]["hashes"][turn]).parse::<copydetect::pdq::Code>().unwrap();
        assert_eq!(photos[0]["hashes"].as_object().unwrap().len(), 8, "{lines}");
        assert!(code(0, "upright").distance(&code(1, "upright")) <= 31, "{variant}: {lines}");
        assert!(code(0, "upright").distance(&code(2, "upright")) > 31, "{variant}: {lines}");
        assert!(code(0, "upright").distance(&code(0, "flipped-columns")) > 31, "{variant}: {lines}");
    }
    assert!(!data.exists(), "hashing keeps nothing");
}
