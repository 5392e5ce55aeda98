//! What was done to a picture is told with numbers that are right: over many edits of which the geometry is known.

use copydetect::{Candidate, FRAME_RATE, Gray, Layers, Library, Print, Region, THRESHOLD, VideoPrinter, photo};

use crate::scenes::{Scene, shapes};

const WIDTH: usize = 480;
const HEIGHT: usize = 360;
const PICTURES: u64 = 12;

fn library() -> Library {
    let mut library = Library::new();
    for seed in 0..PICTURES {
        library.insert(seed, Print::Photo(photo(shapes(WIDTH, HEIGHT, seed).rgb())));
    }
    library
}

fn found(library: &Library, query: &Scene, id: u64) -> Option<Candidate> {
    let matches = library.find(&Print::Photo(photo(query.rgb())).into(), THRESHOLD);
    matches.into_iter().next().filter(|candidate| candidate.id == id)
}

/// Area that two rectangles share over the area that they cover.
pub fn overlap(a: Region, b: Region) -> f32 {
    let along = |a: f32, a_size: f32, b: f32, b_size: f32| ((a + a_size).min(b + b_size) - a.max(b)).max(0.0);
    let both = along(a.x, a.width, b.x, b.width) * along(a.y, a.height, b.y, b.height);
    both / (a.area() + b.area() - both)
}

pub fn median(mut values: Vec<f32>) -> f32 {
    let middle = values.len() / 2;
    *values.select_nth_unstable_by(middle, f32::total_cmp).1
}

/// The part of a picture of this size, in its shares.
fn region(x: usize, y: usize, width: usize, height: usize) -> Region {
    let share = |pixels: usize, of: usize| pixels as f32 / of as f32;
    Region { x: share(x, WIDTH), y: share(y, HEIGHT), width: share(width, WIDTH), height: share(height, HEIGHT) }
}

/// Places and sizes of crops and insets, another for each number.
fn place(i: u64) -> (usize, usize, usize, usize) {
    let i = i as usize;
    let (width, height) = (200 + i * 17 % 200, 150 + i * 29 % 150);
    ((i * 53) % (WIDTH - width), (i * 37) % (HEIGHT - height), width, height)
}

#[test]
fn mirrored_pictures_are_told_from_plain_ones_in_98_of_100() {
    let library = library();
    let mut right = 0;
    let mut all = 0;
    for i in 0..5 * PICTURES {
        let (x, y, width, height) = place(i);
        let cropped = shapes(WIDTH, HEIGHT, i % PICTURES).cropped(x, y, width, height);
        for (mirrored, query) in [(false, cropped.turned()), (true, cropped.mirrored())] {
            all += 1;
            let told = found(&library, &query, i % PICTURES).map(|candidate| candidate.changes.mirrored);
            right += usize::from(told == Some(mirrored));
        }
    }
    assert!(right * 100 >= all * 98, "{right} of {all}");
}

#[test]
fn crops_are_drawn_where_they_are() {
    let library = library();
    let overlaps = (0..4 * PICTURES).map(|i| {
        let (x, y, width, height) = place(i);
        let query = shapes(WIDTH, HEIGHT, i % PICTURES).cropped(x, y, width, height);
        let drawn = found(&library, &query, i % PICTURES).and_then(|candidate| candidate.changes.cropped);
        drawn.map_or(0.0, |drawn| overlap(drawn, region(x, y, width, height)))
    });
    let middle = median(overlaps.collect());
    assert!(middle >= 0.85, "{middle}");
}

#[test]
fn insets_are_drawn_where_they_are() {
    let library = library();
    let overlaps = (0..4 * PICTURES).map(|i| {
        let (x, y) = (i as usize * 53 % (WIDTH / 2), i as usize * 37 % (HEIGHT / 2));
        let query = shapes(WIDTH, HEIGHT, i % PICTURES).halved_into(&shapes(WIDTH, HEIGHT, 500 + i), x, y);
        let drawn = found(&library, &query, i % PICTURES).and_then(|candidate| candidate.changes.inset);
        drawn.map_or(0.0, |drawn| overlap(drawn, region(x, y, WIDTH / 2, HEIGHT / 2)))
    });
    let middle = median(overlaps.collect());
    assert!(middle >= 0.85, "{middle}");
}

/// A picture filmed at a slant, on a table: its left edge higher than its right one.
fn slanted(scene: &Scene, seed: u64) -> Scene {
    let mut table = shapes(WIDTH, HEIGHT, seed).mirrored();
    for x in 40..440 {
        let along = (x - 40) as f32 / 400.0;
        let (top, height) = (30.0 + 60.0 * along, 300.0 - 120.0 * along);
        // The right edge is further away, as much as it is shorter: equal steps in this picture are longer ones there.
        let column = (0.6 * along / (1.0 - 0.4 * along)).min(0.999);
        for y in top as usize..(top + height) as usize {
            let row = (y as f32 - top).clamp(0.0, height - 1.0) / height;
            let from = ((row * HEIGHT as f32) as usize * WIDTH + (column * WIDTH as f32) as usize) * 3;
            table.pixels[(y * WIDTH + x) * 3..][..3].copy_from_slice(&scene.pixels[from..from + 3]);
        }
    }
    table
}

#[test]
fn a_picture_filmed_at_a_slant_is_a_match() {
    let library = library();
    let matched = (0..PICTURES).filter(|&i| found(&library, &slanted(&shapes(WIDTH, HEIGHT, i), 700 + i), i).is_some());
    let count = matched.count();
    assert!(count as u64 >= PICTURES - 1, "{count}");
}

/// What a camera sees that pans over a large scene by so many pixels each quarter of a second.
fn pan(seed: u64, pixels: usize, frames: usize) -> Layers {
    let scene = shapes(1300, 180, seed);
    let mut printer = VideoPrinter::new();
    for i in 0..frames {
        let view = scene.cropped(pixels * i, 0, 240, 180);
        printer.push(i as f64 / FRAME_RATE, Gray { width: 240, height: 180, pixels: &view.gray() });
    }
    Print::Video(printer.finish(frames as f64 / FRAME_RATE)).into()
}

#[test]
fn the_speed_of_a_clip_is_told_to_within_two_percent() {
    let mut library = Library::new();
    (0..4).for_each(|seed| library.insert(seed, pan(seed, 8, 120)));
    for (seed, pixels, frames) in [(0, 6, 120), (1, 10, 100), (2, 12, 80), (3, 5, 120)] {
        let matches = library.find(&pan(seed, pixels, frames), THRESHOLD);
        assert_eq!(matches.first().map(|candidate| candidate.id), Some(seed));
        let (is, should) = (matches[0].segments[0].speed, pixels as f64 / 8.0);
        assert!((is / should - 1.0).abs() <= 0.02, "{is} for {should}");
    }
}
