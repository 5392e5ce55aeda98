//! Telegram Desktop's export: `result.json` of one chat or of a whole account.
//!
//! The file is walked message by message (`elements.rs`), since exports reach gigabytes, write
//! control characters in a way that is not JSON, and are often cut off.

use std::collections::BTreeMap;

use serde_json::{Map, Value};

use super::elements::{Pieces, with_valid_escapes};
use super::post::{Decoded, MediaRef, PostRecord, SourceRecord};
use super::when::{Span, When, WhenBasis};
use super::{Format, base_name, dates, fields, has_extension, paths};

/// Chats between two people. In the export of a whole account they are left out: nobody published
/// anything there. Exported singly, such a chat was meant and is read.
const PRIVATE: &[&str] = &["personal_chat", "bot_chat", "saved_messages", "verification_codes"];

/// Types of chats as the exporter writes them.
const TYPES: &[&str] = &[
    "public_channel",
    "private_channel",
    "public_supergroup",
    "private_supergroup",
    "private_group",
    "personal_chat",
    "bot_chat",
    "saved_messages",
];

/// Telegram Desktop `result.json`.
pub(super) struct Telegram;

impl Format for Telegram {
    fn name(&self) -> &'static str {
        "Telegram Desktop export"
    }

    fn recognises(&self, file_name: &str, head: &[u8]) -> bool {
        if !has_extension(file_name, &[".json"]) || !fields::without_mark(head).trim_ascii_start().starts_with(b"{") {
            return false;
        }
        let head = String::from_utf8_lossy(head);
        let one_chat = TYPES.iter().any(|kind| head.contains(&format!("\"{kind}\"")));
        let messages = head.contains("\"messages\"") && head.contains("\"date_unixtime\"");
        let account = base_name(file_name).to_lowercase().starts_with("result") && head.contains("Telegram");
        let chats = head.contains("\"chats\"") && head.contains("\"list\"");
        one_chat || messages || account || chats
    }

    fn decode(&self, _file_name: &str, bytes: &[u8]) -> Decoded {
        let mut export = Export::default();
        match Pieces::of_object(fields::without_mark(bytes)) {
            Some(members) => export.read(members),
            None => export.decoded.problem("file", "this is no Telegram export", "Expected Telegram's result.json."),
        }
        export.finished()
    }
}

/// An export while it is read.
#[derive(Default)]
struct Export {
    decoded: Decoded,
    /// Messages about the chat itself (joined, pinned, ...), by action.
    service: BTreeMap<String, usize>,
    unsupported: usize,
    private: usize,
}

/// One chat: what a message needs to know of it.
struct Chat {
    /// `messages` or `chats.list[2].messages`.
    place: String,
    id: Option<String>,
    name: Option<String>,
    is_channel: bool,
}

impl Export {
    fn read(&mut self, members: Pieces<'_>) {
        let mut cut = false;
        let mut lists: Vec<(&str, &[u8])> = Vec::new();
        for member in members.clone() {
            match member {
                Ok((b"chats", value)) => lists.push(("chats", value)),
                Ok((b"left_chats", value)) => lists.push(("left_chats", value)),
                Ok(_) => {}
                Err(_) => cut = true,
            }
        }
        if lists.is_empty() {
            self.chat("", members, false);
        }
        for (name, value) in lists {
            self.list(name, value);
        }
        if cut {
            self.decoded.problem(
                "end of file",
                "the file is cut off or stops being JSON",
                "What stands before was taken. Export the chat again to get the rest.",
            );
        }
    }

    /// `"chats": {"about": ..., "list": [chat, ...]}`
    fn list(&mut self, name: &str, value: &[u8]) {
        let list = Pieces::of_object(value)
            .and_then(|mut members| members.find_map(|member| member.ok().filter(|(key, _)| *key == b"list")))
            .and_then(|(_, list)| Pieces::of_array(list));
        for (index, chat) in list.into_iter().flatten().enumerate() {
            let Ok((_, chat)) = chat else { break };
            let place = format!("{name}.list[{index}]");
            match Pieces::of_object(chat) {
                Some(members) => self.chat(&place, members, true),
                None => self.decoded.problem(place, "this chat is no JSON object", "Export the chat again."),
            }
        }
    }

    fn chat(&mut self, place: &str, members: Pieces<'_>, of_account: bool) {
        let mut about = Map::new();
        let mut messages = None;
        for (key, value) in members.map_while(Result::ok) {
            match key {
                b"messages" => messages = Some(value),
                b"id" | b"name" | b"type" => {
                    if let Ok(value) = serde_json::from_slice(&with_valid_escapes(value)) {
                        about.insert(String::from_utf8_lossy(key).into_owned(), value);
                    }
                }
                _ => {}
            }
        }
        let kind = fields::text(&about, "type").unwrap_or_default();
        if of_account && PRIVATE.contains(&kind) {
            self.private += 1;
            return;
        }
        let Some(messages) = messages.and_then(Pieces::of_array) else {
            self.decoded.problem(
                if place.is_empty() { "file" } else { place },
                "no messages were found",
                "Export again with the format \"Machine-readable JSON\" and the messages chosen.",
            );
            return;
        };
        let dot = if place.is_empty() { "" } else { "." };
        let chat = Chat {
            place: format!("{place}{dot}messages"),
            id: fields::id(&about, "id"),
            name: fields::text(&about, "name").map(str::to_owned),
            is_channel: kind.ends_with("_channel"),
        };
        for (index, message) in messages.map_while(Result::ok).enumerate() {
            self.message(&chat, format!("{}[{index}]", chat.place), message.1);
        }
    }

    fn message(&mut self, chat: &Chat, place: String, bytes: &[u8]) {
        let message = match serde_json::from_slice::<Value>(&with_valid_escapes(bytes)) {
            Ok(Value::Object(message)) => message,
            Ok(_) => {
                return self.decoded.problem(place, "this message is no JSON object", "The others were taken.");
            }
            Err(error) => {
                return self.decoded.problem(
                    place,
                    format!("this message is not valid JSON: {error}"),
                    "The others were taken. Export the chat again to get this one.",
                );
            }
        };
        match fields::text(&message, "type") {
            Some("message") | None => {
                let post = self.post(chat, &place, message);
                self.decoded.posts.push(post);
            }
            Some("service") => {
                let action = fields::text(&message, "action").unwrap_or("other");
                *self.service.entry(action.chars().take(40).collect()).or_default() += 1;
            }
            Some(_) => self.unsupported += 1,
        }
    }

    fn post(&mut self, chat: &Chat, place: &str, message: Map<String, Value>) -> PostRecord {
        let mut post = PostRecord::new("telegram", Value::Null);
        post.native_id = chat.id.as_ref().zip(fields::id(&message, "id")).map(|(chat, id)| format!("{chat}/{id}"));
        post.source = SourceRecord {
            handle: None,
            name: fields::text(&message, "from").map(str::to_owned),
            native_id: fields::id(&message, "from_id"),
        };
        if chat.is_channel {
            // A channel speaks in its own name unless a message says otherwise.
            let channel = chat.id.as_ref().map(|id| format!("channel{id}"));
            if post.source.native_id.is_none() {
                post.source.native_id.clone_from(&channel);
            }
            if post.source.name.is_none() && post.source.native_id == channel {
                post.source.name.clone_from(&chat.name);
            }
        }
        post.text = text(&message);
        post.posted = self.when(place, &message, "date_unixtime", "date");
        post.edited = self.when(place, &message, "edited_unixtime", "edited");
        post.reposted_from = fields::text(&message, "forwarded_from")
            .map(str::to_owned)
            .or_else(|| fields::id(&message, "forwarded_from_id"))
            .or_else(|| fields::text(&message, "saved_from").map(str::to_owned));
        post.media = self.media(place, &message);
        post.raw = Value::Object(message);
        post
    }

    /// The time with a zone where the export has it (since 2021), else the exporting computer's local time.
    fn when(&mut self, place: &str, message: &Map<String, Value>, unix: &str, local: &str) -> Option<When> {
        let words = fields::text(message, local);
        if let Some(seconds) = fields::seconds(message, unix)
            && let Some(span) = Span::of_unix_second(seconds).filter(|_| seconds > 0)
        {
            let words = words.map_or_else(|| seconds.to_string(), str::to_owned);
            return Some(span.worded(words, WhenBasis::PlatformStated));
        }
        let words = words?;
        match dates::read(words, None) {
            Some(reading) => Some(reading.span.worded(words, WhenBasis::ExportedLocalTime)),
            None => {
                self.decoded.problem(place, format!("\"{words}\" is no time"), "The post was kept without it.");
                None
            }
        }
    }

    fn media(&mut self, place: &str, message: &Map<String, Value>) -> Vec<MediaRef> {
        if fields::text(message, "media_type") == Some("sticker") {
            return Vec::new();
        }
        let mut media = Vec::new();
        for key in ["photo", "file"] {
            let Some(name) = fields::text(message, key) else { continue };
            if let Some(note) = why_missing(name) {
                let original = fields::text(message, "file_name").and_then(|name| paths::safe_relative(name).ok());
                media.push(MediaRef { name: original.unwrap_or_default(), note: Some(note.to_owned()), url: None });
                continue;
            }
            match paths::safe_relative(name) {
                Ok(name) => media.push(MediaRef { name, note: None, url: None }),
                Err(refusal) => self.decoded.problem(
                    place,
                    format!("media \"{name}\": {refusal}"),
                    "It was left out: an export names only files in its own folder. Ask where this file comes from.",
                ),
            }
        }
        media
    }

    fn finished(mut self) -> Decoded {
        if !self.service.is_empty() {
            let total: usize = self.service.values().sum();
            let mut actions: Vec<(String, usize)> = self.service.into_iter().collect();
            actions.sort_by_key(|(action, count)| (std::cmp::Reverse(*count), action.clone()));
            let named: Vec<String> =
                actions.iter().take(5).map(|(action, count)| format!("{action} {count}")).collect();
            self.decoded.note("messages", format!("{total} service messages were left out ({})", named.join(", ")));
        }
        if self.private > 0 {
            self.decoded.note(
                "chats",
                format!(
                    "{} private chats of the account were left out; to add one of them, export that chat by itself",
                    self.private
                ),
            );
        }
        if self.unsupported > 0 {
            self.decoded.problem(
                "messages",
                format!("{} messages are of kinds that the exporting Telegram did not know", self.unsupported),
                "Update Telegram Desktop and export again.",
            );
        }
        self.decoded.finished()
    }
}

/// The words of a message: a string, or a list of strings and of marked-up pieces.
fn text(message: &Map<String, Value>) -> String {
    let piece = |piece: &Value| match piece {
        Value::String(text) => text.clone(),
        Value::Object(marked) => marked.get("text").and_then(Value::as_str).unwrap_or_default().to_owned(),
        _ => String::new(),
    };
    let whole = |key: &str| match message.get(key) {
        Some(Value::Array(pieces)) => pieces.iter().map(piece).collect(),
        Some(other) => piece(other),
        None => String::new(),
    };
    let text: String = whole("text");
    if text.is_empty() { whole("text_entities") } else { text }
}

/// Telegram puts a sentence in brackets where the name of a file would stand that it did not export.
fn why_missing(name: &str) -> Option<&'static str> {
    if !(name.starts_with("(File") && name.ends_with(')')) {
        return None;
    }
    Some(if name.contains("exceeds") {
        "not included in the export: larger than the limit chosen"
    } else if name.contains("unavailable") {
        "not included in the export: unavailable when it was made"
    } else {
        "not included in the export"
    })
}

#[cfg(test)]
mod tests;
