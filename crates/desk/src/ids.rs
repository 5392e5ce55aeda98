//! Identifiers: UUIDv7 for rows (RFC 9562), a short sayable reference for footage.

use std::{fmt, str::FromStr};

use serde::{Deserialize, Serialize};

use crate::error::Error;

/// A new row identifier. UUIDv7, so rows made later sort later.
#[expect(clippy::disallowed_methods, reason = "the one place that makes identifiers")]
pub fn new_id() -> String {
    uuid::Uuid::now_v7().to_string()
}

/// What people call a piece of footage: `F-12`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(into = "String", try_from = "String")]
pub struct FootageRef(pub i64);

impl fmt::Display for FootageRef {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "F-{}", self.0)
    }
}

impl From<FootageRef> for String {
    fn from(reference: FootageRef) -> Self {
        reference.to_string()
    }
}

impl TryFrom<String> for FootageRef {
    type Error = Error;
    fn try_from(text: String) -> Result<Self, Error> {
        text.parse()
    }
}

impl FromStr for FootageRef {
    type Err = Error;
    fn from_str(text: &str) -> Result<Self, Error> {
        let digits = text.trim().strip_prefix(['F', 'f']).map(|rest| rest.strip_prefix('-').unwrap_or(rest));
        digits
            .and_then(|digits| digits.parse().ok())
            .filter(|&number: &i64| number > 0)
            .map(Self)
            .ok_or_else(|| Error::NotFound { what: "footage", name: text.chars().take(40).collect() })
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a test fails by panicking")]
    use super::*;

    #[test]
    fn a_reference_is_read_as_it_is_said() {
        for spelling in ["F-12", "f-12", "F12", " f12 "] {
            assert_eq!(spelling.parse::<FootageRef>().unwrap(), FootageRef(12));
        }
        for wrong in ["", "F-", "F-0", "F--1", "12", "G-12", "F-12x"] {
            assert!(wrong.parse::<FootageRef>().is_err(), "{wrong}");
        }
    }
}
