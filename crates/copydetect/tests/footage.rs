//! Clips are found in videos with their seconds; photos are found in videos, and stills as photos.

use copydetect::{FRAME_RATE, Gray, Layers, Library, Print, THRESHOLD, VideoPrinter, photo};

use crate::scenes::{Scene, shapes};

/// What a camera sees that pans over a large scene: 240 x 180 pixels, eight to the right each quarter of a second.
fn view(seed: u64, step: usize) -> Scene {
    shapes(900, 180, seed).cropped(8 * step, 0, 240, 180)
}

fn video(shots: &[(u64, std::ops::Range<usize>)]) -> Layers {
    let mut printer = VideoPrinter::new();
    let views = shots.iter().flat_map(|(seed, steps)| steps.clone().map(|step| view(*seed, step)));
    let mut count = 0;
    for (i, scene) in views.enumerate() {
        printer.push(i as f64 / FRAME_RATE, Gray { width: 240, height: 180, pixels: &scene.gray() });
        count = i + 1;
    }
    Print::Video(printer.finish(count as f64 / FRAME_RATE)).into()
}

fn library() -> Library {
    let mut library = Library::new();
    library.insert(1, video(&[(1, 0..80)]));
    library.insert(2, video(&[(2, 0..80)]));
    library.insert(3, video(&[(3, 0..80)]));
    library
}

#[test]
fn clips_of_a_compilation_are_found_with_their_seconds() {
    let compilation = video(&[(9, 0..24), (2, 20..60), (8, 0..16), (1, 40..80)]);
    let matches = library().find(&compilation, THRESHOLD);
    let mut ids: Vec<u64> = matches.iter().map(|c| c.id).collect();
    ids.sort_unstable();
    assert_eq!(ids, [1, 2]);
    for (id, query, reference) in [(2, (6.0, 16.0), (5.0, 15.0)), (1, (20.0, 30.0), (10.0, 20.0))] {
        let segment = matches.iter().find(|c| c.id == id).unwrap().segments[0];
        for (is, should) in [(segment.query, query), (segment.reference, reference)] {
            assert!((is.0 - should.0).abs() < 0.6 && (is.1 - should.1).abs() < 0.6, "{segment:?}");
        }
    }
}

#[test]
fn other_footage_is_no_match() {
    assert!(library().find(&video(&[(7, 0..80)]), THRESHOLD).is_empty());
}

#[test]
fn a_photo_is_found_at_its_moment_of_a_video() {
    let found = library().find(&Print::Photo(photo(view(2, 40).rgb())).into(), THRESHOLD);
    assert_eq!(found[0].id, 2);
    assert!((found[0].segments[0].reference.0 - 10.0).abs() < 0.6, "{:?}", found[0]);
}

#[test]
fn a_still_of_a_video_is_found_as_a_photo() {
    let mut library = Library::new();
    library.insert(5, Print::Photo(photo(view(4, 20).rgb())));
    let found = library.find(&video(&[(4, 0..40)]), THRESHOLD);
    assert_eq!(found.first().map(|c| c.id), Some(5));
}

/// A video in the corner of another, at half its size, for so many quarters of a second.
fn in_the_corner(seed: u64, of: u64, steps: usize) -> Layers {
    let mut printer = VideoPrinter::new();
    for step in 0..steps {
        let around = shapes(1300, 270, of).cropped(8 * step, 0, 360, 270);
        let scene = view(seed, step).halved_into(&around, 220, 160);
        printer.push(step as f64 / FRAME_RATE, Gray { width: 360, height: 270, pixels: &scene.gray() });
    }
    Print::Video(printer.finish(steps as f64 / FRAME_RATE)).into()
}

#[test]
fn a_video_in_the_corner_of_another_is_found_whichever_came_first() {
    let found = library().find(&in_the_corner(2, 31, 40), THRESHOLD);
    assert_eq!(found.first().map(|c| c.id), Some(2), "{found:?}");
    let segment = found[0].segments[0];
    assert!((segment.query.0 - segment.reference.0).abs() < 0.6 && segment.query.1 > 8.0, "{segment:?}");

    let mut library = library();
    library.insert(4, in_the_corner(5, 31, 40));
    let found = library.find(&video(&[(5, 0..40)]), THRESHOLD);
    assert_eq!(found.first().map(|c| c.id), Some(4), "{found:?}");
}
