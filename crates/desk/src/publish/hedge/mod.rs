//! The hedge: how firmly a sentence may speak, computed from what it rests on, and the words that say so.
//!
//! A writer writes a clause; the desk writes the sentence around it. Confirmed speaks plainly, supported "appears to",
//! claimed says who said it and what could not be verified, contradicted says so. Whoever denies is always named with
//! whoever accuses, because both stand on the same claim.

mod certainty;
mod figure;
mod sentence;

pub use certainty::{Certainty, Rests, computed};
pub use figure::{Figure, UNITS};
pub use sentence::{Aspect, Frame, Ground, Line, Voice, sentence};

#[cfg(test)]
mod tests;
