//! Makes a set with known answers from any folder of photos, for `cargo xtask eval`: edits that other sets do not have.
//!
//! ```text
//! cargo run --release -p copydetect --example edits -- PHOTOS OUT [A KIND]
//! ```
//!
//! Half of the photos become `OUT/photos/refs`. For each kind, edits of so many of them (20, unless said) and of half as many
//! of the others, which have no match, become `OUT/photos/queries`; `OUT/photos/truth.csv` says which is which. The same
//! folder gives the same set. Photos are decoded without a jail: give only photos that you trust.
#![expect(clippy::print_stderr, reason = "a command-line program reports on its terminal")]

mod chance;
mod draw;
mod kinds;

use std::{error::Error, fs, path::PathBuf};

use chance::Chance;
use image::{RgbImage, codecs::jpeg::JpegEncoder};
use kinds::{KINDS, Scene};

fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [from, to, rest @ ..] = &arguments[..] else { return Err("give PHOTOS and OUT".into()) };
    let each: usize = rest.first().map_or(Ok(20), |count| count.parse())?;
    let (refs, queries) = (PathBuf::from(to).join("photos/refs"), PathBuf::from(to).join("photos/queries"));
    fs::create_dir_all(&refs)?;
    fs::create_dir_all(&queries)?;

    let mut photos: Vec<PathBuf> = fs::read_dir(from)?.flatten().map(|entry| entry.path()).collect();
    photos.sort();
    let (kept, others): (Vec<_>, Vec<_>) = photos.iter().enumerate().partition(|(i, _)| i % 2 == 0);
    let (kept, others): (Vec<_>, Vec<_>) =
        (kept.into_iter().map(|(_, path)| path).collect(), others.into_iter().map(|(_, path)| path).collect());
    if others.is_empty() {
        return Err("the folder needs two photos at least".into());
    }
    let name = |path: &PathBuf| path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    for path in &kept {
        fs::copy(path, refs.join(name(path)))?;
    }
    let mut truth = String::from("query,ref,edit,strength\n");
    let mut chance = Chance(1);
    for (kind, edit) in KINDS {
        for i in 0..each + each / 2 {
            let matches = i < each;
            let pool = if matches { &kept } else { &others };
            let own = pool[chance.below(pool.len())];
            let backs: Vec<usize> = (0..15).map(|_| chance.below(others.len())).collect();
            let back = |at: usize| opened(others[backs[at]]).unwrap_or_else(|_| RgbImage::new(640, 480));
            let photo = opened(own)?;
            let made = edit(&Scene { photo: &photo, others: &back }, &mut chance);
            let file = format!("{kind}_{i:03}.jpg");
            let quality = 55 + chance.below(40) as u8;
            JpegEncoder::new_with_quality(fs::File::create(queries.join(&file))?, quality).encode_image(&made)?;
            let answer = if matches { format!("{},{kind}", name(own)) } else { format!(",neg_{kind}") };
            truth += &format!("{file},{answer},\n");
        }
        eprintln!("{kind}: made");
    }
    fs::write(PathBuf::from(to).join("photos/truth.csv"), truth)?;
    Ok(())
}

/// A photo of at most 1280 pixels a side.
#[expect(
    clippy::disallowed_methods,
    reason = "only the developer's own photos are opened, and this is no part of the product"
)]
fn opened(path: &PathBuf) -> Result<RgbImage, image::ImageError> {
    let photo = image::open(path)?.into_rgb8();
    Ok(if photo.width().max(photo.height()) > 1280 { draw::fitted(&photo, 1280, 1280) } else { photo })
}
