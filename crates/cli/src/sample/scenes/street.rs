//! A riverside street, along which a truck passes.

use super::super::letters;
use super::super::noise::{cell, cloudy, smooth};
use super::super::picture::{Area, Picture, lit};
use super::{cobbles, develop, houses, sky};

const KERB: f32 = 300.0;

/// The street: 1000 units wide and 440 high, `width` pixels wide.
pub fn place(width: usize, seed: u32) -> Picture {
    let mut picture = Picture::new(width, width * 44 / 100, [120, 118, 112]);
    sky(&mut picture, seed, 240.0, [112, 158, 206], [204, 220, 230], [240, 240, 238]);
    houses(&mut picture, seed, 80.0, KERB - 14.0);
    cobbles(&mut picture, seed ^ 2, Area::new(0.0, KERB - 14.0, 1000.0, 24.0), [176, 168, 154]);
    road(&mut picture, seed);
    for tree in 0..6 {
        tree_at(&mut picture, seed.wrapping_add(tree), 60.0 + 170.0 * tree as f32 + 60.0 * cell(seed, tree as i32, 30));
    }
    for lamp in 0..4 {
        lamp_at(&mut picture, 140.0 + 240.0 * lamp as f32);
    }
    quay(&mut picture, seed);
    develop(&mut picture, seed);
    picture
}

/// The street with the truck's front at `truck` units from the left; it drives to the left.
pub fn moment(place: &Picture, truck: f32) -> Picture {
    let mut picture = place.clone();
    self::truck(&mut picture, truck);
    picture
}

fn road(picture: &mut Picture, seed: u32) {
    picture.rectangle(Area::new(0.0, KERB + 10.0, 1000.0, 88.0), |x, y| {
        let tar = cloudy(seed ^ 4, x / 3.0, y / 2.0, 3);
        let worn = smooth(seed ^ 5, x / 120.0, y / 16.0);
        lit([104, 104, 108], 0.62 + 0.4 * tar + 0.25 * worn)
    });
    for dash in 0..18 {
        picture.rectangle(Area::new(dash as f32 * 58.0, KERB + 50.0, 30.0, 3.4), |_, _| [226, 224, 210]);
    }
    picture.rectangle(Area::new(0.0, KERB + 7.0, 1000.0, 4.0), |x, _| {
        lit([196, 190, 180], 0.8 + 0.3 * cell(seed, (x / 24.0) as i32, 9))
    });
}

fn tree_at(picture: &mut Picture, seed: u32, x: f32) {
    picture.line(&[(x, KERB), (x + 2.0, KERB - 60.0), (x - 3.0, KERB - 110.0)], (9.0, 5.0), [84, 64, 48]);
    for crown in 0..9 {
        let (dx, dy) = (cell(seed, crown, 1) * 70.0 - 35.0, cell(seed, crown, 2) * 70.0);
        picture.ellipse(Area::new(x + dx - 24.0, KERB - 180.0 + dy, 48.0, 42.0), |x, y| {
            lit([82, 116, 54], 0.4 + 1.1 * cloudy(seed ^ 8, x / 7.0, y / 7.0, 3))
        });
    }
}

fn lamp_at(picture: &mut Picture, x: f32) {
    picture.line(&[(x, KERB + 4.0), (x, KERB - 128.0), (x + 22.0, KERB - 138.0)], (4.4, 3.0), [44, 50, 52]);
    picture.ellipse(Area::new(x + 16.0, KERB - 140.0, 20.0, 12.0), |_, _| [250, 240, 206]);
}

/// The quay wall and a strip of the river before it.
fn quay(picture: &mut Picture, seed: u32) {
    let height = picture.height_in_units();
    picture.rectangle(Area::new(0.0, 398.0, 1000.0, 16.0), |x, y| {
        let stone = cell(seed, (x / 19.0 + if y > 406.0 { 0.5 } else { 0.0 }) as i32, (y / 8.0) as i32);
        lit([150, 142, 128], 0.65 + 0.5 * stone)
    });
    picture.rectangle(Area::new(0.0, 414.0, 1000.0, height - 414.0), |x, y| {
        lit([74, 104, 112], 0.55 + 0.9 * cloudy(seed ^ 9, x / 30.0, y / 3.0, 4))
    });
}

fn truck(picture: &mut Picture, front: f32) {
    let ground = KERB + 64.0;
    let dark = [34, 36, 40];
    picture.rectangle(Area::new(front + 46.0, ground - 112.0, 176.0, 98.0), |x, y| {
        lit([232, 228, 214], 0.86 + 0.2 * smooth(3, x / 26.0, y / 40.0))
    });
    picture.rectangle(Area::new(front + 46.0, ground - 40.0, 176.0, 12.0), |_, _| [42, 108, 152]);
    letters::write(picture, "WEND DAIRY", (front + 60.0, ground - 90.0), 17.5, [42, 108, 152]);
    let cab = [
        (front, ground - 14.0),
        (front, ground - 48.0),
        (front + 14.0, ground - 84.0),
        (front + 44.0, ground - 84.0),
        (front + 44.0, ground - 14.0),
    ];
    picture.polygon(&cab, |x, y| lit([42, 108, 152], 0.85 + 0.3 * smooth(4, x / 14.0, y / 14.0)));
    let window = [
        (front + 5.0, ground - 50.0),
        (front + 17.0, ground - 78.0),
        (front + 38.0, ground - 78.0),
        (front + 38.0, ground - 50.0),
    ];
    picture.polygon(&window, |_, _| [176, 204, 214]);
    picture.rectangle(Area::new(front, ground - 18.0, 222.0, 9.0), |_, _| dark);
    for wheel in [front + 14.0, front + 150.0, front + 182.0] {
        picture.ellipse(Area::new(wheel, ground - 24.0, 28.0, 28.0), |_, _| dark);
        picture.ellipse(Area::new(wheel + 8.0, ground - 16.0, 12.0, 12.0), |_, _| [160, 160, 158]);
    }
}
