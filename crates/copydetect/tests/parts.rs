//! Pictures within pictures: found on pages and in galleries, from wherever they are kept.

use std::sync::Arc;

use copydetect::{Library, Print, Prints, Shelf, THRESHOLD, photo};

use crate::scenes::{Scene, shapes, waves};

fn print(scene: &Scene) -> Print {
    Print::Photo(photo(scene.rgb()))
}

/// As version 2 wrote it, which knew no parts. Nothing follows the parts.
fn without_parts(print: &Print) -> Print {
    let mut bytes = print.to_bytes();
    bytes[4] = 2;
    let shortest = (0..bytes.len()).find_map(|length| Print::from_bytes(&bytes[..length]).ok());
    shortest.unwrap()
}

#[derive(Debug)]
struct Table(Vec<Arc<Print>>);

impl Prints for Table {
    fn print(&self, id: u64) -> Option<Arc<Print>> {
        self.0.get(id as usize).cloned()
    }
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
    (0..6).for_each(|seed| library.insert(seed, print(&shapes(400, 300, seed))));
    let found = library.find(&print(&gallery()).into(), THRESHOLD);
    assert_eq!(found.first().map(|candidate| candidate.id), Some(1), "{found:?}");
    let wanted = copydetect::Region { x: 0.36, y: 270.0 / 760.0, width: 0.2, height: 150.0 / 760.0 };
    let inset = found[0].changes.inset.unwrap();
    assert!(inset.overlap(&wanted) > 0.85, "{inset:?}");
}

#[test]
fn a_picture_is_found_on_a_page_that_was_kept_before_it() {
    let mut library = Library::new();
    library.insert(7, print(&gallery()));
    let found = library.find(&print(&shapes(400, 300, 1)).into(), THRESHOLD);
    assert_eq!(found.first().map(|candidate| candidate.id), Some(7), "{found:?}");
}

#[test]
fn parts_are_found_on_shelves_that_were_merged_stored_and_read() {
    let kept: Vec<Arc<Print>> = [shapes(400, 300, 9), gallery()].iter().map(|scene| Arc::new(print(scene))).collect();
    let mut library = Library::elsewhere(Arc::new(Table(kept.clone())));
    (0..).zip(&kept).for_each(|(id, print)| library.push(Arc::new(Shelf::of([(id, print.clone())]))));
    let merge = library.due().unwrap();
    let mut bytes = Vec::new();
    merge.run().write(&mut bytes).unwrap();
    assert!(library.settle(&merge, Arc::new(Shelf::read(Arc::new(bytes)).unwrap())));
    for (seed, id) in [(9, 0), (1, 1)] {
        let found = library.find(&print(&shapes(400, 300, seed)).into(), THRESHOLD);
        assert_eq!(found.iter().map(|candidate| candidate.id).collect::<Vec<_>>(), [id]);
    }
}

#[test]
fn a_small_picture_in_the_negative_of_a_gallery_is_found() {
    let mut library = Library::new();
    (0..6).for_each(|seed| library.insert(seed, print(&shapes(400, 300, seed))));
    let mut page = gallery();
    page.pixels.iter_mut().for_each(|value| *value = 255 - *value);
    let found = library.find(&print(&page).into(), THRESHOLD);
    assert!(found.first().is_some_and(|first| first.id == 1 && first.changes.colour.negative), "{found:?}");
}

#[test]
fn a_shelf_without_the_parts_that_a_print_now_has_or_with_those_that_it_lost_goes_on_answering() {
    let (old, new) = (without_parts(&print(&gallery())), print(&gallery()));
    for (shelved, fetched) in [(&old, &new), (&new, &old)] {
        let mut library = Library::elsewhere(Arc::new(Table(vec![Arc::new(fetched.clone())])));
        library.push(Arc::new(Shelf::of([(0, Arc::new(shelved.clone()))])));
        for query in [&old, &new] {
            assert_eq!(library.find(&query.clone().into(), THRESHOLD).len(), 1);
        }
    }
}

#[test]
fn a_picture_alone_has_no_parts() {
    let Print::Photo(photo) = print(&waves(400, 300, 3)) else { panic!("a photo has the print of one") };
    assert_eq!(photo.regions().count(), 0);
}
