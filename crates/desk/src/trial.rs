//! Desks for the tests of this crate: empty, in a folder of their own, with a clock that steps.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::sync::Arc;

use crate::{Config, Desk, clock::SteppingClock, intake};

/// An open desk; its folder goes with it.
pub(crate) struct Trial {
    pub desk: Desk,
    _folder: tempfile::TempDir,
}

impl std::ops::Deref for Trial {
    type Target = Desk;
    fn deref(&self) -> &Desk {
        &self.desk
    }
}

/// An empty desk on SQLite.
pub(crate) async fn desk() -> Trial {
    let folder = tempfile::tempdir().unwrap();
    let mut config = Config::new(folder.path().join("data"), sandbox::Sandbox::new());
    config.clock = Arc::new(SteppingClock::new(1_772_000_000_000_000));
    Trial { desk: Desk::open(config).await.unwrap(), _folder: folder }
}

impl Trial {
    /// Keeps posts, each `(handle, words, "2026-03-02T07:58:03Z")`; returns their identifiers in the same order.
    pub async fn posts(&self, posts: &[(&str, &str, &str)]) -> Vec<String> {
        let lines: String = posts
            .iter()
            .enumerate()
            .map(|(number, (handle, text, posted))| {
                let id = format!("{handle}-{number}");
                serde_json::json!({
                    "firsthand": "post/1", "platform": "mastodon", "id": id, "source": { "handle": handle }, "text": text,
                    "posted": { "earliest": posted, "words": posted, "basis": "platform" },
                })
                .to_string()
                    + "\n"
            })
            .collect();
        intake::paste(&self.desk, "posts.jsonl", &lines, &|_| {}).await.unwrap();
        let mut ids = Vec::new();
        for (number, (handle, _, _)) in posts.iter().enumerate() {
            let key = format!("mastodon/{handle}-{number}");
            let row: Option<(String,)> =
                self.db.first("SELECT id FROM post WHERE key = $1", crate::args![key]).await.unwrap();
            ids.push(row.unwrap().0);
        }
        ids
    }
}
