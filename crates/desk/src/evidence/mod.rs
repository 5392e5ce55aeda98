//! The evidence package: what the desk holds of footage, incidents, single media or everything, as a folder that a stranger
//! checks with stock tools (a bag, RFC 8493). `doc/evidence.md` is the specification.
//!
//! ```text
//! bagit.txt, bag-info.txt                     that it is a bag, and of what
//! manifest-sha256.txt, tagmanifest-sha256.txt SHA-256 of every file in data/, and of those beside it
//! README.txt, verify.sh                       what it is in plain words; four lines of stock tools that check all of it
//! data/media/<sha256>.<ending>                the originals as they were received
//! data/media.json, .csv; posts, appearances, matches, incidents, claims likewise
//! data/custody/events.jsonl, proofs.jsonl     the events of the custody log that concern it, and their inclusion proofs
//! data/custody/values.jsonl                   what stands behind commitments in these events, with its salt
//! data/custody/head, log.pub                  the signed head that covers them, and the key that signed it
//! data/missing.csv                            what is not in it, and why
//! ```
//!
//! It is written beside its place and renamed when it is whole: what stands there is never half a bag.

mod bag;
mod check;
mod custody;
mod select;
mod tables;
mod text;
mod veiled;

use std::{collections::BTreeMap, path::Path};

use serde::Serialize;

pub use check::check;
pub use select::Asked;

use bag::{Bag, Copied};
use select::Selection;
use tables::Tables;
use veiled::Veiled;

use crate::{
    Desk,
    error::{Error, Result},
    monitor::Monitor,
    preserve::custody::{Act, Event},
    publish::assemble::extension,
};

/// Where originals lie in a bag.
const MEDIA: &str = "data/media";
/// What is not in a bag, and why.
const MISSING: &str = "data/missing.csv";
const EVENTS: &str = "data/custody/events.jsonl";
const PROOFS: &str = "data/custody/proofs.jsonl";
const VALUES: &str = "data/custody/values.jsonl";
const HEAD: &str = "data/custody/head";
const KEY: &str = "data/custody/log.pub";

/// What was written.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Exported {
    /// Originals in the bag.
    pub media: u64,
    /// Their bytes.
    pub bytes: u64,
    /// Posts in the bag.
    pub posts: u64,
    /// Custody events with their proofs.
    pub events: u64,
    /// What should be in it and could not: damaged or gone.
    pub missing: Vec<Absent>,
    /// What is left out because it would tell who a sealed source is.
    pub withheld: Vec<Absent>,
    /// SHA-256 of the bag's manifest, by which the custody log knows it.
    pub bag: String,
}

/// Something that is not in a bag.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Absent {
    /// `media <sha256>`, `post <id>`, `words of a source on C-3`.
    pub what: String,
    /// Why.
    pub why: String,
}

/// Where an original is, or why it is not there.
#[derive(Clone, Debug, Default)]
struct Original {
    file: String,
    why_not: String,
    /// It stays at the desk on purpose.
    withheld: bool,
}

/// Writes the bag `to`, a folder that is not there yet or is empty.
///
/// # Errors
/// For what does not exist, a folder that holds something, a full disk, and when cancelled. A damaged original is no error:
/// the rest is written, and [`Exported::missing`] names it.
pub async fn export(desk: &Desk, asked: &Asked, to: &Path, monitor: &dyn Monitor) -> Result<Exported> {
    let absolute = std::path::absolute(to).map_err(Error::file(to))?;
    let data = std::path::absolute(desk.data()).map_err(Error::file(desk.data()))?;
    if absolute.starts_with(&data) {
        let hint = "name a folder elsewhere: what leaves the desk does not lie among what it keeps";
        return Err(Error::input(format!("{} is in the desk's own folder", to.display()), hint));
    }
    let selection = Selection::of(desk, asked).await?;
    let mut bag = Bag::begin(to)?;
    let outcome = fill(desk, asked, &selection, &mut bag, monitor).await;
    match outcome {
        Ok(exported) => Ok(exported),
        Err(error) => {
            bag.discard();
            Err(error)
        }
    }
}

async fn fill(
    desk: &Desk,
    asked: &Asked,
    selection: &Selection,
    bag: &mut Bag,
    monitor: &dyn Monitor,
) -> Result<Exported> {
    let veiled = Veiled::of(desk).await?;
    let mut exported = Exported::default();
    let originals = originals(desk, selection, &veiled, bag, monitor, &mut exported).await?;
    let mut tables =
        Tables { desk, selection, veiled: &veiled, originals: &originals, exported: &mut exported, monitor };
    let open = tables.write(bag).await?;
    custody::write(desk, &open, &veiled, bag, &mut exported).await?;
    bag.put(MISSING, &text::missing(&exported)?)?;
    bag.put("README.txt", text::readme(selection, &exported).as_bytes())?;
    bag.put("verify.sh", text::VERIFY.as_bytes())?;
    if veiled.tell(text::name(asked).as_bytes()) {
        // Whoever asks by a secret would have it printed on the bag.
        return Err(Error::input("what was asked for would tell who a sealed source is", "ask for it by its number"));
    }
    let made = desk.clock.now();
    exported.bag = bag.close(&text::info(asked, &exported, made))?;
    if monitor.cancelled() {
        return Err(Error::Cancelled);
    }
    log(desk, &originals, &exported, bag.place()).await?;
    bag.rename()?;
    Ok(exported)
}

/// Copies the originals, each measured on the way.
async fn originals(
    desk: &Desk,
    selection: &Selection,
    veiled: &Veiled,
    bag: &mut Bag,
    monitor: &dyn Monitor,
    exported: &mut Exported,
) -> Result<BTreeMap<String, Original>> {
    monitor.begin("exporting originals", Some(selection.media.len() as u64));
    let mut originals = BTreeMap::new();
    for (place, sha256) in selection.media.iter().enumerate() {
        if monitor.cancelled() {
            return Err(Error::Cancelled);
        }
        let original = match veiled.withheld(desk, sha256).await? {
            Some(why) => {
                exported.withheld.push(Absent { what: format!("media {sha256}"), why: why.into() });
                Original { withheld: true, why_not: why.into(), ..Original::default() }
            }
            None => {
                let ending = extension(desk, sha256).await?.map(|ending| format!(".{ending}")).unwrap_or_default();
                let name = format!("{MEDIA}/{sha256}{ending}");
                match bag.keep(desk, &name, sha256, monitor).await? {
                    Copied::Whole(bytes) => {
                        exported.media += 1;
                        exported.bytes += bytes;
                        Original { file: name, ..Original::default() }
                    }
                    Copied::Not(why) => {
                        monitor.line(&format!("problem\tmedia {sha256}: {why}; it is not in the package"));
                        exported.missing.push(Absent { what: format!("media {sha256}"), why: why.clone() });
                        Original { why_not: why, ..Original::default() }
                    }
                }
            }
        };
        originals.insert(sha256.clone(), original);
        monitor.progress(place as u64 + 1);
    }
    Ok(originals)
}

/// That the originals leave the desk is an act on each of them. Logged before the bag stands in its place: a bag that no log
/// knows is worse than an event of one that a power cut prevented.
async fn log(desk: &Desk, originals: &BTreeMap<String, Original>, exported: &Exported, to: &Path) -> Result<()> {
    let mut change = desk.custody.change(&desk.actor).await?;
    for (sha256, _) in originals.iter().filter(|(_, original)| !original.file.is_empty()) {
        change.log(Event::media(Act::Exported, sha256).with("bag", exported.bag.as_str())).await?;
    }
    let event = Event::new(Act::Exported, "desk")
        .with("bag", exported.bag.as_str())
        .with("media", exported.media)
        .with("missing", exported.missing.len())
        .personal("to", to.display().to_string().into_bytes());
    change.log(event).await?;
    change.commit().await
}

#[cfg(test)]
mod tests;
