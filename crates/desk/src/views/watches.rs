//! Watches and how they are doing.

use serde::Serialize;
use utoipa::ToSchema;

use super::parts::Instant;
use crate::{Desk, capture::watch, error::Result, ids::WatchRef};

/// A watch in a line.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct WatchRow {
    /// `W-2`.
    #[schema(value_type = String)]
    pub watch: WatchRef,
    /// The address.
    pub url: String,
    /// Minutes between two looks.
    pub minutes: i64,
    /// When it was last looked at.
    pub looked: Option<Instant>,
    /// When something new was last found.
    pub changed: Option<Instant>,
    /// When the next look is due.
    pub due: Instant,
    /// How often it was looked at.
    pub looks: i64,
    /// How often in a row that failed.
    pub failures: i64,
    /// What went wrong the last time.
    pub problem: Option<String>,
    /// Captures that it made.
    pub captures: i64,
    /// Bytes that these keep.
    pub bytes: i64,
}

/// Every watch that has not ended, in the order in which they were begun.
pub async fn watches(desk: &Desk) -> Result<Vec<WatchRow>> {
    let row = |line: watch::WatchLine| WatchRow {
        watch: WatchRef(line.number),
        url: line.url,
        minutes: line.minutes,
        looked: line.looked.map(Into::into),
        changed: line.changed.map(Into::into),
        due: line.due.into(),
        looks: line.looks,
        failures: line.failures,
        problem: line.problem,
        captures: line.captures,
        bytes: line.bytes,
    };
    Ok(watch::list(desk).await?.into_iter().map(row).collect())
}
