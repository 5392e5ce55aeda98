//! The layers of fingerprints that this desk can make, in one table.

use std::{ops::ControlFlow, panic::resume_unwind, thread};

use copydetect::Layers;

use super::{Opened, learned::Learned, picture::Picture, sound::Sound};
use crate::{Desk, error::Result};

/// Told how many parts (frames, windows) are done; breaks to stop.
pub type Progress<'a> = &'a mut dyn FnMut(i64) -> ControlFlow<()>;

/// One way of fingerprinting media. A new one is a file beside this one and a line in [`LAYERS`].
pub trait Layer: Send + Sync {
    /// As stored and shown.
    fn name(&self) -> &'static str;
    /// What it recognises, in a line.
    fn what(&self) -> &'static str;
    /// The kinds of media it applies to: `photo`, `video`, `sound`.
    fn kinds(&self) -> &'static [&'static str];
    /// Whether it can be made here and now, and in which version.
    fn state(&self, desk: &Desk) -> State;
    /// Makes this layer, and only this one, of a file of one of its kinds; none where there is nothing to see or hear. Blocks.
    fn make(&self, desk: &Desk, opened: &Opened, each: Progress<'_>) -> Result<Layers>;
    /// This layer as bytes.
    fn write(&self, layers: &Layers) -> Option<Vec<u8>>;
    /// Reads what [`Layer::write`] wrote; the error says what is wrong with the bytes.
    fn read(&self, data: &[u8]) -> Result<Layers, String>;
}

/// Whether a layer can be made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum State {
    /// Yes. What was made in another version is made anew.
    Ready {
        /// Names what it is made with.
        version: String,
    },
    /// No; it is simply absent from what is compared.
    Missing {
        /// Why.
        why: String,
        /// What a person can do about it.
        mend: String,
    },
}

/// Every layer, in the order in which they are made.
pub const LAYERS: [&dyn Layer; 3] = [&Picture, &Learned, &Sound];

/// The layers that can be made now of a kind of media, each with its version.
pub fn ready(desk: &Desk, kind: &str) -> Vec<(&'static dyn Layer, String)> {
    let of_kind = LAYERS.into_iter().filter(|layer| layer.kinds().contains(&kind));
    of_kind
        .filter_map(|layer| match layer.state(desk) {
            State::Ready { version } => Some((layer, version)),
            State::Missing { .. } => None,
        })
        .collect()
}

/// All layers that can be made of a file now, side by side, keeping nothing; an error when none can. Blocks.
pub fn all(desk: &Desk, opened: &Opened) -> Result<Layers> {
    let made = thread::scope(|scope| {
        let make = |layer: &'static dyn Layer| layer.make(desk, opened, &mut |_| ControlFlow::Continue(()));
        let ready = ready(desk, opened.kind()).into_iter();
        let making: Vec<_> = ready.map(|(layer, _)| scope.spawn(move || make(layer))).collect();
        let done = making.into_iter().map(|made| made.join().unwrap_or_else(|panic| resume_unwind(panic)));
        done.collect::<Vec<_>>()
    });
    let mut layers = Layers::default();
    let mut failed = None;
    for made in made {
        match made {
            Ok(made) => layers.put(made),
            Err(error) => failed = failed.or(Some(error)),
        }
    }
    match failed {
        Some(error) if layers.is_empty() => Err(error),
        _ => Ok(layers),
    }
}

/// Adds a stored layer to others. A damaged one takes part in no match and stops none; `firsthand verify` names it.
pub(crate) fn put(layers: &mut Layers, name: &str, data: &[u8]) {
    let layer = LAYERS.into_iter().find(|layer| layer.name() == name && !data.is_empty());
    if let Some(Ok(read)) = layer.map(|layer| layer.read(data)) {
        layers.put(read);
    }
}
