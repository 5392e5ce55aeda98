#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::{
    collections::BTreeMap,
    fs,
    path::{Path, PathBuf},
    sync::atomic::{AtomicU64, Ordering},
};

use serde_json::Value;

use super::*;
use crate::{
    claims::{
        incident::{self, NewOutline},
        say::{Saying, say},
        source::{self, Kind, NewSource},
    },
    intake,
    monitor::Silent,
    trial::{self, Trial},
};

/// A desk with two kept files, one of them shown by a post; and a folder for packages.
async fn case() -> (Trial, tempfile::TempDir) {
    let desk = trial::desk().await;
    let folder = tempfile::tempdir().unwrap();
    let input = folder.path().join("in");
    fs::create_dir(&input).unwrap();
    fs::write(input.join("note.txt"), "The river rose at noon.").unwrap();
    fs::write(input.join("river.bin"), [7, 1, 0, 255, 9]).unwrap();
    let line = r#"{"firsthand":"post/1","platform":"mastodon","id":"1","source":{"handle":"riverwatch"},"text":"=The river.","media":[{"name":"river.bin"}]}"#;
    fs::write(input.join("posts.jsonl"), format!("{line}\n")).unwrap();
    intake::add(&desk, &[input], &Silent, &|_| {}).await.unwrap();
    (desk, folder)
}

fn files(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    fn walk(root: &Path, folder: &Path, files: &mut BTreeMap<String, Vec<u8>>) {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                walk(root, &path, files);
            } else {
                let name = path.strip_prefix(root).unwrap().display().to_string();
                files.insert(name, fs::read(&path).unwrap());
            }
        }
    }
    let mut found = BTreeMap::new();
    walk(folder, folder, &mut found);
    found
}

async fn blob(desk: &Desk, name: &str) -> (String, PathBuf) {
    let (sha256,): (String,) =
        desk.db.first("SELECT sha256 FROM receipt WHERE name = $1", crate::args![name]).await.unwrap().unwrap();
    let path = desk.data().join("vault/media").join(&sha256[..2]).join(&sha256);
    (sha256, path)
}

#[tokio::test]
async fn a_package_is_a_bag_with_originals_tables_and_proven_events() {
    let (desk, folder) = case().await;
    let to = folder.path().join("bag");
    let exported = export(&desk, &Asked::All, &to, &Silent).await.unwrap();
    assert_eq!((exported.media, exported.posts, &*exported.missing, &*exported.withheld), (3, 1, &[][..], &[][..]));
    let files = files(&to);
    let text = |name: &str| String::from_utf8(files[name].clone()).unwrap();
    assert_eq!(text("bagit.txt"), "BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n");
    let (river, _) = blob(&desk, "river.bin").await;
    assert_eq!(files[&format!("data/media/{river}")], [7, 1, 0, 255, 9]);
    // An own reading of RFC 8493: each list names each of its files once, and nothing else.
    for (list, payload) in [("manifest-sha256.txt", true), ("tagmanifest-sha256.txt", false)] {
        let own = |name: &&String| name.starts_with("data/") == payload && *name != "tagmanifest-sha256.txt";
        let named: Vec<String> = text(list).lines().map(|line| line.split_once("  ").unwrap().1.to_owned()).collect();
        assert_eq!(named, files.keys().filter(own).cloned().collect::<Vec<_>>(), "{list}");
        for line in text(list).lines() {
            let (sha256, name) = line.split_once("  ").unwrap();
            assert_eq!(crate::preserve::sha256(&files[name]), sha256, "{name}");
        }
    }
    let payload = files.iter().filter(|(name, _)| name.starts_with("data/"));
    let oxum = format!("{}.{}", payload.clone().map(|(_, bytes)| bytes.len()).sum::<usize>(), payload.count());
    assert!(text("bag-info.txt").contains(&format!("Payload-Oxum: {oxum}\n")), "{}", text("bag-info.txt"));
    // A spreadsheet does not run what a post says.
    assert!(text("data/posts.csv").contains("'=The river."), "{}", text("data/posts.csv"));
    let posts: Value = serde_json::from_str(&text("data/posts.json")).unwrap();
    assert_eq!(
        (posts[0]["text"].as_str(), posts[0]["media"][0]["sha256"].as_str()),
        (Some("=The river."), Some(&*river))
    );
    assert!(text("data/custody/values.jsonl").contains("riverwatch"));
    let checked = check(&to).unwrap();
    assert_eq!((checked.faults, checked.events as u64), (vec![], exported.events));
    assert_eq!(checked.files, files.len() - 1, "all but the list of lists");
    // The desk remembers what left it.
    let sql = "SELECT COUNT(*) FROM event WHERE act = 'exported' AND object = $1";
    assert_eq!(desk.db.number(sql, crate::args![format!("media:{river}")]).await.unwrap(), 1);
    assert!(text("verify.sh").lines().count() <= 5);
}

#[tokio::test]
async fn one_medium_comes_with_its_post_and_nothing_else() {
    let (desk, folder) = case().await;
    let to = folder.path().join("bag");
    let (river, _) = blob(&desk, "river.bin").await;
    let asked = Asked::these(&[river[..8].to_uppercase(), river.clone()]).unwrap();
    let exported = export(&desk, &asked, &to, &Silent).await.unwrap();
    assert_eq!((exported.media, exported.posts), (1, 1));
    assert_eq!(check(&to).unwrap().faults, Vec::<String>::new());
}

#[tokio::test]
async fn what_cannot_be_packed_is_named_and_the_rest_is_packed() {
    let (desk, folder) = case().await;
    let (damaged, path) = blob(&desk, "river.bin").await;
    fs::remove_file(&path).unwrap();
    fs::write(&path, [7, 1, 0, 255, 8]).unwrap();
    let (gone, path) = blob(&desk, "note.txt").await;
    fs::remove_file(&path).unwrap();
    let to = folder.path().join("bag");
    let exported = export(&desk, &Asked::All, &to, &Silent).await.unwrap();
    let mut missing: Vec<&str> = exported.missing.iter().map(|absent| absent.what.as_str()).collect();
    missing.sort_unstable();
    let mut expected = [format!("media {damaged}"), format!("media {gone}")];
    expected.sort_unstable();
    assert_eq!(missing, expected);
    assert_eq!(exported.media, 1);
    let files = files(&to);
    let text = |name: &str| String::from_utf8(files[name].clone()).unwrap();
    assert!(text("README.txt").contains("INCOMPLETE: 2 things"), "{}", text("README.txt"));
    assert!(text("data/missing.csv").contains(&damaged) && text("bag-info.txt").contains("Firsthand-Missing: 2"));
    let checked = check(&to).unwrap();
    assert_eq!((checked.faults, checked.missing.len()), (vec![], 2), "the package is whole and says what is not in it");
}

#[tokio::test]
async fn a_folder_that_holds_something_is_never_mixed_with_a_package() {
    let (desk, folder) = case().await;
    let to = folder.path().join("bag");
    fs::create_dir(&to).unwrap();
    fs::write(to.join("mine.txt"), "mine").unwrap();
    let refused = export(&desk, &Asked::All, &to, &Silent).await.unwrap_err();
    assert!(refused.to_string().contains("is not empty") && !refused.hint().is_empty(), "{refused}");
    fs::remove_file(to.join("mine.txt")).unwrap();
    fs::create_dir(folder.path().join("bag.partial")).unwrap();
    fs::write(folder.path().join("bag.partial/mine.txt"), "mine").unwrap();
    let refused = export(&desk, &Asked::All, &to, &Silent).await.unwrap_err();
    assert!(refused.to_string().contains("bag.partial is in the way"), "not ours to delete: {refused}");
    fs::remove_file(folder.path().join("bag.partial/mine.txt")).unwrap();
    fs::write(folder.path().join("bag.partial/bagit.txt"), "left by a run that was killed").unwrap();
    let refused = export(&desk, &Asked::All, &desk.data().join("vault/bag"), &Silent).await.unwrap_err();
    assert!(refused.to_string().contains("own folder"), "{refused}");
    export(&desk, &Asked::All, &to, &Silent).await.unwrap();
    for (wrong, why) in [("F-99", "no footage F-99"), ("I-9", "no incident I-9"), ("00000000", "no media 00000000")] {
        let asked = Asked::these(&[wrong.into()]).unwrap();
        let refused = export(&desk, &asked, &folder.path().join("new"), &Silent).await.unwrap_err();
        assert!(refused.to_string().contains(why), "{refused}");
        assert!(!folder.path().join("new").exists() && !folder.path().join("new.partial").exists());
    }
    for wrong in ["", "12", "C-1", "../..", "zzzzzzzz", "f-0"] {
        assert!(Asked::these(&[wrong.into()]).is_err(), "{wrong}");
    }
    assert!(Asked::these(&[]).is_err());
}

/// Cancels after so many questions.
struct Impatient(AtomicU64);

impl Monitor for Impatient {
    fn begin(&self, _: &str, _: Option<u64>) {}
    fn progress(&self, _: u64) {}
    fn grow(&self, _: u64) {}
    fn line(&self, _: &str) {}
    fn cancelled(&self) -> bool {
        self.0.fetch_update(Ordering::SeqCst, Ordering::SeqCst, |left| left.checked_sub(1)).is_err()
    }
}

#[tokio::test]
async fn whoever_cancels_finds_no_half_package_and_can_begin_again() {
    let (desk, folder) = case().await;
    let to = folder.path().join("bag");
    let mut patience = 0;
    loop {
        match export(&desk, &Asked::All, &to, &Impatient(AtomicU64::new(patience))).await {
            Err(Error::Cancelled) => {}
            done => {
                done.unwrap();
                break;
            }
        }
        assert!(!to.exists() && !folder.path().join("bag.partial").exists(), "after {patience} questions");
        let logged = "SELECT COUNT(*) FROM event WHERE act = 'exported'";
        assert_eq!(desk.db.number(logged, crate::args![]).await.unwrap(), 0);
        patience += 1;
    }
    assert!(patience > 5, "it asks between its steps");
    // A run that was killed leaves its folder; the next one takes it over.
    let second = folder.path().join("second");
    let left = Bag::begin(&second).unwrap();
    left.file("data/media/half").unwrap();
    assert!(!second.exists());
    export(&desk, &Asked::All, &second, &Silent).await.unwrap();
    assert_eq!(check(&second).unwrap().faults, Vec::<String>::new());
}

#[tokio::test]
async fn who_a_sealed_source_is_leaves_with_no_package() {
    let (desk, folder) = case().await;
    let input = folder.path().join("tips");
    fs::create_dir(&input).unwrap();
    fs::write(input.join("beam.bin"), [9, 9, 9]).unwrap();
    fs::write(input.join("letter.txt"), "My name is ZOË  QUILL.").unwrap();
    let line = r#"{"firsthand":"post/1","platform":"signal","id":"7","source":{"handle":"zq_1999"},"text":"I saw it.","media":[{"name":"beam.bin"}]}"#;
    let other = r#"{"firsthand":"post/1","platform":"mastodon","id":"8","source":{"handle":"loud"},"text":"Ask Zoe Quill, she saw it.","media":[{"name":"letter.txt"}]}"#;
    fs::write(input.join("posts.jsonl"), format!("{line}\n{other}\n")).unwrap();
    intake::add(&desk, &[input], &Silent, &|_| {}).await.unwrap();
    let account = source::find(&desk, "zq_1999").await.unwrap().id;
    let witness = NewSource { kind: Kind::Witness, name: "Heron 3", entity: None, identity: Some("Zoë Quill") };
    source::describe(&desk, &account, &witness).await.unwrap();
    incident::create(&desk, &NewOutline { title: "The beam broke", ..NewOutline::default() }).await.unwrap();
    let saying = Saying {
        incident: "I-1".into(),
        predicate: "reason".into(),
        object: "a rotten beam".into(),
        page: "https://zoe.example/what-i-saw".into(),
        source: account,
        words: "I saw the beam break".into(),
        ..Saying::default()
    };
    say(&desk, &saying).await.unwrap();
    for (number, asked) in [Asked::All, Asked::these(&["I-1".into()]).unwrap()].into_iter().enumerate() {
        let to = folder.path().join(format!("bag-{number}"));
        let exported = export(&desk, &asked, &to, &Silent).await.unwrap();
        assert!(!exported.withheld.is_empty(), "{exported:?}");
        for (name, bytes) in files(&to) {
            let text = String::from_utf8_lossy(&bytes).to_lowercase();
            for secret in ["quill", "zq_1999", "heron 3", "zoe.example", "i saw it.", "saw the beam"] {
                assert!(!text.contains(secret), "{name} tells {secret}: {text}");
            }
        }
        assert_eq!(check(&to).unwrap().faults, Vec::<String>::new());
    }
    let (beam, _) = blob(&desk, "beam.bin").await;
    assert!(!folder.path().join("bag-0/data/media").join(beam).exists());
    assert!(fs::read_to_string(folder.path().join("bag-1/data/claims.csv")).unwrap().contains("a sealed source"));
}

#[tokio::test]
async fn every_change_to_a_package_is_found() {
    let (desk, folder) = case().await;
    let to = folder.path().join("bag");
    export(&desk, &Asked::All, &to, &Silent).await.unwrap();
    let original = files(&to);
    let faults = || check(&to).map_or_else(|error| error.to_string(), |checked| checked.faults.join("; "));
    let mut seed = 1_u64;
    let mut next = |limit: usize| {
        seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(seed >> 33).unwrap() % limit
    };
    for (name, bytes) in original.iter().filter(|(_, bytes)| !bytes.is_empty()) {
        for _ in 0..12 {
            let mut changed = bytes.clone();
            changed[next(bytes.len())] ^= u8::try_from(1 + next(255)).unwrap();
            fs::write(to.join(name), &changed).unwrap();
            assert_ne!(faults(), "", "{name}");
        }
        fs::write(to.join(name), &bytes[..bytes.len() - 1]).unwrap();
        assert_ne!(faults(), "", "{name} without its last byte");
        fs::remove_file(to.join(name)).unwrap();
        assert_ne!(faults(), "", "without {name}");
        fs::write(to.join(name), bytes).unwrap();
    }
    assert_eq!(faults(), "");
    for added in ["added.txt", "data/added.txt", "data/media/added", ".hidden"] {
        fs::write(to.join(added), "x").unwrap();
        assert!(faults().contains(added), "{added}: {}", faults());
        fs::remove_file(to.join(added)).unwrap();
    }
    // Whoever mends the lists still cannot make the log say something else.
    let values = String::from_utf8(original["data/custody/values.jsonl"].clone()).unwrap();
    fs::write(to.join("data/custody/values.jsonl"), values.replacen("riverwatch", "lakewatchx", 1)).unwrap();
    assert!(faults().contains("is not what the log committed to"), "{}", faults());
}
