//! Capture: from words selected in a post to an assertion form that is filled in as far as the post tells.

use serde::Serialize;
use utoipa::ToSchema;

use crate::{
    Desk, args,
    error::{Error, Result},
    ids::IncidentRef,
    store::Db,
};

use super::{
    assertion::Selector,
    gazetteer,
    incident::{self, Line},
    source::{self, Source},
    time::When,
};

/// How many characters around the selected words are kept, so that they are found again in an edited post.
const AROUND: usize = 32;
/// So many places named in a post are offered.
const PLACES: usize = 6;

/// What is known before the person types anything.
#[derive(Clone, Debug, PartialEq)]
pub struct Prefill {
    /// The post.
    pub post: String,
    /// Who posted it.
    pub source: Source,
    /// All that it says.
    pub text: String,
    /// The selected words, exactly.
    pub words: String,
    /// Where they stand in the post.
    pub selector: Selector,
    /// As the platform states it, else as recognised in the words; BCP 47.
    pub language: Option<String>,
    /// How the language is known.
    pub language_basis: LanguageBasis,
    /// When it was posted.
    pub said: Option<When>,
    /// Incidents to which footage of the post belongs, newest first.
    pub incidents: Vec<Line>,
}

/// How a language is known.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "lowercase")]
pub enum LanguageBasis {
    /// The platform states it.
    Stated,
    /// Recognised in the words, reliably enough.
    Recognised,
    /// Neither.
    Unknown,
}

#[derive(sqlx::FromRow)]
struct PostRow {
    id: String,
    source_id: String,
    text: String,
    language: Option<String>,
    posted_earliest: Option<i64>,
    posted_latest: Option<i64>,
    posted_words: Option<String>,
    posted_basis: Option<String>,
}

/// Fills in the form for words of a post (by identifier, `platform/number` or address): `words` as selected, at or near `start` (in characters) where they occur more
/// than once. Nothing selected means the whole post.
pub async fn prefill(db: &Db, post: &str, words: &str, start: Option<u32>) -> Result<Prefill> {
    let row: Option<PostRow> = db
        .first(
            "SELECT p.id, p.source_id, o.text, o.language, o.posted_earliest, o.posted_latest, o.posted_words, o.posted_basis
             FROM post AS p JOIN observation AS o ON o.post_id = p.id
             WHERE (p.id = $1 OR p.key = $1 OR p.url = $1)
               AND o.seq = (SELECT MAX(seq) FROM observation WHERE post_id = p.id)",
            args![post],
        )
        .await?;
    let row = row.ok_or_else(|| Error::NotFound { what: "post", name: post.chars().take(40).collect() })?;
    let (words, selector) = select(&row.text, words, start)?;
    let (language, language_basis) = match row.language {
        Some(stated) => (Some(stated), LanguageBasis::Stated),
        None => match recognise(&words).or_else(|| recognise(&row.text)) {
            Some(language) => (Some(language.to_owned()), LanguageBasis::Recognised),
            None => (None, LanguageBasis::Unknown),
        },
    };
    let said = row.posted_earliest.zip(row.posted_latest).map(|(earliest, latest)| {
        When::between(earliest, latest, row.posted_words.unwrap_or_default(), row.posted_basis.unwrap_or_default())
    });
    let sql = sqlx::AssertSqlSafe(format!(
        "{} WHERE i.id IN (SELECT a.incident FROM attachment AS a JOIN footage_media AS fm ON fm.number = a.footage
                           JOIN post_media AS pm ON pm.sha256 = fm.sha256 WHERE pm.post_id = $1 AND a.attached = 1
                             AND a.seq = (SELECT MAX(b.seq) FROM attachment AS b
                                          WHERE b.incident = a.incident AND b.footage = a.footage))
         ORDER BY i.number DESC",
        incident::LINE
    ));
    let incidents = db.all(sql, args![&row.id]).await?;
    let source = source::get(db, &row.source_id).await?;
    let text = row.text;
    Ok(Prefill { post: row.id, source, text, words, selector, language, language_basis, said, incidents })
}

/// Places named in the selected words, or else in the rest of the post, as the gazetteer knows them.
async fn places(desk: &Desk, prefill: &Prefill) -> Result<Vec<gazetteer::Found>> {
    let gazetteer = desk.gazetteer().await?;
    let in_words = gazetteer.named_in(&prefill.words, PLACES);
    Ok(if in_words.is_empty() { gazetteer.named_in(&prefill.text, PLACES) } else { in_words })
}

/// As [`prefill`], for shells: with the places that it names.
pub async fn open(
    desk: &Desk,
    post: &str,
    words: &str,
    start: Option<u32>,
) -> Result<(Prefill, Vec<gazetteer::Found>)> {
    let prefill = prefill(&desk.db, post, words, start).await?;
    let places = places(desk, &prefill).await?;
    Ok((prefill, places))
}

impl Prefill {
    /// The incident that the form proposes: the only one, or the newest.
    pub fn incident(&self) -> Option<IncidentRef> {
        self.incidents.first().map(Line::sayable)
    }
}

/// Finds the words in the text, the occurrence nearest to `start`.
fn select(text: &str, words: &str, start: Option<u32>) -> Result<(String, Selector)> {
    let words = if words.trim().is_empty() { text.trim() } else { words.trim() };
    if words.is_empty() {
        return Err(Error::input("the post has no words", "describe its footage instead"));
    }
    let wanted = i64::from(start.unwrap_or(0));
    let position = |byte: usize| text[..byte].chars().count();
    let nearest = text
        .match_indices(words)
        .map(|(byte, _)| (byte, position(byte)))
        .min_by_key(|(_, at)| (i64::try_from(*at).unwrap_or(i64::MAX) - wanted).abs());
    let Some((byte, at)) = nearest else {
        return Err(Error::input("these words are not in the post", "select them in the post, without adding any"));
    };
    let after = &text[byte + words.len()..];
    let before: Vec<char> = text[..byte].chars().collect();
    let number = |count: usize| u32::try_from(count).ok();
    let selector = Selector {
        start: number(at),
        end: number(at + words.chars().count()),
        prefix: before[before.len().saturating_sub(AROUND)..].iter().collect(),
        suffix: after.chars().take(AROUND).collect(),
        ..Selector::default()
    };
    Ok((words.to_owned(), selector))
}

/// The language of a text, BCP 47, where it can be told reliably.
pub fn recognise(text: &str) -> Option<&'static str> {
    use whatlang::Lang;
    if let Some(language) = by_letters(text) {
        return Some(language);
    }
    let found = whatlang::detect(text).filter(whatlang::Info::is_reliable)?;
    Some(match found.lang() {
        Lang::Ara => "ar",
        Lang::Ben => "bn",
        Lang::Ces => "cs",
        Lang::Cmn => "zh",
        Lang::Deu => "de",
        Lang::Ell => "el",
        Lang::Eng => "en",
        Lang::Fra => "fr",
        Lang::Heb => "he",
        Lang::Hin => "hi",
        Lang::Hun => "hu",
        Lang::Hye => "hy",
        Lang::Ind => "id",
        Lang::Ita => "it",
        Lang::Jpn => "ja",
        Lang::Kat => "ka",
        Lang::Kor => "ko",
        Lang::Mya => "my",
        Lang::Nld => "nl",
        Lang::Pes => "fa",
        Lang::Pol => "pl",
        Lang::Por => "pt",
        Lang::Ron => "ro",
        Lang::Rus => "ru",
        Lang::Spa => "es",
        Lang::Swe => "sv",
        Lang::Tha => "th",
        Lang::Tur => "tr",
        Lang::Ukr => "uk",
        Lang::Urd => "ur",
        Lang::Vie => "vi",
        other => other.code(),
    })
}

/// Languages that their letters give away, also in a text too short for statistics.
fn by_letters(text: &str) -> Option<&'static str> {
    let has = |letters: &str| text.chars().any(|letter| letters.contains(letter));
    let arabic = has("ةىيكأإ") && !has("پچژگکیےٹڈڑں");
    let (ukrainian, russian) = (has("їєґЇЄҐ"), has("ыэъёЫЭЪЁ"));
    match (arabic, ukrainian, russian) {
        (true, false, false) => Some("ar"),
        (false, true, false) => Some("uk"),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a test fails by panicking")]
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn selected_words_are_found_where_they_were_selected() {
        let text = "No one was hurt. The mayor says: no one was hurt.";
        let (words, selector) = select(text, "one was hurt", Some(36)).unwrap();
        assert_eq!((words.as_str(), selector.start, selector.end), ("one was hurt", Some(36), Some(48)));
        assert_eq!(selector.suffix, ".");
        assert!(select(text, "two were hurt", None).is_err());
        assert_eq!(select(text, "", None).unwrap().0, text, "nothing selected is the whole post");
    }

    #[test]
    fn a_language_is_told_only_where_it_can_be() {
        assert_eq!(recognise("انهار جسر المشاة صباح اليوم في وسط المدينة"), Some("ar"));
        assert_eq!(recognise("Сьогодні вранці обвалився пішохідний міст через річку"), Some("uk"));
        assert_eq!(recognise("ok"), None);
    }

    proptest! {
        #[test]
        fn what_a_selector_points_at_is_what_was_selected(text in "\\PC{1,60}", from in 0_usize..60, length in 1_usize..20) {
            let letters: Vec<char> = text.chars().collect();
            let words: String = letters.iter().skip(from).take(length).collect();
            prop_assume!(!words.trim().is_empty());
            let (found, selector) = select(&text, &words, u32::try_from(from).ok()).unwrap();
            let (start, end) = (selector.start.unwrap() as usize, selector.end.unwrap() as usize);
            prop_assert_eq!(letters[start..end].iter().collect::<String>(), found);
        }
    }
}
