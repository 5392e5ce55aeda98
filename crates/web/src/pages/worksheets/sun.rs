//! The fields of the worksheet "sun and shadow".

use desk::findings::worksheets::sun::{Air, North, Shadow, SunInput};
use desk::findings::worksheets::{Input, Measured, Spot};
use desk::{Error, Result};
use jiff::civil::{Date, DateTime};
use jiff::tz::Offset;

use crate::pages::fields::{Fields, position};

/// What the fields say.
pub(super) fn input(fields: &Fields) -> Result<Input> {
    let (latitude, longitude) = position(fields.get("position"), "the place")?;
    let radius = fields.number_or("radius", "the place's uncertainty", 0.0)?;
    let offset = offset(fields.get("offset"))?;
    let (from, mut to) = time(fields.get("from"), offset, "the time")?;
    if !fields.get("to").is_empty() {
        to = time(fields.get("to"), offset, "the end of the time")?.1;
    }
    let measured = |name: &str, error: &str, what: &str, usual: f64| -> Result<Option<Measured>> {
        if fields.get(name).is_empty() {
            return Ok(None);
        }
        let plus_minus = fields.number_or(error, &format!("the error of {what}"), usual)?;
        Ok(Some(Measured { value: fields.number(name, what)?, plus_minus }))
    };
    let ratio = measured("ratio", "ratio_error", "the shadow's length by height", 0.1)?;
    let bearing = measured("bearing", "bearing_error", "the shadow's bearing", 3.0)?;
    let north = if fields.get("north") == "magnetic" {
        North::Magnetic { declination: fields.number_or("declination", "the declination", 0.0)? }
    } else {
        North::True
    };
    let shadow = (ratio.is_some() || bearing.is_some()).then_some(Shadow { ratio, bearing, north });
    Ok(Input::Sun(SunInput {
        place: Spot { latitude, longitude, radius },
        height: fields.number_or("height", "the height above the sea", 0.0)?,
        from,
        to,
        air: Air::default(),
        utc_offset: offset.seconds() / 60,
        shadow,
    }))
}

/// `+01:00`, `-3`; empty is UTC.
fn offset(text: &str) -> Result<Offset> {
    let unclear = || {
        Error::input(
            format!("the local clocks are at \"{text}\""),
            "write how far they are ahead of UTC, such as +01:00",
        )
    };
    let (sign, digits) = match text.strip_prefix('-') {
        Some(rest) => (-1, rest),
        None => (1, text.strip_prefix('+').unwrap_or(text)),
    };
    if digits.is_empty() {
        return Ok(Offset::UTC);
    }
    let (hours, minutes) = digits.split_once(':').unwrap_or((digits, "0"));
    let hours: i32 = hours.parse().map_err(|_| unclear())?;
    let minutes: i32 = minutes.parse().map_err(|_| unclear())?;
    if hours > 14 || !(0..60).contains(&minutes) {
        return Err(unclear());
    }
    Offset::from_seconds(sign * (hours * 3600 + minutes * 60)).map_err(|_| unclear())
}

/// A moment, or from the beginning of a day, month or year to its end, by local clocks.
fn time(text: &str, offset: Offset, what: &str) -> Result<(jiff::Timestamp, jiff::Timestamp)> {
    let unclear = || {
        Error::input(
            format!("{what} is \"{}\"", text.chars().take(40).collect::<String>()),
            "write a day (2026-03-02), a moment (2026-03-02 09:30), a month (2026-03) or a year (2026)",
        )
    };
    let at = |civil: DateTime| offset.to_timestamp(civil).map_err(|_| unclear());
    let span = |from: Date, to: std::result::Result<Date, jiff::Error>| -> Result<_> {
        Ok((at(from.at(0, 0, 0, 0))?, at(to.map_err(|_| unclear())?.at(0, 0, 0, 0))?))
    };
    let parts: Vec<&str> = text.split('-').collect();
    let number = |part: &str| part.parse::<i8>().map_err(|_| unclear());
    match parts[..] {
        [year] if year.len() == 4 => {
            let first = Date::new(year.parse().map_err(|_| unclear())?, 1, 1).map_err(|_| unclear())?;
            span(first, first.checked_add(jiff::Span::new().years(1)))
        }
        [year, month] => {
            let first = Date::new(year.parse().map_err(|_| unclear())?, number(month)?, 1).map_err(|_| unclear())?;
            span(first, first.checked_add(jiff::Span::new().months(1)))
        }
        _ if text.contains([' ', 'T']) => {
            let moment = at(text.replacen(' ', "T", 1).parse().map_err(|_| unclear())?)?;
            Ok((moment, moment))
        }
        _ => {
            let day: Date = text.parse().map_err(|_| unclear())?;
            span(day, day.tomorrow())
        }
    }
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test fails by panicking")]
mod tests {
    use super::*;

    fn read(form: &str) -> Result<SunInput> {
        match input(&Fields::parse(form.as_bytes()))? {
            Input::Sun(input) => Ok(input),
            _ => panic!("another worksheet"),
        }
    }

    #[test]
    fn days_months_years_and_moments_are_understood_by_local_clocks() {
        let span = |from: &str| {
            let input = read(&format!("position=52.1,6.2&offset=%2B01:00&from={from}")).unwrap();
            (input.from.to_string(), input.to.to_string())
        };
        assert_eq!(span("2026-03-02"), ("2026-03-01T23:00:00Z".into(), "2026-03-02T23:00:00Z".into()));
        assert_eq!(span("2026-03-02 09:30"), ("2026-03-02T08:30:00Z".into(), "2026-03-02T08:30:00Z".into()));
        assert_eq!(span("2026-12"), ("2026-11-30T23:00:00Z".into(), "2026-12-31T23:00:00Z".into()));
        assert_eq!(span("2026"), ("2025-12-31T23:00:00Z".into(), "2026-12-31T23:00:00Z".into()));
        for wrong in ["", "yesterday", "2026-13", "2026-02-30", "2026-03-02 25:00"] {
            assert!(read(&format!("position=52.1,6.2&from={wrong}")).is_err(), "{wrong}");
        }
    }

    #[test]
    fn without_a_measured_shadow_nothing_is_searched() {
        assert!(read("position=52.1,6.2&from=2026").unwrap().shadow.is_none());
        let shadow =
            read("position=52.1,6.2&from=2026&bearing=300&north=magnetic&declination=3").unwrap().shadow.unwrap();
        assert_eq!(shadow.north, North::Magnetic { declination: 3.0 });
        assert_eq!(shadow.bearing.unwrap().plus_minus, 3.0, "an error is taken where none is given");
    }
}
