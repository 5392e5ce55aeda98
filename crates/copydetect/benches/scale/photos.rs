//! Photos among many: what is stored, and a whole question.

use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, Instant};

use copydetect::index::{Descriptors, Int8};
use copydetect::{Layers, Learned, Library, Model, Print, Prints, Rgb, Shelf};
use serde_json::{Value, json};

use crate::made::{Page, photo, scramble};
use crate::measured::{micros, sorted, timed};

/// Photos put on one shelf at once.
const AT_ONCE: u64 = 50_000;
/// Pages that are asked about have so many parts.
const PARTS: usize = 3;

pub(crate) fn descriptors(count: u64, queries: u64) -> Value {
    let mut kept = Descriptors::new(512);
    (0..count).for_each(|n| {
        kept.push(&vector(n));
    });
    let queries: Vec<Int8> = (0..queries).map(|n| vector(n + count)).collect();
    let times = (0..9).map(|_| {
        timed(|| {
            let mut found = 0;
            kept.within(&queries, 0.3, |_, _, _| found += 1);
            found
        })
    });
    json!({ "milliseconds": micros(sorted(times.collect())[4]) / 1000.0 })
}

/// A vector of 512 numbers in no order.
fn vector(n: u64) -> Int8 {
    let values: Vec<f32> = (0..512).map(|i| (scramble(n * 512 + i) >> 40) as f32 - (1 << 23) as f32).collect();
    Int8::of(&values)
}

/// Taking up so many photos that were written, with so many features each, and asking about one.
pub(crate) fn photos(count: u64, features: u64) -> Value {
    let start = Instant::now();
    let shelf = Shelf::of((0..count).map(|id| (id, Arc::new(photo(id, features)))));
    let built = start.elapsed();
    let mut stored = Vec::with_capacity(shelf.bytes() + (1 << 20));
    let written = shelf.write(&mut stored);
    drop(shelf);
    let stored: Arc<Vec<u8>> = Arc::new(stored);
    let mut library = Library::new();
    let taken_up = timed(|| Shelf::read(stored.clone()).map(|shelf| library.push(Arc::new(shelf))).is_ok());
    let checked = timed(|| library.shelves().all(|shelf| shelf.check().is_ok()));
    let queries: Vec<Layers> = (0..9).map(|n| photo(n * count / 9, features).into()).collect();
    let times = sorted(queries.iter().map(|query| timed(|| library.find(query, 0.3))).collect());
    json!({
        "photos": count, "bytes_a_photo": stored.len() as f64 / count as f64, "build_seconds": built.as_secs_f64(),
        "take_up_us": micros(taken_up), "check_ms": micros(checked) / 1000.0, "search_ms": micros(times[4]) / 1000.0,
        "written": written.is_ok(),
    })
}

/// What a model needs for a picture of its own size of which it describes several views, boxes and scaling included.
pub(crate) fn view(file: &Path, runtime: Option<&Path>) -> Value {
    let model = model(file, runtime);
    let page = Page::new(1);
    let views = views(&describe(&model, page.rgb()));
    let times = sorted((0..25).map(|_| timed(|| describe(&model, page.rgb()))).collect());
    json!({ "views": views, "milliseconds": micros(times[12]) / 1000.0 })
}

/// A whole question, from pixels: who shows this picture on a page, among so many photos with so many features each, none
/// of which do, so that their negatives are looked for too? With a model each kept photo has one vector.
pub(crate) fn query(count: u64, features: u64, model_file: Option<&Path>, runtime: Option<&Path>) -> Value {
    let model = model_file.map(|file| model(file, runtime));
    let mut library = Library::elsewhere(Arc::new(Album { features }));
    for first in (0..count).step_by(AT_ONCE as usize) {
        let ids = first..count.min(first + AT_ONCE);
        library.push(Arc::new(Shelf::of(ids.clone().map(|id| (id, Arc::new(photo(id, features)))))));
        if let Some(model) = &model {
            ids.for_each(|id| library.add(id, learned(model.id(), &vector(id))));
        }
    }
    while let Some(merge) = library.due() {
        library.settle(&merge, Arc::new(merge.run()));
    }
    let pages = (0..).map(Page::new).filter(|page| copydetect::photo(page.rgb()).regions().count() == PARTS);
    let (mut picture, mut described, mut search) = (Vec::new(), Vec::new(), Vec::new());
    for page in pages.take(9) {
        let start = Instant::now();
        let print = copydetect::photo(page.rgb());
        picture.push(start.elapsed());
        let start = Instant::now();
        let said = model.as_ref().map(|model| describe(model, page.rgb()));
        described.push(start.elapsed());
        let asked = Layers { learned: said, ..Print::Photo(print).into() };
        search.push(timed(|| library.find(&asked, 0.3)));
    }
    let middle = |times: Vec<Duration>| micros(sorted(times)[4]) / 1000.0;
    let (picture, described, search) = (middle(picture), middle(described), middle(search));
    json!({
        "photos": count, "views": PARTS + 1, "picture_ms": picture, "model_ms": described, "search_ms": search,
        "milliseconds": picture + described + search, "shelves": library.shelves().count(),
    })
}

/// Photos of which nothing is kept but how they were made.
#[derive(Debug)]
struct Album {
    features: u64,
}

impl Prints for Album {
    fn print(&self, id: u64) -> Option<Arc<Print>> {
        Some(Arc::new(photo(id, self.features)))
    }
}

/// What a model said of a whole photo, as it is written.
fn learned(model: u64, vector: &Int8) -> Learned {
    let mut bytes = b"FHld\x01".to_vec();
    bytes.extend(model.to_le_bytes());
    bytes.extend(1u32.to_le_bytes());
    bytes.extend([0u16, 0, u16::MAX, u16::MAX, 512].map(u16::to_le_bytes).concat());
    bytes.extend(vector.values().iter().map(|value| value.cast_unsigned()));
    Learned::from_bytes(&bytes).unwrap_or_else(|error| panic!("the bench writes vectors as they are read: {error}"))
}

fn describe(model: &Model, image: Rgb<'_>) -> Learned {
    model.photo(image).unwrap_or_else(|error| panic!("{error}"))
}

fn views(learned: &Learned) -> u32 {
    let bytes = learned.to_bytes();
    bytes.get(13..17).and_then(|count| count.try_into().ok()).map_or(0, u32::from_le_bytes)
}

fn model(file: &Path, runtime: Option<&Path>) -> Model {
    let bytes = std::fs::read(file).unwrap_or_else(|error| panic!("{}: {error}", file.display()));
    let model = match runtime {
        None => Model::from_onnx(bytes, 1),
        #[cfg(feature = "ort")]
        Some(library) => Model::from_onnx_with(library, &bytes, 1),
        #[cfg(not(feature = "ort"))]
        Some(library) => panic!("built without the feature ort, which would load {}", library.display()),
    };
    model.unwrap_or_else(|error| panic!("{}: {error}", file.display()))
}
