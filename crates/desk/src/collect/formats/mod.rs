//! Files that describe posts, turned into post records.
//!
//! Every format is a pure decoder: bytes in, records out, with no clock, network or disk, so the
//! same bytes always give the same records and a better decoder can be run again over kept files.
//! Whatever cannot be read becomes a [`Problem`] for that one post; the rest of the file goes on.
//!
//! A new format is one new file and one line in [`formats`]. `doc/import.md` is the page for
//! people who prepare such files.

pub mod archive;
pub mod paths;
pub mod post;
pub mod table;
pub mod telegram;
pub mod whatsapp;
pub mod when;
pub mod ytdlp;

mod dates;
mod elements;
mod encoding;
mod feed;
mod fields;
mod jsonl;
mod links;
mod months;
mod shown;

pub use jsonl::to_json_line;
pub use post::{Decoded, MediaRef, Note, PostRecord, Problem, SourceRecord};
pub use when::{When, WhenBasis};

/// A kind of file that describes posts.
pub trait Format: Sync {
    /// Name for people: "Telegram Desktop export".
    fn name(&self) -> &'static str;

    /// Whether a file with this name (a path is fine, its last part counts) and these first bytes
    /// (4 KiB or more where the file is that long) is of this format.
    fn recognises(&self, file_name: &str, head: &[u8]) -> bool;

    /// Reads the whole file; `file_name` is the address of one that was fetched. Never panics and never fails as a whole: what could not be read is in
    /// [`Decoded::problems`]. Time and memory grow linearly with `bytes`.
    fn decode(&self, file_name: &str, bytes: &[u8]) -> Decoded;
}

/// Every format, in the order in which they are asked: the ones that are sure of themselves first.
pub fn formats() -> &'static [&'static dyn Format] {
    &[
        &jsonl::JsonLines,
        &ytdlp::YtDlp,
        &telegram::Telegram,
        &whatsapp::WhatsApp,
        &feed::Feeds,
        &table::sheet::Spreadsheet,
        &table::delimited::Delimited,
    ]
}

/// The first format that recognises the file, by its name and its first bytes (4 KiB or more).
pub fn recognise(file_name: &str, head: &[u8]) -> Option<&'static dyn Format> {
    formats().iter().copied().find(|format| format.recognises(file_name, head))
}

/// The last part of a path, whichever slash it uses.
fn base_name(path: &str) -> &str {
    path.rsplit(['/', '\\']).next().unwrap_or(path)
}

/// Whether the file name ends in one of these extensions (given with the dot, lower case).
fn has_extension(file_name: &str, extensions: &[&str]) -> bool {
    let name = base_name(file_name).to_lowercase();
    extensions.iter().any(|extension| name.ends_with(extension))
}

#[cfg(test)]
mod robustness;
