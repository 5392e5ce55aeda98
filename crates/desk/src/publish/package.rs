//! The evidence package of a published version: every format, the originals that may be handed on, and the custody events
//! of all that it rests on with their inclusion proofs, in one ZIP with a manifest that `sha256sum --check` reads.
//!
//! ```text
//! edition.json, index.html, report.pdf, ...   the version in every format
//! media/...                                   what readers may see
//! originals/...                               the evidence as it was received, and the kept copies of pages
//! originals.csv                               each original: where it is in the package, or why it is not
//! custody/events.jsonl                        the leaves of the custody log that concern it, one a line
//! custody/proofs.jsonl                        of each leaf, in this order: its number and its audit path
//! custody/head, custody/log.pub               the signed head that covers them, and the key that signed it
//! manifest-sha256.txt                         all of these
//! ```
//!
//! [`check()`] reads one back without a desk.

mod check;

use std::{
    collections::{BTreeMap, BTreeSet},
    fs::File,
    io::{self, Seek, Write},
};

use zip::{ZipWriter, write::SimpleFileOptions};

pub use check::{Checked, check};

use super::{
    assemble::extension,
    edition::{Edition, FORMATS, Medium},
    sealed::of_sealed,
    versions::{self, Version},
};
use crate::{
    Desk, args,
    error::{Error, Result},
    ids::FootageRef,
    preserve::{custody, hash_file, sha256},
};

const MANIFEST: &str = "manifest-sha256.txt";
const ORIGINALS: &str = "originals.csv";
const EVENTS: &str = "custody/events.jsonl";
const PROOFS: &str = "custody/proofs.jsonl";
const HEAD: &str = "custody/head";
const KEY: &str = "custody/log.pub";

/// Writes the package of a version to `out`.
pub async fn write(desk: &Desk, version: &Version, out: impl Write + Seek) -> Result<()> {
    let edition = versions::edition(version)?;
    let mut package = Package { zip: ZipWriter::new(out), manifest: String::new() };
    package.put("edition.json", version.edition.as_bytes())?;
    for format in &FORMATS {
        let bytes = versions::render(desk, version, format).await?;
        let name = if format.name == "html" { "index.html".to_owned() } else { format!("report.{}", format.extension) };
        package.put(&name, &bytes)?;
    }
    let mut kept = BTreeMap::new();
    for medium in &edition.media {
        if let Some((name, sha256)) = shown(medium) {
            package.keep(desk, name, sha256).await?;
            kept.insert(sha256.to_owned(), name.to_owned());
        }
    }
    let told = told_of(desk, &edition).await?;
    originals(desk, &edition, &told, &mut package, kept).await?;

    let (mut events, mut proofs) = (Vec::new(), Vec::new());
    let key = desk.custody.key();
    let (head, _) =
        custody::excerpt(&desk.db, key, &objects(version, &edition, &told), &mut events, &mut proofs).await?;
    package.put(EVENTS, &events)?;
    package.put(PROOFS, &proofs)?;
    package.put(HEAD, head.as_bytes())?;
    package.put(KEY, key.public().as_bytes())?;
    let manifest = std::mem::take(&mut package.manifest);
    package.put(MANIFEST, manifest.as_bytes())?;
    package.zip.finish().map_err(broken)?;
    Ok(())
}

struct Package<W: Write + Seek> {
    zip: ZipWriter<W>,
    manifest: String,
}

impl<W: Write + Seek> Package<W> {
    fn put(&mut self, name: &str, bytes: &[u8]) -> Result<()> {
        // Without times of day: what is in it says when.
        self.zip.start_file(name, SimpleFileOptions::default()).map_err(broken)?;
        self.zip.write_all(bytes).map_err(broken)?;
        self.manifest += &format!("{}  {name}\n", sha256(bytes));
        Ok(())
    }

    /// A kept file, which may be larger than memory, once it was measured to be what was kept.
    async fn keep(&mut self, desk: &Desk, name: &str, sha256: &str) -> Result<()> {
        let file = desk.vault().file(sha256).await?;
        let path = file.path().to_owned();
        let (measured, ..) = crate::blocking(move || hash_file(&path)).await??;
        if measured != sha256 {
            let what = format!("its bytes have SHA-256 {measured}");
            return Err(Error::Damaged { object: format!("media {sha256}"), what });
        }
        self.zip.start_file(name, SimpleFileOptions::default().large_file(true)).map_err(broken)?;
        let mut bytes = File::open(file.path()).map_err(Error::file(file.path()))?;
        io::copy(&mut bytes, &mut self.zip).map_err(broken)?;
        self.manifest += &format!("{sha256}  {name}\n");
        Ok(())
    }
}

fn broken(error: impl std::fmt::Display) -> Error {
    Error::input(format!("the package could not be written: {error}"), "free some disk space and write it again")
}

/// The file's name in the package and its SHA-256.
fn shown(medium: &Medium) -> Option<(&str, &str)> {
    let file = medium.file.as_deref()?;
    let name = file.strip_prefix("media/")?;
    Some((file, name.split('.').next()?))
}

/// Puts the originals into the package that may be handed on, and says of the others why they are not in it. `kept` says
/// which files are in it already.
async fn originals<W: Write + Seek>(
    desk: &Desk,
    edition: &Edition,
    told: &[(String, String)],
    package: &mut Package<W>,
    mut kept: BTreeMap<String, String>,
) -> Result<()> {
    let mut wanted: BTreeMap<&str, (&str, Option<&'static str>)> = BTreeMap::new();
    for medium in &edition.media {
        let mut why_not = withheld(medium);
        if why_not.is_none() && of_sealed(desk, &medium.sha256).await? {
            why_not = Some("it is from a sealed source");
        }
        wanted.insert(&medium.sha256, (&medium.footage, why_not));
    }
    for (sha256, footage) in told {
        wanted.entry(sha256).or_insert((footage, Some("readers are told of it and not shown it")));
    }
    let links =
        edition.sentences.iter().flat_map(|sentence| &sentence.rests_on).filter_map(|basis| basis.link.as_ref());
    for archived in links.filter_map(|link| link.archived.as_deref()) {
        wanted.entry(archived).or_insert(("", None));
    }
    let mut table = csv::Writer::from_writer(Vec::new());
    table.write_record(["sha256", "footage", "file", "why_not"]).map_err(broken)?;
    for (sha256, (footage, why_not)) in wanted {
        if why_not.is_none() && !kept.contains_key(sha256) {
            let ending = extension(desk, sha256).await?.map(|ending| format!(".{ending}")).unwrap_or_default();
            let name = format!("originals/{sha256}{ending}");
            package.keep(desk, &name, sha256).await?;
            kept.insert(sha256.to_owned(), name);
        }
        let file = kept.get(sha256).map_or("", String::as_str);
        table.write_record([sha256, footage, file, why_not.unwrap_or_default()]).map_err(broken)?;
    }
    package.put(ORIGINALS, &table.into_inner().map_err(broken)?)
}

/// Why the original of what readers are told of is not handed on: a package leaves the desk as a report does.
fn withheld(medium: &Medium) -> Option<&'static str> {
    if medium.severity >= 4 {
        Some("it is of severity 4: described, never shown")
    } else if medium.blurred || (!medium.at_risk.is_empty() && medium.shown_because.is_none()) {
        Some("somebody who could be harmed can be recognised in it")
    } else if medium.file.is_none() {
        Some("readers are told of it and not shown it")
    } else {
        None
    }
}

/// SHA-256 and footage of the media in which the desk saw what it says that it saw; not of sealed sources.
async fn told_of(desk: &Desk, edition: &Edition) -> Result<Vec<(String, String)>> {
    let bases = edition.sentences.iter().flat_map(|sentence| &sentence.rests_on);
    let mut told = Vec::new();
    for number in bases.filter_map(|basis| basis.reference.strip_prefix("footage:")?.parse::<i64>().ok()) {
        let sql = "SELECT fm.sha256 FROM footage_media AS fm JOIN footage AS f ON f.number = fm.number
                   WHERE COALESCE(f.merged_into, f.number) = $1 ORDER BY fm.sha256";
        for (sha256,) in desk.db.all::<(String,)>(sql, args![number]).await? {
            if !of_sealed(desk, &sha256).await? {
                told.push((sha256, FootageRef(number).to_string()));
            }
        }
    }
    Ok(told)
}

/// The media, assertions, claims and findings that the version names, and the version itself: their custody events are in
/// the package. Personal values are in none of them, only their commitments.
fn objects(version: &Version, edition: &Edition, told: &[(String, String)]) -> BTreeSet<String> {
    let mut objects: BTreeSet<String> = edition.media.iter().map(|medium| format!("media:{}", medium.sha256)).collect();
    objects.insert(format!("version:{}", version.id));
    objects.extend(told.iter().map(|(sha256, _)| format!("media:{sha256}")));
    for basis in edition.sentences.iter().flat_map(|sentence| &sentence.rests_on) {
        objects.insert(basis.reference.clone());
        objects.extend(basis.claim.clone());
        objects.extend(
            basis.link.iter().filter_map(|link| link.archived.as_ref()).map(|archived| format!("media:{archived}")),
        );
    }
    objects
}

#[cfg(test)]
mod tests {
    use super::{
        super::{edition::tests::sample, words::Language},
        *,
    };

    #[test]
    fn what_readers_may_not_see_is_not_handed_on_either() {
        let shown = sample(Language::En).media.remove(0);
        assert_eq!(withheld(&shown), None);
        let told = |change: fn(&mut Medium)| {
            let mut medium = shown.clone();
            change(&mut medium);
            withheld(&medium).unwrap_or("handed on")
        };
        assert!(told(|medium| medium.severity = 4).contains("severity 4"));
        assert!(told(|medium| medium.blurred = true).contains("recognised"));
        assert!(told(|medium| medium.at_risk = vec!["minor".into()]).contains("recognised"));
        assert!(told(|medium| medium.file = None).contains("not shown"));
    }
}
