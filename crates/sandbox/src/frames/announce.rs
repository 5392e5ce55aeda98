//! What ffmpeg says of each frame, in the lines of its `showinfo` filter and its description of the input.

use std::num::NonZeroU32;

/// A frame that was announced and whose pixels are on their way.
pub(super) struct Announced {
    pub time: f64,
    pub width: u32,
    pub height: u32,
    pub key: bool,
}

/// Reads a line such as `[...] n: 1 pts: 7680 pts_time:0.5 ... s:256x144 i:P iskey:0 type:P ...`.
pub(super) fn announced(info: &str, seconds_per_tick: f64, last: f64) -> Option<Announced> {
    let (width, height) = word_after(info, " s:")?.split_once('x')?;
    let (width, height): (NonZeroU32, NonZeroU32) = (width.parse().ok()?, height.parse().ok()?);
    // A frame without a time (some raw streams) is taken to follow the one before at once.
    let ticks: Option<f64> = word_after(info, " pts:").and_then(|pts| pts.parse::<i64>().ok()).map(|pts| pts as f64);
    Some(Announced {
        time: ticks.map_or(last, |ticks| ticks * seconds_per_tick),
        width: width.get(),
        height: height.get(),
        key: word_after(info, " iskey:")? == "1",
    })
}

/// The size in a line of `showinfo`, with the width it has when pixels are made square.
pub(super) fn square_size(info: &str) -> Option<(u32, u32)> {
    let (width, height) = word_after(info, " s:")?.split_once('x')?;
    let (width, height): (f64, u32) = (width.parse().ok()?, height.parse().ok()?);
    let aspect = word_after(info, " sar:").and_then(ratio).filter(|aspect| *aspect > 0.0).unwrap_or(1.0);
    Some(((width * aspect).round() as u32, height))
}

/// The word that follows a label, skipping blanks between.
pub(super) fn word_after<'t>(text: &'t str, label: &str) -> Option<&'t str> {
    let (_, rest) = text.split_once(label)?;
    let word = rest.trim_start().split([' ', ',']).next()?;
    Some(word)
}

/// `1/15360` as a number.
pub(super) fn ratio(text: &str) -> Option<f64> {
    let (above, below) = text.split_once('/')?;
    let (above, below) = (above.parse::<f64>().ok()?, below.parse::<f64>().ok()?);
    (below > 0.0).then_some(above / below)
}

/// `00:01:02.50` in seconds.
pub(super) fn clock(text: &str) -> Option<f64> {
    text.split(':').try_fold(0.0, |sum, part| Some(sum * 60.0 + part.parse::<f64>().ok()?))
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a test fails by panicking")]
    use super::*;

    #[test]
    fn announcements_of_old_and_new_ffmpeg_are_read_alike() {
        let old = "_3 @ 0x55] [info] n:   1 pts:   7680 pts_time:0.5     pos:   201281 fmt:gray sar:1/1 s:256x144 i:P iskey:0 type:P";
        let new = "_3 @ 0x7f] [info] n:   1 pts:   7680 pts_time:0.5     duration:    512 duration_time:0.03 fmt:gray cl:unspecified sar:1/1 s:256x144 i:P iskey:0 type:P";
        for line in [old, new] {
            let frame = announced(line, 1.0 / 15360.0, 0.0).unwrap();
            assert_eq!((frame.time, frame.width, frame.height, frame.key), (0.5, 256, 144, false));
        }
    }

    #[test]
    fn a_frame_without_a_time_follows_the_one_before() {
        let line = "] n: 9 pts:  NOPTS pts_time:NOPTS fmt:gray s:2x2 i:P iskey:1 type:I";
        assert_eq!(announced(line, 0.1, 4.5).unwrap().time, 4.5);
    }

    #[test]
    fn the_declared_length_is_read_from_a_clock() {
        assert_eq!(clock("01:00:02.50"), Some(3602.5));
        assert_eq!(clock("N/A"), None);
    }
}
