//! The fields of the worksheet "place".

use desk::Result;
use desk::findings::worksheets::place::{MatchedPoint, PlaceInput};
use desk::findings::worksheets::{Input, Measured, Spot};

use crate::pages::fields::{Fields, position};

/// What the fields say. Rows without pixel and place are not there.
pub(super) fn input(fields: &Fields) -> Result<Input> {
    let mut points = Vec::new();
    for row in 0..fields.rows(&["name", "x", "position"], 0) {
        if fields.at("x", row).is_empty() && fields.at("position", row).is_empty() {
            continue;
        }
        let name = match fields.at("name", row) {
            "" => format!("point {}", row + 1),
            name => name.to_owned(),
        };
        let (latitude, longitude) = position(fields.at("position", row), &format!("the place of {name}"))?;
        points.push(MatchedPoint {
            x: fields.number(&format!("x_{row}"), &format!("the pixel of {name}"))?,
            x_error: fields.number_or("x_error", "the pixel error", 5.0)?,
            map_error: fields.number_or("map_error", "the map's error", 5.0)?,
            name,
            latitude,
            longitude,
        });
    }
    let camera = match fields.get("camera") {
        "" => None,
        text => {
            let (latitude, longitude) = position(text, "the camera's place")?;
            let radius = fields.number_or("camera_radius", "the camera's uncertainty", 5.0)?;
            Some(Spot { latitude, longitude, radius })
        }
    };
    let view = match fields.get("view") {
        "" => None,
        _ => Some(Measured {
            value: fields.number("view", "the field of view")?,
            plus_minus: fields.number_or("view_error", "the error of the field of view", 2.0)?,
        }),
    };
    let width = fields.number("width", "the picture's width")?;
    Ok(Input::Place(PlaceInput { width, points, position: camera, field_of_view: view }))
}
