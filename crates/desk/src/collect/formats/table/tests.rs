#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::io::{Cursor, Write};

use jiff::Timestamp;
use zip::write::SimpleFileOptions;

use super::super::{Decoded, Format, PostRecord, recognise};
use super::delimited::Delimited;
use super::sheet::Spreadsheet;

fn csv(text: &str) -> Decoded {
    Delimited.decode("posts.csv", text.as_bytes())
}

fn earliest(post: &PostRecord) -> String {
    Timestamp::from_microsecond(post.posted.as_ref().unwrap().earliest).unwrap().to_string()
}

/// A workbook with one sheet: the XML of its rows, in the smallest container that is one.
fn workbook(rows: &str) -> Vec<u8> {
    let head = r#"<?xml version="1.0" encoding="UTF-8"?>"#;
    let main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
    let kinds = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
    let package = "http://schemas.openxmlformats.org/package/2006";
    let parts = [
        (
            "[Content_Types].xml",
            format!(
                r#"{head}<Types xmlns="{package}/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/></Types>"#
            ),
        ),
        (
            "_rels/.rels",
            format!(
                r#"{head}<Relationships xmlns="{package}/relationships"><Relationship Id="r1" Type="{kinds}/officeDocument" Target="xl/workbook.xml"/></Relationships>"#
            ),
        ),
        (
            "xl/workbook.xml",
            format!(
                r#"{head}<workbook xmlns="{main}" xmlns:r="{kinds}"><sheets><sheet name="May" sheetId="1" r:id="r1"/></sheets></workbook>"#
            ),
        ),
        (
            "xl/_rels/workbook.xml.rels",
            format!(
                r#"{head}<Relationships xmlns="{package}/relationships"><Relationship Id="r1" Type="{kinds}/worksheet" Target="worksheets/sheet1.xml"/><Relationship Id="r2" Type="{kinds}/styles" Target="styles.xml"/></Relationships>"#
            ),
        ),
        (
            "xl/styles.xml",
            format!(
                r#"{head}<styleSheet xmlns="{main}"><cellXfs count="2"><xf numFmtId="0"/><xf numFmtId="22"/></cellXfs></styleSheet>"#
            ),
        ),
        (
            "xl/worksheets/sheet1.xml",
            format!(r#"{head}<worksheet xmlns="{main}"><sheetData>{rows}</sheetData></worksheet>"#),
        ),
    ];
    let mut zip = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for (name, text) in parts {
        zip.start_file(name, SimpleFileOptions::default()).unwrap();
        zip.write_all(text.as_bytes()).unwrap();
    }
    zip.finish().unwrap().into_inner()
}

fn cell(place: &str, text: &str) -> String {
    format!(r#"<c r="{place}" t="inlineStr"><is><t>{text}</t></is></c>"#)
}

#[test]
fn headers_in_any_case_spelling_and_language_are_understood() {
    for header in [
        "url,date,account,text,file",
        "Post URL, Date Posted ,User-Name,Caption,File Name",
        "LINK,published_at,Handle,message,media",
        "permalink,createdAt,screen name,content,path",
        "Permalnk,Publishd,Acount,Captoin,Filname",
        "Beitrag,Datum,Konto,Nachricht,Dateiname",
        "Lien,Date de publication,Compte,Légende,Fichier",
        "Enlace,Fecha,Usuario,Mensaje,Archivo",
        "Ссылка,Дата,Аккаунт,Текст,Файл",
        "Посилання,Дата,Акаунт,Опис,Файл",
        "رابط,تاريخ,حساب,نص,ملف",
        "Bağlantı,Tarih,Kullanıcı,Metin,Dosya",
    ] {
        let decoded =
            csv(&format!("{header}\nhttps://x.com/pier/status/12,2026-11-20,@harbour,Ferry leaves,clip.mp4\n"));
        assert_eq!(decoded.problems, [], "{header}");
        let post = &decoded.posts[0];
        let seen =
            (post.url.as_deref(), post.source.handle.as_deref(), post.text.as_str(), post.media[0].name.as_str());
        assert_eq!(
            seen,
            (Some("https://x.com/pier/status/12"), Some("harbour"), "Ferry leaves", "clip.mp4"),
            "{header}"
        );
        assert_eq!(earliest(post), "2026-11-19T10:00:00Z", "{header}");
    }
}

#[test]
fn it_says_which_header_became_what_and_keeps_the_others_with_the_post() {
    let decoded = csv("Link;Wetter;Datum (UTC)\nhttps://example.org/a;Nebel;20.11.2026 09:40\n");
    assert_eq!(
        decoded.notes[0].what,
        "read \"Link\" as link, \"Datum (UTC)\" as date; not understood and only kept with each post: \"Wetter\""
    );
    let post = &decoded.posts[0];
    assert_eq!((post.platform.as_str(), earliest(post).as_str()), ("web", "2026-11-20T09:40:00Z"));
    assert_eq!(post.raw["Wetter"], "Nebel");
}

#[test]
fn separators_and_encodings_are_worked_out() {
    let rows = [["link", "Légende"], ["https://example.org/a", "Été, brume; café"]];
    for separator in [",", ";", "\t", "|"] {
        let text: String =
            rows.iter().map(|row| row.map(|cell| format!("\"{cell}\"")).join(separator) + "\r\n").collect();
        let utf16: Vec<u8> = [0xff, 0xfe].into_iter().chain(text.encode_utf16().flat_map(u16::to_le_bytes)).collect();
        let western = encoding_rs::WINDOWS_1252.encode(&text).0.into_owned();
        let with_mark = format!("\u{feff}{text}").into_bytes();
        let with_hint = format!("sep={separator}\r\n{text}").into_bytes();
        for bytes in [text.clone().into_bytes(), utf16, western, with_mark, with_hint] {
            let decoded = Delimited.decode("posts.csv", &bytes);
            assert_eq!(decoded.problems, [], "{separator:?}");
            assert_eq!(decoded.posts[0].text, "Été, brume; café", "{separator:?}");
        }
    }
}

#[test]
fn a_cell_that_cannot_be_read_costs_only_itself() {
    let decoded = csv(
        "link,date,file\nnonsense,soon,../x.mp4\nhttps://example.org/a,2026-11-20,a.mp4; b.mp4\n,,\n,2026-11-20,\n",
    );
    let places: Vec<&str> = decoded.problems.iter().map(|problem| problem.place.as_str()).collect();
    assert_eq!(
        places,
        ["line 2, column \"link\"", "line 2, column \"file\"", "line 2, column \"date\"", "line 2", "line 5"]
    );
    assert_eq!(decoded.posts.len(), 1);
    assert_eq!(decoded.posts[0].media.len(), 2);
}

#[test]
fn dates_with_day_and_month_in_doubt_are_counted_once_and_keep_both_readings() {
    let decoded = csv(
        "link,date\nhttps://example.org/a,03/04/2026\nhttps://example.org/b,05/06/2026\nhttps://example.org/c,25/06/2026\n",
    );
    assert_eq!(decoded.problems.len(), 1);
    assert!(decoded.problems[0].what.contains("2 dates"), "{}", decoded.problems[0].what);
    assert_eq!(earliest(&decoded.posts[0]), "2026-03-03T10:00:00Z");
}

#[test]
fn date_and_time_in_two_columns_belong_together() {
    let decoded =
        csv("link,date,time\nhttps://example.org/a,20.11.2026,9:40 pm\nhttps://example.org/b,20.11.2026 10:00,9:40\n");
    assert_eq!(decoded.problems, []);
    assert_eq!(earliest(&decoded.posts[0]), "2026-11-20T07:40:00Z");
    assert_eq!(earliest(&decoded.posts[1]), "2026-11-19T20:00:00Z");
}

#[test]
fn lines_above_the_header_and_lists_without_one_are_read() {
    let decoded = csv("Posts about the ferry,,\n,,\nlink,text,who\nhttps://example.org/a,Ferry,Anna\n");
    assert_eq!((decoded.posts.len(), decoded.posts[0].source.name.as_deref()), (1, Some("Anna")));
    let decoded = csv("https://example.org/a\nhttps://www.youtube.com/watch?v=b\n");
    assert_eq!((decoded.posts.len(), decoded.posts[1].platform.as_str()), (2, "youtube"));
}

#[test]
fn a_column_is_also_judged_by_what_it_holds() {
    let decoded = csv("post,source\nFerry leaves,https://example.org/a\n");
    assert_eq!(
        (decoded.posts[0].text.as_str(), decoded.posts[0].url.as_deref()),
        ("Ferry leaves", Some("https://example.org/a"))
    );
}

#[test]
fn tables_of_something_else_say_what_is_missing() {
    assert_eq!(csv("weather,wind\nfog,3\n").problems.len(), 1);
    assert_eq!(csv("").problems, []);
    let open = csv("link,text\nhttps://example.org/a,\"never closed\nhttps://example.org/b,x\n");
    assert!(open.problems.iter().any(|problem| problem.what.contains("quotation mark")));
}

#[test]
fn an_excel_sheet_is_read_with_its_real_dates() {
    let header = format!("<row r=\"1\">{}{}{}</row>", cell("A1", "Link"), cell("B1", "Posted"), cell("D1", "Text"));
    let row = format!(
        "<row r=\"3\">{}<c r=\"B3\" s=\"1\"><v>46346.402777777781</v></c>{}</row>",
        cell("A3", "https://example.org/a"),
        cell("D3", "Ferry")
    );
    let bytes = workbook(&(header + &row));
    assert_eq!(recognise("posts.xlsx", &bytes[..100]).unwrap().name(), "table of posts (Excel)");
    let decoded = Spreadsheet.decode("posts.xlsx", &bytes);
    assert_eq!(decoded.problems, []);
    let post = &decoded.posts[0];
    assert_eq!((post.text.as_str(), post.posted.as_ref().unwrap().words.as_str()), ("Ferry", "2026-11-20 09:40:00"));
    assert_eq!(post.raw["Posted"], "2026-11-20 09:40:00");
}

#[test]
fn two_cells_at_the_far_ends_of_a_sheet_take_no_memory() {
    let header = format!("<row r=\"1\">{}</row>", cell("A1", "Link"));
    let last =
        format!("<row r=\"1048576\">{}{}</row>", cell("A1048576", "https://example.org/a"), cell("XFD1048576", "far"));
    let decoded = Spreadsheet.decode("posts.xlsx", &workbook(&(header + &last)));
    assert_eq!((decoded.posts.len(), decoded.problems.len()), (1, 1));
}

#[test]
fn a_workbook_that_unpacks_to_too_much_is_not_opened() {
    let padding = " ".repeat(70 * 1024 * 1024);
    let decoded = Spreadsheet.decode("posts.xlsx", &workbook(&padding));
    assert_eq!(decoded.posts.len(), 0);
    assert!(decoded.problems[0].what.contains("unpacks to too much"), "{}", decoded.problems[0].what);
}

#[test]
fn damaged_and_other_spreadsheets_are_one_problem() {
    let whole = workbook("");
    for (name, bytes) in
        [("a.xlsx", &whole[..whole.len() / 2]), ("a.xlsx", b"PK"), ("a.ods", b""), ("a.xls", b"\xd0\xcf")]
    {
        assert_eq!(Spreadsheet.decode(name, bytes).problems.len(), 1, "{name}");
    }
}
