//! PDQ, the 256-bit perceptual hash that desks and platforms exchange.
//!
//! The picture's brightness is blurred and sampled at 64 x 64 points, transformed by a cosine transform of which the
//! 16 x 16 lowest frequencies (without the constant ones) are kept, and each is written as one bit: above the median or
//! not. Two hashes of one picture differ in few bits ([`Code::distance`]); 31 of 256 is the usual limit for "the same".
//!
//! Source: Facebook, *The TMK+PDQF Video-Hashing Algorithm and the PDQ Image-Hashing Algorithm* (2019), and its reference
//! implementation in C++ (the `pdq` folder of ThreatExchange). [`Variant::FullSize`] and [`Variant::Thumbnail512`] give
//! the same bits as that implementation: the arithmetic is single precision, in the same order.
//!
//! ```
//! use copydetect::{Rgb, pdq};
//! let pixels: Vec<u8> = (0..128 * 96 * 3).map(|i| (i / 3 % 128 * 2) as u8 ^ (i / 384) as u8).collect();
//! let picture = Rgb { width: 128, height: 96, pixels: &pixels }.to_luma();
//! let pdq = pdq::hash(&picture, pdq::Variant::FullSize);
//! assert_eq!(pdq.code.to_string().len(), 64);
//! assert_eq!(pdq.code.to_string().parse(), Ok(pdq.code));
//! ```

mod blocks;
mod transform;

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use crate::picture::Luma;

/// Pictures with a side shorter than this have the zero code and quality 0, as in the reference.
pub const MIN_SIDE: usize = 5;

/// A PDQ hash: 256 bits in the order in which the reference prints them.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Code(pub [u8; 32]);

impl Code {
    /// The code of the picture's negative, to within the frequency that is the median: every bit is the other.
    pub fn negative(&self) -> Self {
        Self(self.0.map(|byte| !byte))
    }

    /// In how many of the 256 bits two codes differ.
    pub fn distance(&self, other: &Self) -> u32 {
        let (a, b) = (self.words(), other.words());
        (0..4).map(|i| (a[i] ^ b[i]).count_ones()).sum()
    }

    /// The code as four 64-bit words, first byte most significant.
    pub(crate) fn words(&self) -> [u64; 4] {
        let mut words = [0; 4];
        for (word, bytes) in words.iter_mut().zip(self.0.chunks_exact(8)) {
            *word = bytes.iter().fold(0, |w, &b| w << 8 | u64::from(b));
        }
        words
    }

    /// Sets the bit of frequency `row`, `column` (both 0..16), at its place in the reference's printing order: sixteen
    /// 16-bit words, the highest row first.
    fn set(&mut self, row: usize, column: usize) {
        self.0[(15 - row) * 2 + 1 - column / 8] |= 1 << (column % 8);
    }
}

impl fmt::Display for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

/// A text that is not a PDQ hash.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not a PDQ hash: 64 hexadecimal digits are wanted")]
pub struct NotACode;

impl FromStr for Code {
    type Err = NotACode;

    fn from_str(text: &str) -> Result<Self, NotACode> {
        let digits = text.as_bytes();
        if digits.len() != 64 {
            return Err(NotACode);
        }
        let mut code = Self::default();
        for (byte, pair) in code.0.iter_mut().zip(digits.chunks_exact(2)) {
            let digit = |d: u8| char::from(d).to_digit(16).ok_or(NotACode);
            *byte = (digit(pair[0])? << 4 | digit(pair[1])?) as u8;
        }
        Ok(code)
    }
}

/// How much there is to see in a picture, 0..=100: the sum of its gradients. Below 50 a hash says little.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Quality(pub u8);

/// A hash with its quality.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Pdq {
    /// The 256 bits.
    pub code: Code,
    /// How much there was to see.
    pub quality: Quality,
}

/// How the picture is brought to 64 x 64 points. Hashes of one picture by two variants differ by some 10 bits, so a hash
/// that is exchanged names its variant.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Variant {
    /// As the Python packages do: the filter runs over the whole picture, however large.
    FullSize,
    /// As the C++ tools do: a picture with a side above 512 is first sampled (nearest pixel) to 512 x 512.
    Thumbnail512,
    /// This crate's own, for comparing its own fingerprints: the mean of each of 64 x 64 areas. Several times faster and
    /// almost independent of the size at which the picture arrives.
    Canonical,
}

impl Variant {
    /// The name to write beside an exchanged hash; changes when the bits would.
    pub fn name(self) -> &'static str {
        match self {
            Self::FullSize => "pdq-full-1",
            Self::Thumbnail512 => "pdq-512-1",
            Self::Canonical => "pdq-area-1",
        }
    }
}

/// The hash of a picture.
pub fn hash(picture: &Luma, variant: Variant) -> Pdq {
    match blocks::of(picture, variant) {
        None => Pdq::default(),
        Some(blocks) => Pdq { code: transform::bits(&transform::dct(&blocks)), quality: blocks::quality(&blocks) },
    }
}

/// The eight ways to turn and mirror a picture, in the order in which [`dihedral`] gives their hashes (the reference's).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Turn {
    /// As it is.
    Upright,
    /// Turned a quarter, counter-clockwise.
    Rotated90,
    /// Upside down.
    Rotated180,
    /// Turned three quarters, counter-clockwise.
    Rotated270,
    /// Mirrored top to bottom.
    FlippedRows,
    /// Mirrored left to right.
    FlippedColumns,
    /// Mirrored on the main diagonal.
    Transposed,
    /// Mirrored on the other diagonal.
    AntiTransposed,
}

impl Turn {
    /// All eight, in order.
    pub const ALL: [Self; 8] = [
        Self::Upright,
        Self::Rotated90,
        Self::Rotated180,
        Self::Rotated270,
        Self::FlippedRows,
        Self::FlippedColumns,
        Self::Transposed,
        Self::AntiTransposed,
    ];

    /// As written beside a hash.
    pub fn name(self) -> &'static str {
        match self {
            Self::Upright => "upright",
            Self::Rotated90 => "rotated-90",
            Self::Rotated180 => "rotated-180",
            Self::Rotated270 => "rotated-270",
            Self::FlippedRows => "flipped-rows",
            Self::FlippedColumns => "flipped-columns",
            Self::Transposed => "transposed",
            Self::AntiTransposed => "anti-transposed",
        }
    }

    /// Whether left and right are exchanged, and the turn in degrees counter-clockwise that comes after the exchange.
    pub fn mirrored_then_degrees(self) -> (bool, u16) {
        match self {
            Self::Upright => (false, 0),
            Self::Rotated90 => (false, 90),
            Self::Rotated180 => (false, 180),
            Self::Rotated270 => (false, 270),
            Self::FlippedColumns => (true, 0),
            Self::Transposed => (true, 90),
            Self::FlippedRows => (true, 180),
            Self::AntiTransposed => (true, 270),
        }
    }
}

/// The hashes of a picture turned and mirrored in the eight ways of [`Turn::ALL`], from one pass over it.
///
/// They are computed from the transform, so each is what [`hash`] would give for the turned picture up to rounding.
pub fn dihedral(picture: &Luma, variant: Variant) -> ([Code; 8], Quality) {
    match blocks::of(picture, variant) {
        None => ([Code::default(); 8], Quality(0)),
        Some(blocks) => {
            let frequencies = transform::dct(&blocks);
            (Turn::ALL.map(|turn| transform::bits(&transform::turned(&frequencies, turn))), blocks::quality(&blocks))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_reads_back_what_it_prints_and_refuses_other_text() {
        let code = Code(std::array::from_fn(|i| (i * 37) as u8));
        assert_eq!(code.to_string().parse(), Ok(code));
        assert_eq!("00ff".parse::<Code>(), Err(NotACode));
        assert_eq!("é".repeat(32).parse::<Code>(), Err(NotACode));
    }

    #[test]
    fn pictures_too_small_to_hash_have_the_zero_code() {
        let tiny = Luma::new(4, 400, vec![9.0; 1600]);
        for variant in [Variant::FullSize, Variant::Thumbnail512, Variant::Canonical] {
            assert_eq!(hash(&tiny, variant), Pdq::default());
            assert_eq!(dihedral(&Luma::empty(), variant).1, Quality(0));
        }
    }
}
