//! Intake: files, folders, archives and descriptions of posts into the desk. Every item has an outcome; none stops the rest.

mod expand;
mod posts;
mod walk;

use std::{
    collections::BTreeSet,
    path::{Path, PathBuf},
};

use serde::Serialize;
use utoipa::ToSchema;

use crate::{
    Desk, blocking,
    collect::formats::{self, Format, PostRecord, Problem},
    error::{Error, Result},
    monitor::Monitor,
    preserve::{self, Receipt},
};

/// What became of one item.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct Item {
    /// Where it came from.
    pub place: String,
    /// `kept`, `known` (these bytes were kept before), `refused`, `posts`, `note`, `problem`.
    pub outcome: String,
    /// The kept medium.
    pub sha256: Option<String>,
    /// What is wrong, or how many posts were read.
    pub what: String,
    /// What the person can do; empty when there is nothing to do.
    pub hint: String,
}

/// Counts over one intake.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, ToSchema)]
pub struct Summary {
    /// Media kept for the first time.
    pub kept: u64,
    /// Media that were known.
    pub known: u64,
    /// Items that could not be kept, and problems in what was kept.
    pub problems: u64,
    /// Posts read from descriptions.
    pub posts: u64,
    /// Posts seen for the first time, or with new content.
    pub new_observations: u64,
}

/// A file waiting to be kept.
#[derive(Clone, Debug)]
struct Found {
    file: PathBuf,
    place: String,
    name: String,
}

/// How many files share one transaction.
const BATCH: usize = 32;
/// Descriptions larger than this are kept but not read.
const LARGEST_DESCRIPTION: u64 = 512 << 20;

/// Takes in everything under `paths`. `each` hears every item's outcome as soon as it is durable.
///
/// # Errors
/// Only when the desk itself fails (database, disk) or the person cancels. What was acknowledged is kept.
pub async fn add(
    desk: &Desk,
    paths: &[PathBuf],
    monitor: &dyn Monitor,
    each: &(dyn Fn(&Item) + Sync),
) -> Result<Summary> {
    let mut summary = Summary::default();
    let (found, problems) = {
        let paths = paths.to_vec();
        blocking(move || walk::walk(&paths)).await?
    };
    for problem in problems {
        refuse(&mut summary, each, &problem);
    }
    monitor.begin("keeping", u64::try_from(found.len()).ok());
    let total = found.len() as u64;
    let mut intake = Intake { summary, total, ..Intake::new(desk, monitor, each) };
    intake.take(found, true).await?;
    Ok(intake.summary)
}

/// Takes in files that were fetched, each with the address that it came from as its place. Gives the addresses of the
/// media that posts in them have and that are not here yet.
pub(crate) async fn fetched(
    desk: &Desk,
    receipts: Vec<Receipt>,
    monitor: &dyn Monitor,
    each: &(dyn Fn(&Item) + Sync),
) -> Result<(Summary, BTreeSet<String>)> {
    let found = receipts.into_iter().map(|Receipt { file, place, name }| Found { file, place, name });
    let mut intake = Intake::new(desk, monitor, each);
    intake.take(found.collect(), false).await?;
    let mut missing = BTreeSet::new();
    for url in intake.wanted {
        if !preserve::came_from(desk, &url).await? {
            missing.insert(url);
        }
    }
    Ok((intake.summary, missing))
}

pub(crate) use posts::arrived;

impl Summary {
    /// Both together.
    pub(crate) fn add(&mut self, other: &Self) {
        self.kept += other.kept;
        self.known += other.known;
        self.problems += other.problems;
        self.posts += other.posts;
        self.new_observations += other.new_observations;
    }
}

struct Intake<'a> {
    desk: &'a Desk,
    monitor: &'a dyn Monitor,
    each: &'a (dyn Fn(&Item) + Sync),
    summary: Summary,
    done: u64,
    total: u64,
    /// Addresses of media that posts name by nothing else.
    wanted: BTreeSet<String>,
}

impl<'a> Intake<'a> {
    fn new(desk: &'a Desk, monitor: &'a dyn Monitor, each: &'a (dyn Fn(&Item) + Sync)) -> Self {
        Self { desk, monitor, each, summary: Summary::default(), done: 0, total: 0, wanted: BTreeSet::new() }
    }
}

fn refuse(summary: &mut Summary, each: &(dyn Fn(&Item) + Sync), problem: &Problem) {
    summary.problems += 1;
    each(&Item {
        place: problem.place.clone(),
        outcome: "problem".into(),
        sha256: None,
        what: problem.what.clone(),
        hint: problem.hint.clone(),
    });
}

impl Intake<'_> {
    /// Keeps the files, then reads the posts that some of them describe: media first, so that posts find them.
    async fn take(&mut self, found: Vec<Found>, open_archives: bool) -> Result<()> {
        let mut descriptions = Vec::new();
        let mut batch = Vec::new();
        for item in found {
            if self.monitor.cancelled() {
                return Err(Error::Cancelled);
            }
            if open_archives && let Some(kind) = expand::kind(&item) {
                self.archive(item, kind).await?;
                continue;
            }
            if let Some(format) = recognise(&item).await? {
                descriptions.push((item.clone(), format));
            }
            batch.push(item);
            if batch.len() >= BATCH {
                self.keep(std::mem::take(&mut batch)).await?;
            }
        }
        self.keep(batch).await?;
        for (item, format) in descriptions {
            self.read(&item, format).await?;
        }
        Ok(())
    }

    async fn keep(&mut self, batch: Vec<Found>) -> Result<()> {
        let receipts: Vec<Receipt> =
            batch.into_iter().map(|item| Receipt { file: item.file, place: item.place, name: item.name }).collect();
        let outcomes = preserve::keep(self.desk, &receipts).await?;
        for (receipt, outcome) in receipts.iter().zip(outcomes) {
            self.done += 1;
            match outcome {
                Ok(kept) => {
                    if kept.new {
                        self.summary.kept += 1
                    } else {
                        self.summary.known += 1
                    }
                    (self.each)(&Item {
                        place: kept.place,
                        outcome: if kept.new { "kept" } else { "known" }.into(),
                        sha256: Some(kept.sha256),
                        what: String::new(),
                        hint: String::new(),
                    });
                }
                Err(error) => {
                    self.summary.problems += 1;
                    (self.each)(&Item {
                        place: receipt.place.clone(),
                        outcome: "refused".into(),
                        sha256: None,
                        what: error.to_string(),
                        hint: error.hint(),
                    });
                }
            }
        }
        self.monitor.progress(self.done);
        Ok(())
    }

    /// Takes in the members of an archive. One that cannot be opened whole is itself kept, as evidence.
    async fn archive(&mut self, item: Found, kind: formats::archive::Kind) -> Result<()> {
        let expanded = {
            let (item, scratch) = (item.clone(), self.desk.vault.scratch().to_owned());
            blocking(move || expand::expand(&item, kind, &scratch)).await??
        };
        self.total += expanded.members.len() as u64;
        self.monitor.grow(self.total);
        let whole = expanded.problems.is_empty();
        for problem in &expanded.problems {
            let place = format!("{}!/{}", item.place, problem.place);
            refuse(&mut self.summary, self.each, &Problem { place, ..problem.clone() });
        }
        // Boxed: an archive's members are taken in like files, and the compiler wants the recursion finite.
        Box::pin(self.take(expanded.members, false)).await?;
        drop(expanded.folder);
        if whole {
            self.done += 1;
            self.monitor.progress(self.done);
            return Ok(());
        }
        self.keep(vec![item]).await
    }

    /// yt-dlp merges streams into another container than its description names: finds the file that lies beside it.
    async fn media_beside(&self, item: &Found, posts: &mut [PostRecord]) -> Result<()> {
        let [PostRecord { media, .. }] = posts else { return Ok(()) };
        let [media] = media.as_mut_slice() else { return Ok(()) };
        let folder = folder_of(&item.place);
        if preserve::came_from(self.desk, &format!("{folder}/{}", media.name)).await? {
            return Ok(());
        }
        let beside = preserve::names_in(self.desk, folder).await?;
        if let Some(name) = formats::ytdlp::media_beside(&item.name, beside.iter().map(String::as_str)) {
            name.clone_into(&mut media.name);
        }
        Ok(())
    }

    async fn read(&mut self, item: &Found, format: &'static dyn Format) -> Result<()> {
        let bytes = match std::fs::metadata(&item.file) {
            Ok(facts) if facts.len() > LARGEST_DESCRIPTION => {
                let what = format!("{} bytes are more than is read as a description of posts", facts.len());
                let hint = "export it in smaller parts; the file itself is kept".to_owned();
                refuse(&mut self.summary, self.each, &Problem { place: item.place.clone(), what, hint });
                return Ok(());
            }
            _ => tokio::fs::read(&item.file).await.map_err(Error::file(&item.file))?,
        };
        // Of what was fetched the address says more than a name: whose it is.
        let is_fetched = item.place.starts_with("https://") || item.place.starts_with("http://");
        let name = if is_fetched { item.place.clone() } else { item.name.clone() };
        let mut decoded = blocking(move || format.decode(&name, &bytes)).await?;
        self.media_beside(item, &mut decoded.posts).await?;
        for note in &decoded.notes {
            let place = format!("{}: {}", item.place, note.place);
            let what = note.what.clone();
            (self.each)(&Item { place, outcome: "note".into(), sha256: None, what, hint: String::new() });
        }
        for problem in &decoded.problems {
            let place = format!("{}: {}", item.place, problem.place);
            refuse(&mut self.summary, self.each, &Problem { place, ..problem.clone() });
        }
        let media = decoded.posts.iter().flat_map(|post| &post.media).filter(|media| media.name.is_empty());
        self.wanted.extend(media.filter_map(|media| media.url.clone()));
        let new = posts::observe(self.desk, &decoded.posts, folder_of(&item.place), format.name()).await?;
        self.summary.posts += decoded.posts.len() as u64;
        self.summary.new_observations += new;
        (self.each)(&Item {
            place: item.place.clone(),
            outcome: "posts".into(),
            sha256: None,
            what: format!("{}: {} posts, {new} new or changed", format.name(), decoded.posts.len()),
            hint: String::new(),
        });
        Ok(())
    }
}

async fn recognise(item: &Found) -> Result<Option<&'static dyn Format>> {
    let (file, name) = (item.file.clone(), item.name.clone());
    blocking(move || {
        // A file that cannot be read is refused when it is kept, with the reason.
        let mut head = Vec::new();
        let read = std::fs::File::open(&file)
            .and_then(|file| std::io::Read::read_to_end(&mut std::io::Read::take(file, 65_536), &mut head));
        read.ok().and_then(|_| formats::recognise(&name, &head))
    })
    .await
}

/// The place of the folder in which something lies, for `folder/name` and for `archive.zip!/name` alike.
fn folder_of(place: &str) -> &str {
    place.rsplit_once('/').map_or("", |(folder, _)| folder)
}

/// Takes in posts that were pasted, in any format that [`formats`] knows. The text itself is kept as a document.
pub async fn paste(desk: &Desk, name: &str, text: &str, each: &(dyn Fn(&Item) + Sync)) -> Result<Summary> {
    let folder = tempfile::tempdir_in(desk.vault.scratch()).map_err(Error::file(desk.vault.scratch()))?;
    let file = folder.path().join(Path::new(name).file_name().unwrap_or("pasted.csv".as_ref()));
    tokio::fs::write(&file, text).await.map_err(Error::file(&file))?;
    upload(desk, name, &file, each).await
}

/// Takes in a file that a browser sent: `name` is what the person called it, `file` where its bytes are for now.
pub async fn upload(desk: &Desk, name: &str, file: &Path, each: &(dyn Fn(&Item) + Sync)) -> Result<Summary> {
    let name =
        Path::new(name).file_name().map_or_else(|| "unnamed".to_owned(), |name| name.to_string_lossy().into_owned());
    let found = Found { file: file.to_owned(), place: format!("upload/{name}"), name };
    let monitor = crate::monitor::Silent;
    let mut intake = Intake { total: 1, ..Intake::new(desk, &monitor, each) };
    intake.take(vec![found], true).await?;
    Ok(intake.summary)
}
