//! Fingerprints survive being written and read; what is not one is refused.

use copydetect::{Gray, Print, PrintError, VideoPrinter, photo};
use proptest::prelude::*;

use crate::scenes::shapes;

fn photo_print() -> Print {
    Print::Photo(photo(shapes(320, 240, 1).rgb()))
}

/// Has parts.
fn page_print() -> Print {
    let page = shapes(400, 300, 4).halved_into(&shapes(640, 480, 2), 40, 40);
    let photo = photo(page.rgb());
    assert!(photo.regions().count() > 0);
    Print::Photo(photo)
}

fn video_print() -> Print {
    let mut printer = VideoPrinter::new();
    for i in 0..6 {
        let pixels = shapes(120, 90, i).gray();
        printer.push(i as f64 / 4.0, Gray { width: 120, height: 90, pixels: &pixels });
    }
    Print::Video(printer.finish(1.5))
}

/// A small picture stands still in another video's corner.
fn inset_print() -> Print {
    let mut printer = VideoPrinter::new();
    for i in 0..12 {
        let scene = shapes(240, 180, 3).halved_into(&shapes(360, 270, 20 + i), 200, 150);
        printer.push(i as f64 / 2.0, Gray { width: 360, height: 270, pixels: &scene.gray() });
    }
    Print::Video(printer.finish(6.0))
}

#[test]
fn a_video_of_an_older_version_is_read_without_parts() {
    let mut printer = VideoPrinter::new();
    printer.push(0.0, Gray { width: 240, height: 180, pixels: &shapes(240, 180, 3).gray() });
    let print = Print::Video(printer.finish(0.2));
    let mut bytes = print.to_bytes();
    // Of its one still nothing but the number of parts, none, is new.
    assert_eq!(bytes.pop(), Some(0));
    bytes[4] = 3;
    assert_eq!(Print::from_bytes(&bytes).unwrap(), print);
}

#[test]
fn a_print_reads_back_as_it_was_written() {
    for print in [photo_print(), page_print(), video_print(), inset_print()] {
        assert_eq!(Print::from_bytes(&print.to_bytes()).unwrap(), print);
    }
}

#[test]
fn a_print_that_ends_early_or_late_is_refused() {
    for print in [photo_print(), page_print(), video_print(), inset_print()] {
        let mut bytes = print.to_bytes();
        for length in 0..bytes.len() {
            assert!(Print::from_bytes(&bytes[..length]).is_err(), "{length}");
        }
        bytes.push(0);
        assert_eq!(Print::from_bytes(&bytes), Err(PrintError::Damaged { what: "bytes after its end" }));
    }
}

#[test]
fn a_print_of_another_version_says_so() {
    let mut bytes = photo_print().to_bytes();
    bytes[4] = 200;
    assert_eq!(Print::from_bytes(&bytes), Err(PrintError::Version { found: 200 }));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    #[test]
    fn whatever_bytes_come_nothing_panics(tail in prop::collection::vec(any::<u8>(), 0..4000), kind in any::<bool>()) {
        let head = if kind { b"FHfp\x04P" } else { b"FHfp\x04V" };
        let bytes = [head.as_slice(), &tail].concat();
        if let Ok(print) = Print::from_bytes(&bytes) {
            prop_assert_eq!(print.to_bytes(), bytes);
        }
    }

    #[test]
    fn a_print_with_a_changed_byte_is_read_or_refused_but_can_be_searched(at in any::<prop::sample::Index>(), to in any::<u8>()) {
        for print in [video_print(), page_print(), inset_print()] {
            let mut bytes = print.to_bytes();
            let at = at.index(bytes.len());
            bytes[at] = to;
            if let Ok(print) = Print::from_bytes(&bytes) {
                let mut library = copydetect::Library::new();
                library.insert(1, print.clone());
                library.find(&print.into(), 0.0);
            }
        }
    }
}
