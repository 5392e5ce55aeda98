//! The layer `sound`: the soundtrack of videos and sound recordings. It is always there.

use std::time::Duration;

use copydetect::{Layers, SOUND_RATE, SoundPrint, SoundPrinter};
use sandbox::SoundSpec;

use super::{Layer, Opened, Progress, State, opened::LONGEST};
use crate::{
    Desk,
    error::{Error, Result},
};

pub(super) struct Sound;

impl Layer for Sound {
    fn name(&self) -> &'static str {
        "sound"
    }

    fn what(&self) -> &'static str {
        "soundtracks: the same sound under other pictures, other sound under the same pictures"
    }

    fn kinds(&self) -> &'static [&'static str] {
        &["video", "sound"]
    }

    fn state(&self, _: &Desk) -> State {
        State::Ready { version: SoundPrint::VERSION.to_string() }
    }

    fn make(&self, _: &Desk, opened: &Opened, each: Progress<'_>) -> Result<Layers> {
        let length = opened.facts.duration.unwrap_or(LONGEST).min(LONGEST);
        let spec = SoundSpec {
            rate: SOUND_RATE,
            max_seconds: LONGEST,
            // Sound is decoded hundreds of times faster than it is played.
            wall: Duration::from_secs_f64(60.0 + length),
        };
        let mut printer = SoundPrinter::new();
        let (mut samples, mut stopped) = (0, false);
        opened.sandbox.sound(&opened.path, &spec, &mut |piece| {
            printer.push(piece);
            samples += piece.len();
            // A part is a second.
            let flow = each(i64::try_from(samples).unwrap_or(i64::MAX) / i64::from(SOUND_RATE));
            stopped = flow.is_break();
            flow
        })?;
        if stopped {
            return Err(Error::Cancelled);
        }
        Ok(printer.finish().into())
    }

    fn write(&self, layers: &Layers) -> Option<Vec<u8>> {
        layers.sound.as_ref().map(SoundPrint::to_bytes)
    }

    fn read(&self, data: &[u8]) -> Result<Layers, String> {
        SoundPrint::from_bytes(data).map(Layers::from).map_err(|error| error.to_string())
    }
}
