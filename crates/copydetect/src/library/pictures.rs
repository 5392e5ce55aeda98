//! The picture layer of everything kept: shelves of fingerprints, and which pictures share local features with one.

use std::collections::{BTreeSet, HashMap};
use std::fmt;
use std::sync::Arc;

use super::shelf::{Facts, Shelf};
use crate::compare::{Evidence, Picture, compare};
use crate::features::{Descriptor, Features};
use crate::index::{Words, due};
use crate::print::{PhotoPrint, Print, Still, VideoPrint};

/// Descriptors this near vote for their picture.
const VOTE_RADIUS: u32 = 76;

/// So many features of a picture vote, the most telling ones; half as many of a part of a photo.
pub(super) const VOTERS: usize = 240;

/// More frames than this that look like one are not told from each other: it shows what everyone shows.
const MOST_ALIKE: usize = 1 << 13;

/// A shelf does not grow beyond so many frames and features, some 4 GB: what makes a larger one would take minutes.
const MOST_ON_A_SHELF: usize = 64 << 20;

/// Where fingerprints are kept that a library does not hold itself. A search asks from several threads at once, also from those
/// of [`rayon`].
pub trait Prints: Send + Sync + fmt::Debug {
    /// The picture layer under an id; none when it cannot be had, and then it is as if it were not kept.
    fn print(&self, id: u64) -> Option<Arc<Print>>;
}

/// Shelves, the oldest first. A copy shares them with the original.
#[derive(Clone, Debug, Default)]
pub(super) struct Pictures {
    shelves: Vec<Stand>,
    elsewhere: Option<Arc<dyn Prints>>,
}

/// A shelf, and the places on it that were removed or replaced.
#[derive(Clone, Debug)]
struct Stand {
    shelf: Arc<Shelf>,
    gone: Arc<BTreeSet<u32>>,
}

/// Where a fingerprint is: on which shelf, and at which place there.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) struct Place {
    shelf: u32,
    place: u32,
}

/// A photo, a part of one, or one still of a video.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Kept {
    pub(super) place: Place,
    /// Of a photo, 0 is the whole and n its n-th part.
    pub(super) still: u32,
}

/// Fingerprints that were asked for, each once: they may have to be fetched.
pub(super) struct Fetched<'a> {
    pictures: &'a Pictures,
    prints: HashMap<Place, Option<Arc<Print>>>,
}

impl Fetched<'_> {
    pub(super) fn print(&mut self, place: Place) -> Option<Arc<Print>> {
        self.prints.entry(place).or_insert_with(|| self.pictures.print(place)).clone()
    }
}

/// Shelves that should be one: fewer shelves are searched faster. See [`Library::due`](super::Library::due).
#[derive(Debug)]
pub struct Merge {
    sources: Vec<Stand>,
}

impl Merge {
    /// What it makes one of, the oldest first.
    pub fn sources(&self) -> impl Iterator<Item = &Arc<Shelf>> {
        self.sources.iter().map(|stand| &stand.shelf)
    }

    /// The one shelf. Takes about a second for two million features or codes.
    pub fn run(&self) -> Shelf {
        Shelf::merged(&self.sources.iter().map(|stand| (&*stand.shelf, &*stand.gone)).collect::<Vec<_>>())
    }
}

impl Pictures {
    pub(super) fn elsewhere(prints: Arc<dyn Prints>) -> Self {
        Self { elsewhere: Some(prints), ..Self::default() }
    }

    pub(super) fn len(&self) -> usize {
        self.shelves.iter().map(|stand| stand.shelf.len() - stand.gone.len()).sum()
    }

    pub(super) fn frames(&self) -> usize {
        self.shelves.iter().map(|stand| stand.shelf.frames()).sum()
    }

    pub(super) fn shelves(&self) -> impl Iterator<Item = &Arc<Shelf>> {
        self.shelves.iter().map(|stand| &stand.shelf)
    }

    /// Keeps what is on the shelf, in the place of what was kept under its ids.
    pub(super) fn push(&mut self, shelf: Arc<Shelf>) {
        shelf.ids().iter().for_each(|&id| {
            self.remove(id);
        });
        self.shelves.push(Stand { shelf, gone: Arc::default() });
    }

    /// False when nothing was kept under the id.
    pub(super) fn remove(&mut self, id: u64) -> bool {
        let Some(Place { shelf, place }) = self.place_of(id) else { return false };
        Arc::make_mut(&mut self.shelves[shelf as usize].gone).insert(place)
    }

    pub(super) fn due(&self) -> Option<Merge> {
        let sizes: Vec<usize> = self.shelves.iter().map(|stand| stand.shelf.weight()).collect();
        if let Some(first) = due(&sizes, MOST_ON_A_SHELF) {
            return Some(Merge { sources: self.shelves[first..].to_vec() });
        }
        let emptier = self.shelves.iter().find(|stand| 2 * stand.gone.len() > stand.shelf.len());
        emptier.map(|stand| Merge { sources: vec![stand.clone()] })
    }

    pub(super) fn alone(&self, shelf: &Arc<Shelf>) -> Option<Merge> {
        let stand = self.shelves.iter().find(|stand| Arc::ptr_eq(&stand.shelf, shelf))?;
        Some(Merge { sources: vec![Stand { shelf: stand.shelf.clone(), gone: Arc::default() }] })
    }

    pub(super) fn settle(&mut self, merge: &Merge, shelf: Arc<Shelf>) -> bool {
        let count = merge.sources.len();
        let same = |own: &[Stand]| own.iter().zip(&merge.sources).all(|(a, b)| Arc::ptr_eq(&a.shelf, &b.shelf));
        let Some(first) = self.shelves.windows(count).position(same) else { return false };
        // What went while the merge ran.
        let mut gone = BTreeSet::new();
        for (own, source) in self.shelves[first..first + count].iter().zip(&merge.sources) {
            let since = own.gone.difference(&source.gone).filter_map(|&place| own.shelf.ids().get(place as usize));
            gone.extend(since.filter_map(|&id| shelf.place_of(id)));
        }
        let merged = (!shelf.is_empty()).then(|| Stand { shelf, gone: Arc::new(gone) });
        self.shelves.splice(first..first + count, merged);
        true
    }

    pub(super) fn place_of(&self, id: u64) -> Option<Place> {
        self.shelves.iter().zip(0..).find_map(|(stand, shelf)| {
            let place = stand.shelf.place_of(id).filter(|place| !stand.gone.contains(place))?;
            Some(Place { shelf, place })
        })
    }

    pub(super) fn id(&self, place: Place) -> Option<u64> {
        self.shelves.get(place.shelf as usize)?.shelf.ids().get(place.place as usize).copied()
    }

    pub(super) fn facts(&self, place: Place) -> Option<Facts> {
        self.shelves.get(place.shelf as usize)?.shelf.facts(place.place)
    }

    pub(super) fn print(&self, place: Place) -> Option<Arc<Print>> {
        let shelf = &self.shelves.get(place.shelf as usize)?.shelf;
        shelf.print(place.place).or_else(|| self.elsewhere.as_ref()?.print(*shelf.ids().get(place.place as usize)?))
    }

    pub(super) fn fetched(&self) -> Fetched<'_> {
        Fetched { pictures: self, prints: HashMap::new() }
    }

    /// Calls `found(query, place, time, distance)` for every frame (a photo is one, at 0 seconds) within so many bits, up to
    /// [`MOST_ALIKE`] a query.
    pub(super) fn frames_within(&self, codes: &[Words], radius: u32, mut found: impl FnMut(usize, Place, f32, u32)) {
        let mut counts = vec![0; codes.len()];
        for (stand, shelf) in self.shelves.iter().zip(0..) {
            stand.shelf.codes().within(codes, radius, &mut |query, frame, distance| {
                counts[query] += 1;
                if counts[query] <= MOST_ALIKE
                    && let Some((place, time)) = stand.shelf.frame(frame)
                    && !stand.gone.contains(&place)
                {
                    found(query, Place { shelf, place }, time, distance);
                }
            });
        }
    }

    /// How the most voted pictures lie in a picture of this shape; at most `most` are looked at.
    pub(super) fn sharing(&self, query: Picture<'_>, most: usize) -> Vec<(Kept, Arc<Print>, Evidence)> {
        let mut fetched = self.fetched();
        let look = |(kept, mirrored): (Kept, bool)| {
            let print = fetched.print(kept.place)?;
            let evidence = compare(query, picture(&print, kept.still)?, mirrored)?;
            Some((kept, print, evidence))
        };
        self.voted(query.features, VOTERS, most).into_iter().filter_map(look).collect()
    }

    /// The pictures that most of `voters` features vote for, plain and mirrored, most votes first.
    pub(super) fn voted(&self, features: &Features, voters: usize, most: usize) -> Vec<(Kept, bool)> {
        let voters = &features.descriptors[..voters.min(features.descriptors.len())];
        let mirrored = || self.votes(voters.iter().map(Descriptor::mirrored));
        let (plain, mirrored) = rayon::join(|| self.votes(voters.iter().copied()), mirrored);
        let told =
            |votes: HashMap<(u32, u32), f32>, mirrored| votes.into_iter().map(move |(at, n)| ((at, mirrored), n));
        let mut ranked: Vec<_> = told(plain, false).chain(told(mirrored, true)).collect();
        ranked.sort_unstable_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
        let kept = ranked.into_iter().filter_map(|(((shelf, picture), mirrored), _)| {
            let stand = self.shelves.get(shelf as usize)?;
            let (place, still) = stand.shelf.still(picture)?;
            (!stand.gone.contains(&place)).then_some((Kept { place: Place { shelf, place }, still }, mirrored))
        });
        kept.take(most).collect()
    }

    /// How many features vote for each picture, by shelf and number there; near and rare ones more.
    fn votes(&self, descriptors: impl Iterator<Item = Descriptor>) -> HashMap<(u32, u32), f32> {
        let mut votes: HashMap<(u32, u32), f32> = HashMap::new();
        let (mut near, mut hits): (_, Vec<(u32, u32, u32)>) = (Vec::new(), Vec::new());
        for descriptor in descriptors {
            hits.clear();
            for (stand, shelf) in self.shelves.iter().zip(0..) {
                near.clear();
                stand.shelf.tables().near(&descriptor, VOTE_RADIUS, &mut near);
                let pictured = |(feature, distance)| Some((shelf, stand.shelf.picture(feature)?, distance));
                hits.extend(near.drain(..).filter_map(pictured));
            }
            hits.sort_unstable();
            hits.dedup_by_key(|hit| (hit.0, hit.1));
            // A patch that many pictures have tells less of each.
            let rarity = 1.0 / (4.0 + hits.len() as f32).sqrt();
            for &(shelf, picture, distance) in &hits {
                let nearness = 1.0 - distance as f32 / (VOTE_RADIUS + 12) as f32;
                *votes.entry((shelf, picture)).or_default() += rarity * nearness * nearness;
            }
        }
        votes
    }
}

/// A photo, a still of a video, or a part of one.
pub(super) fn picture(print: &Print, number: u32) -> Option<Picture<'_>> {
    match print {
        Print::Photo(photo) => of_photo(photo, number),
        Print::Video(video) => video.pictures().nth(number as usize).map(|picture| of_still(video, picture)),
    }
}

/// The moment of a video that a picture of it shows, in seconds; none of a photo.
pub(super) fn moment(print: &Print, number: u32) -> Option<f64> {
    match print {
        Print::Photo(_) => None,
        Print::Video(video) => video.pictures().nth(number as usize).map(|(still, _)| still.time),
    }
}

impl<'a> From<&'a PhotoPrint> for Picture<'a> {
    fn from(photo: &'a PhotoPrint) -> Self {
        Self { features: &photo.features, shape: shape(photo.size), look: photo.look.as_ref() }
    }
}

/// The whole is 0, its parts follow.
pub(super) fn of_photo(photo: &PhotoPrint, part: u32) -> Option<Picture<'_>> {
    let whole = Picture::from(photo);
    let Some(part) = part.checked_sub(1) else { return Some(whole) };
    Some(Picture { features: &photo.parts.get(part as usize)?.features, ..whole })
}

/// The features may be those of a part; they lie where they lie in the whole.
pub(super) fn of_still<'a>(video: &VideoPrint, (still, features): (&'a Still, &'a Features)) -> Picture<'a> {
    Picture { features, shape: shape(video.size), look: still.look.as_ref() }
}

/// Width and height as shares of the longer.
fn shape((width, height): (u32, u32)) -> (f32, f32) {
    let longest = width.max(height).max(1) as f32;
    (width as f32 / longest, height as f32 / longest)
}
