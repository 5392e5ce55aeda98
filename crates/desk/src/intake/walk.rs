//! Finding the files under what a person named, in an order that does not depend on the file system.

use std::path::{Path, PathBuf};

use super::Found;
use crate::collect::formats::Problem;

/// Files that systems leave behind and nobody means to give.
const LITTER: [&str; 4] = [".DS_Store", "Thumbs.db", "desktop.ini", "__MACOSX"];
/// Deeper nesting than this is a loop or an attack.
const DEEPEST: usize = 64;

/// All files under `paths`, sorted, and what could not be looked at. Blocking.
pub(super) fn walk(paths: &[PathBuf]) -> (Vec<Found>, Vec<Problem>) {
    let (mut found, mut problems) = (Vec::new(), Vec::new());
    for path in paths {
        match std::fs::canonicalize(path) {
            Ok(full) => visit(&full, 0, &mut found, &mut problems),
            Err(error) => problems.push(problem(path, &error.to_string(), "check the spelling of the path")),
        }
    }
    (found, problems)
}

fn visit(path: &Path, depth: usize, found: &mut Vec<Found>, problems: &mut Vec<Problem>) {
    let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    if LITTER.contains(&name.as_str()) || name.starts_with("._") {
        return;
    }
    let facts = match std::fs::symlink_metadata(path) {
        Ok(facts) => facts,
        Err(error) => return problems.push(problem(path, &error.to_string(), "check that you may read it")),
    };
    if facts.is_symlink() {
        problems.push(problem(path, "a symbolic link, not followed", "name what it points to, if it is meant"));
    } else if facts.is_dir() {
        if depth >= DEEPEST {
            return problems.push(problem(path, "folders nested too deeply", "add the inner folder by itself"));
        }
        let mut inner: Vec<PathBuf> = match std::fs::read_dir(path) {
            Ok(entries) => entries.flatten().map(|entry| entry.path()).collect(),
            Err(error) => return problems.push(problem(path, &error.to_string(), "check that you may read it")),
        };
        inner.sort();
        for entry in inner {
            visit(&entry, depth + 1, found, problems);
        }
    } else if facts.is_file() {
        found.push(Found { file: path.to_owned(), place: path.to_string_lossy().into_owned(), name });
    } else {
        problems.push(problem(path, "neither a file nor a folder", "copy its content into a file"));
    }
}

fn problem(path: &Path, what: &str, hint: &str) -> Problem {
    Problem { place: path.display().to_string(), what: what.to_owned(), hint: hint.to_owned() }
}
