//! Worksheets: computations that a colleague can repeat. Each takes what the analyst noted and measured and gives a
//! result with its error bounds and an explanation; nothing else goes in, so the same input gives the same result on
//! every machine, in the digits that are shown.
//!
//! - [`sun`]: where the sun stood, and when a shadow could have fallen as it does
//! - [`place`]: where a camera stood and which way it looked
//! - [`order`]: which of two clips is earlier, and by how much
//! - [`kept`]: worksheets that findings rest on
//!
//! A new worksheet is a module with an input and a result, and a line in each `match` below.

pub mod kept;
pub mod order;
pub mod place;
pub mod sun;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::error::{Error, Result};

pub use order::{OrderInput, OrderResult};
pub use place::{PlaceInput, PlaceResult};
pub use sun::{Air, Bounds, SunInput, SunResult};

/// What an analyst noted, by the kind of worksheet.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Input {
    /// Date and time by sun and shadow.
    Sun(SunInput),
    /// Where a camera stood.
    Place(PlaceInput),
    /// The order of two clips.
    Order(OrderInput),
}

/// What came out, by the kind of worksheet.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Outcome {
    /// Of sun and shadow.
    Sun(SunResult),
    /// Of a place.
    Place(PlaceResult),
    /// Of the order of two clips.
    Order(OrderResult),
}

/// A filled worksheet: everything that a colleague needs to repeat it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct Sheet {
    /// Which computation, with its version: `sun/1`. Another version may give another result.
    pub method: String,
    /// What went in.
    pub input: Input,
    /// What came out.
    pub outcome: Outcome,
    /// The result in sentences, the most important first.
    pub explanation: Vec<String>,
    /// What the result takes for granted, and how far off each thing can make it.
    pub assumptions: Vec<String>,
}

impl Input {
    /// `sun`, `place` or `order`.
    pub fn kind(&self) -> &'static str {
        match self {
            Self::Sun(_) => "sun",
            Self::Place(_) => "place",
            Self::Order(_) => "order",
        }
    }
}

/// Computes a worksheet.
///
/// # Errors
/// When the input says something that cannot be; the hint says what to correct.
pub fn compute(input: Input) -> Result<Sheet> {
    let (outcome, explanation, assumptions) = match &input {
        Input::Sun(input) => {
            let result = sun::compute(input)?;
            let told = (sun::explain(input, &result), sun::assumptions(input));
            (Outcome::Sun(result), told.0, told.1)
        }
        Input::Place(input) => {
            let result = place::compute(input)?;
            let told = (place::explain(&result), place::assumptions(input));
            (Outcome::Place(result), told.0, told.1)
        }
        Input::Order(input) => {
            let result = order::compute(input)?;
            let told = (order::explain(input, &result), order::assumptions());
            (Outcome::Order(result), told.0, told.1)
        }
    };
    Ok(Sheet { method: format!("{}/1", input.kind()), input, outcome, explanation, assumptions })
}

/// A place on the WGS 84 ellipsoid.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct Spot {
    /// Degrees, north positive, -90 to 90.
    pub latitude: f64,
    /// Degrees, east positive, -180 to 180.
    pub longitude: f64,
    /// Metres by which it may be wrong in any direction; 0 where it is exact.
    #[serde(default)]
    pub radius: f64,
}

impl Spot {
    fn check(&self, what: &str) -> Result<()> {
        number(&format!("the latitude of {what}"), self.latitude, -90.0, 90.0)?;
        number(&format!("the longitude of {what}"), self.longitude, -180.0, 180.0)?;
        number(&format!("the radius of {what}"), self.radius, 0.0, 1_000_000.0)
    }
}

/// A measured number and by how much it may be wrong either way.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct Measured {
    /// As measured.
    pub value: f64,
    /// At most this much more or less.
    pub plus_minus: f64,
}

/// Refuses a number outside its range, and what is no number.
fn number(what: &str, value: f64, from: f64, to: f64) -> Result<()> {
    if (from..=to).contains(&value) {
        return Ok(());
    }
    Err(Error::input(format!("{what} is {value}"), format!("give a number from {from} to {to}")))
}

/// Keeps so many decimals: digits beyond what the error bounds allow would differ between machines.
fn round(value: f64, decimals: i32) -> f64 {
    let scale = 10_f64.powi(decimals);
    // Adding zero makes -0 the 0 that it is.
    (value * scale).round() / scale + 0.0
}

/// The instant of so many seconds since 1970, to the second.
fn instant(seconds: f64) -> Timestamp {
    #[expect(clippy::cast_possible_truncation, reason = "clamped by the years that inputs may name")]
    Timestamp::from_second(seconds.round() as i64).unwrap_or(Timestamp::UNIX_EPOCH)
}
