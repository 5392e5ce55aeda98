//! Encodes our own pixels as pictures. Nothing hostile is read here, so no jail is needed.

use crate::{Error, Photo, Sandbox};
use image::{
    ExtendedColorType, ImageEncoder,
    codecs::{jpeg::JpegEncoder, png::PngEncoder},
};

impl Sandbox {
    /// The photo as JPEG of quality 1 to 100, without metadata.
    ///
    /// # Errors
    /// [`Error::TooLarge`] if a side is over 65,535 pixels, [`Error::Worker`] if the sizes do not fit the pixels.
    pub fn jpeg(&self, photo: &Photo, quality: u8) -> Result<Vec<u8>, Error> {
        check(photo.width, photo.height, 3, &photo.rgb)?;
        if photo.width.max(photo.height) > u32::from(u16::MAX) {
            return Err(Error::TooLarge {
                what: "a side of the picture".into(),
                limit: "65,535 pixels in JPEG".into(),
            });
        }
        let mut bytes = Vec::new();
        JpegEncoder::new_with_quality(&mut bytes, quality.clamp(1, 100))
            .write_image(&photo.rgb, photo.width, photo.height, ExtendedColorType::Rgb8)
            .map_err(|error| Error::worker(error.to_string()))?;
        Ok(bytes)
    }

    /// Grey pixels (one byte each, row by row) as PNG.
    ///
    /// # Errors
    /// [`Error::Worker`] if the sizes do not fit the pixels.
    pub fn png_gray(&self, width: u32, height: u32, pixels: &[u8]) -> Result<Vec<u8>, Error> {
        check(width, height, 1, pixels)?;
        let mut bytes = Vec::new();
        PngEncoder::new(&mut bytes)
            .write_image(pixels, width, height, ExtendedColorType::L8)
            .map_err(|error| Error::worker(error.to_string()))?;
        Ok(bytes)
    }

    /// The photo as PNG: every pixel is kept as it is.
    ///
    /// # Errors
    /// [`Error::Worker`] if the sizes do not fit the pixels.
    pub fn png(&self, photo: &Photo) -> Result<Vec<u8>, Error> {
        check(photo.width, photo.height, 3, &photo.rgb)?;
        let mut bytes = Vec::new();
        PngEncoder::new(&mut bytes)
            .write_image(&photo.rgb, photo.width, photo.height, ExtendedColorType::Rgb8)
            .map_err(|error| Error::worker(error.to_string()))?;
        Ok(bytes)
    }
}

/// The encoders panic on a wrong length; a wrong length is a fault of the caller, not worth a crash.
fn check(width: u32, height: u32, bytes_per_pixel: u128, pixels: &[u8]) -> Result<(), Error> {
    let expected = u128::from(width) * u128::from(height) * bytes_per_pixel;
    if expected == 0 || expected != pixels.len() as u128 {
        return Err(Error::worker(format!("{} bytes are no picture of {width} x {height} pixels", pixels.len())));
    }
    Ok(())
}
