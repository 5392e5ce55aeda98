//! Soundtracks are found in each other with their seconds; silence, tones and other soundtracks are not.

use copydetect::{Layers, Library, SOUND_RATE, SoundPrint, SoundPrinter, THRESHOLD};

/// Numbers between -1 and 1 that look like chance and are the same every time.
pub struct Noise(u32);

impl Noise {
    pub fn new(seed: u32) -> Self {
        Self(seed.wrapping_mul(2_654_435_761) | 1)
    }

    pub fn next(&mut self) -> f32 {
        self.0 = self.0.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        (self.0 >> 8) as f32 / 8_388_608.0 - 1.0
    }
}

/// A tune of two voices with overtones and a little noise: other notes and lengths for each seed.
pub fn tune(seed: u32, seconds: f32) -> Vec<f32> {
    let rate = SOUND_RATE as f32;
    let length = (seconds * rate) as usize;
    let mut samples = vec![0.0; length];
    for voice in 0..2 {
        let mut chance = Noise::new(seed * 2 + voice);
        let mut at = 0;
        while at < length {
            let pitch = 110.0 * ((chance.next() + 1.0) * 2.0 + f32::from(voice as u8)).exp2();
            let until = (at + ((0.2 + 0.3 * (chance.next() + 1.0)) * rate) as usize).min(length);
            for (i, sample) in samples[at..until].iter_mut().enumerate() {
                let phase = i as f32 / rate * pitch * std::f32::consts::TAU;
                let fade = (-(i as f32) / rate * 2.0).exp();
                *sample += 0.2 * fade * (phase.sin() + 0.5 * (2.0 * phase).sin() + 0.25 * (3.0 * phase).sin());
            }
            at = until;
        }
    }
    let mut hiss = Noise::new(seed + 77);
    samples.iter_mut().for_each(|sample| *sample += 0.005 * hiss.next());
    samples
}

pub fn print(samples: &[f32]) -> SoundPrint {
    let mut printer = SoundPrinter::new();
    let samples: Vec<i16> = samples.iter().map(|s| (s * 20_000.0).clamp(-32_000.0, 32_000.0) as i16).collect();
    samples.chunks(4_000).for_each(|piece| printer.push(piece));
    printer.finish()
}

fn layers(samples: &[f32]) -> Layers {
    Layers { sound: Some(print(samples)), ..Layers::default() }
}

fn cut(samples: &[f32], from: f32, to: f32) -> &[f32] {
    let at = |seconds: f32| (seconds * SOUND_RATE as f32) as usize;
    &samples[at(from)..at(to)]
}

fn library() -> Library {
    let mut library = Library::new();
    (1..9).for_each(|seed| library.insert(u64::from(seed), layers(&tune(seed, 40.0))));
    library
}

#[test]
fn a_piece_of_a_sound_recording_is_found_with_its_seconds() {
    let found = library().find(&layers(cut(&tune(3, 40.0), 12.0, 20.0)), THRESHOLD);
    assert_eq!(found.iter().map(|c| c.id).collect::<Vec<_>>(), [3]);
    let segment = found[0].segments[0];
    for (is, should) in [(segment.query, (0.0, 8.0)), (segment.reference, (12.0, 20.0))] {
        assert!((is.0 - should.0).abs() < 0.2 && (is.1 - should.1).abs() < 0.2, "{segment:?}");
    }
    assert_eq!(found[0].changes.sentence(), "the same 8 seconds of sound");
}

#[test]
fn the_ends_of_a_piece_among_other_sound_are_told_to_within_half_a_second() {
    for (seed, start) in [(2, 5.0), (4, 9.3), (6, 21.7)] {
        let (own, kept) = (tune(50 + seed, 30.0), tune(seed, 40.0));
        let mixed = [cut(&own, 0.0, 7.0), cut(&kept, start, start + 9.0), cut(&own, 7.0, 15.0)].concat();
        let found = library().find(&layers(&mixed), THRESHOLD);
        assert_eq!(found.iter().map(|c| c.id).collect::<Vec<_>>(), [u64::from(seed)]);
        let segment = found[0].segments[0];
        let start = f64::from(start);
        for (is, should) in [(segment.query, (7.0, 16.0)), (segment.reference, (start, start + 9.0))] {
            assert!((is.0 - should.0).abs() < 0.5 && (is.1 - should.1).abs() < 0.5, "{segment:?}");
        }
    }
}

#[test]
fn louder_noisier_and_duller_sound_is_found() {
    let original = tune(5, 40.0);
    let mut noise = Noise::new(9);
    let noisy: Vec<f32> = original.iter().map(|sample| 0.4 * sample + 0.03 * noise.next()).collect();
    let dull: Vec<f32> = original.windows(4).map(|w| w.iter().sum::<f32>() / 3.0).collect();
    for query in [noisy, dull] {
        let found = library().find(&layers(cut(&query, 3.0, 15.0)), THRESHOLD);
        assert_eq!(found.iter().map(|c| c.id).collect::<Vec<_>>(), [5]);
    }
}

#[test]
fn other_sound_is_no_match() {
    for seed in 20..30 {
        assert!(library().find(&layers(&tune(seed, 20.0)), 0.1).is_empty());
    }
}

#[test]
fn silence_hiss_tones_and_beeps_match_nothing_that_is_not_the_same() {
    let rate = SOUND_RATE as f32;
    let wave = |pitch: f32, loud: f32| move |i: usize| loud * (i as f32 / rate * pitch * std::f32::consts::TAU).sin();
    let made = |sample: &dyn Fn(usize) -> f32| (0..20 * SOUND_RATE as usize).map(sample).collect::<Vec<f32>>();
    let hiss = |seed: u32, loud: f32| {
        let mut noise = Noise::new(seed);
        (0..20 * SOUND_RATE).map(|_| loud * noise.next()).collect::<Vec<f32>>()
    };
    let tone = wave(440.0, 0.5);
    let beep = move |i: usize| if (i / 5_512).is_multiple_of(2) { tone(i) } else { 0.0 };
    let mut library = library();
    for (id, samples) in (100..).zip([
        made(&|_| 0.0),
        made(&wave(440.0, 0.5)),
        made(&wave(50.0, 0.02)),
        made(&beep),
        hiss(1, 0.000_1),
        hiss(2, 0.01),
        hiss(3, 0.5),
    ]) {
        library.insert(id, layers(&samples));
    }
    for samples in [
        made(&|_| 0.0),
        made(&wave(440.0, 0.3)),
        made(&wave(50.0, 0.03)),
        made(&beep),
        hiss(11, 0.000_1),
        hiss(12, 0.01),
        hiss(13, 0.5),
    ] {
        assert_eq!(library.find(&layers(&samples), THRESHOLD), []);
    }
}

#[test]
fn nothing_is_found_in_too_little_sound() {
    for seconds in [0.0, 0.5, 2.0, 3.0] {
        assert_eq!(library().find(&layers(cut(&tune(2, 40.0), 4.0, 4.0 + seconds)), THRESHOLD), []);
    }
}

#[test]
fn a_faster_pace_at_the_same_pitch_is_found_or_nothing_is() {
    // The notes of the same tune, each shorter: what a player does at one and a tenth of the speed.
    let original = tune(7, 40.0);
    let faster: Vec<f32> = {
        let (window, step) = (1_024, 512);
        let mut out = vec![0.0f32; (original.len() as f32 / 1.1) as usize];
        for (piece, at) in (0..out.len() - window).step_by(step).enumerate() {
            let from = (piece as f32 * step as f32 * 1.1) as usize;
            for i in 0..window.min(original.len() - from) {
                out[at + i] += original[from + i] * (i as f32 / window as f32 * std::f32::consts::PI).sin().powi(2);
            }
        }
        out
    };
    let found = library().find(&layers(&faster), THRESHOLD);
    assert!(found.iter().all(|c| c.id == 7), "{found:?}");
    if let Some(found) = found.first() {
        assert!((found.segments[0].speed - 1.1).abs() < 0.03, "{found:?}");
    }
}
