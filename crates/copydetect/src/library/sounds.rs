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
            let reference = self.by_id.get(&candidate.id).and_then(|&place| self.sound_at(place));
            if let Some(reference) = reference {
                candidate.changes.sound = became(sound, reference, &candidate.segments);
            }
        }
        for (place, heard) in self.sounds.find(sound, |place| self.sound_at(place)) {
            let Some(entry) = self.places.get(place as usize).and_then(Option::as_ref) else { continue };
            if let Some(candidate) = candidates.iter_mut().find(|candidate| candidate.id == entry.id) {
                if candidate.score < THRESHOLD && !candidate.is_lead() {
                    candidate.changes = alike(Kind::Soundtrack, &heard);
                }
                candidate.heard = Some(heard);
                continue;
            }
            let is_match = !pictured || entry.layers.picture.is_none();
            candidates.push(Candidate {
                id: entry.id,
                score: if is_match { heard.score } else { 0.0 },
                same_scene: 0.0,
                segments: if is_match { heard.segments.clone() } else { Vec::new() },
                changes: alike(if is_match { Kind::Sound } else { Kind::Soundtrack }, &heard),
                heard: Some(heard),
            });
        }
    }

    fn sound_at(&self, place: u32) -> Option<&SoundPrint> {
        self.places.get(place as usize)?.as_ref()?.layers.sound.as_ref()
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
