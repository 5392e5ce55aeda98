//! The change of a match, drawn without a pixel of either: how the outline of each lies in the other, and which way up.

use std::fmt::Write as _;

use askama::Template;
use desk::matches::{Changes, Overlay, Region};
use desk::views::MatchRow;

/// Width over height of a picture whose size is not known.
pub const USUAL: f64 = 16.0 / 9.0;
/// Height of a picture in the drawing, in its units.
const HEIGHT: f64 = 150.0;

/// Two frames, the query before the reference.
#[derive(Template)]
#[template(path = "footage/change.html")]
pub struct Diagram<'a> {
    found: &'a MatchRow,
    frames: [Frame<'a>; 2],
}

struct Frame<'a> {
    name: &'a str,
    width: f64,
    height: f64,
    /// The part that the other has.
    shared: String,
    /// A flag that stands upright in the reference.
    flag: String,
    /// What is in the query only: captions, logos.
    added: Vec<String>,
}

/// A polygon over a picture of a size.
pub struct Outline {
    pub width: f64,
    pub height: f64,
    pub points: String,
}

/// From the corners of the flag's pole to the end of its cloth, in shares of the part around which it stands.
const FLAG: [(f32, f32); 5] = [(-0.18, 0.3), (-0.18, -0.3), (0.22, -0.16), (-0.18, -0.02), (-0.18, 0.3)];

impl<'a> Diagram<'a> {
    /// Of a match whose geometry is known.
    pub fn of(found: &'a MatchRow) -> Option<Self> {
        let (forth, back) = overlays(found)?;
        let (of_query, of_reference) = (inside(forth.corners()), inside(back.corners()));
        let middle = middle(&of_query)?;
        let size = extent(&of_query);
        let flag = FLAG.map(|(x, y)| (middle.0 + x * size.0, middle.1 + y * size.1));
        let frame = |name, aspect: Option<f64>, shared: &[(f32, f32)], flag: &[(f32, f32)]| {
            let width = aspect.unwrap_or(USUAL).clamp(0.3, 4.0) * HEIGHT;
            Frame {
                name,
                width,
                height: HEIGHT,
                shared: points(shared, width, HEIGHT),
                flag: points(flag, width, HEIGHT),
                added: Vec::new(),
            }
        };
        let query = frame(&found.query_name, found.query_aspect, &of_reference, &flag.map(|(x, y)| back.lay(x, y)));
        let added = added(found).iter().map(|corners| points(corners, query.width, HEIGHT)).collect();
        Some(Self {
            found,
            frames: [Frame { added, ..query }, frame(&found.reference_name, found.reference_aspect, &of_query, &flag)],
        })
    }
}

/// The boxes of what was added to the query, as polygons.
fn added(found: &MatchRow) -> Vec<[(f32, f32); 4]> {
    let changes = serde_json::from_value::<Changes>(found.changes.clone()).unwrap_or_default();
    let corners = |region: Region| {
        let (right, bottom) = (region.x + region.width, region.y + region.height);
        [(region.x, region.y), (right, region.y), (right, bottom), (region.x, bottom)]
    };
    changes.added.into_iter().map(|added| corners(added.region)).collect()
}

/// The outline of the reference in the query, and of the query in the reference.
pub fn outlines(found: &MatchRow) -> (Option<Outline>, Option<Outline>) {
    let Some((forth, back)) = overlays(found) else { return (None, None) };
    let outline = |corners: [(f32, f32); 4], aspect: Option<f64>| {
        let (width, height) = (aspect.unwrap_or(USUAL) * 1000.0, 1000.0);
        Some(Outline { width, height, points: points(&inside(corners), width, height) })
    };
    (outline(back.corners(), found.query_aspect), outline(forth.corners(), found.reference_aspect))
}

fn overlays(found: &MatchRow) -> Option<(Overlay, Overlay)> {
    let overlay = |numbers: &[f32]| Some(Overlay::from_matrix(numbers.try_into().ok()?));
    Some((overlay(&found.overlay)?, overlay(&found.overlay_back)?))
}

/// A polygon, cut at the edges of the picture (Sutherland and Hodgman 1974).
fn inside(polygon: [(f32, f32); 4]) -> Vec<(f32, f32)> {
    let mut kept = polygon.to_vec();
    for (axis, edge, sign) in [(0, 0.0, 1.0), (0, 1.0, -1.0), (1, 0.0, 1.0), (1, 1.0, -1.0)] {
        let of = |point: &(f32, f32)| if axis == 0 { point.0 } else { point.1 };
        let depth = |point: &(f32, f32)| (of(point) - edge) * sign;
        let whole = std::mem::take(&mut kept);
        for (from, to) in whole.iter().zip(whole.iter().cycle().skip(1)) {
            let (a, b) = (depth(from), depth(to));
            if a >= 0.0 {
                kept.push(*from);
            }
            if (a >= 0.0) != (b >= 0.0) {
                let share = a / (a - b);
                kept.push((from.0 + share * (to.0 - from.0), from.1 + share * (to.1 - from.1)));
            }
        }
    }
    kept
}

fn extent(polygon: &[(f32, f32)]) -> (f32, f32) {
    let range = |of: fn(&(f32, f32)) -> f32| {
        let values = polygon.iter().map(of);
        values.clone().fold(f32::NEG_INFINITY, f32::max) - values.fold(f32::INFINITY, f32::min)
    };
    (range(|point| point.0), range(|point| point.1))
}

fn middle(polygon: &[(f32, f32)]) -> Option<(f32, f32)> {
    #[expect(clippy::cast_precision_loss, reason = "a polygon of at most eight corners")]
    let share = 1.0 / polygon.len() as f32;
    let sum = |of: fn(&(f32, f32)) -> f32| polygon.iter().map(of).sum::<f32>() * share;
    (!polygon.is_empty()).then(|| (sum(|point| point.0), sum(|point| point.1)))
}

fn points(polygon: &[(f32, f32)], width: f64, height: f64) -> String {
    let mut text = String::new();
    for (x, y) in polygon {
        // Writing to a string does not fail.
        let _ = write!(text, "{:.1},{:.1} ", f64::from(*x) * width, f64::from(*y) * height);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_outline_is_cut_at_the_edges_of_the_picture() {
        let cut = inside([(-0.5, 0.25), (0.5, 0.25), (0.5, 1.5), (-0.5, 1.5)]);
        assert_eq!(extent(&cut), (0.5, 0.75));
        assert_eq!(middle(&cut), Some((0.25, 0.625)));
        assert!(inside([(2.0, 2.0), (3.0, 2.0), (3.0, 3.0), (2.0, 3.0)]).is_empty());
    }
}
