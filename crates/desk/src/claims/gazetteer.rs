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

use std::{
    fs,
    path::{Path, PathBuf},
};

use serde::Serialize;

use super::{
    names::{Kind, Name},
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
    /// The place as claims carry it.
    pub fn place(&self) -> Result<Place> {
        let shape = Shape::Point { coordinates: [self.longitude, self.latitude] };
        Place::new(&self.name, shape, self.precision, &format!("gazetteer: {}", self.source))
    }
}

/// Everything that is known of places here.
#[derive(Debug, Default)]
pub struct Gazetteer {
    tables: Vec<Table>,
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
        let mut gazetteer = Self::default();
        let own_file = data.join(OWN_FILE);
        match fs::read(&own_file) {
            Ok(bytes) => {
                let (own, problems) = own::read(&bytes);
                gazetteer.tables.push(own);
                gazetteer.problems = problems;
            }
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => {}
            Err(error) => return Err(Error::file(own_file)(error)),
        }
        gazetteer.tables.extend(fetched(data, monitor)?);
        Ok(gazetteer)
    }

    /// Of tables, for those who bring their own.
    pub fn of(tables: Vec<Table>) -> Self {
        Self { tables, problems: Vec::new() }
    }

    /// How many places there are.
    pub fn len(&self) -> usize {
        self.tables.iter().map(Table::len).sum()
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
fn fetched(data: &Path, monitor: &dyn Monitor) -> Result<Option<Table>> {
    let Some(entry) = models::entry(MODEL) else { return Ok(None) };
    let kept = cache(data, entry.sha256);
    if let Some(table) = fs::read(&kept).ok().and_then(|bytes| Table::from_bytes(&bytes)) {
        return Ok(Some(table));
    }
    let Some(file) = models::path(data, MODEL)? else { return Ok(None) };
    let table = geonames::read(&file, monitor)?;
    keep(&kept, &table.to_bytes())?;
    Ok(Some(table))
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
