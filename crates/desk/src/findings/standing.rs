//! How the pillars of footage and the verdicts on claims stand now.

use serde::Serialize;

use crate::{
    args,
    error::Result,
    preserve::custody::{Record as _, Recorded},
    rests::{self, Review},
    store::Db,
};

use super::{
    Pillar,
    finding::{Finding, history},
    reading::{Reading, readings},
    reference::About,
};

/// A finding with what readers said and what is open on it.
#[derive(Clone, Debug, Serialize)]
pub struct Read {
    /// The finding.
    #[serde(flatten)]
    pub finding: Recorded<Finding>,
    /// What readers said.
    pub readings: Vec<Recorded<Reading>>,
    /// Open reviews of it.
    pub reviews: Vec<Recorded<Review>>,
}

impl Read {
    /// Whether nobody else has to agree, or somebody does.
    pub fn in_force(&self) -> bool {
        let agrees = |reading: &Recorded<Reading>| reading.agrees == 1 && reading.by_whom != self.finding.by_whom;
        !self.finding.needs_reader() || self.readings.iter().any(agrees)
    }
}

/// How one pillar stands.
#[derive(Clone, Debug, Serialize)]
pub struct Standing {
    /// Which.
    pub pillar: Pillar,
    /// The finding in force; none: unknown.
    pub holds: Option<Read>,
    /// A newer finding that waits for a second reader, or with which one does not agree.
    pub waits: Option<Read>,
    /// How many findings there are in all.
    pub findings: usize,
}

/// How a pillar stands: the newest finding in force, and a newer one that waits.
pub async fn standing(db: &Db, about: &About, pillar: Pillar) -> Result<Standing> {
    let all = history(db, about, pillar).await?;
    let mut standing = Standing { pillar, holds: None, waits: None, findings: all.len() };
    for finding in all {
        let read = read(db, finding).await?;
        if read.in_force() {
            standing.holds = Some(read);
            break;
        }
        standing.waits.get_or_insert(read);
    }
    Ok(standing)
}

/// How the seven pillars of footage, or the verdict on a claim, stand.
pub async fn all(db: &Db, about: &About) -> Result<Vec<Standing>> {
    let pillars: &[Pillar] = match about {
        About::Footage(_) => &Pillar::OF_FOOTAGE,
        About::Claim(_) => &[Pillar::Verdict],
    };
    let mut standings = Vec::new();
    for pillar in pillars {
        standings.push(standing(db, about, *pillar).await?);
    }
    Ok(standings)
}

/// A finding with what readers said and what is open on it.
pub async fn read(db: &Db, finding: Recorded<Finding>) -> Result<Read> {
    let readings = readings(db, &finding.id).await?;
    let reviews = rests::open_reviews(db, Some(&finding.reference())).await?;
    Ok(Read { finding, readings, reviews })
}

/// The finding that supersedes this one, if any.
pub async fn successor(db: &Db, finding: &str) -> Result<Option<String>> {
    let row: Option<(String,)> = db.first("SELECT id FROM finding WHERE supersedes = $1", args![finding]).await?;
    Ok(row.map(|row| row.0))
}
