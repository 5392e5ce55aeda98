//! What a person reads in a bag.

use super::{
    Exported,
    select::{Asked, One, Selection},
};
use crate::{
    clock::{Micros, rfc3339},
    error::{Error, Result},
    publish::edition::harmless,
};

/// Both lists are computed anew and compared byte for byte: `sha256sum --check` alone would miss a file that was added.
pub(super) const VERIFY: &str = r#"#!/bin/sh
# Prints every file that was altered, added or lost, or one last line that says that there is none.
cd "$(dirname "$0")" && export LC_ALL=C && find data -type f -exec sha256sum {} + | sort -k 2 | diff - manifest-sha256.txt &&
find * -prune -type f ! -name tagmanifest-sha256.txt -exec sha256sum {} + | sort -k 2 | diff - tagmanifest-sha256.txt &&
echo "Every file is as it was packed: $(sha256sum manifest-sha256.txt)"
"#;

/// What was asked for, in one line.
pub(super) fn name(asked: &Asked) -> String {
    let Asked::These(these) = asked else { return "all that the desk keeps".into() };
    let some: Vec<String> = these
        .iter()
        .take(20)
        .map(|one| match one {
            One::Footage(footage) => footage.to_string(),
            One::Incident(incident) => incident.to_string(),
            One::Medium(digits) => format!("media {digits}"),
        })
        .collect();
    let more = these.len().saturating_sub(some.len());
    if more == 0 { some.join(", ") } else { format!("{} and {more} more", some.join(", ")) }
}

/// `bag-info.txt` without its count of the payload.
pub(super) fn info(asked: &Asked, exported: &Exported, made: Micros) -> String {
    let date = rfc3339(made);
    format!(
        "Bag-Software-Agent: Firsthand {}\nBagging-Date: {}\nExternal-Description: Evidence of {}\nFirsthand-Made: {date}\n\
         Firsthand-Originals: {}\nFirsthand-Missing: {}\nFirsthand-Withheld: {}\nFirsthand-Custody-Events: {}\n",
        env!("CARGO_PKG_VERSION"),
        date.get(..10).unwrap_or_default(),
        name(asked),
        exported.media,
        exported.missing.len(),
        exported.withheld.len(),
        exported.events,
    )
}

/// What is not in the bag.
pub(super) fn missing(exported: &Exported) -> Result<Vec<u8>> {
    let mut table = csv::Writer::from_writer(Vec::new());
    table.write_record(["what", "state", "why"]).map_err(unwritable)?;
    for (state, absent) in [("missing", &exported.missing), ("withheld", &exported.withheld)] {
        for one in absent {
            table.write_record([harmless(&one.what), state.into(), harmless(&one.why)]).map_err(unwritable)?;
        }
    }
    table.into_inner().map_err(unwritable)
}

pub(super) fn readme(selection: &Selection, exported: &Exported) -> String {
    let absent = match (exported.missing.len(), exported.withheld.len()) {
        (0, 0) => "Nothing that was asked for is missing.".to_owned(),
        (missing, withheld) => format!(
            "INCOMPLETE: {missing} things could not be packed and {withheld} are left out on purpose. data/missing.csv says which and why."
        ),
    };
    let claims = if selection.incidents.is_empty() {
        ""
    } else {
        "  data/incidents, data/claims   what is said to have happened, who says so, who denies it, in whose words\n"
    };
    README.replace("{absent}", &absent).replace("{claims}", claims).replace("{media}", &exported.media.to_string())
}

const README: &str = "\
EVIDENCE PACKAGE

This folder holds photos, videos and other files as a verification desk received them, what is known about them, and the
part of the desk's log that shows what was done with them. It can be checked without the desk and without its software.
It may show violence or injury: data/media.csv has a column \"severity\" (0 none to 4 extreme; 3 where nobody has looked).

{absent}

1. IS IT WHAT WAS PACKED?
   Read verify.sh (four lines), then run it:  sh verify.sh
   It uses find, sort, diff and sha256sum, and prints each file that was altered, added or lost. The folder is also a BagIt
   bag (RFC 8493): any BagIt program validates it. The last line that verify.sh prints is the fingerprint of this package:
   whoever gave it to you can read theirs out, and both must be the same.

2. WHAT IS IN IT?
  data/media/                   {media} originals, byte for byte as received; each is named by its SHA-256
  data/media, .json and .csv    each original: its names, where it came from, when, its metadata
  data/posts                    the posts that carried them, each different content with the time when it was seen
  data/appearances              where each recording appeared; the earliest known one is marked
  data/matches                  which files show the same, what was changed between them, and what people decided
{claims}  data/missing.csv              what is not in here, and why
  data/custody/                 the log, below

3. WHEN WAS IT KEPT, AND WAS THE RECORD ALTERED SINCE?
   Every act on an original is an event in an append-only log. data/custody/events.jsonl has the events about what is in
   here, one a line, byte for byte. Each is a leaf of a Merkle tree (RFC 6962); proofs.jsonl has, in the same order, the
   hashes from each leaf to the root (Base64, leaf hash SHA-256(0x00 || line), node hash SHA-256(0x01 || left || right)).
   The root stands in data/custody/head, a signed checkpoint (C2SP tlog-checkpoint, Ed25519); log.pub is the key.
   Names, places and words stand in events only as SHA-256(salt || value); values.jsonl has salt and value of those that
   may be told. With Firsthand:  firsthand verify --package THIS-FOLDER  checks all of that.

4. WHAT DOES IT NOT SHOW?
   That the desk received these bytes no later than their event says is the desk's word, unless you hold an older head of
   its log. It does not show when something was filmed, nor that it shows what is said of it. A time that a platform
   stated is the platform's word; a time in a file is the word of whoever made the file.
";

pub(super) fn unwritable(error: impl std::fmt::Display) -> Error {
    Error::input(format!("the package could not be written: {error}"), "free some disk space and write it again")
}
