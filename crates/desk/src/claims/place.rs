//! Uncertain place: a shape on the Earth with how precisely it is known and by which method.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::{
    error::{Error, Result},
    vocabulary,
};

vocabulary! {
    /// How precisely a place is known. Ordered from the most precise.
    pub enum Precision as "precision of a place" {
        /// Within 10 m.
        Exact = "exact",
        /// Within 100 m.
        Vicinity = "vicinity",
        /// Within 1 km.
        Locality = "locality",
        /// Somewhere within the shape.
        Area = "area",
    }
}

impl Precision {
    /// By how many metres the place may lie outside its shape.
    pub fn metres(self) -> f64 {
        match self {
            Self::Exact => 10.0,
            Self::Vicinity => 100.0,
            Self::Locality => 1_000.0,
            Self::Area => 0.0,
        }
    }
}

/// A shape. Coordinates are `[longitude, latitude]` in degrees (WGS 84), as in GeoJSON (RFC 7946); the circle is ours.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(tag = "type")]
pub enum Shape {
    /// One point.
    Point {
        /// Where.
        coordinates: [f64; 2],
    },
    /// All points within a distance of one.
    Circle {
        /// The middle.
        coordinates: [f64; 2],
        /// Metres, more than 0.
        radius: f64,
    },
    /// All points within a ring; the last point is the first one again.
    Polygon {
        /// The outer ring, then holes (which are kept, and count as inside).
        coordinates: Vec<Vec<[f64; 2]>>,
    },
}

/// An uncertain place.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct Place {
    /// As people call it, or as it was said.
    pub name: String,
    /// Where it lies.
    pub shape: Shape,
    /// How precisely that is known.
    pub precision: Precision,
    /// By which method: "named in the post", "gazetteer", "matched landmarks", ...
    pub method: String,
}

/// Mean radius of the Earth, metres (IUGG). Distances on a sphere are off by at most 0.6 %.
const EARTH: f64 = 6_371_008.8;

impl Place {
    /// A place, checked: finite coordinates in range, rings closed.
    pub fn new(name: &str, shape: Shape, precision: Precision, method: &str) -> Result<Self> {
        let right = match &shape {
            Shape::Point { coordinates } => on_earth(coordinates),
            Shape::Circle { coordinates, radius } => {
                on_earth(coordinates) && radius.is_finite() && *radius > 0.0 && *radius < 2.1e7
            }
            Shape::Polygon { coordinates } => {
                !coordinates.is_empty()
                    && coordinates
                        .iter()
                        .all(|ring| ring.len() >= 4 && ring.first() == ring.last() && ring.iter().all(on_earth))
            }
        };
        if !right {
            return Err(Error::input(
                format!("the shape of {name} is not on Earth or not closed"),
                "give [longitude, latitude] within 180 and 90 degrees; a ring ends where it begins",
            ));
        }
        Ok(Self { name: name.to_owned(), shape, precision, method: method.to_owned() })
    }

    /// Reads `48.8584, 2.2945` (latitude first, as maps show it) as a point.
    pub fn point(text: &str, name: &str, precision: Precision, method: &str) -> Result<Self> {
        let numbers: Option<Vec<f64>> = text.split(',').map(|part| part.trim().parse().ok()).collect();
        match numbers.as_deref() {
            Some(&[latitude, longitude]) => {
                Self::new(name, Shape::Point { coordinates: [longitude, latitude] }, precision, method)
            }
            _ => Err(Error::input(
                format!("\"{}\" is no position", text.chars().take(40).collect::<String>()),
                "write latitude, longitude in degrees, for example 48.8584, 2.2945",
            )),
        }
    }

    /// Middle (`[longitude, latitude]`, degrees) and radius (metres) of a circle that surely holds the place.
    pub fn reach(&self) -> ([f64; 2], f64) {
        let (middle, radius) = match &self.shape {
            Shape::Point { coordinates } => (*coordinates, 0.0),
            Shape::Circle { coordinates, radius } => (*coordinates, *radius),
            Shape::Polygon { coordinates } => {
                let ring = coordinates.first().map_or(&[][..], Vec::as_slice);
                let middle = middle(ring);
                (middle, ring.iter().map(|point| distance(middle, *point)).fold(0.0, f64::max))
            }
        };
        (middle, radius + self.precision.metres())
    }

    /// Whether the two surely have no point in common.
    pub fn disjoint(&self, other: &Self) -> bool {
        self.gap(other) > 0.0
    }

    /// How many metres surely lie between the two; 0 where they may touch.
    pub fn gap(&self, other: &Self) -> f64 {
        let ((a, a_reach), (b, b_reach)) = (self.reach(), other.reach());
        let circles = distance(a, b) - a_reach - b_reach;
        let polygon = |place: &Self| matches!(place.shape, Shape::Polygon { .. });
        if circles <= 0.0 && (polygon(self) || polygon(other)) {
            return (between(&self.shape, &other.shape) - self.precision.metres() - other.precision.metres()).max(0.0);
        }
        circles.max(0.0)
    }
}

fn on_earth(point: &[f64; 2]) -> bool {
    (-180.0..=180.0).contains(&point[0]) && (-90.0..=90.0).contains(&point[1])
}

/// Great-circle distance in metres (haversine formula).
pub fn distance(a: [f64; 2], b: [f64; 2]) -> f64 {
    let (lat1, lat2) = (a[1].to_radians(), b[1].to_radians());
    let half_lat = ((lat2 - lat1) / 2.0).sin();
    let half_lon = ((b[0] - a[0]).to_radians() / 2.0).sin();
    let chord = half_lat * half_lat + lat1.cos() * lat2.cos() * half_lon * half_lon;
    2.0 * EARTH * chord.sqrt().min(1.0).asin()
}

/// The middle of the box around points. A ring is taken to be less than half of the Earth wide.
fn middle(ring: &[[f64; 2]]) -> [f64; 2] {
    let first = ring.first().copied().unwrap_or_default();
    let (mut low, mut high) = ([0.0_f64, first[1]], [0.0_f64, first[1]]);
    for point in ring {
        let east = turn(point[0] - first[0]);
        low = [low[0].min(east), low[1].min(point[1])];
        high = [high[0].max(east), high[1].max(point[1])];
    }
    [turn(first[0] + (low[0] + high[0]) / 2.0), (low[1] + high[1]) / 2.0]
}

/// Degrees of longitude brought into -180 to 180.
fn turn(degrees: f64) -> f64 {
    (degrees + 540.0).rem_euclid(360.0) - 180.0
}

/// Metres between two shapes whose circles touch, on the plane that touches the Earth between them.
fn between(a: &Shape, b: &Shape) -> f64 {
    let origin = match (a, b) {
        (Shape::Polygon { coordinates }, _) | (_, Shape::Polygon { coordinates }) => {
            middle(coordinates.first().map_or(&[][..], Vec::as_slice))
        }
        (Shape::Point { coordinates } | Shape::Circle { coordinates, .. }, _) => *coordinates,
    };
    let flat = |point: &[f64; 2]| {
        let east = turn(point[0] - origin[0]).to_radians() * origin[1].to_radians().cos();
        [east * EARTH, (point[1] - origin[1]).to_radians() * EARTH]
    };
    let outline = |shape: &Shape| match shape {
        Shape::Point { coordinates } => (vec![flat(coordinates)], 0.0),
        Shape::Circle { coordinates, radius } => (vec![flat(coordinates)], *radius),
        Shape::Polygon { coordinates } => {
            (coordinates.first().map_or(&[][..], Vec::as_slice).iter().map(flat).collect(), 0.0)
        }
    };
    let ((one, one_radius), (two, two_radius)) = (outline(a), outline(b));
    if inside(&one, &two) || inside(&two, &one) {
        return 0.0;
    }
    let mut least = f64::INFINITY;
    for start in sides(&one) {
        for end in sides(&two) {
            least = least.min(sides_apart(start, end));
        }
    }
    (least - one_radius - two_radius).max(0.0)
}

type Flat = [f64; 2];

/// The sides of an outline; a single point is a side of no length.
fn sides(outline: &[Flat]) -> Vec<(Flat, Flat)> {
    match outline {
        [point] => vec![(*point, *point)],
        outline => outline.windows(2).filter_map(|pair| Some((*pair.first()?, *pair.get(1)?))).collect(),
    }
}

/// Whether the first point of `inner` lies within `ring` (crossing number).
fn inside(inner: &[Flat], ring: &[Flat]) -> bool {
    let Some(point) = inner.first().filter(|_| ring.len() > 2) else { return false };
    let crosses = |(a, b): &(Flat, Flat)| {
        (a[1] > point[1]) != (b[1] > point[1]) && point[0] < (b[0] - a[0]) * (point[1] - a[1]) / (b[1] - a[1]) + a[0]
    };
    sides(ring).iter().filter(|side| crosses(side)).count() % 2 == 1
}

fn sides_apart((a, b): (Flat, Flat), (c, d): (Flat, Flat)) -> f64 {
    let cross = |o: Flat, p: Flat, q: Flat| (p[0] - o[0]) * (q[1] - o[1]) - (p[1] - o[1]) * (q[0] - o[0]);
    if cross(a, b, c) * cross(a, b, d) < 0.0 && cross(c, d, a) * cross(c, d, b) < 0.0 {
        return 0.0;
    }
    let to_side = |point: Flat, from: Flat, to: Flat| {
        let (dx, dy) = (to[0] - from[0], to[1] - from[1]);
        let length = dx * dx + dy * dy;
        let along = if length == 0.0 {
            0.0
        } else {
            (((point[0] - from[0]) * dx + (point[1] - from[1]) * dy) / length).clamp(0.0, 1.0)
        };
        (point[0] - from[0] - along * dx).hypot(point[1] - from[1] - along * dy)
    };
    to_side(a, c, d).min(to_side(b, c, d)).min(to_side(c, a, b)).min(to_side(d, a, b))
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a test fails by panicking")]
    use proptest::prelude::*;

    use super::*;

    fn point(text: &str, precision: Precision) -> Place {
        Place::point(text, "here", precision, "typed").unwrap()
    }

    fn square(west: f64, south: f64, side: f64) -> Place {
        let (east, north) = (west + side, south + side);
        let ring = vec![[west, south], [east, south], [east, north], [west, north], [west, south]];
        Place::new("square", Shape::Polygon { coordinates: vec![ring] }, Precision::Area, "drawn").unwrap()
    }

    #[test]
    fn two_places_are_disjoint_only_when_their_precision_leaves_a_gap() {
        // Nine thousandths of a degree of latitude are 1,001 m.
        let (here, there) = ("50.00, 30.00", "50.009, 30.00");
        assert!(point(here, Precision::Exact).disjoint(&point(there, Precision::Vicinity)));
        assert!(!point(here, Precision::Locality).disjoint(&point(there, Precision::Vicinity)));
        assert!(!point(here, Precision::Exact).disjoint(&point("50.0001, 30.0", Precision::Exact)));
    }

    #[test]
    fn a_point_within_an_area_or_in_the_corner_of_its_circle_is_told_apart() {
        let area = square(30.0, 50.0, 0.1);
        assert!(!area.disjoint(&point("50.05, 30.05", Precision::Exact)));
        // Within the circle around the square, outside the square.
        assert!(area.disjoint(&point("50.05, 29.99", Precision::Exact)));
        assert!(!square(30.0, 50.0, 0.1).disjoint(&square(30.05, 50.05, 0.1)), "they overlap");
        assert!(!square(30.0, 50.0, 0.1).disjoint(&square(30.02, 50.02, 0.01)), "one holds the other");
    }

    #[test]
    fn the_date_line_is_no_border() {
        assert!(distance([179.999, 0.0], [-179.999, 0.0]) < 300.0);
        assert!(!square(179.95, 10.0, 0.05).disjoint(&point("10.02, -179.9999", Precision::Vicinity)));
    }

    #[test]
    fn what_is_not_on_earth_is_refused() {
        for text in ["91, 0", "0, 181", "NaN, 0", "1", "1, 2, 3", "north"] {
            assert!(Place::point(text, "x", Precision::Exact, "typed").is_err(), "{text}");
        }
        let open = Shape::Polygon { coordinates: vec![vec![[0.0, 0.0], [1.0, 0.0], [1.0, 1.0], [0.0, 1.0]]] };
        assert!(Place::new("x", open, Precision::Area, "drawn").is_err());
    }

    proptest! {
        #[test]
        fn disjoint_is_mutual_and_nothing_is_apart_from_itself(
            lat in -80.0_f64..80.0, lon in -180.0_f64..180.0, side in 0.001_f64..0.5,
            other_lat in -80.0_f64..80.0, other_lon in -180.0_f64..180.0,
        ) {
            let area = square(lon.min(179.4), lat, side);
            let place = point(&format!("{other_lat}, {other_lon}"), Precision::Vicinity);
            prop_assert_eq!(area.disjoint(&place), place.disjoint(&area));
            prop_assert!(!area.disjoint(&area));
            prop_assert!(!place.disjoint(&place));
        }
    }
}
