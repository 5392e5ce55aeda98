//! Stored shelves with any bytes changed, which are searched and merged before anything is checked: no panic, and an end.
#![no_main]

use std::sync::{Arc, LazyLock};

use copydetect::{Gray, Library, Print, Prints, Shelf, VideoPrinter};
use libfuzzer_sys::fuzz_target;

static PRINT: LazyLock<Arc<Print>> = LazyLock::new(|| {
    let mut printer = VideoPrinter::new();
    for i in 0..8u32 {
        let pixels: Vec<u8> = (0..96 * 64).map(|p: u32| (p * p / 97 + i * (p / 96)) as u8).collect();
        printer.push(f64::from(i) / 2.0, Gray { width: 96, height: 64, pixels: &pixels });
    }
    Arc::new(Print::Video(printer.finish(4.0)))
});

static STORED: LazyLock<Vec<u8>> = LazyLock::new(|| {
    let mut bytes = Vec::new();
    Shelf::of((0..20).map(|id| (id, PRINT.clone()))).write(&mut bytes).expect("memory takes what is written");
    bytes
});

#[derive(Debug)]
struct Made;

impl Prints for Made {
    fn print(&self, _: u64) -> Option<Arc<Print>> {
        Some(PRINT.clone())
    }
}

// Four bytes say where, as a share of the whole, the fifth what is written there.
fuzz_target!(|edits: &[u8]| {
    let mut bytes = STORED.clone();
    for edit in edits.chunks_exact(5) {
        let at = u32::from_le_bytes([edit[0], edit[1], edit[2], edit[3]]) as u64 * bytes.len() as u64 >> 32;
        bytes[at as usize] = edit[4];
    }
    let Ok(shelf) = Shelf::read(Arc::new(bytes)) else { return };
    let mut library = Library::elsewhere(Arc::new(Made));
    library.push(Arc::new(shelf));
    library.push(Arc::new(Shelf::of((15..25).map(|id| (id, PRINT.clone())))));
    library.find(&Print::clone(&PRINT).into(), 0.0);
    if let Some(merge) = library.due() {
        library.settle(&merge, Arc::new(merge.run()));
        library.find(&Print::clone(&PRINT).into(), 0.0);
    }
});
