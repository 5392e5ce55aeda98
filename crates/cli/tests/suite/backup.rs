//! The restore drill: a desk comes back from its backup on every backend, whichever it was on, and a backup is made while
//! others write.

use std::{
    collections::BTreeMap,
    path::{Path, PathBuf},
    process::{Command, Stdio},
};

use serde_json::Value;

use super::support::{firsthand, pictures, postgres::Postgres, run, s3::S3, stderr, stdout};

/// The story's part: what the whole investigation left behind is restored to SQLite with a folder and to PostgreSQL with S3,
/// and each of the two desks holds the same rows to the byte.
pub fn story(folder: &Path, desk: &dyn Fn() -> Command) {
    let (database, bucket) = (Postgres::start(), S3::start());
    let (backup, small, team) = (folder.join("backup"), folder.join("small"), folder.join("team"));
    let made = made(&mut desk(), &backup);
    assert_eq!((&made["new"], &made["lost"]), (&made["media"], &Value::Array(vec![])), "{made}");
    let again = self::made(&mut desk(), &backup);
    assert_eq!((&again["new"], &again["media"]), (&0.into(), &made["media"]), "nothing is copied twice: {again}");
    let checked = run(firsthand(&folder.join("nowhere")).args(["backup", "--check"]).arg(&backup));
    assert!(
        stderr(&checked).contains("2 snapshots") && stderr(&checked).contains(": 0 damages"),
        "{}",
        stderr(&checked)
    );

    let on_team = || {
        let mut command = firsthand(&team);
        command.env("FIRSTHAND_DATABASE", database.url());
        bucket.point(&mut command);
        command
    };
    let on_small = || firsthand(&small);
    let backends: [(&str, &dyn Fn() -> Command); 2] = [("small", &on_small), ("team", &on_team)];
    for (name, restored) in backends {
        let drill = run(restored().args(["restore", "--from"]).arg(&backup));
        let told = stderr(&drill);
        assert!(told.contains(&format!("the head of {} events", again["events"])), "{told}");
        assert!(told.contains("the desk verifies"), "{told}");
        let verified = run(restored().arg("verify"));
        assert!(stderr(&verified).contains(": 0 faults"), "{name}: {}", stderr(&verified));
        let incidents = |mut desk: Command| stdout(&run(desk.args(["incident", "show", "I-1", "--format", "json"])));
        assert_eq!(incidents(restored()), incidents(desk()), "{name}");
        let refused = restored().args(["restore", "--from"]).arg(&backup).output().unwrap();
        assert!(!refused.status.success() && stderr(&refused).contains("is not empty"), "{}", stderr(&refused));
        // A new data folder does not make the old database an empty one.
        if name == "team" {
            let mut other = on_team();
            let refused = other.env("FIRSTHAND_DATA", folder.join("other")).args(["restore", "--from"]).arg(&backup);
            let refused = refused.output().unwrap();
            assert!(stderr(&refused).contains("the database is not empty"), "{}", stderr(&refused));
            assert!(!folder.join("other").exists());
        }
        let second = folder.join(format!("backup-of-{name}"));
        let remade = self::made(&mut restored(), &second);
        assert_same_rows(&backup, &again, &second, &remade);
    }
    assert!(bucket.objects().join("media").exists() && !team.join("firsthand.sqlite").exists());
    // Numbers that people say go on where they were.
    let next = |desk: &dyn Fn() -> Command| stdout(&run(desk().args(["incident", "new", "The weir"])));
    assert_eq!(next(&on_small), next(&on_team));
}

fn made(desk: &mut Command, to: &Path) -> Value {
    let output = run(desk.args(["backup", "--json", "--to"]).arg(to));
    serde_json::from_str(&stdout(&output)).unwrap()
}

/// All rows but those that the events after the snapshot added are the same bytes, whichever database they were read from.
fn assert_same_rows(one: &Path, of_one: &Value, other: &Path, of_other: &Value) {
    let rows = |backup: &Path, made: &Value| -> BTreeMap<String, Vec<u8>> {
        let folder = backup.join("snapshots").join(made["snapshot"].as_str().unwrap()).join("rows");
        let entries = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
        entries
            .map(|path| (path.file_name().unwrap().to_string_lossy().into_owned(), std::fs::read(path).unwrap()))
            .collect()
    };
    let (one, other) = (rows(one, of_one), rows(other, of_other));
    assert!(one.len() > 40 && one.keys().eq(other.keys()), "{:?} and {:?}", one.keys(), other.keys());
    let differ: Vec<&str> =
        one.iter().filter(|(name, bytes)| other[*name] != **bytes).map(|(name, _)| name.as_str()).collect();
    let by_events = ["commitment", "event", "event_node", "setting"].map(|table| format!("{table}.jsonl.gz"));
    assert_eq!(differ, by_events, "only what `restored` and `verified` changed");
}

/// A desk on either kind of backend.
struct Backend {
    data: PathBuf,
    team: Option<(Postgres, S3)>,
}

impl Backend {
    fn command(&self) -> Command {
        let mut command = firsthand(&self.data);
        if let Some((database, bucket)) = &self.team {
            command.env("FIRSTHAND_DATABASE", database.url());
            bucket.point(&mut command);
        }
        command
    }
}

#[test]
fn a_backup_is_of_one_moment_while_another_process_writes_on_either_database() {
    for team in [false, true] {
        let folder = tempfile::tempdir().unwrap();
        let backend =
            Backend { data: folder.path().join("data"), team: team.then(|| (Postgres::start(), S3::start())) };
        let (first, more, to) = (folder.path().join("first"), folder.path().join("more"), folder.path().join("backup"));
        pictures::photos(&first, 2);
        pictures::photos(&more, 24);
        run(backend.command().arg("add").arg(&first));
        let mut writer =
            backend.command().arg("add").arg(&more).stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
        let mut events = Vec::new();
        while writer.try_wait().unwrap().is_none() {
            let made = made(&mut backend.command(), &to);
            assert_eq!(made["lost"], Value::Array(vec![]), "{made}");
            events.push((made["events"].as_i64().unwrap(), made["snapshot"].as_str().unwrap().to_owned()));
        }
        assert!(writer.wait().unwrap().success());
        let different: std::collections::BTreeSet<i64> = events.iter().map(|(events, _)| *events).collect();
        assert!(different.len() > 2, "the desk was not in use: {events:?}");
        run(firsthand(&folder.path().join("nowhere")).args(["backup", "--check"]).arg(&to));
        for (events, snapshot) in &events {
            let data = folder.path().join(format!("restored-{snapshot}"));
            let restored = run(firsthand(&data).args(["restore", "--snapshot", snapshot, "--from"]).arg(&to));
            assert!(stderr(&restored).contains(&format!("the head of {events} events")), "{}", stderr(&restored));
        }
    }
}

#[test]
fn a_script_notices_what_a_backup_is_without() {
    let folder = tempfile::tempdir().unwrap();
    let (data, input, to) = (folder.path().join("data"), folder.path().join("in"), folder.path().join("backup"));
    pictures::photos(&input, 2);
    run(firsthand(&data).args(["add", "--keep-only"]).arg(&input));
    let blob = std::fs::read_dir(data.join("vault/media")).unwrap().next().unwrap().unwrap().path();
    let blob = std::fs::read_dir(blob).unwrap().next().unwrap().unwrap().path();
    std::fs::remove_file(&blob).unwrap();
    let output = firsthand(&data).args(["backup", "--to"]).arg(&to).output().unwrap();
    assert_eq!(output.status.code(), Some(1));
    let named = format!("missing\tmedia {}\tmissing from the vault", blob.file_name().unwrap().to_string_lossy());
    assert!(stdout(&output).contains(&named), "{}", stdout(&output));
    let checked = run(firsthand(&data).args(["backup", "--check"]).arg(&to));
    assert!(stderr(&checked).contains("is without media"), "{}", stderr(&checked));
    // Stock tools read the lists.
    let snapshots = std::fs::read_dir(to.join("snapshots")).unwrap().next().unwrap().unwrap().path();
    for list in ["manifest.sha256", "media.sha256"] {
        run(Command::new("sha256sum").args(["--check", "--quiet", "--strict", list]).current_dir(&snapshots));
    }
    let missing = firsthand(&data).args(["backup", "--check"]).arg(&input).output().unwrap();
    assert_eq!(missing.status.code(), Some(1));
    assert!(
        stderr(&missing).contains("is not a backup") && stderr(&missing).contains("hint: "),
        "{}",
        stderr(&missing)
    );
}
