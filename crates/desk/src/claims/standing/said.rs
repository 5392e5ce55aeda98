//! What was said of an incident or a claim, as it was recorded. Nothing of it ever changes, so what was read is kept, and
//! only what came since is read again.

use std::{cmp::Reverse, collections::HashSet, sync::Arc};

use serde::{Deserialize, Deserializer};

use super::About;
use crate::{
    args, blocking,
    claims::{
        assertion::{SaidIn, Stance},
        origins::Text,
    },
    error::{Error, Result},
    store::Db,
};

/// One assertion; on a post, with the post as it was last seen. Read from an array with these members.
#[derive(Debug, Deserialize)]
pub(super) struct Row {
    pub id: String,
    pub claim: String,
    pub source: String,
    pub stance: Stance,
    pub said_latest: Option<i64>,
    pub said_in_kind: SaidIn,
    pub said_in: String,
    /// Of the whole post, else those quoted.
    #[serde(deserialize_with = "text")]
    pub text: Arc<Text>,
    pub reposted_from: Option<String>,
    pub via: Option<String>,
    pub by_whom: String,
    pub seq: i64,
    /// Number of the event by which the post was seen so.
    observed: Option<i64>,
}

fn text<'de, D: Deserializer<'de>>(from: D) -> std::result::Result<Arc<Text>, D::Error> {
    String::deserialize(from).map(|words| Arc::new(words.into()))
}

/// The words on a claim in a row; one on a post as often as the post was seen.
const ROWS: &str = "
    SELECT {pack}s.id, s.claim, s.source, s.stance, s.said_latest, s.said_in_kind, s.said_in,
           COALESCE(NULLIF(o.text, ''), s.words), o.reposted_from, s.via, s.by_whom, s.seq, o.seq{/pack}
    FROM claim AS c JOIN assertion AS s ON s.claim = c.id
      LEFT JOIN observation AS o ON s.said_in_kind = 'post' AND o.post_id = s.said_in
    WHERE (c.incident = $1 OR c.id = $2) AND ";

/// Of every second claim.
const HALF: &str = "c.number % 2 = $3 GROUP BY c.id";

/// What was recorded after an event, and what was said in posts that were seen again after it.
const SINCE: &str = "s.id IN (
      SELECT n.id FROM claim AS k JOIN assertion AS n ON n.claim = k.id AND n.seq > $3
      WHERE k.incident = $1 OR k.id = $2
      UNION SELECT n.id FROM event AS e JOIN assertion AS n ON n.said_in = SUBSTR(e.object, 6)
      WHERE e.seq > $3 AND e.act = 'observed')
    GROUP BY c.id";

/// Everything that was said until an event, amended or not, in the order in which it was recorded.
#[derive(Debug, Default)]
pub(super) struct Said {
    rows: Vec<Arc<Row>>,
    /// Number of an event; everything until then is in it.
    until: i64,
}

impl Said {
    pub fn until(&self) -> i64 {
        self.until
    }

    pub fn rows(&self) -> &[Arc<Row>] {
        &self.rows
    }

    /// With what was recorded since, for the same question; `until` is the number of an event that is recorded by now.
    pub async fn and_since(&self, db: &Db, about: About<'_>, until: i64) -> Result<Self> {
        let (incident, claim) = about.identifiers();
        let some = async |which: &str, of: i64| -> Result<Vec<Row>> {
            let sql = db.packing(&[ROWS, which].concat());
            let packed: Vec<(String,)> = db.all(sql, args![incident, claim, of]).await?;
            blocking(move || unpacked(&packed)).await?
        };
        let mut rows = self.rows.clone();
        let mut add = |some: Vec<Row>| rows.extend(some.into_iter().map(Arc::new));
        if self.until == 0 {
            // Half of the claims on each of two connections.
            let (one, other) = tokio::try_join!(some(HALF, 0), some(HALF, 1))?;
            add(one);
            add(other);
        } else {
            add(some(SINCE, self.until).await?);
        }
        // Of a post that was seen several times, as it was last seen.
        rows.sort_by_key(|row| (row.seq, Reverse(row.observed)));
        rows.dedup_by(|later, first| later.id == first.id);
        Ok(Self { rows, until })
    }
}

fn unpacked(packed: &[(String,)]) -> Result<Vec<Row>> {
    let mut rows = Vec::new();
    for (some,) in packed {
        let some: Vec<Row> = serde_json::from_str(some)
            .map_err(|error| Error::Damaged { object: "an assertion".into(), what: error.to_string() })?;
        rows.extend(some);
    }
    Ok(rows)
}

/// What was amended: whole lists, which are short. Asked for each word, it would be half of the work.
pub(super) struct Amended {
    assertions: HashSet<String>,
    claims: HashSet<String>,
}

impl Amended {
    pub async fn load(db: &Db) -> Result<Self> {
        let objects: Vec<(String,)> = db
            .all("SELECT object FROM amendment WHERE object LIKE 'assertion:%' OR object LIKE 'claim:%'", args![])
            .await?;
        let of = |kind: &str| {
            let ids = objects.iter().filter_map(|(object,)| object.strip_prefix(kind));
            ids.map(str::to_owned).collect()
        };
        Ok(Self { assertions: of("assertion:"), claims: of("claim:") })
    }

    /// Whether a word or its claim was amended.
    pub fn touch(&self, row: &Row) -> bool {
        self.assertions.contains(&row.id) || self.claims.contains(&row.claim)
    }
}
