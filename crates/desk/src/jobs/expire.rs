//! The job that the clock asks for: searches grow old, and what rests on them goes under review.
//!
//! Nothing waits in the queue for a day that may be months away: workers look every few seconds whether a search has grown
//! old, and only then is there a job.

use super::queue::{self, Kind};
use crate::{Desk, error::Result, findings::search};

/// What the one job of this kind is about.
const OBJECT: &str = "searches";

/// Asks for the job when there is something for it to do.
pub(super) async fn ask(desk: &Desk) -> Result<()> {
    if search::due(desk).await? == 0 {
        return Ok(());
    }
    let mut change = desk.custody.change("desk").await?;
    queue::enqueue(&mut change, Kind::Expire, OBJECT).await?;
    change.commit().await
}

/// Does it.
pub(super) async fn run(desk: &Desk) -> Result<()> {
    search::expire(desk).await
}
