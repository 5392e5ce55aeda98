//! The layer `parts`: the pictures within a photo, with local features of their own. It is always there.

use copydetect::{Layers, Parts as Print};

use super::{Layer, Opened, Progress, State};
use crate::{Desk, error::Result};

pub(super) struct Parts;

impl Layer for Parts {
    fn name(&self) -> &'static str {
        "parts"
    }

    fn what(&self) -> &'static str {
        "pictures within a photo: on a page, in a collage, in a gallery, in a corner"
    }

    fn kinds(&self) -> &'static [&'static str] {
        &["photo"]
    }

    fn state(&self, _: &Desk) -> State {
        State::Ready { version: Print::VERSION.to_string() }
    }

    fn make(&self, _: &Desk, opened: &Opened, _: Progress<'_>) -> Result<Layers> {
        let parts = Some(copydetect::parts(opened.rgb()?));
        Ok(Layers { parts, ..Layers::default() })
    }

    fn write(&self, layers: &Layers) -> Option<Vec<u8>> {
        layers.parts.as_ref().map(Print::to_bytes)
    }

    fn read(&self, data: &[u8]) -> Result<Layers, String> {
        let parts = Print::from_bytes(data).map_err(|error| error.to_string())?;
        Ok(Layers { parts: Some(parts), ..Layers::default() })
    }
}
