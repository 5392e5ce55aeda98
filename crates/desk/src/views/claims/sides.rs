//! The sides that are taken to claims: how claims stand, and the rows that show it.

use std::{
    collections::{BTreeMap, HashMap, HashSet},
    sync::Arc,
};

use sqlx::AssertSqlSafe;

use super::{AssertionRow, ClaimRow, ConflictRow, OriginRow, Side, interval};
use crate::{
    Desk,
    claims::{
        assertion::{Assertion, Stance},
        claim::{self, Claim},
        conflicts::{self, Conflict},
        origins::Origin,
        predicate, source,
        standing::{self, About, Stand, Word},
    },
    error::Result,
    ids::IncidentRef,
    preserve::custody::Recorded,
    store::Value,
    views::named::named,
};

/// How claims stand, computed once for whatever is shown of them.
pub(super) struct Standing {
    pub(super) claims: Vec<Claim>,
    pub(super) stand: Arc<Stand>,
    names: BTreeMap<String, String>,
    conflicts: Vec<Conflict>,
    /// Keys of the open ones, by claim.
    open: HashMap<String, Vec<String>>,
    accused: BTreeMap<String, String>,
}

impl Standing {
    pub(super) async fn of(desk: &Desk, about: About<'_>, claims: Vec<Claim>, incident: Option<&str>) -> Result<Self> {
        let stand = standing::stand(desk, about).await?;
        let same = &stand.same;
        let names = claim::names(&desk.db, &claims).await?;
        let acts = match incident {
            Some(id) => conflicts::acts(&desk.db, id).await?,
            None => vec![],
        };
        let conflicts = conflicts::conflicts(&claims, &stand.words, same, &names, &acts);
        let accusing = |claim: &&Claim| predicate::known(&claim.predicate).is_some_and(|known| known.accuses);
        let accused = claims
            .iter()
            .filter(accusing)
            .filter_map(|claim| Some((claim.id.clone(), same.standing(claim.entity.as_deref()?).to_owned())))
            .collect();
        let mut open: HashMap<String, Vec<String>> = HashMap::new();
        for conflict in conflicts.iter().filter(|conflict| conflict.open) {
            for claim in &conflict.claims {
                open.entry(claim.clone()).or_default().push(conflict.key.clone());
            }
        }
        Ok(Self { claims, names, conflicts, open, accused, stand })
    }

    fn by_accused(&self, word: &Word) -> bool {
        self.accused.get(&word.claim).is_some_and(|accused| word.voice.entity.as_ref() == Some(accused))
    }

    /// Which assertions of a stance are shown, of each origin the first heard, then the rest; the accused always.
    fn shown(&self, claim: &str, stance: Stance, most: usize) -> Vec<String> {
        let origins = self.stand.origins.get(&(claim.to_owned(), stance)).map_or(&[][..], Vec::as_slice);
        let rest = origins.iter().flat_map(|origin| origin.voices.iter().skip(1));
        let mut shown: Vec<String> =
            origins.iter().map(|origin| &origin.root).chain(rest).take(most).cloned().collect();
        // Only where somebody is accused are all voices gone through.
        let words = if self.accused.contains_key(claim) { &self.stand.words[..] } else { &[] };
        for word in words {
            let counts = word.claim == claim && word.stance == stance;
            if counts && self.by_accused(word) && !shown.contains(&word.voice.assertion) {
                shown.push(word.voice.assertion.clone());
            }
        }
        shown
    }

    /// Keys of the open conflicts that a claim is in.
    pub(super) fn conflicts_of(&self, claim: &str) -> &[String] {
        self.open.get(claim).map_or(&[], Vec::as_slice)
    }

    /// The rows of some claims, with at most `most` voices a stance, and their origins opened where asked: then all voices.
    pub(super) async fn rows(
        &self,
        desk: &Desk,
        claims: &[&Claim],
        most: usize,
        opened: bool,
    ) -> Result<Vec<ClaimRow>> {
        let voices = |claim: &Claim, stance: Stance| -> Vec<String> {
            if !opened {
                return self.shown(&claim.id, stance, most);
            }
            let of = |word: &&Word| word.claim == claim.id && word.stance == stance;
            self.stand.words.iter().filter(of).map(|word| word.voice.assertion.clone()).collect()
        };
        let taken = |claim: &Claim| -> Vec<(Stance, Vec<String>)> {
            let sides = Stance::ALL.iter().map(|stance| (*stance, voices(claim, *stance)));
            sides.filter(|(_, voices)| !voices.is_empty()).collect()
        };
        let sides: Vec<_> = claims.iter().map(|claim| taken(claim)).collect();
        let wanted: Vec<String> = sides.iter().flatten().flat_map(|(_, voices)| voices).cloned().collect();
        let found = assertions(desk, &wanted).await?;
        let needed: HashSet<&str> = wanted.iter().map(String::as_str).collect();
        let words = self.stand.words.iter().map(|word| (word.voice.assertion.as_str(), word));
        let words: HashMap<&str, &Word> = words.filter(|(id, _)| needed.contains(id)).collect();
        let chain = chain_names(desk, &self.stand.words).await?;
        let row = |id: &String| {
            let (kept, word) = (found.get(id)?, words.get(id.as_str())?);
            Some(assertion_row(kept, word, self.by_accused(word), &chain))
        };
        let name = |id: &str| words.get(id).map(|word| word.voice.name.clone()).unwrap_or_default();
        let open = |origin: &Origin| OriginRow {
            first: name(&origin.root),
            voices: origin.voices.clone(),
            reasons: origin
                .collapses
                .iter()
                .map(|collapse| format!("{}: {}", name(&collapse.assertion), collapse.reason))
                .collect(),
        };
        let side = |claim: &Claim, (stance, voices): (Stance, Vec<String>)| {
            let key = (claim.id.clone(), stance);
            let origins = self.stand.origins.get(&key).map_or(&[][..], Vec::as_slice);
            let count: usize = origins.iter().map(|origin| origin.voices.len()).sum();
            let tally = self.stand.tallies.get(&key).copied().unwrap_or_default();
            Side {
                stance,
                tally,
                counted: if count == 0 { "no longer".to_owned() } else { tally.words() },
                more: count.saturating_sub(voices.len()),
                voices: voices.iter().filter_map(row).collect(),
                origins: if opened { origins.iter().map(open).collect() } else { vec![] },
            }
        };
        let claim_row = |(claim, sides): (&&Claim, Vec<_>)| {
            let sides: Vec<Side> = sides.into_iter().map(|taken| side(claim, taken)).collect();
            ClaimRow {
                claim: claim.sayable(),
                id: claim.id.clone(),
                sentence: claim::sentence(claim, &self.names),
                predicate: claim.predicate.clone(),
                accused: self.accused.get(&claim.id).and_then(|id| self.names.get(&format!("entity:{id}")).cloned()),
                answered: sides.iter().any(|side| side.voices.iter().any(|voice| voice.by_accused)),
                sides,
                conflicts: self.conflicts_of(&claim.id).to_vec(),
            }
        };
        Ok(claims.iter().zip(sides).map(claim_row).collect())
    }

    /// The contradictions, open ones first.
    pub(super) async fn conflict_rows(&self, desk: &Desk, incident: IncidentRef) -> Result<Vec<ConflictRow>> {
        let claims: HashMap<&str, &Claim> = self.claims.iter().map(|claim| (claim.id.as_str(), claim)).collect();
        let rival = |id: &String| {
            let claim = claims.get(id.as_str())?;
            Some((claim.sayable().to_string(), claim::sentence(claim, &self.names)))
        };
        let mut rows = Vec::new();
        for conflict in &self.conflicts {
            let rivals = conflict.claims.iter().filter_map(rival).collect();
            let settled_by = match &conflict.settled {
                Some(reference) => Some(named(desk, reference).await?),
                None => None,
            };
            rows.push(ConflictRow { rivals, conflict: conflict.clone(), incident, settled_by });
        }
        rows.sort_by_key(|row| !row.conflict.open);
        Ok(rows)
    }
}

async fn assertions(desk: &Desk, ids: &[String]) -> Result<BTreeMap<String, Recorded<Assertion>>> {
    let mut found = BTreeMap::new();
    for some in ids.chunks(500) {
        let places: Vec<String> = (1..=some.len()).map(|place| format!("${place}")).collect();
        let sql = format!("SELECT * FROM assertion WHERE id IN ({})", places.join(", "));
        let rows: Vec<Recorded<Assertion>> =
            desk.db.all(AssertSqlSafe(sql), some.iter().map(Value::from).collect()).await?;
        found.extend(rows.into_iter().map(|row| (row.record.id.clone(), row)));
    }
    Ok(found)
}

/// The names of the sources that others have it from, by `source:<id>`.
async fn chain_names(desk: &Desk, words: &[Word]) -> Result<BTreeMap<String, String>> {
    let mut names = BTreeMap::new();
    for reference in words.iter().flat_map(|word| &word.voice.via) {
        if let Some(id) = reference.strip_prefix("source:")
            && !names.contains_key(reference)
        {
            names.insert(reference.clone(), source::get(&desk.db, id).await?.shown());
        }
    }
    Ok(names)
}

fn assertion_row(
    kept: &Recorded<Assertion>,
    word: &Word,
    by_accused: bool,
    chain: &BTreeMap<String, String>,
) -> AssertionRow {
    AssertionRow {
        id: kept.id.clone(),
        source: kept.source.clone(),
        source_name: word.voice.name.clone(),
        stance: kept.stance,
        words: kept.words.clone(),
        language: kept.language.clone(),
        translation: kept.translation.clone(),
        said: kept.said.as_deref().map(interval),
        said_in: kept.said_in_kind,
        place: kept.said_in.clone(),
        basis: kept.basis,
        via: word.voice.via.iter().filter_map(|reference| chain.get(reference).cloned()).collect(),
        grade: kept.grade.clone(),
        outdated: word.outdated,
        by_accused,
        recorded_by: kept.by_whom.clone(),
        recorded: kept.at.into(),
    }
}
