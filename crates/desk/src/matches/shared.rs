//! What two media share: which stretches and which box of each, and how a part of one is carried to the other.

use copydetect::{Changes, Overlay, Region, Segment};

use super::common::{Part, PartRow};

/// So much of what is shared must lie in marked parts for nothing else to be shared; the rest is the blur of measuring.
const ONLY: f64 = 0.9;
/// Seconds by which a moment may miss a stretch.
const SLACK: f64 = 0.3;

/// What is shared of one side.
pub(crate) struct Side {
    /// Seconds; a moment begins where it ends. Empty for photos.
    spans: Vec<(f64, f64)>,
    region: Region,
}

/// What is shared of both sides.
pub(crate) struct Shared {
    pub query: Side,
    pub reference: Side,
    overlay: Overlay,
}

impl Shared {
    pub(crate) fn of(segments: &[Segment], changes: &Changes) -> Self {
        let side = |pick: fn(&Segment) -> (f64, f64), region: Option<Region>| Side {
            spans: segments.iter().map(pick).collect(),
            region: region.unwrap_or(Region::WHOLE),
        };
        Self {
            query: side(|segment| segment.query, changes.inset),
            reference: side(|segment| segment.reference, changes.cropped),
            overlay: changes.overlay(),
        }
    }

    /// Where a part of the query lies in the reference, as far as it is shared.
    pub(crate) fn to_reference(&self, part: &Part) -> Vec<Part> {
        carried(part, &self.query, &self.reference, Some(self.overlay))
    }

    /// Where a part of the reference lies in the query, as far as it is shared.
    pub(crate) fn to_query(&self, part: &Part) -> Vec<Part> {
        carried(part, &self.reference, &self.query, self.overlay.back())
    }
}

fn carried(part: &Part, from: &Side, to: &Side, overlay: Option<Overlay>) -> Vec<Part> {
    let whole = |region: Region| (region.area() < 0.99).then_some(region);
    let region = match part.region {
        // All that is shared is marked: that part of the other side, which may be less than its whole.
        None => whole(to.region),
        Some(region) => match overlay.map(|overlay| overlay.region(region)) {
            Some(region) if region.area() > 0.0 => whole(region),
            _ => return Vec::new(),
        },
    };
    if from.spans.is_empty() {
        return vec![Part { stretch: None, region }];
    }
    let part_of = |&(start, end): &(f64, f64), &(to_start, to_end): &(f64, f64)| {
        let (first, last) = part.stretch.map_or((start, end), |(first, last)| (first.max(start), last.min(end)));
        if first > last + SLACK {
            return None;
        }
        let share = |at: f64| if end > start { ((at - start) / (end - start)).clamp(0.0, 1.0) } else { 0.0 };
        let at = |moment: f64| to_start + share(moment) * (to_end - to_start);
        let stretch = (at(first), at(last));
        // A photo has no seconds: it is marked as a whole.
        let moving = to_end > to_start || to_end > 0.0;
        Some(Part { stretch: moving.then_some((stretch.0 - SLACK, stretch.1 + SLACK)), region })
    };
    from.spans.iter().zip(&to.spans).filter_map(|(from, to)| part_of(from, to)).collect()
}

impl Side {
    /// The mark outside of which nothing of this side is shared, if there is one.
    pub(crate) fn only(&self, parts: &[PartRow]) -> Option<String> {
        let around: Vec<(&PartRow, Part)> =
            parts.iter().map(|row| (row, row.part())).filter(|(_, part)| self.lies_in(part.region)).collect();
        if let Some((row, _)) = around.iter().find(|(_, part)| part.stretch.is_none()) {
            return Some(row.mark.clone());
        }
        let stretches: Vec<(f64, f64)> = around.iter().filter_map(|(_, part)| part.stretch).collect();
        let (mut covered, mut all) = (0.0, 0.0);
        for &(start, end) in &self.spans {
            // A moment counts as a short span.
            let (start, end) = if end > start { (start, end) } else { (start - SLACK / 2.0, end + SLACK / 2.0) };
            all += end - start;
            covered += overlap((start, end), &stretches);
        }
        (all > 0.0 && covered >= ONLY * all).then(|| around.first().map(|(row, _)| row.mark.clone())).flatten()
    }

    fn lies_in(&self, region: Option<Region>) -> bool {
        let Some(region) = region else { return true };
        let length = |a: f32, b: f32, c: f32, d: f32| ((a + b).min(c + d) - a.max(c)).max(0.0);
        let own = &self.region;
        let common =
            length(own.x, own.width, region.x, region.width) * length(own.y, own.height, region.y, region.height);
        f64::from(common) >= ONLY * f64::from(own.area())
    }
}

/// How many seconds of a span lie in any of the stretches.
fn overlap(span: (f64, f64), stretches: &[(f64, f64)]) -> f64 {
    let mut inside: Vec<(f64, f64)> =
        stretches.iter().map(|(a, b)| (a.max(span.0), b.min(span.1))).filter(|(a, b)| b > a).collect();
    inside.sort_by(|a, b| a.0.total_cmp(&b.0));
    let mut covered = (0.0, f64::NEG_INFINITY);
    for (start, end) in inside {
        covered = (covered.0 + (end - start.max(covered.1)).max(0.0), end.max(covered.1));
    }
    covered.0
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn segment(query: (f64, f64), reference: (f64, f64)) -> Segment {
        Segment { query, reference, speed: (reference.1 - reference.0) / (query.1 - query.0), score: 0.9 }
    }

    fn rows(parts: &[Part]) -> Vec<PartRow> {
        let row = PartRow { mark: "ident".into(), ..PartRow::default() };
        parts.iter().map(|part| row.moved(part)).collect()
    }

    fn stretch(from: f64, to: f64) -> Part {
        Part { stretch: Some((from, to)), region: None }
    }

    #[test]
    fn a_match_by_the_ident_alone_shares_nothing_else_and_one_that_goes_on_does() {
        let ident = segment((10.0, 14.0), (0.0, 4.0));
        let only = Shared::of(&[ident], &Changes::default());
        let carried = only.to_query(&stretch(0.0, 4.0));
        assert_eq!(only.query.only(&rows(&carried)).as_deref(), Some("ident"));
        let on = Shared::of(&[ident, segment((20.0, 40.0), (4.0, 24.0))], &Changes::default());
        assert_eq!(on.query.only(&rows(&carried)), None);
        assert_eq!(on.reference.only(&rows(&[stretch(0.0, 4.0)])), None);
    }

    #[test]
    fn a_watermark_in_the_corner_mutes_what_shares_the_corner_only() {
        let corner = Region { x: 0.8, y: 0.0, width: 0.2, height: 0.1 };
        let marked = rows(&[Part { stretch: None, region: Some(corner) }]);
        let sharing = |region| Changes { cropped: Some(region), ..Changes::default() };
        let inside = Region { x: 0.82, y: 0.01, width: 0.15, height: 0.08 };
        assert!(Shared::of(&[], &sharing(inside)).reference.only(&marked).is_some());
        assert!(Shared::of(&[], &Changes::default()).reference.only(&marked).is_none());
    }

    #[test]
    fn a_photo_of_a_marked_moment_is_marked_as_a_whole() {
        let moment = Segment { query: (0.0, 0.0), reference: (3.0, 3.0), speed: 1.0, score: 0.9 };
        let shared = Shared::of(&[moment], &Changes::default());
        assert_eq!(shared.to_query(&stretch(2.0, 5.0)), [Part::default()]);
        assert_eq!(shared.to_query(&stretch(6.0, 8.0)), []);
        assert!(shared.reference.only(&rows(&[stretch(2.0, 5.0)])).is_some());
    }

    proptest! {
        #[test]
        fn what_is_carried_over_lies_in_what_is_shared(
            start in 0.0..100.0f64, length in 0.5..50.0f64, offset in 0.0..100.0f64, speed in 0.5..2.0f64,
            from in 0.0..150.0f64, span in 0.1..60.0f64,
        ) {
            let (query, reference) = ((start, start + length), (offset, offset + length * speed));
            let shared = Shared::of(&[segment(query, reference)], &Changes::default());
            for part in shared.to_reference(&stretch(from, from + span)) {
                let (low, high) = part.stretch.expect("a video has seconds");
                prop_assert!(low >= reference.0 - SLACK - 1e-9 && high <= reference.1 + SLACK + 1e-9 && low <= high);
            }
        }
    }
}
