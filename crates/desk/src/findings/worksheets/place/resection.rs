//! Resection: the camera from which known points are seen at these pixels, by weighted least squares.
//!
//! The camera is a pinhole held level: a point at the bearing `b` lies `f * tan(b - heading)` pixels right of the middle.
//! Unknown are the position (two metres east and north of a start), the heading and the focal length `f`; what is known
//! of them beforehand (a position from elsewhere, a field of view) enters as an observation with its own error. Bearings
//! are geodesics on the WGS 84 ellipsoid (Karney 2013, doi:10.1007/s00190-012-0578-z), so no map projection adds its error.
//! Minimised by Levenberg's and Marquardt's method from many starts, since several places can explain three points.

use geographiclib_rs::{DirectGeodesic as _, Geodesic, InverseGeodesic as _};

use super::{
    MatchedPoint, PlaceInput,
    linear::{Matrix, eigen, times},
};
use crate::findings::worksheets::sun::turn;

/// Bounds on the focal length, in widths of the picture: from a field of view of 1 degree to one of 147.
const LONGEST_FOCAL: f64 = 60.0;
const SHORTEST_FOCAL: f64 = 0.15;
/// A 95 % bound of one number, and of two together (chi-square with two degrees of freedom), in standard deviations.
pub(super) const ONE: f64 = 1.96;
pub(super) const TWO: f64 = 2.448;

/// What is looked for: metres east and north of the origin, radians from north, natural logarithm of the focal length in
/// pixels (so that it stays positive).
pub(super) type Camera = [f64; 4];

/// What is known or supposed beforehand of one unknown.
#[derive(Clone, Copy)]
pub(super) struct Prior {
    pub value: f64,
    pub deviation: f64,
}

/// The problem as numbers.
pub(super) struct Problem<'a> {
    geodesic: Geodesic,
    pub origin: (f64, f64),
    points: &'a [MatchedPoint],
    middle: f64,
    width: f64,
    pub priors: [Option<Prior>; 4],
}

/// A camera that explains the points as well as any near it.
pub(super) struct Fit {
    pub camera: Camera,
    /// Sum of squared residuals, each divided by its expected error.
    pub cost: f64,
    pub covariance: Matrix,
    /// The smallest share that any combination of unknowns is determined with: near 0 the points say nothing of it.
    pub weakness: f64,
}

impl<'a> Problem<'a> {
    pub fn new(input: &'a PlaceInput, origin: (f64, f64), priors: [Option<Prior>; 4]) -> Self {
        let width = input.width;
        Self { geodesic: Geodesic::wgs84(), origin, points: &input.points, middle: width / 2.0, width, priors }
    }

    /// How far the farthest point lies from the origin, in metres, 10 at least.
    pub fn reach(&self) -> f64 {
        self.sights(&[0.0; 4]).into_iter().map(|(_, distance)| distance).fold(10.0, f64::max)
    }

    /// Latitude and longitude of a position east and north of the origin.
    pub fn spot(&self, east: f64, north: f64) -> (f64, f64) {
        let bearing = east.atan2(north).to_degrees();
        self.geodesic.direct(self.origin.0, self.origin.1, bearing, east.hypot(north))
    }

    /// Bearing in radians and distance in metres of each point from a camera.
    pub fn sights(&self, camera: &Camera) -> Vec<(f64, f64)> {
        let (latitude, longitude) = self.spot(camera[0], camera[1]);
        let sight = |point: &MatchedPoint| {
            let (distance, bearing, _, _): (f64, f64, f64, f64) =
                self.geodesic.inverse(latitude, longitude, point.latitude, point.longitude);
            (bearing.to_radians(), distance)
        };
        self.points.iter().map(sight).collect()
    }

    /// The angle between the picture's middle and a point's pixel, in radians, clockwise.
    fn angle(&self, camera: &Camera, point: &MatchedPoint) -> f64 {
        ((point.x - self.middle) / camera[3].exp()).atan()
    }

    /// By how many pixels each point lies right of where the camera would show it.
    pub fn misses(&self, camera: &Camera) -> Vec<f64> {
        let miss = |(point, (bearing, _)): (&MatchedPoint, (f64, f64))| {
            let off = wrap(bearing - camera[2]).clamp(-1.5, 1.5);
            point.x - self.middle - camera[3].exp() * off.tan()
        };
        self.points.iter().zip(self.sights(camera)).map(miss).collect()
    }

    /// The expected error of each point's angle in radians: the pixel's and the map's.
    fn errors(&self, camera: &Camera) -> Vec<f64> {
        let focal = camera[3].exp();
        let error = |(point, (_, distance)): (&MatchedPoint, (f64, f64))| {
            let cosine = self.angle(camera, point).cos();
            (point.x_error * cosine * cosine / focal).hypot(point.map_error / distance.max(1.0))
        };
        self.points.iter().zip(self.sights(camera)).map(error).collect()
    }

    fn residuals(&self, camera: &Camera, errors: &[f64]) -> Vec<f64> {
        let seen = self
            .points
            .iter()
            .zip(self.sights(camera))
            .zip(errors)
            .map(|((point, (bearing, _)), error)| wrap(bearing - camera[2] - self.angle(camera, point)) / error);
        let known = self.priors.iter().zip(camera).filter_map(|(prior, value)| {
            let prior = (*prior)?;
            Some((value - prior.value) / prior.deviation)
        });
        seen.chain(known).collect()
    }

    /// Normal matrix and gradient at a camera, by differences.
    fn normal(&self, camera: &Camera, errors: &[f64]) -> (Matrix, [f64; 4], f64) {
        const STEPS: Camera = [0.01, 0.01, 1e-7, 1e-7];
        let here = self.residuals(camera, errors);
        let columns: Vec<Vec<f64>> = (0..4)
            .map(|k| {
                let (mut less, mut more) = (*camera, *camera);
                less[k] -= STEPS[k];
                more[k] += STEPS[k];
                let (less, more) = (self.residuals(&less, errors), self.residuals(&more, errors));
                less.iter().zip(&more).map(|(less, more)| (more - less) / (2.0 * STEPS[k])).collect()
            })
            .collect();
        let dot = |a: &[f64], b: &[f64]| a.iter().zip(b).map(|(a, b)| a * b).sum::<f64>();
        let mut normal = [[0.0; 4]; 4];
        let mut gradient = [0.0; 4];
        for (i, a) in columns.iter().enumerate() {
            gradient[i] = dot(a, &here);
            for (j, b) in columns.iter().enumerate() {
                normal[i][j] = dot(a, b);
            }
        }
        (normal, gradient, dot(&here, &here))
    }

    /// The nearest camera that explains the points as well as any around it.
    pub fn descend(&self, start: Camera) -> Fit {
        let mut camera = start;
        let mut damping = 1e-3;
        let errors = |camera: &Camera| self.errors(camera);
        for _ in 0..80 {
            let weights = errors(&camera);
            let (normal, gradient, cost) = self.normal(&camera, &weights);
            let scale: [f64; 4] = std::array::from_fn(|k| normal[k][k].max(1e-12).sqrt());
            let mut improved = false;
            for _ in 0..8 {
                let mut damped = scaled(&normal, &scale);
                for (k, row) in damped.iter_mut().enumerate() {
                    row[k] += damping;
                }
                let slope = std::array::from_fn(|k| -gradient[k] / scale[k]);
                let step = times(&eigen(&damped).inverse(1e-14), &slope);
                let mut next: Camera = std::array::from_fn(|k| camera[k] + step[k] / scale[k]);
                next[3] = next[3].clamp((self.width * SHORTEST_FOCAL).ln(), (self.width * LONGEST_FOCAL).ln());
                let cost_there: f64 = self.residuals(&next, &weights).iter().map(|residual| residual * residual).sum();
                if cost_there < cost {
                    improved = cost - cost_there > 1e-10 * (1.0 + cost);
                    camera = next;
                    damping = (damping / 6.0).max(1e-12);
                    break;
                }
                damping *= 5.0;
            }
            if !improved {
                break;
            }
        }
        let (normal, _, cost) = self.normal(&camera, &errors(&camera));
        // In units in which each unknown by itself is equally well determined.
        let scale: [f64; 4] = std::array::from_fn(|k| normal[k][k].max(1e-300).sqrt());
        let eigen = eigen(&scaled(&normal, &scale));
        let mut covariance = eigen.inverse(0.0);
        for (i, row) in covariance.iter_mut().enumerate() {
            for (j, cell) in row.iter_mut().enumerate() {
                *cell /= scale[i] * scale[j];
            }
        }
        camera[2] = wrap(camera[2]);
        Fit { camera, cost, covariance, weakness: eigen.weakness() }
    }

    /// Every camera that explains the points, best first: descents from a ring of starts around them.
    pub fn search(&self, reach: f64) -> Vec<Fit> {
        let mut fits: Vec<Fit> = Vec::new();
        for start in self.starts(reach) {
            let fit = self.descend(start);
            let ahead = |(bearing, _): (f64, f64)| wrap(bearing - fit.camera[2]).abs() < std::f64::consts::FRAC_PI_2;
            let in_front = self.sights(&fit.camera).into_iter().all(ahead);
            let far = fit.camera[0].hypot(fit.camera[1]) > 60.0 * reach;
            if !in_front || far || !fit.cost.is_finite() {
                continue;
            }
            let same = |other: &Fit| {
                let apart = (fit.camera[0] - other.camera[0]).hypot(fit.camera[1] - other.camera[1]);
                apart < reach * 0.01 || apart < 3.0 * spread(other)
            };
            match fits.iter_mut().find(|other| same(other)) {
                Some(other) if fit.cost < other.cost => *other = fit,
                Some(_) => {}
                None => fits.push(fit),
            }
        }
        fits.sort_by(|a, b| a.cost.total_cmp(&b.cost));
        fits
    }

    fn starts(&self, reach: f64) -> Vec<Camera> {
        let focal = self.priors[3].map_or_else(|| (self.width * 0.8).ln(), |prior| prior.value);
        let heading = |east: f64, north: f64| {
            let sum = self
                .sights(&[east, north, 0.0, 0.0])
                .into_iter()
                .fold((0.0, 0.0), |sum, (bearing, _)| (sum.0 + bearing.sin(), sum.1 + bearing.cos()));
            sum.0.atan2(sum.1)
        };
        if let [Some(east), Some(north), ..] = self.priors {
            return vec![[east.value, north.value, heading(east.value, north.value), focal]];
        }
        let mut starts = Vec::new();
        for far in [0.4, 1.0, 2.2, 5.0] {
            for sixteenth in 0..16 {
                let around = f64::from(sixteenth) * std::f64::consts::TAU / 16.0;
                let (east, north) = (far * reach * around.sin(), far * reach * around.cos());
                starts.push([east, north, heading(east, north), focal]);
            }
        }
        starts
    }
}

/// The larger standard deviation of the position, in metres.
fn spread(fit: &Fit) -> f64 {
    ellipse(&fit.covariance).0 / TWO
}

/// The 95 % ellipse of a position: half axes in metres, longer first, and the bearing of the longer one in degrees.
pub(super) fn ellipse(covariance: &Matrix) -> (f64, f64, f64) {
    let (east, north, both) = (covariance[0][0], covariance[1][1], covariance[0][1]);
    let middle = f64::midpoint(east, north);
    let apart = ((east - north) / 2.0).hypot(both);
    let bearing = 0.5 * (2.0 * both).atan2(north - east);
    let axis = |variance: f64| TWO * variance.max(0.0).sqrt();
    (axis(middle + apart), axis(middle - apart), bearing.to_degrees().rem_euclid(180.0))
}

fn scaled(matrix: &Matrix, scale: &[f64; 4]) -> Matrix {
    std::array::from_fn(|i| std::array::from_fn(|j| matrix[i][j] / (scale[i] * scale[j])))
}

fn wrap(radians: f64) -> f64 {
    turn(radians.to_degrees()).to_radians()
}
