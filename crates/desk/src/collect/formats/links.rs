//! What the address of a post tells without asking anyone: platform, account, id, and the time built into some ids.

use url::Url;

use super::when::{SECOND, Span, When, WhenBasis};

/// Hosts (with everything below them) and the name of their platform.
const PLATFORMS: &[(&str, &str)] = &[
    ("t.me", "telegram"),
    ("telegram.me", "telegram"),
    ("youtube.com", "youtube"),
    ("youtu.be", "youtube"),
    ("x.com", "x"),
    ("twitter.com", "x"),
    ("tiktok.com", "tiktok"),
    ("instagram.com", "instagram"),
    ("facebook.com", "facebook"),
    ("fb.watch", "facebook"),
    ("vk.com", "vk"),
    ("vk.ru", "vk"),
    ("vkvideo.ru", "vk"),
    ("ok.ru", "ok"),
    ("bsky.app", "bluesky"),
    ("threads.net", "threads"),
    ("threads.com", "threads"),
    ("reddit.com", "reddit"),
    ("rutube.ru", "rutube"),
    ("rumble.com", "rumble"),
    ("vimeo.com", "vimeo"),
    ("dailymotion.com", "dailymotion"),
    ("bilibili.com", "bilibili"),
    ("weibo.com", "weibo"),
    ("linkedin.com", "linkedin"),
    ("snapchat.com", "snapchat"),
    ("truthsocial.com", "truthsocial"),
];

/// What an address tells.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Link {
    /// As in [`super::PostRecord::platform`]; "web" when the host is none of the known platforms.
    pub(super) platform: &'static str,
    pub(super) native_id: Option<String>,
    /// Account name without `@`.
    pub(super) handle: Option<String>,
}

/// The text when it is an `http` or `https` address, trimmed and otherwise as written.
pub(super) fn web_address(text: &str) -> Option<&str> {
    let text = text.trim();
    let url = Url::parse(text).ok()?;
    (matches!(url.scheme(), "http" | "https") && url.has_host()).then_some(text)
}

/// What an address tells; nothing when it is no `http` or `https` address.
pub(super) fn read(address: &str) -> Option<Link> {
    let url = Url::parse(web_address(address)?).ok()?;
    let host = url.host_str()?.to_lowercase();
    let platform = PLATFORMS
        .iter()
        .find(|(known, _)| host.strip_suffix(known).is_some_and(|rest| rest.is_empty() || rest.ends_with('.')))
        .map_or("web", |(_, platform)| platform);
    let parts: Vec<&str> = url.path_segments()?.filter(|part| !part.is_empty()).collect();
    let (native_id, handle) = match (platform, parts.as_slice()) {
        ("x", [handle, "status" | "statuses", id, ..]) => (digits(id), (*handle != "i").then_some(*handle)),
        ("tiktok", [handle, "video" | "photo", id, ..]) => (digits(id), handle.strip_prefix('@')),
        ("youtube", ["shorts" | "live" | "embed", id, ..]) => (Some((*id).to_owned()), None),
        ("youtube", ["watch"]) => (url.query_pairs().find(|(key, _)| key == "v").map(|(_, id)| id.into_owned()), None),
        ("youtube", [id]) if host.ends_with("youtu.be") => (Some((*id).to_owned()), None),
        ("telegram", ["c", chat, id, ..]) => {
            (digits(chat).zip(digits(id)).map(|(chat, id)| format!("{chat}/{id}")), None)
        }
        ("telegram", ["s", handle, ..]) => (None, Some(*handle)),
        ("telegram", [handle, id, ..]) if digits(id).is_some() => (None, Some(*handle)),
        ("instagram", ["p" | "reel" | "tv", id, ..]) => (Some((*id).to_owned()), None),
        ("instagram", [handle, "p" | "reel", id, ..]) => (Some((*id).to_owned()), Some(*handle)),
        ("bluesky", ["profile", handle, "post", id, ..]) => (Some((*id).to_owned()), Some(*handle)),
        ("threads", [handle, "post", id, ..]) => (Some((*id).to_owned()), handle.strip_prefix('@')),
        _ => (None, None),
    };
    Some(Link { platform, native_id, handle: handle.map(str::to_owned) })
}

fn digits(text: &str) -> Option<String> {
    (!text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit())).then(|| text.to_owned())
}

/// One spelling for a platform's name: lower case, one word, "x" for Twitter.
pub(super) fn platform_name(name: &str) -> String {
    let plain: String = name.to_lowercase().chars().filter(|letter| letter.is_alphanumeric()).collect();
    match plain.as_str() {
        "" => "unknown",
        "twitter" | "xtwitter" | "xcom" => "x",
        "vkontakte" => "vk",
        "bsky" => "bluesky",
        "fb" => "facebook",
        "ig" => "instagram",
        "yt" => "youtube",
        "odnoklassniki" => "ok",
        other => other,
    }
    .to_owned()
}

/// The moment that X and TikTok build into the ids of posts: X in milliseconds since 2010-11-04T01:42:54.657Z
/// above the low 22 bits (snowflake), TikTok in seconds since 1970 above the low 32 bits.
pub(super) fn time_in_id(platform: &str, native_id: &str) -> Option<When> {
    const SNOWFLAKE_EPOCH: i64 = 1_288_834_974_657;
    // The first snowflakes; smaller ids were counted one by one and hold no time.
    const FIRST_SNOWFLAKE: i64 = 29_700_859_247;
    // TikTok, then Musical.ly, began in 2014.
    const FIRST_TIKTOK_SECOND: i64 = 1_388_534_400;
    let id: i64 = native_id.parse().ok()?;
    let span = match platform {
        "x" if id >= FIRST_SNOWFLAKE => {
            let earliest = ((id >> 22) + SNOWFLAKE_EPOCH) * 1000;
            Span { earliest, latest: earliest + 999 }
        }
        "tiktok" if id >> 32 >= FIRST_TIKTOK_SECOND => {
            let earliest = (id >> 32) * SECOND;
            Span { earliest, latest: earliest + (SECOND - 1) }
        }
        _ => return None,
    };
    Some(span.worded(native_id, WhenBasis::DerivedFromId))
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

    use super::*;

    #[test]
    fn addresses_of_posts_give_platform_account_and_id() {
        let cases = [
            (
                "https://x.com/harbour/status/1859000000000000000?s=20",
                "x",
                Some("1859000000000000000"),
                Some("harbour"),
            ),
            ("https://mobile.twitter.com/harbour/status/12", "x", Some("12"), Some("harbour")),
            ("https://www.youtube.com/watch?v=abcDEF_-123&t=4", "youtube", Some("abcDEF_-123"), None),
            ("https://youtu.be/abcDEF_-123", "youtube", Some("abcDEF_-123"), None),
            ("https://t.me/harbour/12", "telegram", None, Some("harbour")),
            ("https://t.me/c/1000000001/12", "telegram", Some("1000000001/12"), None),
            (
                "https://www.tiktok.com/@harbour/video/7300000000000000000",
                "tiktok",
                Some("7300000000000000000"),
                Some("harbour"),
            ),
            ("https://example.org/a", "web", None, None),
            ("https://notx.com/a/status/1", "web", None, None),
        ];
        for (address, platform, id, handle) in cases {
            let link = read(address).unwrap();
            assert_eq!(
                (link.platform, link.native_id.as_deref(), link.handle.as_deref()),
                (platform, id, handle),
                "{address}"
            );
        }
    }

    #[test]
    fn only_web_addresses_are_addresses() {
        for text in ["", "javascript:alert(1)", "file:///etc/passwd", "clip.mp4", "C:\\clip.mp4", "data:text/html,x"] {
            assert_eq!(web_address(text), None, "{text}");
        }
    }

    #[test]
    fn ids_of_x_and_tiktok_tell_their_moment() {
        let when = time_in_id("x", "1541815603606036480").unwrap();
        assert_eq!(when.earliest, 1_656_432_460_105_000);
        assert_eq!(time_in_id("x", "20"), None);
        let id = (1_700_000_000_i64 << 32) + 77;
        assert_eq!(time_in_id("tiktok", &id.to_string()).unwrap().earliest, 1_700_000_000_000_000);
        assert_eq!(time_in_id("youtube", "1541815603606036480"), None);
    }
}
