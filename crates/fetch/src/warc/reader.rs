//! Reads WARC 1.0 and 1.1, plain or gzip, record by record, however hostile; holds what is said of each against its bytes.

use std::io::{self, BufRead, BufReader, Read};

use flate2::bufread::MultiGzDecoder;
use sha2::{Digest as _, Sha256};

/// So many bytes the fields of a record may have.
const FIELDS: u64 = 64 * 1024;

/// What a record is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Kind {
    /// What made the file.
    Info,
    /// What was asked.
    Request,
    /// What was answered.
    Response,
    /// That nothing changed since another answer.
    Revisit,
    /// Another kind, as it is written.
    Other(String),
}

/// What stands above a block.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Record {
    /// What it is.
    pub kind: Kind,
    /// Its fields, names in lower case.
    pub fields: Vec<(String, String)>,
    /// How many bytes its block has.
    pub length: u64,
    /// Where it begins in the unpacked file; bytes.
    pub offset: u64,
    /// Whether the block is what its SHA-256 says; none where it has none.
    pub whole: Option<bool>,
}

impl Record {
    /// The first field of this name, in lower case.
    pub fn field(&self, name: &str) -> Option<&str> {
        self.fields.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
    }
}

/// A file that cannot be read further.
#[derive(Debug, thiserror::Error)]
#[error("the archive is damaged at byte {offset} of its unpacked content: {what}")]
pub struct Broken {
    /// Where; bytes of the unpacked file.
    pub offset: u64,
    /// What is wrong there.
    pub what: String,
}

/// Reads one record after another.
pub struct Reader<R: BufRead> {
    from: BufReader<Box<dyn Read>>,
    offset: u64,
    over: bool,
    of: std::marker::PhantomData<R>,
}

impl<R: BufRead> std::fmt::Debug for Reader<R> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Reader").field("offset", &self.offset).finish_non_exhaustive()
    }
}

impl<R: BufRead + 'static> Reader<R> {
    /// Of a file, plain or gzip.
    ///
    /// # Errors
    /// When nothing can be read.
    pub fn new(mut from: R) -> io::Result<Self> {
        let packed = from.fill_buf()?.starts_with(&[0x1f, 0x8b]);
        let from: Box<dyn Read> = if packed { Box::new(MultiGzDecoder::new(from)) } else { Box::new(from) };
        Ok(Self { from: BufReader::new(from), offset: 0, over: false, of: std::marker::PhantomData })
    }

    /// The next record, whose block is written to `into`; none at the end.
    ///
    /// # Errors
    /// [`Broken`], after which there is nothing more.
    pub fn next(&mut self, into: &mut dyn io::Write) -> Result<Option<Record>, Broken> {
        if self.over {
            return Ok(None);
        }
        let start = self.offset;
        let read = self.record(into);
        self.over = !matches!(read, Ok(Some(_)));
        read.map_err(|what| Broken { offset: start, what })
    }

    fn record(&mut self, into: &mut dyn io::Write) -> Result<Option<Record>, String> {
        let offset = self.offset;
        let mut left = FIELDS;
        let version = match self.line(&mut left)? {
            None => return Ok(None),
            Some(line) => line,
        };
        if version != "WARC/1.1" && version != "WARC/1.0" {
            let shown: String = version.chars().take(40).collect();
            return Err(format!("“{shown}” where a record of WARC 1.0 or 1.1 should begin"));
        }
        let mut fields: Vec<(String, String)> = Vec::new();
        loop {
            let line = self.line(&mut left)?.ok_or("it ends within the fields of a record")?;
            if line.is_empty() {
                break;
            }
            // A field may go on in a further line that begins with a space.
            if let (true, Some((_, value))) = (line.starts_with([' ', '\t']), fields.last_mut()) {
                value.push(' ');
                value.push_str(line.trim());
                continue;
            }
            let (name, value) = line.split_once(':').ok_or("a field without a colon")?;
            fields.push((name.trim().to_ascii_lowercase(), value.trim().to_owned()));
        }
        let field = |name: &str| fields.iter().find(|(known, _)| known == name).map(|(_, value)| value.clone());
        let length: u64 = field("content-length").and_then(|length| length.parse().ok()).ok_or("no length is given")?;
        let kind = match field("warc-type").as_deref() {
            Some("warcinfo") => Kind::Info,
            Some("request") => Kind::Request,
            Some("response") => Kind::Response,
            Some("revisit") => Kind::Revisit,
            Some(other) => Kind::Other(other.to_owned()),
            None => return Err("it does not say what kind of record it is".into()),
        };
        let digest = self.block(length, into)?;
        let said =
            field("warc-block-digest").and_then(|said| said.strip_prefix("sha256:").map(str::to_ascii_lowercase));
        let whole = said.map(|said| said == digest);
        Ok(Some(Record { kind, fields, length, offset, whole }))
    }

    /// The block and the two empty lines behind it; its SHA-256 in hexadecimal.
    fn block(&mut self, length: u64, into: &mut dyn io::Write) -> Result<String, String> {
        let mut left = length;
        let mut digest = Sha256::new();
        let mut buffer = [0; 64 * 1024];
        while left > 0 {
            let most = usize::try_from(left).unwrap_or(usize::MAX).min(buffer.len());
            let some = buffer.get_mut(..most).unwrap_or_default();
            let read = self.from.read(some).map_err(|error| error.to_string())?;
            if read == 0 {
                return Err("it ends within a block".into());
            }
            let some = some.get(..read).unwrap_or_default();
            digest.update(some);
            into.write_all(some).map_err(|error| error.to_string())?;
            left -= read as u64;
            self.offset += read as u64;
        }
        let mut end = [0; 4];
        self.from.read_exact(&mut end).map_err(|_| "it ends behind a block")?;
        self.offset += 4;
        if end != *b"\r\n\r\n" {
            return Err("a block is longer than its record says".into());
        }
        Ok(digest.finalize().iter().map(|byte| format!("{byte:02x}")).collect())
    }

    /// A line without its end; none at the end of the file.
    fn line(&mut self, left: &mut u64) -> Result<Option<String>, String> {
        let mut line = Vec::new();
        let read = (&mut self.from).take(*left).read_until(b'\n', &mut line).map_err(|error| error.to_string())?;
        if read == 0 {
            return if *left == 0 { Err("its fields are too long".into()) } else { Ok(None) };
        }
        *left -= read as u64;
        self.offset += read as u64;
        if line.pop() != Some(b'\n') {
            return Err("it ends within the fields of a record".into());
        }
        if line.last() == Some(&b'\r') {
            line.pop();
        }
        Ok(Some(String::from_utf8_lossy(&line).into_owned()))
    }
}
