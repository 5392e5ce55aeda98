//! Which kept photos a model calls alike.

use std::collections::HashMap;
use std::sync::Arc;

use super::Library;
use crate::changes::Region;
use crate::index::{Descriptors, Int8};
use crate::learned::Learned;
use crate::print::PhotoPrint;

/// Less alike is unrelated: of 5,324 pairs of photos that do not belong together all but 23 were.
pub(super) const LEAST: f32 = 0.35;
/// So many are looked at for each picture asked about.
const MOST: usize = 8;

/// All that models said of what is kept: by model, since what two say cannot be compared. A copy shares nearly all of it.
#[derive(Clone, Debug, Default)]
pub(super) struct Vectors {
    models: HashMap<u64, Arc<Said>>,
}

/// By one model: vectors, and where each is from.
#[derive(Clone, Debug)]
struct Said {
    vectors: Descriptors,
    /// The place, and which of its views.
    from: Vec<(u32, u32)>,
}

/// A kept picture that is alike.
#[derive(Clone, Copy, Debug)]
pub(super) struct Hit {
    pub(super) id: u64,
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

impl Vectors {
    pub(super) fn add(&mut self, place: u32, learned: &Learned) {
        let Some(first) = learned.views.first() else { return };
        let none = || Arc::new(Said { vectors: Descriptors::new(first.descriptor.values().len()), from: Vec::new() });
        let said = Arc::make_mut(self.models.entry(learned.model).or_insert_with(none));
        for (view, at) in learned.views.iter().zip(0..) {
            said.vectors.push(&view.descriptor);
            said.from.push((place, at));
        }
    }
}

impl Library {
    /// The kept pictures that are most alike, for each part of the photo by itself.
    pub(super) fn alike(&self, learned: &Learned) -> Alike {
        let mut alike = Alike { model: learned.model, hits: Vec::new() };
        let Some(said) = self.others.vectors.models.get(&learned.model) else { return alike };
        let queries: Vec<Int8> = learned.views.iter().map(|view| view.descriptor.clone()).collect();
        let mut near: Vec<Vec<(f32, u32)>> = vec![Vec::new(); queries.len()];
        said.vectors.within(&queries, LEAST, |query, number, cosine| near[query].push((cosine, number)));
        for (mut near, query) in near.into_iter().zip(&learned.views) {
            near.sort_unstable_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
            // What was removed or replaced is simply not there.
            let there = near.into_iter().filter_map(|(cosine, number)| {
                let &(place, view) = said.from.get(number as usize)?;
                let (id, layers) = self.others.at(place)?;
                let kept = layers.learned.as_ref().filter(|kept| kept.model == learned.model)?;
                let region = kept.views.get(view as usize)?.region;
                Some(Hit { id, region, query: query.region, cosine })
            });
            alike.hits.extend(there.take(MOST));
        }
        alike
    }

    /// How alike the most alike pictures of a kept photo are, at least [`LEAST`]; none where the model was not asked.
    pub(super) fn likeness(&self, alike: &Alike, id: u64) -> Option<f32> {
        let learned = self.others.of(id)?.learned.as_ref()?;
        let own = alike.hits.iter().filter(|hit| hit.id == id).map(|hit| hit.cosine);
        (learned.model == alike.model).then(|| own.fold(LEAST, f32::max))
    }
}

impl Hit {
    /// Which picture of the kept photo it is about: the part there, or else the whole, which is 0.
    pub(super) fn part(&self, photo: &PhotoPrint) -> u32 {
        let regions = std::iter::once(Region::WHOLE).chain(photo.regions());
        let overlaps = regions.zip(0..).map(|(region, part)| (region.overlap(&self.region), part));
        overlaps.max_by(|a, b| a.0.total_cmp(&b.0).then(b.1.cmp(&a.1))).map_or(0, |(_, part)| part)
    }
}
