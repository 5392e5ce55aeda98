//! Feeds: RSS 0.9 to 2.0, Atom, JSON Feed; so also podcasts, channels of video platforms, accounts of the fediverse.
//!
//! An item is a post. A feed names its media by their addresses, so they are fetched, not found beside the file. An item
//! that is no longer in a feed says nothing: feeds show the newest items only. A feed speaks for its own site: an item that
//! leads elsewhere is a post of the feed, not of the page that it points to, and its address stands in the words. Numbers that change by themselves (views,
//! stars) are left out of what is kept of an item, or each look at a feed would find all of it changed.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, PoisonError},
};

use chrono::{DateTime, Utc};
use feed_rs::{
    model::{Entry, Feed, Link, MediaObject, Text},
    parser,
};
use serde_json::{Map, Value};
use url::Url;

use super::{
    Format, dates, fields, links,
    post::{Decoded, MediaRef, PostRecord, SourceRecord},
    shown::{Shown, absolute, shown},
    when::{Span, When, WhenBasis},
};

/// RSS, Atom and JSON Feed.
pub(super) struct Feeds;

impl Format for Feeds {
    fn name(&self) -> &'static str {
        "feed"
    }

    fn recognises(&self, _: &str, head: &[u8]) -> bool {
        let head = String::from_utf8_lossy(fields::without_mark(head));
        let head = head.trim_start();
        let has = |word: &str| head.contains(word);
        match head.as_bytes().first() {
            Some(b'<') => {
                has("<rss")
                    || (has("<feed") && has("http://www.w3.org/2005/Atom"))
                    || (has("<rdf:RDF") && has("http://purl.org/rss/"))
            }
            Some(b'{') => has("https://jsonfeed.org/version/") || has("https:\\/\\/jsonfeed.org\\/version\\/"),
            _ => false,
        }
    }

    fn decode(&self, file_name: &str, bytes: &[u8]) -> Decoded {
        let mut decoded = Decoded::default();
        let times = Times::default();
        let bytes = fields::without_mark(bytes);
        let feed = match times.parse(bytes) {
            Ok(feed) => feed,
            Err(error) => {
                let whole = whole_items(bytes).and_then(|whole| times.parse(&whole).ok());
                let kept = whole.as_ref().map_or(0, |feed| feed.entries.len());
                decoded.problem(
                    "file",
                    format!("this feed breaks off or is not well-formed: {error}; {kept} items before that were read"),
                    "Fetch it again; if it stays so, whoever publishes it can mend it.",
                );
                match whole {
                    Some(feed) => feed,
                    None => return decoded.finished(),
                }
            }
        };
        let site = Site::of(&feed, file_name);
        for (index, entry) in feed.entries.iter().enumerate() {
            match site.post(entry, &times) {
                Some(post) => decoded.posts.push(post),
                None => decoded.problem(
                    format!("item {}", index + 1),
                    "it has neither words, address nor media",
                    "Nothing is lost: there is nothing in it.",
                ),
            }
        }
        decoded.finished()
    }
}

/// A feed that breaks off, up to its last whole item and closed.
fn whole_items(bytes: &[u8]) -> Option<Vec<u8>> {
    let cut = |end: &[u8], closing: &[u8]| {
        let at = bytes.windows(end.len()).rposition(|window| window == end)?;
        Some([&bytes[..at + end.len()], closing].concat())
    };
    cut(b"</item>", b"</channel></rss>").or_else(|| cut(b"</entry>", b"</feed>"))
}

/// The times of a feed as they were written, by the instants that its parser knows them by.
#[derive(Clone, Default)]
struct Times(Arc<Mutex<HashMap<i64, (Span, String)>>>);

impl Times {
    fn parse(&self, bytes: &[u8]) -> Result<Feed, parser::ParseFeedError> {
        let times = self.clone();
        // The parser would give an item without an identifier one of its own, which means nothing elsewhere.
        let builder = parser::Builder::new().sanitize_content(false).id_generator(|_, _, _| String::new());
        builder.timestamp_parser(move |words| times.read(words)).build().parse(bytes)
    }

    fn read(&self, words: &str) -> Option<DateTime<Utc>> {
        let words = words.trim();
        let span = dates::read(words, None)?.span;
        let known = DateTime::from_timestamp_micros(span.earliest)?;
        self.0.lock().unwrap_or_else(PoisonError::into_inner).insert(span.earliest, (span, words.to_owned()));
        Some(known)
    }

    fn when(&self, known: Option<DateTime<Utc>>) -> Option<When> {
        let times = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let (span, words) = times.get(&known?.timestamp_micros())?;
        Some(span.worded(words.clone(), WhenBasis::PlatformStated))
    }
}

/// Of whom a feed is.
struct Site {
    base: Option<Url>,
    name: Option<String>,
    author: Option<String>,
    language: Option<String>,
}

impl Site {
    /// Where it came from is known of a feed that was fetched; of a file only what it says of itself.
    fn of(feed: &Feed, file_name: &str) -> Self {
        let came_from = links::web_address(file_name).or_else(|| address(&feed.links));
        Self {
            base: came_from.and_then(|url| Url::parse(url).ok()),
            name: feed.title.as_ref().map(|title| words(title).words).filter(|name| !name.is_empty()),
            author: feed.authors.first().and_then(|author| author.name.clone()).filter(|name| !name.is_empty()),
            language: feed.language.clone(),
        }
    }

    fn post(&self, entry: &Entry, times: &Times) -> Option<PostRecord> {
        let leads_to = address(&entry.links).and_then(|url| absolute(url, self.base.as_ref()));
        let leads_to = leads_to.and_then(|url| Url::parse(&url).ok());
        let (own, elsewhere) = match leads_to {
            Some(url) if self.is_own(&url) => (Some(url), None),
            url => (None, url),
        };
        let url = own.as_ref().map(Url::to_string);
        let link = url.as_deref().and_then(links::read);
        let host = own.as_ref().or(self.base.as_ref()).and_then(|url| url.host_str().map(str::to_owned));
        let base = own.as_ref().or(elsewhere.as_ref()).or(self.base.as_ref());
        let (mut text, in_text) = self.text(entry, base);
        if let Some(elsewhere) = &elsewhere {
            text = [text.as_str(), elsewhere.as_str()].join("\n").trim_start().to_owned();
        }
        let media = media(entry, in_text, base);
        if url.is_none() && text.is_empty() && media.is_empty() {
            return None;
        }
        let platform = link.as_ref().map_or("web", |link| link.platform);
        let posted = times.when(entry.published).or_else(|| times.when(entry.updated));
        let edited = times.when(entry.updated).filter(|edited| Some(edited) != posted.as_ref());
        let mut post = PostRecord::new(platform, raw(entry, &text, posted.as_ref(), edited.as_ref(), &media));
        let own = (!entry.id.is_empty()).then(|| match &host {
            // What identifies an item does so within its site only.
            Some(host) if !entry.id.contains(host.as_str()) => format!("{host}/{}", entry.id),
            _ => entry.id.clone(),
        });
        post.source = self.source(entry, platform, host.as_deref(), link.as_ref().and_then(|link| link.handle.clone()));
        post.native_id = link.and_then(|link| link.native_id).or(own);
        post.url = url;
        post.text = text;
        post.language = entry.language.clone().or_else(|| self.language.clone());
        post.posted = posted;
        post.edited = edited;
        post.media = media;
        Some(post)
    }

    /// Whether an address is of the site that speaks: the same host, or one within the other.
    fn is_own(&self, url: &Url) -> bool {
        let bare = |url: &Url| url.host_str().map(|host| host.strip_prefix("www.").unwrap_or(host).to_owned());
        let (Some(own), Some(other)) = (self.base.as_ref().and_then(bare), bare(url)) else { return false };
        let within = |inner: &str, outer: &str| inner.strip_suffix(outer).is_some_and(|rest| rest.ends_with('.'));
        own == other || within(&own, &other) || within(&other, &own)
    }

    /// On the open web a name is somebody's only within a site.
    fn source(&self, entry: &Entry, platform: &str, host: Option<&str>, handle: Option<String>) -> SourceRecord {
        let author = entry.authors.first();
        let person = author
            .and_then(|author| author.name.clone())
            .filter(|name| !name.is_empty())
            .or_else(|| self.author.clone());
        let channel = author.and_then(|author| author.uri.as_deref()?.split_once("/channel/"));
        let native_id = match (platform, host, &person) {
            ("youtube", ..) => channel.map(|(_, channel)| channel.trim_end_matches('/').to_owned()),
            ("web", Some(host), Some(person)) => Some(format!("{host}/{}", person.to_lowercase())),
            ("web", Some(host), None) => Some(host.to_owned()),
            _ => None,
        };
        let name = person.or_else(|| self.name.clone()).or_else(|| host.map(str::to_owned));
        SourceRecord { handle, name, native_id }
    }

    /// Title and words, each once; and what media stand among the words.
    fn text(&self, entry: &Entry, base: Option<&Url>) -> (String, Vec<String>) {
        let title = entry.title.as_ref().map(|title| words(title).words).unwrap_or_default();
        let described = entry.media.iter().find_map(|media| media.description.as_ref());
        let body = match (entry.content.as_ref().and_then(|content| content.body.as_deref()), &entry.summary) {
            (Some(body), _) => shown(body, base),
            (None, Some(summary)) => shown(&summary.content, base),
            (None, None) => described.map(|text| shown(&text.content, base)).unwrap_or_default(),
        };
        let text = match (title.as_str(), body.words.as_str()) {
            ("", words) => words.to_owned(),
            (title, words) if words.starts_with(title.trim_end_matches('…')) => words.to_owned(),
            (title, "") => title.to_owned(),
            (title, words) => format!("{title}\n\n{words}"),
        };
        (text, body.media)
    }
}

/// The address of the page itself.
fn address(links: &[Link]) -> Option<&str> {
    let page = |link: &&Link| {
        link.rel.as_deref().is_none_or(|rel| rel == "alternate") && !is_media(link.media_type.as_deref(), false)
    };
    links.iter().find(page).and_then(|link| links::web_address(&link.href))
}

/// Whether something of this kind is shown or heard; `unsaid` where no kind is given.
fn is_media(kind: Option<&str>, unsaid: bool) -> bool {
    kind.map_or(unsaid, |kind| ["image/", "video/", "audio/"].iter().any(|of| kind.starts_with(of)))
}

fn words(text: &Text) -> Shown {
    shown(&text.content, None)
}

/// What the item gives as media, then what stands in its words; a preview only where there is nothing else.
fn media(entry: &Entry, in_text: Vec<String>, base: Option<&Url>) -> Vec<MediaRef> {
    let given = entry.media.iter().flat_map(|media| &media.content);
    let given = given.filter(|content| {
        let kind = content.content_type.as_ref().map(ToString::to_string);
        is_media(kind.as_deref(), true)
    });
    let enclosed = entry.links.iter().filter(|link| is_media(link.media_type.as_deref(), false));
    let mut addresses: Vec<String> =
        given.filter_map(|content| absolute(content.url.as_ref()?.as_str(), base)).collect();
    addresses.extend(enclosed.filter_map(|link| absolute(&link.href, base)));
    addresses.extend(in_text);
    if addresses.is_empty() {
        let previews = |media: &MediaObject| media.thumbnails.first().map(|preview| preview.image.uri.clone());
        addresses.extend(entry.media.iter().filter_map(previews).filter_map(|address| absolute(&address, base)));
    }
    let mut seen = std::collections::HashSet::new();
    addresses.retain(|address| seen.insert(address.clone()));
    addresses.into_iter().map(|url| MediaRef { url: Some(url), ..MediaRef::default() }).collect()
}

/// The item in its own words, without what changes by itself. The parser keeps no piece of the file as it stood.
fn raw(entry: &Entry, text: &str, posted: Option<&When>, edited: Option<&When>, media: &[MediaRef]) -> Value {
    let mut raw = Map::new();
    let mut put = |key: &str, value: Option<&str>| {
        if let Some(value) = value.filter(|value| !value.is_empty()) {
            raw.insert(key.to_owned(), value.into());
        }
    };
    put("id", Some(&entry.id));
    put("link", address(&entry.links));
    put("title", entry.title.as_ref().map(|title| title.content.as_str()));
    put("content", entry.content.as_ref().and_then(|content| content.body.as_deref()));
    put("summary", entry.summary.as_ref().map(|summary| summary.content.as_str()));
    put("text", Some(text));
    put("author", entry.authors.first().and_then(|author| author.name.as_deref()));
    put("published", posted.map(|when| when.words.as_str()));
    put("updated", edited.map(|when| when.words.as_str()));
    let media: Vec<&str> = media.iter().filter_map(|media| media.url.as_deref()).collect();
    raw.insert("media".to_owned(), media.into());
    Value::Object(raw)
}

#[cfg(test)]
mod tests;
