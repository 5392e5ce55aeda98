//! WARC 1.1 (ISO 28500:2017, <https://iipc.github.io/warc-specifications/specifications/warc-format/warc-1.1/>): what was
//! asked and answered, byte for byte, in a file that other archives read.
//!
//! One gzip member a record, so that one record can be taken out alone. Each record carries the SHA-256 of its block; a
//! response that came in one piece also that of its payload. An answer that nothing changed is a `revisit`.

mod reader;

use std::io::{self, Read, Write};

use flate2::{Compression, GzBuilder};
use jiff::Timestamp;
use sha2::{Digest as _, Sha256};
use uuid::Uuid;

use crate::Exchange;

pub use reader::{Broken, Kind, Reader, Record};

/// The profile of a revisit that rests on the server's word (WARC 1.1, section 6.7.3).
const NOT_MODIFIED: &str = "http://netpreserve.org/warc/1.1/revisit/server-not-modified";

/// Writes records.
pub struct Writer<W, I> {
    out: W,
    ids: I,
}

impl<W: std::fmt::Debug, I> std::fmt::Debug for Writer<W, I> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Writer").field("out", &self.out).finish_non_exhaustive()
    }
}

/// A record to be written.
struct New<'a> {
    kind: &'a str,
    at: Timestamp,
    content: &'a str,
    fields: Vec<(&'a str, String)>,
}

impl<W: Write, I: FnMut() -> Uuid> Writer<W, I> {
    /// Begins a file that says what made it; `ids` gives each record its identifier.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn new(out: W, ids: I, at: Timestamp, software: &str) -> io::Result<Self> {
        let mut writer = Self { out, ids };
        let info = format!("software: {}\r\nformat: WARC File Format 1.1\r\n", one_line(software));
        let new = New { kind: "warcinfo", at, content: "application/warc-fields", fields: vec![] };
        writer.record(&new, info.as_bytes(), info.len() as u64, None)?;
        Ok(writer)
    }

    /// Writes a request and its answer. Gives the identifier of the answer.
    ///
    /// # Errors
    /// When it cannot be written, or the scratch file of the answer cannot be read.
    pub fn exchange(&mut self, exchange: &Exchange) -> io::Result<Uuid> {
        let target = || ("WARC-Target-URI", exchange.url.to_string());
        let address = || ("WARC-IP-Address", exchange.address.ip().to_string());
        let mut response = New {
            kind: "response",
            at: exchange.at,
            content: "application/http; msgtype=response",
            fields: vec![target(), address()],
        };
        if exchange.status == 304 {
            response.kind = "revisit";
            response.fields.push(("WARC-Profile", NOT_MODIFIED.to_owned()));
        }
        // The payload is what is framed, and only an answer in one piece shows it as it is.
        let framed = exchange.header("transfer-encoding").is_some() || exchange.status == 304;
        let payload = if framed { None } else { head_length(exchange.response.reader())? };
        let length = exchange.response.len();
        let answer = self.record(&response, exchange.response.reader(), length, payload)?;
        let request = New {
            kind: "request",
            at: exchange.at,
            content: "application/http; msgtype=request",
            fields: vec![target(), address(), ("WARC-Concurrent-To", urn(answer))],
        };
        self.record(&request, &*exchange.request, exchange.request.len() as u64, None)?;
        Ok(answer)
    }

    /// What it was written to.
    pub fn into_inner(self) -> W {
        self.out
    }

    /// One record of `length` bytes; from byte `payload` on they are its payload.
    fn record(&mut self, new: &New<'_>, block: impl Read, length: u64, payload: Option<u64>) -> io::Result<Uuid> {
        // The digests stand before what they are of.
        let mut spool = crate::Spool::default();
        let (mut whole, mut inner, mut at) = (Sha256::new(), Sha256::new(), 0_u64);
        let mut block = block.take(length);
        let mut buffer = [0; 64 * 1024];
        loop {
            let read = block.read(&mut buffer)?;
            let Some(some) = buffer.get(..read).filter(|some| !some.is_empty()) else { break };
            whole.update(some);
            if let Some(from) = payload {
                let skip = usize::try_from(from.saturating_sub(at)).unwrap_or(usize::MAX);
                inner.update(some.get(skip..).unwrap_or_default());
            }
            at += read as u64;
            spool.write_all(some)?;
        }
        let id = (self.ids)();
        let mut head = format!("WARC/1.1\r\nWARC-Type: {}\r\nWARC-Record-ID: {}\r\n", new.kind, urn(id));
        let mut field = |name: &str, value: &str| head.push_str(&format!("{name}: {}\r\n", one_line(value)));
        field("WARC-Date", &new.at.to_string());
        for (name, value) in &new.fields {
            field(name, value);
        }
        field("WARC-Block-Digest", &digest(whole));
        if payload.is_some() {
            field("WARC-Payload-Digest", &digest(inner));
        }
        field("Content-Type", new.content);
        field("Content-Length", &spool.len().to_string());
        head.push_str("\r\n");
        let mut member = GzBuilder::new().write(&mut self.out, Compression::default());
        member.write_all(head.as_bytes())?;
        io::copy(&mut spool.reader(), &mut member)?;
        member.write_all(b"\r\n\r\n")?;
        member.finish()?;
        Ok(id)
    }
}

fn digest(of: Sha256) -> String {
    let hex: String = of.finalize().iter().map(|byte| format!("{byte:02x}")).collect();
    format!("sha256:{hex}")
}

fn urn(id: Uuid) -> String {
    format!("<urn:uuid:{id}>")
}

fn one_line(text: &str) -> String {
    text.chars().map(|letter| if letter.is_control() { ' ' } else { letter }).collect()
}

/// How many bytes there are until the headers end; none where they do not within what headers may have.
fn head_length(answer: impl Read) -> io::Result<Option<u64>> {
    let mut start = Vec::new();
    answer.take(128 * 1024).read_to_end(&mut start)?;
    Ok(start.windows(4).position(|four| four == b"\r\n\r\n").map(|at| at as u64 + 4))
}
