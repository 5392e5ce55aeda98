//! The drawings beside a worksheet's result. They say nothing that its sentences do not say; positions are in units of the
//! drawing, 100 from its middle to its edge.

use desk::findings::worksheets::order::{OrderInput, OrderResult};
use desk::findings::worksheets::place::PlaceResult;
use desk::findings::worksheets::sun::SunResult;

/// More suns than this would cover one another.
const SUNS: usize = 24;

/// The sky as a disc: north up, the horizon at its edge, the zenith in the middle.
pub struct Dial {
    pub suns: Vec<Sun>,
    /// Where the shadow may point, as a path.
    pub sector: Option<String>,
}

/// A sun, and the shadow it throws from the middle.
pub struct Sun {
    pub x: f64,
    pub y: f64,
    pub shadow_x: f64,
    pub shadow_y: f64,
    pub time: String,
}

/// A point so far from the middle, in that direction clockwise from up.
fn polar(bearing: f64, far: f64) -> (f64, f64) {
    let radians = bearing.to_radians();
    (tenth(far * radians.sin()), tenth(-far * radians.cos()))
}

fn tenth(value: f64) -> f64 {
    (value * 10.0).round() / 10.0 + 0.0
}

/// A slice of the disc between two bearings.
fn slice(from: f64, to: f64, far: f64) -> String {
    let width = (to - from).rem_euclid(360.0);
    if width > 359.0 {
        return format!("M 0 -{far} A {far} {far} 0 1 1 0 {far} A {far} {far} 0 1 1 0 -{far} Z");
    }
    let ((x1, y1), (x2, y2)) = (polar(from, far), polar(from + width, far));
    format!("M 0 0 L {x1} {y1} A {far} {far} 0 {} 1 {x2} {y2} Z", u8::from(width > 180.0))
}

impl Dial {
    pub fn of(result: &SunResult) -> Self {
        let sun = |azimuth: f64, elevation: f64, time: String| {
            let (x, y) = polar(azimuth, 100.0 * (90.0 - elevation) / 90.0);
            // As long as the shadow, up to five times the height of what throws it.
            let ratio = 1.0 / elevation.to_radians().tan();
            let (shadow_x, shadow_y) = polar(azimuth + 180.0, 20.0 * ratio.clamp(0.0, 5.0));
            Sun { x, y, shadow_x, shadow_y, time }
        };
        let suns: Vec<Sun> = if result.windows.is_empty() {
            let up = result.positions.iter().filter(|position| position.elevation > 0.0);
            up.map(|position| sun(position.azimuth, position.elevation, position.at.to_string())).collect()
        } else {
            let every = result.windows.len().div_ceil(SUNS);
            let some = result.windows.iter().step_by(every);
            some.map(|window| sun(window.azimuth, window.elevation, window.best.to_string())).collect()
        };
        Self { suns, sector: result.bearing.map(|bearing| slice(bearing.from, bearing.to, 100.0)) }
    }
}

/// The ground from above: the camera in the middle, north up.
pub struct Sketch {
    pub points: Vec<Point>,
    /// What the camera sees, as a path.
    pub view: String,
    /// Half axes and turn of the ellipse in which it stood.
    pub ellipse: (f64, f64, f64),
    /// Metres from the middle to the edge.
    pub metres: f64,
}

/// A point on the ground, by its number in the list.
pub struct Point {
    pub number: usize,
    pub x: f64,
    pub y: f64,
}

impl Sketch {
    pub fn of(result: &PlaceResult) -> Option<Self> {
        let camera = result.cameras.first()?;
        let farthest = camera.points.iter().map(|point| point.distance).fold(1.0, f64::max);
        let scale = 88.0 / farthest;
        let half = camera.field_of_view.value / 2.0;
        let place = |(at, point): (usize, &desk::findings::worksheets::place::Residual)| {
            let (x, y) = polar(point.bearing, point.distance * scale);
            Point { number: at + 1, x, y }
        };
        let axis = |metres: f64| tenth((metres * scale).clamp(0.8, 100.0));
        Some(Self {
            points: camera.points.iter().enumerate().map(place).collect(),
            view: slice(camera.bearing.value - half, camera.bearing.value + half, 96.0),
            // The ellipse is drawn with its longer axis up and turned clockwise.
            ellipse: (axis(camera.ellipse.shorter), axis(camera.ellipse.longer), tenth(camera.ellipse.bearing)),
            metres: (100.0 / scale).round(),
        })
    }
}

/// Two clips on a line of time, a thousand units long.
pub struct Bars {
    pub first: Bar,
    /// The second clip where it can begin at the earliest and at the latest.
    pub second: Vec<Bar>,
}

/// A clip on the line.
pub struct Bar {
    pub name: String,
    pub x: f64,
    pub width: f64,
    /// Where something was noted.
    pub marks: Vec<f64>,
}

impl Bars {
    /// Nothing where an end is open: a bar would show more than is known.
    pub fn of(input: &OrderInput, result: &OrderResult) -> Option<Self> {
        let offset = result.offset?;
        let (from, to) = (offset.from?, offset.to?);
        let (first, second) = (input.first.duration, input.second.duration);
        let (start, end) = (from.min(0.0), first.max(to + second));
        let scale = 1000.0 / (end - start).max(0.1);
        let bar = |name: String, at: f64, length: f64, marks: Vec<f64>| Bar {
            name,
            x: tenth((at - start) * scale),
            width: tenth((length * scale).max(1.0)),
            marks: marks.into_iter().map(|mark| tenth((at + mark - start) * scale)).collect(),
        };
        let noted = |pick: fn(&desk::findings::worksheets::order::Clue) -> f64| {
            input.clues.iter().map(pick).collect::<Vec<_>>()
        };
        let name = &input.second.name;
        let mut bars = vec![bar(format!("{name}, at the earliest"), from, second, noted(|clue| clue.in_second))];
        if to > from {
            bars.push(bar(format!("{name}, at the latest"), to, second, noted(|clue| clue.in_second)));
        }
        Some(Self { first: bar(input.first.name.clone(), 0.0, first, noted(|clue| clue.in_first)), second: bars })
    }
}
