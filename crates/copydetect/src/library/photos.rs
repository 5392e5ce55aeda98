//! Which photos, and which moments of videos, look like a photo.
//!
//! The photo as a whole and each picture within it ask for themselves. What their features vote for, and what a model calls
//! alike, is compared with them feature by feature; hashes and the model speak where features do not.

use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;

use rayon::prelude::*;

use super::alike::Alike;
use super::pictures::{Kept, Place, moment, of_photo, picture};
use super::{Candidate, Library};
use crate::changes::{Changes, Kind, Region, Segment};
use crate::compare::{Evidence, Picture, compare};
use crate::judge::{Verdict, changes, laid_on};
use crate::learned::Learned;
use crate::pdq::Turn;
use crate::print::{PhotoPrint, Print};

/// Two codes further apart than this are unrelated; of 1,000 photos no two were nearer than 86 bits.
const RADIUS: u32 = 76;
/// So many pictures are compared feature by feature.
const COMPARED: usize = 24;
/// So many with each part of the picture.
const COMPARED_BY_PART: usize = 8;
/// So alike, a model may speak alone.
const TELLING: f32 = 0.45;
/// With fewer features than this on either side, codes must decide alone.
const FEW_FEATURES: usize = 24;

impl Library {
    /// What looks like a photo, going by `voters` of its features (half as many of each part).
    pub(super) fn find_photo(&self, photo: &PhotoPrint, learned: Option<&Learned>, voters: usize) -> Vec<Candidate> {
        let views = Views::of(photo);
        let alike = || learned.map(|learned| self.alike(learned));
        let (alike, voted) = rayon::join(alike, || self.voted_for(&views, voters));
        let compared = self.compared(&views, voted, alike.as_ref());
        let mut best = Best::default();
        for Compared { at, kept, print, evidence } in compared {
            let (Some(id), Some(reference)) = (self.pictures.id(kept.place), picture(&print, kept.still)) else {
                continue;
            };
            let query = views.0[at].0;
            let verdict = Verdict::of(&evidence);
            let cosine = alike.as_ref().and_then(|alike| self.likeness(alike, id));
            let verdict = cosine.map_or(verdict, |cosine| verdict.with(cosine));
            best.keep(kept.place, weight(&evidence), verdict, || {
                let moment = moment(&print, kept.still);
                let kind = if moment.is_some() { Kind::Frame } else { Kind::Photo };
                let looks = laid_on(&evidence, query, reference);
                let changes = changes(kind, &evidence, query, reference).with(looks.as_slice());
                (id, moment, changes)
            });
        }
        for (place, (distance, turn)) in self.nearest_codes(photo) {
            let (Some(id), Some(facts)) = (self.pictures.id(place), self.pictures.facts(place)) else { continue };
            let (kind, quality, features) = match facts.is_video {
                false => (Kind::Photo, photo.quality.0.min(facts.quality), facts.features),
                true => (Kind::Frame, photo.quality.0, FEW_FEATURES),
            };
            let likeness = likeness(distance) * (f32::from(quality) / 50.0).min(1.0);
            // Where there are features to compare and they did not agree, equal codes are a weak hint.
            let likeness = if photo.features.len().min(features) < FEW_FEATURES { likeness } else { 0.5 * likeness };
            let verdict = Verdict { scene: likeness, copy: 1.0 };
            best.keep(place, 0.0, verdict, || (id, None, turned(kind, turn)));
        }
        for hit in alike.iter().flat_map(|alike| &alike.hits).filter(|hit| hit.cosine >= TELLING) {
            let Some(place) = self.pictures.place_of(hit.id) else { continue };
            // Where features tell the scene, they tell its moment better than a model does.
            if best.same_scene(place) < 0.5 {
                best.keep(place, 0.0, Verdict::alone(hit.cosine), || (hit.id, None, Changes::default()));
            }
        }
        best.0.into_values().map(|(_, candidate)| candidate).collect()
    }

    /// What features vote for, for each view by itself.
    fn voted_for(&self, views: &Views<'_>, voters: usize) -> BTreeSet<Proposal> {
        let of = |(at, (view, _)): (usize, &(Picture<'_>, Region))| {
            let (voters, most) = if at == 0 { (voters, COMPARED) } else { (voters / 2, COMPARED_BY_PART) };
            let voted = self.pictures.voted(view.features, voters, most).into_iter();
            voted.map(|(kept, mirrored)| (at, kept, mirrored)).collect::<Vec<_>>()
        };
        views.0.par_iter().enumerate().flat_map_iter(of).collect()
    }

    /// What was voted for and what a model calls alike, compared feature by feature.
    fn compared(&self, views: &Views<'_>, mut proposed: BTreeSet<Proposal>, alike: Option<&Alike>) -> Vec<Compared> {
        let mut fetched = self.pictures.fetched();
        for hit in alike.iter().flat_map(|alike| &alike.hits) {
            let Some(place) = self.pictures.place_of(hit.id) else { continue };
            if let Some(Print::Photo(photo)) = fetched.print(place).as_deref() {
                let (at, kept) = (views.at(&hit.query), Kept { place, still: hit.part(photo) });
                proposed.extend([(at, kept, false), (at, kept, true)]);
            }
        }
        let there = proposed.into_iter().filter_map(|proposal| Some((proposal, fetched.print(proposal.1.place)?)));
        let there: Vec<_> = there.collect();
        let compared = there.into_par_iter().filter_map(|((at, kept, mirrored), print)| {
            let evidence = compare(views.0[at].0, picture(&print, kept.still)?, mirrored)?;
            Some(Compared { at, kept, print, evidence })
        });
        compared.collect()
    }

    /// For each kept print the code nearest to one of the photo's eight, and which of them.
    fn nearest_codes(&self, photo: &PhotoPrint) -> HashMap<Place, (u32, Turn)> {
        let mut nearest: HashMap<Place, (u32, Turn)> = HashMap::new();
        self.pictures.frames_within(&photo.codes.map(|code| code.words()), RADIUS, |at, place, _, distance| {
            let found = (distance, Turn::ALL[at]);
            let best = nearest.entry(place).or_insert(found);
            // Of equally near ones the first turn, whatever the order in which they are found.
            if (distance, at) < (best.0, best.1 as usize) {
                *best = found;
            }
        });
        nearest
    }
}

/// What is worth comparing: which view of the query with which kept picture, and whether mirrored.
type Proposal = (usize, Kept, bool);

/// A proposal of which enough features agree.
struct Compared {
    at: usize,
    kept: Kept,
    print: Arc<Print>,
    evidence: Evidence,
}

/// The whole photo, then its parts, each with the region that it fills.
struct Views<'a>(Vec<(Picture<'a>, Region)>);

impl<'a> Views<'a> {
    fn of(photo: &'a PhotoPrint) -> Self {
        let regions = std::iter::once(Region::WHOLE).chain(photo.regions());
        Self(regions.zip(0..).filter_map(|(region, part)| Some((of_photo(photo, part)?, region))).collect())
    }

    /// The view that fills a region, or else the whole.
    fn at(&self, region: &Region) -> usize {
        self.0.iter().position(|(_, own)| own == region).unwrap_or(0)
    }
}

/// What was found of each kept print, with the weight of its evidence (that of hashes has none): by the map that most
/// features agree with, since of a smaller part of two pictures one cannot tell whether they are of one moment.
#[derive(Default)]
struct Best(HashMap<Place, (f32, Candidate)>);

impl Best {
    /// What is kept of it is asked for only where it is the best so far: its id, the moment of a video, and the changes.
    fn keep(
        &mut self,
        place: Place,
        weight: f32,
        verdict: Verdict,
        what: impl FnOnce() -> (u64, Option<f64>, Changes),
    ) {
        let (score, known) = (verdict.same(), self.0.get_mut(&place));
        let is_better = |(heaviest, best): &(f32, Candidate)| {
            weight > *heaviest || (weight == 0.0 && *heaviest == 0.0 && score > best.score)
        };
        let before = known.as_deref().map_or(0.0, |(_, best)| best.same_scene);
        match known {
            Some(known) if !is_better(known) => known.1.same_scene = before.max(verdict.scene),
            _ => {
                let (id, moment, changes) = what();
                let at = |at| Segment { query: (0.0, 0.0), reference: (at, at), speed: 1.0, score };
                let segments = moment.map(at).into_iter().collect();
                let same_scene = before.max(verdict.scene);
                self.0.insert(place, (weight, Candidate { id, score, same_scene, segments, changes, heard: None }));
            }
        }
    }

    fn same_scene(&self, place: Place) -> f32 {
        self.0.get(&place).map_or(0.0, |(_, candidate)| candidate.same_scene)
    }
}

/// How much evidence it is: pairs, less where they resemble each other less. Unrelated features differ in some 110 bits.
fn weight(evidence: &Evidence) -> f32 {
    evidence.pairs as f32 * (1.0 - evidence.bits / 110.0).max(0.0)
}

/// 1 for equal codes, a half at 38 bits, 0 at [`RADIUS`].
fn likeness(distance: u32) -> f32 {
    1.0 - distance as f32 / RADIUS as f32
}

/// The changes that led to the query, when turning the query by `turn` gives the reference.
fn turned(kind: Kind, turn: Turn) -> Changes {
    let (mirrored, degrees) = turn.mirrored_then_degrees();
    let undone = if mirrored { degrees } else { (360 - degrees) % 360 };
    Changes { kind, mirrored, rotated: (undone != 0).then_some(undone), ..Changes::default() }
}
