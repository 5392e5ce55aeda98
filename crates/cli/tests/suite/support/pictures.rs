//! Harmless pictures drawn on the spot: coloured patches whose place and size depend on a seed.

use std::path::Path;

use super::Seeded;

/// Writes a JPEG of 320 x 240 pixels; different seeds give different pictures.
pub fn photo(file: &Path, seed: u64) {
    copy(file, seed, 85);
}

/// Writes the picture of a seed at another quality: a copy of it with other bytes.
pub fn copy(file: &Path, seed: u64, quality: u8) {
    let (width, height) = (320_u32, 240_u32);
    let mut random = Seeded(seed);
    let patches: Vec<(u32, u32, u32, [u8; 3])> = (0..40)
        .map(|_| {
            let at = (random.below(320) as u32, random.below(240) as u32, 8 + random.below(60) as u32);
            (at.0, at.1, at.2, [random.next() as u8, random.next() as u8, random.next() as u8])
        })
        .collect();
    let pixels: Vec<u8> = (0..height)
        .flat_map(|y| (0..width).map(move |x| (x, y)))
        .flat_map(|(x, y)| {
            let patch =
                patches.iter().rev().find(|(px, py, side, _)| x.abs_diff(*px) < *side && y.abs_diff(*py) < *side);
            patch.map_or([(x / 2) as u8, y as u8, 90], |patch| patch.3)
        })
        .collect();
    let mut out = Vec::new();
    image::codecs::jpeg::JpegEncoder::new_with_quality(&mut out, quality)
        .encode(&pixels, width, height, image::ExtendedColorType::Rgb8)
        .unwrap();
    std::fs::write(file, out).unwrap();
}

/// Writes `count` different photos `0000.jpg`, `0001.jpg`, ... into `folder`.
pub fn photos(folder: &Path, count: u64) {
    std::fs::create_dir_all(folder).unwrap();
    for seed in 0..count {
        photo(&folder.join(format!("{seed:04}.jpg")), seed);
    }
}
