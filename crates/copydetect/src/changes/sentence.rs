//! What was changed, in words.

use super::{Addition, Changes, Colour, Kind, Region, Sound, Surround};

impl Changes {
    /// One sentence without a full stop: "the same 12 seconds, mirrored, cropped to the middle, a caption added at the bottom".
    pub fn sentence(&self) -> String {
        let mut parts = vec![self.subject()];
        self.moved(&mut parts);
        self.put_in(&mut parts);
        self.colour.words(&mut parts);
        self.cut(&mut parts);
        parts.extend(
            match self.sound {
                Sound::Replaced => Some("with other sound"),
                Sound::Removed => Some("its sound removed"),
                Sound::Added => Some("sound added"),
                Sound::Same | Sound::Unknown => None,
            }
            .map(str::to_owned),
        );
        if parts.len() == 1 && !matches!(self.kind, Kind::Sound | Kind::Soundtrack) {
            parts.push("unchanged or only re-encoded".to_owned());
        }
        parts.join(", ")
    }

    fn subject(&self) -> String {
        let seconds = self.seconds.map(|seconds| match seconds.round() as u64 {
            0 => "moment".to_owned(),
            1 => "second".to_owned(),
            seconds => format!("{seconds} seconds"),
        });
        match (self.kind, seconds) {
            (Kind::Photo, _) => "the same picture".to_owned(),
            (Kind::Frame, _) => "the same picture as a moment of the video".to_owned(),
            (Kind::Video, None) => "the same footage".to_owned(),
            (Kind::Video, Some(seconds)) => format!("the same {seconds}"),
            (Kind::Sound, None) => "the same sound".to_owned(),
            (Kind::Sound, Some(seconds)) => format!("the same {seconds} of sound"),
            (Kind::Soundtrack, None) => "the same sound under other pictures".to_owned(),
            (Kind::Soundtrack, Some(seconds)) => format!("the same {seconds} of sound under other pictures"),
        }
    }

    fn moved(&self, parts: &mut Vec<String>) {
        if self.mirrored {
            parts.push("mirrored".to_owned());
        }
        parts.extend(self.rotated.map(|degrees| match degrees {
            180 => "upside down".to_owned(),
            1..180 => format!("turned {degrees} degrees to the left"),
            _ => format!("turned {} degrees to the right", 360_u16.saturating_sub(degrees)),
        }));
        parts.extend(self.cropped.map(|region| format!("cropped to the {}", region.place())));
    }

    fn put_in(&self, parts: &mut Vec<String>) {
        if let Some(inset) = self.inset {
            let around = match (inset.height > 0.97, inset.width > 0.97) {
                (true, false) => "at the sides",
                (false, true) => "above and below",
                _ => "around it",
            };
            let share = inset.area() * 100.0;
            parts.extend(match (self.surround, inset.place()) {
                (Some(Surround::Bars), _) => Some(format!("with bars {around}")),
                (Some(Surround::Blur), _) => Some(format!("with a blurred background {around}")),
                (Some(Surround::Caption), _) => None,
                (_, "middle") => Some(format!("set into the middle of a larger picture ({share:.0} % of it)")),
                (_, place) => Some(format!("set into a larger picture at the {place} ({share:.0} % of it)")),
            });
        }
        for kind in [Addition::Caption, Addition::Overlay] {
            let mut places: Vec<&str> = Vec::new();
            for added in self.added.iter().filter(|added| added.kind == kind) {
                let place = if kind == Addition::Caption { added.region.end() } else { added.region.place() };
                if !places.contains(&place) {
                    places.push(place);
                }
            }
            if !places.is_empty() {
                let places = places.join(" and the ");
                parts.push(match kind {
                    Addition::Caption => format!("a caption added at the {places}"),
                    Addition::Overlay => format!("something laid over the {places}"),
                });
            }
        }
    }

    fn cut(&self, parts: &mut Vec<String>) {
        parts.extend(self.speed.map(|speed| match speed > 1.0 {
            true => format!("sped up {speed:.2} times"),
            false => format!("slowed to {speed:.2} of its speed"),
        }));
        let count = |stretches: &[(f64, f64)], one: &str, many: &str| match stretches.len() {
            0 => None,
            1 => Some(one.to_owned()),
            number => Some(format!("{number} {many}")),
        };
        parts.extend(count(&self.inserted, "another part inserted", "other parts inserted"));
        parts.extend(count(&self.left_out, "a part left out", "parts left out"));
    }
}

impl Colour {
    fn words(&self, parts: &mut Vec<String>) {
        let mut say = |is: bool, words: &str| parts.extend(is.then(|| words.to_owned()));
        say(self.negative, "as a negative");
        say(self.grey, "in grey");
        say(self.brightness.is_some_and(|by| by > 0.0), "brightened");
        say(self.brightness.is_some_and(|by| by < 0.0), "darkened");
        say(self.contrast.is_some_and(|of| of > 1.0), "with more contrast");
        say(self.contrast.is_some_and(|of| of < 1.0), "with less contrast");
        say(self.saturation.is_some_and(|of| of > 1.0), "with stronger colours");
        say(self.saturation.is_some_and(|of| of < 1.0), "with paler colours");
    }
}

impl Region {
    /// Where it lies, in words.
    pub(super) fn place(&self) -> &'static str {
        let (x, y) = (self.x + self.width / 2.0, self.y + self.height / 2.0);
        let side = |at: f32| if at < 0.4 { 0 } else { 1 + usize::from(at > 0.6) };
        [["top left", "top", "top right"], ["left", "middle", "right"], ["bottom left", "bottom", "bottom right"]]
            [side(y)][side(x)]
    }

    /// Whether it lies nearer to the top or to the bottom.
    fn end(&self) -> &'static str {
        if self.y + self.height / 2.0 < 0.5 { "top" } else { "bottom" }
    }
}

#[cfg(test)]
mod tests {
    use super::super::Added;
    use super::*;

    #[test]
    fn changes_read_as_one_plain_sentence() {
        let middle = Region { x: 0.2, y: 0.2, width: 0.6, height: 0.6 };
        let bottom = Region { x: 0.1, y: 0.8, width: 0.8, height: 0.2 };
        let changes = Changes {
            kind: Kind::Video,
            mirrored: true,
            cropped: Some(middle),
            added: vec![Added { kind: Addition::Caption, region: bottom }],
            seconds: Some(12.2),
            sound: Sound::Replaced,
            ..Changes::default()
        };
        assert_eq!(
            changes.sentence(),
            "the same 12 seconds, mirrored, cropped to the middle, a caption added at the bottom, with other sound"
        );
    }

    #[test]
    fn what_was_stored_by_an_older_version_is_read_with_what_it_knew() {
        let old = r#"{"kind":"Video","mirrored":true,"rotated":null,"cropped":null,"inset":null,"speed":1.25}"#;
        let changes: Changes = serde_json::from_str(old).expect("the fields it lacks are empty");
        assert_eq!(changes.sentence(), "the same footage, mirrored, sped up 1.25 times");
    }
}
