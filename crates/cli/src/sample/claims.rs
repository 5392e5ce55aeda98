//! Who says what about the footbridge, recorded as a person at the desk would: an accusation and its denial, a
//! broadcaster that has it from a monitor, numbers that do not fit, an age that is only reported, an alliance with its
//! dates, a name that another group bears too.

use anyhow::{Context as _, Result};
use desk::{
    Desk,
    claims::{
        assertion,
        entity::{self, Kind, NameKind, NewName},
        incident::{self, NewOutline},
        place::Precision,
        relation::{self, NewRelation},
        same,
        say::{Said, Saying, say},
        source::{self, NewSource},
        time::{Period, Zone},
    },
    ids::{FootageRef, IncidentRef},
    views::{self, InboxQuery},
};

/// Records the incident in a desk to which the case was added. Returns what people call it.
///
/// # Errors
/// When the case was not added, or the desk cannot record.
pub async fn record(desk: &Desk) -> Result<IncidentRef> {
    // The valley is not on any map; its position is in the open sea.
    let position =
        desk::claims::place::Place::point("45.0, -30.0", "Alder Lane", Precision::Vicinity, "typed by a person")?;
    let outline = NewOutline {
        title: "the collapse of the Alder Lane footbridge",
        zone: "+02:00",
        happened: Some("2026-09-14"),
        place: Some(position),
    };
    let reference = incident::create(desk, &outline).await?;
    let footage = attach_footage(desk, reference).await?;

    let league = group(desk, "Blue League", &[("الرابطة الزرقاء", "ar")]).await?;
    let upper = group(desk, "Blue League of the Upper Wend", &[("Blue League", "en")]).await?;
    let shore = group(desk, "Green Shore", &[]).await?;
    let guild = group(desk, "Ferry Guild", &[]).await?;
    same::decide(desk, &league, &upper, same::Verdict::Different, "the club of the upper valley says so itself")
        .await?;
    describe(desk, "greenshore", source::Kind::Organisation, "Green Shore", Some(&shore)).await?;
    describe(desk, "blueleague", source::Kind::Organisation, "Blue League", Some(&league)).await?;
    describe(desk, "TheValleyChannel", source::Kind::Outlet, "The Valley Channel", None).await?;
    describe(desk, "aldermere_town", source::Kind::OfficialBody, "Town of Aldermere", None).await?;
    for (kind, name) in [
        (source::Kind::Organisation, "River Monitor"),
        (source::Kind::Organisation, "Shore Rights Watch"),
        (source::Kind::Witness, "Witness 1"),
    ] {
        source::create(desk, &NewSource { kind, name, entity: None, identity: None }).await?;
    }

    let channel = source::find(desk, "TheValleyChannel").await?.id;
    let before = source::NewHandle {
        platform: "mastodon".into(),
        handle: "valley_channel".into(),
        since: "2019".into(),
        until: "2023-05".into(),
        ..source::NewHandle::default()
    };
    source::used(desk, &channel, &before).await?;

    let told = Telling { desk, incident: reference.to_string() };
    told.accusation(&league, &shore).await?;
    told.numbers().await?;
    told.rest(&league, &guild).await?;
    told.footage(footage).await?;
    told.club(&upper).await?;
    Ok(reference)
}

async fn attach_footage(desk: &Desk, incident: IncidentRef) -> Result<FootageRef> {
    let query = InboxQuery { text: "breaking-river.mp4".into(), ..InboxQuery::default() };
    let inbox = views::inbox(desk, query).await?;
    let footage = inbox.items.first().and_then(|item| item.footage);
    let footage = footage.context("the sample case is not in this desk; run `firsthand add DIR` first, to its end")?;
    incident::attach(desk, incident, footage, true, "posted as footage of the collapse").await?;
    Ok(footage)
}

async fn group(desk: &Desk, name: &str, others: &[(&str, &str)]) -> Result<String> {
    let official = NewName { name, language: Some("en"), kind: NameKind::Official, period: None, assertions: &[] };
    let made = entity::create(desk, Kind::Group, &official).await?;
    for (name, language) in others {
        let further =
            NewName { name, language: Some(language), kind: NameKind::AlsoKnownAs, period: None, assertions: &[] };
        entity::add_name(desk, &made.id, &further).await?;
    }
    Ok(made.id)
}

async fn describe(desk: &Desk, handle: &str, kind: source::Kind, name: &str, entity: Option<&str>) -> Result<()> {
    let known = source::find(desk, handle).await?.id;
    source::describe(desk, &known, &NewSource { kind, name, entity, identity: None }).await?;
    Ok(())
}

struct Telling<'a> {
    desk: &'a Desk,
    incident: String,
}

impl Telling<'_> {
    async fn say(&self, saying: Saying) -> Result<Said> {
        let incident = self.incident.clone();
        let named = format!("{} {}", saying.predicate, saying.object);
        let said = say(self.desk, &Saying { incident, ..saying }).await;
        said.with_context(|| format!("of the sample case: {named}"))
    }

    /// Words of a post about the incident.
    async fn post(&self, post: &str, predicate: &str, object: &str, stance: &str, words: &str) -> Result<Said> {
        let saying = Saying { post: post.into(), words: words.into(), ..typed(predicate, object, stance) };
        self.say(saying).await
    }

    async fn accusation(&self, league: &str, shore: &str) -> Result<()> {
        let accused = reference(self.desk, league).await?;
        let bolts = "The Blue League loosened the bolts of our footbridge last night.";
        self.post("telegram/greenshore/41", "caused by", &accused, "asserts", bolts).await?;
        self.post("telegram/wendvalleynews/880", "caused by", &accused, "asserts", "").await?;
        self.post("mastodon/109007", "caused by", &accused, "asserts", "").await?;
        self.post("mastodon/blue-12", "caused by", &accused, "denies", "We did not touch the footbridge.").await?;
        let nobody = "I saw nobody with tools, not last night either.";
        let witness = Saying {
            post: "peertube/p4Lw1".into(),
            words: nobody.into(),
            basis: "eyewitness".into(),
            ..typed("caused by", &accused, "doubts")
        };
        self.say(witness).await?;
        let back = "The Green Shore took its planks for years and now blames us.";
        let blamed = reference(self.desk, shore).await?;
        self.post("mastodon/blue-12", "caused by", &blamed, "asserts", back).await?;
        let inquiry = "We will look into what happened and publish all of it.";
        let promise = Saying {
            subject: accused,
            post: "mastodon/blue-12".into(),
            words: inquiry.into(),
            basis: "own statement".into(),
            ..typed("announced", "an inquiry into the collapse", "asserts")
        };
        self.say(promise).await?;
        Ok(())
    }

    async fn numbers(&self) -> Result<()> {
        self.post("telegram/greenshore/41", "injured", "3 people", "asserts", "Three people are injured.").await?;
        self.post("telegram/wendvalleynews/880", "injured", "3 people", "asserts", "Three people are injured!").await?;
        self.post("telegram/riverchannel/77", "injured", "3 people", "asserts", "وأصيب ثلاثة أشخاص بجروح طفيفة").await?;
        let town = Saying {
            post: "mastodon/town-301".into(),
            words: "Three people were treated for bruises.".into(),
            basis: "own statement".into(),
            grade: "B2".into(),
            ..typed("injured", "3 people", "asserts")
        };
        self.say(town).await?;
        let monitor = Saying {
            post: "youtube/vc-0914".into(),
            words: "The River Monitor counts at least five injured at the footbridge".into(),
            basis: "hearsay".into(),
            via: "River Monitor".into(),
            ..typed("injured", "at least 5 people", "asserts")
        };
        self.say(monitor).await?;
        let boy = Saying {
            post: "youtube/vc-0914".into(),
            words: "among them a boy between the ages of 10 and 13".into(),
            basis: "hearsay".into(),
            via: "River Monitor".into(),
            ..typed("injured, among others,", "a boy between the ages of 10 and 13", "asserts")
        };
        self.say(boy).await?;
        Ok(())
    }

    async fn rest(&self, league: &str, guild: &str) -> Result<()> {
        let dawn = Saying {
            post: "peertube/p4Lw1".into(),
            words: "I stood on the bank at 6:40 when the footbridge went.".into(),
            basis: "eyewitness".into(),
            ..typed("happened at", "2026-09-14T06:40", "asserts")
        };
        self.say(dawn).await?;
        let warning = "Keep away from Alder Lane: what is left of the footbridge may fall.";
        self.post("mastodon/town-301", "left", "a part of the footbridge that may fall", "asserts", warning).await?;
        let earlier = Saying {
            subject: reference(self.desk, league).await?,
            source: "Shore Rights Watch".into(),
            page: "https://shore-rights.example/reports/2025-11".into(),
            words: "In 2025 members of the Blue League took the planks of two landing stages.".into(),
            said: "2025-11".into(),
            basis: "inference".into(),
            ..typed("took", "the planks of two landing stages in 2025", "asserts")
        };
        self.say(earlier).await?;
        let allies = Saying {
            subject: reference(self.desk, league).await?,
            post: "youtube/vc-0914".into(),
            words: "The Blue League and the Ferry Guild were allies from 2019 to 2024.".into(),
            period: "2019/2024".into(),
            ..typed("allied with", &reference(self.desk, guild).await?, "asserts")
        };
        let allies = self.say(allies).await?;
        let claim = allies.claim.sayable().to_string();
        let on = assertion::meant(self.desk, &[claim]).await?;
        let period = Some(Period::parse("2019/2024", &Zone::Unknown)?);
        let new = NewRelation { subject: league, predicate: "allied with", object: guild, period, assertions: &on };
        relation::relate(self.desk, &new).await?;
        Ok(())
    }
}

impl Telling<'_> {
    /// Two who say when the one video was filmed.
    async fn footage(&self, footage: FootageRef) -> Result<()> {
        for (post, words, when) in [
            ("mastodon/109001", "the river burst its banks an hour ago", "2026-09-14"),
            ("peertube/k7Qd2", "The footbridge at Alder Lane this morning.", "2026-03-02"),
        ] {
            let filmed = Saying {
                subject: footage.to_string(),
                post: post.into(),
                words: words.into(),
                ..typed("filmed at", when, "asserts")
            };
            self.say(filmed).await?;
        }
        Ok(())
    }

    /// The other group of the name speaks for itself.
    async fn club(&self, upper: &str) -> Result<()> {
        let club = Saying {
            subject: reference(self.desk, upper).await?,
            post: "mastodon/upper-5".into(),
            words: "We have nothing to do with the Blue League of Aldermere.".into(),
            basis: "own statement".into(),
            ..typed("is", "another group than the Blue League of Aldermere", "asserts")
        };
        self.say(club).await?;
        Ok(())
    }
}

fn typed(predicate: &str, object: &str, stance: &str) -> Saying {
    Saying { predicate: predicate.into(), object: object.into(), stance: stance.into(), ..Saying::default() }
}

/// `E-7` of an entity: its name alone would be ambiguous here, as it is in the valley.
async fn reference(desk: &Desk, id: &str) -> Result<String> {
    Ok(entity::open(desk, id).await?.sayable().to_string())
}
