//! What a sentence rests on, read from the desk: everything that was said on its claims, by origin, and the findings in
//! force. Binding a claim brings its rivals with it, so that no account stands without what contradicts it.

use std::collections::BTreeMap;

use super::{
    edition::{Basis, Link},
    hedge::{Aspect, Certainty, Figure, Ground, Rests, Voice, computed},
    words::{Arg, Language},
};
use crate::{
    args,
    claims::{
        self,
        assertion::{self, Assertion, SaidIn, Stance},
        claim::Claim,
        object::{Object, Quantity},
        predicate,
        same::Sameness,
        source,
        standing::{self, About, Word},
    },
    clock::{Micros, rfc3339},
    error::Result,
    findings::{self, Finding, Pillar, State, reference},
    preserve::custody::Record as _,
    store::Db,
};

/// What the sentences of one report share while their grounds are read.
pub(super) struct Reader<'a> {
    db: &'a Db,
    language: Language,
    desk: &'a str,
    same: Sameness,
    /// Numbers of origins within the report, by the assertion at their root.
    origins: BTreeMap<String, i64>,
}

/// What one sentence rests on.
#[derive(Default)]
pub(super) struct Grounds {
    pub bases: Vec<Basis>,
    pub ground: Ground,
    pub certainty: Option<Certainty>,
    pub accuses: bool,
    /// The claims that it rests on.
    pub claims: Vec<Claim>,
    /// Methods of the findings that it rests on, for "how we checked".
    pub methods: Vec<String>,
    rests: Vec<Rests>,
}

impl<'a> Reader<'a> {
    pub async fn new(db: &'a Db, language: Language, desk: &'a str) -> Result<Self> {
        Ok(Self { db, language, desk, same: Sameness::load(db).await?, origins: BTreeMap::new() })
    }

    pub fn same(&self) -> &Sameness {
        &self.same
    }

    /// Everything that these references bring.
    pub async fn read(&mut self, bound: &[String]) -> Result<Grounds> {
        let mut grounds = Grounds::default();
        for reference in bound {
            match reference.split_once(':') {
                Some(("claim", id)) => self.claim(id, &mut grounds).await?,
                Some(("finding", id)) => {
                    let finding = findings::finding::get(self.db, id).await?;
                    match finding.about.strip_prefix("claim:") {
                        Some(claim) => self.claim(claim, &mut grounds).await?,
                        None => self.pillar(&finding.about, finding.pillar, &mut grounds).await?,
                    }
                }
                Some(("footage", number)) => grounds.bases.push(Basis {
                    reference: reference.clone(),
                    who: format!("F-{number}"),
                    ..Basis::default()
                }),
                _ => {}
            }
        }
        let Ground { verified, unverified, .. } = &mut grounds.ground;
        // Each once, in the order of the pillars, however many claims leave it open.
        for aspects in [&mut *verified, &mut *unverified] {
            aspects.sort();
            aspects.dedup();
        }
        unverified.retain(|aspect| !verified.contains(aspect));
        grounds.certainty = Some(computed(&grounds.rests));
        Ok(grounds)
    }

    async fn claim(&mut self, id: &str, grounds: &mut Grounds) -> Result<()> {
        if grounds.claims.iter().any(|known| known.id == id) {
            return Ok(());
        }
        let claim = claims::claim::get(self.db, id).await?;
        let aspect = aspect(&claim);
        grounds.accuses |= predicate::known(&claim.predicate).is_some_and(|known| known.accuses);
        let words = standing::words(self.db, About::Claim(id), &self.same).await?;
        let origins = standing::origins_by_stance(&words);
        let by_id: BTreeMap<&str, &Word> = words.iter().map(|word| (word.voice.assertion.as_str(), word)).collect();
        // In the order in which they spoke; of voices that repeat one another, the first.
        let mut roots: Vec<(&str, Stance)> = origins
            .iter()
            .flat_map(|((_, stance), origins)| origins.iter().map(move |origin| (origin.root.as_str(), *stance)))
            .collect();
        roots.sort_by_key(|(root, _)| {
            by_id.get(root).map(|word| (word.voice.said_latest.unwrap_or(Micros::MAX), word.seq))
        });
        for (root, stance) in roots {
            let assertion = assertion::get(self.db, root).await?;
            let via = by_id.get(root).map_or(&[][..], |word| word.voice.via.as_slice());
            let basis = self.said(&claim, &assertion, via).await?;
            grounds.rests.push(if stance == Stance::Asserts { Rests::Said } else { Rests::Disputed });
            grounds.ground.voices.push(Voice {
                who: basis.who.clone(),
                stance,
                via: basis.via.clone(),
                figure: basis.figure.clone(),
                when: basis.when.clone(),
            });
            grounds.bases.push(basis);
        }
        let about = reference::About::Claim(id.to_owned());
        let verdict = findings::standing::standing(self.db, &about, Pillar::Verdict).await?.holds;
        let state = verdict.as_ref().map_or(State::Unknown, |read| read.finding.state);
        if let Some(read) = &verdict {
            self.found(&read.finding, Some(aspect), grounds);
        }
        if state == State::Confirmed {
            grounds.ground.verified.push(aspect);
        } else {
            grounds.ground.unverified.push(aspect);
        }
        grounds.claims.push(claim);
        Ok(())
    }

    /// The finding in force on a pillar of footage: if the bound one was superseded, the one in its place.
    async fn pillar(&self, about: &str, pillar: Pillar, grounds: &mut Grounds) -> Result<()> {
        let about = reference::about(self.db, about).await?;
        let Some(read) = findings::standing::standing(self.db, &about, pillar).await?.holds else {
            grounds.rests.push(Rests::Finding(Certainty::Unknown));
            return Ok(());
        };
        let aspect = pillar.word().parse().ok();
        self.found(&read.finding, aspect, grounds);
        if let Some(aspect) = aspect {
            let list = if read.finding.state == State::Confirmed {
                &mut grounds.ground.verified
            } else {
                &mut grounds.ground.unverified
            };
            list.push(aspect);
        }
        Ok(())
    }

    fn found(&self, finding: &Finding, aspect: Option<Aspect>, grounds: &mut Grounds) {
        let state = certainty(finding.state);
        grounds.rests.push(Rests::Finding(state));
        let method = if finding.method.is_empty() { &finding.reasoning } else { &finding.method };
        grounds.methods.push(method.clone());
        grounds.bases.push(Basis {
            reference: finding.reference(),
            claim: finding.about.starts_with("claim:").then(|| finding.about.clone()),
            who: self.desk.to_owned(),
            words: [finding.answer.as_str(), method]
                .into_iter()
                .filter(|text| !text.is_empty())
                .collect::<Vec<_>>()
                .join(" · "),
            state: Some(state),
            aspect,
            ..Basis::default()
        });
    }

    /// An assertion as it may be published.
    pub async fn said(&mut self, claim: &Claim, assertion: &Assertion, via: &[String]) -> Result<Basis> {
        let source = source::get(self.db, &assertion.source).await?;
        let mut chain = Vec::new();
        for id in via.iter().filter_map(|told| told.strip_prefix("source:")) {
            chain.push(self.shown(&source::get(self.db, id).await?));
        }
        // The place of a sealed witness's words leads to the witness.
        let link = if source.sealed() { None } else { self.link(assertion).await? };
        let next = i64::try_from(self.origins.len()).unwrap_or(i64::MAX).saturating_add(1);
        let origin = *self.origins.entry(assertion.id.clone()).or_insert(next);
        Ok(Basis {
            reference: assertion.reference(),
            claim: Some(claim.reference()),
            who: self.shown(&source),
            source_kind: source.kind.map(|kind| kind.to_string()),
            stance: Some(assertion.stance),
            words: assertion.words.clone(),
            language: assertion.language.clone(),
            translation: assertion.translation.clone(),
            when: assertion.said.as_ref().map(|said| said.plain()).unwrap_or_default(),
            via: chain,
            link,
            figure: match (&claim.object.0, assertion.stance) {
                (Object::Quantity(quantity), Stance::Asserts) => Some(figure(quantity)),
                _ => None,
            },
            origin,
            state: None,
            aspect: None,
        })
    }

    fn shown(&self, source: &source::Source) -> String {
        if source.sealed() {
            self.language.say("sealed-source", &[("desk", Arg::Text(self.desk))])
        } else {
            source.shown()
        }
    }

    async fn link(&self, assertion: &Assertion) -> Result<Option<Link>> {
        let archived = assertion.archived.clone();
        Ok(match assertion.said_in_kind {
            SaidIn::Page => Some(Link { url: assertion.said_in.clone(), archived }),
            SaidIn::Post => {
                let url: Option<(Option<String>,)> =
                    self.db.first("SELECT url FROM post WHERE id = $1", args![&assertion.said_in]).await?;
                url.and_then(|row| row.0).map(|url| Link { url, archived })
            }
            SaidIn::Document | SaidIn::Footage => {
                let url = format!("urn:sha256:{}", assertion.said_in);
                Some(Link { url, archived: Some(assertion.said_in.clone()) })
            }
        })
    }
}

/// The same words mean the same.
fn certainty(state: State) -> Certainty {
    match state {
        State::Unknown => Certainty::Unknown,
        State::Claimed => Certainty::Claimed,
        State::Supported => Certainty::Supported,
        State::Confirmed => Certainty::Confirmed,
        State::Contradicted => Certainty::Contradicted,
    }
}

/// What is open while a claim is not confirmed.
fn aspect(claim: &Claim) -> Aspect {
    match claim.predicate.as_str() {
        "happened at" | "filmed at" | "born" | "died" => Aspect::Date,
        "took place in" | "filmed in" | "located in" => Aspect::Place,
        "caused by" | "reason" => Aspect::Cause,
        "ordered by" | "involved" => Aspect::People,
        "killed" | "injured" | "missing" | "count" | "age" => Aspect::Figure,
        "shows" => Aspect::Subject,
        _ => Aspect::Statement,
    }
}

/// A quantity in whole numbers: what is not whole is rounded outwards, so that the range stays true.
#[expect(clippy::cast_possible_truncation, reason = "quantities are below 10^15")]
fn figure(quantity: &Quantity) -> Figure {
    Figure {
        low: quantity.least.floor() as i64,
        high: quantity.most.unwrap_or(quantity.least).ceil() as i64,
        unit: quantity.unit.clone(),
    }
}

/// Instants of an uncertain time, RFC 3339.
pub(super) fn instants(when: &claims::time::When) -> (String, String) {
    (rfc3339(when.earliest), rfc3339(when.latest))
}
