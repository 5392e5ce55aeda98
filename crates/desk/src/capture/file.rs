//! Answers as files.

use std::{fs::File, io, path::Path};

use fetch::Exchange;

use crate::{
    blocking,
    error::{Error, Result},
    preserve,
};

/// Writes a file whole.
pub(super) fn write(path: &Path, content: impl FnOnce(&mut File) -> io::Result<()>) -> Result<()> {
    let mut file = File::create(path).map_err(Error::file(path))?;
    content(&mut file).map_err(Error::file(path))
}

/// SHA-256 of a file, in hexadecimal.
pub(super) async fn hash(path: &Path) -> Result<String> {
    let path = path.to_owned();
    blocking(move || preserve::hash_file(&path)).await?.map(|(sha256, ..)| sha256)
}

/// What an answer is called: the last part of its address, with an ending where its kind tells one.
pub(super) fn name(exchange: &Exchange) -> String {
    let path = exchange.url.path().rsplit('/').find(|part| !part.is_empty());
    let plain = |letter: char| if letter.is_alphanumeric() || "-_.".contains(letter) { letter } else { '_' };
    let name: String = path.or(exchange.url.host_str()).unwrap_or("answer").chars().map(plain).take(80).collect();
    let name = name.trim_start_matches('.').to_owned();
    let kind = exchange.header("content-type").unwrap_or_default();
    let kind = kind.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
    let ending = match kind.as_str() {
        "text/html" | "application/xhtml+xml" => "html",
        "application/rss+xml" | "application/atom+xml" | "application/xml" | "text/xml" => "xml",
        "application/json" | "application/feed+json" => "json",
        "image/jpeg" => "jpg",
        "image/png" => "png",
        "image/webp" => "webp",
        "image/gif" => "gif",
        "video/mp4" => "mp4",
        "video/webm" => "webm",
        "audio/mpeg" => "mp3",
        _ => return if name.is_empty() { "answer".into() } else { name },
    };
    let has_one =
        path.is_some_and(|path| path.rsplit_once('.').is_some_and(|(_, ending)| (2..=5).contains(&ending.len())));
    if has_one { name } else { format!("{name}.{ending}") }
}
