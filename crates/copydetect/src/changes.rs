//! What was changed between two appearances of footage, in numbers; [`Changes::sentence`] says it in words.

mod sentence;

use serde::{Deserialize, Serialize};

use crate::overlay::Overlay;

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
}

/// How the query differs from the reference, as far as the fingerprints tell.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Changes {
    /// What was compared with what.
    pub kind: Kind,
    /// Left and right are exchanged.
    pub mirrored: bool,
    /// The query is turned counter-clockwise by so many degrees (1..=359), after mirroring.
    pub rotated: Option<u16>,
    /// Only this part of the reference is in the query.
    pub cropped: Option<Region>,
    /// The reference fills only this part of the query; the rest is what `surround` says.
    pub inset: Option<Region>,
    /// What fills the rest of the query.
    pub surround: Option<Surround>,
    /// What was laid over the reference or written beside it, the largest first.
    pub added: Vec<Added>,
    /// What was done to the colours.
    pub colour: Colour,
    /// The query runs at this multiple of the reference's speed.
    pub speed: Option<f64>,
    /// Seconds of the query that are the reference's; of videos and sound.
    pub seconds: Option<f64>,
    /// Stretches of the query, in seconds, that are not the reference's and lie between stretches that are.
    pub inserted: Vec<(f64, f64)>,
    /// Stretches of the reference, in seconds, that were left out between stretches that are in the query.
    pub left_out: Vec<(f64, f64)>,
    /// What became of the sound.
    pub sound: Sound,
    /// The matrix of [`Changes::overlay`], where it was measured.
    pub map: Option<[f32; 9]>,
}

impl Changes {
    /// Where each place of the query lies in the reference: as measured, or else as mirroring, quarter turns and boxes tell.
    pub fn overlay(&self) -> Overlay {
        Overlay::from_matrix(self.map.unwrap_or_else(|| self.boxes()))
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
}

/// What fills the query where the reference is not.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Surround {
    /// Bars or padding of one colour.
    Bars,
    /// Something blurred, usually the picture itself.
    Blur,
    /// Lines of text above or below, of which the places are in [`Changes::added`].
    Caption,
    /// A page, a screen, a wall or another picture.
    Picture,
}

/// Something that is in the query and not in the reference.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Added {
    /// What it seems to be.
    pub kind: Addition,
    /// Where, in the query, to within a sixteenth of its width and height.
    pub region: Region,
}

/// What was added.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Addition {
    /// Lines of text, by their shape and place: wide, low, at the top or bottom.
    Caption,
    /// A logo, an emoji, a box, or anything else.
    Overlay,
}

/// What was done to the colours, as far as the whole picture tells.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Colour {
    /// Dark and bright are exchanged.
    pub negative: bool,
    /// The reference has colours, the query has none.
    pub grey: bool,
    /// The middle of the scale moved by so many of 255 steps; above 0 the query is brighter.
    pub brightness: Option<f32>,
    /// The query has this multiple of the reference's contrast.
    pub contrast: Option<f32>,
    /// The query has this multiple of the reference's saturation.
    pub saturation: Option<f32>,
}

/// What became of the reference's sound in the query.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Sound {
    /// Not known: there is none, too little to tell, or it was not compared.
    #[default]
    Unknown,
    /// It is the same.
    Same,
    /// The query has another.
    Replaced,
    /// The query has none, or silence.
    Removed,
    /// Only the query has any.
    Added,
}

/// What was compared with what.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum Kind {
    /// A photo with a photo.
    #[default]
    Photo,
    /// A video with a video.
    Video,
    /// A sound recording with another, or with the sound of a video.
    Sound,
    /// Two videos with other pictures that share their sound.
    Soundtrack,
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
