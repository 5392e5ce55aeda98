//! Web archives of any bytes: read to their end or to the first fault, never a panic, and nothing beyond what is there.
#![no_main]

use std::io::Cursor;

use fetch::warc::Reader;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    let Ok(mut reader) = Reader::new(Cursor::new(bytes.to_vec())) else { return };
    let mut block = Vec::new();
    while let Ok(Some(record)) = reader.next(&mut block) {
        assert_eq!(record.length, block.len() as u64);
        block.clear();
    }
});
