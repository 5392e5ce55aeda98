//! Pictures of any size with any pixels, buffers of the wrong length included: a fingerprint, never a panic.
#![no_main]

use copydetect::{Gray, Library, Print, Rgb, VideoPrinter, photo};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|input: (u8, u8, Vec<u8>)| {
    let (width, height, bytes) = (usize::from(input.0), usize::from(input.1), input.2);
    let picture = Print::Photo(photo(Rgb { width, height, pixels: &bytes }));
    let mut frames = VideoPrinter::new();
    for (place, pixels) in bytes.chunks((width * height).max(1)).take(8).enumerate() {
        frames.push(place as f64 / 4.0, Gray { width, height, pixels });
    }
    let video = Print::Video(frames.finish(2.0));
    let mut library = Library::new();
    library.insert(1, picture.clone());
    library.insert(2, video.clone());
    for query in [picture, video] {
        assert_eq!(Print::from_bytes(&query.to_bytes()).as_ref(), Ok(&query));
        library.find(&query.into(), 0.0);
    }
});
