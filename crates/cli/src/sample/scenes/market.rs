//! Market stalls on a square. Another seed is another market: it looks alike, and is not the same.

use super::super::noise::{cell, cloudy, smooth};
use super::super::picture::{Area, Colour, Picture, lit};
use super::{cobbles, develop, houses, sky};

const AWNINGS: [Colour; 5] = [[186, 52, 50], [44, 110, 84], [48, 84, 150], [206, 150, 48], [132, 66, 118]];
const FRUIT: [Colour; 7] =
    [[206, 56, 44], [236, 150, 40], [242, 206, 70], [104, 150, 52], [120, 46, 86], [224, 214, 190], [158, 84, 44]];

/// A photo, 3 to 2, `width` pixels wide.
pub fn photo(width: usize, seed: u32) -> Picture {
    let mut picture = Picture::new(width, width * 2 / 3, [150, 140, 130]);
    sky(&mut picture, seed, 260.0, [134, 172, 210], [220, 228, 230], [246, 244, 240]);
    houses(&mut picture, seed ^ 21, 120.0, 372.0);
    let height = picture.height_in_units();
    cobbles(&mut picture, seed, Area::new(0.0, 366.0, 1000.0, height - 366.0), [160, 150, 138]);
    bunting(&mut picture, seed);
    let mut left = -70.0 + 60.0 * cell(seed, 0, 60);
    for number in 0..4 {
        let width = 240.0 + 70.0 * cell(seed, number, 61);
        stall(&mut picture, seed, number, left, width);
        left += width + 18.0 + 34.0 * cell(seed, number, 62);
    }
    develop(&mut picture, seed);
    picture
}

fn bunting(picture: &mut Picture, seed: u32) {
    let height = 96.0 + 40.0 * cell(seed, 3, 63);
    let sag = |x: f32| height - 60.0 * ((x - 500.0) / 500.0) * ((x - 500.0) / 500.0);
    for flag in 0..26 {
        let x = flag as f32 * 40.0;
        let colour = AWNINGS[(cell(seed, flag, 64) * 5.0) as usize];
        picture.line(&[(x, sag(x)), (x + 40.0, sag(x + 40.0))], (2.0, 2.0), [70, 70, 70]);
        picture.polygon(&[(x + 4.0, sag(x)), (x + 34.0, sag(x + 34.0)), (x + 19.0, sag(x) + 36.0)], |_, _| colour);
    }
}

fn stall(picture: &mut Picture, seed: u32, number: i32, left: f32, width: f32) {
    let awning = AWNINGS[((cell(seed, number, 65) * 5.0) as usize + number as usize) % 5];
    let top = 236.0 + 30.0 * cell(seed, number, 66);
    let right = left + width;
    for pole in [left + 12.0, right - 18.0] {
        picture.rectangle(Area::new(pole, top + 60.0, 7.0, 290.0), |_, _| [96, 84, 70]);
    }
    picture.rectangle(Area::new(left + 12.0, top + 84.0, width - 24.0, 120.0), |x, y| {
        lit([74, 66, 60], 0.5 + 0.6 * cloudy(seed, x / 40.0, y / 40.0, 2))
    });
    let corners = [(left + 30.0, top), (right - 30.0, top), (right + 8.0, top + 78.0), (left - 8.0, top + 78.0)];
    picture.polygon(&corners, |x, y| {
        let stripe = ((x - left) / 20.0).floor() as i32 % 2 == 0;
        let colour = if stripe { awning } else { [238, 232, 220] };
        lit(colour, 0.72 + 0.3 * smooth(seed, x / 34.0, y / 24.0) + 0.1 * (y - top) / 78.0)
    });
    for scallop in 0..(width / 20.0) as i32 {
        let x = left - 6.0 + 20.0 * scallop as f32;
        let colour = if scallop % 2 == 0 { awning } else { [228, 222, 210] };
        picture.ellipse(Area::new(x, top + 68.0, 20.0, 24.0), |_, _| lit(colour, 0.85));
    }
    crates(picture, seed ^ (number as u32 + 70), left + 4.0, width - 8.0);
}

/// Two rows of crates on a table, each crate with one kind of fruit.
fn crates(picture: &mut Picture, seed: u32, left: f32, width: f32) {
    picture.rectangle(Area::new(left, 470.0, width, 110.0), |x, y| {
        lit([126, 92, 60], 0.55 + 0.6 * cloudy(seed, x / 60.0, y / 4.0, 3))
    });
    let across = (width / 62.0).floor();
    for place in 0..2 * across as i32 {
        let (row, column) = (place / across as i32, place % across as i32);
        let x = left + width * column as f32 / across;
        let y = 410.0 + 52.0 * row as f32;
        let fruit = FRUIT[(cell(seed, column, row) * 7.0) as usize];
        picture.rectangle(Area::new(x, y, width / across - 4.0, 50.0), |x, y| {
            lit([170, 132, 84], 0.6 + 0.5 * cell(seed, (x / 30.0) as i32, (y / 9.0) as i32))
        });
        for piece in 0..22 {
            let chance = |what: i32| cell(seed ^ 5, place * 32 + piece, what);
            let (dx, dy) = (chance(1) * (width / across - 22.0), chance(2) * 22.0);
            picture.ellipse(Area::new(x + dx, y - 6.0 + dy, 17.0, 16.0), |px, py| {
                let light = (px - x - dx) * 0.012 + (py - y + 6.0 - dy) * 0.03;
                lit(fruit, 0.78 + 0.5 * chance(3) - light)
            });
        }
    }
}
