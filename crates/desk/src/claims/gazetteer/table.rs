//! Many places with their spellings, in columns: small, read in one go, found by skeleton or by position.

use std::{cmp::Reverse, collections::BTreeMap, collections::BTreeSet, ops::Range};

use super::Found;
use crate::claims::{
    entity::plain,
    names::{Heard, Kind, Name, OFFERED, neighbours, skeleton},
    place::Precision,
};

/// The version of the layout and of everything that goes into it; another one is made anew.
pub(super) const VERSION: u32 = 2;
const MAGIC: &[u8] = b"firsthand places 2\n";
/// What sounds less alike than this is not looked at.
const SIEVE: f32 = 0.5;
/// So many spellings that sound most alike are compared word by word.
const COMPARED: usize = 64;
/// Mean radius of the Earth, metres (IUGG).
const EARTH: f64 = 6_371_008.8;

/// A table of places.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Table {
    source: String,
    kinds: Vec<String>,
    // By place.
    latitudes: Vec<f64>,
    longitudes: Vec<f64>,
    populations: Vec<u32>,
    countries: Vec<u16>,
    precisions: Vec<u8>,
    kind_of: Vec<u8>,
    /// The spelling that is the usual name.
    usual: Vec<u32>,
    // By spelling, in the order of the skeletons, and of one skeleton in that of the sounds.
    skeletons: Vec<u64>,
    place_of: Vec<u32>,
    manners: Vec<u8>,
    /// Where texts and sounds begin; one more than there are spellings.
    text_at: Vec<u32>,
    sounds_at: Vec<u32>,
    texts: Vec<u8>,
    sounds: Vec<u8>,
}

impl Table {
    /// How many places it has.
    pub fn len(&self) -> usize {
        self.latitudes.len()
    }

    /// Whether it has none.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The places that a name may mean, the likeliest first, with a score at which they are offered.
    pub fn find(&self, name: &Name, limit: usize) -> Vec<Found> {
        let heard = Heard::of(name);
        let own = skeleton(&heard.sounds);
        // Spellings that sound the same follow each other.
        let mut last = (None, None);
        let mut likeness = |at: usize| {
            let sounds = (self.heard(at)?, *self.manners.get(at)?);
            if last.0 != Some(sounds) {
                last = (Some(sounds), heard.likeness(sounds.0, sounds.1, SIEVE));
            }
            last.1
        };
        let mut alike: Vec<(f32, usize)> = std::iter::once(own)
            .chain(neighbours(own))
            .flat_map(|skeleton| self.with(skeleton))
            .filter_map(|at| Some((likeness(at)?, at)))
            .collect();
        let before =
            |(likeness, at): &(f32, usize)| (Reverse((likeness * 1e4) as u32), Reverse(self.population(*at)), *at);
        if alike.len() > COMPARED {
            alike.select_nth_unstable_by_key(COMPARED, before);
            alike.truncate(COMPARED);
        }
        let mut best: BTreeMap<u32, (f32, usize)> = BTreeMap::new();
        let mut scores: BTreeMap<&str, f32> = BTreeMap::new();
        for (_, at) in alike {
            let Some(place) = self.place_of.get(at) else { continue };
            let text = self.text(at);
            let score = *scores.entry(text).or_insert_with(|| name.score(&Name::new(text, Some(Kind::Place))));
            let slot = best.entry(*place).or_insert((score, at));
            if score > slot.0 {
                *slot = (score, at);
            }
        }
        let mut best: Vec<(f32, usize)> = best.into_values().filter(|(score, _)| *score >= OFFERED).collect();
        best.sort_by_key(before);
        best.truncate(limit);
        best.into_iter()
            .filter_map(|(score, at)| self.found(self.place_of.get(at).copied()?, Some((at, score))))
            .collect()
    }

    /// The places with a spelling that is this name but for case and marks; `bare` is the name without them.
    pub(super) fn spelled(&self, name: &Name, bare: &str) -> Vec<Found> {
        let range = self.with(skeleton(&Heard::of(name).sounds));
        let mut spelled: Vec<(u32, usize)> = range
            .filter(|at| plain(self.text(*at)) == bare)
            .filter_map(|at| Some((self.place_of.get(at).copied()?, at)))
            .collect();
        spelled.dedup_by_key(|(place, _)| *place);
        spelled.into_iter().filter_map(|(place, at)| self.found(place, Some((at, 1.0)))).collect()
    }

    /// The places nearest to a position in degrees, the nearest first.
    pub fn near(&self, latitude: f64, longitude: f64, limit: usize) -> Vec<Found> {
        let distances = self.latitudes.iter().zip(&self.longitudes);
        let mut all: Vec<(f64, u32)> = distances
            .zip(0..)
            .map(|((north, east), place)| (haversine((latitude, longitude), (*north, *east)), place))
            .collect();
        if all.len() > limit {
            all.select_nth_unstable_by(limit, |a, b| a.0.total_cmp(&b.0));
            all.truncate(limit);
        }
        all.sort_by(|a, b| a.0.total_cmp(&b.0));
        let measured = |(share, place): (f64, u32)| {
            let metres = 2.0 * EARTH * share.sqrt().min(1.0).asin();
            Some(Found { metres: Some(metres), ..self.found(place, None)? })
        };
        all.into_iter().filter_map(measured).collect()
    }

    /// The spellings with this skeleton.
    fn with(&self, skeleton: u64) -> Range<usize> {
        let from = self.skeletons.partition_point(|other| *other < skeleton);
        let rest = self.skeletons.get(from..).unwrap_or_default();
        from..from + rest.partition_point(|other| *other == skeleton)
    }

    fn population(&self, spelling: usize) -> u32 {
        let place = self.place_of.get(spelling).and_then(|place| usize::try_from(*place).ok());
        place.and_then(|place| self.populations.get(place)).copied().unwrap_or_default()
    }

    fn text(&self, spelling: usize) -> &str {
        let bytes = slice(&self.texts, &self.text_at, spelling).unwrap_or_default();
        std::str::from_utf8(bytes).unwrap_or_default()
    }

    fn heard(&self, spelling: usize) -> Option<&[u8]> {
        slice(&self.sounds, &self.sounds_at, spelling)
    }

    fn found(&self, place: u32, spelled: Option<(usize, f32)>) -> Option<Found> {
        let at = usize::try_from(place).ok()?;
        let usual = usize::try_from(*self.usual.get(at)?).ok()?;
        let country = self.countries.get(at)?.to_be_bytes();
        Some(Found {
            name: self.text(usual).to_owned(),
            spelling: self.text(spelled.map_or(usual, |(spelling, _)| spelling)).to_owned(),
            latitude: *self.latitudes.get(at)?,
            longitude: *self.longitudes.get(at)?,
            kind: self.kinds.get(usize::from(*self.kind_of.get(at)?))?.clone(),
            precision: Precision::ALL.get(usize::from(*self.precisions.get(at)?)).copied()?,
            country: country[0].is_ascii_uppercase().then(|| country.map(char::from).iter().collect()),
            population: self.populations.get(at).copied().filter(|population| *population > 0),
            source: self.source.clone(),
            score: spelled.map(|(_, score)| score),
            metres: None,
        })
    }

    /// The table as bytes: a line with the version, then each column with its length, little-endian.
    pub(super) fn to_bytes(&self) -> Vec<u8> {
        let mut bytes = MAGIC.to_vec();
        put(&mut bytes, self.source.bytes().map(|byte| [byte]));
        put(&mut bytes, self.kinds.join("\n").bytes().map(|byte| [byte]));
        put(&mut bytes, self.latitudes.iter().map(|value| value.to_le_bytes()));
        put(&mut bytes, self.longitudes.iter().map(|value| value.to_le_bytes()));
        put(&mut bytes, self.populations.iter().map(|value| value.to_le_bytes()));
        put(&mut bytes, self.countries.iter().map(|value| value.to_le_bytes()));
        put(&mut bytes, self.precisions.iter().map(|value| [*value]));
        put(&mut bytes, self.kind_of.iter().map(|value| [*value]));
        put(&mut bytes, self.usual.iter().map(|value| value.to_le_bytes()));
        put(&mut bytes, self.skeletons.iter().map(|value| value.to_le_bytes()));
        put(&mut bytes, self.place_of.iter().map(|value| value.to_le_bytes()));
        put(&mut bytes, self.manners.iter().map(|value| [*value]));
        put(&mut bytes, self.text_at.iter().map(|value| value.to_le_bytes()));
        put(&mut bytes, self.sounds_at.iter().map(|value| value.to_le_bytes()));
        put(&mut bytes, self.texts.iter().map(|value| [*value]));
        put(&mut bytes, self.sounds.iter().map(|value| [*value]));
        bytes
    }

    /// The table of these bytes; none when they are of another version or damaged.
    pub(super) fn from_bytes(bytes: &[u8]) -> Option<Self> {
        let rest = &mut bytes.strip_prefix(MAGIC)?;
        let byte = |[byte]: [u8; 1]| byte;
        let source = String::from_utf8(take(rest, byte)?).ok()?;
        let kinds = String::from_utf8(take(rest, byte)?).ok()?.split('\n').map(str::to_owned).collect();
        let table = Self {
            source,
            kinds,
            latitudes: take(rest, f64::from_le_bytes)?,
            longitudes: take(rest, f64::from_le_bytes)?,
            populations: take(rest, u32::from_le_bytes)?,
            countries: take(rest, u16::from_le_bytes)?,
            precisions: take(rest, byte)?,
            kind_of: take(rest, byte)?,
            usual: take(rest, u32::from_le_bytes)?,
            skeletons: take(rest, u64::from_le_bytes)?,
            place_of: take(rest, u32::from_le_bytes)?,
            manners: take(rest, byte)?,
            text_at: take(rest, u32::from_le_bytes)?,
            sounds_at: take(rest, u32::from_le_bytes)?,
            texts: take(rest, byte)?,
            sounds: take(rest, byte)?,
        };
        rest.is_empty().then_some(table)
    }
}

fn slice<'a>(pool: &'a [u8], starts: &[u32], at: usize) -> Option<&'a [u8]> {
    let start = usize::try_from(*starts.get(at)?).ok()?;
    let end = usize::try_from(*starts.get(at + 1)?).ok()?;
    pool.get(start..end)
}

fn put<const N: usize>(bytes: &mut Vec<u8>, values: impl ExactSizeIterator<Item = [u8; N]>) {
    bytes.extend((values.len() as u64).to_le_bytes());
    values.for_each(|value| bytes.extend(value));
}

fn take<T, const N: usize>(rest: &mut &[u8], value: fn([u8; N]) -> T) -> Option<Vec<T>> {
    let (length, after) = rest.split_first_chunk::<8>()?;
    let length = usize::try_from(u64::from_le_bytes(*length)).ok()?.checked_mul(N)?;
    let (column, after) = after.split_at_checked(length)?;
    *rest = after;
    Some(column.as_chunks::<N>().0.iter().map(|chunk| value(*chunk)).collect())
}

/// The haversine of the angle between two positions in degrees: grows with the distance, 0 to 1.
fn haversine(a: (f64, f64), b: (f64, f64)) -> f64 {
    let half = |from: f64, to: f64| ((to - from).to_radians() / 2.0).sin().powi(2);
    half(a.0, b.0) + a.0.to_radians().cos() * b.0.to_radians().cos() * half(a.1, b.1)
}

/// Makes a table, place by place.
#[derive(Debug)]
pub struct Maker {
    table: Table,
    /// Skeleton, place, heard, text of each spelling.
    spellings: Vec<(u64, u32, Heard, String)>,
}

impl Maker {
    /// Begins a table of places from one source, which is named wherever they are shown.
    pub fn new(source: &str) -> Self {
        Self { table: Table { source: source.to_owned(), ..Table::default() }, spellings: Vec::new() }
    }

    /// Adds a place: its spellings, of which the first is the usual one; latitude and longitude in degrees; what it is;
    /// how precisely it is known; its country and inhabitants where known.
    pub fn place<'a>(
        &mut self,
        spellings: impl Iterator<Item = &'a str>,
        position: (f64, f64),
        kind: &str,
        precision: Precision,
        country: Option<&str>,
        population: Option<u32>,
    ) {
        let table = &mut self.table;
        // More kinds than a byte can count are all called by the last.
        let kind_at = table.kinds.iter().position(|known| known == kind).unwrap_or_else(|| {
            table.kinds.push(kind.replace('\n', " "));
            table.kinds.len() - 1
        });
        let place = table.latitudes.len() as u32;
        table.latitudes.push(position.0);
        table.longitudes.push(position.1);
        table.kind_of.push(u8::try_from(kind_at).unwrap_or(u8::MAX));
        table.precisions.push(Precision::ALL.iter().position(|known| *known == precision).unwrap_or_default() as u8);
        let letters = country.and_then(|country| <[u8; 2]>::try_from(country.as_bytes()).ok());
        table.countries.push(letters.map_or(0, u16::from_be_bytes));
        table.populations.push(population.unwrap_or_default());
        let mut seen = BTreeSet::new();
        for text in spellings {
            let heard = Heard::of(&Name::new(text, Some(Kind::Place)));
            // What sounds the same is found the same way.
            if seen.insert((heard.manner, heard.sounds.clone())) {
                self.spellings.push((skeleton(&heard.sounds), place, heard, text.to_owned()));
            }
        }
    }

    /// The table.
    pub fn finish(self) -> Table {
        let Self { mut table, mut spellings } = self;
        table.usual = vec![0; table.len()];
        let mut first = vec![true; table.len()];
        let mut order: Vec<(bool, (u64, u32, Heard, String))> = spellings
            .drain(..)
            .map(|spelling| {
                let usual = first.get_mut(spelling.1 as usize).is_some_and(std::mem::take);
                (usual, spelling)
            })
            .collect();
        order.sort_by(|(_, one), (_, two)| by_sound(one).cmp(&by_sound(two)));
        table.text_at.push(0);
        table.sounds_at.push(0);
        for (at, (usual, (skeleton, place, heard, text))) in (0_u32..).zip(order) {
            if let Some(slot) = table.usual.get_mut(place as usize).filter(|_| usual) {
                *slot = at;
            }
            table.skeletons.push(skeleton);
            table.place_of.push(place);
            table.manners.push(heard.manner);
            table.texts.extend(text.bytes());
            table.sounds.extend(heard.sounds);
            table.text_at.push(table.texts.len() as u32);
            table.sounds_at.push(table.sounds.len() as u32);
        }
        table
    }
}

/// In which order spellings stand.
fn by_sound((skeleton, _, heard, _): &(u64, u32, Heard, String)) -> (u64, u8, &[u8]) {
    (*skeleton, heard.manner, &heard.sounds)
}
