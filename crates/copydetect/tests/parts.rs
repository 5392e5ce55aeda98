//! Pictures within pictures: found on pages and in galleries, written and read, and what no part is.

use copydetect::{Layers, Library, Parts, Print, PrintError, parts, photo};
use proptest::prelude::*;

use crate::scenes::{Scene, shapes, waves};

fn layers(scene: &Scene) -> Layers {
    Layers { parts: Some(parts(scene.rgb())), ..Print::Photo(photo(scene.rgb())).into() }
}

/// A page of nine busy pictures of 200 x 150, the middle one a quarter of the size of the original.
fn gallery() -> Scene {
    let mut page = shapes(1000, 760, 77);
    for place in 0..9 {
        let tile = shapes(400, 300, if place == 4 { 1 } else { 50 + place });
        page = tile.halved_into(&page, 30 + 330 * (place as usize % 3), 25 + 245 * (place as usize / 3));
    }
    page
}

#[test]
fn a_small_picture_in_a_gallery_is_found_and_its_box_told() {
    let mut library = Library::new();
    (0..6).for_each(|seed| library.insert(seed, layers(&shapes(400, 300, seed))));
    let found = library.find(&layers(&gallery()), copydetect::THRESHOLD);
    assert_eq!(found.first().map(|candidate| candidate.id), Some(1), "{found:?}");
    let wanted = copydetect::Region { x: 0.36, y: 270.0 / 760.0, width: 0.2, height: 150.0 / 760.0 };
    let inset = found[0].changes.inset.unwrap();
    assert!(inset.overlap(&wanted) > 0.85, "{inset:?}");
}

#[test]
fn a_picture_is_found_on_a_page_that_was_kept_before_it() {
    let mut library = Library::new();
    library.insert(7, layers(&gallery()));
    let found = library.find(&layers(&shapes(400, 300, 1)), copydetect::THRESHOLD);
    assert_eq!(found.first().map(|candidate| candidate.id), Some(7), "{found:?}");
}

#[test]
fn parts_read_back_as_they_were_written_and_nothing_else_does() {
    let made = parts(gallery().rgb());
    assert!(made.regions().count() > 0);
    let mut bytes = made.to_bytes();
    assert_eq!(Parts::from_bytes(&bytes).unwrap(), made);
    for length in 0..bytes.len() {
        assert!(Parts::from_bytes(&bytes[..length]).is_err(), "{length}");
    }
    bytes[4] = 200;
    assert_eq!(Parts::from_bytes(&bytes), Err(PrintError::Version { found: 200 }));
    assert_eq!(parts(waves(400, 300, 3).rgb()).regions().count(), 0);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    #[test]
    fn whatever_bytes_come_nothing_panics_and_what_is_read_is_written_alike(tail in prop::collection::vec(any::<u8>(), 0..4000)) {
        let bytes = [b"FHpt\x01".as_slice(), &tail].concat();
        if let Ok(parts) = Parts::from_bytes(&bytes) {
            prop_assert_eq!(parts.to_bytes(), bytes);
        }
    }
}
