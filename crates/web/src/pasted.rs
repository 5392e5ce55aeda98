//! What a person pasted: paths of files on this machine, or posts in one of the formats the desk reads.

use std::path::{Path, PathBuf};

use desk::collect::formats::{self, Problem};
use serde::Serialize;
use url::Url;
use utoipa::ToSchema;

use crate::words;

/// What was understood of a pasted text. Nothing is kept by understanding it.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[serde(tag = "is", content = "what", rename_all = "lowercase")]
pub enum Understood {
    /// One path a line.
    Paths(Vec<PastedPath>),
    /// A description of posts.
    Posts(PastedPosts),
    /// Neither.
    Nothing,
}

/// One pasted path.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct PastedPath {
    /// The path.
    pub path: String,
    /// Whether something is there.
    pub found: bool,
    /// What is there, or why it cannot be used.
    pub what: String,
}

/// Pasted posts, for looking over.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct PastedPosts {
    /// The format's name.
    pub format: String,
    /// How many posts there are.
    pub count: usize,
    /// The first of them.
    pub rows: Vec<PastedPost>,
    /// What could not be read.
    pub problems: Vec<PastedProblem>,
}

/// One pasted post, in a line.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct PastedPost {
    /// Who published it.
    pub source: String,
    /// When, as written.
    pub posted: String,
    /// Its words.
    pub text: String,
    /// The files it names.
    pub files: Vec<String>,
}

/// What could not be read, and what to do.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct PastedProblem {
    /// Where.
    pub place: String,
    /// What.
    pub what: String,
    /// What to do.
    pub hint: String,
}

/// So many posts are shown for looking over.
const SHOWN: usize = 50;

/// Understands a pasted text.
pub fn understand(text: &str) -> Understood {
    if let Some(paths) = paths(text) {
        return Understood::Paths(paths.iter().map(|path| look(path)).collect());
    }
    let name = name(text);
    let Some(format) = formats::recognise(name, text.as_bytes()) else { return Understood::Nothing };
    let decoded = format.decode(name, text.as_bytes());
    if decoded.posts.is_empty() && decoded.problems.is_empty() {
        return Understood::Nothing;
    }
    Understood::Posts(PastedPosts {
        format: format.name().to_owned(),
        count: decoded.posts.len(),
        rows: decoded.posts.iter().take(SHOWN).map(row).collect(),
        problems: decoded.problems.iter().map(problem).collect(),
    })
}

/// The paths, where every line is one.
pub fn paths(text: &str) -> Option<Vec<PathBuf>> {
    let lines: Vec<&str> = text.lines().map(str::trim).filter(|line| !line.is_empty()).collect();
    if lines.is_empty() {
        return None;
    }
    lines.into_iter().map(path).collect()
}

/// One path as people paste it: plain, in quotes, or as a `file://` link. None for what is not a full local path.
pub fn path(line: &str) -> Option<PathBuf> {
    let line = line.trim().trim_matches(['"', '\'']);
    if line.get(..5).is_some_and(|scheme| scheme.eq_ignore_ascii_case("file:")) {
        return Url::parse(line).ok()?.to_file_path().ok();
    }
    let path = Path::new(line);
    path.is_absolute().then(|| path.to_owned())
}

/// The file name under which a pasted description of posts is read and kept.
pub fn name(text: &str) -> &'static str {
    let first = text.trim_start().lines().next().unwrap_or_default();
    if first.starts_with('{') {
        "pasted.jsonl"
    } else if first.contains('\t') {
        "pasted.tsv"
    } else {
        "pasted.csv"
    }
}

fn look(path: &Path) -> PastedPath {
    let (found, what) = match std::fs::metadata(path) {
        Ok(facts) if facts.is_dir() => (true, "a folder, with everything in it".to_owned()),
        Ok(facts) => (true, format!("a file, {}", words::bytes(&i64::try_from(facts.len()).unwrap_or(i64::MAX)))),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => (false, "nothing is there".to_owned()),
        Err(error) => (false, error.to_string()),
    };
    PastedPath { path: path.display().to_string(), found, what }
}

fn row(post: &formats::PostRecord) -> PastedPost {
    PastedPost {
        source: post
            .source
            .handle
            .clone()
            .or_else(|| post.source.name.clone())
            .unwrap_or_else(|| "unknown source".into()),
        posted: post.posted.as_ref().map(|when| when.words.clone()).unwrap_or_default(),
        text: post.text.chars().take(300).collect(),
        files: post.media.iter().map(|media| media.name.clone()).collect(),
    }
}

fn problem(problem: &Problem) -> PastedProblem {
    PastedProblem { place: problem.place.clone(), what: problem.what.clone(), hint: problem.hint.clone() }
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test fails by panicking")]
mod tests {
    use super::*;

    #[test]
    fn paths_are_read_as_people_paste_them() {
        for (pasted, meant) in [
            ("/home/me/a.mp4", "/home/me/a.mp4"),
            (" \"/home/me/a b.mp4\" ", "/home/me/a b.mp4"),
            ("file:///home/me/a%20b.mp4", "/home/me/a b.mp4"),
            ("FILE:///tmp/x", "/tmp/x"),
        ] {
            assert_eq!(path(pasted).unwrap(), Path::new(meant));
        }
        for wrong in ["", "a.mp4", "https://example.org/a.mp4", "file://elsewhere/share/a.mp4", "källa"] {
            assert!(path(wrong).is_none(), "{wrong}");
        }
    }

    #[test]
    fn a_text_is_a_list_of_paths_only_when_each_line_is_one() {
        assert_eq!(paths("/a\n\n/b\n").unwrap().len(), 2);
        assert!(paths("/a\nsource,text").is_none());
        assert!(paths(" \n").is_none());
    }

    #[test]
    fn a_missing_file_is_said_to_be_missing() {
        let Understood::Paths(paths) = understand("/surely/not/here.mp4") else { unreachable!("it is a path") };
        assert!(!paths[0].found);
    }

    #[test]
    fn a_spreadsheet_paste_is_tab_separated_and_lines_of_objects_are_json() {
        assert_eq!(name("source\ttext\na\tb"), "pasted.tsv");
        assert_eq!(name("{\"text\": 1}"), "pasted.jsonl");
        assert_eq!(name("source,text"), "pasted.csv");
    }
}
