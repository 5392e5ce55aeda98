//! Times that are uncertain on purpose: an interval, the words it was read from, and why they are believed.

use jiff::Timestamp;
use jiff::civil::DateTime;
use jiff::tz::TimeZone;

/// Microseconds in a second.
pub(super) const SECOND: i64 = 1_000_000;
/// Microseconds in an hour.
const HOUR: i64 = 3600 * SECOND;
/// Clocks on Earth run from this many hours behind UTC ...
const FARTHEST_BEHIND: i64 = 12 * HOUR;
/// ... to this many hours before it.
const FARTHEST_AHEAD: i64 = 14 * HOUR;

/// An uncertain moment: every instant from `earliest` to `latest`, both included, is possible.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct When {
    /// Microseconds since 1970-01-01T00:00:00Z.
    pub earliest: i64,
    /// Microseconds since 1970-01-01T00:00:00Z, never before `earliest`.
    pub latest: i64,
    /// As written in the file.
    pub words: String,
    /// Why it is believed.
    pub basis: WhenBasis,
}

/// What a time rests on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum WhenBasis {
    /// The platform states it, with a known zone.
    PlatformStated,
    /// Exported in the local time of somebody's device whose zone is unknown: the interval is
    /// widened to every zone on Earth.
    ExportedLocalTime,
    /// A person typed it. Widened like the former when no zone was typed.
    TypedByPerson,
    /// The platform builds the moment of posting into the post's id.
    DerivedFromId,
}

impl WhenBasis {
    /// Every basis with its name in files.
    pub(super) const NAMES: [(WhenBasis, &'static str); 4] = [
        (WhenBasis::PlatformStated, "platform"),
        (WhenBasis::ExportedLocalTime, "exported-local-time"),
        (WhenBasis::TypedByPerson, "typed"),
        (WhenBasis::DerivedFromId, "id"),
    ];

    /// Name in files: "platform", "exported-local-time", "typed", "id".
    pub fn as_str(self) -> &'static str {
        Self::NAMES.iter().find(|(basis, _)| *basis == self).map_or("typed", |(_, name)| name)
    }
}

/// A span of instants, in microseconds since 1970-01-01T00:00:00Z, both ends included.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Span {
    pub(super) earliest: i64,
    pub(super) latest: i64,
}

impl Span {
    /// The second that starts `seconds` after 1970; none outside the years -9999 to 9999.
    pub(super) fn of_unix_second(seconds: i64) -> Option<Span> {
        let earliest = Timestamp::from_second(seconds).ok()?.as_microsecond();
        Some(Span { earliest, latest: earliest + (SECOND - 1) })
    }

    /// A stretch of a clock that shows UTC: from `start`, `length` microseconds long (at least 1).
    pub(super) fn of_utc(start: DateTime, length: i64) -> Option<Span> {
        let earliest = start.to_zoned(TimeZone::UTC).ok()?.timestamp().as_microsecond();
        Some(Span { earliest, latest: earliest.checked_add(length.max(1) - 1)? })
    }

    /// The same clock reading in whichever zone on Earth: what showed 12:00 was between 22:00 UTC of
    /// the day before (zone +14) and 24:00 UTC (zone -12).
    pub(super) fn in_any_zone(self) -> Span {
        Span {
            earliest: self.earliest.saturating_sub(FARTHEST_AHEAD),
            latest: self.latest.saturating_add(FARTHEST_BEHIND),
        }
    }

    /// The same clock reading in a zone `seconds` ahead of UTC.
    pub(super) fn at_offset(self, seconds: i64) -> Span {
        let shift = seconds.saturating_mul(SECOND);
        Span { earliest: self.earliest.saturating_sub(shift), latest: self.latest.saturating_sub(shift) }
    }

    /// The smallest span that holds both.
    pub(super) fn hull(self, other: Span) -> Span {
        Span { earliest: self.earliest.min(other.earliest), latest: self.latest.max(other.latest) }
    }

    pub(super) fn worded(self, words: impl Into<String>, basis: WhenBasis) -> When {
        When { earliest: self.earliest, latest: self.latest, words: words.into(), basis }
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

    use super::*;

    #[test]
    fn a_local_time_of_unknown_zone_covers_every_zone_on_earth() {
        let noon = Span::of_utc(jiff::civil::date(2026, 11, 20).at(12, 0, 0, 0), SECOND).unwrap();
        let anywhere = noon.in_any_zone();
        assert_eq!(Timestamp::from_microsecond(anywhere.earliest).unwrap().to_string(), "2026-11-19T22:00:00Z");
        assert_eq!(Timestamp::from_microsecond(anywhere.latest).unwrap().to_string(), "2026-11-21T00:00:00.999999Z");
    }

    #[test]
    fn a_second_lasts_until_just_before_the_next() {
        let second = Span::of_unix_second(10).unwrap();
        assert_eq!((second.earliest, second.latest), (10_000_000, 10_999_999));
    }

    #[test]
    fn seconds_far_outside_the_calendar_are_no_time() {
        assert_eq!(Span::of_unix_second(i64::MAX), None);
    }
}
