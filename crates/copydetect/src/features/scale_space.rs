//! The picture at all scales: per octave (half the size of the one before) six ever more blurred levels.

use crate::fast::{Work, fast};
use crate::picture::Luma;

/// Levels of an octave on which extrema are looked for; blur doubles over so many.
pub(super) const INTERVALS: usize = 3;
/// The blur of an octave's first level, in its pixels.
pub(super) const BASE_SIGMA: f32 = 1.6;
/// The blur that a picture is taken to have as it comes.
const CAMERA_SIGMA: f32 = 0.5;
/// Octaves with a shorter side than this are left out.
const MIN_SIDE: usize = 12;

pub(super) struct ScaleSpace {
    pub(super) octaves: Vec<Octave>,
}

pub(super) struct Octave {
    /// The side of a pixel here, in pixels of the picture.
    pub(super) pixel: f32,
    /// Level `i` is blurred by `BASE_SIGMA * 2^(i / INTERVALS)` of its pixels.
    pub(super) levels: Vec<Luma>,
}

impl ScaleSpace {
    pub(super) fn of(picture: &Luma) -> Self {
        let mut octaves: Vec<Octave> = Vec::new();
        let mut pixel = 1.0;
        let mut base = blurred(picture, (BASE_SIGMA.powi(2) - CAMERA_SIGMA.powi(2)).sqrt());
        while base.width().min(base.height()) >= MIN_SIDE {
            let mut levels = vec![base];
            let mut sigma = BASE_SIGMA;
            for i in 1..INTERVALS + 3 {
                let next = BASE_SIGMA * (i as f32 / INTERVALS as f32).exp2();
                levels.push(blurred(&levels[i - 1], (next.powi(2) - sigma.powi(2)).sqrt()));
                sigma = next;
            }
            base = halved(&levels[INTERVALS]);
            octaves.push(Octave { pixel, levels });
            pixel *= 2.0;
        }
        Self { octaves }
    }
}

/// Every second pixel of every second row.
fn halved(picture: &Luma) -> Luma {
    let (width, height) = (picture.width() / 2, picture.height() / 2);
    let values = (0..height).flat_map(|y| picture.row(2 * y).iter().step_by(2).take(width).copied()).collect();
    Luma::new(width, height, values)
}

/// Convolved with a Gaussian; beyond its edges the picture goes on as its edge.
fn blurred(picture: &Luma, sigma: f32) -> Luma {
    if picture.is_empty() { Luma::empty() } else { fast(Blur { picture, kernel: &kernel(sigma) }) }
}

struct Blur<'a> {
    picture: &'a Luma,
    kernel: &'a [f32],
}

impl Work for Blur<'_> {
    type Output = Luma;

    #[inline(always)]
    fn run(self) -> Luma {
        let (picture, kernel) = (self.picture, self.kernel);
        let (width, height) = (picture.width(), picture.height());
        let radius = kernel.len() - 1;
        let mut across = vec![0.0f32; width * height];
        let mut padded = vec![0.0f32; width + 2 * radius];
        for (y, out) in across.chunks_exact_mut(width).enumerate() {
            let row = picture.row(y);
            padded[..radius].fill(row[0]);
            padded[radius..radius + width].copy_from_slice(row);
            padded[radius + width..].fill(row[width - 1]);
            convolve(out, kernel, |k| (&padded[radius - k..][..width], &padded[radius + k..][..width]));
        }
        let row = |y: usize| &across[y * width..(y + 1) * width];
        let mut values = vec![0.0f32; width * height];
        for (y, out) in values.chunks_exact_mut(width).enumerate() {
            convolve(out, kernel, |k| (row(y.saturating_sub(k)), row((y + k).min(height - 1))));
        }
        Luma::new(width, height, values)
    }
}

/// Sums the lines at distance `k` on both sides, weighted by the kernel, into `out`.
#[inline(always)]
fn convolve<'a>(out: &mut [f32], kernel: &[f32], lines: impl Fn(usize) -> (&'a [f32], &'a [f32])) {
    let (centre, _) = lines(0);
    out.iter_mut().zip(centre).for_each(|(o, v)| *o = kernel[0] * v);
    for (k, &weight) in kernel.iter().enumerate().skip(1) {
        let (before, after) = lines(k);
        for ((o, a), b) in out.iter_mut().zip(before).zip(after) {
            *o += weight * (a + b);
        }
    }
}

/// One half of a Gaussian from its centre outwards; the whole sums to one.
fn kernel(sigma: f32) -> Vec<f32> {
    let radius = (3.0 * sigma).ceil().max(1.0) as usize;
    let half: Vec<f32> = (0..=radius).map(|k| (-0.5 * (k as f32 / sigma).powi(2)).exp()).collect();
    let total = half[0] + 2.0 * half[1..].iter().sum::<f32>();
    half.iter().map(|v| v / total).collect()
}
