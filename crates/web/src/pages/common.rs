//! Marking a part of a medium as common, and releasing the mark.

use askama::Template;
use axum::extract::{Form, Path, State};
use axum::response::{IntoResponse, Redirect, Response};
use desk::Desk;
use desk::matches::Region;
use desk::matches::common::{self, Part};
use desk::views::{self, MediaRow};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::back_to;
use super::chrome::Chrome;
use crate::failure::Failure;

/// The form that marks a part of a medium.
#[derive(Template)]
#[template(path = "footage/common.html")]
pub struct CommonForm<'a> {
    /// The page around it.
    pub chrome: &'a Chrome,
    /// The medium.
    pub media: &'a MediaRow,
}

/// A part of a medium as a form sends it: what is empty stands for the whole.
#[derive(Debug, Deserialize)]
pub struct Marked {
    words: String,
    #[serde(default)]
    from: String,
    #[serde(default)]
    to: String,
    #[serde(default)]
    left: String,
    #[serde(default)]
    top: String,
    #[serde(default)]
    width: String,
    #[serde(default)]
    height: String,
}

/// A part of a medium that shows what is common.
#[derive(Debug, Default, Deserialize, Serialize, ToSchema)]
pub struct CommonPart {
    /// What it is, in a few words.
    pub words: String,
    /// From and to, in seconds; none for all of it.
    #[serde(default)]
    pub stretch: Option<(f64, f64)>,
    /// Left, top, width and height in shares of the picture; none for all of it.
    #[serde(default)]
    pub region: Option<(f32, f32, f32, f32)>,
}

impl CommonPart {
    /// The part in the desk's words.
    pub fn part(&self) -> Part {
        let region = self.region.map(|(x, y, width, height)| Region { x, y, width, height });
        Part { stretch: self.stretch, region }
    }
}

impl Marked {
    fn part(&self) -> Result<Part, Failure> {
        let numbers = |texts: [&str; 4]| -> Result<Option<Vec<f64>>, Failure> {
            let given: Vec<&str> = texts.into_iter().map(str::trim).filter(|text| !text.is_empty()).collect();
            let read: Result<Vec<f64>, _> = given.iter().map(|text| text.replace(',', ".").parse()).collect();
            let read = read.map_err(|_| unclear())?;
            Ok((!read.is_empty()).then_some(read))
        };
        let stretch = match numbers([&self.from, &self.to, "", ""])?.as_deref() {
            None => None,
            Some([from, to]) => Some((*from, *to)),
            Some(_) => return Err(unclear()),
        };
        let region = match numbers([&self.left, &self.top, &self.width, &self.height])?.as_deref() {
            None => None,
            Some([x, y, width, height]) => {
                #[expect(clippy::cast_possible_truncation, reason = "percent of a picture")]
                let [x, y, width, height] = [x, y, width, height].map(|percent| (percent / 100.0) as f32);
                Some(Region { x, y, width, height })
            }
            Some(_) => return Err(unclear()),
        };
        Ok(Part { stretch, region })
    }
}

fn unclear() -> Failure {
    Failure::unclear(
        "That does not say which part is common.",
        "Give both seconds or neither, all four sides of the region or none, as numbers.",
    )
}

/// `POST /media/{sha256}/common`: leads to the medium's footage, which may be another one now.
pub async fn mark(
    State(desk): State<Desk>,
    Path(sha256): Path<String>,
    Form(marked): Form<Marked>,
) -> Result<Response, Failure> {
    common::mark(&desk, &sha256, marked.part()?, &marked.words).await?;
    let footage = views::footage_of(&desk, &sha256).await?;
    let page = footage.map_or_else(|| "/matching".to_owned(), |footage| format!("/footage/{footage}"));
    Ok(Redirect::to(&page).into_response())
}

/// A release.
#[derive(Debug, Deserialize)]
pub struct Released {
    #[serde(default)]
    reason: String,
    back: Option<String>,
}

/// `POST /common/{mark}/release`
pub async fn release(
    State(desk): State<Desk>,
    Path(mark): Path<String>,
    Form(Released { reason, back }): Form<Released>,
) -> Result<Response, Failure> {
    common::release(&desk, &mark, &reason).await?;
    Ok(back_to(back.as_deref()))
}
