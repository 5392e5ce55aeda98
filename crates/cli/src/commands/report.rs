//! `firsthand report`: sentences bound to what they rest on, published in versions that never change, and corrected.

use std::{fs::File, io::Write as _, path::PathBuf, process::ExitCode};

use anyhow::{Context as _, Result, bail};
use clap::{Args, Subcommand};
use desk::{
    Desk,
    ids::{EntityRef, IncidentRef, ReportRef},
    publish::{
        corrections,
        edition::Format as Rendered,
        package,
        report::{self, NewOutline, NewSentence, NewShown},
        rules::Mark,
        site,
        versions::{self, NewCorrection},
        words::Language,
    },
    views,
};

use crate::{
    open::DeskArgs,
    output::{self, Format},
    progress::Terminal,
};

/// Write, check, publish and correct reports
#[derive(Args)]
pub struct Report {
    #[command(subcommand)]
    act: Act,
    /// How to answer: sentences for reading, json for programs
    #[arg(long, value_enum, global = true, default_value_t = Format::Text)]
    format: Format,
}

#[derive(Subcommand)]
enum Act {
    /// Every report
    List,
    /// Begin a report
    New(New),
    /// A report as it would be published now, with what rules say
    Show {
        ///
        report: String,
    },
    /// Add a sentence
    Add {
        ///
        report: String,
        #[command(flatten)]
        sentence: Sentence,
    },
    /// Rewrite a sentence; everything about it is said anew
    Edit {
        ///
        report: String,
        /// Its number or identifier
        number: String,
        #[command(flatten)]
        sentence: Sentence,
    },
    /// Take a sentence out
    Remove {
        ///
        report: String,
        /// Its number or identifier
        number: String,
    },
    /// Bind a sentence to further things that it rests on: C-3, F-12, finding:ID, assertion:ID
    Bind {
        ///
        report: String,
        /// Its number or identifier
        number: String,
        /// C-3, F-12, finding:ID, assertion:ID
        #[arg(required = true)]
        on: Vec<String>,
    },
    /// Put a photo, video or sound into a report
    Media(Media),
    /// Say that you looked at what is said of an entity and found it right
    Checked {
        /// E-7
        entity: String,
    },
    /// What stands in the way of publishing; fails while something does
    Check {
        ///
        report: String,
        /// The second person who would approve it
        #[arg(long, value_name = "NAME")]
        approved_by: Option<String>,
    },
    /// Publish the report as it stands, as its next version
    Publish {
        ///
        report: String,
        /// The second person who approves it
        #[arg(long, value_name = "NAME")]
        approved_by: Option<String>,
    },
    /// Publish the next version with a correction of the one before
    Correct(Correct),
    /// Corrections that the desk drafted because something changed
    Drafts {
        ///
        report: String,
    },
    /// Every correction of every report, newest first
    Corrections,
    /// Write all published reports as a folder that any web server serves at their address
    Site {
        /// Folder to write
        folder: PathBuf,
    },
    /// Render a published version, or with --all the newest of every report
    Render(Render),
}

#[derive(Args)]
struct New {
    /// In the report's language
    #[arg(long)]
    title: String,
    /// ar, en, es, fr, uk
    #[arg(long, default_value = "en")]
    language: String,
    /// The incident that it is about: I-1
    #[arg(long)]
    incident: Option<String>,
    /// The desk's name, as it signs
    #[arg(long)]
    publisher: String,
    /// The address where it is published, such as <https://desk.example>
    #[arg(long)]
    site: String,
    /// Under which terms the text may be used
    #[arg(long, default_value = "")]
    licence: String,
}

#[derive(Args)]
struct Sentence {
    /// The clause without hedge and full stop; {figure} where a quantity goes
    clause: String,
    /// What it rests on: C-3, F-12, finding:ID, assertion:ID
    #[arg(long, value_name = "REFERENCE")]
    on: Vec<String>,
    /// reported, observation or context
    #[arg(long, default_value = "reported")]
    kind: String,
    /// event, or what is shown by a video, photo or sound
    #[arg(long, default_value = "event")]
    frame: String,
    /// After which sentence it stands
    #[arg(long)]
    after: Option<String>,
    /// As firmly as it is to speak: claimed, supported, confirmed [default: as computed]
    #[arg(long)]
    certainty: Option<String>,
    /// Who lets it speak more firmly than computed
    #[arg(long, requires = "reason")]
    editor: Option<String>,
    /// Why
    #[arg(long, requires = "editor")]
    reason: Option<String>,
}

impl Sentence {
    fn written(self, sentence: Option<String>) -> NewSentence {
        NewSentence {
            sentence,
            after: self.after,
            kind: self.kind,
            frame: self.frame,
            clause: self.clause,
            bound: self.on,
            certainty: self.certainty,
            editor: self.editor,
            reason: self.reason,
        }
    }
}

#[derive(Args)]
struct Media {
    ///
    report: String,
    /// SHA-256 of the evidence
    sha256: String,
    /// SHA-256 of what readers may see [default: it is described only]
    #[arg(long, value_name = "SHA-256")]
    show: Option<String>,
    /// In what readers see, faces or places are blurred
    #[arg(long, requires = "show")]
    blurred: bool,
    /// Who made it, as it may be said
    #[arg(long)]
    maker: Option<String>,
    /// Rights and permission
    #[arg(long, default_value = "")]
    rights: String,
    /// Who could be harmed by being recognised: minor, victim, detainee, home
    #[arg(long)]
    at_risk: Vec<String>,
    /// Who decided to show it all the same
    #[arg(long, requires = "reason")]
    editor: Option<String>,
    /// Why
    #[arg(long, requires = "editor")]
    reason: Option<String>,
    /// Take it out again
    #[arg(long)]
    remove: bool,
}

#[derive(Args)]
struct Correct {
    ///
    report: String,
    /// What was wrong
    #[arg(long)]
    wrong: String,
    /// What is right
    #[arg(long)]
    right: String,
    /// Why
    #[arg(long)]
    why: String,
    /// A finding changed: the correction stands at the top
    #[arg(long)]
    finding: bool,
    /// A sentence that it concerns, by number; this settles what is under review on it
    #[arg(long)]
    sentence: Vec<String>,
    /// The second person who approves it
    #[arg(long, value_name = "NAME")]
    approved_by: Option<String>,
}

// A report has versions: here the word is not the program's own.
#[derive(Args)]
#[command(disable_version_flag = true)]
struct Render {
    ///
    #[arg(required_unless_present = "all")]
    report: Option<String>,
    /// html, pdf, md, json, embed, rss, atom, claimreview, mediareview, csv, geojson, ftm or package
    #[arg(long, value_name = "FORMAT")]
    r#as: String,
    /// Which version [default: the newest]
    #[arg(long)]
    version: Option<i64>,
    /// The newest version of every report
    #[arg(long, conflicts_with_all = ["report", "version"])]
    all: bool,
    /// Where to write it [default: stdout]
    #[arg(long, value_name = "FILE")]
    out: Option<PathBuf>,
}

impl Report {
    pub async fn run(self, desk: &DeskArgs) -> Result<ExitCode> {
        let desk = desk.open().await?;
        let json = self.format == Format::Json;
        let code = act(&desk, self.act, json).await;
        desk.close().await;
        code
    }
}

async fn act(desk: &Desk, act: Act, json: bool) -> Result<ExitCode> {
    match act {
        Act::List => {
            let lines = views::reports::reports(desk).await?;
            if json {
                output::line(serde_json::to_string_pretty(&lines)?)?;
            }
            for line in lines.iter().filter(|_| !json) {
                output::line(format!("{}\tversion {}\t{}", line.report, line.version, line.title))?;
            }
        }
        Act::New(new) => {
            let incident = new.incident.map(|text| text.parse::<IncidentRef>()).transpose()?;
            let outline =
                NewOutline { title: new.title, publisher: new.publisher, site: new.site, licence: new.licence };
            output::line(report::begin(desk, new.language.parse::<Language>()?, incident, &outline).await?)?;
        }
        Act::Show { report } => show(desk, report.parse()?, json).await?,
        Act::Add { report, sentence } => {
            output::line(report::write(desk, report.parse()?, &sentence.written(None)).await?)?
        }
        Act::Edit { report, number, sentence } => {
            output::line(report::write(desk, report.parse()?, &sentence.written(Some(number))).await?)?;
        }
        Act::Remove { report, number } => report::take_out(desk, report.parse()?, &number).await?,
        Act::Bind { report, number, on } => report::bind(desk, report.parse()?, &number, &on).await?,
        Act::Media(media) => {
            let new = NewShown {
                sha256: media.sha256,
                shown: media.show,
                blurred: media.blurred,
                maker: media.maker,
                rights: media.rights,
                at_risk: media.at_risk,
                editor: media.editor,
                reason: media.reason,
                removed: media.remove,
            };
            report::show(desk, media.report.parse()?, &new).await?;
        }
        Act::Checked { entity } => report::check_entity(desk, entity.parse::<EntityRef>()?).await?,
        Act::Check { report, approved_by } => {
            let (_, marks) = versions::check(desk, report.parse()?, approved_by.as_deref()).await?;
            if json {
                output::line(serde_json::to_string_pretty(&marks)?)?;
            } else {
                marks.iter().try_for_each(mark)?;
            }
            if marks.iter().any(|mark| mark.blocks) {
                return Ok(ExitCode::FAILURE);
            }
        }
        Act::Publish { report, approved_by } => {
            publish(desk, report.parse()?, approved_by.as_deref(), &[]).await?;
        }
        Act::Correct(correct) => {
            let new = NewCorrection {
                sentences: correct.sentence,
                wrong: correct.wrong,
                right: correct.right,
                why: correct.why,
                finding: correct.finding,
            };
            publish(desk, correct.report.parse()?, correct.approved_by.as_deref(), &[new]).await?;
        }
        Act::Drafts { report } => {
            let drafted = corrections::drafted(desk, report.parse()?).await?;
            if json {
                output::line(serde_json::to_string_pretty(&drafted)?)?;
            }
            for draft in drafted.iter().filter(|_| !json) {
                let now =
                    if draft.rewords() { &draft.right } else { "the same words; settle the review if they stand" };
                output::line(format!("was: {}\nnow: {now}\nwhy: {}\n", draft.wrong, draft.why))?;
            }
        }
        Act::Corrections => {
            let listed = corrections::all(desk).await?;
            if json {
                output::line(serde_json::to_string_pretty(&listed)?)?;
            }
            for row in listed.iter().filter(|_| !json) {
                output::line(format!("{}\t{}\t{}", row.correction.when, row.report, row.correction.text))?;
            }
        }
        Act::Site { folder } => {
            let written = site::write(desk, &folder, &Terminal::new()).await?;
            output::line(format!("{}\t{written} versions", folder.display()))?;
        }
        Act::Render(render) => return render.run(desk).await,
    }
    Ok(ExitCode::SUCCESS)
}

async fn publish(desk: &Desk, report: ReportRef, approver: Option<&str>, new: &[NewCorrection]) -> Result<()> {
    let version = versions::publish(desk, report, approver, new).await?;
    output::line(format!("{report}\tversion {}\t{}", version.number, version.digest))
}

fn mark(mark: &Mark) -> Result<()> {
    let weight = if mark.blocks { "blocks" } else { "suggests" };
    output::line(format!("{weight}\t{}\t{}\n  what to do: {}\n  because {}", mark.rule, mark.what, mark.mend, mark.why))
}

async fn show(desk: &Desk, report: ReportRef, json: bool) -> Result<()> {
    let page = views::reports::report(desk, report).await?;
    if json {
        return output::line(serde_json::to_string_pretty(&page)?);
    }
    output::line(format!("{}\tversion {}\t{}", page.line.report, page.line.version, page.line.title))?;
    for (row, number) in page.sentences.iter().zip(1..) {
        output::line(format!("{number}. [{}] {}", row.sentence.certainty, row.sentence.text))?;
        row.marks.iter().try_for_each(mark)?;
    }
    page.marks.iter().try_for_each(mark)
}

impl Render {
    async fn run(self, desk: &Desk) -> Result<ExitCode> {
        let bytes = match (&self.report, self.r#as.as_str()) {
            (None, format) => versions::dataset(desk, Rendered::named(format)?).await?,
            (Some(report), "package") => {
                let Some(out) = &self.out else { bail!("a package is a file; say where with --out FILE.zip") };
                let version = versions::get(desk, report.parse()?, self.version).await?;
                let file = File::create(out).with_context(|| format!("{} cannot be written", out.display()))?;
                package::write(desk, &version, file).await?;
                return Ok(ExitCode::SUCCESS);
            }
            (Some(report), format) => {
                let version = versions::get(desk, report.parse()?, self.version).await?;
                versions::render(desk, &version, Rendered::named(format)?).await?
            }
        };
        match &self.out {
            Some(out) => std::fs::write(out, bytes).with_context(|| format!("{} cannot be written", out.display()))?,
            None => std::io::stdout().lock().write_all(&bytes)?,
        }
        Ok(ExitCode::SUCCESS)
    }
}
