//! What is refused, in words that say what to do.

use super::*;

fn says(error: &Error, words: &str) {
    assert!(error.to_string().contains(words), "{error} does not say: {words}");
    assert!(!error.hint().is_empty(), "{error} says not what to do");
}

#[tokio::test]
async fn a_backup_is_not_made_within_the_desk_nor_around_it() {
    let (desk, folder) = case().await;
    let data = desk.data().to_owned();
    for to in [data.clone(), data.join("backup"), data.join("vault/../backup"), data.parent().unwrap().to_owned()] {
        says(&backup(&desk, &to, None, &Silent).await.unwrap_err(), "lie in one another");
    }
    let link = folder.path().join("link");
    #[cfg(unix)]
    {
        std::os::unix::fs::symlink(&data, &link).unwrap();
        says(&backup(&desk, &link.join("backup"), None, &Silent).await.unwrap_err(), "lie in one another");
    }
    assert!(!data.join("backup").exists());
    says(&backup(&desk, &folder.path().join("b"), Some(0), &Silent).await.unwrap_err(), "no snapshot would be kept");
}

#[tokio::test]
async fn a_folder_that_is_not_this_desks_backup_is_left_alone() {
    let (desk, folder) = case().await;
    let to = folder.path().join("backup");
    fs::create_dir(&to).unwrap();
    fs::write(to.join("mine.txt"), "mine").unwrap();
    says(&backup(&desk, &to, None, &Silent).await.unwrap_err(), "is no backup and holds mine.txt");
    assert_eq!(files(&to).len(), 1);
    for wrong in [&to, &folder.path().join("nowhere"), &to.join("mine.txt")] {
        says(&check(wrong, &Silent).unwrap_err(), "is not a backup");
        let refused = restore(config(&folder.path().join("new")), wrong, None, false, &Silent).await.unwrap_err();
        says(&refused, "is not a backup");
    }
    fs::remove_file(to.join("mine.txt")).unwrap();
    backup(&desk, &to, None, &Silent).await.unwrap();
    let other = trial::desk().await;
    says(&backup(&other, &to, None, &Silent).await.unwrap_err(), "is the backup of another desk");
    let lock = fs::File::open(to.join("lock")).unwrap();
    lock.lock().unwrap();
    says(&backup(&desk, &to, None, &Silent).await.unwrap_err(), "is under way");
}

#[tokio::test]
async fn what_a_newer_version_made_is_left_to_it() {
    let (desk, folder) = case().await;
    let (to, data) = (folder.path().join("backup"), folder.path().join("new"));
    let made = backup(&desk, &to, None, &Silent).await.unwrap();
    let place = folder::snapshot(&to, &made.snapshot);
    let Ok(manifest) = Manifest::read(&place) else { panic!("no manifest") };
    let newer = "made by a newer version";
    Manifest { schema: vec![1, 9_999], ..manifest.clone() }.write(&place).unwrap();
    says(&restore(config(&data), &to, None, false, &Silent).await.unwrap_err(), newer);
    Manifest { format: FORMAT + 1, ..manifest }.write(&place).unwrap();
    says(&restore(config(&data), &to, None, false, &Silent).await.unwrap_err(), newer);
    says(&check(&to, &Silent).unwrap_err(), newer);
    let marker = to.join(folder::MARKER);
    let text = fs::read_to_string(&marker).unwrap();
    fs::write(&marker, text.replace("format 1", "format 2")).unwrap();
    says(&backup(&desk, &to, None, &Silent).await.unwrap_err(), newer);
    assert!(!data.exists());
}

#[tokio::test]
async fn a_restore_never_overwrites() {
    let (desk, folder) = case().await;
    let to = folder.path().join("backup");
    backup(&desk, &to, None, &Silent).await.unwrap();
    let own = config(desk.data());
    says(&restore(own, &to, None, false, &Silent).await.unwrap_err(), "is not empty");
    let within = config(&to.join("desk"));
    says(&restore(within, &to, None, false, &Silent).await.unwrap_err(), "lie in one another");
    let data = folder.path().join("new");
    says(&restore(config(&data), &to, Some("2019"), false, &Silent).await.unwrap_err(), "there is no snapshot 2019");
    backup(&desk, &to, None, &Silent).await.unwrap();
    says(&restore(config(&data), &to, Some("20"), false, &Silent).await.unwrap_err(), "may be several snapshots");
    assert!(!data.exists());
}

#[tokio::test]
async fn a_backup_that_was_killed_before_its_first_snapshot_says_so() {
    let (desk, folder) = case().await;
    let to = folder.path().join("backup");
    backup(&desk, &to, None, &After(AtomicI64::new(0))).await.unwrap_err();
    let refused = restore(config(&folder.path().join("new")), &to, None, false, &Silent).await.unwrap_err();
    says(&refused, "holds no snapshot");
    assert_eq!(check(&to, &Silent).unwrap().snapshots.len(), 0);
}
