//! Videos: frames with their times, stills, working copies.

use crate::material::{file, folder, sandbox, video};
use sandbox::{End, Error, FrameSpec, Frames, VideoLimits};
use std::{ops::ControlFlow, path::Path, time::Duration};

pub fn spec(rate: f64) -> FrameSpec {
    FrameSpec {
        rate,
        longest_side: 64,
        key_frames: false,
        skim: false,
        max_seconds: 3600.0,
        max_frames: 10_000,
        wall: Duration::from_secs(60),
    }
}

/// Times and key marks of all frames handed over, and the summary.
fn all(path: &Path, spec: &FrameSpec) -> Result<(Vec<(f64, bool)>, Frames), Error> {
    let mut seen = Vec::new();
    let summary = sandbox().frames(path, spec, &mut |frame| {
        assert_eq!(frame.gray.len(), frame.width as usize * frame.height as usize);
        seen.push((frame.time, frame.key));
        ControlFlow::Continue(())
    })?;
    assert_eq!(summary.count, seen.len());
    Ok((seen, summary))
}

#[test]
fn frames_come_on_a_grid_of_the_videos_own_times() {
    let folder = folder();
    let path = folder.path().join("a.mp4");
    video(&path, 4.0, 25.0);
    let (seen, summary) = all(&path, &spec(2.0)).unwrap();
    let times: Vec<f64> = seen.iter().map(|(time, _)| *time).collect();
    // 25 frames a second have none at half seconds that are odd: the next one, 0.02 s later, is taken.
    for (time, expected) in times.iter().zip([0.0, 0.52, 1.0, 1.52, 2.0, 2.52, 3.0, 3.52]) {
        assert!((time - expected).abs() < 1e-6, "{times:?}");
    }
    assert_eq!((summary.count, summary.truncated, summary.end), (8, false, End::Whole));
    assert!((summary.duration - 4.0).abs() < 0.05, "{}", summary.duration);
}

#[test]
fn key_frames_between_are_added_on_request_and_alone_at_rate_zero() {
    let folder = folder();
    let path = folder.path().join("a.mp4");
    video(&path, 4.0, 25.0);
    let (both, _) = all(&path, &FrameSpec { key_frames: true, ..spec(1.0) }).unwrap();
    assert!(both.iter().any(|(time, key)| *key && (time - 0.8).abs() < 1e-6), "{both:?}");
    let (alone, _) = all(&path, &spec(0.0)).unwrap();
    assert!(alone.len() >= 5 && alone.iter().all(|(_, key)| *key), "{alone:?}");
}

#[test]
fn skimming_gives_as_many_frames_hardly_later_and_hardly_rougher() {
    let folder = folder();
    let path = folder.path().join("a.mp4");
    video(&path, 4.0, 25.0);
    let read = |skim: bool| {
        let mut frames = Vec::new();
        let mut each = |frame: sandbox::Frame<'_>| {
            frames.push((frame.time, frame.gray.to_vec()));
            ControlFlow::Continue(())
        };
        sandbox().frames(&path, &FrameSpec { skim, ..spec(4.0) }, &mut each).unwrap();
        frames
    };
    let (whole, skimmed) = (read(false), read(true));
    assert_eq!(whole.len(), skimmed.len());
    for ((time, pixels), (later, rougher)) in whole.iter().zip(&skimmed) {
        assert!((0.0..0.17).contains(&(later - time)), "{time} {later}");
        // A bar moves through the picture; all else is the same.
        let far = pixels.iter().zip(rougher).filter(|(a, b)| a.abs_diff(**b) > 12).count();
        assert!(far * 10 < pixels.len(), "{far} of {}", pixels.len());
    }
}

#[test]
fn reading_stops_at_each_limit_and_says_so() {
    let folder = folder();
    let path = folder.path().join("a.mp4");
    video(&path, 4.0, 25.0);
    let (_, few) = all(&path, &FrameSpec { max_frames: 3, ..spec(5.0) }).unwrap();
    assert_eq!((few.count, few.truncated, few.end), (3, true, End::Frames));
    let (_, short) = all(&path, &FrameSpec { max_seconds: 1.0, ..spec(5.0) }).unwrap();
    assert_eq!((short.count, short.truncated, short.end), (6, true, End::Seconds));
    let mut count = 0;
    let broken = sandbox().frames(&path, &spec(5.0), &mut |_| {
        count += 1;
        if count == 2 { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
    });
    assert_eq!(broken.map(|frames| (frames.count, frames.end)).unwrap(), (2, End::Caller));
}

#[test]
fn a_still_is_the_frame_shown_at_that_time_in_colour() {
    let folder = folder();
    let path = folder.path().join("a.mp4");
    video(&path, 4.0, 25.0);
    let bright = |at: f64| {
        let still = sandbox().still(&path, at, 160).unwrap();
        assert_eq!((still.width, still.height, still.original_width, still.original_height), (160, 90, 320, 180));
        let row = &still.rgb[45 * 160 * 3..46 * 160 * 3];
        row.chunks_exact(3).position(|pixel| pixel[0] > 150).unwrap() as f64 / 160.0
    };
    let (early, late) = (bright(1.0), bright(3.0));
    assert!((early - 0.25).abs() < 0.06 && (late - 0.75).abs() < 0.06, "{early} {late}");
    // After the end: the first frame.
    assert!(bright(100.0) < 0.06);
}

#[test]
fn a_working_copy_plays_everywhere_and_carries_no_metadata() {
    let folder = folder();
    let (path, copy) = (folder.path().join("a.mp4"), folder.path().join("copy.mp4"));
    video(&path, 2.0, 25.0);
    let limits = VideoLimits { wall: Duration::from_secs(60), max_seconds: 60.0, max_bytes: 10 << 20 };
    sandbox().working_video(&path, &copy, &limits).unwrap();
    let described = sandbox().probe(&copy).unwrap();
    assert_eq!(described["streams"][0]["codec_name"], "h264");
    assert_eq!(described["streams"][1]["codec_name"], "aac");
    let left: Vec<_> = std::fs::read_dir(folder.path()).unwrap().map(|entry| entry.unwrap().file_name()).collect();
    assert_eq!(left.len(), 2, "the scratch folder is gone: {left:?}");
}

#[test]
fn a_working_copy_over_its_size_is_given_up_and_leaves_nothing() {
    let folder = folder();
    let (path, copy) = (folder.path().join("a.mp4"), folder.path().join("copy.mp4"));
    video(&path, 2.0, 25.0);
    let limits = VideoLimits { wall: Duration::from_secs(60), max_seconds: 60.0, max_bytes: 4 << 10 };
    let error = sandbox().working_video(&path, &copy, &limits).unwrap_err();
    assert!(matches!(error, Error::TooLarge { .. }), "{error:?}");
    assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 1);
}

#[test]
fn the_same_frames_give_the_same_bytes() {
    let folder = folder();
    let (first, second) = (folder.path().join("1.mp4"), folder.path().join("2.mp4"));
    video(&first, 1.0, 25.0);
    video(&second, 1.0, 25.0);
    assert_eq!(std::fs::read(first).unwrap(), std::fs::read(second).unwrap());
}

#[test]
fn a_video_of_variable_rate_keeps_its_true_times() {
    let folder = folder();
    // Hundredths of a second that each frame is shown.
    let path = file(&folder, "a.gif", &animation(&[10, 50, 200, 20, 5]));
    let (seen, summary) = all(&path, &spec(100.0)).unwrap();
    let times: Vec<f64> = seen.iter().map(|(time, _)| *time).collect();
    for (time, expected) in times.iter().zip([0.0, 0.1, 0.6, 2.6, 2.8]) {
        assert!((time - expected).abs() < 1e-6, "{times:?}");
    }
    assert_eq!((summary.count, summary.end), (5, End::Whole));
}

/// A GIF of alternating white and black pixels.
fn animation(delays: &[u16]) -> Vec<u8> {
    let mut bytes = b"GIF89a\x01\0\x01\0\x80\0\0\0\0\0\xff\xff\xff".to_vec();
    for (number, delay) in delays.iter().enumerate() {
        bytes.extend(b"\x21\xf9\x04\0");
        bytes.extend(delay.to_le_bytes());
        bytes.extend(b"\0\0\x2c\0\0\0\0\x01\0\x01\0\0\x02\x02");
        bytes.extend([if number % 2 == 0 { 0x4c } else { 0x44 }, 1, 0]);
    }
    bytes.push(b';');
    bytes
}

#[test]
fn a_video_filmed_sideways_is_turned_upright() {
    let folder = folder();
    let path = folder.path().join("a.mp4");
    video(&path, 1.0, 25.0);
    let mut bytes = std::fs::read(&path).unwrap();
    // The matrix lies 40 bytes after the name and version of the track's header (ISO/IEC 14496-12, 8.3.2).
    let matrix = bytes.windows(4).position(|window| window == b"tkhd").unwrap() + 44;
    let quarter_turn: [i32; 9] = [0, 1 << 16, 0, -(1 << 16), 0, 0, 180 << 16, 0, 1 << 30];
    for (number, value) in quarter_turn.iter().enumerate() {
        bytes[matrix + number * 4..][..4].copy_from_slice(&value.to_be_bytes());
    }
    let turned = file(&folder, "turned.mp4", &bytes);
    let mut sizes = Vec::new();
    let mut keep = |frame: sandbox::Frame<'_>| {
        sizes.push((frame.width, frame.height));
        ControlFlow::Continue(())
    };
    sandbox().frames(&turned, &spec(1.0), &mut keep).unwrap();
    assert_eq!(sizes, [(36, 64)]);
    let still = sandbox().still(&turned, 0.0, 0).unwrap();
    assert_eq!((still.width, still.height), (180, 320));
}

#[test]
fn names_that_mean_something_to_a_program_are_only_names() {
    let folder = folder();
    let (path, copy) = (folder.path().join("a.mp4"), folder.path().join("copy: %d?.mp4"));
    video(&path, 1.0, 25.0);
    let limits = VideoLimits { wall: Duration::from_secs(60), max_seconds: f64::INFINITY, max_bytes: 10 << 20 };
    for name in ["http:x.mp4", "-i.mp4", "%03d.mp4", "a\nb.mp4", "a'b\"c.mp4", "*.mp4", "видео.mp4"] {
        let odd = folder.path().join(name);
        std::fs::copy(&path, &odd).unwrap();
        assert_eq!(all(&odd, &spec(1.0)).unwrap().0.len(), 1, "{name}");
        assert!(sandbox().probe(&odd).is_ok() && sandbox().metadata(&odd).is_ok(), "{name}");
        sandbox().working_video(&odd, &copy, &limits).unwrap();
    }
}

#[test]
#[cfg(target_os = "linux")]
fn names_need_not_be_text() {
    use std::os::unix::ffi::OsStrExt;
    let folder = folder();
    let path = folder.path().join(std::ffi::OsStr::from_bytes(b"\xff\xfe.mp4"));
    video(&path, 1.0, 25.0);
    assert!(all(&path, &spec(1.0)).is_ok() && sandbox().probe(&path).is_ok() && sandbox().metadata(&path).is_ok());
}
