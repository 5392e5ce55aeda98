//! Every decoder of posts on any bytes: no panic, no interval that ends before it starts, and what
//! was read survives our own JSON Lines.
#![no_main]

use desk::collect::formats::{formats, recognise, to_json_line};
use libfuzzer_sys::fuzz_target;

/// The first byte of the input picks the file's name.
const NAMES: [&str; 10] = [
    "posts.jsonl",
    "clip.info.json",
    "result.json",
    "_chat.txt",
    "WhatsApp Chat with Anna.txt",
    "posts.csv",
    "posts.tsv",
    "posts.xlsx",
    "feed.xml",
    "feed.json",
];

fuzz_target!(|input: &[u8]| {
    let Some((pick, bytes)) = input.split_first() else { return };
    let name = NAMES[usize::from(*pick) % NAMES.len()];
    let jsonl = recognise("a.jsonl", br#"{"firsthand":"post/1"}"#).expect("our own format");
    for format in formats().iter().filter(|format| format.recognises(name, bytes)) {
        for post in format.decode(name, bytes).posts {
            for when in post.posted.iter().chain(&post.edited) {
                assert!(when.earliest <= when.latest);
            }
            let again = jsonl.decode("a.jsonl", to_json_line(&post).as_bytes());
            assert_eq!(again.posts, [post]);
        }
    }
});
