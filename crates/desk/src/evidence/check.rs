//! Checks a bag without a desk: that its files are exactly those of its lists, that its originals have their names' SHA-256,
//! and that its events, with what stands behind them, are in the log that its signed head covers.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs::{self, File},
    io::{BufRead as _, BufReader},
    path::Path,
};

use serde_json::Value;

use super::{
    EVENTS, HEAD, KEY, MEDIA, MISSING, PROOFS, VALUES,
    bag::{BAGIT, MANIFEST, TAGS},
};
use crate::{
    error::{Error, Result},
    preserve::{
        custody::{check_excerpt, commit},
        hash_file,
    },
    publish::package::Checked,
};

/// A list in a bag is not longer than this many bytes.
const LONGEST: u64 = 1 << 30;

/// Checks the bag at `folder`.
///
/// # Errors
/// Where it is no bag or cannot be read at all; everything else is a fault.
pub fn check(folder: &Path) -> Result<Checked> {
    if !folder.join("bagit.txt").is_file() {
        let hint = "an evidence package is a folder with bagit.txt in it, or the ZIP file of a report";
        return Err(Error::input(format!("{} is no evidence package", folder.display()), hint));
    }
    let mut checked = Checked::default();
    let faults = &mut checked.faults;
    let mut files = BTreeMap::new();
    walk(folder, "", &mut files, faults)?;
    if text(folder, "bagit.txt", faults) != BAGIT {
        faults.push("bagit.txt does not say that this is a bag of version 1.0 in UTF-8".into());
    }
    let listed = [(MANIFEST, true), (TAGS, false)];
    for (list, payload) in listed {
        let said = text(folder, list, faults);
        let own = |name: &str| name.starts_with("data/") == payload && name != TAGS;
        checked.files += compare(list, &said, files.iter().filter(|(name, _)| own(name)), faults);
    }
    for (name, (sha256, _)) in &files {
        let original = name.strip_prefix(MEDIA).and_then(|name| name.strip_prefix('/'));
        if original.is_some_and(|original| original.split('.').next() != Some(sha256)) {
            faults.push(format!("{name} has SHA-256 {sha256}, which is not its name"));
        }
    }
    info(folder, &files, faults);
    custody(folder, &mut checked)?;
    let missing = csv_lines(&text(folder, MISSING, &mut checked.faults));
    checked.missing = missing;
    Ok(checked)
}

/// Every file with its SHA-256 and size. What is neither file nor folder is a fault.
fn walk(
    folder: &Path,
    within: &str,
    files: &mut BTreeMap<String, (String, u64)>,
    faults: &mut Vec<String>,
) -> Result<()> {
    let entries = fs::read_dir(folder.join(within)).map_err(Error::file(folder.join(within)))?;
    for entry in entries {
        let entry = entry.map_err(Error::file(folder.join(within)))?;
        let name = entry.file_name();
        let Some(name) = name.to_str() else {
            faults.push(format!("{within}/{} is not in the manifest", name.display()));
            continue;
        };
        let name = if within.is_empty() { name.to_owned() } else { format!("{within}/{name}") };
        let kind = entry.file_type().map_err(Error::file(entry.path()))?;
        if kind.is_dir() {
            walk(folder, &name, files, faults)?;
        } else if kind.is_file() {
            match hash_file(&entry.path()) {
                Ok((sha256, size, _)) => _ = files.insert(name, (sha256, size)),
                Err(error) => faults.push(format!("{name} cannot be read: {error}")),
            }
        } else {
            faults.push(format!("{name} is neither a file nor a folder"));
        }
    }
    Ok(())
}

/// Compares a list with the files that it should name; byte for byte, since it is what everybody computes anew.
fn compare<'a>(
    list: &str,
    said: &str,
    files: impl Iterator<Item = (&'a String, &'a (String, u64))>,
    faults: &mut Vec<String>,
) -> usize {
    let mut named = BTreeMap::new();
    let mut canonical = String::new();
    for line in said.lines() {
        match line.split_once("  ") {
            Some((sha256, name)) => {
                named.insert(name, sha256);
                canonical += &format!("{sha256}  {name}\n");
            }
            None => faults.push(format!("{list} has a line that names no file: {}", start(line))),
        }
    }
    if canonical != said && !said.is_empty() {
        faults.push(format!("{list} is not as it was written"));
    }
    let mut good = 0;
    let mut present = BTreeSet::new();
    for (name, (sha256, _)) in files {
        present.insert(name.as_str());
        match named.get(name.as_str()) {
            Some(said) if said == sha256 => good += 1,
            Some(_) => faults.push(format!("{name} is not what {list} says")),
            None => faults.push(format!("{name} is not in {list}")),
        }
    }
    for name in named.keys().filter(|name| !present.contains(*name)) {
        faults.push(format!("{} is missing", start(name)));
    }
    good
}

fn info(folder: &Path, files: &BTreeMap<String, (String, u64)>, faults: &mut Vec<String>) {
    let info = text(folder, "bag-info.txt", faults);
    let sizes = files.iter().filter(|(name, _)| name.starts_with("data/")).map(|(_, (_, size))| size);
    let found = format!("{}.{}", sizes.clone().sum::<u64>(), sizes.count());
    match info.lines().find_map(|line| line.strip_prefix("Payload-Oxum: ")) {
        Some(said) if said == found => {}
        said => faults.push(format!("bag-info.txt counts {} and data/ holds {found}", said.unwrap_or("nothing"))),
    }
}

fn custody(folder: &Path, checked: &mut Checked) -> Result<()> {
    let mut faults = Vec::new();
    checked.key = text(folder, KEY, &mut faults).trim().to_owned();
    let head = text(folder, HEAD, &mut faults);
    let open = |name: &str| File::open(folder.join(name)).map(BufReader::new);
    let (events, proofs, values) = match (open(EVENTS), open(PROOFS), open(VALUES)) {
        (Ok(events), Ok(proofs), Ok(values)) => (events, proofs, values),
        _ => {
            faults.push("the events of the custody log cannot be read".into());
            checked.faults.extend(faults);
            return Ok(());
        }
    };
    let excerpt = check_excerpt(&checked.key, &head, events, proofs).map_err(Error::file(folder.join(EVENTS)))?;
    checked.events = excerpt.events.len();
    faults.extend(excerpt.faults);
    for line in values.lines() {
        let value: Value = line.ok().and_then(|line| serde_json::from_str(&line).ok()).unwrap_or_default();
        let seq = value["seq"].as_u64();
        let committed = seq.and_then(|seq| excerpt.events.get(&seq)).and_then(|event| {
            let name = value["name"].as_str()?;
            let digest = event["personal"][name].as_str()?;
            let salt = unhex(value["salt"].as_str()?)?;
            Some(commit(&salt, value["value"].as_str()?.as_bytes()) == digest)
        });
        if committed != Some(true) {
            let of = seq.map_or_else(|| "of no event".to_owned(), |seq| format!("of event {seq}"));
            faults.push(format!("a value {of} is not what the log committed to"));
        }
    }
    checked.faults.extend(faults);
    Ok(())
}

fn unhex(text: &str) -> Option<Vec<u8>> {
    let pairs = text.as_bytes().chunks(2);
    pairs.map(|pair| u8::from_str_radix(std::str::from_utf8(pair).ok()?, 16).ok()).collect()
}

/// A text of the bag; what cannot be read is a fault and empty.
fn text(folder: &Path, name: &str, faults: &mut Vec<String>) -> String {
    let path = folder.join(name);
    let small = fs::symlink_metadata(&path).is_ok_and(|facts| facts.is_file() && facts.len() <= LONGEST);
    match small.then(|| fs::read_to_string(&path)) {
        Some(Ok(text)) => text,
        _ => {
            faults.push(format!("{name} is missing or cannot be read"));
            String::new()
        }
    }
}

/// What the bag itself says is not in it, one sentence each.
fn csv_lines(text: &str) -> Vec<String> {
    let mut table = csv::ReaderBuilder::new().flexible(true).from_reader(text.as_bytes());
    let records = table.records().flatten();
    records
        .map(|row| {
            format!("{} is {}: {}", &row.get(0).unwrap_or(""), row.get(1).unwrap_or(""), row.get(2).unwrap_or(""))
        })
        .collect()
}

fn start(text: &str) -> String {
    text.chars().take(120).collect()
}
