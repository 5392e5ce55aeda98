//! Numbers and names in words, for templates: sizes, durations, shares, kinds.

use std::borrow::Borrow;

/// Bytes as people read them: `812 B`, `4.2 MB`. Powers of ten, as disks are sold and file managers show.
pub fn bytes(size: &i64) -> String {
    #[expect(clippy::cast_precision_loss, reason = "two digits are shown")]
    let mut size = *size as f64;
    for unit in ["B", "kB", "MB", "GB"] {
        if size < 999.5 {
            return if unit == "B" || size >= 100.0 {
                format!("{size:.0} {unit}")
            } else {
                format!("{size:.1} {unit}")
            };
        }
        size /= 1000.0;
    }
    format!("{size:.1} TB")
}

/// Seconds on a media time line: `0:07`, `12:04`, `1:02:09`; with a tenth where `tenths` is asked.
fn clock(seconds: f64, tenths: bool) -> String {
    let scale = if tenths { 10.0 } else { 1.0 };
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "clamped to the range of u64 seconds")]
    let units = (seconds.clamp(0.0, 1e9) * scale).round() as u64;
    let (whole, tenth) = if tenths { (units / 10, format!(".{}", units % 10)) } else { (units, String::new()) };
    let (hours, minutes, seconds) = (whole / 3600, whole / 60 % 60, whole % 60);
    if hours > 0 {
        format!("{hours}:{minutes:02}:{seconds:02}{tenth}")
    } else {
        format!("{minutes}:{seconds:02}{tenth}")
    }
}

/// A duration: `0:32`.
pub fn duration(seconds: &f64) -> String {
    clock(*seconds, false)
}

/// A moment in a medium, to the tenth of a second: `0:32.4`.
pub fn moment(seconds: &f64) -> String {
    clock(*seconds, true)
}

/// A time that is still to pass, roughly: `less than a minute`, `about 5 minutes`, `about 2 hours`.
pub fn time_left(seconds: &i64) -> String {
    match *seconds {
        ..60 => "less than a minute".into(),
        60..120 => "about a minute".into(),
        120..5400 => format!("about {} minutes", (seconds + 30) / 60),
        5400..172_800 => format!("about {} hours", (seconds + 1800) / 3600),
        _ => format!("about {} days", (seconds + 43_200) / 86_400),
    }
}

/// A score between 0 and 1 with two decimals, rounded down: it is a measure, not a probability, and only 1 reads as 1.
pub fn score(score: f64) -> String {
    format!("{:.2}", (score.clamp(0.0, 1.0) * 100.0 + 1e-6).floor() / 100.0)
}

/// A share between 0 and 1 in whole percent: `12 %`.
pub fn percent(share: &f64) -> String {
    format!("{:.0} %", share.clamp(0.0, 1.0) * 100.0)
}

/// How often a decision confirmed what was suggested, with its interval: `97 % (88 % to 99 %)`.
pub fn precision(share: &Option<f64>, low: &f64, high: &f64) -> String {
    match share {
        Some(share) => format!("{} ({} to {})", percent(share), percent(low), percent(high)),
        None => "nothing decided".into(),
    }
}

/// A library's phrase as a sentence on a page: a capital at its start, a full stop at its end.
pub fn sentence(phrase: &str) -> String {
    let stop = if phrase.is_empty() || phrase.ends_with(['.', '!', '?']) { "" } else { "." };
    capital(phrase) + stop
}

/// With a capital at its start, as the head of a page.
pub fn capital(phrase: &str) -> String {
    let mut letters = phrase.chars();
    let first = letters.next().map(|letter| letter.to_uppercase().to_string()).unwrap_or_default();
    first + letters.as_str()
}

/// How much faster than the other one runs, or nothing at the same speed: `1.25 times as fast`.
pub fn speed(speed: &f64) -> String {
    if (speed - 1.0).abs() < 0.01 { String::new() } else { format!("{speed:.2} times as fast") }
}

/// `1 copy`, `3 copies`.
pub fn count(number: impl Borrow<i64>, one: &str, many: &str) -> String {
    let number = number.borrow();
    if *number == 1 { format!("1 {one}") } else { format!("{number} {many}") }
}

/// The kind of media with a capital, for the start of a line.
pub fn kind(kind: &str) -> &'static str {
    match kind {
        "photo" => "Photo",
        "video" => "Video",
        "sound" => "Sound",
        "document" => "Document",
        _ => "File",
    }
}

/// The icon of a kind of media.
pub fn kind_icon(kind: &str) -> &'static str {
    match kind {
        "photo" => "photo",
        "video" => "video",
        "sound" => "sound",
        "document" => "document",
        _ => "other",
    }
}

/// The first twelve digits of a SHA-256, enough to tell media apart on one page and to name elements.
pub fn short(sha256: &str) -> &str {
    sha256.get(..12).unwrap_or(sha256)
}

/// The stages of the work on a medium, each with whether it is done and whether it is the one reached. Empty for a medium
/// that could not be read, whose work does not go on.
pub fn stages(reached: impl AsRef<str>) -> Vec<(&'static str, bool, bool)> {
    const ALL: [&str; 4] = ["kept", "read", "fingerprinted", "matched"];
    let Some(at) = ALL.iter().position(|stage| *stage == reached.as_ref()) else { return Vec::new() };
    ALL.iter().enumerate().map(|(index, stage)| (*stage, index <= at, index == at)).collect()
}

/// The badge and the icon of a state of a finding. Never colour alone: the word stands beside them.
pub fn state(state: &desk::findings::State) -> (&'static str, &'static str) {
    use desk::findings::State;
    match state {
        State::Unknown => ("", "severity-unknown"),
        State::Claimed => ("doubt", "doubt"),
        State::Supported => ("seen", "seen"),
        State::Confirmed => ("first", "good"),
        State::Contradicted => ("fault", "fault"),
    }
}

/// A stance as the head of a column.
pub fn stance(stance: &desk::claims::assertion::Stance) -> &'static str {
    use desk::claims::assertion::Stance;
    match stance {
        Stance::Asserts => "Assert it",
        Stance::Denies => "Deny it",
        Stance::Doubts => "Doubt it",
        Stance::Retracts => "Took it back",
    }
}

/// How far a precision reaches: `(10 m)`.
pub fn metres(precision: &desk::claims::place::Precision) -> String {
    let metres = precision.metres();
    if metres > 0.0 { format!("({metres} m)") } else { "(within the shape)".into() }
}

/// The English name of a common language, else its tag.
pub fn language(tag: &str) -> String {
    let name = match tag.split(['-', '_']).next().unwrap_or_default() {
        "ar" => "Arabic",
        "de" => "German",
        "en" => "English",
        "es" => "Spanish",
        "fa" => "Persian",
        "fr" => "French",
        "he" => "Hebrew",
        "hi" => "Hindi",
        "it" => "Italian",
        "ja" => "Japanese",
        "pl" => "Polish",
        "pt" => "Portuguese",
        "ru" => "Russian",
        "tr" => "Turkish",
        "uk" => "Ukrainian",
        "ur" => "Urdu",
        "zh" => "Chinese",
        _ => tag,
    };
    name.to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes_are_short_and_in_powers_of_ten() {
        let read: Vec<String> =
            [0, 812, 4_200, 99_960, 4_200_000, 731_000_000, 5_000_000_000_000].iter().map(bytes).collect();
        assert_eq!(read, ["0 B", "812 B", "4.2 kB", "100.0 kB", "4.2 MB", "731 MB", "5.0 TB"]);
    }

    #[test]
    fn times_on_a_media_line_read_like_a_player_shows_them() {
        assert_eq!([duration(&7.2), duration(&724.0), duration(&3729.0)], ["0:07", "12:04", "1:02:09"]);
        assert_eq!([moment(&59.96), moment(&0.0), moment(&32.44)], ["1:00.0", "0:00.0", "0:32.4"]);
    }

    #[test]
    fn a_score_below_one_never_reads_as_certain() {
        assert_eq!([0.999, 1.0, 0.29, 0.0].map(score), ["0.99", "1.00", "0.29", "0.00"]);
    }

    #[test]
    fn a_phrase_becomes_a_sentence_once() {
        assert_eq!(
            ["the same picture", "Done.", "", "österreich?"].map(sentence),
            ["The same picture.", "Done.", "", "Österreich?"]
        );
    }

    #[test]
    fn stages_up_to_the_reached_one_are_done() {
        let stages = stages("fingerprinted");
        assert_eq!(stages.iter().filter(|(_, done, _)| *done).count(), 3);
        assert!(stages[2].2);
        assert!(super::stages("unreadable").is_empty());
    }
}
