//! How long a fingerprint and a search take: `cargo bench -p copydetect`.
//!
//! Pictures are made by arithmetic; they have as many features as busy photos, so the times are on the high side.

use copydetect::index::Index;
use copydetect::pdq::{self, Code, Variant};
use copydetect::{Gray, Library, Print, Rgb, Sighting, VideoPrinter, align, photo};
use divan::Bencher;

fn main() {
    divan::main();
}

fn random(seed: u64) -> impl FnMut() -> u64 {
    let mut state = seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1;
    move || {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        state
    }
}

/// Boxes of random size, place and brightness.
fn boxes(width: usize, height: usize, seed: u64) -> Vec<u8> {
    let mut random = random(seed);
    let mut pixels = vec![90; width * height];
    for _ in 0..width * height / 700 {
        let [x, y, w, h, shade] = [width, height, width / 10, height / 10, 256].map(|below| random() as usize % below);
        for row in pixels.chunks_exact_mut(width).skip(y).take(h) {
            row[x..(x + w).min(width)].fill(shade as u8);
        }
    }
    pixels
}

fn colour(gray: &[u8]) -> Vec<u8> {
    gray.iter().flat_map(|&v| [v, v, v]).collect()
}

fn print(seed: u64) -> Print {
    Print::Photo(photo(Rgb { width: 480, height: 360, pixels: &colour(&boxes(480, 360, seed)) }))
}

#[divan::bench(args = [Variant::FullSize, Variant::Thumbnail512, Variant::Canonical])]
fn pdq_of_a_megapixel(bencher: Bencher<'_, '_>, variant: Variant) {
    let pixels = boxes(1024, 1024, 1);
    let luma = Gray { width: 1024, height: 1024, pixels: &pixels }.to_luma();
    bencher.bench(|| pdq::dihedral(&luma, variant));
}

#[divan::bench]
fn fingerprint_of_a_photo(bencher: Bencher<'_, '_>) {
    let pixels = colour(&boxes(1024, 768, 1));
    bencher.bench(|| photo(Rgb { width: 1024, height: 768, pixels: &pixels }));
}

#[divan::bench]
fn fingerprint_of_ten_seconds_of_video(bencher: Bencher<'_, '_>) {
    let frames: Vec<Vec<u8>> = (0..40).map(|i| boxes(384, 216, i)).collect();
    bencher.bench(|| {
        let mut printer = VideoPrinter::new();
        for (i, pixels) in frames.iter().enumerate() {
            printer.push(i as f64 / 4.0, Gray { width: 384, height: 216, pixels });
        }
        printer.finish(10.0)
    });
}

#[divan::bench]
fn search_for_a_photo_among_a_thousand(bencher: Bencher<'_, '_>) {
    let mut library = Library::new();
    (0..1000).for_each(|seed| library.insert(seed, print(seed)));
    let query = print(500);
    bencher.bench(|| library.find(&query, 0.0));
}

#[divan::bench(args = [100_000, 1_000_000])]
fn codes_within_31_bits(bencher: Bencher<'_, '_>, count: u32) {
    let mut random = random(7);
    let mut index = Index::new();
    for owner in 0..count {
        index.insert(&Code(std::array::from_fn(|_| random() as u8)), owner);
    }
    index.retain(|_| true);
    let query = Code(std::array::from_fn(|_| random() as u8));
    bencher.bench(|| {
        let mut found = 0;
        index.within(&query, Index::FAST_RADIUS, |_, _| found += 1);
        found
    });
}

#[divan::bench(args = [60, 600])]
fn align_a_clip(bencher: Bencher<'_, '_>, frames: u32) {
    let sightings: Vec<Sighting> = (0..frames)
        .flat_map(|i| {
            let query = f64::from(i) / 4.0;
            (0..4).map(move |k| Sighting { query, reference: query + 20.0 + f64::from(k * k * (i % 7)), weight: 1.0 })
        })
        .collect();
    bencher.bench(|| align(&sightings, 0.25, 3.0));
}
