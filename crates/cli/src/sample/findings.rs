//! What the desk found out about the case, recorded as a person at the desk would: the "breaking" video is half a year
//! old, a search that found nothing older, a speeded-up clip that waits for a second reader, and what is not known.

use anyhow::{Context as _, Result};
use desk::{
    Desk,
    findings::{
        Evidence, NewFinding, Pillar, State, find,
        search::NewSearch,
        worksheets::{Air, Input, Spot, SunInput, kept},
    },
    ids::{FootageRef, IncidentRef},
    matches,
    views::{self, FootagePage, InboxQuery, claims::IncidentQuery},
};

/// Records the findings in a desk in which the claims of the case were recorded.
///
/// # Errors
/// When the case was not added, or the desk cannot record.
pub async fn record(desk: &Desk, incident: IncidentRef) -> Result<()> {
    let bridge = footage(desk, "breaking-river.mp4").await?;
    let about = bridge.footage.to_string();
    let walk = matched(&bridge, "breaking-river.mp4", "alder-lane-footbridge.mp4")?;
    let morning = Input::Sun(SunInput {
        place: Spot { latitude: 45.0, longitude: -30.0, radius: 1000.0 },
        height: 0.0,
        from: "2026-03-02T07:40:00Z".parse()?,
        to: "2026-03-02T08:10:00Z".parse()?,
        air: Air::default(),
        utc_offset: 120,
        shadow: None,
    });
    let sun = kept::keep(desk, "the sun on the morning of the walk", Some(&about), morning).await?;
    find(
        desk,
        &NewFinding {
            likelihood: Some("almost certain".into()),
            method: "compared with everything kept".into(),
            evidence: vec![on(&walk, "the same drops on the rail, mirrored"), on(&format!("worksheet:{}", sun.id), "")],
            ..finding(
                &about,
                Pillar::Date,
                State::Contradicted,
                "not September: it was posted on 2 March 2026",
                "The video that is called breaking is the walk of 2 March, mirrored and cropped.",
            )
        },
    )
    .await?;
    find(
        desk,
        &NewFinding {
            evidence: vec![on(&walk, "the walk shows more to every side")],
            search: Some(NewSearch {
                places: "everything this desk keeps".into(),
                way: "by the whole recording".into(),
                made: None,
                good_for_days: Some(30),
            }),
            ..finding(
                &about,
                Pillar::Provenance,
                State::Supported,
                "@ilse.walks posted the earliest copy known",
                "Every other copy shows less of the picture, and nothing older was found.",
            )
        },
    )
    .await?;
    let place = "The posts call it Alder Lane; nobody compared it with a map.";
    find(desk, &finding(&about, Pillar::Place, State::Claimed, "Alder Lane", place)).await?;

    let street = footage(desk, "trucks-race-here.mp4").await?;
    let faster = matched(&street, "trucks-race-here.mp4", "quay-street.mp4")?;
    find(
        desk,
        &NewFinding {
            evidence: vec![on(&faster, "the same street, faster")],
            ..finding(
                &street.footage.to_string(),
                Pillar::Authenticity,
                State::Contradicted,
                "the copy that shows racing trucks runs faster than it was filmed",
                "Laid on one another, each second of the street lies on less than a second of the copy.",
            )
        },
    )
    .await?;
    verdicts(desk, incident, &walk).await?;
    blame(desk, incident).await
}

/// What was found on claims, for the record of those who made them.
async fn verdicts(desk: &Desk, incident: IncidentRef, walk: &str) -> Result<()> {
    let page = views::claims::incident(desk, incident, &IncidentQuery::default()).await?;
    for row in page.claims.iter().filter(|row| row.predicate == "filmed at") {
        let (state, answer) = match row.sentence.contains("2026-09-14") {
            true => (State::Contradicted, "it was posted half a year before"),
            false => (State::Supported, "nothing older was found, and the light fits"),
        };
        let reasoning = "The two are one recording, and the earlier post stands in March.";
        let evidence = vec![on(walk, "the same drops on the rail, mirrored")];
        let verdict = finding(&row.claim.to_string(), Pillar::Verdict, state, answer, reasoning);
        find(desk, &NewFinding { evidence, ..verdict }).await?;
    }
    let club =
        page.claims.iter().find(|row| row.sentence.contains("another group")).context("the club said nothing")?;
    let said = club.sides.iter().flat_map(|side| &side.voices).map(|voice| voice.id.clone()).next();
    let said = said.context("nobody speaks for the club")?;
    let reasoning =
        "The club says so itself, has rowed under the name since before the League, and shares nobody with it.";
    let answer = "two groups that share a name";
    let verdict = finding(&club.claim.to_string(), Pillar::Verdict, State::Confirmed, answer, reasoning);
    let evidence = vec![on(&format!("assertion:{said}"), "their own statement")];
    find(desk, &NewFinding { evidence, ..verdict }).await?;
    Ok(())
}

/// That nothing is known is a finding too.
async fn blame(desk: &Desk, incident: IncidentRef) -> Result<()> {
    let page = views::claims::incident(desk, incident, &IncidentQuery::default()).await?;
    for row in page.claims.iter().filter(|row| row.predicate == "caused by") {
        let open = "Each group blames the other, and the voices for it go back to the accuser.";
        find(desk, &finding(&row.claim.to_string(), Pillar::Verdict, State::Unknown, "", open)).await?;
    }
    Ok(())
}

fn finding(about: &str, pillar: Pillar, state: State, answer: &str, reasoning: &str) -> NewFinding {
    NewFinding {
        about: about.into(),
        pillar: pillar.word().into(),
        state: state.word().into(),
        answer: answer.into(),
        reasoning: reasoning.into(),
        ..NewFinding::default()
    }
}

fn on(reference: &str, words: &str) -> Evidence {
    Evidence { on: reference.into(), words: words.into(), from: None, to: None }
}

async fn footage(desk: &Desk, file: &str) -> Result<FootagePage> {
    let inbox = views::inbox(desk, InboxQuery { text: file.into(), ..InboxQuery::default() }).await?;
    let footage: Option<FootageRef> = inbox.items.first().and_then(|item| item.footage);
    Ok(views::footage(desk, footage.with_context(|| format!("{file} belongs to no footage yet"))?).await?)
}

/// The reference of the match of two files.
fn matched(page: &FootagePage, one: &str, other: &str) -> Result<String> {
    let both = |row: &&views::MatchRow| {
        [(one, other), (other, one)].contains(&(row.query_name.as_str(), row.reference_name.as_str()))
    };
    let row = page.matches.iter().find(both).with_context(|| format!("{one} does not match {other}"))?;
    Ok(matches::matched(&row.query, &row.reference))
}
