//! What a file is, judged by its content.

use serde::{Deserialize, Serialize};

/// What a file is, as far as its first bytes tell. Names and extensions are never asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// A still picture, or an animation in a picture format.
    Photo(Format),
    /// A container that usually carries moving pictures (it may turn out to hold sound only).
    Video,
    /// Sound without moving pictures (it may carry a cover).
    Sound,
    /// A text that makes a player open other files or addresses: never handed to a decoder.
    Playlist,
    /// Other files packed together or compressed.
    Archive(Archive),
    /// Text, a web page, a drawing in text form, an office or PDF document.
    Document,
    /// No bytes at all.
    Empty,
    /// None of the above.
    Unknown,
}

/// The picture formats that can be decoded.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Format {
    /// JPEG
    Jpeg,
    /// PNG, also animated
    Png,
    /// WebP, also animated
    WebP,
    /// GIF, also animated
    Gif,
    /// TIFF and the camera raw formats built on it
    Tiff,
    /// Windows bitmap
    Bmp,
    /// AVIF: AV1 in HEIF
    Avif,
    /// HEIC: HEVC in HEIF
    Heic,
}

/// Ways in which files are packed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Archive {
    /// Zip, also as office document, WACZ or phone backup
    Zip,
    /// Tar, not compressed
    Tar,
    /// gzip, often a compressed tar
    Gzip,
    /// bzip2
    Bzip2,
    /// xz
    Xz,
    /// Zstandard
    Zstd,
    /// 7-Zip
    SevenZip,
    /// RAR
    Rar,
}

impl Kind {
    /// The kind in words, with an article, as used in messages: "a photo", "an archive".
    #[must_use]
    pub fn words(self) -> &'static str {
        match self {
            Self::Photo(_) => "a photo",
            Self::Video => "a video",
            Self::Sound => "a sound recording",
            Self::Playlist => "a playlist",
            Self::Archive(_) => "an archive",
            Self::Document => "a text or document",
            Self::Empty => "an empty file",
            Self::Unknown => "of an unknown kind",
        }
    }
}

/// All that the first bytes of a file say about it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct FileType {
    /// What the file is.
    pub kind: Kind,
    /// Its media type, `application/octet-stream` where unknown.
    pub mime: &'static str,
    /// The extension such files usually have, without the dot; empty where unknown.
    pub extension: &'static str,
    /// The one ffmpeg demuxer that may open it. None: ffmpeg never gets to see it.
    pub(crate) demuxer: Option<&'static str>,
}
