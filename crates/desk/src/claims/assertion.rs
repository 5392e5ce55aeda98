//! Assertions: a source's stance to a claim, with exact words, when and where it was said, and on what basis.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::{
    Desk, args,
    error::{Error, Result},
    ids::{self, ClaimRef},
    preserve::custody::{Act, Change, Record as _, Recorded},
    record, rests,
    store::{Db, Json},
    vocabulary,
};

use super::{amend, claim, source, text, time::When};

vocabulary! {
    /// How a source stands to a claim.
    pub enum Stance as "stance" {
        /// Says that it is so.
        Asserts = "asserts",
        /// Says that it is not so.
        Denies = "denies",
        /// Says that it may not be so.
        Doubts = "doubts",
        /// Takes back what it asserted.
        Retracts = "retracts",
    }
}

vocabulary! {
    /// On what a source's word rests.
    pub enum Basis as "basis" {
        /// It was there.
        Eyewitness = "eyewitness",
        /// It speaks of itself.
        OwnStatement = "own statement",
        /// It read it.
        Document = "document",
        /// It concluded it.
        Inference = "inference",
        /// Somebody told it: see via whom.
        Hearsay = "hearsay",
        /// It does not say.
        Unstated = "unstated",
    }
}

vocabulary! {
    /// In what something was said.
    pub enum SaidIn as "place of words" {
        /// A post that the desk keeps: its identifier.
        Post = "post",
        /// A document that the desk keeps: its SHA-256.
        Document = "document",
        /// A page: its address.
        Page = "page",
        /// Seconds of footage: the SHA-256 of the medium.
        Footage = "footage",
    }
}

/// Which part of a post, document, page or recording has the words. Text positions and quotes are those of the W3C Web
/// Annotation Data Model (TextPositionSelector, TextQuoteSelector), counted in Unicode code points.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct Selector {
    /// First character.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub start: Option<u32>,
    /// After the last character.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub end: Option<u32>,
    /// Some characters before the words.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub prefix: String,
    /// Some characters after the words.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub suffix: String,
    /// First second of a recording.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub from: Option<f64>,
    /// Last second of a recording.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub to: Option<f64>,
}

record! {
    /// A source's stance to a claim.
    pub struct Assertion in "assertion" as "assertion" {
        /// UUIDv7.
        id: String,
        /// The claim.
        claim: String,
        /// Who says so.
        source: String,
        /// How it stands to the claim.
        stance: Stance,
        /// Exactly as said.
        words: String,
        /// BCP 47 of the words, where known.
        language: Option<String>,
        /// The words in the desk's language.
        translation: Option<String>,
        /// When it was said.
        said: Option<Json<When>>,
        /// For looking it up: microseconds since 1970 UTC.
        said_earliest: Option<i64>,
        /// For looking it up: microseconds since 1970 UTC.
        said_latest: Option<i64>,
        /// In what it was said.
        said_in_kind: SaidIn,
        /// Identifier of the post, SHA-256 of the document or medium, address of the page.
        said_in: String,
        /// SHA-256 of the kept copy of a page.
        archived: Option<String>,
        /// Which part of it.
        selector: Option<Json<Selector>>,
        /// On what the source's word rests.
        basis: Basis,
        /// From whom the source has it: `assertion:<id>`, or `source:<id>` where the desk has no assertion of theirs.
        via: Option<String>,
        /// Admiralty grade, where somebody gave one: reliability of the source A to F, credibility 1 to 6.
        grade: Option<String>,
    }
}

/// An assertion to be recorded.
#[derive(Clone, Debug)]
pub struct NewAssertion<'a> {
    /// Identifier of the claim.
    pub claim: &'a str,
    /// Identifier of the source.
    pub source: &'a str,
    /// How it stands to the claim.
    pub stance: Stance,
    /// Exactly as said.
    pub words: &'a str,
    /// BCP 47.
    pub language: Option<&'a str>,
    /// In the desk's language.
    pub translation: Option<&'a str>,
    /// When it was said.
    pub said: Option<When>,
    /// In what.
    pub said_in: (SaidIn, &'a str),
    /// SHA-256 of the kept copy of a page.
    pub archived: Option<&'a str>,
    /// Which part.
    pub selector: Option<Selector>,
    /// On what it rests.
    pub basis: Basis,
    /// From whom: `assertion:<id>` or `source:<id>`.
    pub via: Option<&'a str>,
    /// `B2`.
    pub grade: Option<&'a str>,
}

/// Records an assertion. A denial or retraction is news to whatever rests on the claim.
pub async fn assert(desk: &Desk, new: &NewAssertion<'_>) -> Result<Assertion> {
    let mut change = desk.custody.change(&desk.actor).await?;
    let row = assert_within(&mut change, new).await?;
    change.commit().await?;
    Ok(row)
}

/// Puts a right assertion in the place of one that was recorded wrongly.
pub async fn correct(desk: &Desk, wrong: &str, right: &NewAssertion<'_>, reason: &str) -> Result<Assertion> {
    let mut change = desk.custody.change(&desk.actor).await?;
    let row = assert_within(&mut change, right).await?;
    amend::amend(&mut change, &format!("assertion:{wrong}"), Some(&row.reference()), reason).await?;
    change.commit().await?;
    Ok(row)
}

/// As [`assert()`], within a change.
pub(crate) async fn assert_within(change: &mut Change, new: &NewAssertion<'_>) -> Result<Assertion> {
    let words = text::needed(new.words, "the wording", "quote exactly what was said")?;
    let tx = &mut change.tx;
    text::exists(tx, "SELECT COUNT(*) FROM claim WHERE id = $1", "claim", new.claim).await?;
    text::exists(tx, "SELECT COUNT(*) FROM source WHERE id = $1", "source", new.source).await?;
    let via = text::optional(new.via);
    if new.basis == Basis::Hearsay && via.is_none() {
        return Err(Error::input("hearsay of nobody", "say via whom, even if only \"an unnamed official\""));
    }
    if let Some(via) = &via {
        match via.split_once(':') {
            Some(("assertion", id)) => {
                text::exists(tx, "SELECT COUNT(*) FROM assertion WHERE id = $1", "assertion", id).await?;
            }
            Some(("source", id)) if id != new.source => {
                text::exists(tx, "SELECT COUNT(*) FROM source WHERE id = $1", "source", id).await?;
            }
            _ => return Err(Error::input("via whom is not understood", "name an assertion or another source")),
        }
    }
    let (kind, place) = (
        new.said_in.0,
        text::needed(new.said_in.1, "the place of the words", "name a post, document, page or recording")?,
    );
    check_place(change, kind, &place, new.archived).await?;
    let row = Assertion {
        id: ids::new_id(),
        claim: new.claim.to_owned(),
        source: new.source.to_owned(),
        stance: new.stance,
        words,
        language: text::optional(new.language),
        translation: text::optional(new.translation),
        said_earliest: new.said.as_ref().map(|said| said.earliest),
        said_latest: new.said.as_ref().map(|said| said.latest),
        said: new.said.clone().map(Json),
        said_in_kind: kind,
        said_in: place,
        archived: new.archived.map(str::to_owned),
        selector: new.selector.clone().map(Json),
        basis: new.basis,
        via: via.clone(),
        grade: new.grade.map(grade).transpose()?,
    };
    change.record(Act::Recorded, &row).await?;
    let mut on = vec![format!("source:{}", row.source)];
    on.extend(via);
    on.extend(match kind {
        SaidIn::Post => Some(format!("post:{}", row.said_in)),
        SaidIn::Document | SaidIn::Footage => Some(format!("medium:{}", row.said_in)),
        SaidIn::Page => row.archived.as_ref().map(|copy| format!("medium:{copy}")),
    });
    rests::bind(change, &row.reference(), &on).await?;
    tell(change, &row).await?;
    Ok(row)
}

/// A denial or a retraction reopens what rests on the claim; a retraction also what rests on the source's own word.
async fn tell(change: &mut Change, row: &Assertion) -> Result<()> {
    let claim = format!("claim:{}", row.claim);
    let sql = sqlx::AssertSqlSafe(format!("{} WHERE s.id = $1", source::SOURCE));
    let who: Option<source::Source> = change.tx.first(sql, args![&row.source]).await?;
    let who = who.map_or_else(|| "a source".to_owned(), |who| who.shown());
    match row.stance {
        Stance::Denies => {
            rests::mark(change, &claim, &format!("{who} denies the claim")).await?;
        }
        Stance::Retracts => {
            rests::mark(change, &claim, &format!("{who} retracted its word on the claim")).await?;
            let earlier: Vec<(String,)> = change
                .tx
                .all(
                    "SELECT id FROM assertion WHERE claim = $1 AND source = $2 AND id <> $3 ORDER BY seq",
                    args![&row.claim, &row.source, &row.id],
                )
                .await?;
            for (id,) in earlier {
                rests::mark(change, &format!("assertion:{id}"), &format!("{who} retracted what it said")).await?;
            }
        }
        Stance::Asserts | Stance::Doubts => {}
    }
    Ok(())
}

async fn check_place(change: &mut Change, kind: SaidIn, place: &str, archived: Option<&str>) -> Result<()> {
    let media = "SELECT COUNT(*) FROM media WHERE sha256 = $1";
    match kind {
        SaidIn::Post => {
            text::exists(&mut change.tx, "SELECT COUNT(*) FROM post WHERE id = $1", "post", place).await?;
        }
        SaidIn::Document | SaidIn::Footage => text::exists(&mut change.tx, media, "media", place).await?,
        SaidIn::Page => {
            let address = url::Url::parse(place).ok().filter(|url| matches!(url.scheme(), "http" | "https"));
            if address.is_none() {
                return Err(Error::input(
                    format!("\"{}\" is no address of a page", place.chars().take(80).collect::<String>()),
                    "write the whole address, beginning with https://",
                ));
            }
        }
    }
    match archived {
        Some(copy) => text::exists(&mut change.tx, media, "media", copy).await,
        None => Ok(()),
    }
}

/// An Admiralty grade (NATO AJP-2.1): `B2`.
fn grade(text: &str) -> Result<String> {
    let grade = text.trim().to_uppercase();
    match grade.as_bytes() {
        [b'A'..=b'F', b'1'..=b'6'] => Ok(grade),
        _ => Err(Error::input(
            format!("\"{}\" is no Admiralty grade", text.chars().take(20).collect::<String>()),
            "write A (reliable) to F (cannot be judged) and 1 (confirmed) to 6 (cannot be judged), such as B2",
        )),
    }
}

/// One assertion, with who recorded it.
pub async fn get(db: &Db, id: &str) -> Result<Recorded<Assertion>> {
    let found = db.first("SELECT * FROM assertion WHERE id = $1", args![id]).await?;
    found.ok_or_else(|| Error::NotFound { what: "assertion", name: id.chars().take(40).collect() })
}

/// The assertions that are meant by what a person types: identifiers, or claims (`C-40`) for everybody who asserts them.
pub async fn meant(desk: &Desk, typed: &[String]) -> Result<Vec<String>> {
    let mut found = Vec::new();
    for one in typed {
        match one.parse::<ClaimRef>() {
            Ok(reference) => {
                let claim = claim::numbered(&desk.db, reference).await?;
                let asserted = of_claim(&desk.db, &claim.id).await?;
                found.extend(
                    asserted.into_iter().filter(|said| said.stance == Stance::Asserts).map(|said| said.record.id),
                );
            }
            Err(_) => found.push(get(&desk.db, one.trim_start_matches("assertion:")).await?.record.id),
        }
    }
    Ok(found)
}

/// Every assertion about a claim that was not amended, in the order in which they were recorded.
pub async fn of_claim(db: &Db, claim: &str) -> Result<Vec<Recorded<Assertion>>> {
    db.all(
        "SELECT s.* FROM assertion AS s WHERE s.claim = $1
         AND NOT EXISTS (SELECT 1 FROM amendment AS a WHERE a.object = 'assertion:' || s.id) ORDER BY s.seq",
        args![claim],
    )
    .await
}

/// Every assertion about the claims of an incident that was not amended, in the order in which they were recorded.
pub async fn of_incident(db: &Db, incident: &str) -> Result<Vec<Recorded<Assertion>>> {
    db.all(
        "SELECT s.* FROM assertion AS s JOIN claim AS c ON c.id = s.claim WHERE c.incident = $1
         AND NOT EXISTS (SELECT 1 FROM amendment AS a WHERE a.object = 'assertion:' || s.id)
         AND NOT EXISTS (SELECT 1 FROM amendment AS a WHERE a.object = 'claim:' || c.id) ORDER BY s.seq",
        args![incident],
    )
    .await
}
