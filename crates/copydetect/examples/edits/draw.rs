//! Drawing: placing, warping, writing and spoiling pictures.

use image::{Rgb, RgbImage, imageops};

use crate::chance::Chance;

pub const WHITE: Rgb<u8> = Rgb([255; 3]);

pub fn resized(picture: &RgbImage, width: u32, height: u32) -> RgbImage {
    imageops::resize(picture, width.max(1), height.max(1), imageops::FilterType::Triangle)
}

/// Shrunk or grown to fit into a box, its shape kept.
pub fn fitted(picture: &RgbImage, width: u32, height: u32) -> RgbImage {
    let scale = (width as f32 / picture.width() as f32).min(height as f32 / picture.height() as f32);
    resized(picture, (picture.width() as f32 * scale) as u32, (picture.height() as f32 * scale) as u32)
}

/// Cut to fill a box.
pub fn filling(picture: &RgbImage, width: u32, height: u32) -> RgbImage {
    let scale = (width as f32 / picture.width() as f32).max(height as f32 / picture.height() as f32);
    let grown = resized(
        picture,
        (picture.width() as f32 * scale).ceil() as u32,
        (picture.height() as f32 * scale).ceil() as u32,
    );
    let (x, y) = ((grown.width() - width.min(grown.width())) / 2, (grown.height() - height.min(grown.height())) / 2);
    imageops::crop_imm(&grown, x, y, width, height).to_image()
}

pub fn cut(picture: &RgbImage, x: f32, y: f32, width: f32, height: f32) -> RgbImage {
    let (w, h) = (picture.width() as f32, picture.height() as f32);
    imageops::crop_imm(picture, (x * w) as u32, (y * h) as u32, (width * w) as u32, (height * h) as u32).to_image()
}

pub fn put(onto: &mut RgbImage, picture: &RgbImage, x: i64, y: i64) {
    imageops::replace(onto, picture, x, y);
}

/// Every pixel changed by a function of its place and colour.
pub fn each(picture: &mut RgbImage, change: impl Fn(u32, u32, [f32; 3]) -> [f32; 3]) {
    for (x, y, pixel) in picture.enumerate_pixels_mut() {
        pixel.0 = change(x, y, pixel.0.map(f32::from)).map(|value| value.clamp(0.0, 255.0) as u8);
    }
}

pub fn rectangle(onto: &mut RgbImage, x: i64, y: i64, width: i64, height: i64, colour: Rgb<u8>) {
    for row in y.max(0)..(y + height).min(i64::from(onto.height())) {
        for column in x.max(0)..(x + width).min(i64::from(onto.width())) {
            onto.put_pixel(column as u32, row as u32, colour);
        }
    }
}

/// A line of made-up letters, each a small pattern of five by seven squares, `height` pixels high; `opacity` from 0 to 1.
pub fn text(
    onto: &mut RgbImage,
    (x, y): (i64, i64),
    width: i64,
    height: i64,
    colour: Rgb<u8>,
    opacity: f32,
    chance: &mut Chance,
) {
    let square = (height / 7).max(1);
    let mut at = x;
    while at + 6 * square < x + width {
        if chance.share() > 0.16 {
            let pattern = chance.next();
            for i in (0..35).filter(|i| pattern >> i & 1 == 1) {
                for row in 0..square {
                    for column in 0..square {
                        let (px, py) = (at + (i % 5) * square + column, y + (i / 5) * square + row);
                        if px >= 0 && py >= 0 && px < i64::from(onto.width()) && py < i64::from(onto.height()) {
                            let pixel = onto.get_pixel_mut(px as u32, py as u32);
                            for (old, new) in pixel.0.iter_mut().zip(colour.0) {
                                *old = (f32::from(*old) * (1.0 - opacity) + f32::from(new) * opacity) as u8;
                            }
                        }
                    }
                }
            }
        }
        at += 6 * square;
    }
}

/// Several lines of it.
pub fn paragraph(onto: &mut RgbImage, x: i64, y: i64, width: i64, height: i64, size: i64, chance: &mut Chance) {
    let mut at = y;
    while at + size < y + height {
        let long = (width as f32 * if chance.share() < 0.2 { 0.5 } else { 1.0 }) as i64;
        text(onto, (x, at), long, size, Rgb([40; 3]), 1.0, chance);
        at += size * 17 / 10;
    }
}

/// The picture laid onto another so that its corners (from the top left, clockwise) come to these places.
pub fn slanted(onto: &mut RgbImage, picture: &RgbImage, corners: [(f32, f32); 4]) {
    let Some(map) = onto_unit_square(corners) else { return };
    let (width, height) = (picture.width() as f32, picture.height() as f32);
    for y in 0..onto.height() {
        for x in 0..onto.width() {
            let (px, py) = (x as f32 + 0.5, y as f32 + 0.5);
            let depth = map[6] * px + map[7] * py + map[8];
            let (u, v) = ((map[0] * px + map[1] * py + map[2]) / depth, (map[3] * px + map[4] * py + map[5]) / depth);
            if (0.0..1.0).contains(&u) && (0.0..1.0).contains(&v) {
                onto.put_pixel(x, y, between(picture, u * width - 0.5, v * height - 0.5));
            }
        }
    }
}

/// The colour between four pixels.
fn between(picture: &RgbImage, x: f32, y: f32) -> Rgb<u8> {
    let (left, top) = (x.floor(), y.floor());
    let at = |dx: f32, dy: f32| {
        let x = (left + dx).clamp(0.0, picture.width() as f32 - 1.0);
        let y = (top + dy).clamp(0.0, picture.height() as f32 - 1.0);
        picture.get_pixel(x as u32, y as u32).0.map(f32::from)
    };
    let (a, b, c, d) = (at(0.0, 0.0), at(1.0, 0.0), at(0.0, 1.0), at(1.0, 1.0));
    let (u, v) = (x - left, y - top);
    Rgb([0, 1, 2].map(|i| ((a[i] * (1.0 - u) + b[i] * u) * (1.0 - v) + (c[i] * (1.0 - u) + d[i] * u) * v) as u8))
}

/// The projective map that takes these corners to (0,0), (1,0), (1,1), (0,1): the adjugate of Heckbert's square-to-quad map
/// (*Fundamentals of Texture Mapping and Image Warping*, 1989). None of corners on one line.
fn onto_unit_square(c: [(f32, f32); 4]) -> Option<[f32; 9]> {
    let (sx, sy) = (c[0].0 - c[1].0 + c[2].0 - c[3].0, c[0].1 - c[1].1 + c[2].1 - c[3].1);
    let (dx1, dy1, dx2, dy2) = (c[1].0 - c[2].0, c[1].1 - c[2].1, c[3].0 - c[2].0, c[3].1 - c[2].1);
    let det = dx1 * dy2 - dx2 * dy1;
    if det.abs() < 1e-6 {
        return None;
    }
    let (g, h) = ((sx * dy2 - dx2 * sy) / det, (dx1 * sy - sx * dy1) / det);
    let m = [
        c[1].0 - c[0].0 + g * c[1].0,
        c[3].0 - c[0].0 + h * c[3].0,
        c[0].0,
        c[1].1 - c[0].1 + g * c[1].1,
        c[3].1 - c[0].1 + h * c[3].1,
        c[0].1,
        g,
        h,
        1.0,
    ];
    Some([
        m[4] * m[8] - m[5] * m[7],
        m[2] * m[7] - m[1] * m[8],
        m[1] * m[5] - m[2] * m[4],
        m[5] * m[6] - m[3] * m[8],
        m[0] * m[8] - m[2] * m[6],
        m[2] * m[3] - m[0] * m[5],
        m[3] * m[7] - m[4] * m[6],
        m[1] * m[6] - m[0] * m[7],
        m[0] * m[4] - m[1] * m[3],
    ])
}
