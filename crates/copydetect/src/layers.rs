//! The layers of a fingerprint: ways of recognising a medium that complement each other.

use crate::learned::Learned;
use crate::print::Print;
use crate::sound::SoundPrint;

/// What is kept of one medium, or asked about. Each layer is optional: it may not apply, not be installed, or not have been
/// made yet. What has a layer is compared by it with everything else that has it.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Layers {
    /// Hashes and local features of a photo and the pictures within it, or of a video's frames.
    pub picture: Option<Print>,
    /// What a model says of a photo and the pictures within it.
    pub learned: Option<Learned>,
    /// The soundtrack of a video or sound file. That of a file without sound is empty, which is known then.
    pub sound: Option<SoundPrint>,
}

impl From<Print> for Layers {
    fn from(print: Print) -> Self {
        Self { picture: Some(print), ..Self::default() }
    }
}

impl From<Learned> for Layers {
    fn from(learned: Learned) -> Self {
        Self { learned: Some(learned), ..Self::default() }
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
        self.which() == [false; 3]
    }

    /// Puts the layers that `other` has in the place of these.
    pub fn put(&mut self, other: Self) {
        self.picture = other.picture.or(self.picture.take());
        self.learned = other.learned.or(self.learned.take());
        self.sound = other.sound.or(self.sound.take());
    }

    /// Whether no layer is in both.
    pub(crate) fn share_none_with(&self, other: &Self) -> bool {
        self.which().into_iter().zip(other.which()).all(|(own, other)| !(own && other))
    }

    fn which(&self) -> [bool; 3] {
        [self.picture.is_some(), self.learned.is_some(), self.sound.is_some()]
    }
}
