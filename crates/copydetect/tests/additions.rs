//! What was laid over a picture, put around it, or done to its colours is told, with the places.

use copydetect::{Added, Addition, Candidate, Changes, Library, Print, Region, Surround, THRESHOLD, photo};

use crate::geometry::{median, overlap};
use crate::scenes::{Scene, shapes};

const WIDTH: usize = 640;
const HEIGHT: usize = 480;
const PICTURES: u64 = 10;

fn library() -> Library {
    let mut library = Library::new();
    for seed in 0..PICTURES {
        library.insert(seed, Print::Photo(photo(original(seed).rgb())));
    }
    library
}

fn original(seed: u64) -> Scene {
    shapes(WIDTH, HEIGHT, 1000 + seed)
}

fn told(library: &Library, query: &Scene, id: u64) -> Changes {
    let matches = library.find(&Print::Photo(photo(query.rgb())).into(), THRESHOLD);
    let found: Option<Candidate> = matches.into_iter().find(|candidate| candidate.id == id);
    found.map(|candidate| candidate.changes).unwrap_or_default()
}

/// Lines of letters: bars of pixels on a grid of five by seven, another pattern for each.
fn write(scene: &mut Scene, left: usize, top: usize, width: usize, lines: usize, ink: [u8; 3]) {
    const DOT: usize = 4;
    let mut pattern = 0x2545_f491u32;
    for line in 0..lines {
        let y = top + line * 9 * DOT;
        for x in (left..(left + width).saturating_sub(6 * DOT)).step_by(6 * DOT) {
            pattern = pattern.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            for dot in 0..35 {
                if pattern.rotate_left(dot) & 0x101 != 0 {
                    fill(scene, x + (dot as usize % 5) * DOT, y + (dot as usize / 5) * DOT, DOT, DOT, ink);
                }
            }
        }
    }
}

fn fill(scene: &mut Scene, left: usize, top: usize, width: usize, height: usize, colour: [u8; 3]) {
    for y in top..(top + height).min(scene.height) {
        for x in left..(left + width).min(scene.width) {
            scene.pixels[(y * scene.width + x) * 3..][..3].copy_from_slice(&colour);
        }
    }
}

/// In shares of a picture of this size.
fn region(scene: &Scene, left: usize, top: usize, width: usize, height: usize) -> Region {
    let share = |pixels: usize, of: usize| pixels as f32 / of as f32;
    Region {
        x: share(left, scene.width),
        y: share(top, scene.height),
        width: share(width, scene.width),
        height: share(height, scene.height),
    }
}

fn best(changes: &Changes, kind: Addition, should: Region) -> f32 {
    let of_kind = changes.added.iter().filter(|added| added.kind == kind);
    of_kind.map(|added| overlap(added.region, should)).fold(0.0, f32::max)
}

#[test]
fn captions_in_a_box_at_the_top_or_bottom_are_told_with_their_places() {
    let library = library();
    let mut overlaps = Vec::new();
    for seed in 0..PICTURES {
        for (top, height) in [(0, 90), (HEIGHT - 100, 80), (HEIGHT - 60, 60), (30, 70)] {
            let mut query = original(seed);
            fill(&mut query, 40, top, WIDTH - 80, height, [250; 3]);
            write(&mut query, 56, top + 14, WIDTH - 112, (height - 10) / 40, [10; 3]);
            let should = region(&query, 40, top, WIDTH - 80, height);
            overlaps.push(best(&told(&library, &query, seed), Addition::Caption, should));
        }
    }
    let found = overlaps.iter().filter(|overlap| **overlap > 0.3).count();
    let (all, middle) = (overlaps.len(), median(overlaps));
    println!("captions in a box: {found} of {all} told, median overlap {middle:.2}");
    assert!(found * 10 >= all * 9 && middle >= 0.7, "{found} of {all}, {middle}");
}

#[test]
fn captions_written_straight_over_the_picture_are_told() {
    let library = library();
    let mut overlaps = Vec::new();
    for seed in 0..PICTURES {
        for top in [20, HEIGHT - 100] {
            let mut query = original(seed);
            write(&mut query, 60, top, WIDTH - 120, 2, [255, 240, 30]);
            let should = region(&query, 60, top, WIDTH - 120, 64);
            overlaps.push(best(&told(&library, &query, seed), Addition::Caption, should));
        }
    }
    let found = overlaps.iter().filter(|overlap| **overlap > 0.2).count();
    let (all, middle) = (overlaps.len(), median(overlaps));
    println!("captions without a box: {found} of {all} told, median overlap {middle:.2}");
    assert!(found * 10 >= all * 7, "{found} of {all}, {middle}");
}

#[test]
fn a_logo_is_told_with_its_place_also_on_a_mirrored_crop() {
    let library = library();
    let mut overlaps = Vec::new();
    for seed in 0..PICTURES {
        for mirrored in [false, true] {
            let mut query = original(seed).cropped(40, 30, 560, 420);
            query = if mirrored { query.mirrored() } else { query };
            fill(&mut query, 440, 30, 80, 70, [230, 20, 40]);
            let should = region(&query, 440, 30, 80, 70);
            overlaps.push(best(&told(&library, &query, seed), Addition::Overlay, should));
        }
    }
    let found = overlaps.iter().filter(|overlap| **overlap > 0.3).count();
    let (all, middle) = (overlaps.len(), median(overlaps));
    println!("logos: {found} of {all} told, median overlap {middle:.2}");
    assert!(found * 10 >= all * 8, "{found} of {all}, {middle}");
}

#[test]
fn nothing_is_said_to_be_added_to_what_was_only_moved_or_coloured() {
    let library = library();
    let (mut said, mut all) = (0, 0);
    for seed in 0..PICTURES {
        let brighter = tones(&original(seed), |value| value * 0.7 + 70.0);
        let plain = [
            original(seed),
            original(seed).mirrored(),
            original(seed).turned(),
            original(seed).cropped(100, 80, 400, 300),
            original(seed).cropped(13, 7, 610, 460),
            brighter,
        ];
        for query in plain {
            let changes = told(&library, &query, seed);
            said += usize::from(!changes.added.is_empty());
            all += 1;
        }
    }
    println!("said of what has nothing added: {said} of {all}");
    assert!(said * 20 <= all, "{said} of {all}");
}

fn tones(scene: &Scene, tone: impl Fn(f32) -> f32) -> Scene {
    let pixels = scene.pixels.iter().map(|&value| tone(f32::from(value)).clamp(0.0, 255.0) as u8).collect();
    Scene { pixels, ..*scene }
}

#[test]
fn what_was_done_to_the_colours_is_told() {
    let library = library();
    let grey = |scene: &Scene| Scene { pixels: scene.gray().iter().flat_map(|&value| [value; 3]).collect(), ..*scene };
    let mut wrong = Vec::new();
    for seed in 0..PICTURES {
        let own = original(seed);
        let mut expect = |query: Scene, what: &str, is: fn(&Changes) -> bool| {
            let changes = told(&library, &query, seed);
            if !is(&changes) {
                wrong.push(format!("{what}: {}", changes.sentence()));
            }
        };
        expect(grey(&own), "grey", |c| c.colour.grey && c.colour.saturation.is_none());
        expect(tones(&own, |v| 255.0 - v), "negative", |c| c.colour.negative);
        expect(tones(&own, |v| v * 0.8 + 51.0), "brighter", |c| c.colour.brightness.is_some_and(|by| by > 0.0));
        expect(tones(&own, |v| v * 0.6), "darker", |c| c.colour.brightness.is_some_and(|by| by < 0.0));
        expect(tones(&own, |v| (v - 128.0) * 0.6 + 128.0), "flatter", |c| c.colour.contrast.is_some_and(|of| of < 0.8));
        expect(Scene { pixels: own.pixels.clone(), ..own }, "the same", |c| c.colour == copydetect::Colour::default());
    }
    println!("colours told wrongly: {wrong:?}");
    assert!(wrong.len() <= 3, "{wrong:#?}");
}

/// The picture in the middle of a larger one of this size.
fn padded(scene: &Scene, width: usize, height: usize, around: impl Fn(usize, usize) -> [u8; 3]) -> Scene {
    let pixels = (0..height).flat_map(|y| (0..width).flat_map(move |x| [x, y])).collect::<Vec<_>>();
    let mut out = Scene { width, height, pixels: pixels.chunks_exact(2).flat_map(|p| around(p[0], p[1])).collect() };
    let (left, top) = ((width - scene.width) / 2, (height - scene.height) / 2);
    for y in 0..scene.height {
        let to = ((top + y) * width + left) * 3;
        out.pixels[to..to + scene.width * 3].copy_from_slice(&scene.pixels[y * scene.width * 3..][..scene.width * 3]);
    }
    out
}

#[test]
fn bars_blurred_padding_captions_and_pages_around_a_picture_are_told_apart() {
    let library = library();
    let mut wrong = Vec::new();
    for seed in 0..PICTURES {
        let own = original(seed);
        let page = shapes(1000, 1000, 70 + seed);
        let page_at = |x: usize, y: usize| {
            let at = (y * 1000 + x) * 3;
            [page.pixels[at], page.pixels[at + 1], page.pixels[at + 2]]
        };
        let soft = |x: usize, y: usize| [(60 + x / 8) as u8, (90 + y / 9) as u8, 120];
        let mut text = padded(&own, WIDTH, HEIGHT + 240, |_, _| [255; 3]);
        write(&mut text, 20, 20, WIDTH - 40, 2, [0; 3]);
        for (query, should) in [
            (padded(&own, WIDTH, 860, |_, _| [0; 3]), Surround::Bars),
            (padded(&own, 860, HEIGHT, |_, _| [16; 3]), Surround::Bars),
            (padded(&own, WIDTH, 960, soft), Surround::Blur),
            (padded(&own, 1000, 1000, page_at), Surround::Picture),
            (text, Surround::Caption),
        ] {
            let changes = told(&library, &query, seed);
            if changes.surround != Some(should) {
                wrong.push(format!("{should:?}: {}", changes.sentence()));
            }
        }
    }
    println!("surroundings told wrongly: {} of 50", wrong.len());
    assert!(wrong.len() <= 5, "{wrong:#?}");
}

#[test]
fn a_caption_beside_the_picture_is_drawn_where_it_is() {
    let library = library();
    let mut query = padded(&original(3), WIDTH, HEIGHT + 200, |_, _| [255; 3]);
    write(&mut query, 20, 10, WIDTH - 40, 2, [0; 3]);
    let changes = told(&library, &query, 3);
    let Some(Added { kind: Addition::Caption, region: drawn }) = changes.added.first().copied() else {
        panic!("{changes:?}")
    };
    assert!(overlap(drawn, region(&query, 0, 0, WIDTH, 100)) > 0.6, "{drawn:?}");
    assert_eq!(changes.sentence(), "the same picture, a caption added at the top");
}
