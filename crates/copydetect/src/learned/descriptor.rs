//! A unit vector in bytes.

use std::sync::Arc;

use crate::print::PrintError;
use crate::print::bytes::{Reader, Writer};

/// 512 signs.
pub(crate) type Signs = [u64; 8];

/// A unit vector: each value as a signed byte, times a scale. Some 500 numbers; the error of a cosine is below 0.005.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Descriptor {
    pub(crate) scale: f32,
    /// Shared by the copies of a library.
    pub(crate) values: Arc<[i8]>,
}

impl Descriptor {
    /// Vectors have at least and at most so many numbers.
    pub(crate) const LENGTHS: std::ops::RangeInclusive<usize> = 32..=4096;
    pub(crate) const MIN_WRITTEN: usize = 2 + 32;

    /// Of a vector of any length but zero; none of what is no vector.
    pub(crate) fn of(vector: &[f32]) -> Option<Self> {
        let norm = vector.iter().map(|v| v * v).sum::<f32>().sqrt();
        let largest = vector.iter().fold(0.0f32, |most, v| most.max(v.abs()));
        if !Self::LENGTHS.contains(&vector.len()) || !norm.is_finite() || norm <= f32::MIN_POSITIVE {
            return None;
        }
        let values: Arc<[i8]> = vector.iter().map(|v| (v / largest * 127.0).round() as i8).collect();
        // So that the bytes times the scale have length 1, whatever rounding did.
        let length = (dot(&values, &values) as f32).sqrt();
        Some(Self { scale: 1.0 / length, values })
    }

    /// The signs of the first 512 numbers; of a shorter vector the rest is 0.
    pub(crate) fn signs(&self) -> Signs {
        let mut signs = [0; 8];
        for (i, &value) in self.values.iter().take(512).enumerate() {
            signs[i / 64] |= u64::from(value > 0) << (i % 64);
        }
        signs
    }

    pub(crate) fn write(&self, writer: &mut Writer) {
        writer.u16(self.values.len() as u16);
        self.values.iter().for_each(|&value| writer.byte(value.cast_unsigned()));
    }

    pub(crate) fn read(reader: &mut Reader<'_>) -> Result<Self, PrintError> {
        let length = usize::from(reader.u16()?);
        let values: Arc<[i8]> = reader.raw(length)?.iter().map(|value| value.cast_signed()).collect();
        let square = dot(&values, &values);
        if !Self::LENGTHS.contains(&length) || square == 0 {
            return Err(PrintError::Damaged { what: "a vector that is none" });
        }
        Ok(Self { scale: 1.0 / (square as f32).sqrt(), values })
    }
}

/// The sum of products; at most 4096 products of at most 2^14, so it fits.
#[inline(always)]
pub(crate) fn dot(a: &[i8], b: &[i8]) -> i32 {
    a.iter().zip(b).map(|(&a, &b)| i32::from(i16::from(a) * i16::from(b))).sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn wave(shift: f32) -> Vec<f32> {
        (0..512).map(|i| (i as f32 * 0.7 + shift).sin() * 0.3).collect()
    }

    #[test]
    fn bytes_keep_the_cosine_and_a_vector_has_cosine_one_with_itself() {
        let (a, b) = (wave(0.0), wave(0.9));
        let norm = |v: &[f32]| v.iter().map(|x| x * x).sum::<f32>().sqrt();
        let exact = a.iter().zip(&b).map(|(x, y)| x * y).sum::<f32>() / norm(&a) / norm(&b);
        let (a, b) = (Descriptor::of(&a).unwrap(), Descriptor::of(&b).unwrap());
        let cosine = |a: &Descriptor, b: &Descriptor| dot(&a.values, &b.values) as f32 * a.scale * b.scale;
        assert!((cosine(&a, &b) - exact).abs() < 0.005);
        assert!((cosine(&a, &a) - 1.0).abs() < 1e-5);
    }

    #[test]
    fn what_is_no_vector_is_none() {
        assert!(Descriptor::of(&[0.0; 512]).is_none());
        assert!(Descriptor::of(&[f32::NAN; 512]).is_none());
        assert!(Descriptor::of(&[f32::INFINITY; 512]).is_none());
        assert!(Descriptor::of(&[1.0; 3]).is_none());
    }
}
