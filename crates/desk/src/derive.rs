//! Derivatives: what a browser is shown instead of the evidence. Rebuildable; deleting `derived/` loses nothing.
//!
//! A photo is shown as a JPEG working copy decoded in the jail, so that hostile bytes never meet the browser's decoder
//! and metadata stay behind. A video that browsers play is shown as it is (seeking needs its own bytes); any other is
//! transcoded once in the jail.

use std::{
    path::{Path, PathBuf},
    time::Duration,
};

use sandbox::{Photo, Sandbox, VideoLimits};

use crate::{
    Desk, args, blocking,
    error::{Error, Result},
};

/// Longest side of a photo's working copy, in pixels.
const PHOTO_SIDE: u32 = 2048;
/// JPEG quality of working copies and stills.
const QUALITY: u8 = 88;

/// A working copy is for looking: an hour at screen size is enough to decide whether to open the original.
const LIMITS: VideoLimits = VideoLimits { wall: Duration::from_secs(1800), max_seconds: 3600.0, max_bytes: 2 << 30 };

/// Something to show after the veil was lifted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Working {
    /// MIME type.
    pub mime: String,
    /// Bytes in all.
    pub size: u64,
    /// Where the bytes are.
    pub from: Source,
}

/// Where the bytes of a working copy are.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Source {
    /// The kept medium itself, in the vault.
    Vault(String),
    /// A derivative.
    File(PathBuf),
}

/// The veil of a medium: a grey PNG of at most 24 x 24 pixels.
pub async fn veil(desk: &Desk, sha256: &str) -> Result<Option<Vec<u8>>> {
    let row: Option<(Vec<u8>,)> = desk.db.first("SELECT png FROM veil WHERE sha256 = $1", args![sha256]).await?;
    Ok(row.map(|(png,)| png))
}

/// What to show of a medium, made now if it was not made before.
pub async fn working(desk: &Desk, sha256: &str) -> Result<Working> {
    let row: Option<(String, i64, Option<String>)> =
        desk.db.first("SELECT kind, size, playable FROM media WHERE sha256 = $1", args![sha256]).await?;
    let Some((kind, size, playable)) = row else {
        return Err(Error::NotFound { what: "media", name: sha256.chars().take(64).collect() });
    };
    match (kind.as_str(), playable) {
        ("photo", _) => derived(desk, sha256, "jpg", "image/jpeg", photo).await,
        ("video" | "sound", Some(mime)) => {
            Ok(Working { mime, size: u64::try_from(size).unwrap_or_default(), from: Source::Vault(sha256.to_owned()) })
        }
        ("video" | "sound", None) => derived(desk, sha256, "mp4", "video/mp4", video).await,
        _ => Err(Error::input(
            "there is nothing to look at in this file",
            "download it from the vault to open it elsewhere",
        )),
    }
}

/// One moment of a video (or the photo) as JPEG bytes, for laying two media side by side.
pub async fn still(desk: &Desk, sha256: &str, seconds: f64, longest_side: u32) -> Result<Vec<u8>> {
    if !seconds.is_finite() || seconds < 0.0 {
        return Err(Error::input(format!("{seconds} is not a moment of a video"), "give seconds from its start"));
    }
    let kind: Option<(String,)> = desk.db.first("SELECT kind FROM media WHERE sha256 = $1", args![sha256]).await?;
    let (kind,) = kind.ok_or_else(|| Error::NotFound { what: "media", name: sha256.chars().take(64).collect() })?;
    let file = desk.vault.file(sha256).await?;
    let jail = desk.sandbox.clone();
    blocking(move || {
        let picture = if kind == "photo" {
            jail.photo(file.path(), longest_side)?
        } else {
            jail.still(file.path(), seconds, longest_side)?
        };
        Ok(jail.jpeg(&picture, QUALITY)?)
    })
    .await?
}

async fn derived(
    desk: &Desk,
    sha256: &str,
    extension: &str,
    mime: &str,
    make: fn(&Sandbox, &Path, &Path) -> Result<()>,
) -> Result<Working> {
    let folder = desk.data().join("derived").join(sha256.get(..2).unwrap_or("00"));
    let path = folder.join(format!("{sha256}.{extension}"));
    if !path.exists() {
        std::fs::create_dir_all(&folder).map_err(Error::file(&folder))?;
        let file = desk.vault.file(sha256).await?;
        let (jail, to) = (desk.sandbox.clone(), path.clone());
        blocking(move || {
            // Made beside and renamed, so that no half copy is ever shown.
            let fresh = tempfile::Builder::new().suffix(&format!(".{}", extension_of(&to))).tempfile_in(&folder);
            let fresh = fresh.map_err(Error::file(&folder))?.into_temp_path();
            make(&jail, file.path(), &fresh)?;
            fresh.persist(&to).map_err(|error| Error::File { path: to, source: error.error })
        })
        .await??;
    }
    let size = std::fs::metadata(&path).map_err(Error::file(&path))?.len();
    Ok(Working { mime: mime.to_owned(), size, from: Source::File(path) })
}

fn extension_of(path: &Path) -> String {
    path.extension().map(|extension| extension.to_string_lossy().into_owned()).unwrap_or_default()
}

fn photo(jail: &Sandbox, file: &Path, to: &Path) -> Result<()> {
    let photo: Photo = jail.photo(file, PHOTO_SIDE)?;
    let jpeg = jail.jpeg(&photo, QUALITY)?;
    std::fs::write(to, jpeg).map_err(Error::file(to))
}

fn video(jail: &Sandbox, file: &Path, to: &Path) -> Result<()> {
    Ok(jail.working_video(file, to, &LIMITS)?)
}
