//! Comparing the features of two pictures: which belong together, and by which map one picture lies in the other.
//!
//! Descriptors that resemble each other propose a turn, scaling and shift each (the spots carry direction and scale, so one
//! pair is enough); the proposal that most others agree with is fitted by least squares, as an affine or projective map where
//! the pairs bear it, then every feature looks for its partner where the map says it must be. Unrelated pictures leave a
//! handful of pairs; copies leave dozens.

use std::collections::HashSet;
use std::f32::consts::{PI, TAU};

use crate::difference::Seen;
use crate::fast::{Work, fast};
use crate::features::{Descriptor, Features, Spot};
use crate::geometry::{Affine, Map, Pair};
use crate::print::Look;

/// A picture's features, its shape (width and height as shares of the longest side), and its look.
#[derive(Clone, Copy)]
pub(crate) struct Picture<'a> {
    pub(crate) features: &'a Features,
    pub(crate) shape: (f32, f32),
    /// None in fingerprints of an older version.
    pub(crate) look: Option<&'a Look>,
}

impl<'a> Picture<'a> {
    pub(crate) fn seen(&self) -> Option<Seen<'a>> {
        Some(Seen { look: self.look?, shape: self.shape })
    }
}

/// How one picture lies in another.
#[derive(Clone, Debug)]
pub(crate) struct Evidence {
    /// From the query (mirrored first, if so) to the reference.
    pub(crate) map: Map,
    /// The middle of the features that agree with it, in the query.
    pub(crate) middle: (f32, f32),
    pub(crate) mirrored: bool,
    /// Distinct pairs of features that agree with the map.
    pub(crate) pairs: usize,
    /// How many features could have found a partner, given the map.
    pub(crate) possible: usize,
    /// The mean number of bits in which partners differ.
    pub(crate) bits: f32,
    /// How much more the map stretches one direction than another, in the middle: 1 for none.
    pub(crate) squeeze: f32,
    /// How much nearer one end of what was found is than the other: the ratio of scales, 1 for none.
    pub(crate) slant: f32,
    /// The share of the reference that lies within the query, 0.0..=1.0.
    pub(crate) shown: f32,
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
    let mut by_x: Vec<usize> = (0..to.len()).collect();
    by_x.sort_by(|&a, &b| to[a].x.total_cmp(&to[b].x));
    let mut chosen = Vec::new();
    for tolerance in [0.03, 0.015, 0.012] {
        chosen = guided(&map, tolerance, &from, &descriptors, &to, &by_x, &reference.features.descriptors);
        let pairs: Vec<Pair> = chosen.iter().map(|m| m.pair(&from, &to)).collect();
        map = fitted(&pairs).unwrap_or(map);
    }
    let count = distinct(chosen.iter().map(|m| &from[m.query])).min(distinct(chosen.iter().map(|m| &to[m.reference])));
    if count < MIN_PAIRS {
        return None;
    }
    let share = 1.0 / chosen.len() as f32;
    let mean = |value: fn(&Spot) -> f32| chosen.iter().map(|m| value(&from[m.query])).sum::<f32>() * share;
    let middle = (mean(|spot| spot.x), mean(|spot| spot.y));
    Some(Evidence {
        map,
        middle,
        squeeze: map.around(middle.0, middle.1).anisotropy(),
        slant: slant(&map, chosen.iter().map(|m| &from[m.query])),
        shown: shown(&map, query.shape, reference.shape),
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

fn misfit(chosen: &[Match], map: &Map, from: &[Spot], to: &[Spot]) -> f32 {
    let mut misses: Vec<f32> = chosen
        .iter()
        .map(|m| {
            let (a, b) = (&from[m.query], &to[m.reference]);
            let (x, y) = map.apply(a.x, a.y);
            let scale = map.around(a.x, a.y).scale();
            ((x - b.x).powi(2) + (y - b.y).powi(2)).sqrt() / b.scale.max(a.scale * scale)
        })
        .collect();
    let middle = misses.len() / 2;
    if misses.is_empty() { 0.0 } else { *misses.select_nth_unstable_by(middle, f32::total_cmp).1 }
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
fn agreed(matches: &[Match], from: &[Spot], to: &[Spot]) -> Option<Map> {
    let mut best: Option<(f32, Affine)> = None;
    for proposal in matches.iter().take(PROPOSALS) {
        let map = Affine::between(&from[proposal.query], &to[proposal.reference]);
        if !plausible(&map) {
            continue;
        }
        let (scale, angle) = (map.scale(), map.angle());
        let weight: f32 = matches
            .iter()
            .filter(|m| {
                let (a, b) = (&from[m.query], &to[m.reference]);
                let expected = Expected { at: map.apply(a.x, a.y), scale, angle: a.angle + angle };
                expected.met(a, b, 0.04)
            })
            .map(|m| 1.5 - m.doubt)
            .sum();
        if best.is_none_or(|(most, _)| weight > most) {
            best = Some((weight, map));
        }
    }
    let mut map = Map::from(best?.1);
    // A slant or squeeze agrees with a turn and scaling in one corner only; each fit reaches a little further.
    for tolerance in [0.04, 0.04, 0.03, 0.03] {
        let agreeing = matches.iter().filter(|m| {
            let (a, b) = (&from[m.query], &to[m.reference]);
            Expected::of(&map, a).met(a, b, tolerance)
        });
        let pairs: Vec<Pair> = agreeing.map(|m| m.pair(from, to)).collect();
        map = fitted(&pairs).unwrap_or(map);
    }
    Some(map)
}

/// Where and how a map expects the partner of a spot.
struct Expected {
    at: (f32, f32),
    scale: f32,
    angle: f32,
}

impl Expected {
    fn of(map: &Map, spot: &Spot) -> Self {
        let around = map.around(spot.x, spot.y);
        Self { at: map.apply(spot.x, spot.y), scale: around.scale(), angle: around.turned(spot.angle) }
    }

    /// Whether a spot is there, its place within the tolerance (in the query's lengths, or the reference's, if those are
    /// larger).
    fn met(&self, from: &Spot, to: &Spot, tolerance: f32) -> bool {
        let far = (self.at.0 - to.x).powi(2) + (self.at.1 - to.y).powi(2);
        far < (tolerance * self.scale.max(1.0)).powi(2) && self.in_kind(from, to)
    }

    /// Whether scale and direction are as expected.
    fn in_kind(&self, from: &Spot, to: &Spot) -> bool {
        let turn = (to.angle - self.angle + PI).rem_euclid(TAU) - PI;
        turn.abs() < 0.5 && (to.scale / from.scale / self.scale).log2().abs() < 0.6
    }
}

/// The map fitted to pairs, if there is one and a picture may be changed so over all of their extent.
fn fitted(pairs: &[Pair]) -> Option<Map> {
    let map = Map::fitted(pairs)?;
    let range = |value: fn(&Pair) -> f32| {
        let values = pairs.iter().map(value);
        (values.clone().fold(f32::INFINITY, f32::min), values.fold(f32::NEG_INFINITY, f32::max))
    };
    let ((left, right), (top, bottom)) = (range(|p| p.from.0), range(|p| p.from.1));
    let corners = [(left, top), (right, top), (left, bottom), (right, bottom)].map(|(x, y)| map.around(x, y));
    corners.iter().all(plausible).then_some(map)
}

/// A picture may be shrunk or enlarged twelve times, and squeezed to less than a half; more is no copy.
fn plausible(map: &Affine) -> bool {
    let scale = map.scale();
    map.determinant() > 0.0 && scale > 1.0 / 12.0 && scale < 12.0 && map.anisotropy() < 2.2
}

/// Each feature's partner where the map expects it. `by_x` orders the reference's spots.
fn guided(
    map: &Map,
    tolerance: f32,
    from: &[Spot],
    query: &[Descriptor],
    to: &[Spot],
    by_x: &[usize],
    reference: &[Descriptor],
) -> Vec<Match> {
    let mut matches = Vec::new();
    for (q, spot) in from.iter().enumerate() {
        let expected = Expected::of(map, spot);
        let reach = tolerance * expected.scale.max(1.0);
        let first = by_x.partition_point(|&r| to[r].x < expected.at.0 - reach);
        let near = by_x[first..].iter().take_while(|&&r| to[r].x <= expected.at.0 + reach);
        let best = near
            .filter(|&&r| (to[r].y - expected.at.1).abs() <= reach && expected.in_kind(spot, &to[r]))
            .map(|&r| (query[q].distance(&reference[r]), r))
            .min();
        if let Some((bits, r)) = best.filter(|(bits, _)| *bits <= GUIDED_RADIUS) {
            matches.push(Match { query: q, reference: r, bits, doubt: 0.0 });
        }
    }
    matches
}

/// The largest scale over the smallest, among places of the query.
fn slant<'a>(map: &Map, places: impl Iterator<Item = &'a Spot>) -> f32 {
    let (least, most) = places
        .map(|spot| map.around(spot.x, spot.y).scale())
        .fold((f32::INFINITY, 0.0f32), |(least, most), scale| (least.min(scale), most.max(scale)));
    if least > 0.0 && least.is_finite() { most / least } else { 1.0 }
}

/// Which share of the reference's area lies within the query, to the nearest of 64 places.
fn shown(map: &Map, query: (f32, f32), reference: (f32, f32)) -> f32 {
    const EACH_WAY: usize = 8;
    let Some(back) = map.inverse() else { return 0.0 };
    let share = |i: usize| (i as f32 + 0.5) / EACH_WAY as f32;
    let places = (0..EACH_WAY * EACH_WAY).map(|i| (share(i % EACH_WAY), share(i / EACH_WAY)));
    let within = places.filter(|(x, y)| {
        let (x, y) = back.apply(x * reference.0, y * reference.1);
        (0.0..=query.0).contains(&x) && (0.0..=query.1).contains(&y)
    });
    within.count() as f32 / (EACH_WAY * EACH_WAY) as f32
}

/// How many different places.
fn distinct<'a>(spots: impl Iterator<Item = &'a Spot>) -> usize {
    spots.map(|s| ((s.x * 128.0) as i32, (s.y * 128.0) as i32)).collect::<HashSet<_>>().len()
}

/// How many distinct features of each picture fall, in place and scale, where the other has features; the smaller number.
fn possible(map: &Map, from: &[Spot], to: &[Spot], query: (f32, f32), reference: (f32, f32)) -> usize {
    let Some(back) = map.inverse() else { return 0 };
    let count = |map: &Map, spots: &[Spot], shape: (f32, f32), others: &[Spot]| {
        let finest = others.iter().map(|s| s.scale).fold(f32::INFINITY, f32::min);
        let coarsest = others.iter().map(|s| s.scale).fold(0.0, f32::max);
        distinct(spots.iter().filter(|s| {
            let (x, y) = map.apply(s.x, s.y);
            let inside = (0.0..=shape.0).contains(&x) && (0.0..=shape.1).contains(&y);
            inside && (finest..=coarsest).contains(&(s.scale * map.around(s.x, s.y).scale()))
        }))
    };
    count(map, from, reference, to).min(count(&back, to, query, from))
}
