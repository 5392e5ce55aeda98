#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use jiff::Timestamp;

use super::super::{Decoded, Format, PostRecord};
use super::WhatsApp;

const IPHONE: &str = "\u{200e}[20.11.26, 09:40:12] Harbour group: \u{200e}Messages and calls are end-to-end encrypted.
[20.11.26, 09:41:00] Anna: Ferry leaves
second line: with a colon
\u{200e}[20.11.26, 09:41:30] Anna: \u{200e}<attached: 00000003-PHOTO-2026-11-20-09-41-30.jpg>
[20.11.26, 09:42:00] ~\u{202f}Boris: [not a header] text
\u{200e}[20.11.26, 09:43:00] \u{202a}+380\u{a0}00\u{a0}000\u{a0}0000\u{202c}: \u{200e}This message was deleted.
[20.11.26, 09:44:00] Anna: corrected: fog \u{200e}<This message was edited>
\u{200e}[20.11.26, 09:45:00] Anna: \u{200e}image omitted
[20.11.26, 09:46:00] Anna: at the pier \u{200e}<Anhang: 00000009-VIDEO-2026-11-20-09-46-00.mp4>
";

const ANDROID: &str = "11/20/26, 9:40\u{202f}AM - Messages and calls are end-to-end encrypted.
11/20/26, 9:41\u{202f}AM - Anna: Ferry leaves
second line
11/20/26, 9:41\u{202f}PM - Anna: \u{200e}IMG-20261120-WA0001.jpg (file attached)
from the pier
11/20/26, 9:42\u{202f}PM - +380 00 000 0000: <Media omitted>
11/20/26, 9:43\u{202f}PM - Anna: null
11/20/26, 9:44\u{202f}PM - Anna changed the subject to \"Ferry: late\"
";

fn decode(text: &str) -> Decoded {
    WhatsApp.decode("_chat.txt", text.as_bytes())
}

fn utc(micros: i64) -> String {
    Timestamp::from_microsecond(micros).unwrap().to_string()
}

fn interval(post: &PostRecord) -> String {
    let posted = post.posted.as_ref().unwrap();
    // Undo the widening, to see the clock that was read.
    let hour = 3_600_000_000;
    format!("{}/{}", utc(posted.earliest + 14 * hour), utc(posted.latest - 12 * hour + 1))
}

#[test]
fn an_iphone_chat_is_read() {
    assert!(WhatsApp.recognises("x/_chat.txt", IPHONE.as_bytes()));
    let decoded = decode(IPHONE);
    assert_eq!(decoded.problems, []);
    let [first, photo, boris, deleted, edited, omitted, video] = &decoded.posts[..] else {
        panic!("seven posts, not {}", decoded.posts.len())
    };
    assert_eq!(first.text, "Ferry leaves\nsecond line: with a colon");
    assert_eq!(first.raw["line"], 2);
    assert_eq!(interval(first), "2026-11-20T09:41:00Z/2026-11-20T09:41:01Z");
    assert_eq!(photo.media[0].name, "00000003-PHOTO-2026-11-20-09-41-30.jpg");
    assert_eq!(photo.text, "");
    assert_eq!((boris.source.name.as_deref(), boris.text.as_str()), (Some("Boris"), "[not a header] text"));
    assert!(deleted.deleted);
    assert_eq!(deleted.source.handle.as_deref(), Some("+380 00 000 0000"));
    assert_eq!(edited.text, "corrected: fog");
    let (posted, edit) = (edited.posted.as_ref().unwrap(), edited.edited.as_ref().unwrap());
    assert_eq!((edit.earliest, edit.latest), (posted.earliest, posted.latest + 900_000_000));
    assert_eq!(omitted.media[0].note.as_deref(), Some("not included in the export (\"image omitted\")"));
    assert_eq!(
        (video.text.as_str(), video.media[0].name.as_str()),
        ("at the pier", "00000009-VIDEO-2026-11-20-09-46-00.mp4")
    );
    assert!(decoded.notes.iter().any(|note| note.what.starts_with("1 lines written by WhatsApp")));
}

#[test]
fn an_android_chat_is_read_and_its_date_order_found() {
    assert!(WhatsApp.recognises("WhatsApp Chat with Anna.txt", ANDROID.as_bytes()));
    let decoded = decode(ANDROID);
    assert_eq!(decoded.problems, []);
    let [first, photo, omitted, once] = &decoded.posts[..] else { panic!("four posts, not {}", decoded.posts.len()) };
    assert_eq!(interval(first), "2026-11-20T09:41:00Z/2026-11-20T09:42:00Z");
    assert_eq!((photo.media[0].name.as_str(), photo.text.as_str()), ("IMG-20261120-WA0001.jpg", "from the pier"));
    assert_eq!(interval(photo), "2026-11-20T21:41:00Z/2026-11-20T21:42:00Z");
    assert_eq!(omitted.media[0].note.as_deref(), Some("not included in the export (\"Media omitted\")"));
    assert!(once.media[0].note.is_some());
    assert!(decoded.notes[0].what.contains("month/day"));
}

#[test]
fn headers_of_many_languages_are_read() {
    for line in [
        "20/11/2026, 09:41 - Anna: hi",
        "20/11/2026 09:41 - Anna: hi",
        "20/11/26, 9:41 a. m. - Anna: hi",
        "20.11.26, 09:41 - Anna: hi",
        "20/11/2026 à 09:41 - Anna: hi",
        "2026-11-20, 09:41 - Anna: hi",
        "2026/11/20, 09:41 - Anna: hi",
        "20-11-2026 09:41 - Anna: hi",
        "20.11.2026 9.41 - Anna: hi",
        "20. 11. 2026, 9:41 - Anna: hi",
        "٢٠/١١/٢٠٢٦، ٩:٤١ ص - Anna: hi",
        "[20/11/2026, 9:41:00 AM] Anna: hi",
        "[2026-11-20 09:41:00] Anna: hi",
    ] {
        let decoded = decode(line);
        assert_eq!(decoded.posts.len(), 1, "{line}");
        assert!(interval(&decoded.posts[0]).starts_with("2026-11-20T09:41:00Z/"), "{line}");
    }
}

#[test]
fn an_order_that_nothing_tells_gives_an_interval_over_both_and_says_so() {
    let decoded = decode("03/04/2026, 09:41 - Anna: hi\n");
    assert_eq!(decoded.problems.len(), 1);
    assert_eq!(interval(&decoded.posts[0]), "2026-03-04T09:41:00Z/2026-04-03T09:42:00Z");
}

#[test]
fn the_order_is_told_by_attachments_or_because_a_chat_does_not_run_backwards() {
    let by_name = "03/04/2026, 09:41 - Anna: IMG-20260403-WA0001.jpg (file attached)\n";
    let decoded = decode(by_name);
    assert_eq!(
        (decoded.problems.len(), interval(&decoded.posts[0]).as_str()),
        (0, "2026-04-03T09:41:00Z/2026-04-03T09:42:00Z")
    );
    let by_sequence = "01/02/2026, 09:41 - Anna: a\n02/02/2026, 09:41 - Anna: b\n01/03/2026, 09:41 - Anna: c\n";
    let decoded = decode(by_sequence);
    assert_eq!(
        (decoded.problems.len(), interval(&decoded.posts[0]).as_str()),
        (0, "2026-02-01T09:41:00Z/2026-02-01T09:42:00Z")
    );
}

#[test]
fn an_attachment_that_leaves_its_folder_is_refused_and_the_message_stays() {
    let decoded = decode("[20.11.26, 09:41:30] Anna: \u{200e}<attached: ../../x.jpg>\n");
    assert_eq!((decoded.posts.len(), decoded.posts[0].media.len(), decoded.problems.len()), (1, 0, 1));
}

#[test]
fn text_in_pointed_brackets_that_people_write_is_left_alone() {
    let decoded = decode("20.11.26, 09:41 - Anna: I <3 ferries (see list.pdf)\n20.11.26, 09:42 - Anna: <html>\n");
    let texts: Vec<&str> = decoded.posts.iter().map(|post| post.text.as_str()).collect();
    assert_eq!(texts, ["I <3 ferries (see list.pdf)", "<html>"]);
    assert!(decoded.posts.iter().all(|post| post.media.is_empty()));
}

#[test]
fn other_text_is_not_taken_for_a_chat() {
    assert!(!WhatsApp.recognises("notes.txt", b"Shopping list\n20.11.26 milk\n"));
    assert_eq!(decode("Shopping list").problems.len(), 1);
}
