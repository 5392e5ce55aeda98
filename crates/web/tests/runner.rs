//! The desk's server as a browser, a program and an attacker meet it: over a real socket, on an empty desk and on one that
//! keeps a file. Pictures themselves are tested in a real browser, where the jail's worker is at hand.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

mod changes;
mod client;
mod pages;
mod templates;
mod walls;

#[test]
fn no_module_of_tests_is_forgotten() {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("tests");
    let runner = std::fs::read_to_string(folder.join("runner.rs")).unwrap();
    for file in std::fs::read_dir(folder).unwrap() {
        let name = file.unwrap().path().file_stem().unwrap().to_str().unwrap().to_owned();
        assert!(name == "runner" || runner.contains(&format!("mod {name};")), "{name}.rs is not in runner.rs");
    }
}
