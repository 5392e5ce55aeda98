//! Harmless scenes of a small town that does not exist, drawn in code with enough texture to be fingerprinted.
//!
//! Everything is made from a seed: the same seed gives the same pixels, another seed another day or another place.

pub mod footbridge;
pub mod heron;
pub mod market;
pub mod street;

use super::noise::{blend, cell, cloudy, smooth};
use super::picture::{Area, Colour, Picture, lit, mix};

/// A sky with clouds, from the top down to `horizon`.
fn sky(picture: &mut Picture, seed: u32, horizon: f32, high: Colour, low: Colour, cloud: Colour) {
    picture.rectangle(Area::new(0.0, 0.0, 1000.0, horizon), |x, y| {
        let clouds = cloudy(seed, x / 190.0, y / 60.0, 5);
        mix(mix(high, low, y / horizon), cloud, (clouds - 0.42) * 3.2)
    });
}

/// A band of trees whose tops rise and fall around `top`.
fn trees(picture: &mut Picture, seed: u32, top: f32, rise: f32, bottom: f32, colour: Colour) {
    picture.draw(Area::new(0.0, top - rise, 1000.0, bottom - top + rise), |x, y, _| {
        let crowns = cloudy(seed, x / 70.0, 0.5, 5);
        let edge = top + (0.5 - crowns) * 2.0 * rise;
        let leaves = cloudy(seed ^ 0x51, x / 13.0, y / 9.0, 4);
        (y > edge && y < bottom).then(|| lit(colour, 0.55 + 0.9 * leaves - 0.25 * (y - edge) / (bottom - edge)))
    });
}

/// Grain and uneven light, as a small sensor gives them.
fn develop(picture: &mut Picture, seed: u32) {
    let height = picture.height_in_units();
    picture.draw(Area::new(0.0, 0.0, 1000.0, height), |x, y, colour| {
        let grain = cell(seed, (x * 2.0) as i32, (y * 2.0) as i32) - 0.5;
        let light = 0.93 + 0.14 * smooth(seed ^ 7, x / 310.0, y / 310.0);
        Some(lit(colour, light + 0.05 * grain))
    });
}

/// Cobbles or setts: stones in shifted rows that grow towards the viewer.
fn cobbles(picture: &mut Picture, seed: u32, area: Area, colour: Colour) {
    // Another square has other stones, and is seen from another spot.
    let (middle, large) = (300.0 + 400.0 * cell(seed, 1, 90), 0.75 + 0.5 * cell(seed, 2, 90));
    picture.rectangle(area, |x, y| {
        let depth = (y - area.top) / (area.bottom - area.top);
        let size = large * blend(7.0, 22.0, depth);
        let row = (depth * (30.0 - 9.0 * depth) / large).floor();
        let place = (x - middle) / size + if row as i32 % 2 == 0 { 0.0 } else { 0.5 };
        let stone = cell(seed, place.floor() as i32, row as i32);
        let within = place - place.floor();
        let joint = if !(0.09..0.93).contains(&within) { 0.62 } else { 1.0 };
        lit(colour, joint * (0.72 + 0.42 * stone + 0.2 * cloudy(seed, x / 4.0, y / 3.0, 2)))
    });
}

/// One house front: wall, windows, door and roof.
struct House {
    seed: u32,
    left: f32,
    width: f32,
    eaves: f32,
    floor: f32,
    wall: Colour,
    roof: Colour,
}

impl House {
    fn draw(&self, picture: &mut Picture) {
        let Self { seed, left, width, eaves, floor, wall, roof } = *self;
        picture.rectangle(Area::new(left, eaves, width, floor - eaves), |x, y| {
            let plaster = cloudy(seed, x / 5.0, y / 11.0, 4);
            lit(wall, 0.8 + 0.35 * plaster - 0.1 * (y - eaves) / (floor - eaves))
        });
        let ridge = eaves - width * (0.18 + 0.25 * cell(seed, 1, 1));
        let corners = [
            (left - 4.0, eaves),
            (left + width * 0.22, ridge),
            (left + width * 0.78, ridge),
            (left + width + 4.0, eaves),
        ];
        picture.polygon(&corners, |x, y| {
            let tile = cell(seed, (x / 4.0) as i32, (y / 3.0) as i32);
            lit(roof, 0.7 + 0.5 * tile)
        });
        let storeys = ((floor - eaves) / 52.0).floor().max(1.0);
        let columns = (width / 30.0).floor().max(2.0);
        for storey in 0..storeys as i32 {
            for column in 0..columns as i32 {
                let x = left + width * (column as f32 + 0.5) / columns;
                let y = eaves + 14.0 + (floor - eaves) / storeys * storey as f32;
                let is_door = storey == storeys as i32 - 1 && column == (cell(seed, 2, 2) * columns) as i32;
                if is_door { self.door(picture, x, y) } else { self.window(picture, x, y, column, storey) }
            }
        }
    }

    fn window(&self, picture: &mut Picture, x: f32, y: f32, column: i32, storey: i32) {
        let frame = Area::new(x - 8.0, y, 16.0, 26.0);
        picture.rectangle(frame, |_, _| [232, 228, 216]);
        let inside = lit([70, 86, 104], 0.5 + 0.9 * cell(self.seed ^ 9, column, storey));
        for pane in 0..4 {
            let (across, down) = ((pane % 2) as f32, (pane / 2) as f32);
            let glass = Area::new(x - 6.6 + across * 7.0, y + 1.6 + down * 12.0, 6.0, 10.8);
            picture.rectangle(glass, |x, y| lit(inside, 0.8 + 0.5 * smooth(self.seed, x / 6.0 + y / 9.0, 0.0)));
        }
        if cell(self.seed ^ 3, column, storey) > 0.55 {
            picture.rectangle(Area::new(x - 10.0, y + 26.0, 20.0, 5.0), |x, y| {
                mix([62, 104, 48], [196, 62, 84], (smooth(self.seed, x / 1.5, y / 1.5) - 0.45) * 4.0)
            });
        }
    }

    fn door(&self, picture: &mut Picture, x: f32, y: f32) {
        let wood = [[92, 50, 38], [38, 66, 82], [48, 76, 54]][(cell(self.seed, 5, 5) * 3.0) as usize];
        picture.rectangle(Area::new(x - 9.0, y, 18.0, self.floor - y), |x, y| {
            lit(wood, 0.8 + 0.4 * smooth(self.seed, x / 1.6, y / 20.0))
        });
    }
}

/// A row of houses along `floor`, from the left edge to the right.
fn houses(picture: &mut Picture, seed: u32, highest: f32, floor: f32) {
    const WALLS: [Colour; 6] =
        [[222, 204, 168], [196, 122, 96], [172, 182, 176], [226, 218, 206], [150, 112, 92], [206, 176, 110]];
    const ROOFS: [Colour; 3] = [[142, 62, 48], [84, 74, 74], [112, 84, 62]];
    let (mut left, mut number) = (-30.0, 0);
    while left < 1000.0 {
        let chance = |what: i32| cell(seed, number, what);
        let width = 84.0 + 62.0 * chance(1);
        House {
            seed: seed.wrapping_add(97 * number as u32),
            left,
            width,
            eaves: highest + 70.0 * chance(2),
            floor,
            wall: WALLS[(chance(3) * 6.0) as usize],
            roof: ROOFS[(chance(4) * 3.0) as usize],
        }
        .draw(picture);
        left += width + if chance(5) > 0.7 { 14.0 } else { 1.0 };
        number += 1;
    }
}
