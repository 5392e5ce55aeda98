//! When the sun stands as a shadow says: every interval of time, found to the second.
//!
//! How well an instant fits is one number, the *margin*: how many degrees are left until a bound is broken, negative when
//! one is. It is sampled every five minutes; where it peaks below zero between two samples the peak itself is looked for
//! (golden section), because a precise shadow fits for less than five minutes; edges are found by bisection.

use super::{
    Bounds,
    sky::{Sky, Sun},
};
use crate::error::Result;

/// Seconds between two samples. The sun moves by 1.25 degrees meanwhile, far less than its turn at noon.
const STEP: f64 = 300.0;
/// Edges and peaks are found to this many seconds.
const CLOSE: f64 = 0.25;

/// What the shadow allows, in degrees, with everything that is uncertain added.
pub(super) struct Sought {
    pub elevation: Option<Bounds>,
    /// Towards where the shadow points, from true north: the middle and half the width.
    pub bearing: Option<(f64, f64)>,
    /// By how much the place's uncertainty moves the zenith.
    pub spread: f64,
    pub latitude: f64,
}

/// An interval in which the shadow fits: seconds since 1970, and the instant that fits best.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Span {
    pub from: f64,
    pub to: f64,
    pub best: f64,
}

/// Everything that was found.
pub(super) struct Search {
    pub spans: Vec<Span>,
    /// The instant with the largest margin, and that margin.
    pub nearest: (f64, f64),
    /// How high the sun gets at most.
    pub highest: f64,
}

impl Sought {
    /// Degrees until a bound is broken; negative when one is.
    pub fn margin(&self, sun: Sun) -> f64 {
        // No shadow without sun.
        let mut margin = sun.elevation + self.spread;
        if let Some(bounds) = self.elevation {
            let (from, to) = (bounds.from - self.spread, bounds.to + self.spread);
            margin = margin.min(sun.elevation - from).min(to - sun.elevation);
        }
        if let Some((middle, half)) = self.bearing {
            let off = turn(sun.azimuth + 180.0 - middle).abs();
            margin = margin.min(half + self.turned(sun.elevation) - off);
        }
        margin
    }

    /// By how much the place's uncertainty turns bearings when the sun is so high: the tilt of the zenith and the
    /// convergence of meridians.
    pub fn turned(&self, elevation: f64) -> f64 {
        let tilt = elevation.to_radians().tan().abs() + self.latitude.to_radians().tan().abs();
        (self.spread * tilt).min(180.0)
    }

    /// Looks through the time from `from` to `to`, in seconds since 1970.
    pub fn search(&self, sky: &Sky, from: f64, to: f64) -> Result<Search> {
        let fit = |at: f64| sky.at(at).map(|sun| self.margin(sun));
        let mut search = Search { spans: Vec::new(), nearest: (from, f64::NEG_INFINITY), highest: f64::NEG_INFINITY };
        let mut open: Option<Span> = None;
        let mut last: Vec<(f64, f64)> = Vec::new();
        // A step more on both sides, so that a peak at the very edge of the range has neighbours.
        let step = STEP.min(((to - from) / 4.0).max(1.0));
        let (mut at, end) = (from - step, to + step);
        loop {
            let sun = sky.at(at)?;
            let here = (at, self.margin(sun));
            if (from..=to).contains(&at) {
                search.highest = search.highest.max(sun.elevation);
                search.near(here);
            }
            if let [before, middle] = last[..]
                && middle.1 < 0.0
                && middle.1 >= before.1
                && middle.1 >= here.1
            {
                let peak = peak(&fit, before.0, here.0)?;
                if (from..=to).contains(&peak.0) {
                    search.near(peak);
                }
                if peak.1 >= 0.0 {
                    let (from, to) = (edge(&fit, before.0, peak.0)?, edge(&fit, here.0, peak.0)?);
                    search.spans.push(Span { from, to, best: peak.0 });
                }
            }
            match &mut open {
                None if here.1 >= 0.0 => {
                    let from = last.last().map_or(Ok(at), |out| edge(&fit, out.0, at))?;
                    open = Some(Span { from, to: at, best: at });
                }
                Some(span) if here.1 < 0.0 => {
                    span.to = edge(&fit, at, span.to)?;
                    span.best = peak(&fit, span.from, span.to)?.0;
                    search.spans.extend(open.take());
                }
                Some(span) => span.to = at,
                None => {}
            }
            if at >= end {
                break;
            }
            if last.len() == 2 {
                last.remove(0);
            }
            last.push(here);
            at = (at + step).min(end);
        }
        if let Some(mut span) = open {
            span.best = peak(&fit, span.from, span.to)?.0;
            search.spans.push(span);
        }
        search.spans.retain(|span| span.to >= from && span.from <= to);
        for span in &mut search.spans {
            let inside = |at: f64| at.clamp(from, to);
            *span = Span { from: inside(span.from), to: inside(span.to), best: inside(span.best) };
        }
        Ok(search)
    }
}

impl Search {
    fn near(&mut self, sample: (f64, f64)) {
        if sample.1 > self.nearest.1 {
            self.nearest = sample;
        }
    }
}

/// A difference of two bearings, between -180 and 180 degrees.
pub(in crate::findings::worksheets) fn turn(degrees: f64) -> f64 {
    let turned = degrees.rem_euclid(360.0);
    if turned > 180.0 { turned - 360.0 } else { turned }
}

/// The instant between `outside` and `inside` where the margin passes zero.
fn edge(fit: &impl Fn(f64) -> Result<f64>, outside: f64, inside: f64) -> Result<f64> {
    let (mut outside, mut inside) = (outside, inside);
    while (outside - inside).abs() > CLOSE {
        let middle = f64::midpoint(outside, inside);
        if fit(middle)? >= 0.0 {
            inside = middle;
        } else {
            outside = middle;
        }
    }
    Ok(inside)
}

/// The instant of the largest margin between two, and that margin (golden section, Kiefer 1953).
fn peak(fit: &impl Fn(f64) -> Result<f64>, from: f64, to: f64) -> Result<(f64, f64)> {
    const GOLDEN: f64 = 0.618_033_988_749_895;
    let (mut from, mut to) = (from, to);
    let (mut low, mut high) = (to - GOLDEN * (to - from), from + GOLDEN * (to - from));
    let (mut at_low, mut at_high) = (fit(low)?, fit(high)?);
    while to - from > CLOSE {
        if at_low >= at_high {
            (to, high, at_high) = (high, low, at_low);
            low = to - GOLDEN * (to - from);
            at_low = fit(low)?;
        } else {
            (from, low, at_low) = (low, high, at_high);
            high = from + GOLDEN * (to - from);
            at_high = fit(high)?;
        }
    }
    Ok(if at_low >= at_high { (low, at_low) } else { (high, at_high) })
}
