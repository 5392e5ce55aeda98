//! Decodes pictures, inside the jail only.
//!
//! The size is read from the header and judged before anything is allocated. The answer goes to standard output as
//! four bytes of length (little endian), a JSON head of that length, and the pixels.

use crate::{kind::Format, shrink::shrink};
use image::{
    DynamicImage, ImageBuffer, ImageDecoder, ImageError, ImageFormat, ImageReader, Limits, Pixel, RgbImage,
    error::DecodingError, metadata::Orientation,
};
use serde::{Deserialize, Serialize};
use std::{
    fs::File,
    io::{self, BufRead, BufReader, Cursor, Seek, Write},
    path::Path,
};
use zune_core::{bytestream::ZCursor, colorspace::ColorSpace, options::DecoderOptions};

/// What to decode and how far.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct PhotoTask {
    /// The format, as sniffed.
    pub format: Format,
    /// The longest side of the answer, in pixels.
    pub longest_side: u32,
    /// Turn the picture as its Exif orientation says. Off where a converter has done so already.
    pub turn: bool,
    /// Brightness alone: one byte a pixel instead of red, green and blue.
    pub grey: bool,
    /// The most pixels the file may have.
    pub max_pixels: u64,
    /// The most bytes the decoder may allocate.
    pub max_memory: u64,
}

/// The head of the answer.
#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Head {
    /// Pixels follow.
    Photo {
        /// Size of the pixels that follow.
        size: (u32, u32),
        /// Size in the file, turned upright.
        original: (u32, u32),
    },
    /// The decoder gave up, for this reason.
    Unreadable(String),
    /// The picture has this many pixels.
    TooManyPixels(u32, u32),
    /// The picture would take too much memory.
    TooMuchMemory,
}

/// Decodes the picture at `path` and writes the answer.
pub(crate) fn answer(task: &PhotoTask, path: &Path, to: &mut impl Write) -> io::Result<()> {
    let (head, pixels) = match decode(task, path) {
        Ok((head, pixels)) => (head, pixels),
        Err(ImageError::Limits(_)) => (Head::TooMuchMemory, Vec::new()),
        Err(error) => (Head::Unreadable(error.to_string().trim().to_owned()), Vec::new()),
    };
    let head = serde_json::to_vec(&head)?;
    to.write_all(&u32::try_from(head.len()).map_err(io::Error::other)?.to_le_bytes())?;
    to.write_all(&head)?;
    to.write_all(&pixels)?;
    to.flush()
}

fn decode(task: &PhotoTask, path: &Path) -> Result<(Head, Vec<u8>), ImageError> {
    let format = match task.format {
        Format::Jpeg => ImageFormat::Jpeg,
        Format::Png => ImageFormat::Png,
        Format::WebP => ImageFormat::WebP,
        Format::Gif => ImageFormat::Gif,
        Format::Tiff => ImageFormat::Tiff,
        Format::Bmp => ImageFormat::Bmp,
        // The parent has these converted to one of the above first.
        Format::Avif | Format::Heic => {
            return Ok((Head::Unreadable("the picture was not converted".into()), Vec::new()));
        }
    };
    if task.format == Format::Jpeg {
        let bytes = std::fs::read(path)?;
        if !jpeg_is_whole(&bytes) {
            return Ok((Head::Unreadable("it ends before the picture does".into()), Vec::new()));
        }
        if task.grey
            && let Some(answer) = brightness(task, &bytes)?
        {
            return Ok(answer);
        }
        return pixels(task, format, Cursor::new(&bytes));
    }
    pixels(task, format, BufReader::new(File::open(path)?))
}

/// Decodes, shrinks and turns a picture.
#[expect(clippy::disallowed_methods, reason = "the one place where pictures are decoded, and it runs in the jail")]
fn pixels(task: &PhotoTask, format: ImageFormat, picture: impl BufRead + Seek) -> Result<(Head, Vec<u8>), ImageError> {
    let mut reader = ImageReader::with_format(picture, format);
    let mut limits = Limits::no_limits();
    limits.max_alloc = Some(task.max_memory);
    reader.limits(limits);
    let mut decoder = reader.into_decoder()?;
    let (width, height) = decoder.dimensions();
    if u64::from(width) * u64::from(height) > task.max_pixels {
        return Ok((Head::TooManyPixels(width, height), Vec::new()));
    }
    let orientation = if task.turn { decoder.orientation()? } else { Orientation::NoTransforms };
    let rgb = opaque(DynamicImage::from_decoder(decoder)?);
    let (small, small_width, small_height) = shrink::<3>(rgb, width, height, task.longest_side);
    let small = DynamicImage::ImageRgb8(raw(small_width, small_height, small));
    let (head, picture) = upright(small, orientation, (width, height));
    Ok((head, if task.grey { grey(&picture.into_rgb8()) } else { picture.into_rgb8().into_raw() }))
}

/// A JPEG's brightness, which it keeps by itself, so that its colours need not be decoded; none where it keeps it otherwise.
fn brightness(task: &PhotoTask, bytes: &[u8]) -> Result<Option<(Head, Vec<u8>)>, ImageError> {
    let unreadable = |error: zune_jpeg::errors::DecodeErrors| {
        ImageError::Decoding(DecodingError::new(ImageFormat::Jpeg.into(), error.to_string()))
    };
    let options = DecoderOptions::default()
        .set_strict_mode(false)
        .set_max_width(usize::MAX)
        .set_max_height(usize::MAX)
        .jpeg_set_out_colorspace(ColorSpace::Luma);
    let mut decoder = zune_jpeg::JpegDecoder::new_with_options(ZCursor::new(bytes), options);
    decoder.decode_headers().map_err(unreadable)?;
    let (Some(info), Some(ColorSpace::YCbCr | ColorSpace::Luma)) = (decoder.info(), decoder.input_colorspace()) else {
        return Ok(None);
    };
    let (width, height) = (u32::from(info.width), u32::from(info.height));
    if u64::from(width) * u64::from(height) > task.max_pixels {
        return Ok(Some((Head::TooManyPixels(width, height), Vec::new())));
    }
    let turn = decoder.exif().filter(|_| task.turn).and_then(|exif| Orientation::from_exif_chunk(exif));
    let pixels = decoder.decode().map_err(unreadable)?;
    let (small, small_width, small_height) = shrink::<1>(pixels, width, height, task.longest_side);
    let small = DynamicImage::ImageLuma8(raw(small_width, small_height, small));
    let (head, picture) = upright(small, turn.unwrap_or(Orientation::NoTransforms), (width, height));
    Ok(Some((head, picture.into_luma8().into_raw())))
}

/// Brightness with the weights of ITU-R BT.601, which are those of JPEG and of the hashes.
fn grey(picture: &RgbImage) -> Vec<u8> {
    let weigh = |[red, green, blue]: [u8; 3]| {
        (0.299 * f32::from(red) + 0.587 * f32::from(green) + 0.114 * f32::from(blue) + 0.5) as u8
    };
    picture.pixels().map(|pixel| weigh(pixel.0)).collect()
}

/// Pixels as a picture, an empty one should their number be wrong.
fn raw<P: Pixel<Subpixel = u8>>(width: u32, height: u32, pixels: Vec<u8>) -> ImageBuffer<P, Vec<u8>> {
    ImageBuffer::from_raw(width, height, pixels).unwrap_or_else(|| ImageBuffer::new(0, 0))
}

/// Turns a shrunk picture as its Exif orientation says. `full`: its size in the file.
fn upright(mut small: DynamicImage, orientation: Orientation, full: (u32, u32)) -> (Head, DynamicImage) {
    small.apply_orientation(orientation);
    let original = if turns(orientation) { (full.1, full.0) } else { full };
    (Head::Photo { size: (small.width(), small.height()), original }, small)
}

/// Whether an orientation swaps width and height.
fn turns(orientation: Orientation) -> bool {
    matches!(
        orientation,
        Orientation::Rotate90 | Orientation::Rotate270 | Orientation::Rotate90FlipH | Orientation::Rotate270FlipH
    )
}

/// Three bytes per pixel; what is transparent shows white, as on the page the picture was posted on.
fn opaque(picture: DynamicImage) -> Vec<u8> {
    if !picture.color().has_alpha() {
        return picture.into_rgb8().into_raw();
    }
    let rgba = picture.into_rgba8().into_raw();
    let mut rgb = Vec::with_capacity(rgba.len() / 4 * 3);
    for pixel in rgba.chunks_exact(4) {
        let [red, green, blue, alpha] = [pixel[0], pixel[1], pixel[2], pixel[3]].map(u32::from);
        rgb.extend([red, green, blue].map(|value| ((value * alpha + 255 * (255 - alpha) + 127) / 255) as u8));
    }
    rgb
}

/// Whether a JPEG file has an end mark after the start of its picture data.
///
/// The decoder fills what is missing with grey and says nothing; two files cut short would then look alike. Inside
/// picture data the mark cannot occur by chance (ITU T.81, B.1.1.5); a thumbnail's mark lies in a segment before it.
fn jpeg_is_whole(bytes: &[u8]) -> bool {
    let mut at = 2;
    while let [0xff, mark, high, low, ..] = *bytes.get(at..).unwrap_or_default() {
        if mark == 0xff {
            // A fill byte before a mark.
            at += 1;
            continue;
        }
        at += 2 + usize::from(u16::from_be_bytes([high, low]));
        if mark == 0xda {
            return bytes.get(at..).unwrap_or_default().windows(2).rev().any(|pair| pair == [0xff, 0xd9]);
        }
    }
    // No picture data where it should be: let the decoder say what is wrong.
    true
}
