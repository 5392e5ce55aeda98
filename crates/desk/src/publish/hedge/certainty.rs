//! How firmly a sentence may speak.

use crate::vocabulary;

vocabulary! {
    /// From the least firm to the firmest; ordered, so that lowering and raising can be told apart. The words are those
    /// of the states of findings.
    pub enum Certainty as "certainty" {
        /// The desk found otherwise.
        Contradicted = "contradicted",
        /// Nobody says so and nothing was found.
        Unknown = "unknown",
        /// Somebody says so.
        Claimed = "claimed",
        /// Evidence points to it.
        Supported = "supported",
        /// The desk established it.
        Confirmed = "confirmed",
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
