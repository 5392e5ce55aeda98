//! The layers of a fingerprint: ways of recognising a medium that complement each other.

use crate::print::Print;

/// What is kept of one medium, or asked about. Each layer is optional: it may not apply, not be installed, or not have been
/// made yet. What has a layer is compared by it with everything else that has it.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Layers {
    /// Hashes and local features of a photo, or of a video's frames.
    pub picture: Option<Print>,
}

impl From<Print> for Layers {
    fn from(print: Print) -> Self {
        Self { picture: Some(print) }
    }
}

impl Layers {
    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.picture.is_none()
    }

    /// Puts the layers that `other` has in the place of these.
    pub fn put(&mut self, other: Self) {
        self.picture = other.picture.or(self.picture.take());
    }

    /// Whether no layer is in both.
    pub(crate) fn share_none_with(&self, other: &Self) -> bool {
        self.picture.is_none() || other.picture.is_none()
    }
}
