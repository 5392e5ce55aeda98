//! Pictures made by arithmetic, so that no file is needed and every machine has the same ones.

use copydetect::Rgb;

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
