//! All kept sounds, searchable: which of them hold a stretch of one, and where.

use std::collections::HashMap;
use std::sync::Arc;

use super::line::{Line, Overlap, Pair};
use super::print::{STEP, SoundPrint};
use crate::align::{Sighting, align};
use crate::changes::Segment;
use crate::library::Heard;

/// The codes of kept sounds, sorted. New ones make a run of their own, and runs of like length are merged.
#[derive(Clone, Debug, Default)]
pub(crate) struct Sounds {
    /// Code and its position; each run is at least twice as long as the next.
    runs: Vec<Arc<Vec<(u32, u32)>>>,
    /// The first position of each sound, and its place in the library.
    starts: Vec<(u32, u32)>,
    positions: u32,
}

/// A code that so many kept sounds have tells of none of them.
const COMMON: usize = 64;
/// So many codes of one kept sound must be like codes of the query, nearly in step.
const MIN_HITS: u32 = 3;
/// Hits in step fall into one bin of so many codes, or two neighbours.
const BIN: i64 = 8;
/// So many kept sounds are compared code by code.
const COMPARED: usize = 64;
/// Of one kept sound, about so many hits are aligned, evenly spread.
const MAX_HITS: usize = 4_000;
/// So many hits on one line are worth measuring.
const MIN_WEIGHT: f32 = 3.0;
/// An overlap this many standard deviations better than chance is as likely right as wrong. The best of all ways to lay
/// 40 soundtracks of a development set on unrelated ones reached 3.0; the same soundtracks had 6.5 and more.
const EVEN: f32 = 4.75;
/// For each more, the odds grow by so many powers of e.
const STEEP: f32 = 2.5;

impl Sounds {
    /// Keeps the codes of a sound that tell anything.
    pub(crate) fn add(&mut self, place: u32, print: &SoundPrint) {
        let Some(end) = u32::try_from(print.codes().len()).ok().and_then(|count| self.positions.checked_add(count))
        else {
            return; // After 140,000 hours; the rest is found by its pictures.
        };
        let mut run: Vec<(u32, u32)> = print
            .codes()
            .iter()
            .zip(self.positions..end)
            .zip(print.telling())
            .filter(|(_, t)| *t)
            .map(|(c, _)| (*c.0, c.1))
            .collect();
        self.starts.push((self.positions, place));
        self.positions = end;
        run.sort_unstable();
        while let Some(last) = self.runs.pop_if(|last| last.len() < 2 * run.len()) {
            run.extend_from_slice(&last);
            run.sort_unstable();
        }
        if !run.is_empty() {
            self.runs.push(Arc::new(run));
        }
    }

    /// The places of kept sounds that share a stretch with `query`, surest first; `kept` gives the print at a place, if it is
    /// still kept.
    pub(crate) fn find<'a>(
        &self,
        query: &SoundPrint,
        kept: impl Fn(u32) -> Option<&'a SoundPrint>,
    ) -> Vec<(u32, Heard)> {
        let telling = query.telling();
        let mut found = Vec::new();
        for (sound, hits) in self.hits(query.codes(), &telling) {
            let place = self.starts[sound].1;
            let Some(reference) = kept(place) else { continue };
            let overlaps =
                overlaps(&hits, Pair { query: query.codes(), telling: &telling, reference: reference.codes() });
            if overlaps.is_empty() {
                continue;
            }
            let weight = overlaps.iter().map(|overlap| overlap.weight.powi(2)).sum::<f32>().sqrt();
            let segment = |overlap: &Overlap| Segment {
                score: sure(overlap.weight),
                ..overlap.segment(query.duration(), reference.duration())
            };
            found.push((place, Heard { score: sure(weight), segments: overlaps.iter().map(segment).collect() }));
        }
        found.sort_by(|a, b| b.1.score.total_cmp(&a.1.score).then(a.0.cmp(&b.0)));
        found
    }

    /// Pairs of like codes (of the query, of the sound), for those sounds that have most of them in step.
    fn hits(&self, query: &[u32], telling: &[bool]) -> Vec<(usize, Vec<(u32, u32)>)> {
        let mut hits: HashMap<usize, Vec<(u32, u32)>> = HashMap::new();
        let mut found = Vec::new();
        for (at, &code) in query.iter().enumerate().filter(|(at, _)| telling[*at]) {
            found.clear();
            for near in std::iter::once(code).chain((0..32).map(|bit| code ^ 1 << bit)) {
                self.positions_of(near, &mut found);
            }
            if found.len() > COMMON {
                continue;
            }
            for &position in &found {
                let sound = self.starts.partition_point(|(start, _)| *start <= position) - 1;
                hits.entry(sound).or_default().push((at as u32, position - self.starts[sound].0));
            }
        }
        let mut ranked: Vec<_> = hits
            .into_iter()
            .map(|(sound, hits)| (in_step(&hits), sound, hits))
            .filter(|(most, ..)| *most >= MIN_HITS)
            .collect();
        ranked.sort_by(|a, b| b.0.cmp(&a.0).then(a.1.cmp(&b.1)));
        ranked.into_iter().take(COMPARED).map(|(_, sound, hits)| (sound, hits)).collect()
    }

    fn positions_of(&self, code: u32, found: &mut Vec<u32>) {
        for run in &self.runs {
            let first = run.partition_point(|entry| entry.0 < code);
            let equal = run[first..].iter().take_while(|entry| entry.0 == code).take(COMMON + 1);
            found.extend(equal.map(|entry| entry.1));
        }
    }
}

/// The most hits that share an offset, nearly.
fn in_step(hits: &[(u32, u32)]) -> u32 {
    let mut bins: HashMap<i64, u32> = HashMap::new();
    for &(query, reference) in hits {
        let bin = (i64::from(reference) - i64::from(query)).div_euclid(BIN);
        *bins.entry(bin).or_default() += 1;
        *bins.entry(bin + 1).or_default() += 1;
    }
    bins.into_values().max().unwrap_or(0)
}

/// The stretches on which the hits lie in line and the sounds are the same, those that repeat another left out.
fn overlaps(hits: &[(u32, u32)], pair: Pair<'_>) -> Vec<Overlap> {
    let skip = hits.len().div_ceil(MAX_HITS).max(1);
    let sighting = |&(query, reference): &(u32, u32)| Sighting {
        query: f64::from(query) * STEP,
        reference: f64::from(reference) * STEP,
        weight: 1.0,
    };
    let sightings: Vec<Sighting> = hits.iter().step_by(skip).map(sighting).collect();
    let mut overlaps: Vec<Overlap> = Vec::new();
    for segment in align(&sightings, STEP, MIN_WEIGHT) {
        let code = |time: f64| (time / STEP).max(0.0).round() as usize;
        let line =
            Line { speed: segment.speed, offset: (segment.reference.0 - segment.speed * segment.query.0) / STEP };
        let Some(overlap) = pair.measured((code(segment.query.0), code(segment.query.1)), line) else { continue };
        let apart = |other: &Overlap| overlap.codes.1 < other.codes.0 || other.codes.1 < overlap.codes.0;
        if overlaps.iter().all(apart) {
            overlaps.push(overlap);
        }
    }
    overlaps.sort_by(|a, b| b.weight.total_cmp(&a.weight));
    overlaps
}

fn sure(weight: f32) -> f32 {
    1.0 / (1.0 + (-STEEP * (weight - EVEN)).exp())
}
