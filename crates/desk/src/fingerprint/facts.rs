//! What a medium is, as its readers say.

use serde_json::Value;

/// What a medium is, from the readers' answers.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Facts {
    /// Pixels.
    pub width: Option<i64>,
    /// Pixels.
    pub height: Option<i64>,
    /// Seconds.
    pub duration: Option<f64>,
    /// Whether there is a moving picture.
    pub video: bool,
    /// MIME type under which a browser plays it as it is; none when it needs a working copy.
    pub playable: Option<String>,
}

/// Reads the facts from ffprobe's answer.
pub fn facts(probe: &Value) -> Facts {
    let streams = probe["streams"].as_array().map_or(&[][..], Vec::as_slice);
    // A cover picture inside a sound file is not a moving picture.
    let video =
        streams.iter().find(|stream| stream["codec_type"] == "video" && stream["disposition"]["attached_pic"] != 1);
    let sound = streams.iter().find(|stream| stream["codec_type"] == "audio");
    let seconds =
        |value: &Value| value.as_str().and_then(|text| text.parse::<f64>().ok()).filter(|s| s.is_finite() && *s > 0.0);
    let codec = |stream: Option<&Value>| stream.and_then(|stream| stream["codec_name"].as_str()).map(str::to_owned);
    let container = probe["format"]["format_name"].as_str().unwrap_or_default();
    let playable = match (container, codec(video).as_deref(), codec(sound).as_deref()) {
        (mp4, Some("h264" | "av1" | "vp9"), None | Some("aac" | "mp3" | "opus")) if mp4.contains("mp4") => {
            Some("video/mp4")
        }
        (webm, Some("vp8" | "vp9" | "av1"), None | Some("vorbis" | "opus")) if webm.contains("webm") => {
            Some("video/webm")
        }
        ("mp3", None, Some("mp3")) => Some("audio/mpeg"),
        ("wav", None, Some(_)) => Some("audio/wav"),
        ("ogg", None, Some("vorbis" | "opus")) => Some("audio/ogg"),
        ("flac", None, Some("flac")) => Some("audio/flac"),
        (mp4, None, Some("aac")) if mp4.contains("mp4") => Some("audio/mp4"),
        _ => None,
    };
    let side = |name: &str| video.and_then(|stream| stream[name].as_i64());
    // A phone held upright films lying pictures and notes the turn; what is shown, and measured, is turned.
    let notes = video.and_then(|stream| stream["side_data_list"].as_array()).map_or(&[][..], Vec::as_slice);
    let turned =
        notes.iter().any(|note| note["rotation"].as_i64().is_some_and(|degrees| degrees.rem_euclid(180) == 90));
    let (width, height) = if turned { (side("height"), side("width")) } else { (side("width"), side("height")) };
    Facts {
        width,
        height,
        duration: seconds(&probe["format"]["duration"])
            .or_else(|| video.and_then(|stream| seconds(&stream["duration"]))),
        video: video.is_some(),
        playable: playable.map(str::to_owned),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_video_that_was_filmed_upright_is_upright() {
        let probe = |rotation: i64| {
            let note = json!([{ "side_data_type": "Display Matrix", "rotation": rotation }]);
            facts(
                &json!({ "streams": [{ "codec_type": "video", "width": 1920, "height": 1080, "side_data_list": note }] }),
            )
        };
        for (rotation, size) in [(0, (1920, 1080)), (180, (1920, 1080)), (-90, (1080, 1920)), (90, (1080, 1920))] {
            let facts = probe(rotation);
            assert_eq!((facts.width, facts.height), (Some(size.0), Some(size.1)), "{rotation}");
        }
    }
}
