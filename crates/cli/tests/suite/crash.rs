//! Killed at any moment, the desk loses nothing it acknowledged and shows nothing half done.

use std::{
    collections::BTreeSet,
    io::{BufRead as _, BufReader},
    process::Stdio,
    time::{Duration, Instant},
};

use super::support::{Seeded, firsthand, pictures, run, stderr, stdout};

/// How often a run of `add` is killed. Hundreds, on every run of the tests.
const KILLS: u64 = 200;
const SEED: u64 = 0x0F12_57A4;
const PHOTOS: u64 = 10;

#[test]
fn add_killed_at_hundreds_of_moments_loses_nothing_acknowledged_and_resumes() {
    let folder = tempfile::tempdir().unwrap();
    let input = folder.path().join("in");
    pictures::photos(&input, PHOTOS);
    let line = r#"{"firsthand":"post/1","platform":"mastodon","id":"1","source":{"handle":"riverwatch"},"text":"The river this morning.","media":[{"name":"0003.jpg"}]}"#;
    std::fs::write(input.join("posts.jsonl"), format!("{line}\n")).unwrap();

    let began = Instant::now();
    let clean = folder.path().join("clean");
    run(firsthand(&clean).arg("add").arg(&input));
    let whole = began.elapsed();

    let mut random = Seeded(SEED);
    let mut round = 0;
    let mut data = folder.path().join("round-0");
    let mut acknowledged = BTreeSet::new();
    let mut resumed = 0;
    for kill in 0..KILLS {
        let after = Duration::from_micros(random.below(u64::try_from(whole.as_micros()).unwrap()));
        let mut child =
            firsthand(&data).arg("add").arg(&input).stdout(Stdio::piped()).stderr(Stdio::null()).spawn().unwrap();
        let reader = BufReader::new(child.stdout.take().unwrap());
        let lines = std::thread::spawn(move || reader.lines().map_while(Result::ok).collect::<Vec<_>>());
        std::thread::sleep(after);
        let ended = child.try_wait().unwrap();
        child.kill().unwrap();
        child.wait().unwrap();
        acknowledged.extend(lines.join().unwrap().iter().filter_map(|line| {
            let mut fields = line.split('\t');
            fields.next().filter(|word| *word == "kept" || *word == "known")?;
            fields.next().map(str::to_owned)
        }));
        check(&data, &acknowledged, &format!("seed {SEED:#x}, kill {kill} after {after:?}"));
        resumed += u64::from(!acknowledged.is_empty() && ended.is_none());
        if ended.is_some_and(|status| status.success()) {
            // This round was finished before it was killed: everything is there exactly once. Begin another.
            assert_eq!(acknowledged.len() as u64, PHOTOS + 1, "round {round}");
            assert_same_counts(&data, &clean);
            round += 1;
            data = folder.path().join(format!("round-{round}"));
            acknowledged.clear();
        }
    }
    run(firsthand(&data).arg("add").arg(&input));
    check(&data, &acknowledged, "after the last resume");
    assert_same_counts(&data, &clean);
    assert!(resumed > KILLS / 4, "only {resumed} kills hit a run with something acknowledged: the test proves little");
}

/// Everything acknowledged is kept, and the whole desk verifies.
fn check(data: &std::path::Path, acknowledged: &BTreeSet<String>, when: &str) {
    let output = firsthand(data).args(["verify", "--json"]).output().unwrap();
    assert!(output.status.success(), "{when}\n{}{}", stdout(&output), stderr(&output));
    for sha256 in acknowledged {
        let kept = data.join("vault/media").join(&sha256[..2]).join(sha256);
        assert!(kept.exists(), "{when}: {sha256} was acknowledged and is gone");
    }
}

/// The rows of a desk that was killed often are those of one that never was.
fn assert_same_counts(data: &std::path::Path, clean: &std::path::Path) {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let counts = |data: &std::path::Path| {
        runtime.block_on(async {
            let file =
                sqlx::sqlite::SqliteConnectOptions::new().filename(data.join("firsthand.sqlite")).read_only(true);
            let pool = sqlx::SqlitePool::connect_with(file).await.unwrap();
            let mut counts = Vec::new();
            for sql in [
                "SELECT COUNT(*) FROM media WHERE stage = 'matched'",
                "SELECT COUNT(*) FROM receipt",
                "SELECT COUNT(*) FROM event WHERE act IN ('received', 'observed', 'read', 'fingerprinted', 'matched')",
                "SELECT COUNT(*) FROM post",
                "SELECT COUNT(*) FROM observation",
                "SELECT COUNT(*) FROM post_media WHERE sha256 IS NOT NULL",
                "SELECT COUNT(*) FROM fingerprint",
                "SELECT COUNT(*) FROM footage_media",
                "SELECT COUNT(*) FROM job WHERE state = 'done'",
            ] {
                let row: (i64,) = sqlx::query_as(sql).fetch_one(&pool).await.unwrap();
                counts.push((sql, row.0));
            }
            pool.close().await;
            counts
        })
    };
    assert_eq!(counts(data), counts(clean));
}

#[test]
fn export_killed_at_any_moment_leaves_no_package_or_a_whole_one() {
    let folder = tempfile::tempdir().unwrap();
    let (data, input) = (folder.path().join("data"), folder.path().join("in"));
    pictures::photos(&input, PHOTOS);
    run(firsthand(&data).arg("add").arg(&input));
    let export = |to: &std::path::Path| {
        let mut command = firsthand(&data);
        command.args(["export", "--all", "--to"]).arg(to);
        command
    };
    let began = Instant::now();
    run(&mut export(&folder.path().join("clean")));
    let whole = began.elapsed();
    let mut random = Seeded(SEED);
    let (mut halves, to) = (0, folder.path().join("package"));
    for kill in 0..60 {
        let after = Duration::from_micros(random.below(u64::try_from(whole.as_micros()).unwrap()));
        let mut child = export(&to).stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
        std::thread::sleep(after);
        child.kill().unwrap();
        child.wait().unwrap();
        halves += u64::from(folder.path().join("package.partial").exists());
        if to.exists() {
            let checked = firsthand(&data).args(["verify", "--package"]).arg(&to).output().unwrap();
            assert!(checked.status.success(), "kill {kill} after {after:?}: {}", stdout(&checked));
            std::fs::remove_dir_all(&to).unwrap();
        }
    }
    assert!(halves > 10, "only {halves} kills hit an export under way: the test proves little");
    run(&mut export(&to));
    assert!(!folder.path().join("package.partial").exists(), "what was left is cleared away");
    run(firsthand(&data).arg("verify"));
}

/// A process that is killed after a moment of at most `whole`.
fn killed(command: &mut std::process::Command, random: &mut Seeded, whole: Duration) -> Duration {
    let after = Duration::from_micros(random.below(u64::try_from(whole.as_micros()).unwrap()));
    let mut child = command.stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
    std::thread::sleep(after);
    child.kill().unwrap();
    child.wait().unwrap();
    after
}

/// How often `backup` and `restore` are killed.
const DRILLS: u64 = 60;

#[test]
fn backup_killed_at_any_moment_leaves_whole_snapshots_and_goes_on() {
    let folder = tempfile::tempdir().unwrap();
    let (data, input) = (folder.path().join("data"), folder.path().join("in"));
    pictures::photos(&input, PHOTOS);
    run(firsthand(&data).arg("add").arg(&input));
    let backup = |to: &std::path::Path| {
        let mut command = firsthand(&data);
        command.args(["backup", "--to"]).arg(to);
        command
    };
    let began = Instant::now();
    run(&mut backup(&folder.path().join("clean")));
    let whole = began.elapsed();
    let mut random = Seeded(SEED);
    let (mut halves, mut to) = (0, folder.path().join("backup"));
    for kill in 0..DRILLS {
        if kill % 3 == 0 {
            to = folder.path().join(format!("backup-{kill}"));
        }
        let mut command = backup(&to);
        if kill % 3 == 2 {
            // What is old goes in the same run; one snapshot at least stands at every moment.
            run(&mut backup(&to));
            command.args(["--keep", "1"]);
        }
        let after = killed(&mut command, &mut random, whole);
        let left = std::fs::read_dir(to.join("partial")).map_or(0, Iterator::count);
        halves += u64::from(left > 0);
        if to.join("snapshots").exists() {
            let checked = firsthand(&data).args(["backup", "--check"]).arg(&to).output().unwrap();
            assert!(checked.status.success(), "kill {kill} after {after:?}: {}", stdout(&checked));
            assert!(kill % 3 != 2 || stdout(&checked).contains("snapshot\t"), "kill {kill} after {after:?}");
        }
        if kill % 3 == 2 {
            run(&mut backup(&to));
            assert_eq!(std::fs::read_dir(to.join("partial")).unwrap().count(), 0, "what was left is cleared away");
            run(firsthand(&data).args(["backup", "--check"]).arg(&to));
            let media = std::fs::read_dir(to.join("media")).unwrap();
            let media = media.flat_map(|inside| std::fs::read_dir(inside.unwrap().path()).unwrap());
            assert_eq!(media.count() as u64, PHOTOS, "kill {kill}: each original is there once");
        }
    }
    assert!(halves > DRILLS / 6, "only {halves} kills hit a backup under way: the test proves little");
    run(firsthand(&data).arg("verify"));
}

#[test]
fn restore_killed_at_any_moment_leaves_no_desk_or_a_whole_one_and_goes_on() {
    let folder = tempfile::tempdir().unwrap();
    let (data, input, to) = (folder.path().join("data"), folder.path().join("in"), folder.path().join("backup"));
    pictures::photos(&input, PHOTOS);
    run(firsthand(&data).arg("add").arg(&input));
    run(firsthand(&data).args(["backup", "--to"]).arg(&to));
    let restore = |data: &std::path::Path| {
        let mut command = firsthand(data);
        command.args(["restore", "--from"]).arg(&to);
        command
    };
    let began = Instant::now();
    run(&mut restore(&folder.path().join("clean")));
    let whole = began.elapsed();
    let mut random = Seeded(SEED);
    let (mut halves, mut restored) = (0, folder.path().join("restored"));
    for kill in 0..DRILLS {
        let after = killed(&mut restore(&restored), &mut random, whole);
        let when = format!("kill {kill} after {after:?}");
        if restored.join("restoring.json").exists() {
            halves += 1;
            let refused = firsthand(&restored).arg("verify").output().unwrap();
            assert!(stderr(&refused).contains("was begun and has not ended"), "{when}: {}", stderr(&refused));
            if kill % 4 > 0 {
                continue;
            }
            run(&mut restore(&restored));
        }
        if restored.exists() && std::fs::read_dir(&restored).unwrap().next().is_some() {
            let verified = firsthand(&restored).arg("verify").output().unwrap();
            assert!(verified.status.success(), "{when}\n{}{}", stdout(&verified), stderr(&verified));
            assert_same_counts(&restored, &data);
            restored = folder.path().join(format!("restored-{kill}"));
        }
    }
    assert!(halves > DRILLS / 6, "only {halves} kills hit a restore under way: the test proves little");
}
