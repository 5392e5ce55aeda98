#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use proptest::prelude::*;
use serde_json::{Value, json};

use super::super::{Format, MediaRef, PostRecord, SourceRecord, When, WhenBasis};
use super::{JsonLines, to_json_line};

fn decode(text: &str) -> super::Decoded {
    JsonLines.decode("posts.jsonl", text.as_bytes())
}

fn word() -> impl Strategy<Value = Option<String>> {
    proptest::option::of("\\PC{0,12}|a\nb\t\u{202e}\"\\\\")
}

fn moment() -> impl Strategy<Value = Option<When>> {
    // The calendar's ends included: beyond the years -9999 and 9999 a time is written as a number.
    let span = prop_oneof![-400_000_000_000_000_000_i64..400_000_000_000_000_000, any::<i64>()];
    let basis = proptest::sample::select(WhenBasis::NAMES.map(|(basis, _)| basis).to_vec());
    proptest::option::of((span, 0_i64..100_000_000_000, "\\PC{0,12}", basis).prop_map(
        |(earliest, length, words, basis)| When { earliest, latest: earliest.saturating_add(length), words, basis },
    ))
}

fn raw() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<f64>().prop_map(Value::from),
        "\\PC{0,8}".prop_map(Value::from),
    ];
    leaf.prop_recursive(3, 16, 4, |inner| {
        prop_oneof![
            proptest::collection::vec(inner.clone(), 0..4).prop_map(Value::from),
            proptest::collection::btree_map("[a-z]{1,4}", inner, 0..4)
                .prop_map(|map| Value::Object(map.into_iter().collect())),
        ]
    })
}

fn media() -> impl Strategy<Value = Vec<MediaRef>> {
    let name = proptest::option::of("[a-zа-я0-9_ ]{1,8}(/[a-z0-9]{1,8}){0,2}\\.mp4");
    let url = proptest::option::of(Just("https://example.org/clip?x=1".to_owned()));
    let one = (name, word(), url).prop_map(|(name, note, url)| MediaRef { name: name.unwrap_or_default(), note, url });
    proptest::collection::vec(one, 0..3)
}

fn post() -> impl Strategy<Value = PostRecord> {
    let source =
        (word(), word(), word()).prop_map(|(handle, name, native_id)| SourceRecord { handle, name, native_id });
    let url = proptest::option::of(Just("https://example.org/post/1".to_owned()));
    let heads = ("[a-z]{1,10}", word(), url, source, word(), word());
    let tails = (moment(), moment(), word(), any::<bool>(), media(), raw());
    (heads, tails).prop_map(|(heads, tails)| {
        let (platform, native_id, url, source, text, language) = heads;
        let (posted, edited, reposted_from, deleted, media, raw) = tails;
        let text = text.unwrap_or_default();
        PostRecord {
            platform,
            native_id,
            url,
            source,
            text,
            language,
            posted,
            edited,
            reposted_from,
            deleted,
            media,
            raw,
        }
    })
}

proptest! {
    #[test]
    fn what_is_written_is_read_back_equal(post in post()) {
        let line = to_json_line(&post);
        prop_assert!(!line.contains('\n'));
        let decoded = decode(&line);
        prop_assert_eq!(&decoded.problems, &[]);
        prop_assert_eq!(decoded.posts, vec![post]);
    }
}

#[test]
fn a_line_typed_by_hand_is_enough_and_its_unknown_fields_stay_in_raw() {
    let line = r#"{"firsthand":"post/1","platform":"Telegram","source":"Harbour watch","text":"Ferry leaves","posted":"2026-11-20 09:40","media":["ferry.mp4"],"weather":"fog"}"#;
    let decoded = decode(line);
    assert_eq!(decoded.problems, []);
    let post = &decoded.posts[0];
    assert_eq!((post.platform.as_str(), post.source.name.as_deref()), ("telegram", Some("Harbour watch")));
    assert_eq!(post.media[0].name, "ferry.mp4");
    assert_eq!(post.posted.as_ref().unwrap().basis, WhenBasis::TypedByPerson);
    assert_eq!(post.raw["weather"], json!("fog"));
    assert_eq!(decode(&to_json_line(post)).posts, decoded.posts);
}

#[test]
fn a_bad_line_costs_itself_and_a_bad_field_costs_itself() {
    let text = concat!(
        "\u{feff}{\"firsthand\":\"post/1\",\"text\":\"one\"}\r\n",
        "\n",
        "{\"firsthand\":\"post/1\",\"text\":\n",
        "[]\n",
        "{\"firsthand\":\"post/9\",\"text\":\"x\"}\n",
        "{\"text\":\"x\"}\n",
        "{\"firsthand\":\"post/1\",\"text\":7,\"url\":\"javascript:x\",\"posted\":\"soon\",\"media\":[\"../x.mp4\",\"ok.mp4\"]}\n",
        "{\"firsthand\":\"post/1\",\"posted\":{\"earliest\":\"2026-11-20T10:00:00Z\",\"latest\":\"2026-11-20T09:00:00Z\"}}",
    );
    let decoded = decode(text);
    assert_eq!(decoded.posts.len(), 3);
    assert_eq!(decoded.posts[1].media.len(), 1);
    let places: Vec<&str> = decoded.problems.iter().map(|problem| problem.place.as_str()).collect();
    assert_eq!(places, ["line 3", "line 4", "line 5", "line 6", "line 7", "line 7", "line 7", "line 7", "line 8"]);
}

#[test]
fn a_thousand_problems_are_listed_and_the_rest_is_counted() {
    let decoded = decode(&"nonsense\n".repeat(1500));
    assert_eq!(decoded.problems.len(), 1001);
    assert!(decoded.problems[1000].what.starts_with("500 more"));
}
