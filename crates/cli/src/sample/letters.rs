//! Capital letters, digits and little else, on a grid of 5 by 7: enough for signs and captions.

use super::picture::{Area, Colour, Picture};

/// Rows of each letter from the top; the highest of the five low bits is the leftmost point.
const LETTERS: &[(char, [u8; 7])] = &[
    ('A', [14, 17, 17, 31, 17, 17, 17]),
    ('B', [30, 17, 17, 30, 17, 17, 30]),
    ('C', [14, 17, 16, 16, 16, 17, 14]),
    ('D', [30, 17, 17, 17, 17, 17, 30]),
    ('E', [31, 16, 16, 30, 16, 16, 31]),
    ('F', [31, 16, 16, 30, 16, 16, 16]),
    ('G', [14, 17, 16, 23, 17, 17, 15]),
    ('H', [17, 17, 17, 31, 17, 17, 17]),
    ('I', [14, 4, 4, 4, 4, 4, 14]),
    ('J', [7, 2, 2, 2, 2, 18, 12]),
    ('K', [17, 18, 20, 24, 20, 18, 17]),
    ('L', [16, 16, 16, 16, 16, 16, 31]),
    ('M', [17, 27, 21, 21, 17, 17, 17]),
    ('N', [17, 17, 25, 21, 19, 17, 17]),
    ('O', [14, 17, 17, 17, 17, 17, 14]),
    ('P', [30, 17, 17, 30, 16, 16, 16]),
    ('Q', [14, 17, 17, 17, 21, 18, 13]),
    ('R', [30, 17, 17, 30, 20, 18, 17]),
    ('S', [15, 16, 16, 14, 1, 1, 30]),
    ('T', [31, 4, 4, 4, 4, 4, 4]),
    ('U', [17, 17, 17, 17, 17, 17, 14]),
    ('V', [17, 17, 17, 17, 17, 10, 4]),
    ('W', [17, 17, 17, 21, 21, 21, 10]),
    ('X', [17, 17, 10, 4, 10, 17, 17]),
    ('Y', [17, 17, 17, 10, 4, 4, 4]),
    ('Z', [31, 1, 2, 4, 8, 16, 31]),
    ('0', [14, 17, 19, 21, 25, 17, 14]),
    ('1', [4, 12, 4, 4, 4, 4, 14]),
    ('2', [14, 17, 1, 2, 4, 8, 31]),
    ('3', [31, 2, 4, 2, 1, 17, 14]),
    ('4', [2, 6, 10, 18, 31, 2, 2]),
    ('5', [31, 16, 30, 1, 1, 17, 14]),
    ('6', [6, 8, 16, 30, 17, 17, 14]),
    ('7', [31, 1, 2, 4, 8, 8, 8]),
    ('8', [14, 17, 17, 14, 17, 17, 14]),
    ('9', [14, 17, 17, 15, 1, 2, 12]),
    ('!', [4, 4, 4, 4, 4, 0, 4]),
    ('.', [0, 0, 0, 0, 0, 12, 12]),
    (':', [0, 12, 12, 0, 12, 12, 0]),
    ('-', [0, 0, 0, 31, 0, 0, 0]),
];

/// How wide words of this height are, in units.
pub fn width(words: &str, height: f32) -> f32 {
    (words.chars().count() as f32 * 6.0 - 1.0) * height / 7.0
}

/// The height at which words are as wide as `width`.
pub fn size_to_fit(words: &str, width: f32) -> f32 {
    width * 7.0 / (words.chars().count() as f32 * 6.0 - 1.0)
}

/// Writes words from a top left corner on, `height` units high; a character that has no letter stays blank.
pub fn write(picture: &mut Picture, words: &str, (left, top): (f32, f32), height: f32, colour: Colour) {
    let point = height / 7.0;
    for (place, character) in words.chars().enumerate() {
        let Some((_, rows)) = LETTERS.iter().find(|(letter, _)| *letter == character) else { continue };
        let left = left + place as f32 * 6.0 * point;
        picture.draw(Area::new(left, top, 5.0 * point, height), |x, y, _| {
            let (column, row) = (((x - left) / point).floor(), ((y - top) / point).floor());
            let on_grid = (0.0..5.0).contains(&column) && (0.0..7.0).contains(&row);
            (on_grid && rows[row as usize] >> (4 - column as u8) & 1 == 1).then_some(colour)
        });
    }
}
