//! Sound: found in other files, told beside the pictures, and never taken for the pictures.

use std::path::Path;

use sandbox::{Sandbox, VideoArgs};
use serde_json::Value;
use tempfile::TempDir;

use super::support::{Seeded, browser::Served, firsthand, run, stdout};

const RATE: usize = 48_000;
const SECONDS: usize = 12;
const WIDTH: usize = 160;
const HEIGHT: usize = 120;

/// A tune of notes whose pitch and length depend on a seed.
fn tune(seed: u64) -> Vec<i16> {
    let mut random = Seeded(seed);
    let mut samples = Vec::new();
    while samples.len() < SECONDS * RATE {
        let pitch = 110.0 * (random.below(36) as f32 / 12.0).exp2();
        let length = RATE / 5 + random.below(RATE as u64 / 2) as usize;
        samples.extend((0..length).map(|i| {
            let phase = i as f32 / RATE as f32 * pitch * std::f32::consts::TAU;
            let fade = (-2.0 * i as f32 / RATE as f32).exp();
            ((phase.sin() + 0.5 * (2.0 * phase).sin()) * fade * 14_000.0) as i16
        }));
    }
    samples.truncate(SECONDS * RATE);
    samples
}

/// Writes sound alone, as WAV.
fn recording(file: &Path, samples: &[i16]) {
    let data: Vec<u8> = samples.iter().flat_map(|sample| sample.to_le_bytes()).collect();
    let length = u32::try_from(data.len()).unwrap();
    let rate = u32::try_from(RATE).unwrap();
    let mut bytes = [b"RIFF", &(36 + length).to_le_bytes()[..], b"WAVEfmt \x10\0\0\0\x01\0\x01\0"].concat();
    bytes.extend([rate.to_le_bytes(), (2 * rate).to_le_bytes()].concat());
    bytes.extend([b"\x02\0\x10\0data", &length.to_le_bytes()[..], &data].concat());
    std::fs::write(file, bytes).unwrap();
}

/// Writes a video of patches that drift, other ones for each seed.
fn video(file: &Path, seed: u64, sound: Option<&[i16]>) {
    let mut random = Seeded(seed);
    let patches: Vec<[usize; 4]> =
        (0..60).map(|_| [400, 120, 20, 256].map(|limit| random.below(limit) as usize)).collect();
    let mut next = 0;
    let mut frames = || {
        let drift = next * 2;
        next += 1;
        (next <= SECONDS * 10).then(|| {
            let mut pixels = vec![70; WIDTH * HEIGHT * 3];
            for [x, y, side, colour] in &patches {
                for row in *y..(y + side + 4).min(HEIGHT) {
                    for column in x.saturating_sub(drift)..(x + side + 4).saturating_sub(drift).min(WIDTH) {
                        let shades = [*colour as u8, (colour * 3) as u8, (colour * 7) as u8];
                        pixels[(row * WIDTH + column) * 3..][..3].copy_from_slice(&shades);
                    }
                }
            }
            pixels
        })
    };
    let jail = Sandbox::with_worker(env!("CARGO_BIN_EXE_firsthand"));
    let (width, height) = (WIDTH as u32, HEIGHT as u32);
    jail.encode_video(&mut frames, width, height, 10.0, sound, &VideoArgs::default(), file).unwrap();
}

/// What `seen` says of a file: relation and sentence of what it says of each kept file, by name.
fn seen(folder: &TempDir, file: &str) -> Vec<(String, String, String)> {
    let mut command = firsthand(&folder.path().join("data"));
    let asked = run(command.args(["seen", "--format", "json"]).arg(folder.path().join(file)));
    let answer: Value = serde_json::from_str(&stdout(&asked)).unwrap();
    let hits = answer[0]["hits"].as_array().unwrap().iter();
    let words = |hit: &Value, key: &str| hit[key].as_str().unwrap_or_default().to_owned();
    let mut told: Vec<_> = hits
        .map(|hit| (words(hit, "name"), words(hit, "relation"), words(hit, "sentence")))
        .filter(|hit| hit.1 != "below")
        .collect();
    told.sort();
    told
}

#[test]
fn sound_is_found_in_other_files_and_told_beside_the_pictures() {
    let folder = tempfile::tempdir().unwrap();
    let at = |name: &str| folder.path().join(name);
    let (own, other) = (tune(1), tune(2));
    std::fs::create_dir(at("case")).unwrap();
    video(&at("case/march.mp4"), 5, Some(&own));
    recording(&at("case/voice.wav"), &own);
    video(&at("other-pictures.mp4"), 6, Some(&own));
    video(&at("other-sound.mp4"), 5, Some(&other));
    video(&at("mute.mp4"), 5, None);
    recording(&at("piece.wav"), &own[3 * RATE..11 * RATE]);
    recording(&at("another.wav"), &other);
    run(firsthand(&at("data")).arg("add").arg(at("case")));

    // Sound alone finds sound, also in a video.
    let piece = seen(&folder, "piece.wav");
    let names: Vec<&str> = piece.iter().map(|hit| hit.0.as_str()).collect();
    assert_eq!(names, ["march.mp4", "voice.wav"], "{piece:?}");
    assert!(piece.iter().all(|hit| hit.1 == "match" && hit.2 == "the same 8 seconds of sound"), "{piece:?}");
    assert_eq!(seen(&folder, "another.wav"), []);

    // The same sound under other pictures is a lead to the video, and a match of the recording.
    let pictures = seen(&folder, "other-pictures.mp4");
    let told = |name: &str| pictures.iter().find(|hit| hit.0 == name).unwrap_or_else(|| panic!("{name}: {pictures:?}"));
    assert_eq!(told("march.mp4").1, "lead");
    assert_eq!(told("march.mp4").2, "the same 12 seconds of sound under other pictures: a lead, not a match");
    assert_eq!(told("voice.wav").1, "match");

    // Other sound, or none, under the same pictures is told with the match.
    let replaced = seen(&folder, "other-sound.mp4");
    assert!(replaced[0].1 == "match" && replaced[0].2.ends_with("with other sound"), "{replaced:?}");
    let mute = seen(&folder, "mute.mp4");
    assert!(mute[0].1 == "match" && mute[0].2.ends_with("its sound removed"), "{mute:?}");

    // A shared sound makes no footage one; in the desk it stands as what it is.
    let desk = Served::start(&mut firsthand(&at("data")));
    let inbox = desk.get("/api/v1/inbox").json();
    let footage = |name: &str| {
        let items = inbox["items"].as_array().unwrap();
        items.iter().find(|item| item["name"] == name).unwrap()["footage"].clone()
    };
    assert_ne!(footage("march.mp4"), footage("voice.wav"));
    let page = desk.get(&format!("/api/v1/footage/{}", footage("march.mp4").as_str().unwrap())).json();
    assert_eq!(page["matches"][0]["sentence"], "the same 12 seconds of sound", "{page}");
    assert_eq!(page["appearances"].as_array().unwrap().len(), 1, "{page}");
}
