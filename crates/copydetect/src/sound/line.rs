//! Two sounds laid on each other along a line: how many bits differ, where that begins and ends, and what it is worth.

use super::print::{REACH, SILENCE, STEP, SoundPrint};
use crate::changes::{Segment, Sound};

/// The share of bits that differ is averaged over so many codes on both sides.
const SMOOTH: usize = 4;
/// Two sounds that have nothing to do with each other differ in nearly half of their bits.
const UNRELATED: f32 = 0.48;
/// Above this share of differing bits, nothing is the same.
const MAX_SHARE: f32 = 0.38;
/// A line proposed by codes may be off by so many codes.
const SLACK: i64 = 3;
/// Shifts by so many codes (3 to 8 seconds) tell how much a sound resembles itself elsewhere.
const SHIFTS: [i64; 6] = [-61, -41, -24, 27, 45, 66];

/// Which code of one sound lies on which of another: `reference = speed * query + offset`.
#[derive(Clone, Copy, Debug)]
pub(super) struct Line {
    pub(super) speed: f64,
    pub(super) offset: f64,
}

/// A stretch of one sound that lies on a stretch of another, in codes.
#[derive(Clone, Copy, Debug)]
pub(super) struct Overlap {
    /// First and last code of the query.
    pub(super) codes: (usize, usize),
    /// From codes of the query to codes of the reference.
    pub(super) line: Line,
    /// How many standard deviations of chance it is better than the same stretch shifted.
    pub(super) weight: f32,
}

/// Two sounds, with what of them tells anything.
#[derive(Clone, Copy)]
pub(super) struct Pair<'a> {
    pub(super) query: &'a [u32],
    pub(super) telling: &'a [bool],
    pub(super) reference: &'a [u32],
}

impl Pair<'_> {
    /// The share of differing bits of a code of the query and the one that the line lays it on.
    fn share(&self, at: usize, line: Line, shift: i64) -> Option<f32> {
        let on = (line.speed * at as f64 + line.offset).round() as i64 + shift;
        let on = self.reference.get(usize::try_from(on).ok()?)?;
        Some((self.query.get(at)? ^ on).count_ones() as f32 / 32.0)
    }

    /// The mean over a range of codes, of those that tell anything; none when there are none.
    fn mean(&self, (from, to): (usize, usize), line: Line, shift: i64) -> Option<f32> {
        let (sum, count) = (from..=to)
            .filter(|&at| self.telling.get(at) == Some(&true))
            .filter_map(|at| self.share(at, line, shift))
            .fold((0.0, 0), |(sum, count), share| (sum + share, count + 1));
        (count > 0).then(|| sum / count as f32)
    }

    fn smooth(&self, at: usize, line: Line) -> f32 {
        let near = (at.saturating_sub(SMOOTH)..=at + SMOOTH).filter_map(|at| self.share(at, line, 0));
        let (sum, count) = near.fold((0.0, 0), |(sum, count), share| (sum + share, count + 1));
        if count == 0 { 1.0 } else { sum / count as f32 }
    }

    /// The overlap around a proposed one: on the best line nearby, from where the sounds begin to be the same to where they
    /// cease to be. None when they are not.
    pub(super) fn measured(&self, codes: (usize, usize), line: Line) -> Option<Overlap> {
        let shifted = |shift: i64| Line { offset: line.offset + shift as f64, ..line };
        let best = (-SLACK..=SLACK)
            .filter_map(|shift| Some((self.mean(codes, shifted(shift), 0)?, shift)))
            .min_by(|a, b| a.0.total_cmp(&b.0).then(a.1.abs().cmp(&b.1.abs())))?;
        let (share, line) = (best.0, shifted(best.1));
        if share > MAX_SHARE {
            return None;
        }
        // A code in the middle of which the same ends is half the same.
        let limit = (share + UNRELATED) / 2.0;
        let (mut from, mut to) = codes;
        while from < to && self.smooth(from, line) > limit {
            from += 1;
        }
        while to > from && self.smooth(to, line) > limit {
            to -= 1;
        }
        while from > 0 && self.share(from - 1, line, 0).is_some() && self.smooth(from - 1, line) <= limit {
            from -= 1;
        }
        while self.share(to + 1, line, 0).is_some() && self.smooth(to + 1, line) <= limit {
            to += 1;
        }
        let share = self.mean((from, to), line, 0)?;
        let weight = self.weight((from, to), line, share);
        Some(Overlap { codes: (from, to), line, weight })
    }

    /// Differing bits fall short of those elsewhere by so many standard deviations: codes overlap, so that a second of
    /// sound is worth about one independent code.
    fn weight(&self, codes: (usize, usize), line: Line, share: f32) -> f32 {
        let elsewhere: Vec<f32> = SHIFTS.iter().filter_map(|&shift| self.mean(codes, line, shift)).collect();
        let usual =
            if elsewhere.is_empty() { UNRELATED } else { elsewhere.iter().sum::<f32>() / elsewhere.len() as f32 };
        let telling = (codes.0..=codes.1).filter(|&at| self.telling.get(at) == Some(&true)).count();
        let seconds = (telling as f64 * STEP) as f32;
        (usual.min(UNRELATED) - share).max(0.0) * seconds.sqrt() / DEVIATION
    }
}

/// The standard deviation of the share of differing bits over one second of unrelated sounds.
const DEVIATION: f32 = 0.09;

/// Bits of a code look 2 to 16 steps ahead. When a sound begins, all that lies before spoils them; when it ends, only the
/// bits that look far are spoilt at first. So the first code that is the same begins so many seconds before the sound does,
/// and the last so many before it ends.
const BEFORE_START: f64 = 0.6;
const BEFORE_END: f64 = 1.5;

impl Overlap {
    /// In seconds, of sounds of these lengths. The first and last code that there are tell of all up to the end.
    pub(super) fn segment(&self, query: f64, reference: f64) -> Segment {
        let Line { speed, offset } = self.line;
        let (from, to) = (self.codes.0 as f64, self.codes.1 as f64);
        let (from, to) = (from * STEP + BEFORE_START, to * STEP + BEFORE_END);
        // Codes lie on each other by their middles; a faster sound has passed more of the reference there.
        let on = |time: f64| speed * time + offset * STEP + (1.0 - speed) * REACH / 2.0;
        let head = from.min(on(from) / speed);
        let tail = (query - to).min((reference - on(to)) / speed);
        let start = if head <= BEFORE_START + 3.0 * STEP { from - head.max(0.0) } else { from };
        let end = if tail <= REACH - BEFORE_END + 3.0 * STEP { to + tail.max(0.0) } else { to };
        Segment { query: (start, end), reference: (on(start).max(0.0), on(end)), speed, score: 0.0 }
    }
}

/// Fewer seconds of telling sound decide nothing.
const MIN_SECONDS: f64 = 2.0;
/// At most this share of differing bits: the same sound.
const SAME: f32 = 0.31;
/// At least this share: another.
const OTHER: f32 = 0.40;
/// Picture and sound of a copy may be out of step by so many codes (a second).
const OUT_OF_STEP: i64 = 8;
/// A stretch is silent when so much of it is.
const SILENT: f64 = 0.8;

/// What became of the reference's sound in the segments of the query where their pictures are the same.
pub(crate) fn became(query: &SoundPrint, reference: &SoundPrint, segments: &[Segment]) -> Sound {
    let (q, r) = (Stretch::of(query, segments, |s| s.query), Stretch::of(reference, segments, |s| s.reference));
    match (q.is_silent, r.is_silent) {
        (true, true) => return Sound::Unknown,
        (true, false) if r.telling >= MIN_SECONDS => return Sound::Removed,
        (false, true) if q.telling >= MIN_SECONDS => return Sound::Added,
        _ => {}
    }
    let slow = segments.iter().all(|segment| (segment.speed - 1.0).abs() < 0.02);
    if r.telling < MIN_SECONDS {
        return Sound::Unknown;
    }
    if q.telling < r.telling / 4.0 {
        // A tone, a hum or hiss in its place.
        return if slow { Sound::Replaced } else { Sound::Unknown };
    }
    let telling = query.telling();
    let pair = Pair { query: query.codes(), telling: &telling, reference: reference.codes() };
    let (mut sum, mut seconds) = (0.0, 0.0);
    for segment in segments {
        let codes = codes_of(segment.query);
        let offset =
            (segment.reference.0 - segment.speed * segment.query.0 - (1.0 - segment.speed) * REACH / 2.0) / STEP;
        let line = Line { speed: segment.speed, offset };
        let shares = (-OUT_OF_STEP..=OUT_OF_STEP).filter_map(|shift| pair.mean(codes, line, shift));
        if let Some(least) = shares.min_by(f32::total_cmp) {
            let length = segment.query.1 - segment.query.0;
            sum += f64::from(least) * length;
            seconds += length;
        }
    }
    if seconds < MIN_SECONDS {
        return Sound::Unknown;
    }
    match (sum / seconds) as f32 {
        share if share <= SAME => Sound::Same,
        // At another speed a sound has other notes or another pace, and its codes are others too.
        share if share >= OTHER && slow => Sound::Replaced,
        _ => Sound::Unknown,
    }
}

/// What is heard in some stretches of a sound.
struct Stretch {
    is_silent: bool,
    /// Seconds that tell anything.
    telling: f64,
}

impl Stretch {
    fn of(print: &SoundPrint, segments: &[Segment], side: fn(&Segment) -> (f64, f64)) -> Self {
        let telling = print.telling();
        let (mut all, mut silent, mut told) = (0, 0, 0);
        for (from, to) in segments.iter().map(|segment| codes_of(side(segment))) {
            for (code, &tells) in print.codes().iter().zip(&telling).take(to + 1).skip(from) {
                all += 1;
                silent += usize::from(*code == SILENCE);
                told += usize::from(tells);
            }
        }
        Self { is_silent: silent as f64 >= SILENT * f64::from(all), telling: told as f64 * STEP }
    }
}

/// The codes that tell of a stretch of time.
fn codes_of((start, end): (f64, f64)) -> (usize, usize) {
    let code = |time: f64| ((time - REACH / 2.0) / STEP).clamp(0.0, 1e9).round() as usize;
    (code(start), code(end))
}
