//! Dates and times as people and programs write them, read as what they can mean and no more.
//!
//! `03/04/2026` is both 3 April and 4 March, a date without a zone is that day anywhere on Earth,
//! `November 2026` is the whole month. What is not understood is not guessed: [`read`] gives nothing.

use jiff::civil::{Date, DateTime, Time};

use super::months;
use super::when::{SECOND, Span};

/// What words about a time can mean.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Reading {
    pub(super) span: Span,
    /// Whether day and month could be read both ways; the span then holds both.
    pub(super) ambiguous: bool,
}

/// Reads a time. `zone_if_unsaid` is the offset from UTC in seconds that applies when the words name
/// none; without it the span is widened to every zone on Earth.
pub(super) fn read(words: &str, zone_if_unsaid: Option<i64>) -> Option<Reading> {
    if words.len() > 200 {
        return None;
    }
    let text = normalised(words);
    if let Some(span) = unix_time(&text) {
        return Some(Reading { span, ambiguous: false });
    }
    let tokens = tokens(&text)?;
    let clock = Clock::find(&tokens);
    let mut rest = tokens;
    let (clock, zone) = match clock {
        Some((found, clock, zone)) => {
            rest.drain(found);
            (Some(clock), zone)
        }
        None => (None, None),
    };
    let days = Days::read(&rest)?;
    if clock.is_some() && days.iter().any(|days| days.first != days.last) {
        return None;
    }
    let spans: Vec<Span> = days.iter().map(|days| days.span(clock)).collect::<Option<_>>()?;
    let whole = spans.iter().copied().reduce(Span::hull)?;
    let span = match zone.or(zone_if_unsaid) {
        Some(offset) => whole.at_offset(offset),
        None => whole.in_any_zone(),
    };
    Some(Reading { span, ambiguous: spans.len() > 1 })
}

/// Lower case, ASCII digits, plain spaces, "am" and "pm" in one piece, no remarks in brackets.
fn normalised(words: &str) -> String {
    let mut text = String::with_capacity(words.len());
    let mut bracket: Option<usize> = None;
    for letter in words.trim().chars() {
        match letter {
            '(' | '[' if bracket.is_none() => bracket = Some(text.len()),
            ')' | ']' => {
                // "(UTC)" is a zone; "[Europe/Kyiv]" and "(Eastern European Time)" repeat the offset.
                if let Some(start) = bracket.take()
                    && !matches!(text[start..].trim(), "utc" | "gmt")
                {
                    text.truncate(start);
                }
            }
            '\u{200e}' | '\u{200f}' | '\u{feff}' | '\'' | '’' => {}
            '٠'..='٩' => text.push(shifted(letter, '٠')),
            '۰'..='۹' => text.push(shifted(letter, '۰')),
            '−' | '–' | '—' => text.push('-'),
            '،' => text.push(','),
            letter if letter.is_whitespace() => text.push(' '),
            letter => text.extend(letter.to_lowercase()),
        }
    }
    for (spelled, plain) in
        [("a. m.", "am"), ("p. m.", "pm"), ("a.m.", "am"), ("p.m.", "pm"), ("a.m", "am"), ("p.m", "pm")]
    {
        if text.contains(spelled) {
            text = text.replace(spelled, plain);
        }
    }
    text
}

/// A digit of another script as an ASCII digit.
fn shifted(digit: char, zero: char) -> char {
    char::from_digit(digit as u32 - zero as u32, 10).unwrap_or('0')
}

/// Seconds, milliseconds or microseconds since 1970, told apart by their length (years 2001 to 2286).
fn unix_time(text: &str) -> Option<Span> {
    let (whole, fraction) = text.split_once('.').unwrap_or((text, ""));
    if !whole.bytes().chain(fraction.bytes()).all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let value: i64 = whole.parse().ok()?;
    let (unit, length) = match whole.len() {
        10 => (SECOND, if fraction.is_empty() { SECOND } else { 1000 }),
        13 => (1000, 1000),
        16 => (1, 1),
        _ => return None,
    };
    let milliseconds: i64 = if unit == SECOND { format!("{fraction:0<3.3}").parse().ok()? } else { 0 };
    let earliest = value.checked_mul(unit)?.checked_add(milliseconds * 1000)?;
    Some(Span { earliest, latest: earliest + (length - 1) })
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum Kind {
    Number { value: i64, digits: usize },
    Word(String),
    Mark(char),
}

#[derive(Debug, Clone, PartialEq, Eq)]
struct Token {
    kind: Kind,
    /// Whether white space stood before it.
    spaced: bool,
}

/// Splits into numbers, words and marks; nothing when a number is longer than 9 digits.
fn tokens(text: &str) -> Option<Vec<Token>> {
    let mut tokens: Vec<Token> = Vec::new();
    let mut rest = text;
    let mut spaced = false;
    while let Some(first) = rest.chars().next() {
        let length = |belongs: fn(char) -> bool| rest.find(|letter| !belongs(letter)).unwrap_or(rest.len());
        let (kind, taken) = if first.is_ascii_digit() {
            let taken = length(|letter| letter.is_ascii_digit());
            if taken > 9 {
                return None;
            }
            (Kind::Number { value: rest[..taken].parse().ok()?, digits: taken }, taken)
        } else if first.is_alphabetic() {
            let taken = length(char::is_alphabetic);
            (Kind::Word(rest[..taken].to_owned()), taken)
        } else {
            (Kind::Mark(first), first.len_utf8())
        };
        rest = &rest[taken..];
        if kind == Kind::Mark(' ') {
            spaced = true;
        } else {
            tokens.push(Token { kind, spaced });
            spaced = false;
        }
    }
    Some(tokens)
}

fn number(tokens: &[Token], at: usize) -> Option<(i64, usize)> {
    match tokens.get(at)?.kind {
        Kind::Number { value, digits } => Some((value, digits)),
        _ => None,
    }
}

fn word(tokens: &[Token], at: usize) -> Option<&str> {
    match &tokens.get(at)?.kind {
        Kind::Word(word) => Some(word),
        _ => None,
    }
}

fn mark(tokens: &[Token], at: usize) -> Option<char> {
    match tokens.get(at)?.kind {
        Kind::Mark(mark) => Some(mark),
        _ => None,
    }
}

/// A time of day and how long the stated unit lasts, in microseconds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Clock {
    time: Time,
    length: i64,
}

impl Clock {
    /// The first time of day among the tokens: which tokens it takes, and its zone in seconds ahead of UTC.
    fn find(tokens: &[Token]) -> Option<(std::ops::Range<usize>, Clock, Option<i64>)> {
        (0..tokens.len()).find_map(|start| {
            let (clock, end) = Self::at(tokens, start)?;
            let (zone, end) = zone(tokens, end);
            Some((start..end, clock, zone))
        })
    }

    /// `9:40`, `09:40:30.25`, `9h40`, `9 pm`, and `094030` after a `T`.
    fn at(tokens: &[Token], start: usize) -> Option<(Clock, usize)> {
        let (first, digits) = number(tokens, start)?;
        let after_t = start > 0 && word(tokens, start - 1) == Some("t");
        let (hour, minute, second, mut end) = if after_t && (digits == 4 || digits == 6) {
            let packed = if digits == 4 { first * 100 } else { first };
            (packed / 10_000, Some(packed / 100 % 100), (digits == 6).then_some(packed % 100), start + 1)
        } else if digits <= 2 && (mark(tokens, start + 1) == Some(':') || word(tokens, start + 1) == Some("h")) {
            let (minute, 2) = number(tokens, start + 2)? else { return None };
            match (mark(tokens, start + 3), number(tokens, start + 4)) {
                (Some(':'), Some((second, 2))) => (first, Some(minute), Some(second), start + 5),
                _ => (first, Some(minute), None, start + 3),
            }
        } else if digits <= 2 && matches!(word(tokens, start + 1), Some("am" | "pm")) {
            (first, None, None, start + 1)
        } else {
            return None;
        };
        let mut length = match (minute, second) {
            (None, _) => 3600 * SECOND,
            (_, None) => 60 * SECOND,
            _ => SECOND,
        };
        let mut nanoseconds = 0;
        if second.is_some()
            && matches!(mark(tokens, end), Some('.' | ','))
            && let Some((value, digits)) = number(tokens, end + 1)
            && !tokens[end + 1].spaced
        {
            let scale = 10_i64.checked_pow(u32::try_from(9_usize.checked_sub(digits)?).ok()?)?;
            nanoseconds = value * scale;
            length = (scale / 1000).max(1);
            end += 2;
        }
        let hour = match word(tokens, end) {
            Some("am") if (1..=12).contains(&hour) => (hour % 12, 1),
            Some("pm") if (1..=12).contains(&hour) => (hour % 12 + 12, 1),
            _ => (hour, 0),
        };
        let time = Time::new(
            i8::try_from(hour.0).ok()?,
            i8::try_from(minute.unwrap_or(0)).ok()?,
            // A leap second is counted to the second before it, as Unix time does.
            i8::try_from(second.unwrap_or(0)).ok()?.min(if second == Some(60) { 59 } else { i8::MAX }),
            i32::try_from(nanoseconds / 1000 * 1000).ok()?,
        )
        .ok()?;
        Some((Clock { time, length }, end + hour.1))
    }
}

/// A zone that starts at token `at`, in seconds ahead of UTC, and the token after it. Letters such as
/// `CET` or `IST` are passed over: several places use the same ones, so they fix nothing.
fn zone(tokens: &[Token], at: usize) -> (Option<i64>, usize) {
    match word(tokens, at) {
        Some("z") => return (Some(0), at + 1),
        Some("utc" | "gmt") => {
            return match offset(tokens, at + 1) {
                Some((seconds, end)) => (Some(seconds), end),
                None => (Some(0), at + 1),
            };
        }
        Some("uhr") => return zone(tokens, at + 1),
        Some(letters)
            if (3..=5).contains(&letters.len()) && letters.ends_with('t') && months::month(letters).is_none() =>
        {
            return (None, at + 1);
        }
        Some("msk") => return (None, at + 1),
        _ => {}
    }
    offset(tokens, at).map_or((None, at), |(seconds, end)| (Some(seconds), end))
}

/// `+02:00`, `-0500`, `+3`: an offset glued to its sign.
fn offset(tokens: &[Token], at: usize) -> Option<(i64, usize)> {
    let sign = match mark(tokens, at)? {
        '+' => 1,
        '-' => -1,
        _ => return None,
    };
    let (value, digits) = number(tokens, at + 1)?;
    if tokens[at + 1].spaced {
        return None;
    }
    let (hours, minutes, end) = match (digits, mark(tokens, at + 2), number(tokens, at + 3)) {
        (1 | 2, Some(':'), Some((minutes, 2))) => (value, minutes, at + 4),
        // "9:40 -20.11.2026" goes on with a date.
        (1 | 2, Some('.' | '/' | '-'), _) => return None,
        (1 | 2, ..) => (value, 0, at + 2),
        (4, ..) => (value / 100, value % 100, at + 2),
        _ => return None,
    };
    (hours <= 14 && minutes < 60).then_some((sign * (hours * 3600 + minutes * 60), end))
}

/// Days from the first to the last, both included: one day, a month or a year.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Days {
    first: Date,
    last: Date,
}

/// Words between the parts of a date that say nothing.
const FILLERS: &[&str] = &[
    "t", "at", "um", "le", "el", "de", "del", "den", "der", "of", "the", "on", "à", "a", "as", "às", "ore", "kl", "st",
    "nd", "rd", "th", "er", "º", "ª", "в", "о", "г", "года", "р", "року",
];

impl Days {
    /// Every reading of the date; nothing when there is none.
    fn read(tokens: &[Token]) -> Option<Vec<Days>> {
        let mut numbers = Vec::new();
        let mut named = Vec::new();
        let mut marks = Vec::new();
        for token in tokens {
            match &token.kind {
                Kind::Number { value, digits } => numbers.push((*value, *digits)),
                Kind::Word(word) if FILLERS.contains(&word.as_str()) => {}
                Kind::Word(word) => match months::month(word) {
                    Some(month) => named.push((month, word)),
                    None if months::is_weekday(word) => {}
                    None => return None,
                },
                Kind::Mark(mark) => marks.push(*mark),
            }
        }
        if named.len() > 1 {
            // "mar. 20 nov": the first is a Tuesday.
            named.retain(|(_, word)| !months::is_weekday(word) && *word != "mar");
        }
        match named.as_slice() {
            [] => Self::of_numbers(&numbers, &marks),
            [(month, _)] => Self::of_named(*month, &numbers, &marks),
            _ => None,
        }
    }

    fn of_named(month: i8, numbers: &[(i64, usize)], marks: &[char]) -> Option<Vec<Days>> {
        if marks.iter().any(|mark| !matches!(mark, ',' | '.' | '-' | '/' | '·')) {
            return None;
        }
        match *numbers {
            [year @ (_, 4)] => Self::month(full_year(year)?, month).map(|days| vec![days]),
            [year @ (_, 4), (day, 1 | 2)] | [(day, 1 | 2), year @ (_, 2 | 4)] => {
                Self::day(full_year(year)?, i64::from(month), day).map(|days| vec![days])
            }
            _ => None,
        }
    }

    fn of_numbers(numbers: &[(i64, usize)], marks: &[char]) -> Option<Vec<Days>> {
        let mut marks: Vec<char> = marks.iter().copied().filter(|mark| !matches!(mark, ',' | '·')).collect();
        if marks.len() == numbers.len() && marks.last() == Some(&'.') {
            marks.pop();
        }
        let mark = marks.first().copied();
        let same = marks.iter().all(|other| Some(*other) == mark) && matches!(mark, None | Some('-' | '/' | '.'));
        if !same || marks.len() + 1 != numbers.len() {
            return None;
        }
        let mut readings = match *numbers {
            [year @ (_, 4)] => vec![Self::year(full_year(year)?)],
            [(packed, 8)] => vec![Self::day(full_year((packed / 10_000, 4))?, packed / 100 % 100, packed % 100)],
            [year @ (_, 4), (month, 1 | 2)] | [(month, 1 | 2), year @ (_, 4)] => {
                vec![Self::month(full_year(year)?, i8::try_from(month).ok()?)]
            }
            [year @ (_, 4), (month, 1 | 2), (day, 1 | 2)] => vec![Self::day(full_year(year)?, month, day)],
            [(one, 1 | 2), (two, 1 | 2), year @ (_, 2 | 4)] => {
                let day_first = Self::day(full_year(year)?, two, one);
                let month_first = Self::day(full_year(year)?, one, two);
                match (mark, year.1) {
                    // Between dots the day always comes first.
                    (Some('.'), _) => vec![day_first],
                    (Some('-'), 2) => vec![day_first, month_first, Self::day(full_year((one, 2))?, two, year.0)],
                    _ => vec![day_first, month_first],
                }
            }
            _ => return None,
        };
        readings.dedup();
        let readings: Vec<Days> = readings.into_iter().flatten().collect();
        if readings.is_empty() { None } else { Some(readings) }
    }

    fn day(year: i16, month: i64, day: i64) -> Option<Days> {
        let date = Date::new(year, i8::try_from(month).ok()?, i8::try_from(day).ok()?).ok()?;
        Some(Days { first: date, last: date })
    }

    fn month(year: i16, month: i8) -> Option<Days> {
        let first = Date::new(year, month, 1).ok()?;
        Some(Days { first, last: first.last_of_month() })
    }

    fn year(year: i16) -> Option<Days> {
        Some(Days { first: Date::new(year, 1, 1).ok()?, last: Date::new(year, 12, 31).ok()? })
    }

    /// The instants of the days by a clock that shows UTC; with a time of day, only those of that time.
    fn span(&self, clock: Option<Clock>) -> Option<Span> {
        const DAY: i64 = 86_400 * SECOND;
        match clock {
            Some(clock) => Span::of_utc(DateTime::from_parts(self.first, clock.time), clock.length),
            None => {
                let first = Span::of_utc(self.first.at(0, 0, 0, 0), DAY)?;
                Some(first.hull(Span::of_utc(self.last.at(0, 0, 0, 0), DAY)?))
            }
        }
    }
}

/// A year of two digits (1970 to 2069) or four (1900 to 2199); others are no year of a post.
fn full_year((value, digits): (i64, usize)) -> Option<i16> {
    let year = match digits {
        2 if value < 70 => 2000 + value,
        2 => 1900 + value,
        4 => value,
        _ => return None,
    };
    if (1900..2200).contains(&year) { i16::try_from(year).ok() } else { None }
}

#[cfg(test)]
mod tests;
