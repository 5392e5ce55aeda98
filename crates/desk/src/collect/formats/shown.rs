//! What a piece of HTML shows: its words, and the addresses of its pictures, videos and sound.

use ego_tree::iter::Edge;
use scraper::{ElementRef, Html, Node};
use url::Url;

/// Longer pieces are read up to here; bytes.
const LONGEST: usize = 512 * 1024;
/// Deeper than this nothing is shown by any browser.
const DEEPEST: usize = 400;

/// What is shown.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Shown {
    /// A line for each paragraph, list item, row.
    pub(super) words: String,
    /// Web addresses of media, each once, in the order in which they stand.
    pub(super) media: Vec<String>,
}

/// Reads a piece of HTML; addresses in it are meant from `base`.
pub(super) fn shown(html: &str, base: Option<&Url>) -> Shown {
    let mut end = html.len().min(LONGEST);
    while !html.is_char_boundary(end) {
        end -= 1;
    }
    let html = &html[..end];
    if is_too_deep(html) {
        // A tree of it would take time in proportion to its depth squared.
        return Shown::default();
    }
    let tree = Html::parse_fragment(html);
    let mut shown = Shown::default();
    let mut hidden = 0_usize;
    for edge in tree.root_element().traverse() {
        match edge {
            Edge::Open(node) => match node.value() {
                Node::Text(text) if hidden == 0 => add(&mut shown.words, text),
                Node::Element(element) => {
                    hidden += usize::from(is_hidden(element.name()));
                    if let (0, Some(element)) = (hidden, ElementRef::wrap(node)) {
                        breaks(&mut shown.words, element.value().name());
                        media(element, base, &mut shown.media);
                    }
                }
                _ => {}
            },
            Edge::Close(node) => {
                if let Node::Element(element) = node.value() {
                    hidden -= usize::from(is_hidden(element.name()));
                    if hidden == 0 && element.name() != "br" {
                        breaks(&mut shown.words, element.name());
                    }
                }
            }
        }
    }
    shown.words.truncate(shown.words.trim_end().len());
    shown
}

/// Whether more elements may be open at once than anybody writes, counted without regard to what closes what.
fn is_too_deep(html: &str) -> bool {
    let (mut depth, mut deepest) = (0_usize, 0);
    let bytes = html.as_bytes();
    for (at, _) in html.match_indices('<') {
        match bytes.get(at + 1) {
            Some(b'/') => depth = depth.saturating_sub(1),
            Some(letter) if letter.is_ascii_alphabetic() => {
                let rest = &html[at + 1..];
                let name = rest.split(|letter: char| !letter.is_ascii_alphanumeric()).next().unwrap_or_default();
                // What never holds anything, and what the next of its kind ends.
                let alone = ["br", "img", "hr", "wbr", "source", "input", "meta", "link", "p", "li", "td", "tr", "th"];
                if !alone.iter().any(|known| name.eq_ignore_ascii_case(known)) {
                    depth += 1;
                    deepest = deepest.max(depth);
                }
            }
            _ => {}
        }
    }
    deepest > DEEPEST
}

fn is_hidden(element: &str) -> bool {
    matches!(element, "script" | "style" | "noscript" | "template" | "head" | "iframe" | "object" | "svg" | "math")
}

/// Whether an element stands on lines of its own.
fn breaks(words: &mut String, element: &str) {
    let own_lines = matches!(
        element,
        "p" | "br"
            | "div"
            | "li"
            | "ul"
            | "ol"
            | "tr"
            | "table"
            | "blockquote"
            | "pre"
            | "hr"
            | "section"
            | "article"
            | "figure"
            | "figcaption"
            | "h1"
            | "h2"
            | "h3"
            | "h4"
            | "h5"
            | "h6"
            | "dt"
            | "dd"
            | "header"
            | "footer"
    );
    if own_lines && !words.is_empty() && !words.ends_with('\n') {
        words.truncate(words.trim_end_matches(' ').len());
        words.push('\n');
    }
}

/// With one space between words, whatever stood there.
fn add(words: &mut String, text: &str) {
    let space = |words: &mut String| {
        if !words.is_empty() && !words.ends_with([' ', '\n']) {
            words.push(' ');
        }
    };
    if text.starts_with(char::is_whitespace) {
        space(words);
    }
    for (at, word) in text.split_whitespace().enumerate() {
        if at > 0 {
            space(words);
        }
        words.push_str(word);
    }
    if text.ends_with(char::is_whitespace) && !text.trim().is_empty() {
        space(words);
    }
}

fn media(element: ElementRef<'_>, base: Option<&Url>, found: &mut Vec<String>) {
    let value = element.value();
    let address = match value.name() {
        // Of several sizes the last, which is the largest where people keep to the custom.
        "img" | "source" => {
            let sizes = value.attr("srcset").and_then(|sizes| sizes.split(',').next_back());
            let largest = sizes.and_then(|size| size.split_whitespace().next());
            value.attr("src").filter(|_| largest.is_none()).or(largest).or(value.attr("src"))
        }
        "video" | "audio" => value.attr("src"),
        _ => None,
    };
    if let Some(address) = address.and_then(|address| absolute(address, base))
        && !found.contains(&address)
        && found.len() < 200
    {
        found.push(address);
    }
}

/// The web address that is meant.
pub(super) fn absolute(address: &str, base: Option<&Url>) -> Option<String> {
    let url = match base {
        Some(base) => base.join(address.trim()).ok()?,
        None => Url::parse(address.trim()).ok()?,
    };
    (matches!(url.scheme(), "http" | "https") && url.has_host()).then(|| url.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(html: &str) -> String {
        shown(html, None).words
    }

    #[test]
    fn words_stand_as_a_reader_sees_them() {
        assert_eq!(
            words("<p>The  river\n rose.</p><p>The <b>bridge</b> held&nbsp;&amp; holds.</p>"),
            "The river rose.\nThe bridge held & holds."
        );
        assert_eq!(words("one<br>two<script>three</script><style>x{}</style><li>four"), "one\ntwo\nfour");
        assert_eq!(words("1 &lt; 2 &#x41;"), "1 < 2 A");
        assert_eq!(words("<p>unclosed <i>and <b>crossed</i> over</b>"), "unclosed and crossed over");
    }

    #[test]
    fn media_are_found_by_their_whole_addresses_each_once() {
        let base = Url::parse("https://town.example/news/").ok();
        let html = r#"<img src="/a.jpg"><img src="/a.jpg"><img srcset="s.jpg 100w, l.jpg 900w" src="s.jpg">
            <video src="v.mp4"><source src="https://cdn.example/w.webm"></video><img src="data:image/png;base64,AA"><img>"#;
        let expected = [
            "https://town.example/a.jpg",
            "https://town.example/news/l.jpg",
            "https://town.example/news/v.mp4",
            "https://cdn.example/w.webm",
        ];
        assert_eq!(shown(html, base.as_ref()).media, expected);
    }

    #[test]
    fn hostile_nesting_takes_no_time() {
        for piece in ["<div>", "<b>", "<a href=x>", "<table><tr><td>", "<font>", "<p><b>"] {
            let html = piece.repeat(LONGEST / piece.len());
            let start = std::time::Instant::now();
            shown(&html, None);
            assert!(start.elapsed().as_secs() < 10, "{piece}");
        }
    }
}
