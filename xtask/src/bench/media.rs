//! Fingerprinting a video against merely decoding it.

use std::path::Path;
use std::time::Instant;

use anyhow::Result;

use super::measure;
use crate::program::Program;
use crate::table::Table;

const SECONDS: f64 = 30.0;
const ROUNDS: usize = 3;

/// Adds rows for both.
pub fn video(table: &mut Table, scratch: &Path) -> Result<()> {
    eprintln!("video fingerprints");
    let (pure, whole) = times(scratch)?;
    table.row(["30 s of video, 1280 x 720 at 30 fps: ffmpeg decodes it, one thread".into(), format!("{pure:.2} s")]);
    table.row(["the same fingerprinted, with decoding in the jail".into(), format!("{whole:.2} s")]);
    table.row(["ratio of the two".into(), format!("{:.2}", whole / pure)]);
    Ok(())
}

/// Seconds to decode, and to fingerprint. Both take turns on the same file; the best round of each counts.
pub fn times(scratch: &Path) -> Result<(f64, f64)> {
    let file = scratch.join("video.mp4");
    let picture = format!("testsrc2=size=1280x720:rate=30:duration={SECONDS},noise=alls=14:allf=t");
    let make = Program::new("ffmpeg").args(["-v", "error", "-nostdin", "-f", "lavfi", "-i", &picture]);
    make.args(["-c:v", "libx264", "-preset", "veryfast", "-crf", "26", "-pix_fmt", "yuv420p"]).arg(&file).run()?;
    let decode = Program::new("ffmpeg").args(["-v", "error", "-nostdin", "-threads", "1", "-i"]).arg(&file);
    let decode = decode.args(["-map", "0:v", "-f", "null", "-"]);
    let (mut pure, mut whole) = (f64::MAX, f64::MAX);
    for _ in 0..ROUNDS {
        let start = Instant::now();
        decode.run()?;
        pure = pure.min(start.elapsed().as_secs_f64());
        let seconds = measure(&["video", &file.to_string_lossy()])?["seconds"].as_f64().unwrap_or(f64::NAN);
        whole = whole.min(seconds);
    }
    Ok((pure, whole))
}
