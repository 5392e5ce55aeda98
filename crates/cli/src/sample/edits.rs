//! What people do to a picture before they post it again.

use super::letters;
use super::picture::{Area, Colour, Picture, mix};

/// Left becomes right.
pub fn mirror(picture: &Picture) -> Picture {
    let (width, height) = (picture.width(), picture.height());
    Picture::from_pixels(width, height, |column, row| picture.at((width - 1 - column) as isize, row as isize))
}

/// Keeps a part; its edges are shares of the picture from the left and the top, 0..1.
pub fn crop(picture: &Picture, left: f32, top: f32, right: f32, bottom: f32) -> Picture {
    let column = |share: f32| (share * picture.width() as f32) as usize;
    let row = |share: f32| (share * picture.height() as f32) as usize;
    let (x0, y0) = (column(left), row(top));
    Picture::from_pixels(column(right) - x0, row(bottom) - y0, |column, row| {
        picture.at((x0 + column) as isize, (y0 + row) as isize)
    })
}

/// Another number of pixels: each new pixel is the mean of a grid of points of the old picture under it.
pub fn resize(picture: &Picture, width: usize, height: usize) -> Picture {
    let (across, down) = (picture.width() as f32 / width as f32, picture.height() as f32 / height as f32);
    let points = across.max(down).ceil().max(1.0) as usize;
    Picture::from_pixels(width, height, |column, row| {
        let mut sum = [0.0; 3];
        for point in 0..points * points {
            let x = column as f32 + ((point % points) as f32 + 0.5) / points as f32;
            let y = row as f32 + ((point / points) as f32 + 0.5) / points as f32;
            let colour = between(picture, x * across, y * down);
            sum = std::array::from_fn(|part| sum[part] + f32::from(colour[part]));
        }
        sum.map(|part| (part / (points * points) as f32 + 0.5) as u8)
    })
}

/// The colour at a point between pixels; whole numbers are the corners of pixels.
pub fn between(picture: &Picture, x: f32, y: f32) -> Colour {
    let (x, y) = (x - 0.5, y - 0.5);
    let (left, top) = (x.floor(), y.floor());
    let (column, row) = (left as isize, top as isize);
    let upper = mix(picture.at(column, row), picture.at(column + 1, row), x - left);
    let lower = mix(picture.at(column, row + 1), picture.at(column + 1, row + 1), x - left);
    mix(upper, lower, y - top)
}

/// Puts a bar with words across the lower part, as re-posters do.
pub fn caption(picture: &Picture, words: &str) -> Picture {
    let mut captioned = picture.clone();
    let height = captioned.height_in_units();
    let bar = Area::new(0.0, height - 105.0, 1000.0, 105.0);
    captioned.rectangle(bar, |_, _| [16, 18, 22]);
    let size = letters::size_to_fit(words, 920.0).min(50.0);
    let left = (1000.0 - letters::width(words, size)) / 2.0;
    letters::write(&mut captioned, words, (left, height - 52.0 - size / 2.0), size, [250, 222, 60]);
    captioned
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ramp() -> Picture {
        Picture::from_pixels(40, 20, |column, row| [column as u8 * 6, row as u8 * 12, 7])
    }

    #[test]
    fn mirroring_twice_gives_the_picture_back() {
        assert_ne!(mirror(&ramp()), ramp());
        assert_eq!(mirror(&mirror(&ramp())), ramp());
    }

    #[test]
    fn a_crop_is_the_part_it_names() {
        let part = crop(&ramp(), 0.25, 0.5, 0.75, 1.0);
        assert_eq!((part.width(), part.height()), (20, 10));
        assert_eq!(part.at(0, 0), ramp().at(10, 10));
    }

    #[test]
    fn resizing_keeps_the_picture() {
        let half = resize(&ramp(), 20, 10);
        let (new, old) = (half.at(10, 5), ramp().at(20, 10));
        assert!(new.iter().zip(old).all(|(new, old)| new.abs_diff(old) <= 8), "{new:?} {old:?}");
    }

    #[test]
    fn a_caption_leaves_the_upper_part_alone() {
        let captioned = caption(&ramp(), "TODAY");
        assert_eq!(captioned.at(5, 2), ramp().at(5, 2));
        assert_ne!(captioned.at(5, 19), ramp().at(5, 19));
    }
}
