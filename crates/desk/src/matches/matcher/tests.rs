//! The index on disk is taken up, grown, merged and mended; whatever happens, what is kept is found.
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::{
    fs,
    time::{Duration, Instant},
};

use copydetect::THRESHOLD;
use tempfile::TempDir;

use super::*;
use crate::{
    config::Config,
    preserve::custody::{Act, Event},
};

/// So small that every shelf is written.
const ANY: usize = 1;

async fn desk() -> (TempDir, Desk) {
    let data = tempfile::tempdir().unwrap();
    let desk = Desk::open(Config::new(data.path().join("desk"), sandbox::Sandbox::with_worker("none"))).await.unwrap();
    // No fingerprint is the first event: its medium was received before.
    let mut change = desk.custody.change("desk").await.unwrap();
    change.log(Event::media(Act::Received, "a medium")).await.unwrap();
    change.commit().await.unwrap();
    (data, desk)
}

/// The matcher of a process of its own: that of the desk has the folder as long as it lives.
async fn matcher(folder: &TempDir, desk: &Desk) -> Matcher {
    Matcher::open_with(&desk.db, folder.path(), ANY).await.unwrap()
}

/// The stored fingerprint of a photo like no other: as many features as are needed to be sure, all at random.
fn print(n: u64) -> Vec<u8> {
    let mut state = n.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1;
    let mut random = || {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        state.to_le_bytes()
    };
    let mut bytes = b"FHfp\x01P\0\x01\0\0\0\x01\0\0".to_vec();
    (0..32).for_each(|_| bytes.extend(random()));
    bytes.push(90);
    bytes.extend(60u32.to_le_bytes());
    for _ in 0..60 {
        let [a, b, c, d, ..] = random();
        bytes.extend([a, b, c, d, 100, a]);
        (0..4).for_each(|_| bytes.extend(random()));
    }
    bytes
}

async fn keep(desk: &Desk, photos: std::ops::Range<u64>) {
    for n in photos {
        let mut change = desk.custody.change("desk").await.unwrap();
        let sha256 = format!("{n:064x}");
        let seq = change.log(Event::media(Act::Fingerprinted, &sha256)).await.unwrap().seq;
        let sql = "INSERT INTO media (sha256, size, kind, mime, kept_at, seq, stage, fingerprinted)
                   VALUES ($1, 1, 'photo', 'image/jpeg', 1, $2, 'fingerprinted', $2)";
        change.tx.run(sql, args![&sha256, seq]).await.unwrap();
        let sql = "INSERT INTO fingerprint (sha256, layer, data, seq) VALUES ($1, 'picture', $2, $3)";
        change.tx.run(sql, args![&sha256, print(n), seq]).await.unwrap();
        change.commit().await.unwrap();
    }
}

/// Every one of the photos is found, and nothing else.
async fn finds(matcher: &Matcher, photos: std::ops::Range<u64>) {
    for n in photos {
        let (matcher, query) = (matcher.clone(), Print::from_bytes(&print(n)).unwrap());
        let found = blocking(move || matcher.find(&query.into(), THRESHOLD)).await.unwrap();
        let names: Vec<String> = found.into_iter().map(|found| found.sha256).collect();
        assert_eq!(names, [format!("{n:064x}")]);
    }
}

fn wait_until(what: &str, done: impl Fn() -> bool) {
    let start = Instant::now();
    while !done() {
        assert!(start.elapsed() < Duration::from_secs(60), "{what}");
        std::thread::sleep(Duration::from_millis(5));
    }
}

fn all_on_disk(matcher: &Matcher) {
    wait_until("everything is written", || !matcher.0.is_work_due() && matcher.0.tending.try_lock().is_ok());
}

#[tokio::test]
async fn what_is_on_disk_is_taken_up_and_not_read_again() {
    let (folder, desk) = desk().await;
    keep(&desk, 0..230).await;
    let first = matcher(&folder, &desk).await;
    let upto = first.catch_up(&desk).await.unwrap();
    all_on_disk(&first);
    finds(&first, 225..230).await;
    drop(first);

    let second = matcher(&folder, &desk).await;
    let state = second.index_state();
    assert_eq!((state.media, state.trouble.clone()), (230, None), "before it looked at the database: {state:?}");
    assert!(state.bytes.0 > 0 && state.bytes.1 == 0, "{state:?}");
    keep(&desk, 230..240).await;
    assert_eq!(second.catch_up(&desk).await.unwrap(), upto + 10);
    finds(&second, 228..232).await;
    assert_eq!(second.index_state().media, 240);
}

#[tokio::test]
async fn a_second_process_reads_and_never_writes() {
    let (folder, desk) = desk().await;
    keep(&desk, 0..20).await;
    let owner = matcher(&folder, &desk).await;
    owner.catch_up(&desk).await.unwrap();
    all_on_disk(&owner);
    let other = matcher(&folder, &desk).await;
    assert_eq!(other.index_state().media, 20);
    keep(&desk, 20..40).await;
    for matcher in [&other, &owner] {
        matcher.catch_up(&desk).await.unwrap();
        finds(matcher, 18..22).await;
    }
    assert!(other.index_state().bytes.1 > 0, "what it saw itself stays in memory");
    all_on_disk(&owner);
    finds(&other, 0..3).await;
}

#[tokio::test]
async fn a_damaged_index_is_built_anew() {
    let (folder, desk) = desk().await;
    keep(&desk, 0..20).await;
    let first = matcher(&folder, &desk).await;
    first.catch_up(&desk).await.unwrap();
    all_on_disk(&first);
    drop(first);
    let index = folder.path().join("index");
    let stored = || {
        let mut files = fs::read_dir(&index).unwrap().flatten().map(|entry| entry.path());
        files.find(|path| path.extension().is_some_and(|end| end == "shelf")).unwrap()
    };
    let shelf = stored();
    let good = fs::read(&shelf).unwrap();
    for (at, what) in [(9, "its version"), (200, "a column"), (good.len() / 3, "a table"), (good.len() - 70, "its end")]
    {
        let mut bad = good.clone();
        bad[at] ^= 4;
        fs::write(&shelf, bad).unwrap();
        let matcher = matcher(&folder, &desk).await;
        wait_until(what, || matcher.index_state().trouble.is_some());
        matcher.catch_up(&desk).await.unwrap();
        finds(&matcher, 0..20).await;
        all_on_disk(&matcher);
        drop(matcher);
        // For the next round, the same file and list as before.
        let list = fs::read_to_string(index.join("list.json")).unwrap();
        let name = |path: &Path| path.file_name().unwrap().to_str().unwrap().to_owned();
        fs::write(index.join("list.json"), list.replace(&name(&stored()), &name(&shelf))).unwrap();
    }
}

#[tokio::test]
async fn an_index_of_another_database_is_left_aside() {
    let (folder, one) = desk().await;
    keep(&one, 0..5).await;
    let first = matcher(&folder, &one).await;
    first.catch_up(&one).await.unwrap();
    all_on_disk(&first);
    drop(first);
    let (_data, other) = desk().await;
    keep(&other, 5..9).await;
    let matcher = matcher(&folder, &other).await;
    assert!(matcher.index_state().trouble.is_some() && matcher.index_state().media == 0);
    matcher.catch_up(&other).await.unwrap();
    finds(&matcher, 5..9).await;
}

#[tokio::test]
async fn a_photo_that_is_fingerprinted_anew_is_found_once() {
    let (folder, desk) = desk().await;
    keep(&desk, 0..5).await;
    let matcher = matcher(&folder, &desk).await;
    matcher.catch_up(&desk).await.unwrap();
    all_on_disk(&matcher);
    let mut change = desk.custody.change("desk").await.unwrap();
    let sha256 = format!("{:064x}", 3);
    let seq = change.log(Event::media(Act::Fingerprinted, &sha256)).await.unwrap().seq;
    let sql = "UPDATE fingerprint SET data = $2, seq = $3 WHERE sha256 = $1";
    change.tx.run(sql, args![&sha256, print(77), seq]).await.unwrap();
    change.commit().await.unwrap();
    matcher.catch_up(&desk).await.unwrap();
    assert_eq!(matcher.index_state().media, 5);
    let query = Print::from_bytes(&print(77)).unwrap();
    let asked = matcher.clone();
    let found = blocking(move || asked.find(&query.into(), THRESHOLD)).await.unwrap();
    assert_eq!(found.iter().map(|found| &found.sha256).collect::<Vec<_>>(), [&sha256]);
}
