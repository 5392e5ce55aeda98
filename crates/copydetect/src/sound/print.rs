//! The fingerprint of sound.

use rusty_chromaprint::{Configuration, Fingerprinter};

use crate::print::PrintError;
use crate::print::bytes::{Reader, Writer};

/// Samples a second to hand to [`SoundPrinter::push`].
pub const SOUND_RATE: u32 = 11_025;

/// Seconds from one code to the next: a third of a window of 4,096 samples.
pub(super) const STEP: f64 = 1365.0 / 11_025.0;
/// Seconds of sound that one code tells of: 19 steps and a window.
pub(super) const REACH: f64 = (19.0 * 1365.0 + 2731.0) / 11_025.0;
/// The code of silence, and of sound so faint that its notes cannot be told.
pub(super) const SILENCE: u32 = 627_964_279;
/// A fingerprint holds at most this many codes, 24 hours; of a longer recording the start is kept.
const MAX_CODES: usize = 700_000;

/// Bits must change around a code, or it tells of a tone, a hum or silence: so many steps are looked at on both sides,
const AROUND: usize = 8;
/// and so many bits must change in them, on average, from each step to the next.
const MIN_CHANGE: f32 = 1.0;

const MAGIC: &[u8; 4] = b"FHso";

/// What is kept of the sound of a video or sound file.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct SoundPrint {
    duration: f64,
    codes: Vec<u32>,
}

/// Makes the fingerprint of sound from its samples, in memory bounded by the length of the fingerprint.
///
/// ```
/// use copydetect::{SOUND_RATE, SoundPrinter};
/// let mut printer = SoundPrinter::new();
/// for second in 0..5 {
///     let samples: Vec<i16> = (0..SOUND_RATE).map(|i| ((i * (i / 900 + second)) % 9000) as i16).collect();
///     printer.push(&samples);
/// }
/// let print = printer.finish();
/// assert_eq!(print.duration(), 5.0);
/// ```
pub struct SoundPrinter {
    fingerprinter: Fingerprinter,
    started: bool,
    samples: u64,
}

impl std::fmt::Debug for SoundPrinter {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("SoundPrinter").field("samples", &self.samples).finish_non_exhaustive()
    }
}

impl Default for SoundPrinter {
    fn default() -> Self {
        let mut fingerprinter = Fingerprinter::new(&Configuration::preset_test2());
        // Refused only for rates and channels other than these.
        let started = fingerprinter.start(SOUND_RATE, 1).is_ok();
        Self { fingerprinter, started, samples: 0 }
    }
}

impl SoundPrinter {
    /// A printer that has heard nothing.
    pub fn new() -> Self {
        Self::default()
    }

    /// Takes the next samples of one channel, [`SOUND_RATE`] a second.
    pub fn push(&mut self, samples: &[i16]) {
        let most = (MAX_CODES as f64 * STEP * f64::from(SOUND_RATE)) as u64;
        let left = usize::try_from(most.saturating_sub(self.samples)).unwrap_or(usize::MAX);
        if self.started {
            self.fingerprinter.consume(&samples[..samples.len().min(left)]);
        }
        self.samples += samples.len() as u64;
    }

    /// The fingerprint. Without any sample it is that of a file without sound.
    pub fn finish(mut self) -> SoundPrint {
        if self.started {
            self.fingerprinter.finish();
        }
        let codes = self.fingerprinter.fingerprint();
        let codes = codes[..codes.len().min(MAX_CODES)].to_vec();
        SoundPrint { duration: self.samples as f64 / f64::from(SOUND_RATE), codes }
    }
}

impl SoundPrint {
    /// The version of the bytes that [`SoundPrint::to_bytes`] writes.
    pub const VERSION: u8 = 1;

    /// Length in seconds; 0 for a file without sound.
    pub fn duration(&self) -> f64 {
        self.duration
    }

    pub(crate) fn codes(&self) -> &[u32] {
        &self.codes
    }

    /// For each code whether it tells anything: whether what is heard changes.
    pub(crate) fn telling(&self) -> Vec<bool> {
        let flips: Vec<u32> = self.codes.windows(2).map(|pair| (pair[0] ^ pair[1]).count_ones()).collect();
        let mut sums = vec![0u32; flips.len() + 1];
        for (i, flip) in flips.iter().enumerate() {
            sums[i + 1] = sums[i] + flip;
        }
        let telling = |i: usize| {
            let (from, to) = (i.saturating_sub(AROUND), (i + AROUND).min(flips.len()));
            to > from && (sums[to] - sums[from]) as f32 >= MIN_CHANGE * (to - from) as f32
        };
        (0..self.codes.len()).map(telling).collect()
    }

    /// The fingerprint as bytes: `FHso`, version, duration in seconds (f64), number of codes (u32), codes (u32 each);
    /// little-endian.
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut writer = Writer::begin(MAGIC, Self::VERSION);
        writer.f64(self.duration);
        writer.u32(self.codes.len() as u32);
        self.codes.iter().for_each(|&code| writer.u32(code));
        writer.done()
    }

    /// Reads what [`SoundPrint::to_bytes`] wrote.
    ///
    /// # Errors
    /// [`PrintError`] for any other bytes; memory stays in proportion to their number.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, PrintError> {
        let (mut reader, _) = Reader::begin(bytes, MAGIC, Self::VERSION..=Self::VERSION)?;
        let duration = reader.f64()?;
        let count = reader.count(MAX_CODES, 4)?;
        let codes = (0..count).map(|_| reader.u32()).collect::<Result<_, _>>()?;
        reader.end()?;
        if duration < 0.0 {
            return Err(PrintError::Damaged { what: "its length is negative" });
        }
        Ok(Self { duration, codes })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn silence_is_written_as_the_code_of_silence() {
        let mut printer = SoundPrinter::new();
        printer.push(&[0; 100_000]);
        let print = printer.finish();
        assert!(print.codes().len() > 40 && print.codes().iter().all(|&code| code == SILENCE), "{print:?}");
        assert!(!print.telling().contains(&true));
    }

    #[test]
    fn a_file_without_sound_has_an_empty_fingerprint() {
        assert_eq!(SoundPrinter::new().finish(), SoundPrint::default());
    }

    proptest! {
        #[test]
        fn fingerprints_of_sound_survive_being_written(codes in prop::collection::vec(any::<u32>(), 0..50), duration in 0.0..1e5f64) {
            let print = SoundPrint { duration, codes };
            prop_assert_eq!(SoundPrint::from_bytes(&print.to_bytes()), Ok(print));
        }

        #[test]
        fn any_bytes_are_read_or_refused(mut bytes in prop::collection::vec(any::<u8>(), 0..200), version in 0..3u8) {
            let _ = SoundPrint::from_bytes(&bytes);
            bytes.splice(0..0, [b'F', b'H', b's', b'o', version]);
            if let Ok(print) = SoundPrint::from_bytes(&bytes) {
                prop_assert_eq!(print.to_bytes(), bytes);
            }
        }
    }
}
