//! The fingerprints of everything kept, in memory, and the question put to them: which of these is this?
//!
//! ```
//! use copydetect::{Library, Print, Rgb, photo};
//! let pixels: Vec<u8> = (0..200 * 150 * 3).map(|i| ((i / 3 % 200) * (i / 600) / 97) as u8).collect();
//! let print = Print::Photo(photo(Rgb { width: 200, height: 150, pixels: &pixels }));
//! let mut library = Library::new();
//! library.insert(7, print.clone());
//! let found = library.find(&print, copydetect::THRESHOLD);
//! assert_eq!(found[0].id, 7);
//! assert_eq!(found[0].changes.sentence(), "the same picture, unchanged or only re-encoded");
//! ```

mod photos;
mod pictures;
mod videos;

use std::collections::HashMap;

use crate::changes::{Changes, Segment};
use crate::index::Index;
use crate::print::Print;
use pictures::Pictures;

/// Candidates with a score above this are matches. On the development set 662 of 668 such photos and all such videos were
/// right; what was wrong were, but for one, other moments of the same scene.
pub const THRESHOLD: f32 = 0.6;

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

/// Fingerprints in memory, searchable.
#[derive(Debug, Default)]
pub struct Library {
    /// A place is never used twice, so that what the index says about a removed print is simply not there.
    places: Vec<Option<Entry>>,
    by_id: HashMap<u64, u32>,
    codes: Index,
    /// What the owners in `codes` stand for.
    views: Vec<View>,
    pictures: Pictures,
}

#[derive(Debug)]
struct Entry {
    id: u64,
    print: Print,
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

    /// Keeps a fingerprint under an id, in the place of what was kept under it.
    pub fn insert(&mut self, id: u64, print: Print) {
        self.remove(id);
        let place = self.places.len() as u32;
        let mut add = |code, frame| {
            self.codes.insert(code, self.views.len() as u32);
            self.views.push(View { place, frame });
        };
        match &print {
            Print::Photo(photo) => add(&photo.codes[0], 0),
            Print::Video(video) => {
                video.frames.iter().zip(0..).for_each(|(frame, at)| add(&frame.codes[0], at));
            }
        }
        match &print {
            Print::Photo(photo) => self.pictures.add(place, 0, &photo.features),
            Print::Video(video) => {
                video.stills.iter().zip(0..).for_each(|(still, at)| self.pictures.add(place, at, &still.features));
            }
        }
        self.places.push(Some(Entry { id, print }));
        self.by_id.insert(id, place);
    }

    /// Forgets a fingerprint; false when none was kept under the id.
    pub fn remove(&mut self, id: u64) -> bool {
        let Some(place) = self.by_id.remove(&id) else { return false };
        self.places[place as usize] = None;
        if self.places.len() > 2 * self.by_id.len() + 64 {
            self.repack();
        }
        true
    }

    /// What is kept that looks like `print`, best first, down to `min_score`.
    pub fn find(&self, print: &Print, min_score: f32) -> Vec<Candidate> {
        let mut candidates = match print {
            Print::Photo(photo) => self.find_photo(photo),
            Print::Video(video) => self.find_video(video),
        };
        candidates.retain(|candidate| candidate.score >= min_score);
        candidates.sort_by(|a, b| b.score.total_cmp(&a.score).then(a.id.cmp(&b.id)));
        candidates.truncate(MAX_CANDIDATES);
        candidates
    }

    /// The entry of a view, unless it was removed, and the time of the frame.
    fn viewed(&self, owner: u32) -> Option<(View, &Entry)> {
        let view = *self.views.get(owner as usize)?;
        Some((view, self.places.get(view.place as usize)?.as_ref()?))
    }

    /// Inserts everything anew, which drops the places and codes of what was removed.
    fn repack(&mut self) {
        let old = std::mem::take(self);
        for entry in old.places.into_iter().flatten() {
            self.insert(entry.id, entry.print);
        }
    }
}
