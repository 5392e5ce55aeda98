//! The result in words, and what it takes for granted.

use super::{METRES_A_DEGREE, North, SunInput, SunResult};

/// The result in sentences.
pub(in crate::findings) fn explain(input: &SunInput, result: &SunResult) -> Vec<String> {
    let mut told = Vec::new();
    let clocks = match input.utc_offset {
        0 => "UTC".to_owned(),
        minutes => {
            format!("UTC{}{:02}:{:02}", if minutes < 0 { '-' } else { '+' }, minutes.abs() / 60, minutes.abs() % 60)
        }
    };
    if input.shadow.is_some() {
        told.push(match result.windows.len() {
            0 => "At no time in the range could the shadow have fallen like this.".to_owned(),
            1 => "The shadow could have fallen like this at one time in the range.".to_owned(),
            many => format!("The shadow could have fallen like this at {many} times in the range."),
        });
        for season in &result.seasons {
            let days = if season.days == 1 {
                format!("On {}", season.first_day)
            } else {
                format!("From {} to {} ({} days)", season.first_day, season.last_day, season.days)
            };
            told.push(format!(
                "{days}, in the {}, between {} and {} {clocks}.",
                season.half, season.earliest, season.latest
            ));
        }
        if let Some(nearest) = &result.nearest {
            told.push(format!(
                "It comes nearest at {}, when the sun is {}° outside the bounds.",
                nearest.at, nearest.off
            ));
            let too_low = result.highest.zip(result.elevation).is_some_and(|(highest, sought)| highest < sought.from);
            if let (true, Some(sought), Some(highest)) = (too_low, result.elevation, result.highest) {
                told.push(format!(
                    "The shadow's length needs a sun at least {:.1}° high; it never gets higher than {highest:.1}° there then.",
                    sought.from
                ));
            }
        }
    }
    // Of a search, where the sun stood at the ends of the range is of no interest.
    for position in result.positions.iter().filter(|_| input.shadow.is_none()) {
        let height = position.elevation;
        told.push(match (position.shadow_bearing, position.shadow_ratio) {
            (Some(bearing), Some(ratio)) => format!(
                "At {} the sun stands {height:.2}° high at {:.2}° from true north; a thing 1 m high throws a shadow {ratio:.2} m long towards {bearing:.2}°.",
                position.at, position.azimuth
            ),
            _ => format!("At {} the sun is {:.2}° below the horizon: there is no shadow.", position.at, -height),
        });
    }
    match result.light.as_str() {
        "polar day" => told.push("The sun does not set there in those 24 hours (polar day).".into()),
        "polar night" => told.push("The sun does not rise there in those 24 hours (polar night).".into()),
        _ => {}
    }
    told
}

/// What the result takes for granted.
pub(in crate::findings) fn assumptions(input: &SunInput) -> Vec<String> {
    let mut told = vec![
        "The sun's position is NREL's algorithm, good to 0.0003°. Near the horizon the air can bend light by 0.1° more or less than in the standard model.".to_owned(),
        "Elevations count from a level horizon: hills and buildings can hide the sun earlier.".to_owned(),
    ];
    if input.place.radius > 0.0 {
        let degrees = input.place.radius / METRES_A_DEGREE;
        told.push(format!(
            "The place may be {} m off, which moves the sun by up to {degrees:.3}°; the bounds are wider by that.",
            input.place.radius
        ));
    }
    let Some(shadow) = &input.shadow else { return told };
    if shadow.ratio.is_some() {
        told.push("What throws the shadow stands upright and the ground is level: a slope of 1° changes the sun's apparent height by up to 1°. The edge of a shadow is soft, since the sun is 0.53° wide; the given error has to cover that.".into());
    }
    if shadow.bearing.is_some() {
        told.push(match shadow.north {
            North::True => "The shadow's bearing counts from true north, as maps and satellite pictures show it. A compass would be off by the magnetic declination.".into(),
            North::Magnetic { declination } => format!("The shadow's bearing was read from a compass; {declination}° of declination were added to reach true north."),
        });
    }
    told
}
