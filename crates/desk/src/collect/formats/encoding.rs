//! Bytes to text, in the encodings that spreadsheets and telephones write.

use std::borrow::Cow;

use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use encoding_rs::{Encoding, UTF_8, UTF_16BE, UTF_16LE};

/// Text and how it was read.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Text<'a> {
    pub(super) text: Cow<'a, str>,
    /// Name of the encoding: "UTF-8", "UTF-16LE", "windows-1251", ...
    pub(super) encoding: &'static str,
    /// True when the encoding was guessed from the letters (no mark, not valid UTF-8).
    pub(super) guessed: bool,
    /// True when bytes were left that mean nothing in this encoding; they are shown as U+FFFD.
    pub(super) damaged: bool,
}

/// Reads text: by its byte order mark, else as UTF-16 when every other byte is zero, else as UTF-8,
/// else in the encoding that its letters look like (chardetng, the detector of Firefox).
pub(super) fn read(bytes: &[u8]) -> Text<'_> {
    if let Some((encoding, mark)) = Encoding::for_bom(bytes) {
        return decoded(encoding, &bytes[mark..], false);
    }
    if let Some(encoding) = utf16_without_mark(bytes) {
        return decoded(encoding, bytes, true);
    }
    if std::str::from_utf8(bytes).is_ok() || is_mostly_utf8(bytes) {
        return decoded(UTF_8, bytes, false);
    }
    let mut detector = EncodingDetector::new(Iso2022JpDetection::Deny);
    detector.feed(bytes, true);
    decoded(detector.guess(None, Utf8Detection::Deny), bytes, true)
}

fn decoded<'a>(encoding: &'static Encoding, bytes: &'a [u8], guessed: bool) -> Text<'a> {
    let (text, damaged) = encoding.decode_without_bom_handling(bytes);
    Text { text, encoding: encoding.name(), guessed, damaged }
}

/// UTF-16 of mostly Latin text has a zero in nearly every high byte and in no low byte.
fn utf16_without_mark(bytes: &[u8]) -> Option<&'static Encoding> {
    let sample = &bytes[..bytes.len().min(4096)];
    let pairs = sample.len() / 2;
    if pairs < 2 {
        return None;
    }
    let zeros = |start: usize| sample.iter().skip(start).step_by(2).filter(|byte| **byte == 0).count();
    let (even, odd) = (zeros(0), zeros(1));
    if odd * 10 >= pairs * 7 && even == 0 {
        Some(UTF_16LE)
    } else if even * 10 >= pairs * 7 && odd == 0 {
        Some(UTF_16BE)
    } else {
        None
    }
}

/// UTF-8 that was cut in the middle of a letter or damaged in places: far more good than bad sequences.
fn is_mostly_utf8(bytes: &[u8]) -> bool {
    let (mut good, mut bad) = (0usize, 0usize);
    for chunk in bytes.utf8_chunks() {
        good += chunk.valid().chars().filter(|letter| !letter.is_ascii()).count();
        bad += usize::from(!chunk.invalid().is_empty());
    }
    good >= 4 * bad
}

#[cfg(test)]
mod tests {
    use super::*;

    fn utf16le(text: &str) -> Vec<u8> {
        text.encode_utf16().flat_map(u16::to_le_bytes).collect()
    }

    #[test]
    fn a_byte_order_mark_decides_and_disappears() {
        assert_eq!(read("\u{feff}дата".as_bytes()).text, "дата");
        let mut bytes = vec![0xff, 0xfe];
        bytes.extend(utf16le("дата;link"));
        let text = read(&bytes);
        assert_eq!((text.text.as_ref(), text.encoding, text.guessed), ("дата;link", "UTF-16LE", false));
    }

    #[test]
    fn utf16_without_a_mark_is_seen_by_its_zeros() {
        let text = read(&utf16le("date,link\n2026,a")).text.into_owned();
        assert_eq!(text, "date,link\n2026,a");
        let big: Vec<u8> = "date,link\n".encode_utf16().flat_map(u16::to_be_bytes).collect();
        assert_eq!(read(&big).encoding, "UTF-16BE");
    }

    #[test]
    fn western_and_cyrillic_code_pages_are_told_apart() {
        let (western, ..) = encoding_rs::WINDOWS_1252.encode("Légende;Été à la plage, café crème – déjà vu");
        let text = read(&western);
        assert_eq!((text.encoding, text.guessed), ("windows-1252", true));
        assert!(text.text.starts_with("Légende;Été"));
        let (cyrillic, ..) = encoding_rs::WINDOWS_1251.encode("Ссылка;Дата;Текст;Поезд прибывает на станцию");
        let text = read(&cyrillic);
        assert_eq!(text.encoding, "windows-1251");
        assert!(text.text.starts_with("Ссылка"));
    }

    #[test]
    fn utf8_cut_in_the_middle_of_a_letter_stays_utf8() {
        let whole = "Поезд прибывает на станцию".as_bytes();
        let text = read(&whole[..whole.len() - 1]);
        assert_eq!((text.encoding, text.damaged), ("UTF-8", true));
    }
}
