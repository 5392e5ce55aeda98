//! Entities and their names. A name rests on assertions, has a language, a script, a kind and a period, and may
//! contradict another.

use std::collections::BTreeMap;

use serde::Serialize;

use crate::{
    Desk, args,
    error::{Error, Result},
    ids::{self, EntityRef},
    preserve::custody::{Act, Change, Record as _},
    record, rests,
    store::{Db, Json},
    vocabulary,
};

use super::{
    amend, names,
    same::{self, Sameness},
    text,
    time::Period,
};

vocabulary! {
    /// What an entity is.
    pub enum Kind as "kind of entity" {
        /// A human being.
        Person = "person",
        /// People who act under one name, armed or not.
        Group = "group",
        /// A body with rules: ministry, company, charity.
        Organisation = "organisation",
        /// Somewhere.
        Place = "place",
        /// One vehicle, or one type.
        Vehicle = "vehicle",
        /// One weapon, or one type.
        Weapon = "weapon",
    }
}

vocabulary! {
    /// What a name is to its bearer.
    pub enum NameKind as "kind of name" {
        /// The bearer's own, in full.
        Official = "official",
        /// Used by the bearer or others beside it.
        AlsoKnownAs = "also known as",
        /// Not used any more.
        Formerly = "formerly",
        /// Used only by others, often abroad.
        Exonym = "exonym",
        /// Short.
        Abbreviation = "abbreviation",
    }
}

record! {
    /// Person, group, organisation, place, vehicle or weapon. All that is said of it rests on assertions elsewhere.
    pub struct Entity in "entity" as "entity" {
        /// UUIDv7.
        id: String,
        /// `E-<number>`.
        number: i64,
        /// What it is.
        kind: Kind,
    }
}

record! {
    /// One name of an entity.
    pub struct Name in "entity_name" as "name" {
        /// UUIDv7.
        id: String,
        /// The bearer.
        entity: String,
        /// As written.
        name: String,
        /// Without case, marks and repeated spaces, for looking it up.
        plain: String,
        /// BCP 47, where known.
        language: Option<String>,
        /// ISO 15924: `Latn`, `Arab`, `Cyrl`; `Zyyy` where it has no letters.
        script: String,
        /// What it is to its bearer.
        kind: NameKind,
        /// While it was used, as far as known.
        period: Option<Json<Period>>,
    }
}

impl Entity {
    /// As people call it.
    pub fn sayable(&self) -> EntityRef {
        EntityRef(self.number)
    }
}

/// A name to be recorded.
#[derive(Clone, Debug)]
pub struct NewName<'a> {
    /// As written.
    pub name: &'a str,
    /// BCP 47, where known.
    pub language: Option<&'a str>,
    /// What it is to its bearer.
    pub kind: NameKind,
    /// While it was used.
    pub period: Option<Period>,
    /// Identifiers of the assertions on which it rests.
    pub assertions: &'a [String],
}

/// An entity with the name under which it is shown.
#[derive(Clone, Debug, PartialEq, Serialize, sqlx::FromRow)]
pub struct Named {
    /// UUIDv7.
    pub id: String,
    /// `E-<number>`.
    pub number: i64,
    /// What it is.
    pub kind: Kind,
    /// The name that holds: official before others, Latin script before others, older before newer.
    pub name: String,
}

impl Named {
    /// As people call it.
    pub fn sayable(&self) -> EntityRef {
        EntityRef(self.number)
    }
}

/// Makes an entity with its first name.
pub async fn create(desk: &Desk, kind: Kind, name: &NewName<'_>) -> Result<Entity> {
    let mut change = desk.custody.change(&desk.actor).await?;
    let entity = create_within(&mut change, kind, name).await?;
    change.commit().await?;
    Ok(entity)
}

/// As [`create`], within a change.
pub(crate) async fn create_within(change: &mut Change, kind: Kind, name: &NewName<'_>) -> Result<Entity> {
    let number = text::next_number(&mut change.tx, "SELECT COALESCE(MAX(number), 0) + 1 FROM entity").await?;
    let entity = Entity { id: ids::new_id(), number, kind };
    change.record(Act::Recorded, &entity).await?;
    name_within(change, &entity.id, name).await?;
    Ok(entity)
}

/// Records a further name.
pub async fn add_name(desk: &Desk, entity: &str, name: &NewName<'_>) -> Result<Name> {
    let mut change = desk.custody.change(&desk.actor).await?;
    let row = name_within(&mut change, entity, name).await?;
    change.commit().await?;
    Ok(row)
}

/// Puts a right name in the place of a wrong one; everything that rests on the wrong one is put under review.
pub async fn correct_name(desk: &Desk, wrong: &str, right: &NewName<'_>, reason: &str) -> Result<Name> {
    let mut change = desk.custody.change(&desk.actor).await?;
    let old: Option<(String,)> = change.tx.first("SELECT entity FROM entity_name WHERE id = $1", args![wrong]).await?;
    let Some((entity,)) = old else {
        return Err(Error::NotFound { what: "name", name: wrong.chars().take(40).collect() });
    };
    let row = name_within(&mut change, &entity, right).await?;
    amend::amend(&mut change, &format!("name:{wrong}"), Some(&row.reference()), reason).await?;
    change.commit().await?;
    Ok(row)
}

async fn name_within(change: &mut Change, entity: &str, new: &NewName<'_>) -> Result<Name> {
    text::exists(&mut change.tx, "SELECT COUNT(*) FROM entity WHERE id = $1", "entity", entity).await?;
    let name = text::needed(new.name, "the name", "write it as its bearer or a source writes it")?;
    let row = Name {
        id: ids::new_id(),
        entity: entity.to_owned(),
        plain: plain(&name),
        script: script(&name).to_owned(),
        name,
        language: text::optional(new.language),
        kind: new.kind,
        period: new.period.clone().map(Json),
    };
    change.record(Act::Recorded, &row).await?;
    let mut on = Vec::new();
    for assertion in new.assertions {
        let known = "SELECT COUNT(*) FROM assertion WHERE id = $1";
        text::exists(&mut change.tx, known, "assertion", assertion).await?;
        on.push(format!("assertion:{assertion}"));
    }
    rests::bind(change, &row.reference(), &on).await?;
    // Whatever is said of an entity names it: when a name falls, all of that is looked at again.
    rests::bind(change, &format!("entity:{entity}"), &[row.reference()]).await?;
    Ok(row)
}

/// Entities with the name under which they are shown, for statements that go on with `WHERE` on `e`.
pub(crate) const NAMED: &str = "
    SELECT e.id, e.number, e.kind, COALESCE((
      SELECT n.name FROM entity_name AS n
      WHERE n.entity = e.id AND NOT EXISTS (SELECT 1 FROM amendment AS a WHERE a.object = 'name:' || n.id)
      ORDER BY CASE n.kind WHEN 'official' THEN 0 WHEN 'also known as' THEN 1 WHEN 'exonym' THEN 2 WHEN 'abbreviation' THEN 3 ELSE 4 END,
               CASE n.script WHEN 'Latn' THEN 0 ELSE 1 END, n.seq LIMIT 1), '') AS name
    FROM entity AS e";

/// One entity by its identifier.
pub async fn get(db: &Db, id: &str) -> Result<Named> {
    let sql = sqlx::AssertSqlSafe(format!("{NAMED} WHERE e.id = $1"));
    let found = db.first(sql, args![id]).await?;
    found.ok_or_else(|| Error::NotFound { what: "entity", name: id.chars().take(40).collect() })
}

/// As [`get`], for shells.
pub async fn open(desk: &Desk, id: &str) -> Result<Named> {
    get(&desk.db, id).await
}

/// One entity by its sayable reference.
pub async fn numbered(db: &Db, reference: EntityRef) -> Result<Named> {
    let sql = sqlx::AssertSqlSafe(format!("{NAMED} WHERE e.number = $1"));
    let found = db.first(sql, args![reference.0]).await?;
    found.ok_or_else(|| Error::NotFound { what: "entity", name: reference.to_string() })
}

/// Every entity, newest first.
pub async fn all(db: &Db) -> Result<Vec<Named>> {
    db.all(sqlx::AssertSqlSafe(format!("{NAMED} ORDER BY e.number DESC")), args![]).await
}

/// The entities that bear this name, in any case and with or without marks. Those that are one stand as one.
pub async fn called(db: &Db, name: &str, same: &Sameness) -> Result<Vec<Named>> {
    let sql = sqlx::AssertSqlSafe(format!(
        "{NAMED} WHERE e.id IN (SELECT n.entity FROM entity_name AS n WHERE n.plain = $1
           AND NOT EXISTS (SELECT 1 FROM amendment AS a WHERE a.object = 'name:' || n.id)) ORDER BY e.number"
    ));
    let found: Vec<Named> = db.all(sql, args![plain(name)]).await?;
    let mut standing: Vec<Named> = Vec::new();
    for one in found {
        let id = same.standing(&one.id);
        if standing.iter().all(|known| known.id != id) {
            standing.push(if id == one.id { one } else { get(db, id).await? });
        }
    }
    Ok(standing)
}

/// Every name in the desk that holds, with its bearer.
async fn every_name(db: &Db) -> Result<Vec<(String, String)>> {
    db.all(
        "SELECT n.entity, n.name FROM entity_name AS n
         WHERE NOT EXISTS (SELECT 1 FROM amendment AS a WHERE a.object = 'name:' || n.id) ORDER BY n.seq",
        args![],
    )
    .await
}

/// Entities with a name that may be another spelling of this one, best first.
async fn spelled_alike(db: &Db, name: &str, same: &Sameness) -> Result<Vec<Named>> {
    let typed = names::Name::new(name, None);
    let mut best: BTreeMap<String, f32> = BTreeMap::new();
    for (bearer, other) in every_name(db).await? {
        let score = typed.score(&names::Name::new(&other, None));
        if score >= names::OFFERED {
            let known = best.entry(same.standing(&bearer).to_owned()).or_default();
            *known = known.max(score);
        }
    }
    let mut order: Vec<(String, f32)> = best.into_iter().collect();
    order.sort_by(|a, b| b.1.total_cmp(&a.1));
    let mut found = Vec::new();
    for (id, _) in order.into_iter().take(5) {
        found.push(get(db, &id).await?);
    }
    Ok(found)
}

/// The one entity that is meant, by `E-7` or by name. Asks which when a name fits several, or none but nearly one: a
/// name that is only spelled alike is never taken for an entity's own.
pub async fn the_one(db: &Db, text: &str) -> Result<Named> {
    if let Ok(reference) = text.parse::<EntityRef>() {
        return numbered(db, reference).await;
    }
    let same = Sameness::load(db).await?;
    let mut found = called(db, text, &same).await?;
    match found.len() {
        0 => match spelled_alike(db, text, &same).await?.as_slice() {
            [] => Err(Error::NotFound { what: "entity", name: text.chars().take(80).collect() }),
            alike => Err(which(text, alike)),
        },
        1 => Ok(found.remove(0)),
        _ => Err(which(text, &found)),
    }
}

fn which(text: &str, among: &[Named]) -> Error {
    let list: Vec<String> = among.iter().map(|one| format!("{} {} ({})", one.sayable(), one.name, one.kind)).collect();
    Error::input(
        format!("\"{}\" may be {}", text.trim().chars().take(80).collect::<String>(), list.join(" or ")),
        "name the one that you mean by its reference, such as E-7, or make a new entity",
    )
}

/// As [`the_one`], for shells.
pub async fn find(desk: &Desk, text: &str) -> Result<Named> {
    the_one(&desk.db, text).await
}

/// Entities of the same kind with a name that may be one of this one's, and those on which a decision holds, each with
/// why. Nothing is merged by that: it is what a person is asked.
pub async fn alike(db: &Db, named: &Named, same: &Sameness) -> Result<Vec<(Named, String)>> {
    let kind = match named.kind {
        Kind::Person => Some(names::Kind::Person),
        Kind::Group | Kind::Organisation => Some(names::Kind::Group),
        Kind::Place => Some(names::Kind::Place),
        Kind::Vehicle | Kind::Weapon => None,
    };
    let members = same.members(&named.id);
    let (own, others): (Vec<_>, Vec<_>) =
        every_name(db).await?.into_iter().partition(|(bearer, _)| members.contains(bearer));
    let own: Vec<names::Name> = own.iter().map(|(_, name)| names::Name::new(name, kind)).collect();
    let mut best: BTreeMap<String, names::Comparison> = BTreeMap::new();
    for (bearer, name) in others {
        let name = names::Name::new(&name, kind);
        for mine in own.iter().filter(|mine| mine.score(&name) >= names::OFFERED) {
            let found = mine.compare(&name);
            if best.get(&bearer).is_none_or(|known| known.score < found.score) {
                best.insert(bearer.clone(), found);
            }
        }
    }
    let mut alike = Vec::new();
    for (id, found) in best {
        let other = get(db, &id).await?;
        if other.kind == named.kind {
            alike.push((other, found.why.join("; ")));
        }
    }
    for (id, verdict, reason) in same::of(db, &named.id).await? {
        let why =
            if reason.is_empty() { format!("decided: {verdict}") } else { format!("decided: {verdict}, {reason}") };
        match alike.iter_mut().find(|(other, _)| other.id == id) {
            Some((_, known)) => *known = why,
            None if same.said(&named.id, &id).is_some() => alike.push((get(db, &id).await?, why)),
            None => {}
        }
    }
    Ok(alike)
}

/// Every name of an entity that holds, oldest first.
pub async fn names(db: &Db, entity: &str) -> Result<Vec<Name>> {
    db.all(
        "SELECT n.* FROM entity_name AS n
         WHERE n.entity = $1 AND NOT EXISTS (SELECT 1 FROM amendment AS a WHERE a.object = 'name:' || n.id) ORDER BY n.seq",
        args![entity],
    )
    .await
}

/// A name without case, marks and repeated spaces.
pub fn plain(name: &str) -> String {
    use unicode_normalization::{UnicodeNormalization as _, char::is_combining_mark};
    let bare: String = name.nfkd().filter(|letter| !is_combining_mark(*letter)).flat_map(char::to_lowercase).collect();
    bare.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The script of most letters, as in ISO 15924.
pub fn script(text: &str) -> &'static str {
    use whatlang::Script;
    match whatlang::detect_script(text) {
        Some(Script::Arabic) => "Arab",
        Some(Script::Armenian) => "Armn",
        Some(Script::Bengali) => "Beng",
        Some(Script::Cyrillic) => "Cyrl",
        Some(Script::Devanagari) => "Deva",
        Some(Script::Ethiopic) => "Ethi",
        Some(Script::Georgian) => "Geor",
        Some(Script::Greek) => "Grek",
        Some(Script::Gujarati) => "Gujr",
        Some(Script::Gurmukhi) => "Guru",
        Some(Script::Hangul) => "Hang",
        Some(Script::Hebrew) => "Hebr",
        Some(Script::Hiragana | Script::Katakana) => "Jpan",
        Some(Script::Kannada) => "Knda",
        Some(Script::Khmer) => "Khmr",
        Some(Script::Latin) => "Latn",
        Some(Script::Malayalam) => "Mlym",
        Some(Script::Mandarin) => "Hani",
        Some(Script::Myanmar) => "Mymr",
        Some(Script::Oriya) => "Orya",
        Some(Script::Sinhala) => "Sinh",
        Some(Script::Tamil) => "Taml",
        Some(Script::Telugu) => "Telu",
        Some(Script::Thai) => "Thai",
        None => "Zyyy",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_looked_up_without_case_marks_and_spaces_and_knows_its_script() {
        assert_eq!(plain("  Nour  al-Dīn "), "nour al-din");
        assert_eq!(plain("نُور الدين"), "نور الدين");
        assert_eq!(script("نور الدين الزنكي"), "Arab");
        assert_eq!(script("Київ"), "Cyrl");
        assert_eq!(script("47"), "Zyyy");
    }
}
