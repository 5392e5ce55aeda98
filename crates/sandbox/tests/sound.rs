//! Sound: samples of one channel, bounded whatever a file claims.

use crate::material::{file, folder, sandbox, video};
use sandbox::{End, Error, Sound, SoundSpec};
use std::{
    ops::ControlFlow,
    path::Path,
    time::{Duration, Instant},
};

fn spec() -> SoundSpec {
    SoundSpec { rate: 11_025, max_seconds: 3600.0, wall: Duration::from_secs(60) }
}

fn heard(path: &Path, spec: &SoundSpec) -> Result<(Vec<i16>, Sound), Error> {
    let mut samples = Vec::new();
    let sound = sandbox().sound(path, spec, &mut |piece| {
        samples.extend_from_slice(piece);
        ControlFlow::Continue(())
    })?;
    Ok((samples, sound))
}

/// A WAV file of so many channels and samples a second, each channel a loud square wave of 20 samples.
fn wav(channels: u16, rate: u32, samples: usize) -> Vec<u8> {
    let data: Vec<u8> = (0..samples)
        .flat_map(|at| std::iter::repeat_n(if at / 10 % 2 == 0 { 9_000i16 } else { -9_000 }, usize::from(channels)))
        .flat_map(i16::to_le_bytes)
        .collect();
    let frame = channels.saturating_mul(2);
    let length = u32::try_from(data.len()).unwrap();
    let mut bytes = b"RIFF".to_vec();
    bytes.extend((36 + length).to_le_bytes());
    bytes.extend(b"WAVEfmt \x10\0\0\0\x01\0");
    bytes.extend(channels.to_le_bytes());
    bytes.extend(rate.to_le_bytes());
    bytes.extend(rate.saturating_mul(u32::from(frame)).to_le_bytes());
    bytes.extend(frame.to_le_bytes());
    bytes.extend(b"\x10\0data");
    bytes.extend(length.to_le_bytes());
    bytes.extend(data);
    bytes
}

#[test]
fn the_sound_of_a_video_comes_as_samples_of_one_channel() {
    let folder = folder();
    let path = folder.path().join("a.mp4");
    video(&path, 3.0, 25.0);
    let (samples, sound) = heard(&path, &spec()).unwrap();
    assert_eq!((sound.truncated, sound.end), (false, End::Whole));
    assert!((sound.duration - 3.0).abs() < 0.1, "{}", sound.duration);
    assert!(samples.iter().any(|sample| sample.unsigned_abs() > 4_000));
}

#[test]
fn a_video_without_sound_has_no_seconds_of_it() {
    let folder = folder();
    let path = folder.path().join("a.mp4");
    let mut left = 10;
    let mut frames = || {
        left -= 1;
        (left > 0).then(|| vec![90; 64 * 48 * 3])
    };
    sandbox().encode_video(&mut frames, 64, 48, 5.0, None, &sandbox::VideoArgs::default(), &path).unwrap();
    let (samples, sound) = heard(&path, &spec()).unwrap();
    assert!(samples.is_empty() && sound.duration == 0.0 && !sound.truncated, "{sound:?}");
}

#[test]
fn reading_sound_stops_at_each_limit_and_says_so() {
    let folder = folder();
    let path = file(&folder, "a.wav", &wav(1, 8_000, 80_000));
    let (samples, sound) = heard(&path, &SoundSpec { max_seconds: 2.0, ..spec() }).unwrap();
    assert!(sound.truncated && samples.len() == 22_050, "{sound:?} {}", samples.len());
    let mut pieces = 0;
    let sound = sandbox().sound(&path, &spec(), &mut |_| {
        pieces += 1;
        ControlFlow::Break(())
    });
    assert_eq!((sound.unwrap().end, pieces), (End::Caller, 1));
}

#[test]
fn channels_that_stand_nowhere_are_heard_by_the_first_and_a_hundred_are_refused() {
    let folder = folder();
    let (samples, _) = heard(&file(&folder, "a.wav", &wav(20, 8_000, 8_000)), &spec()).unwrap();
    assert!(samples.iter().any(|sample| sample.unsigned_abs() > 4_000), "{}", samples.len());
    let error = heard(&file(&folder, "b.wav", &wav(100, 8_000, 8_000)), &spec()).unwrap_err();
    assert!(matches!(error, Error::Unreadable { .. }), "{error:?}");
}

#[test]
fn a_few_samples_that_claim_to_last_for_hours_are_cut_at_the_limit() {
    let folder = folder();
    let begun = Instant::now();
    let path = file(&folder, "a.wav", &wav(1, 1, 50_000));
    let (samples, sound) = heard(&path, &SoundSpec { max_seconds: 600.0, ..spec() }).unwrap();
    assert!(sound.truncated && samples.len() <= 600 * 11_025, "{sound:?}");
    assert!(begun.elapsed() < Duration::from_secs(20), "{:?}", begun.elapsed());
}

#[test]
fn sound_cut_short_counts_as_far_as_it_goes_and_a_photo_has_none() {
    let folder = folder();
    let whole = wav(1, 8_000, 80_000);
    let (_, sound) = heard(&file(&folder, "a.wav", &whole[..whole.len() / 2]), &spec()).unwrap();
    assert!((4.0..6.0).contains(&sound.duration), "{sound:?}");
    assert!(heard(&file(&folder, "b.wav", &whole[..20]), &spec()).is_err());
    let photo = crate::material::encoded(&crate::material::picture(64, 64), image::ImageFormat::Png);
    let error = heard(&file(&folder, "c.png", &photo), &spec()).unwrap_err();
    assert!(matches!(error, Error::WrongKind { .. }), "{error:?}");
}
