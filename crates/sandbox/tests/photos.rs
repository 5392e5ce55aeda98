//! Photos of every format, as they should be.

use crate::material::{encoded, file, folder, picture, sandbox};
use image::ImageFormat;
use sandbox::Error;
use std::{path::Path, process::Command};

#[test]
fn every_ordinary_format_gives_the_same_picture() {
    let folder = folder();
    let picture = picture(300, 200);
    for (name, format) in [
        ("a.jpg", ImageFormat::Jpeg),
        ("a.png", ImageFormat::Png),
        ("a.webp", ImageFormat::WebP),
        ("a.gif", ImageFormat::Gif),
        ("a.tif", ImageFormat::Tiff),
        ("a.bmp", ImageFormat::Bmp),
    ] {
        let photo = sandbox().photo(&file(&folder, name, &encoded(&picture, format)), 0).unwrap();
        assert_eq!((photo.width, photo.height, photo.original_width, photo.original_height), (300, 200, 300, 200));
        let difference: u64 = photo.rgb.iter().zip(picture.as_raw()).map(|(a, b)| u64::from(a.abs_diff(*b))).sum();
        let mean = difference as f64 / photo.rgb.len() as f64;
        assert!(mean < 8.0, "{name}: {mean} of 255 away on average");
    }
}

#[test]
fn a_photo_is_shrunk_to_the_longest_side_and_remembers_its_size() {
    let folder = folder();
    let photo = sandbox().photo(&file(&folder, "a", &encoded(&picture(1000, 500), ImageFormat::Png)), 256).unwrap();
    assert_eq!((photo.width, photo.height, photo.original_width, photo.original_height), (256, 128, 1000, 500));
    assert_eq!(photo.rgb.len(), 256 * 128 * 3);
}

#[test]
fn a_photo_taken_sideways_is_turned_upright() {
    let folder = folder();
    let plain = encoded(&picture(300, 200), ImageFormat::Jpeg);
    let photo = sandbox().photo(&file(&folder, "a.jpg", &with_orientation(&plain, 6)), 150).unwrap();
    assert_eq!((photo.width, photo.height, photo.original_width, photo.original_height), (100, 150, 200, 300));
    // Turned clockwise, the dark corner moves from the upper left to the upper right.
    let corner = |x: u32, y: u32| photo.rgb[((y * photo.width + x) * 3) as usize..][..3].to_vec();
    assert!(corner(97, 3).iter().all(|value| *value < 60), "{:?}", corner(97, 3));
    assert!(corner(3, 3).iter().any(|value| *value > 100), "{:?}", corner(3, 3));
}

#[test]
fn brightness_alone_is_that_of_the_colours_in_every_format_and_turned_as_they_are() {
    let folder = folder();
    let jpeg = encoded(&picture(300, 200), ImageFormat::Jpeg);
    for (name, bytes) in [
        ("a.jpg", jpeg.clone()),
        ("sideways.jpg", with_orientation(&jpeg, 6)),
        ("a.png", encoded(&picture(300, 200), ImageFormat::Png)),
    ] {
        let file = file(&folder, name, &bytes);
        let (colour, grey) = (sandbox().photo(&file, 128).unwrap(), sandbox().grey_photo(&file, 128).unwrap());
        assert_eq!((grey.width, grey.height), (colour.width, colour.height), "{name}");
        let weigh = |rgb: &[u8]| 0.299 * f64::from(rgb[0]) + 0.587 * f64::from(rgb[1]) + 0.114 * f64::from(rgb[2]);
        let differences = colour.rgb.chunks(3).zip(&grey.grey).map(|(rgb, grey)| (weigh(rgb) - f64::from(*grey)).abs());
        let worst = differences.fold(0.0, f64::max);
        assert!(worst < 4.0, "{name}: {worst}");
    }
    let cut = file(&folder, "cut.jpg", &jpeg[..jpeg.len() / 2]);
    assert!(matches!(sandbox().grey_photo(&cut, 128), Err(Error::Unreadable { .. })));
}

/// Puts an Exif segment with nothing but an orientation after the start of a JPEG.
fn with_orientation(jpeg: &[u8], orientation: u8) -> Vec<u8> {
    let tiff = [b"MM\0*\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01\0", &[orientation][..], b"\0\0\0\0\0\0"].concat();
    let segment = [b"Exif\0\0", &tiff[..]].concat();
    let length = u16::try_from(segment.len() + 2).unwrap().to_be_bytes();
    [&jpeg[..2], b"\xff\xe1", &length, &segment, &jpeg[2..]].concat()
}

#[test]
fn what_is_transparent_shows_white() {
    let folder = folder();
    let mut bytes = std::io::Cursor::new(Vec::new());
    image::RgbaImage::from_pixel(4, 4, image::Rgba([0, 0, 0, 0])).write_to(&mut bytes, ImageFormat::Png).unwrap();
    let photo = sandbox().photo(&file(&folder, "a.png", bytes.get_ref()), 0).unwrap();
    assert!(photo.rgb.iter().all(|value| *value == 255));
}

#[test]
fn a_name_that_lies_about_the_format_does_not_matter() {
    let folder = folder();
    let photo = sandbox().photo(&file(&folder, "photo.jpg", &encoded(&picture(30, 20), ImageFormat::Png)), 0).unwrap();
    assert_eq!((photo.width, photo.height), (30, 20));
}

#[test]
fn our_own_encoders_give_files_that_can_be_read_again() {
    let folder = folder();
    let sandbox = sandbox();
    let photo = sandbox.photo(&file(&folder, "a", &encoded(&picture(64, 48), ImageFormat::Png)), 0).unwrap();
    let lossless = sandbox.photo(&file(&folder, "b", &sandbox.png(&photo).unwrap()), 0).unwrap();
    assert_eq!(photo, lossless);
    let small = sandbox.photo(&file(&folder, "c", &sandbox.jpeg(&photo, 90).unwrap()), 0).unwrap();
    assert_eq!((small.width, small.height), (64, 48));
    let gray = sandbox.photo(&file(&folder, "d", &sandbox.png_gray(2, 1, &[0, 255]).unwrap()), 0).unwrap();
    assert_eq!(gray.rgb, [0, 0, 0, 255, 255, 255]);
    assert!(sandbox.png_gray(3, 3, &[0]).is_err());
}

#[test]
fn phone_formats_are_converted_first() {
    let folder = folder();
    let picture = picture(320, 200);
    let png = file(&folder, "a.png", &encoded(&picture, ImageFormat::Png));
    for (name, option) in [("a.heic", "--no-alpha"), ("a.avif", "--avif")] {
        let path = folder.path().join(name);
        if !heif_encoder(option, &png, &path) {
            // The same package has the encoder and the converter.
            let heic = b"\0\0\0\x18ftypheic\0\0\0\0mif1heic";
            let error = sandbox().photo(&file(&folder, "b.heic", heic), 0).unwrap_err();
            assert!(matches!(error, Error::ToolMissing { .. }) && error.hint().contains("install"), "{error:?}");
            return;
        }
        let photo = sandbox().photo(&path, 160).unwrap();
        assert_eq!((photo.width, photo.height, photo.original_width, photo.original_height), (160, 100, 320, 200));
        let (left, right) = (photo.rgb[(99 * 160) * 3], photo.rgb[(99 * 160 + 159) * 3]);
        assert!(left < 40 && right > 215, "{name}: {left} {right}");
    }
}

/// Makes a HEIF file with the system's encoder; false where there is none.
#[expect(clippy::disallowed_methods, reason = "makes test material from our own picture")]
fn heif_encoder(option: &str, from: &Path, to: &Path) -> bool {
    let Ok(status) = Command::new("/usr/bin/heif-enc").arg(option).arg("-o").arg(to).arg(from).status() else {
        return false;
    };
    assert!(status.success());
    true
}
