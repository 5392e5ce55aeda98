//! A recording as frames and sound, and what people do to it in time before they post it again.

use std::panic::resume_unwind;
use std::sync::Arc;
use std::thread;

use super::edits;
use super::noise::{blend, cell, cloudy, smooth};
use super::picture::Picture;
use super::scenes::{footbridge, street};

/// Frames a second of every recording.
pub const FRAME_RATE: f64 = 15.0;
/// Samples of sound a second.
pub const SAMPLE_RATE: usize = 48_000;
/// Pixels of a frame.
const SIZE: (usize, usize) = (640, 360);
/// Pixels across of the place that the camera looks at a part of.
const PLACE: usize = 1000;

/// Frames at [`FRAME_RATE`] and one channel of sound at [`SAMPLE_RATE`], equally long. Copies share their frames.
#[derive(Clone)]
pub struct Clip {
    pub frames: Vec<Arc<Picture>>,
    pub sound: Vec<i16>,
}

impl Clip {
    fn record(seconds: f64, frame: impl Fn(f32) -> Picture + Sync, sound: impl Fn(f32) -> f32) -> Self {
        let frames = on_all_cores((seconds * FRAME_RATE) as usize, |n| frame((n as f64 / FRAME_RATE) as f32));
        let sample = |n: usize| (sound((n as f64 / SAMPLE_RATE as f64) as f32).clamp(-1.0, 1.0) * 30_000.0) as i16;
        Self { frames, sound: (0..(seconds * SAMPLE_RATE as f64) as usize).map(sample).collect() }
    }

    /// The part between two times, in seconds from the start.
    pub fn between(&self, start: f64, end: f64) -> Self {
        let frames = (start * FRAME_RATE) as usize..(end * FRAME_RATE) as usize;
        let sound = (start * SAMPLE_RATE as f64) as usize..(end * SAMPLE_RATE as f64) as usize;
        Self { frames: self.frames[frames].to_vec(), sound: self.sound[sound].to_vec() }
    }

    /// The same in less time: 1.5 plays it half as fast again.
    pub fn faster(&self, speed: f64) -> Self {
        let frames =
            (0..(self.frames.len() as f64 / speed) as usize).map(|n| self.frames[(n as f64 * speed) as usize].clone());
        let sound = (0..(self.sound.len() as f64 / speed) as usize).map(|n| self.sound[(n as f64 * speed) as usize]);
        Self { frames: frames.collect(), sound: sound.collect() }
    }

    /// One after the other.
    pub fn join(parts: &[Self]) -> Self {
        Self {
            frames: parts.iter().flat_map(|part| part.frames.clone()).collect(),
            sound: parts.iter().flat_map(|part| part.sound.clone()).collect(),
        }
    }

    /// With every frame edited.
    pub fn each(&self, edit: impl Fn(&Picture) -> Picture + Sync) -> Self {
        Self { frames: on_all_cores(self.frames.len(), |n| edit(&self.frames[n])), sound: self.sound.clone() }
    }
}

/// Makes `count` pictures, in order, each from its number.
pub fn on_all_cores(count: usize, frame: impl Fn(usize) -> Picture + Sync) -> Vec<Arc<Picture>> {
    let workers = thread::available_parallelism().map_or(1, usize::from);
    let share = |worker: usize| (worker..count).step_by(workers).map(|n| (n, Arc::new(frame(n)))).collect::<Vec<_>>();
    let share = &share;
    let mut frames = Vec::with_capacity(count);
    thread::scope(|scope| {
        let shares: Vec<_> = (0..workers).map(|worker| scope.spawn(move || share(worker))).collect();
        for share in shares {
            frames.extend(share.join().unwrap_or_else(|panic| resume_unwind(panic)));
        }
    });
    frames.sort_unstable_by_key(|(n, _)| *n);
    frames.into_iter().map(|(_, frame)| frame).collect()
}

/// The flooded footbridge: somebody stands on the bank and turns slowly from left to right.
pub fn footbridge(seed: u32, seconds: f64) -> Clip {
    let large = footbridge::place(2 * PLACE, seed);
    let place = edits::resize(&large, PLACE, large.height() / 2);
    let frame = |time: f32| {
        let scene = footbridge::moment(&place, seed, time);
        look(&scene, seed, time, blend(30.0, 300.0, time / seconds as f32), 50.0)
    };
    Clip::record(seconds, frame, |time| rush(seed, time) * 0.5)
}

/// The street: somebody at a window follows a truck that drives past from right to left.
pub fn street(seed: u32, seconds: f64) -> Clip {
    let large = street::place(2 * PLACE, seed);
    let place = edits::resize(&large, PLACE, large.height() / 2);
    let front = |time: f32| 1000.0 - 1300.0 * (time / seconds as f32) + 60.0;
    let frame = |time: f32| {
        let left = blend(330.0, 30.0, time / seconds as f32);
        look(&street::moment(&place, front(time)), seed, time * 0.4, left, 66.0)
    };
    Clip::record(seconds, frame, |time| {
        let distance = (front(time) - 400.0) / 300.0;
        rush(seed, time * 0.25) * (0.1 + 0.7 / (1.0 + distance * distance))
    })
}

/// A slow zoom into a photo, as compilations have it.
pub fn zoom(photo: &Picture, seconds: f64) -> Clip {
    let frame = |time: f32| {
        let cut = 0.10 * time / seconds as f32;
        edits::resize(&edits::crop(photo, cut, 0.08 + cut * 0.5, 1.0 - cut, 0.92 - cut), SIZE.0, SIZE.1)
    };
    Clip::record(seconds, frame, |_| 0.0)
}

/// What a hand-held camera sees of a place, from `left`, `top` in its pixels, give or take the shaking hand.
fn look(place: &Picture, seed: u32, time: f32, left: f32, top: f32) -> Picture {
    let shake = |axis: f32| 8.0 * (smooth(seed ^ 77, time * 1.7, axis) - 0.5);
    let (left, top) = (left + shake(0.0), top + shake(40.0));
    Picture::from_pixels(SIZE.0, SIZE.1, |column, row| {
        edits::between(place, left + column as f32 + 0.5, top + row as f32 + 0.5)
    })
}

/// The noise of running water, -1..=1.
fn rush(seed: u32, time: f32) -> f32 {
    let sample = (time * SAMPLE_RATE as f32) as i32;
    let hiss = cell(seed, sample, 90) - 0.5;
    let low = cloudy(seed, time * 900.0, 91.0, 3) - 0.5;
    let swell = 0.5 + smooth(seed, time * 1.3, 92.0);
    (0.35 * hiss + 1.3 * low) * swell
}

#[cfg(test)]
mod tests {
    use super::*;

    fn counting() -> Clip {
        Clip::record(2.0, |time| Picture::new(4, 4, [(time * 100.0 + 0.5) as u8; 3]), |time| time / 4.0)
    }

    #[test]
    fn a_part_is_as_long_as_it_says_in_frames_and_in_sound() {
        let part = counting().between(0.6, 1.2);
        assert_eq!((part.frames.len(), part.sound.len()), (9, 28_800));
        assert_eq!(part.frames[0].at(0, 0), [60; 3]);
    }

    #[test]
    fn half_as_fast_again_takes_two_thirds_of_the_time() {
        let fast = counting().faster(1.5);
        assert_eq!((fast.frames.len(), fast.sound.len()), (20, 64_000));
        assert_eq!(fast.frames[10].at(0, 0), counting().frames[15].at(0, 0));
    }

    #[test]
    fn joining_adds_up() {
        let both = Clip::join(&[counting(), counting().between(0.0, 1.0)]);
        assert_eq!(both.frames.len(), 45);
    }
}
