//! From claims to a published report that corrects itself, on both databases: a name was confused, and an older copy of
//! the footage turns up. Both corrections are in every output, and the first version stays as it was.

use std::{path::Path, process::Command};

use serde_json::{Value, json};

use super::support::{browser::Served, firsthand, postgres::Postgres, run, stdout};

const FORMATS: [&str; 12] =
    ["html", "pdf", "md", "json", "embed", "rss", "atom", "claimreview", "mediareview", "csv", "geojson", "ftm"];

#[test]
fn a_report_corrects_itself_on_one_laptop() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    publish_and_correct(folder.path(), &|| firsthand(&data));
}

#[test]
fn a_report_corrects_itself_on_postgresql() {
    let database = Postgres::start();
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    publish_and_correct(folder.path(), &|| {
        let mut command = firsthand(&data);
        command.env("FIRSTHAND_DATABASE", database.url());
        command
    });
}

fn publish_and_correct(folder: &Path, desk: &dyn Fn() -> Command) {
    let answer = |arguments: &[&str]| stdout(&run(desk().args(arguments))).trim().to_owned();
    let render = |number: &str, format: &str| {
        run(desk().args(["report", "render", "R-1", "--version", number, "--as", format])).stdout
    };
    let case = folder.join("case");
    run(desk().arg("sample").arg(&case));

    // In September an account posts it as new.
    run(desk().arg("add").arg(only(&case, &folder.join("september"), "breaking-river.mp4")));
    claims(&answer);
    let sha256 = describe(&mut desk());
    report(&answer, &sha256);

    // Nothing is published while a rule blocks, and the rule says what to do.
    let blocked = desk().args(["report", "publish", "R-1"]).output().unwrap();
    assert!(!blocked.status.success());
    let said = String::from_utf8_lossy(&blocked.stderr).into_owned();
    assert!(said.contains("blame") && said.contains("hint:"), "{said}");
    answer(&["report", "publish", "R-1", "--approved-by", "omar"]);
    let first: Vec<Vec<u8>> = FORMATS.iter().map(|format| render("1", format)).collect();
    let page = String::from_utf8(first[0].clone()).unwrap();
    assert!(page.contains("Alder Watch said that the Mill Club sawed through a beam. Hill Club denied this."), "{page}");
    assert!(page.contains("2026-09-14 06:12 UTC"), "the earliest known appearance is printed: {page}");

    // The name was another club's.
    let edit = ["report", "edit", "R-1", "1", "the Hill Club sawed through a beam", "--on", "C-1"];
    answer(&edit);
    answer(&[
        "report", "correct", "R-1", "--wrong", "Mill Club", "--right", "Hill Club", "--why", "the names were confused",
        "--sentence", "1", "--approved-by", "omar",
    ]);

    // An older copy turns up.
    run(desk().arg("add").arg(only(&case, &folder.join("march"), "alder-lane-footbridge.mp4")));
    let drafts: Value = serde_json::from_str(&answer(&["report", "drafts", "R-1", "--format", "json"])).unwrap();
    let older = drafts.as_array().unwrap().iter().find(|draft| draft["finding"] == true);
    let older = older.unwrap_or_else(|| panic!("the older copy drafts a correction: {drafts}"));
    assert!(older["wrong"].as_str().unwrap().contains("2026-09-14"), "{older}");
    assert!(older["right"].as_str().unwrap().contains("2026-03-02 07:58 UTC"), "{older}");
    let frame = String::from_utf8(served_frame(&mut desk())).unwrap();
    assert!(frame.contains("Under review"), "other sites are told at once: {frame}");
    answer(&[
        "report", "correct", "R-1", "--finding", "--approved-by", "omar", "--why", "an older copy turned up", "--wrong",
        older["wrong"].as_str().unwrap(), "--right", older["right"].as_str().unwrap(), "--sentence", "2",
    ]);

    for format in FORMATS.iter().filter(|format| **format != "pdf") {
        let text = String::from_utf8(render("3", format)).unwrap();
        assert!(text.contains("An earlier version referred to"), "{format}: {text}");
        assert!(text.contains("This report was corrected"), "{format}: {text}");
    }
    for (format, bytes) in FORMATS.iter().zip(&first) {
        assert!(render("1", format) == *bytes, "version 1 as {format} is not what it was");
    }
    let corrections: Value = serde_json::from_str(&answer(&["report", "corrections", "--format", "json"])).unwrap();
    assert_eq!(corrections.as_array().unwrap().len(), 2, "{corrections}");
    let feed = answer(&["report", "render", "--all", "--as", "atom"]);
    assert_eq!(feed.matches("<entry>").count(), 3, "the report and its two corrections: {feed}");

    let package = folder.join("evidence.zip");
    run(desk().args(["report", "render", "R-1", "--as", "package", "--out"]).arg(&package));
    assert!(std::fs::metadata(&package).unwrap().len() > 10_000);
    let verified = run(desk().arg("verify"));
    assert!(super::support::stderr(&verified).contains(": 0 faults"), "{}", super::support::stderr(&verified));
}

/// A folder with one file of the case and its post.
fn only(case: &Path, folder: &Path, name: &str) -> std::path::PathBuf {
    std::fs::create_dir_all(folder).unwrap();
    std::fs::copy(case.join(name), folder.join(name)).unwrap();
    for entry in std::fs::read_dir(case).unwrap() {
        let path = entry.unwrap().path();
        if path.extension().is_some_and(|extension| extension == "jsonl") {
            let posts = std::fs::read_to_string(&path).unwrap();
            let own: String = posts.lines().filter(|line| line.contains(name)).map(|line| format!("{line}\n")).collect();
            std::fs::write(folder.join("posts.jsonl"), own).unwrap();
        }
    }
    folder.to_owned()
}

fn claims(answer: &dyn Fn(&[&str]) -> String) {
    answer(&["incident", "new", "the footbridge came down", "--happened", "2026-09-14", "--zone", "UTC"]);
    answer(&["incident", "attach", "I-1", "F-1"]);
    answer(&["source", "describe", "organisation", "Alder Watch"]);
    answer(&["source", "describe", "organisation", "Hill Club"]);
    let say = |source: &str, stance: &str, words: &str| {
        answer(&[
            "say", "I-1", "caused by", "Hill Club", "--new-entity", "group", "--source", source, "--stance", stance,
            "--page", "https://club.example/news", "--words", words, "--said", "2026-09-14",
        ])
    };
    say("Alder Watch", "asserts", "They sawed through a beam");
    say("Hill Club", "denies", "We did nothing of the kind and will look into it");
}

/// A person looks and describes, so that nobody else need look.
fn describe(desk: &mut Command) -> String {
    let desk = Served::start(desk);
    let inbox = desk.get("/api/v1/inbox").json();
    let items = inbox["items"].as_array().unwrap();
    let item = items.iter().find(|item| item["name"] == "breaking-river.mp4").unwrap();
    let sha256 = item["sha256"].as_str().unwrap().to_owned();
    let words = json!({ "severity": 1, "words": "00:00 to 00:08 brown water under a footbridge" });
    let answer = desk.post(&format!("/api/v1/media/{sha256}/describe"), &words);
    assert_eq!(answer.status, 200, "{}", answer.text());
    sha256
}

fn report(answer: &dyn Fn(&[&str]) -> String, sha256: &str) {
    answer(&[
        "report", "new", "--title", "Who sawed the beam?", "--incident", "I-1", "--publisher", "Alder Desk", "--site",
        "https://desk.example", "--licence", "CC BY 4.0",
    ]);
    answer(&["report", "add", "R-1", "the Mill Club sawed through a beam", "--on", "C-1"]);
    answer(&[
        "report", "add", "R-1", "brown water under a footbridge", "--kind", "observation", "--frame", "video", "--on",
        "F-1",
    ]);
    answer(&["report", "media", "R-1", sha256, "--show", sha256, "--rights", "used with permission"]);
    for (pillar, state, words) in
        [("date", "contradicted", "the trees have no leaves yet"), ("place", "supported", "the railing is that of Alder Lane")]
    {
        answer(&[
            "finding", "add", "F-1", pillar, state, "--answer", words, "--reasoning", words, "--evidence",
            &format!("medium:{sha256}"),
        ]);
    }
}

fn served_frame(desk: &mut Command) -> Vec<u8> {
    Served::start(desk).get("/reports/R-1/frame").body
}
