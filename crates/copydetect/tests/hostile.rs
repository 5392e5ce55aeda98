//! What is meant to be slow or to break things is neither.

use std::time::{Duration, Instant};

use copydetect::{Gray, Library, Print, Rgb, THRESHOLD, VideoPrinter, photo};

use crate::scenes::{Scene, random_video, still_video};

fn noise(width: usize, height: usize, seed: u32) -> Scene {
    let mut state = seed | 1;
    let pixels = (0..width * height * 3)
        .map(|_| {
            state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            (state >> 24) as u8
        })
        .collect();
    Scene { width, height, pixels }
}

#[test]
fn pictures_of_any_shape_have_a_print_of_bounded_size() {
    for (width, height) in [(1, 1), (1, 5000), (5000, 1), (3, 900), (24, 24), (4000, 40), (1024, 1024)] {
        for pixels in [vec![128; width * height * 3], noise(width, height, 7).pixels] {
            let print = Print::Photo(photo(Rgb { width, height, pixels: &pixels }));
            assert!(print.to_bytes().len() < 100_000, "{width} x {height}");
            let mut library = Library::new();
            library.insert(1, print.clone());
            library.find(&print.into(), 0.0);
        }
    }
}

#[test]
fn flat_pictures_match_nothing() {
    let flat = Print::Photo(photo(Rgb { width: 300, height: 200, pixels: &[40; 180_000] }));
    let mut library = Library::new();
    (0..500).for_each(|id| library.insert(id, flat.clone()));
    assert!(library.find(&flat.into(), THRESHOLD).is_empty());
}

#[test]
fn a_hundred_thousand_identical_frames_are_kept_as_one() {
    let scene = noise(64, 48, 3).gray();
    let mut printer = VideoPrinter::new();
    for i in 0..100_000 {
        printer.push(f64::from(i) / 4.0, Gray { width: 64, height: 48, pixels: &scene });
    }
    let print = printer.finish(25_000.0);
    assert_eq!(print.frames().len(), 1);
    assert!(Print::Video(print).to_bytes().len() < 20_000);
}

#[test]
fn frames_without_sense_are_left_out() {
    let mut printer = VideoPrinter::new();
    let pixels = noise(64, 48, 3).gray();
    for time in [f64::NAN, -1.0, f64::INFINITY, 2.0, 1.0] {
        printer.push(time, Gray { width: 64, height: 48, pixels: &pixels });
    }
    printer.push(3.0, Gray { width: 64, height: 480, pixels: &pixels });
    let print = printer.finish(f64::NAN);
    assert_eq!((print.frames().len(), print.duration()), (1, 2.0));
}

#[test]
fn a_thousand_equal_photos_do_not_make_a_search_slow() {
    let print = Print::Photo(photo(noise(320, 240, 5).rgb()));
    let mut library = Library::new();
    (0..1000).for_each(|id| library.insert(id, print.clone()));
    let start = Instant::now();
    let found = library.find(&print.into(), THRESHOLD);
    assert!(!found.is_empty() && start.elapsed() < Duration::from_secs(5), "{:?}", start.elapsed());
}

#[test]
fn a_hundred_thousand_equal_frames_of_many_videos_do_not_make_a_search_slow() {
    let mut library = Library::new();
    (0..400).for_each(|id| library.insert(id, still_video(5, 250)));
    library.insert(1000, random_video(1, 40));
    let start = Instant::now();
    library.find(&still_video(5, 240).into(), THRESHOLD);
    assert!(start.elapsed() < Duration::from_secs(5), "{:?}", start.elapsed());
    let found = library.find(&random_video(1, 40).into(), THRESHOLD);
    assert_eq!(found.iter().map(|candidate| candidate.id).collect::<Vec<_>>(), [1000]);
}

#[test]
fn a_black_video_takes_part_in_nothing() {
    let mut library = Library::new();
    let black = vec![0; 64 * 48];
    let mut printer = VideoPrinter::new();
    for i in 0..400u32 {
        let size = 48 - (i % 2) as usize;
        printer.push(f64::from(i) / 4.0, Gray { width: 64, height: size, pixels: &black[..64 * size] });
    }
    let print = Print::Video(printer.finish(100.0));
    (0..50).for_each(|id| library.insert(id, print.clone()));
    assert!(library.find(&print.into(), 0.0).is_empty());
    assert_eq!(library.shelves().map(|shelf| shelf.frames()).sum::<usize>(), 0);
}
