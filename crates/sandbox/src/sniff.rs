//! Tells what a file is from its first bytes.
//!
//! The answer decides which decoder may see the file, so it errs on the side of refusing: ffmpeg's own probing would
//! also consider playlists and dozens of formats that no phone has ever written. The magic numbers are those of the
//! formats' specifications, as collected in `file(1)` and the WHATWG MIME Sniffing standard.

use crate::kind::{Archive, FileType, Format, Kind};

/// How many bytes from the start of a file are enough for [`recognise`]; fewer do for a shorter file.
pub const HEAD_LEN: usize = 4096;

/// The kind of file that starts with these bytes (see [`recognise`] for more).
#[must_use]
pub fn sniff(head: &[u8]) -> Kind {
    recognise(head).kind
}

/// Kind, media type and usual extension of the file that starts with `head` (up to [`HEAD_LEN`] bytes of it).
#[must_use]
pub fn recognise(head: &[u8]) -> FileType {
    if head.is_empty() {
        return FileType { kind: Kind::Empty, ..UNKNOWN };
    }
    by_magic(head).or_else(|| iso_media(head)).or_else(|| by_structure(head)).or_else(|| text(head)).unwrap_or(UNKNOWN)
}

const UNKNOWN: FileType =
    FileType { kind: Kind::Unknown, mime: "application/octet-stream", extension: "", demuxer: None };

const fn photo(format: Format, mime: &'static str, extension: &'static str, demuxer: &'static str) -> FileType {
    FileType { kind: Kind::Photo(format), mime, extension, demuxer: Some(demuxer) }
}
const fn video(mime: &'static str, extension: &'static str, demuxer: &'static str) -> FileType {
    FileType { kind: Kind::Video, mime, extension, demuxer: Some(demuxer) }
}
const fn sound(mime: &'static str, extension: &'static str, demuxer: &'static str) -> FileType {
    FileType { kind: Kind::Sound, mime, extension, demuxer: Some(demuxer) }
}
const fn archive(archive: Archive, mime: &'static str, extension: &'static str) -> FileType {
    FileType { kind: Kind::Archive(archive), mime, extension, demuxer: None }
}
const fn document(mime: &'static str, extension: &'static str) -> FileType {
    FileType { kind: Kind::Document, mime, extension, demuxer: None }
}
const fn playlist(mime: &'static str, extension: &'static str) -> FileType {
    FileType { kind: Kind::Playlist, mime, extension, demuxer: None }
}

/// Formats that begin with a fixed word: (offset, word, what it means), first hit wins.
const MAGIC: &[(usize, &[u8], FileType)] = &[
    (0, b"\xff\xd8\xff", photo(Format::Jpeg, "image/jpeg", "jpg", "jpeg_pipe")),
    (0, b"\x89PNG\r\n\x1a\n", photo(Format::Png, "image/png", "png", "png_pipe")),
    (0, b"GIF87a", photo(Format::Gif, "image/gif", "gif", "gif")),
    (0, b"GIF89a", photo(Format::Gif, "image/gif", "gif", "gif")),
    (8, b"WEBPVP8", photo(Format::WebP, "image/webp", "webp", "webp_pipe")),
    (0, b"II*\0", photo(Format::Tiff, "image/tiff", "tif", "tiff_pipe")),
    (0, b"MM\0*", photo(Format::Tiff, "image/tiff", "tif", "tiff_pipe")),
    (0, b"\x1a\x45\xdf\xa3", video("video/x-matroska", "mkv", "matroska")),
    (8, b"AVI ", video("video/x-msvideo", "avi", "avi")),
    (8, b"AVIX", video("video/x-msvideo", "avi", "avi")),
    (0, b"FLV\x01", video("video/x-flv", "flv", "flv")),
    (0, b"\x30\x26\xb2\x75\x8e\x66\xcf\x11", video("video/x-ms-asf", "wmv", "asf")),
    (0, b"\x00\x00\x01\xba", video("video/mpeg", "mpg", "mpeg")),
    (0, b"\x00\x00\x01\xb3", video("video/mpeg", "m2v", "mpegvideo")),
    (0, b".RMF", video("application/vnd.rn-realmedia", "rm", "rm")),
    (0, b"\x06\x0e\x2b\x34\x02\x05\x01\x01\x0d\x01\x02", video("application/mxf", "mxf", "mxf")),
    (8, b"WAVE", sound("audio/wav", "wav", "wav")),
    (8, b"AIFF", sound("audio/aiff", "aiff", "aiff")),
    (8, b"AIFC", sound("audio/aiff", "aiff", "aiff")),
    (0, b"fLaC", sound("audio/flac", "flac", "flac")),
    (0, b"ID3", sound("audio/mpeg", "mp3", "mp3")),
    (0, b"#!AMR", sound("audio/amr", "amr", "amr")),
    (0, b"caff", sound("audio/x-caf", "caf", "caf")),
    (0, b".snd", sound("audio/basic", "au", "au")),
    (0, b"wvpk", sound("audio/x-wavpack", "wv", "wv")),
    (0, b"PK\x03\x04", archive(Archive::Zip, "application/zip", "zip")),
    (0, b"PK\x05\x06", archive(Archive::Zip, "application/zip", "zip")),
    (0, b"\x1f\x8b\x08", archive(Archive::Gzip, "application/gzip", "gz")),
    (0, b"BZh", archive(Archive::Bzip2, "application/x-bzip2", "bz2")),
    (0, b"\xfd7zXZ\0", archive(Archive::Xz, "application/x-xz", "xz")),
    (0, b"\x28\xb5\x2f\xfd", archive(Archive::Zstd, "application/zstd", "zst")),
    (0, b"7z\xbc\xaf\x27\x1c", archive(Archive::SevenZip, "application/x-7z-compressed", "7z")),
    (0, b"Rar!\x1a\x07", archive(Archive::Rar, "application/vnd.rar", "rar")),
    (257, b"ustar", archive(Archive::Tar, "application/x-tar", "tar")),
    (0, b"%PDF-", document("application/pdf", "pdf")),
    (0, b"%!PS", document("application/postscript", "ps")),
    (0, b"{\\rtf", document("application/rtf", "rtf")),
    (0, b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", document("application/x-ole-storage", "doc")),
];

fn by_magic(head: &[u8]) -> Option<FileType> {
    let (_, _, found) =
        MAGIC.iter().find(|(offset, word, _)| head.get(*offset..).is_some_and(|rest| rest.starts_with(word)))?;
    // The words at offset 8 are only meaningful inside the chunk formats that put a length before them.
    let chunked = |of: &[&[u8]]| of.iter().any(|word| head.starts_with(word));
    match found.mime {
        "image/webp" | "video/x-msvideo" | "audio/wav" if !chunked(&[b"RIFF", b"RF64"]) => None,
        "audio/aiff" if !chunked(&[b"FORM"]) => None,
        "video/x-matroska" if contains(head, b"webm") => Some(video("video/webm", "webm", "matroska")),
        _ => Some(*found),
    }
}

/// The ISO base media family (MP4, QuickTime, 3GP, HEIF): told apart by the brands in the `ftyp` box (ISO/IEC 14496-12).
fn iso_media(head: &[u8]) -> Option<FileType> {
    let mp4 = video("video/mp4", "mp4", "mov");
    let quicktime = video("video/quicktime", "mov", "mov");
    match head.get(4..8)? {
        b"ftyp" => {}
        b"moov" | b"mdat" | b"wide" | b"pnot" | b"free" | b"skip" => return Some(quicktime),
        b"styp" | b"moof" | b"sidx" => return Some(mp4),
        _ => return None,
    }
    let length = u32::from_be_bytes(head.get(..4)?.try_into().ok()?) as usize;
    let brands = head.get(8..length.clamp(8, head.len()))?;
    let major = brands.get(..4)?;
    // Bytes 4..8 are the version of the major brand; the compatible brands follow.
    let any = |of: &[&[u8]]| {
        of.contains(&major) || brands.get(8..).unwrap_or_default().chunks_exact(4).any(|brand| of.contains(&brand))
    };
    Some(match major {
        b"avif" | b"avis" => photo(Format::Avif, "image/avif", "avif", "mov"),
        b"heic" | b"heix" | b"heim" | b"heis" | b"hevc" | b"hevx" => photo(Format::Heic, "image/heic", "heic", "mov"),
        b"mif1" | b"msf1" if any(&[b"avif", b"avis"]) => photo(Format::Avif, "image/avif", "avif", "mov"),
        b"mif1" | b"msf1" => photo(Format::Heic, "image/heif", "heif", "mov"),
        // Canon's raw photos use the container, but no decoder here reads them.
        b"crx " => FileType { mime: "image/x-canon-cr3", extension: "cr3", ..UNKNOWN },
        b"M4A " | b"M4B " | b"M4P " | b"F4A " => sound("audio/mp4", "m4a", "mov"),
        b"qt  " => quicktime,
        [b'3', b'g', b'p' | b'g' | b'r' | b's', _] => video("video/3gpp", "3gp", "mov"),
        [b'3', b'g', b'2', _] => video("video/3gpp2", "3g2", "mov"),
        _ => mp4,
    })
}

/// Formats that have no word of their own, but a structure that chance does not produce.
fn by_structure(head: &[u8]) -> Option<FileType> {
    let at = |offset: usize| head.get(offset).copied();
    if head.starts_with(b"OggS") {
        return Some(if contains(head, b"\x80theora") {
            video("video/ogg", "ogv", "ogg")
        } else {
            sound("audio/ogg", if contains(head, b"OpusHead") { "opus" } else { "ogg" }, "ogg")
        });
    }
    // Bitmap: "BM", file size, four reserved bytes of zero, offset, then a header of one of the known lengths.
    if head.starts_with(b"BM")
        && head.get(6..10) == Some(&[0; 4])
        && matches!(at(14), Some(12 | 40 | 52 | 56 | 64 | 108 | 124))
    {
        return Some(photo(Format::Bmp, "image/bmp", "bmp", "bmp_pipe"));
    }
    // MPEG transport stream: a packet of 188 bytes starts with 0x47; on Blu-ray discs four bytes precede each packet.
    for (first, step) in [(0, 188), (4, 192)] {
        if (0..3).all(|packet| at(first + packet * step) == Some(0x47)) {
            return Some(video("video/mp2t", "ts", "mpegts"));
        }
    }
    // MPEG sound: eleven bits of ones, then a version, a layer, a bit rate and a sampling rate that are not reserved.
    if let [0xff, second, third, ..] = *head
        && second & 0xe0 == 0xe0
    {
        let (version, layer) = ((second >> 3) & 3, (second >> 1) & 3);
        if layer == 0 && second & 0xf0 == 0xf0 {
            return Some(sound("audio/aac", "aac", "aac"));
        }
        if version != 1 && layer != 0 && !matches!(third >> 4, 0 | 15) && (third >> 2) & 3 != 3 {
            return Some(sound("audio/mpeg", "mp3", "mp3"));
        }
    }
    None
}

/// Texts: first the ones that make a player open something else, then everything else that reads as text.
fn text(head: &[u8]) -> Option<FileType> {
    if head.starts_with(b"\xff\xfe") || head.starts_with(b"\xfe\xff") {
        return Some(document("text/plain", "txt"));
    }
    let start = head.strip_prefix(b"\xef\xbb\xbf").unwrap_or(head).trim_ascii_start();
    let lower: Vec<u8> = start.iter().take(HEAD_LEN).map(u8::to_ascii_lowercase).collect();
    let begins = |of: &[&[u8]]| of.iter().any(|word| lower.starts_with(word));
    if begins(&[b"#extm3u", b"#ext-x-"]) {
        return Some(playlist("application/vnd.apple.mpegurl", "m3u8"));
    }
    if begins(&[
        b"ffconcat version",
        b";ffmetadata",
        b"[playlist]",
        b"[reference]",
        b"rtsptext",
        b"smiltext",
        b"v=0\r\no=",
        b"v=0\no=",
    ]) {
        return Some(playlist("text/plain", "txt"));
    }
    if begins(&[b"<"]) {
        let opens: &[&[u8]] = &[
            b"<mpd",
            b"<smil",
            b"<asx",
            b"<smoothstreamingmedia",
            b"<playlist",
            b"<compositionplaylist",
            b"<assetmap",
        ];
        if opens.iter().any(|element| contains(&lower, element)) {
            return Some(playlist("application/xml", "xml"));
        }
        if contains(&lower, b"<svg") {
            return Some(document("image/svg+xml", "svg"));
        }
        if contains(&lower, b"<html") || contains(&lower, b"<!doctype html") {
            return Some(document("text/html", "html"));
        }
        if begins(&[b"<?xml"]) {
            return Some(document("application/xml", "xml"));
        }
    }
    if !reads_as_text(head) {
        return None;
    }
    Some(match lower.first() {
        Some(b'{' | b'[') => document("application/json", "json"),
        _ => document("text/plain", "txt"),
    })
}

/// UTF-8 without control characters, allowing for a character cut off at the end of the head.
fn reads_as_text(head: &[u8]) -> bool {
    let text = match std::str::from_utf8(head) {
        Ok(text) => text,
        Err(error) if error.error_len().is_none() => {
            std::str::from_utf8(&head[..error.valid_up_to()]).unwrap_or_default()
        }
        Err(_) => return false,
    };
    !text.is_empty() && !text.chars().any(|c| c.is_control() && !matches!(c, '\n' | '\r' | '\t' | '\u{c}' | '\u{1b}'))
}

fn contains(haystack: &[u8], needle: &[u8]) -> bool {
    haystack.windows(needle.len()).any(|window| window == needle)
}
