//! A part of the log for somebody who has no desk: events byte for byte, and the proof of each that the signed head covers
//! it. Evidence packages hold one, and [`check_excerpt`] reads it back.

use std::{
    collections::{BTreeMap, BTreeSet},
    io::{BufRead, Write},
};

use super::{
    key::{Head, LogKey, open_checkpoint},
    proof::{Known, Proof, signed_head},
};
use crate::{
    args,
    error::{Error, Result},
    store::Db,
};

/// How many events are read and proven at once.
const CHUNK: usize = 500;
/// A line of an excerpt is not longer than this many bytes.
const LONGEST: u64 = 64 << 20;

/// Writes the events of `objects` that the newest head covers, in the log's order, and their proofs in the same order, one a
/// line. Returns the head as it was signed, and the numbers of the events.
pub async fn excerpt<W: Write + Send>(
    db: &Db,
    key: &LogKey,
    objects: &BTreeSet<String>,
    events: &mut W,
    proofs: &mut W,
) -> Result<(String, Vec<i64>)> {
    let (signed, head) = signed_head(db, key).await?;
    let mut numbers = BTreeSet::new();
    for object in objects {
        let rows: Vec<(i64,)> = db.all("SELECT seq FROM event WHERE object = $1", args![object]).await?;
        numbers.extend(rows.into_iter().map(|(seq,)| seq).filter(|seq| covered(*seq, &head)));
    }
    let numbers: Vec<i64> = numbers.into_iter().collect();
    let mut known = Known::default();
    for some in numbers.chunks(CHUNK) {
        for seq in some {
            let row: Option<(Vec<u8>,)> = db.first("SELECT body FROM event WHERE seq = $1", args![*seq]).await?;
            let (body,) = row.ok_or_else(|| gone(*seq))?;
            line(events, &body)?;
            let proof = known.prove(db, &head, seq.unsigned_abs()).await?;
            line(proofs, &serde_json::to_vec(&proof).map_err(|error| unwritten(&error))?)?;
        }
    }
    Ok((signed, numbers))
}

fn covered(seq: i64, head: &Head) -> bool {
    u64::try_from(seq).is_ok_and(|seq| seq < head.size)
}

fn line(out: &mut impl Write, bytes: &[u8]) -> Result<()> {
    out.write_all(bytes).and_then(|()| out.write_all(b"\n")).map_err(|error| unwritten(&error))
}

fn unwritten(error: &dyn std::fmt::Display) -> Error {
    Error::input(format!("the events could not be written: {error}"), "free some disk space and write it again")
}

fn gone(seq: i64) -> Error {
    Error::Damaged { object: format!("event {seq}"), what: "it is gone".into() }
}

/// What checking an excerpt found.
#[derive(Debug, Default)]
pub struct CheckedExcerpt {
    /// The events that are in the log, by number, as JSON.
    pub events: BTreeMap<u64, serde_json::Value>,
    /// What is wrong, one sentence each.
    pub faults: Vec<String>,
}

/// Checks that every event is in the log that `head` covers and `key` (C2SP `vkey`) signed.
///
/// # Errors
/// Where the lines cannot be read at all; everything else is a fault.
pub fn check_excerpt(
    key: &str,
    head: &str,
    events: impl BufRead,
    proofs: impl BufRead,
) -> std::io::Result<CheckedExcerpt> {
    let mut checked = CheckedExcerpt::default();
    let head = match open_checkpoint(key, head) {
        Ok(head) => head,
        Err(what) => {
            checked.faults.push(format!("the head of the custody log proves nothing: {what}"));
            return Ok(checked);
        }
    };
    let (mut events, mut proofs) = (Lines(events), Lines(proofs));
    loop {
        let (event, proof) = match (events.next()?, proofs.next()?) {
            (None, None) => return Ok(checked),
            (Some(event), Some(proof)) => (event, proof),
            _ => {
                checked.faults.push("there are not as many proofs as events".into());
                return Ok(checked);
            }
        };
        match serde_json::from_slice::<Proof>(&proof) {
            Ok(proof) if proof.holds(&event, &head) => {
                let body = serde_json::from_slice(&event).unwrap_or_default();
                checked.events.insert(proof.seq, body);
            }
            Ok(proof) => checked.faults.push(format!("event {} is not in the log", proof.seq)),
            Err(_) => checked.faults.push("a proof cannot be read".into()),
        }
    }
}

/// Lines without their ends, each bounded.
struct Lines<R>(R);

impl<R: BufRead> Lines<R> {
    fn next(&mut self) -> std::io::Result<Option<Vec<u8>>> {
        use std::io::Read as _;
        let mut line = Vec::new();
        let read = self.0.by_ref().take(LONGEST).read_until(b'\n', &mut line)?;
        if line.last() == Some(&b'\n') {
            line.pop();
        }
        Ok((read > 0).then_some(line))
    }
}
