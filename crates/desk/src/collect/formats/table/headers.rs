//! What the columns of a table are, by their headers: any case, spaces, language and small typing errors.

use std::collections::BTreeMap;

use super::super::links;
use super::Row;

/// What a column holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Field {
    Url,
    Date,
    Time,
    Edited,
    Platform,
    Handle,
    Name,
    SourceId,
    Profile,
    Id,
    Title,
    Text,
    Media,
    Language,
    RepostedFrom,
}

/// Each field: its name for people, and what headers call it (lower case, without accents, between
/// bars) in English, German, French, Spanish, Portuguese, Italian, Dutch, Polish, Turkish, Russian,
/// Ukrainian and Arabic.
const NAMES: &[(Field, &str, &str)] = &[
    (
        Field::Url,
        "link",
        "url|link|links|urls|permalink|post|post url|post link|link to post|address|web address|\
         tweet url|video url|source url|original url|webpage url|beitrag|adresse|lien|enlace|\
         vinculo|ligacao|collegamento|indirizzo|koppeling|adres|odnosnik|baglanti|ссылка|адрес|\
         посилання|رابط|الرابط",
    ),
    (
        Field::Date,
        "date",
        "date|posted|published|post date|date posted|posted at|posted on|published at|publish date|\
         publication date|created|created at|date created|timestamp|date time|datetime|upload date|\
         uploaded|upload timestamp|posted time|datum|veroffentlicht|zeitpunkt|publie|publie le|\
         date de publication|fecha|publicado|fecha de publicacion|data|data de publicacao|\
         data publikacji|data di pubblicazione|pubblicato|gepubliceerd|tarih|yayin tarihi|дата|\
         дата публикации|опубликовано|дата публікації|опубліковано|تاريخ|التاريخ|تاريخ النشر",
    ),
    (
        Field::Time,
        "time",
        "time|post time|time posted|hour|uhrzeit|zeit|heure|hora|ora|tijd|godzina|czas|saat|\
         время|час|الوقت|وقت",
    ),
    (
        Field::Edited,
        "edited",
        "edited|edited at|last edited|updated|updated at|modified|bearbeitet|modifie|editado|\
         modificato|изменено|змінено",
    ),
    (
        Field::Platform,
        "platform",
        "platform|network|social network|service|site|plattform|netzwerk|plateforme|reseau|\
         plataforma|red social|rede social|piattaforma|platforma|платформа|соцсеть|соцмережа|منصة|\
         المنصة",
    ),
    (
        Field::Handle,
        "account",
        "account|user|username|user name|handle|screen name|account handle|account name|konto|\
         benutzer|nutzer|benutzername|compte|utilisateur|cuenta|usuario|conta|utilizador|utente|\
         gebruiker|uzytkownik|hesap|kullanici|аккаунт|пользователь|акаунт|користувач|حساب|الحساب|\
         المستخدم",
    ),
    (
        Field::Name,
        "source",
        "author|source|name|display name|channel|channel name|uploader|publisher|poster|posted by|\
         creator|from|who|autor|quelle|kanal|verfasser|auteur|chaine|fuente|canal|fonte|autore|\
         canale|bron|kanaal|zrodlo|kaynak|yazar|автор|источник|канал|джерело|المصدر|مصدر|الكاتب|\
         القناة",
    ),
    (Field::SourceId, "account id", "account id|user id|author id|channel id|uploader id|source id"),
    (
        Field::Profile,
        "account's page",
        "profile|profile url|profile link|account url|account link|user url|author url|channel url|\
         channel link|uploader url|profil|perfil|profilo|профиль|профіль",
    ),
    (Field::Id, "id", "id|post id|tweet id|message id|video id|status id|native id"),
    (
        Field::Title,
        "title",
        "title|headline|upload title|titel|titre|titulo|titolo|tytul|baslik|заголовок|название|\
         назва|عنوان|العنوان",
    ),
    (
        Field::Text,
        "text",
        "text|caption|message|content|description|body|tweet|post text|full text|text content|\
         comment|nachricht|inhalt|beschreibung|texte|legende|contenu|texto|mensaje|contenido|\
         descripcion|mensagem|conteudo|legenda|testo|messaggio|descrizione|tekst|bericht|tresc|\
         opis|metin|mesaj|aciklama|текст|описание|сообщение|подпись|опис|повідомлення|نص|النص|\
         الوصف",
    ),
    (
        Field::Media,
        "file",
        "file|files|media|filename|file name|filenames|path|file path|filepath|image|images|photo|\
         photos|picture|video|videos|attachment|attachments|media file|local file|datei|dateiname|\
         dateien|pfad|bild|foto|anhang|fichier|nom du fichier|chemin|archivo|fichero|\
         nombre de archivo|ruta|imagen|ficheiro|arquivo|caminho|imagem|nome file|percorso|immagine|\
         bestand|bestandsnaam|afbeelding|plik|nazwa pliku|sciezka|zdjecie|dosya|dosya adi|resim|\
         файл|имя файла|путь|медиа|фото|видео|назва файлу|шлях|медіа|відео|ملف|الملف|صورة|فيديو",
    ),
    (Field::Language, "language", "language|lang|sprache|langue|idioma|lingua|taal|jezyk|dil|язык|мова|لغة|اللغة"),
    (
        Field::RepostedFrom,
        "reposted from",
        "reposted from|forwarded from|repost of|retweet of|shared from|weitergeleitet von|переслано из",
    ),
];

/// The columns of a table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Columns {
    /// Label of each column: the header as written, cut at [`Columns::LONGEST_LABEL`] letters.
    labels: BTreeMap<usize, String>,
    fields: BTreeMap<Field, Vec<usize>>,
    /// The date's header names UTC.
    pub(super) utc: bool,
}

impl Columns {
    const LONGEST_LABEL: usize = 64;

    /// Reads a header row; the rows below it decide what a header alone does not.
    pub(super) fn of(header: &Row, below: &[Row]) -> Columns {
        let mut columns = Columns { labels: BTreeMap::new(), fields: BTreeMap::new(), utc: false };
        let mut wishes: Vec<(u32, usize, Field)> = Vec::new();
        for (column, label) in &header.cells {
            let label: String = label.trim().chars().take(Self::LONGEST_LABEL).collect();
            let words = words(&label);
            let holds_addresses = || most_are_addresses(*column, below);
            let only = words.join(" ");
            for (field, _, names) in NAMES {
                let score = names.split('|').map(|name| score(&words, name)).max().unwrap_or(0);
                let (field, score) = match field {
                    // A column "post" without addresses holds the words; "source" with addresses the links.
                    Field::Url if only == "post" && !holds_addresses() => (Field::Text, score),
                    Field::Name if score > 0 && holds_addresses() => (Field::Url, score - 1),
                    field => (*field, score),
                };
                if score > 0 {
                    wishes.push((score, *column, field));
                }
            }
            let mut unique = label.clone();
            let mut copy = 2;
            while columns.labels.values().any(|taken| *taken == unique) {
                unique = format!("{label} ({copy})");
                copy += 1;
            }
            columns.labels.insert(*column, unique);
        }
        wishes.sort_by_key(|(score, column, _)| (std::cmp::Reverse(*score), *column));
        let mut taken: Vec<usize> = Vec::new();
        for (_, column, field) in wishes {
            if taken.contains(&column) || (columns.fields.contains_key(&field) && field != Field::Media) {
                continue;
            }
            taken.push(column);
            columns.fields.entry(field).or_default().push(column);
        }
        columns.utc = [Field::Date, Field::Time].iter().flat_map(|field| columns.all(*field)).any(|column| {
            columns
                .labels
                .get(column)
                .is_some_and(|label| words(label).iter().any(|word| word == "utc" || word == "gmt"))
        });
        columns
    }

    /// A list of links without a header.
    pub(super) fn of_bare_addresses(row: &Row) -> Option<Columns> {
        let (column, _) = row.cells.iter().find(|(_, cell)| links::web_address(cell).is_some())?;
        Some(Columns { labels: BTreeMap::new(), fields: BTreeMap::from([(Field::Url, vec![*column])]), utc: false })
    }

    /// How many fields were found.
    pub(super) fn understood(&self) -> usize {
        self.fields.len()
    }

    /// Whether a row of this table can be a post at all.
    pub(super) fn say_something(&self) -> bool {
        [Field::Url, Field::Media, Field::Text, Field::Title, Field::Date]
            .iter()
            .any(|field| self.fields.contains_key(field))
    }

    /// Every column of a field; more than one only for files.
    pub(super) fn all(&self, field: Field) -> &[usize] {
        self.fields.get(&field).map(Vec::as_slice).unwrap_or_default()
    }

    /// The cell of a field in a row.
    pub(super) fn cell<'a>(&self, field: Field, row: &'a Row) -> Option<&'a str> {
        row.cell(*self.all(field).first()?)
    }

    /// What to call a column.
    pub(super) fn label(&self, column: usize) -> String {
        self.labels.get(&column).cloned().unwrap_or_else(|| format!("column {}", column + 1))
    }

    /// For people: which header became what, and which were not understood.
    pub(super) fn account(&self) -> String {
        let mut read = Vec::new();
        let mut other = Vec::new();
        for (column, label) in &self.labels {
            let field = self.fields.iter().find(|(_, columns)| columns.contains(column)).map(|(field, _)| *field);
            match NAMES.iter().find(|(known, ..)| Some(*known) == field) {
                Some((_, name, _)) => read.push(format!("\"{label}\" as {name}")),
                None => other.push(format!("\"{label}\"")),
            }
        }
        if self.labels.is_empty() {
            return "there is no header: the column of addresses was read as link".to_owned();
        }
        let mut account = format!("read {}", read.join(", "));
        if !other.is_empty() {
            account.push_str("; not understood and only kept with each post: ");
            account.push_str(&other.join(", "));
        }
        account
    }
}

fn most_are_addresses(column: usize, rows: &[Row]) -> bool {
    let cells: Vec<&str> = rows.iter().take(50).filter_map(|row| row.cell(column)).collect();
    let addresses = cells.iter().filter(|cell| links::web_address(cell).is_some()).count();
    addresses * 2 > cells.len()
}

/// Lower-case words without accents; "postURL", "post_url" and "Post-URL" give the same two.
fn words(label: &str) -> Vec<String> {
    let mut spaced = String::with_capacity(label.len() + 8);
    let mut after_small = false;
    for letter in label.chars() {
        if after_small && letter.is_uppercase() {
            spaced.push(' ');
        }
        after_small = letter.is_lowercase();
        if letter.is_alphanumeric() {
            spaced.extend(letter.to_lowercase().filter_map(without_accent));
        } else if !matches!(letter, '\u{300}'..='\u{36f}' | '\u{64b}'..='\u{652}') {
            spaced.push(' ');
        }
    }
    spaced.split(' ').filter(|word| !word.is_empty()).map(str::to_owned).collect()
}

/// The plain letter of an accented Latin one; nothing for a mark that stands alone.
fn without_accent(letter: char) -> Option<char> {
    Some(match letter {
        'à' | 'á' | 'â' | 'ã' | 'ä' | 'å' | 'ą' => 'a',
        'ç' | 'ć' | 'č' => 'c',
        'è' | 'é' | 'ê' | 'ë' | 'ę' | 'ě' => 'e',
        'ğ' => 'g',
        'ì' | 'í' | 'î' | 'ï' | 'ı' => 'i',
        'ł' => 'l',
        'ñ' | 'ń' => 'n',
        'ò' | 'ó' | 'ô' | 'õ' | 'ö' | 'ø' => 'o',
        'ś' | 'ş' | 'š' => 's',
        'ù' | 'ú' | 'û' | 'ü' | 'ů' => 'u',
        'ź' | 'ż' | 'ž' => 'z',
        '\u{300}'..='\u{36f}' => return None,
        other => other,
    })
}

/// How well a header fits a name: 100 when equal, less when it contains it, least for a slip of the finger; 0 not at all.
fn score(words: &[String], name: &str) -> u32 {
    let name: Vec<&str> = name.split(' ').collect();
    if words == name.as_slice() {
        return 100;
    }
    if words.len() <= 6 && words.windows(name.len()).any(|window| window == name.as_slice()) {
        return 60 + 10 * u32::try_from(name.len()).unwrap_or(1).min(3);
    }
    match (words, name.as_slice()) {
        ([word], [name]) if name.chars().count() >= 5 && one_slip(word, name) => 50,
        _ => 0,
    }
}

/// Whether two words differ by one letter added, left out, changed, or by two neighbours swapped.
fn one_slip(left: &str, right: &str) -> bool {
    let (left, right): (Vec<char>, Vec<char>) = (left.chars().collect(), right.chars().collect());
    let same_start = left.iter().zip(&right).take_while(|(one, other)| one == other).count();
    let (left, right) = (&left[same_start..], &right[same_start..]);
    match (left, right) {
        ([_, rest @ ..], other) | (other, [_, rest @ ..]) if rest == other => true,
        ([_, left @ ..], [_, right @ ..]) if left == right => true,
        ([a, b, left @ ..], [c, d, right @ ..]) => a == d && b == c && left == right,
        _ => false,
    }
}
