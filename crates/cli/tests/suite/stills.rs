//! Videos whose frames as a whole say nothing: what is left of them is found by local features of their stills, which a desk
//! keeps in its table and fetches for comparing.

use std::path::Path;

use sandbox::{Sandbox, VideoArgs};
use serde_json::Value;
use tempfile::TempDir;

use super::support::{Seeded, firsthand, run, stdout};

const WIDTH: usize = 320;
const HEIGHT: usize = 240;
const FRAMES: usize = 40;

/// Writes a video of patches that drift, other ones for each seed; of the picture only `part` (left, top, width, height) is
/// shown, as large as the whole.
fn video(file: &Path, seed: u64, [left, top, width, height]: [usize; 4]) {
    let mut random = Seeded(seed);
    let patches: Vec<[usize; 4]> =
        (0..260).map(|_| [420, 240, 26, 256].map(|limit| random.below(limit) as usize)).collect();
    let mut next = 0;
    let mut frames = || {
        let drift = next * 2;
        next += 1;
        (next <= FRAMES).then(|| {
            let mut whole = vec![[70u8; 3]; WIDTH * HEIGHT];
            for [x, y, side, colour] in &patches {
                for row in *y..(y + side + 4).min(HEIGHT) {
                    for column in x.saturating_sub(drift)..(x + side + 4).saturating_sub(drift).min(WIDTH) {
                        whole[row * WIDTH + column] = [1, 3, 7].map(|times| (colour * times) as u8);
                    }
                }
            }
            let at = |place: usize| {
                let (x, y) = (left + place % WIDTH * width / WIDTH, top + place / WIDTH * height / HEIGHT);
                whole[y * WIDTH + x]
            };
            (0..WIDTH * HEIGHT).flat_map(at).collect()
        })
    };
    let jail = Sandbox::with_worker(env!("CARGO_BIN_EXE_firsthand"));
    let (width, height) = (WIDTH as u32, HEIGHT as u32);
    jail.encode_video(&mut frames, width, height, 5.0, None, &VideoArgs::default(), file).unwrap();
}

#[test]
fn a_video_cropped_to_a_quarter_of_its_picture_is_found_among_others() {
    let folder = TempDir::new().unwrap();
    let (kept, data) = (folder.path().join("kept"), folder.path().join("data"));
    std::fs::create_dir(&kept).unwrap();
    for seed in 1..4 {
        video(&kept.join(format!("street-{seed}.mp4")), seed, [0, 0, WIDTH, HEIGHT]);
    }
    run(firsthand(&data).arg("add").arg(&kept));
    let asked = folder.path().join("part.mp4");
    video(&asked, 2, [90, 70, WIDTH / 2, HEIGHT / 2]);

    let answer: Value =
        serde_json::from_str(&stdout(&run(firsthand(&data).args(["seen", "--format", "json"]).arg(&asked)))).unwrap();
    let hit = &answer[0]["hits"][0];
    assert_eq!((&hit["name"], &hit["relation"]), (&"street-2.mp4".into(), &"match".into()), "{answer:#}");
    assert!(hit["sentence"].as_str().unwrap().contains("cropped"), "{answer:#}");
}
