//! How firmly a sentence may speak.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// From the least firm to the firmest; ordered, so that lowering and raising can be told apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "lowercase")]
pub enum Certainty {
    /// The desk found otherwise.
    Contradicted,
    /// Nobody says so and nothing was found.
    Unknown,
    /// Somebody says so.
    Claimed,
    /// Evidence points to it.
    Supported,
    /// The desk established it.
    Confirmed,
}

impl Certainty {
    /// All, from the least firm to the firmest.
    pub const ALL: [Self; 5] = [Self::Contradicted, Self::Unknown, Self::Claimed, Self::Supported, Self::Confirmed];

    /// As stored, and as the state is called in a finding.
    pub fn name(self) -> &'static str {
        match self {
            Self::Contradicted => "contradicted",
            Self::Unknown => "unknown",
            Self::Claimed => "claimed",
            Self::Supported => "supported",
            Self::Confirmed => "confirmed",
        }
    }

    /// By its name.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|certainty| certainty.name() == name)
    }
}

/// One thing a sentence rests on, as far as certainty goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Rests {
    /// A finding in force with this state.
    Finding(Certainty),
    /// A source that says so and has not withdrawn it.
    Said,
    /// A source that denies, doubts or withdrew it.
    Disputed,
}

/// The certainty of a sentence that rests on all of these together.
///
/// A finding outweighs what anybody says. Several findings are a chain: the weakest one decides, and one that
/// contradicts contradicts the whole. A finding that found nothing out leaves the claim a claim.
pub fn computed(rests: &[Rests]) -> Certainty {
    let said = rests.contains(&Rests::Said);
    let findings = rests.iter().filter_map(|rest| match rest {
        Rests::Finding(state) => Some(*state),
        Rests::Said | Rests::Disputed => None,
    });
    match findings.min() {
        Some(Certainty::Unknown) | None if said => Certainty::Claimed,
        Some(state) => state,
        None => Certainty::Unknown,
    }
}
