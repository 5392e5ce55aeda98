//! All published reports as a folder of files that any web server serves at the address the reports name: each report's
//! newest version and every version before it in every format, frames that say what became of them, feeds of all.
//!
//! ```text
//! reports/rss, atom, claimreview, ...        the newest version of every report
//! reports/R-1/index.html, rss, pdf, ...      the newest version
//! reports/R-1/versions/1/index.html, ...     every version, as it was published
//! reports/R-1/media/...                      what readers may see
//! ```

use std::{fs, path::Path};

use super::{
    edition::{Edition, FORMATS, Render},
    report,
    versions::{self, Version},
};
use crate::{
    Desk,
    error::{Error, Result},
    monitor::Monitor,
    preserve::custody::Recorded,
};

/// Writes the folder, over what an earlier run wrote. Returns how many versions are in it.
pub async fn write(desk: &Desk, folder: &Path, monitor: &dyn Monitor) -> Result<usize> {
    let mut all = Vec::new();
    for row in report::all(&desk.db).await? {
        all.push(versions::all(&desk.db, &row.id).await?);
    }
    let count: usize = all.iter().map(Vec::len).sum();
    monitor.begin("writing versions", Some(count as u64));
    let mut written = 0;
    for versions in &all {
        for version in versions {
            if monitor.cancelled() {
                return Err(Error::Cancelled);
            }
            one(desk, folder, version, versions.len()).await?;
            written += 1;
            monitor.progress(written as u64);
        }
    }
    let reports = folder.join("reports");
    for format in FORMATS.iter().filter(|format| matches!(format.render, Render::Dataset(_))) {
        put(&reports.join(format.name), &versions::dataset(desk, format).await?)?;
    }
    Ok(written)
}

async fn one(desk: &Desk, folder: &Path, version: &Recorded<Version>, newest: usize) -> Result<()> {
    let edition = versions::edition(version)?;
    let report = folder.join("reports").join(&edition.report);
    let own = report.join("versions").join(version.number.to_string());
    let is_newest = usize::try_from(version.number).is_ok_and(|number| number == newest);
    let mut places = vec![own];
    places.extend(is_newest.then_some(report));
    for format in &FORMATS {
        let bytes = match format.name {
            // A frame on another site is asked for again and again: it says how things stand now.
            "embed" => edition.frame(versions::standing(desk, version).await?)?,
            _ => versions::render(desk, version, format).await?,
        };
        let name = if format.name == "html" { "index.html" } else { format.name };
        for place in &places {
            put(&place.join(name), &bytes)?;
        }
    }
    for place in &places {
        media(desk, &edition, place).await?;
    }
    Ok(())
}

async fn media(desk: &Desk, edition: &Edition, place: &Path) -> Result<()> {
    for file in edition.media.iter().filter_map(|medium| medium.file.as_deref()) {
        let sha256 = file.trim_start_matches("media/").split('.').next().unwrap_or_default();
        let kept = desk.vault().file(sha256).await?;
        let target = place.join(file);
        if !target.exists() {
            parent(&target)?;
            fs::copy(kept.path(), &target).map_err(Error::file(&target))?;
        }
    }
    Ok(())
}

/// Whoever reads while it is written gets the old file or the new one, never half of one.
fn put(file: &Path, bytes: &[u8]) -> Result<()> {
    parent(file)?;
    let fresh = file.with_extension("fresh");
    fs::write(&fresh, bytes).map_err(Error::file(&fresh))?;
    fs::rename(&fresh, file).map_err(Error::file(file))
}

fn parent(file: &Path) -> Result<()> {
    let folder = file.parent().unwrap_or(file);
    fs::create_dir_all(folder).map_err(Error::file(folder))
}
