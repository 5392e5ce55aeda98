//! How matching grows: measures one thing at one size and prints a JSON object. `cargo xtask bench match` runs it, each size
//! in a process of its own, and puts other programs beside it.
#![expect(clippy::print_stdout, reason = "the answer goes to the program that asked")]

mod codes;
mod footage;
mod made;
mod measured;
mod photos;

use std::path::Path;

use serde_json::json;

const USAGE: &str = "codes N | grown N | scan QUERIES RADIUS | align FRAMES | descriptors N QUERIES | photos N FEATURES | \
                     view MODEL [LIBRARY] | query N FEATURES [MODEL [LIBRARY]] | hours N | memory";

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).filter(|argument| argument != "--bench").collect();
    let number = |at: usize| arguments.get(at).and_then(|text| text.parse::<u64>().ok());
    let file = |at: usize| arguments.get(at).map(Path::new);
    let answer = match (arguments.first().map(String::as_str), number(1), number(2)) {
        (Some("codes"), Some(count), None) => codes::codes(count, codes::at_once),
        (Some("grown"), Some(count), None) => codes::codes(count, codes::grown),
        (Some("scan"), Some(queries), Some(radius)) => codes::scan(queries, radius as u32),
        (Some("align"), Some(frames), None) => footage::alignment(frames),
        (Some("hours"), Some(count), None) => footage::hours(count),
        (Some("descriptors"), Some(count), Some(queries)) => photos::descriptors(count, queries),
        (Some("photos"), Some(count), Some(features)) => photos::photos(count, features),
        (Some("query"), Some(count), Some(features)) => photos::query(count, features, file(3), file(4)),
        (Some("memory"), None, None) => measured::memory(),
        (Some("view"), None, None) if arguments.len() > 1 => photos::view(Path::new(&arguments[1]), file(2)),
        _ => json!({ "usage": USAGE }),
    };
    println!("{answer}");
}
