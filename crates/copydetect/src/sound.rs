//! Sound: the same soundtrack under other pictures, in another file, or cut out of a longer one.
//!
//! Sound is written as [Chromaprint](https://acoustid.org/chromaprint) codes: 32 bits every eighth of a second, each about
//! how the twelve notes of the scale change over 2.6 seconds (Jang, Yoo, Lee, Kim, Kalker, *Pairwise Boosted Audio
//! Fingerprint*, 2009). They survive re-encoding, filters and noise, and neither words nor music can be heard in them.
//!
//! Codes that are equal but for a bit propose where one sound lies in another, lines of such proposals are found as for
//! pictures ([`align`](crate::align())), and along a line the bits that differ are counted. What is counted against is the
//! same line shifted by some seconds: a tone, a hum, silence or a loop resembles itself wherever it is laid, and says nothing.

mod line;
mod print;
mod sounds;

pub use print::{SOUND_RATE, SoundPrint, SoundPrinter};

pub(crate) use line::became;
pub(crate) use sounds::Sounds;
