//! WhatsApp's "Export chat": `_chat.txt` of an iPhone, `WhatsApp Chat with NAME.txt` of an Android phone.
//!
//! The text has no time zone, its date order follows the telephone's language, and its marks are
//! translated. So the order is worked out from the whole file, attachments are known by the form of
//! their mark rather than by its words, and every time is an interval.

mod header;
mod marks;
mod order;

use serde_json::json;

use self::header::Header;
use self::marks::{Body, Missing};
use self::order::Order;
use super::post::{Decoded, MediaRef, PostRecord, SourceRecord};
use super::when::{SECOND, Span, When, WhenBasis};
use super::{Format, base_name, encoding, has_extension, paths};

/// WhatsApp lets people edit a message for this long, in microseconds.
const EDITABLE: i64 = 15 * 60 * SECOND;

/// WhatsApp chat export.
pub(super) struct WhatsApp;

impl Format for WhatsApp {
    fn name(&self) -> &'static str {
        "WhatsApp chat export"
    }

    fn recognises(&self, file_name: &str, head: &[u8]) -> bool {
        if !has_extension(file_name, &[".txt"]) {
            return false;
        }
        let name = base_name(file_name).to_lowercase();
        let head = encoding::read(head);
        let headers = head.text.lines().take(50).filter(|line| Header::read(line).is_some()).count();
        headers > 1 || (headers == 1 && (name.ends_with("_chat.txt") || name.contains("whatsapp")))
    }

    fn decode(&self, _file_name: &str, bytes: &[u8]) -> Decoded {
        let mut decoded = Decoded::default();
        let text = encoding::read(bytes);
        if text.damaged {
            decoded.problem(
                "file",
                format!("some bytes mean nothing in {}; they are shown as \u{fffd}", text.encoding),
                "Send the file again as it came from the telephone, not opened and saved in between.",
            );
        }
        let messages = messages(&text.text, &mut decoded);
        let order = Order::of(&messages, &mut decoded);
        let mut system = 0_usize;
        for message in &messages {
            match post(message, order, &mut decoded) {
                Some(post) => decoded.posts.push(post),
                None => system += 1,
            }
        }
        if system > 0 {
            decoded.note(
                "file",
                format!("{system} lines written by WhatsApp itself were left out (joined, encrypted, ...)"),
            );
        }
        decoded.finished()
    }
}

/// One message: its header and everything up to the next one.
struct Message<'a> {
    /// Number of its first line, from 1.
    line: usize,
    header: Header<'a>,
    /// Nothing for what WhatsApp itself says on Android.
    author: Option<&'a str>,
    /// What was said, later lines included.
    text: &'a str,
    /// All its lines as they stand.
    whole: &'a str,
}

/// Cuts the file at lines that begin like the first message does.
fn messages<'a>(text: &'a str, decoded: &mut Decoded) -> Vec<Message<'a>> {
    let mut found: Vec<(usize, usize, Header<'a>)> = Vec::new();
    let mut stray = 0_usize;
    let mut at = 0;
    for (index, ended) in text.split_inclusive('\n').enumerate() {
        let style = found.first().map(|(_, _, first)| first.style);
        match Header::read(ended.trim_end()).filter(|header| style.is_none_or(|style| style == header.style)) {
            Some(header) => found.push((index + 1, at, header)),
            None => stray += usize::from(found.is_empty() && !ended.trim().is_empty()),
        }
        at += ended.len();
    }
    if found.is_empty() {
        decoded.problem(
            "file",
            "no line begins with a date, a time and a name as WhatsApp writes them",
            "Use WhatsApp's own \"Export chat\" and add the file unchanged.",
        );
    } else if stray > 0 {
        decoded.problem(
            "line 1",
            format!("{stray} lines before the first message belong to none"),
            "They were left out.",
        );
    }
    let ends: Vec<usize> = found.iter().skip(1).map(|(_, start, _)| *start).chain([text.len()]).collect();
    found
        .into_iter()
        .zip(ends)
        .map(|((line, start, header), end)| {
            let whole = text[start..end].trim_end_matches(['\n', '\r']);
            let (author, said) = author(&whole[header.length.min(whole.len())..]);
            Message { line, header, author, text: said, whole }
        })
        .collect()
}

/// Splits "Name: words". What WhatsApp itself says on Android has no name; a quotation mark in the
/// "name" means a sentence such as: Anna changed the subject to "a: b".
fn author(said: &str) -> (Option<&str>, &str) {
    let first = said.lines().next().unwrap_or_default();
    let name = first.split_once(": ").map(|(name, _)| name).or_else(|| first.trim_end().strip_suffix(':'));
    match name.filter(|name| !name.is_empty() && !name.contains(['"', '“', '”', '«'])) {
        Some(name) => (Some(name), said[name.len() + 1..].trim_start_matches(' ')),
        None => (None, said),
    }
}

/// The record of a message; nothing for what WhatsApp itself says.
fn post(message: &Message<'_>, order: Order, decoded: &mut Decoded) -> Option<PostRecord> {
    let author = message.author?;
    let body = Body::read(message.text, message.header.style);
    if body.system {
        return None;
    }
    let place = format!("line {}", message.line);
    let mut post = PostRecord::new("whatsapp", json!({ "line": message.line, "text": message.whole }));
    post.source = source(author);
    post.text = body.text;
    post.deleted = body.deleted;
    post.posted = posted(message, order);
    if post.posted.is_none() {
        decoded.problem(&place, format!("\"{}\" is no date", message.header.words), "The message was kept without it.");
    }
    if let (Some(words), Some(posted)) = (body.edited, &post.posted) {
        post.edited = Some(When { latest: posted.latest.saturating_add(EDITABLE), words, ..posted.clone() });
    }
    for name in body.attached {
        match paths::safe_relative(&name) {
            Ok(name) => post.media.push(MediaRef { name, note: None, url: None }),
            Err(refusal) => decoded.problem(
                &place,
                format!("media \"{name}\": {refusal}"),
                "It was left out: an export names only files in its own folder. Ask where this file comes from.",
            ),
        }
    }
    if let Some(missing) = body.missing {
        let note = match missing {
            Missing::Omitted(words) => format!("not included in the export (\"{words}\")"),
            Missing::ViewOnce => {
                "not included in the export: media that could be seen once, or was not loaded".to_owned()
            }
        };
        post.media.push(MediaRef { name: String::new(), note: Some(note), url: None });
    }
    Some(post)
}

/// A saved contact's name, a "~ name" that people gave themselves, or a telephone number.
fn source(author: &str) -> SourceRecord {
    let plain: String = author
        .chars()
        .filter(|letter| !marks::is_direction_mark(*letter))
        .map(|letter| if letter.is_whitespace() { ' ' } else { letter })
        .collect();
    let plain = plain.trim_start_matches(['~', ' ']).trim_end().to_owned();
    let digits = plain.chars().filter(char::is_ascii_digit).count();
    let is_number = digits >= 6 && plain.chars().all(|letter| letter.is_ascii_digit() || "+ -().".contains(letter));
    let (handle, name) = if is_number { (Some(plain), None) } else { (None, Some(plain)) };
    SourceRecord { handle, name, native_id: None }
}

fn posted(message: &Message<'_>, order: Order) -> Option<When> {
    let header = &message.header;
    let length = if header.has_seconds { SECOND } else { 60 * SECOND };
    order
        .dates(header)
        .into_iter()
        .filter_map(|date| Span::of_utc(date.to_datetime(header.time), length))
        .reduce(Span::hull)
        .map(|span| span.in_any_zone().worded(header.words, WhenBasis::ExportedLocalTime))
}

#[cfg(test)]
mod tests;
