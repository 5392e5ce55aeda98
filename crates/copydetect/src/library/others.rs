//! The layers beside the picture, all in memory.

use std::collections::HashMap;
use std::sync::Arc;

use super::alike::Vectors;
use crate::layers::Layers;
use crate::sound::Sounds;

/// What is kept under ids. A copy shares with the original all that is large.
#[derive(Clone, Debug, Default)]
pub(super) struct Others {
    /// A place is never used twice, so that what an index says about removed layers is simply not there.
    places: Vec<Option<(u64, Arc<Layers>)>>,
    by_id: HashMap<u64, u32>,
    /// By place.
    pub(super) sounds: Sounds,
    /// By place.
    pub(super) vectors: Vectors,
}

impl Others {
    pub(super) fn ids(&self) -> impl Iterator<Item = u64> {
        self.by_id.keys().copied()
    }

    /// Adds layers to those kept under an id; a layer that is there already is replaced.
    pub(super) fn add(&mut self, id: u64, layers: Layers) {
        let place = self.by_id.get(&id).copied();
        let kept = place.and_then(|place| Some((place, &mut self.places.get_mut(place as usize)?.as_mut()?.1)));
        match kept {
            // Nothing that is indexed changes.
            Some((place, kept)) if kept.share_none_with(&layers) => {
                Arc::make_mut(kept).put(layers.clone());
                self.index(place, &layers);
            }
            kept => {
                let mut all = kept.map(|(_, kept)| std::mem::take(kept)).unwrap_or_default();
                Arc::make_mut(&mut all).put(layers);
                self.remove(id);
                self.place(id, all);
            }
        }
    }

    fn place(&mut self, id: u64, layers: Arc<Layers>) {
        let place = self.places.len() as u32;
        self.index(place, &layers);
        self.places.push(Some((id, layers)));
        self.by_id.insert(id, place);
    }

    /// Makes layers of a place findable.
    fn index(&mut self, place: u32, layers: &Layers) {
        if let Some(sound) = &layers.sound {
            self.sounds.add(place, sound);
        }
        if let Some(learned) = &layers.learned {
            self.vectors.add(place, learned);
        }
    }

    /// False when nothing was kept under the id.
    pub(super) fn remove(&mut self, id: u64) -> bool {
        let Some(place) = self.by_id.remove(&id) else { return false };
        self.places[place as usize] = None;
        if self.places.len() > 2 * self.by_id.len() + 64 {
            // Everything anew, which drops the places of what was removed.
            let old = std::mem::take(self);
            old.places.into_iter().flatten().for_each(|(id, layers)| self.place(id, layers));
        }
        true
    }

    /// What is at a place, and under which id.
    pub(super) fn at(&self, place: u32) -> Option<(u64, &Layers)> {
        self.places.get(place as usize)?.as_ref().map(|(id, layers)| (*id, &**layers))
    }

    pub(super) fn of(&self, id: u64) -> Option<&Layers> {
        Some(self.at(*self.by_id.get(&id)?)?.1)
    }
}
