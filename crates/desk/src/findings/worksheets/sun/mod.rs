//! Date and time by sun and shadow, offline: where the sun stood at a place and time, and the reverse, every time at
//! which an upright thing could have thrown the shadow that was measured.

mod sky;
mod windows;
mod words;

pub(super) use self::{
    windows::turn,
    words::{assumptions, explain},
};

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use self::{
    sky::{Sky, Sun, seconds},
    windows::{Sought, Span},
};
use super::{Measured, Spot, instant, number, round};
use crate::error::{Error, Result};

/// Metres of a degree along a meridian, where it is shortest: what is uncertain is rather overstated.
const METRES_A_DEGREE: f64 = 110_574.0;
/// The sun shines as long as its upper edge is up: the centre may be half its width below the horizon.
const UP: f64 = -0.27;
/// The longest range that is searched: a leap year and some.
const LONGEST: f64 = 400.0 * 86_400.0;

/// What is asked of the sun.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct SunInput {
    /// Where.
    pub place: Spot,
    /// Metres above the sea.
    #[serde(default)]
    pub height: f64,
    /// Not before this; RFC 3339.
    #[schema(value_type = String)]
    pub from: Timestamp,
    /// Not after this; the same as `from` for a moment. A whole year where the date is unknown.
    #[schema(value_type = String)]
    pub to: Timestamp,
    /// For refraction.
    #[serde(default)]
    pub air: Air,
    /// Minutes by which local clocks are ahead of UTC, for times of the day in the result; it changes no instant.
    #[serde(default)]
    pub utc_offset: i32,
    /// The shadow that was measured. Without it, the sun's position is given and nothing is searched.
    #[serde(default)]
    pub shadow: Option<Shadow>,
}

/// A shadow of an upright thing on level ground. Each half is optional; both together narrow most.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct Shadow {
    /// Length of the shadow divided by the height of what throws it.
    #[serde(default)]
    pub ratio: Option<Measured>,
    /// Direction in which the shadow points, degrees clockwise from the north named in `north`.
    #[serde(default)]
    pub bearing: Option<Measured>,
    /// From which north the bearing was measured.
    #[serde(default)]
    pub north: North,
}

/// From where a bearing counts.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum North {
    /// The map's north: towards the pole.
    #[default]
    True,
    /// The compass's.
    Magnetic {
        /// Degrees by which the compass points east of true north at that place and time; west is negative.
        declination: f64,
    },
}

/// The air, which lifts the sun near the horizon.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct Air {
    /// Hectopascal.
    pub pressure: f64,
    /// Degrees Celsius.
    pub temperature: f64,
}

impl Default for Air {
    /// The standard atmosphere at the sea.
    fn default() -> Self {
        Self { pressure: 1013.25, temperature: 15.0 }
    }
}

/// From one number to another.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct Bounds {
    /// Smallest.
    pub from: f64,
    /// Largest.
    pub to: f64,
}

/// Where the sun stands at one instant.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct Position {
    /// When.
    #[schema(value_type = String)]
    pub at: Timestamp,
    /// Degrees clockwise from true north.
    pub azimuth: f64,
    /// Degrees above the horizon, refraction included; negative below it.
    pub elevation: f64,
    /// Where a shadow points, degrees clockwise from true north; none while the sun is down.
    pub shadow_bearing: Option<f64>,
    /// Length of a shadow divided by the height of what throws it; none while the sun is down.
    pub shadow_ratio: Option<f64>,
    /// Degrees by which elevation and bearing may be wrong because of the place's radius.
    pub plus_minus: f64,
}

/// A time at which the shadow fits.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct Window {
    /// Not before.
    #[schema(value_type = String)]
    pub from: Timestamp,
    /// Not after.
    #[schema(value_type = String)]
    pub to: Timestamp,
    /// Where it fits best.
    #[schema(value_type = String)]
    pub best: Timestamp,
    /// `morning` while the sun is east of the meridian, else `afternoon`.
    pub half: String,
    /// Where the sun stands at `best`: degrees clockwise from true north.
    pub azimuth: f64,
    /// Degrees above the horizon at `best`.
    pub elevation: f64,
}

/// Days one after another on which the shadow fits in the same half of the day.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct Season {
    /// `2026-03-02`, by local clocks.
    pub first_day: String,
    /// The last such day.
    pub last_day: String,
    /// How many days.
    pub days: usize,
    /// `morning` or `afternoon`.
    pub half: String,
    /// Earliest time of the day, `07:58`, by local clocks.
    pub earliest: String,
    /// Latest time of the day.
    pub latest: String,
}

/// The instant that comes nearest when nothing fits.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct Nearest {
    /// When.
    #[schema(value_type = String)]
    pub at: Timestamp,
    /// By how many degrees the sun is outside the bounds then.
    pub off: f64,
}

/// What comes out.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct SunResult {
    /// At `from`, and at `to` where that is another instant.
    pub positions: Vec<Position>,
    /// The day around `from`: `day and night`, `polar day` or `polar night`.
    pub light: String,
    /// Elevations that the shadow's length allows, degrees, before the place's radius is added.
    pub elevation: Option<Bounds>,
    /// Bearings of the shadow that are allowed, degrees clockwise from true north, before the place's radius is added.
    pub bearing: Option<Bounds>,
    /// Every time in the range at which the shadow fits, to the second.
    pub windows: Vec<Window>,
    /// The windows of many days, summed up.
    pub seasons: Vec<Season>,
    /// When it comes nearest, if it never fits.
    pub nearest: Option<Nearest>,
    /// How high the sun gets at most in the range that was searched; none where nothing was searched.
    pub highest: Option<f64>,
}

/// Computes sun and shadow.
///
/// # Errors
/// When a number lies outside its range, the range of time is empty, longer than 400 days or outside 1900 to 2100, or
/// the shadow has neither length nor bearing.
pub fn compute(input: &SunInput) -> Result<SunResult> {
    check(input)?;
    let sky = Sky::over(input)?;
    let (from, to) = (seconds(input.from), seconds(input.to));
    let spread = input.place.radius / METRES_A_DEGREE;
    let mut positions = vec![position(&sky, input, from, spread)?];
    if to > from {
        positions.push(position(&sky, input, to, spread)?);
    }
    let mut result = SunResult {
        positions,
        light: light(&sky, from)?.into(),
        elevation: None,
        bearing: None,
        windows: Vec::new(),
        seasons: Vec::new(),
        nearest: None,
        highest: None,
    };
    let Some(shadow) = &input.shadow else { return Ok(result) };
    let sought = sought(input, shadow, spread);
    let search = sought.search(&sky, from, to)?;
    result.elevation = sought.elevation.map(|bounds| Bounds { from: round(bounds.from, 4), to: round(bounds.to, 4) });
    result.bearing = sought.bearing.map(|(middle, half)| {
        let bound = |degrees: f64| round(degrees.rem_euclid(360.0), 4);
        Bounds { from: bound(middle - half), to: bound(middle + half) }
    });
    result.highest = Some(round(search.highest, 4));
    for span in &search.spans {
        result.windows.push(window(&sky, *span)?);
    }
    if result.windows.is_empty() {
        let (at, margin) = search.nearest;
        result.nearest = Some(Nearest { at: instant(at), off: round(-margin, 2) });
    }
    result.seasons = seasons(&result.windows, input.utc_offset);
    Ok(result)
}

fn check(input: &SunInput) -> Result<()> {
    input.place.check("the place")?;
    number("the height above the sea", input.height, -500.0, 9_000.0)?;
    number("the air pressure in hectopascal", input.air.pressure, 300.0, 1_100.0)?;
    number("the temperature in degrees Celsius", input.air.temperature, -90.0, 60.0)?;
    number("the offset of local clocks in minutes", f64::from(input.utc_offset), -840.0, 840.0)?;
    let (from, to) = (seconds(input.from), seconds(input.to));
    if to < from || to - from > LONGEST {
        return Err(Error::input(
            format!("the time from {} to {} cannot be searched", input.from, input.to),
            "give a range that ends after it begins and is no longer than 400 days",
        ));
    }
    let year = jiff::tz::TimeZone::UTC.to_datetime(input.from).year();
    number("the year", f64::from(year), 1900.0, 2100.0)?;
    let Some(shadow) = &input.shadow else { return Ok(()) };
    if shadow.ratio.is_none() && shadow.bearing.is_none() {
        return Err(Error::input(
            "the shadow has neither length nor bearing",
            "measure at least one of the two, or leave the shadow out to see where the sun stands",
        ));
    }
    if let Some(ratio) = shadow.ratio {
        number("the shadow's length divided by the height", ratio.value, 0.001, 200.0)?;
        number("what that may be wrong by", ratio.plus_minus, 0.0, 200.0)?;
    }
    if let Some(bearing) = shadow.bearing {
        number("the shadow's bearing", bearing.value, 0.0, 360.0)?;
        number("what the bearing may be wrong by", bearing.plus_minus, 0.0, 180.0)?;
    }
    match shadow.north {
        North::Magnetic { declination } => number("the magnetic declination", declination, -180.0, 180.0),
        North::True => Ok(()),
    }
}

fn sought(input: &SunInput, shadow: &Shadow, spread: f64) -> Sought {
    let elevation = shadow.ratio.map(|ratio| {
        let height = |ratio: f64| if ratio > 0.0 { (1.0 / ratio).atan().to_degrees() } else { 90.0 };
        Bounds { from: height(ratio.value + ratio.plus_minus), to: height(ratio.value - ratio.plus_minus) }
    });
    let turned = match shadow.north {
        North::True => 0.0,
        North::Magnetic { declination } => declination,
    };
    let bearing = shadow.bearing.map(|bearing| (bearing.value + turned, bearing.plus_minus));
    Sought { elevation, bearing, spread, latitude: input.place.latitude }
}

fn position(sky: &Sky, input: &SunInput, at: f64, spread: f64) -> Result<Position> {
    let Sun { azimuth, elevation } = sky.at(at)?;
    let up = elevation > 0.0;
    let turned = sought(input, &Shadow { ratio: None, bearing: None, north: North::True }, spread).turned(elevation);
    Ok(Position {
        at: instant(at),
        azimuth: round(azimuth, 4),
        elevation: round(elevation, 4),
        shadow_bearing: up.then(|| round((azimuth + 180.0).rem_euclid(360.0), 4)),
        shadow_ratio: up.then(|| round(1.0 / elevation.to_radians().tan(), 4)),
        plus_minus: round(spread.max(turned), 4),
    })
}

/// Whether the sun rises and sets in the day around an instant.
fn light(sky: &Sky, around: f64) -> Result<&'static str> {
    let (mut ever, mut always) = (false, true);
    for step in -72..=72 {
        let up = sky.at(around + f64::from(step) * 600.0)?.elevation > UP;
        ever |= up;
        always &= up;
    }
    Ok(match (ever, always) {
        (_, true) => "polar day",
        (false, _) => "polar night",
        _ => "day and night",
    })
}

fn window(sky: &Sky, span: Span) -> Result<Window> {
    let Sun { azimuth, elevation } = sky.at(span.best)?;
    let half = if azimuth < 180.0 { "morning" } else { "afternoon" };
    Ok(Window {
        from: instant(span.from.floor()),
        to: instant(span.to.ceil()),
        best: instant(span.best),
        half: half.into(),
        azimuth: round(azimuth, 4),
        elevation: round(elevation, 4),
    })
}

/// Days one after another in the same half of the day become one season.
fn seasons(windows: &[Window], utc_offset: i32) -> Vec<Season> {
    let zone = jiff::tz::Offset::from_seconds(utc_offset * 60).unwrap_or(jiff::tz::Offset::UTC);
    let local = |at: Timestamp| zone.to_datetime(at);
    let mut seasons: Vec<(Timestamp, Season)> = Vec::new();
    for window in windows {
        let (from, to) = (local(window.from), local(window.to));
        let (from_clock, to_clock) = (from.strftime("%H:%M").to_string(), to.strftime("%H:%M").to_string());
        let day = from.date().to_string();
        let near = |last: &Timestamp| window.from.as_second() - last.as_second() < 36 * 3600;
        let running = seasons.iter_mut().rev().find(|(last, season)| season.half == window.half && near(last));
        if let Some((last, season)) = running {
            season.days += usize::from(season.last_day != day);
            season.last_day = day;
            season.earliest = from_clock.min(std::mem::take(&mut season.earliest));
            season.latest = to_clock.max(std::mem::take(&mut season.latest));
            *last = window.to;
        } else {
            let season = Season {
                first_day: day.clone(),
                last_day: day,
                days: 1,
                half: window.half.clone(),
                earliest: from_clock,
                latest: to_clock,
            };
            seasons.push((window.to, season));
        }
    }
    seasons.into_iter().map(|(_, season)| season).collect()
}

#[cfg(test)]
mod tests;
