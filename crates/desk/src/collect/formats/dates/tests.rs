#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use jiff::Timestamp;
use proptest::prelude::*;

use super::read;

/// The reading when every unsaid zone is UTC, as `earliest/latest` to the second.
fn utc(words: &str) -> String {
    let span = read(words, Some(0)).unwrap_or_else(|| panic!("not read: {words}")).span;
    let seconds = |micros: i64| Timestamp::from_second(micros.div_euclid(1_000_000)).unwrap().to_string();
    format!("{}/{}", seconds(span.earliest), seconds(span.latest))
}

#[test]
fn many_spellings_of_the_same_minute_are_read_alike() {
    for words in [
        "2026-11-20 09:40",
        "2026-11-20T09:40Z",
        "2026/11/20 9:40 AM",
        "20.11.2026 09:40",
        "20.11.26, 9:40",
        "20/11/2026 09:40",
        "11/20/2026 9:40 a. m.",
        "09:40 20.11.2026",
        "9:40 AM · Nov 20, 2026",
        "20 November 2026 at 9:40 am",
        "Friday, November 20th, 2026, 9:40 a.m.",
        "20. November 2026, 09:40 Uhr",
        "vendredi 20 novembre 2026 à 9h40",
        "20 de noviembre de 2026 09:40",
        "20 ноября 2026 г. в 09:40",
        "20 листопада 2026 09:40",
        "20 listopada 2026 09:40",
        "20 Kasım 2026 09:40",
        "٢٠/١١/٢٠٢٦ ٠٩:٤٠",
        "20 نوفمبر 2026 09:40",
        "2026-11-20 11:40+02:00",
        "20 Nov 2026 04:40 -0500",
        "20 Nov 2026 12:40 UTC+3",
        "20261120T0940Z",
    ] {
        assert_eq!(utc(words), "2026-11-20T09:40:00Z/2026-11-20T09:40:59Z", "{words}");
    }
}

#[test]
fn seconds_and_their_fractions_narrow_the_interval() {
    for words in [
        "2026-11-20T09:40:00Z",
        "Fri Nov 20 09:40:00 +0000 2026",
        "Fri, 20 Nov 2026 09:40:00 GMT",
        "Fri Nov 20 2026 11:40:00 GMT+0200 (Eastern European Standard Time)",
        "2026-11-20T11:40:00+02:00[Europe/Kyiv]",
        "1795167600",
        "20261120T094000Z",
    ] {
        assert_eq!(utc(words), "2026-11-20T09:40:00Z/2026-11-20T09:40:00Z", "{words}");
    }
    let span = read("2026-11-20T09:40:00.123Z", None).unwrap().span;
    assert_eq!((span.earliest % 1_000_000, span.latest - span.earliest), (123_000, 999));
    let span = read("1795167600123", None).unwrap().span;
    assert_eq!((span.earliest % 1_000_000, span.latest - span.earliest), (123_000, 999));
}

#[test]
fn days_months_and_years_last_as_long_as_they_do() {
    assert_eq!(utc("20 Nov 2026"), "2026-11-20T00:00:00Z/2026-11-20T23:59:59Z");
    assert_eq!(utc("20261120"), "2026-11-20T00:00:00Z/2026-11-20T23:59:59Z");
    assert_eq!(utc("November 2026"), "2026-11-01T00:00:00Z/2026-11-30T23:59:59Z");
    assert_eq!(utc("2026-02"), "2026-02-01T00:00:00Z/2026-02-28T23:59:59Z");
    assert_eq!(utc("2026"), "2026-01-01T00:00:00Z/2026-12-31T23:59:59Z");
    assert_eq!(utc("20 Nov 2026 9 pm"), "2026-11-20T21:00:00Z/2026-11-20T21:59:59Z");
    assert_eq!(utc("20 Nov 2026 12:05 am"), "2026-11-20T00:05:00Z/2026-11-20T00:05:59Z");
}

#[test]
fn day_and_month_that_could_change_places_give_an_interval_over_both() {
    assert_eq!(utc("03/04/2026"), "2026-03-04T00:00:00Z/2026-04-03T23:59:59Z");
    assert!(read("03/04/2026", None).unwrap().ambiguous);
    assert!(!read("04/04/2026", None).unwrap().ambiguous);
    assert!(!read("13/04/2026", None).unwrap().ambiguous);
    assert!(!read("03.04.2026", None).unwrap().ambiguous);
    assert!(!read("2026-04-03", None).unwrap().ambiguous);
}

#[test]
fn an_unsaid_zone_widens_the_interval_to_the_whole_earth() {
    let span = read("2026-11-20 12:00", None).unwrap().span;
    assert_eq!(Timestamp::from_microsecond(span.earliest).unwrap().to_string(), "2026-11-19T22:00:00Z");
    assert_eq!(Timestamp::from_microsecond(span.latest).unwrap().to_string(), "2026-11-21T00:00:59.999999Z");
    assert_eq!(read("2026-11-20 12:00 IST", None).unwrap().span, span);
}

#[test]
fn what_is_no_time_is_not_guessed() {
    for words in [
        "",
        "yesterday",
        "before 2026",
        "circa 2026",
        "2 days ago",
        "20/11",
        "9:40",
        "31.02.2026",
        "32/13/2026",
        "2026-13-01",
        "99999999999999999999",
        "2026-11-20 25:00",
        "1/2/3/4",
        "20-11/2026",
        "November",
        "46346",
        "Nov 20 Dec 2026",
        "0",
    ] {
        assert_eq!(read(words, None), None, "{words}");
    }
}

proptest! {
    #[test]
    fn no_words_make_it_panic_and_no_interval_ends_before_it_starts(words in "\\PC{0,60}") {
        if let Some(reading) = read(&words, None) {
            prop_assert!(reading.span.earliest <= reading.span.latest);
        }
    }

    #[test]
    fn shuffled_pieces_of_dates_do_not_make_it_panic(
        pieces in proptest::collection::vec("[0-9]{1,6}|[-/.:,+ ]|T|Z|am|pm|nov|mar|utc|fri|\\(|\\)", 0..14)
    ) {
        if let Some(reading) = read(&pieces.concat(), None) {
            prop_assert!(reading.span.earliest <= reading.span.latest);
        }
    }
}
