//! What a claim says of its subject: an entity, words, a quantity, a time or a place.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::{
    place::Place,
    predicate::Takes,
    time::{Period, When},
};
use crate::error::{Error, Result};

/// A number or a range with its unit, as it was said.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct Quantity {
    /// Not less than.
    pub least: f64,
    /// Not more than; infinite values are written as absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub most: Option<f64>,
    /// Of what: `people`, `years`, `metres`. May be empty.
    pub unit: String,
    /// As said: "between the ages of 10 and 13".
    pub words: String,
}

impl Quantity {
    /// Reads `12 people`, `10-13 years`, `10 to 13 years`, `at least 5 people`, `more than 4 people`, `up to 3`, `5+`.
    pub fn parse(text: &str) -> Result<Self> {
        let words = text.trim();
        let refused = || {
            Error::input(
                format!("\"{}\" is not understood as a quantity", words.chars().take(60).collect::<String>()),
                "write 12 people, 10-13 years, at least 5 people, or up to 3 people",
            )
        };
        let lower = words.to_lowercase();
        let (bound, rest) = ["at least ", "more than ", "over ", "up to ", "at most ", "fewer than ", "less than "]
            .into_iter()
            .find_map(|bound| lower.strip_prefix(bound).map(|rest| (bound, rest.to_owned())))
            .unwrap_or(("", lower.trim_start_matches("between ").to_owned()));
        let (first, rest) = number(&rest).ok_or_else(refused)?;
        let after = rest.trim_start();
        let second =
            ["-", "–", "to ", "and "].into_iter().find_map(|between| number(after.strip_prefix(between)?.trim_start()));
        let (second, unit, plus) = match second {
            Some((second, unit)) => (Some(second), unit, false),
            None => (None, after.strip_prefix('+').unwrap_or(after).to_owned(), after.starts_with('+')),
        };
        let (least, most) = match (bound, second) {
            ("", Some(second)) if first <= second => (first, Some(second)),
            ("", None) if plus => (first, None),
            ("", None) => (first, Some(first)),
            ("at least ", None) => (first, None),
            ("more than " | "over ", None) => (if first.fract() == 0.0 { first + 1.0 } else { first }, None),
            ("up to " | "at most ", None) => (0.0, Some(first)),
            ("fewer than " | "less than ", None) if first > 0.0 => {
                (0.0, Some(if first.fract() == 0.0 { first - 1.0 } else { first }))
            }
            _ => return Err(refused()),
        };
        Ok(Self { least, most, unit: unit.trim().to_owned(), words: words.to_owned() })
    }

    /// Whether no number fits both. Quantities in different units are not compared.
    pub fn disjoint(&self, other: &Self) -> bool {
        let above = |one: &Self, two: &Self| one.most.is_some_and(|most| most < two.least);
        self.unit == other.unit && (above(self, other) || above(other, self))
    }
}

/// The number at the head of the text, thousands possibly grouped by commas, and what follows.
fn number(text: &str) -> Option<(f64, String)> {
    let end =
        text.find(|letter: char| !(letter.is_ascii_digit() || letter == '.' || letter == ',')).unwrap_or(text.len());
    let (digits, rest) = text.split_at(end);
    let digits = digits.trim_end_matches(['.', ',']);
    let value: f64 = digits.replace(',', "").parse().ok()?;
    (value.is_finite() && value < 1e15).then(|| (value, rest.to_owned()))
}

/// What is said of the subject.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(tag = "kind", rename_all = "lowercase")]
pub enum Object {
    /// An entity of the desk.
    Entity {
        /// Its identifier.
        id: String,
    },
    /// Words.
    Text {
        /// As the desk words it.
        text: String,
    },
    /// A number or range.
    Quantity(Quantity),
    /// A time.
    Time(When),
    /// A place.
    Place(Place),
}

impl Object {
    /// Which kind it is, as predicates ask for.
    pub fn kind(&self) -> Takes {
        match self {
            Self::Entity { .. } => Takes::Entity,
            Self::Text { .. } => Takes::Text,
            Self::Quantity(_) => Takes::Quantity,
            Self::Time(_) => Takes::Time,
            Self::Place(_) => Takes::Place,
        }
    }

    /// The entity that it is.
    pub fn entity(&self) -> Option<&str> {
        match self {
            Self::Entity { id } => Some(id),
            _ => None,
        }
    }

    /// Whether both surely cannot be true of one subject at once. Words are not compared: only people can tell.
    pub fn excludes(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Quantity(one), Self::Quantity(two)) => one.disjoint(two),
            (Self::Time(one), Self::Time(two)) => one.disjoint(two),
            (Self::Place(one), Self::Place(two)) => one.disjoint(two),
            (Self::Entity { id: one }, Self::Entity { id: two }) => one != two,
            _ => false,
        }
    }
}

/// Under which limits a claim is meant.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct Qualifiers {
    /// Holds during.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub period: Option<Period>,
    /// Holds at.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub place: Option<Place>,
    /// Holds for so many.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub quantity: Option<Quantity>,
}

impl Qualifiers {
    /// Whether the two claims are surely meant of different times or places, so that they cannot contradict.
    pub fn apart(&self, other: &Self) -> bool {
        let periods = self.period.as_ref().zip(other.period.as_ref());
        let places = self.place.as_ref().zip(other.place.as_ref());
        periods.is_some_and(|(one, two)| one.disjoint(two)) || places.is_some_and(|(one, two)| one.disjoint(two))
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a test fails by panicking")]
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_quantity_is_read_as_people_say_it() {
        for (words, least, most, unit) in [
            ("12 people", 12.0, Some(12.0), "people"),
            ("10-13 years", 10.0, Some(13.0), "years"),
            ("between 10 and 13 years", 10.0, Some(13.0), "years"),
            ("At least 5 people", 5.0, None, "people"),
            ("more than 4 people", 5.0, None, "people"),
            ("up to 3", 0.0, Some(3.0), ""),
            ("5+ boats", 5.0, None, "boats"),
            ("1,200 litres", 1200.0, Some(1200.0), "litres"),
            ("2.5 metres", 2.5, Some(2.5), "metres"),
        ] {
            let read = Quantity::parse(words).unwrap();
            assert_eq!((read.least, read.most, read.unit.as_str()), (least, most, unit), "{words}");
            assert_eq!(read.words, words, "the words stay");
        }
        for words in ["", "people", "13-10 years", "less than 0 boats", "some"] {
            assert!(Quantity::parse(words).is_err(), "{words}");
        }
    }

    #[test]
    fn ranges_contradict_only_when_no_number_fits_both() {
        let read = |words| Quantity::parse(words).unwrap();
        assert!(read("3 people").disjoint(&read("at least 5 people")));
        assert!(!read("10-13 years").disjoint(&read("12 years")));
        assert!(!read("3 people").disjoint(&read("5 boats")), "different units say nothing of each other");
    }

    proptest! {
        #[test]
        fn any_text_is_read_or_refused(words in ".{0,40}") {
            if let Ok(read) = Quantity::parse(&words) {
                prop_assert!(read.most.is_none_or(|most| read.least <= most));
            }
        }
    }
}
