#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use proptest::prelude::*;

use super::*;
use crate::findings::worksheets::{Input, compute as compute_sheet};

fn asked(latitude: f64, longitude: f64, from: &str, to: &str) -> SunInput {
    SunInput {
        place: Spot { latitude, longitude, radius: 0.0 },
        height: 0.0,
        from: from.parse().unwrap(),
        to: to.parse().unwrap(),
        air: Air::default(),
        utc_offset: 0,
        shadow: None,
    }
}

fn shadow(ratio: Option<(f64, f64)>, bearing: Option<(f64, f64)>) -> Option<Shadow> {
    let measured = |(value, plus_minus)| Measured { value, plus_minus };
    Some(Shadow { ratio: ratio.map(measured), bearing: bearing.map(measured), north: North::True })
}

#[test]
fn the_sun_at_a_moment_gives_the_shadow_of_that_moment() {
    let result = compute(&asked(52.0, 6.0, "2026-03-02T07:58:00Z", "2026-03-02T07:58:00Z")).unwrap();
    let [position] = &result.positions[..] else { panic!("one moment, one position") };
    assert!((position.shadow_bearing.unwrap() - position.azimuth - 180.0).abs() < 1e-3);
    assert!((position.shadow_ratio.unwrap() * position.elevation.to_radians().tan() - 1.0).abs() < 1e-3);
    assert_eq!(result.light, "day and night");
}

#[test]
fn a_shadow_of_a_known_moment_is_dated_back_to_it_in_the_morning_and_the_afternoon() {
    let moment = compute(&asked(52.0, 6.0, "2026-03-02T09:30:00Z", "2026-03-02T09:30:00Z")).unwrap();
    let ratio = moment.positions[0].shadow_ratio.unwrap();
    let mut input = asked(52.0, 6.0, "2026-03-02T00:00:00Z", "2026-03-03T00:00:00Z");
    input.shadow = shadow(Some((ratio, ratio * 0.02)), None);
    let result = compute(&input).unwrap();
    let halves: Vec<&str> = result.windows.iter().map(|window| window.half.as_str()).collect();
    assert_eq!(halves, ["morning", "afternoon"], "the length alone cannot tell the two halves of a day apart");
    let at: Timestamp = "2026-03-02T09:30:00Z".parse().unwrap();
    assert!(result.windows[0].from <= at && at <= result.windows[0].to, "{:?}", result.windows);

    input.shadow = shadow(None, Some((moment.positions[0].shadow_bearing.unwrap(), 1.0)));
    let result = compute(&input).unwrap();
    assert_eq!(result.windows.len(), 1, "the bearing can");
}

#[test]
fn a_precise_shadow_fits_for_less_than_a_sample_and_is_still_found() {
    let moment = compute(&asked(34.0, 37.0, "2026-05-10T06:02:31Z", "2026-05-10T06:02:31Z")).unwrap();
    let position = &moment.positions[0];
    let mut input = asked(34.0, 37.0, "2026-05-10T00:00:00Z", "2026-05-11T00:00:00Z");
    input.shadow =
        shadow(Some((position.shadow_ratio.unwrap(), 0.001)), Some((position.shadow_bearing.unwrap(), 0.05)));
    let result = compute(&input).unwrap();
    let [window] = &result.windows[..] else { panic!("{:?}", result.windows) };
    assert!(window.to.as_second() - window.from.as_second() < 60);
    assert!((window.best.as_second() - "2026-05-10T06:02:31Z".parse::<Timestamp>().unwrap().as_second()).abs() < 30);
}

#[test]
fn without_a_date_a_year_gives_seasons_on_both_sides_of_the_solstice() {
    let moment = compute(&asked(52.0, 6.0, "2026-03-20T12:00:00Z", "2026-03-20T12:00:00Z")).unwrap();
    let position = &moment.positions[0];
    let mut input = asked(52.0, 6.0, "2026-01-01T00:00:00Z", "2027-01-01T00:00:00Z");
    input.shadow = shadow(Some((position.shadow_ratio.unwrap(), 0.02)), Some((position.shadow_bearing.unwrap(), 2.0)));
    let result = compute(&input).unwrap();
    let days: Vec<&str> = result.windows.iter().map(|window| window.from.to_string().leak()[5..10].as_ref()).collect();
    assert!(days.contains(&"03-20"), "{days:?}");
    assert!(days.iter().any(|day| day.starts_with("09-2")), "the sun takes the same way back in September: {days:?}");
    assert!(days.iter().all(|day| day.starts_with("03-") || day.starts_with("09-")), "{days:?}");
    assert!(result.seasons.len() < result.windows.len());
}

#[test]
fn where_the_sun_never_rises_or_never_sets_that_is_said() {
    let svalbard = |from: &str, to: &str| {
        let mut input = asked(78.2, 15.6, from, to);
        input.shadow = shadow(Some((4.0, 0.5)), None);
        let sheet = compute_sheet(Input::Sun(input.clone())).unwrap();
        (compute(&input).unwrap(), sheet.explanation.join("\n"))
    };
    let (winter, told) = svalbard("2026-12-21T00:00:00Z", "2026-12-22T00:00:00Z");
    assert_eq!((winter.light.as_str(), winter.windows.len()), ("polar night", 0));
    assert!(
        told.contains("At no time") && told.contains("does not rise") && told.contains("never gets higher"),
        "{told}"
    );
    let (summer, told) = svalbard("2026-06-21T00:00:00Z", "2026-06-22T00:00:00Z");
    assert_eq!(summer.light, "polar day");
    assert!(!summer.windows.is_empty() && told.contains("does not set"), "{told}");
}

#[test]
fn below_the_horizon_there_is_no_shadow() {
    let night = compute(&asked(52.0, 6.0, "2026-03-02T00:00:00Z", "2026-03-02T00:00:00Z")).unwrap();
    assert!(night.positions[0].elevation < 0.0);
    assert_eq!((night.positions[0].shadow_bearing, night.positions[0].shadow_ratio), (None, None));
}

#[test]
fn a_compass_bearing_is_turned_by_its_declination() {
    let mut input = asked(52.0, 6.0, "2026-03-02T00:00:00Z", "2026-03-03T00:00:00Z");
    input.shadow = shadow(None, Some((300.0, 0.5)));
    let by_map = compute(&input).unwrap();
    let compass = Measured { value: 290.0, plus_minus: 0.5 };
    let north = North::Magnetic { declination: 10.0 };
    input.shadow = Some(Shadow { ratio: None, bearing: Some(compass), north });
    assert_eq!(compute(&input).unwrap().windows, by_map.windows);
}

#[test]
fn impossible_input_is_refused_with_what_to_do() {
    let good = asked(52.0, 6.0, "2026-03-02T00:00:00Z", "2026-03-03T00:00:00Z");
    let mut wrong = vec![good.clone(); 6];
    wrong[0].place.latitude = 91.0;
    wrong[1].place.longitude = f64::NAN;
    wrong[2].to = "2026-03-01T00:00:00Z".parse().unwrap();
    wrong[3].to = "2028-03-01T00:00:00Z".parse().unwrap();
    wrong[4].shadow = shadow(None, None);
    wrong[5].shadow = shadow(Some((-1.0, 0.1)), None);
    assert!(compute(&good).is_ok());
    for input in wrong {
        assert!(!compute(&input).unwrap_err().hint().is_empty(), "{input:?}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    /// Whatever the place and time, the moment at which a shadow was measured is among the times found for it.
    #[test]
    fn the_true_moment_is_never_missed(
        latitude in -75.0..75.0_f64, longitude in -179.0..179.0_f64, minute in 0_i64..525_600, width in 0.001..0.2_f64,
    ) {
        let start: Timestamp = "2026-01-01T00:00:00Z".parse().unwrap();
        let at = Timestamp::from_second(start.as_second() + minute * 60).unwrap();
        let moment = compute(&SunInput { from: at, to: at, ..asked(latitude, longitude, "2026-01-01T00:00:00Z", "2026-01-01T00:00:00Z") }).unwrap();
        let position = &moment.positions[0];
        prop_assume!(position.elevation > 1.0);
        let ratio = position.shadow_ratio.unwrap().max(0.001);
        let mut input = asked(latitude, longitude, "2026-01-01T00:00:00Z", "2026-01-01T00:00:00Z");
        input.from = Timestamp::from_second(at.as_second() - 43_000).unwrap();
        input.to = Timestamp::from_second(at.as_second() + 43_000).unwrap();
        input.shadow = shadow(Some((ratio, ratio * width)), Some((position.shadow_bearing.unwrap(), 90.0 * width)));
        let result = compute(&input).unwrap();
        let found = result.windows.iter().any(|window| window.from <= at && at <= window.to);
        prop_assert!(found, "{at} {position:?} is not in {:?}", result.windows);
    }

    /// Every time found fits: the sun computed there lies within the bounds that the result names.
    #[test]
    fn every_time_found_fits(latitude in -65.0..65.0_f64, longitude in -179.0..179.0_f64, ratio in 0.3..6.0_f64, bearing in 0.0..360.0_f64) {
        let mut input = asked(latitude, longitude, "2026-08-01T00:00:00Z", "2026-08-03T00:00:00Z");
        input.shadow = shadow(Some((ratio, ratio * 0.1)), Some((bearing, 10.0)));
        let result = compute(&input).unwrap();
        for window in &result.windows {
            let sun = &compute(&SunInput { from: window.best, to: window.best, shadow: None, ..input.clone() }).unwrap().positions[0];
            let bounds = result.elevation.unwrap();
            prop_assert!(sun.elevation > bounds.from - 0.01 && sun.elevation < bounds.to + 0.01);
            prop_assert!(windows::turn(sun.shadow_bearing.unwrap() - bearing).abs() < 10.01);
        }
        prop_assert_eq!(result.windows.is_empty(), result.nearest.is_some());
    }
}
