//! Comparing the features of two pictures: which belong together, and by which map one picture lies in the other.
//!
//! Descriptors that resemble each other propose a turn, scaling and shift each (the spots carry direction and scale, so one
//! pair is enough); the proposal that most others agree with is fitted by least squares, then every feature looks for its
//! partner where the map says it must be. Unrelated pictures leave a handful of pairs; copies leave dozens.

use std::collections::HashSet;
use std::f32::consts::{PI, TAU};

use crate::fast::{Work, fast};
use crate::features::{Descriptor, Features, Spot};
use crate::geometry::{Affine, Pair};

/// A picture's features and its shape: width and height as shares of the longest side.
#[derive(Clone, Copy)]
pub(crate) struct Picture<'a> {
    pub(crate) features: &'a Features,
    pub(crate) shape: (f32, f32),
}

/// How one picture lies in another.
#[derive(Clone, Debug)]
pub(crate) struct Evidence {
    /// From the query (mirrored first, if so) to the reference.
    pub(crate) map: Affine,
    pub(crate) mirrored: bool,
    /// Distinct pairs of features that agree with the map.
    pub(crate) pairs: usize,
    /// How many features could have found a partner, given the map.
    pub(crate) possible: usize,
    /// The mean number of bits in which partners differ.
    pub(crate) bits: f32,
    /// How far partners lie from where the map puts them, in units of each patch's scale, the median.
    pub(crate) misfit: f32,
}

/// Descriptors this near may belong together wherever they are.
const FREE_RADIUS: u32 = 88;
/// Descriptors this near belong together where the map expects them.
const GUIDED_RADIUS: u32 = 96;
/// The best partner must be this much nearer than the next best elsewhere.
const DISTINCT: f32 = 0.92;
/// So many proposals are tried.
const PROPOSALS: usize = 80;
/// Two spots nearer than this are one place.
const SAME_PLACE: f32 = 0.02;
/// Fewer pairs are no evidence.
const MIN_PAIRS: usize = 4;

/// Compares; none when too few features agree on any map.
pub(crate) fn compare(query: Picture<'_>, reference: Picture<'_>, mirrored: bool) -> Option<Evidence> {
    let from = query.features.spots(mirrored.then_some(query.shape.0));
    let to = reference.features.spots(None);
    let descriptors: Vec<_> = if mirrored {
        query.features.descriptors.iter().map(|d| d.mirrored()).collect()
    } else {
        query.features.descriptors.clone()
    };
    let free = resembling(&descriptors, &to, &reference.features.descriptors);
    let mut map = agreed(&free, &from, &to)?;
    let mut chosen = Vec::new();
    for tolerance in [0.03, 0.015, 0.012] {
        chosen = guided(&map, tolerance, &from, &descriptors, &to, &reference.features.descriptors);
        let pairs: Vec<Pair> = chosen.iter().map(|m| m.pair(&from, &to)).collect();
        let fitted = if pairs.len() >= 8 { Affine::fitted(&pairs) } else { Affine::similarity(&pairs) };
        map = fitted.filter(plausible).unwrap_or(map);
    }
    let count = distinct(chosen.iter().map(|m| &from[m.query])).min(distinct(chosen.iter().map(|m| &to[m.reference])));
    if count < MIN_PAIRS {
        return None;
    }
    let share = 1.0 / chosen.len() as f32;
    Some(Evidence {
        map,
        mirrored,
        pairs: count,
        possible: possible(&map, &from, &to, query.shape, reference.shape),
        bits: chosen.iter().map(|m| m.bits as f32).sum::<f32>() * share,
        misfit: misfit(&chosen, &map, &from, &to),
    })
}

/// Two features that may show the same thing.
#[derive(Clone, Copy)]
struct Match {
    query: usize,
    reference: usize,
    bits: u32,
    doubt: f32,
}

impl Match {
    fn pair(&self, from: &[Spot], to: &[Spot]) -> Pair {
        let (a, b) = (&from[self.query], &to[self.reference]);
        Pair { from: (a.x, a.y), to: (b.x, b.y) }
    }
}

fn misfit(chosen: &[Match], map: &Affine, from: &[Spot], to: &[Spot]) -> f32 {
    let scale = map.scale();
    let mut misses: Vec<f32> = chosen
        .iter()
        .map(|m| {
            let (a, b) = (&from[m.query], &to[m.reference]);
            let (x, y) = map.apply(a.x, a.y);
            ((x - b.x).powi(2) + (y - b.y).powi(2)).sqrt() / b.scale.max(a.scale * scale)
        })
        .collect();
    let middle = misses.len() / 2;
    if misses.is_empty() { 0.0 } else { *misses.select_nth_unstable_by(middle, f32::total_cmp).1 }
}

/// How far the map misses, in the query's lengths (or the reference's, if those are larger).
fn miss(map: &Affine, from: &Spot, to: &Spot) -> f32 {
    let (x, y) = map.apply(from.x, from.y);
    ((x - to.x).powi(2) + (y - to.y).powi(2)).sqrt() / map.scale().max(1.0)
}

/// How far one descriptor is from each of others.
struct Distances<'a> {
    descriptor: &'a Descriptor,
    others: &'a [Descriptor],
    distances: &'a mut [u32],
}

impl Work for Distances<'_> {
    type Output = ();

    #[inline(always)]
    fn run(self) {
        for (distance, other) in self.distances.iter_mut().zip(self.others) {
            *distance = self.descriptor.distance(other);
        }
    }
}

/// For each feature of the query the nearest of the reference, if it is near and no other place is nearly as near; the
/// least doubtful first.
fn resembling(query: &[Descriptor], to: &[Spot], reference: &[Descriptor]) -> Vec<Match> {
    let mut matches = Vec::new();
    let mut distances = vec![0; reference.len()];
    for (q, descriptor) in query.iter().enumerate() {
        fast(Distances { descriptor, others: reference, distances: &mut distances });
        let Some((best, &bits)) = distances.iter().enumerate().min_by_key(|(_, d)| **d) else { break };
        if bits > FREE_RADIUS {
            continue;
        }
        let elsewhere = distances
            .iter()
            .zip(to)
            .filter(|(_, spot)| (spot.x - to[best].x).abs().max((spot.y - to[best].y).abs()) > SAME_PLACE);
        let next = elsewhere.map(|(d, _)| *d).min().unwrap_or(256);
        let doubt = (bits as f32 + 4.0) / (next as f32 + 4.0);
        if doubt <= DISTINCT {
            matches.push(Match { query: q, reference: best, bits, doubt });
        }
    }
    matches.sort_by(|a, b| a.doubt.total_cmp(&b.doubt));
    matches
}

/// The map with which most matches agree, fitted to them.
fn agreed(matches: &[Match], from: &[Spot], to: &[Spot]) -> Option<Affine> {
    let agreeing = |map: &Affine, tolerance: f32| {
        let (scale, angle) = (map.scale(), map.angle());
        let fits = move |m: &&Match| {
            let (a, b) = (&from[m.query], &to[m.reference]);
            miss(map, a, b) < tolerance && fits_in_kind(a, b, scale, angle)
        };
        matches.iter().filter(fits).copied().collect::<Vec<_>>()
    };
    let mut best: Option<(f32, Affine)> = None;
    for proposal in matches.iter().take(PROPOSALS) {
        let map = Affine::between(&from[proposal.query], &to[proposal.reference]);
        if !plausible(&map) {
            continue;
        }
        let weight: f32 = agreeing(&map, 0.04).iter().map(|m| 1.5 - m.doubt).sum();
        if best.is_none_or(|(most, _)| weight > most) {
            best = Some((weight, map));
        }
    }
    let (_, mut map) = best?;
    for tolerance in [0.04, 0.03] {
        let pairs: Vec<Pair> = agreeing(&map, tolerance).iter().map(|m| m.pair(from, to)).collect();
        if pairs.len() >= 2 {
            map = Affine::similarity(&pairs).filter(plausible).unwrap_or(map);
        }
    }
    Some(map)
}

/// Whether scale and direction of two spots differ as the map says they must.
fn fits_in_kind(from: &Spot, to: &Spot, scale: f32, angle: f32) -> bool {
    let turn = (to.angle - from.angle - angle + PI).rem_euclid(TAU) - PI;
    turn.abs() < 0.5 && (to.scale / from.scale / scale).log2().abs() < 0.6
}

/// A picture may be shrunk or enlarged twelve times, and squeezed by a third; more is no copy.
fn plausible(map: &Affine) -> bool {
    let scale = map.scale();
    map.determinant() > 0.0 && scale > 1.0 / 12.0 && scale < 12.0 && map.anisotropy() < 1.6
}

/// Each feature's partner where the map expects it.
fn guided(
    map: &Affine,
    tolerance: f32,
    from: &[Spot],
    query: &[Descriptor],
    to: &[Spot],
    reference: &[Descriptor],
) -> Vec<Match> {
    let (scale, angle) = (map.scale(), map.angle());
    let reach = tolerance * scale.max(1.0);
    let mut by_x: Vec<usize> = (0..to.len()).collect();
    by_x.sort_by(|&a, &b| to[a].x.total_cmp(&to[b].x));
    let mut matches = Vec::new();
    for (q, spot) in from.iter().enumerate() {
        let (x, y) = map.apply(spot.x, spot.y);
        let first = by_x.partition_point(|&r| to[r].x < x - reach);
        let near = by_x[first..].iter().take_while(|&&r| to[r].x <= x + reach);
        let best = near
            .filter(|&&r| (to[r].y - y).abs() <= reach && fits_in_kind(spot, &to[r], scale, angle))
            .map(|&r| (query[q].distance(&reference[r]), r))
            .min();
        if let Some((bits, r)) = best.filter(|(bits, _)| *bits <= GUIDED_RADIUS) {
            matches.push(Match { query: q, reference: r, bits, doubt: 0.0 });
        }
    }
    matches
}

/// How many different places.
fn distinct<'a>(spots: impl Iterator<Item = &'a Spot>) -> usize {
    spots.map(|s| ((s.x * 128.0) as i32, (s.y * 128.0) as i32)).collect::<HashSet<_>>().len()
}

/// How many distinct features of each picture fall, in place and scale, where the other has features; the smaller number.
fn possible(map: &Affine, from: &[Spot], to: &[Spot], query: (f32, f32), reference: (f32, f32)) -> usize {
    let Some(back) = map.inverse() else { return 0 };
    let count = |map: &Affine, spots: &[Spot], shape: (f32, f32), others: &[Spot]| {
        let finest = others.iter().map(|s| s.scale).fold(f32::INFINITY, f32::min);
        let coarsest = others.iter().map(|s| s.scale).fold(0.0, f32::max);
        let scale = map.scale();
        distinct(spots.iter().filter(|s| {
            let (x, y) = map.apply(s.x, s.y);
            let size = s.scale * scale;
            (0.0..=shape.0).contains(&x) && (0.0..=shape.1).contains(&y) && size >= finest && size <= coarsest
        }))
    };
    count(map, from, reference, to).min(count(&back, to, query, from))
}
