//! Walking a JSON file of any size piece by piece, so that one bad piece costs only itself.
//!
//! A JSON parser gives up a whole file at its first error, and building a tree of gigabytes takes
//! gigabytes. This walker only finds where the members of one object or the elements of one array
//! begin and end; each piece is then parsed by itself.

use std::borrow::Cow;

/// The file ends, or stops being JSON, inside a piece.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Unfinished;

/// Pieces of one JSON object (key and value) or array (empty key and element).
#[derive(Debug, Clone)]
pub(super) struct Pieces<'a> {
    bytes: &'a [u8],
    at: usize,
    keyed: bool,
    over: bool,
}

/// Key (without quotes, escapes as written; empty in arrays) and the bytes of a value.
pub(super) type Piece<'a> = (&'a [u8], &'a [u8]);

impl<'a> Pieces<'a> {
    /// The members of the object that `bytes` starts with; nothing when it starts with something else.
    pub(super) fn of_object(bytes: &'a [u8]) -> Option<Self> {
        Self::opened_by(b'{', bytes)
    }

    /// The elements of the array that `bytes` starts with; nothing when it starts with something else.
    pub(super) fn of_array(bytes: &'a [u8]) -> Option<Self> {
        Self::opened_by(b'[', bytes)
    }

    fn opened_by(bracket: u8, bytes: &'a [u8]) -> Option<Self> {
        let at = skip_space(bytes, 0);
        (bytes.get(at) == Some(&bracket)).then_some(Pieces { bytes, at: at + 1, keyed: bracket == b'{', over: false })
    }

    /// The next piece. The last value of a cut-off file is given as far as it goes, so that its own
    /// pieces can be walked; an [`Unfinished`] follows it.
    fn step(&mut self) -> Result<Option<Piece<'a>>, Unfinished> {
        self.at = skip_space(self.bytes, self.at);
        if self.bytes.get(self.at) == Some(&b',') {
            self.at = skip_space(self.bytes, self.at + 1);
        }
        let key: &[u8] = match self.bytes.get(self.at) {
            None => return Err(Unfinished),
            Some(b'}' | b']') => return Ok(None),
            Some(b'"') if self.keyed => {
                let end = string_end(self.bytes, self.at).ok_or(Unfinished)?;
                let key = &self.bytes[self.at + 1..end - 1];
                self.at = skip_space(self.bytes, end);
                if self.bytes.get(self.at) != Some(&b':') {
                    return Err(Unfinished);
                }
                self.at = skip_space(self.bytes, self.at + 1);
                key
            }
            Some(_) if self.keyed => return Err(Unfinished),
            Some(_) => &[],
        };
        let start = self.at;
        self.at = value_end(self.bytes, start).unwrap_or(self.bytes.len());
        if self.at == start { Err(Unfinished) } else { Ok(Some((key, &self.bytes[start..self.at]))) }
    }
}

impl<'a> Iterator for Pieces<'a> {
    type Item = Result<Piece<'a>, Unfinished>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.over {
            return None;
        }
        let step = self.step().transpose();
        self.over = !matches!(step, Some(Ok(_)));
        step
    }
}

fn skip_space(bytes: &[u8], at: usize) -> usize {
    let rest = bytes.get(at..).unwrap_or_default();
    at + rest.iter().take_while(|byte| byte.is_ascii_whitespace()).count()
}

/// The place after the string that starts at `at`.
fn string_end(bytes: &[u8], at: usize) -> Option<usize> {
    let mut at = at + 1;
    loop {
        at += bytes.get(at..)?.iter().position(|byte| matches!(byte, b'"' | b'\\'))?;
        if bytes[at] == b'"' {
            return Some(at + 1);
        }
        at += 2;
    }
}

/// The place after the value that starts at `at`; nothing when the file ends before it does.
fn value_end(bytes: &[u8], at: usize) -> Option<usize> {
    match bytes.get(at)? {
        b'"' => string_end(bytes, at),
        b'{' | b'[' => {
            let mut depth = 0_usize;
            let mut at = at;
            loop {
                at += bytes.get(at..)?.iter().position(|byte| matches!(byte, b'"' | b'{' | b'}' | b'[' | b']'))?;
                match bytes[at] {
                    b'"' => {
                        at = string_end(bytes, at)?;
                        continue;
                    }
                    b'{' | b'[' => depth += 1,
                    _ => depth -= 1,
                }
                at += 1;
                if depth == 0 {
                    return Some(at);
                }
            }
        }
        _ => {
            let rest = &bytes[at..];
            Some(
                at + rest
                    .iter()
                    .take_while(|byte| !matches!(byte, b',' | b'}' | b']') && !byte.is_ascii_whitespace())
                    .count(),
            )
        }
    }
}

/// The bytes with every `\xNN` (which Telegram writes for control characters, and JSON does not know)
/// turned into `\u00NN`.
pub(super) fn with_valid_escapes(bytes: &[u8]) -> Cow<'_, [u8]> {
    let mut repaired: Vec<u8> = Vec::new();
    let (mut copied, mut at) = (0, 0);
    while let Some(step) = bytes[at..].iter().position(|byte| *byte == b'\\') {
        at += step;
        if let [b'\\', b'x', high, low, ..] = bytes[at..]
            && high.is_ascii_hexdigit()
            && low.is_ascii_hexdigit()
        {
            repaired.extend_from_slice(&bytes[copied..at]);
            repaired.extend_from_slice(&[b'\\', b'u', b'0', b'0', high, low]);
            at += 4;
            copied = at;
        } else {
            at = (at + 2).min(bytes.len());
        }
    }
    if copied == 0 {
        return Cow::Borrowed(bytes);
    }
    repaired.extend_from_slice(&bytes[copied..]);
    Cow::Owned(repaired)
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

    use super::*;

    fn texts(pieces: Pieces<'_>) -> Vec<Result<String, Unfinished>> {
        pieces
            .map(|piece| {
                piece.map(|(key, value)| format!("{}={}", String::from_utf8_lossy(key), String::from_utf8_lossy(value)))
            })
            .collect()
    }

    #[test]
    fn members_and_elements_are_found_without_reading_inside() {
        let pieces = Pieces::of_object(br#" {"a": {"x": "}]\""} , "b":[1, 2],"c":null}"#).unwrap();
        let expected = [r#"a={"x": "}]\""}"#, "b=[1, 2]", "c=null"].map(|text| Ok(text.to_owned()));
        assert_eq!(texts(pieces), expected);
        let pieces = Pieces::of_array(b"[1, \"two\" ,[3],{}]").unwrap();
        assert_eq!(texts(pieces), ["=1", "=\"two\"", "=[3]", "={}"].map(|text| Ok(text.to_owned())));
    }

    #[test]
    fn a_cut_off_file_gives_what_is_whole_and_then_says_so() {
        let pieces = Pieces::of_array(b"[{\"a\":1},{\"b\"").unwrap();
        assert_eq!(texts(pieces), [Ok("={\"a\":1}".to_owned()), Ok("={\"b\"".to_owned()), Err(Unfinished)]);
        assert!(Pieces::of_array(b"{}").is_none());
    }

    #[test]
    fn escapes_that_json_does_not_know_are_repaired_and_others_left() {
        assert_eq!(with_valid_escapes(br#""a\x1Fb\\x1F\n""#).as_ref(), br#""a\u001Fb\\x1F\n""#);
        assert!(matches!(with_valid_escapes(br#""plain \n""#), Cow::Borrowed(_)));
        assert_eq!(with_valid_escapes(b"\\").as_ref(), b"\\");
        assert_eq!(with_valid_escapes(b"\\x1").as_ref(), b"\\x1");
    }
}
