//! Which photos, and which moments of videos, look like a photo.
//!
//! The photo as a whole and each picture within it ask for themselves. What their features vote for, and what a model calls
//! alike, is compared with them feature by feature; hashes and the model speak where features do not.

use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;

use super::alike::Alike;
use super::pictures::{Kept, Place, of_part, picture};
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
    pub(super) fn find_photo(&self, photo: &PhotoPrint, learned: Option<&Learned>) -> Vec<Candidate> {
        let alike = learned.map(|learned| self.alike(learned));
        let views = Views::of(photo);
        let mut prints: HashMap<Place, Option<Arc<Print>>> = HashMap::new();
        let mut best: HashMap<Place, Best> = HashMap::new();
        for (at, kept, mirrored) in self.proposed(&views, alike.as_ref()) {
            let print = prints.entry(kept.place).or_insert_with(|| self.pictures.print(kept.place)).as_deref();
            let Some(reference) = print.and_then(|print| picture(print, kept.still)) else { continue };
            let Some(evidence) = compare(views.0[at].0, reference, mirrored) else { continue };
            let cosine = alike.as_ref().and_then(|alike| self.likeness(alike, kept.place));
            let verdict = Verdict::of(&evidence);
            let verdict = cosine.map_or(verdict, |cosine| verdict.with(cosine));
            best.entry(kept.place).or_default().see(verdict, Map { evidence, view: at, still: kept.still });
        }
        for (place, (distance, turn)) in self.nearest_codes(photo) {
            let Some(facts) = self.pictures.facts(place) else { continue };
            let (kind, quality, features) = match facts.is_video {
                false => (Kind::Photo, photo.quality.0.min(facts.quality), facts.features),
                true => (Kind::Frame, photo.quality.0, FEW_FEATURES),
            };
            let likeness = likeness(distance) * (f32::from(quality) / 50.0).min(1.0);
            // Where there are features to compare and they did not agree, equal codes are a weak hint.
            let likeness = if photo.features.len().min(features) < FEW_FEATURES { likeness } else { 0.5 * likeness };
            let verdict = Verdict { scene: likeness, copy: 1.0 };
            best.entry(place).or_default().believe(verdict, turned(kind, turn));
        }
        for hit in alike.iter().flat_map(|alike| &alike.hits).filter(|hit| hit.cosine >= TELLING) {
            let best = best.entry(hit.place).or_default();
            // Where features tell the scene, they tell its moment better than a model does.
            if best.scene < 0.5 {
                best.believe(Verdict::alone(hit.cosine), Changes::default());
            }
        }
        let candidate = |(place, best)| self.candidate_photo(place, best, &views, prints.get(&place)?.as_deref());
        best.into_iter().filter_map(candidate).collect()
    }

    fn candidate_photo(&self, place: Place, best: Best, views: &Views<'_>, print: Option<&Print>) -> Option<Candidate> {
        let id = self.pictures.id(place)?;
        let (score, same_scene) = (best.score, best.scene);
        let (segments, changes) = match (best.told, best.map) {
            (Some(changes), _) => (Vec::new(), changes),
            (None, None) => return None,
            (None, Some(Map { evidence, view, still })) => {
                let (print, query) = (print?, views.0[view].0);
                let reference = picture(print, still)?;
                let (kind, segments) = match print {
                    Print::Photo(_) => (Kind::Photo, Vec::new()),
                    Print::Video(video) => {
                        let at = video.stills.get(still as usize)?.time;
                        let moment = Segment { query: (0.0, 0.0), reference: (at, at), speed: 1.0, score };
                        (Kind::Frame, vec![moment])
                    }
                };
                let looks = laid_on(&evidence, query, reference);
                (segments, changes(kind, &evidence, query, reference).with(looks.as_slice()))
            }
        };
        Some(Candidate { id, score, same_scene, segments, changes, heard: None })
    }

    /// What is worth comparing: which view of the query with which kept picture, and whether mirrored.
    fn proposed(&self, views: &Views<'_>, alike: Option<&Alike>) -> BTreeSet<(usize, Kept, bool)> {
        let mut proposed = BTreeSet::new();
        for (at, (view, _)) in views.0.iter().enumerate() {
            let most = if at == 0 { COMPARED } else { COMPARED_BY_PART };
            let voted = self.pictures.voted(view.features, most);
            proposed.extend(voted.into_iter().map(|(kept, mirrored)| (at, kept, mirrored)));
        }
        for hit in alike.iter().flat_map(|alike| &alike.hits) {
            let (at, kept) = (views.at(&hit.query), self.kept(hit));
            proposed.extend([(at, kept, false), (at, kept, true)]);
        }
        proposed
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

/// The whole photo, then its parts, each with the region that it fills.
struct Views<'a>(Vec<(Picture<'a>, Region)>);

impl<'a> Views<'a> {
    fn of(photo: &'a PhotoPrint) -> Self {
        let parts = photo.parts.iter().map(|part| (of_part(photo, part), part.region));
        Self(std::iter::once((photo.into(), Region::WHOLE)).chain(parts).collect())
    }

    /// The view that fills a region, or else the whole.
    fn at(&self, region: &Region) -> usize {
        self.0.iter().position(|(_, own)| own == region).unwrap_or(0)
    }
}

/// How two pictures lie in each other, and which: of the query the view, of what is kept the picture.
struct Map {
    evidence: Evidence,
    view: usize,
    still: u32,
}

/// What was found of one kept print. Of several maps the one that most features agree with is judged, since of a smaller part
/// of two pictures one cannot tell whether they are of one moment.
#[derive(Default)]
struct Best {
    weight: f32,
    map: Option<Map>,
    /// What hashes or a model tell, where that is surer.
    told: Option<Changes>,
    score: f32,
    scene: f32,
}

impl Best {
    fn see(&mut self, verdict: Verdict, map: Map) {
        // Unrelated features differ in some 110 bits.
        let weight = map.evidence.pairs as f32 * (1.0 - map.evidence.bits / 110.0).max(0.0);
        self.scene = self.scene.max(verdict.scene);
        if self.map.is_none() || weight > self.weight {
            (self.weight, self.score, self.map) = (weight, verdict.same(), Some(map));
        }
    }

    fn believe(&mut self, verdict: Verdict, changes: Changes) {
        self.scene = self.scene.max(verdict.scene);
        if verdict.same() > self.score {
            (self.score, self.told) = (verdict.same(), Some(changes));
        }
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
