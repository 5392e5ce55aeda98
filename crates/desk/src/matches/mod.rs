//! Which media show the same recording: candidates, measured matches, footage, appearances, and what people decided.

mod appearances;
pub mod common;
mod decide;
mod folder;
mod group;
mod matcher;
mod measure;
mod prints;
pub mod seen;
mod shared;
pub mod threshold;

use copydetect::{Candidate, Kind, Layers, Print};
pub use copydetect::{Changes, Overlay, Region};

pub use appearances::{Appearance, appearances, media_of, reason};
pub use decide::{Verdict, decide, matched};
pub use group::STRONG;
pub(crate) use group::group;
pub(crate) use group::regroup;
pub use matcher::{Found, IndexState, Matcher};
pub(crate) use measure::{is_due, measure, stale};

/// The shares (0 to 1) of the query and of the reference that a match covers: time for videos, area for photos.
///
/// A shared sound covers nothing: it makes no recording one with another.
/// A frame of a video covers next to nothing of the video, so a photo and a video never become one recording by size.
pub(crate) fn cover(query: &Layers, reference_length: Option<f64>, candidate: &Candidate) -> (f64, f64) {
    match &query.picture {
        _ if matches!(candidate.changes.kind, Kind::Sound | Kind::Soundtrack) => (0.0, 0.0),
        None => (0.0, 0.0),
        Some(Print::Photo(_)) if candidate.segments.is_empty() => {
            let share = |region: Option<copydetect::Region>| region.map_or(1.0, |region| f64::from(region.area()));
            (share(candidate.changes.inset), share(candidate.changes.cropped))
        }
        Some(Print::Photo(_)) => (1.0, 0.0),
        Some(Print::Video(video)) => {
            let union = |mut spans: Vec<(f64, f64)>| {
                spans.sort_by(|a, b| a.0.total_cmp(&b.0));
                let mut covered = (0.0, f64::NEG_INFINITY);
                for (start, end) in spans {
                    covered = (covered.0 + (end - start.max(covered.1)).max(0.0), end.max(covered.1));
                }
                covered.0
            };
            let share = |covered: f64, length: Option<f64>| match length {
                Some(length) if length > 0.0 => (covered / length).min(1.0),
                _ => 0.0,
            };
            let spans = |pick: fn(&copydetect::Segment) -> (f64, f64)| candidate.segments.iter().map(pick).collect();
            (
                share(union(spans(|segment| segment.query)), Some(video.duration())),
                share(union(spans(|segment| segment.reference)), reference_length),
            )
        }
    }
}
