//! What is searched and asked for: made from counters, the same in every run.

use copydetect::pdq::Code;
use copydetect::{Print, Rgb};

/// A code of five is in a cluster of fifty around a centre, the others are like no other: as stills and re-posts make them.
const CLUSTERED: u64 = 5;
const CLUSTER: u64 = 50;

/// SplitMix64: evenly spread bits from a counter.
pub(crate) fn scramble(number: u64) -> u64 {
    let mut bits = number.wrapping_add(1).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    bits = (bits ^ (bits >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    bits = (bits ^ (bits >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    bits ^ (bits >> 31)
}

pub(crate) fn random(number: u64) -> Code {
    let mut code = Code::default();
    for (place, bytes) in (0..).zip(code.0.chunks_exact_mut(8)) {
        bytes.copy_from_slice(&scramble(number * 4 + place).to_le_bytes());
    }
    code
}

/// With `bits` of its bits turned over.
pub(crate) fn turned(mut code: Code, bits: u64, seed: u64) -> Code {
    for i in 0..bits {
        let bit = scramble(seed * 64 + i) as usize % 256;
        code.0[bit / 8] ^= 1 << (bit % 8);
    }
    code
}

/// The n-th stored code.
pub(crate) fn code(n: u64) -> Code {
    match n % CLUSTERED {
        0 => turned(random(u64::MAX / 8 - n / CLUSTERED / CLUSTER), scramble(n) % 41, n),
        _ => random(n),
    }
}

/// Fingerprints are written here as the crate reads them.
pub(crate) fn print(bytes: &[u8]) -> Print {
    Print::from_bytes(bytes).unwrap_or_else(|error| panic!("the bench writes fingerprints as they are read: {error}"))
}

/// The fingerprint of a photo of noise, with so many features.
pub(crate) fn photo(id: u64, features: u64) -> Print {
    let mut bytes = b"FHfp\x01P\0\x01\0\0\0\x01\0\0".to_vec();
    (0..8).for_each(|turn| bytes.extend(random(id * 8 + turn).0));
    bytes.push(90);
    bytes.extend((features as u32).to_le_bytes());
    for feature in 0..features {
        let Code(bits) = random(u64::MAX / 16 - id * features - feature);
        bytes.extend([bits[0], bits[1], bits[2], bits[3], 100, bits[4]]);
        bytes.extend(bits);
    }
    print(&bytes)
}

/// A picture of soft blotches on a page, with margins: width, height and pixels.
pub(crate) struct Page(pub(crate) usize, pub(crate) usize, Vec<u8>);

impl Page {
    /// The n-th.
    pub(crate) fn new(n: u64) -> Self {
        let (width, height) = (1024, 768);
        let mut pixels = vec![245; width * height * 3];
        for (x, y) in (60..960).flat_map(|x| (60..700).map(move |y| (x, y))) {
            for channel in 0..3 {
                let sum: f32 = [9, 29, 113].map(|size| blotch(n * 3 + channel, size, x, y) * 82.0).iter().sum();
                pixels[(y * width + x) * 3 + channel as usize] = sum as u8;
            }
        }
        Self(width, height, pixels)
    }

    /// As it is fingerprinted.
    pub(crate) fn rgb(&self) -> Rgb<'_> {
        Rgb { width: self.0, height: self.1, pixels: &self.2 }
    }
}

/// A value between 0 and 1 that changes smoothly over cells of `size` pixels.
fn blotch(seed: u64, size: usize, x: usize, y: usize) -> f32 {
    let corner = |right: usize, down: usize| {
        let cell = (x / size + right) as u64 | ((y / size + down) as u64) << 20 | (size as u64) << 40;
        (scramble(seed << 48 ^ cell) % 1024) as f32 / 1023.0
    };
    let (across, along) = ((x % size) as f32 / size as f32, (y % size) as f32 / size as f32);
    let row = |down: usize| corner(0, down) + (corner(1, down) - corner(0, down)) * across;
    row(0) + (row(1) - row(0)) * along
}
