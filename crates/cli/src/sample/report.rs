//! The report on the case, published and corrected as a desk would: at first it confuses two groups of one name.

use anyhow::{Context as _, Result};
use desk::{
    Desk,
    findings::{Pillar, reference},
    ids::{FootageRef, IncidentRef, ReportRef},
    people,
    publish::{
        report::{self, NewOutline, NewSentence, NewShown},
        versions::{self, NewCorrection},
        words::Language,
    },
    views::{self, claims::IncidentQuery},
};

/// Who reads what was written before it is published.
const SECOND: Option<&str> = Some("boris");

/// Writes and publishes the report in a desk in which claims and findings of the case were recorded.
///
/// # Errors
/// When they were not, or the desk cannot record.
pub async fn record(desk: &Desk, incident: IncidentRef) -> Result<ReportRef> {
    let page = views::claims::incident(desk, incident, &IncidentQuery::default()).await?;
    let claims = |predicate: &str, words: &str| -> Vec<String> {
        let meant = page.claims.iter().filter(|row| row.predicate == predicate && row.sentence.contains(words));
        meant.map(|row| row.claim.to_string()).collect()
    };
    let footage: FootageRef = page.footage.first().context("no footage belongs to the incident")?.footage.parse()?;
    let outline = NewOutline {
        title: "A footbridge comes down, and two groups blame each other".into(),
        publisher: "Wend Desk".into(),
        site: "https://wend-desk.example".into(),
        licence: "CC BY 4.0".into(),
    };
    let report = report::begin(desk, Language::En, Some(incident), &outline).await?;
    let write = async |clause: &str, bound: Vec<String>, kind: &str| {
        let frame = if kind == "observation" { "video" } else { "event" };
        let new = NewSentence {
            clause: clause.into(),
            bound,
            kind: kind.into(),
            frame: frame.into(),
            ..NewSentence::default()
        };
        report::write(desk, report, &new).await
    };
    let league = claims("caused by", "Blue League");
    write("the footbridge at Alder Lane came down at dawn", claims("happened at", ""), "").await?;
    let blamed =
        write("the Blue League of the Upper Wend loosened the bolts of the footbridge", league.clone(), "").await?;
    write("the Green Shore had taken planks of it for years", claims("caused by", "Green Shore"), "").await?;
    write("{figure} were hurt", claims("injured", ""), "").await?;
    write("the Blue League will look into what happened", claims("announced", "inquiry"), "").await?;
    write("the video that is called breaking was filmed in September", finding(desk, footage, Pillar::Date).await?, "")
        .await?;
    write("brown water up to the boards of a footbridge", vec![footage.to_string()], "observation").await?;
    clip(desk, report, footage).await?;
    versions::publish(desk, report, SECOND, &[]).await?;

    let clause = "the Blue League loosened the bolts of the footbridge".to_owned();
    let rewritten = NewSentence { sentence: Some(blamed.clone()), clause, bound: league, ..NewSentence::default() };
    report::write(desk, report, &rewritten).await?;
    let correction = NewCorrection {
        sentences: vec![blamed],
        wrong: "the Blue League of the Upper Wend".into(),
        right: "the Blue League".into(),
        why: "two groups bear the name; the one of the upper valley has nothing to do with it".into(),
        finding: false,
    };
    versions::publish(desk, report, SECOND, &[correction]).await?;
    Ok(report)
}

/// Shows the clip that the report is about, behind a warning of what is seen in it.
async fn clip(desk: &Desk, report: ReportRef, footage: FootageRef) -> Result<()> {
    let media = views::footage(desk, footage).await?.media;
    let clip = media.into_iter().find(|medium| medium.name == "breaking-river.mp4");
    let sha256 = clip.context("the clip is not in this desk")?.sha256;
    let seen = "00:00 to the end: flood water up to the boards of a footbridge. Nobody is seen or hurt; who lived through \
                the flood may not want to see it.";
    people::describe(desk, &sha256, 2, seen).await?;
    let rights = "shown to report on what was said of it; whoever filmed it was asked and did not answer".to_owned();
    let shown = NewShown { shown: Some(sha256.clone()), sha256, rights, ..NewShown::default() };
    report::show(desk, report, &shown).await?;
    Ok(())
}

/// The finding that holds on a pillar of footage.
async fn finding(desk: &Desk, footage: FootageRef, pillar: Pillar) -> Result<Vec<String>> {
    let page = views::findings::findings(desk, &reference::About::Footage(footage).reference()).await?;
    let row = page.pillars.iter().find(|row| row.pillar == pillar);
    let holds = row.and_then(|row| row.holds.as_ref()).with_context(|| format!("nothing was found on the {pillar}"))?;
    Ok(vec![format!("finding:{}", holds.id)])
}
