//! Stored layers of fingerprints from any bytes: no panic, what is read writes itself back, and a search with it ends.
#![no_main]

use copydetect::{Layers, Learned, Library, Print};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    let mut layers = Layers::default();
    if let Ok(print) = Print::from_bytes(bytes) {
        assert_eq!(Print::from_bytes(&print.to_bytes()).expect("what was written is read"), print);
        layers.put(print.into());
    }
    if let Ok(learned) = Learned::from_bytes(bytes) {
        assert_eq!(learned.to_bytes(), bytes);
        layers.put(learned.into());
    }
    if layers.is_empty() {
        return;
    }
    let mut library = Library::new();
    library.insert(1, layers.clone());
    for candidate in library.find(&layers, 0.0) {
        assert!((0.0..=1.0).contains(&candidate.score), "{candidate:?}");
    }
});
