//! A heron that stands in shallow water among reeds.

use super::super::noise::{cell, cloudy, smooth};
use super::super::picture::{Area, Colour, Picture, lit, mix};
use super::{develop, trees};

const SHORE: f32 = 214.0;
const PLUMAGE: Colour = [142, 154, 168];

/// A photo, 3 to 2, `width` pixels wide.
pub fn photo(width: usize, seed: u32) -> Picture {
    let mut picture = Picture::new(width, width * 2 / 3, [60, 80, 60]);
    picture.rectangle(Area::new(0.0, 0.0, 1000.0, SHORE + 10.0), |x, y| {
        let far = cloudy(seed, x / 120.0, y / 90.0, 3);
        mix([58, 86, 58], [168, 184, 120], far * 1.3 - 0.2)
    });
    trees(&mut picture, seed ^ 3, 130.0, 80.0, SHORE + 6.0, [70, 104, 60]);
    water(&mut picture, seed);
    let stand = 470.0 + 120.0 * cell(seed, 1, 1);
    reeds(&mut picture, seed, 0..46, SHORE + 40.0);
    heron(&mut picture, seed, stand);
    reeds(&mut picture, seed ^ 4, 0..26, 690.0);
    develop(&mut picture, seed);
    picture
}

fn water(picture: &mut Picture, seed: u32) {
    let height = picture.height_in_units();
    picture.rectangle(Area::new(0.0, SHORE, 1000.0, height - SHORE), |x, y| {
        let depth = (y - SHORE) / (height - SHORE);
        let ripple = cloudy(seed ^ 8, x / 60.0, 22.0 / (depth + 0.25), 4);
        let mirrored = cloudy(seed, x / 90.0, (2.0 * SHORE - y) / 60.0, 3);
        let colour = mix([62, 92, 76], [156, 176, 170], mirrored * 1.4 - 0.3 + 0.2 * depth);
        lit(colour, 0.55 + 0.85 * ripple)
    });
}

/// Reeds that stand at `foot`, most of them at the sides.
fn reeds(picture: &mut Picture, seed: u32, numbers: std::ops::Range<i32>, foot: f32) {
    for number in numbers {
        let chance = |what: i32| cell(seed, number, 50 + what);
        let side = chance(1) * chance(1) * 380.0;
        let x = if chance(2) < 0.5 { side } else { 1000.0 - side };
        let (lean, height) = (chance(3) * 60.0 - 30.0, 150.0 + 210.0 * chance(4));
        let foot = foot + 40.0 * chance(5);
        let colour = mix([94, 118, 48], [186, 166, 92], chance(6));
        picture.line(
            &[(x, foot), (x + lean * 0.3, foot - height * 0.6), (x + lean, foot - height)],
            (6.5, 1.5),
            colour,
        );
        if chance(7) > 0.6 {
            let (x, y) = (x + lean * 0.85, foot - height * 0.92);
            picture.line(&[(x, y), (x + 2.0, y - 42.0)], (11.0, 9.0), [92, 58, 36]);
        }
    }
}

fn heron(picture: &mut Picture, seed: u32, x: f32) {
    let feather = |x: f32, y: f32| lit(PLUMAGE, 0.62 + 0.6 * cloudy(seed ^ 5, x / 16.0 + y / 30.0, y / 5.0, 3));
    for (leg, knee) in [(x - 14.0, x - 20.0), (x + 20.0, x + 25.0)] {
        picture.line(&[(leg, 400.0), (knee, 470.0), (leg - 2.0, 560.0)], (8.0, 5.0), [120, 104, 62]);
        picture.ellipse(Area::new(leg - 42.0, 552.0, 80.0, 11.0), |_, _| [196, 206, 200]);
    }
    let tail = [(x + 60.0, 330.0), (x + 168.0, 424.0), (x + 96.0, 410.0), (x + 20.0, 400.0)];
    picture.polygon(&tail, |x, y| lit(feather(x, y), 0.72));
    picture.ellipse(Area::new(x - 74.0, 292.0, 190.0, 122.0), feather);
    picture.ellipse(Area::new(x - 40.0, 314.0, 160.0, 82.0), |x, y| {
        lit([104, 116, 134], 0.6 + 0.7 * smooth(seed, x / 9.0 + y / 12.0, y / 4.0))
    });
    let neck = [
        (x - 44.0, 330.0),
        (x - 86.0, 290.0),
        (x - 78.0, 232.0),
        (x - 40.0, 190.0),
        (x - 56.0, 140.0),
        (x - 84.0, 122.0),
    ];
    picture.line(&neck, (44.0, 24.0), [186, 192, 196]);
    picture.line(&[(x - 84.0, 284.0), (x - 74.0, 236.0), (x - 38.0, 192.0)], (5.0, 3.0), [74, 80, 92]);
    picture.ellipse(Area::new(x - 118.0, 100.0, 70.0, 44.0), |_, _| [214, 218, 218]);
    picture.line(&[(x - 92.0, 108.0), (x - 40.0, 112.0), (x - 4.0, 132.0)], (12.0, 2.0), [40, 44, 56]);
    picture.polygon(&[(x - 112.0, 112.0), (x - 112.0, 132.0), (x - 214.0, 134.0)], |_, y| {
        lit([218, 172, 66], if y > 124.0 { 0.75 } else { 1.0 })
    });
    picture.ellipse(Area::new(x - 100.0, 112.0, 11.0, 11.0), |_, _| [236, 206, 60]);
    picture.ellipse(Area::new(x - 97.0, 115.0, 5.0, 5.0), |_, _| [20, 20, 20]);
}
