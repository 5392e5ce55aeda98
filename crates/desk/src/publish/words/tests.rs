use std::collections::{BTreeMap, BTreeSet};

use super::*;

/// Key (with `.range` for variants) to the names of the arguments it uses.
fn keys(text: &str) -> BTreeMap<String, BTreeSet<String>> {
    let mut keys: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    let mut current = String::new();
    for line in text.lines().filter(|line| !line.starts_with('#')) {
        if let Some((key, _)) = line.split_once(" = ").filter(|(key, _)| !key.starts_with(' ')) {
            assert!(keys.insert(key.to_owned(), BTreeSet::new()).is_none(), "{key} is there twice");
            current = key.to_owned();
        } else if let Some((attribute, _)) = line.trim().strip_prefix('.').and_then(|line| line.split_once(" = ")) {
            current = format!("{}.{attribute}", current.split('.').next().unwrap_or_default());
            keys.insert(current.clone(), BTreeSet::new());
        }
        for (at, _) in line.match_indices('$') {
            let name = line[at + 1..].chars().take_while(char::is_ascii_lowercase).collect();
            keys.entry(current.clone()).or_default().insert(name);
        }
    }
    keys
}

const ARGUMENTS: [(&str, Arg<'static>); 19] = [
    ("a", Arg::Text("A")),
    ("b", Arg::Text("B")),
    ("who", Arg::Text("Lina")),
    ("via", Arg::Text("Omar")),
    ("clause", Arg::Ready("x")),
    ("desk", Arg::Text("Firsthand")),
    ("aspects", Arg::Ready("y")),
    ("medium", Arg::Ready("z")),
    ("figure", Arg::Ready("3")),
    ("when", Arg::Text("2026")),
    ("accounts", Arg::Ready("q")),
    ("number", Arg::Ready("3")),
    ("low", Arg::Ready("1")),
    ("high", Arg::Ready("3")),
    ("wrong", Arg::Ready("w")),
    ("right", Arg::Ready("r")),
    ("editor", Arg::Text("e")),
    ("reason", Arg::Ready("s")),
    ("km", Arg::Ready("2")),
];

#[test]
fn every_language_has_every_key_and_fills_it_in() {
    let english = keys(FILES[1].1);
    assert!(english.len() > 100, "only {} keys were found: the test reads the files wrongly", english.len());
    let mut arguments = ARGUMENTS.to_vec();
    arguments.push(("count", Arg::Number(3)));
    for (language, text) in FILES {
        FluentResource::try_new(text.to_owned()).unwrap_or_else(|(_, faults)| panic!("{language}: {faults:?}"));
        let own = keys(text);
        assert_eq!(own.keys().collect::<Vec<_>>(), english.keys().collect::<Vec<_>>(), "{language}");
        for (key, names) in &own {
            // Plural forms may ignore the digits ("one person") and choose by the count that English does not need.
            let optional: BTreeSet<String> = ["count", "number"].map(str::to_owned).into();
            let needed = |names: &BTreeSet<String>| names.difference(&optional).cloned().collect::<BTreeSet<_>>();
            assert_eq!(needed(names), needed(&english[key]), "{language}: {key}");
            let said = language.say(key, &arguments);
            assert!(!said.is_empty() && !said.contains("{$"), "{language}: {key}: {said}");
            assert_ne!(said, *key, "{language}");
        }
    }
}

#[test]
fn nothing_is_left_in_english() {
    // Made of signs only, or the same word in both languages.
    let same = ["hedge-plain", "list-more", "label-unknown-item", "label-version", "label-licence"];
    let english = keys(FILES[1].1);
    let mut arguments = ARGUMENTS.to_vec();
    arguments.push(("count", Arg::Number(3)));
    for language in [Language::Ar, Language::Es, Language::Fr, Language::Uk] {
        for key in english.keys().filter(|key| !same.contains(&key.as_str())) {
            assert_ne!(language.say(key, &arguments), Language::En.say(key, &arguments), "{language}: {key}");
        }
    }
}

#[test]
fn arabic_counts_in_six_forms() {
    let said = |count: i64| {
        Language::Ar.say("unit-people", &[("count", Arg::Number(count)), ("number", Arg::Ready(&count.to_string()))])
    };
    let forms = [0, 1, 2, 3, 11, 100].map(said);
    assert_eq!(forms, ["لا أحد", "شخص واحد", "شخصان", "3 أشخاص", "11 شخصًا", "100 شخص"]);
}

#[test]
fn a_ukrainian_count_takes_its_case_from_the_last_digits() {
    let said = |count: i64| {
        Language::Uk.say("unit-people", &[("count", Arg::Number(count)), ("number", Arg::Ready(&count.to_string()))])
    };
    assert_eq!([1, 3, 5, 11, 21, 22].map(said), ["1 особа", "3 особи", "5 осіб", "11 осіб", "21 особа", "22 особи"]);
}

#[test]
fn a_list_reads_as_people_say_it() {
    let names = ["Alder Watch".to_owned(), "Ilse".to_owned(), "Omar".to_owned()];
    assert_eq!(Language::En.list(&names), "Alder Watch, Ilse and Omar");
    assert_eq!(Language::En.list(&names[..2]), "Alder Watch and Ilse");
    assert_eq!(Language::En.list(&names[..1]), "Alder Watch");
    assert_eq!(Language::En.list(&[]), "");
}

#[test]
fn a_name_that_runs_the_other_way_is_isolated_and_cannot_turn_the_sentence_around() {
    assert_eq!(isolated("Alder Watch", Language::En), "Alder Watch");
    assert_eq!(isolated("Alder Watch", Language::Ar), "\u{2068}Alder Watch\u{2069}");
    assert_eq!(isolated("مرصد الجسر", Language::En), "\u{2068}مرصد الجسر\u{2069}");
    assert_eq!(isolated("2026", Language::Ar), "2026");
    assert_eq!(isolated("evil\u{202E}gnp", Language::En), "evilgnp");
    assert_eq!(isolated("evil\u{2067}", Language::En), "evil", "an isolate that never ends is no isolate");
    assert_eq!(plain(&isolated("Alder Watch", Language::Ar)), "Alder Watch");
}
