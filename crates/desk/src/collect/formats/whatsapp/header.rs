//! The beginning of a message: `[20.11.26, 09:41:00] ` on an iPhone, `11/20/26, 9:41 AM - ` on Android.

use jiff::civil::Time;

use super::marks::is_direction_mark;

/// Which telephone wrote the file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Style {
    /// iPhone: date and time in square brackets.
    Bracketed,
    /// Android: date and time before a dash.
    Dashed,
}

/// Date, time and how much of the line they take.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Header<'a> {
    pub(super) style: Style,
    /// The three numbers of the date in the order in which they stand.
    pub(super) date: [i16; 3],
    /// How many digits the first of them has: four make it a year.
    pub(super) first_digits: usize,
    /// What stands between the numbers: `.`, `/` or `-`.
    pub(super) separator: char,
    pub(super) time: Time,
    pub(super) has_seconds: bool,
    /// Date and time as written.
    pub(super) words: &'a str,
    /// Bytes of the line up to the author.
    pub(super) length: usize,
}

impl<'a> Header<'a> {
    /// The header that a line begins with, if it does.
    pub(super) fn read(line: &'a str) -> Option<Self> {
        let mut rest = Cursor { line, at: 0 };
        rest.skip(is_direction_mark);
        let style = if rest.take('[') { Style::Bracketed } else { Style::Dashed };
        let start = rest.at;
        let (first, first_digits) = rest.number()?;
        let separator = rest.one_of(&['.', '/', '-'])?;
        rest.skip(is_space);
        let (middle, 1 | 2) = rest.number()? else { return None };
        rest.one_of(&[separator])?;
        rest.skip(is_space);
        let (third, third_digits) = rest.number()?;
        if !matches!((first_digits, third_digits), (1 | 2, 2 | 4) | (4, 1 | 2)) {
            return None;
        }
        rest.skip(|letter| is_space(letter) || matches!(letter, ',' | '،' | '.'));
        // "20/11/2026 à 09:41", "20.11.2026 um 09:41"
        rest.skip(char::is_alphabetic);
        rest.skip(is_space);
        let (hour, _) = rest.number()?;
        let colon = rest.one_of(&[':', '.'])?;
        let (minute, 2) = rest.number()? else { return None };
        let mut second = None;
        if rest.peek() == Some(colon) {
            rest.take(colon);
            let (value, 2) = rest.number()? else { return None };
            second = Some(value);
        }
        let after_numbers = rest.at;
        let (end_mark, skip) = match style {
            Style::Bracketed => ("]", 1),
            Style::Dashed => (" - ", 3),
        };
        let end = rest.at + line.get(rest.at..)?.find(end_mark)?;
        let hour = hour_of_day(hour, &line[after_numbers..end])?;
        let mut author = Cursor { line, at: end + skip };
        author.skip(is_space);
        let time =
            Time::new(i8::try_from(hour).ok()?, i8::try_from(minute).ok()?, i8::try_from(second.unwrap_or(0)).ok()?, 0)
                .ok()?;
        Some(Header {
            style,
            date: [first, middle, third],
            first_digits,
            separator,
            time,
            has_seconds: second.is_some(),
            words: line[start..end].trim_end(),
            length: author.at,
        })
    }
}

/// The hour from 0 to 23, with what stands between the numbers and the end of the header: nothing,
/// `AM`, `p. m.`, Arabic or Persian.
fn hour_of_day(hour: i16, half: &str) -> Option<i16> {
    let half: String = half.chars().filter(|letter| letter.is_alphabetic()).flat_map(char::to_lowercase).collect();
    match half.as_str() {
        "" => Some(hour),
        "am" | "ص" | "قظ" if (1..=12).contains(&hour) => Some(hour % 12),
        "pm" | "م" | "بظ" if (1..=12).contains(&hour) => Some(hour % 12 + 12),
        _ => None,
    }
}

fn is_space(letter: char) -> bool {
    letter.is_whitespace() || is_direction_mark(letter)
}

/// A place in a line that moves forward.
struct Cursor<'a> {
    line: &'a str,
    at: usize,
}

impl Cursor<'_> {
    fn peek(&self) -> Option<char> {
        self.line[self.at..].chars().next()
    }

    fn skip(&mut self, skipped: impl Fn(char) -> bool) {
        while let Some(letter) = self.peek().filter(|letter| skipped(*letter)) {
            self.at += letter.len_utf8();
        }
    }

    fn take(&mut self, wanted: char) -> bool {
        let found = self.peek() == Some(wanted);
        if found {
            self.at += wanted.len_utf8();
        }
        found
    }

    fn one_of(&mut self, wanted: &[char]) -> Option<char> {
        let letter = self.peek().filter(|letter| wanted.contains(letter))?;
        self.at += letter.len_utf8();
        Some(letter)
    }

    /// A number of one to four digits, ASCII, Arabic or Persian, and how many digits it has.
    fn number(&mut self) -> Option<(i16, usize)> {
        let (mut value, mut digits) = (0_i16, 0);
        while let Some(letter) = self.peek() {
            let digit = match letter {
                '0'..='9' => letter as u32 - '0' as u32,
                '٠'..='٩' => letter as u32 - '٠' as u32,
                '۰'..='۹' => letter as u32 - '۰' as u32,
                _ => break,
            };
            if digits == 4 {
                return None;
            }
            value = value * 10 + i16::try_from(digit).ok()?;
            digits += 1;
            self.at += letter.len_utf8();
        }
        (digits > 0).then_some((value, digits))
    }
}
