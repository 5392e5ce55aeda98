//! Which videos, and which photos, a video shows, and when.

use std::collections::HashMap;

use super::pictures::shape;
use super::{Candidate, Library};
use crate::align::{Sighting, align};
use crate::changes::{Changes, Kind, Segment};
use crate::compare::{Evidence, Picture};
use crate::judge::{Verdict, changes};
use crate::pdq::Code;
use crate::print::{Frame, Print, VideoPrint};

/// Frames within so many bits are sightings. Wider than the usual 31, because the line they must lie on is evidence too.
const RADIUS: u32 = 60;
/// Of one frame of the query, at most so many sightings are kept, the nearest.
const MAX_PER_FRAME: usize = 256;
/// So many frames are searched for together, so that codes are read once for all of them and what is found fits memory.
const FRAMES_AT_ONCE: usize = 64;
/// So much weight on one line is a segment: about a second of good frames.
const MIN_WEIGHT: f32 = 1.0;
/// So many pictures are compared with each still, feature by feature.
const COMPARED: usize = 12;
/// Of a long video, so many stills are compared, evenly spread.
const MAX_STILLS: usize = 120;
/// Less sure than this that two stills show one scene, they are no sighting.
const MIN_SCENE: f32 = 0.5;

/// What was seen of one kept print in the query.
#[derive(Default)]
struct Seen {
    /// Plain and mirrored.
    sightings: [Vec<Sighting>; 2],
    /// The stills that resemble each other most.
    best: Option<(f32, Changes)>,
}

impl Library {
    pub(super) fn find_video(&self, video: &VideoPrint) -> Vec<Candidate> {
        let mut seen: HashMap<u32, Seen> = HashMap::new();
        video.frames.chunks(FRAMES_AT_ONCE).for_each(|frames| self.see_codes(frames, &mut seen));
        let skip = video.stills.len().div_ceil(MAX_STILLS).max(1);
        for still in video.stills.iter().step_by(skip) {
            let query = Picture { features: &still.features, shape: shape(video.size) };
            for (kept, evidence) in self.sharing(query, COMPARED) {
                let verdict = Verdict::of(&evidence);
                let (Some((_, print)), Some(reference)) = (self.pictured(kept.place), self.kept_picture(kept)) else {
                    continue;
                };
                if verdict.scene < MIN_SCENE {
                    continue;
                }
                let (kind, at) = match print {
                    Print::Photo(_) => (Kind::Frame, 0.0),
                    Print::Video(video) => (Kind::Video, video.stills[kept.still as usize].time),
                };
                let weight = verdict.scene * nearness(&evidence);
                let seen = seen.entry(kept.place).or_default();
                seen.sightings[usize::from(evidence.mirrored)].push(Sighting {
                    query: still.time,
                    reference: at,
                    weight,
                });
                let strength = if kind == Kind::Frame { verdict.same() } else { weight };
                if seen.best.is_none_or(|(best, _)| strength > best) {
                    seen.best = Some((strength, changes(kind, &evidence, query.shape, reference.shape)));
                }
            }
        }
        seen.into_iter().filter_map(|(place, seen)| self.candidate(place, seen, video.step())).collect()
    }

    /// Adds what looks like the frames as a whole.
    fn see_codes(&self, frames: &[Frame], seen: &mut HashMap<u32, Seen>) {
        let codes: Vec<Code> = frames.iter().flat_map(|frame| frame.codes).collect();
        let mut all_hits = vec![Vec::new(); codes.len()];
        self.codes.within_all(&codes, RADIUS, |at, owner, distance| all_hits[at].push((distance, owner)));
        for (at, mut hits) in all_hits.into_iter().enumerate() {
            let (frame, mirrored) = (&frames[at / 2], at % 2);
            if hits.len() > MAX_PER_FRAME {
                hits.select_nth_unstable(MAX_PER_FRAME);
                hits.truncate(MAX_PER_FRAME);
            }
            for (distance, owner) in hits {
                let Some((view, _, Print::Video(reference))) = self.viewed(owner) else { continue };
                seen.entry(view.place).or_default().sightings[mirrored].push(Sighting {
                    query: middle(frame),
                    reference: middle(&reference.frames[view.frame as usize]),
                    weight: (1.0 - distance as f32 / RADIUS as f32) * trust(frame),
                });
            }
        }
    }

    fn candidate(&self, place: u32, seen: Seen, step: f64) -> Option<Candidate> {
        let (id, print) = self.pictured(place)?;
        if let Print::Photo(_) = print {
            let (score, changes) = seen.best?;
            return Some(Candidate { id, score, same_scene: score, segments: Vec::new(), changes });
        }
        let [plain, mirrored] = seen.sightings.map(|sightings| align(&sightings, step, MIN_WEIGHT));
        let weight = |segments: &[Segment]| segments.iter().map(|s| s.score).sum::<f32>();
        let is_mirrored = weight(&mirrored) > weight(&plain);
        let mut segments = if is_mirrored { mirrored } else { plain };
        let total = weight(&segments);
        let speed = segments.first()?.speed;
        segments.iter_mut().for_each(|segment| segment.score = sure(segment.score));
        let speed = ((speed - 1.0).abs() > 0.02).then_some(speed);
        let drawn = seen.best.map(|(_, changes)| changes).filter(|changes| changes.mirrored == is_mirrored);
        let changes = Changes { kind: Kind::Video, mirrored: is_mirrored, speed, ..drawn.unwrap_or_default() };
        Some(Candidate { id, score: sure(total), same_scene: sure(total), segments, changes })
    }
}

/// From summed weight to 0..1: a half at some four seconds of good frames.
fn sure(weight: f32) -> f32 {
    weight / (weight + 4.0)
}

/// How well two stills fit: 1 for the same moment, less for the next.
fn nearness(evidence: &Evidence) -> f32 {
    let share = evidence.pairs as f32 / evidence.possible.max(evidence.pairs) as f32;
    (share * (-evidence.misfit).exp() * 1.5).min(1.0)
}

/// Frames with little to see say little.
fn trust(frame: &Frame) -> f32 {
    (f32::from(frame.quality.0) / 50.0).min(1.0)
}

fn middle(frame: &Frame) -> f64 {
    (frame.seen.0 + frame.seen.1) / 2.0
}
