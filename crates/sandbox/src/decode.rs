//! Decodes pictures, inside the jail only.
//!
//! The size is read from the header and judged before anything is allocated. The answer goes to standard output as
//! four bytes of length (little endian), a JSON head of that length, and the pixels.

use crate::{kind::Format, shrink::shrink};
use image::{DynamicImage, ImageDecoder, ImageError, ImageFormat, ImageReader, Limits, metadata::Orientation};
use serde::{Deserialize, Serialize};
use std::{
    fs::File,
    io::{self, BufReader, Read, Write},
    path::Path,
};

/// What to decode and how far.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct PhotoTask {
    /// The format, as sniffed.
    pub format: Format,
    /// The longest side of the answer, in pixels.
    pub longest_side: u32,
    /// Turn the picture as its Exif orientation says. Off where a converter has done so already.
    pub turn: bool,
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
        Err(error) => (Head::Unreadable(error.to_string()), Vec::new()),
    };
    let head = serde_json::to_vec(&head)?;
    to.write_all(&u32::try_from(head.len()).map_err(io::Error::other)?.to_le_bytes())?;
    to.write_all(&head)?;
    to.write_all(&pixels)?;
    to.flush()
}

#[expect(clippy::disallowed_methods, reason = "the one place where pictures are decoded, and it runs in the jail")]
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
    if task.format == Format::Jpeg && !jpeg_is_whole(path)? {
        return Ok((Head::Unreadable("it ends before the picture does".into()), Vec::new()));
    }
    let mut reader = ImageReader::with_format(BufReader::new(File::open(path)?), format);
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
    let (small, small_width, small_height) = shrink(rgb, width, height, task.longest_side);
    let small = image::RgbImage::from_raw(small_width, small_height, small).unwrap_or_default();
    let mut picture = DynamicImage::ImageRgb8(small);
    picture.apply_orientation(orientation);
    let size = (picture.width(), picture.height());
    let sideways = (size.0, size.1) != (small_width, small_height) || turns(orientation);
    let original = if sideways { (height, width) } else { (width, height) };
    Ok((Head::Photo { size, original }, picture.into_rgb8().into_raw()))
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
fn jpeg_is_whole(path: &Path) -> io::Result<bool> {
    let mut bytes = Vec::new();
    File::open(path)?.read_to_end(&mut bytes)?;
    let mut at = 2;
    while let [0xff, mark, high, low, ..] = *bytes.get(at..).unwrap_or_default() {
        if mark == 0xff {
            // A fill byte before a mark.
            at += 1;
            continue;
        }
        at += 2 + usize::from(u16::from_be_bytes([high, low]));
        if mark == 0xda {
            return Ok(bytes.get(at..).unwrap_or_default().windows(2).any(|pair| pair == [0xff, 0xd9]));
        }
    }
    // No picture data where it should be: let the decoder say what is wrong.
    Ok(true)
}
