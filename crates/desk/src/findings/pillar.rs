//! The words of a finding: what it is about, how it stands, how likely.

use crate::vocabulary;

vocabulary! {
    /// What is asked of footage, one pillar at a time (First Draft's five, and Human Rights Watch's subject); and of a
    /// claim, whether it is so.
    pub enum Pillar as "pillar" {
        /// Is this the original, and where does it come from?
        Provenance = "provenance",
        /// Who made it?
        Source = "source",
        /// When was it made?
        Date = "date",
        /// Where was it made?
        Place = "place",
        /// Who or what is in it?
        Subject = "subject",
        /// Why was it made and spread?
        Motivation = "motivation",
        /// Is it what it seems, unaltered and unstaged?
        Authenticity = "authenticity",
        /// Is the claim so?
        Verdict = "verdict",
    }
}

impl Pillar {
    /// The seven pillars of footage, in the order in which they are usually asked.
    pub const OF_FOOTAGE: [Self; 7] =
        [Self::Provenance, Self::Source, Self::Date, Self::Place, Self::Subject, Self::Motivation, Self::Authenticity];

    /// The question that it answers.
    pub fn question(self) -> &'static str {
        match self {
            Self::Provenance => "Is this the original, and where does it come from?",
            Self::Source => "Who made it?",
            Self::Date => "When was it made?",
            Self::Place => "Where was it made?",
            Self::Subject => "Who or what is in it?",
            Self::Motivation => "Why was it made and spread?",
            Self::Authenticity => "Is it what it seems?",
            Self::Verdict => "Is the claim so?",
        }
    }

    /// Whether it rests on where the footage is known to have appeared: an older appearance reopens it. Where it was
    /// filmed and what is in it does not depend on who showed it first.
    pub fn rests_on_appearances(self) -> bool {
        matches!(self, Self::Provenance | Self::Source | Self::Date | Self::Motivation)
    }
}

vocabulary! {
    /// How a pillar or a claim stands.
    pub enum State as "state" {
        /// Nothing is known.
        Unknown = "unknown",
        /// Somebody says so; nobody here checked it.
        Claimed = "claimed",
        /// What was checked speaks for it.
        Supported = "supported",
        /// Checked, and nothing else fits.
        Confirmed = "confirmed",
        /// What was checked speaks against it.
        Contradicted = "contradicted",
    }
}

vocabulary! {
    /// How likely, in the words of the United States' Intelligence Community Directive 203 (2015), section D.6.e(2).
    pub enum Likelihood as "likelihood" {
        /// 1 to 5 %.
        Remote = "almost no chance",
        /// 5 to 20 %.
        VeryUnlikely = "very unlikely",
        /// 20 to 45 %.
        Unlikely = "unlikely",
        /// 45 to 55 %.
        Even = "roughly even chance",
        /// 55 to 80 %.
        Likely = "likely",
        /// 80 to 95 %.
        VeryLikely = "very likely",
        /// 95 to 99 %.
        AlmostCertain = "almost certain",
    }
}

impl Likelihood {
    /// From and to, in per cent.
    pub fn range(self) -> (u8, u8) {
        match self {
            Self::Remote => (1, 5),
            Self::VeryUnlikely => (5, 20),
            Self::Unlikely => (20, 45),
            Self::Even => (45, 55),
            Self::Likely => (55, 80),
            Self::VeryLikely => (80, 95),
            Self::AlmostCertain => (95, 99),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_ranges_of_likelihood_meet_without_gap_or_overlap() {
        for pair in Likelihood::ALL.windows(2) {
            assert_eq!(pair[0].range().1, pair[1].range().0, "{} and {}", pair[0], pair[1]);
        }
    }
}
