//! The posts that carry the sample footage: accounts, words and times of people who do not exist.

use serde_json::json;

use super::talk::TALK;

/// One post with its files.
pub struct Post {
    pub platform: &'static str,
    pub id: &'static str,
    pub handle: &'static str,
    pub name: &'static str,
    /// RFC 3339, as the platform states it.
    pub posted: &'static str,
    pub text: &'static str,
    pub media: &'static [&'static str],
    pub reposted_from: Option<&'static str>,
}

/// In no particular order, as posts reach a desk. A file of the case that is not named here came without a post.
pub const POSTS: &[Post] = &[
    Post {
        platform: "mastodon",
        id: "109001",
        handle: "breaking_wend",
        name: "Breaking Wend Valley",
        posted: "2026-09-14T06:12:40Z",
        text: "BREAKING: the river burst its banks an hour ago. Share before they delete it!",
        media: &["breaking-river.mp4"],
        reposted_from: None,
    },
    Post {
        platform: "peertube",
        id: "k7Qd2",
        handle: "ilse.walks",
        name: "Ilse walks",
        posted: "2026-03-02T07:58:03Z",
        text: "The footbridge at Alder Lane this morning. Water nearly up to the boards, nobody is crossing.",
        media: &["alder-lane-footbridge.mp4"],
        reposted_from: None,
    },
    Post {
        platform: "telegram",
        id: "wendvalleynews/881",
        handle: "wendvalleynews",
        name: "Wend Valley News",
        posted: "2026-09-14T08:30:00Z",
        text: "Readers send us these pictures of the flood.",
        media: &["from-a-reader.mp4"],
        reposted_from: None,
    },
    Post {
        platform: "youtube",
        id: "yr2026wend",
        handle: "TheValleyChannel",
        name: "The Valley Channel",
        posted: "2026-10-30T18:00:00Z",
        text: "Our year in pictures: market, flood and quay.",
        media: &["year-in-pictures.mp4"],
        reposted_from: None,
    },
    Post {
        platform: "mastodon",
        id: "104377",
        handle: "quay_window",
        name: "A window on the quay",
        posted: "2026-04-05T11:20:15Z",
        text: "The milk comes at eleven, every day.",
        media: &["quay-street.mp4"],
        reposted_from: None,
    },
    Post {
        platform: "mastodon",
        id: "104391",
        handle: "speedwatch",
        name: "Speed Watch Quay Street",
        posted: "2026-04-06T16:02:51Z",
        text: "Look how fast they race through our street!",
        media: &["trucks-race-here.mp4"],
        reposted_from: None,
    },
    Post {
        platform: "peertube",
        id: "m0Xe9",
        handle: "ilse.walks",
        name: "Ilse walks",
        posted: "2026-05-19T15:41:00Z",
        text: "Another footbridge, two valleys on. Same spring, same brown water.",
        media: &["another-footbridge.mp4"],
        reposted_from: None,
    },
    Post {
        platform: "pixelfed",
        id: "5512",
        handle: "birds.of.wend",
        name: "Birds of the Wend",
        posted: "2025-11-23T09:05:00Z",
        text: "Grey heron at the mill pond.",
        media: &["heron-mill-pond.jpg"],
        reposted_from: None,
    },
    Post {
        platform: "mastodon",
        id: "108813",
        handle: "rarebirdalert",
        name: "Rare Bird Alert",
        posted: "2026-06-01T05:44:10Z",
        text: "Escaped from the zoo this morning, do not approach.",
        media: &["escaped-this-morning.jpg"],
        reposted_from: None,
    },
    Post {
        platform: "telegram",
        id: "wendvalleynews/640",
        handle: "wendvalleynews",
        name: "Wend Valley News",
        posted: "2026-06-02T10:00:00Z",
        text: "The runaway bird has been seen again, this time on the other shore.",
        media: &["seen-again.jpg"],
        reposted_from: None,
    },
    Post {
        platform: "pixelfed",
        id: "5790",
        handle: "aldermere.market",
        name: "Aldermere market",
        posted: "2026-04-18T08:15:30Z",
        text: "Saturday. Come early, the plums go fast.",
        media: &["saturday-market.jpg"],
        reposted_from: None,
    },
    Post {
        platform: "mastodon",
        id: "107002",
        handle: "emptyshelves",
        name: "Empty Shelves",
        posted: "2026-07-11T12:00:00Z",
        text: "The last market before it closes for ever, a reader says.",
        media: &["last-market.jpg"],
        reposted_from: None,
    },
    Post {
        platform: "pixelfed",
        id: "5904",
        handle: "aldermere.market",
        name: "Aldermere market",
        posted: "2026-05-16T08:20:00Z",
        text: "Saturday again.",
        media: &["market-in-may.jpg"],
        reposted_from: None,
    },
    Post {
        platform: "unknown",
        id: "a-31",
        handle: "قناة النهر",
        name: "قناة النهر",
        posted: "2026-09-15T20:10:00Z",
        text: "صورة من الجسر بعد الفيضان",
        media: &["bridge-photo.jpg"],
        reposted_from: None,
    },
];

/// The posts as Firsthand's own JSON Lines, which `doc/import.md` specifies.
pub fn to_json_lines() -> String {
    POSTS.iter().chain(TALK).map(|post| post.to_json() + "\n").collect()
}

impl Post {
    fn to_json(&self) -> String {
        let address = format!("https://{}.example/{}/{}", self.platform, self.handle.replace(' ', "-"), self.id);
        json!({
            "firsthand": "post/1",
            "platform": self.platform,
            "id": self.id,
            "url": address,
            "source": { "handle": self.handle, "name": self.name },
            "text": self.text,
            "posted": { "earliest": self.posted, "words": self.posted, "basis": "platform" },
            "media": self.media,
            "reposted_from": self.reposted_from,
        })
        .to_string()
    }
}
