//! Which photos, and which moments of videos, look like a photo.
//!
//! The photo as a whole and each picture within it ask for themselves. What their features vote for, and what a model calls
//! alike, is compared with them feature by feature; hashes and the model speak where features do not.

use std::collections::{BTreeSet, HashMap};

use super::alike::Alike;
use super::pictures::shape;
use super::{Candidate, Library};
use crate::changes::{Changes, Kind, Region, Segment};
use crate::compare::{Picture, compare};
use crate::judge::{Verdict, changes};
use crate::layers::Layers;
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
    pub(super) fn find_photo(&self, photo: &PhotoPrint, layers: &Layers) -> Vec<Candidate> {
        let alike = layers.learned.as_ref().map(|learned| self.alike(learned));
        let mut best = Best { library: self, candidates: HashMap::new() };
        let views = Views::of(photo, layers);
        for (at, owner, mirrored) in self.proposed(&views, alike.as_ref()) {
            let Some((kept, reference)) =
                self.pictures.get(owner).and_then(|kept| Some((kept, self.kept_picture(kept)?)))
            else {
                continue;
            };
            let Some((_, print)) = self.pictured(kept.place) else { continue };
            let query = views.0[at].0;
            let Some(evidence) = compare(query, reference, mirrored) else { continue };
            let (kind, moment) = match print {
                Print::Photo(_) => (Kind::Photo, None),
                Print::Video(video) => (Kind::Frame, Some(video.stills[kept.still as usize].time)),
            };
            let verdict = Verdict::of(&evidence);
            // Unrelated features differ in some 110 bits.
            let weight = evidence.pairs as f32 * (1.0 - evidence.bits / 110.0).max(0.0);
            let cosine = alike.as_ref().and_then(|alike| self.likeness(alike, kept.place));
            let verdict = cosine.map_or(verdict, |cosine| verdict.with(cosine));
            best.keep(kept.place, weight, verdict, moment, changes(kind, &evidence, query.shape, reference.shape));
        }
        for (place, (distance, turn)) in self.nearest_codes(photo) {
            let Some((_, print)) = self.pictured(place) else { continue };
            let (kind, quality, features) = match print {
                Print::Photo(reference) => {
                    (Kind::Photo, reference.quality.min(photo.quality), reference.features.len())
                }
                Print::Video(_) => (Kind::Frame, photo.quality, FEW_FEATURES),
            };
            let likeness = likeness(distance) * (f32::from(quality.0) / 50.0).min(1.0);
            // Where there are features to compare and they did not agree, equal codes are a weak hint.
            let likeness = if photo.features.len().min(features) < FEW_FEATURES { likeness } else { 0.5 * likeness };
            best.keep(place, 0.0, Verdict { scene: likeness, copy: 1.0 }, None, turned(kind, turn));
        }
        for hit in alike.iter().flat_map(|alike| &alike.hits).filter(|hit| hit.cosine >= TELLING) {
            // Where features tell the scene, they tell its moment better than a model does.
            let told = best.candidates.get(&hit.place).is_some_and(|(_, candidate)| candidate.same_scene >= 0.5);
            if !told {
                best.keep(hit.place, 0.0, Verdict::alone(hit.cosine), None, Changes::default());
            }
        }
        best.candidates.into_values().map(|(_, candidate)| candidate).collect()
    }

    /// What is worth comparing: which view of the query with which kept picture, and whether mirrored.
    fn proposed(&self, views: &Views<'_>, alike: Option<&Alike>) -> BTreeSet<(usize, u32, bool)> {
        let mut proposed = BTreeSet::new();
        for (at, (view, _)) in views.0.iter().enumerate() {
            let most = if at == 0 { COMPARED } else { COMPARED_BY_PART };
            proposed.extend(
                self.pictures.voted(view.features, most).into_iter().map(|(owner, mirrored)| (at, owner, mirrored)),
            );
        }
        for hit in alike.iter().flat_map(|alike| &alike.hits) {
            let at = views.at(&hit.query);
            if let Some(owner) = self.owner(hit) {
                proposed.extend([(at, owner, false), (at, owner, true)]);
            }
        }
        proposed
    }

    /// For each kept print the code nearest to one of the photo's eight, and which of them.
    fn nearest_codes(&self, photo: &PhotoPrint) -> HashMap<u32, (u32, Turn)> {
        let mut nearest: HashMap<u32, (u32, Turn)> = HashMap::new();
        self.codes.within_all(&photo.codes[..], RADIUS, |at, owner, distance| {
            if let Some((view, ..)) = self.viewed(owner) {
                let found = (distance, Turn::ALL[at]);
                let best = nearest.entry(view.place).or_insert(found);
                // Of equally near ones the first turn, whatever the order in which they are found.
                if (distance, at) < (best.0, best.1 as usize) {
                    *best = found;
                }
            }
        });
        nearest
    }
}

/// The whole photo, then its parts, each with the region that it fills.
struct Views<'a>(Vec<(Picture<'a>, Region)>);

impl<'a> Views<'a> {
    fn of(photo: &'a PhotoPrint, layers: &'a Layers) -> Self {
        let shape = shape(photo.size);
        let mut views = vec![(Picture { features: &photo.features, shape }, Region::WHOLE)];
        let parts = layers.parts.iter().flat_map(|parts| &parts.parts);
        views.extend(parts.map(|part| (Picture { features: &part.features, shape }, part.region)));
        Self(views)
    }

    /// The view that fills a region, or else the whole.
    fn at(&self, region: &Region) -> usize {
        self.0.iter().position(|(_, own)| own == region).unwrap_or(0)
    }
}

/// What was found of each kept print: by the map that most features agree with, since of a smaller part of two pictures one
/// cannot tell whether they are of one moment.
struct Best<'a> {
    library: &'a Library,
    /// Each with the weight of its evidence; that of hashes has none.
    candidates: HashMap<u32, (f32, Candidate)>,
}

impl Best<'_> {
    fn keep(&mut self, place: u32, weight: f32, verdict: Verdict, moment: Option<f64>, changes: Changes) {
        let Some((id, _)) = self.library.pictured(place) else { return };
        let (score, same_scene) = (verdict.same(), verdict.scene);
        let segments = moment
            .map(|at| Segment { query: (0.0, 0.0), reference: (at, at), speed: 1.0, score })
            .into_iter()
            .collect();
        let candidate = Candidate { id, score, same_scene, segments, changes };
        let (heaviest, kept) = self.candidates.entry(place).or_insert_with(|| (weight, candidate.clone()));
        let same_scene = kept.same_scene.max(same_scene);
        if weight > *heaviest || (weight == 0.0 && score > kept.score) {
            (*heaviest, *kept) = (weight.max(*heaviest), candidate);
        }
        kept.same_scene = same_scene;
    }
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
