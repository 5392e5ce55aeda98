//! How an incident's claims stand: who asserts, denies, doubts or retracts each now, and how many origins that makes.
//!
//! The newest word of a source on a claim holds: one that retracted does not corroborate any more.

mod said;

use std::{
    collections::{BTreeMap, HashMap, HashSet},
    sync::{Arc, Mutex, PoisonError},
};

use serde::Serialize;
use utoipa::ToSchema;

use crate::{Desk, args, blocking, error::Result, store::Db};

use super::{
    assertion::{SaidIn, Stance},
    entity,
    origins::{Heard, Origin, Repeats, Text, Voice, alike, origins, spoke},
    same::Sameness,
    source,
};
use said::{Amended, Row, Said};

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

/// Of what words are asked.
#[derive(Clone, Copy, Debug)]
pub enum About<'a> {
    /// All claims of an incident, by its identifier.
    Incident(&'a str),
    /// One claim, by its identifier.
    Claim(&'a str),
}

impl<'a> About<'a> {
    /// Of the incident and of the claim; that which is not asked about is empty.
    fn identifiers(self) -> (&'a str, &'a str) {
        match self {
            About::Incident(id) => (id, ""),
            About::Claim(id) => ("", id),
        }
    }
}

/// Every word that counts, in the order in which they were recorded.
pub async fn words(db: &Db, about: About<'_>, same: &Sameness) -> Result<Vec<Word>> {
    Ok(words_until(db, about, same, &Said::default(), 0).await?.0)
}

/// The same where some of it is known already, and what is known until an event then.
async fn words_until(
    db: &Db,
    about: About<'_>,
    same: &Sameness,
    known: &Said,
    until: i64,
) -> Result<(Vec<Word>, Said)> {
    // What is around the words on a connection of its own.
    let (said, context) = tokio::try_join!(known.and_since(db, about, until), Context::load(db, about))?;
    let rows = || said.rows().iter().filter(|row| !context.amended.touch(row));
    let mut newest: HashMap<(&str, &str), Stance> = HashMap::with_capacity(said.rows().len());
    for row in rows() {
        newest.insert((&row.claim, &row.source), row.stance);
    }
    let word = |row: &Arc<Row>| Word {
        outdated: newest.get(&(&*row.claim, &*row.source)).is_some_and(|held| *held != row.stance),
        stance: row.stance,
        by_whom: row.by_whom.clone(),
        seq: row.seq,
        claim: row.claim.clone(),
        said_in: (row.said_in_kind, row.said_in.clone()),
        voice: context.voice(row, same),
    };
    let words = rows().map(word).collect();
    Ok((words, said))
}

/// What the database knows around the words: sources, footage, chains.
struct Context {
    amended: Amended,
    sources: HashMap<String, Speaker>,
    owners: HashMap<String, String>,
    footage: HashMap<String, Vec<i64>>,
    told: HashMap<String, (String, Option<String>)>,
}

/// What every word of a source has of it.
struct Speaker {
    name: String,
    known_as: Vec<String>,
    entity: Option<String>,
}

const FOOTAGE: &str = "
    SELECT pm.post_id, COALESCE(f.merged_into, f.number) FROM post_media AS pm
    JOIN footage_media AS fm ON fm.sha256 = pm.sha256 JOIN footage AS f ON f.number = fm.number
    WHERE pm.post_id IN (SELECT s.said_in FROM claim AS c JOIN assertion AS s ON s.claim = c.id
                         WHERE (c.incident = $1 OR c.id = $2) AND s.said_in_kind = 'post')
    ORDER BY 2";

const TOLD: &str = "
    WITH RECURSIVE told (reference) AS (
      SELECT s.via FROM claim AS c JOIN assertion AS s ON s.claim = c.id
      WHERE (c.incident = $1 OR c.id = $2) AND s.via LIKE 'assertion:%'
      UNION SELECT s.via FROM told JOIN assertion AS s ON s.id = SUBSTR(told.reference, 11)
      WHERE s.via LIKE 'assertion:%')
    SELECT s.id, s.source, s.via FROM told JOIN assertion AS s ON s.id = SUBSTR(told.reference, 11)";

const OWNERS: &str = "
    SELECT h.account, h.source FROM source_handle AS h WHERE h.account IS NOT NULL
    AND NOT EXISTS (SELECT 1 FROM amendment AS a WHERE a.object = 'handle:' || h.id)";

impl Context {
    async fn load(db: &Db, about: About<'_>) -> Result<Self> {
        let (incident, claim) = about.identifiers();
        let args = || args![incident, claim];
        let sources = sqlx::AssertSqlSafe(format!(
            "{} WHERE s.id IN (SELECT a.source FROM claim AS c JOIN assertion AS a ON a.claim = c.id
                               WHERE c.incident = $1 OR c.id = $2)",
            source::SOURCE
        ));
        let (amended, sources, footage, told, owners) = tokio::try_join!(
            Amended::load(db),
            db.all::<source::Source>(sources, args()),
            db.all::<(String, i64)>(FOOTAGE, args()),
            db.all::<(String, String, Option<String>)>(TOLD, args()),
            db.all::<(String, String)>(OWNERS, args![]),
        )?;
        let mut by_post: HashMap<String, Vec<i64>> = HashMap::new();
        for (post, number) in footage {
            by_post.entry(post).or_default().push(number);
        }
        Ok(Self {
            amended,
            sources: sources.into_iter().map(|source| (source.id.clone(), Speaker::of(source))).collect(),
            owners: owners.into_iter().collect(),
            footage: by_post,
            told: told.into_iter().map(|(id, source, via)| (id, (source, via))).collect(),
        })
    }

    fn voice(&self, row: &Row, same: &Sameness) -> Voice {
        let source = self.sources.get(&row.source);
        let footage = (row.said_in_kind == SaidIn::Post).then(|| self.footage.get(&row.said_in)).flatten();
        Voice {
            name: source.map(|source| source.name.clone()).unwrap_or_default(),
            entity: source.and_then(|source| source.entity.as_deref()).map(|id| same.standing(id).to_owned()),
            known_as: source.map(|source| source.known_as.clone()).unwrap_or_default(),
            said_latest: row.said_latest,
            reposted_from: row.reposted_from.as_deref().map(called),
            via: self.chain(row.via.as_deref()),
            footage: footage.cloned().unwrap_or_default(),
            text: row.text.clone(),
            assertion: row.id.clone(),
            source: self.owners.get(&row.source).unwrap_or(&row.source).clone(),
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

impl Speaker {
    fn of(source: source::Source) -> Self {
        let names = [&source.handle, &source.name].into_iter().flatten();
        let mut known_as: Vec<String> = names.map(|name| called(name)).collect();
        known_as.dedup();
        Self { name: source.shown(), known_as, entity: source.entity }
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

/// How things stood when they were last looked at. It holds until something is recorded that could change it; what was
/// said until then is not read again.
#[derive(Clone, Debug, Default)]
pub(crate) struct Stands(Arc<Mutex<HashMap<String, Kept>>>);

#[derive(Clone, Debug)]
struct Kept {
    said: Arc<Said>,
    stand: Arc<Stand>,
}

/// So many incidents and claims are kept.
const STANDS: usize = 32;

/// How an incident or a claim stands now.
pub async fn stand(desk: &Desk, about: About<'_>) -> Result<Arc<Stand>> {
    let key = match about {
        About::Incident(id) => format!("incident:{id}"),
        About::Claim(id) => format!("claim:{id}"),
    };
    // Looking and describing change nothing here; everything that could is an event of another act.
    let newest = desk
        .db
        .number(
            "SELECT seq FROM event WHERE act NOT IN ('viewed', 'described', 'verified') ORDER BY seq DESC LIMIT 1",
            args![],
        )
        .await?;
    // What was said until then is not read again.
    let stands = || desk.stands.0.lock().unwrap_or_else(PoisonError::into_inner);
    let known = stands().get(&key).cloned();
    let said = match known {
        Some(kept) if kept.said.until() == newest => return Ok(kept.stand),
        Some(kept) => kept.said,
        None => Arc::default(),
    };
    let same = Sameness::load(&desk.db).await?;
    let (words, said) = words_until(&desk.db, about, &same, &said, newest).await?;
    let stand = blocking(move || {
        let origins = origins_by_stance(&words);
        Arc::new(Stand { tallies: tallies(&words, &origins), words, origins, same })
    })
    .await?;
    let mut stands = stands();
    if stands.len() >= STANDS
        && let Some(oldest) = stands.iter().min_by_key(|(_, kept)| kept.said.until()).map(|(key, _)| key.clone())
    {
        stands.remove(&oldest);
    }
    stands.insert(key, Kept { said: said.into(), stand: stand.clone() });
    Ok(stand)
}

/// Whose words each of these repeats, in their order.
pub fn repeated(words: &[Word]) -> Vec<Option<Repeats>> {
    let mut order: Vec<usize> = (0..words.len()).collect();
    order.sort_by(|one, two| spoke(&words[*one].voice, &words[*two].voice));
    let texts: Vec<&Text> = order.iter().map(|place| &*words[*place].voice.text).collect();
    let mut repeated = vec![None; words.len()];
    for (place, found) in order.into_iter().zip(alike(&texts)) {
        repeated[place] = found;
    }
    repeated
}

/// The origins of each claim's stances, by claim and stance. Words that a source no longer holds to are left out.
pub fn origins_by_stance(words: &[Word]) -> BTreeMap<(String, Stance), Vec<Origin>> {
    let mut heard: BTreeMap<(&str, Stance), Vec<Heard<'_>>> = BTreeMap::new();
    for (word, repeats) in words.iter().zip(repeated(words)).filter(|(word, _)| !word.outdated) {
        heard.entry((&word.claim, word.stance)).or_default().push(Heard { voice: &word.voice, repeats });
    }
    heard.into_iter().map(|((claim, stance), heard)| ((claim.to_owned(), stance), origins(&heard))).collect()
}

/// How many speak for each claim's stances.
pub fn tallies(words: &[Word], origins: &BTreeMap<(String, Stance), Vec<Origin>>) -> BTreeMap<(String, Stance), Tally> {
    let mut places: BTreeMap<(&str, Stance), HashSet<&(SaidIn, String)>> = BTreeMap::new();
    for word in words.iter().filter(|word| !word.outdated) {
        places.entry((&word.claim, word.stance)).or_default().insert(&word.said_in);
    }
    places
        .into_iter()
        .map(|((claim, stance), places)| {
            let key = (claim.to_owned(), stance);
            let posts = places.iter().filter(|(kind, _)| *kind == SaidIn::Post).count();
            let tally = Tally { posts, others: places.len() - posts, origins: origins.get(&key).map_or(0, Vec::len) };
            (key, tally)
        })
        .collect()
}
