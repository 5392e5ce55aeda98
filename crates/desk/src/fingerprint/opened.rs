//! A file in front of the jail, with what is known of it: what layers are made from. Everything here blocks.

use std::{
    path::{Path, PathBuf},
    sync::{Mutex, OnceLock, PoisonError},
};

use copydetect::{PHOTO_SIDE, Rgb};
use sandbox::{Kind, Photo, Sandbox};

use super::{Facts, facts};
use crate::{error::Result, preserve};

/// The longest video, in seconds, that is fingerprinted whole; what is longer is fingerprinted up to here.
pub(super) const LONGEST: f64 = 6.0 * 3600.0;

/// A file that layers can be made from. A photo is decoded once for all of them.
#[derive(Debug)]
pub struct Opened {
    pub(super) sandbox: Sandbox,
    pub(super) path: PathBuf,
    pub(super) kind: Kind,
    pub(super) facts: Facts,
    photo: OnceLock<Photo>,
    /// Held by the layer that decodes it while others wait.
    decoding: Mutex<()>,
}

impl Opened {
    /// A file of which the kind and facts are known.
    pub fn new(sandbox: Sandbox, path: PathBuf, kind: Kind, facts: Facts) -> Self {
        Self { sandbox, path, kind, facts, photo: OnceLock::new(), decoding: Mutex::new(()) }
    }

    /// A file that nothing is known of yet.
    pub fn look(sandbox: Sandbox, path: &Path) -> Result<Self> {
        let kind = sandbox::sniff(&preserve::head_of(path)?);
        let facts = match kind {
            Kind::Video | Kind::Sound => facts(&sandbox.probe(path)?),
            _ => Facts::default(),
        };
        Ok(Self::new(sandbox, path.to_owned(), kind, facts))
    }

    /// `photo`, `video`, `sound` or `other`.
    pub fn kind(&self) -> &'static str {
        match self.kind {
            Kind::Photo(_) => "photo",
            Kind::Video | Kind::Sound if self.facts.video => "video",
            Kind::Video | Kind::Sound => "sound",
            _ => "other",
        }
    }

    /// The pixels of a photo, at most [`PHOTO_SIDE`] on the longest side.
    pub(super) fn photo(&self) -> Result<&Photo> {
        let _alone = self.decoding.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(photo) = self.photo.get() {
            return Ok(photo);
        }
        let photo = self.sandbox.photo(&self.path, u32::try_from(PHOTO_SIDE).unwrap_or(u32::MAX))?;
        Ok(self.photo.get_or_init(|| photo))
    }

    /// The same pixels for copy detection.
    pub(super) fn rgb(&self) -> Result<Rgb<'_>> {
        let photo = self.photo()?;
        let size = |pixels: u32| usize::try_from(pixels).unwrap_or(usize::MAX);
        Ok(Rgb { width: size(photo.width), height: size(photo.height), pixels: &photo.rgb })
    }
}
