//! A picture in memory, and the few ways to draw on it.
//!
//! Drawing measures in *units*: a picture is 1000 units wide whatever its pixels, so a scene looks the same at every
//! size. Colours are 8-bit sRGB, mixed without gamma: these are sketches.

/// Red, green, blue.
pub type Colour = [u8; 3];

/// Rows of pixels from the top left.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Picture {
    width: usize,
    height: usize,
    pixels: Vec<Colour>,
}

/// A rectangle in units.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Area {
    pub left: f32,
    pub top: f32,
    pub right: f32,
    pub bottom: f32,
}

impl Area {
    /// From its left, top, width and height.
    pub fn new(left: f32, top: f32, width: f32, height: f32) -> Self {
        Self { left, top, right: left + width, bottom: top + height }
    }
}

/// From `a` at 0 to `b` at 1, clamped.
pub fn mix(a: Colour, b: Colour, share: f32) -> Colour {
    let share = share.clamp(0.0, 1.0);
    std::array::from_fn(|i| (f32::from(a[i]) + (f32::from(b[i]) - f32::from(a[i])) * share + 0.5) as u8)
}

/// The colour under more (above 1) or less (below 1) light.
pub fn lit(colour: Colour, light: f32) -> Colour {
    colour.map(|part| (f32::from(part) * light + 0.5).clamp(0.0, 255.0) as u8)
}

impl Picture {
    /// A picture of this many pixels, all of one colour.
    pub fn new(width: usize, height: usize, colour: Colour) -> Self {
        Self { width, height, pixels: vec![colour; width * height] }
    }

    /// Pixels a row.
    pub fn width(&self) -> usize {
        self.width
    }

    /// Rows.
    pub fn height(&self) -> usize {
        self.height
    }

    /// Rows from the top, 3 bytes a pixel.
    pub fn to_rgb(&self) -> Vec<u8> {
        self.pixels.as_flattened().to_vec()
    }

    /// The pixel at this column and row; beyond an edge, the nearest on it.
    pub fn at(&self, column: isize, row: isize) -> Colour {
        let column = column.clamp(0, self.width as isize - 1) as usize;
        let row = row.clamp(0, self.height as isize - 1) as usize;
        self.pixels[row * self.width + column]
    }

    /// A picture made by asking for each pixel by its column and row.
    pub fn from_pixels(width: usize, height: usize, pixel: impl Fn(usize, usize) -> Colour) -> Self {
        let rows = (0..height).flat_map(|row| (0..width).map(move |column| (column, row)));
        Self { width, height, pixels: rows.map(|(column, row)| pixel(column, row)).collect() }
    }

    fn pixels_per_unit(&self) -> f32 {
        self.width as f32 / 1000.0
    }

    /// How high the picture is in units.
    pub fn height_in_units(&self) -> f32 {
        self.height as f32 / self.pixels_per_unit()
    }

    /// Asks for the colour of each point of an area, in units; `None` leaves what was there.
    pub fn draw(&mut self, area: Area, paint: impl Fn(f32, f32, Colour) -> Option<Colour>) {
        let scale = self.pixels_per_unit();
        let pixel = |unit: f32, end: usize| ((unit * scale).floor().max(0.0) as usize).min(end);
        let (left, right) = (pixel(area.left, self.width), pixel(area.right + 1.0 / scale, self.width));
        let (top, bottom) = (pixel(area.top, self.height), pixel(area.bottom + 1.0 / scale, self.height));
        for row in top..bottom {
            let y = (row as f32 + 0.5) / scale;
            for column in left..right {
                let x = (column as f32 + 0.5) / scale;
                let place = &mut self.pixels[row * self.width + column];
                if let Some(colour) = paint(x, y, *place) {
                    *place = colour;
                }
            }
        }
    }

    /// Paints a rectangle.
    pub fn rectangle(&mut self, area: Area, paint: impl Fn(f32, f32) -> Colour) {
        self.draw(area, |x, y, _| {
            let inside = x >= area.left && x < area.right && y >= area.top && y < area.bottom;
            inside.then(|| paint(x, y))
        });
    }

    /// Paints an ellipse that fills an area.
    pub fn ellipse(&mut self, area: Area, paint: impl Fn(f32, f32) -> Colour) {
        let (across, down) = ((area.right - area.left) / 2.0, (area.bottom - area.top) / 2.0);
        let (x0, y0) = (area.left + across, area.top + down);
        self.draw(area, |x, y, _| {
            let (dx, dy) = ((x - x0) / across, (y - y0) / down);
            (dx * dx + dy * dy <= 1.0).then(|| paint(x, y))
        });
    }

    /// Paints a shape with straight sides; where sides cross, the even-odd rule holds.
    pub fn polygon(&mut self, corners: &[(f32, f32)], paint: impl Fn(f32, f32) -> Colour) {
        self.draw(around(corners, 0.0), |x, y, _| inside(corners, x, y).then(|| paint(x, y)));
    }

    /// Draws a line through points, with round ends; its width runs evenly from `width.0` to `width.1`.
    pub fn line(&mut self, points: &[(f32, f32)], width: (f32, f32), colour: Colour) {
        let pieces = points.len().saturating_sub(1).max(1) as f32;
        for (number, pair) in points.windows(2).enumerate() {
            let at = |share: f32| width.0 + (width.1 - width.0) * (number as f32 + share) / pieces;
            let (a, b) = (pair[0], pair[1]);
            self.draw(around(pair, at(0.0).max(at(1.0))), |x, y, _| {
                let (distance, share) = distance_to(a, b, x, y);
                (distance <= at(share) / 2.0).then_some(colour)
            });
        }
    }
}

/// The smallest area around points, with a margin.
fn around(points: &[(f32, f32)], margin: f32) -> Area {
    let mut area = Area { left: f32::MAX, top: f32::MAX, right: f32::MIN, bottom: f32::MIN };
    for &(x, y) in points {
        area.left = area.left.min(x - margin);
        area.right = area.right.max(x + margin);
        area.top = area.top.min(y - margin);
        area.bottom = area.bottom.max(y + margin);
    }
    area
}

fn inside(corners: &[(f32, f32)], x: f32, y: f32) -> bool {
    let mut inside = false;
    for (number, &(x1, y1)) in corners.iter().enumerate() {
        let (x0, y0) = corners[(number + corners.len() - 1) % corners.len()];
        if (y0 > y) != (y1 > y) && x < (x1 - x0) * (y - y0) / (y1 - y0) + x0 {
            inside = !inside;
        }
    }
    inside
}

/// The distance from a point to the line from `a` to `b`, and how far along the line the nearest place is (0..=1).
fn distance_to(a: (f32, f32), b: (f32, f32), x: f32, y: f32) -> (f32, f32) {
    let (dx, dy) = (b.0 - a.0, b.1 - a.1);
    let length = (dx * dx + dy * dy).max(f32::MIN_POSITIVE);
    let share = (((x - a.0) * dx + (y - a.1) * dy) / length).clamp(0.0, 1.0);
    let (ex, ey) = (x - a.0 - share * dx, y - a.1 - share * dy);
    ((ex * ex + ey * ey).sqrt(), share)
}

#[cfg(test)]
mod tests {
    use super::*;

    const WHITE: Colour = [255; 3];

    #[test]
    fn a_rectangle_covers_its_units_at_any_size() {
        for width in [100, 1000] {
            let mut picture = Picture::new(width, width, [0; 3]);
            picture.rectangle(Area::new(0.0, 0.0, 500.0, 1000.0), |_, _| WHITE);
            let white = picture.pixels.iter().filter(|&&pixel| pixel == WHITE).count();
            assert_eq!(white, width * width / 2);
        }
    }

    #[test]
    fn drawing_beyond_the_edges_is_cut_off() {
        let mut picture = Picture::new(10, 10, [0; 3]);
        picture.ellipse(Area::new(-9000.0, -9000.0, 20000.0, 20000.0), |_, _| WHITE);
        picture.line(&[(-50.0, 2000.0), (4000.0, -7.0)], (30.0, 1.0), [9; 3]);
        assert_eq!(picture.at(-5, -5), WHITE);
    }

    #[test]
    fn a_polygon_has_an_inside_and_an_outside() {
        let triangle = [(0.0, 0.0), (10.0, 0.0), (0.0, 10.0)];
        assert!(inside(&triangle, 2.0, 2.0));
        assert!(!inside(&triangle, 8.0, 8.0));
    }
}
