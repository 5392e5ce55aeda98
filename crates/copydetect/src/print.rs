//! Fingerprints: what is kept of a photo or a video so that it can be recognised, as query and as reference alike.
//!
//! They are small, hold no picture that a person could look at, and are written to bytes with a version number, so that
//! fingerprints of an older version can be told apart and made anew.

pub(crate) mod bytes;
mod look;
mod photo;
mod video;

pub(crate) use look::{CELLS, Look};
pub use photo::{PHOTO_SIDE, PhotoPrint, photo};
pub(crate) use video::Still;
pub use video::{FRAME_RATE, FRAME_SIDE, Frame, VideoPrint, VideoPrinter};

use bytes::{Reader, Writer};

/// The fingerprint of one media file.
#[derive(Clone, Debug, PartialEq)]
pub enum Print {
    /// Of a photo.
    Photo(PhotoPrint),
    /// Of a video.
    Video(VideoPrint),
}

/// Why bytes are not a fingerprint.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PrintError {
    /// They do not begin as a fingerprint does.
    #[error("these bytes are not a fingerprint: make the fingerprint anew from its media")]
    Foreign,
    /// They were written by another version.
    #[error(
        "the fingerprint has version {found}, this program reads version {}: make it anew from its media",
        Print::VERSION
    )]
    Version {
        /// The version that the bytes name.
        found: u8,
    },
    /// They end too early, say something impossible, or go on after the end.
    #[error("the fingerprint is damaged ({what}): make it anew from its media")]
    Damaged {
        /// What could not be read.
        what: &'static str,
    },
}

const MAGIC: &[u8; 4] = b"FHfp";
const PHOTO: u8 = b'P';
const VIDEO: u8 = b'V';

impl Print {
    /// The version of the bytes that [`Print::to_bytes`] writes.
    pub const VERSION: u8 = 4;
    /// The oldest version that [`Print::from_bytes`] reads. Version 1 had no looks: what was laid over a picture or done to its
    /// colours is not told then. Version 2 had no parts: small pictures on pages are missed then.
    const OLDEST: u8 = 1;

    /// The fingerprint as bytes: `FHfp`, version, kind, content; little-endian.
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut writer = Writer::begin(MAGIC, Self::VERSION);
        match self {
            Self::Photo(photo) => {
                writer.byte(PHOTO);
                photo.write(&mut writer);
            }
            Self::Video(video) => {
                writer.byte(VIDEO);
                video.write(&mut writer);
            }
        }
        writer.done()
    }

    /// Reads what [`Print::to_bytes`] of this version or an older one wrote. Any other bytes are an error; memory stays in proportion to their number.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, PrintError> {
        let (mut reader, found) = Reader::begin(bytes, MAGIC, Self::OLDEST..=Self::VERSION)?;
        let print = match reader.byte()? {
            PHOTO => Self::Photo(PhotoPrint::read(&mut reader, found)?),
            VIDEO => Self::Video(VideoPrint::read(&mut reader, found)?),
            _ => return Err(PrintError::Damaged { what: "its kind" }),
        };
        reader.end()?;
        Ok(print)
    }
}
