//! What the desk knows of the originals, as tables: JSON for programs, the same as CSV for spreadsheets.

use std::{
    collections::{BTreeMap, BTreeSet},
    io::Write as _,
};

use serde_json::{Value, json};

use super::{
    Absent, Exported, Original,
    bag::{Bag, BagFile},
    select::Selection,
    text::unwritable,
    veiled::{Veiled, WORDS},
};
use crate::{
    Desk, args,
    clock::rfc3339,
    error::{Error, Result},
    ids::FootageRef,
    monitor::Monitor,
    publish::edition::harmless,
    views::{self, FootagePage, MatchRow},
};

const MEDIA: &[&str] = &[
    "sha256", "file", "why_not", "footage", "name", "kind", "mime", "size", "width", "height", "duration", "received",
    "severity", "places",
];
const POSTS: &[&str] = &[
    "post",
    "platform",
    "native_id",
    "url",
    "source",
    "source_name",
    "source_native_id",
    "seen",
    "text",
    "language",
    "posted_earliest",
    "posted_latest",
    "posted_words",
    "posted_basis",
    "edited",
    "reposted_from",
    "format",
    "event",
    "media",
];
const APPEARANCES: &[&str] = &[
    "footage",
    "earliest_known",
    "sha256",
    "name",
    "not_before",
    "not_after",
    "words",
    "basis",
    "platform",
    "source",
    "url",
    "post",
    "shown",
    "part",
];
const MATCHES: &[&str] = &[
    "relation",
    "query",
    "query_name",
    "reference",
    "reference_name",
    "score",
    "same_scene",
    "state",
    "decided",
    "sentence",
    "segments",
];
const INCIDENTS: &[&str] = &["incident", "title", "happened", "place", "claims", "footage"];
const CLAIMS: &[&str] = &[
    "incident",
    "claim",
    "sentence",
    "accused",
    "stance",
    "source",
    "words",
    "language",
    "translation",
    "said",
    "said_in",
    "place",
    "basis",
    "via",
    "grade",
    "outdated",
    "by_accused",
    "recorded_by",
    "recorded",
];

/// The source of words whose identity is sealed.
const SEALED: &str = "a sealed source";

/// Everything that the tables are made of.
pub(super) struct Tables<'a> {
    pub desk: &'a Desk,
    pub selection: &'a Selection,
    pub veiled: &'a Veiled,
    pub originals: &'a BTreeMap<String, Original>,
    pub exported: &'a mut Exported,
    pub monitor: &'a dyn Monitor,
}

/// What the tables tell of: custody events of these are in the bag.
#[derive(Debug, Default)]
pub(super) struct Told {
    /// Of these also what stands behind the commitments.
    pub open: BTreeSet<String>,
    /// Of these only the events.
    pub closed: BTreeSet<String>,
}

impl Tables<'_> {
    pub(super) async fn write(&mut self, bag: &mut Bag) -> Result<Told> {
        let mut told = Told::default();
        self.media(bag, &mut told).await?;
        let sealed = self.posts(bag, &mut told).await?;
        self.footage(bag, &sealed).await?;
        if !self.selection.incidents.is_empty() {
            self.incidents(bag, &mut told).await?;
        }
        Ok(told)
    }

    fn going_on(&self) -> Result<()> {
        if self.monitor.cancelled() { Err(Error::Cancelled) } else { Ok(()) }
    }

    /// Whether the original stays at the desk on purpose; its name may tell as much as its bytes.
    fn withheld(&self, sha256: &str) -> bool {
        self.originals.get(sha256).is_some_and(|original| original.withheld)
    }

    async fn media(&self, bag: &mut Bag, told: &mut Told) -> Result<()> {
        let mut table = Table::new(bag, "media", MEDIA)?;
        self.monitor.begin("writing what is known of them", Some(self.originals.len() as u64));
        for (place, (sha256, original)) in self.originals.iter().enumerate() {
            self.going_on()?;
            let row = views::medium(self.desk, sha256).await?;
            let footage = views::footage_of(self.desk, sha256).await?;
            let withheld = self.withheld(sha256);
            let mut value = json!({
                "sha256": sha256, "file": original.file, "why_not": original.why_not, "footage": footage,
                "kind": row.kind, "mime": row.mime, "size": row.size,
            });
            if !withheld {
                let more = json!({
                    "name": row.name, "places": row.places, "width": row.width, "height": row.height,
                    "duration": row.duration, "received": row.received.utc, "severity": row.severity,
                    "trouble": row.trouble, "metadata": row.metadata,
                });
                extend(&mut value, more);
            }
            let object = format!("media:{sha256}");
            if withheld {
                told.closed.insert(object)
            } else {
                told.open.insert(object)
            };
            table.row(&self.veiled.without(value))?;
            self.monitor.progress(place as u64 + 1);
        }
        table.close(bag)
    }

    /// Writes every different content that each post was seen with; gives the posts of sealed sources, which are left out.
    async fn posts(&mut self, bag: &mut Bag, told: &mut Told) -> Result<BTreeSet<String>> {
        let mut table = Table::new(bag, "posts", POSTS)?;
        let mut sealed = BTreeSet::new();
        for id in &self.selection.posts {
            self.going_on()?;
            let row: Option<Posted> = self.desk.db.first(POSTED, args![id]).await?;
            let Some(post) = row else { continue };
            if self.veiled.sealed(&post.source_id) {
                self.exported
                    .withheld
                    .push(Absent { what: format!("post {id}"), why: "it is by a sealed source".into() });
                sealed.insert(id.clone());
                continue;
            }
            let media: Vec<(String, Option<String>, Option<String>)> = self
                .desk
                .db
                .all("SELECT name, sha256, url FROM post_media WHERE post_id = $1 ORDER BY position", args![id])
                .await?;
            let media: Vec<Value> = media
                .into_iter()
                .map(|(name, sha256, url)| json!({"name": name, "sha256": sha256, "url": url}))
                .collect();
            for seen in self.desk.db.all::<Seen>(SEEN, args![id]).await? {
                let value = json!({
                    "post": id, "platform": post.platform, "native_id": post.native_id, "url": post.url,
                    "source": post.handle, "source_name": post.name, "source_native_id": post.source_native_id,
                    "seen": rfc3339(seen.seen_at), "text": seen.text, "language": seen.language,
                    "posted_earliest": seen.posted_earliest.map(rfc3339), "posted_latest": seen.posted_latest.map(rfc3339),
                    "posted_words": seen.posted_words, "posted_basis": seen.posted_basis, "edited": seen.edited_words,
                    "reposted_from": seen.reposted_from, "format": seen.format, "event": seen.seq, "media": media,
                });
                table.row(&self.veiled.without(value))?;
            }
            told.open.insert(format!("post:{id}"));
            self.exported.posts += 1;
        }
        table.close(bag)?;
        Ok(sealed)
    }

    async fn footage(&self, bag: &mut Bag, sealed: &BTreeSet<String>) -> Result<()> {
        let mut appearances = Table::new(bag, "appearances", APPEARANCES)?;
        let mut matches = Table::new(bag, "matches", MATCHES)?;
        let around = self.selection.around.values().filter(|footage| !self.selection.footage.contains(footage));
        let all: BTreeSet<FootageRef> = self.selection.footage.iter().chain(around).copied().collect();
        let mut written = BTreeSet::new();
        for footage in all {
            self.going_on()?;
            let page = views::footage(self.desk, footage).await?;
            let whole = self.selection.footage.contains(&footage);
            self.appearances(&page, whole, sealed, &mut appearances)?;
            for row in page.matches.iter().chain(&page.leads).chain(&page.rejected).chain(&page.muted) {
                let both = [&row.query, &row.reference].into_iter().all(|sha256| self.selection.media.contains(sha256));
                if both && written.insert((row.query.clone(), row.reference.clone())) {
                    let mut value = matched(row);
                    for (sha256, name) in [(&row.query, "query_name"), (&row.reference, "reference_name")] {
                        if self.withheld(sha256) {
                            value[name] = json!(WORDS);
                        }
                    }
                    matches.row(&self.veiled.without(value))?;
                }
            }
        }
        appearances.close(bag)?;
        matches.close(bag)
    }

    fn appearances(&self, page: &FootagePage, whole: bool, sealed: &BTreeSet<String>, table: &mut Table) -> Result<()> {
        let names = page.appearances.iter().all(|row| !self.withheld(&row.sha256));
        for row in page.appearances.iter().filter(|row| whole || self.selection.media.contains(&row.sha256)) {
            let post = row.post.as_ref().filter(|post| !sealed.contains(&post.id));
            let hidden = row.post.is_some() && post.is_none();
            let value = json!({
                "footage": page.footage, "earliest_known": row.earliest, "sha256": row.sha256,
                "name": if hidden || self.withheld(&row.sha256) { WORDS } else { &row.name },
                "not_before": row.when.earliest.utc, "not_after": row.when.latest.utc,
                "words": row.when.words, "basis": row.when.basis,
                "platform": post.map(|post| &post.platform), "url": post.and_then(|post| post.url.as_ref()),
                "source": if hidden { Some(SEALED) } else { post.map(|post| post.source.as_str()) },
                "post": post.map(|post| &post.id), "shown": if names { &row.shown } else { "" }, "part": row.part,
            });
            table.row(&self.veiled.without(value))?;
        }
        Ok(())
    }

    async fn incidents(&mut self, bag: &mut Bag, told: &mut Told) -> Result<()> {
        let mut incidents = Table::new(bag, "incidents", INCIDENTS)?;
        let mut table = Table::new(bag, "claims", CLAIMS)?;
        let lines = views::claims::incidents(self.desk).await?;
        for (incident, claims) in &self.selection.incidents {
            let sayable = incident.sayable();
            told.open.insert(format!("incident:{}", incident.id));
            if let Some(line) = lines.iter().find(|line| line.incident == sayable) {
                let mut value = serde_json::to_value(line).map_err(unwritable)?;
                value["id"] = json!(incident.id);
                incidents.row(&self.veiled.without(value))?;
            }
            for claim in claims {
                self.going_on()?;
                told.open.insert(format!("claim:{}", claim.id));
                let page = views::claims::claim(self.desk, claim.sayable()).await?;
                let mut voices = 0;
                for side in &page.row.sides {
                    for voice in &side.voices {
                        voices += 1;
                        let mut value = json!({
                            "incident": sayable, "claim": page.row.claim, "sentence": page.row.sentence,
                            "accused": page.row.accused, "stance": voice.stance, "said": voice.said, "basis": voice.basis,
                            "outdated": voice.outdated, "by_accused": voice.by_accused, "recorded_by": voice.recorded_by,
                            "recorded": voice.recorded.utc, "grade": voice.grade,
                        });
                        if self.veiled.sealed(&voice.source) {
                            // Words and place of a witness lead to the witness.
                            extend(&mut value, json!({ "source": SEALED, "words": WORDS }));
                            let what = format!("words of a source on {}", page.row.claim);
                            self.exported.withheld.push(Absent { what, why: "they are by a sealed source".into() });
                        } else {
                            let more = json!({
                                "source": voice.source_name, "words": voice.words, "language": voice.language,
                                "translation": voice.translation, "said_in": voice.said_in, "place": voice.place,
                                "via": voice.via, "assertion": voice.id,
                            });
                            extend(&mut value, more);
                            told.open.insert(format!("assertion:{}", voice.id));
                        }
                        table.row(&self.veiled.without(value))?;
                    }
                }
                if voices == 0 {
                    let value = json!({ "incident": sayable, "claim": page.row.claim, "sentence": page.row.sentence });
                    table.row(&self.veiled.without(value))?;
                }
            }
        }
        incidents.close(bag)?;
        table.close(bag)
    }
}

fn extend(value: &mut Value, more: Value) {
    if let (Value::Object(fields), Value::Object(more)) = (value, more) {
        fields.extend(more);
    }
}

fn matched(row: &MatchRow) -> Value {
    json!({
        "relation": row.relation, "query": row.query, "query_name": row.query_name, "reference": row.reference,
        "reference_name": row.reference_name, "score": row.score, "same_scene": row.same_scene, "state": row.state,
        "decided": row.decided, "sentence": row.sentence, "segments": row.segments, "changes": row.changes,
        "overlay": row.overlay,
    })
}

#[derive(sqlx::FromRow)]
struct Posted {
    source_id: String,
    platform: String,
    native_id: Option<String>,
    url: Option<String>,
    handle: Option<String>,
    name: Option<String>,
    source_native_id: Option<String>,
}

const POSTED: &str = "
    SELECT p.source_id, p.platform, p.native_id, p.url, s.handle, s.name, s.native_id AS source_native_id
    FROM post AS p JOIN source AS s ON s.id = p.source_id WHERE p.id = $1";

#[derive(sqlx::FromRow)]
struct Seen {
    seq: i64,
    seen_at: i64,
    text: String,
    language: Option<String>,
    posted_earliest: Option<i64>,
    posted_latest: Option<i64>,
    posted_words: Option<String>,
    posted_basis: Option<String>,
    edited_words: Option<String>,
    reposted_from: Option<String>,
    format: String,
}

const SEEN: &str = "
    SELECT seq, seen_at, text, language, posted_earliest, posted_latest, posted_words, posted_basis, edited_words,
           reposted_from, format FROM observation WHERE post_id = $1 ORDER BY seq";

/// A table on its way into the bag, row by row: a desk's whole knowledge does not fit into memory.
struct Table {
    json: BagFile,
    csv: csv::Writer<BagFile>,
    columns: &'static [&'static str],
    rows: u64,
}

impl Table {
    fn new(bag: &Bag, stem: &str, columns: &'static [&'static str]) -> Result<Self> {
        let mut csv = csv::Writer::from_writer(bag.file(&format!("data/{stem}.csv"))?);
        csv.write_record(columns).map_err(unwritable)?;
        Ok(Self { json: bag.file(&format!("data/{stem}.json"))?, csv, columns, rows: 0 })
    }

    fn row(&mut self, value: &Value) -> Result<()> {
        let lead = if self.rows == 0 { "[\n" } else { ",\n" };
        self.rows += 1;
        write!(self.json, "{lead}{value}").map_err(unwritable)?;
        let cells = self.columns.iter().map(|column| harmless(&cell(&value[*column])));
        self.csv.write_record(cells).map_err(unwritable)
    }

    fn close(mut self, bag: &mut Bag) -> Result<()> {
        self.json.write_all(if self.rows == 0 { b"[]\n" } else { b"\n]\n" }).map_err(unwritable)?;
        self.json.close(bag)?;
        self.csv.into_inner().map_err(unwritable)?.close(bag)
    }
}

/// A value as one cell: what people read of it, else its JSON.
fn cell(value: &Value) -> String {
    match value {
        Value::Null => String::new(),
        Value::String(text) => text.clone(),
        Value::Array(items) if items.iter().all(Value::is_string) => {
            items.iter().filter_map(Value::as_str).collect::<Vec<_>>().join(" | ")
        }
        Value::Object(fields) => match fields.get("plain").or_else(|| fields.get("level")) {
            Some(Value::String(text)) => text.clone(),
            Some(other) => other.to_string(),
            None => value.to_string(),
        },
        other => other.to_string(),
    }
}
