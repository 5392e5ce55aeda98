//! Stored fingerprints of sound from any bytes, and sound of any samples: no panic, what is read writes itself back, and a search
//! with it ends.
#![no_main]

use copydetect::{Layers, Library, SoundPrint, SoundPrinter};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    let mut printer = SoundPrinter::new();
    let samples: Vec<i16> = bytes.chunks_exact(2).map(|pair| i16::from_le_bytes([pair[0], pair[1]])).collect();
    // A few kilobytes are less than one code: they are heard again and again, each time a little quieter.
    for quieter in 1..=16 {
        printer.push(&samples.iter().map(|sample| sample / quieter).collect::<Vec<i16>>());
    }
    for print in [Some(printer.finish()), SoundPrint::from_bytes(bytes).ok()].into_iter().flatten() {
        assert_eq!(SoundPrint::from_bytes(&print.to_bytes()).as_ref(), Ok(&print));
        let layers = Layers::from(print);
        let mut library = Library::new();
        library.insert(1, layers.clone());
        for candidate in library.find(&layers, 0.0) {
            assert!((0.0..=1.0).contains(&candidate.score), "{candidate:?}");
        }
    }
});
