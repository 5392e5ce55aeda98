//! Worksheets that are kept: findings rest on them, and anybody can compute them again and compare.

use serde::Serialize;
use utoipa::ToSchema;

use super::{Input, Sheet, compute};
use crate::{
    Desk, args,
    error::{Error, Result},
    findings::reference,
    ids,
    preserve::custody::{Act, Recorded},
    record,
    store::{Db, Json},
};

record! {
    /// A filled worksheet.
    pub struct Worksheet in "worksheet" as "worksheet" {
        /// UUIDv7.
        id: String,
        /// What it is called.
        title: String,
        /// `footage:<number>` or `claim:<id>`, where it was made for one.
        about: Option<String>,
        /// `sun`, `place` or `order`.
        kind: String,
        /// Input, result and explanation.
        sheet: Json<Sheet>,
    }
}

/// A worksheet computed again.
#[derive(Clone, Debug, PartialEq, Serialize, ToSchema)]
pub struct Recheck {
    /// Whether the result is the same to the last digit.
    pub same: bool,
    /// As it comes out now.
    pub now: Sheet,
}

/// Computes a worksheet and keeps it.
pub async fn keep(desk: &Desk, title: &str, about: Option<&str>, input: Input) -> Result<Worksheet> {
    let title = title.trim();
    if title.is_empty() || title.chars().count() > 200 {
        return Err(Error::input("a worksheet needs a title of 1 to 200 characters", "say what it is to find out"));
    }
    let kind = input.kind().to_owned();
    let sheet = crate::blocking(move || compute(input)).await??;
    let mut change = desk.custody.change(&desk.actor).await?;
    let about = match about.map(str::trim).filter(|about| !about.is_empty()) {
        Some(about) => Some(reference::about(&mut change.tx, about).await?.reference()),
        None => None,
    };
    let row = Worksheet { id: ids::new_id(), title: title.to_owned(), about, kind, sheet: Json(sheet) };
    change.record(Act::Recorded, &row).await?;
    change.commit().await?;
    Ok(row)
}

/// Computes a sheet again from its own input, however it reached us, and compares.
///
/// # Errors
/// When its input is refused now.
pub fn recheck(sheet: &Sheet) -> Result<Recheck> {
    let now = compute(sheet.input.clone())?;
    Ok(Recheck { same: now == *sheet, now })
}

/// One kept worksheet.
pub async fn get(db: &Db, id: &str) -> Result<Recorded<Worksheet>> {
    let id = id.strip_prefix("worksheet:").unwrap_or(id);
    let found = db.first("SELECT * FROM worksheet WHERE id = $1", args![id]).await?;
    found.ok_or_else(|| Error::NotFound { what: "worksheet", name: id.chars().take(40).collect() })
}

/// The kept worksheets, of one thing or all, newest first.
pub async fn list(db: &Db, about: Option<&str>) -> Result<Vec<Recorded<Worksheet>>> {
    let sql = "SELECT * FROM worksheet WHERE $1 = '' OR about = $1 ORDER BY seq DESC LIMIT 500";
    db.all(sql, args![about.unwrap_or_default()]).await
}
