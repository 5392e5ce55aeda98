//! Names and places on the command line: what programs read from it, and that no desk is made for it.

use std::{fs, path::Path, process::Command};

use super::support::{firsthand, run, stderr, stdout};

fn json(command: &mut Command) -> serde_json::Value {
    serde_json::from_str(&stdout(&run(command))).unwrap()
}

#[test]
fn two_names_are_compared_with_score_verdict_and_reasons_and_no_desk_is_made() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    let compare = |a: &str, b: &str| {
        json(firsthand(&data).args(["names", "compare", a, b, "--kind", "group", "--format", "json"]))
    };
    let quds = compare("Liwa al-Quds", "Saraya al-Quds");
    assert_eq!(quds["verdict"], "different", "{quds}");
    assert!(quds["score"].as_f64().unwrap() < 0.5, "{quds}");
    assert!(quds["why"].to_string().contains("different kinds of thing"), "{quds}");
    let zenki = compare("Harakat Nour al-Din al-Zenki", "نور الدين الزنكي");
    assert_eq!(zenki["verdict"], "ask", "{zenki}");
    let read = stdout(&run(firsthand(&data).args(["names", "compare", "Jaysh al-Islam", "Jaish al-Islam"])));
    assert!(read.starts_with("same\t"), "{read}");
    assert!(!data.exists(), "comparing names needs no desk");
}

#[test]
fn a_table_of_pairs_comes_back_whole_and_a_bad_row_is_named_and_stops_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let table = folder.path().join("pairs.csv");
    let rows = "\u{feff}id,name1,name2,note\n1,Liwa al-Quds,لواء القدس,\"a, b\"\n2,Only one,,x\n3,too,few\n4,Ali Hasan,Boris Kim,y\n";
    fs::write(&table, rows).unwrap();
    let answer = firsthand(folder.path()).args(["names", "compare", "--pairs"]).arg(&table).output().unwrap();
    assert!(!answer.status.success(), "a bad row is told by the exit code");
    let (out, said) = (stdout(&answer), stderr(&answer));
    let lines: Vec<&str> = out.lines().collect();
    assert_eq!(lines[0].trim_start_matches('\u{feff}'), "id,name1,name2,note,score,verdict");
    assert!(lines[1].starts_with("1,Liwa al-Quds,لواء القدس,\"a, b\",0.") && lines[1].ends_with(",ask"), "{out}");
    assert!(lines[2].starts_with("4,Ali Hasan,Boris Kim,y,") && lines[2].ends_with(",different"), "{out}");
    assert_eq!(lines.len(), 3, "{out}");
    assert!(said.contains("line 3: name2 is empty") && said.contains("line 4: 3 cells instead of 4"), "{said}");

    fs::write(&table, "left,right\na,b\n").unwrap();
    let answer = firsthand(folder.path()).args(["names", "compare", "--pairs"]).arg(&table).output().unwrap();
    assert!(stderr(&answer).contains("there is no column name1"), "{}", stderr(&answer));
}

#[test]
fn a_name_is_ranked_among_the_entries_of_a_file_in_another_script() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("among.txt");
    fs::write(&file, "حمص|مدينة حمص\nحماة|حماه\n\nحلب\nالرقة\n").unwrap();
    let rank = |name: &str| {
        json(firsthand(folder.path()).args(["names", "rank", name, "--format", "json", "--among"]).arg(&file))
    };
    let found = rank("Homs");
    assert_eq!(found.as_array().unwrap().len(), 4, "every entry is answered: {found}");
    assert_eq!((&found[0]["name"], &found[0]["entry"]), (&"حمص".into(), &"حمص|مدينة حمص".into()), "{found}");
    assert!(found[0]["score"].as_f64() > found[1]["score"].as_f64(), "{found}");
    assert_eq!(rank("Aleppo")[0]["name"], "حلب");
    assert_eq!(rank("Ar-Raqqah|Rakka")[0]["name"], "الرقة");
}

#[test]
fn places_of_the_desks_own_file_are_found_without_any_gazetteer() {
    let folder = tempfile::tempdir().unwrap();
    let none = firsthand(folder.path()).args(["places", "find", "Mill"]).output().unwrap();
    assert!(stderr(&none).contains("firsthand models fetch gazetteer"), "{}", stderr(&none));
    let own =
        "name,other names,lat,lon,kind,precision\nMill Camp,مخيم الطاحونة,36.1,37.2,camp,vicinity\nBroken,,x,1,camp,\n";
    fs::write(folder.path().join("places.csv"), own).unwrap();
    let found = json(firsthand(folder.path()).args(["places", "find", "Tahuna", "--format", "json"]));
    assert_eq!((&found[0]["name"], &found[0]["precision"]), (&"Mill Camp".into(), &"vicinity".into()), "{found}");
    let near = run(firsthand(folder.path()).args(["places", "near", "36.1", "37.21"]));
    assert!(stdout(&near).contains("Mill Camp"), "{}", stdout(&near));
    assert!(stderr(&near).contains("line 3: “x” in lat"), "{}", stderr(&near));
    assert!(!Path::new(&folder.path().join("firsthand.sqlite")).exists());
}
