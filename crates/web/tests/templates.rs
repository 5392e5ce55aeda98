//! The templates hold nothing that the content policy forbids, and nothing that shows a picture unasked.

use std::path::{Path, PathBuf};

fn templates() -> Vec<(PathBuf, String)> {
    fn walk(folder: &Path, found: &mut Vec<(PathBuf, String)>) {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                walk(&path, found);
            } else {
                let text = std::fs::read_to_string(&path).unwrap();
                found.push((path, text));
            }
        }
    }
    let mut found = Vec::new();
    walk(&Path::new(env!("CARGO_MANIFEST_DIR")).join("templates"), &mut found);
    found
}

#[test]
fn nothing_is_inline_and_nothing_is_evaluated() {
    for (path, text) in templates() {
        let text = text.to_lowercase();
        for word in [" style=", "<style", "javascript:", "hx-on", "js:", "src=\"data:", "href=\"http"] {
            assert!(!text.contains(word), "{} holds {word}", path.display());
        }
        for handler in ["click", "load", "error", "change", "submit", "input", "focus", "toggle", "mouseover"] {
            assert!(!text.contains(&format!(" on{handler}=")), "{} holds on{handler}", path.display());
        }
        for script in text.split("<script").skip(1) {
            assert!(script.trim_start().starts_with("src="), "{} has a script of its own", path.display());
        }
    }
}

#[test]
fn media_are_named_only_where_the_veil_was_lifted() {
    for (path, text) in templates() {
        let file = path.file_name().unwrap().to_str().unwrap();
        let lifted = matches!(file, "viewer.html" | "compare.html");
        assert!(lifted || !text.contains("<video") && !text.contains("data-media"), "{}", path.display());
        if lifted {
            let veiled = text.split("{%- else -%}").nth(1).unwrap();
            assert!(!veiled.contains("data-media"), "{}: the veiled half names media", path.display());
        }
        for image in text.split("<img").skip(1) {
            let still = image.contains("veil-still") || image.contains("data-media");
            assert!(still, "{}: an image that is neither a veil nor revealed", path.display());
        }
        assert!(!text.contains("autoplay") && !text.contains(" loop "), "{}", path.display());
    }
}

#[test]
fn every_form_that_changes_something_carries_the_token() {
    for (path, text) in templates() {
        for form in text.split("<form").skip(1).filter(|form| form.trim_start().starts_with("method=\"post\"")) {
            let form = form.split("</form>").next().unwrap();
            assert!(form.contains("parts::token(") || form.contains("?_token="), "{}: {form}", path.display());
        }
    }
}

#[test]
fn no_template_is_written_in_left_and_right() {
    let styles = Path::new(env!("CARGO_MANIFEST_DIR")).join("assets/css");
    for entry in std::fs::read_dir(styles).unwrap() {
        let path = entry.unwrap().path();
        let text = std::fs::read_to_string(&path).unwrap();
        for word in [
            "margin-left",
            "margin-right",
            "padding-left",
            "padding-right",
            " left:",
            " right:",
            "text-align: left",
            "float:",
        ] {
            assert!(!text.contains(word), "{} holds {word}", path.display());
        }
    }
}
