//! RSS 2.0.

use std::collections::BTreeMap;

use rss::{
    Channel, Guid, Item,
    extension::atom::{AtomExtension, Link},
};

use super::{
    Edition,
    feed::{feed, rfc2822},
    unwritable,
};
use crate::error::Result;

pub(super) fn render(editions: &[Edition]) -> Result<Vec<u8>> {
    let (head, entries) = feed(editions);
    let item = |entry: super::feed::Entry| {
        let mut item = Item::default();
        let mut guid = Guid::default();
        guid.set_permalink(false);
        guid.set_value(entry.id);
        item.set_guid(guid);
        item.set_title(entry.title);
        item.set_link(entry.url);
        item.set_description(entry.summary);
        item.set_pub_date(rfc2822(&entry.updated));
        item
    };
    let mut channel = Channel::default();
    channel.set_title(head.title.clone());
    channel.set_description(format!("{} · {}", head.title, head.publisher));
    channel.set_language(head.language);
    channel.set_copyright(Some(head.licence).filter(|terms| !terms.trim().is_empty()));
    channel.set_last_build_date(rfc2822(&head.updated));
    // A feed says where it is (RSS Advisory Board, best practices profile).
    let own = Link {
        href: format!("{}/rss", head.url),
        rel: "self".into(),
        mime_type: Some("application/rss+xml".into()),
        ..Link::default()
    };
    channel.set_atom_ext(AtomExtension { links: vec![own] });
    channel.set_namespaces(BTreeMap::from([("atom".to_owned(), "http://www.w3.org/2005/Atom".to_owned())]));
    channel.set_link(head.url);
    channel.set_items(entries.into_iter().map(item).collect::<Vec<_>>());
    channel.pretty_write_to(Vec::new(), b' ', 2).map_err(unwritable)
}
