//! Which photos, and which moments of videos, look like a photo.

use std::collections::HashMap;

use super::pictures::{Place, picture};
use super::{Candidate, Library};
use crate::changes::{Changes, Kind, Segment};
use crate::compare::Picture;
use crate::judge::{Verdict, changes, laid_on};
use crate::pdq::Turn;
use crate::print::{PhotoPrint, Print};

/// Two codes further apart than this are unrelated; of 1,000 photos no two were nearer than 86 bits.
const RADIUS: u32 = 76;
/// So many pictures are compared feature by feature.
const COMPARED: usize = 24;
/// With fewer features than this on either side, codes must decide alone.
const FEW_FEATURES: usize = 24;

impl Library {
    pub(super) fn find_photo(&self, photo: &PhotoPrint) -> Vec<Candidate> {
        let mut best: HashMap<Place, Candidate> = HashMap::new();
        let mut keep = |place: Place, candidate: Candidate| {
            let kept = best.entry(place).or_insert_with(|| candidate.clone());
            if candidate.score > kept.score {
                *kept = candidate;
            }
        };
        let query = Picture::from(photo);
        for (kept, print, evidence) in self.pictures.sharing(query, COMPARED) {
            let Some(id) = self.pictures.id(kept.place) else { continue };
            let verdict = Verdict::of(&evidence);
            let (kind, segments) = match &*print {
                Print::Photo(_) => (Kind::Photo, Vec::new()),
                Print::Video(video) => {
                    let at = video.stills[kept.still as usize].time;
                    let moment = Segment { query: (0.0, 0.0), reference: (at, at), speed: 1.0, score: verdict.same() };
                    (Kind::Frame, vec![moment])
                }
            };
            let Some(reference) = picture(&print, kept.still) else { continue };
            let looks = laid_on(&evidence, query, reference);
            let changes = changes(kind, &evidence, query, reference).with(looks.as_slice());
            keep(
                kept.place,
                Candidate { id, score: verdict.same(), same_scene: verdict.scene, segments, changes, heard: None },
            );
        }
        for (place, (distance, turn)) in self.nearest_codes(photo) {
            let (Some(id), Some(facts)) = (self.pictures.id(place), self.pictures.facts(place)) else { continue };
            let (kind, quality, features) = match facts.is_video {
                false => (Kind::Photo, photo.quality.0.min(facts.quality), facts.features),
                true => (Kind::Frame, photo.quality.0, FEW_FEATURES),
            };
            let likeness = likeness(distance) * (f32::from(quality) / 50.0).min(1.0);
            // Where there are features to compare and they did not agree, equal codes are a weak hint.
            let score = if photo.features.len().min(features) < FEW_FEATURES { likeness } else { 0.5 * likeness };
            let changes = turned(kind, turn);
            keep(place, Candidate { id, score, same_scene: score, segments: Vec::new(), changes, heard: None });
        }
        best.into_values().collect()
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
