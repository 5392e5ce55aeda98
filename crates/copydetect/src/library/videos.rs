//! Which videos, and which photos, a video shows, and when.

use std::collections::HashMap;
use std::sync::Arc;

use rayon::prelude::*;

use super::pictures::{Kept, Place, moment, of_still, picture};
use super::shelf::middle;
use super::{Candidate, Library};
use crate::align::{Sighting, align};
use crate::changes::{Changes, Kind, Segment};
use crate::compare::Evidence;
use crate::difference::Laid;
use crate::features::Features;
use crate::index::{Index, Words, scan};
use crate::judge::{Verdict, changes, laid_on};
use crate::print::{Frame, Print, Still, VideoPrint};

/// Frames within so many bits are sightings. Wider than the usual 31, because the line they must lie on is evidence too.
const RADIUS: u32 = 60;
/// So many pairs of codes are compared at that radius, in a few tenths of a second. With more of them, only frames within
/// [`Index::FAST_RADIUS`] are searched for everywhere, and further ones in the videos that these and stills point to.
const ALL_PAIRS: usize = 1_000_000_000;
/// Looks up to so many seconds apart are of one piece.
const DENSE: f64 = 0.5;
/// However far apart, a look tells at most so many times more.
const MOST_TELLING: f64 = 3.0;
/// In so many videos.
const CLOSER: usize = 24;
/// Of one frame of the query, at most so many sightings are kept, the nearest.
const MAX_PER_FRAME: usize = 256;
/// So many frames are searched for together, so that codes are read once for all of them and what is found fits memory.
const FRAMES_AT_ONCE: usize = 64;
/// So much weight on one line is a segment: about a second of good frames.
const MIN_WEIGHT: f32 = 1.0;
/// So many pictures are compared with each still, feature by feature.
const COMPARED: usize = 12;
/// So many with each part of it.
const COMPARED_BY_PART: usize = 6;
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
    /// Looks of stills that show the same scene: when, in the query and in the reference, mirrored or not, and what differs.
    looks: Vec<(f64, f64, bool, Laid)>,
}

/// A still of the query that shows what a kept picture shows.
struct Looked {
    /// When, in the query.
    at: f64,
    kept: Place,
    /// When, in the kept video; 0 of a photo.
    reference: f64,
    mirrored: bool,
    weight: f32,
    /// How much they resemble each other, among what shows this print.
    strength: f32,
    laid: Option<Laid>,
    changes: Changes,
}

impl Seen {
    fn weight(&self) -> f32 {
        self.sightings.iter().flatten().map(|sighting| sighting.weight).sum()
    }
}

impl Library {
    pub(super) fn find_video(&self, video: &VideoPrint) -> Vec<Candidate> {
        let mut seen: HashMap<Place, Seen> = HashMap::new();
        // A frame without anything to see looks like all others.
        let frames: Vec<&Frame> = video.frames.iter().filter(|frame| frame.quality.0 > 0).collect();
        let all_pairs = (2 * frames.len()).saturating_mul(self.pictures.frames()) <= ALL_PAIRS;
        let radius = if all_pairs { RADIUS } else { Index::FAST_RADIUS };
        frames.chunks(FRAMES_AT_ONCE).for_each(|frames| self.see_codes(frames, radius, &mut seen));
        self.see_stills(video, &mut seen);
        if !all_pairs {
            self.see_closer(&frames, &mut seen);
        }
        seen.into_iter().filter_map(|(place, seen)| self.candidate(place, seen, video.step())).collect()
    }

    /// Adds what looks like the frames as a whole.
    fn see_codes(&self, frames: &[&Frame], radius: u32, seen: &mut HashMap<Place, Seen>) {
        let codes = words(frames);
        let mut all_hits = vec![Vec::new(); codes.len()];
        self.pictures.frames_within(&codes, radius, |at, place, time, distance| {
            let hits = &mut all_hits[at];
            hits.push((distance, place, time));
            if hits.len() >= 2 * MAX_PER_FRAME {
                nearest(hits);
            }
        });
        for (at, mut hits) in all_hits.into_iter().enumerate() {
            nearest(&mut hits);
            for (distance, place, time) in hits {
                if self.pictures.facts(place).is_some_and(|facts| facts.is_video) {
                    let seen = seen.entry(place).or_default();
                    seen.sightings[at % 2].push(sighting(frames[at / 2], f64::from(time), distance));
                }
            }
        }
    }

    /// Adds what looks like parts of stills.
    fn see_stills(&self, video: &VideoPrint, seen: &mut HashMap<Place, Seen>) {
        let skip = video.stills.len().div_ceil(MAX_STILLS).max(1);
        let shown: Vec<_> = video.stills.iter().step_by(skip).flat_map(|still| still.pictures().zip(0..)).collect();
        let looked: Vec<_> =
            shown.par_iter().flat_map_iter(|&(shown, number)| self.looks(video, shown, number)).collect();
        for Looked { at, kept, reference, mirrored, weight, strength, laid, changes } in looked {
            let seen = seen.entry(kept).or_default();
            seen.sightings[usize::from(mirrored)].push(Sighting { query: at, reference, weight });
            seen.looks.extend(laid.map(|laid| (at, reference, mirrored, laid)));
            if seen.best.as_ref().is_none_or(|(best, _)| strength > *best) {
                seen.best = Some((strength, changes));
            }
        }
    }

    /// What looks like a still as a whole (`number` 0) or like a part of it.
    fn looks(&self, video: &VideoPrint, shown: (&Still, &Features), number: usize) -> Vec<Looked> {
        let (still, query) = (shown.0, of_still(video, shown));
        let most = if number == 0 { COMPARED } else { COMPARED_BY_PART };
        let look = |(kept, print, evidence): (Kept, Arc<Print>, Evidence)| {
            let verdict = Verdict::of(&evidence);
            let reference = picture(&print, kept.still).filter(|_| verdict.scene >= MIN_SCENE)?;
            let moment = moment(&print, kept.still);
            let kind = if moment.is_some() { Kind::Video } else { Kind::Frame };
            let weight = verdict.scene * nearness(&evidence);
            Some(Looked {
                at: still.time,
                kept: kept.place,
                reference: moment.unwrap_or_default(),
                mirrored: evidence.mirrored,
                weight,
                strength: if kind == Kind::Frame { verdict.same() } else { weight },
                laid: laid_on(&evidence, query, reference),
                changes: changes(kind, &evidence, query, reference),
            })
        };
        self.pictures.sharing(query, most).into_iter().filter_map(look).collect()
    }

    /// Adds the frames beyond the fast radius, of the videos in which most was seen.
    fn see_closer(&self, frames: &[&Frame], seen: &mut HashMap<Place, Seen>) {
        let codes = words(frames);
        let mut places: Vec<(f32, Place)> = seen.iter().map(|(&place, seen)| (seen.weight(), place)).collect();
        places.sort_unstable_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
        for &(_, place) in places.iter().take(CLOSER) {
            let (Some(seen), Some(print)) = (seen.get_mut(&place), self.pictures.print(place)) else { continue };
            let Print::Video(video) = &*print else { continue };
            let kept: Vec<&Frame> = video.frames.iter().filter(|frame| frame.quality.0 > 0).collect();
            let kept_codes: Vec<Words> = kept.iter().map(|frame| frame.codes[0].words()).collect();
            scan(&kept_codes, &codes, RADIUS, |at, other, distance| {
                if distance > Index::FAST_RADIUS {
                    seen.sightings[at % 2].push(sighting(frames[at / 2], middle(kept[other]), distance));
                }
            });
        }
    }

    fn candidate(&self, place: Place, seen: Seen, step: f64) -> Option<Candidate> {
        let id = self.pictures.id(place)?;
        if !self.pictures.facts(place)?.is_video {
            let (score, changes) = seen.best?;
            let looks: Vec<Laid> = seen.looks.into_iter().map(|look| look.3).collect();
            let changes = changes.with(&looks);
            return Some(Candidate { id, score, same_scene: score, segments: Vec::new(), changes, heard: None });
        }
        let told = |sightings| align(&sharpened(sightings, telling(step)), step, MIN_WEIGHT);
        let [plain, mirrored] = seen.sightings.map(told);
        let weight = |segments: &[Segment]| segments.iter().map(|s| s.score).sum::<f32>();
        let is_mirrored = weight(&mirrored) > weight(&plain);
        let mut segments = if is_mirrored { mirrored } else { plain };
        let total = weight(&segments);
        let speed = segments.first()?.speed;
        segments.iter_mut().for_each(|segment| segment.score = sure(segment.score));
        let speed = ((speed - 1.0).abs() > 0.02).then_some(speed);
        let drawn = seen.best.map(|(_, changes)| changes).filter(|changes| changes.mirrored == is_mirrored);
        // Looks of other moments differ by what moved.
        let on_line = |at: f64, on: f64| {
            let within = |segment: &&Segment| (segment.query.0..=segment.query.1).contains(&at);
            let expected = |s: &Segment| s.reference.0 + s.speed * (at - s.query.0);
            segments.iter().filter(within).any(|segment| (expected(segment) - on).abs() <= SAME_MOMENT)
        };
        let looks = seen.looks.into_iter().filter(|(at, on, m, _)| *m == is_mirrored && on_line(*at, *on));
        let looks: Vec<Laid> = looks.map(|look| look.3).collect();
        let changes = Changes {
            kind: Kind::Video,
            mirrored: is_mirrored,
            speed,
            seconds: Some(covered(&segments)),
            inserted: between(&segments, |segment| segment.query),
            left_out: between(&segments, |segment| segment.reference),
            ..drawn.unwrap_or_default()
        };
        let changes = changes.with(&looks);
        Some(Candidate { id, score: sure(total), same_scene: sure(total), segments, changes, heard: None })
    }
}

/// How much more a look tells than one of a video that was looked at four times a second, where each look is nearly the one
/// before it.
fn telling(step: f64) -> f32 {
    (step / DENSE).clamp(1.0, MOST_TELLING) as f32
}

/// Of each frame the plain and the mirrored code.
fn words(frames: &[&Frame]) -> Vec<Words> {
    frames.iter().flat_map(|frame| frame.codes.each_ref().map(|code| code.words())).collect()
}

/// Keeps only the nearest.
fn nearest(hits: &mut Vec<(u32, Place, f32)>) {
    if hits.len() > MAX_PER_FRAME {
        hits.select_nth_unstable_by(MAX_PER_FRAME, |a, b| (a.0, a.1).cmp(&(b.0, b.1)).then(a.2.total_cmp(&b.2)));
        hits.truncate(MAX_PER_FRAME);
    }
}

fn sighting(frame: &Frame, reference: f64, distance: u32) -> Sighting {
    let weight = (1.0 - distance as f32 / RADIUS as f32) * trust(frame);
    Sighting { query: middle(frame), reference, weight }
}

/// Seconds of the query that some segment covers.
pub(super) fn covered(segments: &[Segment]) -> f64 {
    let mut spans: Vec<(f64, f64)> = segments.iter().map(|segment| segment.query).collect();
    spans.sort_by(|a, b| a.0.total_cmp(&b.0));
    let (mut sum, mut until) = (0.0, 0.0);
    for (start, end) in spans {
        sum += (end - start.max(until)).max(0.0);
        until = until.max(end);
    }
    sum
}

/// Shorter gaps between segments are a matter of measuring.
const MIN_GAP: f64 = 0.8;

/// The gaps, on one side, between segments that follow each other on both.
fn between(segments: &[Segment], side: fn(&Segment) -> (f64, f64)) -> Vec<(f64, f64)> {
    let mut ordered: Vec<&Segment> = segments.iter().collect();
    ordered.sort_by(|a, b| a.query.0.total_cmp(&b.query.0));
    let pairs = ordered.windows(2).filter(|pair| pair[0].reference.1 <= pair[1].reference.0 + MIN_GAP);
    pairs.map(|pair| (side(pair[0]).1, side(pair[1]).0)).filter(|(end, start)| start - end > MIN_GAP).collect()
}

/// Two stills this near in time, by the line, show the same moment.
const SAME_MOMENT: f64 = 0.5;
/// A sighting's weight falls with this power of how far it is behind the best one of its moment.
const SHARPNESS: i32 = 3;

/// Where little moves, a moment looks like many; the one that it looks like most says where it lies. All weigh `telling` times
/// as much.
fn sharpened(mut sightings: Vec<Sighting>, telling: f32) -> Vec<Sighting> {
    sightings.sort_unstable_by(|a, b| a.query.total_cmp(&b.query));
    for moment in sightings.chunk_by_mut(|a, b| a.query == b.query) {
        let best = moment.iter().map(|s| s.weight).fold(0.0, f32::max);
        moment.iter_mut().filter(|_| best > 0.0).for_each(|s| s.weight *= (s.weight / best).powi(SHARPNESS) * telling);
    }
    sightings
}

/// From summed weight to a probability, a half at two seconds of good frames. On the development set all true pairs but one
/// had a weight of 3.6 and more, and of 2,795 others one had 1.1: it is told too rarely by chance to fit more than this.
fn sure(weight: f32) -> f32 {
    weight.powi(2) / (weight.powi(2) + 4.0)
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
