//! How matching grows: measures one thing at one size and prints a JSON object. `cargo xtask bench match` runs it, each size
//! in a process of its own, and puts other programs beside it.
#![expect(clippy::print_stdout, reason = "the answer goes to the program that asked")]

use std::hint::black_box;
use std::sync::Arc;
use std::time::{Duration, Instant};

use copydetect::index::{Descriptors, Index, Int8};
use copydetect::pdq::Code;
use copydetect::{Layers, Library, Print, Prints, Shelf, Sighting, align};
use serde_json::{Value, json};

/// Searches timed one by one.
const SEARCHES: usize = 2_000;
/// A code of five is in a cluster of fifty around a centre, the others are like no other: as stills and re-posts make them.
const CLUSTERED: u64 = 5;
const CLUSTER: u64 = 50;

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).filter(|argument| argument != "--bench").collect();
    let number = |at: usize| arguments.get(at).and_then(|text| text.parse::<u64>().ok());
    let answer = match (arguments.first().map(String::as_str), number(1), number(2)) {
        (Some("codes"), Some(count), None) => codes(count, at_once),
        (Some("grown"), Some(count), None) => codes(count, grown),
        (Some("scan"), Some(queries), Some(radius)) => scan(queries, radius as u32),
        (Some("align"), Some(frames), None) => alignment(frames),
        (Some("descriptors"), Some(count), Some(queries)) => descriptors(count, queries),
        (Some("photos"), Some(count), Some(features)) => photos(count, features),
        (Some("hours"), Some(count), None) => hours(count),
        (Some("memory"), None, None) => memory(),
        _ => {
            json!({ "usage": "codes N | grown N | scan QUERIES RADIUS | align FRAMES | descriptors N QUERIES | photos N FEATURES | hours N | memory" })
        }
    };
    println!("{answer}");
}

/// SplitMix64: evenly spread bits from a counter.
fn scramble(number: u64) -> u64 {
    let mut bits = number.wrapping_add(1).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    bits = (bits ^ (bits >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    bits = (bits ^ (bits >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    bits ^ (bits >> 31)
}

fn random(number: u64) -> Code {
    let mut code = Code::default();
    for (place, bytes) in (0..).zip(code.0.chunks_exact_mut(8)) {
        bytes.copy_from_slice(&scramble(number * 4 + place).to_le_bytes());
    }
    code
}

/// With `bits` of its bits turned over.
fn turned(mut code: Code, bits: u64, seed: u64) -> Code {
    for i in 0..bits {
        let bit = scramble(seed * 64 + i) as usize % 256;
        code.0[bit / 8] ^= 1 << (bit % 8);
    }
    code
}

/// The n-th stored code.
fn code(n: u64) -> Code {
    match n % CLUSTERED {
        0 => turned(random(u64::MAX / 8 - n / CLUSTERED / CLUSTER), scramble(n) % 41, n),
        _ => random(n),
    }
}

fn at_once(count: u64) -> Index {
    (0..count).map(|n| (code(n), n as u32)).collect()
}

fn grown(count: u64) -> Index {
    let mut index = Index::new();
    (0..count).for_each(|n| index.insert(&code(n), n as u32));
    index
}

fn codes(count: u64, build: fn(u64) -> Index) -> Value {
    let start = Instant::now();
    let index = build(count);
    let built = start.elapsed();
    // Half of them near a stored code, half like none.
    let queries: Vec<Code> = (0..SEARCHES as u64)
        .map(|n| match n % 2 {
            0 => turned(code(scramble(n) % count), scramble(n + 7) % 32, n),
            _ => random(u64::MAX / 4 - n),
        })
        .collect();
    let search = |query: &Code| {
        let mut found = 0u64;
        index.within(query, Index::FAST_RADIUS, |_, _| found += 1);
        found
    };
    let found: u64 = queries[..SEARCHES / 4].iter().map(search).sum();
    let times = queries.iter().map(|query| timed(|| search(query)));
    let times = sorted(times.collect());
    let reads: usize = queries.iter().map(|query| index.reads(query, Index::FAST_RADIUS)).sum();
    json!({
        "codes": count, "median_us": micros(times[times.len() / 2]), "p99_us": micros(times[times.len() * 99 / 100]),
        "reads": reads / queries.len(), "found": found, "bytes_a_code": index.overhead() as f64 / count as f64,
        "resident_bytes": resident(), "build_seconds": built.as_secs_f64(),
    })
}

fn scan(queries: u64, radius: u32) -> Value {
    let index: Index = (0..1_000_000).map(|n| (code(n), n as u32)).collect();
    let queries: Vec<Code> = (0..queries).map(|n| random(u64::MAX / 4 - n)).collect();
    let times = (0..15).map(|_| {
        timed(|| {
            let mut found = 0;
            index.within_all(&queries, radius, |_, _, _| found += 1);
            found
        })
    });
    let middle = sorted(times.collect())[7];
    json!({ "pairs_per_second": queries.len() as f64 * 1e6 / middle.as_secs_f64() })
}

/// A third copied, a third at 1.25 of the speed, a third in two cuts; each frame also resembles its neighbours and three
/// others.
fn alignment(frames: u64) -> Value {
    let mut sightings = Vec::new();
    for i in 0..frames {
        let (query, length) = (i as f64 / 4.0, frames as f64 / 4.0);
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
        for other in 0..3 {
            let chance = scramble(i * 3 + other);
            let weight = 0.1 + (chance >> 32) as f32 % 100.0 / 500.0;
            sightings.push(Sighting { query, reference: (chance % frames) as f64 / 4.0, weight });
        }
    }
    sightings.retain(|s| s.weight > 0.1 && s.reference >= 0.0);
    let times = sorted((0..101).map(|_| timed(|| align(&sightings, 0.25, 1.0))).collect());
    json!({ "median_us": micros(times[50]), "segments": align(&sightings, 0.25, 1.0).len() })
}

fn descriptors(count: u64, queries: u64) -> Value {
    let vector = |n: u64| {
        let values: Vec<f32> = (0..512).map(|i| (scramble(n * 512 + i) >> 40) as f32 - (1 << 23) as f32).collect();
        Int8::of(&values)
    };
    let mut kept = Descriptors::new(512);
    (0..count).for_each(|n| {
        kept.push(&vector(n));
    });
    let queries: Vec<Int8> = (0..queries).map(|n| vector(n + count)).collect();
    let times = (0..9).map(|_| {
        timed(|| {
            let mut found = 0;
            kept.within(&queries, 0.3, |_, _, _| found += 1);
            found
        })
    });
    json!({ "milliseconds": micros(sorted(times.collect())[4]) / 1000.0 })
}

/// Taking up so many photos that were written, with so many features each, and asking about one.
fn photos(count: u64, features: u64) -> Value {
    let photo = |id: u64| {
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
    };
    let start = Instant::now();
    let shelf = Shelf::of((0..count).map(|id| (id, Arc::new(photo(id)))));
    let built = start.elapsed();
    let mut stored = Vec::with_capacity(shelf.bytes() + (1 << 20));
    let written = shelf.write(&mut stored);
    drop(shelf);
    let stored: Arc<Vec<u8>> = Arc::new(stored);
    let mut library = Library::new();
    let taken_up = timed(|| Shelf::read(stored.clone()).map(|shelf| library.push(Arc::new(shelf))).is_ok());
    let checked = timed(|| library.shelves().all(|shelf| shelf.check().is_ok()));
    let queries: Vec<Layers> = (0..9).map(|n| photo(n * count / 9).into()).collect();
    let times = sorted(queries.iter().map(|query| timed(|| library.find(query, 0.3))).collect());
    json!({
        "photos": count, "bytes_a_photo": stored.len() as f64 / count as f64, "build_seconds": built.as_secs_f64(),
        "take_up_us": micros(taken_up), "check_ms": micros(checked) / 1000.0, "search_ms": micros(times[4]) / 1000.0,
        "written": written.is_ok(),
    })
}

/// Videos of an hour, of which nothing but the frames' codes is kept.
#[derive(Debug)]
struct Archive;

impl Prints for Archive {
    fn print(&self, id: u64) -> Option<Arc<Print>> {
        Some(Arc::new(video(id * 3600..(id + 1) * 3600, 1.0, 0)))
    }
}

/// A video that shows these frames, so many seconds apart, as `noise` bits of each are turned.
fn video(frames: std::ops::Range<u64>, apart: f64, noise: u64) -> Print {
    let mut bytes = b"FHfp\x01V".to_vec();
    let count = frames.end - frames.start;
    bytes.extend((count as f64 * apart).to_le_bytes());
    bytes.extend((count as u32).to_le_bytes());
    for (at, frame) in frames.enumerate() {
        let seen = (at as f64 * apart).to_le_bytes();
        bytes.extend([seen, seen].concat());
        let code = turned(code(frame), noise, frame);
        bytes.extend([code.0, random(u64::MAX / 2 - frame).0].concat());
        bytes.push(90);
    }
    bytes.extend([0; 12]);
    print(&bytes)
}

fn print(bytes: &[u8]) -> Print {
    Print::from_bytes(bytes).unwrap_or_else(|error| panic!("the bench writes fingerprints as they are read: {error}"))
}

/// The first answer about a minute of footage of which a minute lies in one of so many hours.
fn hours(count: u64) -> Value {
    const AT_ONCE: u64 = 500;
    let mut library = Library::elsewhere(Arc::new(Archive));
    let start = Instant::now();
    for first in (0..count).step_by(AT_ONCE as usize) {
        let ids = first..count.min(first + AT_ONCE);
        library.push(Arc::new(Shelf::of(ids.filter_map(|id| Some((id, Archive.print(id)?))))));
        while let Some(merge) = library.due() {
            library.settle(&merge, Arc::new(merge.run()));
        }
    }
    let built = start.elapsed();
    let wanted = count / 2;
    let from = wanted * 3600 + 1000;
    let query: Layers = video(from..from + 60, 1.0, 20).into();
    let times: Vec<Duration> = (0..9).map(|_| timed(|| library.find(&query, 0.3))).collect();
    let found = library.find(&query, 0.3);
    let seconds = found.first().filter(|best| best.id == wanted).and_then(|best| best.segments.first());
    json!({
        "frames": count * 3600, "milliseconds": micros(sorted(times)[4]) / 1000.0, "build_seconds": built.as_secs_f64(),
        "resident_bytes": resident(), "found": seconds.map(|segment| [segment.reference.0, segment.reference.1]),
        "shelves": library.shelves().count(), "shelf_bytes": library.shelves().map(|shelf| shelf.bytes()).sum::<usize>(),
    })
}

/// What memory gives at best: bytes one after the other, and cache lines from anywhere that do not wait for each other.
fn memory() -> Value {
    let numbers: Vec<u64> = (0..1 << 27).collect();
    let stream = timed(|| numbers.iter().fold(0u64, |sum, number| sum.wrapping_add(*number)));
    const READS: usize = 4_000_000;
    let places: Vec<usize> = (0..READS as u64).map(|n| scramble(n) as usize % numbers.len()).collect();
    let reads = timed(|| places.iter().fold(0u64, |sum, place| sum.wrapping_add(numbers[*place])));
    json!({
        "bytes_per_second": 8.0 * numbers.len() as f64 / stream.as_secs_f64(),
        "read_ns": reads.as_nanos() as f64 / READS as f64,
    })
}

fn timed<T>(work: impl FnOnce() -> T) -> Duration {
    let start = Instant::now();
    black_box(work());
    start.elapsed()
}

fn sorted(mut times: Vec<Duration>) -> Vec<Duration> {
    times.sort_unstable();
    times
}

fn micros(time: Duration) -> f64 {
    time.as_nanos() as f64 / 1000.0
}

/// Bytes of memory that this process has; 0 where the system does not say.
fn resident() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"));
    line.and_then(|line| line.trim().strip_suffix(" kB")?.parse::<u64>().ok()).unwrap_or(0) * 1024
}
