//! Edited copies of a picture are found and their changes told; other pictures are not.

use copydetect::{Candidate, Library, Print, THRESHOLD, photo};

use crate::scenes::{Scene, shapes};

const KEPT: u64 = 3;

fn library() -> Library {
    let mut library = Library::new();
    for seed in 0..8 {
        library.insert(seed, Print::Photo(photo(shapes(480, 360, seed).rgb())));
    }
    library
}

fn original() -> Scene {
    shapes(480, 360, KEPT)
}

fn found(query: &Scene) -> Candidate {
    let matches = library().find(&Print::Photo(photo(query.rgb())).into(), THRESHOLD);
    assert_eq!(matches.iter().map(|c| c.id).collect::<Vec<_>>(), [KEPT]);
    matches[0].clone()
}

#[test]
fn a_picture_is_found_as_itself() {
    assert_eq!(found(&original()).changes.sentence(), "the same picture, unchanged or only re-encoded");
}

#[test]
fn a_mirrored_picture_is_told_as_mirrored() {
    let changes = found(&original().mirrored()).changes;
    assert!(changes.mirrored && changes.rotated.is_none(), "{changes:?}");
}

#[test]
fn a_negative_is_found_and_told() {
    let mut query = original().mirrored();
    query.pixels.iter_mut().for_each(|value| *value = 255 - *value);
    let changes = found(&query).changes;
    assert!(changes.colour.negative && changes.mirrored, "{changes:?}");
    assert_eq!(changes.sentence(), "the same picture, mirrored, as a negative");
}

#[test]
fn a_turned_picture_is_told_with_its_degrees() {
    assert_eq!(found(&original().turned()).changes.rotated, Some(90));
    assert_eq!(found(&original().mirrored().turned()).changes.rotated, Some(90));
}

#[test]
fn a_crop_is_drawn_on_the_reference() {
    let region = found(&original().cropped(120, 90, 240, 180)).changes.cropped.unwrap();
    for (is, should) in [(region.x, 0.25), (region.y, 0.25), (region.width, 0.5), (region.height, 0.5)] {
        assert!((is - should).abs() < 0.02, "{region:?}");
    }
}

#[test]
fn a_picture_pasted_into_another_is_drawn_on_the_query() {
    let page = shapes(480, 360, 99);
    let region = found(&original().halved_into(&page, 48, 36)).changes.inset.unwrap();
    for (is, should) in [(region.x, 0.1), (region.y, 0.1), (region.width, 0.5), (region.height, 0.5)] {
        assert!((is - should).abs() < 0.02, "{region:?}");
    }
}

#[test]
fn the_overlay_lays_each_place_of_a_copy_on_its_place_in_the_reference() {
    let copies = [
        (original(), [(0.0, 0.0), (1.0, 1.0), (0.5, 0.25)]),
        (original().mirrored(), [(1.0, 0.0), (0.0, 1.0), (0.5, 0.25)]),
        (original().turned(), [(1.0, 0.0), (0.0, 1.0), (0.75, 0.5)]),
        (original().mirrored().turned(), [(0.0, 0.0), (1.0, 1.0), (0.25, 0.5)]),
        (original().cropped(120, 90, 240, 180), [(0.25, 0.25), (0.75, 0.75), (0.5, 0.375)]),
    ];
    for (copy, places) in copies {
        let measured = found(&copy).changes;
        let told = copydetect::Changes { map: None, ..measured.clone() };
        for overlay in [measured.overlay(), told.overlay()] {
            for ((x, y), should) in [(0.0, 0.0), (1.0, 1.0), (0.5, 0.25)].into_iter().zip(places) {
                let is = overlay.lay(x, y);
                assert!((is.0 - should.0).abs().max((is.1 - should.1).abs()) < 0.02, "{measured:?}: {is:?} {should:?}");
            }
        }
    }
}

#[test]
fn a_layer_that_is_added_replaces_the_one_before_and_leaves_others_alone() {
    let mut library = library();
    library.add(KEPT, Print::Photo(photo(shapes(480, 360, 50).rgb())));
    library.add(KEPT, copydetect::Layers::default());
    library.add(60, Print::Photo(photo(original().rgb())));
    let ids = |query: Scene| -> Vec<u64> {
        library.find(&Print::Photo(photo(query.rgb())).into(), THRESHOLD).iter().map(|c| c.id).collect()
    };
    assert_eq!((ids(shapes(480, 360, 50)), ids(original()), library.len()), (vec![KEPT], vec![60], 9));
}

#[test]
fn other_pictures_are_no_matches() {
    for seed in 20..26 {
        let query = Print::Photo(photo(shapes(480, 360, seed).rgb()));
        assert!(library().find(&query.into(), THRESHOLD).is_empty());
    }
}

#[test]
fn a_removed_picture_is_no_longer_found() {
    let mut library = library();
    assert!(library.remove(KEPT) && !library.remove(KEPT));
    assert!(library.find(&Print::Photo(photo(original().rgb())).into(), THRESHOLD).is_empty());
    assert_eq!(library.len(), 7);
}
