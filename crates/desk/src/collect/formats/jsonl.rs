//! Our own JSON Lines of posts: one object a line, marked `"firsthand":"post/1"`. Specified in `doc/import.md`.

use jiff::Timestamp;
use serde_json::{Map, Value, json};

use super::post::{Decoded, MediaRef, PostRecord, SourceRecord};
use super::when::{Span, When, WhenBasis};
use super::{Format, dates, fields, has_extension, links, paths};

/// The mark and version on every line.
const MARK: &str = "post/1";

/// Every key of a line; a line with others keeps itself whole as the post's raw form.
const KEYS: &[&str] = &[
    "firsthand",
    "platform",
    "id",
    "url",
    "source",
    "text",
    "language",
    "posted",
    "edited",
    "reposted_from",
    "deleted",
    "media",
    "raw",
];

/// JSON Lines of posts as Firsthand writes them.
pub(super) struct JsonLines;

impl Format for JsonLines {
    fn name(&self) -> &'static str {
        "Firsthand JSON Lines of posts"
    }

    fn recognises(&self, file_name: &str, head: &[u8]) -> bool {
        let head = fields::without_mark(head).trim_ascii_start();
        let first = head.split(|byte| *byte == b'\n').next().unwrap_or_default();
        let compact: Vec<u8> = first.iter().copied().filter(|byte| !byte.is_ascii_whitespace()).collect();
        let marked = compact.windows(18).any(|window| window == br#""firsthand":"post/"#);
        marked && head.starts_with(b"{") && has_extension(file_name, &[".jsonl", ".ndjson", ".json", ".txt"])
    }

    fn decode(&self, _file_name: &str, bytes: &[u8]) -> Decoded {
        let mut decoded = Decoded::default();
        for (index, line) in fields::without_mark(bytes).split(|byte| *byte == b'\n').enumerate() {
            if line.trim_ascii().is_empty() {
                continue;
            }
            let place = format!("line {}", index + 1);
            match serde_json::from_slice::<Value>(line) {
                Ok(Value::Object(object)) => Line { object: &object, place, decoded: &mut decoded }.read(),
                Ok(_) => decoded.problem(place, "the line is no JSON object", "Write one post as {...} on each line."),
                Err(error) => decoded.problem(
                    place,
                    format!("the line is not valid JSON: {error}"),
                    "Write one whole JSON object on each line, with no line break inside it.",
                ),
            }
        }
        decoded.finished()
    }
}

/// One post as one line of JSON without its line break. Decoding the line gives back an equal record,
/// provided that its media names are [safe](paths::safe_relative) and its addresses are `http` or `https`,
/// as those of every decoder here are.
pub fn to_json_line(post: &PostRecord) -> String {
    let mut line = Map::new();
    line.insert("firsthand".to_owned(), json!(MARK));
    line.insert("platform".to_owned(), json!(post.platform));
    let mut source = Map::new();
    set(&mut source, "handle", post.source.handle.as_deref());
    set(&mut source, "name", post.source.name.as_deref());
    set(&mut source, "id", post.source.native_id.as_deref());
    line.insert("source".to_owned(), Value::Object(source));
    line.insert("text".to_owned(), json!(post.text));
    set(&mut line, "id", post.native_id.as_deref());
    set(&mut line, "url", post.url.as_deref());
    set(&mut line, "language", post.language.as_deref());
    set(&mut line, "reposted_from", post.reposted_from.as_deref());
    for (key, when) in [("posted", &post.posted), ("edited", &post.edited)] {
        if let Some(when) = when {
            let ends = json!({
                "earliest": instant(when.earliest), "latest": instant(when.latest),
                "words": when.words, "basis": when.basis.as_str(),
            });
            line.insert(key.to_owned(), ends);
        }
    }
    if post.deleted {
        line.insert("deleted".to_owned(), json!(true));
    }
    let media = post.media.iter().map(|media| {
        let mut object = Map::new();
        set(&mut object, "name", Some(&media.name));
        set(&mut object, "note", media.note.as_deref());
        set(&mut object, "url", media.url.as_deref());
        Value::Object(object)
    });
    line.insert("media".to_owned(), media.collect());
    line.insert("raw".to_owned(), post.raw.clone());
    Value::Object(line).to_string()
}

fn set(object: &mut Map<String, Value>, key: &str, text: Option<&str>) {
    if let Some(text) = text {
        object.insert(key.to_owned(), json!(text));
    }
}

/// RFC 3339 in UTC; microseconds as a number where the calendar ends (years -9999 and 9999).
fn instant(microseconds: i64) -> Value {
    match Timestamp::from_microsecond(microseconds) {
        Ok(timestamp) => json!(timestamp.to_string()),
        Err(_) => json!(microseconds),
    }
}

fn microseconds(instant: &Value) -> Option<i64> {
    match instant {
        Value::String(text) => text.parse::<Timestamp>().ok().map(Timestamp::as_microsecond),
        Value::Number(number) => number.as_i64(),
        _ => None,
    }
}

/// One line while it is read: a field that cannot be read is reported and left out, the post stays.
struct Line<'a> {
    object: &'a Map<String, Value>,
    place: String,
    decoded: &'a mut Decoded,
}

impl Line<'_> {
    fn read(mut self) {
        match self.object.get("firsthand").and_then(Value::as_str) {
            Some(MARK) => {}
            Some(other) => {
                return self.problem(
                    format!("the line is of the kind \"{other}\", which this version does not know"),
                    "Add the file with a newer Firsthand, or write \"post/1\".",
                );
            }
            None => {
                return self.problem(
                    "the line does not say \"firsthand\":\"post/1\"".to_owned(),
                    "Begin every line with {\"firsthand\":\"post/1\", ...}.",
                );
            }
        }
        let platform =
            self.text(self.object, "platform").map_or_else(|| "unknown".to_owned(), |name| name.to_lowercase());
        let known = self.object.keys().all(|key| KEYS.contains(&key.as_str()));
        let raw = match self.object.get("raw") {
            Some(raw) if known => raw.clone(),
            _ => Value::Object(self.object.clone()),
        };
        let mut post = PostRecord::new(&platform, raw);
        post.native_id = self.text(self.object, "id");
        post.url = self.address(self.object, "url");
        post.source = self.source();
        post.text = self.text(self.object, "text").unwrap_or_default();
        post.language = self.text(self.object, "language");
        post.posted = self.when("posted");
        post.edited = self.when("edited");
        post.reposted_from = self.text(self.object, "reposted_from");
        post.deleted = match self.object.get("deleted") {
            None | Some(Value::Null) => false,
            Some(Value::Bool(deleted)) => *deleted,
            Some(_) => {
                self.wrong("deleted", "true or false");
                false
            }
        };
        post.media = self.media();
        self.decoded.posts.push(post);
    }

    fn problem(&mut self, what: String, hint: &str) {
        self.decoded.problem(self.place.clone(), what, hint);
    }

    fn wrong(&mut self, key: &str, wanted: &str) {
        self.problem(
            format!("\"{key}\" is not {wanted}; it was left out"),
            "See doc/import.md for the form of each field.",
        );
    }

    fn text(&mut self, object: &Map<String, Value>, key: &str) -> Option<String> {
        match object.get(key) {
            None | Some(Value::Null) => None,
            Some(Value::String(text)) => Some(text.clone()),
            Some(Value::Number(number)) if key == "id" => Some(number.to_string()),
            Some(_) => {
                self.wrong(key, "text");
                None
            }
        }
    }

    fn address(&mut self, object: &Map<String, Value>, key: &str) -> Option<String> {
        let text = self.text(object, key)?;
        if links::web_address(&text).is_none() {
            self.wrong(key, "an http or https address");
            return None;
        }
        Some(text)
    }

    fn source(&mut self) -> SourceRecord {
        match self.object.get("source") {
            None | Some(Value::Null) => SourceRecord::default(),
            Some(Value::String(name)) => SourceRecord { name: Some(name.clone()), ..SourceRecord::default() },
            Some(Value::Object(source)) => SourceRecord {
                handle: self.text(source, "handle"),
                name: self.text(source, "name"),
                native_id: self.text(source, "id"),
            },
            Some(_) => {
                self.wrong("source", "a name or an object of handle, name and id");
                SourceRecord::default()
            }
        }
    }

    fn when(&mut self, key: &str) -> Option<When> {
        match self.object.get(key)? {
            Value::Null => None,
            Value::String(words) => {
                let Some(reading) = dates::read(words, None) else {
                    self.wrong(key, "a date or time that can be read");
                    return None;
                };
                if reading.ambiguous {
                    self.problem(
                        format!("\"{words}\" can be read with the day or the month first; both are kept possible"),
                        "Write dates as 2026-04-03.",
                    );
                }
                Some(reading.span.worded(words, WhenBasis::TypedByPerson))
            }
            Value::Object(ends) => {
                let earliest = ends.get("earliest").and_then(microseconds);
                let latest = ends.get("latest").map_or(earliest, microseconds);
                let words = self.text(ends, "words").unwrap_or_default();
                let basis = match ends.get("basis").map(Value::as_str) {
                    None => Some(WhenBasis::TypedByPerson),
                    Some(name) => {
                        WhenBasis::NAMES.iter().find(|(_, known)| Some(*known) == name).map(|(basis, _)| *basis)
                    }
                };
                match (earliest, latest, basis) {
                    (Some(earliest), Some(latest), Some(basis)) if earliest <= latest => {
                        Some(Span { earliest, latest }.worded(words, basis))
                    }
                    _ => {
                        self.wrong(key, "an interval {earliest, latest, words, basis} of RFC 3339 times in order");
                        None
                    }
                }
            }
            _ => {
                self.wrong(key, "a date or an interval");
                None
            }
        }
    }

    fn media(&mut self) -> Vec<MediaRef> {
        let list = match self.object.get("media") {
            None | Some(Value::Null) => return Vec::new(),
            Some(Value::Array(list)) => list,
            Some(_) => {
                self.wrong("media", "a list");
                return Vec::new();
            }
        };
        list.iter().filter_map(|media| self.one_media(media)).collect()
    }

    fn one_media(&mut self, media: &Value) -> Option<MediaRef> {
        let (name, note, url) = match media {
            Value::String(name) => (name.clone(), None, None),
            Value::Object(object) => {
                (self.text(object, "name").unwrap_or_default(), self.text(object, "note"), self.address(object, "url"))
            }
            _ => {
                self.wrong("media", "a list of names or of objects");
                return None;
            }
        };
        if name.is_empty() {
            return Some(MediaRef { name, note, url });
        }
        match paths::safe_relative(&name) {
            Ok(name) => Some(MediaRef { name, note, url }),
            Err(refusal) => {
                self.problem(
                    format!("media \"{name}\": {refusal}"),
                    "Put the files into the folder of this file or below it and name them from there.",
                );
                None
            }
        }
    }
}

#[cfg(test)]
mod tests;
