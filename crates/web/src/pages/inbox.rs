//! The inbox: what came in, newest first, text before pictures.

use askama::Template;
use axum::extract::{Query, State};
use axum::response::Response;
use desk::Desk;
use desk::views::{self, InboxPage, InboxQuery};

use super::chrome::Chrome;
use super::html;
use crate::failure::Failure;

#[derive(Template)]
#[template(path = "inbox/page.html")]
struct Page {
    chrome: Chrome,
    page: InboxPage,
    kinds: &'static [Kind],
    tabs: Vec<Tab>,
    filtered: bool,
    newest: Option<String>,
    older: Option<String>,
}

struct Kind {
    value: &'static str,
    name: &'static str,
}

const KINDS: [Kind; 6] = [
    Kind { value: "", name: "All kinds" },
    Kind { value: "photo", name: "Photos" },
    Kind { value: "video", name: "Videos" },
    Kind { value: "sound", name: "Sound" },
    Kind { value: "document", name: "Documents" },
    Kind { value: "other", name: "Other files" },
];

struct Tab {
    name: &'static str,
    href: String,
    count: i64,
    current: bool,
}

/// `GET /`
pub async fn show(
    State(desk): State<Desk>,
    chrome: Chrome,
    Query(query): Query<InboxQuery>,
) -> Result<Response, Failure> {
    let page = views::inbox(&desk, query).await?;
    html(&Page::of(chrome, page))
}

impl Page {
    fn of(chrome: Chrome, page: InboxPage) -> Self {
        let query = &page.query;
        let tab = |name, show: &str, count| {
            let to = InboxQuery { show: show.to_owned(), before: None, ..query.clone() };
            Tab { name, href: address(&to), count, current: query.show == show }
        };
        let mut tabs = vec![
            tab("Everything", "", page.counts.all),
            tab("Seen before", "yes", page.counts.seen),
            tab("Not described", "undescribed", page.counts.undescribed),
        ];
        if page.counts.trouble > 0 || query.show == "trouble" {
            tabs.push(tab("Could not be read", "trouble", page.counts.trouble));
        }
        let at = |before| address(&InboxQuery { before, ..query.clone() });
        Self {
            kinds: &KINDS,
            tabs,
            filtered: *query != InboxQuery::default(),
            newest: query.before.map(|_| at(None)),
            older: page.next.map(|before| at(Some(before))),
            chrome,
            page,
        }
    }
}

/// The inbox's address with this state; only what differs from the default is in it.
fn address(query: &InboxQuery) -> String {
    let mut form = url::form_urlencoded::Serializer::new(String::new());
    for (name, value) in [("text", &query.text), ("kind", &query.kind), ("show", &query.show)] {
        if !value.is_empty() {
            form.append_pair(name, value);
        }
    }
    if let Some(before) = query.before {
        form.append_pair("before", &before.to_string());
    }
    match form.finish() {
        query if query.is_empty() => "/".to_owned(),
        query => format!("/?{query}"),
    }
}
