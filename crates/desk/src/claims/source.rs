//! Sources: whoever publishes or says something. Those that posted are known from their posts; others are named here.
//!
//! A witness is sealed: only a made-up name is stored with the source. Who it is stands behind a commitment in the
//! custody log, is shown only by [`unseal`], which is itself logged, and can be erased without breaking a proof.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::{
    Desk, args,
    error::{Error, Result},
    ids,
    preserve::custody::{Act, Event},
    record,
    store::{Db, Json},
    vocabulary,
};

use super::{
    text,
    time::{Period, Zone},
};

vocabulary! {
    /// What kind of source it is.
    pub enum Kind as "kind of source" {
        /// A named person.
        Person = "person",
        /// An account of which no more is known.
        Account = "account",
        /// A channel that many read.
        Channel = "channel",
        /// A newsroom.
        Outlet = "outlet",
        /// A news agency.
        Agency = "agency",
        /// A ministry, police, army, court, city.
        OfficialBody = "official body",
        /// Any other organisation, armed or not.
        Organisation = "organisation",
        /// A person whose identity is sealed.
        Witness = "witness",
    }
}

record! {
    /// What a person says of a source; the newest holds.
    pub struct Profile in "source_profile" as "profile" {
        /// UUIDv7.
        id: String,
        /// The source.
        source: String,
        /// What it is.
        kind: Kind,
        /// The name under which it is shown. Of a witness: made up.
        name: String,
        /// The entity that speaks through it, where it is one: an accused group's own channel.
        entity: Option<String>,
    }
}

record! {
    /// A handle that a source used.
    pub struct Handle in "source_handle" as "handle" {
        /// UUIDv7.
        id: String,
        /// The source.
        source: String,
        /// The account whose posts are kept, where there is one (also a row of `source`).
        account: Option<String>,
        /// `telegram`, `youtube`, ...
        platform: String,
        /// Without `@`.
        handle: String,
        /// Its page.
        url: Option<String>,
        /// While it was theirs, as far as known.
        period: Option<Json<Period>>,
    }
}

/// A source as it is known now.
#[derive(Clone, Debug, PartialEq, Serialize, sqlx::FromRow)]
pub struct Source {
    /// UUIDv7.
    pub id: String,
    /// The platform that its posts came from; `unknown` for one that was named here.
    pub platform: String,
    /// As the platform calls it, without `@`.
    pub handle: Option<String>,
    /// As shown by the platform, or as a person named it.
    pub name: Option<String>,
    /// What it is; none while nobody said so.
    pub kind: Option<Kind>,
    /// The entity that speaks through it.
    pub entity: Option<String>,
}

impl Source {
    /// For reading: the name a person gave, `@handle`, or the platform's name.
    pub fn shown(&self) -> String {
        let handle = self.handle.as_ref().map(|handle| format!("@{handle}"));
        match self.kind {
            Some(_) => self.name.clone().or(handle),
            None => handle.or_else(|| self.name.clone()),
        }
        .unwrap_or_else(|| "unknown source".into())
    }

    /// Whether it is a witness.
    pub fn sealed(&self) -> bool {
        self.kind == Some(Kind::Witness)
    }
}

/// A new source, or what is now said of one.
#[derive(Clone, Debug)]
pub struct NewSource<'a> {
    /// What it is.
    pub kind: Kind,
    /// The name to show. Of a witness: made up.
    pub name: &'a str,
    /// The entity that speaks through it.
    pub entity: Option<&'a str>,
    /// Only of a witness: who it is. Sealed.
    pub identity: Option<&'a str>,
}

/// Names a source that has no posts here. Returns its identifier.
pub async fn create(desk: &Desk, new: &NewSource<'_>) -> Result<String> {
    let id = ids::new_id();
    let mut change = desk.custody.change(&desk.actor).await?;
    change
        .tx
        .run(
            "INSERT INTO source (id, key, platform, native_id, handle, name) VALUES ($1, $2, 'unknown', NULL, NULL, NULL)",
            args![&id, format!("desk/{id}")],
        )
        .await?;
    describe_within(&mut change, &id, new).await?;
    change.commit().await?;
    Ok(id)
}

/// Says what a source is. The newest word holds; older ones stay.
pub async fn describe(desk: &Desk, source: &str, new: &NewSource<'_>) -> Result<()> {
    let mut change = desk.custody.change(&desk.actor).await?;
    describe_within(&mut change, source, new).await?;
    change.commit().await
}

async fn describe_within(
    change: &mut crate::preserve::custody::Change,
    source: &str,
    new: &NewSource<'_>,
) -> Result<()> {
    let name = text::needed(new.name, "the name", "write the name under which the source is shown")?;
    text::exists(&mut change.tx, "SELECT COUNT(*) FROM source WHERE id = $1", "source", source).await?;
    if let Some(entity) = new.entity {
        text::exists(&mut change.tx, "SELECT COUNT(*) FROM entity WHERE id = $1", "entity", entity).await?;
    }
    let identity = text::optional(new.identity);
    if let Some(identity) = &identity {
        if new.kind != Kind::Witness {
            return Err(Error::input("only a witness has a sealed identity", "choose the kind witness"));
        }
        if name.to_lowercase().contains(&identity.to_lowercase()) {
            return Err(Error::input("the shown name gives the witness away", "make up a name, such as Witness 3"));
        }
    }
    let profile = Profile {
        id: ids::new_id(),
        source: source.to_owned(),
        kind: new.kind,
        name,
        entity: new.entity.map(str::to_owned),
    };
    change.record(Act::Recorded, &profile).await?;
    if let Some(identity) = identity {
        let event = Event::new(Act::Recorded, format!("source:{source}")).personal("identity", identity.into_bytes());
        change.log(event).await?;
    }
    Ok(())
}

/// A handle to be recorded, as a person types it.
#[derive(Clone, Debug, Default, Serialize, Deserialize, ToSchema)]
#[serde(default)]
pub struct NewHandle {
    /// `telegram`, `youtube`, ...
    pub platform: String,
    /// With or without `@`.
    pub handle: String,
    /// Its page.
    pub url: String,
    /// EDTF: since when it was theirs; empty: unknown.
    pub since: String,
    /// EDTF: until when; empty: it still is, or that is unknown.
    pub until: String,
}

/// Records a handle that a source used. Where posts of that account are kept, they are the source's from now on.
pub async fn used(desk: &Desk, source: &str, new: &NewHandle) -> Result<Handle> {
    let platform = text::needed(&new.platform, "the platform", "write where it is, such as telegram")?.to_lowercase();
    let name = text::needed(&new.handle, "the handle", "write it as the platform does")?;
    let name = text::needed(name.trim_start_matches('@'), "the handle", "write it as the platform does")?;
    let period = match (new.since.trim(), new.until.trim()) {
        ("", "") => None,
        (since, "") => Some(format!("{since}/..")),
        (since, until) => Some(format!("{since}/{until}")),
    };
    let period = period.map(|words| Period::parse(&words, &Zone::Unknown)).transpose()?;
    let mut change = desk.custody.change(&desk.actor).await?;
    text::exists(&mut change.tx, "SELECT COUNT(*) FROM source WHERE id = $1", "source", source).await?;
    let account: Option<(String,)> = change
        .tx
        .first(
            "SELECT id FROM source WHERE LOWER(platform) = $1 AND LOWER(handle) = $2 AND id <> $3 ORDER BY id LIMIT 1",
            args![&platform, name.to_lowercase(), source],
        )
        .await?;
    let account = account.map(|(id,)| id);
    if let Some(account) = &account {
        let other: Option<(String,)> = change
            .tx
            .first(
                "SELECT h.source FROM source_handle AS h WHERE h.account = $1 AND h.source <> $2
                 AND NOT EXISTS (SELECT 1 FROM amendment AS a WHERE a.object = 'handle:' || h.id) LIMIT 1",
                args![account, source],
            )
            .await?;
        if other.is_some() {
            return Err(Error::input(
                format!("@{name} on {platform} is recorded as another source's"),
                "withdraw that record first, if it was wrong",
            ));
        }
    }
    let handle = Handle {
        id: ids::new_id(),
        source: source.to_owned(),
        account,
        platform,
        handle: name,
        url: text::optional(Some(&new.url)),
        period: period.map(Json),
    };
    change.record(Act::Recorded, &handle).await?;
    change.commit().await?;
    Ok(handle)
}

/// The handles that a source used and that were not withdrawn, in the order in which they were recorded.
pub async fn handles(db: &Db, source: &str) -> Result<Vec<Handle>> {
    db.all(
        "SELECT h.* FROM source_handle AS h WHERE h.source = $1
         AND NOT EXISTS (SELECT 1 FROM amendment AS a WHERE a.object = 'handle:' || h.id) ORDER BY h.seq",
        args![source],
    )
    .await
}

/// The columns of a [`Source`], for statements that name the table `s`.
pub(crate) const SOURCE: &str = "
    SELECT s.id, s.platform, s.handle, COALESCE(p.name, s.name) AS name, p.kind, p.entity
    FROM source AS s LEFT JOIN source_profile AS p
      ON p.source = s.id AND p.seq = (SELECT MAX(seq) FROM source_profile WHERE source = s.id)";

/// One source.
pub async fn get(db: &Db, id: &str) -> Result<Source> {
    let sql = sqlx::AssertSqlSafe(format!("{SOURCE} WHERE s.id = $1"));
    let found = db.first(sql, args![id]).await?;
    found.ok_or_else(|| Error::NotFound { what: "source", name: id.chars().take(40).collect() })
}

/// The sources that are called so: by identifier, handle (with or without `@`), or name, in any case.
pub async fn called(db: &Db, text: &str) -> Result<Vec<Source>> {
    let text = text.trim();
    let bare = text.strip_prefix('@').unwrap_or(text).to_lowercase();
    let sql = sqlx::AssertSqlSafe(format!(
        "{SOURCE} WHERE s.id = $1 OR LOWER(s.handle) = $2 OR LOWER(s.name) = $2 OR LOWER(p.name) = $2
         OR EXISTS (SELECT 1 FROM source_handle AS h WHERE h.source = s.id AND LOWER(h.handle) = $2
           AND NOT EXISTS (SELECT 1 FROM amendment AS a WHERE a.object = 'handle:' || h.id))
         ORDER BY s.id"
    ));
    db.all(sql, args![text, bare]).await
}

/// The one source that is called so; asks which when there are several.
pub async fn the_one(db: &Db, text: &str) -> Result<Source> {
    let mut found = called(db, text).await?;
    match found.len() {
        0 => Err(Error::NotFound { what: "source", name: text.chars().take(40).collect() }),
        1 => Ok(found.remove(0)),
        _ => {
            let list: Vec<String> = found
                .iter()
                .map(|source| format!("{} on {} ({})", source.shown(), source.platform, source.id))
                .collect();
            Err(Error::input(
                format!("{} sources are called {text}: {}", found.len(), list.join("; ")),
                "name the one that you mean by its identifier",
            ))
        }
    }
}

/// As [`the_one`], for shells.
pub async fn find(desk: &Desk, text: &str) -> Result<Source> {
    the_one(&desk.db, text).await
}

/// Shows who a witness is, which is logged with the reason.
pub async fn unseal(desk: &Desk, source: &str, reason: &str) -> Result<Option<String>> {
    let reason = text::needed(reason, "the reason", "say why you must know who the witness is")?;
    let mut change = desk.custody.change(&desk.actor).await?;
    let event = Event::new(Act::Unsealed, format!("source:{source}")).personal("reason", reason.into_bytes());
    change.log(event).await?;
    change.commit().await?;
    let found = sealed_identities(&desk.db).await?;
    Ok(found.into_iter().rfind(|(sealed, _)| sealed == source).map(|(_, identity)| identity))
}

/// Every sealed identity with its source, oldest first, so that what goes out can be searched for them. Never shown.
pub(crate) async fn sealed_identities(db: &Db) -> Result<Vec<(String, String)>> {
    let events: Vec<(String, Vec<u8>)> = db
        .all("SELECT object, body FROM event WHERE act = 'recorded' AND object LIKE 'source:%' ORDER BY seq", args![])
        .await?;
    let mut found = Vec::new();
    for (object, body) in events {
        let body: serde_json::Value = serde_json::from_slice(&body).unwrap_or_default();
        let Some(digest) = body["personal"]["identity"].as_str() else { continue };
        let value: Option<(Vec<u8>,)> =
            db.first("SELECT value FROM commitment WHERE digest = $1", args![digest]).await?;
        if let Some((value,)) = value {
            let source = object.trim_start_matches("source:").to_owned();
            found.push((source, String::from_utf8_lossy(&value).into_owned()));
        }
    }
    Ok(found)
}
