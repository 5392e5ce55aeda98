//! Which kept sounds a sound is, and what became of the sound where pictures are the same.

use super::videos::covered;
use super::{Candidate, Heard, Library, THRESHOLD};
use crate::changes::{Changes, Kind};
use crate::sound::{SoundPrint, became};

impl Library {
    /// Says of each candidate video what became of its sound, and adds those that only share their sound. Where one side has no
    /// picture, a shared sound is a match; where both have, it is told beside their score.
    pub(super) fn hear(&self, sound: &SoundPrint, pictured: bool, candidates: &mut Vec<Candidate>) {
        for candidate in candidates.iter_mut().filter(|candidate| candidate.changes.kind == Kind::Video) {
            if let Some(reference) = self.others.of(candidate.id).and_then(|layers| layers.sound.as_ref()) {
                candidate.changes.sound = became(sound, reference, &candidate.segments);
            }
        }
        let sound_at = |place| self.others.at(place)?.1.sound.as_ref();
        for (place, heard) in self.others.sounds.find(sound, sound_at) {
            let Some((id, _)) = self.others.at(place) else { continue };
            if let Some(candidate) = candidates.iter_mut().find(|candidate| candidate.id == id) {
                if candidate.score < THRESHOLD && !candidate.is_lead() {
                    candidate.changes = alike(Kind::Soundtrack, &heard);
                }
                candidate.heard = Some(heard);
                continue;
            }
            let is_match = !pictured || self.pictures.place_of(id).is_none();
            candidates.push(Candidate {
                id,
                score: if is_match { heard.score } else { 0.0 },
                same_scene: 0.0,
                segments: if is_match { heard.segments.clone() } else { Vec::new() },
                changes: alike(if is_match { Kind::Sound } else { Kind::Soundtrack }, &heard),
                heard: Some(heard),
            });
        }
    }
}

fn alike(kind: Kind, heard: &Heard) -> Changes {
    let speed = heard.segments.first().map(|segment| segment.speed);
    Changes {
        kind,
        seconds: Some(covered(&heard.segments)),
        speed: speed.filter(|speed| (speed - 1.0).abs() > 0.02),
        ..Changes::default()
    }
}
