//! No bytes make a decoder panic, and the same bytes always give the same records.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use proptest::prelude::*;

use super::{formats, recognise, to_json_line};

/// Small valid files of every format, with a name that its format recognises.
const SAMPLES: &[(&str, &str)] = &[
    (
        "posts.jsonl",
        "{\"firsthand\":\"post/1\",\"platform\":\"x\",\"source\":{\"handle\":\"a\"},\"posted\":\"03/04/2026\",\"media\":[\"a.mp4\"]}\n{\"firsthand\":\"post/1\",\"posted\":{\"earliest\":\"2026-11-20T10:00:00Z\"}}\n",
    ),
    (
        "clip.info.json",
        r#"{"id":"1","title":"t","extractor":"youtube","extractor_key":"Youtube","timestamp":1795167600,"upload_date":"20261120","webpage_url":"https://youtu.be/abc","ext":"mp4","entries":[null]}"#,
    ),
    (
        "result.json",
        r#"{"name":"n","type":"public_channel","id":1,"messages":[{"id":2,"type":"message","date":"2026-11-20T11:40:00","date_unixtime":"1795167600","from":"n","photo":"p/1.jpg","text":["a\x1F",{"text":"b"}]},{"id":3,"type":"service","action":"x"}]}"#,
    ),
    (
        "_chat.txt",
        "\u{200e}[20.11.26, 09:41:30] Anna: \u{200e}<attached: 00000003-PHOTO-2026-11-20-09-41-30.jpg>\n[20.11.26, 09:42:00] Anna: text\nmore \u{200e}<This message was edited>\n",
    ),
    (
        "WhatsApp Chat with Anna.txt",
        "03/04/26, 9:40\u{202f}AM - Anna: IMG-20260403-WA0001.jpg (file attached)\ncaption\n03/04/26, 9:41\u{202f}AM - +38 000 000 00: <Media omitted>\n",
    ),
    (
        "posts.csv",
        "Link;Date posted;Account;Text;File\nhttps://x.com/a/status/1541815603606036480;03/04/2026;@a;\"quoted; \"\"text\"\"\";a.mp4|b.mp4\n",
    ),
    (
        "feed.xml",
        "<rss version=\"2.0\"><channel><title>t</title><item><guid>1</guid><link>https://a.example/1</link><pubDate>Mon, 02 Mar 2026 07:30:00 GMT</pubDate><description>&lt;p&gt;x&lt;img src=\"b.jpg\"&gt;</description><enclosure url=\"https://a.example/v.mp4\" type=\"video/mp4\"/></item></channel></rss>",
    ),
    (
        "feed.json",
        "{\"version\":\"https://jsonfeed.org/version/1.1\",\"title\":\"t\",\"items\":[{\"id\":\"1\",\"url\":\"https://a.example/1\",\"content_html\":\"<p>x\",\"date_published\":\"2026-03-02T07:30:00Z\"}]}",
    ),
];

/// A change to a file: cut, overwritten, doubled or with something strange put in.
#[derive(Debug, Clone)]
enum Damage {
    Cut(prop::sample::Index),
    Overwrite(prop::sample::Index, u8),
    Repeat(prop::sample::Index, prop::sample::Index),
    Insert(prop::sample::Index, &'static [u8]),
}

/// What parsers trip over.
const STRANGE: &[&[u8]] = &[
    b"\"",
    b"\\",
    b"\0",
    b"\xff\xfe",
    b"{",
    b"[",
    b"]",
    b"}",
    b"<",
    b">",
    b":",
    b"-",
    b"\n",
    b"\r",
    b"99999999999999999999",
    b"1e999",
    b"-1",
    b"../",
    b"\\x1F",
    b"\\u0000",
    b"\xe2\x80\x8e",
    b"sep=",
    b"/0/",
    b"00/00/0000",
    b"24:60:60",
    b"null",
    b"(",
    b")",
    b"2026-02-30",
    b"\xf0\x9f",
    b"[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[",
];

fn damage() -> impl Strategy<Value = Damage> {
    let index = any::<prop::sample::Index>;
    prop_oneof![
        index().prop_map(Damage::Cut),
        (index(), any::<u8>()).prop_map(|(at, byte)| Damage::Overwrite(at, byte)),
        (index(), index()).prop_map(|(from, to)| Damage::Repeat(from, to)),
        (index(), prop::sample::select(STRANGE)).prop_map(|(at, bytes)| Damage::Insert(at, bytes)),
    ]
}

fn damaged(sample: &str, damages: &[Damage]) -> Vec<u8> {
    let mut bytes = sample.as_bytes().to_vec();
    for damage in damages {
        if bytes.is_empty() {
            break;
        }
        let length = bytes.len();
        match damage {
            Damage::Cut(at) => bytes.truncate(at.index(length)),
            Damage::Overwrite(at, byte) => bytes[at.index(length)] = *byte,
            Damage::Repeat(from, to) => {
                let (from, to) = (from.index(length), to.index(length));
                let piece = bytes[from.min(to)..from.max(to)].to_vec();
                bytes.extend(piece);
            }
            Damage::Insert(at, piece) => {
                let at = at.index(length);
                bytes.splice(at..at, piece.iter().copied());
            }
        }
    }
    bytes
}

/// Every format reads the bytes; whatever it gives keeps what its types promise.
fn check(file_name: &str, bytes: &[u8]) {
    for format in formats() {
        let _ = format.recognises(file_name, bytes);
        let decoded = format.decode(file_name, bytes);
        assert_eq!(format.decode(file_name, bytes), decoded, "{} is not repeatable", format.name());
        for post in &decoded.posts {
            for when in post.posted.iter().chain(&post.edited) {
                assert!(when.earliest <= when.latest, "{when:?}");
            }
            for media in post.media.iter().filter(|media| !media.name.is_empty()) {
                assert_eq!(super::paths::safe_relative(&media.name).as_deref(), Ok(media.name.as_str()));
            }
            let again =
                recognise("a.jsonl", to_json_line(post).as_bytes()).unwrap().decode("", to_json_line(post).as_bytes());
            assert_eq!((again.problems.as_slice(), again.posts.as_slice()), (&[][..], std::slice::from_ref(post)));
        }
    }
}

#[test]
fn every_sample_is_recognised_and_read_without_a_problem() {
    for (name, sample) in SAMPLES {
        let decoded = recognise(name, sample.as_bytes()).unwrap().decode(name, sample.as_bytes());
        assert!(!decoded.posts.is_empty(), "{name}");
    }
}

proptest! {
    #[test]
    fn damaged_files_never_make_a_decoder_panic(
        (name, sample) in prop::sample::select(SAMPLES),
        damages in prop::collection::vec(damage(), 1..8),
    ) {
        check(name, &damaged(sample, &damages));
    }

    #[test]
    fn random_bytes_never_make_a_decoder_panic(
        bytes in prop::collection::vec(any::<u8>(), 0..400),
        name in prop::sample::select(&["a.jsonl", "a.info.json", "result.json", "_chat.txt", "a.csv", "a.tsv", "a.xlsx"][..]),
    ) {
        check(name, &bytes);
    }
}
