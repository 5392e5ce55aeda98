//! Names of months and weekdays as people type them, by their first letters, in twelve languages.

/// First letters of the months, January first. English, French, German, Spanish, Portuguese,
/// Italian, Dutch, Polish, Turkish, Russian, Ukrainian, Arabic.
const MONTHS: [&[&str]; 12] = [
    &["jan", "jän", "ene", "gen", "sty", "oca", "янв", "січ", "يناير"],
    &["feb", "fév", "fev", "lut", "şub", "фев", "лют", "فبراير"],
    &["mar", "mär", "mrt", "maar", "мар", "бер", "مارس"],
    &["apr", "avr", "abr", "kwi", "nis", "апр", "кві", "أبريل", "ابريل"],
    &["may", "mai", "mag", "mei", "maj", "мая", "май", "тра", "مايو"],
    &["jun", "juin", "giu", "cze", "haz", "июн", "чер", "يونيو"],
    &["jul", "juil", "lug", "lip", "tem", "июл", "лип", "يوليو"],
    &["aug", "aoû", "aou", "ago", "sie", "ağu", "авг", "серп", "أغسطس", "اغسطس"],
    &["sep", "set", "wrz", "eyl", "сен", "вер", "سبتمبر"],
    &["oct", "okt", "out", "ott", "paź", "eki", "окт", "жов", "أكتوبر", "اكتوبر"],
    &["nov", "lis", "kas", "ноя", "лис", "نوفمبر"],
    &["dec", "déc", "dez", "dic", "gru", "ara", "дек", "гру", "ديسمبر"],
];

/// First letters of weekdays in the same languages; they say nothing that the date does not.
const WEEKDAYS: &[&str] = &[
    "mon", "tue", "wed", "thu", "fri", "sat", "sun", "lun", "mardi", "mer", "jeu", "ven", "sam", "dim", "die", "mit",
    "don", "fre", "son", "marte", "mié", "mie", "jue", "vie", "sáb", "sab", "dom", "gio", "seg", "ter", "qua", "qui",
    "sex", "maan", "din", "woe", "vri", "zat", "zon", "pon", "wto", "śro", "czw", "pią", "sob", "nie", "paz", "sal",
    "çar", "per", "cum", "вто", "сре", "чет", "пят", "суб", "вос", "пон", "вів", "сер", "нед", "пн", "вт", "ср", "чт",
    "пт", "сб", "вс",
];

/// The month (1 to 12) a lower-case word names, if it does.
pub(super) fn month(word: &str) -> Option<i8> {
    if word.chars().count() < 3 {
        return None;
    }
    let index = MONTHS.iter().position(|stems| stems.iter().any(|stem| word.starts_with(stem)))?;
    i8::try_from(index + 1).ok()
}

/// Whether a lower-case word looks like a weekday.
pub(super) fn is_weekday(word: &str) -> bool {
    WEEKDAYS.iter().any(|stem| word.starts_with(stem))
}
