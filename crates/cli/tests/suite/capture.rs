//! What the web answers, kept by the whole program: through the guard, as WARC, tied to its posts.

use std::{fs, path::Path, process::Command};

use serde_json::Value;

use super::support::{firsthand, pictures, run, site::Site, stderr, stdout};

/// A site with a feed of two photos.
fn site(folder: &Path) -> Site {
    let site = Site::of(&folder.join("site"));
    pictures::photos(&folder.join("drawn"), 2);
    for name in ["0000.jpg", "0001.jpg"] {
        fs::copy(folder.join("drawn").join(name), site.folder.join(name)).unwrap();
    }
    site.feed("feed.xml", &[("one", "The footbridge", "0000.jpg"), ("two", "A heron", "0001.jpg")]);
    site
}

fn capture(data: &Path, site: &Site) -> Command {
    let mut command = firsthand(data);
    command.args(["capture", "--allow", &site.address.to_string()]);
    command
}

/// The story's part: a clip that came as a file is found in a feed that is watched, and nothing is kept twice.
pub fn story(folder: &Path, case: &Path, desk: &dyn Fn() -> Command) {
    let site = Site::of(&folder.join("courier"));
    fs::copy(case.join("breaking-river.mp4"), site.folder.join("clip.mp4")).unwrap();
    site.feed("feed.xml", &[("late", "The river has burst its banks", "clip.mp4")]);
    let allow = site.address.to_string();
    let watch = run(desk().args(["watch", "add", &site.url("feed.xml"), "--every", "30"]));
    assert_eq!(stdout(&watch).trim(), "W-1");
    let looked = run(desk().args(["watch", "look", "--allow", &allow]));
    assert!(stdout(&looked).contains("feed: 1 posts, 1 new or changed"), "{}", stdout(&looked));
    assert!(stderr(&looked).contains("1 of these media show footage that another one shows"), "{}", stderr(&looked));
    let again = run(desk().args(["watch", "look", "--all", "--allow", &allow]));
    assert!(stderr(&again).contains("0 kept, 0 known already, 0 posts"), "{}", stderr(&again));
    let list = run(desk().args(["watch", "list", "--format", "json"]));
    let list: Value = serde_json::from_str(&stdout(&list)).unwrap();
    assert_eq!((&list[0]["looks"], &list[0]["captures"], &list[0]["failures"]), (&2.into(), &2.into(), &0.into()));
    run(desk().args(["watch", "end", "W-1"]));
}

#[test]
fn a_feed_is_captured_with_its_media_and_handed_over_with_the_exchanges() {
    let folder = tempfile::tempdir().unwrap();
    let (data, site) = (folder.path().join("data"), site(folder.path()));
    let output = run(capture(&data, &site).arg(site.url("feed.xml")));
    assert!(
        stderr(&output).contains("6 kept, 0 known already, 2 posts (2 new or changed), 0 problems"),
        "{}",
        stderr(&output)
    );
    let checked = run(firsthand(&data).arg("verify"));
    assert!(stderr(&checked).contains("0 faults"), "{}", stderr(&checked));
    let photo = stdout(&output)
        .lines()
        .find(|line| line.ends_with("/0000.jpg"))
        .and_then(|line| line.split('\t').nth(1).map(str::to_owned))
        .unwrap();
    let to = folder.path().join("package");
    run(firsthand(&data).args(["export", &photo, "--to"]).arg(&to));
    let kept: Vec<_> = fs::read_dir(to.join("data/media")).unwrap().map(|entry| entry.unwrap().path()).collect();
    assert_eq!(kept.len(), 2, "the photo, and the exchange that brought it: {kept:?}");
    let posts = fs::read_to_string(to.join("data/posts.json")).unwrap();
    assert!(posts.contains("The footbridge") && !posts.contains("A heron"), "{posts}");
}

#[test]
fn nothing_within_the_own_network_is_reached_without_leave_and_no_proxy_is_asked() {
    let folder = tempfile::tempdir().unwrap();
    let (data, site) = (folder.path().join("data"), site(folder.path()));
    let trap = Site::of(&folder.path().join("trap"));
    let url = site.url("feed.xml");
    let mut refused = firsthand(&data);
    for variable in ["http_proxy", "HTTP_PROXY", "https_proxy", "all_proxy", "ALL_PROXY"] {
        refused.env(variable, format!("http://{}", trap.address));
    }
    let refused = refused.args(["capture", &url]).output().unwrap();
    assert!(!refused.status.success());
    assert!(stdout(&refused).contains("is not that of a web server"), "{}", stdout(&refused));
    let refused = firsthand(&data).args(["capture", "http://127.0.0.1/", "http://[::1]/"]).output().unwrap();
    assert!(stdout(&refused).contains("127.0.0.1 is not on the public internet"), "{}", stdout(&refused));
    let mut proxied = capture(&data, &site);
    let output = run(proxied.env("http_proxy", format!("http://{}", trap.address)).arg(&url));
    assert!(stderr(&output).contains("2 posts"), "{}", stderr(&output));
}

#[test]
fn a_list_of_addresses_is_captured_line_by_line_and_a_bad_one_stops_no_other() {
    let folder = tempfile::tempdir().unwrap();
    let (data, site) = (folder.path().join("data"), site(folder.path()));
    let list = folder.path().join("list.txt");
    let lines =
        ["# to look at", "", &site.url("0000.jpg"), "nonsense", "http://user:secret@10.0.0.1/", &site.url("gone.jpg")];
    fs::write(&list, lines.join("\n")).unwrap();
    let output = run(capture(&data, &site).arg("--list").arg(&list));
    let said = stdout(&output) + &stderr(&output);
    assert!(said.contains("3 problems"), "{said}");
    for expected in ["this is no address of a web page", "a name and password", "it answers 404"] {
        assert!(said.contains(expected), "{expected}: {said}");
    }
    assert!(!said.contains("secret"), "{said}");
    let nothing = firsthand(&data).arg("capture").output().unwrap();
    assert!(!nothing.status.success() && stderr(&nothing).contains("there is no address to capture"));
    for (wrong, expected) in
        [("10.0.0.0/99", "no entry of what may be reached"), ("host:port", "no entry of what may be reached")]
    {
        let refused = firsthand(&data).args(["capture", "--allow", wrong, "https://example.org/"]).output().unwrap();
        assert!(stderr(&refused).contains(expected), "{}", stderr(&refused));
    }
}
