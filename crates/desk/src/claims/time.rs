//! Uncertain time: every instant of an interval is possible; the words that it was read from stay with it.
//!
//! Written times are EDTF where they fit (Extended Date/Time Format, Library of Congress 2019, as in ISO 8601-2): levels
//! 0 and 1 without seasons, and level 1's unspecified digits. `~` and `%` (approximate) widen by one unit of what was
//! written on either side; `?` (doubtful) is kept in the words and widens nothing.

use jiff::{
    civil::{Date, DateTime},
    tz::{Offset, TimeZone},
};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::{
    clock::{self, Micros},
    error::{Error, Result},
};

/// An uncertain instant.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct When {
    /// Not before, microseconds since 1970 UTC.
    pub earliest: Micros,
    /// Not after, microseconds since 1970 UTC; never before `earliest`.
    pub latest: Micros,
    /// As written.
    pub words: String,
    /// The same in EDTF, where it fits.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub edtf: Option<String>,
    /// On what it rests, for reading: "as said, in the zone of the incident", "stated by the platform".
    pub basis: String,
}

/// A stretch of time, each end of which may be uncertain, unknown or open.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Period {
    /// When it began; unknown when absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub from: Option<When>,
    /// When it ended; unknown, or not yet, when absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub until: Option<When>,
    /// As written.
    pub words: String,
}

/// In which zone local times are meant.
#[derive(Clone, Debug, PartialEq)]
pub enum Zone {
    /// A zone of the tz database or a fixed offset.
    Known(TimeZone),
    /// Any on Earth: from 12 hours behind UTC to 14 ahead.
    Unknown,
}

impl Zone {
    /// Reads `Europe/Kyiv`, `UTC`, `+02:00`, or nothing for unknown.
    pub fn parse(text: &str) -> Result<Self> {
        let text = text.trim();
        if text.is_empty() {
            return Ok(Self::Unknown);
        }
        if text == "UTC" || text == "Z" {
            return Ok(Self::Known(TimeZone::UTC));
        }
        if let Some(offset) = offset(text) {
            return Ok(Self::Known(TimeZone::fixed(offset)));
        }
        TimeZone::get(text).map(Self::Known).map_err(|_| {
            Error::input(
                format!("{} is no time zone known here", text.chars().take(40).collect::<String>()),
                "write a name such as Europe/Kyiv, or an offset such as +02:00",
            )
        })
    }

    fn name(&self) -> String {
        match self {
            Self::Known(zone) => zone.iana_name().map_or_else(
                || zone.to_fixed_offset().map_or_else(|_| "known".into(), |at| at.to_string()),
                str::to_owned,
            ),
            Self::Unknown => "unknown".into(),
        }
    }

    fn instants(&self, first: DateTime, last: DateTime) -> Option<(Micros, Micros)> {
        let at = |zone: &TimeZone, local: DateTime| {
            zone.to_ambiguous_zoned(local).compatible().ok().map(|at| at.timestamp().as_microsecond())
        };
        match self {
            Self::Known(zone) => Some((at(zone, first)?, at(zone, last)?)),
            Self::Unknown => {
                let fixed = |hours: i8| TimeZone::fixed(Offset::constant(hours));
                Some((at(&fixed(14), first)?, at(&fixed(-12), last)?))
            }
        }
    }
}

impl When {
    /// Between two instants.
    pub fn between(earliest: Micros, latest: Micros, words: impl Into<String>, basis: impl Into<String>) -> Self {
        let (earliest, latest) = (earliest.min(latest), earliest.max(latest));
        Self { earliest, latest, words: words.into(), edtf: None, basis: basis.into() }
    }

    /// Reads a date or time as people and EDTF write it: `2026-03-02`, `2026-03`, `2026`, `202X`, `2026-XX`,
    /// `2026-03-02T14:05`, `2026-03-02 14:05+02:00`, `2026-03-02T12:05:10Z`, `2026-03~`, `2026-03-01/2026-03-03`.
    pub fn parse(words: &str, zone: &Zone) -> Result<Self> {
        let text = words.trim();
        let read = match text.split_once('/') {
            Some((from, until)) => read(from, zone).zip(read(until, zone)).map(|(from, until)| (from.0, until.1)),
            None => read(text, zone),
        };
        let Some((earliest, latest)) = read.filter(|(earliest, latest)| earliest <= latest) else {
            return Err(Error::input(
                format!("\"{}\" is not understood as a time", text.chars().take(60).collect::<String>()),
                "write 2026-03-02, 2026-03, 202X, 2026-03-02 14:05, 2026-03-02T14:05+02:00 or 2026-03-01/2026-03-03",
            ));
        };
        let edtf = Some(text.replacen(' ', "T", 1));
        let basis =
            if has_offset(text) { "as written".to_owned() } else { format!("as written, zone {}", zone.name()) };
        Ok(Self { earliest, latest, words: text.to_owned(), edtf, basis })
    }

    /// Whether no instant is possible for both.
    pub fn disjoint(&self, other: &Self) -> bool {
        self.latest < other.earliest || other.latest < self.earliest
    }

    /// For reading: the words of a person, or the interval in UTC where there are none or a machine wrote them.
    pub fn plain(&self) -> String {
        if !self.words.is_empty() && !machine_written(&self.words) {
            self.words.clone()
        } else {
            clock::plain_interval(self.earliest, self.latest)
        }
    }
}

impl Period {
    /// Reads an EDTF interval: `2015/2017-05`, `2015/..` (goes on), `/2017` (beginning unknown), or one date for all
    /// of it.
    pub fn parse(words: &str, zone: &Zone) -> Result<Self> {
        let text = words.trim();
        let end = |text: &str| match text.trim() {
            "" | ".." => Ok(None),
            text => When::parse(text, zone).map(Some),
        };
        let (from, until) = match text.split_once('/') {
            Some((from, until)) => (end(from)?, end(until)?),
            None => (end(text)?, end(text)?),
        };
        if let (Some(from), Some(until)) = (&from, &until)
            && until.latest < from.earliest
        {
            return Err(Error::input(format!("{text} ends before it begins"), "write the earlier date first"));
        }
        Ok(Self { from, until, words: text.to_owned() })
    }

    /// Whether the two surely have no instant in common.
    pub fn disjoint(&self, other: &Self) -> bool {
        let before = |one: &Self, two: &Self| matches!((&one.until, &two.from), (Some(until), Some(from)) if until.latest < from.earliest);
        before(self, other) || before(other, self)
    }
}

/// Whether the words are a date and time with the `T` of ISO 8601 between them, which nobody says.
fn machine_written(words: &str) -> bool {
    words
        .as_bytes()
        .windows(3)
        .any(|at| matches!(at, [before, b'T', after] if before.is_ascii_digit() && after.is_ascii_digit()))
}

/// The first and last instant that the text allows.
fn read(text: &str, zone: &Zone) -> Option<(Micros, Micros)> {
    let text = text.trim();
    let bare = text.trim_end_matches(['?', '~', '%']);
    let marks = text.get(bare.len()..)?;
    if marks.len() > 1 || bare.is_empty() {
        return None;
    }
    let (mut first, mut last, written) = match bare.split_once(['T', ' ']) {
        Some((date, time)) => return read_moment(date, time, zone).filter(|_| marks.is_empty() || marks == "?"),
        None => read_date(bare)?,
    };
    if marks == "~" || marks == "%" {
        let wider = |date: Date, back: bool| {
            let span = match written {
                Written::Years(years) => jiff::Span::new().try_years(years).ok()?,
                Written::Month => jiff::Span::new().months(1),
                Written::Day => jiff::Span::new().days(1),
            };
            if back { date.checked_sub(span).ok() } else { date.checked_add(span).ok() }
        };
        first = wider(first, true)?;
        last = wider(last, false)?;
        if !matches!(written, Written::Day) {
            last = last.last_of_month();
        }
    }
    zone.instants(first.at(0, 0, 0, 0), last.at(23, 59, 59, 999_999_000))
}

/// The unit that the least significant written digit counts.
enum Written {
    Years(i64),
    Month,
    Day,
}

fn read_date(text: &str) -> Option<(Date, Date, Written)> {
    let parts: Vec<&str> = text.split('-').collect();
    let digits =
        |part: &str| part.bytes().all(|byte| byte.is_ascii_digit()).then(|| part.parse::<i16>().ok()).flatten();
    let year = *parts.first()?;
    if year.len() != 4 {
        return None;
    }
    let known = year.trim_end_matches('X');
    let unknown = u32::try_from(year.len() - known.len()).ok()?;
    let (first, last) = (digits(&known.chars().chain("0000".chars()).take(4).collect::<String>())?, {
        digits(&known.chars().chain("9999".chars()).take(4).collect::<String>())?
    });
    let all_year = |written| Some((Date::new(first, 1, 1).ok()?, Date::new(last, 12, 31).ok()?, written));
    match (parts.as_slice(), unknown) {
        ([_], 0) => all_year(Written::Years(1)),
        ([_], 1..=3) => all_year(Written::Years(10_i64.pow(unknown))),
        ([_, "XX"] | [_, "XX", "XX"], 0) => all_year(Written::Years(1)),
        ([_, month] | [_, month, "XX"], 0) if month.len() == 2 => {
            let first = Date::new(first, i8::try_from(digits(month)?).ok()?, 1).ok()?;
            Some((first, first.last_of_month(), Written::Month))
        }
        ([_, month, day], 0) if month.len() == 2 && day.len() == 2 => {
            let (month, day) = (i8::try_from(digits(month)?).ok()?, i8::try_from(digits(day)?).ok()?);
            let date = Date::new(first, month, day).ok()?;
            Some((date, date, Written::Day))
        }
        _ => None,
    }
}

/// A date with a clock time: to the minute or the second, with or without offset.
fn read_moment(date: &str, time: &str, zone: &Zone) -> Option<(Micros, Micros)> {
    let (first, last, _) = read_date(date).filter(|(first, last, _)| first == last)?;
    let time = time.trim();
    let cut = time.find(['Z', '+', '-']).unwrap_or(time.len());
    let (clock, stated) = (time.get(..cut)?.trim(), time.get(cut..)?);
    let parts: Vec<i8> =
        clock.split(':').map(|part| (part.len() == 2).then(|| part.parse().ok()).flatten()).collect::<Option<_>>()?;
    let (hour, minute, from, until) = match parts.as_slice() {
        [hour, minute] => (*hour, *minute, 0, 59),
        [hour, minute, second] => (*hour, *minute, *second, *second),
        _ => return None,
    };
    let moment = |date: Date, second, nanos| {
        jiff::civil::Time::new(hour, minute, second, nanos).ok().map(|time| date.to_datetime(time))
    };
    let (first, last) = (moment(first, from, 0)?, moment(last, until, 999_999_000)?);
    match stated {
        "" => zone.instants(first, last),
        "Z" => Zone::Known(TimeZone::UTC).instants(first, last),
        stated => Zone::Known(TimeZone::fixed(offset(stated)?)).instants(first, last),
    }
}

/// `+02:00`, `-0330`, `+02`.
fn offset(text: &str) -> Option<Offset> {
    let sign = match text.as_bytes().first()? {
        b'+' => 1,
        b'-' => -1,
        _ => return None,
    };
    let digits: String = text.get(1..)?.chars().filter(|letter| *letter != ':').collect();
    if !matches!(digits.len(), 2 | 4) || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let hours: i32 = digits.get(..2)?.parse().ok()?;
    let minutes: i32 = digits.get(2..).filter(|rest| !rest.is_empty()).map_or(Some(0), |rest| rest.parse().ok())?;
    (hours <= 18 && minutes < 60).then(|| Offset::from_seconds(sign * (hours * 3600 + minutes * 60)).ok()).flatten()
}

fn has_offset(text: &str) -> bool {
    text.split_once(['T', ' ']).is_some_and(|(_, time)| time.contains(['Z', '+', '-']))
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a test fails by panicking")]
    use proptest::prelude::*;

    use super::*;

    fn span(words: &str, zone: &str) -> (String, String) {
        let when = When::parse(words, &Zone::parse(zone).unwrap()).unwrap();
        (clock::plain(when.earliest), clock::plain(when.latest))
    }

    #[test]
    fn what_is_written_less_exactly_spans_more() {
        for (words, first, last) in [
            ("2026-03-02T14:05", "2026-03-02 14:05 UTC", "2026-03-02 14:05 UTC"),
            ("2026-03-02", "2026-03-02 00:00 UTC", "2026-03-02 23:59 UTC"),
            ("2024-02", "2024-02-01 00:00 UTC", "2024-02-29 23:59 UTC"),
            ("2026", "2026-01-01 00:00 UTC", "2026-12-31 23:59 UTC"),
            ("2026-XX", "2026-01-01 00:00 UTC", "2026-12-31 23:59 UTC"),
            ("201X", "2010-01-01 00:00 UTC", "2019-12-31 23:59 UTC"),
            ("2026-03~", "2026-02-01 00:00 UTC", "2026-04-30 23:59 UTC"),
            ("2026-03-02?", "2026-03-02 00:00 UTC", "2026-03-02 23:59 UTC"),
            ("2026-03-01/2026-03-03", "2026-03-01 00:00 UTC", "2026-03-03 23:59 UTC"),
        ] {
            assert_eq!(span(words, "UTC"), (first.to_owned(), last.to_owned()), "{words}");
        }
    }

    #[test]
    fn a_local_time_is_read_in_its_zone_and_spans_every_zone_when_that_is_unknown() {
        assert_eq!(span("2026-03-02 14:05", "+02:00").0, "2026-03-02 12:05 UTC");
        assert_eq!(span("2026-03-02T14:05-03:30", "+02:00").0, "2026-03-02 17:35 UTC", "what is written wins");
        assert_eq!(span("2026-03-02", ""), ("2026-03-01 10:00 UTC".into(), "2026-03-03 11:59 UTC".into()));
    }

    #[test]
    fn a_time_that_a_machine_wrote_is_shown_as_people_read_times() {
        let plain = |words: &str, zone: &str| When::parse(words, &Zone::parse(zone).unwrap()).unwrap().plain();
        assert_eq!(plain("2026-03-02T14:05:00+02:00", "UTC"), "2026-03-02 12:05 UTC");
        assert_eq!(plain("2026-03-02T14:05", ""), "between 2026-03-02 00:05 UTC and 2026-03-03 02:05 UTC");
        for words in ["2026-03-02", "2026-03-02 14:05", "2026-03~"] {
            assert_eq!(plain(words, "+02:00"), words, "a person wrote it");
        }
    }

    #[test]
    fn what_is_no_time_is_refused_with_an_example() {
        for words in
            ["", "yesterday", "2026-13", "2026-02-30", "26-03-02", "2026-3-2", "2026-03-05/2026-03-01", "2026~~"]
        {
            let error = When::parse(words, &Zone::Unknown).unwrap_err();
            assert!(error.hint().contains("2026-03-02"), "{words}");
        }
    }

    #[test]
    fn a_period_may_be_open_or_have_an_unknown_end() {
        let period = |words| Period::parse(words, &Zone::Known(TimeZone::UTC)).unwrap();
        assert!(period("2015/..").until.is_none());
        assert!(period("2015/2016").disjoint(&period("2018/..")));
        assert!(!period("2015/..").disjoint(&period("2018")));
        assert!(Period::parse("2018/2015", &Zone::Unknown).is_err());
    }

    proptest! {
        #[test]
        fn any_text_is_read_or_refused(words in "[0-9XT:~?%/+ .Z-]{0,24}") {
            if let Ok(when) = When::parse(&words, &Zone::Unknown) {
                prop_assert!(when.earliest <= when.latest);
            }
        }

        #[test]
        fn disjoint_is_mutual(a in 0_i64..1000, b in 0_i64..1000, c in 0_i64..1000, d in 0_i64..1000) {
            let (one, two) = (When::between(a, b, "", ""), When::between(c, d, "", ""));
            prop_assert_eq!(one.disjoint(&two), two.disjoint(&one));
            prop_assert!(!one.disjoint(&one));
        }
    }
}
