//! What may be published: rules that block and rules that suggest, each a function with its reason in [`RULES`].
//!
//! A rule looks at the edition as it would be published, so that what was checked is what is published. It says what is
//! wrong, where, and how to mend it; the table says why the rule is there.

mod media;
mod people;
mod secrets;
mod sentences;
mod words;

use serde::Serialize;
use utoipa::ToSchema;

pub use secrets::found_in;

use super::edition::{Edition, Sentence};

/// Everything that rules look at.
#[derive(Clone, Debug)]
pub struct Draft {
    /// The edition as it would be published.
    pub edition: Edition,
    /// Who wrote each sentence last, in its order.
    pub writers: Vec<String>,
    /// The second person who approves what must have one.
    pub approver: Option<String>,
    /// Claims in the report that contradict others, with the question that this leaves open.
    pub rivals: Vec<Rival>,
    /// What the report rests on and is under review: reference and reason.
    pub reviews: Vec<(String, String)>,
    /// Identities of sealed sources. Never shown.
    pub secrets: Vec<String>,
    /// Now, RFC 3339.
    pub now: String,
}

/// Two claims that contradict each other.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rival {
    /// Claim of the report.
    pub claim: String,
    /// The one against it.
    pub against: String,
    /// What this leaves open.
    pub question: String,
}

/// Something that a rule found.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct Mark {
    /// The rule.
    pub rule: String,
    /// Whether nothing can be published while it stands.
    pub blocks: bool,
    /// In which sentence, by its identifier; none: in the report as a whole.
    pub sentence: Option<String>,
    /// What is wrong.
    pub what: String,
    /// How to mend it.
    pub mend: String,
    /// Why the rule is there.
    pub why: String,
}

/// What a rule found, before it is known which.
pub(crate) struct Found {
    sentence: Option<String>,
    what: String,
    mend: String,
}

impl Found {
    fn in_sentence(sentence: &Sentence, what: impl Into<String>, mend: impl Into<String>) -> Self {
        Self { sentence: Some(sentence.id.clone()), what: what.into(), mend: mend.into() }
    }

    fn in_report(what: impl Into<String>, mend: impl Into<String>) -> Self {
        Self { sentence: None, what: what.into(), mend: mend.into() }
    }
}

/// A rule.
#[derive(Clone, Copy)]
pub struct Rule {
    /// As named in marks.
    pub id: &'static str,
    /// Whether it blocks.
    pub blocks: bool,
    /// Why it is there.
    pub why: &'static str,
    check: fn(&Draft) -> Vec<Found>,
}

impl std::fmt::Debug for Rule {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.id)
    }
}

const fn blocks(id: &'static str, why: &'static str, check: fn(&Draft) -> Vec<Found>) -> Rule {
    Rule { id, blocks: true, why, check }
}

const fn suggests(id: &'static str, why: &'static str, check: fn(&Draft) -> Vec<Found>) -> Rule {
    Rule { id, blocks: false, why, check }
}

/// Every rule, in the order in which their marks are shown.
pub const RULES: [Rule; 20] = [
    blocks("empty", "a report without sentences says nothing", sentences::empty),
    blocks("unbound", "readers must be able to trace every sentence to who said it", sentences::unbound),
    blocks("unknown", "what nobody says and nobody found is not news", sentences::unknown),
    blocks("raised", "only an editor may speak more firmly than the evidence, and says why", sentences::raised),
    blocks("review", "something that the sentence rests on changed", sentences::under_review),
    blocks("rivals", "contradictory accounts are never shown one without the other", sentences::rivals),
    blocks("denial", "whoever is accused is heard beside the accusation", people::denial),
    suggests("ask", "whoever is accused should be asked before publication", people::ask),
    blocks("plural", "one source is not \"sources\", and copies of one original are one source", people::plural),
    blocks("second", "deaths and blame are approved by a second person", people::second),
    blocks("figure", "a figure stands with its source and its time", sentences::figure),
    blocks("loaded", "loaded words belong to whoever uses them", words::loaded),
    suggests("verbs", "\"said\" is neutral; \"claimed\" doubts and \"admitted\" convicts", words::verbs),
    suggests("hedges", "the desk writes the hedge; a second one says less, not more", words::hedges),
    blocks("warning", "nobody meets distressing footage unprepared", media::warning),
    blocks("extreme", "extreme footage is described, never shown", media::extreme),
    blocks("recognised", "minors, victims, detainees and homes are not exposed", media::recognised),
    blocks("embeds", "a live post gives its account reach and may change or vanish", media::embeds),
    suggests("stale", "who stands with whom changes", people::stale),
    blocks("sealed", "a witness who was promised to stay unknown stays unknown", secrets::sealed),
];

/// All marks, in the order of the rules.
pub fn check(draft: &Draft) -> Vec<Mark> {
    let marks = |rule: &Rule| {
        let rule = *rule;
        (rule.check)(draft).into_iter().map(move |found| Mark {
            rule: rule.id.to_owned(),
            blocks: rule.blocks,
            sentence: found.sentence,
            what: found.what,
            mend: found.mend,
            why: rule.why.to_owned(),
        })
    };
    RULES.iter().flat_map(marks).collect()
}

#[cfg(test)]
mod tests;
