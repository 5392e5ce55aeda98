//! Files made to harm or to waste: each gets the right answer, soon.

use crate::{
    material::{encoded, file, folder, picture, sandbox, video},
    videos::spec,
};
use flate2::{Compression, Crc, write::ZlibEncoder};
use image::ImageFormat;
use sandbox::{End, Error, FrameSpec, VideoLimits};
use std::{
    io::Write,
    ops::ControlFlow,
    path::Path,
    time::{Duration, Instant},
};

/// Every way of looking at a file must refuse it, each soon.
fn refused_by_all(path: &Path, expected: fn(&Error) -> bool) {
    let sandbox = sandbox();
    let limits = VideoLimits { wall: Duration::from_secs(20), max_seconds: 10.0, max_bytes: 1 << 20 };
    let copy = path.with_extension("copy");
    let begun = Instant::now();
    for error in [
        sandbox.photo(path, 100).map(drop).unwrap_err(),
        sandbox.probe(path).map(drop).unwrap_err(),
        sandbox.frames(path, &spec(1.0), &mut |_| ControlFlow::Continue(())).map(drop).unwrap_err(),
        sandbox.still(path, 1.0, 100).map(drop).unwrap_err(),
        sandbox.working_video(path, &copy, &limits).unwrap_err(),
    ] {
        assert!(expected(&error), "{error:?}");
        assert!(!error.to_string().is_empty() && !error.hint().is_empty());
    }
    assert!(begun.elapsed() < Duration::from_secs(10), "{:?}", begun.elapsed());
    assert!(!copy.exists());
}

#[test]
fn an_empty_file_is_empty() {
    let folder = folder();
    refused_by_all(&file(&folder, "a.mp4", b""), |error| matches!(error, Error::Empty));
}

#[test]
fn a_playlist_that_names_a_local_file_is_refused_under_any_name() {
    let folder = folder();
    let playlist = b"#EXTM3U\n#EXT-X-MEDIA-SEQUENCE:0\n#EXTINF:10.0,\nfile:///etc/hostname\n#EXT-X-ENDLIST\n";
    for name in ["a.m3u8", "a.mp4", "a.jpg"] {
        refused_by_all(&file(&folder, name, playlist), |error| matches!(error, Error::Refused { .. }));
    }
}

#[test]
fn text_and_drawings_named_like_media_are_not_media() {
    let folder = folder();
    for (name, text) in [
        ("a.jpg", "Just some words."),
        ("a.mp4", "push graphic-context\nimage over 0,0 0,0 'label:@/etc/hostname'\npop graphic-context"),
        ("a.png", "<svg xmlns=\"http://www.w3.org/2000/svg\"><image href=\"file:///etc/hostname\"/></svg>"),
    ] {
        refused_by_all(&file(&folder, name, text.as_bytes()), |error| matches!(error, Error::WrongKind { .. }));
    }
}

#[test]
fn what_is_no_regular_file_is_not_opened() {
    refused_by_all(Path::new("/dev/zero"), |error| matches!(error, Error::Io { .. }));
    refused_by_all(folder().path(), |error| matches!(error, Error::Io { .. }));
}

#[test]
fn a_photo_cut_short_is_not_passed_off_as_whole() {
    let folder = folder();
    for format in
        [ImageFormat::Jpeg, ImageFormat::Png, ImageFormat::WebP, ImageFormat::Gif, ImageFormat::Bmp, ImageFormat::Tiff]
    {
        let whole = encoded(&picture(300, 200), format);
        let path = file(&folder, "cut", &whole[..whole.len() * 6 / 10]);
        let error = sandbox().photo(&path, 100).unwrap_err();
        assert!(matches!(error, Error::Unreadable { .. }), "{format:?}: {error:?}");
    }
}

#[test]
fn a_thumbnail_does_not_hide_that_the_photo_is_cut_short() {
    let folder = folder();
    let (whole, thumbnail) =
        (encoded(&picture(300, 200), ImageFormat::Jpeg), encoded(&picture(30, 20), ImageFormat::Jpeg));
    let length = u16::try_from(thumbnail.len() + 2).unwrap().to_be_bytes();
    let with_thumbnail = [&whole[..2], b"\xff\xe5", &length, &thumbnail, &whole[2..]].concat();
    assert!(sandbox().photo(&file(&folder, "whole", &with_thumbnail), 100).is_ok());
    let cut = &with_thumbnail[..with_thumbnail.len() - 500];
    assert!(matches!(sandbox().photo(&file(&folder, "cut", cut), 100), Err(Error::Unreadable { .. })));
}

#[test]
fn a_photo_of_a_hundred_thousand_pixels_squared_is_refused_by_its_header() {
    let folder = folder();
    let path = file(&folder, "a.png", &png(100_000, 100_000, &[], 0));
    let begun = Instant::now();
    let error = sandbox().photo(&path, 100).unwrap_err();
    assert!(matches!(&error, Error::TooLarge { what, .. } if what.contains("100000 x 100000")), "{error:?}");
    assert!(begun.elapsed() < Duration::from_secs(2));
}

#[test]
fn a_picture_that_inflates_without_end_is_bounded() {
    let folder = folder();
    let begun = Instant::now();
    // Pixels of one megabyte, data of one gibibyte.
    let data = file(&folder, "data.png", &png(1000, 1000, &[], 1 << 30));
    if let Ok(photo) = sandbox().photo(&data, 100) {
        assert_eq!((photo.original_width, photo.original_height), (1000, 1000));
    }
    // One pixel, and a text of one gibibyte.
    let text = [b"Comment\0\0", &zeros(1 << 30)[..]].concat();
    let text = file(&folder, "text.png", &png(1, 1, &chunk(b"zTXt", &text), 4));
    if let Ok(photo) = sandbox().photo(&text, 100) {
        assert_eq!((photo.original_width, photo.original_height), (1, 1));
    }
    assert!(begun.elapsed() < Duration::from_secs(60), "{:?}", begun.elapsed());
}

#[test]
fn a_video_without_its_table_of_contents_is_unreadable() {
    let folder = folder();
    let path = folder.path().join("a.mp4");
    video(&path, 1.0, 25.0);
    let whole = std::fs::read(&path).unwrap();
    refused_by_cut(&file(&folder, "cut.mp4", &whole[..60]));
}

fn refused_by_cut(path: &Path) {
    let error = sandbox().frames(path, &spec(1.0), &mut |_| ControlFlow::Continue(())).unwrap_err();
    assert!(matches!(error, Error::Unreadable { .. }), "{error:?}");
    let error = sandbox().probe(path).unwrap_err();
    assert!(matches!(error, Error::Unreadable { .. }), "{error:?}");
    assert!(!error.to_string().contains(path.to_str().unwrap()), "the path is not the sender's business: {error}");
}

#[test]
fn a_video_cut_short_gives_its_frames_and_says_that_the_rest_is_damaged() {
    let folder = folder();
    let path = folder.path().join("a.mp4");
    video(&path, 4.0, 25.0);
    let whole = std::fs::read(&path).unwrap();
    let cut = file(&folder, "cut.mp4", &whole[..whole.len() * 6 / 10]);
    let frames = sandbox().frames(&cut, &spec(5.0), &mut |_| ControlFlow::Continue(())).unwrap();
    assert!(frames.truncated && matches!(frames.end, End::Damaged(_)), "{frames:?}");
    assert!(frames.count > 3 && frames.duration < 3.5, "{frames:?}");
}

#[test]
fn a_video_with_a_fault_in_the_middle_is_read_to_its_end() {
    let folder = folder();
    let path = folder.path().join("a.mp4");
    video(&path, 4.0, 25.0);
    let mut bytes = std::fs::read(&path).unwrap();
    let middle = bytes.len() / 2;
    bytes[middle..middle + 200].fill(0x5a);
    let frames =
        sandbox().frames(&file(&folder, "fault.mp4", &bytes), &spec(5.0), &mut |_| ControlFlow::Continue(())).unwrap();
    assert!(!frames.truncated && frames.count >= 19 && frames.duration > 3.8, "{frames:?}");
}

#[test]
fn a_video_that_claims_a_million_seconds_has_the_length_of_its_frames() {
    let folder = folder();
    let path = folder.path().join("a.mp4");
    video(&path, 2.0, 25.0);
    let mut bytes = std::fs::read(&path).unwrap();
    for name in [b"mvhd", b"tkhd", b"mdhd"] {
        let at = bytes.windows(4).position(|window| window == name).unwrap();
        // After the name: version and flags, two times, then (in tkhd a number and a gap) units a second and the length.
        let length = if name == b"tkhd" { at + 24 } else { at + 20 };
        bytes[length..length + 4].copy_from_slice(&1_000_000_000u32.to_be_bytes());
    }
    let frames =
        sandbox().frames(&file(&folder, "long.mp4", &bytes), &spec(2.0), &mut |_| ControlFlow::Continue(())).unwrap();
    assert!(frames.count <= 5 && frames.duration < 3.0, "{frames:?}");
}

#[test]
fn an_animation_without_end_stops_at_each_limit() {
    let folder = folder();
    let path = file(&folder, "endless.gif", &endless_gif(1_000_000));
    let begun = Instant::now();
    let few = FrameSpec { max_frames: 50, ..spec(10.0) };
    let frames = sandbox().frames(&path, &few, &mut |_| ControlFlow::Continue(())).unwrap();
    assert_eq!((frames.count, frames.end), (50, End::Frames));
    let short = FrameSpec { wall: Duration::from_secs(2), max_seconds: 1e9, max_frames: usize::MAX, ..spec(100.0) };
    let frames = sandbox().frames(&path, &short, &mut |_| ControlFlow::Continue(())).unwrap();
    assert!(frames.truncated && frames.end == End::Wall, "{frames:?}");
    let photo = sandbox().photo(&path, 0).unwrap();
    assert_eq!((photo.width, photo.height), (1, 1));
    assert!(begun.elapsed() < Duration::from_secs(20), "{:?}", begun.elapsed());
}

#[test]
fn no_time_at_all_is_too_slow() {
    let folder = folder();
    let path = folder.path().join("a.mp4");
    video(&path, 1.0, 25.0);
    let hurry = FrameSpec { wall: Duration::from_millis(1), ..spec(1.0) };
    let error = sandbox().frames(&path, &hurry, &mut |_| ControlFlow::Continue(())).unwrap_err();
    assert!(matches!(error, Error::TooSlow { .. }), "{error:?}");
}

#[test]
fn a_stream_of_photos_is_its_first_photo_and_no_video() {
    let folder = folder();
    let path = file(&folder, "a.mjpeg", &encoded(&picture(64, 64), ImageFormat::Jpeg).repeat(500));
    assert_eq!(sandbox().photo(&path, 0).unwrap().width, 64);
    let error = sandbox().frames(&path, &spec(1.0), &mut |_| ControlFlow::Continue(())).unwrap_err();
    assert!(matches!(error, Error::WrongKind { found: "a photo", .. }), "{error:?}");
}

#[test]
fn sound_has_no_picture() {
    let folder = folder();
    let header = b"RIFF\x24\x7d\0\0WAVEfmt \x10\0\0\0\x01\0\x01\0\x40\x1f\0\0\x80\x3e\0\0\x02\0\x10\0data\0\x7d\0\0";
    let path = file(&folder, "a.wav", &[&header[..], &[0; 32_000]].concat());
    let error = sandbox().frames(&path, &spec(1.0), &mut |_| ControlFlow::Continue(())).unwrap_err();
    assert!(matches!(error, Error::NoPicture), "{error:?}");
    assert_eq!(sandbox().probe(&path).unwrap()["streams"][0]["codec_type"], "audio");
}

/// A grey PNG whose header claims a size and whose data inflate to `length` zeros, with further chunks before them.
fn png(width: u32, height: u32, chunks: &[u8], length: usize) -> Vec<u8> {
    let header = [&width.to_be_bytes()[..], &height.to_be_bytes(), b"\x08\0\0\0\0"].concat();
    [b"\x89PNG\r\n\x1a\n", &chunk(b"IHDR", &header)[..], chunks, &chunk(b"IDAT", &zeros(length)), &chunk(b"IEND", b"")]
        .concat()
}

fn chunk(name: &[u8; 4], content: &[u8]) -> Vec<u8> {
    let mut sum = Crc::new();
    sum.update(name);
    sum.update(content);
    [&u32::try_from(content.len()).unwrap().to_be_bytes()[..], name, content, &sum.sum().to_be_bytes()].concat()
}

/// So many zeros, compressed about a thousand times.
fn zeros(length: usize) -> Vec<u8> {
    let mut encoder = ZlibEncoder::new(Vec::new(), Compression::fast());
    let block = vec![0; 1 << 20];
    for start in (0..length).step_by(block.len()) {
        encoder.write_all(&block[..block.len().min(length - start)]).unwrap();
    }
    encoder.finish().unwrap()
}

/// One pixel, shown again and again for a hundredth of a second.
fn endless_gif(frames: usize) -> Vec<u8> {
    let head = b"GIF89a\x01\0\x01\0\x80\0\0\0\0\0\xff\xff\xff";
    let frame = b"\x21\xf9\x04\0\x01\0\0\0\x2c\0\0\0\0\x01\0\x01\0\0\x02\x02\x44\x01\0";
    [&head[..], &frame.repeat(frames), b";"].concat()
}
