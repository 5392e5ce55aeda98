//! Identifiers: UUIDv7 for rows (RFC 9562), short sayable references for what people talk about.

use std::{fmt, str::FromStr};

use serde::{Deserialize, Serialize};

use crate::error::Error;

/// A new row identifier. UUIDv7, so rows made later sort later.
pub fn new_id() -> String {
    new_uuid().to_string()
}

/// The same, not yet written out.
#[expect(clippy::disallowed_methods, reason = "the one place that makes identifiers")]
pub(crate) fn new_uuid() -> uuid::Uuid {
    uuid::Uuid::now_v7()
}

/// Declares a short reference that people can say: a letter and a number that is never given twice.
macro_rules! sayable {
    ($(#[$meta:meta])* $name:ident, $upper:literal, $lower:literal, $what:literal) => {
        $(#[$meta])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
        #[serde(into = "String", try_from = "String")]
        pub struct $name(pub i64);

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, "{}-{}", $upper, self.0)
            }
        }

        impl From<$name> for String {
            fn from(reference: $name) -> Self {
                reference.to_string()
            }
        }

        impl TryFrom<String> for $name {
            type Error = Error;
            fn try_from(text: String) -> Result<Self, Error> {
                text.parse()
            }
        }

        impl FromStr for $name {
            type Err = Error;
            fn from_str(text: &str) -> Result<Self, Error> {
                number(text, [$upper, $lower])
                    .map(Self)
                    .ok_or_else(|| Error::NotFound { what: $what, name: text.chars().take(40).collect() })
            }
        }
    };
}

sayable! {
    /// What people call a piece of footage: `F-12`.
    FootageRef, 'F', 'f', "footage"
}
sayable! {
    /// What people call an address that is watched: `W-2`.
    WatchRef, 'W', 'w', "watch"
}
sayable! {
    /// What people call an incident: `I-3`.
    IncidentRef, 'I', 'i', "incident"
}
sayable! {
    /// What people call an entity: `E-7`.
    EntityRef, 'E', 'e', "entity"
}
sayable! {
    /// What people call a claim: `C-40`.
    ClaimRef, 'C', 'c', "claim"
}
sayable! {
    /// What people call a report: `R-3`.
    ReportRef, 'R', 'r', "report"
}

fn number(text: &str, letters: [char; 2]) -> Option<i64> {
    let digits = text.trim().strip_prefix(letters).map(|rest| rest.strip_prefix('-').unwrap_or(rest))?;
    digits.parse().ok().filter(|&number: &i64| number > 0)
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
