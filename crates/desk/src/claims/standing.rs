//! How an incident's claims stand: who asserts, denies, doubts or retracts each now, and how many origins that makes.
//!
//! The newest word of a source on a claim holds: one that retracted does not corroborate any more.

use std::{
    collections::{BTreeMap, HashMap, HashSet},
    sync::{Arc, Mutex, PoisonError},
};

use serde::Serialize;
use utoipa::ToSchema;

use crate::{Desk, args, blocking, clock::Micros, error::Result, store::Db};

use super::{
    assertion::{SaidIn, Stance},
    entity,
    origins::{Alike, Origin, Voice, alike, origins},
    same::Sameness,
    source,
};

/// One assertion as it counts.
#[derive(Clone, Debug)]
pub struct Word {
    /// Identifier of the claim.
    pub claim: String,
    /// Its stance.
    pub stance: Stance,
    /// Whether the source said something else about the claim later.
    pub outdated: bool,
    /// In what it was said: a post, document, page or recording.
    pub said_in: (SaidIn, String),
    /// Who recorded it.
    pub by_whom: String,
    /// Its number in the custody log.
    pub seq: i64,
    /// Where it comes from.
    pub voice: Voice,
}

/// How many speak, and how many of them are independent.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, ToSchema)]
pub struct Tally {
    /// Different posts.
    pub posts: usize,
    /// Different documents, pages and recordings.
    pub others: usize,
    /// Independent origins.
    pub origins: usize,
}

impl Tally {
    /// "7 posts, 2 origins", "1 statement, 1 origin".
    pub fn words(self) -> String {
        let some = |count: usize, one: &str| match count {
            0 => None,
            1 => Some(format!("1 {one}")),
            count => Some(format!("{count} {one}s")),
        };
        [some(self.posts, "post"), some(self.others, "statement"), some(self.origins, "origin")]
            .into_iter()
            .flatten()
            .collect::<Vec<_>>()
            .join(", ")
    }
}

#[derive(sqlx::FromRow)]
struct WordRow {
    id: String,
    claim: String,
    source: String,
    stance: Stance,
    said_latest: Option<i64>,
    said_in_kind: SaidIn,
    said_in: String,
    words: String,
    via: Option<String>,
    by_whom: String,
    seq: i64,
}

const WORDS: &str = "
    SELECT s.id, s.claim, s.source, s.stance, s.said_latest, s.said_in_kind, s.said_in, s.words, s.via, s.by_whom, s.seq
    FROM claim AS c JOIN assertion AS s ON s.claim = c.id
    WHERE (c.incident = $1 OR c.id = $2)
      AND NOT EXISTS (SELECT 1 FROM amendment AS a WHERE a.object = 'assertion:' || s.id)
      AND NOT EXISTS (SELECT 1 FROM amendment AS a WHERE a.object = 'claim:' || c.id)
    ORDER BY s.seq";

/// Of what words are asked.
#[derive(Clone, Copy, Debug)]
pub enum About<'a> {
    /// All claims of an incident, by its identifier.
    Incident(&'a str),
    /// One claim, by its identifier.
    Claim(&'a str),
}

/// Every word that counts, in the order in which they were recorded.
pub async fn words(db: &Db, about: About<'_>, same: &Sameness) -> Result<Vec<Word>> {
    let (incident, claim) = match about {
        About::Incident(id) => (id, ""),
        About::Claim(id) => ("", id),
    };
    let rows: Vec<WordRow> = db.all(WORDS, args![incident, claim]).await?;
    let mut newest: HashMap<(&str, &str), (Stance, i64)> = HashMap::new();
    for row in &rows {
        newest.insert((&row.claim, &row.source), (row.stance, row.seq));
    }
    let holds: HashMap<(String, String), Stance> = newest
        .into_iter()
        .map(|((claim, source), (stance, _))| ((claim.to_owned(), source.to_owned()), stance))
        .collect();
    let context = Context::load(db, incident, claim).await?;
    Ok(rows
        .into_iter()
        .map(|row| {
            let key = (row.claim.clone(), row.source.clone());
            Word {
                outdated: holds.get(&key).is_some_and(|stance| *stance != row.stance),
                claim: row.claim.clone(),
                stance: row.stance,
                said_in: (row.said_in_kind, row.said_in.clone()),
                by_whom: row.by_whom.clone(),
                seq: row.seq,
                voice: context.voice(row, same),
            }
        })
        .collect())
}

/// What the database knows around the words: sources, posts, footage, chains.
#[derive(Default)]
struct Context {
    sources: HashMap<String, source::Source>,
    owners: HashMap<String, String>,
    posts: HashMap<String, (String, Option<String>)>,
    footage: HashMap<String, Vec<i64>>,
    told: HashMap<String, (String, Option<String>)>,
}

const SAID_IN: &str = "SELECT s.said_in FROM claim AS c JOIN assertion AS s ON s.claim = c.id
    WHERE (c.incident = $1 OR c.id = $2) AND s.said_in_kind = 'post'";

impl Context {
    async fn load(db: &Db, incident: &str, claim: &str) -> Result<Self> {
        let args = || args![incident, claim];
        let mut context = Self::default();
        let sources = sqlx::AssertSqlSafe(format!(
            "{} WHERE s.id IN (SELECT a.source FROM claim AS c JOIN assertion AS a ON a.claim = c.id
                               WHERE c.incident = $1 OR c.id = $2)",
            source::SOURCE
        ));
        let sources: Vec<source::Source> = db.all(sources, args()).await?;
        context.sources = sources.into_iter().map(|source| (source.id.clone(), source)).collect();
        let owners: Vec<(String, String)> = db
            .all(
                "SELECT h.account, h.source FROM source_handle AS h WHERE h.account IS NOT NULL
                 AND NOT EXISTS (SELECT 1 FROM amendment AS a WHERE a.object = 'handle:' || h.id)",
                args![],
            )
            .await?;
        context.owners = owners.into_iter().collect();
        let posts = sqlx::AssertSqlSafe(format!(
            "SELECT o.post_id, o.text, o.reposted_from FROM observation AS o
             WHERE o.post_id IN ({SAID_IN}) AND o.seq = (SELECT MAX(seq) FROM observation WHERE post_id = o.post_id)"
        ));
        let posts: Vec<(String, String, Option<String>)> = db.all(posts, args()).await?;
        context.posts = posts.into_iter().map(|(id, text, from)| (id, (text, from))).collect();
        let footage = sqlx::AssertSqlSafe(format!(
            "SELECT pm.post_id, COALESCE(f.merged_into, f.number) FROM post_media AS pm
             JOIN footage_media AS fm ON fm.sha256 = pm.sha256 JOIN footage AS f ON f.number = fm.number
             WHERE pm.post_id IN ({SAID_IN}) ORDER BY 2"
        ));
        let footage: Vec<(String, i64)> = db.all(footage, args()).await?;
        for (post, number) in footage {
            context.footage.entry(post).or_default().push(number);
        }
        let told: Vec<(String, String, Option<String>)> = db
            .all(
                "WITH RECURSIVE told (reference) AS (
                   SELECT s.via FROM claim AS c JOIN assertion AS s ON s.claim = c.id
                   WHERE (c.incident = $1 OR c.id = $2) AND s.via LIKE 'assertion:%'
                   UNION SELECT s.via FROM told JOIN assertion AS s ON s.id = SUBSTR(told.reference, 11)
                   WHERE s.via LIKE 'assertion:%')
                 SELECT s.id, s.source, s.via FROM told JOIN assertion AS s ON s.id = SUBSTR(told.reference, 11)",
                args(),
            )
            .await?;
        context.told = told.into_iter().map(|(id, source, via)| (id, (source, via))).collect();
        Ok(context)
    }

    fn voice(&self, row: WordRow, same: &Sameness) -> Voice {
        let source = self.sources.get(&row.source);
        let post = (row.said_in_kind == SaidIn::Post).then(|| self.posts.get(&row.said_in)).flatten();
        let mut known_as: Vec<String> = source
            .into_iter()
            .flat_map(|source| [source.handle.as_ref(), source.name.as_ref()])
            .flatten()
            .map(|name| called(name))
            .collect();
        known_as.dedup();
        Voice {
            assertion: row.id,
            name: source.map(source::Source::shown).unwrap_or_default(),
            entity: source.and_then(|source| source.entity.as_deref()).map(|id| same.standing(id).to_owned()),
            source: self.owners.get(&row.source).cloned().unwrap_or(row.source),
            said_latest: row.said_latest,
            reposted_from: post.and_then(|(_, from)| from.as_deref()).map(called),
            known_as,
            via: self.chain(row.via.as_deref()),
            footage: if post.is_some() { self.footage.get(&row.said_in).cloned().unwrap_or_default() } else { vec![] },
            text: post.map(|(text, _)| text).filter(|text| !text.is_empty()).cloned().unwrap_or(row.words),
        }
    }

    /// From whom, from whom they have it, and so on.
    fn chain(&self, via: Option<&str>) -> Vec<String> {
        let mut chain = Vec::new();
        let mut next = via.map(str::to_owned);
        let mut seen = HashSet::new();
        while let Some(reference) = next.take() {
            if !seen.insert(reference.clone()) {
                break;
            }
            if let Some((source, via)) = reference.strip_prefix("assertion:").and_then(|id| self.told.get(id)) {
                chain.push(reference);
                chain.push(format!("source:{}", self.owners.get(source).unwrap_or(source)));
                next.clone_from(via);
            } else {
                chain.push(reference);
            }
        }
        chain
    }
}

/// How a name of an account is compared: without `@`, case and marks.
fn called(name: &str) -> String {
    entity::plain(name.trim().trim_start_matches('@'))
}

/// How an incident or a claim stands, computed together.
#[derive(Debug)]
pub struct Stand {
    /// Every word that counts, in the order in which they were recorded.
    pub words: Vec<Word>,
    /// The origins of each claim's stances.
    pub origins: BTreeMap<(String, Stance), Vec<Origin>>,
    /// How many speak for each claim's stances.
    pub tallies: BTreeMap<(String, Stance), Tally>,
    /// Which entities are one.
    pub same: Sameness,
}

/// How things stood when they were last looked at: kept until something is recorded that could change them.
#[derive(Clone, Debug, Default)]
pub(crate) struct Stands(Arc<Mutex<Kept>>);

/// By what it is about: the newest event that was known then, and how it stood.
type Kept = HashMap<String, (i64, Arc<Stand>)>;

/// So many incidents and claims are kept.
const STANDS: usize = 32;

/// How an incident or a claim stands now.
pub async fn stand(desk: &Desk, about: About<'_>) -> Result<Arc<Stand>> {
    let key = match about {
        About::Incident(id) => format!("incident:{id}"),
        About::Claim(id) => format!("claim:{id}"),
    };
    // Looking and describing change nothing here; everything that could is an event of another act.
    let version = desk
        .db
        .number(
            "SELECT seq FROM event WHERE act NOT IN ('viewed', 'described', 'verified') ORDER BY seq DESC LIMIT 1",
            args![],
        )
        .await?;
    let stands = || desk.stands.0.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some((_, known)) = stands().get(&key).filter(|(at, _)| *at == version) {
        return Ok(known.clone());
    }
    let same = Sameness::load(&desk.db).await?;
    let words = words(&desk.db, about, &same).await?;
    let fresh = blocking(move || {
        let origins = origins_by_stance(&words);
        Arc::new(Stand { tallies: tallies(&words, &origins), words, origins, same })
    })
    .await?;
    let mut stands = stands();
    stands.retain(|_, (at, _)| *at == version);
    if stands.len() < STANDS {
        stands.insert(key, (version, fresh.clone()));
    }
    Ok(fresh)
}

/// How the texts of these words repeat one another.
pub fn repeated(words: &[Word]) -> Alike {
    let mut order: Vec<&Voice> = words.iter().map(|word| &word.voice).collect();
    order.sort_by_key(|voice| (voice.said_latest.unwrap_or(Micros::MAX), voice.assertion.clone()));
    let texts: Vec<&str> = order.iter().map(|voice| voice.text.as_str()).collect();
    alike(&texts)
}

/// The origins of each claim's stances, by claim and stance. Words that a source no longer holds to are left out.
pub fn origins_by_stance(words: &[Word]) -> BTreeMap<(String, Stance), Vec<Origin>> {
    let alike = repeated(words);
    let mut voices: BTreeMap<(String, Stance), Vec<Voice>> = BTreeMap::new();
    for word in words.iter().filter(|word| !word.outdated) {
        voices.entry((word.claim.clone(), word.stance)).or_default().push(word.voice.clone());
    }
    voices.into_iter().map(|(key, voices)| (key, origins(&voices, &alike))).collect()
}

/// How many speak for each claim's stances.
pub fn tallies(words: &[Word], origins: &BTreeMap<(String, Stance), Vec<Origin>>) -> BTreeMap<(String, Stance), Tally> {
    let mut places: BTreeMap<(String, Stance), HashSet<&(SaidIn, String)>> = BTreeMap::new();
    for word in words.iter().filter(|word| !word.outdated) {
        places.entry((word.claim.clone(), word.stance)).or_default().insert(&word.said_in);
    }
    places
        .into_iter()
        .map(|(key, places)| {
            let posts = places.iter().filter(|(kind, _)| *kind == SaidIn::Post).count();
            let tally = Tally { posts, others: places.len() - posts, origins: origins.get(&key).map_or(0, Vec::len) };
            (key, tally)
        })
        .collect()
}
