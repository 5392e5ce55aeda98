//! Alignment, and a minute of footage among many hours.

use std::sync::Arc;
use std::time::{Duration, Instant};

use copydetect::{Layers, Library, Print, Prints, Shelf, Sighting, align};
use serde_json::{Value, json};

use crate::made::{code, print, random, scramble, turned};
use crate::measured::{micros, resident, sorted, timed};

/// A third copied, a third at 1.25 of the speed, a third in two cuts; each frame also resembles its neighbours and three
/// others.
pub(crate) fn alignment(frames: u64) -> Value {
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

/// Videos of an hour, of which nothing but the frames' codes is kept.
#[derive(Debug)]
struct Archive;

impl Prints for Archive {
    fn print(&self, id: u64) -> Option<Arc<Print>> {
        Some(Arc::new(video(id * 3600..(id + 1) * 3600, 1.0, 0)))
    }
}

/// A video that shows these frames, so many seconds apart, as `noise` bits of each are turned.
pub(crate) fn video(frames: std::ops::Range<u64>, apart: f64, noise: u64) -> Print {
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

/// The first answer about a minute of footage of which a minute lies in one of so many hours.
pub(crate) fn hours(count: u64) -> Value {
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
