//! Pictures made by arithmetic, so that no file is needed and every machine has the same ones.

use copydetect::{Print, Rgb};

/// An owned colour picture.
pub struct Scene {
    pub width: usize,
    pub height: usize,
    pub pixels: Vec<u8>,
}

impl Scene {
    pub fn rgb(&self) -> Rgb<'_> {
        Rgb { width: self.width, height: self.height, pixels: &self.pixels }
    }
}

/// Overlaid triangle waves; the same integers as in the program that asked the PDQ reference for its hashes.
pub fn waves(width: usize, height: usize, seed: i64) -> Scene {
    let triangle = |n: i64, period: i64| (n % (2 * period) - period).abs() * 255 / period;
    let value = |x: i64, y: i64, c: i64| {
        let slanted = triangle(x * (1 + seed % 3) + y + seed * 17, 97 + seed * 5);
        let flat = triangle(y * 2 + x / 3 + c * 31 + seed * 29, 61 + seed * 3);
        let curved = triangle(((x + seed) * (y + 3 * c)) >> 5, 83 + c * 9);
        ((slanted + flat + curved) / 3) as u8
    };
    let pixels = (0..height as i64)
        .flat_map(|y| (0..width as i64).flat_map(move |x| (0..3).map(move |c| value(x, y, c))))
        .collect();
    Scene { width, height, pixels }
}

/// A picture full of discs and boxes of random size, place and colour, each with a lighter edge; another for each seed.
pub fn shapes(width: usize, height: usize, seed: u64) -> Scene {
    let mut state = seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1;
    let mut random = move |below: usize| {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        (state >> 11) as usize % below
    };
    let mut scene = Scene { width, height, pixels: vec![90; width * height * 3] };
    for _ in 0..width * height / 700 {
        let (x, y, size) = (random(width), random(height), 4 + random(width / 12));
        let (disc, colour) = (random(2) == 0, [random(256) as u8, random(256) as u8, random(256) as u8]);
        for py in y.saturating_sub(size)..(y + size).min(height) {
            for px in x.saturating_sub(size)..(x + size).min(width) {
                let (dx, dy) = (px.abs_diff(x), py.abs_diff(y));
                if !disc || dx * dx + dy * dy < size * size {
                    let shade = |c: u8| c.saturating_add((dx * 40 / size) as u8);
                    scene.pixels[(py * width + px) * 3..][..3].copy_from_slice(&colour.map(shade));
                }
            }
        }
    }
    scene
}

impl Scene {
    /// Left and right exchanged.
    pub fn mirrored(&self) -> Self {
        self.mapped(self.width, self.height, |x, y| (self.width - 1 - x, y))
    }

    /// Turned a quarter, counter-clockwise.
    pub fn turned(&self) -> Self {
        self.mapped(self.height, self.width, |x, y| (self.width - 1 - y, x))
    }

    /// The part from `x`, `y` on.
    pub fn cropped(&self, x: usize, y: usize, width: usize, height: usize) -> Self {
        self.mapped(width, height, |px, py| (x + px, y + py))
    }

    /// Every other pixel, set into another picture at `x`, `y`.
    pub fn halved_into(&self, page: &Self, x: usize, y: usize) -> Self {
        let mut out = page.mapped(page.width, page.height, |x, y| (x, y));
        for py in 0..self.height / 2 {
            for px in 0..self.width / 2 {
                let from = (2 * py * self.width + 2 * px) * 3;
                let to = ((y + py) * page.width + x + px) * 3;
                out.pixels[to..to + 3].copy_from_slice(&self.pixels[from..from + 3]);
            }
        }
        out
    }

    /// The brightness of the picture, one byte a pixel.
    pub fn gray(&self) -> Vec<u8> {
        self.rgb().to_luma().values().iter().map(|&v| v as u8).collect()
    }

    fn mapped(&self, width: usize, height: usize, source: impl Fn(usize, usize) -> (usize, usize)) -> Self {
        let mut pixels = Vec::with_capacity(width * height * 3);
        for y in 0..height {
            for x in 0..width {
                let (sx, sy) = source(x, y);
                pixels.extend_from_slice(&self.pixels[(sy * self.width + sx) * 3..][..3]);
            }
        }
        Self { width, height, pixels }
    }
}

/// SplitMix64: evenly spread bits from a counter.
pub fn random(number: u64) -> u64 {
    let mut bits = number.wrapping_add(1).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    bits = (bits ^ (bits >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    bits = (bits ^ (bits >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    bits ^ (bits >> 31)
}

fn code(seed: u64) -> Vec<u8> {
    (0..4).flat_map(|word| random(seed << 2 | word).to_le_bytes()).collect()
}

/// The fingerprint of a photo like no other, with 60 features, as it is stored: much faster than drawing one.
pub fn random_photo(seed: u64) -> Print {
    let mut bytes = b"FHfp\x01P\0\x01\0\0\0\x01\0\0".to_vec();
    (0..8).for_each(|turn| bytes.extend(code(seed << 8 | turn)));
    bytes.push(90);
    bytes.extend(60u32.to_le_bytes());
    for feature in 8..68 {
        let [x, y, ..] = code(seed << 8 | feature << 40)[..] else { unreachable!("a code has 32 bytes") };
        bytes.extend([x, y, y, x, 100, x]);
        bytes.extend(code(seed << 8 | feature));
    }
    Print::from_bytes(&bytes).unwrap()
}

/// The fingerprint of a video of so many frames a quarter of a second apart, like no other.
pub fn random_video(seed: u64, frames: u32) -> Print {
    video_of((0..frames).map(|frame| code(seed << 32 | u64::from(frame) << 8 | 255)))
}

/// The fingerprint of a video of which every frame is the same, and that does not say so.
pub fn still_video(seed: u64, frames: usize) -> Print {
    video_of((0..frames).map(|_| code(seed)))
}

fn video_of(codes: impl ExactSizeIterator<Item = Vec<u8>>) -> Print {
    let mut bytes = b"FHfp\x01V".to_vec();
    bytes.extend((codes.len() as f64 / 4.0).to_le_bytes());
    bytes.extend((codes.len() as u32).to_le_bytes());
    for (at, code) in codes.enumerate() {
        let time = (at as f64 / 4.0).to_le_bytes();
        let mirrored: Vec<u8> = code.iter().rev().copied().collect();
        bytes.extend([&time[..], &time, &code, &mirrored, &[90]].concat());
    }
    bytes.extend([0; 12]);
    Print::from_bytes(&bytes).unwrap()
}
