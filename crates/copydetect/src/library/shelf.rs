//! What is searched of a set of fingerprints: built once, never changed, searchable as it lies on disk.

use std::collections::{BTreeMap, BTreeSet};
use std::io::{self, Write};
use std::iter;
use std::sync::Arc;

use crate::features::Tables;
use crate::index::Segment;
use crate::pdq::{Code, Quality};
use crate::print::{Frame, Print};
use crate::stored::{self, Bytes, Column, Columns, StoredError};

/// The searchable part of picture fingerprints, each under an id: the codes of photos and of frames, and the local features
/// of photos, of stills and of their parts. It takes 64 bytes a feature and some 100 a code; the fingerprints themselves are elsewhere.
///
/// [`Shelf::write`] writes it as it lies in memory, and [`Shelf::read`] takes such bytes without copying them.
#[derive(Debug, Default)]
pub struct Shelf {
    /// Ascending. What has the n-th id is said to be at place n.
    ids: Column<u64>,
    /// By place: first frame, first picture, quality, number of features of the whole; the last two of photos only.
    facts: Column<[u32; 4]>,
    /// When each frame was seen, in seconds: the middle of its run. A photo has one frame; what has nothing to see, none.
    times: Column<f32>,
    /// Codes of frames.
    codes: Segment,
    /// The first feature of each picture: a photo, or each still of a video, as a whole, then its parts.
    first_features: Column<u32>,
    tables: Tables,
    /// What it was read from.
    read: Option<Columns>,
    /// By place, when it holds them itself.
    prints: Vec<Arc<Print>>,
}

/// What is at a place.
#[derive(Clone, Copy, Debug)]
pub(super) struct Facts {
    pub(super) is_video: bool,
    pub(super) quality: u8,
    pub(super) features: usize,
}

/// Set in the number of features of a video.
const VIDEO: u32 = 1 << 31;

impl Shelf {
    /// Of fingerprints under ids; of those under one id the last.
    pub fn of(prints: impl IntoIterator<Item = (u64, Arc<Print>)>) -> Self {
        Self::build(prints.into_iter().collect())
    }

    /// As [`of`](Self::of), and holds the fingerprints too.
    pub fn holding(prints: impl IntoIterator<Item = (u64, Arc<Print>)>) -> Self {
        let prints: BTreeMap<u64, Arc<Print>> = prints.into_iter().collect();
        let held = prints.values().cloned().collect();
        Self { prints: held, ..Self::build(prints) }
    }

    fn build(prints: BTreeMap<u64, Arc<Print>>) -> Self {
        let mut rows = Rows::default();
        let (mut codes, mut descriptors) = (Vec::new(), Vec::new());
        // What has nothing to see looks like everything else that has not, and is not searched.
        let mut see = |code: &Code, quality: Quality, time: f64, rows: &mut Rows| {
            if quality.0 > 0 {
                codes.push((code.words(), rows.times.len() as u32));
                rows.times.push(time as f32);
            }
        };
        for (&id, print) in &prints {
            match &**print {
                Print::Photo(photo) => {
                    rows.begin(id, [u32::from(photo.quality.0), photo.features.len() as u32]);
                    see(&photo.codes[0], photo.quality, 0.0, &mut rows);
                    for features in iter::once(&photo.features).chain(photo.parts.iter().map(|part| &part.features)) {
                        rows.first_features.push(descriptors.len() as u32);
                        descriptors.extend(features.descriptors.iter().map(|descriptor| descriptor.0));
                    }
                }
                Print::Video(video) => {
                    rows.begin(id, [0, VIDEO]);
                    video.frames.iter().for_each(|frame| see(&frame.codes[0], frame.quality, middle(frame), &mut rows));
                    for (_, features) in video.pictures() {
                        rows.first_features.push(descriptors.len() as u32);
                        descriptors.extend(features.descriptors.iter().map(|descriptor| descriptor.0));
                    }
                }
            }
        }
        rows.done(Segment::of(codes), Tables::of(descriptors), Vec::new())
    }

    /// All in one, but those at places that are gone.
    pub(super) fn merged(sources: &[(&Self, &BTreeSet<u32>)]) -> Self {
        let mut places: Vec<(u64, usize, u32)> = Vec::new();
        for (at, (source, gone)) in sources.iter().enumerate() {
            let own = source.ids.iter().zip(0u32..).filter(|(_, place)| !gone.contains(place));
            places.extend(own.map(|(&id, place)| (id, at, place)));
        }
        places.sort_unstable();
        let mut renumbered: Vec<Vec<Option<u32>>> =
            sources.iter().map(|(source, _)| vec![None; source.frames()]).collect();
        let (mut rows, mut descriptors, mut prints) = (Rows::default(), Vec::new(), Vec::new());
        for (id, at, place) in places {
            let source = sources[at].0;
            let Some(&[.., quality, features]) = source.facts.get(place as usize) else { continue };
            rows.begin(id, [quality, features]);
            prints.extend(source.prints.get(place as usize).cloned());
            let frames = source.frames_of(place);
            rows.times.extend_from_slice(source.times.get(frames.clone()).unwrap_or_default());
            let first = rows.times.len().saturating_sub(frames.len());
            for (new, frame) in (first as u32..).zip(frames) {
                if let Some(number) = renumbered[at].get_mut(frame) {
                    *number = Some(new);
                }
            }
            for picture in source.pictures_of(place) {
                rows.first_features.push(descriptors.len() as u32);
                descriptors.extend_from_slice(source.descriptors_of(picture));
            }
        }
        let segments: Vec<&Segment> = sources.iter().map(|(source, _)| &source.codes).collect();
        let codes = Segment::merged(&segments, |at, frame| *renumbered[at].get(frame as usize)?);
        rows.done(codes, Tables::of(descriptors), prints)
    }

    /// Takes what [`write`](Self::write) wrote, where it lies. Reads a few kilobytes of it; a shelf that is damaged
    /// elsewhere may find less than it should, until [`check`](Self::check) tells.
    ///
    /// # Errors
    /// When the bytes are none that were written, by this version, or are damaged where that shows.
    pub fn read(bytes: Bytes) -> Result<Self, StoredError> {
        let mut columns = Columns::read(bytes)?;
        let mut shelf = Self {
            ids: columns.next()?,
            facts: columns.next()?,
            times: columns.next()?,
            first_features: columns.next()?,
            codes: Segment::read(&mut columns)?,
            tables: Tables::read(&mut columns)?,
            ..Self::default()
        };
        if shelf.ids.len() != shelf.facts.len() || shelf.times.len() != shelf.codes.len() {
            return Err(StoredError::Damaged { what: "not every frame has a time" });
        }
        shelf.read = Some(columns);
        Ok(shelf)
    }

    /// Reads all bytes that it was read from: some gigabytes a second.
    ///
    /// # Errors
    /// When they are not what was written.
    pub fn check(&self) -> Result<(), StoredError> {
        self.read.as_ref().map_or(Ok(()), Columns::check)
    }

    /// Writes it, except for fingerprints that it holds.
    ///
    /// # Errors
    /// Those of `out`, and on big-endian machines always.
    pub fn write(&self, out: &mut impl Write) -> io::Result<()> {
        stored::write(&self.columns().collect::<Vec<_>>(), out)
    }

    fn columns(&self) -> impl Iterator<Item = &[u8]> {
        let own = [self.ids.bytes(), self.facts.bytes(), self.times.bytes(), self.first_features.bytes()];
        own.into_iter().chain(self.codes.columns()).chain(self.tables.columns())
    }

    /// How many bytes it takes, in memory or mapped.
    pub fn bytes(&self) -> usize {
        self.columns().map(<[u8]>::len).sum()
    }

    /// How many fingerprints it was made of.
    pub fn len(&self) -> usize {
        self.ids.len()
    }

    /// True when it was made of none.
    pub fn is_empty(&self) -> bool {
        self.ids.is_empty()
    }

    /// How many frames with something to see it has codes of; a photo is one.
    pub fn frames(&self) -> usize {
        self.times.len()
    }

    /// What making it anew takes, in frames and features.
    pub(super) fn weight(&self) -> usize {
        self.frames() + self.tables.descriptors().len()
    }

    /// The ids, ascending.
    pub fn ids(&self) -> &[u64] {
        &self.ids
    }

    pub(super) fn place_of(&self, id: u64) -> Option<u32> {
        self.ids.binary_search(&id).ok().map(|place| place as u32)
    }

    pub(super) fn facts(&self, place: u32) -> Option<Facts> {
        let &[.., quality, features] = self.facts.get(place as usize)?;
        Some(Facts { is_video: features & VIDEO != 0, quality: quality as u8, features: (features & !VIDEO) as usize })
    }

    pub(super) fn print(&self, place: u32) -> Option<Arc<Print>> {
        self.prints.get(place as usize).cloned()
    }

    pub(super) fn codes(&self) -> &Segment {
        &self.codes
    }

    pub(super) fn tables(&self) -> &Tables {
        &self.tables
    }

    /// Place and time of a frame.
    pub(super) fn frame(&self, frame: u32) -> Option<(u32, f32)> {
        let place = self.facts.partition_point(|facts| facts[0] <= frame).checked_sub(1)?;
        Some((place as u32, *self.times.get(frame as usize)?))
    }

    /// The picture that has a feature.
    pub(super) fn picture(&self, feature: u32) -> Option<u32> {
        let picture = self.first_features.partition_point(|&first| first <= feature).checked_sub(1)?;
        Some(picture as u32)
    }

    /// Place of a picture, and which of its pictures it is.
    pub(super) fn still(&self, picture: u32) -> Option<(u32, u32)> {
        let place = self.facts.partition_point(|facts| facts[1] <= picture).checked_sub(1)?;
        Some((place as u32, picture - self.facts.get(place)?[1]))
    }

    fn frames_of(&self, place: u32) -> std::ops::Range<usize> {
        self.range(place, 0, self.times.len())
    }

    fn pictures_of(&self, place: u32) -> std::ops::Range<usize> {
        self.range(place, 1, self.first_features.len())
    }

    fn range(&self, place: u32, which: usize, end: usize) -> std::ops::Range<usize> {
        let first = |place: usize| self.facts.get(place).map_or(end, |facts| (facts[which] as usize).min(end));
        first(place as usize)..first(place as usize + 1)
    }

    fn descriptors_of(&self, picture: usize) -> &[[u64; 4]] {
        let all = self.tables.descriptors();
        let first = |picture: usize| self.first_features.get(picture).map_or(all.len(), |&first| first as usize);
        all.get(first(picture)..first(picture + 1)).unwrap_or_default()
    }
}

/// A shelf in the making.
#[derive(Default)]
struct Rows {
    ids: Vec<u64>,
    facts: Vec<[u32; 4]>,
    times: Vec<f32>,
    first_features: Vec<u32>,
}

impl Rows {
    fn begin(&mut self, id: u64, [quality, features]: [u32; 2]) {
        self.ids.push(id);
        self.facts.push([self.times.len() as u32, self.first_features.len() as u32, quality, features]);
    }

    fn done(self, codes: Segment, tables: Tables, prints: Vec<Arc<Print>>) -> Shelf {
        Shelf {
            ids: self.ids.into(),
            facts: self.facts.into(),
            times: self.times.into(),
            codes,
            first_features: self.first_features.into(),
            tables,
            read: None,
            prints,
        }
    }
}

/// When a frame was seen: the middle of its run.
pub(super) fn middle(frame: &Frame) -> f64 {
    (frame.seen.0 + frame.seen.1) / 2.0
}
