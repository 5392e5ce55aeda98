//! The story's end: the case's report was published and its confused name corrected; then older copies turn up. Both
//! corrections are in every output, and the earlier versions are what they were.

use std::{path::Path, process::Command};

use serde_json::Value;

use super::support::{browser::Served, run, stderr, stdout};

const FORMATS: [&str; 12] =
    ["html", "pdf", "md", "json", "embed", "rss", "atom", "claimreview", "mediareview", "csv", "geojson", "ftm"];

/// What the first two versions of the sample's report are, before news comes.
pub fn published(desk: &dyn Fn() -> Command) -> Vec<Vec<u8>> {
    let page = text(desk, "1", "html");
    assert!(page.contains("Green Shore said that the Blue League of the Upper Wend loosened the bolts"), "{page}");
    assert!(page.contains("Blue League denied this."), "the denial stands with the accusation: {page}");
    assert!(
        page.contains("between 3 and 5 people were hurt") || page.contains("Between 3 and 5 people were hurt"),
        "{page}"
    );
    assert!(page.contains("The Valley Channel, citing River Monitor, gave"), "the chain is told: {page}");
    assert!(page.contains("what Wend Desk found contradicts this"), "{page}");
    assert!(page.contains("Blue League is allied with Ferry Guild (2019/2024)"), "who they are: {page}");
    let (warning, clip) = (page.find("flood water up to the boards"), page.find("Show the video"));
    assert!(warning.is_some() && warning < clip, "the warning comes before the clip: {page}");
    let media: Value = serde_json::from_str(&text(desk, "1", "mediareview")).unwrap();
    assert_eq!(media["@graph"].as_array().map(Vec::len), Some(1), "{media}");
    let second = text(desk, "2", "html");
    assert!(second.contains("An earlier version referred to “the Blue League of the Upper Wend”"), "{second}");
    ["1", "2"].iter().flat_map(|number| FORMATS.map(|format| render(desk, number, format))).collect()
}

/// An older copy turned up since; `before` is what [`published`] gave.
pub fn corrected(folder: &Path, before: &[Vec<u8>], desk: &dyn Fn() -> Command) {
    let answer = |arguments: &[&str]| stdout(&run(desk().arg("report").args(arguments))).trim().to_owned();

    // Other sites are told at once, and the desk drafts the correction.
    let frame = Served::start(&mut desk()).get("/reports/R-1/frame").text();
    assert!(frame.contains("Under review"), "{frame}");
    let drafts: Value = serde_json::from_str(&answer(&["drafts", "R-1", "--format", "json"])).unwrap();
    let drafts = drafts.as_array().unwrap();
    assert!(!drafts.is_empty());
    assert!(drafts.iter().any(|draft| draft["why"].as_str().unwrap().contains("@wend.angler")), "{drafts:?}");

    // Nothing is published before a person has looked.
    let blocked = desk().args(["report", "publish", "R-1", "--approved-by", "boris"]).output().unwrap();
    assert!(!blocked.status.success());
    assert!(stderr(&blocked).contains("under review") && stderr(&blocked).contains("hint:"), "{}", stderr(&blocked));
    let concerned = drafts.iter().filter_map(|draft| draft["sentence"].as_str());
    let concerned: Vec<&str> = concerned.flat_map(|sentence| ["--sentence", sentence]).collect();
    let words =
        ["--wrong", "earliest on 2 March", "--right", "earliest on 20 February", "--why", "an older copy turned up"];
    let correct = ["correct", "R-1", "--finding", "--approved-by", "boris"];
    answer(&[&correct[..], &words, &concerned].concat());
    let page: Value = serde_json::from_str(&answer(&["show", "R-1", "--format", "json"])).unwrap();
    let newest = page["line"]["version"].as_i64().unwrap().to_string();
    assert_eq!(newest, "3", "{page}");
    assert_eq!(answer(&["drafts", "R-1"]), "", "nothing waits any more");

    for format in FORMATS.iter().filter(|format| **format != "pdf") {
        let text = text(desk, &newest, format);
        assert!(text.contains("An earlier version referred to"), "{format}: {text}");
        assert!(text.contains("This report was corrected"), "{format}: {text}");
    }
    let again: Vec<Vec<u8>> =
        ["1", "2"].iter().flat_map(|number| FORMATS.map(|format| render(desk, number, format))).collect();
    assert!(again == before, "an earlier version does not render to its bytes");
    let feed = answer(&["render", "--all", "--as", "atom"]);
    assert!(feed.matches("<entry>").count() == 3, "the report and its two corrections: {feed}");
    let site = folder.join("site");
    run(desk().args(["report", "site"]).arg(&site));
    let file = |name: &str| std::fs::read_to_string(site.join("reports").join(name)).unwrap();
    assert!(file("R-1/index.html").contains("This report was corrected"));
    assert_eq!(file("R-1/versions/1/index.html").into_bytes(), before[0]);
    assert!(file("R-1/versions/1/embed").contains("A newer version of this report exists."));
    assert!(file("R-1/embed").contains("This version is the newest."));
    assert!(file("atom").contains("<entry>"));
    let package = folder.join("evidence.zip");
    run(desk().args(["report", "render", "R-1", "--as", "package", "--out"]).arg(&package));
    assert!(std::fs::metadata(&package).unwrap().len() > 10_000);
}

fn render(desk: &dyn Fn() -> Command, number: &str, format: &str) -> Vec<u8> {
    run(desk().args(["report", "render", "R-1", "--version", number, "--as", format])).stdout
}

fn text(desk: &dyn Fn() -> Command, number: &str, format: &str) -> String {
    String::from_utf8(render(desk, number, format)).unwrap()
}
