//! Quantities: one number, or the range that differing sources span.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::publish::words::{Arg, Language, isolated};

/// What can be counted in a sentence; each has a message `unit-...` in every language.
pub const UNITS: [&str; 9] =
    ["people", "injured", "killed", "missing", "vehicles", "buildings", "metres", "hours", "years"];

/// A quantity as somebody states it.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, ToSchema)]
pub struct Figure {
    /// The least it may be.
    pub low: i64,
    /// The most it may be; the same as `low` for one number.
    pub high: i64,
    /// One of [`UNITS`], which are translated, or another word, which is not.
    pub unit: String,
}

impl Figure {
    /// In words: `3 people`, `between 3 and 5 people`.
    pub fn words(&self, language: Language) -> String {
        let (low, high) = (self.low.to_string(), self.high.to_string());
        if !UNITS.contains(&self.unit.as_str()) {
            let number = if self.low == self.high { low } else { format!("{low}–{high}") };
            return format!("{number} {}", isolated(&self.unit, language)).trim_end().to_owned();
        }
        let unit = format!("unit-{}", self.unit);
        if self.low == self.high {
            language.say(&unit, &[("count", Arg::Number(self.low)), ("number", Arg::Ready(&low))])
        } else {
            let range = [("count", Arg::Number(self.high)), ("low", Arg::Ready(&low)), ("high", Arg::Ready(&high))];
            language.say(&format!("{unit}.range"), &range)
        }
    }

    /// The range that covers both, if they count the same.
    pub fn spanning(&self, other: &Self) -> Option<Self> {
        (self.unit == other.unit).then(|| Self {
            low: self.low.min(other.low),
            high: self.high.max(other.high),
            unit: self.unit.clone(),
        })
    }
}
