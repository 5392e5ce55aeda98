//! What leaves the desk: a package that stock tools check, on every backend, and that says when it was touched.

use std::{
    path::{Path, PathBuf},
    process::{Command, Output},
};

use serde_json::Value;

use super::findings;
use super::support::{Seeded, firsthand, pictures, run, stderr, stdout};

/// The story's part: the incident, one footage and everything are handed over.
pub fn story(folder: &Path, case: &Path, desk: &dyn Fn() -> Command) {
    let bridge = findings::footage_of(desk, case, "breaking-river.mp4");
    let packages = folder.join("packages");
    for (name, asked, originals) in
        [("incident", vec!["I-1"], 1), ("footage", vec![bridge.as_str()], 3), ("all", vec!["--all"], 15)]
    {
        let to = packages.join(name);
        let written = run(desk().arg("export").args(&asked).arg("--to").arg(&to).arg("--json"));
        let written: Value = serde_json::from_str(&stdout(&written)).unwrap();
        assert!(written["media"].as_i64().unwrap() >= originals, "{name}: {written}");
        assert_eq!((&written["missing"], &written["withheld"]), (&Value::Array(vec![]), &Value::Array(vec![])));
        let checked = verify_sh(&to);
        assert!(checked.status.success(), "{}", stdout(&checked));
        assert!(stdout(&checked).contains(written["bag"].as_str().unwrap()), "{}", stdout(&checked));
        let checked = run(firsthand(&folder.join("nowhere")).args(["verify", "--package"]).arg(&to));
        assert!(stderr(&checked).contains(&format!("{} custody events checked: 0 faults", written["events"])));
    }
    assert!(!folder.join("nowhere").exists(), "a package is checked without a desk");
    let table = |package: &str, name: &str| -> Value {
        let file = packages.join(package).join("data").join(name);
        serde_json::from_slice(&std::fs::read(&file).unwrap()).unwrap_or_else(|error| panic!("{name}: {error}"))
    };
    let claims = table("incident", "claims.json");
    let stances = |stance: &str| claims.as_array().unwrap().iter().filter(|row| row["stance"] == stance).count();
    assert!(stances("asserts") > 3 && stances("denies") > 0, "no accusation without its denial: {claims}");
    let appearances = table("footage", "appearances.json");
    let earliest: Vec<&Value> =
        appearances.as_array().unwrap().iter().filter(|row| row["earliest_known"] == true).collect();
    assert_eq!(earliest.len(), 1, "{appearances}");
    assert!(!table("footage", "matches.json").as_array().unwrap().is_empty());

    let again = desk().args(["export", "F-1", "--to"]).arg(packages.join("all")).output().unwrap();
    assert!(stderr(&again).contains("is not empty") && stderr(&again).contains("hint: "), "{}", stderr(&again));
    let unknown = desk().args(["export", "F-999", "--to"]).arg(packages.join("new")).output().unwrap();
    assert!(stderr(&unknown).contains("there is no footage F-999"), "{}", stderr(&unknown));
    assert!(!packages.join("new").exists());
}

fn verify_sh(package: &Path) -> Output {
    Command::new("sh").arg(package.join("verify.sh")).output().unwrap()
}

/// A desk with some photos, and a package of all of them.
fn packed(folder: &Path) -> PathBuf {
    let (data, input, to) = (folder.join("data"), folder.join("in"), folder.join("package"));
    pictures::photos(&input, 3);
    let line = r#"{"firsthand":"post/1","platform":"mastodon","id":"1","source":{"handle":"riverwatch"},"text":"The river.","media":[{"name":"0001.jpg"}]}"#;
    std::fs::write(input.join("posts.jsonl"), format!("{line}\n")).unwrap();
    run(firsthand(&data).arg("add").arg(&input));
    run(firsthand(&data).args(["export", "--all", "--to"]).arg(&to));
    to
}

fn files(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() { files(&path, found) } else { found.push(path) }
    }
}

#[test]
fn stock_tools_find_every_altered_byte_of_a_package() {
    let folder = tempfile::tempdir().unwrap();
    let package = packed(folder.path());
    assert!(verify_sh(&package).status.success());
    let mut all = Vec::new();
    files(&package, &mut all);
    // What checks cannot vouch for itself; `firsthand verify --package` and any BagIt program look at it too.
    all.retain(|file| file.file_name().unwrap() != "verify.sh");
    all.sort();
    let mut seeded = Seeded(5);
    for turn in 0..300 {
        let file = &all[turn % all.len()];
        let original = std::fs::read(file).unwrap();
        if original.is_empty() {
            continue;
        }
        let mut altered = original.clone();
        let place = usize::try_from(seeded.below(original.len() as u64)).unwrap();
        altered[place] ^= u8::try_from(1 + seeded.below(255)).unwrap();
        std::fs::write(file, &altered).unwrap();
        let checked = verify_sh(&package);
        let what = format!("byte {place} of {} from {} to {}", file.display(), original[place], altered[place]);
        assert!(!checked.status.success(), "{what} was not noticed");
        let named = file.strip_prefix(&package).unwrap().display().to_string();
        let lists = named.contains("manifest");
        assert!(lists || stdout(&checked).contains(&named), "{what} was not named: {}", stdout(&checked));
        std::fs::write(file, &original).unwrap();
    }
    for (added, noticed) in [("data/added", true), ("added", true)] {
        std::fs::write(package.join(added), "x").unwrap();
        assert_eq!(!verify_sh(&package).status.success(), noticed, "{added}");
        std::fs::remove_file(package.join(added)).unwrap();
    }
    assert!(verify_sh(&package).status.success());
}

#[test]
fn a_script_notices_that_an_original_is_damaged_and_the_rest_is_packed() {
    let folder = tempfile::tempdir().unwrap();
    packed(folder.path());
    let data = folder.path().join("data");
    let mut blobs = Vec::new();
    files(&data.join("vault/media"), &mut blobs);
    let blob = &blobs[0];
    let mut bytes = std::fs::read(blob).unwrap();
    bytes.push(0);
    std::fs::remove_file(blob).unwrap();
    std::fs::write(blob, bytes).unwrap();
    let to = folder.path().join("second");
    let output = firsthand(&data).args(["export", "--all", "--to"]).arg(&to).output().unwrap();
    assert_eq!(output.status.code(), Some(1));
    let named = format!("missing\tmedia {}\tit is damaged", blob.file_name().unwrap().to_string_lossy());
    assert!(stdout(&output).contains(&named), "{}", stdout(&output));
    assert!(verify_sh(&to).status.success(), "the package itself is whole");
    let checked = run(firsthand(&data).args(["verify", "--package"]).arg(&to));
    assert!(stderr(&checked).contains("is missing: it is damaged"), "{}", stderr(&checked));
    assert!(
        stderr(&firsthand(&data).args(["verify", "--package"]).arg(&data).output().unwrap())
            .contains("no evidence package")
    );
}
