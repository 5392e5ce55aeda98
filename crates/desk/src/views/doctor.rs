//! What works on this machine, and how to mend what does not.

use serde::Serialize;
use utoipa::ToSchema;

use crate::{Desk, args, blocking, clock, error::Result};

/// One thing that was looked at.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct Check {
    /// What: `ffmpeg`, `sandbox`, `disk`, ...
    pub name: String,
    /// `good`, `limited` or `bad`.
    pub state: String,
    /// What was found.
    pub found: String,
    /// What to do; empty when there is nothing to do.
    pub mend: String,
}

impl Check {
    fn new(name: impl Into<String>, state: &str, found: impl Into<String>, mend: impl Into<String>) -> Self {
        Self { name: name.into(), state: state.into(), found: found.into(), mend: mend.into() }
    }
}

/// Less free disk than this is bad: a database needs room to stay whole.
const LITTLE_DISK: u64 = 2 << 30;

/// Looks at the tools, the jail, the disk, the clock, the layers of fingerprints, the database and the vault.
pub async fn doctor(desk: &Desk) -> Result<Vec<Check>> {
    let jail = desk.sandbox().clone();
    let mut checks = blocking(move || tools_and_jail(&jail)).await?;
    checks.push(disk(desk));
    checks.push(time(desk).await?);
    checks.extend(layers(desk).await?);
    let media = desk.db.number("SELECT COUNT(*) FROM media", args![]).await?;
    let events = desk.db.number("SELECT COUNT(*) FROM event", args![]).await?;
    let found = format!("{}, {media} media, {events} custody events", desk.database_kind());
    checks.push(Check::new("database", "good", found, ""));
    checks.push(index(desk));
    Ok(checks)
}

fn index(desk: &Desk) -> Check {
    let index = desk.matcher.index_state();
    let megabytes = |bytes: usize| bytes.div_ceil(1_000_000);
    let found = format!(
        "{} media, {} photos and frames; {} MB on disk, {} MB in memory",
        index.media,
        index.frames,
        megabytes(index.bytes.0),
        megabytes(index.bytes.1)
    );
    match index.trouble {
        None => Check::new("search index", "good", found, ""),
        Some(why) => Check::new(
            "search index",
            "limited",
            format!("{found}; {why}"),
            "it is built anew by itself; nothing is lost",
        ),
    }
}

/// Which layers of fingerprints answer, and whether everything kept has them.
async fn layers(desk: &Desk) -> Result<Vec<Check>> {
    let rows = super::layers(desk).await?;
    let check = |row: super::LayerRow| {
        let name = format!("layer {}", row.name);
        match row.version {
            None => Check::new(name, "limited", format!("{}; it would add {}", row.why, row.what), row.mend),
            Some(version) if row.made < row.of => Check::new(
                name,
                "limited",
                format!("version {version}; {} of {} media have it", row.made, row.of),
                "firsthand fingerprint",
            ),
            Some(version) => Check::new(name, "good", format!("version {version}; all {} media have it", row.of), ""),
        }
    };
    Ok(rows.into_iter().map(check).collect())
}

fn tools_and_jail(jail: &sandbox::Sandbox) -> Vec<Check> {
    let report = jail.report();
    let mut checks: Vec<Check> = report
        .tools
        .iter()
        .map(|tool| match (&tool.path, &tool.version) {
            (Some(path), Some(version)) => {
                Check::new(tool.name, "good", format!("{version} at {}", path.display()), "")
            }
            (Some(path), None) => Check::new(
                tool.name,
                "bad",
                format!("{} does not start; needed for {}", path.display(), tool.needed_for),
                &tool.install,
            ),
            // Without the HEIF reader only HEIC and AVIF photos wait; without the others nothing can be examined.
            (None, _) => {
                let state = if tool.name.starts_with("heif") { "limited" } else { "bad" };
                Check::new(tool.name, state, format!("not installed; needed for {}", tool.needed_for), &tool.install)
            }
        })
        .collect();
    let level = level(&report.level);
    let open: Vec<&str> =
        report.attempts.iter().filter(|attempt| !attempt.refused).map(|attempt| attempt.what.as_str()).collect();
    checks.push(if let Some(fault) = &report.fault {
        Check::new("sandbox", "bad", fault, "media cannot be read safely on this machine; use another")
    } else if open.is_empty() {
        Check::new(
            "sandbox",
            "good",
            format!("{level}; all {} attempts to break out refused", report.attempts.len()),
            "",
        )
    } else {
        let found = format!("{level}; not refused: {}", open.join(", "));
        Check::new(
            "sandbox",
            "limited",
            found,
            "use Linux 5.13 or newer with Landlock switched on; until then open only media that you trust",
        )
    });
    checks
}

fn level(level: &sandbox::Level) -> String {
    let landlock = match level.landlock {
        sandbox::Landlock::Full(version) => format!("Landlock {version} in full"),
        sandbox::Landlock::Partial(version) => format!("Landlock {version} as far as this kernel knows it"),
        sandbox::Landlock::None => "no Landlock".into(),
    };
    let word = |on: bool| if on { "on" } else { "off" };
    format!("{landlock}, seccomp {}, limits {}", word(level.seccomp), word(level.limits))
}

fn disk(desk: &Desk) -> Check {
    let data = desk.data();
    match fs4::available_space(data) {
        Ok(free) => {
            let found = format!("{} MiB free at {}", free >> 20, data.display());
            if free < LITTLE_DISK {
                Check::new("disk", "bad", found, "free some space, or move the data folder with --data")
            } else {
                Check::new("disk", "good", found, "")
            }
        }
        Err(error) => {
            Check::new("disk", "limited", format!("{}: {error}", data.display()), "check that the folder can be read")
        }
    }
}

/// A clock that stands before the newest custody event is wrong, and times it gives would mislead a court.
async fn time(desk: &Desk) -> Result<Check> {
    let now = desk.clock.now();
    let newest = desk.db.number("SELECT COALESCE(MAX(at), 0) FROM event", args![]).await?;
    let mend = "set the system's clock and switch network time on";
    Ok(if newest > now {
        let found = format!("{}, but the newest custody event is of {}", clock::plain(now), clock::plain(newest));
        Check::new("clock", "bad", found, mend)
    } else {
        Check::new("clock", "good", clock::plain(now), "")
    })
}
