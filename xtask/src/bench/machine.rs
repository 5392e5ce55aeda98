//! On what the figures were measured.

use std::fs;
use std::thread::available_parallelism;

/// Processor, cores, system, and how busy the machine was with other things.
pub fn describe() -> String {
    let cores = available_parallelism().map_or(1, usize::from);
    let memory = field("/proc/meminfo", "MemTotal", ':').and_then(|size| size.split(' ').next()?.parse::<u64>().ok());
    let memory = memory.map_or_else(|| "unknown memory".to_owned(), |kib| format!("{} GiB", kib / 1_048_576));
    let load = fs::read_to_string("/proc/loadavg").unwrap_or_default();
    let load = load.split(' ').nth(1).unwrap_or("unknown");
    format!(
        "{}, {cores} cores, {memory}, {}, load of the last five minutes {load}",
        field("/proc/cpuinfo", "model name", ':').unwrap_or_else(|| std::env::consts::ARCH.to_owned()),
        field("/etc/os-release", "PRETTY_NAME", '=').unwrap_or_else(|| std::env::consts::OS.to_owned()),
    )
}

/// Bytes of memory that programs can have now; a gigabyte where the system does not say.
pub fn available_memory() -> u64 {
    let available = field("/proc/meminfo", "MemAvailable", ':');
    available.and_then(|size| size.split(' ').next()?.parse::<u64>().ok()).map_or(1 << 30, |kib| kib * 1024)
}

/// The value of the first line of a file that begins with this name.
fn field(file: &str, name: &str, mark: char) -> Option<String> {
    let text = fs::read_to_string(file).ok()?;
    let line = text.lines().find(|line| line.starts_with(name))?;
    Some(line.split_once(mark)?.1.trim().trim_matches('"').to_owned())
}
