//! A wooden footbridge over a river in flood.

use super::super::letters;
use super::super::noise::{blend, cell, cloudy, smooth};
use super::super::picture::{Area, Colour, Picture, lit, mix};
use super::{develop, sky, trees};

const BANK: f32 = 186.0;
const BOARDS: Colour = [148, 116, 82];

/// The place without its water: 1000 units wide and 440 high, `width` pixels wide.
pub fn place(width: usize, seed: u32) -> Picture {
    let mut picture = Picture::new(width, width * 44 / 100, [90, 80, 60]);
    sky(&mut picture, seed, 150.0, [138, 150, 166], [206, 208, 204], [112, 118, 128]);
    trees(&mut picture, seed ^ 1, 112.0, 42.0, BANK, [70, 92, 66]);
    trees(&mut picture, seed ^ 2, 150.0, 22.0, BANK + 4.0, [58, 84, 44]);
    cottage(&mut picture, seed, 640.0 + 160.0 * cell(seed, 4, 4));
    develop(&mut picture, seed);
    picture
}

/// The place `time` seconds into the recording, with the water running and what it carries.
pub fn moment(place: &Picture, seed: u32, time: f32) -> Picture {
    let mut picture = place.clone();
    water(&mut picture, seed, time);
    driftwood(&mut picture, seed, time);
    bridge(&mut picture, seed);
    near_bank(&mut picture, seed);
    picture
}

fn cottage(picture: &mut Picture, seed: u32, left: f32) {
    picture.rectangle(Area::new(left, 142.0, 96.0, 44.0), |x, y| {
        lit([226, 220, 206], 0.82 + 0.3 * cloudy(seed, x / 6.0, y / 6.0, 3))
    });
    let roof = [(left - 8.0, 144.0), (left + 18.0, 112.0), (left + 78.0, 112.0), (left + 104.0, 144.0)];
    picture.polygon(&roof, |x, y| lit([136, 66, 52], 0.7 + 0.5 * cell(seed, (x / 3.0) as i32, (y / 2.5) as i32)));
    for window in [14.0, 44.0, 74.0] {
        picture.rectangle(Area::new(left + window, 154.0, 11.0, 15.0), |_, _| [52, 60, 70]);
    }
    picture.rectangle(Area::new(left + 64.0, 98.0, 9.0, 20.0), |_, _| [120, 84, 70]);
}

/// Brown water: long streaks that run from left to right, faster and broader towards the viewer.
fn water(picture: &mut Picture, seed: u32, time: f32) {
    let height = picture.height_in_units();
    picture.rectangle(Area::new(0.0, BANK, 1000.0, height - BANK), |x, y| {
        let depth = (y - BANK) / (height - BANK);
        let nearer = 26.0 / (depth + 0.3);
        let run = x - time * blend(35.0, 90.0, depth);
        let swell = smooth(seed ^ 5, run / 130.0, nearer * 0.35);
        let streaks = cloudy(seed ^ 6, run / 40.0, nearer + time * 0.4, 3);
        let brown = mix([134, 118, 92], [92, 74, 50], depth);
        let foam = (streaks - 0.66) * 4.0;
        mix(lit(brown, 0.62 + 0.5 * swell + 0.35 * streaks), [216, 208, 190], foam)
    });
}

fn driftwood(picture: &mut Picture, seed: u32, time: f32) {
    for piece in 0..5 {
        let lane = cell(seed, piece, 40);
        let y = 232.0 + 150.0 * lane;
        let x = (cell(seed, piece, 41) * 1400.0 + time * (50.0 + 45.0 * lane)) % 1500.0 - 250.0;
        let turn = smooth(seed, time * 0.6, piece as f32 * 3.0) * 18.0 - 9.0;
        let length = 30.0 + 50.0 * cell(seed, piece, 42);
        picture.line(&[(x, y - turn), (x + length * 0.5, y), (x + length, y + turn)], (7.0, 3.0), [58, 42, 28]);
        picture.line(&[(x + length * 0.4, y), (x + length * 0.6, y - 16.0)], (3.0, 1.0), [66, 50, 32]);
    }
}

fn deck(x: f32) -> f32 {
    let from_middle = (x - 500.0) / 410.0;
    272.0 - 34.0 * (1.0 - from_middle * from_middle)
}

fn bridge(picture: &mut Picture, seed: u32) {
    for pillar in [250.0, 420.0, 590.0, 760.0] {
        picture.rectangle(Area::new(pillar, deck(pillar), 17.0, 74.0), |x, y| {
            lit([84, 68, 52], 0.7 + 0.6 * smooth(seed, x / 3.0, y / 26.0))
        });
        picture.ellipse(Area::new(pillar - 16.0, deck(pillar) + 64.0, 54.0, 15.0), |x, y| {
            lit([214, 206, 190], 0.75 + 0.4 * cell(seed, x as i32, y as i32))
        });
    }
    picture.draw(Area::new(90.0, 230.0, 820.0, 70.0), |x, y, _| {
        let board = cell(seed, (x / 7.0) as i32, 3);
        let on_deck = y > deck(x) && y < deck(x) + 15.0;
        on_deck.then(|| lit(BOARDS, 0.6 + 0.55 * board + 0.2 * smooth(seed, x * 2.0, y / 2.0)))
    });
    for post in 0..38 {
        let x = 96.0 + 22.0 * post as f32;
        let colour = lit(BOARDS, 0.7 + 0.4 * cell(seed, post, 8));
        picture.rectangle(Area::new(x, deck(x) - 44.0, 5.0, 46.0), |_, _| colour);
        for rail in [42.0, 24.0] {
            picture.line(&[(x, deck(x) - rail), (x + 22.0, deck(x + 22.0) - rail)], (4.6, 4.6), colour);
        }
    }
}

fn near_bank(picture: &mut Picture, seed: u32) {
    let height = picture.height_in_units();
    picture.draw(Area::new(0.0, 330.0, 420.0, height - 330.0), |x, y, _| {
        let edge = 352.0 + x * 0.22 + 14.0 * smooth(seed ^ 12, x / 30.0, 0.0);
        let grass = cloudy(seed ^ 13, x / 3.0, y / 12.0, 3);
        (y > edge).then(|| lit([92, 112, 52], 0.45 + 1.0 * grass))
    });
    picture.rectangle(Area::new(148.0, 318.0, 6.0, 70.0), |_, _| [70, 66, 62]);
    picture.rectangle(Area::new(98.0, 296.0, 108.0, 34.0), |_, _| [36, 84, 62]);
    letters::write(picture, "ALDER LANE", (105.0, 307.5), 11.0, [240, 240, 230]);
}
