//! What can be said of something: the predicates that the desk knows, as data.
//!
//! A desk may use its own beside these (any lower-case words); the desk computes conflicts of values only for those
//! that are known to have one value at a time.

/// What kind of object a predicate takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Takes {
    /// An entity.
    Entity,
    /// A number or range with a unit.
    Quantity,
    /// An uncertain time.
    Time,
    /// An uncertain place.
    Place,
    /// Words.
    Text,
}

impl Takes {
    /// As shown.
    pub fn word(self) -> &'static str {
        match self {
            Self::Entity => "entity",
            Self::Quantity => "quantity",
            Self::Time => "time",
            Self::Place => "place",
            Self::Text => "text",
        }
    }
}

/// One predicate.
#[derive(Clone, Copy, Debug)]
pub struct Predicate {
    /// As stored.
    pub name: &'static str,
    /// What it takes.
    pub takes: Takes,
    /// Whether it has one value at a time: two that exclude each other contradict.
    pub functional: bool,
    /// Whether it accuses its object: a denial by the accused belongs beside it.
    pub accuses: bool,
    /// Whether it relates two entities.
    pub relates: bool,
    /// The sentence, with `{s}` for the subject and `{o}` for the object.
    pub sentence: &'static str,
}

const fn fact(name: &'static str, takes: Takes, functional: bool, sentence: &'static str) -> Predicate {
    Predicate { name, takes, functional, accuses: false, relates: false, sentence }
}

const fn relation(name: &'static str, functional: bool, sentence: &'static str) -> Predicate {
    Predicate { name, takes: Takes::Entity, functional, accuses: false, relates: true, sentence }
}

const fn accusation(name: &'static str, sentence: &'static str) -> Predicate {
    Predicate { name, takes: Takes::Entity, functional: false, accuses: true, relates: false, sentence }
}

/// In the order in which they are offered.
pub const PREDICATES: &[Predicate] = &[
    fact("happened at", Takes::Time, true, "{s} happened {o}"),
    fact("took place in", Takes::Place, true, "{s} took place in {o}"),
    accusation("caused by", "{s} was caused by {o}"),
    accusation("ordered by", "{s} was ordered by {o}"),
    fact("reason", Takes::Text, false, "the reason of {s} was: {o}"),
    fact("killed", Takes::Quantity, true, "{s} killed {o}"),
    fact("injured", Takes::Quantity, true, "{s} injured {o}"),
    fact("missing", Takes::Quantity, true, "{o} are missing after {s}"),
    fact("damaged", Takes::Text, false, "{s} damaged {o}"),
    fact("involved", Takes::Entity, false, "{o} was involved in {s}"),
    fact("count", Takes::Quantity, true, "{s} counts {o}"),
    fact("age", Takes::Quantity, true, "{s} is {o}"),
    fact("born", Takes::Time, true, "{s} was born {o}"),
    fact("died", Takes::Time, true, "{s} died {o}"),
    fact("filmed at", Takes::Time, true, "{s} was filmed {o}"),
    fact("filmed in", Takes::Place, true, "{s} was filmed in {o}"),
    fact("shows", Takes::Text, false, "{s} shows {o}"),
    fact("announced", Takes::Text, false, "{s} announced {o}"),
    fact("reported", Takes::Text, false, "{s} reported {o}"),
    fact("is", Takes::Text, false, "{s} is {o}"),
    fact("named", Takes::Text, false, "{s} is called {o}"),
    relation("member of", false, "{s} is a member of {o}"),
    relation("part of", false, "{s} is part of {o}"),
    relation("allied with", false, "{s} is allied with {o}"),
    relation("commands", false, "{s} commands {o}"),
    relation("supplies", false, "{s} supplies {o}"),
    relation("successor of", false, "{s} is the successor of {o}"),
    relation("located in", true, "{s} is located in {o}"),
    relation("opposed to", false, "{s} is opposed to {o}"),
    relation("owner of", false, "{s} owns {o}"),
];

/// The predicate of this name, when it is one of the known.
pub fn known(name: &str) -> Option<&'static Predicate> {
    PREDICATES.iter().find(|predicate| predicate.name == name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_predicate_has_a_name_of_its_own_and_a_sentence_with_both_sides() {
        for (place, predicate) in PREDICATES.iter().enumerate() {
            assert!(PREDICATES[..place].iter().all(|other| other.name != predicate.name), "{}", predicate.name);
            assert!(predicate.sentence.contains("{s}") && predicate.sentence.contains("{o}"), "{}", predicate.name);
            assert!(!predicate.relates || predicate.takes == Takes::Entity, "{}", predicate.name);
        }
    }
}
