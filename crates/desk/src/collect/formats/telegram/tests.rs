#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use serde_json::json;

use super::super::{Decoded, Format, WhenBasis};
use super::Telegram;

/// A channel with what an export of one chat holds; `\x1F` is how Telegram really writes that character.
const CHANNEL: &str = r##"{
 "name": "Harbour news", "type": "public_channel", "id": 1000000001,
 "messages": [
  {"id": 1, "type": "service", "date": "2026-11-20T09:00:00", "date_unixtime": "1795165200", "action": "create_channel", "text": ""},
  {"id": 2, "type": "message", "date": "2026-11-20T11:40:00", "date_unixtime": "1795167600",
   "edited": "2026-11-20T11:45:00", "edited_unixtime": "1795167900", "from": "Harbour news", "from_id": "channel1000000001",
   "photo": "photos/photo_1@20-11-2026.jpg", "text": ["Ferry\x1F leaves ", {"type": "hashtag", "text": "#harbour"}, "."]},
  {"id": 3, "type": "message", "date": "2026-11-20T11:50:00", "forwarded_from": "Pier camera", "from_id": "channel1000000001",
   "file": "(File not included. Change data exporting settings to download.)", "file_name": "clip.mp4", "text": ""},
  {"id": 4, "type": "message", "date": "2026-11-20T11:55:00", "date_unixtime": 1795168500, "from": null,
   "from_id": "user1000000009", "file": "../../outside.mp4", "text": "way out"}
 ]
}"##;

fn decode(text: &str) -> Decoded {
    Telegram.decode("result.json", text.as_bytes())
}

#[test]
fn a_channel_is_read_with_its_edits_forwards_and_missing_files() {
    let decoded = decode(CHANNEL);
    assert_eq!(decoded.posts.len(), 3);
    let [photo, forwarded, outside] = &decoded.posts[..] else { panic!("three posts") };
    assert_eq!(photo.native_id.as_deref(), Some("1000000001/2"));
    assert_eq!(photo.text, "Ferry\u{1f} leaves #harbour.");
    assert_eq!(photo.media[0].name, "photos/photo_1@20-11-2026.jpg");
    assert_eq!(photo.source.native_id.as_deref(), Some("channel1000000001"));
    let (posted, edited) = (photo.posted.as_ref().unwrap(), photo.edited.as_ref().unwrap());
    assert_eq!((posted.earliest, posted.basis), (1_795_167_600_000_000, WhenBasis::PlatformStated));
    assert_eq!(posted.words, "2026-11-20T11:40:00");
    assert_eq!(edited.earliest - posted.earliest, 300_000_000);
    assert_eq!(photo.raw["text"][1]["text"], json!("#harbour"));

    assert_eq!(forwarded.reposted_from.as_deref(), Some("Pier camera"));
    assert_eq!(forwarded.source.name.as_deref(), Some("Harbour news"));
    assert_eq!(
        (forwarded.media[0].name.as_str(), forwarded.media[0].note.as_deref()),
        ("clip.mp4", Some("not included in the export"))
    );
    let local = forwarded.posted.as_ref().unwrap();
    assert_eq!(local.basis, WhenBasis::ExportedLocalTime);
    assert_eq!(local.latest - local.earliest + 1, 26 * 3_600_000_000 + 1_000_000);

    assert_eq!((outside.media.len(), &outside.source.name), (0, &None));
    assert_eq!(decoded.problems.len(), 1);
    assert_eq!(decoded.problems[0].place, "messages[3]");
    assert_eq!(decoded.notes[0].what, "1 service messages were left out (create_channel 1)");
}

#[test]
fn one_broken_message_costs_only_itself() {
    let broken = CHANNEL.replace(r#""id": 3,"#, r#""id": 3 oops,"#);
    let decoded = decode(&broken);
    assert_eq!(decoded.posts.len(), 2);
    assert_eq!(decoded.problems[0].place, "messages[2]");
}

#[test]
fn a_file_cut_off_anywhere_gives_what_stands_before_and_says_so() {
    for cut in 1..CHANNEL.trim_end().len() {
        if !CHANNEL.is_char_boundary(cut) {
            continue;
        }
        let decoded = decode(&CHANNEL[..cut]);
        assert!(!decoded.problems.is_empty(), "cut at {cut}");
    }
    let half = &CHANNEL[..CHANNEL.find("\"id\": 3").unwrap() + 20];
    assert_eq!(decode(half).posts.len(), 1);
}

#[test]
fn a_whole_account_gives_its_channels_and_groups_but_no_private_chats() {
    let message = json!({"id": 5, "type": "message", "date_unixtime": "1795167600", "from": "Anna", "from_id": "user1", "text": "Hello"});
    let account = json!({
        "about": "Here is the data you requested. Remember: Telegram is ad free, it doesn't use your data for ad targeting.",
        "chats": {"about": "This page lists all chats", "list": [
            {"name": "Anna", "type": "personal_chat", "id": 11, "messages": [message]},
            {"name": "Neighbours", "type": "private_group", "id": 12, "messages": [message]},
        ]},
        "left_chats": {"list": [{"name": "Harbour", "type": "public_supergroup", "id": 13, "messages": [message, 7]}]},
    });
    let text = account.to_string();
    assert!(Telegram.recognises("export/result.json", text.as_bytes()));
    let decoded = decode(&text);
    let ids: Vec<Option<&str>> = decoded.posts.iter().map(|post| post.native_id.as_deref()).collect();
    assert_eq!(ids, [Some("12/5"), Some("13/5")]);
    assert!(decoded.notes.iter().any(|note| note.what.starts_with("1 private chats")));
    assert_eq!(decoded.problems[0].place, "left_chats.list[0].messages[1]");
}

#[test]
fn other_json_is_not_taken_for_an_export() {
    assert!(Telegram.recognises("ChatExport/result.json", CHANNEL.as_bytes()));
    assert!(!Telegram.recognises("result.json", b"{\"result\": 1}"));
    assert!(!Telegram.recognises("photo.jpg", CHANNEL.as_bytes()));
    assert_eq!(decode("{\"result\": 1}").problems.len(), 1);
}
