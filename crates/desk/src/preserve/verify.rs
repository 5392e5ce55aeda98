//! Verification: every kept byte, every event, every row against the event that recorded it. Names each fault and goes on.

use std::collections::BTreeMap;

use futures::StreamExt as _;
use serde::Serialize;
use serde_json::Value;
use utoipa::ToSchema;

use super::{custody, sha256, vault};
use crate::{
    Desk, args,
    collect::formats::{self, PostRecord},
    error::{Error, Result},
    monitor::Monitor,
};

/// One thing that is not as it was kept.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct Fault {
    /// The object's name: `media 9f86d0...`, `event 17`, `description 0198...`.
    pub object: String,
    /// What is wrong.
    pub what: String,
}

/// The outcome of a verification.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, ToSchema)]
pub struct Verdict {
    /// How many media were re-read.
    pub media: u64,
    /// How many bytes that was.
    pub bytes: u64,
    /// How many custody events were checked.
    pub events: u64,
    /// Personal values that were erased; their proofs stand.
    pub erased: u64,
    /// Everything that is wrong, in the order found.
    pub faults: Vec<Fault>,
    /// Bytes in the vault that no record names: left by an interrupted intake, harmless, adopted when added again.
    pub unnamed: Vec<String>,
}

const CHUNK: i64 = 1_000;

/// Checks everything. A fault is part of the verdict, not an error; it never stops the rest.
pub async fn verify(desk: &Desk, monitor: &dyn Monitor) -> Result<Verdict> {
    let mut verdict = Verdict::default();
    let copy = std::fs::read_to_string(desk.custody.head_file()).ok();
    let log = custody::check(&desk.db, &desk.custody, copy.as_deref()).await?;
    verdict.faults.extend(log.into_iter().map(|fault| Fault { object: fault.object, what: fault.what }));
    let events = Events::load(desk, &mut verdict).await?;
    if copy.is_none() && verdict.events > 0 {
        fault(&mut verdict, "custody head copy", "missing: a database that was cut short could not be noticed");
    }
    media(desk, &events, &mut verdict, monitor).await?;
    rows(desk, &events, &mut verdict).await?;
    recorded(desk, &events, &mut verdict).await?;
    unnamed(desk, &mut verdict).await?;
    Ok(verdict)
}

fn fault(verdict: &mut Verdict, object: impl Into<String>, what: impl Into<String>) {
    verdict.faults.push(Fault { object: object.into(), what: what.into() });
}

/// What the log says of every object, for comparing with the rows.
#[derive(Default)]
struct Events {
    /// Body by number.
    bodies: BTreeMap<i64, Value>,
    /// Personal values by digest, those that were not erased.
    values: BTreeMap<String, Vec<u8>>,
}

impl Events {
    async fn load(desk: &Desk, verdict: &mut Verdict) -> Result<Self> {
        let mut events = Self::default();
        let mut from = -1;
        loop {
            let rows: Vec<(i64, Vec<u8>)> = desk
                .db
                .all("SELECT seq, body FROM event WHERE seq > $1 ORDER BY seq LIMIT $2", args![from, CHUNK])
                .await?;
            let Some((last, _)) = rows.last() else { break };
            from = *last;
            verdict.events += rows.len() as u64;
            // A body that is not JSON any more was named by the log's own check.
            events
                .bodies
                .extend(rows.into_iter().map(|(seq, body)| (seq, serde_json::from_slice(&body).unwrap_or_default())));
        }
        let rows: Vec<(String, Vec<u8>, Vec<u8>)> =
            desk.db.all("SELECT digest, salt, value FROM commitment", args![]).await?;
        for (digest, salt, value) in rows {
            if custody::commit(&salt, &value) == digest {
                events.values.insert(digest, value);
            } else {
                fault(verdict, format!("personal value {digest}"), "altered: it is not what was committed to");
            }
        }
        let committed =
            events.bodies.values().filter_map(|body| body["personal"].as_object()).map(|fields| fields.len() as u64);
        let committed: u64 = committed.sum();
        verdict.erased = committed.saturating_sub(events.values.len() as u64);
        Ok(events)
    }

    fn body(&self, seq: i64) -> &Value {
        self.bodies.get(&seq).unwrap_or(&Value::Null)
    }

    /// Whether the event's personal value `name` is still known and differs from `text`.
    fn contradicts(&self, seq: i64, name: &str, text: &str) -> bool {
        self.body(seq)["personal"][name]
            .as_str()
            .and_then(|digest| self.values.get(digest))
            .is_some_and(|value| value != text.as_bytes())
    }

    /// Whether the event at `seq` is of this act and object.
    fn records(&self, seq: i64, act: &str, object: &str) -> bool {
        let body = self.body(seq);
        body["act"] == act && body["object"] == object
    }

    /// Objects of all events of an act: `media:...` without its prefix, with the event's number.
    fn objects<'a>(&'a self, act: &'a str, prefix: &'a str) -> impl Iterator<Item = (i64, &'a str)> {
        self.bodies
            .iter()
            .filter(move |(_, body)| body["act"] == act)
            .filter_map(move |(seq, body)| Some((*seq, body["object"].as_str()?.strip_prefix(prefix)?)))
    }
}

async fn media(desk: &Desk, events: &Events, verdict: &mut Verdict, monitor: &dyn Monitor) -> Result<()> {
    let rows: Vec<(String, i64, i64)> =
        desk.db.all("SELECT sha256, size, seq FROM media ORDER BY seq", args![]).await?;
    monitor.begin("re-reading media", Some(rows.len() as u64));
    for (sha256, size, seq) in &rows {
        if monitor.cancelled() {
            return Err(Error::Cancelled);
        }
        let body = events.body(*seq);
        if !events.records(*seq, "received", &format!("media:{sha256}")) || body["detail"]["size"] != *size {
            fault(verdict, format!("media {sha256}"), format!("its record is not what event {seq} says"));
        }
        match desk.vault.fault(sha256, u64::try_from(*size).unwrap_or_default()).await {
            Ok(None) => {}
            Ok(Some(what)) => fault(verdict, format!("media {sha256}"), what),
            Err(error) => fault(verdict, format!("media {sha256}"), error.to_string()),
        }
        verdict.media += 1;
        verdict.bytes += u64::try_from(*size).unwrap_or_default();
        monitor.progress(verdict.media);
    }
    let known: std::collections::BTreeSet<&str> = rows.iter().map(|(sha256, _, _)| sha256.as_str()).collect();
    let mut missing = std::collections::BTreeSet::new();
    for (seq, sha256) in events.objects("received", "media:") {
        if !known.contains(sha256) && missing.insert(sha256) {
            fault(verdict, format!("media {sha256}"), format!("its record is gone although event {seq} received it"));
        }
    }
    Ok(())
}

#[derive(sqlx::FromRow)]
struct Observed {
    post_id: String,
    seq: i64,
    text: String,
    reposted_from: Option<String>,
    posted_earliest: Option<i64>,
    posted_latest: Option<i64>,
}

/// Rows that stand for one event each: table, what names the row, and how the row is compared with its event.
async fn rows(desk: &Desk, events: &Events, verdict: &mut Verdict) -> Result<()> {
    let receipts: Vec<(String, String, String, i64)> =
        desk.db.all("SELECT sha256, place, name, seq FROM receipt", args![]).await?;
    for (medium, place, name, seq) in &receipts {
        if !events.records(*seq, "received", &format!("media:{medium}"))
            || events.contradicts(*seq, "place", place)
            || events.contradicts(*seq, "name", name)
        {
            fault(verdict, format!("receipt of media {medium}"), format!("it is not what event {seq} says"));
        }
    }
    gone(
        verdict,
        events,
        "received",
        "media:",
        "receipt of media",
        &receipts.iter().map(|row| row.3).collect::<Vec<_>>(),
    );

    let observations: Vec<Observed> = desk
        .db
        .all("SELECT post_id, seq, text, reposted_from, posted_earliest, posted_latest FROM observation", args![])
        .await?;
    for row in &observations {
        let told = events.body(row.seq)["personal"]["post"]
            .as_str()
            .and_then(|digest| events.values.get(digest))
            .and_then(|line| read_back(line));
        let differs = told.is_some_and(|told| {
            let posted = told.posted.as_ref();
            told.text != row.text
                || told.reposted_from != row.reposted_from
                || posted.map(|when| when.earliest) != row.posted_earliest
                || posted.map(|when| when.latest) != row.posted_latest
        });
        if differs || !events.records(row.seq, "observed", &format!("post:{}", row.post_id)) {
            let what = format!("its observation is not what event {} says", row.seq);
            fault(verdict, format!("post {}", row.post_id), what);
        }
    }
    gone(
        verdict,
        events,
        "observed",
        "post:",
        "observation of post",
        &observations.iter().map(|row| row.seq).collect::<Vec<_>>(),
    );

    let metadata: Vec<(String, String, String, i64)> =
        desk.db.all("SELECT sha256, reader, json, seq FROM metadata", args![]).await?;
    for (medium, reader, json, seq) in &metadata {
        let logged = &events.body(*seq)["detail"][reader.as_str()];
        if *logged != sha256(json.as_bytes()) || !events.records(*seq, "read", &format!("media:{medium}")) {
            fault(verdict, format!("metadata of media {medium} by {reader}"), "altered: not what was read");
        }
    }
    let prints: Vec<(String, String, Vec<u8>, i64)> =
        desk.db.all("SELECT sha256, version, data, seq FROM fingerprint", args![]).await?;
    for (medium, version, data, seq) in &prints {
        let detail = &events.body(*seq)["detail"];
        // Before there were layers, one event recorded the print and the veil, and named no version.
        let other_version = !detail["version"].is_null() && detail["version"] != *version;
        if detail["print"] != sha256(data)
            || other_version
            || !events.records(*seq, "fingerprinted", &format!("media:{medium}"))
        {
            fault(verdict, format!("fingerprint of media {medium}"), "altered: not what was made from the media");
        }
    }
    let veils: Vec<(String, Vec<u8>)> = desk.db.all("SELECT sha256, png FROM veil", args![]).await?;
    let hashes: BTreeMap<&str, &Value> = events
        .objects("fingerprinted", "media:")
        .map(|(seq, medium)| (medium, &events.body(seq)["detail"]["veil"]))
        .filter(|(_, veil)| veil.is_string())
        .collect();
    for (medium, png) in &veils {
        if hashes.get(medium.as_str()).is_none_or(|hash| **hash != sha256(png)) {
            fault(verdict, format!("veil of media {medium}"), "altered: not what was made from the media");
        }
    }
    decisions(desk, events, verdict).await?;
    marks(desk, events, verdict).await?;
    settings(desk, events, verdict).await
}

/// The post record behind a committed line of our own format.
fn read_back(line: &[u8]) -> Option<PostRecord> {
    formats::recognise("post.jsonl", line)?.decode("post.jsonl", line).posts.pop()
}

async fn decisions(desk: &Desk, events: &Events, verdict: &mut Verdict) -> Result<()> {
    let described: Vec<(String, i64, String, i64)> =
        desk.db.all("SELECT sha256, severity, words, seq FROM description", args![]).await?;
    for (medium, severity, words, seq) in &described {
        if !events.records(*seq, "described", &format!("media:{medium}"))
            || events.body(*seq)["detail"]["severity"] != *severity
            || events.contradicts(*seq, "words", words)
        {
            fault(verdict, format!("description of media {medium}"), format!("it is not what event {seq} says"));
        }
    }
    gone(
        verdict,
        events,
        "described",
        "media:",
        "description of media",
        &described.iter().map(|row| row.3).collect::<Vec<_>>(),
    );

    let decided: Vec<(String, String, String, String, i64)> =
        desk.db.all("SELECT query, reference, verdict, reason, seq FROM decision", args![]).await?;
    for (query, reference, word, reason, seq) in &decided {
        let detail = &events.body(*seq)["detail"];
        if !events.records(*seq, "decided", &format!("media:{query}"))
            || detail["reference"] != *reference
            || detail["verdict"] != *word
            || events.contradicts(*seq, "reason", reason)
        {
            fault(verdict, format!("decision on media {query}"), format!("it is not what event {seq} says"));
        }
    }
    gone(
        verdict,
        events,
        "decided",
        "media:",
        "decision on media",
        &decided.iter().map(|row| row.4).collect::<Vec<_>>(),
    );
    Ok(())
}

#[derive(sqlx::FromRow)]
struct Marked {
    sha256: String,
    mark: String,
    state: String,
    words: String,
    start_ms: Option<i64>,
    end_ms: Option<i64>,
    x: Option<i64>,
    y: Option<i64>,
    width: Option<i64>,
    height: Option<i64>,
    seq: i64,
}

/// What people marked as common.
async fn marks(desk: &Desk, events: &Events, verdict: &mut Verdict) -> Result<()> {
    let sql = "SELECT sha256, mark, state, words, start_ms, end_ms, x, y, width, height, seq FROM common";
    let rows: Vec<Marked> = desk.db.all(sql, args![]).await?;
    for row in &rows {
        let detail = &events.body(row.seq)["detail"];
        let part = [
            ("start_ms", row.start_ms),
            ("end_ms", row.end_ms),
            ("x", row.x),
            ("y", row.y),
            ("width", row.width),
            ("height", row.height),
        ];
        if !events.records(row.seq, "marked", &format!("media:{}", row.sha256))
            || detail["mark"] != row.mark
            || detail["state"] != row.state
            || part.iter().any(|(name, value)| detail[*name].as_i64() != *value)
            || events.contradicts(row.seq, "words", &row.words)
        {
            fault(verdict, format!("mark on media {}", row.sha256), format!("it is not what event {} says", row.seq));
        }
    }
    gone(verdict, events, "marked", "media:", "mark on media", &rows.iter().map(|row| row.seq).collect::<Vec<_>>());
    Ok(())
}

/// Settings that a person changed are as they were last set.
async fn settings(desk: &Desk, events: &Events, verdict: &mut Verdict) -> Result<()> {
    let last: BTreeMap<&str, i64> = events.objects("set", "setting:").map(|(seq, name)| (name, seq)).collect();
    for (name, seq) in last {
        let row: Option<(String,)> = desk.db.first("SELECT value FROM setting WHERE name = $1", args![name]).await?;
        if row.is_none_or(|(value,)| events.body(seq)["detail"]["value"] != value) {
            fault(verdict, format!("setting {name}"), format!("it is not what event {seq} says"));
        }
    }
    Ok(())
}

/// Every record against the event that holds the same, and what rests on what against the event that bound it.
async fn recorded(desk: &Desk, events: &Events, verdict: &mut Verdict) -> Result<()> {
    for kind in Desk::records() {
        let rows = match (kind.read)(&desk.db).await {
            Ok(rows) => rows,
            Err(error) => {
                fault(verdict, format!("table {}", kind.table), format!("altered: it cannot be read: {error}"));
                continue;
            }
        };
        let mut present = std::collections::BTreeSet::new();
        for (reference, seq, json) in rows {
            let body = events.body(seq);
            let logged = body["personal"]["record"].as_str().and_then(|digest| events.values.get(digest));
            if body["object"] != reference
                || body["detail"]["table"] != kind.table
                || logged.is_some_and(|logged| *logged != json)
            {
                fault(verdict, reference.replacen(':', " ", 1), format!("altered: it is not what event {seq} says"));
            }
            present.insert(seq);
        }
        for (seq, body) in &events.bodies {
            if body["detail"]["table"] == kind.table && !present.contains(seq) {
                let object = body["object"].as_str().unwrap_or_default().replacen(':', " ", 1);
                fault(verdict, object, format!("gone although event {seq} recorded it"));
            }
        }
    }
    let rests: Vec<(String, String, i64)> = desk.db.all("SELECT dependant, rests_on, seq FROM rest", args![]).await?;
    let mut bound = 0;
    for (dependant, base, seq) in &rests {
        let named = events.body(*seq)["detail"]["rests_on"].as_array().is_some_and(|on| on.iter().any(|on| on == base));
        if !named || !events.records(*seq, "bound", dependant) {
            let what = format!("altered: event {seq} does not say that it rests on {base}");
            fault(verdict, dependant.replacen(':', " ", 1), what);
        }
        bound += usize::from(named);
    }
    let logged = events.bodies.values().filter_map(|body| body["detail"]["rests_on"].as_array());
    let logged: usize = logged.map(Vec::len).sum();
    if bound < logged {
        fault(verdict, "what rests on what", format!("{} bindings are gone that the log recorded", logged - bound));
    }
    Ok(())
}

/// Names rows that an event recorded and that are there no more.
fn gone(verdict: &mut Verdict, events: &Events, act: &str, prefix: &str, noun: &str, seqs: &[i64]) {
    let present: std::collections::BTreeSet<&i64> = seqs.iter().collect();
    let missing: Vec<Fault> = events
        .objects(act, prefix)
        .filter(|(seq, _)| !present.contains(seq))
        .map(|(seq, object)| Fault {
            object: format!("{noun} {object}"),
            what: format!("gone although event {seq} recorded it"),
        })
        .collect();
    verdict.faults.extend(missing);
}

async fn unnamed(desk: &Desk, verdict: &mut Verdict) -> Result<()> {
    let mut names = desk.vault.names().chunks(256);
    while let Some(chunk) = names.next().await {
        for name in chunk {
            let name = name?;
            let sha256 = name.rsplit('/').next().unwrap_or_default().to_owned();
            let known = desk.db.number("SELECT COUNT(*) FROM media WHERE sha256 = $1", args![&sha256]).await? > 0;
            if !known {
                verdict.unnamed.push(name);
            } else if vault::key(&sha256).as_ref() != name {
                fault(verdict, format!("media {sha256}"), format!("a copy lies at {name}, where nothing looks for it"));
            }
        }
    }
    Ok(())
}

/// Records that somebody had everything verified, with the outcome.
pub async fn record(desk: &Desk, verdict: &Verdict) -> Result<()> {
    let mut change = desk.custody.change(&desk.actor).await?;
    let event = custody::Event::new(custody::Act::Verified, "desk")
        .with("media", verdict.media)
        .with("events", verdict.events)
        .with("faults", verdict.faults.len());
    change.log(event).await?;
    change.commit().await
}
