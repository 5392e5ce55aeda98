//! Whether the day or the month comes first, worked out from the whole file.
//!
//! Evidence, strongest first: a year in front; dots (always day first); a number above 12; dates in
//! the names of attachments; and that a chat does not run backwards. Without any, both readings stay.

use jiff::civil::Date;

use super::super::post::Decoded;
use super::Message;
use super::header::Header;

/// Order of the numbers in a chat's dates.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Order {
    YearFirst,
    DayFirst,
    MonthFirst,
    /// Day or month: every date means both as far as the calendar allows.
    Unclear,
}

impl Order {
    /// The order in a file; says so when it was inferred, and how.
    pub(super) fn of(messages: &[Message<'_>], decoded: &mut Decoded) -> Order {
        let Some(first) = messages.first() else { return Order::Unclear };
        if first.header.first_digits == 4 {
            return Order::YearFirst;
        }
        if first.header.separator == '.' {
            return Order::DayFirst;
        }
        let known = [by_numbers, by_attachments, by_sequence].iter().find_map(|evidence| evidence(messages));
        match known {
            Some((order, why)) => {
                let name = if order == Order::DayFirst { "day/month" } else { "month/day" };
                decoded.note("file", format!("dates were read as {name}: {why}"));
                order
            }
            None => {
                decoded.problem(
                    "file",
                    format!(
                        "dates such as \"{}\" can be read as day/month or month/day and nothing in the file tells which; both are kept possible",
                        first.header.words
                    ),
                    "Ask in which language the telephone was set, and correct the times of the posts that matter.",
                );
                Order::Unclear
            }
        }
    }

    /// Every date that a header can mean in this order: none, one or two.
    pub(super) fn dates(self, header: &Header<'_>) -> Vec<Date> {
        let [one, two, three] = header.date;
        let mut dates: Vec<Date> = match self {
            Order::YearFirst => vec![date(one, two, three)],
            Order::DayFirst => vec![date(three, two, one)],
            Order::MonthFirst => vec![date(three, one, two)],
            Order::Unclear => vec![date(three, two, one), date(three, one, two)],
        }
        .into_iter()
        .flatten()
        .collect();
        dates.dedup();
        dates
    }
}

/// WhatsApp began in 2009: two digits are a year of this century.
fn date(year: i16, month: i16, day: i16) -> Option<Date> {
    let year = if year < 100 { year + 2000 } else { year };
    let date = Date::new(year, i8::try_from(month).ok()?, i8::try_from(day).ok()?).ok()?;
    (2000..2200).contains(&year).then_some(date)
}

type Evidence = Option<(Order, &'static str)>;

/// Only one of the two orders has what the other lacks.
fn one_sided(day_first: bool, month_first: bool, why: &'static str) -> Evidence {
    match (day_first, month_first) {
        (true, false) => Some((Order::DayFirst, why)),
        (false, true) => Some((Order::MonthFirst, why)),
        _ => None,
    }
}

fn by_numbers(messages: &[Message<'_>]) -> Evidence {
    let above = |part: usize| messages.iter().any(|message| message.header.date[part] > 12);
    one_sided(above(0), above(1), "one of the numbers is above 12 in the file")
}

/// `00000003-PHOTO-2026-11-20-09-41-30.jpg`, `IMG-20261120-WA0001.jpg`.
fn by_attachments(messages: &[Message<'_>]) -> Evidence {
    let (mut day_first, mut month_first) = (false, false);
    for message in messages {
        let day = Order::DayFirst.dates(&message.header);
        let month = Order::MonthFirst.dates(&message.header);
        for date in dates_in(message.text).filter(|_| day != month) {
            day_first |= day.contains(&date);
            month_first |= month.contains(&date);
        }
    }
    one_sided(day_first, month_first, "so are the dates in the names of attachments")
}

/// Dates such as `-2026-11-20-` or `-20261120-` in a text.
fn dates_in(text: &str) -> impl Iterator<Item = Date> {
    text.match_indices('-').filter_map(|(at, _)| {
        let packed: String = text[at + 1..].chars().take(11).filter(char::is_ascii_digit).take(8).collect();
        if packed.len() < 8 {
            return None;
        }
        date(packed[..4].parse().ok()?, packed[4..6].parse().ok()?, packed[6..].parse().ok()?)
    })
}

/// In the right order a chat never goes back by more than a day; in the wrong one it jumps.
fn by_sequence(messages: &[Message<'_>]) -> Evidence {
    let flows = |order: Order| {
        let dates: Vec<Date> = messages.iter().filter_map(|message| order.dates(&message.header).pop()).collect();
        dates.windows(2).all(|pair| pair[0].yesterday().is_ok_and(|yesterday| pair[1] >= yesterday))
    };
    one_sided(flows(Order::DayFirst), flows(Order::MonthFirst), "read the other way, the chat would run backwards")
}
