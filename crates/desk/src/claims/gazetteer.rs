//! Places by name, across scripts, and by position: offline, from GeoNames data and from the desk's own file.
//!
//! GeoNames data (CC BY 4.0, <https://www.geonames.org>) comes through `firsthand models fetch gazetteer`; without it the
//! desk's own places are found all the same. At first use the data are brought into a [`Table`], which is kept in the
//! data folder under the hash of what it was made from and the version of its layout, and is read in one go afterwards.
//! The desk's own file, `places.csv` in the data folder, has the places that no gazetteer has: camps, quarters,
//! checkpoints. Its columns are `name, other names, lat, lon, kind, precision`, other names separated by `|`.

mod geonames;
mod own;
mod table;
mod words;

use std::{
    fs,
    path::{Path, PathBuf},
    sync::Arc,
};

use serde::Serialize;

use super::{
    names::{Kind, Name, Verdict},
    place::{Place, Precision, Shape},
};
use crate::{
    error::{Error, Result},
    models,
    monitor::Monitor,
};

pub use table::{Maker, Table};

/// The name of the data in the table of what can be fetched.
const MODEL: &str = "gazetteer";
/// The desk's own places, in the data folder.
pub const OWN_FILE: &str = "places.csv";

/// A place that a name or a position led to.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Found {
    /// Its usual name.
    pub name: String,
    /// The spelling that was found; the usual name when it was found by position.
    pub spelling: String,
    /// Degrees north (WGS 84).
    pub latitude: f64,
    /// Degrees east (WGS 84).
    pub longitude: f64,
    /// What it is: `populated place`, or the word of the desk's own file.
    pub kind: String,
    /// How precisely the position is known.
    pub precision: Precision,
    /// ISO 3166-1 alpha-2, where known.
    pub country: Option<String>,
    /// Inhabitants, where known.
    pub population: Option<u32>,
    /// Where the entry is from, to be named when it is published.
    pub source: String,
    /// How likely the name means this place, 0 to 1, when it was found by name.
    pub score: Option<f32>,
    /// Metres from the position asked for, when it was found by position.
    pub metres: Option<f64>,
}

impl Found {
    /// As people type it: `36.20124, 37.16117`.
    pub fn position(&self) -> String {
        format!("{:.5}, {:.5}", self.latitude, self.longitude)
    }

    /// Which of several of one name it is: `36.20124, 37.16117 (populated place, SY)`.
    pub fn which(&self) -> String {
        let country = self.country.as_deref().map(|country| format!(", {country}")).unwrap_or_default();
        format!("{} ({}{country})", self.position(), self.kind)
    }

    /// The place as claims carry it.
    pub fn place(&self) -> Result<Place> {
        let shape = Shape::Point { coordinates: [self.longitude, self.latitude] };
        Place::new(&self.name, shape, self.precision, &format!("gazetteer: {}", self.source))
    }
}

/// Everything that is known of places here.
#[derive(Debug, Default)]
pub struct Gazetteer {
    tables: Vec<Arc<Table>>,
    /// What was wrong with single rows of the desk's own file, in words.
    pub problems: Vec<String>,
}

impl Gazetteer {
    /// Opens what there is in a data folder. The first time, the fetched data are made into a table, which takes some
    /// seconds and shows progress.
    ///
    /// # Errors
    /// [`Error::Damaged`] when the fetched data are not what came; [`Error::File`]; [`Error::Cancelled`]. Rows of the
    /// own file that cannot be read are in `problems` and stop nothing.
    pub fn open(data: &Path, monitor: &dyn Monitor) -> Result<Self> {
        let published = published(data, monitor)?;
        Self::with(data, published)
    }

    /// The desk's own places as they stand in its file now, beside published ones that are in memory already.
    pub(crate) fn with(data: &Path, published: Option<Arc<Table>>) -> Result<Self> {
        let mut gazetteer = Self::default();
        let own_file = data.join(OWN_FILE);
        match fs::read(&own_file) {
            Ok(bytes) => {
                let (own, problems) = own::read(&bytes);
                gazetteer.tables.push(Arc::new(own));
                gazetteer.problems = problems;
            }
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => {}
            Err(error) => return Err(Error::file(own_file)(error)),
        }
        gazetteer.tables.extend(published);
        Ok(gazetteer)
    }

    /// Of tables, for those who bring their own.
    pub fn of(tables: Vec<Table>) -> Self {
        Self { tables: tables.into_iter().map(Arc::new).collect(), problems: Vec::new() }
    }

    /// How many places there are.
    pub fn len(&self) -> usize {
        self.tables.iter().map(|table| table.len()).sum()
    }

    /// Whether there are none: nothing was fetched, and there is no own file.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The places that a name, in any script, may mean: the likeliest first, and of equally likely ones the desk's own,
    /// then the largest.
    pub fn find(&self, name: &str, limit: usize) -> Vec<Found> {
        let name = Name::new(name, Some(Kind::Place));
        let mut found: Vec<Found> = self.tables.iter().flat_map(|table| table.find(&name, limit)).collect();
        let likely = |place: &Found| (place.score.unwrap_or_default() * 1000.0) as i32;
        found.sort_by_key(|place| std::cmp::Reverse((likely(place), place.population.unwrap_or_default())));
        found.truncate(limit);
        found
    }

    /// The place that a name means, where there is no doubt: one place is spelled like this.
    ///
    /// # Errors
    /// [`Error::Input`] that names the places it may be, or says how to give the position.
    pub fn the_one(&self, name: &str) -> Result<Found> {
        let typed = Name::new(name, Some(Kind::Place));
        let found = self.find(name, 20);
        let is_same = |place: &&Found| {
            let spelled = Name::new(&place.spelling, Some(Kind::Place));
            typed.compare(&spelled).verdict == Verdict::Same
        };
        let same: Vec<&Found> = found.iter().filter(is_same).collect();
        if let [one] = same[..] {
            return Ok(one.clone());
        }
        let short: String = name.chars().take(80).collect();
        let offered = if same.is_empty() { found.iter().collect() } else { same };
        let lines: Vec<String> =
            offered.iter().take(5).map(|place| format!("{} at {}", place.name, place.which())).collect();
        Err(if lines.is_empty() {
            Error::input(
                format!("where {short} lies is not known here"),
                "give latitude and longitude, such as 48.8584, 2.2945; the names of cities come with \
                 `firsthand models fetch gazetteer`, others you write into places.csv in the data folder",
            )
        } else {
            Error::input(
                format!("{short} may be {}", lines.join("; or ")),
                "give the position of the one that is meant",
            )
        })
    }

    /// The places nearest to a position in degrees, the nearest first.
    pub fn near(&self, latitude: f64, longitude: f64, limit: usize) -> Vec<Found> {
        let mut found: Vec<Found> =
            self.tables.iter().flat_map(|table| table.near(latitude, longitude, limit)).collect();
        found.sort_by(|a, b| a.metres.unwrap_or_default().total_cmp(&b.metres.unwrap_or_default()));
        found.truncate(limit);
        found
    }
}

/// The table of what was fetched: read, or made and kept.
pub(crate) fn published(data: &Path, monitor: &dyn Monitor) -> Result<Option<Arc<Table>>> {
    let Some(entry) = models::entry(MODEL) else { return Ok(None) };
    let kept = cache(data, entry.sha256);
    if let Some(table) = fs::read(&kept).ok().and_then(|bytes| Table::from_bytes(&bytes)) {
        return Ok(Some(Arc::new(table)));
    }
    let Some(file) = models::path(data, MODEL)? else { return Ok(None) };
    let table = geonames::read(&file, monitor)?;
    keep(&kept, &table.to_bytes())?;
    Ok(Some(Arc::new(table)))
}

fn cache(data: &Path, sha256: &str) -> PathBuf {
    data.join("gazetteer").join(format!("{sha256}-{}.table", table::VERSION))
}

/// In one step, so that another process reads all of it or nothing.
fn keep(file: &Path, bytes: &[u8]) -> Result<()> {
    let folder = file.parent().unwrap_or(file);
    fs::create_dir_all(folder).map_err(Error::file(folder))?;
    let scratch = tempfile::NamedTempFile::new_in(folder).map_err(Error::file(folder))?;
    fs::write(scratch.path(), bytes).map_err(Error::file(scratch.path()))?;
    scratch.persist(file).map_err(|error| Error::file(file)(error.error))?;
    Ok(())
}

#[cfg(test)]
mod tests;
