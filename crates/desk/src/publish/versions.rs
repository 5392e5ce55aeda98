//! Published versions: immutable, rendered from their stored bytes, compared with what each format gave at publication.

use super::{
    assemble::draft,
    edition::{Correction, Edition, FORMATS, Format, Standing},
    report::{self, Report, needed, person},
    rules::{self, Mark, found_in},
    words::{Arg, Language},
};
use crate::{
    Desk, args,
    claims::incident,
    clock::{Micros, rfc3339},
    error::{Error, Result},
    ids::{self, ReportRef},
    preserve::{
        custody::{Act, Record as _, Recorded},
        sha256,
    },
    record, rests,
    store::Db,
};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

record! {
    /// A published version.
    pub struct Version in "report_version" as "version" {
        /// UUIDv7.
        id: String,
        /// The report.
        report: String,
        /// Counts from 1.
        number: i64,
        /// The edition, as [`Edition::bytes`] writes it.
        edition: String,
        /// SHA-256 of these bytes.
        digest: String,
        /// The second person who approved it.
        approver: Option<String>,
    }
}

record! {
    /// What a format gave when the version was published.
    pub struct Rendering in "report_rendering" as "rendering" {
        /// UUIDv7.
        id: String,
        /// The version.
        version: String,
        /// The format's name.
        format: String,
        /// SHA-256 of its bytes.
        digest: String,
    }
}

record! {
    /// A correction and the version that it led to.
    pub struct Corrected in "report_correction" as "correction" {
        /// UUIDv7.
        id: String,
        /// The report.
        report: String,
        /// The version it led to.
        version: i64,
        /// The sentence, where it is about one.
        sentence: Option<String>,
        /// What was wrong.
        wrong_words: String,
        /// What is right.
        right_words: String,
        /// Why.
        why: String,
        /// 1: a finding changed.
        finding: i64,
    }
}

/// A correction that a person approves with the version that it leads to.
#[derive(Clone, Debug, Default, Serialize, Deserialize, ToSchema)]
#[serde(default)]
pub struct NewCorrection {
    /// The sentences concerned, by identifier or number, the corrected one first; whoever corrects them has looked at
    /// what changed under them. None: something else in the report.
    pub sentences: Vec<String>,
    /// What was wrong.
    pub wrong: String,
    /// What is right.
    pub right: String,
    /// Why.
    pub why: String,
    /// Whether a finding changed: then it stands at the top.
    pub finding: bool,
}

/// What stands in the way of a report, or only beside it, if it were published now.
pub async fn check(desk: &Desk, report: ReportRef, approver: Option<&str>) -> Result<(Edition, Vec<Mark>)> {
    let report = report::get(&desk.db, report).await?;
    let approver = approver.map(person);
    let draft = draft(desk, &report, approver.as_deref(), &[]).await?;
    let marks = rules::check(&draft);
    Ok((draft.edition, marks))
}

/// Publishes the report as it stands, as its next version, with corrections of the one before.
///
/// # Errors
/// When a rule blocks (the first is named; [`check`] gives all), or a rendering would tell who a sealed source is.
pub async fn publish(
    desk: &Desk,
    report: ReportRef,
    approver: Option<&str>,
    corrections: &[NewCorrection],
) -> Result<Recorded<Version>> {
    let report = report::get(&desk.db, report).await?;
    let approver = approver.map(person);
    let version = newest(&desk.db, &report.id).await?.map_or(1, |newest| newest.number + 1);
    if version == 1 && !corrections.is_empty() {
        return Err(Error::input("nothing was published that could be corrected", "publish the report first"));
    }
    let standing = report::sentences(&desk.db, &report.id).await?;
    let (mut rows, mut shown, mut corrected) = (Vec::new(), Vec::new(), Vec::new());
    for new in corrections {
        let mut concerned = Vec::new();
        for name in &new.sentences {
            concerned.push(report::named(&standing, name)?.sentence.clone());
        }
        corrected.extend(concerned.iter().map(|sentence| format!("sentence:{sentence}")));
        let row = Corrected {
            id: ids::new_id(),
            report: report.id.clone(),
            version,
            sentence: concerned.into_iter().next(),
            wrong_words: needed("what was wrong", &new.wrong)?,
            right_words: needed("what is right", &new.right)?,
            why: needed("the reason", &new.why)?,
            finding: i64::from(new.finding),
        };
        if row.wrong_words == row.right_words {
            return Err(Error::input(
                "what is right is word for word what was wrong",
                "write what is right; if what was published stands, settle what is under review instead",
            ));
        }
        shown.push(as_shown(&row, desk.clock.now(), report.language));
        rows.push(row);
    }
    shown.reverse();
    let mut draft = draft(desk, &report, approver.as_deref(), &shown).await?;
    draft.reviews.retain(|(object, _)| !corrected.contains(object));
    if let Some(mark) = rules::check(&draft).into_iter().find(|mark| mark.blocks) {
        return Err(Error::input(format!("{} (rule \"{}\": {})", mark.what, mark.rule, mark.why), mark.mend));
    }
    let edition = draft.edition;
    let bytes = edition.bytes()?;
    let (kept, secrets) = (edition.clone(), draft.secrets);
    let rendered = crate::blocking(move || render_all(&kept, &secrets)).await??;

    let mut change = desk.custody.change(&desk.actor).await?;
    let row = Version {
        id: ids::new_id(),
        report: report.id.clone(),
        number: edition.version,
        digest: sha256(&bytes),
        edition: String::from_utf8_lossy(&bytes).into_owned(),
        approver,
    };
    let logged = change.record(Act::Published, &row).await?;
    for (format, digest) in rendered {
        change
            .record(Act::Published, &Rendering { id: ids::new_id(), version: row.id.clone(), format, digest })
            .await?;
    }
    for row in &rows {
        change.record(Act::Published, row).await?;
    }
    // From here on news of anything that is printed reaches the report.
    for sentence in &edition.sentences {
        let mut on: Vec<String> = sentence.rests_on.iter().map(|basis| basis.reference.clone()).collect();
        on.extend(sentence.rests_on.iter().filter_map(|basis| basis.claim.clone()));
        rests::bind(&mut change, &format!("sentence:{}", sentence.id), &on).await?;
    }
    let lines = edition.explainers.iter().flat_map(|explainer| &explainer.lines);
    let relations: Vec<String> = lines.map(|line| line.reference.clone()).collect();
    rests::bind(&mut change, &report.reference(), &relations).await?;
    let mut settled = corrected;
    settled.extend((!rows.is_empty()).then(|| report.reference()));
    for object in settled {
        for review in rests::open_reviews(&desk.db, Some(&object)).await? {
            let outcome = format!("corrected in version {} of {}", row.number, ReportRef(report.number));
            rests::settle_within(&mut change, &review.id, &outcome).await?;
        }
    }
    change.commit().await?;
    Ok(Recorded { record: row, by_whom: desk.actor.clone(), at: logged.at, seq: logged.seq })
}

/// Every format's name and SHA-256.
fn render_all(edition: &Edition, secrets: &[String]) -> Result<Vec<(String, String)>> {
    let mut rendered = Vec::new();
    for format in &FORMATS {
        let bytes = format.one(edition)?;
        if found_in(&bytes, secrets) {
            return Err(Error::input(
                format!("{} would tell who a sealed source is", format.name),
                "take out the name, handle or words by which the source can be recognised",
            ));
        }
        rendered.push((format.name.to_owned(), sha256(&bytes)));
    }
    Ok(rendered)
}

/// One version; none given: the newest.
pub async fn get(desk: &Desk, report: ReportRef, number: Option<i64>) -> Result<Recorded<Version>> {
    let row = report::get(&desk.db, report).await?;
    let found = match number {
        None => newest(&desk.db, &row.id).await?,
        Some(number) => {
            let sql = "SELECT * FROM report_version WHERE report = $1 AND number = $2";
            desk.db.first(sql, args![&row.id, number]).await?
        }
    };
    let name = number.map_or_else(|| report.to_string(), |number| format!("{number} of {report}"));
    found.ok_or(Error::NotFound { what: "published version", name })
}

/// A version in a format: the same bytes for ever.
///
/// # Errors
/// When the stored edition, or what is rendered from it, is not what was published.
pub async fn render(desk: &Desk, version: &Version, format: &'static Format) -> Result<Vec<u8>> {
    let edition = edition(version)?;
    let bytes = crate::blocking(move || format.one(&edition)).await??;
    let known: Option<(String,)> = desk
        .db
        .first(
            "SELECT digest FROM report_rendering WHERE version = $1 AND format = $2",
            args![&version.id, format.name],
        )
        .await?;
    match known {
        // A format that this program learned after the version was published.
        None => Ok(bytes),
        Some((digest,)) if digest == sha256(&bytes) => Ok(bytes),
        Some(_) => Err(Error::Damaged {
            object: format!("version {} as {}", version.number, format.name),
            what: "it does not render to the bytes that were published".into(),
        }),
    }
}

/// The stored edition, compared with its digest.
pub fn edition(version: &Version) -> Result<Edition> {
    if sha256(version.edition.as_bytes()) != version.digest {
        return Err(Error::Damaged {
            object: format!("version {}", version.number),
            what: "its bytes are not what was published".into(),
        });
    }
    Edition::read(version.edition.as_bytes())
}

/// The newest version of every published report as one feed or table.
pub async fn dataset(desk: &Desk, format: &'static Format) -> Result<Vec<u8>> {
    let super::edition::Render::Dataset(render) = format.render else {
        return Err(Error::input(
            format!("{} is the format of one report", format.name),
            "choose rss, atom, claimreview, mediareview, csv, geojson or ftm for all of them",
        ));
    };
    let editions: Vec<Edition> = others(&desk.db, "").await?.into_iter().map(|(edition, _)| edition).collect();
    crate::blocking(move || render(&editions)).await?
}

/// What became of a version after it was published.
pub async fn standing(desk: &Desk, version: &Version) -> Result<Standing> {
    let newest = newest(&desk.db, &version.report).await?;
    if newest.is_some_and(|newest| newest.number > version.number) {
        return Ok(Standing::Superseded);
    }
    let report = rests::open_reviews(&desk.db, Some(&format!("report:{}", version.report))).await?;
    Ok(if report.is_empty() { Standing::Current } else { Standing::UnderReview })
}

/// The versions of a report, oldest first.
pub async fn all(db: &Db, report: &str) -> Result<Vec<Recorded<Version>>> {
    db.all("SELECT * FROM report_version WHERE report = $1 ORDER BY number", args![report]).await
}

pub(super) async fn newest(db: &Db, report: &str) -> Result<Option<Recorded<Version>>> {
    db.first("SELECT * FROM report_version WHERE report = $1 ORDER BY number DESC LIMIT 1", args![report]).await
}

/// The newest editions of the other published reports with their incidents, newest first.
pub(super) async fn others(db: &Db, report: &str) -> Result<Vec<(Edition, Option<incident::Line>)>> {
    let rows: Vec<Recorded<Version>> = db
        .all(
            "SELECT v.* FROM report_version AS v WHERE v.report <> $1
               AND v.number = (SELECT MAX(w.number) FROM report_version AS w WHERE w.report = v.report)
             ORDER BY v.seq DESC",
            args![report],
        )
        .await?;
    let incidents = incident::all(db).await?;
    let mut others = Vec::new();
    for row in &rows {
        let edition = edition(row)?;
        let line = edition
            .incident
            .as_ref()
            .and_then(|own| incidents.iter().find(|line| line.sayable().to_string() == own.reference).cloned());
        others.push((edition, line));
    }
    Ok(others)
}

/// The corrections of a report so far, newest first.
pub(super) async fn corrections(db: &Db, report: &Report) -> Result<Vec<Correction>> {
    let rows: Vec<Recorded<Corrected>> =
        db.all("SELECT * FROM report_correction WHERE report = $1 ORDER BY seq DESC", args![&report.id]).await?;
    Ok(rows.iter().map(|row| as_shown(row, row.at, report.language)).collect())
}

fn as_shown(row: &Corrected, at: Micros, language: Language) -> Correction {
    let key = if row.finding == 1 { "label-correction-top" } else { "label-correction-foot" };
    let arguments = [("wrong", Arg::Text(&row.wrong_words)), ("right", Arg::Text(&row.right_words))];
    Correction {
        id: row.id.clone(),
        version: row.version,
        when: rfc3339(at),
        wrong: row.wrong_words.clone(),
        right: row.right_words.clone(),
        why: row.why.clone(),
        finding: row.finding == 1,
        text: language.say(key, &arguments),
    }
}
