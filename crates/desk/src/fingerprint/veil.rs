//! The veil: a 24-pixel grey still, all of a picture that is sent before a person chooses to look.

use sandbox::{Kind, Photo};

use super::Opened;
use crate::error::Result;

/// Longest side, in pixels. Enough for "a street" or "faces close up", too little for what happened there.
const SIDE: usize = 24;

/// A veil as it is kept, and the size of what it stands for.
pub(super) struct Veil {
    pub(super) png: Vec<u8>,
    /// Pixels of the photo as received, or of the video's still.
    pub(super) width: u32,
    pub(super) height: u32,
}

/// The veil of a photo or video; none for what has no picture. Blocks.
pub(super) fn of(opened: &Opened) -> Result<Option<Veil>> {
    let still;
    let photo = match opened.kind {
        Kind::Photo(_) => opened.photo()?,
        Kind::Video | Kind::Sound if opened.facts.video => {
            let moment = opened.facts.duration.map_or(0.0, |duration| (duration * 0.1).min(10.0));
            still = opened.sandbox.still(&opened.path, moment, 320)?;
            &still
        }
        _ => return Ok(None),
    };
    let (width, height, grey) = veil(photo);
    let png = opened.sandbox.png_gray(width, height, &grey)?;
    Ok(Some(Veil { png, width: photo.original_width, height: photo.original_height }))
}

/// Averages the picture into at most 24 x 24 grey pixels: width, height, and one byte a pixel.
fn veil(photo: &Photo) -> (u32, u32, Vec<u8>) {
    let (width, height) = (photo.width as usize, photo.height as usize);
    let longest = width.max(height).max(1);
    let side = |pixels: usize| (pixels * SIDE / longest).clamp(1, SIDE);
    let (columns, rows) = (side(width), side(height));
    let mut grey = Vec::with_capacity(columns * rows);
    for row in 0..rows {
        for column in 0..columns {
            let (top, bottom) = (row * height / rows, ((row + 1) * height / rows).max(row * height / rows + 1));
            let (left, right) =
                (column * width / columns, ((column + 1) * width / columns).max(column * width / columns + 1));
            let (mut sum, mut count) = (0_u64, 0_u64);
            for y in top..bottom.min(height) {
                for pixel in photo.rgb.chunks_exact(3).skip(y * width + left).take(right.min(width) - left) {
                    // ITU-R BT.601 luma, in thousandths.
                    sum +=
                        pixel.iter().zip([299, 587, 114]).map(|(&value, share)| u64::from(value) * share).sum::<u64>();
                    count += 1000;
                }
            }
            grey.push(u8::try_from(sum / count.max(1)).unwrap_or(u8::MAX));
        }
    }
    (u32::try_from(columns).unwrap_or(1), u32::try_from(rows).unwrap_or(1), grey)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn photo(width: u32, height: u32) -> Photo {
        let rgb =
            (0..width * height).flat_map(|i| [u8::try_from(i % width * 255 / width.max(1)).unwrap_or(0); 3]).collect();
        Photo { width, height, original_width: width, original_height: height, rgb }
    }

    #[test]
    fn a_veil_is_at_most_24_pixels_wide_and_high_and_keeps_the_shape() {
        for (width, height, columns, rows) in [(480, 240, 24, 12), (10, 1000, 1, 24), (1, 1, 24, 24), (3, 3, 24, 24)] {
            let (w, h, grey) = veil(&photo(width, height));
            assert_eq!((w, h), (columns, rows), "{width} x {height}");
            assert_eq!(grey.len() as u32, w * h);
        }
    }
}
