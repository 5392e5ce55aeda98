//! A library grows, is stored and damaged, and goes on answering.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use copydetect::{Library, Print, Prints, Shelf, THRESHOLD};
use proptest::prelude::*;

use crate::scenes::{random, random_photo, random_video};

/// Keeps nothing, and makes each fingerprint when it is asked for.
#[derive(Debug)]
struct Made;

impl Prints for Made {
    fn print(&self, id: u64) -> Option<Arc<Print>> {
        Some(Arc::new(made(id)))
    }
}

/// Every seventh is a video.
fn made(id: u64) -> Print {
    if id.is_multiple_of(7) { random_video(id, 40) } else { random_photo(id) }
}

fn shelf(ids: std::ops::Range<u64>) -> Shelf {
    Shelf::of(ids.map(|id| (id, Arc::new(made(id)))))
}

fn found(library: &Library, id: u64) -> Vec<u64> {
    library.find(&made(id).into(), THRESHOLD).iter().map(|candidate| candidate.id).collect()
}

fn stored(shelf: &Shelf) -> Vec<u8> {
    let mut bytes = Vec::new();
    shelf.write(&mut bytes).unwrap();
    bytes
}

#[test]
fn shelves_that_are_merged_stored_and_read_find_what_each_print_is() {
    let mut library = Library::elsewhere(Arc::new(Made));
    for first in (0..200).step_by(20) {
        library.push(Arc::new(shelf(first..first + 20)));
        if let Some(merge) = library.due() {
            let merged = Shelf::read(Arc::new(stored(&merge.run()))).unwrap();
            assert_eq!(merged.check(), Ok(()));
            assert!(library.settle(&merge, Arc::new(merged)));
        }
    }
    assert_eq!(library.len(), 200);
    assert!(library.shelves().count() < 6);
    for id in 0..200 {
        assert_eq!(found(&library, id), [id]);
    }
    assert!(found(&library, 777).is_empty());
}

#[test]
fn what_is_replaced_or_removed_while_shelves_are_merged_stays_so() {
    let mut library = Library::elsewhere(Arc::new(Made));
    library.push(Arc::new(shelf(0..10)));
    library.push(Arc::new(shelf(10..20)));
    assert!(library.remove(3));
    let merge = library.due().expect("two shelves of one size");
    let merged = Arc::new(merge.run());
    assert!(library.remove(12) && !library.remove(3));
    library.push(Arc::new(shelf(15..16)));
    assert!(library.settle(&merge, merged.clone()) && !library.settle(&merge, merged));
    assert_eq!(library.len(), 18);
    for (id, expected) in [(3, vec![]), (12, vec![]), (15, vec![15]), (9, vec![9])] {
        assert_eq!(found(&library, id), expected);
    }
}

#[test]
fn a_shelf_that_is_mostly_gone_is_made_anew() {
    let mut library = Library::new();
    (0..40).for_each(|id| library.insert(id, made(id)));
    (0..30).for_each(|id| assert!(library.remove(id)));
    library.insert(40, made(40));
    assert_eq!(library.len(), 11);
    assert!(library.shelves().map(|shelf| shelf.len()).sum::<usize>() <= 20);
    assert_eq!((found(&library, 5), found(&library, 35)), (vec![], vec![35]));
}

#[test]
fn questions_are_answered_while_shelves_are_merged() {
    let mut library = Library::elsewhere(Arc::new(Made));
    library.push(Arc::new(shelf(0..4_000)));
    library.push(Arc::new(shelf(4_000..7_000)));
    let merge = library.due().expect("two shelves of about one size");
    let done = AtomicBool::new(false);
    // A pool of its own: a search in the shared one would take up the work of other tests while it waits for its parts.
    let searches = rayon::ThreadPoolBuilder::new().num_threads(2).build().unwrap();
    let answered = std::thread::scope(|scope| {
        let merged = scope.spawn(|| {
            let merged = merge.run();
            done.store(true, Ordering::Release);
            merged
        });
        let mut answered = 0;
        while !done.load(Ordering::Acquire) {
            let id = random(answered) % 7_000;
            assert_eq!(searches.install(|| found(&library, id)), [id]);
            answered += 1;
        }
        library.settle(&merge, Arc::new(merged.join().unwrap()));
        answered
    });
    assert!(answered > 2, "{answered}");
    assert_eq!((library.shelves().count(), found(&library, 6_999)), (1, vec![6_999]));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(60))]

    /// Nothing is checked before it is searched: what is damaged may be missed, and that is all.
    #[test]
    fn a_damaged_shelf_breaks_nothing_and_is_told(
        edits in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..60),
    ) {
        static GOOD: std::sync::LazyLock<Vec<u8>> = std::sync::LazyLock::new(|| stored(&shelf(0..30)));
        let mut bytes = GOOD.clone();
        // Half of the edits where the small columns are, most of the rest being empty tables.
        for (at, (place, value)) in edits.iter().enumerate() {
            let length = if at % 2 == 0 { bytes.len() } else { bytes.len() / 20 };
            bytes[place.index(length)] = *value;
        }
        if let Ok(shelf) = Shelf::read(Arc::new(bytes.clone())) {
            let checked = shelf.check();
            let mut library = Library::elsewhere(Arc::new(Made));
            library.push(Arc::new(self::shelf(30..60)));
            library.push(Arc::new(shelf));
            for id in [3, 7, 31] {
                let ids = found(&library, id);
                prop_assert!(checked.is_err() || ids == [id], "{ids:?}");
            }
            if let Some(merge) = library.due() {
                library.settle(&merge, Arc::new(merge.run()));
                found(&library, 7);
            }
        }
    }
}
