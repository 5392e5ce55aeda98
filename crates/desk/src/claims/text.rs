//! Checks of what people type, the same everywhere.

use crate::{
    args,
    error::{Error, Result},
    store::Tx,
};

/// The longest words that are kept of one field, in characters.
pub(super) const LONGEST: usize = 20_000;

/// Trimmed, not empty, not too long.
pub(super) fn needed(text: &str, what: &'static str, hint: &'static str) -> Result<String> {
    let text = text.trim();
    if text.is_empty() {
        return Err(Error::input(format!("{what} is missing"), hint));
    }
    if text.chars().count() > LONGEST {
        return Err(Error::input(format!("{what} is longer than {LONGEST} characters"), "keep the part that matters"));
    }
    Ok(text.to_owned())
}

/// Trimmed; nothing when empty.
pub(super) fn optional(text: Option<&str>) -> Option<String> {
    text.map(str::trim).filter(|text| !text.is_empty()).map(str::to_owned)
}

/// That the counting statement finds what was named.
pub(super) async fn exists(tx: &mut Tx, sql: &'static str, what: &'static str, name: &str) -> Result<()> {
    if tx.number(sql, args![name]).await? == 0 {
        return Err(Error::NotFound { what, name: name.chars().take(80).collect() });
    }
    Ok(())
}

/// The next sayable number of a table. Numbers are given under the custody log's lock, so no two changes get one.
pub(super) async fn next_number(tx: &mut Tx, sql: &'static str) -> Result<i64> {
    tx.lock_log().await?;
    tx.number(sql, args![]).await
}
