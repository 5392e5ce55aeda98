#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use geographiclib_rs::{DirectGeodesic as _, Geodesic, InverseGeodesic as _};
use proptest::prelude::*;

use super::*;

/// A camera that the tests know the truth of.
#[derive(Clone, Copy, Debug)]
struct Truth {
    latitude: f64,
    longitude: f64,
    bearing: f64,
    view: f64,
}

const TRUTH: Truth = Truth { latitude: 50.1, longitude: 14.4, bearing: 40.0, view: 62.0 };
const WIDTH: f64 = 4000.0;

impl Truth {
    /// A point in its sight: degrees right of the middle, metres away.
    fn sees(self, name: &str, right: f64, distance: f64) -> MatchedPoint {
        let (latitude, longitude): (f64, f64) =
            Geodesic::wgs84().direct(self.latitude, self.longitude, self.bearing + right, distance);
        let focal = WIDTH / 2.0 / (self.view.to_radians() / 2.0).tan();
        let x = WIDTH / 2.0 + focal * right.to_radians().tan();
        MatchedPoint { name: name.into(), x, x_error: 3.0, latitude, longitude, map_error: 2.0 }
    }

    fn off(self, camera: &Camera) -> f64 {
        Geodesic::wgs84().inverse(self.latitude, self.longitude, camera.position.latitude, camera.position.longitude)
    }
}

fn asked(points: Vec<MatchedPoint>) -> PlaceInput {
    PlaceInput { width: WIDTH, points, position: None, field_of_view: None }
}

fn spread() -> Vec<MatchedPoint> {
    [
        ("mast", -26.0, 900.0),
        ("church", -12.0, 310.0),
        ("corner", 3.0, 150.0),
        ("bridge", 14.0, 620.0),
        ("tower", 27.0, 1400.0),
    ]
    .map(|(name, right, distance)| TRUTH.sees(name, right, distance))
    .into()
}

#[test]
fn five_points_give_position_bearing_and_field_of_view() {
    let result = compute(&asked(spread())).unwrap();
    let camera = &result.cameras[0];
    assert!(TRUTH.off(camera) < 1.0, "{camera:?}");
    assert!((camera.bearing.value - 40.0).abs() < 0.1 && (camera.field_of_view.value - 62.0).abs() < 0.2, "{camera:?}");
    assert!(camera.points.iter().all(|point| point.pixels.abs() < 1.0));
    assert!(camera.ellipse.longer < 60.0 && result.doubts.is_empty(), "{result:?}");
}

#[test]
fn three_points_and_a_known_field_of_view_give_a_position() {
    let mut input = asked(spread().into_iter().take(3).collect());
    input.field_of_view = Some(Measured { value: 62.0, plus_minus: 1.0 });
    let result = compute(&input).unwrap();
    assert!(result.cameras.iter().any(|camera| TRUTH.off(camera) < 5.0), "{result:?}");
}

#[test]
fn three_points_alone_take_the_usual_field_of_view_and_say_so() {
    let result = compute(&asked(spread().into_iter().take(3).collect())).unwrap();
    assert!(result.usual_view);
    let covered = |camera: &Camera| TRUTH.off(camera) <= camera.ellipse.longer.max(1.0);
    assert!(result.cameras.iter().any(covered), "the truth lies within the error that is stated: {result:?}");
}

#[test]
fn two_points_from_a_known_position_give_bearing_and_field_of_view() {
    let mut input = asked(spread().into_iter().step_by(4).collect());
    input.position = Some(Spot { latitude: TRUTH.latitude, longitude: TRUTH.longitude, radius: 3.0 });
    let camera = &compute(&input).unwrap().cameras[0];
    assert!((camera.bearing.value - 40.0).abs() < 0.2 && (camera.field_of_view.value - 62.0).abs() < 0.3, "{camera:?}");
    assert!(camera.misfit.is_none(), "nothing is left to compare");
}

#[test]
fn one_point_from_a_known_position_with_a_known_lens_gives_the_bearing() {
    let mut input = asked(spread().into_iter().take(1).collect());
    input.position = Some(Spot { latitude: TRUTH.latitude, longitude: TRUTH.longitude, radius: 1.0 });
    input.field_of_view = Some(Measured { value: 62.0, plus_minus: 0.5 });
    assert!((compute(&input).unwrap().cameras[0].bearing.value - 40.0).abs() < 0.3);
}

#[test]
fn on_the_circle_through_the_points_the_position_is_told_to_be_undetermined() {
    // Points on a circle through the camera: at the angle a right of a chord's direction, the chord is 2 r cos(a) long.
    let circle = |name, right: f64| TRUTH.sees(name, right, 800.0 * right.to_radians().cos());
    let mut input = asked(vec![circle("a", -25.0), circle("b", -5.0), circle("c", 10.0), circle("d", 24.0)]);
    input.field_of_view = Some(Measured { value: 62.0, plus_minus: 0.1 });
    let doubts = compute(&input).unwrap().doubts.join(" ");
    assert!(doubts.contains("danger circle"), "{doubts}");
}

#[test]
fn points_behind_one_another_are_told() {
    let mut input =
        asked([0.0, 0.4, 0.8].map(|right| TRUTH.sees(&format!("p{right}"), right, 300.0 + 900.0 * right)).into());
    input.field_of_view = Some(Measured { value: 62.0, plus_minus: 1.0 });
    let doubts = compute(&input).unwrap().doubts.join(" ");
    assert!(doubts.contains("behind one another"), "{doubts}");
}

#[test]
fn a_point_that_is_another_thing_on_the_map_is_named() {
    let mut points = spread();
    points.push(TRUTH.sees("gable", -20.0, 500.0));
    points[3].x += 600.0;
    let result = compute(&asked(points)).unwrap();
    assert!(result.doubts.iter().any(|doubt| doubt.contains("bridge")), "{result:?}");
}

#[test]
fn impossible_input_is_refused_with_what_to_do() {
    let good = asked(spread());
    let mut wrong = vec![good.clone(); 6];
    wrong[0].points.truncate(2);
    wrong[1].points[1] = MatchedPoint { name: "again".into(), ..good.points[0].clone() };
    wrong[2].points[0].x = -3.0;
    wrong[3].points[0].latitude = 120.0;
    wrong[4].points[0].longitude += 20.0;
    wrong[5].width = f64::INFINITY;
    for input in wrong {
        assert!(!compute(&input).unwrap_err().hint().is_empty(), "{input:?}");
    }
}

#[test]
fn the_date_line_is_no_border() {
    let truth = Truth { longitude: 179.9995, latitude: -17.0, ..TRUTH };
    let points = [-25.0, -10.0, 2.0, 13.0, 26.0].iter().zip([400.0, 900.0, 150.0, 700.0, 300.0]);
    let points = points.map(|(right, distance)| truth.sees(&format!("{right}"), *right, distance)).collect();
    let result = compute(&asked(points)).unwrap();
    assert!(truth.off(&result.cameras[0]) < 2.0, "{result:?}");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(12))]

    /// Whatever the camera, the truth is among the answers, within the error that each states, however the pixels are off
    /// by up to what they were said to be.
    #[test]
    fn the_true_camera_is_within_the_stated_error(
        latitude in -70.0..70.0_f64, longitude in -180.0..180.0_f64, bearing in 0.0..360.0_f64, view in 35.0..85.0_f64,
        scale in 60.0..3000.0_f64, noise in prop::collection::vec(-1.0..1.0_f64, 6),
    ) {
        let truth = Truth { latitude, longitude, bearing, view };
        let shape = [(-0.45, 1.3), (-0.28, 0.5), (-0.08, 1.0), (0.1, 0.35), (0.26, 1.6), (0.44, 0.8)];
        let mut points: Vec<MatchedPoint> =
            shape.iter().map(|(right, far)| truth.sees(&format!("{right}"), right * view, far * scale)).collect();
        for (point, noise) in points.iter_mut().zip(&noise) {
            point.x = (point.x + noise * point.x_error).clamp(0.0, WIDTH);
        }
        let result = compute(&asked(points)).unwrap();
        let within = |camera: &Camera| {
            truth.off(camera) <= 1.5 * camera.ellipse.longer + 1.0
                && crate::findings::worksheets::sun::turn(camera.bearing.value - bearing).abs() <= 1.5 * camera.bearing.plus_minus + 0.1
        };
        prop_assert!(result.cameras.iter().any(within), "{truth:?} {result:?}");
    }
}
