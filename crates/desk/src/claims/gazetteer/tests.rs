#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use super::*;
use crate::monitor::Silent;

const OWN: &str = "name,other names,lat,lon,kind,precision\n\
    Mill Camp,مخيم الطاحونة|Mukhayyam at-Tahuna,36.1,37.2,camp,vicinity\n\
    Upper Bridge,الجسر الفوقاني,36.2,37.3,crossing,exact\n\
    Al Karamah,الكرامة,35.8,39.3,village,\n\
    Nowhere,,999,0,camp,exact\n\
    ,,1,1,camp,exact\n\
    Vague,,1,1,camp,nearly\n";

fn own() -> Gazetteer {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join(OWN_FILE), OWN).unwrap();
    Gazetteer::open(folder.path(), &Silent).unwrap()
}

#[test]
fn the_desks_own_places_are_found_across_scripts_and_rows_that_cannot_be_read_are_named() {
    let gazetteer = own();
    assert_eq!(gazetteer.len(), 3);
    let problems = gazetteer.problems.join("\n");
    for part in ["line 5", "“999” in lat", "line 6", "no name", "line 7", "nearly"] {
        assert!(problems.contains(part), "{part} is not in {problems}");
    }
    for (asked, name) in
        [("Tahuna", "Mill Camp"), ("الطاحونة", "Mill Camp"), ("Al-Karama", "Al Karamah"), ("كرامة", "Al Karamah")]
    {
        let found = gazetteer.find(asked, 3);
        assert_eq!(found.first().map(|found| found.name.as_str()), Some(name), "{asked}: {found:?}");
    }
    let camp = &gazetteer.find("Mukhayyam al-Tahouna", 1)[0];
    assert_eq!((camp.kind.as_str(), camp.precision, camp.source.as_str()), ("camp", Precision::Vicinity, "this desk"));
    assert_eq!(camp.place().unwrap().method, "gazetteer: this desk");
}

#[test]
fn places_are_found_in_running_text_as_they_are_spelled_there() {
    let gazetteer = own();
    let named = |text: &str| {
        let found = gazetteer.named_in(text, 6);
        found.into_iter().map(|place| place.spelling).collect::<Vec<_>>()
    };
    assert_eq!(named("Water at Upper Bridge, then in Mill Camp."), ["Upper Bridge", "Mill Camp"]);
    assert_eq!(named("فيضان في مخيم الطاحونة"), ["مخيم الطاحونة"]);
    assert!(named("an upper bridge near the mill camp").is_empty(), "without capitals these are no names");
    assert!(named("Mill Bridge, Upper Camp").is_empty());
    assert!(named("").is_empty() && named("!? 12 …").is_empty());
}

#[test]
fn a_name_gives_a_place_only_where_there_is_no_doubt() {
    let gazetteer = own();
    assert_eq!(gazetteer.the_one("mill camp").unwrap().position(), "36.10000, 37.20000");
    let unsure = gazetteer.the_one("Tahuna").unwrap_err();
    assert!(unsure.to_string().contains("may be Mill Camp at 36.10000, 37.20000 (camp)"), "{unsure}");
    let unknown = gazetteer.the_one("Xyzzyville").unwrap_err();
    assert!(unknown.to_string().contains("not known"), "{unknown}");
    let mut maker = Maker::new("trial");
    for north in [1.0, 2.0] {
        let names = std::iter::once("Larger Ford");
        maker.place(names, (north, 20.0), "village", Precision::Locality, Some("XX"), None);
    }
    let asked = Gazetteer::of(vec![maker.finish()]).the_one("Larger Ford").unwrap_err().to_string();
    assert!(asked.contains("1.00000, 20.00000") && asked.contains("2.00000, 20.00000"), "{asked}");
}

#[test]
fn the_nearest_place_to_a_position_comes_first_with_its_distance() {
    let near = own().near(36.2, 37.3001, 2);
    assert_eq!(near.iter().map(|place| place.name.as_str()).collect::<Vec<_>>(), ["Upper Bridge", "Mill Camp"]);
    let metres = near[0].metres.unwrap();
    assert!((8.0..10.0).contains(&metres), "{metres}");
}

#[test]
fn a_desk_without_any_places_finds_none_and_says_so() {
    let folder = tempfile::tempdir().unwrap();
    let gazetteer = Gazetteer::open(folder.path(), &Silent).unwrap();
    assert!(gazetteer.is_empty());
    assert!(gazetteer.find("Dimashq", 5).is_empty());
    assert!(gazetteer.near(0.0, 0.0, 5).is_empty());
}

#[test]
fn published_data_are_read_kept_and_read_back_the_same() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("cities.json");
    let city = |id: u32, name: &str, others: &[&str], people: u32| {
        serde_json::json!({
            "geonameid": id, "name": name, "latitude": 10.0 + f64::from(id), "longitude": 20.0, "countrycode": "XX",
            "population": people, "timezone": "Etc/UTC", "admin1code": "1", "alternatenames": others,
        })
    };
    let cities = serde_json::json!({
        "1": city(1, "Larger Ford", &["الفورد", "Форд"], 9000),
        "2": city(2, "Larger Ford", &["Forda"], 50),
        "3": city(3, "Harbour", &["Гавань", "הנמל"], 0),
    });
    fs::write(&file, cities.to_string()).unwrap();
    let table = geonames::read(&file, &Silent).unwrap();
    let bytes = table.to_bytes();
    assert_eq!(Table::from_bytes(&bytes).unwrap(), table);
    let gazetteer = Gazetteer::of(vec![table]);
    let found = gazetteer.find("Larger Ford", 5);
    assert_eq!(found.iter().map(|place| place.population).collect::<Vec<_>>(), [Some(9000), Some(50)]);
    assert_eq!(gazetteer.find("Gavan", 1)[0].name, "Harbour");
    assert_eq!(gazetteer.find("Gavan", 1)[0].spelling, "Гавань");
}

#[test]
fn a_place_is_found_behind_the_arabic_words_that_are_written_together_with_it() {
    let mut maker = Maker::new("trial");
    for (name, north) in [("الكرامة", 1.0), ("بيروت", 2.0)] {
        maker.place(std::iter::once(name), (north, 20.0), "town", Precision::Locality, Some("XX"), None);
    }
    let gazetteer = Gazetteer::of(vec![maker.finish()]);
    for (text, name) in [
        ("انهار الجسر بالكرامة صباح اليوم", "الكرامة"),
        ("وبالكرامة جسر آخر", "الكرامة"),
        ("إلى الكرامة", "الكرامة"),
        ("في بيروت", "بيروت"),
        ("ببيروت", "بيروت"),
    ] {
        let found = gazetteer.named_in(text, 5);
        assert_eq!(found.iter().map(|place| place.name.as_str()).collect::<Vec<_>>(), [name], "{text}");
    }
    assert!(gazetteer.named_in("يروت", 5).is_empty());
}

#[test]
fn a_damaged_table_is_none_and_never_a_panic() {
    let (table, _) = own::read(OWN.as_bytes());
    let bytes = table.to_bytes();
    for cut in 0..bytes.len() {
        assert!(Table::from_bytes(&bytes[..cut]).is_none(), "cut at {cut}");
    }
    for at in 0..bytes.len() {
        let mut damaged = bytes.clone();
        damaged[at] ^= 0xa5;
        if let Some(table) = Table::from_bytes(&damaged) {
            table.find(&Name::new("Al Karamah", None), 3);
            table.near(1.0, 1.0, 3);
        }
    }
}
