//! Harmless test material, all made by code.

use image::{ImageFormat, Rgb, RgbImage};
use sandbox::{Sandbox, VideoArgs};
use std::{
    io::Cursor,
    path::{Path, PathBuf},
};
use tempfile::TempDir;

/// A sandbox whose worker is this crate's test program.
pub fn sandbox() -> Sandbox {
    Sandbox::with_worker(env!("CARGO_BIN_EXE_sandbox-worker"))
}

/// A folder that is removed at the end of the test.
pub fn folder() -> TempDir {
    tempfile::tempdir().unwrap()
}

/// Writes a file into the folder.
pub fn file(folder: &TempDir, name: &str, bytes: &[u8]) -> PathBuf {
    let path = folder.path().join(name);
    std::fs::write(&path, bytes).unwrap();
    path
}

/// A picture with smooth colours and a dark square in its upper left corner.
pub fn picture(width: u32, height: u32) -> RgbImage {
    RgbImage::from_fn(width, height, |x, y| {
        if x < width / 4 && y < height / 4 {
            return Rgb([10, 20, 30]);
        }
        Rgb([(x * 255 / width) as u8, (y * 255 / height) as u8, 128])
    })
}

/// The picture as a file of a format.
pub fn encoded(picture: &RgbImage, format: ImageFormat) -> Vec<u8> {
    let mut bytes = Cursor::new(Vec::new());
    picture.write_to(&mut bytes, format).unwrap();
    bytes.into_inner()
}

/// A video in which a bright bar moves from left to right, with a tone.
pub fn video(to: &Path, seconds: f64, fps: f64) {
    let (width, height, count) = (320, 180, (seconds * fps).round() as u32);
    let mut next = 0;
    let mut frames = || {
        (next < count).then(|| {
            next += 1;
            moving_bar(width, height, f64::from(next - 1) / f64::from(count))
        })
    };
    let tone: Vec<i16> =
        (0..(seconds * 48_000.0) as u32).map(|n| ((f64::from(n) * 0.05).sin() * 8000.0) as i16).collect();
    let arguments = VideoArgs { crf: 23, key_frame_every: 20 };
    sandbox().encode_video(&mut frames, width, height, fps, Some(&tone), &arguments, to).unwrap();
}

fn moving_bar(width: u32, height: u32, progress: f64) -> Vec<u8> {
    let bar = (f64::from(width) * progress) as u32;
    (0..height)
        .flat_map(|y| {
            (0..width).map(move |x| if x.abs_diff(bar) < 12 { [240; 3] } else { [(y / 2) as u8, (x / 4) as u8, 60] })
        })
        .flatten()
        .collect()
}
