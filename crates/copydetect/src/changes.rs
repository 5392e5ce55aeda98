//! What was changed between two appearances of footage, in numbers and in a plain sentence.

use serde::{Deserialize, Serialize};

/// A rectangle, upright, in shares (0.0..=1.0) of a picture's width and height, from the top left.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Region {
    /// Left edge.
    pub x: f32,
    /// Top edge.
    pub y: f32,
    /// Width.
    pub width: f32,
    /// Height.
    pub height: f32,
}

impl Region {
    /// The whole picture.
    pub const WHOLE: Self = Self { x: 0.0, y: 0.0, width: 1.0, height: 1.0 };

    /// The share of the picture that the rectangle covers.
    pub fn area(&self) -> f32 {
        self.width * self.height
    }

    /// The area common to both, over the area of both together: 1 for the same rectangle, 0 for two apart.
    pub fn overlap(&self, other: &Self) -> f32 {
        let side = |a: f32, length: f32, b: f32, other: f32| ((a + length).min(b + other) - a.max(b)).max(0.0);
        let common = side(self.x, self.width, other.x, other.width) * side(self.y, self.height, other.y, other.height);
        common / (self.area() + other.area() - common).max(f32::MIN_POSITIVE)
    }

    /// Where it lies, in words.
    fn place(&self) -> &'static str {
        let (x, y) = (self.x + self.width / 2.0, self.y + self.height / 2.0);
        let side = |at: f32| if at < 0.4 { 0 } else { 1 + usize::from(at > 0.6) };
        [["top left", "top", "top right"], ["left", "middle", "right"], ["bottom left", "bottom", "bottom right"]]
            [side(y)][side(x)]
    }
}

/// How the query differs from the reference, as far as the fingerprints tell.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Changes {
    /// What was compared with what.
    pub kind: Kind,
    /// Left and right are exchanged.
    pub mirrored: bool,
    /// The query is turned counter-clockwise by so many degrees (1..=359), after mirroring.
    pub rotated: Option<u16>,
    /// Only this part of the reference is in the query.
    pub cropped: Option<Region>,
    /// The reference fills only this part of the query; the rest is bars, padding, a page or another picture.
    pub inset: Option<Region>,
    /// The query runs at this multiple of the reference's speed.
    pub speed: Option<f64>,
    /// Where each place of the query lies in the reference, as measured; see [`Changes::overlay`].
    #[serde(default)]
    pub map: Option<[f32; 9]>,
}

impl Changes {
    /// Where each place of the query lies in the reference: nine numbers `m`, row by row, of a projective map. With
    /// `r = m (x, y, 1)`, the place `(x, y)` lies at `(r0 / r2, r1 / r2)`; all in shares (0.0..=1.0) of width and height, from
    /// the top left. As measured, or else as mirroring, quarter turns and boxes tell.
    pub fn overlay(&self) -> [f32; 9] {
        self.map.unwrap_or_else(|| self.boxes())
    }

    /// Lays the box of the query on the box of the reference, in quarter turns.
    fn boxes(&self) -> [f32; 9] {
        let (from, to) = (self.inset.unwrap_or(Region::WHOLE), self.cropped.unwrap_or(Region::WHOLE));
        // In shares of the boxes, undoing the turn: x = a u + b v + c, y = d u + e v + f.
        let [a, b, c, d, e, f] = match (self.rotated.unwrap_or(0) + 45) / 90 % 4 {
            0 => [1.0, 0.0, 0.0, 0.0, 1.0, 0.0],
            1 => [0.0, -1.0, 1.0, 1.0, 0.0, 0.0],
            2 => [-1.0, 0.0, 1.0, 0.0, -1.0, 1.0],
            _ => [0.0, 1.0, 0.0, -1.0, 0.0, 1.0],
        };
        let [a, b, c] = if self.mirrored { [-a, -b, 1.0 - c] } else { [a, b, c] };
        let (width, height) = (from.width.max(1e-6), from.height.max(1e-6));
        let row = |u: f32, v: f32, shift: f32, at: f32, size: f32| {
            let (u, v) = (u / width, v / height);
            [u * size, v * size, at + (shift - u * from.x - v * from.y) * size]
        };
        let (x, y) = (row(a, b, c, to.x, to.width), row(d, e, f, to.y, to.height));
        [x[0], x[1], x[2], y[0], y[1], y[2], 0.0, 0.0, 1.0]
    }

    /// One sentence without a full stop: "the same picture, mirrored, cropped to the middle".
    pub fn sentence(&self) -> String {
        let mut parts = vec![match self.kind {
            Kind::Photo => "the same picture".to_owned(),
            Kind::Video => "the same footage".to_owned(),
            Kind::Frame => "the same picture as a moment of the video".to_owned(),
        }];
        if self.mirrored {
            parts.push("mirrored".to_owned());
        }
        parts.extend(self.rotated.map(|degrees| match degrees {
            180 => "upside down".to_owned(),
            1..180 => format!("turned {degrees} degrees to the left"),
            _ => format!("turned {} degrees to the right", 360_u16.saturating_sub(degrees)),
        }));
        parts.extend(self.cropped.map(|region| format!("cropped to the {}", region.place())));
        parts.extend(self.inset.map(|region| match region.place() {
            "middle" => format!("set into the middle of a larger picture ({:.0} % of it)", region.area() * 100.0),
            place => format!("set into a larger picture at the {place} ({:.0} % of it)", region.area() * 100.0),
        }));
        parts.extend(self.speed.map(|speed| match speed > 1.0 {
            true => format!("sped up {speed:.2} times"),
            false => format!("slowed to {speed:.2} of its speed"),
        }));
        if parts.len() == 1 {
            parts.push("unchanged or only re-encoded".to_owned());
        }
        parts.join(", ")
    }
}

/// What was compared with what.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum Kind {
    /// A photo with a photo.
    #[default]
    Photo,
    /// A video with a video.
    Video,
    /// A photo with a frame of a video, either way round.
    Frame,
}

/// A stretch of the query that lies on a stretch of the reference.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Segment {
    /// Start and end in the query, seconds.
    pub query: (f64, f64),
    /// Start and end in the reference, seconds.
    pub reference: (f64, f64),
    /// Reference seconds that pass in one query second: above 1 the query is sped up.
    pub speed: f64,
    /// How sure, 0.0..=1.0.
    pub score: f32,
}
