//! Stored fingerprints from any bytes: no panic, what is read writes itself back, and a search with it ends.
#![no_main]

use copydetect::{Library, Print};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    let Ok(print) = Print::from_bytes(bytes) else { return };
    assert_eq!(Print::from_bytes(&print.to_bytes()).expect("what was written is read"), print);
    let mut library = Library::new();
    library.insert(1, print.clone());
    for candidate in library.find(&print.into(), 0.0) {
        assert!((0.0..=1.0).contains(&candidate.score), "{candidate:?}");
    }
});
