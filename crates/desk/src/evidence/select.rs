//! What is asked for, and all that belongs to it.

use std::{
    collections::{BTreeMap, BTreeSet},
    str::FromStr,
};

use crate::{
    Desk, args,
    claims::{
        claim::{self, Claim},
        incident::{self, Line},
    },
    error::{Error, Result},
    ids::{FootageRef, IncidentRef},
    matches,
};

/// What a package is asked of.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Asked {
    /// All that the desk keeps.
    All,
    /// These.
    These(Vec<One>),
}

/// One thing that can be asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum One {
    /// A recording, wherever it appears.
    Footage(FootageRef),
    /// What is said to have happened, with its footage and claims.
    Incident(IncidentRef),
    /// One medium, by its SHA-256 or the beginning of it.
    Medium(String),
}

/// So many digits of a SHA-256 are enough to name a medium.
const DIGITS: usize = 8;

impl FromStr for One {
    type Err = Error;
    fn from_str(text: &str) -> Result<Self> {
        let text = text.trim();
        let digits = text.strip_prefix("media:").unwrap_or(text).to_lowercase();
        if let Ok(footage) = text.parse() {
            Ok(Self::Footage(footage))
        } else if let Ok(incident) = text.parse() {
            Ok(Self::Incident(incident))
        } else if (DIGITS..=64).contains(&digits.len()) && digits.bytes().all(|digit| digit.is_ascii_hexdigit()) {
            Ok(Self::Medium(digits))
        } else {
            Err(Error::input(
                format!("{} is no reference that can be exported", text.chars().take(60).collect::<String>()),
                "name footage (F-12), an incident (I-3) or a medium by the first 8 or more digits of its SHA-256",
            ))
        }
    }
}

impl Asked {
    /// As a person says it. Each thing counts once.
    ///
    /// # Errors
    /// When nothing is named, or something that cannot be exported.
    pub fn these(references: &[String]) -> Result<Self> {
        if references.is_empty() {
            return Err(Error::input("nothing was asked for", "name footage, incidents or media, or say --all"));
        }
        let mut these = Vec::new();
        for reference in references {
            let one = reference.parse()?;
            if !these.contains(&one) {
                these.push(one);
            }
        }
        Ok(Self::These(these))
    }
}

/// All that belongs to what was asked for.
#[derive(Debug, Default)]
pub(super) struct Selection {
    /// By SHA-256.
    pub media: BTreeSet<String>,
    /// Footage of which every appearance is told.
    pub footage: BTreeSet<FootageRef>,
    /// Incidents with their claims.
    pub incidents: Vec<(Line, Vec<Claim>)>,
    /// Identifiers of posts.
    pub posts: BTreeSet<String>,
    /// Footage to which single media belong that were asked for: told only as far as it concerns them.
    pub around: BTreeMap<String, FootageRef>,
}

impl Selection {
    pub(super) async fn of(desk: &Desk, asked: &Asked) -> Result<Self> {
        let mut selection = Self::default();
        match asked {
            Asked::All => selection.all(desk).await?,
            Asked::These(these) => {
                for one in these {
                    match one {
                        One::Footage(footage) => selection.footage(desk, *footage).await?,
                        One::Incident(reference) => {
                            selection.incident(desk, incident::get(&desk.db, *reference).await?).await?
                        }
                        One::Medium(digits) => selection.medium(desk, digits).await?,
                    }
                }
            }
        }
        selection.around.retain(|_, footage| !selection.footage.contains(footage));
        for sha256 in selection.media.clone() {
            // With what was captured goes the exchange that brought it.
            let sql = "SELECT DISTINCT warc FROM capture WHERE content = $1";
            let archives: Vec<(String,)> = desk.db.all(sql, args![sha256]).await?;
            selection.media.extend(archives.into_iter().map(|(sha256,)| sha256));
        }
        for sha256 in &selection.media {
            let sql = "SELECT DISTINCT post_id FROM post_media WHERE sha256 = $1";
            let posts: Vec<(String,)> = desk.db.all(sql, args![sha256]).await?;
            selection.posts.extend(posts.into_iter().map(|(id,)| id));
        }
        Ok(selection)
    }

    async fn all(&mut self, desk: &Desk) -> Result<()> {
        let media: Vec<(String,)> = desk.db.all("SELECT sha256 FROM media", args![]).await?;
        self.media.extend(media.into_iter().map(|(sha256,)| sha256));
        let sql = "SELECT number FROM footage WHERE merged_into IS NULL";
        let footage: Vec<(i64,)> = desk.db.all(sql, args![]).await?;
        self.footage.extend(footage.into_iter().map(|(number,)| FootageRef(number)));
        let posts: Vec<(String,)> = desk.db.all("SELECT id FROM post", args![]).await?;
        self.posts.extend(posts.into_iter().map(|(id,)| id));
        for line in incident::all(&desk.db).await? {
            self.incident(desk, line).await?;
        }
        Ok(())
    }

    async fn footage(&mut self, desk: &Desk, asked: FootageRef) -> Result<()> {
        let sql = "SELECT COALESCE(merged_into, number) FROM footage WHERE number = $1";
        let row: Option<(i64,)> = desk.db.first(sql, args![asked.0]).await?;
        let (number,) = row.ok_or(Error::NotFound { what: "footage", name: asked.to_string() })?;
        let footage = FootageRef(number);
        for (sha256, _) in matches::media_of(&desk.db, footage).await? {
            self.media.insert(sha256);
        }
        self.footage.insert(footage);
        Ok(())
    }

    async fn incident(&mut self, desk: &Desk, line: Line) -> Result<()> {
        if self.incidents.iter().any(|(known, _)| known.id == line.id) {
            return Ok(());
        }
        for footage in incident::footage(&desk.db, &line.id).await? {
            self.footage(desk, footage).await?;
        }
        let claims = claim::of_incident(&desk.db, &line.id).await?;
        for claim in &claims {
            let sql = "SELECT said_in_kind, said_in, archived FROM assertion WHERE claim = $1";
            let said: Vec<(String, String, Option<String>)> = desk.db.all(sql, args![&claim.id]).await?;
            for (kind, place, archived) in said {
                match kind.as_str() {
                    "post" => _ = self.posts.insert(place),
                    "document" | "footage" => self.kept(desk, &place).await?,
                    _ => {}
                }
                if let Some(archived) = archived {
                    self.kept(desk, &archived).await?;
                }
            }
        }
        self.incidents.push((line, claims));
        Ok(())
    }

    async fn kept(&mut self, desk: &Desk, sha256: &str) -> Result<()> {
        if desk.db.number("SELECT COUNT(*) FROM media WHERE sha256 = $1", args![sha256]).await? > 0 {
            self.media.insert(sha256.to_owned());
        }
        Ok(())
    }

    async fn medium(&mut self, desk: &Desk, digits: &str) -> Result<()> {
        // Digits only, as `One` made sure: nothing in them means anything to LIKE.
        let sql = "SELECT sha256 FROM media WHERE sha256 LIKE $1 ORDER BY sha256 LIMIT 2";
        let found: Vec<(String,)> = desk.db.all(sql, args![format!("{digits}%")]).await?;
        match found.as_slice() {
            [] => Err(Error::NotFound { what: "media", name: digits.to_owned() }),
            [(sha256,)] => {
                let sql = "SELECT number FROM footage_media WHERE sha256 = $1";
                if let Some((number,)) = desk.db.first::<(i64,)>(sql, args![sha256]).await? {
                    self.around.insert(sha256.clone(), FootageRef(number));
                }
                self.media.insert(sha256.clone());
                Ok(())
            }
            _ => Err(Error::input(format!("several media begin with {digits}"), "give more digits of the SHA-256")),
        }
    }
}
