//! HTTP byte ranges (RFC 9110, section 14), as far as players use them: one range, or the whole.

use std::ops::Range;

/// What a request asks of a file of known size.
#[derive(Debug, PartialEq, Eq)]
pub enum Asked {
    /// All of it.
    Whole,
    /// The bytes from `start` up to, not including, `end`.
    Part(Range<u64>),
    /// A range that lies outside.
    Outside,
}

/// Reads a `Range` header for a file of `size` bytes.
///
/// `current` tells whether an `If-Range` condition, where there is one, names this file; when it does not, the whole is
/// sent. A unit other than bytes, several ranges at once and what cannot be read are ignored, as the RFC allows.
pub fn asked(header: Option<&str>, current: bool, size: u64) -> Asked {
    let Some(spec) = header.filter(|_| current).and_then(|header| header.strip_prefix("bytes=")) else {
        return Asked::Whole;
    };
    let Some((first, last)) = spec.trim().split_once('-') else { return Asked::Whole };
    let range = match (first.parse::<u64>(), last.parse::<u64>()) {
        (Ok(start), _) if last.is_empty() => start..size,
        (Ok(start), Ok(last)) if start <= last => start..last.saturating_add(1).min(size),
        (Err(_), Ok(suffix)) if first.is_empty() => size.saturating_sub(suffix)..size,
        _ => return Asked::Whole,
    };
    if range.start < range.end { Asked::Part(range) } else { Asked::Outside }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn players_get_the_part_they_ask_for() {
        for (header, expected) in [
            ("bytes=0-", Asked::Part(0..100)),
            ("bytes=10-19", Asked::Part(10..20)),
            ("bytes=90-1000", Asked::Part(90..100)),
            ("bytes=-5", Asked::Part(95..100)),
            ("bytes=-500", Asked::Part(0..100)),
            ("bytes=100-", Asked::Outside),
            ("bytes=-0", Asked::Outside),
            ("bytes=20-10", Asked::Whole),
            ("bytes=0-1,5-6", Asked::Whole),
            ("lines=0-1", Asked::Whole),
            ("bytes=", Asked::Whole),
        ] {
            assert_eq!(asked(Some(header), true, 100), expected, "{header}");
        }
    }

    #[test]
    fn a_changed_file_is_sent_whole() {
        assert_eq!(asked(Some("bytes=10-19"), false, 100), Asked::Whole);
        assert_eq!(asked(None, true, 100), Asked::Whole);
    }

    proptest! {
        #[test]
        fn a_part_always_lies_inside(header in ".{0,40}", first in any::<u64>(), last in any::<u64>(), size in any::<u64>()) {
            for header in [header, format!("bytes={first}-{last}"), format!("bytes=-{last}")] {
                if let Asked::Part(range) = asked(Some(&header), true, size) {
                    prop_assert!(range.start < range.end && range.end <= size);
                }
            }
        }
    }
}
