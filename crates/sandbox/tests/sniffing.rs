//! What files are, by their first bytes.

use crate::material::{encoded, picture};
use image::ImageFormat;
use proptest::prelude::*;
use sandbox::{Archive, Format, HEAD_LEN, Kind, recognise, sniff};

#[test]
fn ordinary_files_are_recognised_by_content() {
    for (format, expected) in [
        (ImageFormat::Jpeg, Format::Jpeg),
        (ImageFormat::Png, Format::Png),
        (ImageFormat::WebP, Format::WebP),
        (ImageFormat::Gif, Format::Gif),
        (ImageFormat::Tiff, Format::Tiff),
        (ImageFormat::Bmp, Format::Bmp),
    ] {
        assert_eq!(sniff(&encoded(&picture(9, 9), format)), Kind::Photo(expected));
    }
    let tar = [&[b'a'; 257][..], b"ustar\0"].concat();
    let stream = [b"\x47", &[0; 187][..]].concat().repeat(4);
    for (head, kind, extension) in [
        (&b""[..], Kind::Empty, ""),
        (b"\0\0\0\x1cftypisom\0\0\x02\0isomiso2avc1mp41", Kind::Video, "mp4"),
        (b"\0\0\0\x14ftypqt  \0\0\0\0qt  ", Kind::Video, "mov"),
        (b"\0\0\0\x14ftyp3gp5\0\0\0\0isom", Kind::Video, "3gp"),
        (b"\0\0\0\x18ftypM4A \0\0\0\0M4A mp42", Kind::Sound, "m4a"),
        (b"\0\0\0\x18ftypheic\0\0\0\0mif1heic", Kind::Photo(Format::Heic), "heic"),
        (b"\0\0\0\x18ftypmif1\0\0\0\0mif1avif", Kind::Photo(Format::Avif), "avif"),
        (b"\x1a\x45\xdf\xa3\x9f\x42\x86\x81\x01\x42\x82\x84webm", Kind::Video, "webm"),
        (b"RIFF\x24\0\0\0AVI LIST", Kind::Video, "avi"),
        (b"RIFF\x24\0\0\0WAVEfmt ", Kind::Sound, "wav"),
        (b"OggS\0\x02\0\0\0\0\0\0\0\0OpusHead", Kind::Sound, "opus"),
        (b"ID3\x04\0\0\0\0\0\0", Kind::Sound, "mp3"),
        (b"\xff\xfb\x90\x64\0\0", Kind::Sound, "mp3"),
        (&stream, Kind::Video, "ts"),
        (b"PK\x03\x04\x14\0", Kind::Archive(Archive::Zip), "zip"),
        (&tar, Kind::Archive(Archive::Tar), "tar"),
        (b"\x1f\x8b\x08\0\0\0", Kind::Archive(Archive::Gzip), "gz"),
        (b"%PDF-1.7", Kind::Document, "pdf"),
        (b"<!DOCTYPE html><title>x</title>", Kind::Document, "html"),
        ("Всё это текст".as_bytes(), Kind::Document, "txt"),
        (b"{\"posts\": []}", Kind::Document, "json"),
        (b"\x00\x01\x02\x03\x80\x81", Kind::Unknown, ""),
    ] {
        let found = recognise(head);
        assert_eq!((found.kind, found.extension), (kind, extension), "{}", String::from_utf8_lossy(head));
        assert!(found.mime.contains('/'));
    }
}

#[test]
fn whatever_makes_a_player_open_other_files_is_a_playlist() {
    for text in [
        "#EXTM3U\n#EXT-X-MEDIA-SEQUENCE:0\n#EXTINF:10,\nfile:///etc/hostname\n",
        "\u{feff}  \n#EXTM3U\nx",
        "#extm3u",
        "ffconcat version 1.0\nfile /etc/hostname",
        ";FFMETADATA1\n",
        "<?xml version=\"1.0\"?>\n<!-- x -->\n<MPD xmlns=\"urn:mpeg:dash:schema:mpd:2011\">",
        "<smil><body><video src=\"/etc/hostname\"/></body></smil>",
        "[playlist]\nFile1=/etc/hostname\n",
        "v=0\r\no=- 0 0 IN IP4 127.0.0.1\r\n",
    ] {
        assert_eq!(sniff(text.as_bytes()), Kind::Playlist, "{text}");
    }
}

#[test]
fn drawings_that_name_other_files_are_documents() {
    for text in [
        "<svg xmlns=\"http://www.w3.org/2000/svg\"><image href=\"file:///etc/hostname\"/></svg>",
        "<?xml version=\"1.0\"?><!DOCTYPE svg><svg/>",
        "push graphic-context\nviewbox 0 0 640 480\nimage over 0,0 0,0 'label:@/etc/hostname'\npop graphic-context",
        "%!PS-Adobe-3.0 EPSF-3.0\n",
    ] {
        assert_eq!(sniff(text.as_bytes()), Kind::Document, "{text}");
    }
}

proptest! {
    #[test]
    fn any_bytes_get_an_answer(head in proptest::collection::vec(any::<u8>(), 0..600)) {
        let found = recognise(&head);
        prop_assert_eq!(found.kind == Kind::Empty, head.is_empty());
        prop_assert_eq!(found.kind, sniff(&head));
    }

    #[test]
    fn what_follows_a_signature_does_not_change_the_answer(tail in proptest::collection::vec(any::<u8>(), 0..300)) {
        for start in [&b"\xff\xd8\xff"[..], b"\x89PNG\r\n\x1a\n", b"GIF89a", b"#EXTM3U\n", b"PK\x03\x04", b"%PDF-"] {
            prop_assert_eq!(sniff(&[start, &tail].concat()), sniff(start));
        }
    }

    #[test]
    fn text_is_never_taken_for_media(text in "[ -~\n]{1,200}") {
        let kind = sniff(text.as_bytes());
        // A few signatures are themselves printable; what they announce is refused by the decoder later.
        prop_assume!(!["BM", "ID3", "PK", "BZh", "caff", ".snd", "wvpk", "fLaC", "II", "MM", "OggS", "RIFF", "FORM", ".RMF", "GIF", "#!AMR"]
            .iter().any(|word| text.starts_with(word)));
        prop_assume!(!["AVI ", "AVIX", "WAVE", "ftyp", "moov", "mdat", "wide", "pnot", "free", "skip", "styp", "moof", "sidx", "WEBP", "ustar"]
            .iter().any(|word| text.contains(word)));
        prop_assert!(matches!(kind, Kind::Document | Kind::Playlist | Kind::Video if text.len() < HEAD_LEN), "{:?}", kind);
        prop_assert!(kind != Kind::Video || text.as_bytes()[0] == b'G', "only a transport stream starts with a letter");
    }
}
