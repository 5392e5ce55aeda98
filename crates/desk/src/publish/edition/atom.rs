//! Atom (RFC 4287).

use atom_syndication::{Entry, Feed, FixedDateTime, Link, Person, Text};

use super::{Edition, feed::feed, unwritable};
use crate::error::Result;

pub(super) fn render(editions: &[Edition]) -> Result<Vec<u8>> {
    let (head, entries) = feed(editions);
    let person = Person { name: head.publisher, ..Person::default() };
    let link = |href: String, rel: &str, mime: &str| Link {
        href,
        rel: rel.into(),
        mime_type: Some(mime.into()),
        ..Link::default()
    };
    let mut feed = Feed {
        title: Text::plain(head.title),
        updated: time(&head.updated)?,
        authors: vec![person],
        links: vec![
            link(format!("{}/atom", head.url), "self", "application/atom+xml"),
            link(head.url.clone(), "alternate", "text/html"),
        ],
        rights: Some(head.licence).filter(|terms| !terms.trim().is_empty()).map(Text::plain),
        lang: Some(head.language),
        id: head.url,
        ..Feed::default()
    };
    for entry in entries {
        feed.entries.push(Entry {
            id: entry.id,
            title: Text::plain(entry.title),
            updated: time(&entry.updated)?,
            published: Some(time(&entry.published)?),
            links: vec![link(entry.url, "alternate", "text/html")],
            summary: Some(Text::plain(entry.summary)),
            ..Entry::default()
        });
    }
    feed.write_to(Vec::new()).map_err(unwritable)
}

fn time(utc: &str) -> Result<FixedDateTime> {
    utc.parse().map_err(unwritable)
}
