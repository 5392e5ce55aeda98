//! Which kept photos a model calls alike.

use std::collections::HashMap;

use super::Library;
use crate::changes::Region;
use crate::learned::{Descriptor, Learned, Near};

/// Less alike is unrelated: of 5,324 pairs of photos that do not belong together all but 23 were.
pub(super) const LEAST: f32 = 0.35;
/// So many are looked at for each picture asked about.
const MOST: usize = 8;

/// All that models said of what is kept: by model, since what two say cannot be compared.
#[derive(Debug, Default)]
pub(super) struct Views {
    models: HashMap<u64, (Near, Vec<Seen>)>,
}

/// Where a kept vector is from: which part of which photo.
#[derive(Clone, Copy, Debug)]
struct Seen {
    place: u32,
    region: Region,
}

/// A kept picture that is alike.
#[derive(Clone, Copy, Debug)]
pub(super) struct Hit {
    pub(super) place: u32,
    /// The part of the kept photo.
    region: Region,
    /// The part of what was asked about.
    pub(super) query: Region,
    pub(super) cosine: f32,
}

/// What a model calls alike, and how much.
#[derive(Debug)]
pub(super) struct Alike {
    model: u64,
    pub(super) hits: Vec<Hit>,
}

impl Views {
    pub(super) fn add(&mut self, place: u32, learned: &Learned) {
        let (near, seen) = self.models.entry(learned.model).or_default();
        for view in &learned.views {
            if near.push(&view.descriptor) {
                seen.push(Seen { place, region: view.region });
            }
        }
    }
}

impl Library {
    /// The kept pictures that are most alike, for each part of the photo by itself.
    pub(super) fn alike(&self, learned: &Learned) -> Alike {
        let mut alike = Alike { model: learned.model, hits: Vec::new() };
        let Some((near, seen)) = self.learned.models.get(&learned.model) else { return alike };
        let queries: Vec<&Descriptor> = learned.views.iter().map(|view| &view.descriptor).collect();
        for hit in near.near(&queries, LEAST, MOST) {
            let Seen { place, region } = seen[hit.number];
            let query = learned.views[hit.query].region;
            // What was removed or replaced is simply not there.
            if self.was_asked(place, learned.model) {
                alike.hits.push(Hit { place, region, query, cosine: hit.cosine });
            }
        }
        alike
    }

    /// Whether the model said anything of what is kept there.
    fn was_asked(&self, place: u32, model: u64) -> bool {
        let entry = self.places.get(place as usize).and_then(Option::as_ref);
        entry.and_then(|entry| entry.layers.learned.as_ref()).is_some_and(|learned| learned.model == model)
    }

    /// How alike the most alike pictures of a kept photo are, at least [`LEAST`]; none where the model was not asked.
    pub(super) fn likeness(&self, alike: &Alike, place: u32) -> Option<f32> {
        let own = alike.hits.iter().filter(|hit| hit.place == place).map(|hit| hit.cosine);
        self.was_asked(place, alike.model).then(|| own.fold(LEAST, f32::max))
    }

    /// The kept picture with features that a hit is about: that part of the photo, or else the whole.
    pub(super) fn owner(&self, hit: &Hit) -> Option<u32> {
        let layers = &self.places.get(hit.place as usize)?.as_ref()?.layers;
        let region = |owner: u32| match self.pictures.get(owner)?.part {
            Some(part) => layers.parts.as_ref()?.parts.get(part as usize).map(|part| part.region),
            None => Some(Region::WHOLE),
        };
        let overlaps =
            self.pictures.of(hit.place).filter_map(|owner| Some((region(owner)?.overlap(&hit.region), owner)));
        overlaps.max_by(|a, b| a.0.total_cmp(&b.0).then(b.1.cmp(&a.1))).map(|(_, owner)| owner)
    }
}
