//! PDQ hashes of photos, to compare with the lists of others.

use std::path::Path;

use copydetect::{
    Gray, Rgb,
    pdq::{self, Code, Quality, Variant},
};
use sandbox::Sandbox;

use crate::error::Result;

/// The canonical hash averages areas, so more pixels than this on the longest side change next to nothing in it: of 730 photos
/// hashed at 512 pixels as well, half had no bit that differed, and none more than 4 of 256.
const CANONICAL_SIDE: u32 = 256;

/// The PDQ hashes of a photo turned and mirrored in the eight ways of [`pdq::Turn::ALL`], the upright one first, and how much
/// there was to see. Blocks.
///
/// The official variants see every pixel in colour, as the programs of others do; [`Variant::Canonical`], for this desk's
/// own use, is made from brightness at half the cost and less.
///
/// # Errors
/// As for [`Sandbox::photo`].
pub fn hash(sandbox: &Sandbox, file: &Path, variant: Variant) -> Result<([Code; 8], Quality)> {
    let size = |pixels: u32| usize::try_from(pixels).unwrap_or(usize::MAX);
    let luma = if variant == Variant::Canonical {
        let photo = sandbox.grey_photo(file, CANONICAL_SIDE)?;
        Gray { width: size(photo.width), height: size(photo.height), pixels: &photo.grey }.to_luma()
    } else {
        let photo = sandbox.photo(file, 0)?;
        Rgb { width: size(photo.width), height: size(photo.height), pixels: &photo.rgb }.to_luma()
    };
    Ok(pdq::dihedral(&luma, variant))
}
