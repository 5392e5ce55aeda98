//! Reading single fields out of JSON objects whose writers do not keep to types.

use serde_json::{Map, Value};

/// A non-empty string.
pub(super) fn text<'a>(object: &'a Map<String, Value>, key: &str) -> Option<&'a str> {
    object.get(key)?.as_str().filter(|text| !text.trim().is_empty())
}

/// A non-empty string or a whole number, as a string: ids come as either.
pub(super) fn id(object: &Map<String, Value>, key: &str) -> Option<String> {
    match object.get(key)? {
        Value::String(text) if !text.trim().is_empty() => Some(text.clone()),
        Value::Number(number) if number.is_i64() || number.is_u64() => Some(number.to_string()),
        _ => None,
    }
}

/// Seconds since 1970, given as a number (a fraction is cut off) or as a string of digits.
pub(super) fn seconds(object: &Map<String, Value>, key: &str) -> Option<i64> {
    match object.get(key)? {
        Value::Number(number) => number.as_i64().or_else(|| {
            let seconds = number.as_f64()?.floor();
            // Beyond this a float no longer counts single seconds, and no calendar reaches there.
            #[expect(clippy::cast_possible_truncation, reason = "checked to be well inside i64")]
            (seconds.abs() < 1e15).then_some(seconds as i64)
        }),
        Value::String(text) => text.trim().parse().ok(),
        _ => None,
    }
}

/// The text without a byte order mark at its start.
pub(super) fn without_mark(bytes: &[u8]) -> &[u8] {
    bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes)
}
