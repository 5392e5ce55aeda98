//! Worksheets: forms whose address is what was noted, with the result beside them; and those that are kept.

mod drawings;
mod order;
mod place;
mod sun;

use askama::Template;
use axum::extract::{Path, Query, RawForm, State};
use axum::response::{IntoResponse, Redirect, Response};
use desk::findings::worksheets::kept::{self, Recheck};
use desk::findings::worksheets::{Input, Outcome, Sheet};
use desk::views::findings::{self as views, WorksheetQuery, WorksheetRow};
use desk::{Desk, Error};

use self::drawings::{Bars, Dial, Sketch};
use super::chrome::Chrome;
use super::fields::Fields;
use super::html;
use crate::api::findings::computed;
use crate::failure::Failure;

/// The kinds of worksheets: the name in addresses, what it is called, what it does. A new one is a line here, a file with
/// the meaning of its fields, and a template with the fields.
const KINDS: [Kind; 3] = [
    Kind {
        name: "sun",
        title: "Sun and shadow",
        does: "When could a shadow have fallen like this? Or: where did the sun stand?",
    },
    Kind { name: "place", title: "Place", does: "Where did the camera stand, which way did it look, and how wide?" },
    Kind { name: "order", title: "Order of two clips", does: "Which of two clips is earlier, and by how much?" },
];

#[derive(Clone, Copy)]
struct Kind {
    name: &'static str,
    title: &'static str,
    does: &'static str,
}

#[derive(Template)]
#[template(path = "worksheets/list.html")]
struct List {
    chrome: Chrome,
    kinds: &'static [Kind],
    about: String,
    worksheets: Vec<WorksheetRow>,
}

#[derive(Template)]
#[template(path = "worksheets/form.html")]
struct Form<'a> {
    chrome: &'a Chrome,
    kind: Kind,
    fields: &'a Fields,
    rows: usize,
    fault: Option<(String, String)>,
    result: Option<Filled<'a>>,
}

impl Form<'_> {
    /// What the form that keeps the worksheet carries along.
    fn carried(&self) -> impl Iterator<Item = (&str, &str)> {
        self.fields.without(&["_token", "title", "about", "dir", "rows"])
    }
}

#[derive(Template)]
#[template(path = "worksheets/kept.html")]
struct Kept<'a> {
    chrome: &'a Chrome,
    row: &'a WorksheetRow,
    kind: Kind,
    filled: Filled<'a>,
    checked: Recheck,
    pillar: &'static str,
}

/// A sheet with its drawing.
#[derive(Template)]
#[template(path = "worksheets/sheet.html")]
struct Filled<'a> {
    sheet: &'a Sheet,
    dial: Option<Dial>,
    sketch: Option<Sketch>,
    bars: Option<Bars>,
}

impl<'a> Filled<'a> {
    fn of(sheet: &'a Sheet) -> Self {
        let mut filled = Self { sheet, dial: None, sketch: None, bars: None };
        match (&sheet.input, &sheet.outcome) {
            (_, Outcome::Sun(result)) => filled.dial = Some(Dial::of(result)),
            (_, Outcome::Place(result)) => filled.sketch = Sketch::of(result),
            (Input::Order(input), Outcome::Order(result)) => filled.bars = Bars::of(input, result),
            _ => {}
        }
        filled
    }
}

fn kind_named(name: &str) -> Result<Kind, Failure> {
    let known = KINDS.into_iter().find(|kind| kind.name == name);
    known.ok_or_else(|| Failure::missing("There is no such worksheet."))
}

/// What the fields of a form say, or nothing when it was only opened.
fn input(kind: Kind, fields: &Fields) -> Option<desk::Result<Input>> {
    match kind.name {
        "sun" => fields.any(&["position"]).then(|| sun::input(fields)),
        "place" => fields.any(&["width", "x_0", "position_0"]).then(|| place::input(fields)),
        _ => fields.any(&["first", "second", "what_0"]).then(|| order::input(fields)),
    }
}

fn rows(kind: Kind, fields: &Fields) -> usize {
    match kind.name {
        "place" => fields.rows(&["name", "x", "position"], 4),
        "order" => fields.rows(&["what", "in_first", "in_second"], 2),
        _ => 0,
    }
}

/// `GET /worksheets`
pub async fn list(
    State(desk): State<Desk>,
    chrome: Chrome,
    Query(query): Query<WorksheetQuery>,
) -> Result<Response, Failure> {
    let worksheets = views::worksheets(&desk, &query).await?;
    html(&List { chrome, kinds: &KINDS, about: query.about, worksheets })
}

/// `GET /worksheets/new/{kind}`: the form, and the result of what its address says.
pub async fn form(chrome: Chrome, Path(name): Path<String>, RawForm(query): RawForm) -> Result<Response, Failure> {
    let (kind, fields) = (kind_named(&name)?, Fields::parse(&query));
    let sheet = match input(kind, &fields) {
        None => None,
        Some(Err(error)) => return refused(&chrome, kind, &fields, &error.into()),
        Some(Ok(input)) => match computed(input).await {
            Err(failure) => return refused(&chrome, kind, &fields, &failure),
            Ok(sheet) => Some(sheet),
        },
    };
    let rows = rows(kind, &fields);
    html(&Form { chrome: &chrome, kind, fields: &fields, rows, fault: None, result: sheet.as_ref().map(Filled::of) })
}

/// The form as it was filled, with what is wrong.
fn refused(chrome: &Chrome, kind: Kind, fields: &Fields, failure: &Failure) -> Result<Response, Failure> {
    let fault = Some((failure.what.clone(), failure.hint.clone()));
    html(&Form { chrome, kind, fields, rows: rows(kind, fields), fault, result: None })
}

/// `POST /worksheets/new/{kind}`: computes and keeps.
pub async fn keep(
    State(desk): State<Desk>,
    chrome: Chrome,
    Path(name): Path<String>,
    RawForm(form): RawForm,
) -> Result<Response, Failure> {
    let (kind, fields) = (kind_named(&name)?, Fields::parse(&form));
    let unfilled = || Error::input("the worksheet is empty", "fill it in first");
    let input = input(kind, &fields).unwrap_or_else(|| Err(unfilled()));
    let kept = match input {
        Ok(input) => kept::keep(&desk, fields.get("title"), Some(fields.get("about")), input).await,
        Err(error) => Err(error),
    };
    match kept {
        Ok(kept) => Ok(Redirect::to(&format!("/worksheets/{}", kept.id)).into_response()),
        Err(error) => refused(&chrome, kind, &fields, &error.into()),
    }
}

/// `GET /worksheets/{id}`: a kept worksheet, computed again.
pub async fn show(State(desk): State<Desk>, chrome: Chrome, Path(id): Path<String>) -> Result<Response, Failure> {
    let row = views::worksheet(&desk, &id).await?;
    let checked = views::recheck(&desk, &id).await?;
    let kind = kind_named(row.sheet.input.kind())?;
    let pillar = if kind.name == "place" { "place" } else { "date" };
    html(&Kept { chrome: &chrome, row: &row, kind, filled: Filled::of(&row.sheet), checked, pillar })
}
