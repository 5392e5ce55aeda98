#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use serde_json::{Value, json};

use super::super::{Decoded, Format, WhenBasis};
use super::{YtDlp, media_beside};

fn decode(name: &str, info: &Value) -> Decoded {
    YtDlp.decode(name, info.to_string().as_bytes())
}

#[test]
fn a_video_of_a_known_platform_becomes_a_post_with_its_time_to_the_second() {
    let info = json!({
        "id": "abcDEF_-123", "title": "Ferry leaves the harbour", "fulltitle": "Ferry leaves the harbour",
        "description": "Filmed from the pier.", "uploader": "Harbour watch", "uploader_id": "@harbourwatch",
        "channel_id": "UC0000000000000000000001", "timestamp": 1_795_167_600, "upload_date": "20261120",
        "webpage_url": "https://www.youtube.com/watch?v=abcDEF_-123", "extractor": "youtube", "extractor_key": "Youtube",
        "ext": "mp4", "language": "en", "_type": "video",
    });
    let decoded = decode("in/ferry.info.json", &info);
    assert_eq!(decoded.problems, []);
    let post = &decoded.posts[0];
    assert_eq!((post.platform.as_str(), post.native_id.as_deref()), ("youtube", Some("abcDEF_-123")));
    assert_eq!(post.source.handle.as_deref(), Some("harbourwatch"));
    assert_eq!(post.source.native_id.as_deref(), Some("UC0000000000000000000001"));
    assert_eq!(post.text, "Ferry leaves the harbour\n\nFilmed from the pier.");
    assert_eq!(post.media[0].name, "ferry.mp4");
    assert_eq!(post.raw, info);
    let posted = post.posted.as_ref().unwrap();
    assert_eq!((posted.earliest, posted.latest), (1_795_167_600_000_000, 1_795_167_600_999_999));
    assert_eq!(posted.basis, WhenBasis::PlatformStated);
}

#[test]
fn the_time_of_a_generic_page_is_not_a_time_of_posting() {
    let info = json!({
        "id": "page-1", "title": "page", "extractor": "html5", "extractor_key": "HTML5MediaEmbed", "timestamp": 1_795_167_600,
        "webpage_url": "https://example.org/page", "ext": "mp4",
    });
    let decoded = decode("page [page-1].info.json", &info);
    let post = &decoded.posts[0];
    assert_eq!((post.platform.as_str(), &post.posted, &post.native_id), ("web", &None, &None));
    assert!(decoded.notes[0].what.contains("Last-Modified"));
}

#[test]
fn a_day_stays_a_day_whether_as_date_or_as_midnight() {
    let base = json!({"id": "1", "title": "t", "extractor": "rutube", "webpage_url": "https://rutube.ru/video/1/"});
    let mut by_day = base.clone();
    by_day["upload_date"] = json!("20261120");
    let posted = decode("a.info.json", &by_day).posts[0].posted.clone().unwrap();
    assert_eq!(posted.latest - posted.earliest + 1, (24 + 26) * 3_600_000_000);
    let mut by_midnight = base;
    by_midnight["timestamp"] = json!(1_795_132_800.0);
    let posted = decode("a.info.json", &by_midnight).posts[0].posted.clone().unwrap();
    assert_eq!(posted.latest - posted.earliest + 1, 24 * 3_600_000_000);
}

#[test]
fn a_post_on_x_has_its_own_words_its_id_from_the_address_and_its_time_from_the_id() {
    let info = json!({
        "id": "777", "display_id": "1541815603606036480", "title": "Harbour watch - Ferry leaves", "description": "Ferry leaves",
        "uploader": "Harbour watch", "uploader_id": "harbourwatch", "extractor": "twitter",
        "webpage_url": "https://twitter.com/harbourwatch/status/1541815603606036480", "ext": "mp4",
    });
    let post = decode("a.info.json", &info).posts.remove(0);
    assert_eq!((post.platform.as_str(), post.text.as_str()), ("x", "Ferry leaves"));
    assert_eq!(post.native_id.as_deref(), Some("1541815603606036480"));
    assert_eq!(post.posted.unwrap().basis, WhenBasis::DerivedFromId);
}

#[test]
fn a_list_gives_its_videos_and_says_which_failed() {
    let info = json!({
        "_type": "playlist", "id": "PL1", "extractor": "youtube:tab",
        "entries": [{"id": "one", "title": "One", "extractor": "youtube", "filename": "/downloads/One [one].mkv"}, null],
    });
    let decoded = decode("J.json", &info);
    assert_eq!(decoded.posts.len(), 1);
    assert_eq!(decoded.posts[0].media[0].name, "One [one].mkv");
    assert_eq!(decoded.problems[0].place, "entries[1]");
    let empty = decode("c.info.json", &json!({"_type": "playlist", "id": "PL1"}));
    assert_eq!((empty.posts.len(), empty.problems.len(), empty.notes.len()), (0, 0, 1));
}

#[test]
fn what_is_no_description_is_said_to_be_none() {
    for bytes in [&b"null"[..], b"", b"[1]", b"{\"id\":", b"{}", b"{\"a\":1}"] {
        let decoded = YtDlp.decode("a.info.json", bytes);
        assert_eq!((decoded.posts.len(), decoded.problems.len()), (0, 1), "{}", String::from_utf8_lossy(bytes));
    }
}

#[test]
fn the_media_beside_a_description_is_found_under_another_extension() {
    let folder =
        ["clip.info.json", "clip.webp", "clip.en.vtt", "clip.mkv.part", "clip.mkv", "clip2.mp4", "clip.description"];
    assert_eq!(media_beside("clip.info.json", folder), Some("clip.mkv"));
    assert_eq!(media_beside("other.info.json", folder), None);
}
