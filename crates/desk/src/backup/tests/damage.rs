//! Whatever byte of a backup is changed, `check` names its file.

use super::*;

/// Numbers that look random and are the same in every run (SplitMix64, Steele et al. 2014).
struct Seeded(u64);

impl Seeded {
    fn below(&mut self, limit: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        usize::try_from((mixed ^ (mixed >> 31)) % u64::try_from(limit.max(1)).unwrap()).unwrap()
    }
}

/// Two snapshots.
async fn two() -> (Trial, tempfile::TempDir, PathBuf) {
    let (desk, folder) = case().await;
    let to = folder.path().join("backup");
    backup(&desk, &to, None, &Silent).await.unwrap();
    add(&desk, folder.path(), &[("later.txt", b"The river fell again.")]).await;
    backup(&desk, &to, None, &Silent).await.unwrap();
    (desk, folder, to)
}

/// Whether a file that differs is named: by its own name, or, of a manifest and its digest, by that of the snapshot.
fn is_named(checked: &Checked, file: &str) -> bool {
    let lists = ["manifest.json", "manifest.sha256"];
    let is_list = lists.iter().any(|list| file.ends_with(list));
    let folder = file.rsplit_once('/').map_or("", |(folder, _)| folder);
    checked.damages.iter().any(|damage| {
        damage.file == file
            || (is_list && damage.file.starts_with(folder) && lists.iter().all(|list| damage.what.contains(list)))
    })
}

#[tokio::test]
async fn every_changed_byte_of_a_backup_is_named() {
    let (_desk, _folder, to) = two().await;
    let mut all: Vec<(String, PathBuf)> = files(&to).into_iter().collect();
    all.retain(|(_, path)| fs::metadata(path).unwrap().len() > 0);
    assert!(all.len() > 80, "{}", all.len());
    let mut seeded = Seeded(11);
    for turn in 0..600 {
        let (name, path) = &all[turn % all.len()];
        let original = fs::read(path).unwrap();
        let mut altered = original.clone();
        let place = seeded.below(original.len());
        altered[place] ^= u8::try_from(1 + seeded.below(255)).unwrap();
        fs::write(path, &altered).unwrap();
        let checked = check(&to, &Silent).unwrap();
        assert!(is_named(&checked, name), "turn {turn}: byte {place} of {name} was not named: {:?}", checked.damages);
        fs::write(path, &original).unwrap();
    }
    whole(&to);
}

#[tokio::test]
async fn every_file_that_is_gone_cut_short_or_added_is_named() {
    let (_desk, _folder, to) = two().await;
    for (name, path) in files(&to).into_iter().filter(|(name, _)| name != "lock") {
        let original = fs::read(&path).unwrap();
        fs::remove_file(&path).unwrap();
        let checked = check(&to, &Silent).unwrap();
        let is_list = name.contains("manifest.");
        assert!(is_named(&checked, &name) || (is_list && !checked.damages.is_empty()), "{name}: {:?}", checked.damages);
        if let Some((_, cut)) = original.split_last() {
            fs::write(&path, cut).unwrap();
            let checked = check(&to, &Silent).unwrap();
            assert!(is_named(&checked, &name), "{name}: {:?}", checked.damages);
        }
        fs::write(&path, &original).unwrap();
    }
    let snapshot = folder::names(&to).unwrap()[0].clone();
    let added = to.join("snapshots").join(&snapshot).join("rows/more.jsonl.gz");
    fs::write(&added, "more").unwrap();
    let checked = check(&to, &Silent).unwrap();
    assert!(is_named(&checked, &format!("snapshots/{snapshot}/rows/more.jsonl.gz")), "{:?}", checked.damages);
}

#[tokio::test]
async fn nothing_is_restored_from_a_damaged_snapshot_but_what_the_person_asks_for() {
    let (desk, folder, to) = two().await;
    let names = folder::names(&to).unwrap();
    let data = folder.path().join("restored");
    // An original.
    let (river,) = medium(&desk, "river.bin").await;
    let kept = folder::medium(&to, &river);
    let original = fs::read(&kept).unwrap();
    fs::write(&kept, [7, 1, 0, 255, 8]).unwrap();
    let refused = restore(config(&data), &to, None, false, &Silent).await.unwrap_err();
    assert!(refused.to_string().contains("is damaged") && refused.hint().contains("--despite-damage"), "{refused}");
    assert!(!data.exists(), "nothing is written before everything is checked");
    let restored = restore(config(&data), &to, None, true, &Silent).await.unwrap();
    let faults: Vec<String> = restored.faults.iter().map(|fault| fault.object.clone()).collect();
    assert_eq!((faults, restored.damages.len(), restored.media), (vec![format!("media {river}")], 1, 4));
    fs::write(&kept, original).unwrap();
    // Rows: only another snapshot helps.
    fs::write(folder::snapshot(&to, &names[1]).join(rows::file("claim")), "x").unwrap();
    let data = folder.path().join("another");
    let refused = restore(config(&data), &to, None, true, &Silent).await.unwrap_err();
    assert!(refused.hint().contains("--snapshot"), "{refused}: {}", refused.hint());
    assert!(!data.exists());
    let restored = restore(config(&data), &to, Some(&names[0]), false, &Silent).await.unwrap();
    assert_eq!((restored.faults, restored.snapshot), (vec![], names[0].clone()));
}

#[tokio::test]
async fn a_log_that_was_damaged_at_the_desk_is_named_and_comes_only_when_asked_for() {
    let (desk, folder) = case().await;
    let to = folder.path().join("backup");
    let mut tx = desk.db.begin().await.unwrap();
    tx.run("DROP TRIGGER event_no_update", args![]).await.unwrap();
    tx.run("UPDATE event SET body = $1 WHERE seq = 2", args![b"{}".to_vec()]).await.unwrap();
    tx.commit().await.unwrap();
    backup(&desk, &to, None, &Silent).await.unwrap();
    let checked = check(&to, &Silent).unwrap();
    assert!(checked.damages[0].what.contains("damaged already"), "{:?}", checked.damages);
    let data = folder.path().join("restored");
    restore(config(&data), &to, None, false, &Silent).await.unwrap_err();
    let restored = restore(config(&data), &to, None, true, &Silent).await.unwrap();
    assert!(restored.faults.iter().any(|fault| fault.object == "event 2"), "{:?}", restored.faults);
}

#[tokio::test]
async fn rows_that_break_a_rule_of_their_table_are_told_with_the_table() {
    let (desk, folder) = case().await;
    let to = folder.path().join("backup");
    let mut tx = desk.db.begin().await.unwrap();
    tx.run("DROP TABLE veil", args![]).await.unwrap();
    tx.run("CREATE TABLE veil (sha256 TEXT PRIMARY KEY, png BYTEA NOT NULL)", args![]).await.unwrap();
    tx.run("INSERT INTO veil VALUES ('of nothing', $1)", args![vec![0_u8]]).await.unwrap();
    tx.commit().await.unwrap();
    backup(&desk, &to, None, &Silent).await.unwrap();
    let data = folder.path().join("restored");
    let refused = restore(config(&data), &to, None, false, &Silent).await.unwrap_err();
    assert!(refused.to_string().starts_with("table veil is damaged: its rows are refused"), "{refused}");
    assert!(Desk::open(config(&data)).await.is_err(), "it is no desk");
}
