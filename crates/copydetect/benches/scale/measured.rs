//! Times, and what the machine has.

use std::hint::black_box;
use std::time::{Duration, Instant};

use serde_json::{Value, json};

use crate::made::scramble;

/// What memory gives at best: bytes one after the other, and cache lines from anywhere that do not wait for each other.
pub(crate) fn memory() -> Value {
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

pub(crate) fn timed<T>(work: impl FnOnce() -> T) -> Duration {
    let start = Instant::now();
    black_box(work());
    start.elapsed()
}

pub(crate) fn sorted(mut times: Vec<Duration>) -> Vec<Duration> {
    times.sort_unstable();
    times
}

pub(crate) fn micros(time: Duration) -> f64 {
    time.as_nanos() as f64 / 1000.0
}

/// Bytes of memory that this process has; 0 where the system does not say.
pub(crate) fn resident() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"));
    line.and_then(|line| line.trim().strip_suffix(" kB")?.parse::<u64>().ok()).unwrap_or(0) * 1024
}
