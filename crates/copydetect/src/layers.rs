//! The layers of a fingerprint: ways of recognising a medium that complement each other.

use crate::print::Print;
use crate::sound::SoundPrint;

/// What is kept of one medium, or asked about. Each layer is optional: it may not apply, not be installed, or not have been
/// made yet. What has a layer is compared by it with everything else that has it.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Layers {
    /// Hashes and local features of a photo, or of a video's frames.
    pub picture: Option<Print>,
    /// The soundtrack of a video or sound file. That of a file without sound is empty, which is known then.
    pub sound: Option<SoundPrint>,
}

impl From<Print> for Layers {
    fn from(print: Print) -> Self {
        Self { picture: Some(print), ..Self::default() }
    }
}

impl From<SoundPrint> for Layers {
    fn from(sound: SoundPrint) -> Self {
        Self { sound: Some(sound), ..Self::default() }
    }
}

impl Layers {
    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.picture.is_none() && self.sound.is_none()
    }

    /// Puts the layers that `other` has in the place of these.
    pub fn put(&mut self, other: Self) {
        self.picture = other.picture.or(self.picture.take());
        self.sound = other.sound.or(self.sound.take());
    }

    /// Whether no layer is in both.
    pub(crate) fn share_none_with(&self, other: &Self) -> bool {
        (self.picture.is_none() || other.picture.is_none()) && (self.sound.is_none() || other.sound.is_none())
    }
}
