//! Which kept photos a model calls alike.

use std::collections::HashMap;
use std::sync::Arc;

use super::Library;
use super::pictures::{Kept, Place};
use crate::changes::Region;
use crate::index::{Descriptors, Int8};
use crate::learned::Learned;
use crate::print::Print;

/// Less alike is unrelated: of 5,324 pairs of photos that do not belong together all but 23 were.
pub(super) const LEAST: f32 = 0.35;
/// So many are looked at for each picture asked about.
const MOST: usize = 8;

/// All that models said of what is kept: by model, since what two say cannot be compared.
#[derive(Clone, Debug, Default)]
pub(super) struct Views(HashMap<u64, (Descriptors, Arc<Vec<Seen>>)>);

/// Where a kept vector is from: which part of which photo.
#[derive(Clone, Copy, Debug)]
struct Seen {
    /// Among the layers beside the picture.
    place: u32,
    region: Region,
}

/// A kept picture that is alike.
#[derive(Clone, Copy, Debug)]
pub(super) struct Hit {
    pub(super) place: Place,
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
        let Some(first) = learned.views.first() else { return };
        let dimension = first.descriptor.values().len();
        let (descriptors, seen) =
            self.0.entry(learned.model).or_insert_with(|| (Descriptors::new(dimension), Arc::default()));
        let seen = Arc::make_mut(seen);
        for view in &*learned.views {
            descriptors.push(&view.descriptor);
            seen.push(Seen { place, region: view.region });
        }
    }
}

impl Library {
    /// The kept pictures that are most alike, for each part of the photo by itself.
    pub(super) fn alike(&self, learned: &Learned) -> Alike {
        let mut alike = Alike { model: learned.model, hits: Vec::new() };
        let Some((descriptors, seen)) = self.others.views.0.get(&learned.model) else { return alike };
        let queries: Vec<Int8> = learned.views.iter().map(|view| view.descriptor.clone()).collect();
        let mut near: Vec<Vec<(f32, u32)>> = vec![Vec::new(); queries.len()];
        descriptors.within(&queries, LEAST, |query, number, cosine| near[query].push((cosine, number)));
        for (mut near, view) in near.into_iter().zip(&*learned.views) {
            near.sort_unstable_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
            // What was removed or replaced is simply not there.
            let there = near.into_iter().filter_map(|(cosine, number)| {
                let Seen { place, region } = seen[number as usize];
                let place = self.pictures.place_of(self.others.at(place)?.0)?;
                Some(Hit { place, region, query: view.region, cosine })
            });
            alike.hits.extend(there.take(MOST));
        }
        alike
    }

    /// How alike the most alike pictures of a kept photo are, at least [`LEAST`]; none where the model was not asked.
    pub(super) fn likeness(&self, alike: &Alike, place: Place) -> Option<f32> {
        let learned = self.others.of(self.pictures.id(place)?)?.learned.as_ref()?;
        let own = alike.hits.iter().filter(|hit| hit.place == place).map(|hit| hit.cosine);
        (learned.model == alike.model).then(|| own.fold(LEAST, f32::max))
    }

    /// The kept picture with features that a hit is about: that part of the photo, or else the whole.
    pub(super) fn kept(&self, hit: &Hit) -> Kept {
        let whole = Kept { place: hit.place, still: 0 };
        let Some(print) = self.pictures.print(hit.place) else { return whole };
        let Print::Photo(photo) = &*print else { return whole };
        let regions = std::iter::once(Region::WHOLE).chain(photo.parts());
        let overlaps = regions.zip(0..).map(|(region, still)| (region.overlap(&hit.region), still));
        let nearest = overlaps.max_by(|a, b| a.0.total_cmp(&b.0).then(b.1.cmp(&a.1)));
        Kept { still: nearest.map_or(0, |(_, still)| still), ..whole }
    }
}
