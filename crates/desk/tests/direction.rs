//! Data flows one way: a module uses only those left of it. Read from the `use` lines and paths in the source.

use std::{fs, path::Path};

/// In the order of the flow.
const FLOW: [&str; 14] = [
    "collect",
    "preserve",
    "models",
    "intake",
    "capture",
    "fingerprint",
    "matches",
    "derive",
    "claims",
    "findings",
    "publish",
    "views",
    "evidence",
    "backup",
];
/// May be used from everywhere: they stand beside the flow. `jobs` runs steps of the flow from `jobs/examine.rs` only.
const BESIDE: [&str; 9] = ["clock", "config", "error", "ids", "jobs", "monitor", "people", "rests", "store"];

fn sources(folder: &Path, found: &mut Vec<(String, String)>) {
    for entry in fs::read_dir(folder).expect("the sources are there") {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            sources(&path, found);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            let name =
                path.strip_prefix(concat!(env!("CARGO_MANIFEST_DIR"), "/src")).expect("inside").display().to_string();
            found.push((name, fs::read_to_string(&path).expect("readable")));
        }
    }
}

/// The modules of this crate that a source names: `crate::module`, also within `use crate::{...}`.
fn used(source: &str) -> Vec<String> {
    let mut used = Vec::new();
    for (at, _) in source.match_indices("crate::") {
        if source[..at].ends_with('$')
            || source[..at].ends_with(|before: char| before.is_alphanumeric() || before == '_')
        {
            continue;
        }
        let rest = &source[at + "crate::".len()..];
        if let Some(list) = rest.strip_prefix('{') {
            let mut depth = 0;
            let mut name = String::new();
            for letter in list.chars() {
                match letter {
                    '{' => depth += 1,
                    '}' if depth == 0 => break,
                    '}' => depth -= 1,
                    ',' if depth == 0 => used.push(std::mem::take(&mut name)),
                    letter if depth == 0 => name.push(letter),
                    _ => {}
                }
            }
            used.push(name);
        } else {
            used.push(rest.chars().take_while(|letter| letter.is_alphanumeric() || *letter == '_').collect());
        }
    }
    let first = |path: &String| path.trim().split("::").next().unwrap_or_default().trim().to_owned();
    used.iter().map(first).collect()
}

#[test]
fn no_module_uses_one_to_its_right() {
    let mut all = Vec::new();
    sources(Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/src")), &mut all);
    let place = |module: &str| FLOW.iter().position(|name| *name == module);
    let mut checked = 0;
    for (file, source) in &all {
        let module = file.split(['/', '.']).next().unwrap_or_default();
        for other in used(source) {
            let allowed = match (place(module), place(&other)) {
                // A test looks at what people will see.
                (Some(_), Some(_)) if (file.ends_with("/tests.rs") || file.contains("/tests/")) && other == "views" => {
                    true
                }
                (Some(own), Some(used)) => used <= own,
                // Rows are shown where they are kept: the queue's page uses the screens' small pieces.
                (None, Some(_)) if module == "jobs" && file == "jobs/queue.rs" => {
                    other == "views" || other == "preserve"
                }
                // What rests on what knows no kind of thing, only the custody log that its bindings are written to.
                (None, Some(_)) if module == "rests" => other == "preserve",
                // News of footage is told by whatever changes it, posts that come in among them.
                (None, Some(_)) if module == "news" => other == "matches" || other == "preserve",
                // The desk that tests open is filled as a person would fill it.
                (None, Some(_)) if module == "trial" => true,
                (None, Some(_)) if ["jobs", "people", "desk", "config", "lib"].contains(&module) => true,
                (None, Some(_)) => false,
                (_, None) => true,
            };
            assert!(allowed, "{file} uses {other}, which is not left of it");
            checked += usize::from(place(&other).is_some());
        }
    }
    assert!(checked > 20, "only {checked} uses were found: the test reads the sources wrongly");
}

#[test]
fn every_module_has_a_place_in_the_flow_or_beside_it() {
    let text = fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/src/lib.rs")).expect("lib.rs");
    for line in text.lines() {
        if let Some(module) = line.strip_prefix("pub mod ").and_then(|rest| rest.strip_suffix(';')) {
            assert!(FLOW.contains(&module) || BESIDE.contains(&module), "{module} has no place in the flow");
        }
    }
}
