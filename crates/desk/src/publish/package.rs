//! The evidence package of a published version: every format, what may be shown, and the custody events of all that it
//! rests on, in one ZIP with a manifest that `sha256sum --check` reads.

use std::{
    collections::BTreeSet,
    io::{Seek, Write},
};

use zip::{ZipWriter, write::SimpleFileOptions};

use super::{
    edition::{Edition, FORMATS, Medium},
    versions::{self, Version},
};
use crate::{
    Desk, args,
    error::{Error, Result},
    preserve::sha256,
};

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
    for medium in &edition.media {
        if let Some((name, sha256)) = shown(medium) {
            let file = desk.vault().file(sha256).await?;
            let path = file.path().to_owned();
            let bytes = crate::blocking(move || std::fs::read(&path).map_err(Error::file(&path))).await??;
            package.put(name, &bytes)?;
        }
    }
    package.put("custody/events.jsonl", &events(desk, &edition).await?)?;
    let head: Option<(String,)> = desk.db.first("SELECT value FROM setting WHERE name = 'head'", args![]).await?;
    package.put("custody/head", head.map(|row| row.0).unwrap_or_default().as_bytes())?;
    package.put("custody/log.pub", desk.custody.key().public().as_bytes())?;
    let manifest = std::mem::take(&mut package.manifest);
    package.put("manifest-sha256.txt", manifest.as_bytes())?;
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

/// The custody events of the media, assertions, claims and findings that the version names, and of the version itself:
/// the leaves of the log, one a line, byte for byte. Personal values are in none of them, only their commitments.
async fn events(desk: &Desk, edition: &Edition) -> Result<Vec<u8>> {
    let mut objects: BTreeSet<String> = edition.media.iter().map(|medium| format!("media:{}", medium.sha256)).collect();
    for basis in edition.sentences.iter().flat_map(|sentence| &sentence.rests_on) {
        objects.insert(basis.reference.clone());
        objects.extend(basis.claim.clone());
        objects.extend(
            basis.link.iter().filter_map(|link| link.archived.as_ref()).map(|archived| format!("media:{archived}")),
        );
    }
    let mut leaves: Vec<(i64, Vec<u8>)> = Vec::new();
    for object in objects {
        let sql = "SELECT seq, body FROM event WHERE object = $1 ORDER BY seq";
        leaves.extend(desk.db.all::<(i64, Vec<u8>)>(sql, args![object]).await?);
    }
    leaves.sort_by_key(|(seq, _)| *seq);
    let mut lines = Vec::new();
    for (_, body) in leaves {
        lines.extend(body);
        lines.push(b'\n');
    }
    Ok(lines)
}
