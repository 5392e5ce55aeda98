//! Work that is done after what asked for it was acknowledged: leases in the database, in the same transaction as the
//! change that needs the work. A job killed anywhere runs again, so every job is idempotent.
//!
//! There is no table of workers that could go stale (the field's usual cause of jobs stuck for ever): a lease ends by
//! itself, or at once when the process that held it is known to be gone.

mod examine;
mod expire;
pub mod layers;
mod owner;
mod queue;
mod worker;

pub use owner::Owner;
pub use queue::{JobRow, JobsPage, Kind, Progress, cancel, enqueue, list, retry};
pub use worker::{Handle, drain, serve};
