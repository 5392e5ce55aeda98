//! The fingerprints of everything kept, and the question put to them: which of these is this?
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
mod others;
mod photos;
mod pictures;
mod shelf;
mod sounds;
mod videos;

use std::sync::Arc;

pub use pictures::{Merge, Prints};
pub use shelf::Shelf;

use crate::changes::{Changes, Kind, Segment};
use crate::layers::Layers;
use crate::learned::Learned;
use crate::print::Print;
use others::Others;
use pictures::{Pictures, VOTERS};

/// Candidates with a score above this are matches. On the development set 663 of 670 such photos and all such videos were
/// right; what was wrong were other moments of the same scene.
pub const THRESHOLD: f32 = 0.6;

/// Candidates below [`THRESHOLD`] whose `same_scene` is from here on are leads: another moment of the same scene.
pub const LEAD: f32 = 0.6;

/// No more candidates than this are given.
const MAX_CANDIDATES: usize = 1000;

/// One of so many frames of a video, or features of a photo, is looked at to see whether it is worth looking for its negative.
const GLIMPSE: usize = 4;

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
    /// Their sound, where a stretch of it is the same. Of two that both have pictures this makes no match: music and newsreaders
    /// are laid under other pictures every day. It is a lead.
    pub heard: Option<Heard>,
}

/// Sound that two media share.
#[derive(Clone, Debug, PartialEq, serde::Serialize, serde::Deserialize)]
pub struct Heard {
    /// How sure, 0.0..=1.0.
    pub score: f32,
    /// Which seconds of the query's sound lie on which of the candidate's, surest first.
    pub segments: Vec<Segment>,
}

impl Candidate {
    /// Whether it is no match but worth a look: it probably shows the same scene at another moment, or has the same sound under
    /// other pictures.
    pub fn is_lead(&self) -> bool {
        self.score < THRESHOLD && self.same_scene >= LEAD || self.is_soundtrack()
    }

    /// Whether it shows something else, with the same sound.
    pub fn is_soundtrack(&self) -> bool {
        self.changes.kind == Kind::Soundtrack && self.heard.as_ref().is_some_and(|heard| heard.score >= LEAD)
    }
}

/// Fingerprints, searchable. What is kept under an id has layers, each optional; each layer has its own way of finding, and
/// proposes candidates or adjusts those of the layers before it.
///
/// A copy costs little and goes on answering while the original grows. A small library holds all it knows in memory
/// ([`insert`](Self::insert)). A large one is made of [`Shelf`]s, which can lie in mapped files, and asks for the few
/// fingerprints that it compares ([`elsewhere`](Self::elsewhere)):
///
/// ```
/// # use std::sync::Arc;
/// use copydetect::{Library, Print, Prints, Rgb, Shelf, photo};
/// # let pixels: Vec<u8> = (0..200 * 150 * 3).map(|i| ((i / 3 % 200) * (i / 600) / 97) as u8).collect();
/// #[derive(Debug)]
/// struct Table(Vec<Arc<Print>>);
/// impl Prints for Table {
///     fn print(&self, id: u64) -> Option<Arc<Print>> {
///         self.0.get(id as usize).cloned()
///     }
/// }
/// let print = Arc::new(Print::Photo(photo(Rgb { width: 200, height: 150, pixels: &pixels })));
/// let mut file = Vec::new();
/// Shelf::of([(0, print.clone())]).write(&mut file)?;
///
/// let mut library = Library::elsewhere(Arc::new(Table(vec![print.clone()])));
/// library.push(Arc::new(Shelf::read(Arc::new(file))?));
/// while let Some(merge) = library.due() {
///     library.settle(&merge, Arc::new(merge.run()));
/// }
/// assert_eq!(library.find(&Print::clone(&print).into(), copydetect::THRESHOLD)[0].id, 0);
/// # Ok::<_, Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug, Default)]
pub struct Library {
    pictures: Pictures,
    /// Copied when either of two copies changes it.
    others: Arc<Others>,
}

impl Library {
    /// A library that holds nothing yet, and then all that it knows.
    pub fn new() -> Self {
        Self::default()
    }

    /// A library that holds nothing yet, and asks for what is not held by its shelves.
    pub fn elsewhere(prints: Arc<dyn Prints>) -> Self {
        Self { pictures: Pictures::elsewhere(prints), ..Self::default() }
    }

    /// Under how many ids it holds something.
    pub fn len(&self) -> usize {
        self.pictures.len() + self.others.ids().filter(|&id| self.pictures.place_of(id).is_none()).count()
    }

    /// True when it holds nothing.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Keeps layers under an id, in the place of all that was kept under it.
    pub fn insert(&mut self, id: u64, layers: impl Into<Layers>) {
        self.remove(id);
        self.add(id, layers);
    }

    /// Adds layers to those kept under an id; a layer that is there already is replaced.
    pub fn add(&mut self, id: u64, layers: impl Into<Layers>) {
        let mut layers = layers.into();
        if let Some(print) = layers.picture.take() {
            self.push(Arc::new(Shelf::holding([(id, Arc::new(print))])));
            while let Some(merge) = self.due() {
                self.settle(&merge, Arc::new(merge.run()));
            }
        }
        if !layers.is_empty() {
            Arc::make_mut(&mut self.others).add(id, layers);
        }
    }

    /// Forgets all layers of an id; false when none was kept under the id.
    pub fn remove(&mut self, id: u64) -> bool {
        let other = self.others.of(id).is_some() && Arc::make_mut(&mut self.others).remove(id);
        self.pictures.remove(id) || other
    }

    /// Keeps the picture layers on a shelf, in the place of those under its ids.
    pub fn push(&mut self, shelf: Arc<Shelf>) {
        self.pictures.push(shelf);
    }

    /// The shelves, the oldest first.
    pub fn shelves(&self) -> impl Iterator<Item = &Arc<Shelf>> {
        self.pictures.shelves()
    }

    /// Which shelves should become one, if any. That can be done while the library goes on.
    pub fn due(&self) -> Option<Merge> {
        self.pictures.due()
    }

    /// A merge of one shelf with no other, so that the same shelf, mapped from a file, can take its place.
    pub fn alone(&self, shelf: &Arc<Shelf>) -> Option<Merge> {
        self.pictures.alone(shelf)
    }

    /// Puts the shelf that a merge gave in the place of its sources; false when these are no longer there.
    pub fn settle(&mut self, merge: &Merge, shelf: Arc<Shelf>) -> bool {
        self.pictures.settle(merge, shelf)
    }

    /// What is kept that shows what `query` shows, best first, down to `min_score`, and what shares its sound with it. Layers
    /// that either side lacks are silent.
    pub fn find(&self, query: &Layers, min_score: f32) -> Vec<Candidate> {
        let mut candidates = match &query.picture {
            Some(picture) => self.find_picture(picture, query.learned.as_ref()),
            None => Vec::new(),
        };
        if let Some(sound) = &query.sound {
            self.hear(sound, query.picture.is_some(), &mut candidates);
        }
        candidates.retain(|candidate| candidate.score >= min_score || candidate.is_soundtrack());
        candidates.sort_by(|a, b| b.score.total_cmp(&a.score).then(a.id.cmp(&b.id)));
        candidates.truncate(MAX_CANDIDATES);
        candidates
    }

    /// What looks like a picture, or, where nothing does, like its negative.
    fn find_picture(&self, picture: &Print, learned: Option<&Learned>) -> Vec<Candidate> {
        let mut candidates = match picture {
            Print::Photo(photo) => self.find_photo(photo, learned, VOTERS),
            Print::Video(video) => self.find_video(video),
        };
        let is_match = |candidate: &Candidate| candidate.score >= THRESHOLD;
        if candidates.iter().any(is_match) {
            return candidates;
        }
        let hints = |glimpse: Vec<Candidate>| glimpse.iter().any(|candidate| candidate.score >= THRESHOLD / 2.0);
        let mut negatives = match picture {
            Print::Photo(photo) if hints(self.find_photo(&photo.whole().negative(), None, VOTERS / GLIMPSE)) => {
                self.find_photo(&photo.negative(), None, VOTERS)
            }
            Print::Video(video) if hints(self.find_video(&video.thinned(GLIMPSE).negative())) => {
                self.find_video(&video.negative())
            }
            _ => Vec::new(),
        };
        negatives.retain(is_match);
        for negative in &mut negatives {
            negative.changes.colour.negative = true;
            candidates.retain(|candidate| candidate.id != negative.id);
        }
        candidates.extend(negatives);
        candidates
    }
}
