//! What WhatsApp writes into a message's text instead of saying it otherwise: attachments, omitted
//! media, edits, deletions, its own announcements.
//!
//! The words are translated into the telephone's language, so forms decide where they can, and short
//! lists of translations (English, German, Spanish, French, Portuguese, Italian, Polish, Turkish,
//! Russian, Ukrainian, Arabic) where they must.

use super::header::Style;

/// A text taken apart.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Body {
    /// What the author wrote; for a deleted message, WhatsApp's words.
    pub(super) text: String,
    /// Names of attached files.
    pub(super) attached: Vec<String>,
    pub(super) missing: Option<Missing>,
    pub(super) deleted: bool,
    /// WhatsApp's remark that the message was edited.
    pub(super) edited: Option<String>,
    /// Written by WhatsApp in a person's or the group's name.
    pub(super) system: bool,
}

/// Media that the export does not hold.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Missing {
    /// With WhatsApp's words: "Media omitted", "image omitted".
    Omitted(String),
    /// "null": media to be seen once, or never loaded.
    ViewOnce,
}

const DELETED: &[&str] = &[
    "this message was deleted",
    "you deleted this message",
    "this message was deleted by admin",
    "diese nachricht wurde gelöscht",
    "du hast diese nachricht gelöscht",
    "se eliminó este mensaje",
    "eliminaste este mensaje",
    "este mensaje fue eliminado",
    "ce message a été supprimé",
    "vous avez supprimé ce message",
    "esta mensagem foi apagada",
    "essa mensagem foi apagada",
    "mensagem apagada",
    "você apagou esta mensagem",
    "apagou esta mensagem",
    "questo messaggio è stato eliminato",
    "hai eliminato questo messaggio",
    "ta wiadomość została usunięta",
    "wiadomość została usunięta",
    "usunięto tę wiadomość",
    "bu mesaj silindi",
    "bu mesajı sildiniz",
    "данное сообщение удалено",
    "сообщение удалено",
    "вы удалили данное сообщение",
    "це повідомлення було видалено",
    "це повідомлення видалено",
    "ви видалили це повідомлення",
    "تم حذف هذه الرسالة",
    "لقد حذفت هذه الرسالة",
    "حذفت هذه الرسالة",
];

const EDITED: &[&str] = &[
    "this message was edited",
    "diese nachricht wurde bearbeitet",
    "se editó este mensaje",
    "este mensaje fue editado",
    "ce message a été modifié",
    "mensagem editada",
    "esta mensagem foi editada",
    "questo messaggio è stato modificato",
    "wiadomość edytowana",
    "ta wiadomość została edytowana",
    "bu mesaj düzenlendi",
    "сообщение изменено",
    "данное сообщение изменено",
    "повідомлення змінено",
    "це повідомлення відредаговано",
    "تم تعديل هذه الرسالة",
];

/// How the iPhone's "image omitted" ends.
const OMITTED: &[&str] = &[
    "omitted",
    "weggelassen",
    "omitido",
    "omitida",
    "omis",
    "omise",
    "absent",
    "absente",
    "ocultado",
    "oculta",
    "omesso",
    "omessa",
    "pominięto",
    "pominięty",
    "dahil edilmedi",
    "пропущено",
    "пропущен",
    "пропущена",
    "отсутствует",
    "відсутнє",
    "محذوفة",
    "محذوف",
];

/// Marks that change the direction of writing or nothing visible; WhatsApp sets them around its own words.
pub(super) fn is_direction_mark(letter: char) -> bool {
    matches!(letter, '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{feff}')
}

impl Body {
    /// Takes a text apart. `style` tells which telephone's forms to expect.
    pub(super) fn read(text: &str, style: Style) -> Body {
        let marked = text.starts_with(is_direction_mark);
        let plain = bare(text);
        let phrase = plain.trim_end_matches('.').to_lowercase();
        if DELETED.contains(&phrase.as_str()) {
            return Body { text: plain.to_owned(), deleted: true, ..Body::default() };
        }
        if style == Style::Dashed && plain == "null" {
            return Body { missing: Some(Missing::ViewOnce), ..Body::default() };
        }
        if let Some(words) = omitted(plain, &phrase, style, marked) {
            return Body { missing: Some(Missing::Omitted(words)), ..Body::default() };
        }
        let mut body = Body::default();
        let mut rest = text.replace("\r\n", "\n");
        if let Some((before, words)) = edit_mark(&rest) {
            body.edited = Some(words);
            rest = before;
        }
        match style {
            Style::Bracketed => {
                if let Some((name, without)) = bracketed_attachment(&rest) {
                    body.attached.push(name);
                    rest = without;
                }
                body.system = marked && body.attached.is_empty() && body.edited.is_none();
            }
            Style::Dashed => {
                if let Some((name, without)) = dashed_attachment(&rest) {
                    body.attached.push(name);
                    rest = without;
                }
            }
        }
        body.text = bare(&rest).to_owned();
        body
    }
}

/// Without white space and marks of direction at both ends.
fn bare(text: &str) -> &str {
    text.trim_matches(|letter: char| letter.is_whitespace() || is_direction_mark(letter))
}

/// Android's `<Media omitted>`, whatever the language: two or more words in pointed brackets and
/// nothing else. The iPhone's "image omitted" after a mark.
fn omitted(plain: &str, phrase: &str, style: Style, marked: bool) -> Option<String> {
    let short = plain.chars().count() <= 60 && !plain.contains('\n');
    if !short {
        return None;
    }
    match style {
        Style::Dashed => {
            let inner = plain.strip_prefix('<')?.strip_suffix('>')?;
            let words = inner.contains(' ') && inner.chars().all(|letter| letter.is_alphabetic() || letter == ' ');
            (words && !EDITED.contains(&inner.to_lowercase().as_str())).then(|| inner.to_owned())
        }
        Style::Bracketed => (marked && OMITTED.iter().any(|ending| phrase.ends_with(ending))).then(|| plain.to_owned()),
    }
}

/// `words <This message was edited>` gives the words and WhatsApp's remark.
fn edit_mark(text: &str) -> Option<(String, String)> {
    let end = bare(text).strip_suffix('>').map(|_| text.rfind('>'))??;
    let start = text[..end].rfind('<')?;
    let words = bare(&text[start + 1..end]);
    EDITED
        .contains(&words.trim_end_matches('.').to_lowercase().as_str())
        .then(|| (text[..start].to_owned(), words.to_owned()))
}

/// `<attached: 00000003-PHOTO-2026-11-20-09-41-30.jpg>` anywhere; `attached` stands in the telephone's
/// language. Gives the file's name and the text without the mark.
fn bracketed_attachment(text: &str) -> Option<(String, String)> {
    /// A mark is never longer: what looks like one and is costs no more than this to find out.
    const LONGEST: usize = 400;
    text.match_indices('<').find_map(|(start, _)| {
        let stop = |letter: char| matches!(letter, '>' | '\n');
        let (length, _) = text[start..].char_indices().take(LONGEST).find(|(_, letter)| stop(*letter))?;
        if !text[start + length..].starts_with('>') {
            return None;
        }
        let (label, name) = text[start + 1..start + length].split_once(':')?;
        let name = bare(name);
        let is_label = !label.is_empty() && label.chars().count() <= 30 && !label.contains(['/', '<', '.']);
        let before = &text[..start];
        let marked = before.is_empty() || before.ends_with(is_direction_mark);
        (is_label && marked && has_file_ending(name))
            .then(|| (name.to_owned(), format!("{}{}", bare(before), &text[start + length + 1..])))
    })
}

/// `IMG-20261120-WA0001.jpg (file attached)` on the first line, a caption below it.
fn dashed_attachment(text: &str) -> Option<(String, String)> {
    let (first, caption) = text.split_once('\n').unwrap_or((text, ""));
    let marked = first.starts_with(is_direction_mark);
    let (name, label) = bare(first).strip_suffix(')')?.rsplit_once(" (")?;
    let is_label =
        !label.is_empty() && label.chars().count() <= 40 && !label.contains(|letter: char| letter.is_ascii_digit());
    let by_whatsapp = marked || name.contains("-WA");
    (is_label && by_whatsapp && has_file_ending(name)).then(|| (name.to_owned(), caption.to_owned()))
}

/// Whether a name ends like a file's: a dot and two to five letters or digits.
fn has_file_ending(name: &str) -> bool {
    name.rsplit_once('.').is_some_and(|(stem, ending)| {
        !stem.is_empty() && (2..=5).contains(&ending.len()) && ending.bytes().all(|byte| byte.is_ascii_alphanumeric())
    })
}
