//! "Who are they?" and "Read more": what surrounds a report, from relations and from incidents nearby.

use std::collections::BTreeSet;

use super::{
    edition::{Edition, Explainer, Party, Related, Relation},
    ground::Reader,
    words::{Arg, Language},
};
use crate::{
    args,
    claims::{self, assertion, claim::Claim, entity, incident, place::distance},
    clock::{Micros, plain, rfc3339},
    error::Result,
    preserve::custody::Record as _,
    rests,
    store::Db,
};

/// Reports of incidents no further away than this are offered, in metres.
const NEAR: f64 = 50_000.0;
/// Or that happened within this.
const ABOUT_THEN: Micros = 7 * 24 * 3_600_000_000;
/// How many reports are offered.
const OFFERED: usize = 5;

/// The entities that claims are about, each as the one that stands for it, in the order of their numbers.
pub(super) async fn parties(db: &Db, reader: &Reader<'_>, claims: &[Claim]) -> Result<Vec<(String, Party)>> {
    let mut ids = BTreeSet::new();
    for claim in claims {
        let subject = claim.subject.strip_prefix("entity:");
        for id in subject.into_iter().chain(claim.entity.as_deref()) {
            ids.insert(reader.same().standing(id).to_owned());
        }
    }
    let mut parties = Vec::new();
    for id in ids {
        let named = entity::get(db, &id).await?;
        let party =
            Party { entity: named.sayable().to_string(), name: named.name.clone(), kind: named.kind.to_string() };
        parties.push((id, party));
    }
    Ok(parties)
}

/// The explainers of those of the entities of which relations or further names are known.
pub(super) async fn explainers(
    db: &Db,
    reader: &mut Reader<'_>,
    language: Language,
    parties: &[(String, Party)],
) -> Result<Vec<Explainer>> {
    let mut explainers = Vec::new();
    for (id, party) in
        parties.iter().filter(|(_, party)| ["person", "group", "organisation"].contains(&party.kind.as_str()))
    {
        let members = reader.same().members(id);
        let (mut names, mut lines, mut checked) = (Vec::new(), Vec::new(), None::<Micros>);
        for member in &members {
            for name in entity::names(db, member).await? {
                if name.name != party.name && !names.contains(&name.name) {
                    names.push(name.name);
                }
            }
            for relation in claims::relation::of(db, member).await? {
                lines.push(line(db, reader, language, &relation).await?);
            }
            let last: Option<(Option<i64>,)> = db
                .first(
                    "SELECT MAX(at) FROM (SELECT at FROM entity_check WHERE entity = $1
                       UNION ALL SELECT at FROM entity_name WHERE entity = $1
                       UNION ALL SELECT at FROM relation WHERE subject = $1 OR object = $1) AS known",
                    args![member],
                )
                .await?;
            checked = checked.max(last.and_then(|row| row.0));
        }
        let Some(checked) = checked.filter(|_| !names.is_empty() || !lines.is_empty()) else { continue };
        explainers.push(Explainer {
            entity: party.entity.clone(),
            name: party.name.clone(),
            kind: party.kind.clone(),
            names,
            lines,
            checked: rfc3339(checked),
            checked_text: language.say("label-checked-on", &[("when", Arg::Text(&plain(checked)))]),
        });
    }
    Ok(explainers)
}

async fn line(
    db: &Db,
    reader: &mut Reader<'_>,
    language: Language,
    relation: &claims::relation::Relation,
) -> Result<Relation> {
    let name = async |id: &str| Ok::<_, crate::Error>(entity::get(db, reader.same().standing(id)).await?.name);
    let (subject, object) = (name(&relation.subject).await?, name(&relation.object).await?);
    let period = relation.period.as_ref().map(|period| period.words.clone()).unwrap_or_default();
    let key = format!("relation-{}", relation.predicate.replace(' ', "-"));
    let mut text = language.say(&key, &[("a", Arg::Text(&subject)), ("b", Arg::Text(&object))]);
    if !period.is_empty() {
        text = format!("{text} ({period})");
    }
    let mut rests_on = Vec::new();
    for base in rests::bases(db, &relation.reference()).await? {
        if let Some(id) = base.strip_prefix("assertion:") {
            let assertion = assertion::get(db, id).await?;
            let claim = claims::claim::get(db, &assertion.claim).await?;
            rests_on.push(reader.said(&claim, &assertion, &[]).await?);
        }
    }
    Ok(Relation {
        reference: relation.reference(),
        subject,
        predicate: relation.predicate.clone(),
        object,
        period,
        text,
        rests_on,
    })
}

/// Published reports of incidents that are near, about then, or of the same people. What is not published is not named.
pub(super) async fn related(
    own: Option<&incident::Line>,
    parties: &[(String, Party)],
    language: Language,
    published: &[(Edition, Option<incident::Line>)],
) -> Result<Vec<Related>> {
    let Some(own) = own else { return Ok(Vec::new()) };
    let mut related = Vec::new();
    for (edition, other) in published {
        let Some(other) = other.as_ref().filter(|other| other.id != own.id) else { continue };
        let mut why = Vec::new();
        if let (Some(here), Some(there)) = (&own.place, &other.place) {
            let metres = distance(here.reach().0, there.reach().0);
            if metres <= NEAR {
                let km = format!("{:.1}", metres / 1000.0);
                why.push(language.say("related-near", &[("km", Arg::Ready(&km))]));
            }
        }
        if let (Some(then), Some(also)) = (&own.happened, &other.happened)
            && then.earliest.saturating_sub(also.latest).max(also.earliest.saturating_sub(then.latest)) <= ABOUT_THEN
        {
            why.push(language.text("related-time"));
        }
        let theirs = edition.incident.iter().flat_map(|incident| &incident.parties);
        let shared: Vec<String> = theirs
            .filter(|party| parties.iter().any(|(_, own)| own.entity == party.entity))
            .map(|party| party.name.clone())
            .collect();
        if !shared.is_empty() {
            why.push(language.say("related-who", &[("who", Arg::Text(&language.list(&shared)))]));
        }
        if !why.is_empty() {
            related.push(Related {
                reference: edition.report.clone(),
                title: edition.title.clone(),
                url: Some(edition.url.clone()),
                why: why.join(" · "),
            });
        }
    }
    related.truncate(OFFERED);
    Ok(related)
}
