//! The edition itself, indented for reading.

use super::{Edition, unwritable};
use crate::error::Result;

pub(super) fn render(edition: &Edition) -> Result<Vec<u8>> {
    let value = serde_json::to_value(edition).map_err(unwritable)?;
    Ok(format!("{value:#}\n").into_bytes())
}
