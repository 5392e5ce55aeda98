//! The fingerprints of everything kept, in memory, and the question put to them: which of these is this?
//!
//! ```
//! use copydetect::{Library, Print, Rgb, photo};
//! let pixels: Vec<u8> = (0..200 * 150 * 3).map(|i| ((i / 3 % 200) * (i / 600) / 97) as u8).collect();
//! let print = Print::Photo(photo(Rgb { width: 200, height: 150, pixels: &pixels }));
//! let mut library = Library::new();
//! library.insert(7, print.clone());
//! let found = library.find(&print.into(), copydetect::THRESHOLD);
//! assert_eq!(found[0].id, 7);
//! assert_eq!(found[0].changes.sentence(), "the same picture, unchanged or only re-encoded");
//! ```

mod alike;
mod photos;
mod pictures;
mod videos;

use std::collections::HashMap;

use crate::changes::{Changes, Segment};
use crate::index::Index;
use crate::layers::Layers;
use crate::pdq::Code;
use crate::print::Print;
use pictures::{Kept, Pictures};

/// Candidates with a score above this are matches. On the development set 662 of 668 such photos and all such videos were
/// right; what was wrong were, but for one, other moments of the same scene.
pub const THRESHOLD: f32 = 0.6;

/// Candidates below [`THRESHOLD`] whose `same_scene` is from here on are leads: another moment of the same scene.
pub const LEAD: f32 = 0.6;

/// No more candidates than this are given.
const MAX_CANDIDATES: usize = 1000;

/// Something kept that may be what was asked for.
#[derive(Clone, Debug, PartialEq)]
pub struct Candidate {
    /// The id under which it was inserted.
    pub id: u64,
    /// How sure, 0.0..=1.0; a match above [`THRESHOLD`].
    pub score: f32,
    /// How sure that both show the same scene, be it another moment of it, 0.0..=1.0; high with a low score is a lead.
    pub same_scene: f32,
    /// Which seconds of the query lie on which of the candidate, surest first; empty between photos. Of a photo in a video it
    /// is the moment that it shows.
    pub segments: Vec<Segment>,
    /// How the query differs from the candidate.
    pub changes: Changes,
}

impl Candidate {
    /// Whether it probably shows the same scene at another moment, and so is no match but worth a look.
    pub fn is_lead(&self) -> bool {
        self.score < THRESHOLD && self.same_scene >= LEAD
    }
}

/// Fingerprints in memory, searchable. What is kept under an id has layers, each optional; each layer has its own way of
/// finding, and proposes candidates or adjusts those of the layers before it.
#[derive(Debug, Default)]
pub struct Library {
    /// A place is never used twice, so that what the index says about a removed print is simply not there.
    places: Vec<Option<Entry>>,
    by_id: HashMap<u64, u32>,
    codes: Index,
    /// What the owners in `codes` stand for.
    views: Vec<View>,
    pictures: Pictures,
    learned: alike::Views,
}

#[derive(Debug)]
struct Entry {
    id: u64,
    layers: Layers,
}

/// One code of a print: that of a photo, or of one frame of a video.
#[derive(Clone, Copy, Debug)]
struct View {
    place: u32,
    frame: u32,
}

impl Library {
    /// A library that holds nothing.
    pub fn new() -> Self {
        Self::default()
    }

    /// How many fingerprints it holds.
    pub fn len(&self) -> usize {
        self.by_id.len()
    }

    /// True when it holds none.
    pub fn is_empty(&self) -> bool {
        self.by_id.is_empty()
    }

    /// Keeps layers under an id, in the place of all that was kept under it.
    pub fn insert(&mut self, id: u64, layers: impl Into<Layers>) {
        self.remove(id);
        let layers = layers.into();
        let place = self.places.len() as u32;
        self.index(place, &layers);
        self.places.push(Some(Entry { id, layers }));
        self.by_id.insert(id, place);
    }

    /// Adds layers to those kept under an id; a layer that is there already is replaced.
    pub fn add(&mut self, id: u64, layers: impl Into<Layers>) {
        let layers = layers.into();
        let place = self.by_id.get(&id).copied();
        let Some((place, kept)) = place.and_then(|place| Some((place, self.places.get_mut(place as usize)?.as_mut()?)))
        else {
            return self.insert(id, layers);
        };
        if kept.layers.share_none_with(&layers) {
            // Nothing that is indexed changes.
            kept.layers.put(layers.clone());
            self.index(place, &layers);
        } else {
            let mut all = std::mem::take(&mut kept.layers);
            all.put(layers);
            self.insert(id, all);
        }
    }

    /// Makes layers of a place findable.
    fn index(&mut self, place: u32, layers: &Layers) {
        match &layers.picture {
            Some(Print::Photo(photo)) => {
                self.index_code(&photo.codes[0], View { place, frame: 0 });
                self.pictures.add(Kept { place, still: 0, part: None }, &photo.features);
            }
            Some(Print::Video(video)) => {
                for (frame, at) in video.frames.iter().zip(0..) {
                    self.index_code(&frame.codes[0], View { place, frame: at });
                }
                for (still, at) in video.stills.iter().zip(0..) {
                    self.pictures.add(Kept { place, still: at, part: None }, &still.features);
                }
            }
            None => {}
        }
        for (part, at) in layers.parts.iter().flat_map(|parts| &parts.parts).zip(0..) {
            self.pictures.add(Kept { place, still: 0, part: Some(at) }, &part.features);
        }
        if let Some(learned) = &layers.learned {
            self.learned.add(place, learned);
        }
    }

    fn index_code(&mut self, code: &Code, view: View) {
        self.codes.insert(code, self.views.len() as u32);
        self.views.push(view);
    }

    /// Forgets all layers of an id; false when none was kept under the id.
    pub fn remove(&mut self, id: u64) -> bool {
        let Some(place) = self.by_id.remove(&id) else { return false };
        self.places[place as usize] = None;
        if self.places.len() > 2 * self.by_id.len() + 64 {
            self.repack();
        }
        true
    }

    /// What is kept that shows what `query` shows, best first, down to `min_score`. Layers that either side lacks are silent.
    pub fn find(&self, query: &Layers, min_score: f32) -> Vec<Candidate> {
        let mut candidates = match &query.picture {
            Some(Print::Photo(photo)) => self.find_photo(photo, query),
            Some(Print::Video(video)) => self.find_video(video),
            None => Vec::new(),
        };
        candidates.retain(|candidate| candidate.score >= min_score);
        candidates.sort_by(|a, b| b.score.total_cmp(&a.score).then(a.id.cmp(&b.id)));
        candidates.truncate(MAX_CANDIDATES);
        candidates
    }

    /// The id and picture layer of a place, unless it was removed or has none.
    fn pictured(&self, place: u32) -> Option<(u64, &Print)> {
        let entry = self.places.get(place as usize)?.as_ref()?;
        Some((entry.id, entry.layers.picture.as_ref()?))
    }

    /// What an owner in `codes` stands for, with its id and print, unless it was removed.
    fn viewed(&self, owner: u32) -> Option<(View, u64, &Print)> {
        let view = *self.views.get(owner as usize)?;
        let (id, print) = self.pictured(view.place)?;
        Some((view, id, print))
    }

    /// Inserts everything anew, which drops the places and codes of what was removed.
    fn repack(&mut self) {
        let old = std::mem::take(self);
        for entry in old.places.into_iter().flatten() {
            self.insert(entry.id, entry.layers);
        }
    }
}
