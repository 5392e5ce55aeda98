#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::{
    collections::BTreeMap,
    io::{Read as _, Write as _},
    net::{SocketAddr, TcpListener},
    sync::{Arc, Mutex},
};

use super::*;
use crate::{
    args,
    ids::WatchRef,
    monitor::Silent,
    trial::{self, Trial},
};

/// A site on this machine: what it answers by path, and how often it was asked for each.
#[derive(Clone)]
struct Site {
    address: SocketAddr,
    pages: Arc<Mutex<BTreeMap<String, (u16, String)>>>,
    asked: Arc<Mutex<BTreeMap<String, u32>>>,
}

impl Site {
    fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let site = Self { address: listener.local_addr().unwrap(), pages: Arc::default(), asked: Arc::default() };
        let served = site.clone();
        std::thread::spawn(move || {
            for stream in listener.incoming() {
                let mut stream = stream.unwrap();
                let mut request = [0; 4096];
                let read = stream.read(&mut request).unwrap_or_default();
                let request = String::from_utf8_lossy(&request[..read]).into_owned();
                let path = request.split(' ').nth(1).unwrap_or_default().to_owned();
                *served.asked.lock().unwrap().entry(path.clone()).or_default() += 1;
                let (status, body) =
                    served.pages.lock().unwrap().get(&path).cloned().unwrap_or((404, "nothing here".into()));
                let tag = format!("\"{}\"", body.len());
                let answer = if status == 200 && request.contains(&format!("if-none-match: {tag}")) {
                    format!("HTTP/1.1 304 Not Modified\r\nETag: {tag}\r\n\r\n")
                } else {
                    format!("HTTP/1.1 {status} x\r\nETag: {tag}\r\nContent-Length: {}\r\n\r\n{body}", body.len())
                };
                drop(stream.write_all(answer.as_bytes()));
            }
        });
        site
    }

    fn put(&self, path: &str, status: u16, body: &str) {
        self.pages.lock().unwrap().insert(path.into(), (status, body.into()));
    }

    fn url(&self, path: &str) -> String {
        format!("http://{}{path}", self.address)
    }

    fn asked(&self, path: &str) -> u32 {
        self.asked.lock().unwrap().get(path).copied().unwrap_or_default()
    }

    fn feed(&self, items: &[(&str, &str)]) -> String {
        let items: String = items
            .iter()
            .map(|(id, words)| {
                format!(
                    "<item><guid isPermaLink=\"false\">{id}</guid><link>{}</link><title>{words}</title><pubDate>Mon, 02 Mar 2026 07:30:00 GMT</pubDate>\
                     <enclosure url=\"{}\" type=\"image/png\" length=\"1\"/></item>",
                    self.url(&format!("/{id}")),
                    self.url(&format!("/{id}.png"))
                )
            })
            .collect();
        format!("<rss version=\"2.0\"><channel><title>Courier</title>{items}</channel></rss>")
    }
}

struct Case {
    desk: Trial,
    site: Site,
    web: Web,
    said: Mutex<Vec<Item>>,
}

async fn case() -> Case {
    let (desk, site) = (trial::desk().await, Site::start());
    let config = WebConfig { contact: "desk@example.org".into(), allowed: vec![site.address.to_string()] };
    let web = Web::new(&desk, &config).unwrap();
    Case { desk, site, web, said: Mutex::default() }
}

impl Case {
    async fn capture(&self, urls: &[&str]) -> Summary {
        let urls: Vec<String> = urls.iter().map(|url| (*url).to_owned()).collect();
        capture(&self.desk, &self.web, &urls, &Silent, &|item| self.said.lock().unwrap().push(item.clone()))
            .await
            .unwrap()
    }

    async fn look(&self) -> Summary {
        watch::look(&self.desk, &self.web, true, &Silent, &|item| self.said.lock().unwrap().push(item.clone()))
            .await
            .unwrap()
    }

    async fn count(&self, sql: &'static str) -> i64 {
        self.desk.db.number(sql, args![]).await.unwrap()
    }

    fn problems(&self) -> Vec<String> {
        self.said
            .lock()
            .unwrap()
            .iter()
            .filter(|item| item.outcome == "problem")
            .map(|item| item.what.clone())
            .collect()
    }

    async fn is_whole(&self) -> bool {
        preserve::verify(&self.desk, &Silent).await.unwrap().faults.is_empty()
    }
}

use crate::preserve;

#[tokio::test]
async fn a_captured_file_is_kept_with_the_exchange_that_brought_it() {
    let case = case().await;
    case.site.put("/notes/river.txt", 200, "The river rose at noon.");
    let url = case.site.url("/notes/river.txt");
    let summary = case.capture(&[&url]).await;
    assert_eq!((summary.kept, summary.problems), (2, 0));
    let capture: Option<(String, i64, String, Option<String>)> = case
        .desk
        .db
        .first("SELECT led_to, status, warc, content FROM capture WHERE url = $1", args![&url])
        .await
        .unwrap();
    let (led_to, status, warc, content) = capture.unwrap();
    assert_eq!((led_to, status), (url.clone(), 200));
    assert_eq!(content.unwrap(), preserve::sha256(b"The river rose at noon."));
    let kept = case.desk.vault.file(&warc).await.unwrap();
    let bytes = std::fs::read(kept.path()).unwrap();
    let mut reader = fetch::warc::Reader::new(std::io::Cursor::new(bytes)).unwrap();
    let mut block = Vec::new();
    let mut targets = Vec::new();
    while let Some(record) = reader.next(&mut block).unwrap() {
        assert_eq!(record.whole, Some(true));
        targets.extend(record.field("warc-target-uri").map(str::to_owned));
    }
    assert_eq!(targets, [url.clone(), url]);
    assert!(String::from_utf8_lossy(&block).contains("The river rose at noon."));
    assert!(case.is_whole().await);
}

#[tokio::test]
async fn a_feed_gives_posts_and_their_media_are_captured_before_they_can_vanish() {
    let case = case().await;
    case.site.put("/feed.xml", 200, &case.site.feed(&[("one", "The river rose"), ("two", "It fell")]));
    case.site.put("/one.png", 200, "first picture");
    let summary = case.capture(&[&case.site.url("/feed.xml")]).await;
    assert_eq!((summary.posts, summary.new_observations), (2, 2));
    assert_eq!(case.count("SELECT COUNT(*) FROM post_media WHERE sha256 IS NOT NULL").await, 1);
    assert_eq!(case.count("SELECT COUNT(*) FROM post_media WHERE sha256 IS NULL").await, 1);
    assert_eq!(case.problems(), ["it answers 404: there is nothing at this address now"]);
    // That it was not there is kept too.
    assert_eq!(case.count("SELECT COUNT(*) FROM capture WHERE status = 404 AND content IS NULL").await, 1);
    assert!(case.is_whole().await);
}

#[tokio::test]
async fn a_watch_keeps_what_is_new_and_nothing_twice() {
    let case = case().await;
    case.site.put("/feed.xml", 200, &case.site.feed(&[("one", "The river rose")]));
    case.site.put("/one.png", 200, "first picture");
    case.site.put("/two.png", 200, "second picture");
    let url = case.site.url("/feed.xml");
    let watch = watch::begin(&case.desk, &url, 15).await.unwrap();
    assert_eq!(watch, WatchRef(1));
    assert_eq!(watch::begin(&case.desk, &url, 15).await.unwrap(), watch, "the same address is watched once");
    assert_eq!(case.look().await.new_observations, 1);
    let events = case.count("SELECT COUNT(*) FROM event").await;
    assert_eq!(case.look().await, Summary::default());
    assert_eq!(case.count("SELECT COUNT(*) FROM event").await, events, "nothing new keeps nothing");
    assert_eq!(case.site.asked("/one.png"), 1);
    // A new item comes, and the old one is no longer shown: that is no deletion.
    case.site.put("/feed.xml", 200, &case.site.feed(&[("two", "It fell again")]));
    assert_eq!(case.look().await.new_observations, 1);
    assert_eq!(case.count("SELECT COUNT(*) FROM post").await, 2);
    assert_eq!(case.count("SELECT COUNT(*) FROM post_media WHERE sha256 IS NULL").await, 0);
    let line = watch::list(&case.desk).await.unwrap().remove(0);
    assert_eq!((line.looks, line.failures, line.captures), (3, 0, 4));
    assert!(line.bytes > 0 && line.due > line.looked.unwrap());
    watch::hurry(&case.desk, watch).await.unwrap();
    assert!(watch::list(&case.desk).await.unwrap()[0].due < line.due);
    watch::end(&case.desk, watch).await.unwrap();
    assert!(watch::list(&case.desk).await.unwrap().is_empty());
    assert!(watch::end(&case.desk, watch).await.is_err() && watch::hurry(&case.desk, watch).await.is_err());
    assert!(case.is_whole().await);
}

#[tokio::test]
async fn a_medium_that_was_not_there_is_asked_for_again_though_the_feed_did_not_change() {
    let case = case().await;
    case.site.put("/feed.xml", 200, &case.site.feed(&[("one", "The river rose")]));
    watch::begin(&case.desk, &case.site.url("/feed.xml"), 1).await.unwrap();
    case.look().await;
    assert_eq!(case.count("SELECT COUNT(*) FROM post_media WHERE sha256 IS NOT NULL").await, 0);
    case.site.put("/one.png", 200, "first picture");
    case.look().await;
    assert_eq!(case.count("SELECT COUNT(*) FROM post_media WHERE sha256 IS NOT NULL").await, 1);
    assert_eq!(case.count("SELECT COUNT(*) FROM post").await, 1);
}

#[tokio::test]
async fn a_watch_that_fails_says_so_in_words_and_waits_longer_each_time() {
    let case = case().await;
    case.site.put("/feed.xml", 403, "members only");
    case.site.put("/good.txt", 200, "good");
    watch::begin(&case.desk, &case.site.url("/feed.xml"), 10).await.unwrap();
    watch::begin(&case.desk, &case.site.url("/good.txt"), 10).await.unwrap();
    let mut waits = Vec::new();
    for _ in 0..3 {
        case.look().await;
        let line = watch::list(&case.desk).await.unwrap().remove(0);
        assert!(line.problem.unwrap().contains("it is not shown to everybody"));
        waits.push((line.due - line.looked.unwrap()) / 60_000_000);
    }
    assert_eq!(waits, [10, 20, 40]);
    let lines = watch::list(&case.desk).await.unwrap();
    assert_eq!((lines[0].failures, lines[1].failures, lines[1].captures), (3, 0, 1), "one that fails stops no other");
    case.site.put("/feed.xml", 200, "open again");
    case.look().await;
    assert_eq!(watch::list(&case.desk).await.unwrap()[0].problem, None);
}

#[tokio::test]
async fn what_is_no_address_or_lies_inside_is_refused_and_the_rest_goes_on() {
    let case = case().await;
    case.site.put("/a.txt", 200, "a");
    let good = case.site.url("/a.txt");
    let summary =
        case.capture(&["nonsense", "http://127.0.0.1:1/", "http://user:secret@10.0.0.1/", "ftp://x/", &good]).await;
    assert_eq!((summary.kept, summary.problems), (2, 4));
    assert!(case.said.lock().unwrap().iter().all(|item| !format!("{item:?}").contains("secret")));
    for wrong in ["", "example.org", "ftp://example.org/", "https://user:secret@example.org/"] {
        let error = watch::begin(&case.desk, wrong, 15).await.unwrap_err();
        assert!(error.to_string().contains("no address that can be watched"), "{error}");
        assert!(!error.to_string().contains("secret"), "{error}");
    }
    for minutes in [0, -1, 10_081] {
        assert!(watch::begin(&case.desk, "https://example.org/", minutes).await.is_err());
    }
    assert!(Web::new(&case.desk, &WebConfig { allowed: vec!["10.0.0.0/99".into()], ..Default::default() }).is_err());
    assert!(Web::new(&case.desk, &WebConfig { contact: "a\r\nX: y".into(), ..Default::default() }).is_err());
}
