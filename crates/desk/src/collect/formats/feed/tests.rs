#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use super::*;

const RSS: &str = r#"<?xml version="1.0"?><rss version="2.0" xmlns:media="http://search.yahoo.com/mrss/" xmlns:content="http://purl.org/rss/1.0/modules/content/"><channel>
<title>Aldermere Courier</title><link>https://courier.example/</link><language>en</language>
<item><title>The river rose</title><link>https://courier.example/1</link><guid isPermaLink="false">n-1</guid>
  <pubDate>Mon, 02 Mar 2026 07:30:00 +0100</pubDate><author>mara@courier.example (Mara)</author>
  <content:encoded><![CDATA[<p>It stands at <b>four</b> metres.</p><img src="/river.jpg">]]></content:encoded>
  <enclosure url="https://courier.example/river.mp4" type="video/mp4" length="10"/></item>
<item><title>Second</title><link>https://courier.example/2</link><description>Words &amp;amp; more</description></item>
</channel></rss>"#;

const ATOM: &str = r#"<feed xmlns="http://www.w3.org/2005/Atom" xmlns:yt="http://www.youtube.com/xml/schemas/2015" xmlns:media="http://search.yahoo.com/mrss/">
<title>Wend Valley</title><link rel="alternate" href="https://www.youtube.com/channel/UCwend"/><author><name>Wend Valley</name><uri>https://www.youtube.com/channel/UCwend</uri></author>
<entry><id>yt:video:abc123</id><yt:videoId>abc123</yt:videoId><title>The footbridge</title><link rel="alternate" href="https://www.youtube.com/watch?v=abc123"/>
<author><name>Wend Valley</name><uri>https://www.youtube.com/channel/UCwend</uri></author>
<published>2026-03-02T07:58:00+00:00</published><updated>2026-03-03T09:00:00+00:00</updated>
<media:group><media:title>The footbridge</media:title><media:content url="https://www.youtube.com/v/abc123?version=3" type="application/x-shockwave-flash" width="640" height="390"/>
<media:thumbnail url="https://i.ytimg.com/vi/abc123/hqdefault.jpg" width="480" height="360"/><media:description>Filmed from the left bank</media:description>
<media:community><media:starRating count="7" average="5.00" min="1" max="5"/><media:statistics views="VIEWS"/></media:community></media:group></entry></feed>"#;

const JSON: &str = r#"{"version":"https://jsonfeed.org/version/1.1","title":"Heron log","home_page_url":"https://heron.example/","items":[
{"id":"7","url":"https://heron.example/7","content_text":"A heron on the quay","date_published":"2026-03-02","attachments":[{"url":"https://heron.example/7.jpg","mime_type":"image/jpeg"}]}]}"#;

fn decoded(text: &str) -> Decoded {
    assert!(Feeds.recognises("feed", text.as_bytes()), "{text}");
    Feeds.decode("feed", text.as_bytes())
}

fn urls(post: &PostRecord) -> Vec<&str> {
    post.media.iter().filter_map(|media| media.url.as_deref()).collect()
}

#[test]
fn an_item_is_a_post_with_its_words_times_and_media() {
    let found = decoded(RSS);
    assert!(found.problems.is_empty(), "{:?}", found.problems);
    let post = &found.posts[0];
    assert_eq!((post.platform.as_str(), post.native_id.as_deref()), ("web", Some("courier.example/n-1")));
    assert_eq!(post.url.as_deref(), Some("https://courier.example/1"));
    assert_eq!(post.text, "The river rose\n\nIt stands at four metres.");
    assert_eq!(post.language.as_deref(), Some("en"));
    let posted = post.posted.as_ref().unwrap();
    assert_eq!(posted.words, "Mon, 02 Mar 2026 07:30:00 +0100");
    assert_eq!(posted.earliest, 1_772_433_000_000_000);
    assert_eq!(urls(post), ["https://courier.example/river.mp4", "https://courier.example/river.jpg"]);
    assert!(post.source.native_id.as_deref().unwrap().starts_with("courier.example/"), "{:?}", post.source);
    assert_eq!(found.posts[1].text, "Second\n\nWords & more");
    assert_eq!(found.posts[1].source.name.as_deref(), Some("Aldermere Courier"));
}

#[test]
fn a_video_of_a_channel_has_the_platform_s_own_identifiers_and_no_passing_numbers() {
    let found = decoded(ATOM);
    let post = &found.posts[0];
    assert_eq!((post.platform.as_str(), post.native_id.as_deref()), ("youtube", Some("abc123")));
    assert_eq!(post.source.native_id.as_deref(), Some("UCwend"));
    assert_eq!(post.text, "The footbridge\n\nFilmed from the left bank");
    assert_eq!(post.edited.as_ref().map(|when| when.words.as_str()), Some("2026-03-03T09:00:00+00:00"));
    assert_eq!(urls(post), ["https://i.ytimg.com/vi/abc123/hqdefault.jpg"]);
    assert_eq!(found.posts, decoded(&ATOM.replace("VIEWS", "7")).posts);
    assert_eq!(found.posts, decoded(&ATOM.replace("VIEWS", "8")).posts);
}

#[test]
fn a_json_feed_with_a_day_only_spans_that_day_everywhere() {
    let found = decoded(JSON);
    let post = &found.posts[0];
    assert_eq!(post.native_id.as_deref(), Some("heron.example/7"));
    let posted = post.posted.as_ref().unwrap();
    assert!(posted.latest - posted.earliest > 24 * 3_600_000_000, "{posted:?}");
    assert_eq!(urls(post), ["https://heron.example/7.jpg"]);
}

#[test]
fn a_feed_that_breaks_off_gives_its_whole_items_and_says_so() {
    let cut = RSS.find("<item><title>Second").unwrap() + 20;
    let found = decoded(&RSS[..cut]);
    assert_eq!(found.posts.len(), 1);
    assert_eq!(found.posts[0].url.as_deref(), Some("https://courier.example/1"));
    assert!(found.problems[0].what.contains("1 items before that were read"), "{:?}", found.problems);
    let broken = decoded("<rss version=\"2.0\"><channel><item>");
    assert!(broken.posts.is_empty() && broken.problems.len() == 1);
}

#[test]
fn a_feed_speaks_for_nobody_but_its_own_site() {
    let claims = r#"<rss version="2.0"><channel><title>Links</title><link>https://x.com/</link>
        <item><guid>9</guid><title>Look at this</title><link>https://x.com/mara/status/1541815603606036480</link></item></channel></rss>"#;
    let post = Feeds.decode("https://links.example/feed.xml", claims.as_bytes()).posts.remove(0);
    assert_eq!((post.platform.as_str(), post.native_id.as_deref()), ("web", Some("links.example/9")));
    assert_eq!((post.url, post.source.handle), (None, None));
    assert_eq!(post.source.native_id.as_deref(), Some("links.example"));
    assert_eq!(post.text, "Look at this\nhttps://x.com/mara/status/1541815603606036480");
    // A part of a site is the site; a name that only ends alike is not.
    let of = |feed: &str| Feeds.decode(feed, RSS.as_bytes()).posts.remove(0).url;
    assert!(of("https://feeds.courier.example/rss").is_some() && of("https://www.courier.example/rss").is_some());
    assert!(of("https://notcourier.example/rss").is_none());
}

#[test]
fn two_sites_with_an_author_of_one_name_are_two_sources() {
    let other = decoded(&RSS.replace("courier.example", "gazette.example"));
    assert_ne!(decoded(RSS).posts[0].source, other.posts[0].source);
}

#[test]
fn entities_that_grow_without_bound_are_not_expanded() {
    let bomb = "<!DOCTYPE rss [<!ENTITY a \"aaaaaaaaaa\"><!ENTITY b \"&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;\"><!ENTITY c \"&b;&b;&b;&b;&b;&b;&b;&b;&b;&b;\">]>\
        <rss version=\"2.0\"><channel><title>x</title><item><title>&c;</title><link>https://a.example/</link></item></channel></rss>";
    let found = decoded(bomb);
    assert!(found.posts.iter().all(|post| post.text.len() < 100), "{found:?}");
}

#[test]
fn a_page_or_another_description_is_no_feed() {
    for other in ["<html><body><feed></body></html>", "<feed>", "{\"version\":1}", "", "id,link\n", "<svg xmlns='x'/>"]
    {
        assert!(!Feeds.recognises("feed.xml", other.as_bytes()), "{other}");
    }
}
