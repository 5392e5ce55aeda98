//! Reports as they are written: sentences bound to what they rest on, media, and what is said of the whole. Every
//! change is a further row; the newest holds.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::{
    edition::Kind,
    hedge::{Certainty, Frame},
    words::Language,
};
use crate::{
    Desk, args, claims,
    error::{Error, Result},
    findings::reference,
    ids::{self, EntityRef, IncidentRef, ReportRef},
    preserve::custody::{Act, Change, Record as _, Recorded},
    record, rests,
    store::{Db, Json},
};

/// The longest text that is kept of one field, in characters.
const LONGEST: usize = 4_000;
/// Places of sentences leave room between them, so that one can be put between two others.
const STEP: i64 = 1_000_000;

record! {
    /// A report; all that changes of it is in other rows.
    pub struct Report in "report" as "report" {
        /// UUIDv7.
        id: String,
        /// `R-<number>`.
        number: i64,
        /// In which it is written.
        language: Language,
        /// The incident that it is about.
        incident: Option<String>,
    }
}

record! {
    /// What is said of a report as a whole; the newest holds.
    pub struct Outline in "report_outline" as "report-outline" {
        /// UUIDv7.
        id: String,
        /// The report.
        report: String,
        /// In its language.
        title: String,
        /// As the desk signs.
        publisher: String,
        /// Where it is published: `https://desk.example`, without a slash at the end.
        site: String,
        /// Under which terms the text may be used.
        licence: String,
    }
}

record! {
    /// A sentence as it was written; the newest of a sentence holds.
    pub struct Written in "report_sentence" as "written" {
        /// UUIDv7.
        id: String,
        /// The report.
        report: String,
        /// The sentence, the same however often it is rewritten; others refer to it as `sentence:<id>`.
        sentence: String,
        /// Sentences stand in the order of their places.
        place: i64,
        /// What it is.
        kind: Kind,
        /// What its clause is about.
        frame: Frame,
        /// Without hedge and full stop.
        clause: String,
        /// On what it rests: `claim:<id>`, `finding:<id>`, `footage:<number>`.
        bound: Json<Vec<String>>,
        /// As firmly as it is to speak; none: as computed.
        certainty: Option<Certainty>,
        /// Who let it speak more firmly than computed.
        editor: Option<String>,
        /// Why.
        reason: Option<String>,
        /// 1: it is taken out.
        removed: i64,
    }
}

record! {
    /// A medium of a report; the newest of a pair holds.
    pub struct Shown in "report_medium" as "report-medium" {
        /// UUIDv7.
        id: String,
        /// The report.
        report: String,
        /// The evidence.
        sha256: String,
        /// What readers may see: the same, or a kept copy in which something is blurred; none: it is described only.
        shown: Option<String>,
        /// 1: in the shown copy, faces or places are blurred.
        blurred: i64,
        /// Who made it, as it may be said.
        maker: Option<String>,
        /// Rights and permission.
        rights: String,
        /// Who could be harmed by being recognised: `minor`, `victim`, `detainee`, `home`.
        at_risk: Json<Vec<String>>,
        /// Who decided to show it all the same.
        editor: Option<String>,
        /// Why.
        reason: Option<String>,
        /// 1: it is taken out.
        removed: i64,
    }
}

record! {
    /// Somebody looked at what is said of an entity and found it right.
    pub struct Checked in "entity_check" as "entity-check" {
        /// UUIDv7.
        id: String,
        /// The entity.
        entity: String,
    }
}

/// A report to be begun, or what is now said of it.
#[derive(Clone, Debug, Default, Serialize, Deserialize, ToSchema)]
pub struct NewOutline {
    /// In its language.
    pub title: String,
    /// As the desk signs.
    pub publisher: String,
    /// Where it is published: `https://desk.example`.
    pub site: String,
    /// Under which terms the text may be used.
    #[serde(default)]
    pub licence: String,
}

/// A sentence to be written or rewritten.
#[derive(Clone, Debug, Default, Serialize, Deserialize, ToSchema)]
#[serde(default)]
pub struct NewSentence {
    /// The sentence to rewrite; none: a new one.
    pub sentence: Option<String>,
    /// The sentence after which it stands; none: at the end, or where it stood.
    pub after: Option<String>,
    /// `reported`, `observation` or `context`; empty: reported.
    pub kind: String,
    /// `event`, `video`, `photo` or `sound`; empty: event.
    pub frame: String,
    /// Without hedge and full stop; `{figure}` where the quantity goes.
    pub clause: String,
    /// On what it rests: `C-3`, `claim:<id>`, `assertion:<id>`, `finding:<id>`, `F-12`.
    pub bound: Vec<String>,
    /// As firmly as it is to speak; none: as computed.
    pub certainty: Option<String>,
    /// Who lets it speak more firmly than computed.
    pub editor: Option<String>,
    /// Why.
    pub reason: Option<String>,
}

/// A medium to be put into a report.
#[derive(Clone, Debug, Default, Serialize, Deserialize, ToSchema)]
#[serde(default)]
pub struct NewShown {
    /// SHA-256 of the evidence.
    pub sha256: String,
    /// SHA-256 of what readers may see; none: it is described only.
    pub shown: Option<String>,
    /// Whether something is blurred in what readers see.
    pub blurred: bool,
    /// Who made it, as it may be said.
    pub maker: Option<String>,
    /// Rights and permission.
    pub rights: String,
    /// `minor`, `victim`, `detainee`, `home`.
    pub at_risk: Vec<String>,
    /// Who decided to show it all the same.
    pub editor: Option<String>,
    /// Why.
    pub reason: Option<String>,
    /// Takes it out again.
    pub removed: bool,
}

/// Begins a report.
pub async fn begin(
    desk: &Desk,
    language: Language,
    incident: Option<IncidentRef>,
    outline: &NewOutline,
) -> Result<ReportRef> {
    let incident = match incident {
        Some(incident) => Some(claims::incident::get(&desk.db, incident).await?.id),
        None => None,
    };
    let mut change = desk.custody.change(&desk.actor).await?;
    change.tx.lock_log().await?;
    let number = change.tx.number("SELECT COALESCE(MAX(number), 0) + 1 FROM report", args![]).await?;
    let report = Report { id: ids::new_id(), number, language, incident };
    change.record(Act::Recorded, &report).await?;
    let row = outlined(&report.id, outline)?;
    change.record(Act::Recorded, &row).await?;
    change.commit().await?;
    Ok(ReportRef(number))
}

/// Says something else of a report as a whole.
pub async fn outline(desk: &Desk, report: ReportRef, outline: &NewOutline) -> Result<()> {
    let report = get(&desk.db, report).await?;
    let row = outlined(&report.id, outline)?;
    let mut change = desk.custody.change(&desk.actor).await?;
    change.record(Act::Recorded, &row).await?;
    change.commit().await
}

fn outlined(report: &str, new: &NewOutline) -> Result<Outline> {
    let site = new.site.trim().trim_end_matches('/');
    let address = url::Url::parse(site).ok().filter(|url| matches!(url.scheme(), "http" | "https"));
    if address.is_none() {
        return Err(Error::input(
            format!("\"{}\" is no address of a site", site.chars().take(80).collect::<String>()),
            "write where the report will be read, such as https://desk.example; it stays the same for ever",
        ));
    }
    Ok(Outline {
        id: ids::new_id(),
        report: report.to_owned(),
        title: needed("the title", &new.title)?,
        publisher: needed("the desk's name", &new.publisher)?,
        site: site.to_owned(),
        licence: text("the licence", &new.licence)?,
    })
}

/// Writes or rewrites a sentence and returns its identifier.
pub async fn write(desk: &Desk, report: ReportRef, new: &NewSentence) -> Result<String> {
    let report = get(&desk.db, report).await?;
    let standing = sentences(&desk.db, &report.id).await?;
    let old = match &new.sentence {
        Some(name) => Some(named(&standing, name)?),
        None => None,
    };
    let place = match (&new.after, old) {
        (Some(after), _) => {
            let after = named(&standing, after)?;
            let next = standing.iter().map(|other| other.place).filter(|place| *place > after.place).min();
            next.map_or(after.place + STEP, |next| after.place.midpoint(next))
        }
        (None, Some(old)) => old.place,
        (None, None) => standing.last().map_or(STEP, |last| last.place + STEP),
    };
    let or = |text: &str, default: &str| if text.trim().is_empty() { default.to_owned() } else { text.to_owned() };
    let mut change = desk.custody.change(&desk.actor).await?;
    let mut bound: Vec<String> = Vec::new();
    for name in new.bound.iter().filter(|name| !name.trim().is_empty()) {
        let base = resolved(&mut change, name).await?;
        if !bound.contains(&base) {
            bound.push(base);
        }
    }
    let row = Written {
        id: ids::new_id(),
        report: report.id.clone(),
        sentence: old.map_or_else(ids::new_id, |old| old.sentence.clone()),
        place,
        kind: or(&new.kind, "reported").parse()?,
        frame: or(&new.frame, "event").parse()?,
        clause: needed("the clause", &new.clause)?,
        bound: Json(bound.clone()),
        certainty: new.certainty.as_deref().filter(|word| !word.trim().is_empty()).map(str::parse).transpose()?,
        editor: optional("the editor", new.editor.as_deref())?.as_deref().map(person),
        reason: optional("the reason", new.reason.as_deref())?,
        removed: 0,
    };
    if row.editor.is_some() != row.reason.is_some() {
        return Err(Error::input("an editor and a reason belong together", "name both, or neither"));
    }
    change.record(Act::Recorded, &row).await?;
    let own = format!("sentence:{}", row.sentence);
    rests::bind(&mut change, &own, &bound).await?;
    rests::bind(&mut change, &report.reference(), &[own]).await?;
    change.commit().await?;
    Ok(row.sentence)
}

/// Binds a sentence to further things that it rests on.
pub async fn bind(desk: &Desk, report: ReportRef, sentence: &str, on: &[String]) -> Result<()> {
    let row = get(&desk.db, report).await?;
    let standing = sentences(&desk.db, &row.id).await?;
    let old = named(&standing, sentence)?;
    let new = NewSentence {
        sentence: Some(old.sentence.clone()),
        after: None,
        kind: old.kind.to_string(),
        frame: old.frame.to_string(),
        clause: old.clause.clone(),
        bound: old.bound.iter().chain(on).cloned().collect(),
        certainty: old.certainty.map(|certainty| certainty.to_string()),
        editor: old.editor.clone(),
        reason: old.reason.clone(),
    };
    write(desk, report, &new).await.map(drop)
}

/// Takes a sentence out. It stays in the versions in which it was published.
pub async fn take_out(desk: &Desk, report: ReportRef, sentence: &str) -> Result<()> {
    let report = get(&desk.db, report).await?;
    let standing = sentences(&desk.db, &report.id).await?;
    let old = named(&standing, sentence)?;
    let row = Written { id: ids::new_id(), removed: 1, ..old.record.clone() };
    let mut change = desk.custody.change(&desk.actor).await?;
    change.record(Act::Recorded, &row).await?;
    change.commit().await
}

/// Puts a medium into a report, says something else of it, or takes it out.
pub async fn show(desk: &Desk, report: ReportRef, new: &NewShown) -> Result<()> {
    let report = get(&desk.db, report).await?;
    let known = ["minor", "victim", "detainee", "home"];
    if let Some(other) = new.at_risk.iter().find(|word| !known.contains(&word.as_str())) {
        return Err(Error::input(
            format!("\"{}\" is nobody at risk", other.chars().take(40).collect::<String>()),
            format!("choose from: {}", known.join(", ")),
        ));
    }
    let mut change = desk.custody.change(&desk.actor).await?;
    let mut footage = None;
    for sha256 in [Some(&new.sha256), new.shown.as_ref()].into_iter().flatten() {
        let row: Option<(i64,)> = change
            .tx
            .first(
                "SELECT COALESCE(f.merged_into, f.number) FROM footage_media AS m JOIN footage AS f ON f.number = m.number
                 WHERE m.sha256 = $1",
                args![sha256],
            )
            .await?;
        let (number,) =
            row.ok_or_else(|| Error::NotFound { what: "footage of media", name: sha256.chars().take(64).collect() })?;
        footage.get_or_insert(number);
    }
    let row = Shown {
        id: ids::new_id(),
        report: report.id.clone(),
        sha256: new.sha256.clone(),
        shown: new.shown.clone(),
        blurred: i64::from(new.blurred),
        maker: optional("the maker", new.maker.as_deref())?,
        rights: text("the rights", &new.rights)?,
        at_risk: Json(new.at_risk.clone()),
        editor: optional("the editor", new.editor.as_deref())?.as_deref().map(person),
        reason: optional("the reason", new.reason.as_deref())?,
        removed: i64::from(new.removed),
    };
    if row.editor.is_some() != row.reason.is_some() {
        return Err(Error::input("an editor and a reason belong together", "name both, or neither"));
    }
    change.record(Act::Recorded, &row).await?;
    // Its earliest known appearance is printed beside it.
    if let Some(number) = footage.filter(|_| !new.removed) {
        rests::bind(&mut change, &report.reference(), &[format!("footage:{number}")]).await?;
    }
    change.commit().await
}

/// Records that somebody looked at what is said of an entity and found it right.
pub async fn check_entity(desk: &Desk, entity: EntityRef) -> Result<()> {
    let entity = claims::entity::numbered(&desk.db, entity).await?.id;
    let mut change = desk.custody.change(&desk.actor).await?;
    change.record(Act::Recorded, &Checked { id: ids::new_id(), entity }).await?;
    change.commit().await
}

/// What a person names, as a reference on which a sentence can rest. An assertion stands for its claim, because nobody's
/// word is shown without whoever contradicts it.
async fn resolved(change: &mut Change, name: &str) -> Result<String> {
    let name = name.trim();
    let missing = |what| Error::NotFound { what, name: name.chars().take(60).collect() };
    let tx = &mut change.tx;
    match name.split_once(':') {
        Some(("assertion", id)) => {
            let row: Option<(String,)> = tx.first("SELECT claim FROM assertion WHERE id = $1", args![id]).await?;
            Ok(format!("claim:{}", row.ok_or_else(|| missing("assertion"))?.0))
        }
        Some(("finding", id)) => {
            if tx.number("SELECT COUNT(*) FROM finding WHERE id = $1", args![id]).await? == 0 {
                return Err(missing("finding"));
            }
            Ok(name.to_owned())
        }
        _ => Ok(reference::about(&mut *tx, name).await?.reference()),
    }
}

/// A report by its sayable reference.
pub async fn get(db: &Db, report: ReportRef) -> Result<Recorded<Report>> {
    let found = db.first("SELECT * FROM report WHERE number = $1", args![report.0]).await?;
    found.ok_or_else(|| Error::NotFound { what: "report", name: report.to_string() })
}

/// Every report, newest first.
pub async fn all(db: &Db) -> Result<Vec<Recorded<Report>>> {
    db.all("SELECT * FROM report ORDER BY number DESC", args![]).await
}

/// What is said of a report as a whole.
pub async fn outline_of(db: &Db, report: &str) -> Result<Recorded<Outline>> {
    let found =
        db.first("SELECT * FROM report_outline WHERE report = $1 ORDER BY seq DESC LIMIT 1", args![report]).await?;
    found.ok_or_else(|| Error::NotFound { what: "outline of report", name: report.to_owned() })
}

/// The sentences that stand, in their order.
pub async fn sentences(db: &Db, report: &str) -> Result<Vec<Recorded<Written>>> {
    db.all(
        "SELECT s.* FROM report_sentence AS s WHERE s.report = $1 AND s.removed = 0
           AND s.seq = (SELECT MAX(t.seq) FROM report_sentence AS t WHERE t.sentence = s.sentence)
         ORDER BY s.place, s.sentence",
        args![report],
    )
    .await
}

/// The media that stand, in the order in which they were put in.
pub async fn media(db: &Db, report: &str) -> Result<Vec<Recorded<Shown>>> {
    db.all(
        "SELECT m.* FROM report_medium AS m WHERE m.report = $1 AND m.removed = 0
           AND m.seq = (SELECT MAX(n.seq) FROM report_medium AS n WHERE n.report = m.report AND n.sha256 = m.sha256)
         ORDER BY m.seq",
        args![report],
    )
    .await
}

/// The sentence that a person means: its identifier, or its number counted from 1.
pub fn named<'s>(standing: &'s [Recorded<Written>], name: &str) -> Result<&'s Recorded<Written>> {
    let name = name.trim();
    let by_number = || name.parse::<usize>().ok().and_then(|number| standing.get(number.checked_sub(1)?));
    standing
        .iter()
        .find(|written| written.sentence == name)
        .or_else(by_number)
        .ok_or_else(|| Error::NotFound { what: "sentence", name: name.chars().take(60).collect() })
}

fn text(what: &str, text: &str) -> Result<String> {
    let text = text.trim();
    if text.chars().count() > LONGEST {
        return Err(Error::input(format!("{what} is longer than {LONGEST} characters"), "keep what readers need"));
    }
    Ok(text.to_owned())
}

fn optional(what: &str, given: Option<&str>) -> Result<Option<String>> {
    Ok(given.map(|given| text(what, given)).transpose()?.filter(|text| !text.is_empty()))
}

/// A person as the custody log names people.
pub(super) fn person(name: &str) -> String {
    let name = name.trim();
    if name.starts_with("person:") { name.to_owned() } else { format!("person:{name}") }
}

pub(super) fn needed(what: &str, given: &str) -> Result<String> {
    let text = text(what, given)?;
    if text.is_empty() { Err(Error::input(format!("{what} is missing"), "write it")) } else { Ok(text) }
}
