//! Exact search in codes, one query at a time and many at once.

use std::time::Instant;

use copydetect::index::Index;
use copydetect::pdq::Code;
use serde_json::{Value, json};

use crate::made::{code, random, scramble, turned};
use crate::measured::{micros, resident, sorted, timed};

/// Searches timed one by one.
const SEARCHES: usize = 2_000;

pub(crate) fn at_once(count: u64) -> Index {
    (0..count).map(|n| (code(n), n as u32)).collect()
}

pub(crate) fn grown(count: u64) -> Index {
    let mut index = Index::new();
    (0..count).for_each(|n| index.insert(&code(n), n as u32));
    index
}

pub(crate) fn codes(count: u64, build: fn(u64) -> Index) -> Value {
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

pub(crate) fn scan(queries: u64, radius: u32) -> Value {
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
