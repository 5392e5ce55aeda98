//! The story of the sample case: which recordings there are, and who made what of them.
//!
//! - A flooded footbridge, filmed in March, comes back in September as new: mirrored and cropped; as a short clip of
//!   poor quality; inside a compilation; and as a photo of one moment.
//! - A truck in a street, and the same a good deal faster.
//! - A heron, with a bar of words and small and mirrored; a market, and a part of it.
//! - Decoys that look alike and are not the same: another footbridge, another Saturday's market.
//! - A photo that came without a post.

use std::path::Path;

use anyhow::{Context, Result};
use sandbox::{Photo, Sandbox, VideoArgs};

use super::clip::{self, Clip, FRAME_RATE};
use super::edits::{caption, crop, mirror, resize};
use super::picture::Picture;
use super::scenes::{heron, market, street};

/// How many files [`write()`] makes.
pub const FILES: usize = 15;
/// So many further photos are drawn before they are written.
const AT_ONCE: usize = 16;

/// Is told after each file how many are written; an error stops the work.
pub type Progress<'a> = &'a mut dyn FnMut(usize) -> Result<()>;

/// Makes the files of the case in `folder`.
///
/// # Errors
/// When ffmpeg is missing or fails, a file cannot be written, or `progress` says so.
pub fn write(folder: &Path, sandbox: &Sandbox, progress: Progress<'_>) -> Result<()> {
    let mut writer = Writer { folder, sandbox, written: 0, progress };
    let photo = |large: Picture| resize(&large, 1024, 683);
    let (bridge, market) = (clip::footbridge(31, 8.0), photo(market::photo(2048, 23)));
    writer.clip("alder-lane-footbridge.mp4", &bridge, 23)?;
    let closer = |frame: &Picture| resize(&crop(&mirror(frame), 0.02, 0.024, 0.982, 0.98), 640, 360);
    writer.clip("breaking-river.mp4", &bridge.each(closer), 27)?;
    writer.clip("from-a-reader.mp4", &bridge.between(2.5, 6.5).each(|frame| resize(frame, 426, 240)), 33)?;
    writer.photo("bridge-photo.jpg", &bridge.frames[68], 82)?;

    let quay = clip::street(41, 6.0);
    writer.clip("quay-street.mp4", &quay, 23)?;
    writer.clip("trucks-race-here.mp4", &quay.faster(1.4), 28)?;
    let year = [clip::zoom(&market, 3.0), bridge.between(1.0, 5.0), quay.between(1.5, 4.5)];
    writer.clip("year-in-pictures.mp4", &Clip::join(&year), 26)?;
    drop((bridge, quay, year));
    writer.clip("another-footbridge.mp4", &clip::footbridge(67, 5.0), 23)?;

    let heron = photo(heron::photo(2048, 11));
    writer.photo("heron-mill-pond.jpg", &heron, 90)?;
    writer.photo("escaped-this-morning.jpg", &caption(&heron, "ESCAPED THIS MORNING!"), 72)?;
    writer.photo("seen-again.jpg", &resize(&mirror(&heron), 600, 400), 60)?;
    writer.photo("saturday-market.jpg", &market, 90)?;
    writer.photo("last-market.jpg", &crop(&market, 0.12, 0.1, 0.95, 0.93), 70)?;
    writer.photo("market-in-may.jpg", &photo(market::photo(2048, 24)), 88)?;
    writer.photo("IMG_0231.jpg", &resize(&street::place(2048, 52), 1024, 451), 85)
}

/// Makes `count` further photos in `folder`, each of another place, to see a desk with much in it.
///
/// # Errors
/// As [`write()`].
pub fn write_more(folder: &Path, sandbox: &Sandbox, count: usize, progress: Progress<'_>) -> Result<()> {
    let mut writer = Writer { folder, sandbox, written: FILES, progress };
    for first in (0..count).step_by(AT_ONCE) {
        let pictures = clip::on_all_cores(AT_ONCE.min(count - first), |n| another_place(first + n));
        for (picture, number) in pictures.iter().zip(first..) {
            writer.photo(&format!("photo-{number:04}.jpg"), picture, 85)?;
        }
    }
    Ok(())
}

/// Drawn at half its size, since many are wanted and few are looked at closely.
fn another_place(number: usize) -> Picture {
    let seed = 1_000_000 + 7919 * number as u32;
    let small = match number % 3 {
        0 => market::photo(512, seed),
        1 => heron::photo(512, seed),
        _ => street::place(512, seed),
    };
    resize(&small, 2 * small.width(), 2 * small.height())
}

struct Writer<'a> {
    folder: &'a Path,
    sandbox: &'a Sandbox,
    written: usize,
    progress: Progress<'a>,
}

impl Writer<'_> {
    fn photo(&mut self, name: &str, picture: &Picture, quality: u8) -> Result<()> {
        let file = self.folder.join(name);
        let photo = Photo {
            width: picture.width() as u32,
            height: picture.height() as u32,
            original_width: picture.width() as u32,
            original_height: picture.height() as u32,
            rgb: picture.to_rgb(),
        };
        let bytes = self.sandbox.jpeg(&photo, quality)?;
        std::fs::write(&file, bytes).with_context(|| format!("{} could not be written", file.display()))?;
        self.done()
    }

    fn clip(&mut self, name: &str, clip: &Clip, crf: u8) -> Result<()> {
        let file = self.folder.join(name);
        let (width, height) = (clip.frames[0].width() as u32, clip.frames[0].height() as u32);
        let mut frames = clip.frames.iter();
        let mut next = || frames.next().map(|frame| frame.to_rgb());
        let arguments = VideoArgs { crf, ..VideoArgs::default() };
        self.sandbox
            .encode_video(&mut next, width, height, FRAME_RATE, Some(&clip.sound), &arguments, &file)
            .with_context(|| format!("{} could not be made", file.display()))?;
        self.done()
    }

    fn done(&mut self) -> Result<()> {
        self.written += 1;
        (self.progress)(self.written)
    }
}
