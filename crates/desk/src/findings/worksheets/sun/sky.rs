//! Where the sun stands: NREL's Solar Position Algorithm (Reda and Andreas 2004, doi:10.1016/j.solener.2003.12.003), as
//! the crate `solar-positioning` computes it. Good to 0.0003 degrees, before what the air adds.

use jiff::Timestamp;
use solar_positioning::{Location, RefractionCorrection, SolarPositions, delta_t, time::JulianDate};

use super::SunInput;
use crate::error::{Error, Result};

/// The sun as seen from a place: degrees, the azimuth clockwise from true north, the elevation with refraction.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Sun {
    pub azimuth: f64,
    pub elevation: f64,
}

/// The sky over one place.
pub(super) struct Sky {
    location: Location,
    height: f64,
    air: RefractionCorrection,
    /// Terrestrial minus universal time in seconds. It changes by less than a second a year, which moves the sun by less
    /// than 0.00002 degrees, so one value serves the whole range.
    delta_t: f64,
}

impl Sky {
    pub fn over(input: &SunInput) -> Result<Self> {
        let air = RefractionCorrection::new(input.air.pressure, input.air.temperature).map_err(refused)?;
        let from = jiff::tz::TimeZone::UTC.to_datetime(input.from);
        let month = u32::try_from(from.month()).unwrap_or(1);
        Ok(Self {
            location: Location { latitude: input.place.latitude, longitude: input.place.longitude },
            height: input.height,
            air,
            delta_t: delta_t::estimate_from_date(i32::from(from.year()), month).map_err(refused)?,
        })
    }

    /// Where the sun stands at an instant, in seconds since 1970 UTC.
    pub fn at(&self, second: f64) -> Result<Sun> {
        // 1970-01-01T00:00Z is Julian date 2440587.5.
        let julian = JulianDate::new(2_440_587.5 + second / 86_400.0, self.delta_t).map_err(refused)?;
        let position = SolarPositions::new()
            .at_from_julian(julian, self.location, self.height, Some(self.air))
            .map_err(refused)?;
        Ok(Sun { azimuth: position.azimuth(), elevation: position.elevation_angle() })
    }
}

/// Seconds since 1970 of an instant.
pub(super) fn seconds(at: Timestamp) -> f64 {
    #[expect(clippy::cast_precision_loss, reason = "seconds of the years 1900 to 2100 are exact in 53 bits")]
    let seconds = at.as_second() as f64;
    seconds
}

fn refused(error: solar_positioning::Error) -> Error {
    Error::input(
        format!("the sun cannot be computed for this: {error}"),
        "check the place, the time, the pressure in hectopascal and the temperature in degrees Celsius",
    )
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a test fails by panicking")]
    use super::*;
    use crate::findings::worksheets::{Air, Spot};

    fn sky(latitude: f64, longitude: f64, height: f64, air: Air, at: &str) -> (Sky, f64) {
        let from: Timestamp = at.parse().unwrap();
        let place = Spot { latitude, longitude, radius: 0.0 };
        let input = SunInput { place, height, from, to: from, air, utc_offset: 0, shadow: None };
        (Sky::over(&input).unwrap(), seconds(from))
    }

    #[test]
    fn the_example_that_the_algorithms_authors_published_comes_out() {
        // Reda and Andreas, appendix A.5: 17 October 2003, 12:30:30 at UTC-7, zenith 50.11162, azimuth 194.34024.
        let air = Air { pressure: 820.0, temperature: 11.0 };
        let (sky, at) = sky(39.742_476, -105.178_6, 1830.14, air, "2003-10-17T19:30:30Z");
        let sun = sky.at(at).unwrap();
        // Their terrestrial time is 2.4 s off the crate's estimate, which moves the sun by 0.00003 degrees.
        assert!((90.0 - sun.elevation - 50.111_62).abs() < 0.000_1, "{sun:?}");
        assert!((sun.azimuth - 194.340_24).abs() < 0.000_1, "{sun:?}");
    }

    #[test]
    fn the_sun_stands_in_the_zenith_of_the_northern_tropic_at_the_june_solstice() {
        // United States Naval Observatory: solstice 2026 on 21 June; declination 23.44 degrees.
        let (sky, _) = sky(23.436, 0.0, 0.0, Air::default(), "2026-06-21T12:00:00Z");
        let noon = seconds("2026-06-21T12:01:55Z".parse().unwrap());
        assert!(sky.at(noon).unwrap().elevation > 89.8);
    }
}
