//! How one picture is laid over another.

use crate::changes::Region;
use crate::geometry::Map;

/// Where each place of one picture lies in another, as a projective map; places are shares (0.0..=1.0) of width and height,
/// from the top left.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Overlay(Map);

impl Overlay {
    /// From nine numbers `m`, row by row: with `r = m (x, y, 1)`, the place `(x, y)` lies at `(r0 / r2, r1 / r2)`.
    pub fn from_matrix(matrix: [f32; 9]) -> Self {
        Self(Map::from_numbers(matrix.map(f64::from)))
    }

    /// The nine numbers of [`Overlay::from_matrix`].
    pub fn matrix(&self) -> [f32; 9] {
        self.0.numbers().map(|value| value as f32)
    }

    /// Where a place lies; may be outside (0.0..=1.0) of the other picture.
    pub fn lay(&self, x: f32, y: f32) -> (f32, f32) {
        self.0.apply(x, y)
    }

    /// Where the corners of the picture lie, clockwise from its top left.
    pub fn corners(&self) -> [(f32, f32); 4] {
        [(0.0, 0.0), (1.0, 0.0), (1.0, 1.0), (0.0, 1.0)].map(|(x, y)| self.lay(x, y))
    }

    /// From the other picture to the one; none when everything is laid on a line.
    pub fn back(&self) -> Option<Self> {
        self.0.inverse().map(Self)
    }

    /// The upright rectangle around where a region lies, cut at the edges of the other picture.
    pub fn region(&self, region: Region) -> Region {
        let (right, bottom) = (region.x + region.width, region.y + region.height);
        let corners = [(region.x, region.y), (right, region.y), (region.x, bottom), (right, bottom)];
        let corners = corners.map(|(x, y)| self.lay(x, y));
        let range = |values: [f32; 4]| {
            let low = values.into_iter().fold(f32::INFINITY, f32::min).clamp(0.0, 1.0);
            (low, values.into_iter().fold(f32::NEG_INFINITY, f32::max).clamp(0.0, 1.0) - low)
        };
        let ((x, width), (y, height)) = (range(corners.map(|c| c.0)), range(corners.map(|c| c.1)));
        Region { x, y, width, height }
    }
}
