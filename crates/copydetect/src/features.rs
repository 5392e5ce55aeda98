//! Local features: a few hundred small patches of a picture, each found again after cropping, scaling, turning, mirroring,
//! pasting into another picture or filming from a screen.
//!
//! Places are the extrema of differences of Gaussians over scale (Lowe, *Distinctive Image Features from Scale-Invariant
//! Keypoints*, 2004); around each, gradients are gathered in 4 x 4 cells of 8 directions, and each of these 128 sums is
//! written as two bits: above the median, above the upper quartile (after Zhou, Lu, Li, Tian, *Scalar Quantization for
//! Large Scale Image Search*, 2012). The 256 bits are compared by counting; the mirrored patch is a mere permutation.

mod descriptor;
mod keypoints;
mod scale_space;
mod tables;

pub(crate) use descriptor::Descriptor;
pub(crate) use tables::Tables;

use crate::picture::Luma;
use crate::print::PrintError;
use crate::print::bytes::{Reader, Writer};

/// Bytes of one feature as written.
const WRITTEN: usize = 38;
/// Pictures with a shorter side than this, at working size, have no features.
const MIN_SIDE: usize = 24;

/// Where a patch lies. Lengths are shares of the picture's longest side, so that they do not depend on its size.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Spot {
    pub(crate) x: f32,
    pub(crate) y: f32,
    /// The patch's scale: the width of the Gaussian at which it stands out most.
    pub(crate) scale: f32,
    /// The direction of its strongest gradient, radians, from x towards y.
    pub(crate) angle: f32,
}

/// The features of one picture, most telling first.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Features {
    pub(crate) spots: Vec<PackedSpot>,
    pub(crate) descriptors: Vec<Descriptor>,
}

/// A [`Spot`] in six bytes.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct PackedSpot {
    x: u16,
    y: u16,
    scale: u8,
    angle: u8,
}

impl PackedSpot {
    const STEPS: f32 = 65_535.0;
    /// Scales are written as twentieths of an octave below the longest side.
    const PER_OCTAVE: f32 = 20.0;
    const TURN: f32 = 256.0 / std::f32::consts::TAU;

    fn of(spot: &Spot) -> Self {
        Self {
            x: (spot.x * Self::STEPS) as u16,
            y: (spot.y * Self::STEPS) as u16,
            scale: (-spot.scale.log2() * Self::PER_OCTAVE).round() as u8,
            angle: (spot.angle * Self::TURN).round() as i32 as u8,
        }
    }

    pub(crate) fn spot(&self) -> Spot {
        Spot {
            x: f32::from(self.x) / Self::STEPS,
            y: f32::from(self.y) / Self::STEPS,
            scale: (-f32::from(self.scale) / Self::PER_OCTAVE).exp2(),
            angle: f32::from(self.angle) / Self::TURN,
        }
    }
}

impl Features {
    /// The features of a picture, at most `limit`, found at a working size of `side` pixels on the longest side.
    pub(crate) fn of(picture: &Luma, side: usize, limit: usize) -> Self {
        let picture = picture.fitted(side);
        if picture.width().min(picture.height()) < MIN_SIDE {
            return Self::default();
        }
        let space = scale_space::ScaleSpace::of(&picture);
        let mut features = Self::default();
        let longest = picture.width().max(picture.height()) as f32;
        for keypoint in keypoints::strongest(&space, limit) {
            let octave = &space.octaves[keypoint.octave];
            let level = &octave.levels[keypoint.level];
            // Octaves keep every second pixel, so pixel 0 of each has the centre of the picture's pixel 0.
            let (pixel, half) = (octave.pixel / longest, 0.5 / longest);
            for angle in descriptor::directions(level, &keypoint) {
                if features.spots.len() == limit {
                    return features;
                }
                features.spots.push(PackedSpot::of(&Spot {
                    x: keypoint.x * pixel + half,
                    y: keypoint.y * pixel + half,
                    scale: keypoint.sigma * pixel,
                    angle,
                }));
                features.descriptors.push(Descriptor::of(level, &keypoint, angle));
            }
        }
        features
    }

    /// The same features in a picture in which theirs is `size` long (a share of that picture's longest side), from `x`, `y` on.
    pub(crate) fn moved(self, size: f32, x: f32, y: f32) -> Self {
        let moved = |packed: &PackedSpot| {
            let spot = packed.spot();
            let (x, y) = (x + spot.x * size, y + spot.y * size);
            PackedSpot::of(&Spot { x, y, scale: spot.scale * size, angle: spot.angle })
        };
        Self { spots: self.spots.iter().map(moved).collect(), descriptors: self.descriptors }
    }

    /// The features of the picture's negative.
    pub(crate) fn negative(&self) -> Self {
        let turned = |spot: &PackedSpot| PackedSpot { angle: spot.angle.wrapping_add(128), ..*spot };
        Self {
            spots: self.spots.iter().map(turned).collect(),
            descriptors: self.descriptors.iter().map(Descriptor::negative).collect(),
        }
    }

    pub(crate) fn len(&self) -> usize {
        self.spots.len()
    }

    /// The spots of the picture, of relative width `width` (a share of its longest side), mirrored left to right if asked.
    pub(crate) fn spots(&self, mirrored: Option<f32>) -> Vec<Spot> {
        let spots = self.spots.iter().map(PackedSpot::spot);
        match mirrored {
            None => spots.collect(),
            Some(width) => {
                let turn = std::f32::consts::PI;
                spots.map(|s| Spot { x: width - s.x, angle: (turn - s.angle).rem_euclid(2.0 * turn), ..s }).collect()
            }
        }
    }

    pub(crate) fn write(&self, writer: &mut Writer) {
        writer.u32(self.spots.len() as u32);
        for (spot, descriptor) in self.spots.iter().zip(&self.descriptors) {
            writer.u16(spot.x);
            writer.u16(spot.y);
            writer.byte(spot.scale);
            writer.byte(spot.angle);
            descriptor.0.iter().for_each(|&word| writer.u64(word));
        }
    }

    pub(crate) fn read(reader: &mut Reader<'_>, limit: usize) -> Result<Self, PrintError> {
        let count = reader.count(limit, WRITTEN)?;
        let mut features = Self { spots: Vec::with_capacity(count), descriptors: Vec::with_capacity(count) };
        for _ in 0..count {
            features.spots.push(PackedSpot {
                x: reader.u16()?,
                y: reader.u16()?,
                scale: reader.byte()?,
                angle: reader.byte()?,
            });
            features.descriptors.push(Descriptor([reader.u64()?, reader.u64()?, reader.u64()?, reader.u64()?]));
        }
        Ok(features)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_features_of_a_negative_are_known_without_looking_at_it() {
        let value =
            |i: usize| ((i % 160) as f32 * 0.11).sin() * ((i / 160) as f32 * 0.17 + (i % 160) as f32 * 0.03).cos();
        let values: Vec<f32> = (0..160 * 120).map(|i| 128.0 + 90.0 * value(i)).collect();
        let negative: Vec<f32> = values.iter().map(|value| 255.0 - value).collect();
        let of = |values: Vec<f32>| Features::of(&Luma::new(160, 120, values), 160, 60);
        let (known, seen) = (of(values).negative(), of(negative));
        assert!(seen.len() > 10);
        let near = known.descriptors.iter().zip(&seen.descriptors).filter(|(a, b)| a.distance(b) <= 8);
        assert!(near.count() * 10 >= seen.len() * 9);
        let turned = known.spots.iter().zip(&seen.spots).filter(|(a, b)| a.angle.abs_diff(b.angle) <= 1);
        assert!(turned.count() * 10 >= seen.len() * 9);
    }
}
