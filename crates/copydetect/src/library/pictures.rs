//! Which kept pictures (photos and stills of videos) share local features with one, and how they lie in each other.

use std::collections::HashMap;

use super::Library;
use crate::compare::{Evidence, Picture, compare};
use crate::features::{Features, Tables};
use crate::print::Print;

/// Descriptors this near vote for their picture.
const VOTE_RADIUS: u32 = 76;

/// So many features of a picture vote, the most telling ones.
const VOTERS: usize = 240;

/// The features of all kept pictures.
#[derive(Debug, Default)]
pub(super) struct Pictures {
    tables: Tables,
    /// For each descriptor in `tables`, the place of its picture in `pictures`.
    owners: Vec<u32>,
    pictures: Vec<Kept>,
    /// The pictures of each place.
    of_place: HashMap<u32, Vec<u32>>,
}

/// A photo, one still of a video, or a part of a photo.
#[derive(Clone, Copy, Debug)]
pub(super) struct Kept {
    pub(super) place: u32,
    pub(super) still: u32,
    pub(super) part: Option<u32>,
}

impl Pictures {
    pub(super) fn add(&mut self, kept: Kept, features: &Features) {
        let owner = self.pictures.len() as u32;
        self.pictures.push(kept);
        self.of_place.entry(kept.place).or_default().push(owner);
        for descriptor in &features.descriptors {
            self.tables.push(descriptor);
            self.owners.push(owner);
        }
    }

    pub(super) fn get(&self, owner: u32) -> Option<Kept> {
        self.pictures.get(owner as usize).copied()
    }

    /// The pictures of a place, in the order in which they were added.
    pub(super) fn of(&self, place: u32) -> impl Iterator<Item = u32> {
        self.of_place.get(&place).into_iter().flatten().copied()
    }

    /// The pictures that most features vote for, plain and mirrored, most votes first.
    pub(super) fn voted(&self, features: &Features, most: usize) -> Vec<(u32, bool)> {
        let mut votes: HashMap<(u32, bool), f32> = HashMap::new();
        let mut hits: Vec<(u32, u32)> = Vec::new();
        for mirrored in [false, true] {
            for descriptor in features.descriptors.iter().take(VOTERS) {
                let descriptor = if mirrored { descriptor.mirrored() } else { *descriptor };
                hits.clear();
                self.tables.near(&descriptor, VOTE_RADIUS, &mut hits);
                hits.iter_mut().for_each(|hit| hit.0 = self.owners[hit.0 as usize]);
                hits.sort_unstable();
                hits.dedup_by_key(|hit| hit.0);
                // A patch that many pictures have tells less of each.
                let rarity = 1.0 / (4.0 + hits.len() as f32).sqrt();
                for &(owner, distance) in &hits {
                    let nearness = 1.0 - distance as f32 / (VOTE_RADIUS + 12) as f32;
                    *votes.entry((owner, mirrored)).or_default() += rarity * nearness * nearness;
                }
            }
        }
        let mut ranked: Vec<_> = votes.into_iter().collect();
        ranked.sort_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
        ranked.into_iter().take(most).map(|(picture, _)| picture).collect()
    }
}

impl Library {
    /// How the most voted pictures lie in a picture of this shape; at most `most` are looked at.
    pub(super) fn sharing(&self, query: Picture<'_>, most: usize) -> Vec<(Kept, Evidence)> {
        let voted = self.pictures.voted(query.features, most);
        voted
            .into_iter()
            .filter_map(|(owner, mirrored)| {
                let kept = *self.pictures.pictures.get(owner as usize)?;
                let reference = self.kept_picture(kept)?;
                Some((kept, compare(query, reference, mirrored)?))
            })
            .collect()
    }

    pub(super) fn kept_picture(&self, kept: Kept) -> Option<Picture<'_>> {
        if let Some(part) = kept.part {
            let parts = self.places.get(kept.place as usize)?.as_ref()?.layers.parts.as_ref()?;
            let part = parts.parts.get(part as usize)?;
            return Some(Picture { features: &part.features, shape: shape(parts.size) });
        }
        match self.pictured(kept.place)?.1 {
            Print::Photo(photo) => Some(Picture { features: &photo.features, shape: shape(photo.size) }),
            Print::Video(video) => {
                let still = video.stills.get(kept.still as usize)?;
                Some(Picture { features: &still.features, shape: shape(video.size) })
            }
        }
    }
}

/// Width and height as shares of the longer.
pub(super) fn shape((width, height): (u32, u32)) -> (f32, f32) {
    let longest = width.max(height).max(1) as f32;
    (width as f32 / longest, height as f32 / longest)
}
