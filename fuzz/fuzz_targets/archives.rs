//! Archives of every kind from any bytes: no panic, and never more given out than the limits allow.
#![no_main]

use std::convert::Infallible;
use std::io::Cursor;

use desk::collect::formats::archive::{ArchiveLimits, Kind, members};
use libfuzzer_sys::fuzz_target;

const LIMITS: ArchiveLimits = ArchiveLimits {
    max_members: 50,
    max_member_bytes: 1 << 20,
    max_total_bytes: 4 << 20,
    max_ratio: 100,
    nested: true,
};

fuzz_target!(|bytes: &[u8]| {
    for kind in [Kind::Zip, Kind::Tar, Kind::TarGz] {
        let mut total = 0;
        let walked = members(kind, &mut Cursor::new(bytes), &LIMITS, &mut |member| {
            assert!(!member.name.starts_with('/') && !member.name.split('/').any(|part| part == ".."));
            total += std::io::copy(member.reader, &mut std::io::sink()).unwrap_or(0);
            Ok::<(), Infallible>(())
        });
        assert!(walked.stopped.is_none());
        assert!(total <= LIMITS.max_total_bytes);
    }
});
