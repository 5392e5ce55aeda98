//! How long a fingerprint and a search take: `cargo bench -p copydetect`.
//!
//! Pictures are made by arithmetic; they have as many features as busy photos, so the times are on the high side.

use std::sync::atomic::{AtomicU64, Ordering};

use copydetect::index::{Descriptors, Index, Int8};
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
    let query = print(500).into();
    bencher.bench(|| library.find(&query, 0.0));
}

fn codes(seed: u64, count: u32) -> impl Iterator<Item = Code> {
    let mut random = random(seed);
    (0..count).map(move |_| {
        let mut code = Code::default();
        code.0.chunks_exact_mut(8).for_each(|bytes| bytes.copy_from_slice(&random().to_le_bytes()));
        code
    })
}

/// How many codes are searched; `COPYDETECT_BENCH_CODES=100000000` adds a size (that one takes 10 GB and some minutes).
fn sizes() -> Vec<u32> {
    let more = std::env::var("COPYDETECT_BENCH_CODES").ok().and_then(|count| count.parse().ok());
    [100_000, 1_000_000, 10_000_000].into_iter().chain(more).collect()
}

fn index_of(count: u32) -> Index {
    codes(7, count).zip(0..).collect()
}

/// Each sample asks another hundred random codes one by one: a query takes a hundredth of the time shown.
#[divan::bench(args = sizes(), sample_count = 30, sample_size = 1)]
fn hundred_searches_within_31_bits(bencher: Bencher<'_, '_>, count: u32) {
    let index = index_of(count);
    let seed = AtomicU64::new(1000);
    bencher
        .counter(divan::counter::ItemsCount::new(100u32))
        .with_inputs(|| codes(seed.fetch_add(1, Ordering::Relaxed), 100).collect::<Vec<Code>>())
        .bench_values(|queries| {
            let mut found = 0;
            queries.iter().for_each(|query| index.within(query, Index::FAST_RADIUS, |_, _| found += 1));
            found
        });
}

/// As above, in an index that grew one by one.
#[divan::bench(args = sizes().into_iter().filter(|count| *count < 20_000_000), sample_count = 30, sample_size = 1)]
fn hundred_searches_in_a_grown_index(bencher: Bencher<'_, '_>, count: u32) {
    let mut index = Index::new();
    codes(7, count).zip(0..).for_each(|(code, owner)| index.insert(&code, owner));
    let seed = AtomicU64::new(1000);
    bencher
        .counter(divan::counter::ItemsCount::new(100u32))
        .with_inputs(|| codes(seed.fetch_add(1, Ordering::Relaxed), 100).collect::<Vec<Code>>())
        .bench_values(|queries| {
            let mut found = 0;
            queries.iter().for_each(|query| index.within(query, Index::FAST_RADIUS, |_, _| found += 1));
            found
        });
}

/// Items are pairs of a stored code and a query: eight queries as of a photo, 480 as of a minute of video.
#[divan::bench(args = [(8, 76), (480, 60), (480, 76)], sample_count = 10)]
fn comparing_a_million_codes_with(bencher: Bencher<'_, '_>, (queries, radius): (u32, u32)) {
    let index = index_of(1_000_000);
    let queries: Vec<Code> = codes(1, queries).collect();
    bencher.counter(divan::counter::ItemsCount::new(queries.len() * index.len())).bench(|| {
        let mut found = 0;
        index.within_all(&queries, radius, |_, _, _| found += 1);
        found
    });
}

/// Items are pairs of a stored descriptor and a query: a photo's whole picture, and with it nine windows.
#[divan::bench(args = [1, 10], sample_count = 10)]
fn multiplying_a_hundred_thousand_descriptors_with(bencher: Bencher<'_, '_>, queries: usize) {
    let mut random = random(9);
    let mut vector = || Int8::of(&(0..512).map(|_| (random() % 2001) as f32 - 1000.0).collect::<Vec<_>>());
    let mut kept = Descriptors::new(512);
    (0..100_000).for_each(|_| {
        kept.push(&vector());
    });
    let queries: Vec<Int8> = (0..queries).map(|_| vector()).collect();
    bencher.counter(divan::counter::ItemsCount::new(queries.len() * kept.len())).bench(|| {
        let mut found = 0;
        kept.within(&queries, 0.3, |_, _, _| found += 1);
        found
    });
}

/// One by one, which sorts and merges as it goes.
#[divan::bench(sample_count = 5)]
fn inserting_a_hundred_thousand_codes(bencher: Bencher<'_, '_>) {
    bencher.bench(|| {
        let mut index = Index::new();
        codes(7, 100_000).zip(0..).for_each(|(code, owner)| index.insert(&code, owner));
        index
    });
}

/// Four frames a second against as many: a third copied, a third at 1.25 of the speed, a third in two cuts, of which the
/// second returns to the beginning. Each frame also resembles its neighbours, and a few moments that have nothing to do with it.
#[divan::bench(args = [60, 600])]
fn align_four_segments(bencher: Bencher<'_, '_>, frames: u32) {
    let mut random = random(3);
    let mut sightings = Vec::new();
    for i in 0..frames {
        let (query, length) = (f64::from(i) / 4.0, f64::from(frames) / 4.0);
        let reference = match 6 * i / frames {
            0 | 1 => query + length / 2.0,
            2 | 3 => 1.25 * query - length / 4.0,
            4 => query - length / 2.0,
            _ => query - length * 5.0 / 6.0,
        };
        for beside in -2..=2 {
            let reference = (reference * 4.0).round() / 4.0 + f64::from(beside) / 4.0;
            sightings.push(Sighting { query, reference, weight: 0.6 - 0.2 * (beside as f32).abs() });
        }
        for _ in 0..3 {
            let reference = (random() % u64::from(frames)) as f64 / 4.0;
            sightings.push(Sighting { query, reference, weight: 0.1 + (random() % 100) as f32 / 500.0 });
        }
    }
    sightings.retain(|s| s.weight > 0.1 && s.reference >= 0.0);
    bencher.bench(|| align(&sightings, 0.25, 1.0));
}
