//! The look of a picture, so coarse that nobody can see it: what it takes to say what was laid over it or done to its colours.
//!
//! 16 x 16 cells in 16 steps of brightness are fewer than the veil shows of a picture that nobody chose to look at (24 x 24
//! pixels in 256 steps). Beside its brightness each cell keeps how busy it is, which tells text from sky.

use super::PrintError;
use super::bytes::{Reader, Writer};
use crate::picture::{Luma, Rgb};

/// The version of fingerprints from which on they have looks.
const SINCE: u8 = 2;
/// Cells each way.
pub(crate) const CELLS: usize = 16;
/// A picture is first brought to so many pixels each way, so that detail means the same at any size.
const SIDE: usize = 128;
/// Pixels of a cell each way.
const WITHIN: usize = SIDE / CELLS;
/// Steps of detail for each square root of a brightness step between neighbours.
const DETAIL: f32 = 2.5;

/// See the [module](self).
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Look {
    /// Row by row: brightness in the upper four bits, detail in the lower four.
    cells: Box<[u8; CELLS * CELLS]>,
    /// How colourful it is on the whole: the mean difference between the strongest and the weakest of red, green and blue.
    /// None where colours were not seen.
    pub(crate) saturation: Option<u8>,
}

impl Look {
    pub(crate) fn of(picture: &Luma) -> Self {
        let small = picture.resized(SIDE, SIDE);
        let mut cells = Box::new([0; CELLS * CELLS]);
        if small.is_empty() {
            return Self { cells, saturation: None };
        }
        for (at, cell) in cells.iter_mut().enumerate() {
            let (left, top) = (at % CELLS * WITHIN, at / CELLS * WITHIN);
            let (mut tone, mut steps) = (0.0, 0.0);
            for y in top..top + WITHIN {
                let row = small.row(y);
                for x in left..left + WITHIN {
                    tone += row[x];
                    steps += (row[(x + 1).min(SIDE - 1)] - row[x]).abs();
                    steps += (small.row((y + 1).min(SIDE - 1))[x] - row[x]).abs();
                }
            }
            let pixels = (WITHIN * WITHIN) as f32;
            let tone = ((tone / pixels) / 16.0).clamp(0.0, 15.0) as u8;
            let detail = ((steps / (2.0 * pixels)).max(0.0).sqrt() * DETAIL).round().min(15.0) as u8;
            *cell = tone << 4 | detail;
        }
        Self { cells, saturation: None }
    }

    /// Adds how colourful the picture is.
    pub(crate) fn coloured(mut self, picture: Rgb<'_>) -> Self {
        // Some ten thousand pixels tell it.
        let skip = (picture.pixels.len() / 3 / 10_000).max(1);
        let (mut sum, mut count) = (0u64, 0u64);
        for pixel in picture.pixels.chunks_exact(3).step_by(skip) {
            let (least, most) = (pixel[0].min(pixel[1]).min(pixel[2]), pixel[0].max(pixel[1]).max(pixel[2]));
            sum += u64::from(most - least);
            count += 1;
        }
        self.saturation = (count > 0).then(|| (sum / count.max(1)) as u8);
        self
    }

    /// The look of the negative.
    pub(crate) fn negative(&self) -> Self {
        let cells = self.cells.iter().map(|cell| (15 - (cell >> 4)) << 4 | cell & 15);
        let mut negative = self.clone();
        negative.cells.iter_mut().zip(cells).for_each(|(to, from)| *to = from);
        negative
    }

    /// Brightness of a cell, 0.0..=255.0, in the middle of its step.
    pub(crate) fn tone(&self, x: usize, y: usize) -> f32 {
        f32::from(self.cells[y * CELLS + x] >> 4) * 16.0 + 8.0
    }

    /// How busy a cell is, 0.0..=15.0.
    pub(crate) fn detail(&self, x: usize, y: usize) -> f32 {
        f32::from(self.cells[y * CELLS + x] & 15)
    }

    /// One byte: 0 for none, 1 for a look without saturation, 2 for one with it; then what there is.
    pub(super) fn write_if_any(look: Option<&Self>, writer: &mut Writer) {
        writer.byte(look.map_or(0, |look| 1 + u8::from(look.saturation.is_some())));
        if let Some(look) = look {
            writer.raw(&*look.cells);
            look.saturation.into_iter().for_each(|saturation| writer.byte(saturation));
        }
    }

    /// Reads what [`Look::write_if_any`] wrote in this version of fingerprints.
    pub(super) fn read_if_any(reader: &mut Reader<'_>, version: u8) -> Result<Option<Self>, PrintError> {
        let kind = if version < SINCE { 0 } else { reader.byte()? };
        if kind == 0 {
            return Ok(None);
        }
        let mut cells = Box::new([0; CELLS * CELLS]);
        cells.copy_from_slice(reader.raw(CELLS * CELLS)?);
        match kind {
            1 => Ok(Some(Self { cells, saturation: None })),
            2 => Ok(Some(Self { cells, saturation: Some(reader.byte()?) })),
            _ => Err(PrintError::Damaged { what: "its look" }),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_look_keeps_at_most_16_steps_of_brightness_of_16_by_16_cells() {
        let ramp = Luma::new(256, 64, (0..256 * 64).map(|i| (i % 256) as f32).collect());
        let look = Look::of(&ramp);
        for x in 0..CELLS {
            assert!((look.tone(x, 3) - (x as f32 * 16.0 + 8.0)).abs() < 1e-3);
        }
        assert_eq!(look.negative().negative(), look);
    }

    #[test]
    fn stripes_are_busier_than_a_wall() {
        let stripes = Luma::new(128, 128, (0..128 * 128).map(|i| if i / 2 % 2 == 0 { 20.0 } else { 220.0 }).collect());
        let wall = Luma::new(128, 128, vec![120.0; 128 * 128]);
        assert!(Look::of(&stripes).detail(8, 8) > Look::of(&wall).detail(8, 8) + 8.0);
        assert_eq!(Look::of(&Luma::empty()).detail(0, 0), 0.0);
    }
}
