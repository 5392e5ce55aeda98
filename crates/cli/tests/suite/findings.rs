//! The story's part about findings: second readers, worksheets that are computed again, an older copy that turns up, a
//! denial, and what goes under review by that.

use std::{path::Path, process::Command};

use serde_json::Value;

use super::support::{run, stderr, stdout};

/// On a desk to which the sample case was added and in which it is told.
pub fn story(folder: &Path, case: &Path, desk: &dyn Fn() -> Command) {
    let json = |arguments: &[&str]| -> Value {
        let answer = run(desk().arg("finding").args(arguments).args(["--format", "json"]));
        serde_json::from_str(&stdout(&answer)).unwrap()
    };
    let bridge = footage_of(desk, case, "breaking-river.mp4");
    let street = footage_of(desk, case, "trucks-race-here.mp4");
    worksheets(folder, desk, &bridge);

    // As the sample case was told: "breaking" is half a year old, and nothing older was found.
    assert_eq!(state(&json(&["list", &bridge]), "date"), "contradicted");
    assert_eq!(state(&json(&["list", &bridge]), "provenance"), "supported");

    // To call footage false takes two: the author cannot be the second reader.
    assert_eq!(state(&json(&["list", &street]), "authenticity"), "unknown", "not in force before somebody agrees");
    let page = json(&["list", &street]);
    let waits = pillar(&page, "authenticity")["waits"]["id"].as_str().unwrap().to_owned();
    let own = desk().args(["finding", "read", &waits, "agree", "it is faster"]).output().unwrap();
    assert!(stderr(&own).contains("cannot be its second reader"), "{}", stderr(&own));
    run(desk().args(["--person", "boris", "finding", "read", &waits, "agree", "I laid both on one another"]));
    assert_eq!(state(&json(&["list", &street]), "authenticity"), "contradicted");

    // Confirmed without evidence is refused, with what to do.
    let bare = desk()
        .args(["finding", "add", &bridge, "place", "confirmed", "--answer", "Alder Lane", "--reasoning", "it looks so"])
        .output()
        .unwrap();
    assert!(stderr(&bare).contains("needs evidence") && stderr(&bare).contains("hint: "), "{}", stderr(&bare));
    let place = ["finding", "add", &bridge, "place", "supported", "--answer", "the lower footbridge"];
    let evidence = ["--reasoning", "the same mill stands behind it", "--evidence", "https://map.example/alder-lane"];
    run(desk().args(place).args(evidence));

    // An older copy turns up: what rests on where the footage appeared goes under review, where it was filmed does not.
    assert!(of_findings(&json(&["reviews"])).is_empty());
    let older = folder.join("older");
    std::fs::create_dir(&older).unwrap();
    std::fs::copy(case.join("alder-lane-footbridge.mp4"), older.join("february.mp4")).unwrap();
    let post = r#"{"firsthand":"post/1","platform":"mastodon","id":"98001","source":{"handle":"wend.angler"},"text":"Water up to the planks.","posted":{"earliest":"2026-02-20T09:00:00Z","words":"2026-02-20T09:00:00Z","basis":"platform"},"media":["february.mp4"]}"#;
    std::fs::write(older.join("posts.jsonl"), post).unwrap();
    run(desk().arg("add").arg(&older));
    let reviews = json(&["reviews"]);
    let under: Vec<&str> = of_findings(&reviews).iter().map(|row| row["object"]["name"].as_str().unwrap()).collect();
    let (verdicts, pillars): (Vec<&str>, Vec<&str>) = under.iter().partition(|name| name.contains("the verdict of C-"));
    let expected = [format!("finding on the date of {bridge}"), format!("finding on the provenance of {bridge}")];
    assert_eq!(pillars, expected, "{reviews}");
    assert_eq!(verdicts.len(), 2, "on the two claims of when it was filmed: {reviews}");
    let named = |row: &&&Value| row["object"]["name"] == expected[0].as_str();
    let first = *of_findings(&reviews).iter().find(named).unwrap();
    assert!(first["reason"].as_str().unwrap().contains("posted 2026-02-20 09:00 UTC by @wend.angler"), "{reviews}");
    assert_eq!(first["path"][0]["name"], bridge.as_str(), "{reviews}");

    // A person looks at each: all but one stand, that one is found anew.
    for row in of_findings(&reviews).iter().filter(|row| row["object"]["name"].as_str().unwrap().contains("verdict")) {
        run(desk().args(["finding", "settle", row["id"].as_str().unwrap(), "stands: neither says February"]));
    }
    run(desk().args(["finding", "settle", first["id"].as_str().unwrap(), "stands: February is not September either"]));
    let again = [
        "finding",
        "add",
        &bridge,
        "provenance",
        "supported",
        "--answer",
        "@wend.angler posted the earliest copy known",
    ];
    run(desk().args(again).args(["--reasoning", "it is three weeks older", "--evidence", &bridge]));
    assert!(of_findings(&json(&["reviews"])).is_empty(), "nothing else was touched");
    let page = json(&["list", &bridge]);
    assert_eq!(pillar(&page, "provenance")["findings"], 2, "the old finding stays readable");
}

fn worksheets(folder: &Path, desk: &dyn Fn() -> Command, footage: &str) {
    for kind in ["sun", "place", "order"] {
        let noted = folder.join(format!("{kind}.json"));
        std::fs::write(&noted, run(desk().args(["worksheet", kind, "--example"])).stdout).unwrap();
        let sheet = run(desk().args(["worksheet", kind, "--format", "json"]).arg(&noted)).stdout;
        let file = folder.join(format!("{kind}-sheet.json"));
        std::fs::write(&file, &sheet).unwrap();
        let same = run(desk().args(["worksheet", "check"]).arg(&file));
        assert!(stdout(&same).starts_with("the same: "), "{}", stdout(&same));
        // Somebody changes a digit of the result.
        let changed = String::from_utf8(sheet).unwrap().replacen(
            "\"explanation\": [\n    \"",
            "\"explanation\": [\n    \"Surely: ",
            1,
        );
        std::fs::write(&file, changed).unwrap();
        let other = desk().args(["worksheet", "check"]).arg(&file).output().unwrap();
        assert!(!other.status.success() && stdout(&other).starts_with("not the same"), "{kind}: {}", stdout(&other));
        let kept = run(desk().args(["worksheet", kind, "--keep", "the example", "--about", footage]).arg(&noted));
        assert!(stderr(&kept).contains("kept as worksheet:"), "{}", stderr(&kept));
    }
}

pub fn footage_of(desk: &dyn Fn() -> Command, case: &Path, file: &str) -> String {
    let seen = run(desk().args(["seen", "--format", "json"]).arg(case.join(file)));
    let answer: Value = serde_json::from_str(&stdout(&seen)).unwrap();
    let itself = answer[0]["hits"].as_array().unwrap().iter().find(|hit| hit["name"] == file).expect(file);
    itself["footage"].as_str().unwrap().to_owned()
}

fn pillar<'a>(page: &'a Value, name: &str) -> &'a Value {
    page["pillars"].as_array().unwrap().iter().find(|row| row["pillar"] == name).unwrap()
}

fn state(page: &Value, name: &str) -> String {
    pillar(page, name)["state"].as_str().unwrap().to_owned()
}

/// The reviews of findings; what was published is the report's part.
fn of_findings(page: &Value) -> Vec<&Value> {
    let rows = page["reviews"].as_array().unwrap().iter();
    rows.filter(|row| row["object"]["reference"].as_str().unwrap().starts_with("finding:")).collect()
}
