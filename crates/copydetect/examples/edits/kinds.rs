//! The edits: what happens to photos on their way through pages, phones, screens and hands.

use image::{Rgb, RgbImage, imageops};

use crate::{chance::Chance, draw::*};

/// What an edit needs: the photo, others to put beside or behind it, and chance.
pub struct Scene<'a> {
    pub photo: &'a RgbImage,
    pub others: &'a dyn Fn(usize) -> RgbImage,
}

pub type Edit = fn(&Scene<'_>, &mut Chance) -> RgbImage;

/// Every kind by its name.
pub const KINDS: &[(&str, Edit)] = &[
    ("news_page", news_page),
    ("gallery", gallery),
    ("corner", corner),
    ("collage", collage),
    ("blurred_sides", blurred_sides),
    ("instant_print", instant_print),
    ("slanted_print", slanted_print),
    ("filmed_screen", filmed_screen),
    ("heavy_caption", heavy_caption),
    ("stickers", stickers),
    ("watermark", watermark),
    ("halftone", halftone),
    ("negative", negative),
    ("two_colours", two_colours),
    ("small_crop", small_crop),
    ("stretched", stretched),
    ("tiny", tiny),
    ("blocks", blocks),
    ("two_edits", two_edits),
];

fn page(width: u32, height: u32) -> RgbImage {
    RgbImage::from_pixel(width, height, WHITE)
}

/// A headline, the photo at a third to two thirds of the width, columns of text around.
fn news_page(scene: &Scene<'_>, chance: &mut Chance) -> RgbImage {
    let mut page = page(1000, 1300);
    text(&mut page, (40, 40), 900, 56, Rgb([10; 3]), 1.0, chance);
    text(&mut page, (40, 120), 600, 56, Rgb([10; 3]), 1.0, chance);
    let photo = fitted(scene.photo, chance.between(320.0, 640.0) as u32, 560);
    let (x, y) = (chance.between(30.0, 960.0 - photo.width() as f32) as i64, chance.between(210.0, 650.0) as i64);
    paragraph(&mut page, 40, 210, 440, 1050, 14, chance);
    paragraph(&mut page, 520, 210, 440, 1050, 14, chance);
    rectangle(&mut page, x - 12, y - 12, i64::from(photo.width()) + 24, i64::from(photo.height()) + 24, WHITE);
    put(&mut page, &photo, x, y);
    page
}

/// Three by five square thumbnails, one of them the photo.
fn gallery(scene: &Scene<'_>, chance: &mut Chance) -> RgbImage {
    let side = 250;
    let mut page = RgbImage::from_pixel(3 * side + 8, 5 * side + 140, Rgb([18; 3]));
    text(&mut page, (30, 40), 400, 35, WHITE, 1.0, chance);
    let own = chance.below(15);
    for i in 0..15 {
        let tile = if i == own { filling(scene.photo, side, side) } else { filling(&(scene.others)(i), side, side) };
        put(&mut page, &tile, (i as i64 % 3) * (i64::from(side) + 4), 110 + (i as i64 / 3) * (i64::from(side) + 4));
    }
    page
}

/// A fifth to a third as wide as another photo, in a corner of it.
fn corner(scene: &Scene<'_>, chance: &mut Chance) -> RgbImage {
    let mut under = filling(&(scene.others)(0), 1280, 800);
    let small = fitted(scene.photo, chance.between(256.0, 430.0) as u32, 400);
    let right = chance.share() < 0.5;
    let bottom = chance.share() < 0.5;
    let x = if right { 1256 - i64::from(small.width()) } else { 24 };
    let y = if bottom { 776 - i64::from(small.height()) } else { 24 };
    if chance.share() < 0.5 {
        rectangle(&mut under, x - 4, y - 4, i64::from(small.width()) + 8, i64::from(small.height()) + 8, WHITE);
    }
    put(&mut under, &small, x, y);
    under
}

/// One large, two small, with gaps.
fn collage(scene: &Scene<'_>, chance: &mut Chance) -> RgbImage {
    let gap = chance.between(0.0, 16.0) as i64;
    let mut page = RgbImage::from_pixel(1200, 800, chance.colour());
    let own = chance.below(3);
    let places = [(0, 0, 800 - gap, 800), (800, 0, 400, 400 - gap), (800, 400, 400, 400)];
    for (i, (x, y, width, height)) in places.into_iter().enumerate() {
        let picture = if i == own { scene.photo.clone() } else { (scene.others)(i) };
        put(&mut page, &filling(&picture, width as u32, height as u32), x, y);
    }
    page
}

/// In the middle of a tall frame over its own blurred self, with a line of text.
fn blurred_sides(scene: &Scene<'_>, chance: &mut Chance) -> RgbImage {
    let mut page = imageops::fast_blur(&filling(scene.photo, 720, 1280), 24.0);
    let photo = fitted(scene.photo, 720, 1280);
    put(&mut page, &photo, (720 - i64::from(photo.width())) / 2, (1280 - i64::from(photo.height())) / 2);
    text(&mut page, (40, 80), 640, 49, WHITE, 1.0, chance);
    page
}

/// A white frame, wide below, turned a little on a table.
fn instant_print(scene: &Scene<'_>, chance: &mut Chance) -> RgbImage {
    let photo = fitted(scene.photo, 620, 620);
    let mut print = page(photo.width() + 60, photo.height() + 150);
    put(&mut print, &photo, 30, 30);
    text(&mut print, (60, i64::from(photo.height()) + 60), 400, 35, Rgb([60, 60, 90]), 1.0, chance);
    let mut table = filling(&(scene.others)(0), 1100, 1000);
    let angle = chance.between(-0.22, 0.22);
    let (sin, cos) = angle.sin_cos();
    let (w, h) = (print.width() as f32 / 2.0, print.height() as f32 / 2.0);
    let turned = |x: f32, y: f32| (550.0 + x * cos - y * sin, 500.0 + x * sin + y * cos);
    slanted(&mut table, &print, [turned(-w, -h), turned(w, -h), turned(w, h), turned(-w, h)]);
    table
}

fn corners(scene: &Scene<'_>, size: (f32, f32), fill: f32, wander: f32, chance: &mut Chance) -> [(f32, f32); 4] {
    let shape = scene.photo.width() as f32 / scene.photo.height() as f32;
    let height = (size.1 * fill).min(size.0 * fill / shape);
    let (w, h) = (height * shape / 2.0, height / 2.0);
    let (x, y) = (size.0 / 2.0, size.1 / 2.0);
    let mut off = || chance.between(-wander, wander) * height;
    [
        (x - w + off(), y - h + off()),
        (x + w + off(), y - h + off()),
        (x + w + off(), y + h + off()),
        (x - w + off(), y + h + off()),
    ]
}

/// Lying on another photo, seen from one side.
fn slanted_print(scene: &Scene<'_>, chance: &mut Chance) -> RgbImage {
    let mut under = filling(&(scene.others)(0), 1200, 900);
    let corners = corners(scene, (1200.0, 900.0), chance.between(0.55, 0.85), 0.14, chance);
    slanted(&mut under, scene.photo, corners);
    under
}

/// A screen in the dark: slanted, with the raster of its pixels beating against the camera's, glare and noise.
fn filmed_screen(scene: &Scene<'_>, chance: &mut Chance) -> RgbImage {
    let mut dark = RgbImage::from_pixel(1200, 900, Rgb([22, 20, 26]));
    let corners = corners(scene, (1200.0, 900.0), chance.between(0.8, 1.15), 0.07, chance);
    slanted(&mut dark, scene.photo, corners);
    let (pitch, turn, glare) = (chance.between(0.9, 1.6), chance.between(-0.1, 0.1), chance.between(0.0, 70.0));
    each(&mut dark, |x, y, c| {
        let (x, y) = (x as f32, y as f32);
        let beat = 1.0 + 0.09 * ((x + turn * y) * pitch).sin() * (y * pitch).sin();
        let shine = glare * (-((x - 350.0).powi(2) + (y - 250.0).powi(2)) / 60_000.0).exp();
        [c[0] * beat * 0.86 + shine, c[1] * beat * 0.92 + shine, c[2] * beat * 1.05 + shine + 6.0]
    });
    noisy(imageops::fast_blur(&dark, 0.9), 9.0, chance)
}

fn noisy(mut picture: RgbImage, amount: f32, chance: &mut Chance) -> RgbImage {
    for pixel in picture.pixels_mut() {
        let noise = (chance.share() + chance.share() + chance.share() - 1.5) * amount * 2.0;
        pixel.0 = pixel.0.map(|value| (f32::from(value) + noise).clamp(0.0, 255.0) as u8);
    }
    picture
}

/// Lines of large text over a third to a half of it.
fn heavy_caption(scene: &Scene<'_>, chance: &mut Chance) -> RgbImage {
    let mut picture = scene.photo.clone();
    let (width, height) = (i64::from(picture.width()), i64::from(picture.height()));
    let size = (height as f32 * chance.between(0.09, 0.15)) as i64;
    let mut y = (height as f32 * chance.between(0.02, 0.4)) as i64;
    for _ in 0..3 {
        if chance.share() < 0.5 {
            rectangle(&mut picture, 0, y - size / 8, width, size + size / 4, Rgb([0; 3]));
        }
        text(&mut picture, (width / 40, y), width * 19 / 20, size, WHITE, 1.0, chance);
        y += size * 3 / 2;
    }
    picture
}

/// Five to nine discs and rings, each a tenth to a fifth as wide.
fn stickers(scene: &Scene<'_>, chance: &mut Chance) -> RgbImage {
    let mut picture = scene.photo.clone();
    let shorter = picture.width().min(picture.height()) as f32;
    for _ in 0..5 + chance.below(5) {
        let radius = shorter * chance.between(0.06, 0.13);
        let (x, y) = (chance.share() * picture.width() as f32, chance.share() * picture.height() as f32);
        let (inner, outer) = (chance.colour(), chance.colour());
        for (px, py, pixel) in picture.enumerate_pixels_mut() {
            let far = ((px as f32 - x).powi(2) + (py as f32 - y).powi(2)).sqrt() / radius;
            if far < 1.0 {
                *pixel = if far < 0.7 { inner } else { outer };
            }
        }
    }
    picture
}

/// Faint text all over.
fn watermark(scene: &Scene<'_>, chance: &mut Chance) -> RgbImage {
    let mut picture = scene.photo.clone();
    let (width, height) = (i64::from(picture.width()), i64::from(picture.height()));
    let size = height / 16;
    for row in 0..8 {
        text(&mut picture, (0, row * size * 2 + size / 2), width, size, WHITE, chance.between(0.25, 0.5), chance);
    }
    picture
}

/// Grey, as dots of a newspaper.
fn halftone(scene: &Scene<'_>, chance: &mut Chance) -> RgbImage {
    let mut picture = fitted(scene.photo, 900, 900);
    let pitch = chance.between(4.0, 6.5);
    let turn = std::f32::consts::FRAC_PI_4;
    each(&mut picture, |x, y, c| {
        let (x, y) = (x as f32, y as f32);
        let (u, v) = (x * turn.cos() - y * turn.sin(), x * turn.sin() + y * turn.cos());
        let wave = ((u / pitch * std::f32::consts::TAU).cos() + (v / pitch * std::f32::consts::TAU).cos()) / 4.0 + 0.5;
        let grey = (0.3 * c[0] + 0.59 * c[1] + 0.11 * c[2]) / 255.0;
        [if grey > wave { 245.0 } else { 25.0 }; 3]
    });
    picture
}

fn negative(scene: &Scene<'_>, _: &mut Chance) -> RgbImage {
    let mut picture = scene.photo.clone();
    each(&mut picture, |_, _, c| c.map(|value| 255.0 - value));
    picture
}

/// Only brightness left, from one colour to another.
fn two_colours(scene: &Scene<'_>, chance: &mut Chance) -> RgbImage {
    let mut picture = scene.photo.clone();
    let (dark, light) =
        (chance.colour().0.map(|v| f32::from(v) * 0.4), chance.colour().0.map(|v| 140.0 + f32::from(v) * 0.45));
    let bend = chance.between(0.6, 1.7);
    each(&mut picture, |_, _, c| {
        let grey = ((0.3 * c[0] + 0.59 * c[1] + 0.11 * c[2]) / 255.0).powf(bend);
        [0, 1, 2].map(|i| dark[i] + (light[i] - dark[i]) * grey)
    });
    picture
}

/// A fifth to a third of its area.
fn small_crop(scene: &Scene<'_>, chance: &mut Chance) -> RgbImage {
    let side = chance.between(0.42, 0.58);
    let (x, y) = (chance.between(0.0, 1.0 - side), chance.between(0.0, 1.0 - side));
    fitted(&cut(scene.photo, x, y, side, side), 900, 900)
}

fn stretched(scene: &Scene<'_>, chance: &mut Chance) -> RgbImage {
    let factor = if chance.share() < 0.5 { chance.between(0.6, 0.8) } else { chance.between(1.25, 1.65) };
    resized(scene.photo, (scene.photo.width() as f32 * factor) as u32, scene.photo.height())
}

/// 64 to 110 pixels.
fn tiny(scene: &Scene<'_>, chance: &mut Chance) -> RgbImage {
    let side = chance.between(64.0, 110.0) as u32;
    fitted(scene.photo, side, side)
}

/// Squares of a sixtieth to a fortieth of its width.
fn blocks(scene: &Scene<'_>, chance: &mut Chance) -> RgbImage {
    let side = (scene.photo.width() as f32 / chance.between(70.0, 100.0)) as u32;
    let small = resized(scene.photo, scene.photo.width() / side.max(1), scene.photo.height() / side.max(1));
    imageops::resize(&small, scene.photo.width(), scene.photo.height(), imageops::FilterType::Nearest)
}

/// One edit after another.
fn two_edits(scene: &Scene<'_>, chance: &mut Chance) -> RgbImage {
    let inner = ["heavy_caption", "stickers", "two_colours", "small_crop", "stretched", "watermark"];
    let outer = ["news_page", "corner", "collage", "instant_print", "slanted_print", "filmed_screen", "blurred_sides"];
    let edit = |name: &str| KINDS.iter().find(|(kind, _)| *kind == name).map(|(_, edit)| *edit);
    let mut picture = scene.photo.clone();
    for name in [inner[chance.below(inner.len())], outer[chance.below(outer.len())]] {
        if let Some(edit) = edit(name) {
            picture = edit(&Scene { photo: &picture, others: scene.others }, chance);
        }
    }
    if chance.share() < 0.5 { imageops::flip_horizontal(&picture) } else { picture }
}
