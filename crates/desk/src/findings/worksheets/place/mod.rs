//! Place: from points that were recognised both in a still and on a map, where the camera stood, which way it looked and
//! how wide, with the error that the points leave.

mod linear;
mod resection;
mod words;

pub(super) use self::words::{assumptions, explain};

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use self::resection::{Fit, ONE, Prior, Problem, ellipse};
use super::{Measured, Spot, number, round};
use crate::error::{Error, Result};

/// What most phones and cameras see across a picture held upright or across, in degrees. Taken for granted only where
/// three points are all there is and nobody stated a field of view.
const USUAL_VIEW: Measured = Measured { value: 60.0, plus_minus: 25.0 };
/// Points farther apart than this, in metres, are no sketch of one place.
const FARTHEST: f64 = 100_000.0;
/// More points tell nothing more, and take long to fit.
const MOST: usize = 40;
/// Up to so many points, each is left out in turn to find the one that does not belong.
const LEFT_OUT: usize = 12;
/// A position whose error is longer than this share of the distance to the points is weak.
const WEAK: f64 = 0.5;
/// And beyond this share it is no position.
const NONE: f64 = 5.0;
/// Another place explains the points as well when its cost is no more than this above the best (chi-square, 95 %, two
/// degrees of freedom).
const AS_WELL: f64 = 5.99;

/// What was recognised.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct PlaceInput {
    /// Width of the whole, uncropped picture in pixels.
    pub width: f64,
    /// Points seen in the picture and known on the map: three at least, or fewer when more is known of the camera.
    pub points: Vec<MatchedPoint>,
    /// Where the camera stood, if that is known from elsewhere.
    #[serde(default)]
    pub position: Option<Spot>,
    /// The horizontal field of view in degrees, if it is known.
    #[serde(default)]
    pub field_of_view: Option<Measured>,
}

/// A point in the picture and on the map.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct MatchedPoint {
    /// What it is: "the mast on the hill".
    pub name: String,
    /// Pixels from the picture's left edge.
    pub x: f64,
    /// Pixels by which that may be wrong (one standard deviation).
    #[serde(default = "x_error")]
    pub x_error: f64,
    /// Degrees, north positive.
    pub latitude: f64,
    /// Degrees, east positive.
    pub longitude: f64,
    /// Metres by which the map may be wrong (one standard deviation).
    #[serde(default = "map_error")]
    pub map_error: f64,
}

fn x_error() -> f64 {
    5.0
}

fn map_error() -> f64 {
    5.0
}

/// What comes out.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct PlaceResult {
    /// Cameras that explain the points, the best first. More than one when several places explain them as well.
    pub cameras: Vec<Camera>,
    /// Whether the usual field of view was taken for granted.
    pub usual_view: bool,
    /// What is weak about the points, and what would help; empty when nothing is.
    pub doubts: Vec<String>,
}

/// One camera that explains the points. Errors are 95 % bounds.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct Camera {
    /// Where it stood; the radius is the ellipse's longer half axis.
    pub position: Spot,
    /// Within which it stood.
    pub ellipse: Ellipse,
    /// Where the picture's middle points, degrees clockwise from true north.
    pub bearing: Measured,
    /// What it sees across, degrees.
    pub field_of_view: Measured,
    /// How well the points agree: 1 as expected of their errors, 3 is doubtful. None when nothing is left to compare.
    pub misfit: Option<f64>,
    /// Each point, in the order given.
    pub points: Vec<Residual>,
}

/// An ellipse on the ground.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct Ellipse {
    /// Longer half axis in metres.
    pub longer: f64,
    /// Shorter half axis in metres.
    pub shorter: f64,
    /// Bearing of the longer axis, degrees from true north, 0 to 180.
    pub bearing: f64,
}

/// How a point fits.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct Residual {
    /// The point's name.
    pub name: String,
    /// Pixels by which it lies right of where the camera would show it; negative to the left.
    pub pixels: f64,
    /// Bearing from the camera, degrees clockwise from true north.
    pub bearing: f64,
    /// Metres from the camera.
    pub distance: f64,
}

/// Computes where the camera stood.
///
/// # Errors
/// When a number lies outside its range, points are too few or the same, or no camera at all can see them so.
pub fn compute(input: &PlaceInput) -> Result<PlaceResult> {
    check(input)?;
    let usual_view = input.field_of_view.is_none() && input.position.is_none() && input.points.len() == 3;
    let view = if usual_view { Some(USUAL_VIEW) } else { input.field_of_view };
    let focal = view.map(|view| {
        let angle = view.value.to_radians();
        let value = (input.width / 2.0 / (angle / 2.0).tan()).ln();
        // d ln f = d angle / sin(angle)
        Prior { value, deviation: (view.plus_minus.max(0.02) / ONE).to_radians() / angle.sin().max(0.1) }
    });
    let (origin, here) = match &input.position {
        Some(spot) => {
            let metre = Prior { value: 0.0, deviation: spot.radius.max(0.5) / ONE };
            ((spot.latitude, spot.longitude), Some(metre))
        }
        None => (middle(&input.points), None),
    };
    let problem = Problem::new(input, origin, [here, here, None, focal]);
    let reach = problem.reach();
    if reach > FARTHEST {
        return Err(Error::input(
            format!("the points lie up to {:.0} km apart", reach / 1000.0),
            "check their coordinates: latitude first, longitude second, decimal degrees",
        ));
    }
    let mut fits = problem.search(reach);
    let best = fits.first().map(|fit| fit.cost).ok_or_else(|| {
        Error::input(
            "no camera sees these points in this order",
            "check that pixels count from the left edge and that each point is the one on the map",
        )
    })?;
    fits.retain(|fit| fit.cost <= best + AS_WELL);
    let known = problem.priors.iter().flatten().count();
    let freedom = (input.points.len() + known).saturating_sub(4);
    let cameras: Vec<Camera> = fits.iter().map(|fit| camera(&problem, input, fit, freedom)).collect();
    let doubts = doubts(input, &problem, &fits, &cameras);
    Ok(PlaceResult { cameras, usual_view, doubts })
}

fn check(input: &PlaceInput) -> Result<()> {
    number("the picture's width in pixels", input.width, 16.0, 1_000_000.0)?;
    if let Some(position) = &input.position {
        position.check("the camera")?;
    }
    if let Some(view) = input.field_of_view {
        number("the field of view in degrees", view.value, 1.0, 140.0)?;
        number("what the field of view may be wrong by", view.plus_minus, 0.0, 90.0)?;
    }
    let needed = match (input.position.is_some(), input.field_of_view.is_some()) {
        (true, true) => 1,
        (true, false) => 2,
        (false, _) => 3,
    };
    if input.points.len() < needed || input.points.len() > MOST {
        return Err(Error::input(
            format!("{} points are given, and {needed} to {MOST} are needed for this", input.points.len()),
            "three points give a position; two are enough where the camera's position is known, one where its field of view is known as well",
        ));
    }
    for (at, point) in input.points.iter().enumerate() {
        let name = if point.name.trim().is_empty() { format!("point {}", at + 1) } else { point.name.clone() };
        number(&format!("the pixel of {name}"), point.x, 0.0, input.width)?;
        number(&format!("the pixel error of {name}"), point.x_error, 0.1, input.width)?;
        number(&format!("the map error of {name}"), point.map_error, 0.0, 10_000.0)?;
        Spot { latitude: point.latitude, longitude: point.longitude, radius: 0.0 }.check(&name)?;
        let same = |other: &&MatchedPoint| {
            (other.latitude - point.latitude).abs() < 1e-6 && (other.longitude - point.longitude).abs() < 1e-6
        };
        if let Some(other) = input.points[..at].iter().find(same) {
            return Err(Error::input(
                format!("{name} and {} are the same place on the map", other.name),
                "give points at different places; one above the other in the picture tells nothing new",
            ));
        }
    }
    Ok(())
}

/// The middle of the points; longitudes are taken from the first one, so that the date line is no border.
fn middle(points: &[MatchedPoint]) -> (f64, f64) {
    let Some(first) = points.first() else { return (0.0, 0.0) };
    #[expect(clippy::cast_precision_loss, reason = "a few dozen points at most")]
    let count = points.len() as f64;
    let latitude = points.iter().map(|point| point.latitude).sum::<f64>() / count;
    let east: f64 = points.iter().map(|point| super::sun::turn(point.longitude - first.longitude)).sum();
    (latitude, super::sun::turn(first.longitude + east / count))
}

fn camera(problem: &Problem<'_>, input: &PlaceInput, fit: &Fit, freedom: usize) -> Camera {
    #[expect(clippy::cast_precision_loss, reason = "a few dozen points at most")]
    let misfit = (freedom > 0).then(|| (fit.cost / freedom as f64).sqrt());
    // Points that agree worse than their errors say make every bound wider.
    let worse = misfit.unwrap_or(1.0).max(1.0);
    let (longer, shorter, along) = ellipse(&fit.covariance);
    let (latitude, longitude) = problem.spot(fit.camera[0], fit.camera[1]);
    let ellipse =
        Ellipse { longer: round(longer * worse, 1), shorter: round(shorter * worse, 1), bearing: round(along, 1) };
    let view = 2.0 * (input.width / 2.0 / fit.camera[3].exp()).atan();
    let bound = |variance: f64| ONE * variance.max(0.0).sqrt() * worse;
    let points = input.points.iter().zip(problem.sights(&fit.camera)).zip(problem.misses(&fit.camera));
    Camera {
        position: Spot { latitude: round(latitude, 6), longitude: round(longitude, 6), radius: ellipse.longer },
        ellipse,
        bearing: Measured {
            value: round(fit.camera[2].to_degrees().rem_euclid(360.0), 2),
            plus_minus: round(bound(fit.covariance[2][2]).to_degrees().min(180.0), 2),
        },
        field_of_view: Measured {
            value: round(view.to_degrees(), 2),
            plus_minus: round((bound(fit.covariance[3][3]) * view.sin()).to_degrees().min(180.0), 2),
        },
        misfit: misfit.map(|misfit| round(misfit, 2)),
        points: points
            .map(|((point, (bearing, distance)), pixels)| Residual {
                name: point.name.clone(),
                pixels: round(pixels, 1),
                bearing: round(bearing.to_degrees().rem_euclid(360.0), 2),
                distance: round(distance, 1),
            })
            .collect(),
    }
}

/// What is weak, in sentences with what would help.
fn doubts(input: &PlaceInput, problem: &Problem<'_>, fits: &[Fit], cameras: &[Camera]) -> Vec<String> {
    let mut doubts = Vec::new();
    let (Some(fit), Some(camera)) = (fits.first(), cameras.first()) else { return doubts };
    if cameras.len() > 1 {
        doubts.push(format!(
            "{} places explain the points as well as one another: add a point that only one of them sees there.",
            cameras.len()
        ));
    }
    let far = median(camera.points.iter().map(|point| point.distance).collect());
    let bearings = camera.points.iter().map(|point| super::sun::turn(point.bearing - camera.bearing.value));
    let (least, most) =
        bearings.fold((f64::INFINITY, f64::NEG_INFINITY), |(least, most), off| (least.min(off), most.max(off)));
    let placed = input.position.is_none();
    if placed && (camera.ellipse.longer > WEAK * far || fit.weakness < 1e-10) {
        let none = camera.ellipse.longer > NONE * far || fit.weakness < 1e-10;
        doubts.push(if none {
            "The points do not determine where the camera stood.".to_owned()
        } else {
            format!("The position is weak: it may be {:.0} m off along the ellipse.", camera.ellipse.longer)
        });
        if most - least < 3.0 {
            doubts.push(
                "The points lie nearly behind one another as seen from there: add one well to the left or right."
                    .into(),
            );
        } else if on_danger_circle(problem, fit, &camera.points) {
            doubts.push("The camera stands on the circle through the points (the danger circle), where every position sees them alike: add a point off that circle.".into());
        } else if input.points.len() < 5 {
            doubts.push(
                "More points, spread in distance and across the picture, or a known field of view would narrow it."
                    .into(),
            );
        }
    }
    if camera.misfit.is_some_and(|misfit| misfit > 3.0) {
        doubts.push(match odd_one_out(input, problem, fit.cost) {
            Some(name) => format!("The points do not fit together, but they do without \"{name}\". Check that it is the same thing in the picture and on the map."),
            None => "The points do not fit together. Check that each is the same thing in the picture and on the map, and that the picture is not cropped.".into(),
        });
    }
    doubts
}

/// The one point without which the others fit together: its loss takes most of the misfit away, and more points are left
/// than are needed.
fn odd_one_out(input: &PlaceInput, problem: &Problem<'_>, cost: f64) -> Option<String> {
    let known = problem.priors.iter().flatten().count();
    if input.points.len() + known < 6 || input.points.len() > LEFT_OUT {
        return None;
    }
    let without = |at: usize| {
        let mut rest = input.clone();
        let point = rest.points.remove(at);
        let fits = Problem::new(&rest, problem.origin, problem.priors).search(problem.reach());
        Some((fits.first()?.cost, point.name))
    };
    let best = (0..input.points.len()).filter_map(without).min_by(|a, b| a.0.total_cmp(&b.0))?;
    (best.0 < cost / 10.0).then_some(best.1)
}

/// Whether the camera lies on the circle that fits the points best (Kåsa 1976), to a twentieth of its radius.
fn on_danger_circle(problem: &Problem<'_>, fit: &Fit, points: &[Residual]) -> bool {
    if points.len() < 3 {
        return false;
    }
    // Seen from the camera, which is put at the origin: x^2 + y^2 = a x + b y holds exactly on a circle through it.
    let flat: Vec<(f64, f64)> = problem
        .sights(&fit.camera)
        .into_iter()
        .map(|(bearing, distance)| (distance * bearing.sin(), distance * bearing.cos()))
        .collect();
    let sum = |term: &dyn Fn(f64, f64) -> f64| flat.iter().map(|(x, y)| term(*x, *y)).sum::<f64>();
    let (xx, yy, xy) = (sum(&|x, _| x * x), sum(&|_, y| y * y), sum(&|x, y| x * y));
    let (xr, yr) = (sum(&|x, y| x * (x * x + y * y)), sum(&|x, y| y * (x * x + y * y)));
    let determinant = xx * yy - xy * xy;
    if determinant.abs() < 1e-9 * xx * yy {
        return false;
    }
    let (a, b) = ((xr * yy - yr * xy) / determinant, (yr * xx - xr * xy) / determinant);
    let (x0, y0, radius) = (a / 2.0, b / 2.0, a.hypot(b) / 2.0);
    flat.iter().all(|(x, y)| ((x - x0).hypot(y - y0) - radius).abs() < 0.05 * radius)
}

fn median(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    values.get(values.len() / 2).copied().unwrap_or_default()
}

#[cfg(test)]
mod tests;
