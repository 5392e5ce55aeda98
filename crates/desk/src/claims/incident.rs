//! Incidents: what is said to have happened, at a place and time that may be uncertain.

use serde::Serialize;

use crate::{
    Desk, args,
    error::{Error, Result},
    ids::{self, FootageRef, IncidentRef},
    preserve::custody::{Act, Change},
    record,
    store::{Db, Json},
};

use super::{
    place::Place,
    text,
    time::{When, Zone},
};

record! {
    /// An incident; what is known of it is its newest outline.
    pub struct Incident in "incident" as "incident" {
        /// UUIDv7.
        id: String,
        /// `I-<number>`.
        number: i64,
    }
}

record! {
    /// Title, time and place of an incident, as the desk outlines it; the newest holds.
    pub struct Outline in "incident_outline" as "outline" {
        /// UUIDv7.
        id: String,
        /// The incident.
        incident: String,
        /// A few words.
        title: String,
        /// In which zone local times of it are meant: `Europe/Kyiv`, `+02:00`; empty: unknown.
        zone: String,
        /// When it happened, as far as known.
        happened: Option<Json<When>>,
        /// For looking it up: microseconds since 1970 UTC.
        happened_earliest: Option<i64>,
        /// For looking it up: microseconds since 1970 UTC.
        happened_latest: Option<i64>,
        /// Where it happened, as far as known.
        place: Option<Json<Place>>,
        /// For looking it up: middle of the place, degrees.
        latitude: Option<f64>,
        /// For looking it up: middle of the place, degrees.
        longitude: Option<f64>,
        /// For looking it up: metres around the middle that surely hold the place.
        radius: Option<f64>,
    }
}

record! {
    /// Footage belongs to an incident, or no longer does; the newest word on a pair holds.
    pub struct Attachment in "attachment" as "attachment" {
        /// UUIDv7.
        id: String,
        /// The incident.
        incident: String,
        /// Number of the footage.
        footage: i64,
        /// 1: belongs to it; 0: does not.
        attached: i64,
        /// Why.
        reason: String,
    }
}

/// What the desk says of an incident.
#[derive(Clone, Debug, Default)]
pub struct NewOutline<'a> {
    /// A few words.
    pub title: &'a str,
    /// The zone of local times; empty: unknown.
    pub zone: &'a str,
    /// When, as [`When::parse`] reads it.
    pub happened: Option<&'a str>,
    /// Where.
    pub place: Option<Place>,
}

/// An incident in a line.
#[derive(Clone, Debug, PartialEq, Serialize, sqlx::FromRow)]
pub struct Line {
    /// UUIDv7.
    pub id: String,
    /// `I-<number>`.
    pub number: i64,
    /// A few words.
    pub title: String,
    /// The zone of local times.
    pub zone: String,
    /// When.
    pub happened: Option<Json<When>>,
    /// Where.
    pub place: Option<Json<Place>>,
}

impl Line {
    /// As people call it.
    pub fn sayable(&self) -> IncidentRef {
        IncidentRef(self.number)
    }
}

/// Opens an incident.
pub async fn create(desk: &Desk, new: &NewOutline<'_>) -> Result<IncidentRef> {
    let mut change = desk.custody.change(&desk.actor).await?;
    let number = text::next_number(&mut change.tx, "SELECT COALESCE(MAX(number), 0) + 1 FROM incident").await?;
    let incident = Incident { id: ids::new_id(), number };
    change.record(Act::Recorded, &incident).await?;
    outline_within(&mut change, &incident.id, new).await?;
    change.commit().await?;
    Ok(IncidentRef(number))
}

/// Says anew what an incident is; earlier outlines stay.
pub async fn outline(desk: &Desk, incident: IncidentRef, new: &NewOutline<'_>) -> Result<()> {
    let line = get(&desk.db, incident).await?;
    let mut change = desk.custody.change(&desk.actor).await?;
    outline_within(&mut change, &line.id, new).await?;
    crate::rests::mark(&mut change, &format!("incident:{}", line.id), "the incident was outlined anew").await?;
    change.commit().await
}

async fn outline_within(change: &mut Change, incident: &str, new: &NewOutline<'_>) -> Result<()> {
    let title = text::needed(new.title, "the title", "write what is said to have happened, in a few words")?;
    let zone = Zone::parse(new.zone)?;
    let happened = text::optional(new.happened).map(|words| When::parse(&words, &zone)).transpose()?;
    let reach = new.place.as_ref().map(Place::reach);
    let row = Outline {
        id: ids::new_id(),
        incident: incident.to_owned(),
        title,
        zone: new.zone.trim().to_owned(),
        happened_earliest: happened.as_ref().map(|when| when.earliest),
        happened_latest: happened.as_ref().map(|when| when.latest),
        happened: happened.map(Json),
        place: new.place.clone().map(Json),
        latitude: reach.map(|(middle, _)| middle[1]),
        longitude: reach.map(|(middle, _)| middle[0]),
        radius: reach.map(|(_, radius)| radius),
    };
    change.record(Act::Recorded, &row).await?;
    Ok(())
}

/// Says that footage belongs to an incident, or that it does not.
pub async fn attach(
    desk: &Desk,
    incident: IncidentRef,
    footage: FootageRef,
    belongs: bool,
    reason: &str,
) -> Result<()> {
    let line = get(&desk.db, incident).await?;
    let mut change = desk.custody.change(&desk.actor).await?;
    let known = "SELECT COUNT(*) FROM footage WHERE number = $1";
    if change.tx.number(known, args![footage.0]).await? == 0 {
        return Err(Error::NotFound { what: "footage", name: footage.to_string() });
    }
    let row = Attachment {
        id: ids::new_id(),
        incident: line.id,
        footage: footage.0,
        attached: i64::from(belongs),
        reason: reason.trim().to_owned(),
    };
    change.record(Act::Recorded, &row).await?;
    change.commit().await
}

/// Incidents in a line, for statements that go on with `WHERE` on `i` and `o`.
pub(crate) const LINE: &str = "
    SELECT i.id, i.number, o.title, o.zone, o.happened, o.place
    FROM incident AS i JOIN incident_outline AS o
      ON o.incident = i.id AND o.seq = (SELECT MAX(seq) FROM incident_outline WHERE incident = i.id)";

/// One incident.
pub async fn get(db: &Db, incident: IncidentRef) -> Result<Line> {
    let sql = sqlx::AssertSqlSafe(format!("{LINE} WHERE i.number = $1"));
    let found = db.first(sql, args![incident.0]).await?;
    found.ok_or_else(|| Error::NotFound { what: "incident", name: incident.to_string() })
}

/// One incident, for shells.
pub async fn find(desk: &Desk, incident: IncidentRef) -> Result<Line> {
    get(&desk.db, incident).await
}

/// Every incident, newest first.
pub async fn all(db: &Db) -> Result<Vec<Line>> {
    db.all(sqlx::AssertSqlSafe(format!("{LINE} ORDER BY i.number DESC")), args![]).await
}

/// The footage that belongs to an incident, by number. Footage that was merged since leads on to where it went.
pub async fn footage(db: &Db, incident: &str) -> Result<Vec<FootageRef>> {
    let rows: Vec<(i64,)> = db
        .all(
            "SELECT DISTINCT COALESCE(f.merged_into, f.number) FROM attachment AS a JOIN footage AS f ON f.number = a.footage
             WHERE a.incident = $1 AND a.attached = 1
               AND a.seq = (SELECT MAX(b.seq) FROM attachment AS b WHERE b.incident = a.incident AND b.footage = a.footage)
             ORDER BY 1",
            args![incident],
        )
        .await?;
    Ok(rows.into_iter().map(|row| FootageRef(row.0)).collect())
}
