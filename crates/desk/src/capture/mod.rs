//! Capture: what the web answers, kept whole. Once ([`capture`]), or again and again ([`watch`]).
//!
//! Every answer is kept as WARC, byte for byte as it came; what was in it is kept beside it as a medium whose place is its
//! address. A feed in it gives posts, and the media of these posts are captured in turn, before they can vanish. An
//! address that answers with an error gives a WARC of that answer: that it said so is evidence too.

mod file;
pub mod watch;
mod web;

use std::path::Path;

use fetch::{Exchange, FetchError, Fetched, Known};

use crate::{
    Desk, args, clock,
    error::{Error, Result},
    ids,
    intake::{self, Item, Summary},
    monitor::Monitor,
    preserve::{
        Receipt,
        custody::{Act, RecordKind},
    },
    record,
};

pub use web::{Web, WebConfig};

/// What captures and watches record.
pub(crate) const RECORDS: &[RecordKind] =
    &[RecordKind::of::<Capture>(), RecordKind::of::<watch::Watch>(), RecordKind::of::<watch::End>()];

/// So many media of the posts of one answer are captured at once ...
const MEDIA: usize = 500;
/// ... until they have so many bytes.
const BYTES: u64 = 8 << 30;

record! {
    /// One question to the web, and its answer.
    pub struct Capture in "capture" as "capture" {
        /// UUIDv7.
        id: String,
        /// The address that was asked.
        url: String,
        /// The address that it led to.
        led_to: String,
        /// When it was asked, by the desk's clock; microseconds since 1970 UTC.
        asked: i64,
        /// The status of the answer.
        status: i64,
        /// SHA-256 of the kept WARC.
        warc: String,
        /// SHA-256 of what was in the answer, where it was kept.
        content: Option<String>,
        /// The watch that asked; none where a person did.
        watch: Option<String>,
        /// What asked, with its version.
        tool: String,
    }
}

/// What became of one address.
#[derive(Debug)]
enum Taken {
    /// The server said, or the bytes show, that nothing changed.
    Unchanged,
    /// It was kept; what to say when asking again, and the digest of what was in it.
    Kept { known: Known, digest: String, whole: bool },
    /// Nothing came, or an error; in words.
    Failed(String),
}

/// Asks for addresses and keeps what they answer, one after another; one that fails stops no other.
///
/// # Errors
/// Only when the desk itself fails (database, disk) or the person cancels. What was acknowledged is kept.
pub async fn capture(
    desk: &Desk,
    web: &Web,
    urls: &[String],
    monitor: &dyn Monitor,
    each: &(dyn Fn(&Item) + Sync),
) -> Result<Summary> {
    let mut taking = Taking::new(desk, web, None, monitor, each);
    monitor.begin("capturing", Some(urls.len() as u64));
    for (done, url) in urls.iter().enumerate() {
        monitor.progress(done as u64);
        taking.take(url, &Known::default(), None).await?;
    }
    monitor.progress(urls.len() as u64);
    Ok(taking.summary)
}

struct Taking<'a> {
    desk: &'a Desk,
    web: &'a Web,
    watch: Option<&'a str>,
    monitor: &'a dyn Monitor,
    each: &'a (dyn Fn(&Item) + Sync),
    summary: Summary,
    /// How many bytes the media of one answer had so far.
    bytes: u64,
}

impl<'a> Taking<'a> {
    fn new(
        desk: &'a Desk,
        web: &'a Web,
        watch: Option<&'a str>,
        monitor: &'a dyn Monitor,
        each: &'a (dyn Fn(&Item) + Sync),
    ) -> Self {
        Self { desk, web, watch, monitor, each, summary: Summary::default(), bytes: 0 }
    }
}

impl Taking<'_> {
    /// One address and the media of the posts in it. `digest` is that of what was in it before.
    async fn take(&mut self, url: &str, known: &Known, digest: Option<&str>) -> Result<Taken> {
        let (taken, missing) = self.one(url, known, digest).await?;
        let Taken::Kept { known, digest, .. } = taken else { return Ok(taken) };
        let mut whole = true;
        self.bytes = 0;
        for (done, medium) in missing.iter().enumerate() {
            if done >= MEDIA || self.bytes > BYTES {
                let what = format!("{} of the {} media that it names were captured", done, missing.len());
                self.problem(url, what, "capture or look again for the others");
                whole = false;
                break;
            }
            let (taken, _) = self.one(medium, &Known::default(), None).await?;
            match taken {
                Taken::Kept { .. } => intake::arrived(self.desk, medium).await?,
                Taken::Unchanged | Taken::Failed(_) => whole = false,
            }
        }
        Ok(Taken::Kept { known, digest, whole })
    }

    async fn one(&mut self, url: &str, known: &Known, digest: Option<&str>) -> Result<(Taken, Vec<String>)> {
        let nothing = |taken| Ok((taken, Vec::new()));
        let fetched = match self.web.get(self.desk, url, known, self.monitor).await? {
            Ok(fetched) => fetched,
            Err(FetchError { url, why }) => {
                let what = why.to_string();
                self.problem(&url, what.clone(), "nothing was kept of it");
                return nothing(Taken::Failed(what));
            }
        };
        if fetched.unchanged() {
            return nothing(Taken::Unchanged);
        }
        let folder = tempfile::tempdir_in(self.desk.vault.scratch()).map_err(Error::file(self.desk.vault.scratch()))?;
        let last = fetched.last();
        self.bytes += last.body.len();
        let content = folder.path().join("content");
        file::write(&content, |out| std::io::copy(&mut last.body.reader(), out).map(drop))?;
        let now = file::hash(&content).await?;
        if digest == Some(now.as_str()) {
            return nothing(Taken::Unchanged);
        }
        let missing = self.keep(url, &fetched, folder.path(), &content, &now).await?;
        match last.status {
            200..=299 => Ok((Taken::Kept { known: last.known(), digest: now, whole: true }, missing)),
            status => {
                let what = format!("it answers {status}{}", meaning(status));
                self.problem(url, what.clone(), "that it answered so is kept");
                nothing(Taken::Failed(what))
            }
        }
    }

    /// The answer as WARC, and what was in it where it is no error.
    async fn keep(
        &mut self,
        url: &str,
        fetched: &Fetched,
        folder: &Path,
        content: &Path,
        digest: &str,
    ) -> Result<Vec<String>> {
        let last = fetched.last();
        let name = file::name(last);
        let warc = folder.join("warc");
        file::write(&warc, |out| archive(out, &fetched.exchanges))?;
        let at = fetched.exchanges.first().map_or(last.at, |first| first.at).as_microsecond();
        let place = format!("capture of {url} at {}", clock::rfc3339(at));
        let archived = Receipt { file: warc, place, name: format!("{name}.warc.gz") };
        let shown = (200..=299).contains(&last.status) && !last.body.is_empty();
        let received = Receipt { file: content.to_owned(), place: url.to_owned(), name };
        let warc = file::hash(&archived.file).await?;
        let receipts = std::iter::once(archived).chain(shown.then_some(received)).collect();
        let (summary, missing) = intake::fetched(self.desk, receipts, self.monitor, self.each).await?;
        self.summary.add(&summary);
        // What could not be kept was said, and is no record.
        if !self.is_kept(&warc).await? {
            return Ok(Vec::new());
        }
        let content = if shown && self.is_kept(digest).await? { Some(digest.to_owned()) } else { None };
        let mut change = self.desk.custody.change(&self.desk.actor).await?;
        let capture = Capture {
            id: ids::new_id(),
            url: url.to_owned(),
            led_to: last.url.to_string(),
            asked: at,
            status: last.status.into(),
            warc,
            content,
            watch: self.watch.map(str::to_owned),
            tool: concat!("Firsthand ", env!("CARGO_PKG_VERSION")).to_owned(),
        };
        change.record(Act::Captured, &capture).await?;
        change.commit().await?;
        Ok(missing.into_iter().collect())
    }

    async fn is_kept(&self, sha256: &str) -> Result<bool> {
        Ok(self.desk.db.number("SELECT COUNT(*) FROM media WHERE sha256 = $1", args![sha256]).await? > 0)
    }

    fn problem(&mut self, place: &str, what: String, hint: &str) {
        self.summary.problems += 1;
        let (place, hint) = (place.to_owned(), hint.to_owned());
        (self.each)(&Item { place, outcome: "problem".into(), sha256: None, what, hint });
    }
}

fn archive(out: &mut dyn std::io::Write, exchanges: &[Exchange]) -> std::io::Result<()> {
    let Some(first) = exchanges.first() else { return Ok(()) };
    let software = concat!("Firsthand ", env!("CARGO_PKG_VERSION"));
    let mut writer = fetch::warc::Writer::new(out, ids::new_uuid, first.at, software)?;
    exchanges.iter().try_for_each(|exchange| writer.exchange(exchange).map(drop))
}

/// What a status says of an address. Only "gone" is said of what is gone: a login wall, a crowd and a broken server say
/// nothing of it.
fn meaning(status: u16) -> &'static str {
    match status {
        401 | 403 | 407 | 451 => ": it is not shown to everybody",
        404 => ": there is nothing at this address now",
        410 => ": it is gone, says the server",
        429 => ": too many questions; it is asked again later",
        500..=599 => ": the server does not work now",
        _ => "",
    }
}

#[cfg(test)]
mod tests;
