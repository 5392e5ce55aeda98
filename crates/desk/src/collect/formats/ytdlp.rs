//! yt-dlp's description of a download (`clip.info.json` beside `clip.mp4`).
//!
//! Three traps are avoided here. For a page of no known platform ("generic") yt-dlp's time is the
//! server's Last-Modified, so it is not taken as the time of posting. A time of exactly midnight UTC
//! comes from sites that tell only the day, so it lasts a day. And on sites without titles yt-dlp
//! makes one up, so there the author's words are the description alone.

use serde_json::{Map, Value};

use super::post::{Decoded, MediaRef, PostRecord, SourceRecord};
use super::when::{SECOND, Span, When, WhenBasis};
use super::{Format, base_name, dates, fields, has_extension, links, paths};

/// End of the name of yt-dlp's description files.
const SUFFIX: &str = ".info.json";

/// Platforms whose posts have no title of their own.
const UNTITLED: &[&str] = &["x", "tiktok", "instagram", "facebook", "telegram", "bluesky", "threads", "snapchat"];

/// Files beside the media that are not the media, by how their names go on after the common stem.
const COMPANIONS: &[&str] = &[
    ".json",
    ".description",
    ".jpg",
    ".jpeg",
    ".png",
    ".webp",
    ".vtt",
    ".srt",
    ".ass",
    ".lrc",
    ".ttml",
    ".part",
    ".ytdl",
    ".temp",
    ".html",
    ".url",
    ".webloc",
    ".desktop",
];

/// yt-dlp `*.info.json`, also the output of `yt-dlp -J`.
pub(super) struct YtDlp;

impl Format for YtDlp {
    fn name(&self) -> &'static str {
        "yt-dlp description"
    }

    fn recognises(&self, file_name: &str, head: &[u8]) -> bool {
        let object = fields::without_mark(head).trim_ascii_start().starts_with(b"{");
        let says_so = || {
            let head = String::from_utf8_lossy(head);
            head.contains("\"extractor_key\"") || (head.contains("\"formats\"") && head.contains("\"format_id\""))
        };
        object && (has_extension(file_name, &[SUFFIX]) || (has_extension(file_name, &[".json"]) && says_so()))
    }

    fn decode(&self, file_name: &str, bytes: &[u8]) -> Decoded {
        let mut decoded = Decoded::default();
        match serde_json::from_slice::<Value>(fields::without_mark(bytes)) {
            Ok(Value::Object(info)) => read(file_name, "file", info, &mut decoded),
            Ok(Value::Null) => {
                decoded.problem("file", "yt-dlp wrote \"null\": the download failed", "Download it again.")
            }
            Ok(_) => decoded.problem("file", "this is no yt-dlp description", "Expected one JSON object."),
            Err(error) => decoded.problem(
                "file",
                format!("not valid JSON: {error}"),
                "It may be cut off; download it again with --write-info-json.",
            ),
        }
        decoded.finished()
    }
}

/// Which of the files in the same folder is the media that the description `info_name` belongs to:
/// the one that has the same stem and is no picture, subtitle or other companion. For when the name
/// in [`MediaRef`] is not there, because yt-dlp merged streams into another container.
pub fn media_beside<'a>(info_name: &str, siblings: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let stem = stem(info_name)?;
    siblings
        .into_iter()
        .filter(|name| {
            base_name(name).strip_prefix(stem).is_some_and(|rest| {
                let rest = rest.to_lowercase();
                rest.starts_with('.') && !COMPANIONS.iter().any(|companion| rest.ends_with(companion))
            })
        })
        .min_by_key(|name| name.len())
}

/// `folder/clip.info.json` gives `clip`.
fn stem(info_name: &str) -> Option<&str> {
    base_name(info_name).strip_suffix(SUFFIX).filter(|stem| !stem.is_empty())
}

fn read(file_name: &str, place: &str, info: Map<String, Value>, decoded: &mut Decoded) {
    if matches!(fields::text(&info, "_type"), Some("playlist" | "multi_video")) {
        return read_list(file_name, &info, decoded);
    }
    if ["id", "webpage_url", "title", "extractor"].iter().all(|key| !info.contains_key(*key)) {
        return decoded.problem(
            place,
            "this is no yt-dlp description: it has neither id, address nor title",
            "If it describes posts in another way, turn it into a CSV or JSON Lines file (doc/import.md).",
        );
    }
    let url = ["webpage_url", "original_url"].iter().find_map(|key| links::web_address(fields::text(&info, key)?));
    let link = url.and_then(links::read);
    let extractor =
        fields::text(&info, "extractor").or_else(|| fields::text(&info, "extractor_key")).unwrap_or_default();
    let extractor = extractor.split(':').next().unwrap_or_default().to_lowercase();
    let generic = matches!(extractor.as_str(), "generic" | "html5" | "html5mediaembed" | "");
    let platform = match (&link, generic) {
        (Some(link), _) if link.platform != "web" => link.platform.to_owned(),
        (_, false) => links::platform_name(&extractor),
        (Some(_), true) => "web".to_owned(),
        (None, true) => "unknown".to_owned(),
    };

    let mut post = PostRecord::new(&platform, Value::Null);
    post.native_id = link.and_then(|link| link.native_id);
    if post.native_id.is_none() && !generic {
        post.native_id = fields::id(&info, "id");
    }
    post.url = url.map(str::to_owned);
    post.source = source(&platform, &info);
    post.text = text(&platform, &info);
    post.language = fields::text(&info, "language").map(str::to_owned);
    post.posted =
        posted(generic, place, &info, decoded).or_else(|| links::time_in_id(&platform, post.native_id.as_deref()?));
    if !generic {
        post.edited = fields::seconds(&info, "modified_timestamp").and_then(platform_second);
    }
    post.media = media(file_name, place, &info, decoded).into_iter().collect();
    post.raw = Value::Object(info);
    decoded.posts.push(post);
}

/// `yt-dlp -J` of a channel holds its videos; a channel's own `.info.json` holds none.
fn read_list(file_name: &str, list: &Map<String, Value>, decoded: &mut Decoded) {
    let entries = list.get("entries").and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default();
    if entries.is_empty() {
        return decoded.note("file", "describes a channel or playlist, not a post; each video has its own description");
    }
    for (index, entry) in entries.iter().enumerate() {
        let place = format!("entries[{index}]");
        match entry {
            // JSON nests at most 128 deep, so lists of lists end.
            Value::Object(info) => read(file_name, &place, info.clone(), decoded),
            _ => decoded.problem(place, "yt-dlp could not read this video", "Download it again by itself."),
        }
    }
}

/// Account names sit in different fields on different platforms.
fn source(platform: &str, info: &Map<String, Value>) -> SourceRecord {
    let text = |key| fields::text(info, key).map(|text| text.trim_start_matches('@').to_owned());
    let is_number = |id: &String| id.bytes().all(|byte| byte.is_ascii_digit());
    match platform {
        "instagram" => {
            SourceRecord { handle: text("channel"), name: text("uploader"), native_id: fields::id(info, "uploader_id") }
        }
        "tiktok" => SourceRecord {
            handle: text("uploader"),
            name: text("channel").or_else(|| text("creator")),
            native_id: fields::id(info, "uploader_id").filter(is_number).or_else(|| fields::id(info, "channel_id")),
        },
        _ => SourceRecord {
            handle: text("uploader_id").filter(|id| !is_number(id)),
            name: text("uploader").or_else(|| text("channel")).or_else(|| text("creator")),
            native_id: fields::id(info, "channel_id").or_else(|| fields::id(info, "uploader_id").filter(is_number)),
        },
    }
}

fn text(platform: &str, info: &Map<String, Value>) -> String {
    let title = fields::text(info, "fulltitle").or_else(|| fields::text(info, "title"));
    let description = fields::text(info, "description");
    match (title, description) {
        (_, Some(description)) if UNTITLED.contains(&platform) => description.to_owned(),
        (Some(title), Some(description)) if !description.starts_with(title) => format!("{title}\n\n{description}"),
        (title, description) => description.or(title).unwrap_or_default().to_owned(),
    }
}

fn posted(generic: bool, place: &str, info: &Map<String, Value>, decoded: &mut Decoded) -> Option<When> {
    let timestamp = fields::seconds(info, "timestamp");
    let day = fields::text(info, "upload_date");
    if generic {
        if timestamp.is_some() || day.is_some() {
            decoded.note(
                place,
                "the time is not taken as the time of posting: on a page of no known platform yt-dlp gives the file's Last-Modified",
            );
        }
        return None;
    }
    if let Some(when) = timestamp.and_then(platform_second) {
        return Some(when);
    }
    let words = day?;
    // Sites that tell a day seldom tell in which zone.
    match dates::read(words, None) {
        Some(reading) if words.len() == 8 => Some(reading.span.worded(words, WhenBasis::PlatformStated)),
        _ => {
            decoded.problem(
                place,
                format!("upload_date \"{words}\" is no date"),
                "It was left out; the post was kept.",
            );
            None
        }
    }
}

/// A second since 1970; exactly midnight is a day whose hour was not told.
fn platform_second(seconds: i64) -> Option<When> {
    const DAY: i64 = 86_400;
    if seconds <= 0 {
        return None;
    }
    let mut span = Span::of_unix_second(seconds)?;
    if seconds % DAY == 0 {
        span.latest = span.earliest + (DAY * SECOND - 1);
    }
    Some(span.worded(seconds.to_string(), WhenBasis::PlatformStated))
}

/// The downloaded file: the description's stem with the extension of the download, since people
/// rename both together; else the name under which it was downloaded.
fn media(file_name: &str, place: &str, info: &Map<String, Value>, decoded: &mut Decoded) -> Option<MediaRef> {
    let downloaded = ["_filename", "filename"].iter().find_map(|key| fields::text(info, key)).map(base_name);
    let extension = fields::text(info, "ext").or_else(|| Some(downloaded?.rsplit_once('.')?.1));
    let name = match (stem(file_name), extension, downloaded) {
        (Some(stem), Some(extension), _) => format!("{stem}.{extension}"),
        (None, _, Some(downloaded)) => downloaded.to_owned(),
        _ => return None,
    };
    let url = fields::text(info, "url").and_then(links::web_address).map(str::to_owned);
    match paths::safe_relative(&name) {
        Ok(name) => Some(MediaRef { name, note: None, url }),
        Err(refusal) => {
            decoded.problem(place, format!("media \"{name}\": {refusal}"), "Add the video file itself.");
            None
        }
    }
}

#[cfg(test)]
mod tests;
