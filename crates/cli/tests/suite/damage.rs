//! Whatever is done to what is stored, `firsthand verify` names it.

use std::path::{Path, PathBuf};

use sqlx::{Connection as _, Executor as _, SqliteConnection};

use super::support::{copy, firsthand, pictures, run, stdout};

/// A desk with a few media, a post, a description and a decision, and its verdict after `damage` was done to a copy.
struct Desk {
    folder: tempfile::TempDir,
}

impl Desk {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let input = folder.path().join("in");
        pictures::photos(&input, 4);
        std::fs::copy(input.join("0001.jpg"), input.join("again.jpg")).unwrap();
        let line = r#"{"firsthand":"post/1","platform":"mastodon","id":"1","source":{"handle":"riverwatch"},"text":"The river.","media":[{"name":"0003.jpg"}]}"#;
        std::fs::write(input.join("posts.jsonl"), format!("{line}\n")).unwrap();
        // The same picture, a little smaller in bytes, so that there is a match to decide on.
        let mut bytes = std::fs::read(input.join("0000.jpg")).unwrap();
        bytes.extend_from_slice(b"trailing bytes that no decoder minds");
        std::fs::write(input.join("0000-copy.jpg"), bytes).unwrap();
        let data = folder.path().join("data");
        run(firsthand(&data).arg("add").arg(&input));
        let desk = Self { folder };
        block_on(async {
            let jail = sandbox::Sandbox::with_worker(env!("CARGO_BIN_EXE_firsthand"));
            let open = desk::Desk::open(desk::Config::new(&data, jail)).await.unwrap();
            let page = desk::views::inbox(&open, desk::views::InboxQuery::default()).await.unwrap();
            let photo = page.items.iter().find(|item| item.kind == "photo").unwrap();
            desk::people::describe(&open, &photo.sha256, 1, "coloured patches").await.unwrap();
            let footage = page.items.iter().find(|item| item.copies > 0).unwrap().footage.unwrap();
            let page = desk::views::footage(&open, footage).await.unwrap();
            let pair = &page.matches[0];
            let verdict = desk::matches::Verdict::Confirmed;
            desk::matches::decide(&open, &pair.query, &pair.reference, verdict, "the same patches").await.unwrap();
            open.close().await;
        });
        run(firsthand(&data).arg("verify"));
        desk
    }

    /// Does `damage` to a copy and returns the names of the objects that `verify` faults; it must fail.
    fn verdict_after(&self, damage: impl FnOnce(&Path)) -> Vec<String> {
        let copied = tempfile::tempdir().unwrap();
        copy(&self.folder.path().join("data"), copied.path());
        damage(copied.path());
        let output = firsthand(copied.path()).args(["verify", "--json"]).output().unwrap();
        assert_eq!(output.status.code(), Some(1), "damage was not noticed: {}", stdout(&output));
        let verdict: serde_json::Value = serde_json::from_str(&stdout(&output)).unwrap();
        verdict["faults"].as_array().unwrap().iter().map(|fault| fault["object"].as_str().unwrap().to_owned()).collect()
    }

    /// Damages the database by SQL, with the append-only triggers out of the way as an attacker would have them.
    fn verdict_after_sql(&self, sql: &'static str) -> Vec<String> {
        self.verdict_after(|data| change(data, sql))
    }

    /// Asserts that each damage is named and nothing else is blamed.
    fn assert_named(&self, sql: &'static str, objects: &[&str]) {
        let named = self.verdict_after_sql(sql);
        for object in objects {
            assert!(named.iter().any(|name| name.starts_with(object)), "{sql}: {object} is not among {named:?}");
        }
        assert!(
            named.iter().all(|name| objects.iter().any(|object| name.starts_with(object))),
            "{sql}: others than {objects:?} are blamed: {named:?}"
        );
    }
}

fn block_on<T>(work: impl Future<Output = T>) -> T {
    tokio::runtime::Builder::new_multi_thread().enable_all().build().unwrap().block_on(work)
}

fn change(data: &Path, sql: &'static str) {
    block_on(async {
        let file =
            sqlx::sqlite::SqliteConnectOptions::new().filename(data.join("firsthand.sqlite")).foreign_keys(false);
        let mut connection = SqliteConnection::connect_with(&file).await.unwrap();
        let triggers: Vec<(String,)> = sqlx::query_as("SELECT name FROM sqlite_master WHERE type = 'trigger'")
            .fetch_all(&mut connection)
            .await
            .unwrap();
        for (trigger,) in triggers {
            connection.execute(sqlx::AssertSqlSafe(format!("DROP TRIGGER {trigger}"))).await.unwrap();
        }
        connection.execute(sqlx::raw_sql(sql)).await.unwrap();
        connection.close().await.unwrap();
    });
}

fn blobs(data: &Path) -> Vec<PathBuf> {
    let mut files: Vec<PathBuf> = std::fs::read_dir(data.join("vault/media"))
        .unwrap()
        .flat_map(|folder| std::fs::read_dir(folder.unwrap().path()).unwrap())
        .map(|file| file.unwrap().path())
        .collect();
    files.sort();
    files
}

fn media_name(blob: &Path) -> String {
    format!("media {}", blob.file_name().unwrap().to_string_lossy())
}

#[test]
fn every_damage_to_kept_bytes_is_named() {
    let desk = Desk::new();
    let original = blobs(&desk.folder.path().join("data"));
    for (place, blob) in original.iter().enumerate() {
        let names = |damage: fn(&Path)| desk.verdict_after(|data| damage(&blobs(data)[place]));
        let flipped = names(|blob| {
            let mut bytes = std::fs::read(blob).unwrap();
            let middle = bytes.len() / 2;
            bytes[middle] ^= 1;
            std::fs::write(blob, bytes).unwrap();
        });
        let cut = names(|blob| {
            let bytes = std::fs::read(blob).unwrap();
            std::fs::write(blob, &bytes[..bytes.len() - 1]).unwrap();
        });
        let grown = names(|blob| {
            let mut bytes = std::fs::read(blob).unwrap();
            bytes.push(0);
            std::fs::write(blob, bytes).unwrap();
        });
        let deleted = names(|blob| std::fs::remove_file(blob).unwrap());
        for named in [flipped, cut, grown, deleted] {
            assert_eq!(named, [media_name(blob)]);
        }
    }
    let swapped = desk.verdict_after(|data| {
        let blobs = blobs(data);
        let (first, second) = (std::fs::read(&blobs[0]).unwrap(), std::fs::read(&blobs[1]).unwrap());
        std::fs::write(&blobs[0], second).unwrap();
        std::fs::write(&blobs[1], first).unwrap();
    });
    let mut expected = vec![media_name(&original[0]), media_name(&original[1])];
    let mut swapped = swapped;
    swapped.sort();
    expected.sort();
    assert_eq!(swapped, expected);
}

#[test]
fn every_damage_to_the_custody_log_is_named() {
    let desk = Desk::new();
    desk.assert_named("UPDATE event SET body = replace(body, 'desk', 'disk') WHERE seq = 9", &["event 9"]);
    desk.assert_named("UPDATE event SET at = at + 1000000 WHERE seq = 4", &["event 4"]);
    desk.assert_named("UPDATE event SET act = 'viewed' WHERE seq = 4", &["event 4"]);
    desk.assert_named(
        "DELETE FROM event WHERE seq = (SELECT seq FROM event WHERE act = 'matched' ORDER BY seq LIMIT 1)",
        &["event "],
    );
    desk.assert_named(
        "INSERT INTO event (seq, at, act, object, body) SELECT MAX(seq) + 1, at, act, object, body FROM event",
        &["event "],
    );
    desk.assert_named(
        "UPDATE event SET seq = -1 WHERE seq = 2; UPDATE event SET seq = 2 WHERE seq = 3; UPDATE event SET seq = 3 WHERE seq = -1",
        &["event 2", "event 3", "media ", "receipt "],
    );
    desk.assert_named("UPDATE event_node SET hash = zeroblob(32) WHERE position = 2", &["node 2 "]);
    desk.assert_named("DELETE FROM event_node WHERE position = 2", &["node 2 "]);
    desk.assert_named(
        "UPDATE setting SET value = replace(value, 'firsthand', 'secondhand') WHERE name = 'head'",
        &["custody head"],
    );
    desk.assert_named("DELETE FROM setting WHERE name = 'head'", &["custody head"]);
    desk.assert_named(
        "UPDATE commitment SET value = 'another' WHERE digest = (SELECT MIN(digest) FROM commitment)",
        &["personal value"],
    );
}

#[test]
fn a_log_that_was_cut_off_is_noticed_by_the_head_and_by_its_copy() {
    let desk = Desk::new();
    let cut = "DELETE FROM event WHERE seq >= (SELECT MAX(seq) - 1 FROM event)";
    let named = desk.verdict_after_sql(cut);
    assert!(named.iter().any(|name| name.starts_with("events ")), "{named:?}");

    // A whole older database, with its own validly signed head: only the copy outside it knows better.
    let folder = tempfile::tempdir().unwrap();
    let older = folder.path().join("older");
    let input = folder.path().join("in");
    pictures::photos(&input, 2);
    let data = folder.path().join("data");
    run(firsthand(&data).arg("add").arg(input.join("0000.jpg")));
    copy(&data, &older);
    run(firsthand(&data).arg("add").arg(input.join("0001.jpg")));
    for file in ["firsthand.sqlite", "firsthand.sqlite-wal", "firsthand.sqlite-shm"] {
        let _ = std::fs::remove_file(data.join(file));
        if older.join(file).exists() {
            std::fs::copy(older.join(file), data.join(file)).unwrap();
        }
    }
    let output = firsthand(&data).args(["verify", "--json"]).output().unwrap();
    assert_eq!(output.status.code(), Some(1));
    assert!(stdout(&output).contains("the copy of the head outside the database"), "{}", stdout(&output));
}

#[test]
fn every_damage_to_records_is_named() {
    let desk = Desk::new();
    for (sql, object) in [
        ("UPDATE media SET size = size + 1 WHERE seq = (SELECT MAX(seq) FROM media)", "media "),
        ("DELETE FROM receipt WHERE seq = (SELECT MAX(seq) FROM receipt)", "receipt of media "),
        ("UPDATE receipt SET place = '/elsewhere' WHERE seq = (SELECT MAX(seq) FROM receipt)", "receipt of media "),
        ("UPDATE observation SET text = 'The lake.'", "post "),
        ("UPDATE observation SET posted_latest = 1", "post "),
        ("DELETE FROM observation", "observation of post "),
        ("UPDATE metadata SET json = '{}' WHERE seq = (SELECT MAX(seq) FROM metadata)", "metadata of media "),
        ("UPDATE fingerprint SET version = 'another'", "fingerprint of media "),
        (
            "UPDATE fingerprint SET data = zeroblob(40) WHERE seq = (SELECT MAX(seq) FROM fingerprint)",
            "fingerprint of media ",
        ),
        ("UPDATE veil SET png = zeroblob(9) WHERE sha256 = (SELECT MIN(sha256) FROM veil)", "veil of media "),
        ("UPDATE description SET severity = 0", "description of media "),
        ("UPDATE description SET words = 'nothing'", "description of media "),
        ("DELETE FROM description", "description of media "),
        ("UPDATE decision SET verdict = 'rejected'", "decision on media "),
        ("UPDATE decision SET reason = ''", "decision on media "),
        ("DELETE FROM decision", "decision on media "),
    ] {
        desk.assert_named(sql, &[object]);
    }
}

#[test]
fn a_desk_that_nobody_damaged_verifies_and_losing_what_is_derived_loses_nothing() {
    let desk = Desk::new();
    let data = desk.folder.path().join("data");
    let _ = std::fs::remove_dir_all(data.join("derived"));
    let _ = std::fs::remove_dir_all(data.join("scratch"));
    run(firsthand(&data).arg("verify"));
}
