//! The layers of a fingerprint: ways of recognising a medium that complement each other.

use crate::learned::Learned;
use crate::parts::Parts;
use crate::print::Print;

/// What is kept of one medium, or asked about. Each layer is optional: it may not apply, not be installed, or not have been
/// made yet. What has a layer is compared by it with everything else that has it.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Layers {
    /// Hashes and local features of a photo, or of a video's frames.
    pub picture: Option<Print>,
    /// The pictures within a photo, with local features of their own.
    pub parts: Option<Parts>,
    /// What a model says of a photo and its parts.
    pub learned: Option<Learned>,
}

impl From<Print> for Layers {
    fn from(print: Print) -> Self {
        Self { picture: Some(print), ..Self::default() }
    }
}

impl Layers {
    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }

    /// Puts the layers that `other` has in the place of these.
    pub fn put(&mut self, other: Self) {
        self.picture = other.picture.or(self.picture.take());
        self.parts = other.parts.or(self.parts.take());
        self.learned = other.learned.or(self.learned.take());
    }

    /// Whether no layer is in both.
    pub(crate) fn share_none_with(&self, other: &Self) -> bool {
        let there = |layers: &Self| [layers.picture.is_some(), layers.parts.is_some(), layers.learned.is_some()];
        there(self).into_iter().zip(there(other)).all(|(own, other)| !(own && other))
    }
}
