//! The result in words, and what it takes for granted.

use super::{PlaceInput, PlaceResult, USUAL_VIEW};

/// The result in sentences.
pub(in crate::findings) fn explain(result: &PlaceResult) -> Vec<String> {
    let mut told = Vec::new();
    for (at, camera) in result.cameras.iter().enumerate() {
        let which = if at == 0 { "The camera stood" } else { "Or it stood" };
        told.push(format!(
            "{which} at {:.6}, {:.6}, within {:.0} m by {:.0} m (95 %), looking {:.1}° ± {:.1}° from true north, {:.1}° ± {:.1}° wide.",
            camera.position.latitude,
            camera.position.longitude,
            camera.ellipse.longer,
            camera.ellipse.shorter,
            camera.bearing.value,
            camera.bearing.plus_minus,
            camera.field_of_view.value,
            camera.field_of_view.plus_minus,
        ));
    }
    told.extend(result.doubts.iter().cloned());
    if let Some(camera) = result.cameras.first() {
        for point in &camera.points {
            told.push(format!(
                "\"{}\" lies {:.0} m away at {:.1}°; it is {:.1} pixels from where this camera would show it.",
                point.name,
                point.distance,
                point.bearing,
                point.pixels.abs()
            ));
        }
    }
    told
}

/// What the result takes for granted.
pub(in crate::findings) fn assumptions(input: &PlaceInput) -> Vec<String> {
    let mut told = vec![
        "The picture is the whole, uncropped frame, and the lens draws straight lines straight: a crop or a wide lens moves the result.".to_owned(),
        "The camera is held level. Tilted by 10° it shows points at the edge of a wide picture some pixels off.".to_owned(),
        "Distances and bearings are geodesics on the WGS 84 ellipsoid; their own error is below a millimetre.".to_owned(),
    ];
    if input.field_of_view.is_none() && input.position.is_none() && input.points.len() == 3 {
        told.push(format!(
            "Three points leave the field of view open: {:.0}° ± {:.0}°, as of most phones, was taken for granted.",
            USUAL_VIEW.value, USUAL_VIEW.plus_minus
        ));
    }
    told
}
